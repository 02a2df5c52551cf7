"""How a notebook says that it did not come to its end, where and why."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager

from workbench.errors import WorkbenchError

_nbformat: Any = nbformat


class NotebookFailure(WorkbenchError):
    """A notebook that did not come to its end; the message says where and why."""


def mark(manager: NotebookExecutionManager, name: str, reason: str) -> None:
    """Add an error output to the cell that was running.

    Raises
    ------
    NotebookFailure
        No cell has begun.
    """
    for index, cell in reversed(list(enumerate(manager.nb.cells))):
        if cell.cell_type == "code" and cell.metadata.papermill.get("start_time"):
            cell.outputs.append(
                _nbformat.v4.new_output(
                    "error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"]
                )
            )
            manager.cell_exception(cell, cell_index=index)
            return
    raise NotebookFailure(reason)


def refuse_early_exit(notebook: NotebookNode) -> None:
    """Make ``sys.exit(0)`` count: what should have followed is not there."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and output.ename == "SystemExit":
                output.evalue = f"{output.evalue or 0}: the notebook ended itself before its end"
