"""The shell of Jupyter's kernel, without the kernel: what it shows goes down a channel instead."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

from workbench.batch.fork.messages import Channel

_LONGEST_WAIT = 1024  # characters without an end of line that are kept back

# Their classes carry no types, or other ones than they have.
_Shell: Any = ZMQInteractiveShell
_Session: Any = Session


class ChannelSession(_Session):  # type: ignore[misc]
    """The session in which the shell believes itself: sends kinds and contents down a channel."""

    channel: Channel | None = None

    def send(
        self, stream: object, msg_or_type: Any, content: Any = None, *_: object, **__: object
    ) -> None:
        """Send what a kernel would publish."""
        del stream
        if isinstance(msg_or_type, Mapping):
            msg_or_type, content = msg_or_type["header"]["msg_type"], msg_or_type["content"]
        if self.channel is not None:
            self.channel.send(msg_or_type, content or {})


class Stream(io.TextIOBase):
    """Standard output or error of the cells: goes down a channel, a line of text at a time.

    Parameters
    ----------
    name : {"stdout", "stderr"}
        Which.
    descriptor : int
        Where programs write that the cells start, and copies of the process that they fork.
    channel : Channel
        Where to.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int, channel: Channel) -> None:
        self.name, self._descriptor, self._channel = name, descriptor, channel
        self._kept: list[str] = []
        self._size = 0
        self._process = os.getpid()

    def write(self, text: str) -> int:
        """Take text."""
        "".join((text,))  # a TypeError for anything else, as files have it
        if self._process != os.getpid():
            self._process, self._kept, self._size = os.getpid(), [], 0  # the rest is not the copy's
        self._kept.append(text)
        self._size += len(text)
        if "\n" in text or self._size > _LONGEST_WAIT:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was kept back."""
        text = "".join(self._kept)
        self._kept, self._size = [], 0
        if text and self._channel.is_ours:
            self._channel.send("stream", {"name": self.name, "text": text})
        elif text and self._process == os.getpid():
            os.write(self._descriptor, text.encode(self.encoding, self.errors))

    def fileno(self) -> int:
        """Return the descriptor that programs can write to."""
        return self._descriptor

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def isatty(self) -> bool:
        """Return that it is no terminal."""
        return False


class Shell(_Shell):  # type: ignore[misc]
    """A kernel's shell that stands alone.

    Libraries that ask whether they are in a notebook find what they look for.
    """

    def connect(self, channel: Channel) -> None:
        """Let outputs go down a channel."""
        session = ChannelSession()
        session.channel = channel
        self.displayhook.session = session
        self.display_pub.session = session

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there are no windows."""

    def _update_exit_now(self, change: Any) -> None:
        # exit() in a cell; the loop that serves the cells sees to it.
        del change

    async def run_source(self, source: str, cell_id: str | None) -> dict[str, Any]:
        """Run one cell, as ``IPythonKernel.do_execute`` does.

        Returns
        -------
        dict
            ``status``, ``execution_count``, ``ename``.
        """
        failed: Any = None
        try:
            plain = self.transform_cell(source)
        except Exception:  # noqa: BLE001 - the shell shows it in the cell
            plain, failed = source, sys.exc_info()
        given = {"store_history": True, "silent": False, "cell_id": cell_id}
        if self.should_run_async(source, transformed_cell=plain, preprocessing_exc_tuple=failed):
            result = None
            try:
                result = await self.run_cell_async(
                    source, transformed_cell=plain, preprocessing_exc_tuple=failed, **given
                )
            finally:
                self.events.trigger("post_execute")
                self.events.trigger("post_run_cell", result)
        else:
            result = self.run_cell(source, **given)
        self.payload_manager.clear_payload()
        error = result.error_before_exec or result.error_in_exec
        good = result.success and not getattr(self, "_last_traceback_during_displayhook", False)
        return {
            "status": "ok" if good else "error",
            "execution_count": self.execution_count - 1,
            "ename": type(error).__name__,
        }


# rich, tqdm and others know a notebook by this name and nothing else.
Shell.__name__ = Shell.__qualname__ = ZMQInteractiveShell.__name__


def prepare() -> Shell:
    """Return this process's shell; make it first if there is none."""
    found: Any = InteractiveShell._instance  # noqa: SLF001 - there is no other way to ask
    if isinstance(found, Shell):
        return found
    if found is not None:
        type(found).clear_instance()
    # Its history would be a file that all sites share, and a thread that writes it.
    settings = Config({"HistoryManager": {"enabled": False}})
    shell = Shell.instance(config=settings, compiler_class=XCachingCompiler)
    assert isinstance(shell, Shell)  # noqa: S101 - tells mypy
    return shell
