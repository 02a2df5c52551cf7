"""Apply a map to a table: our tables out, and what became of every row.

A row of the source is taken whole or not at all. It is *dropped* where a rule of the map says that
it is no data, *refused* where a value in it cannot be used, and *taken* otherwise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from workbench.errors import Problem
from workbench.frameworks import Framework
from workbench.project.checks.cells import CellRule, Value, parse
from workbench.project.checks.table_check import rule_of
from workbench.project.importers.conversions import CONVERSIONS, ConversionError
from workbench.project.importers.fitting import used_columns
from workbench.project.importers.gathering import Applied, Draft, Gathered, Reading
from workbench.project.importers.identifiers import ShortNames, short_names
from workbench.project.importers.mapping import (
    ColumnMap,
    ColumnOrigin,
    RowBlock,
    Target,
    filled,
    parts_of,
)
from workbench.project.importers.persons import is_email, is_telephone
from workbench.project.importers.settling import Ownership, RowValues, ownerships, size
from workbench.project.importers.source import SourceRow, SourceTable
from workbench.project.schema.declaration import declaration
from workbench.project.sources.cell_problems import CellProblem

BLANK_ROW = "blank row"
_SEVERAL = re.compile(r"\w\s*[;|•]\s*\w")
_MOST_COMBINATIONS = 2000
_LISTS = {"identifiers", "choices"}


class _RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Line:
    """A row of the source: its cells, and the values of the cells that the map splits."""

    row: SourceRow
    cells: dict[str, str]
    parts: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Task:
    """What does not change from row to row."""

    file: str
    sheet: str | None
    map: ColumnMap
    rules: Mapping[Target, CellRule]
    owners: Mapping[Target, Ownership]
    blocks: tuple[tuple[str, RowBlock, tuple[str, ...]], ...]
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
    """
    # A table that the project needs is there even where the source gives nothing for it.
    tables = declaration().tables
    needed = [name for name, table in tables.items() if table.is_needed(framework)]
    gathered = Gathered(
        source.file, column_map, {name: {} for name in (*needed, *column_map.tables)}
    )
    left: list[_Line] = []
    for row in source.rows:
        cells = dict(zip(source.headings, row.cells, strict=True))
        reason = source.no_data.get((row.sheet, row.number)) or _skipped(cells, column_map)
        if reason is None:
            parts = {name: parts_of(cells[name], by) for name, by in column_map.split.items()}
            left.append(_Line(row, cells | {n: "; ".join(p) for n, p in parts.items()}, parts))
        else:
            gathered.drop(reason, row)
    used = used_columns(column_map)
    emptied = [_without_persons(line, used, column_map) for line in left]
    gathered.lists.update(_lists(column_map, left))
    task = _Task(
        source.file,
        source.sheet,
        column_map,
        {
            (table, name): rule_of(declaration().table(table).columns[name], framework)
            for (table, name), _, _, _ in column_map.cells()
        },
        ownerships(column_map),
        tuple(
            (table, block, _repeating(table, block))
            for table, blocks in column_map.tables.items()
            for block in blocks
        ),
        frozenset({*off, *column_map.switched_off}),
        _names(column_map, left),
    )
    unusable = {(problem.sheet, problem.row): problem for problem in reversed(source.unusable)}
    for line, taken_out in zip(left, emptied, strict=True):
        reading = _read_row(task, line)
        reading.left_blank.update(taken_out)
        at = (line.row.sheet, line.row.number)
        if at in unusable:
            others = [one for one in reading.problems if one.column != unusable[at].column]
            reading.problems[:] = [unusable[at], *others]
        gathered.take(reading, line.row)
    return gathered.finish()


def _skipped(cells: Mapping[str, str], column_map: ColumnMap) -> str | None:
    if not any(cells.values()):
        return BLANK_ROW
    for rule in column_map.skip:
        if rule.skips(cells):
            return f"{rule.name}: {rule.reason}"
    return None


def _without_persons(line: _Line, used: Collection[str], column_map: ColumnMap) -> tuple[str, ...]:
    """Empty stray e-mail addresses and telephone numbers in columns that are otherwise needed."""
    emptied: list[str] = []
    for heading in used:
        if heading in column_map.persons.keep:
            continue
        values = line.parts.get(heading, (line.cells[heading],))
        kept = tuple(v for v in values if not (is_email(v) or is_telephone(v, heading)))
        if len(kept) < len(values):
            line.cells[heading] = "; ".join(kept)
            if heading in line.parts:
                line.parts[heading] = kept
            emptied.append(f"{heading}: an e-mail address or telephone number was taken out")
    return tuple(emptied)


