"""Runs on the workers of a Dask cluster: ``workbench run PROJECT --scheduler tcp://…``.

Every run is handed over on its own and given back exactly once. If a worker is lost, the scheduler
gives what it had on hand to another one. Without ``--shared``, runs travel as payloads
(:mod:`workbench.batch.cluster.payload`) and what they made is written here; with it, the workers
write where the local ones would. :mod:`workbench.batch.cluster.worker` is the other end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.batch.cluster import payload
from workbench.batch.cluster.worker import (
    Requirements,
    WorkerMismatch,
    made_with,
    mismatch,
    run_in_place,
    run_payload,
)
from workbench.batch.runs import Run, RunOutcome, Work, lost, one_line, plain_line, run_all
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from distributed import Client

_CONNECTING = 5  # seconds that the scheduler has to answer
_FIRST_WORKER = 10.0  # seconds within which there must be a worker
_PER_THREAD = 4  # runs on hand per thread of the workers: none waits, and a loss costs little
_AGE = 5.0  # seconds that a count of the workers' threads holds
_TRIES = 3  # workers that may refuse a run before it counts as failed


class ClusterFault(WorkbenchError):
    """The cluster cannot be reached or cannot do the runs; the message is one line."""


class WorkersDied(BrokenExecutor):
    """Several workers died one after another while they had a run on hand."""


class Cluster:
    """The workers of a scheduler, for one batch; nothing is opened before the first run.

    Scheduler and workers stay their owner's.

    Parameters
    ----------
    scheduler : str
        Address of the scheduler, such as ``"tcp://10.0.0.5:8786"``; ``tls://…`` takes its
        certificates from Dask's own configuration.
    shared : bool
        The workers see the same folders under the same paths and write there themselves.
    at_once : int, optional
        How many runs may be handed over at a time; four per thread of the workers by default.
    """

    def __init__(self, scheduler: str, *, shared: bool = False, at_once: int | None = None) -> None:
        self._address, self._shared, self._at_once = scheduler, shared, at_once
        self._opened = contextlib.ExitStack()
        self._executor: ClusterExecutor | None = None

    def outcomes(
        self,
        runs: Sequence[Run],
        *,
        work: Work,
        started: Callable[[Run], None] | None = None,
    ) -> Iterator[RunOutcome]:
        """Do the runs and yield each outcome as it comes, as :func:`run_all` does.

        Raises
        ------
        ClusterFault
            The scheduler cannot be reached, has no workers or is lost meanwhile; or workers differ
            from this computer in what a report depends on, or do not see its folders.
        """
        if not runs:
            return
        executor = self._ready(runs)
        limit = self._at_once
        for outcome in run_all(
            runs,
            executor,
            work=work,
            renew=lambda: executor,
            at_once=executor.capacity if limit is None else limit,
            started=started,
        ):
            # Once the connection is lost, runs seem to have failed that nobody has looked at.
            executor.require_connection()
            yield outcome

    def _ready(self, runs: Sequence[Run]) -> ClusterExecutor:
        if self._executor is None:
            client = _connected(self._address)
            self._opened.callback(_quietly, client.close, _CONNECTING)
            _wait_for_workers(client, self._address)
            needed = Requirements(made_with=made_with(), visible=self._visible(runs))
            _require(client, needed, shared=self._shared)
            self._executor = ClusterExecutor(client, needed, self._address, shared=self._shared)
            self._opened.callback(self._executor.shutdown, cancel_futures=True)
        return self._executor

    def _visible(self, runs: Sequence[Run]) -> tuple[Path, ...]:
        """List what the workers have to see on their own disks."""
        project = runs[0].parameters.get("project")
        reads_project = self._shared or any(run.data is None for run in runs)
        needed = [Path(str(project))] if project is not None and reads_project else []
        if self._shared:
            folder = runs[0].shared
            folder.mkdir(parents=True, exist_ok=True)
            sign = tempfile.NamedTemporaryFile(dir=folder, prefix=".workers-see-this-")  # noqa: SIM115 - closed with us
            self._opened.enter_context(sign)
            data = {run.data.parent for run in runs if run.data is not None}
            needed += [Path(sign.name), *runs[0].notebooks, *sorted(data)]
        return tuple(needed)

    def close(self) -> None:
        """Cancel what is pending and close the connection."""
        self._opened.close()
        self._executor = None


@dataclass(slots=True)
class _Job:
    """A run that is on hand somewhere, and who waits for it."""

    future: Future[RunOutcome]
    work: Work
    run: Run
    tries: int = 0


class ClusterExecutor(Executor):
    """Hands runs to the workers of a cluster, one task per run.

    Parameters
    ----------
    client : distributed.Client
        The connection; it stays its owner's.
    requirements : Requirements
        What a worker must have.
    address : str
        The scheduler, for messages.
    shared : bool
        Whether the workers write into the folders of the runs themselves.
    """

    def __init__(
        self, client: Client, requirements: Requirements, address: str, *, shared: bool
    ) -> None:
        self._client, self._requirements, self._address = client, requirements, address
        self._shared = shared
        self._jobs: dict[Any, _Job] = {}
        self._refusing: set[str] = set()
        self._lost = self._closed = False
        self._writing = threading.Lock()
        self._counted, self._threads = 0.0, 1

    def submit(self, work: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        """Hand over one run.

        Raises
        ------
        ClusterFault
            The connection to the scheduler is lost.
        """
        self.require_connection()
        (run,) = given
        future: Future[RunOutcome] = Future()
        self._send(_Job(future, work, run))
        return future

    def capacity(self) -> int:
        """Return how many runs may be on hand now; workers may come and go."""
        if time.monotonic() - self._counted > _AGE:
            with contextlib.suppress(OSError):
                self._threads = sum(self._client.nthreads().values())
            self._counted = time.monotonic()
        return max(1, self._threads) * _PER_THREAD

    def require_connection(self) -> None:
        """Require that there is a scheduler to go on with.

        Raises
        ------
        ClusterFault
            The connection is lost.
        """
        if self._lost or self._client.status != "running":
            message = (
                f"The connection to the scheduler {self._address} is lost. Finished reports are "
                "whole; the same command goes on from there."
            )
            raise ClusterFault(message)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - theirs
        """Cancel what is pending; a report that is just being written is finished first."""
        del wait, cancel_futures
        self._closed = True
        _quietly(self._client.cancel, list(self._jobs))
        with self._writing:
            self._jobs.clear()

    def _send(self, job: _Job) -> None:
        try:
            task: tuple[Any, ...] = (run_in_place, job.work, job.run)
            if not self._shared:
                task = (run_payload, job.work, payload.pack(job.run))
        except (OSError, WorkbenchError) as error:
            _settle(job, error)
            return
        answer = self._client.submit(
            *task, self._requirements,
            key=f"{job.run.site}-{uuid.uuid4().hex}", pure=False, **self._preferring_others(),
        )  # fmt: skip
        self._jobs[answer] = job  # without a reference to it the scheduler would forget the task
        answer.add_done_callback(self._take)

    def _preferring_others(self) -> dict[str, Any]:
        """Prefer workers that have not refused."""
        if not self._refusing:
            return {}
        others = [name for name in self._client.nthreads() if name not in self._refusing]
        return {"workers": others, "allow_other_workers": True} if others else {}

    def _take(self, answer: Any) -> None:
        """Settle a run; called in a thread of the client's, one answer at a time."""
        with self._writing:
            job = self._jobs.pop(answer, None)
            if job is None or self._closed:
                return
            try:
                outcome = _outcome(answer, job)
            except WorkerMismatch as refused:
                self._refusing.add(refused.worker)
                job.tries += 1
                if job.tries < _TRIES:
                    self._send(job)
                else:
                    _settle(job, refused)
            except CancelledError as error:
                self._lost = True
                _settle(job, error)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this run's end
                _settle(job, error)
            else:
                _settle(job, outcome)


