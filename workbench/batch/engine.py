"""Execute one notebook: papermill, with a forked copy of this process or with a kernel.

Whichever engine runs the cells, the promise of :func:`execute` is the same: the executed notebook,
or :class:`NotebookFailure` and a notebook in which the cell that failed is marked.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import jupyter_client
import papermill
from jupyter_client.kernelspec import KernelSpec
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import engines
from papermill.exceptions import PapermillExecutionError

from workbench.batch.failure_marks import NotebookFailure, mark, refuse_early_exit
from workbench.batch.fork import engine as fork_engine
from workbench.batch.fork import processes
from workbench.batch.kernel import kernels
from workbench.batch.notebook_files import kept_in_memory, write_notebook
from workbench.batch.runs import one_line, plain_line

ENGINE = "workbench-kernel"
_START_TIMEOUT = 120  # seconds; a loaded computer starts kernels slowly
_NO_LIMIT = float(10**9)  # seconds
_LONGEST_SOCKET = 90  # bytes; macOS allows 104 for the whole path of a socket


__all__ = ["ENGINE", "KernelEngine", "NotebookFailure", "OwnKernel", "execute"]

# Their functions and methods carry no types, or other ones than they have.
_jupyter_client: Any = jupyter_client
_papermill: Any = papermill
_engines: Any = engines


class OwnKernel(_jupyter_client.AsyncKernelManager):  # type: ignore[misc]
    """A kernel of the running interpreter, whatever the user's list of kernels says.

    A kernel called ``python3`` may belong to another installation, where the package is missing or
    older. The kernel talks through sockets in a folder of its own, not through ports that another
    kernel may take first.
    """

    def __init__(self, **settings: Any) -> None:
        self.folder = kernels.new_folder()
        self._group = 0
        settings["connection_file"] = str(self.folder / "connection.json")
        socket = str(self.folder / "s")
        if os.name == "posix" and len(os.fsencode(socket)) <= _LONGEST_SOCKET:
            settings |= {"transport": "ipc", "ip": socket}
        super().__init__(**settings)

    @property
    def kernel_spec(self) -> KernelSpec:
        """Start the running interpreter, without the user's start-up files or current folder."""
        arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        arguments += ["--InteractiveShellApp.ignore_cwd=True", "--HistoryManager.enabled=False"]
        return KernelSpec(
            argv=arguments,
            display_name="Python 3 (workbench)",
            language="python",
            metadata={"supported_encryption": ["curve"]},
        )

    async def start_kernel(self, **options: Any) -> None:
        """Start it with our environment; what it says beside its outputs goes to a log."""
        from workbench.project.store import site_snapshots

        own = {**site_snapshots.environment(), "IPYTHONDIR": str(self.folder / "i")}
        environment = {**os.environ, **kernels.ENVIRONMENT, **own}
        with (self.folder / kernels.LOG).open("wb") as log:
            await super().start_kernel(env=environment, stdout=log, stderr=log, **options)
        self._group = int(getattr(self.provisioner, "pid", None) or 0)
        kernels.note_pid(self.folder, self._group)

    async def cleanup_resources(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - theirs
        """Remove the kernel's folder, and end what its cells may have started."""
        await super().cleanup_resources(restart=restart)
        if not restart:
            if self._group:
                kernels.end_group(self._group)
            processes.end_strays()
            shutil.rmtree(self.folder, ignore_errors=True)


def _limited(megabytes: int) -> type[OwnKernel]:
    """Make a kind of kernel that may not allocate more than so much [MiB]."""

    class Limited(OwnKernel):
        async def start_kernel(self, **options: Any) -> None:
            await super().start_kernel(**options)
            if self._group and processes.can_fork():
                processes.limit_memory(megabytes, self._group)

    return Limited


class KernelEngine(_engines.NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, which also marks the cell when a kernel dies, hangs or leaves early.

    papermill alone writes no notebook then, and takes ``sys.exit()`` in the middle for success.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: engines.NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> None:
        """Run the cells; failures of the kernel become an error of the cell that ran."""
        seconds = float(options.pop("notebook_timeout", None) or _NO_LIMIT)
        longest = float(options.pop("execution_timeout", None) or _NO_LIMIT)
        memory = options.pop("memory", None)
        deadline = time.monotonic() + seconds
        options |= {
            # One second at least, because nbclient takes 0 for "no limit".
            "timeout_func": lambda _: max(1.0, min(longest, deadline - time.monotonic())),
            "kernel_manager_class": OwnKernel if memory is None else _limited(memory),
            "shutdown_kernel": "immediate",
            "store_widget_state": False,
        }
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        except CellTimeoutError:
            reason = f"it was stopped after {seconds:g} s (see --timeout)"
            if time.monotonic() < deadline - 0.5:
                reason = f"the cell was stopped after {longest:g} s (see --cell-timeout)"
            mark(nb_man, "NotebookTimeout", reason)
        except DeadKernelError:
            reason = "its Python process died; the computer may be short of memory"
            reason += fork_engine.memory_hint(memory)
            mark(nb_man, "KernelDied", reason)
        refuse_early_exit(nb_man.nb)


_engines.papermill_engines.register(ENGINE, KernelEngine)


def execute(
    notebook: Path,
    parameters: Mapping[str, object],
    *,
    out: Path,
    timeout: float,
    cell_timeout: float | None = None,
    memory: int | None = None,
    engine: Literal["fork", "kernel"] = "kernel",
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
    timeout : float
        Longest time for the whole notebook [s].
    cell_timeout : float, optional
        Longest time for one cell [s]; no limit by default.
    memory : int, optional
        Limit for what the notebook's process may allocate [MiB]; no limit by default.
    engine : {"fork", "kernel"}
        Who runs the cells, see :func:`workbench.batch.engine_choice.choose`.

    Returns
    -------
    NotebookNode
        The executed notebook: all cells ran, none failed.

    Raises
    ------
    NotebookFailure
        A cell failed, the process died or hung, or the notebook ended itself.
    """
    try:
        with kept_in_memory() as kept:
            _papermill.execute_notebook(
                str(notebook),
                None,
                dict(parameters),
                engine_name=fork_engine.ENGINE if engine == "fork" else ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                start_timeout=_START_TIMEOUT,
                notebook_timeout=timeout,
                execution_timeout=cell_timeout,
                memory=memory,
            )
    except PapermillExecutionError as error:
        _write(kept[-1], out / f"{notebook.stem}.failed.ipynb", notebook)
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
    _write(kept[-1], out / notebook.name, notebook)
    return kept[-1]


def _words(error: PapermillExecutionError) -> str:
    words = plain_line(str(error.evalue))
    if str(error.ename).endswith("MemoryError"):
        return f"MemoryError: {words or 'it needs more memory than there is'} (see --memory)"
    return f"{error.ename}: {words}" if words else str(error.ename)


def _write(executed: NotebookNode, target: Path, recipe: Path) -> None:
    # papermill knows the recipe's whole path, and no file that it would have written itself.
    executed.metadata.papermill["input_path"] = recipe.name
    executed.metadata.papermill["output_path"] = target.name
    try:
        write_notebook(executed, target)
    except OSError as error:
        message = f"{recipe.stem}: {one_line(error)}"
        raise NotebookFailure(message) from error
