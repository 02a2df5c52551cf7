"""Files that are written whole or not at all: tables, reports and records alike; and the cache."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

CACHE_VARIABLE = "WORKBENCH_CACHE"
"""Environment variable that moves the cache, for a disk that is larger or faster."""


def cache_folder() -> Path:
    """Give the folder of the cache: the user's own, or the one that ``WORKBENCH_CACHE`` names.

    Whatever lies there can be removed at any time; it is made again when it is needed.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return Path(user_cache_path("scaling-workbench"))


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    The content goes beside the target and is moved there in one step; when that fails, the old file
    is as it was and nothing is left over. Several processes may write the same file at once.

    Parameters
    ----------
    target : Path
        File to write; its folder is made if need be.
    content : str or bytes
        What to write; text as UTF-8 with its line ends as they are.

    Raises
    ------
    OSError
        The folder cannot be written, or the disk is full.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_whole(folder / "reports" / "note.txt", "whole")
    >>> (folder / "reports" / "note.txt").read_text("utf-8")
    'whole'
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes a private file; this one gets the rights that any new file has here.
        beside.chmod(0o666 & ~_umask())
        beside.replace(target)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and error.filename is None:
            error.filename = str(target)  # a full disk does not say what it had no room for
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
