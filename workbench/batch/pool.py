"""A pool of worker processes on this computer that leaves nothing running behind it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.batch import kernels

_PATIENCE = 5.0  # seconds that a worker has to end its kernel before it is ended itself


class LocalPool:
    """Worker processes for one batch; a fresh set of them whenever one has died.

    Used as a context manager: however the block ends, by Ctrl-C too, afterwards there is no worker,
    no kernel, no socket and no temporary file.

    Parameters
    ----------
    jobs : int
        Number of workers.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._others = {process.pid for process in multiprocessing.active_children()}
        self._scratch = Path(tempfile.mkdtemp(prefix="workbench-"))
        self._executor = self._start()

    @property
    def executor(self) -> Executor:
        """The workers that are alive now."""
        return self._executor

    def renew(self) -> Executor:
        """Put fresh workers in the place of the old ones."""
        self._stop()
        self._scratch.mkdir(exist_ok=True)
        self._executor = self._start()
        return self._executor

    def _start(self) -> ProcessPoolExecutor:
        # "spawn" everywhere: a forked copy of a process with threads is not sound.
        return ProcessPoolExecutor(
            self.jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(str(self._scratch),),
        )

    def _workers(self) -> list[BaseProcess]:
        return [one for one in multiprocessing.active_children() if one.pid not in self._others]

    def _stop(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        workers = self._workers()
        for worker in workers:
            worker.terminate()
        until = time.monotonic() + _PATIENCE
        for worker in workers:
            worker.join(max(0.0, until - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
        self._executor.shutdown(wait=True)
        # A worker that was killed outright had no time to end its kernel.
        kernels.reap(self._scratch)

    def __enter__(self) -> Self:
        """Give the pool; workers start with the first run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything."""
        self._stop()


def _begin_worker(scratch: str) -> None:
    """Prepare a worker: Ctrl-C is its parent's business, and it never outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _leave(Path(scratch), 128 + signal.SIGTERM))
    os.environ[kernels.SCRATCH_VARIABLE] = scratch
    os.environ.update(kernels.ENVIRONMENT)
    kernels.silence_logs()
    threading.Thread(target=_follow_parent, args=(Path(scratch),), daemon=True).start()


def _follow_parent(scratch: Path) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    kernels.reap(kernels.scratch_of_worker(scratch, os.getpid()))
    with contextlib.suppress(OSError):
        scratch.rmdir()  # the last worker to go finds it empty
    os._exit(1)


def _leave(scratch: Path, status: int) -> None:
    # No clean-up of Python's own: it could wait for the very cell that is to be stopped.
    kernels.reap(kernels.scratch_of_worker(scratch, os.getpid()))
    os._exit(status)
