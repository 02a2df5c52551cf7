"""papermill's engine that runs a notebook in a forked copy of this process.

papermill stays the runner: parameters, the injected cell, metadata and error marks are its own. If
this process is not fit to be copied, Jupyter's kernel takes over.
"""

from __future__ import annotations

import logging
import platform
import time
from typing import Any

from nbformat import NotebookNode
from papermill import engines

from workbench.batch.engine_choice import unfit_process
from workbench.batch.failure_marks import mark, refuse_early_exit
from workbench.batch.fork.cell_process import CellProcess, OutOfTime, ProcessDied

ENGINE = "workbench-fork"
_NO_LIMIT = float(10**9)

_engines: Any = engines
_log = logging.getLogger(__name__)

imported: set[str] = set()
"""Modules that cells of this process's notebooks have imported: what a warm parent should have."""


class ForkEngine(_engines.Engine):  # type: ignore[misc]
    """Runs the cells in a forked copy; a copy that dies leaves all that was shown, and a reason."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: engines.NotebookExecutionManager,
        kernel_name: str,
        *,
        notebook_timeout: float | None = None,
        execution_timeout: float | None = None,
        memory: int | None = None,
        **options: Any,
    ) -> None:
        """Run the cells, one after another, until the end or the first error."""
        reason = unfit_process()
        if reason:
            from workbench.batch.engine import KernelEngine

            _log.warning("A kernel is used: %s.", reason)
            KernelEngine.execute_managed_notebook(
                nb_man,
                kernel_name,
                notebook_timeout=notebook_timeout or _NO_LIMIT,
                execution_timeout=execution_timeout,
                memory=memory,
                **options,
            )
            return
        limits = _Limits(notebook_timeout, execution_timeout)
        with CellProcess(memory) as process:
            if _run_cells(nb_man, process, limits):
                process.finish()
            imported.update(process.modules)
        nb_man.nb.metadata["language_info"] = _language()
        refuse_early_exit(nb_man.nb)


class _Limits:
    """How long a notebook and each of its cells may take."""

    def __init__(self, notebook: float | None, cell: float | None) -> None:
        self._notebook, self._cell = notebook or _NO_LIMIT, cell or _NO_LIMIT
        self._deadline = time.monotonic() + self._notebook

    def until(self) -> float:
        return min(self._deadline, time.monotonic() + self._cell)

    def words(self) -> str:
        if time.monotonic() >= self._deadline:
            return f"it was stopped after {self._notebook:g} s (see --timeout)"
        return f"the cell was stopped after {self._cell:g} s (see --cell-timeout)"


def _run_cells(
    manager: engines.NotebookExecutionManager, process: CellProcess, limits: _Limits
) -> bool:
    """Run the cells; tell whether the process is still there."""
    for index, cell in enumerate(manager.nb.cells):
        manager.cell_start(cell, index)
        try:
            if not _has_work(cell):
                continue
            reply = process.run(cell, limits.until())
            cell.execution_count = reply["execution_count"]
            if reply["status"] == "error" and not _may_fail(cell):
                manager.cell_exception(cell, cell_index=index)
                return True
        except ProcessDied as death:
            reason = f"its Python process died: {death}{memory_hint(process.memory)}"
            mark(manager, "ProcessDied", reason)
            return False
        except OutOfTime:
            mark(manager, "NotebookTimeout", limits.words())
            return False
        finally:
            manager.cell_complete(cell, cell_index=index)
    return True


def memory_hint(megabytes: int | None) -> str:
    """Say what may have been too little for a process that died; libraries do not always say it."""
    return "" if megabytes is None else f"; it was given {megabytes} MiB (see --memory)"


def _has_work(cell: NotebookNode) -> bool:
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped


def _may_fail(cell: NotebookNode) -> bool:
    return "raises-exception" in cell.metadata.get("tags", [])


def _language() -> dict[str, object]:
    """Say what a kernel says of itself."""
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
