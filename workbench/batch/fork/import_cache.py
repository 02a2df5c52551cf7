"""What a notebook imports beyond what it names, remembered from one batch to the next.

The first site of a batch reports which modules it had to import on top. Kept in the user's cache,
the list spares the first sites of the next batch that time. It holds names alone, and
a name that cannot be imported any more is passed over, so a list that is out of date does no harm.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from workbench.files import cache_folder, write_whole

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def read_imports(notebooks: Sequence[Path]) -> list[str]:
    """Return what a site with these notebooks imported last time; nothing if that is not known."""
    with contextlib.suppress(OSError, ValueError):
        names = json.loads(_file(notebooks).read_text("utf-8"))
        if isinstance(names, list):
            return [name for name in names if isinstance(name, str) and _NAME.fullmatch(name)]
    return []


def write_imports(notebooks: Sequence[Path], modules: Iterable[str]) -> None:
    """Add names of modules to those known; quiet where they cannot be written."""
    known = read_imports(notebooks)
    new = sorted(set(modules) - set(known))
    if new:
        with contextlib.suppress(OSError):
            write_whole(_file(notebooks), json.dumps([*known, *new]))


def _file(notebooks: Sequence[Path]) -> Path:
    # Another notebook or another Python may import something else.
    total = hashlib.sha256(sys.version.encode())
    for notebook in notebooks:
        total.update(notebook.read_bytes())
    return cache_folder() / "imports" / f"{total.hexdigest()}.json"
