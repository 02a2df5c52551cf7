"""papermill's engine that runs a notebook in a forked copy of this process.

papermill stays the runner: parameters, the injected cell, metadata and error marks are its own. If
this process is not fit to be copied, Jupyter's kernel takes over.
"""

from __future__ import annotations

import contextlib
import logging
import platform
from typing import Any

from nbformat import NotebookNode
from papermill import engines

from workbench.batch.engine_choice import unfit_process
from workbench.batch.failure_marks import mark, refuse_early_exit
from workbench.batch.fork.cell_process import CellProcess, OutOfTime, ProcessDied, SiteProcess
from workbench.batch.kernel.engine import KernelEngine
from workbench.batch.limits import Deadline, RunLimits

ENGINE = "workbench-fork"

_engines: Any = engines
_log = logging.getLogger(__name__)


class ForkEngine(_engines.Engine):  # type: ignore[misc]
    """Runs the cells in a forked copy; a copy that dies leaves all that was shown, and a reason."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: engines.NotebookExecutionManager,
        kernel_name: str,
        *,
        limits: RunLimits | None = None,
        process: SiteProcess | None = None,
        **options: Any,
    ) -> None:
        """Run the cells, one after another, until the end or the first error."""
        reason = unfit_process()
        if reason:
            _log.warning("A kernel is used: %s.", reason)
            if process is not None:
                process.close()  # a kernel that is done ends every child there is
            KernelEngine.execute_managed_notebook(nb_man, kernel_name, limits=limits, **options)
            return
        if limits is None:  # papermill's own command
            limits = RunLimits.of_papermill(options)
        with contextlib.ExitStack() as own:
            process = process or own.enter_context(SiteProcess(limits.memory))
            _run_cells(nb_man, process.begin_notebook(), limits)
        nb_man.nb.metadata["language_info"] = _language()
        refuse_early_exit(nb_man.nb)


def _run_cells(
    manager: engines.NotebookExecutionManager, process: CellProcess, limits: RunLimits
) -> None:
    deadline = Deadline(limits)
    for index, cell in enumerate(manager.nb.cells):
        manager.cell_start(cell, index)
        try:
            if not _has_work(cell):
                continue
            reply = process.run(cell, deadline.of_cell())
            cell.execution_count = reply["execution_count"]
            if reply["status"] == "error" and not _may_fail(cell):
                manager.cell_exception(cell, cell_index=index)
                return
        except ProcessDied as death:
            reason = f"its Python process died: {death}{limits.memory_hint()}"
            mark(manager, "ProcessDied", reason)
            return
        except OutOfTime:
            mark(manager, "NotebookTimeout", deadline.reason())
            return
        finally:
            manager.cell_complete(cell, cell_index=index)


def _has_work(cell: NotebookNode) -> bool:
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped


def _may_fail(cell: NotebookNode) -> bool:
    return "raises-exception" in cell.metadata.get("tags", [])


def _language() -> dict[str, object]:
    """Return what a kernel says of itself."""
    return {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    }


_engines.papermill_engines.register(ENGINE, ForkEngine)
