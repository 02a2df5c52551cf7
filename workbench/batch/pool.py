"""A pool of worker processes on this computer that leaves nothing running behind it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any, Self

from workbench.batch import processes
from workbench.batch.kernel import kernels
from workbench.batch.runs import Run, RunOutcome, Work, lost
from workbench.batch.scratch import Scratch

_PATIENCE = 5.0  # seconds that a worker has to end its kernel before it is ended itself


class Pool(ABC):
    """Processes for one batch; fresh ones whenever they have died.

    Used as a context manager: however the block ends, by Ctrl-C too, afterwards there is no
    process, no kernel, no socket and no temporary file.

    Parameters
    ----------
    jobs : int
        Sites at a time.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs, self.scratch = jobs, Scratch()
        self.executor = self._start(again=False)

    @abstractmethod
    def _start(self, *, again: bool) -> Executor:
        """Start the processes, for the first time or again."""

    @abstractmethod
    def _stop(self) -> None:
        """End the processes."""

    def renew(self) -> Executor:
        """Put fresh processes in the place of the old ones."""
        self._end_all()
        self.executor = self._start(again=True)
        return self.executor

    def close(self) -> None:
        """Stop everything."""
        try:
            self._end_all()
        finally:
            self.scratch.close()

    def _end_all(self) -> None:
        self._stop()
        # One that was killed outright had no time to end what it had started.
        self.scratch.clear()

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class LocalPool(Pool):
    """Worker processes that start kernels."""

    def _start(self, *, again: bool) -> Executor:
        if not again:
            self._others = {process.pid for process in multiprocessing.active_children()}
        # "spawn" everywhere: a forked copy of a process with threads is not sound.
        return _Bounded(
            self.jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(self.scratch.path,),
        )

    def _stop(self) -> None:
        # In a thread of its own, because it waits for the workers that are to be ended here. It
        # has to be waited for as well: what is left of it would speak up when Python leaves.
        closing = threading.Thread(
            target=self.executor.shutdown, kwargs={"wait": True, "cancel_futures": True}
        )
        closing.start()
        workers = [one for one in multiprocessing.active_children() if one.pid not in self._others]
        for worker in workers:
            worker.terminate()
        until = time.monotonic() + _PATIENCE
        for worker in workers:
            worker.join(max(0.0, until - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
        closing.join()


class _Bounded(ProcessPoolExecutor):
    """Workers that get Ctrl-C only once they can take it, and end a run that takes too long."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        """Hand over one call; the first one starts the workers."""
        with processes.signals_deferred():
            if given and isinstance(given[0], Run):
                (run,) = given
                return super().submit(_within_limit, work, run, run.longest, run.too_long)
            return super().submit(work, *given, **options)


def _within_limit(work: Work, run: Run, seconds: float, too_long: str) -> RunOutcome:
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


def _ring(*_: object) -> None:
    raise _TimeIsUp


def _begin_worker(scratch: Path) -> None:
    """Prepare a worker: Ctrl-C is its parent's business, and it never outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.unblock_ctrl_c()
    signal.signal(signal.SIGTERM, lambda *_: _leave(scratch, 128 + signal.SIGTERM))
    os.environ[kernels.SCRATCH_VARIABLE] = str(scratch)
    os.environ.update(kernels.ENVIRONMENT)
    kernels.silence_logs()
    if processes.can_fork():
        processes.adopt_orphans()  # what a cell's programs start ends with the notebook too
    threading.Thread(target=_follow_parent, args=(scratch,), daemon=True).start()


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
