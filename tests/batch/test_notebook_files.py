"""A notebook that is written quickly is the same notebook."""

import json
import math

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workbench.batch.notebook_files import kept_in_memory, read_notebook, write_notebook


@pytest.fixture
def notebook():
    shown = new_output("display_data", {"text/plain": "a\nb", "application/x+json": {"ü": [1.5]}})
    said = new_output("stream", name="stdout", text="one\ntwo\n")
    cells = [new_markdown_cell("# Häuser\n\n$x$"), new_code_cell("1\n2", outputs=[said, shown])]
    return new_notebook(cells=cells, metadata={"papermill": {"duration": 0.5}})


def test_it_reads_back_as_nbformat_s_own_does(notebook, tmp_path):
    write_notebook(notebook, tmp_path / "ours.ipynb")
    nbformat.write(notebook, tmp_path / "theirs.ipynb")
    assert read_notebook(tmp_path / "ours.ipynb") == read_notebook(tmp_path / "theirs.ipynb")
    assert len((tmp_path / "ours.ipynb").read_text("utf-8").splitlines()) == 5
    nbformat.validate(read_notebook(tmp_path / "ours.ipynb"))


@pytest.mark.parametrize("cells", [[], [new_markdown_cell("")]])
def test_few_cells_are_cells_too(cells, tmp_path):
    write_notebook(new_notebook(cells=cells), tmp_path / "few.ipynb")
    assert read_notebook(tmp_path / "few.ipynb").cells == cells


def test_a_number_that_is_none_stays_as_jupyter_writes_it(notebook, tmp_path):
    notebook.cells[1].outputs[1].data["application/x+json"] = {"value": math.nan}
    write_notebook(notebook, tmp_path / "nan.ipynb")
    assert '"value": NaN' in (tmp_path / "nan.ipynb").read_text("utf-8")


def test_papermill_hands_over_what_it_would_write(notebook, tmp_path):
    source = tmp_path / "in.ipynb"
    nbformat.write(notebook, source)
    with kept_in_memory() as kept:
        papermill.execute_notebook(str(source), str(tmp_path / "out.ipynb"), prepare_only=True)
    assert [one.cells[1].source for one in kept] == ["1\n2"]
    assert not (tmp_path / "out.ipynb").exists()
    papermill.execute_notebook(str(source), str(tmp_path / "out.ipynb"), prepare_only=True)
    assert json.loads((tmp_path / "out.ipynb").read_text("utf-8"))["cells"]