def _combinations(line: _Line, columns: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """Return the cells once for each combination of the values of the columns that are split."""
    names = [name for name in columns if len(line.parts.get(name, ())) > 1]
    if not names:
        yield line.cells
        return
    for values in product(*(line.parts[name] for name in names)):
        yield {**line.cells, **dict(zip(names, values, strict=True))}


def _lists(column_map: ColumnMap, lines: Iterable[_Line]) -> Iterator[str]:
    """Find cells that name one thing and may hold several."""
    headings = {
        heading
        for _, _, block, cell in column_map.cells()
        if cell.identifier is not None
        and column_map.identifiers[cell.identifier].style == "slug"
        and cell.template is None
        for variables in block.each
        for heading in cell.sources(variables)
        if heading not in column_map.split
    }
    for line in lines:
        for heading in sorted(headings):
            if _SEVERAL.search(line.cells[heading]):
                yield f"{heading} '{line.cells[heading]}'"


def _names(column_map: ColumnMap, lines: Iterable[_Line]) -> dict[str, ShortNames]:
    """Make the short name of every text of every sort, before any row is judged."""
    found = [
        (cell, variables, cell.sources(variables))
        for _, _, block, cell in column_map.cells()
        if cell.identifier is not None
        for variables in block.each
    ]
    texts: dict[str, dict[str, None]] = {name: {} for name in column_map.identifiers}
    for line in lines:
        for cell, variables, columns in found:
            for cells in _combinations(line, columns):
                text = _translated(cell, cell.text(cells, variables), column_map)
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


def _repeating(table: str, block: RowBlock) -> tuple[str, ...]:
    """Name the columns of the source whose values make rows of their own, where they are split.

    A column of ours that takes several values, such as the partners of a task, takes them all.
    """
    columns = declaration().table(table).columns
    return block.headings(without={n for n in block.columns if columns[n].type in _LISTS})


def _read_row(task: _Task, line: _Line) -> Reading:
    reading = Reading()
    for table, block, headings in task.blocks:
        if block.sheet not in {None, line.row.sheet}:
            continue
        wide = math.prod(len(line.parts.get(name, ())) or 1 for name in headings)
        if wide > _MOST_COMBINATIONS:
            reading.problems.append(_too_many(task, line.row, wide))
            return reading
        for cells in _combinations(line, headings):
            reasons = [rule.reason for rule in block.unless if rule.skips(cells)]
            if reasons:
                reading.not_made[f"{table}: {reasons[0]}"] += len(block.each)
                continue
            for variables in block.each:
                _read_block(task, line, cells, table, block, variables, reading)
    return reading


def _too_many(task: _Task, row: SourceRow, wide: int) -> Problem:
    return Problem(
        file=task.file,
        sheet=row.sheet,
        row=row.number,
        found=f"lists that make {wide} rows",
        expected=f"at most {_MOST_COMBINATIONS}",
        advice="Take a column out of 'split' in the map.",
    )


def _read_block(
    task: _Task,
    line: _Line,
    cells: Mapping[str, str],
    table: str,
    block: RowBlock,
    variables: Mapping[str, str],
    reading: Reading,
) -> None:
    values: RowValues = {}
    # First what the row of ours cannot do without: where it is blank, nothing else matters.
    order = (*block.needs, *(name for name in block.columns if name not in block.needs))
    for name in order:
        try:
            values[name] = _value(task, line, cells, (table, name), block, variables, reading)
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
) -> Draft:
    slots = {
        name: (table, name, owner)
        for name in values
        if (table, name) in task.owners
        and (owner := task.owners[table, name].owner(values)) is not None
    }
    key = tuple(values.get(name) for name in declaration().table(table).key)
    found = {
        name: (_heading(cell, variables, name), _text(cell, cells, variables))
        for name, cell in block.columns.items()
    }
    draft = Draft(table, key, {n: v for n, v in values.items() if n not in slots}, found)
    for name, cell in block.columns.items():
        value = values[name]
        if name in slots:
            fallback = cells[filled(cell.otherwise, variables)] if cell.otherwise else ""
            # The fallback has been read for a blank value; it must not outvote a real one.
            own = "" if value is None or not cell.text(cells, variables) else str(value)
            draft.soft.append(
                (slots[name], (own, found[name][1], value), "" if value is None else fallback)
            )
        listed = task.rules[table, name].column.type in _LISTS
        if cell.identifier is not None and value is not None and not listed:
            text = _translated(cell, cell.text(cells, variables), task.map)
            draft.names.append((cell.identifier, str(value), text))
    return draft


def _text(cell: ColumnOrigin, cells: Mapping[str, str], variables: Mapping[str, str]) -> str:
    """Return what stands in the cell, or in the one to use where it is blank."""
    text = cell.text(cells, variables)
    if not text and cell.otherwise is not None:
        text = cells[filled(cell.otherwise, variables)]
    return text


def _heading(cell: ColumnOrigin, variables: Mapping[str, str], name: str) -> str:
    return next(iter(cell.sources(variables)), name)


def _value(
    task: _Task,
    line: _Line,
    cells: Mapping[str, str],
    target: tuple[str, str],
    block: RowBlock,
    variables: Mapping[str, str],
    reading: Reading,
) -> Value:
    table, name = target
    cell, rule = block.columns[name], task.rules[target]
    found = text = _text(cell, cells, variables)
    heading = _heading(cell, variables, name)

    def refuse(expected: str, advice: str) -> _RefusedError:
        problem = Problem(
            file=task.file, sheet=line.row.sheet, row=line.row.number, column=heading,
            found=found, expected=expected, advice=advice,
        )  # fmt: skip
        return _RefusedError(problem)

    try:
        several = line.parts.get(heading, ()) if rule.column.type in _LISTS else ()
        parts = several if cell.column is not None and several else (text,)
        text = ";".join(
            filter(None, (_ours(task, cell, part, heading, variables, reading) for part in parts))
        )
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


def _set_aside(reading: Reading, what: str, heading: str, found: str, expected: str) -> None:
    reading.set_aside[f"{what} from {heading}: found '{found}', expected {expected}"] = None


def _ours(
    task: _Task,
    cell: ColumnOrigin,
    text: str,
    heading: str,
    variables: Mapping[str, str],
    reading: Reading,
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
