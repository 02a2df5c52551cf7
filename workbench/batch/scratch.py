"""The temporary folder of one batch, and what is left of those that were killed outright.

Who owns a folder holds a lock on a file in it for as long as it lives. The operating system takes
the lock away when the process ends, however that happens; a folder whose lock is free has therefore
nobody any more, whatever process numbers have been given out since.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from workbench.batch.kernel import kernels

_PREFIX = "workbench-"
_LOCK = "owner"


class Scratch:
    """A temporary folder that is this process's own until :meth:`close`."""

    def __init__(self) -> None:
        sweep()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = _locked(self.path)

    def clear(self) -> None:
        """End every kernel that has a folder in it, and empty it."""
        for entry in self.path.iterdir():
            kernels.reap(entry)  # which leaves files alone

    def close(self) -> None:
        """End every kernel that has a folder in it, and remove it all."""
        kernels.reap(self.path)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def _locked(folder: Path) -> int:
    """Make the file that shows whose folder it is; it has its name only once it is locked."""
    try:
        import fcntl
    except ImportError:  # Windows; nothing is swept there
        return -1
    beside = folder / f".{_LOCK}"
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    # On a disk that knows no locks the folder has none, and is never swept.
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        beside.rename(folder / _LOCK)
    return descriptor


def sweep() -> None:
    """Remove the folders of batches that were killed together with all that cleans up after them.

    A folder stays where it cannot be shown that its owner is gone. No process is ended: a process
    number written down long ago may be somebody else's by now.
    """
    for folder in _ours():
        with contextlib.suppress(OSError):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _ours() -> Iterator[Path]:
    if not hasattr(os, "getuid"):
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()  # of a link itself, which could lead to any folder
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
                yield folder


def _is_abandoned(folder: Path) -> bool:
    import fcntl

    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)
