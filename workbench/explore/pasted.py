"""Cells pasted from a spreadsheet: where each of them goes in a table of the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from workbench.errors import InvalidInput


class PastedCell(NamedTuple):
    """One cell, and its place in the table, counted from 0."""

    row: int
    column: int
    text: str


def pasted_cells(
    text: str, *, at: tuple[int, int], keys: Sequence[str], width: int
) -> list[PastedCell]:
    r"""Return the cells that were copied from a spreadsheet, with the places that they go to.

    Parameters
    ----------
    text : str
        Rows with tabs between the cells. An empty cell leaves what stands. Where each row begins
        with the short name of a row of the table, it goes to that row, a heading above is passed
        over; else the first cell goes to where it is pasted, and the others right and below.
    at : (int, int)
        Row and column of the field that they are pasted into.
    keys : sequence of str
        Short names of the rows of the table.
    width : int
        Columns of the table.

    Raises
    ------
    InvalidInput
        There are more rows or columns than fit, or there is no cell.

    Examples
    --------
    >>> pasted_cells("2\t2500\n3\t", at=(0, 0), keys=["L1", "L2"], width=2)[-1]
    PastedCell(row=1, column=0, text='3')
    >>> pasted_cells("L2\t7", at=(0, 1), keys=["L1", "L2"], width=2)
    [PastedCell(row=1, column=0, text='7')]
    """
    rows = [[one.strip() for one in line.split("\t")] for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    places = _named(rows, keys) or [
        (at[0] + number, at[1], cells) for number, cells in enumerate(rows)
    ]
    found = [
        PastedCell(row, first + number, cell)
        for row, first, cells in places
        for number, cell in enumerate(cells)
        if cell
    ]
    if not found:
        message = "Nothing was pasted; copy the cells from a spreadsheet."
        raise InvalidInput(message)
    down = max(one.row for one in found) + 1 - len(keys)
    right = max(one.column for one in found) + 1 - width
    if down > 0 or right > 0:
        what = f"{down} rows too long" if down > 0 else f"{right} columns too wide"
        message = f"What was pasted is {what} for the table from this field on; nothing is taken."
        raise InvalidInput(message)
    return found


def _named(rows: list[list[str]], keys: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    """Return the rows that begin with a short name; none where not all of them do."""
    own = rows[1:] if rows and rows[0][0] not in keys else rows
    if not own or not all(cells[0] in keys for cells in own):
        return []
    return [(keys.index(cells[0]), 0, cells[1:]) for cells in own]
