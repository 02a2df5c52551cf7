"""Executed notebooks as files, written once and quickly."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill import execute

from workbench.files import write_whole

_execute: Any = execute
_nbformat: Any = nbformat


def read_notebook(path: Path) -> NotebookNode:
    """Read an executed notebook."""
    notebook: NotebookNode = _nbformat.read(path, as_version=4)
    return notebook


def write_notebook(notebook: NotebookNode, target: Path) -> None:
    """Write a notebook of version 4, one line per cell, whole or not at all.

    Notes
    -----
    nbformat puts every value on a line of its own, for which Python has no fast way: 25 ms for a
    notebook with a few figures, against 2 ms. Jupyter reads both, and writes its own form when
    somebody saves the notebook there.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "empty.ipynb"
    >>> write_notebook(nbformat.v4.new_notebook(), file)
    >>> read_notebook(file).cells
    []
    """
    rest = {name: value for name, value in notebook.items() if name not in {"cells", "signature"}}
    cells = ",\n".join(map(_line, notebook.cells))
    write_whole(target, f'{{"cells": [\n{cells}\n],\n{_line(rest)[1:]}\n')


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@contextlib.contextmanager
def kept_in_memory() -> Iterator[list[NotebookNode]]:
    """Take notebooks from papermill where it would write them.

    papermill writes each notebook in nbformat's slow form, and gives one that failed, with its
    marks, to nobody but its file.

    Yields
    ------
    list of NotebookNode
        What papermill has meant to write until then.
    """
    kept: list[NotebookNode] = []

    def keep(notebook: NotebookNode, path: str | None) -> None:
        del path
        kept.append(notebook)

    own = _execute.write_ipynb
    _execute.write_ipynb = keep
    try:
        yield kept
    finally:
        _execute.write_ipynb = own
