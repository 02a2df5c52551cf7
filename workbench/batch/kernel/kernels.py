"""Kernels that a batch starts: where they leave their trace, and how none is left behind.

Each kernel has a folder of its own inside its worker's folder: sockets, connection file, log, and a
file with its process number. Whoever finds a worker gone can therefore end what it had started.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path

_PID = "pid"
_making = threading.Lock()
_over = False
LOG = "log"

SCRATCH_VARIABLE = "WORKBENCH_SCRATCH"
"""Environment variable that tells a worker process where its kernels' folders go."""

ENVIRONMENT = {
    # Sites run side by side already: more threads per site would only get into each other's way.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # Figures stay small JSON in the notebook; the report draws them.
    "PLOTLY_RENDERER": "plotly_mimetype",
    # The order of sets is part of what must come out the same next year.
    "PYTHONHASHSEED": "0",
    # The debugger that ipykernel loads would warn about frozen modules for each kernel.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What differs in a kernel's environment from ours."""


FORK_ENVIRONMENT = {
    **ENVIRONMENT,
    # Arrow's allocator would start a thread when pandas is imported, and no copy could be forked.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # What ipykernel sets in each kernel.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""What differs in the environment of a process that is forked."""


def silence_logs() -> None:
    """Keep what libraries report of each kernel to ourselves; the outcome has what users need."""
    for name in ("papermill", "traitlets", "nbclient"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def scratch_of_worker(scratch: Path, pid: int) -> Path:
    """Return the folder of one worker process's kernels."""
    return scratch / f"w{pid}"


def new_folder() -> Path:
    """Make a folder for one kernel.

    Raises
    ------
    RuntimeError
        This process is about to end.
    """
    scratch = os.environ.get(SCRATCH_VARIABLE)
    if scratch is None:
        return Path(tempfile.mkdtemp(prefix="workbench-"))
    with _making:
        if _over:
            message = "the batch is over"
            raise RuntimeError(message)
        folder = scratch_of_worker(Path(scratch), os.getpid())
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="k", dir=folder))


def make_no_more() -> None:
    """Refuse new folders: this process ends, and clears up while others of its threads still work.

    A kernel that ends because of that would otherwise be followed by the next one.
    """
    global _over  # noqa: PLW0603 - the state of the whole process
    with _making:
        _over = True


def note_pid(folder: Path, pid: int) -> None:
    """Write down which process works in a kernel's folder."""
    (folder / _PID).write_text(str(pid), "ascii")


def end_group(pid: int) -> None:
    """End a kernel and whatever it has started; quiet if it is gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            # jupyter_client makes each kernel the leader of a process group of its own.
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)


def reap(folder: Path) -> None:
    """End every kernel that still has a folder somewhere below ``folder``, then remove it all."""
    for file in folder.rglob(_PID):
        with contextlib.suppress(OSError, ValueError):
            end_group(int(file.read_text("ascii")))
    shutil.rmtree(folder, ignore_errors=True)
