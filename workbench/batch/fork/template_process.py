"""The template process: warm, and the one from which every site is forked.

It imports what notebooks need, and nothing else ever happens in it: no cell runs here, no thread is
started, no data is read. Each site is a forked child of it; at most so many are alive at a time.
What the first site had to import on top is imported here afterwards, so that no other has to.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from workbench.batch import processes
from workbench.batch.fork.import_cache import read_imports, write_imports
from workbench.batch.fork.preload import AskedToEnd, import_all, imports_of, use_once
from workbench.batch.kernel import kernels
from workbench.batch.runs import failed, one_line

_ALWAYS = ("papermill", "nbformat", "workbench.batch.site_run", "workbench.batch.engine",
           "workbench.publish.exporter", "encodings.ascii", "bdb",
           "IPython.core.logger")  # fmt: skip


class Job(NamedTuple):
    """A run as it comes to the template process, as a plain tuple.

    Attributes
    ----------
    number : int
        Names it in the answer.
    notebooks : tuple of Path
        Its recipes, in step order.
    seconds : float
        Longest time for all of it [s].
    work : bytes
        The pickled function and the run, which are unpacked in the child alone.
    """

    number: int
    notebooks: tuple[Path, ...]
    seconds: float
    work: bytes


@dataclass(slots=True)
class _Child:
    """A site that is being done."""

    job: Job
    pid: int
    answers: Connection
    until: float
    late: bool = False
    answer: tuple[bool, list[str], bytes] | None = None

    def listen(self) -> None:
        """Take what it has to say, once."""
        with contextlib.suppress(EOFError, OSError):
            self.answer = self.answers.recv()
        self.close()

    def close(self) -> None:
        if not self.answers.closed:
            processes.unmark_private(self.answers.fileno())
            self.answers.close()


class TemplateProcess:
    """Forks a child per run that comes in, and passes back what comes of it.

    Parameters
    ----------
    control : multiprocessing.connection.Connection
        Runs come in here (see :class:`Job`), answers go out as ``(kind, number, content)``. When
        it closes, everything ends.
    jobs : int
        How many children may be alive.
    learn : bool
        Import what the first site imported, now or in an earlier batch.
    """

    def __init__(self, control: Connection, *, jobs: int, learn: bool) -> None:
        self._control, self._jobs, self._learn = control, jobs, learn
        self._queue: deque[Job] = deque()
        self._children: dict[int, _Child] = {}
        self._known: set[Path] = set()

    def serve(self) -> None:
        """Work until nobody is there any more."""
        import_all(_ALWAYS)
        from workbench.batch.fork.shell import prepare

        prepare()
        self._answer("ready", 0, "")
        try:
            while self._listen():
                while self._queue and len(self._children) < self._jobs:
                    self._begin(self._queue.popleft())
        except (EOFError, OSError, AskedToEnd):
            pass  # the batch is gone, or wants us gone
        finally:
            processes.end_children()

    def _listen(self) -> bool:
        poll = select.poll()
        poll.register(self._control.fileno(), select.POLLIN)
        for pidfd, child in self._children.items():
            poll.register(pidfd, select.POLLIN)
            if not child.answers.closed:
                poll.register(child.answers.fileno(), select.POLLIN)
        ready = {found for found, _ in poll.poll(self._patience())}
        for pidfd, child in tuple(self._children.items()):
            if not child.answers.closed and child.answers.fileno() in ready:
                child.listen()
            if pidfd in ready:
                self._ended(pidfd, child)
        if self._control.fileno() in ready:
            asked = self._control.recv()
            if asked is None:
                return False
            job = Job(*asked)
            self._get_ready_for(job.notebooks)
            self._queue.append(job)
        return True

    def _patience(self) -> float | None:
        """End sites whose time is up; return the time until the next one's [ms]."""
        now = time.monotonic()
        for child in self._children.values():
            if not child.late and child.until <= now:
                child.late = True
                os.kill(child.pid, signal.SIGKILL)  # our own child, which nobody has waited for yet
        waiting = [child.until for child in self._children.values() if not child.late]
        return max(0.0, min(waiting) - now) * 1000 + 1 if waiting else None

    def _get_ready_for(self, notebooks: tuple[Path, ...]) -> None:
        new = [notebook for notebook in notebooks if notebook not in self._known]
        self._known.update(new)
        for notebook in new:
            self._preload("preparing", imports_of(notebook), [notebook])
        if new and self._learn:
            self._preload("learning", read_imports(notebooks))

    def _preload(self, kind: str, modules: Iterable[str], notebooks: Sequence[Path] = ()) -> None:
        """Report what is done before it is done: it may be the end of this process."""
        for name in modules:
            if name not in sys.modules:
                self._answer(kind, 0, f"the import of {name}")
                import_all([name])
        self._answer(kind, 0, "the first use of what it has imported")
        use_once(notebooks)
        self._answer("ready", 0, "")

    def _begin(self, job: Job) -> None:
        count = processes.thread_count()
        if count > 1:
            self._answer("unfit", job.number, f"{count} threads in the process to be forked")
            return
        gc.collect()
        gc.freeze()  # pages that no collection touches stay shared with the children
        answers, theirs = multiprocessing.Pipe(duplex=False)
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            answers.close()
            theirs.close()
            reason = f"no process could be forked: {one_line(error)}"
            self._answer("unfit", job.number, reason)
            return
        if pid == 0:
            try:
                answers.close()
                _become_site(parent)
                _do(job.work, theirs)
            finally:
                os._exit(70)
        theirs.close()
        pidfd = os.pidfd_open(pid)
        for descriptor in (answers.fileno(), pidfd):
            processes.mark_private(descriptor)
        self._children[pidfd] = _Child(job, pid, answers, until=time.monotonic() + job.seconds)

    def _ended(self, pidfd: int, child: _Child) -> None:
        if child.answer is None and not child.answers.closed:
            child.listen()
        _, status = os.waitpid(child.pid, 0)
        del self._children[pidfd]
        processes.close_private(pidfd)
        child.close()
        # A site that was killed could not end what its cells had started.
        processes.end_children({other.pid for other in self._children.values()})
        number = child.job.number
        if status == 0 and child.answer is not None:
            done, modules, outcome = child.answer
            self._answer("outcome", number, outcome)
            if self._learn:
                self._learn = not done
                self._preload("learning", modules)
                write_imports(child.job.notebooks, modules)
        elif child.late:
            self._answer("late", number, "")
        else:
            self._answer("died", number, processes.describe_exit(status))

    def _answer(self, kind: str, number: int, content: object) -> None:
        self._control.send((kind, number, content))


