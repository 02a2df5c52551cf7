"""A pool whose sites are forked from one template process.

The batch itself never forks: it may have threads, for the bar that shows how it goes on. It starts
:mod:`workbench.batch.fork.template_process`, which has none.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from workbench.batch.kernel import kernels
from workbench.batch.pool import LocalPool, Pool
from workbench.batch.runs import Run, RunOutcome, Work, lost, plain_line

_PATIENCE = 5.0  # seconds that the template process has to end its children
_LONGEST_IMPORT = 120.0  # seconds; a module that never stops importing must not hold up the batch


class TemplateDied(BrokenExecutor):
    """The template process ended; what was on hand is lost."""


class ForkExecutor(Executor):
    """Hands runs to a template process; works as any executor of :mod:`concurrent.futures`.

    Parameters
    ----------
    jobs : int
        Sites at a time.
    scratch : Path
        Folder for what processes need while they run.
    learn : bool
        Let the template process import what the first site imported.
    fall_back : callable
        Returns the executor for runs that cannot be forked.
    """

    def __init__(
        self, jobs: int, scratch: Path, *, learn: bool, fall_back: Callable[[], Executor]
    ) -> None:
        self._fall_back = fall_back
        self._numbers = count(1)
        self._pending: dict[int, tuple[Future[RunOutcome], Work, Run]] = {}
        self._lock = threading.Lock()
        self._gone = self._ready = self._closed = False
        self._busy, self._doing = True, ""
        self.log = scratch / kernels.LOG
        self._control, theirs = multiprocessing.Pipe()
        with theirs, self.log.open("wb") as log:
            # -P: the current folder is no place to import from, as in a kernel.
            command = [sys.executable, "-P", "-m", "workbench.batch.fork.template_process"]
            self.process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(jobs), str(int(learn))],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(scratch),
                start_new_session=True,  # Ctrl-C is the batch's business
            )
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def submit(self, work: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        """Hand over one run."""
        (run,) = given
        future: Future[RunOutcome] = Future()
        with self._lock:
            if self._gone and (self._ready or self._closed):
                raise TemplateDied
            future.set_running_or_notify_cancel()
            if not self._gone:
                number = next(self._numbers)
                self._pending[number] = (future, work, run)
                # A template process that is gone is noticed by who listens to it.
                with contextlib.suppress(OSError):
                    job = (number, run.notebooks, run.longest, pickle.dumps((work, run)))
                    self._control.send(job)
                return future
        # What it imports ends it, or it does not start at all: another one would fare no better.
        self._pass_on(future, work, run, self._why_unfit())
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - theirs
        """End the template process and all that it has forked."""
        del cancel_futures
        with self._lock, contextlib.suppress(OSError):
            self._closed = True
            self._control.send(None)
        if not wait:
            return
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        self._control.close()

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while self._control.poll(_LONGEST_IMPORT if self._busy else None):
                self._take(*self._control.recv())
            self.process.kill()
        with self._lock:
            self._gone = True
            on_hand = list(self._pending.values())
            self._pending.clear()
        for future, work, run in on_hand:
            if self._ready or self._closed:
                future.set_exception(TemplateDied("the template process died"))
            else:
                self._pass_on(future, work, run, self._why_unfit())

    def _take(self, kind: str, number: int, content: Any) -> None:
        if kind in {"ready", "preparing", "learning"}:
            # What only the first site needed is not imported again after a death.
            self._ready = kind != "preparing"
            self._busy, self._doing = kind != "ready", content
            return
        with self._lock:
            future, work, run = self._pending.pop(number)
        if kind == "outcome":
            future.set_result(pickle.loads(content))  # noqa: S301 - our own child's child
        elif kind == "died":
            future.set_result(lost(run, f"its process died: {content}"))
        elif kind == "late":
            future.set_result(lost(run, run.too_long))
        else:
            self._pass_on(future, work, run, content)

    def _why_unfit(self) -> str:
        if self._doing:
            return f"the template process did not survive {self._doing}"
        with contextlib.suppress(OSError):
            lines = self.log.read_text("utf-8", "replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "")
            return plain_line(f"the template process did not start: {last}")
        return "the template process did not start"

    def _pass_on(self, future: Future[RunOutcome], work: Work, run: Run, reason: str) -> None:
        """Let a kernel do what cannot be forked."""

        def hand_back(done: Future[RunOutcome]) -> None:
            error = done.exception()
            if error is None:
                future.set_result(done.result())
            else:
                future.set_exception(error)

        given = replace(run, limits=replace(run.limits, engine="kernel"), reason=reason)
        try:
            self._fall_back().submit(work, given).add_done_callback(hand_back)
        except (BrokenExecutor, RuntimeError) as error:
            future.set_exception(error)


def _environment(scratch: Path) -> dict[str, str]:
    own = {kernels.SCRATCH_VARIABLE: str(scratch), "IPYTHONDIR": str(scratch / "i")}
    return {**os.environ, **kernels.FORK_ENVIRONMENT, **own}


class ForkPool(Pool):
    """Sites forked from a template process.

    One that is started again imports what the notebooks name, and no longer what the first site
    imported on top: that may have been what ended the last one.
    """

    def _start(self, *, again: bool) -> ForkExecutor:
        self._kernels: LocalPool | None = None
        self._lock = threading.Lock()
        return ForkExecutor(self.jobs, self.scratch.path, learn=not again, fall_back=self._workers)

    def _workers(self) -> Executor:
        with self._lock:
            if self._kernels is None:
                self._kernels = LocalPool(self.jobs)
            return self._kernels.executor

    def _stop(self) -> None:
        self.executor.shutdown()
        with self._lock:
            if self._kernels is not None:
                self._kernels.close()
