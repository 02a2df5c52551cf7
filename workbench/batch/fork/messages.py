"""Messages from a process that runs cells to the one that asked for it, and what they become.

A message is a kind and content, as in the Jupyter protocol; on its way it is JSON.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import nbformat
from nbformat import NotebookNode

_nbformat: Any = nbformat

Message = tuple[str, dict[str, Any]]


class Channel:
    """One end of a connection that carries messages.

    Parameters
    ----------
    connection : multiprocessing.connection.Connection
        Open in both directions.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()  # cells may print from several threads
        self._owner = os.getpid()

    @property
    def is_ours(self) -> bool:
        """Whether this is the process that made it, not a copy that a cell forked."""
        return os.getpid() == self._owner

    def fileno(self) -> int:
        """Return the descriptor, to wait for several channels at once."""
        return self._connection.fileno()

    def send(self, kind: str, content: Mapping[str, Any]) -> None:
        """Send one message; a copy of the process sends nothing."""
        from jupyter_client.session import json_packer

        if not self.is_ours:
            return
        # Jupyter's own packer: dates, bytes and not-a-number come out as from a kernel.
        body = json_packer([kind, content])
        with self._lock:
            self._connection.send_bytes(body)

    def has_message(self) -> bool:
        """Return whether :meth:`receive` would not wait."""
        return self._connection.poll()

    def receive(self) -> Message:
        """Wait for one message.

        Raises
        ------
        EOFError
            Nobody is there any more.
        """
        kind, content = json.loads(self._connection.recv_bytes())
        return kind, content


class Outputs:
    """Turns messages into the outputs of cells, by the rules that nbclient follows.

    Pieces of one stream become one output, whatever the pauses between them.
    """

    def __init__(self) -> None:
        self._cell: NotebookNode | None = None
        self._shown: dict[str, list[NotebookNode]] = {}
        self._clear_first = False
        self._stream = ""
        self._pieces: list[str] = []

    def begin(self, cell: NotebookNode) -> None:
        """Let what comes now belong to a cell."""
        self.settle()
        self._cell = cell
        self._clear_first = False

    def write(self, stream: str, text: str) -> None:
        """Take text of a stream."""
        if not text:
            return
        if self._clear_first:
            self._clear()
        if stream != self._stream:
            self.settle()
            self._stream = stream
        self._pieces.append(text)

    def settle(self) -> None:
        """Make an output of the text that has come so far."""
        text = "".join(self._pieces)
        if text and self._cell is not None:
            outputs = self._cell.outputs
            if outputs and outputs[-1].get("name") == self._stream:
                outputs[-1].text += text
            else:
                stream = {"output_type": "stream", "name": self._stream, "text": text}
                outputs.append(_nbformat.from_dict(stream))
        self._stream = ""
        self._pieces.clear()

    def take(self, kind: str, content: Mapping[str, Any]) -> None:
        """Take a message other than of a stream."""
        if kind == "clear_output":
            self._clear_first = bool(content.get("wait"))
            if not self._clear_first:
                self._clear()
            return
        if kind not in {"display_data", "update_display_data", "execute_result", "error"}:
            return
        self.settle()
        name = (content.get("transient") or {}).get("display_id")
        for output in self._shown.get(name, ()) if name else ():
            output.data, output.metadata = (
                _nbformat.from_dict(content[part]) for part in ("data", "metadata")
            )
        if kind == "update_display_data" or self._cell is None:
            return
        if self._clear_first:
            self._clear()
        # nbformat's own way would hold each output against the schema, which takes a millisecond.
        fields = {key: value for key, value in content.items() if key in _EMPTY[kind]}
        output = _nbformat.from_dict({"output_type": kind, **_EMPTY[kind], **fields})
        if name:
            self._shown.setdefault(name, []).append(output)
        self._cell.outputs.append(output)

    def _clear(self) -> None:
        self.settle()
        self._clear_first = False
        if self._cell is not None:
            gone = {id(output) for output in self._cell.outputs}
            for name, outputs in self._shown.items():
                self._shown[name] = [output for output in outputs if id(output) not in gone]
            self._cell.outputs.clear()


_EMPTY: Mapping[str, Mapping[str, Any]] = {
    "display_data": {"data": {}, "metadata": {}},
    "execute_result": {"data": {}, "metadata": {}, "execution_count": None},
    "error": {"ename": "", "evalue": "", "traceback": []},
}
