"""papermill's own engine, in kernels of the running interpreter that leave nothing behind."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import Any

import jupyter_client
from jupyter_client.kernelspec import KernelSpec
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import engines

from workbench.batch import processes
from workbench.batch.failure_marks import mark, refuse_early_exit
from workbench.batch.kernel import kernels
from workbench.batch.limits import Deadline, RunLimits

ENGINE = "workbench-kernel"
_LONGEST_SOCKET = 90  # bytes; macOS allows 104 for the whole path of a socket

# Their classes and methods carry no types, or other ones than they have.
_jupyter_client: Any = jupyter_client
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
            processes.end_children()
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
        cls,
        nb_man: engines.NotebookExecutionManager,
        kernel_name: str,
        *,
        limits: RunLimits | None = None,
        **options: Any,
    ) -> None:
        """Run the cells; failures of the kernel become an error of the cell that ran."""
        if limits is None:  # papermill's own command
            limits = RunLimits.of_papermill(options)
        deadline, memory = Deadline(limits), limits.memory
        options |= {
            # One second at least, because nbclient takes 0 for "no limit".
            "timeout_func": lambda _: max(1.0, deadline.of_cell() - time.monotonic()),
            "kernel_manager_class": OwnKernel if memory is None else _limited(memory),
            "shutdown_kernel": "immediate",
            "store_widget_state": False,
        }
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        except CellTimeoutError:
            mark(nb_man, "NotebookTimeout", deadline.reason())
        except DeadKernelError:
            reason = "its Python process died; the computer may be short of memory"
            mark(nb_man, "KernelDied", reason + limits.memory_hint())
        refuse_early_exit(nb_man.nb)


_engines.papermill_engines.register(ENGINE, KernelEngine)
