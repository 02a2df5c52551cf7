"""Apply a map to a table: our tables out, and what became of every row.

A row of the source is taken whole or not at all. It is *dropped* where a rule of the map says that
it is no data, *refused* where a value in it cannot be used, and *taken* otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from workbench.errors import Problem
from workbench.frameworks import Framework
from workbench.project.checks.cells import CellRule, Value, parse
from workbench.project.checks.table_check import rule_of
from workbench.project.importers.account import Pair, Repeated, Variants
from workbench.project.importers.conversions import CONVERSIONS, ConversionError
from workbench.project.importers.fitting import used_columns
from workbench.project.importers.identifiers import ShortNames, near_duplicates, short_names
from workbench.project.importers.mapping import ColumnMap, ColumnOrigin, RowBlock, filled
from workbench.project.importers.persons import is_email, is_telephone
from workbench.project.importers.settling import Candidates, RowValues, ValueSlot, settle, size
from workbench.project.importers.source import SourceRow, SourceTable
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform
from workbench.project.sources.cell_problems import CellProblem

BLANK_ROW = "blank row"
RowKey = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Tables made from a file, and the counts for the account.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
        Our tables, with declared columns and dtypes.
    taken : int
        Rows that were taken.
    dropped : mapping of str to tuple of int
        Reason and row numbers.
    refused : tuple of Problem
        Problems of refused rows.
    mentions, not_made, left_blank : mapping of str to int
        See `ImportAccount`.
    joined : mapping of str to str
        Names replaced because the map says so, as far as they stand in the file.
    variants : tuple of Variants
        Things with several values.
    pairs : tuple of Pair
        Short names that may be the same.
    repeated : tuple of Repeated
        Amounts that stand on many rows.
    set_aside : mapping of str to tuple of int
        Values left blank row by row: what, and row numbers.
    remarks : tuple of str
        Sentences on what was counted, for the reports.
    """

    tables: Mapping[str, pd.DataFrame]
    taken: int
    dropped: Mapping[str, tuple[int, ...]]
    refused: tuple[Problem, ...]
    mentions: Mapping[str, int]
    not_made: Mapping[str, int]
    left_blank: Mapping[str, int]
    joined: Mapping[str, str]
    variants: tuple[Variants, ...]
    pairs: tuple[Pair, ...]
    repeated: tuple[Repeated, ...]
    set_aside: Mapping[str, tuple[int, ...]]
    remarks: tuple[str, ...]


