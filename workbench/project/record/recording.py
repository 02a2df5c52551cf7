"""What is new in the tables of step 4 since the last record, as events of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import pandas as pd

from workbench.errors import InvalidInput
from workbench.project.record.chain import Event, Json, LogEntry
from workbench.project.record.journal import ERASED, SiteRecord, append_events
from workbench.project.record.sealed import Texts, opened, seal, seals_of
from workbench.project.schema.declaration import ColumnType, declaration
from workbench.project.store.project import Site

RECORDED: Final = (
    "stakeholders", "interests", "people", "meetings", "participants", "resolutions", "proposals",
    "rounds", "positions", "objections", "pledges", "ballots", "confirmations", "agreements",
    "feedback",
)  # fmt: skip
"""Tables whose rows are recorded; of ``people`` those who took part, with their consent."""

FrozenPlan: TypeAlias = Callable[[], Sequence[Mapping[str, str]]]
_Row: TypeAlias = Mapping[str, Json]
_Key: TypeAlias = tuple[str, ...]


def record_site(site: Site, plan: FrozenPlan) -> SiteRecord:
    """Record what is new or changed in the tables of step 4 of a site.

    Parameters
    ----------
    site : Site
        The site; its tables have no errors, for a row that is left out would count as gone.
    plan : callable
        Returns the rows of the action plan as it stands; it is kept with each new agreement.

    Raises
    ------
    InvalidInput
        The tables have errors, or a record was changed after it was written.
    """
    _refuse_errors(site)

    def what_is_new(entries: Sequence[LogEntry], texts: Texts) -> list[Event]:
        return list(_changes(site, entries, texts, plan))

    return append_events(site.project.folder, site.key, what_is_new)


def erase_texts(site: Site, row: str) -> SiteRecord:
    """Erase names and words of persons that a row said once and says no longer.

    Parameters
    ----------
    site : Site
        The site.
    row : str
        Table and key of the row, such as ``people/P4`` or ``positions/1/P1/2/union``.

    Raises
    ------
    InvalidInput
        Nothing is there to be erased; the message says why.
    """
    table, *key = row.split("/")

    def what_is_new(entries: Sequence[LogEntry], texts: Texts) -> list[Event]:
        own = [one.event for one in entries if _names(one.event, table, key)]
        said = {mark for event in own for mark in seals_of(event)}
        still = set(seals_of(own[-1])) if own else set()
        gone = sorted(mark for mark in said - still if mark in texts)
        if not gone:
            message = (
                f"{site.key}: no text of {row} is left to erase. What still stands in the table "
                "has to be taken out there, and that recorded, before."
            )
            raise InvalidInput(message)
        return [{"what": ERASED, "seals": gone}]

    return append_events(site.project.folder, site.key, what_is_new)


def _refuse_errors(site: Site) -> None:
    wrong = site.project.blocked.get(site.key, ())
    if wrong:
        message = (
            f"{site.key}: nothing is recorded while the tables have errors ({len(wrong)}); "
            "'workbench check' lists them."
        )
        raise InvalidInput(message)


def _names(event: Event, table: str, key: Sequence[str]) -> bool:
    own = event.get("key")
    if table not in RECORDED or event.get("table") != table or not isinstance(own, list | tuple):
        return False
    names = list(map(str, own))
    return names[1:] == list(key) if declaration().table(table).per_site else names == list(key)


def _changes(
    site: Site, entries: Iterable[LogEntry], texts: Texts, plan: FrozenPlan
) -> Iterator[Event]:
    before = _recorded_rows(entries)
    for table in RECORDED:
        old, now = before.get(table, {}), _rows(site, table)
        for key, row in now.items():
            known = old.get(key, {})
            if key in old and {name: opened(value, texts) for name, value in known.items()} == row:
                continue
            event: dict[str, Json] = {
                "table": table,
                "key": list(key),
                "what": "changed" if key in old else "added",
                "row": _sealed(table, row, known, texts),
            }
            if table == "agreements" and key not in old:
                event["plan"] = [dict(one) for one in plan()]
            yield event
        for key in (one for one in old if one not in now):
            yield {"table": table, "key": list(key), "what": "gone"}


def _recorded_rows(entries: Iterable[LogEntry]) -> dict[str, dict[_Key, _Row]]:
    """Return the rows as the records leave them."""
    found: dict[str, dict[_Key, _Row]] = {}
    for one in entries:
        table, key, row = (one.event.get(name) for name in ("table", "key", "row"))
        if not isinstance(table, str) or not isinstance(key, list | tuple):
            continue
        own = tuple(str(part) for part in key)
        if isinstance(row, Mapping):
            found.setdefault(table, {})[own] = row
        else:
            found.get(table, {}).pop(own, None)
    return found


def _rows(site: Site, name: str) -> dict[_Key, _Row]:
    """Return the rows of a table as they can be recorded; a blank is not there."""
    table, frame = declaration().table(name), site.table(name)
    if name == "people":
        frame = frame[frame["person"].isin(site.table("participants")["person"].dropna())]
    found: dict[_Key, _Row] = {}
    for values in frame[list(table.columns)].itertuples(index=False):
        row = {
            heading: _exact(value, column.type)
            for (heading, column), value in zip(table.columns.items(), values, strict=True)
            if not pd.isna(value)
        }
        found[tuple(str(row[part]) for part in table.key)] = row
    return found


def _exact(value: object, kind: ColumnType) -> Json:
    """Return a cell as a record holds it: amounts and shares as text, for a float is not exact."""
    if kind == "boolean":
        return bool(value)
    if kind in {"integer", "level"}:
        return int(str(value))
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)


def _sealed(table: str, row: _Row, known: _Row, texts: Texts) -> dict[str, Json]:
    """Put a seal in place of what persons are called or said; as before where it is the same."""
    columns = declaration().table(table).columns
    found: dict[str, Json] = {}
    for name, value in row.items():
        if not columns[name].personal:
            found[name] = value
        elif opened(known.get(name), texts) == value:
            found[name] = known[name]
        else:
            found[name] = seal(str(value), texts)
    return found
