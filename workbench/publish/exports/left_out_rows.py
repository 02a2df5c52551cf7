"""What an export does not hold, and why: rows beside it, so that nobody takes it for all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final, NamedTuple

from workbench.page.workbook_page import risky

HEADS: Final = ("Site", "Left out", "Why")
"""Heads of the list, wherever it stands."""


class NotExported(NamedTuple):
    """One thing that an export does not hold.

    Attributes
    ----------
    site : str
        Name of the site; empty where it holds for all.
    what : str
        What is not in it, in words of ours and of the receiving system.
    why : str
        Why not, or where it stands instead.
    """

    site: str
    what: str
    why: str


def left_out_csv(rows: Iterable[NotExported]) -> bytes:
    """Return the list as CSV; a cell that a spreadsheet would compute gets an apostrophe.

    Examples
    --------
    >>> left_out_csv([NotExported("Huye", "Result code", "PRMS gives it.")]).decode().splitlines()[
    ...     1
    ... ]
    'Huye,Result code,PRMS gives it.'
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows([f"'{cell}" if risky(cell) else cell for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8")
