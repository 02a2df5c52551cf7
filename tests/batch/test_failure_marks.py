import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from papermill.engines import NotebookExecutionManager

from workbench.batch.failure_marks import NotebookFailure, mark, refuse_early_exit


def _begun(*cells):
    notebook = new_notebook(cells=list(cells))
    notebook.metadata.papermill = {}
    manager = NotebookExecutionManager(notebook, progress_bar=False)
    manager.notebook_start()
    return manager


def test_the_cell_that_ran_last_is_marked():
    manager = _begun(new_code_cell("1"), new_code_cell("2"), new_code_cell("3"))
    for cell in manager.nb.cells[:2]:
        manager.cell_start(cell)
    mark(manager, "Died", "for a reason")
    assert [len(cell.outputs) for cell in manager.nb.cells] == [0, 1, 0]
    assert manager.nb.cells[1].outputs[0].evalue == "for a reason"
    assert manager.nb.metadata.papermill.exception is True


def test_where_no_cell_ran_the_notebook_failed_as_a_whole():
    with pytest.raises(NotebookFailure, match="for a reason"):
        mark(_begun(new_code_cell("1")), "Died", "for a reason")


def test_leaving_early_is_no_success():
    error = new_output("error", ename="SystemExit", evalue="0", traceback=[])
    notebook = new_notebook(cells=[new_code_cell("1", outputs=[error])])
    refuse_early_exit(notebook)
    assert error.evalue == "0: the notebook ended itself before its end"
