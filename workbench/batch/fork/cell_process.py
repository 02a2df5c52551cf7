"""The process that runs the cells of one notebook, and the one that watches it.

The cells run in a forked copy of a warm process, in the shell class of Jupyter's own kernel without
the kernel around it: no sockets, no threads, no start-up. What a cell shows goes to the watching
process at once; when the copy dies, everything up to then is there.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import faulthandler
import os
import select
import shutil
import signal
import socket
import sys
import time
from typing import Any, Self

from nbformat import NotebookNode

from workbench.batch.fork import processes
from workbench.batch.fork.messages import Line, Outputs, Parser
from workbench.batch.fork.shell import Shell, Stream, prepare
from workbench.batch.kernel import kernels

_GRACE = 2.0  # seconds that handlers registered by cells for the end of the process may take
_PIECE = 1 << 16


class ProcessDied(Exception):
    """The process that ran the cells ended; the message says how."""


class OutOfTime(Exception):
    """A cell ran until its time was up."""


class CellProcess:
    """A forked copy of this process that runs one notebook's cells; used as a context manager.

    Parameters
    ----------
    memory : int or None
        Limit for what it may allocate [MiB].
    """

    def __init__(self, memory: int | None = None) -> None:
        self.memory = memory
        self._folder = kernels.new_folder()
        self.outputs = Outputs()
        self.modules: set[str] = set()
        self._parser = Parser()
        self._status: int | None = None
        self._replies: list[dict[str, Any]] = []
        self._start()

    def _start(self) -> None:
        self._wire, theirs = socket.socketpair()
        self._raw = {name: os.pipe() for name in ("stdout", "stderr")}
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._wire.close()
                writers = {name: ends[1] for name, ends in self._raw.items()}
                for reader, _ in self._raw.values():
                    os.close(reader)
                _become_runner(parent, writers, self.memory)
                _run(theirs, writers)
            finally:
                os._exit(70)  # nothing of the watching process's own may ever run here
        theirs.close()
        for _, writer in self._raw.values():
            os.close(writer)
        kernels.note_pid(self._folder, self.pid)
        self._wire.setblocking(False)  # noqa: FBT003 - its own signature
        self._ended = os.pidfd_open(self.pid)
        self._readers = {reader: name for name, (reader, _) in self._raw.items()}
        for reader in self._readers:
            os.set_blocking(reader, False)
        self._watched = {self._wire.fileno(), self._ended, *self._readers}
        for descriptor in self._watched:
            processes.keep_private(descriptor)

    def run(self, cell: NotebookNode, until: float) -> dict[str, Any]:
        """Run one cell; its outputs are in it afterwards, however it ended.

        Parameters
        ----------
        cell : NotebookNode
            A code cell.
        until : float
            When to stop it, by :func:`time.monotonic`.

        Returns
        -------
        dict
            ``status`` ("ok" or "error"), ``execution_count``, and ``ename`` of an error.

        Raises
        ------
        ProcessDied, OutOfTime
        """
        self.outputs.begin(cell)
        self._replies.clear()
        try:
            self._ask("run", {"source": cell.source, "id": cell.get("id")})
            while not self._replies:
                self._listen(until)
        finally:
            self._drain()
            self.outputs.settle()
        return self._replies.pop()

    def finish(self) -> None:
        """Let it end: what cells registered with :mod:`atexit` is done first."""
        with contextlib.suppress(ProcessDied, OutOfTime):
            self._replies.clear()
            self._ask("end", {})
            while True:
                self._listen(time.monotonic() + _GRACE)

    def _ask(self, kind: str, content: dict[str, Any]) -> None:
        try:
            self._wire.setblocking(True)  # noqa: FBT003 - its own signature
            Line(self._wire).send(kind, content)
            self._wire.setblocking(False)  # noqa: FBT003 - its own signature
        except OSError:
            self._listen(time.monotonic() + _GRACE)

    def _listen(self, until: float) -> None:
        poll = select.poll()
        for descriptor in self._watched:
            poll.register(descriptor, select.POLLIN)
        ready = {found for found, _ in poll.poll(max(0.0, until - time.monotonic()) * 1000)}
        if not ready:
            raise OutOfTime
        self._drain()
        if self._ended in ready and not self._replies:
            self._status = processes.wait_for(self.pid, _GRACE)
            raise ProcessDied(processes.manner_of_death(self._status or 0))

    def _drain(self) -> None:
        """Take all that has come.

        The order between what Python says and what programs write past it is not known. Their
        output counts as earlier. Their errors count as later: the last words of a crash are read
        before, and shown after, everything that a cell had said until then.
        """
        raw = {name: self._read_raw(reader) for reader, name in self._readers.items()}
        self.outputs.write("stdout", raw["stdout"])
        self._drain_wire()
        self.outputs.write("stderr", raw["stderr"])

    def _read_raw(self, reader: int) -> str:
        pieces: list[bytes] = []
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(reader, _PIECE):
                pieces.append(piece)
            self._watched.discard(reader)  # a cell has closed the other end
        return b"".join(pieces).decode("utf-8", "replace")

    def _drain_wire(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionResetError):
            while piece := self._wire.recv(_PIECE):
                for kind, content in self._parser.feed(piece):
                    self._take(kind, content)
            self._watched.discard(self._wire.fileno())

    def _take(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream":
            self.outputs.write(content["name"], content["text"])
        elif kind == "reply":
            self._replies.append(content)
        elif kind == "modules":
            self.modules.update(content["names"])
        else:
            self.outputs.take(kind, content)

    def __enter__(self) -> Self:
        """Give the running process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and everything that its cells have started."""
        kernels.end_group(self.pid)
        if self._status is None:
            with contextlib.suppress(ChildProcessError):
                # Before setsid it is no leader of a group yet.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        processes.end_strays()
        for descriptor in (self._ended, *self._readers):
            processes.forget(descriptor)
        processes.forget(self._wire.detach())
        shutil.rmtree(self._folder, ignore_errors=True)


def _become_runner(parent: int, writers: dict[str, int], memory: int | None) -> None:
    """Cut every tie to the process that this one is a copy of."""
    processes.close_private()
    os.setsid()
    processes.die_with(parent)
    for sign, action in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGTERM, signal.SIG_DFL),
    ):
        signal.signal(sign, action)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (writers["stdout"], 1), (writers["stderr"], 2)):
        os.dup2(source, target)
        os.close(source)
    with contextlib.suppress(OSError, ValueError):
        faulthandler.enable(file=2)
    processes.offer_to_the_reaper()
    if memory is not None:
        processes.limit_memory(memory)
    processes.reseed()


def _run(wire: socket.socket, writers: dict[str, int]) -> None:
    line = Line(wire)
    before = len(sys.modules)
    del writers
    sys.stdout, sys.stderr = Stream("stdout", 1, line), Stream("stderr", 2, line)
    shell = prepare()
    shell.connect(line)
    status = asyncio.run(_serve(shell, line))
    line.send("modules", {"names": processes.modules_since(before)})
    if status == 0:
        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()  # noqa: SLF001 - os._exit would leave them out
    os._exit(status)


async def _serve(shell: Shell, line: Line) -> int:
    """Run cells as a kernel does: inside a loop that runs, so that cells may use ``await``."""
    while (asked := line.receive()) is not None:
        kind, content = asked
        if kind == "end":
            return 0
        reply = await shell.run_source(content["source"], content["id"])
        sys.stdout.flush()
        sys.stderr.flush()
        if not line.is_ours:
            os._exit(0)  # a copy that a cell forked and that came to the cell's end
        line.send("reply", reply)
        if shell.exit_now:
            return 0
        await asyncio.sleep(0)
    return 1
