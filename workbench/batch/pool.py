"""A pool of worker processes on this computer that leaves nothing running behind it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from workbench.batch import processes
from workbench.batch.kernel import kernels
from workbench.batch.runs import Outcome, Run, Work, lost
from workbench.batch.scratch import Scratch

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
        self._scratch = Scratch()
        self._executor = self._start()

    @property
    def executor(self) -> Executor:
        """The workers that are alive now."""
        return self._executor

    def renew(self) -> Executor:
        """Put fresh workers in the place of the old ones."""
        self._stop()
        self._executor = self._start()
        return self._executor

    def _start(self) -> ProcessPoolExecutor:
        # "spawn" everywhere: a forked copy of a process with threads is not sound.
        return _Bounded(
            self.jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(str(self._scratch.path),),
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
        self._scratch.clear()

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
        try:
            self._stop()
        finally:
            self._scratch.close()


class _Bounded(ProcessPoolExecutor):
    """Workers that get Ctrl-C only once they can take it, and end a run that takes too long."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        """Hand over one call; the first one starts the workers."""
        with processes.signals_deferred():
            if given and isinstance(given[0], Run):
                (run,) = given
                return super().submit(_within_limit, work, run, run.longest, run.too_long)
            return super().submit(work, *given, **options)


def _within_limit(work: Work, run: Run, seconds: float, too_long: str) -> Outcome:
    if not hasattr(signal, "setitimer"):
        return work(run)
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(run)
    except _TimeIsUp:
        _end_kernels(Path(os.environ[kernels.SCRATCH_VARIABLE]))
        return lost(run, too_long)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class _TimeIsUp(BaseException):
    """Not an error that anybody on the way may take for the notebook's own."""


def _ring(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _TimeIsUp


def _begin_worker(scratch: str) -> None:
    """Prepare a worker: Ctrl-C is its parent's business, and it never outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.unblock_ctrl_c()
    signal.signal(signal.SIGTERM, lambda *_: _leave(Path(scratch), 128 + signal.SIGTERM))
    os.environ[kernels.SCRATCH_VARIABLE] = scratch
    os.environ.update(kernels.ENVIRONMENT)
    kernels.silence_logs()
    if processes.can_fork():
        processes.adopt_orphans()  # what a cell's programs start ends with the notebook too
    threading.Thread(target=_follow_parent, args=(Path(scratch),), daemon=True).start()


def _follow_parent(scratch: Path) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    kernels.make_no_more()
    _end_kernels(scratch)
    with contextlib.suppress(OSError):
        if not any(entry.is_dir() for entry in scratch.iterdir()):
            kernels.reap(scratch)  # the last worker to go
    os._exit(1)


def _leave(scratch: Path, status: int) -> None:
    # No clean-up of Python's own: it could wait for the very cell that is to be stopped.
    _end_kernels(scratch)
    os._exit(status)


def _end_kernels(scratch: Path) -> None:
    kernels.reap(kernels.scratch_of_worker(scratch, os.getpid()))
    processes.end_children()  # programs that left their kernel's group
