"""The one value of a thing for which the source gives several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workbench.project.checks.cells import Value
from workbench.project.importers.account import Repeated, Variants
from workbench.project.importers.mapping import ColumnMap, ColumnOrigin, Target
from workbench.project.schema.declaration import declaration

RowKey = tuple[Value, ...]
RowValues = dict[str, Value]
ValueSlot = tuple[str, str, RowKey]
"""Our table, our column, and whose value it is."""
Said = tuple[str, str, Value]
"""A value of ours as text, what stands in the cell of the source, and the value itself."""

_NUMBERS = {"amount", "number", "integer", "level"}


@dataclass(frozen=True, slots=True)
class Ownership:
    """Of what a column of ours has one value, where several rows of the source speak of it.

    Attributes
    ----------
    per : tuple of str
        Columns that name the thing.
    row : bool
        Whether they are the columns that name the row.
    cell : ColumnOrigin
        How to choose.
    """

    per: tuple[str, ...]
    row: bool
    cell: ColumnOrigin

    def owner(self, values: Mapping[str, Value]) -> RowKey | None:
        """Name the thing; None where a row does not say which thing it speaks of."""
        named = tuple(values.get(column) for column in self.per)
        return named if self.row or None not in named else None


def ownerships(column_map: ColumnMap) -> dict[Target, Ownership]:
    """Return the columns of ours that have one value for each thing; the first block decides."""
    found: dict[Target, Ownership] = {}
    for target, _, _, cell in column_map.cells():
        key = declaration().table(target[0]).key
        if cell.one_per:
            found.setdefault(target, Ownership(cell.one_per, cell.one_per == key, cell))
        elif cell.contradiction == "list":
            found.setdefault(target, Ownership(key, row=True, cell=cell))
    return found


@dataclass(slots=True)
class Candidates:
    """Values that the source gives for one thing.

    Attributes
    ----------
    times : Counter of str
        How often each stands there, as text.
    values : dict of str to Value
        The same, as read.
    cells : dict of str to str
        What stands in the first cell that gives it.
    otherwise : str or None
        Text to use where there is none.
    """

    times: Counter[str] = field(default_factory=Counter)
    values: dict[str, Value] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None

    def add(self, said: Said, fallback: str) -> None:
        """Count a value; a blank counts for nothing."""
        text, cell, value = said
        if text:
            self.times[text] += 1
            self.values.setdefault(text, value)
            self.cells.setdefault(text, cell)
        if fallback and self.otherwise is None:
            self.otherwise = fallback
            if not text:
                self.values.setdefault(fallback, value)


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
    rows: Mapping[str, Mapping[RowKey, RowValues]],
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
    rules = ownerships(column_map)
    chosen: dict[ValueSlot, str | None] = {}
    variants: list[Variants] = []
    for slot, found in candidates.items():
        table, name, owner = slot
        kind = declaration().table(table).columns[name].type
        ranked = _ranked(found, rules[table, name].cell, kind)
        chosen[slot] = next(iter(ranked), found.otherwise)
        if len(ranked) > 1:
            shown: Counter[str] = Counter()
            for text, times in ranked.items():
                shown[found.cells[text]] += times
            variants.append(Variants(f"{table}.{name}", _name(owner), dict(shown)))
    for (table, name), rule in rules.items():
        for row in rows[table].values():
            thing = rule.owner(row)
            if thing is not None:
                best = chosen.get((table, name, thing))
                known = candidates[table, name, thing].values if best is not None else {}
                row[name] = known.get(best or "", best)
    repeated = [
        _repeated(table, name, rule, candidates, chosen)
        for (table, name), rule in rules.items()
        if declaration().table(table).columns[name].type == "amount"
    ]
    return Settled(tuple(variants), tuple(one for one in repeated if one.rows))


def _name(owner: RowKey) -> str:
    return "/".join(str(part) for part in owner if part is not None)


def _ranked(found: Candidates, cell: ColumnOrigin, kind: str) -> dict[str, int]:
    """Order the values, the one that is used first."""
    if cell.choose == "most":
        return dict(found.times.most_common())
    texts = sorted(found.times, key=lambda text: size(text, kind), reverse=cell.choose == "largest")
    return {text: found.times[text] for text in texts}


def _repeated(
    table: str,
    name: str,
    rule: Ownership,
    candidates: Mapping[ValueSlot, Candidates],
    chosen: Mapping[ValueSlot, str | None],
) -> Repeated:
    slots = [slot for slot in candidates if slot[:2] == (table, name)]
    times = {slot: candidates[slot].times for slot in slots}
    return Repeated(
        column=f"{table}.{name}",
        per=" and ".join(rule.per),
        things=len(slots),
        rows=sum(counter.total() for counter in times.values()),
        conflicting=tuple(_name(slot[2]) for slot in slots if len(times[slot]) > 1),
        without=tuple(_name(slot[2]) for slot in slots if not times[slot]),
        once=sum((Decimal(chosen[slot] or 0) for slot in slots), Decimal()),
        summed=sum(
            (Decimal(text) * count for c in times.values() for text, count in c.items()), Decimal()
        ),
    )
