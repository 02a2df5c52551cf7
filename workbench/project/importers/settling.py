"""The one value of a thing for which the source gives several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workbench.project.checks.cells import Value
from workbench.project.importers.account import Repeated, Variants
from workbench.project.importers.mapping import ColumnMap, ColumnOrigin
from workbench.project.schema.declaration import declaration

RowValues = dict[str, Value]
ValueSlot = tuple[str, str, tuple[Value, ...]]
"""Our table, our column, and whose value it is."""

_NUMBERS = {"amount", "number", "integer", "level"}


@dataclass(slots=True)
class Candidates:
    """Values that the source gives for one thing.

    Attributes
    ----------
    times : Counter of str
        How often each stands there, as text.
    values : dict of str to Value
        The same, as read.
    otherwise : str or None
        Text to use where there is none.
    """

    times: Counter[str] = field(default_factory=Counter)
    values: dict[str, Value] = field(default_factory=dict)
    otherwise: str | None = None

    def add(self, text: str, value: Value, fallback: str) -> None:
        """Count a value; a blank counts for nothing."""
        if text:
            self.times[text] += 1
            self.values.setdefault(text, value)
        if fallback and self.otherwise is None:
            self.otherwise = fallback


@dataclass(frozen=True, slots=True)
class Settled:
    """What was chosen between.

    Attributes
    ----------
    variants : tuple of Variants
        Things with several values, the one that is used first.
    repeated : tuple of Repeated
        Amounts that stand on many rows.
    """

    variants: tuple[Variants, ...]
    repeated: tuple[Repeated, ...]


def size(text: str, kind: str) -> Any:
    """Return what a text is compared by: numbers by their worth, days by their order.

    Examples
    --------
    >>> size("9", "amount") < size("10", "amount"), size("2025-09-30", "date") < "2025-10-01"
    (True, True)
    """
    return Decimal(text) if kind in _NUMBERS else text


def settle(
    candidates: Mapping[ValueSlot, Candidates],
    rows: Mapping[str, Mapping[tuple[Value, ...], RowValues]],
    column_map: ColumnMap,
) -> Settled:
    """Choose one value per thing and write it into all rows of that thing.

    Parameters
    ----------
    candidates : mapping of ValueSlot to Candidates
        What the source gives.
    rows : mapping of str to mapping
        Our rows by table and key; they are filled in place.
    column_map : ColumnMap
        Says for each column how to choose.

    Returns
    -------
    Settled
        Things with several values, and repeated amounts.
    """
    rules: dict[tuple[str, str], ColumnOrigin] = {}
    for target, _, _, cell in column_map.cells():
        if cell.one_per:
            rules.setdefault(target, cell)
    chosen: dict[ValueSlot, str | None] = {}
    variants: list[Variants] = []
    for slot, found in candidates.items():
        table, name, owner = slot
        ranked = _ranked(found, rules[table, name], declaration().table(table).columns[name].type)
        chosen[slot] = next(iter(ranked), found.otherwise)
        if len(ranked) > 1:
            variants.append(Variants(f"{table}.{name}", _name(owner), ranked))
    for (table, name), cell in rules.items():
        for row in rows[table].values():
            owner = tuple(row.get(column) for column in cell.one_per)
            if None not in owner:
                text = chosen.get((table, name, owner))
                known = candidates[table, name, owner].values if text is not None else {}
                row[name] = known.get(text or "", text)
    repeated = [
        _repeated(table, name, cell, candidates, chosen)
        for (table, name), cell in rules.items()
        if declaration().table(table).columns[name].type == "amount"
    ]
    return Settled(tuple(variants), tuple(one for one in repeated if one.rows))


def _name(owner: tuple[Value, ...]) -> str:
    return "/".join(str(part) for part in owner)


def _ranked(found: Candidates, cell: ColumnOrigin, kind: str) -> dict[str, int]:
    """Order the values, the one that is used first."""
    if cell.choose == "most":
        return dict(found.times.most_common())
    texts = sorted(found.times, key=lambda text: size(text, kind), reverse=cell.choose == "largest")
    return {text: found.times[text] for text in texts}


def _repeated(
    table: str,
    name: str,
    cell: ColumnOrigin,
    candidates: Mapping[ValueSlot, Candidates],
    chosen: Mapping[ValueSlot, str | None],
) -> Repeated:
    slots = [slot for slot in candidates if slot[:2] == (table, name)]
    times = {slot: candidates[slot].times for slot in slots}
    return Repeated(
        column=f"{table}.{name}",
        per=" and ".join(cell.one_per),
        things=len(slots),
        rows=sum(counter.total() for counter in times.values()),
        conflicting=tuple(_name(slot[2]) for slot in slots if len(times[slot]) > 1),
        without=tuple(_name(slot[2]) for slot in slots if not times[slot]),
        once=sum((Decimal(chosen[slot] or 0) for slot in slots), Decimal()),
        summed=sum(
            (Decimal(text) * count for c in times.values() for text, count in c.items()), Decimal()
        ),
    )
