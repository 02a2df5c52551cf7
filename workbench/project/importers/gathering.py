"""What the rows of a file gave, gathered row by row: rows of ours, counts, and what contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from workbench.errors import Problem
from workbench.project.importers.account import Pair, RowCounts
from workbench.project.importers.identifiers import near_duplicates
from workbench.project.importers.mapping import ColumnMap
from workbench.project.importers.settling import (
    Candidates,
    RowKey,
    RowValues,
    Said,
    ValueSlot,
    settle,
)
from workbench.project.importers.source import SourceRow
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform


@dataclass(frozen=True, kw_only=True)
class Applied(RowCounts):
    """Tables made from a file, and the counts for the account.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
        Our tables, with declared columns and dtypes.
    remarks : tuple of str
        Sentences on what was counted, for the reports.
    """

    tables: Mapping[str, pd.DataFrame]
    remarks: tuple[str, ...]

    @property
    def counts(self) -> dict[str, Any]:
        """What the account takes over as it is, by name."""
        return {one.name: getattr(self, one.name) for one in fields(RowCounts)}


@dataclass(slots=True)
class Draft:
    """A row of ours that a row of the source gives.

    Attributes
    ----------
    table : str
        Our table.
    key : RowKey
        What names the row.
    values : RowValues
        Values that hold for this row alone.
    found : mapping of str to tuple of str
        For each column of ours, the heading of the source and what stands in the cell.
    soft : list of (ValueSlot, Said, str)
        Values of which there is one for each thing, and the text to use where there is none.
    names : list of (str, str, str)
        Sort, short name, and the text that it was made from.
    """

    table: str
    key: RowKey
    values: RowValues
    found: Mapping[str, tuple[str, str]]
    soft: list[tuple[ValueSlot, Said, str]] = field(default_factory=list)
    names: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What one row of the source gave."""

    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_made: Counter[str] = field(default_factory=Counter)
    left_blank: set[str] = field(default_factory=set)
    set_aside: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """What all rows gave so far."""

    file: str
    map: ColumnMap
    rows: dict[str, dict[RowKey, RowValues]]
    first: dict[tuple[str, RowKey], dict[str, tuple[str, SourceRow]]] = field(default_factory=dict)
    soft: dict[ValueSlot, Candidates] = field(default_factory=dict)
    labels: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    taken: int = 0
    dropped: dict[str, list[int]] = field(default_factory=dict)
    refused: list[Problem] = field(default_factory=list)
    mentions: Counter[str] = field(default_factory=Counter)
    not_made: Counter[str] = field(default_factory=Counter)
    left_blank: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    set_aside: dict[str, list[int]] = field(default_factory=dict)

    def where(self, row: SourceRow) -> str:
        """Name the sheet behind a reason, where the map reads several."""
        return f" (sheet {row.sheet})" if self.map.file.sheets else ""

    def drop(self, reason: str, row: SourceRow) -> None:
        """Count a row that a rule leaves out."""
        self.dropped.setdefault(f"{reason}{self.where(row)}", []).append(row.number)

    def take(self, reading: Reading, row: SourceRow) -> None:
        """Take what a row gave, or refuse it where something in it cannot be used."""
        staged: dict[tuple[str, RowKey], RowValues] = {}
        problems = list(dict.fromkeys(reading.problems))
        if not problems:
            for draft in reading.drafts:
                problems += self._stage(staged, draft, row)
        if problems:
            self.refused += problems
            return
        for (table, key), values in staged.items():
            self.rows[table][key] = values
        for draft in reading.drafts:
            self.mentions[draft.table] += 1
            first = self.first.setdefault((draft.table, draft.key), {})
            for name, value in draft.values.items():
                if value is not None:
                    first.setdefault(name, (draft.found[name][1], row))
            for slot, said, fallback in draft.soft:
                self.soft.setdefault(slot, Candidates()).add(said, fallback)
            for sort, code, text in draft.names:
                self.labels.setdefault(sort, {}).setdefault(code, set()).add(text)
        self.taken += 1
        self.not_made.update(reading.not_made)
        self.left_blank.update(reading.left_blank)
        for what in reading.set_aside:
            self.set_aside.setdefault(f"{what}{self.where(row)}", []).append(row.number)

    def _stage(
        self, staged: dict[tuple[str, RowKey], RowValues], draft: Draft, row: SourceRow
    ) -> list[Problem]:
        """Lay a row of ours beside what is known under the same key; two values are a problem."""
        place = (draft.table, draft.key)
        known = staged.get(place) or self.rows[draft.table].get(draft.key) or {}
        merged, problems = dict(known), []
        for name, value in draft.values.items():
            before = merged.get(name)
            if before is None:
                merged[name] = value
            elif value is not None and value != before:
                problems.append(self._contradiction(draft, name, str(before), row))
        staged[place] = merged
        return problems

    def _contradiction(self, draft: Draft, name: str, before: str, row: SourceRow) -> Problem:
        """Describe two values for one row of ours by what stands in the two cells."""
        heading, text = draft.found[name]
        earlier, place = self.first.get((draft.table, draft.key), {}).get(name, (before, row))
        what = "/".join(str(part) for part in draft.key if part is not None)
        where = "the same row" if place is row else f"row {place.number}{self.where(place)}"
        return Problem(
            file=self.file,
            sheet=row.sheet,
            row=row.number,
            column=heading,
            found=text,
            expected=f"'{earlier}', as in {where} on {what}",
            advice=f"Find out which of the two holds and correct the other. Where {draft.table}."
            f"{name} only describes, write 'contradiction: list' for it in the map: then the row "
            f"is kept.",
        )

    def finish(self) -> Applied:
        """Settle what several rows say, and make the tables."""
        settled = settle(self.soft, self.rows, self.map)
        pairs = self._pairs()
        tables = {
            name: conform(
                name,
                pd.DataFrame(
                    list(rows.values()),
                    columns=list(declaration().table(name).columns),
                    dtype=object,
                ),
            )
            for name, rows in self.rows.items()
        }
        joined = {
            f"{text} ({name})": sort.same[text]
            for name, sort in self.map.identifiers.items()
            for text in sort.same
            if any(text in texts for texts in self.labels.get(name, {}).values())
        }
        idle = {f"{rule.name}: {rule.reason}" for rule in self.map.skip}
        idle -= {reason.removesuffix(f" (sheet {sheet})") for reason in self.dropped
                 for sheet in self.map.file.sheets or ("",)}  # fmt: skip
        return Applied(
            tables=tables,
            taken=self.taken,
            dropped_at={reason: tuple(rows) for reason, rows in self.dropped.items()}
            | dict.fromkeys(sorted(idle), ()),
            refused=tuple(self.refused),
            mentions={name: self.mentions[name] for name in tables},
            not_made=dict(self.not_made),
            left_blank=dict(self.left_blank),
            lists=dict(self.lists),
            joined=joined,
            variants=settled.variants,
            pairs=pairs,
            repeated=settled.repeated,
            set_aside={what: tuple(rows) for what, rows in self.set_aside.items()},
            remarks=self._remarks(pairs),
        )

    def _pairs(self) -> tuple[Pair, ...]:
        pairs: list[Pair] = []
        for sort, identifier in self.map.identifiers.items():
            if identifier.style == "slug":
                labels = {code: set(texts) for code, texts in self.labels.get(sort, {}).items()}
                for (table, name, owner), candidates in self.soft.items():
                    text = declaration().table(table).columns[name].type == "text"
                    if text and len(owner) == 1 and owner[0] in labels:
                        labels[str(owner[0])] |= set(candidates.times)
                ordered = {code: sorted(texts) for code, texts in labels.items()}
                pairs += [Pair(*found) for found in near_duplicates(ordered)]
        return tuple(pairs)

    def _remarks(self, pairs: tuple[Pair, ...]) -> tuple[str, ...]:
        remarks: list[str] = []
        alike = {frozenset((pair.one, pair.two)) for pair in pairs}
        for table, blocks in self.map.tables.items():
            ends = {block.distinct for block in blocks if block.distinct}
            found = [
                " and ".join(str(row[end]) for end in both)
                for both in ends
                for row in self.rows[table].values()
                if frozenset((row[both[0]], row[both[1]])) in alike
            ]
            if found:
                shown = "; ".join(dict.fromkeys(found))
                remarks.append(
                    f"{len(found)} {table} join two names that may be one and the same: {shown}"
                )
        if pairs:
            remarks.append(
                f"{len(pairs)} pairs of names may be one and the same; nothing was joined, "
                f"the account of the import lists them"
            )
        if aside := sum(map(len, self.set_aside.values())):
            remarks.append(
                f"{aside} values of the source cannot be read or contradict each other and stay "
                f"blank; the account of the import lists them"
            )
        return tuple(remarks)
