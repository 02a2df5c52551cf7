"""One writer at a time: whoever comes second waits until the first has done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import InvalidInput

LOCK = ".lock"
_PAUSE = 0.05  # seconds between two tries, under Windows alone


@contextmanager
def my_turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes in a folder, and keep others waiting meanwhile.

    The operating system takes the lock away when the process ends, however that happens.

    Parameters
    ----------
    folder : Path
        The folder; it is made if need be.

    Raises
    ------
    InvalidInput
        A file has the folder's name.
    OSError
        The folder cannot be written, or its disk knows no locks.
    """
    refuse_file(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _wait_for(handle)
        except OSError as error:
            error.filename = str(path)  # which says where there are no locks
            raise
        yield
    finally:
        os.close(handle)


def refuse_file(folder: Path) -> None:
    """Refuse a file that has the name of the folder of records.

    Raises
    ------
    InvalidInput
        It is no folder.

    Examples
    --------
    >>> refuse_file(Path("data/example"))
    """
    if folder.exists() and not folder.is_dir():
        message = (
            f"'{folder.name}' is a file, and a folder of that name is needed for the record. Move "
            "the file to another place, or give it another name."
        )
        raise InvalidInput(message)


if sys.platform == "win32":
    import msvcrt

    def _wait_for(handle: int) -> None:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except PermissionError:
                time.sleep(_PAUSE)
            else:
                return

else:
    import fcntl

    def _wait_for(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