class _RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Draft:
    """A row of ours that a row of the source gives."""

    table: str
    key: RowKey
    values: RowValues
    headings: Mapping[str, str]
    soft: list[tuple[ValueSlot, str, str, Value]] = field(default_factory=list)
    names: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What one row of the source gave."""

    drafts: list[_Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_made: Counter[str] = field(default_factory=Counter)
    left_blank: set[str] = field(default_factory=set)
    set_aside: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Gathered:
    """What all rows gave so far."""

    rows: dict[str, dict[RowKey, RowValues]]
    soft: dict[ValueSlot, Candidates] = field(default_factory=dict)
    labels: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    taken: int = 0
    dropped: dict[str, list[int]] = field(default_factory=dict)
    refused: list[Problem] = field(default_factory=list)
    mentions: Counter[str] = field(default_factory=Counter)
    not_made: Counter[str] = field(default_factory=Counter)
    left_blank: Counter[str] = field(default_factory=Counter)
    set_aside: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Task:
    """What does not change from row to row."""

    file: str
    sheet: str | None
    map: ColumnMap
    rules: Mapping[tuple[str, str], CellRule]
    off: frozenset[str]
    names: Mapping[str, ShortNames]


def apply_map(
    source: SourceTable,
    column_map: ColumnMap,
    framework: Framework,
    *,
    off: Collection[str] = (),
) -> Applied:
    """Make our tables from a source table.

    Parameters
    ----------
    source : SourceTable
        The file, as text; it has every column that the map uses.
    column_map : ColumnMap
        The map.
    framework : Framework
        Framework of the new project.
    off : collection of str
        Conversions that are switched off, beside those of the map.

    Returns
    -------
    Applied
        Tables and counts.
    """
    # A table that every project has is there even where the source gives nothing for it.
    required = [name for name, table in declaration().tables.items() if table.required]
    gathered = _Gathered({name: {} for name in dict.fromkeys((*required, *column_map.tables))})
    left: list[tuple[SourceRow, dict[str, str]]] = []
    for row in source.rows:
        cells = dict(zip(source.headings, row.cells, strict=True))
        reason = _skipped(cells, column_map)
        if reason is None:
            left.append((row, cells))
        else:
            where = f" (sheet {row.sheet})" if column_map.file.sheets else ""
            gathered.dropped.setdefault(f"{reason}{where}", []).append(row.number)
    used = used_columns(column_map)
    emptied = [_without_persons(cells, used, column_map) for _, cells in left]
    task = _Task(
        source.file,
        source.sheet,
        column_map,
        {
            (table, name): rule_of(declaration().table(table).columns[name], framework)
            for (table, name), _, _, _ in column_map.cells()
        },
        frozenset({*off, *column_map.switched_off}),
        _names(column_map, [cells for _, cells in left]),
    )
    unusable = {(problem.sheet, problem.row): problem for problem in source.unusable}
    for (row, cells), taken_out in zip(left, emptied, strict=True):
        reading = _read_row(task, row, cells)
        reading.left_blank.update(taken_out)
        if (row.sheet, row.number) in unusable:
            reading.problems.insert(0, unusable[row.sheet, row.number])
        _gather(gathered, reading, task, row)
    return _finish(gathered, task)


def _skipped(cells: Mapping[str, str], column_map: ColumnMap) -> str | None:
    if not any(cells.values()):
        return BLANK_ROW
    for rule in column_map.skip:
        if rule.skips(cells):
            return f"{rule.name}: {rule.reason}"
    return None


def _without_persons(
    cells: dict[str, str], used: Collection[str], column_map: ColumnMap
) -> tuple[str, ...]:
    """Empty stray e-mail addresses and telephone numbers in columns that are otherwise needed."""
    emptied: list[str] = []
    for heading in used:
        if heading in column_map.persons.keep:
            continue
        if is_email(cells[heading]) or is_telephone(cells[heading], heading):
            cells[heading] = ""
            emptied.append(f"{heading}: an e-mail address or telephone number was taken out")
    return tuple(emptied)


def _names(column_map: ColumnMap, rows: list[dict[str, str]]) -> dict[str, ShortNames]:
    """Make the short name of every text of every sort, before any row is judged."""
    cells = [
        (cell, block.each)
        for _, _, block, cell in column_map.cells()
        if cell.identifier is not None
    ]
    texts: dict[str, dict[str, None]] = {name: {} for name in column_map.identifiers}
    for row in rows:
        for cell, each in cells:
            for variables in each:
                text = _translated(cell, cell.text(row, variables), column_map)
                if text:
                    sort = cell.identifier or ""
                    texts[sort][column_map.identifiers[sort].same.get(text, text)] = None
    return {
        name: short_names(texts[name], style=sort.style)
        for name, sort in column_map.identifiers.items()
    }


def _translated(cell: ColumnOrigin, text: str, column_map: ColumnMap) -> str:
    if cell.translate is None:
        return text
    translation = column_map.translations[cell.translate]
    return translation.values.get(text, text if translation.unlisted == "keep" else "")


def _read_row(task: _Task, row: SourceRow, cells: Mapping[str, str]) -> _Reading:
    reading = _Reading()
    for table, blocks in task.map.tables.items():
        for block in blocks:
            if block.sheet not in {None, row.sheet}:
                continue
            reasons = [rule.reason for rule in block.unless if rule.skips(cells)]
            if reasons:
                reading.not_made[f"{table}: {reasons[0]}"] += len(block.each)
                continue
            for variables in block.each:
                _read_block(task, row, cells, table, block, variables, reading)
    return reading


def _read_block(
    task: _Task,
    row: SourceRow,
    cells: Mapping[str, str],
    table: str,
    block: RowBlock,
    variables: Mapping[str, str],
    reading: _Reading,
) -> None:
    values: RowValues = {}
    # First what the row of ours cannot do without: where it is blank, nothing else matters.
    order = (*block.needs, *(name for name in block.columns if name not in block.needs))
    for name in order:
        try:
            values[name] = _value(task, row, cells, (table, name), block, variables, reading)
        except _RefusedError as refused:
            reading.problems.append(refused.problem)
            values[name] = None
            continue
        if values[name] is None and name in block.needs:
            reading.not_made[f"{table}: {block.needs[name]}"] += 1
            return
    if block.distinct and values[block.distinct[0]] == values[block.distinct[1]] is not None:
        reading.not_made[f"{table}: {block.distinct_reason}"] += 1
        return
    if block.ordered and _reversed(table, block.ordered, values):
        reading.set_aside[f"{table}: {block.ordered_reason}; {_both(block.ordered)} stay blank"] = (
            None
        )
        values |= dict.fromkeys(block.ordered)
    reading.drafts.append(_draft(task, cells, table, block, variables, values))


def _both(columns: tuple[str, ...]) -> str:
    return " and ".join(columns)


def _reversed(table: str, ordered: tuple[str, ...], values: RowValues) -> bool:
    """Whether the first of two values is larger than the second."""
    one, two = (values[name] for name in ordered)
    if one is None or two is None:
        return False
    kinds = [declaration().table(table).columns[name].type for name in ordered]
    return bool(size(str(one), kinds[0]) > size(str(two), kinds[1]))


def _draft(
    task: _Task,
    cells: Mapping[str, str],
    table: str,
    block: RowBlock,
    variables: Mapping[str, str],
    values: RowValues,
) -> _Draft:
    hard = {n: v for n, v in values.items() if not block.columns[n].one_per}
    key = tuple(values.get(name) for name in declaration().table(table).key)
    headings = {n: _heading(c, variables, n) for n, c in block.columns.items()}
    draft = _Draft(table, key, hard, headings)
    for name, cell in block.columns.items():
        value = values[name]
        owner = tuple(values[column] for column in cell.one_per)
        if owner and None not in owner:
            fallback = (
                cells[filled(cell.otherwise, variables)] if cell.otherwise is not None else ""
            )
            text = "" if value is None else str(value)
            # The fallback has been read for a blank value; it must not outvote a real one.
            own = "" if not cell.text(cells, variables) else text
            draft.soft.append(((table, name, owner), own, fallback, value))
        if cell.identifier is not None and value is not None:
            text = _translated(cell, cell.text(cells, variables), task.map)
            draft.names.append((cell.identifier, str(value), text))
    return draft


def _heading(cell: ColumnOrigin, variables: Mapping[str, str], name: str) -> str:
    return next(iter(cell.sources(variables)), name)


def _value(
    task: _Task,
    row: SourceRow,
    cells: Mapping[str, str],
    target: tuple[str, str],
    block: RowBlock,
    variables: Mapping[str, str],
    reading: _Reading,
) -> Value:
    table, name = target
    cell, rule = block.columns[name], task.rules[target]
    text = cell.text(cells, variables)
    if not text and cell.otherwise is not None:
        text = cells[filled(cell.otherwise, variables)]
    found, heading = text, _heading(cell, variables, name)

    def refuse(expected: str, advice: str) -> _RefusedError:
        problem = Problem(
            file=task.file, sheet=row.sheet, row=row.number, column=heading,
            found=found, expected=expected, advice=advice,
        )  # fmt: skip
        return _RefusedError(problem)

    try:
        text = _ours(task, cell, text, heading, variables, reading)
    except ConversionError as error:
        if cell.unreadable == "refuse":
            advice = "Correct it in the source, or say in the map what it means."
            raise refuse(error.expected, advice) from error
        text = ""
        _set_aside(reading, f"{table}.{name}", heading, found, error.expected)
    value = parse(text, rule)
    if isinstance(value, CellProblem):
        if cell.unreadable == "refuse":
            raise refuse(value.expected, value.advice)
        _set_aside(reading, f"{table}.{name}", heading, found, value.expected)
        value = None
    if value is None and rule.column.required and name not in block.needs:
        what, expected = rule.column.meaning, "a value"
        raise refuse(expected, f"{table}.{name} needs one: {what[0].lower()}{what[1:]}.")
    return value


def _set_aside(reading: _Reading, what: str, heading: str, found: str, expected: str) -> None:
    reading.set_aside[f"{what} from {heading}: found '{found}', expected {expected}"] = None


def _ours(
    task: _Task,
    cell: ColumnOrigin,
    text: str,
    heading: str,
    variables: Mapping[str, str],
    reading: _Reading,
) -> str:
    """Translate, convert, make a short name."""
    if text and cell.translate is not None:
        translation = task.map.translations[cell.translate]
        if text not in translation.values and translation.unlisted == "refuse":
            message = f"a value that the list '{cell.translate}' of the map names"
            raise ConversionError(message)
        ours = translation.values.get(text, text if translation.unlisted == "keep" else "")
        if not ours:
            how = "left blank by the map" if text in translation.values else "not in the list"
            reading.left_blank.add(f"{heading} '{text}': {how} '{cell.translate}'")
        text = ours
    if text and cell.convert is not None:
        if cell.convert in task.off:
            return ""
        parameters = {key: filled(value, variables) for key, value in cell.parameters.items()}
        text = CONVERSIONS[cell.convert].convert(text, parameters)
    if text and cell.identifier is not None:
        names = task.names[cell.identifier]
        text = task.map.identifiers[cell.identifier].same.get(text, text)
        if text in names.refused:
            raise ConversionError(names.refused[text])
        text = names.codes[text]
    return text


def _gather(gathered: _Gathered, reading: _Reading, task: _Task, row: SourceRow) -> None:
    staged: dict[tuple[str, RowKey], RowValues] = {}
    problems = list(dict.fromkeys(reading.problems))
    if not problems:
        for draft in reading.drafts:
            problems += _stage(gathered, staged, draft, task, row)
    if problems:
        gathered.refused += problems
        return
    for (table, key), values in staged.items():
        gathered.rows[table][key] = values
    for draft in reading.drafts:
        gathered.mentions[draft.table] += 1
        for slot, text, fallback, value in draft.soft:
            gathered.soft.setdefault(slot, Candidates()).add(text, value, fallback)
        for sort, code, text in draft.names:
            gathered.labels.setdefault(sort, {}).setdefault(code, set()).add(text)
    gathered.taken += 1
    gathered.not_made.update(reading.not_made)
    gathered.left_blank.update(reading.left_blank)
    for what in reading.set_aside:
        where = f" (sheet {row.sheet})" if task.map.file.sheets else ""
        gathered.set_aside.setdefault(f"{what}{where}", []).append(row.number)


def _stage(
    gathered: _Gathered,
    staged: dict[tuple[str, RowKey], RowValues],
    draft: _Draft,
    task: _Task,
    row: SourceRow,
) -> list[Problem]:
    """Lay a row of ours beside what is known under the same key; two values are a problem."""
    place = (draft.table, draft.key)
    known = staged.get(place) or gathered.rows[draft.table].get(draft.key) or {}
    merged, problems = dict(known), []
    for name, value in draft.values.items():
        before = merged.get(name)
        if before is None:
            merged[name] = value
        elif value is not None and value != before:
            what = "/".join(str(part) for part in draft.key if part is not None)
            problems.append(
                Problem(
                    file=task.file,
                    sheet=row.sheet,
                    row=row.number,
                    column=draft.headings[name],
                    found=str(value),
                    expected=f"'{before}', as in an earlier row on {what}",
                    advice="Find out which of the two holds and correct the other.",
                )
            )
    staged[place] = merged
    return problems


def _finish(gathered: _Gathered, task: _Task) -> Applied:
    settled = settle(gathered.soft, gathered.rows, task.map)
    pairs = _pairs(gathered, task)
    tables = {
        name: conform(
            name,
            pd.DataFrame(
                list(rows.values()), columns=list(declaration().table(name).columns), dtype=object
            ),
        )
        for name, rows in gathered.rows.items()
    }
    joined = {
        f"{text} ({name})": sort.same[text]
        for name, sort in task.map.identifiers.items()
        for text in sort.same
        if any(text in texts for texts in gathered.labels.get(name, {}).values())
    }
    return Applied(
        tables=tables,
        taken=gathered.taken,
        dropped={reason: tuple(rows) for reason, rows in gathered.dropped.items()},
        refused=tuple(gathered.refused),
        mentions={name: gathered.mentions[name] for name in tables},
        not_made=dict(gathered.not_made),
        left_blank=dict(gathered.left_blank),
        joined=joined,
        variants=settled.variants,
        pairs=pairs,
        repeated=settled.repeated,
        set_aside={what: tuple(rows) for what, rows in gathered.set_aside.items()},
        remarks=(
            *_remarks(gathered, pairs, task.map),
            *(f"{amount}." for amount in settled.repeated),
            *_on_set_aside(gathered.set_aside),
        ),
    )


def _pairs(gathered: _Gathered, task: _Task) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    for sort, identifier in task.map.identifiers.items():
        if identifier.style == "slug":
            labels = {code: set(texts) for code, texts in gathered.labels.get(sort, {}).items()}
            for (table, name, owner), candidates in gathered.soft.items():
                text = declaration().table(table).columns[name].type == "text"
                if text and len(owner) == 1 and owner[0] in labels:
                    labels[str(owner[0])] |= set(candidates.times)
            ordered = {code: sorted(texts) for code, texts in labels.items()}
            pairs += [Pair(*found) for found in near_duplicates(ordered)]
    return tuple(pairs)


def _on_set_aside(set_aside: Mapping[str, list[int]]) -> Iterator[str]:
    for what, rows in set_aside.items():
        times = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}"
        yield f"Left blank in {times} of the source: {what}"


def _remarks(
    gathered: _Gathered, pairs: tuple[Pair, ...], column_map: ColumnMap
) -> tuple[str, ...]:
    remarks: list[str] = []
    if gathered.not_made:
        counted = "; ".join(f"{reason} ({times})" for reason, times in gathered.not_made.items())
        remarks.append(f"Not made from the whole source file, with the number of times: {counted}")
    alike = {frozenset((pair.one, pair.two)) for pair in pairs}
    for table, blocks in column_map.tables.items():
        ends = {block.distinct for block in blocks if block.distinct}
        found = [
            " and ".join(str(row[end]) for end in both)
            for both in ends
            for row in gathered.rows[table].values()
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
    return tuple(remarks)
