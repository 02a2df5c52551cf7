"""Execute one notebook: papermill, with a forked copy of this process or with a kernel.

Whichever engine runs the cells, the promise of :func:`execute` is the same: the executed notebook,
or :class:`~workbench.batch.failure_marks.NotebookFailure` and a notebook in which the cell that
failed is marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from workbench.batch.failure_marks import NotebookFailure
from workbench.batch.files import relative_to
from workbench.batch.fork import engine as fork_engine
from workbench.batch.fork.cell_process import SiteProcess
from workbench.batch.kernel import engine as kernel_engine
from workbench.batch.limits import RunLimits
from workbench.batch.notebook_files import kept_in_memory, write_notebook
from workbench.batch.runs import one_line, plain_line

_START_TIMEOUT = 120  # seconds; a loaded computer starts kernels slowly

# Its functions carry no types.
_papermill: Any = papermill


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    *,
    out: Path,
    limits: RunLimits,
    engine: Literal["fork", "kernel"] = "kernel",
    process: SiteProcess | None = None,
    project_shown: str = "",
) -> NotebookNode:
    """Execute a notebook and write it beside the report.

    Parameters
    ----------
    notebook : Path
        The recipe.
    parameters : mapping
        Plain values; every name is declared in the recipe (:meth:`Recipe.require`).
    out : Path
        Folder for the executed notebook, which keeps its name. One that failed becomes
        ``<name>.failed.ipynb``, with the cell marked and a link to it at the top.
    limits : RunLimits
        What the notebook may use.
    engine : {"fork", "kernel"}
        Who runs the cells, see :func:`workbench.batch.engine_choice.choose_engine`.
    process : SiteProcess, optional
        The process that the notebooks of a site share, where the engine is ``"fork"``; one of its
        own by default. A kernel closes it, and the next notebook begins another.
    project_shown : str
        What the saved notebook calls the project; by default the way that leads there.

    Returns
    -------
    NotebookNode
        The executed notebook: all cells ran, none failed.

    Raises
    ------
    NotebookFailure
        A cell failed, the process died or hung, or the notebook ended itself.
    """
    chosen: dict[str, Any] = {"engine_name": kernel_engine.ENGINE}
    if engine == "fork":
        chosen = {"engine_name": fork_engine.ENGINE, "process": process}
    elif process is not None:
        process.close()  # a kernel that is done ends every child there is
    try:
        with kept_in_memory() as kept:
            _papermill.execute_notebook(
                str(notebook),
                None,
                dict(parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                start_timeout=_START_TIMEOUT,
                limits=limits,
                **chosen,
            )
    except PapermillExecutionError as error:
        _write(kept[-1], out / f"{notebook.stem}.failed.ipynb", notebook, project_shown)
        # The number that Jupyter shows beside the cell of the failed notebook.
        message = f"{notebook.stem}, cell [{error.exec_count or '*'}]: {_words(error)}"
        raise NotebookFailure(message) from error
    except NotebookFailure:
        raise
    except OSError as error:
        message = f"{notebook.stem}: {one_line(error)}"
        raise NotebookFailure(message) from error
    except RuntimeError as error:
        # jupyter_client says no more than this when a kernel does not come up.
        message = f"{notebook.stem}: no Python process could be started for it ({one_line(error)})"
        raise NotebookFailure(message) from error
    _write(kept[-1], out / notebook.name, notebook, project_shown)
    return kept[-1]


def _words(error: PapermillExecutionError) -> str:
    words = plain_line(str(error.evalue))
    if str(error.ename).endswith("MemoryError"):
        return f"MemoryError: {words or 'it needs more memory than there is'} (see --memory)"
    return f"{error.ename}: {words}" if words else str(error.ename)


def _write(executed: NotebookNode, target: Path, recipe: Path, project_shown: str) -> None:
    _hide_folder(executed, target.parent, project_shown)
    # papermill knows the recipe's whole path, and no file that it would have written itself.
    executed.metadata.papermill["input_path"] = recipe.name
    executed.metadata.papermill["output_path"] = target.name
    try:
        write_notebook(executed, target)
    except OSError as error:
        message = f"{recipe.stem}: {one_line(error)}"
        raise NotebookFailure(message) from error


def _hide_folder(executed: NotebookNode, out: Path, shown: str) -> None:
    """Let the saved notebook name its project by the way that leads there from beside it."""
    given = executed.metadata.papermill.get("parameters", {})
    project = Path(str(given.get("project") or ""))
    if not project.is_absolute():
        return
    shown = shown or relative_to(out, project)
    given["project"] = shown
    for cell in executed.cells:
        if "injected-parameters" in cell.metadata.get("tags", ()):
            for spelt in {str(project), json.dumps(str(project))[1:-1]}:
                cell.source = cell.source.replace(spelt, shown)
