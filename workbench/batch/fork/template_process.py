"""The warm process from which every site is forked.

It imports what notebooks need, and nothing else ever happens in it: no cell runs here, no thread is
started, no data is read. Each site is a forked child of it; at most so many are alive at a time.
What the first site had to import on top is imported here afterwards, so that no other has to.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import os
import pickle
import select
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workbench.batch.fork import processes
from workbench.batch.fork.import_cache import recall, remember
from workbench.batch.fork.preload import warm_up
from workbench.batch.kernel import kernels
from workbench.batch.runs import failed, one_line

_PIECE = 1 << 16
_ALWAYS = ("papermill", "nbformat", "workbench.batch.site_run", "workbench.batch.engine",
           "workbench.publish.exporter", "encodings.ascii", "bdb",
           "IPython.core.logger")  # fmt: skip
_NEVER = ("debugpy", "pydevd", "_pydev", "__main__", "tkinter", "turtle", "antigravity")


@dataclass(slots=True, kw_only=True)
class _Child:
    """A site that is being done."""

    number: int
    notebooks: tuple[Path, ...]
    pid: int
    reader: int
    until: float
    late: bool = False
    got: bytearray = field(default_factory=bytearray)


class Forker:
    """Forks a child per run that comes in, and passes back what comes of it.

    Parameters
    ----------
    control : multiprocessing.connection.Connection
        Runs come in here as ``(number, notebooks, seconds, work)``, answers go out as ``(kind,
        number, content)``. When it closes, everything ends.
    jobs : int
        How many children may be alive.
    learn : bool
        Import what the first site imported, now or in an earlier batch.
    """

    def __init__(self, control: Connection, *, jobs: int, learn: bool) -> None:
        self._control, self._jobs, self._learn = control, jobs, learn
        self._queue: deque[tuple[int, tuple[Path, ...], float, bytes]] = deque()
        self._children: dict[int, _Child] = {}
        self._read: set[Path] = set()

    def serve(self) -> None:
        """Work until nobody is there any more."""
        preload(_ALWAYS)
        from workbench.batch.fork.shell import prepare

        prepare()
        self._answer("ready", 0, "")
        try:
            while self._listen():
                while self._queue and len(self._children) < self._jobs:
                    self._begin(*self._queue.popleft())
        except (EOFError, OSError, _Left):
            pass  # the batch is gone, or wants us gone
        finally:
            processes.end_strays()

    def _listen(self) -> bool:
        poll = select.poll()
        poll.register(self._control.fileno(), select.POLLIN)
        for pidfd, child in self._children.items():
            poll.register(pidfd, select.POLLIN)
            if child.reader >= 0:
                poll.register(child.reader, select.POLLIN)
        ready = {found for found, _ in poll.poll(self._patience())}
        for pidfd, child in tuple(self._children.items()):
            if child.reader in ready:
                self._drain(child)
            if pidfd in ready:
                self._ended(pidfd, child)
        if self._control.fileno() in ready:
            asked = pickle.loads(self._control.recv_bytes())  # noqa: S301 - from our own parent
            if asked is None:
                return False
            number, names, seconds, work = asked
            notebooks = tuple(map(Path, names))
            self._get_ready_for(notebooks)
            self._queue.append((number, notebooks, seconds, work))
        return True

    def _patience(self) -> float | None:
        """End sites whose time is up; give the time until the next one's [ms]."""
        now = time.monotonic()
        for child in self._children.values():
            if not child.late and child.until <= now:
                child.late = True
                os.kill(child.pid, signal.SIGKILL)  # our own child, which nobody has waited for yet
        waiting = [child.until for child in self._children.values() if not child.late]
        return max(0.0, min(waiting) - now) * 1000 + 1 if waiting else None

    def _get_ready_for(self, notebooks: tuple[Path, ...]) -> None:
        new = [notebook for notebook in notebooks if notebook not in self._read]
        for notebook in new:
            self._read.add(notebook)
            self._warm_up("preparing", imports_of(notebook), [notebook])
        if new and self._learn:
            self._warm_up("learning", recall(notebooks))

    def _warm_up(self, kind: str, modules: Iterable[str], notebooks: Sequence[Path] = ()) -> None:
        """Say what is done before it is done: it may be the end of this process."""
        for name in modules:
            if name not in sys.modules:
                self._answer(kind, 0, f"the import of {name}")
                preload([name])
        self._answer(kind, 0, "the first use of what it has imported")
        warm_up(notebooks)
        self._answer("ready", 0, "")

    def _begin(self, number: int, notebooks: tuple[Path, ...], seconds: float, work: bytes) -> None:
        count = processes.threads()
        if count > 1:
            reason = f"{count} threads in the process to be forked"
            self._answer("unfit", number, reason)
            return
        gc.collect()
        gc.freeze()  # pages that no collection touches stay shared with the children
        reader, writer = os.pipe()
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            os.close(reader)
            os.close(writer)
            self._answer("unfit", number, f"no process could be forked: {one_line(error)}")
            return
        if pid == 0:
            try:
                os.close(reader)
                _become_site(parent)
                _do(work, writer)
            finally:
                os._exit(70)
        os.close(writer)
        os.set_blocking(reader, False)
        pidfd = os.pidfd_open(pid)
        for descriptor in (reader, pidfd):
            processes.keep_private(descriptor)
        until = time.monotonic() + seconds
        self._children[pidfd] = _Child(
            number=number, notebooks=notebooks, pid=pid, reader=reader, until=until
        )

    def _drain(self, child: _Child) -> None:
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(child.reader, _PIECE):
                child.got += piece
            processes.forget(child.reader)  # its other end is closed
            child.reader = -1

    def _ended(self, pidfd: int, child: _Child) -> None:
        if child.reader >= 0:
            self._drain(child)
        _, status = os.waitpid(child.pid, 0)
        del self._children[pidfd]
        for descriptor in (pidfd, child.reader):
            if descriptor >= 0:
                processes.forget(descriptor)
        # A site that was killed could not end what its cells had started.
        processes.end_strays({other.pid for other in self._children.values()})
        if status == 0:
            done, modules, outcome = pickle.loads(bytes(child.got))  # noqa: S301 - our own child
            self._answer("outcome", child.number, outcome)
            if self._learn:
                self._learn = not done
                self._warm_up("learning", modules)
                remember(child.notebooks, modules)
        elif child.late:
            self._answer("late", child.number, "")
        else:
            self._answer("died", child.number, processes.manner_of_death(status))

    def _answer(self, kind: str, number: int, content: object) -> None:
        self._control.send_bytes(pickle.dumps((kind, number, content)))