def _become_site(parent: int) -> None:
    """Cut the ties of a forked child to its siblings and to the batch."""
    processes.close_all_private()
    processes.die_with_parent(parent)
    processes.adopt_orphans()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    processes.reseed()


def _do(work: bytes, answers: Connection) -> None:
    processes.mark_private(answers.fileno())
    before = len(sys.modules)
    from workbench.batch.fork.cell_process import imported

    perform, run = pickle.loads(work)  # noqa: S301 - from our own parent
    try:
        outcome = perform(run)
    except Exception as error:  # noqa: BLE001 - a failed site must not look like a dead process
        outcome = failed(run, one_line(error))
    modules = imported | set(processes.modules_after(before))
    answers.send((outcome.status == "done", sorted(modules), pickle.dumps(outcome)))
    processes.end_children()
    os._exit(0)


def _main() -> None:
    """Serve the batch that started this process."""
    descriptor, jobs, learn = (int(word) for word in sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.unblock_ctrl_c()  # for the cells
    signal.signal(signal.SIGTERM, _leave)
    os.set_inheritable(descriptor, False)  # noqa: FBT003 - its own signature
    processes.mark_private(descriptor)
    processes.adopt_orphans()
    kernels.silence_logs()
    batch = os.getppid()
    try:
        TemplateProcess(Connection(descriptor), jobs=jobs, learn=bool(learn)).serve()
    finally:
        scratch = os.environ.get(kernels.SCRATCH_VARIABLE)
        if scratch and os.getppid() != batch:
            kernels.reap(Path(scratch))  # whose it was is no longer there to do it
        os._exit(0)


def _leave(number: int, _: Any) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise AskedToEnd


if __name__ == "__main__":
    _main()
