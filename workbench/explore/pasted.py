"""Costs pasted from a spreadsheet: a line's short name, its quantity, its unit cost."""

from __future__ import annotations

from collections.abc import Collection

from workbench.errors import InvalidInput, UnknownName
from workbench.explore.choices import ChoicePlace, Chosen
from workbench.explore.controls import COST_COLUMNS


def pasted_costs(text: str, lines: Collection[str]) -> dict[ChoicePlace, Chosen]:
    r"""Return the values of rows that were copied from a spreadsheet.

    Parameters
    ----------
    text : str
        Rows with tabs between the cells: short name of the line, quantity, unit cost. An empty cell
        leaves what stands. A heading row is passed over.
    lines : collection of str
        Short names of the cost lines that there are.

    Raises
    ------
    InvalidInput
        A row has too many cells, or there is no row.
    UnknownName
        There is no such line.

    Examples
    --------
    >>> list(pasted_costs("L1\t2\t2500", ["L1"]).values())
    ['2', '2500']
    """
    found: dict[ChoicePlace, Chosen] = {}
    rows = [row.split("\t") for row in text.splitlines() if row.strip()]
    for number, (name, *cells) in enumerate(rows, start=1):
        line = name.strip()
        if number == 1 and line.casefold() == "line":
            continue
        if line not in lines:
            raise UnknownName(kind="cost line", name=line, known=list(lines))
        if not 1 <= len(cells) <= len(COST_COLUMNS):
            message = f"Row {number}: paste line, quantity and unit cost, with tabs between them."
            raise InvalidInput(message)
        for column, cell in zip(COST_COLUMNS, cells, strict=False):
            if cell.strip():
                found[ChoicePlace("costs", line, column)] = cell.strip()
    if not found:
        message = "Nothing was pasted; copy line, quantity and unit cost from a spreadsheet."
        raise InvalidInput(message)
    return found