def _outcome(answer: Any, job: _Job) -> RunOutcome:
    from distributed.scheduler import KilledWorker

    try:
        got: payload.Reply | RunOutcome = answer.result()
    except KilledWorker as error:
        raise WorkersDied from error
    return payload.accept(got, job.run) if isinstance(got, payload.Reply) else got


def _settle(job: _Job, end: RunOutcome | Exception) -> None:
    if isinstance(end, WorkbenchError):
        end = lost(job.run, plain_line(str(end)))
    if not job.future.set_running_or_notify_cancel():
        return
    if isinstance(end, RunOutcome):
        job.future.set_result(end)
    else:
        job.future.set_exception(end)


def _connected(address: str) -> Client:
    """Connect to a scheduler.

    Raises
    ------
    ClusterFault
        Dask is not installed, or there is no scheduler that answers.
    """
    try:
        from distributed import Client
    except ImportError:
        message = (
            "For --scheduler, Dask must be installed: pip install 'scaling-workbench[cluster]'."
        )
        raise ClusterFault(message) from None
    # What it has to say comes out in lines of ours; its own would run through the progress bar.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        _greet(address)
        return Client(address, timeout=_CONNECTING, set_as_default=False, name="workbench")
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = plain_line(str(error)) or "something is there that does not answer"
        message = f"There is no scheduler to be reached at {address}: {reason}"
        raise ClusterFault(message) from error


def _greet(address: str) -> None:
    """Connect once and hang up, for Dask's client waits for ever where nobody answers."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.core import connect
    from distributed.security import Security

    scheme, place = parse_address(address, strict=True)
    if scheme not in {"tcp", "tls"}:
        message = "an address begins with tcp:// or tls://"
        raise ValueError(message)
    parse_host_port(place)
    settings = Security().get_connection_args("client")
    if scheme == "tls" and settings["ssl_context"] is None:
        message = "tls:// needs certificates, see docs/cluster.md"
        raise ValueError(message)

    async def greet() -> None:
        greeting = connect(address, timeout=_CONNECTING, **settings)
        comm = await asyncio.wait_for(greeting, _CONNECTING + 1)
        await comm.close()

    # In a thread of its own: whoever calls us, JupyterLab say, may have a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, greet()).result()


def _wait_for_workers(client: Client, address: str) -> None:
    until = time.monotonic() + _FIRST_WORKER
    while not client.nthreads():
        if time.monotonic() > until:
            message = (
                f"The scheduler {address} has no workers. Start one with 'dask worker {address}' "
                "on a computer where this workbench is installed."
            )
            raise ClusterFault(message)
        time.sleep(0.2)


def _require(client: Client, requirements: Requirements, *, shared: bool) -> None:
    """Make sure that every worker can do the runs as this computer would."""
    found = client.run(mismatch, requirements, on_error="return")
    reasons = [
        f"{worker} cannot load the workbench ({one_line(said)})"
        if isinstance(said, BaseException)
        else said
        for worker, said in found.items()
        if said
    ]
    if not reasons:
        return
    hidden = all("does not see" in reason for reason in reasons)
    advice = "Install the same requirements.lock everywhere."
    if hidden:
        advice = "Leave --shared out." if shared else "The project must lie on a shared disk."
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    message = f"{len(reasons)} of {len(found)} workers cannot be used: {reasons[0]}{more}. {advice}"
    raise ClusterFault(message)


def _quietly(call: Callable[..., object], *given: object) -> None:
    """Tidy up as far as the other side still listens."""
    with contextlib.suppress(Exception):
        call(*given)