def _become_site(parent: int) -> None:
    """Cut the ties of a forked child to its siblings and to the batch."""
    processes.close_private()
    processes.die_with(parent)
    processes.adopt_orphans()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    processes.reseed()


def _do(work: bytes, writer: int) -> None:
    processes.keep_private(writer)
    before = len(sys.modules)
    from workbench.batch.fork import engine as fork_engine

    perform, run = pickle.loads(work)  # noqa: S301 - from our own parent
    try:
        outcome = perform(run)
    except Exception as error:  # noqa: BLE001 - a failed site must not look like a dead process
        outcome = failed(run, one_line(error))
    modules = fork_engine.imported | set(processes.modules_since(before))
    answer = pickle.dumps((outcome.status == "done", sorted(modules), pickle.dumps(outcome)))
    with open(writer, "wb", closefd=False) as stream:
        stream.write(answer)
    processes.end_strays()
    os._exit(0)


def preload(names: Iterable[str]) -> None:
    """Import modules; one that cannot be imported is left out, whatever it says.

    Parameters
    ----------
    names : iterable of str
        Full names.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            if name in sys.modules or name.startswith(_NEVER):
                continue
            try:
                importlib.import_module(name)
            except _Left:
                raise
            except BaseException:  # noqa: BLE001, S110 - whoever needs it hears of it
                pass


def imports_of(notebook: Path) -> list[str]:
    """List the modules that a notebook imports by name.

    Parameters
    ----------
    notebook : Path
        The file; one that cannot be read imports nothing.

    Returns
    -------
    list of str
        In order, ``a`` before ``a.b`` for ``from a import b``, which may be no module at all.
    """
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    found = (name for cell in cells for name in _imports_of_cell(cell))
    return list(dict.fromkeys(found))


def _imports_of_cell(cell: Mapping[str, Any]) -> Iterator[str]:
    if cell.get("cell_type") != "code":
        return
    lines = "".join(cell.get("source", "")).splitlines()
    plain = "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "?")))
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def main() -> None:
    """Serve the batch that started this process."""
    descriptor, jobs, learn = (int(word) for word in sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    processes.hear_ctrl_c()  # for the cells
    signal.signal(signal.SIGTERM, _leave)
    os.set_inheritable(descriptor, False)  # noqa: FBT003 - its own signature
    processes.keep_private(descriptor)
    processes.adopt_orphans()
    kernels.silence_logs()
    batch = os.getppid()
    try:
        Forker(Connection(descriptor), jobs=jobs, learn=bool(learn)).serve()
    finally:
        scratch = os.environ.get(kernels.SCRATCH_VARIABLE)
        if scratch and os.getppid() != batch:
            kernels.reap(Path(scratch))  # whose it was is no longer there to do it
        os._exit(0)


class _Left(BaseException):
    """Somebody asked this process to end."""


def _leave(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise _Left


if __name__ == "__main__":
    main()
