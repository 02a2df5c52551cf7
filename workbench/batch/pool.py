"""A pool of worker processes on this computer that leaves nothing running behind it."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.batch import kernels
from workbench.batch.progress import Watcher
from workbench.batch.runs import Outcome, Run, Work, run_all

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


class Workers:
    """The executor of a batch; processes start when there is something to do, not before.

    Parameters
    ----------
    jobs : int
        Number of worker processes.
    watch : Watcher
        Who is told of each run.
    executor : concurrent.futures.Executor, optional
        Takes the place of processes on this computer; it stays its owner's.
    work : callable, optional
        What is done for one run.
    """

    def __init__(
        self,
        jobs: int,
        watch: Watcher,
        executor: Executor | None = None,
        work: Work | None = None,
    ) -> None:
        self._jobs, self._watch, self._executor, self._work = jobs, watch, executor, work
        self._pool: LocalPool | None = None

    def run(self, runs: Iterable[Run]) -> Iterator[Outcome]:
        """Do the runs; each outcome is shown as it comes."""
        for outcome in self._outcomes(tuple(runs)):
            self._watch.finished(outcome)
            yield outcome

    def _outcomes(self, runs: tuple[Run, ...]) -> Iterator[Outcome]:
        if not runs:
            return iter(())
        started = self._watch.started
        if self._executor is not None:
            return run_all(runs, self._executor, work=self._work, started=started)
        if self._pool is None:
            self._pool = LocalPool(self._jobs)
        return run_all(
            runs,
            self._pool.executor,
            work=self._work,
            renew=self._pool.renew,
            at_once=self._jobs,
            started=started,
        )

    def __enter__(self) -> Self:
        """Give the workers; none is running yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop whatever was started."""
        if self._pool is not None:
            self._pool.__exit__(kind, error, trace)


def _begin_worker(scratch: str) -> None:
    """Prepare a worker: Ctrl-C is its parent's business, and it never outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _leave(Path(scratch), 128 + signal.SIGTERM))
    os.environ[kernels.SCRATCH_VARIABLE] = scratch
    os.environ.update(kernels.ENVIRONMENT)
    # They report on each kernel; what a user needs to know is in the outcome.
    for name in ("papermill", "traitlets", "nbclient"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
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


def cores() -> int:
    """Count the processor cores that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
