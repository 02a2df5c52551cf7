"""A pool whose sites are forked from one warm process.

The batch itself never forks: it may have threads, for the bar that shows how it goes on. It starts
:mod:`workbench.batch.forker`, which has none.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.batch import kernels
from workbench.batch.pool import LocalPool
from workbench.batch.runs import Outcome, Run, failed, plain_line

_PATIENCE = 5.0  # seconds that the forking process has to end its children


class ForkerDied(BrokenExecutor):
    """The process that forks ended; what was on hand is lost."""


class ForkExecutor(Executor):
    """Hands runs to a forking process; works as any executor of :mod:`concurrent.futures`.

    Parameters
    ----------
    jobs : int
        Sites at a time.
    scratch : Path
        Folder for what processes need while they run.
    learn : bool
        Let the forking process import what the first site imported.
    fall_back : callable
        Gives the executor for runs that cannot be forked.
    """

    def __init__(
        self, jobs: int, scratch: Path, *, learn: bool, fall_back: Callable[[], Executor]
    ) -> None:
        self._fall_back = fall_back
        self._numbers = count(1)
        self._pending: dict[int, tuple[Future[Outcome], Callable[[Run], Outcome], Run]] = {}
        self._lock = threading.Lock()
        self._gone = self._ready = False
        self.log = scratch / kernels.LOG
        ours, theirs = socket.socketpair()
        with theirs, self.log.open("wb") as log:
            # -P: the current folder is no place to import from, as in a kernel.
            command = [sys.executable, "-P", "-m", "workbench.batch.forker"]
            self.process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(jobs), str(int(learn))],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(scratch),
                start_new_session=True,  # Ctrl-C is the batch's business
            )
        self._control = Connection(ours.detach())
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def submit(self, work: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        """Hand over one run."""
        (run,) = given
        future: Future[Outcome] = Future()
        notebooks = [str(notebook) for notebook in run.notebooks]
        with self._lock:
            if self._gone:
                raise ForkerDied
            number = next(self._numbers)
            self._pending[number] = (future, work, run)
            future.set_running_or_notify_cancel()
            # A forking process that is gone is noticed by who listens to it.
            with contextlib.suppress(OSError):
                self._send((number, notebooks, pickle.dumps((work, run))))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - theirs
        """End the forking process and all that it has forked."""
        del cancel_futures
        with self._lock, contextlib.suppress(OSError):
            self._send(None)
        if not wait:
            return
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        self._control.close()

    def _send(self, message: object) -> None:
        self._control.send_bytes(pickle.dumps(message))

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                answer = pickle.loads(self._control.recv_bytes())  # noqa: S301 - our own child
                self._take(*answer)
        with self._lock:
            self._gone = True
            lost = list(self._pending.values())
            self._pending.clear()
        for future, work, run in lost:
            if self._ready:
                future.set_exception(ForkerDied("the process that forks sites died"))
            else:
                self._pass_on(future, work, run, self._why_not_started())

    def _take(self, kind: str, number: int, content: Any) -> None:
        if kind == "ready":
            self._ready = True
            return
        with self._lock:
            future, work, run = self._pending.pop(number)
        if kind == "outcome":
            future.set_result(pickle.loads(content))  # noqa: S301 - our own child's child
        elif kind == "died":
            future.set_result(failed(run, f"its process died: {content}"))
        else:
            self._pass_on(future, work, run, content)

    def _why_not_started(self) -> str:
        with contextlib.suppress(OSError):
            lines = self.log.read_text("utf-8", "replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "")
            return plain_line(f"the forking process did not start: {last}")
        return "the forking process did not start"

    def _pass_on(
        self, future: Future[Outcome], work: Callable[[Run], Outcome], run: Run, reason: str
    ) -> None:
        """Let a kernel do what cannot be forked."""

        def hand_back(done: Future[Outcome]) -> None:
            error = done.exception()
            if error is None:
                future.set_result(done.result())
            else:
                future.set_exception(error)

        given = replace(run, engine="kernel", reason=reason)
        try:
            self._fall_back().submit(work, given).add_done_callback(hand_back)
        except (BrokenExecutor, RuntimeError) as error:
            future.set_exception(error)


def _environment(scratch: Path) -> dict[str, str]:
    own = {kernels.SCRATCH_VARIABLE: str(scratch), "IPYTHONDIR": str(scratch / "i")}
    return {**os.environ, **kernels.FORK_ENVIRONMENT, **own}


class ForkPool:
    """Sites forked from a warm process, for one batch; a fresh one whenever it has died.

    Used as a context manager: however the block ends, by Ctrl-C too, afterwards there is no
    process, no socket and no temporary file.

    Parameters
    ----------
    jobs : int
        Sites at a time.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._scratch = Path(tempfile.mkdtemp(prefix="workbench-"))
        self._kernels: LocalPool | None = None
        self._lock = threading.Lock()
        self._executor = self._start(learn=True)

    @property
    def executor(self) -> ForkExecutor:
        """The executor that works now."""
        return self._executor

    def renew(self) -> ForkExecutor:
        """Start a fresh forking process; what it imports may have been what ended the last one."""
        self._stop()
        self._scratch.mkdir(exist_ok=True)
        self._executor = self._start(learn=False)
        return self._executor

    def _start(self, *, learn: bool) -> ForkExecutor:
        return ForkExecutor(self.jobs, self._scratch, learn=learn, fall_back=self._workers)

    def _workers(self) -> Executor:
        with self._lock:
            if self._kernels is None:
                self._kernels = LocalPool(self.jobs)
            return self._kernels.executor

    def _stop(self) -> None:
        self._executor.shutdown()
        with self._lock:
            pool, self._kernels = self._kernels, None
        if pool is not None:
            pool.__exit__(None, None, None)
        # One that was killed outright had no time to end what its cells had started.
        kernels.reap(self._scratch)

    def __enter__(self) -> Self:
        """Give the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything."""
        self._stop()
