"""The process that runs the cells of a site's notebooks, and the one that watches it.

The cells run in a forked copy of a warm process, in the shell class of Jupyter's own kernel without
the kernel around it: no sockets, no threads, no start-up. What a cell shows goes to the watching
process at once; when the copy dies, everything up to then is there.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import faulthandler
import multiprocessing
import os
import select
import shutil
import signal
import sys
import time
from typing import Any, Self

from nbformat import NotebookNode

from workbench.batch import processes
from workbench.batch.fork.messages import Channel, Outputs
from workbench.batch.fork.process_state import ProcessState
from workbench.batch.fork.shell import Shell, Stream, prepare
from workbench.batch.kernel import kernels

_GRACE = 2.0  # seconds that a process may take to end itself, or to get ready for another notebook
_PIECE = 1 << 16


class ProcessDied(Exception):
    """The process that ran the cells ended; the message says how."""


class OutOfTime(Exception):
    """A cell ran until its time was up."""


class SiteProcess:
    """The process in which the notebooks of a site run one after the other.

    It is forked for the first of them, and again where one has left behind what cannot be taken
    back. Used as a context manager: afterwards nothing runs any more.

    Parameters
    ----------
    memory : int or None
        Limit for what it may allocate [MiB].
    """

    def __init__(self, memory: int | None) -> None:
        self._memory = memory
        self._process: CellProcess | None = None

    def begin_notebook(self) -> CellProcess:
        """Return a process that is as if no notebook had ever run in it."""
        if self._process is not None and not self._process.reset():
            self.close()
        if self._process is None:
            self._process = CellProcess(self._memory)
        return self._process

    def close(self) -> None:
        """Let the process end, and end everything that its cells have started."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def __enter__(self) -> Self:
        """Return it; nothing runs before the first notebook."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class CellProcess:
    """A forked copy of this process that runs cells until it is closed.

    Parameters
    ----------
    memory : int or None
        Limit for what it may allocate [MiB].
    """

    def __init__(self, memory: int | None = None) -> None:
        self._memory = memory
        self._folder = kernels.new_folder()
        self._outputs = Outputs()
        self._status: int | None = None
        self._lost = self._closed = False
        self._replies: list[dict[str, Any]] = []
        self._start()

    def _start(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        self._raw = {name: os.pipe() for name in ("stdout", "stderr")}
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                ours.close()
                writers = {name: ends[1] for name, ends in self._raw.items()}
                for reader, _ in self._raw.values():
                    os.close(reader)
                _become_runner(parent, writers, self._memory)
                _run(Channel(theirs))
            finally:
                os._exit(70)  # nothing of the watching process's own may ever run here
        theirs.close()
        self._connection, self._channel = ours, Channel(ours)
        for _, writer in self._raw.values():
            os.close(writer)
        kernels.note_pid(self._folder, self.pid)
        self._ended = os.pidfd_open(self.pid)
        self._readers = {reader: name for name, (reader, _) in self._raw.items()}
        for reader in self._readers:
            os.set_blocking(reader, False)
        self._watched = {ours.fileno(), self._ended, *self._readers}
        for descriptor in self._watched:
            processes.mark_private(descriptor)

    def run(self, cell: NotebookNode, until: float) -> dict[str, Any]:
        """Run one cell, until a time by :func:`time.monotonic`; its outputs are in it afterwards.

        Returns
        -------
        dict
            ``status`` ("ok" or "error"), ``execution_count``, and ``ename`` of an error.

        Raises
        ------
        ProcessDied, OutOfTime
            The process is of no use any more.
        """
        self._outputs.begin(cell)
        try:
            return self._ask("run", {"source": cell.source, "id": cell.get("id")}, until)
        except (ProcessDied, OutOfTime):
            self._lost = True
            raise
        finally:
            self._drain()
            self._outputs.settle()

    def reset(self) -> bool:
        """Let the process forget the notebook that it has run; return whether it could."""
        if self._lost:
            return False
        try:
            clean = self._ask("reset", {}, time.monotonic() + _GRACE)["clean"]
        except (ProcessDied, OutOfTime):
            self._lost = True
            return False
        processes.end_children({self.pid})
        self._outputs = Outputs()
        return bool(clean)

    def close(self) -> None:
        """End it, and everything that its cells have started.

        What cells registered with :mod:`atexit` is done first, unless the process is lost.
        """
        if self._closed:
            return
        self._closed = True
        if not self._lost:
            with contextlib.suppress(ProcessDied, OutOfTime):
                self._ask("end", {}, time.monotonic() + _GRACE)
        kernels.end_group(self.pid)
        if self._status is None:
            with contextlib.suppress(ChildProcessError):
                # Before setsid it is no leader of a group yet.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        processes.end_children()
        for descriptor in (self._ended, *self._readers):
            processes.close_private(descriptor)
        processes.unmark_private(self._connection.fileno())
        self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, kind: str, content: dict[str, Any], until: float) -> dict[str, Any]:
        self._replies.clear()
        try:
            self._channel.send(kind, content)
        except OSError:
            self._listen(time.monotonic() + _GRACE)
        while not self._replies:
            self._listen(until)
        return self._replies.pop()

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
            raise ProcessDied(processes.describe_exit(self._status or 0))

    def _drain(self) -> None:
        """Take all that has come.

        The order between what Python says and what programs write past it is not known. Their
        output counts as earlier. Their errors count as later: the last words of a crash are read
        before, and shown after, everything that a cell had said until then.
        """
        raw = {name: self._read_raw(reader) for reader, name in self._readers.items()}
        self._outputs.write("stdout", raw["stdout"])
        self._take_messages()
        self._outputs.write("stderr", raw["stderr"])

    def _read_raw(self, reader: int) -> str:
        pieces: list[bytes] = []
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(reader, _PIECE):
                pieces.append(piece)
            self._watched.discard(reader)  # a cell has closed the other end
        return b"".join(pieces).decode("utf-8", "replace")

    def _take_messages(self) -> None:
        try:
            while self._channel.has_message():
                kind, content = self._channel.receive()
                if kind == "stream":
                    self._outputs.write(content["name"], content["text"])
                elif kind == "reply":
                    self._replies.append(content)
                elif kind == "modules":
                    imported.update(content["names"])
                else:
                    self._outputs.take(kind, content)
        except (EOFError, OSError):
            self._watched.discard(self._connection.fileno())


imported: set[str] = set()
"""Modules that cells of this process's notebooks have imported: what a warm parent should have."""


