"""Whether a file has the columns that a map needs."""

from __future__ import annotations

from collections.abc import Collection

from workbench.errors import Problem, did_you_mean
from workbench.project.importers.mapping import ColumnMap
from workbench.project.importers.source import SourceTable
from workbench.project.schema.declaration import declaration
from workbench.project.sources.conventions import Kind, kind_of


def used_columns(column_map: ColumnMap) -> tuple[str, ...]:
    """Name the columns of the source that a map needs, in the order of the map."""
    used: dict[str, None] = {}
    for rule in column_map.skip:
        used |= dict.fromkeys(rule.columns)
    for blocks in column_map.tables.values():
        for block in blocks:
            used |= dict.fromkeys(block.headings())
    return tuple(used)


def column_kinds(column_map: ColumnMap) -> dict[str, Kind]:
    """Say of each column of the source that a map needs what its cells become.

    Only what is taken over as it stands is a number, a day, or yes or no; what the map translates
    or converts is a text until then.
    """
    kinds: dict[str, set[Kind]] = {heading: set() for heading in used_columns(column_map)}
    for (table, name), _, block, cell in column_map.cells():
        columns = declaration().table(table).columns
        as_it_stands = cell.column is not None and not (cell.translate or cell.convert)
        for variables in block.each:
            for heading in cell.sources(variables):
                made: Kind = kind_of(columns[name]) if as_it_stands else "text"
                kinds.setdefault(heading, set()).add("name" if cell.identifier else made)
    return {heading: _one_kind(found) for heading, found in kinds.items()}


def _one_kind(found: Collection[Kind]) -> Kind:
    """Return the kind that all uses share; a name may be a text elsewhere."""
    left = set(found) - {"text"} if "name" in found else set(found)
    return left.pop() if len(left) == 1 else "text"


def column_problems(
    source: SourceTable, column_map: ColumnMap, personal: Collection[str]
) -> tuple[Problem, ...]:
    """Find columns that the map needs and the file has not, has twice, or may not give.

    Parameters
    ----------
    source : SourceTable
        The file.
    column_map : ColumnMap
        The map.
    personal : collection of str
        Headings of columns with persons' data.
    """
    problems: list[Problem] = []
    used = used_columns(column_map)
    named = dict.fromkeys(
        (*used, *column_map.split, *column_map.persons.drop, *column_map.persons.keep)
    )
    for heading in named:
        times = source.headings.count(heading)
        found, expected, advice = "", "a column with this heading", ""
        if times == 0:
            advice = did_you_mean(heading, source.headings)
        elif times > 1:
            found, expected = f"{times} columns", "one column with this heading"
            advice = "Rename all but one in a copy of the file."
        elif heading in personal and heading in used:
            found, expected = "persons' data", "a column without persons' data"
            advice = (
                "Take it out of the map; if it holds none, say so in the map under persons, keep."
            )
        if advice:
            problems.append(source.problem(heading, found, expected, advice))
    return tuple(problems)
