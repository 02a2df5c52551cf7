"""What happens inside a Dask worker: its runs go to a template process, as on a single computer.

A worker process has one :class:`WorkerPools`, made when the first run comes in. All threads of the
worker hand their runs to it. It goes when the worker goes, however that happens: the template
process ends itself, and its sites, as soon as nobody holds the other end of its connection.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from workbench.batch import fingerprint, processes
from workbench.batch.cluster.payload import Payload, Reply, reply_of, unpack
from workbench.batch.files import ASSETS
from workbench.batch.fork.pool import ForkPool
from workbench.batch.pool import LocalPool, Pool
from workbench.batch.runs import Run, RunOutcome, Work
from workbench.errors import WorkbenchError

_OWN_FILES = "scaling-workbench's files"
_SHOWN = 3  # differences that are named


class WorkerMismatch(WorkbenchError):
    """A worker does not do a run, because the report could come out another one.

    Parameters
    ----------
    reason : str
        What is not as it has to be, with the name of the computer.
    worker : str
        Address of the worker.
    """

    def __init__(self, reason: str, worker: str = "") -> None:
        self.reason, self.worker = reason, worker
        super().__init__(reason, worker)

    def __str__(self) -> str:
        """Return the reason alone."""
        return self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a worker must have before it may do a run.

    Attributes
    ----------
    made_with : mapping of str to str
        Versions and the state of the package, see :func:`made_with`.
    visible : tuple of Path
        Files and folders that it must see.
    """

    made_with: Mapping[str, str]
    visible: tuple[Path, ...] = ()


def made_with() -> dict[str, str]:
    """Return the versions that reports depend on, and the state of this package's own files.

    Examples
    --------
    >>> made_with()["scaling-workbench's files"] == fingerprint.package_sha256()[:8]
    True
    """
    return {**fingerprint.library_versions(), _OWN_FILES: fingerprint.package_sha256()[:8]}


def mismatch(requirements: Requirements) -> str:
    """Return why this computer must not do a batch's runs; empty if it may.

    Examples
    --------
    >>> mismatch(Requirements(made_with=made_with()))
    ''
    """
    here = made_with()
    # What another operating system needs on top is not asked for on this one.
    differing = [
        f"{name} {here[name]} instead of {wanted}"
        for name, wanted in requirements.made_with.items()
        if here.get(name, wanted) != wanted
    ]
    if differing:
        more = f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
        return f"{socket.gethostname()} has {', '.join(differing[:_SHOWN])}{more}"
    hidden = [str(path) for path in requirements.visible if not path.exists()]
    return f"{socket.gethostname()} does not see {', '.join(hidden)}" if hidden else ""


def run_payload(work: Work, sent: Payload, requirements: Requirements) -> Reply:
    """Do a run that came as a payload; everything happens in a folder of its own.

    Raises
    ------
    WorkerMismatch
        This computer does not meet the requirements.
    concurrent.futures.BrokenExecutor
        The processes of this worker died meanwhile; there are fresh ones for the next run.
    """
    pools = _pools(requirements)
    with pools.folder() as (folder, assets):
        run = unpack(sent, folder, assets)
        return reply_of(run, pools.do(work, run))


def run_in_place(work: Work, run: Run, requirements: Requirements) -> RunOutcome:
    """Do a run whose folders this computer shares with the one that asks."""
    return _pools(requirements).do(work, run)


class WorkerPools:
    """The processes and the folder of one worker process.

    Parameters
    ----------
    jobs : int
        Sites at a time: the threads of the worker.
    scratch : Path
        Folder of the worker for what goes when it goes.
    """

    def __init__(self, jobs: int, scratch: Path) -> None:
        self._jobs = jobs
        self._folder = Path(tempfile.mkdtemp(prefix="workbench-", dir=scratch))
        self._lock = threading.Lock()
        self._pools: dict[bool, Pool] = {}

    def do(self, work: Work, run: Run) -> RunOutcome:
        """Do a run in a process of its own.

        Raises
        ------
        concurrent.futures.BrokenExecutor
            The processes died, by this run or another one.
        """
        pool, executor = self._ready(forks=run.limits.engine != "kernel" and processes.can_fork())
        try:
            return executor.submit(work, run).result()
        except BrokenExecutor:
            with self._lock:
                if pool.executor is executor:
                    pool.renew()
            raise

    @contextlib.contextmanager
    def folder(self) -> Iterator[tuple[Path, Path]]:
        """Yield a folder for one run, which is removed afterwards, and the one all runs share."""
        own = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield own, self._folder / ASSETS
        finally:
            shutil.rmtree(own, ignore_errors=True)

    def close(self) -> None:
        """End all processes and remove the folder."""
        with self._lock:
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ready(self, *, forks: bool) -> tuple[Pool, Executor]:
        with self._lock:
            if forks not in self._pools:
                self._pools[forks] = ForkPool(self._jobs) if forks else LocalPool(self._jobs)
            pool = self._pools[forks]
            return pool, pool.executor


_making = threading.Lock()


def _pools(requirements: Requirements) -> WorkerPools:
    """Return the pools of this worker process, if the worker may do the run at all."""
    from distributed import get_worker

    worker = get_worker()
    reason = mismatch(requirements)
    if reason:
        raise WorkerMismatch(reason, worker.address)
    with _making:
        return _only(worker.state.nthreads, Path(worker.local_directory))


@cache
def _only(jobs: int, scratch: Path) -> WorkerPools:
    # Dask marks a worker as a process without children; kernels are children of it.
    multiprocessing.current_process().daemon = False
    pools = WorkerPools(jobs, scratch)
    # Before multiprocessing waits for our children, which atexit would be too late for.
    Finalize(None, pools.close, exitpriority=100)
    return pools