def _become_runner(parent: int, writers: dict[str, int], memory: int | None) -> None:
    """Cut every tie to the process that this one is a copy of."""
    processes.close_all_private()
    os.setsid()
    processes.die_with_parent(parent)
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
    processes.volunteer_for_oom()
    if memory is not None:
        processes.limit_memory(memory)
    processes.reseed()


def _run(channel: Channel) -> None:
    before = len(sys.modules)
    sys.stdout, sys.stderr = Stream("stdout", 1, channel), Stream("stderr", 2, channel)
    shell = prepare()
    shell.connect(channel)
    state = ProcessState(shell)
    # A loop for each notebook: what one has left to be done in it is called off.
    while asyncio.run(_serve_notebook(shell, channel)) == "reset":
        channel.send("reply", {"clean": state.restore()})
    channel.send("modules", {"names": processes.modules_after(before)})
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()  # noqa: SLF001 - os._exit would leave them out
    os._exit(0)


async def _serve_notebook(shell: Shell, channel: Channel) -> str:
    """Run cells as a kernel does: inside a loop that runs, so that cells may use ``await``.

    Returns
    -------
    str
        What is asked for in the place of another cell: ``"reset"`` or ``"end"``.
    """
    while not shell.exit_now:
        kind, content = channel.receive()
        if kind != "run":
            return kind
        reply = await shell.run_source(content["source"], content["id"])
        sys.stdout.flush()
        sys.stderr.flush()
        if not channel.is_ours:
            os._exit(0)  # a copy that a cell forked and that came to the cell's end
        channel.send("reply", reply)
        await asyncio.sleep(0)
    return "end"
