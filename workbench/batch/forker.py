"""The warm process from which every site is forked: ``python -m workbench.batch.forker``.

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
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workbench.batch import kernels, processes
from workbench.batch.runs import failed, one_line

_PIECE = 1 << 16
_ALWAYS = ("papermill", "nbformat", "workbench.batch.site_run", "workbench.batch.engine",
           "workbench.reports")  # fmt: skip
_NEVER = ("debugpy", "pydevd", "_pydev", "__main__", "tkinter", "turtle", "antigravity")


@dataclass(slots=True, kw_only=True)
class _Child:
    """A site that is being done."""

    number: int
    pid: int
    reader: int
    got: bytearray = field(default_factory=bytearray)


class Forker:
    """Forks a child per run that comes in, and passes back what comes of it.

    Parameters
    ----------
    control : multiprocessing.connection.Connection
        Runs come in here as ``(number, notebooks, work)``, answers go out as ``(kind, number,
        content)``. When it closes, everything ends.
    jobs : int
        How many children may be alive.
    learn : bool
        Import what the first site imported.
    """

    def __init__(self, control: Connection, *, jobs: int, learn: bool) -> None:
        self._control, self._jobs, self._learn = control, jobs, learn
        self._queue: deque[tuple[int, bytes]] = deque()
        self._children: dict[int, _Child] = {}
        self._read: set[str] = set()

    def serve(self) -> None:
        """Work until nobody is there any more."""
        preload(_ALWAYS)
        from workbench.batch.shell import prepare

        prepare()
        self._answer("ready", 0, None)
        try:
            while self._listen():
                while self._queue and len(self._children) < self._jobs:
                    self._begin(*self._queue.popleft())
        except (EOFError, OSError):
            pass  # the batch is gone
        finally:
            processes.end_strays()

    def _listen(self) -> bool:
        poll = select.poll()
        poll.register(self._control.fileno(), select.POLLIN)
        for pidfd, child in self._children.items():
            poll.register(pidfd, select.POLLIN)
            if child.reader >= 0:
                poll.register(child.reader, select.POLLIN)
        ready = {found for found, _ in poll.poll()}
        for pidfd, child in tuple(self._children.items()):
            if child.reader in ready:
                self._drain(child)
            if pidfd in ready:
                self._ended(pidfd, child)
        if self._control.fileno() in ready:
            asked = pickle.loads(self._control.recv_bytes())  # noqa: S301 - from our own parent
            if asked is None:
                return False
            number, notebooks, work = asked
            self._preload_for(notebooks)
            self._queue.append((number, work))
        return True

    def _preload_for(self, notebooks: Iterable[str]) -> None:
        for notebook in notebooks:
            if notebook not in self._read:
                self._read.add(notebook)
                preload(imports_of(Path(notebook)))

    def _begin(self, number: int, work: bytes) -> None:
        count = processes.threads()
        if count > 1:
            reason = f"{count} threads in the process to be forked"
            self._answer("unfit", number, reason)
            return
        gc.collect()
        gc.freeze()  # pages that no collection touches stay shared with the children
        reader, writer = os.pipe()
        parent = os.getpid()
        pid = os.fork()
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
        self._children[pidfd] = _Child(number=number, pid=pid, reader=reader)

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
                preload(modules)
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
    known = set(sys.modules)
    from workbench.batch import fork_engine

    perform, run = pickle.loads(work)  # noqa: S301 - from our own parent
    try:
        outcome = perform(run)
    except Exception as error:  # noqa: BLE001 - a failed site must not look like a dead process
        outcome = failed(run, one_line(error))
    modules = fork_engine.imported | (set(sys.modules) - known)
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
            with contextlib.suppress(BaseException):
                importlib.import_module(name)


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
    signal.signal(signal.SIGTERM, _leave)
    os.set_inheritable(descriptor, False)  # noqa: FBT003 - its own signature
    processes.keep_private(descriptor)
    processes.adopt_orphans()
    kernels.silence_logs()
    try:
        Forker(Connection(descriptor), jobs=jobs, learn=bool(learn)).serve()
    finally:
        scratch = os.environ.get(kernels.SCRATCH_VARIABLE)
        if scratch:
            kernels.reap(Path(scratch))
        os._exit(0)


def _leave(*_: object) -> None:
    raise EOFError


if __name__ == "__main__":
    main()
