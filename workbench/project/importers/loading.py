"""Maps by name or path, checked as a whole: every problem of a map is told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbench.errors import InvalidInput, Problem, UnknownName, did_you_mean
from workbench.frameworks import Framework, load
from workbench.project.checks.cells import parse
from workbench.project.checks.table_check import rule_of
from workbench.project.importers.conversions import CONVERSIONS
from workbench.project.importers.mapfile import MapText, Place, read_map_text
from workbench.project.importers.mapping import (
    ColumnMap,
    ColumnOrigin,
    FileFormat,
    Identifier,
    MapSource,
    Persons,
    ProjectPart,
    RowBlock,
    SkipRule,
    Translation,
)
from workbench.project.schema.declaration import Table, declaration
from workbench.project.sources.cell_problems import CellProblem

_EXPECTED = {
    "missing": "a value",
    "string_type": "text",
    "string_too_short": "text",
    "tuple_type": "a list, each entry on its own line after '- '",
    "int_parsing": "a whole number",
    "bool_parsing": "yes or no",
    "too_short": "at least one entry",
}
_PARTS: Mapping[str, type[BaseModel]] = {
    "source": MapSource, "file": FileFormat, "persons": Persons, "project": ProjectPart,
    "skip": SkipRule, "translations": Translation, "identifiers": Identifier, "tables": RowBlock,
}  # fmt: skip


_KIND = "map"


def available_maps() -> tuple[str, ...]:
    """Name the maps that come with the workbench.

    Returns
    -------
    tuple of str
        Names that `import_table` takes.

    Examples
    --------
    >>> available_maps()
    ('ocha-3w-drc', 'ocha-3w-ethiopia', 'worldbank-ims')
    """
    folder = resources.files("workbench.project.importers").joinpath("maps")
    names = (Path(entry.name) for entry in folder.iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".yaml"))


def load_map(map_path_or_name: str | Path) -> ColumnMap:
    """Read a map and check it whole.

    Parameters
    ----------
    map_path_or_name : str or Path
        A path that ends in ``.yaml`` or ``.yml``, or the name of a map that comes with the
        workbench.

    Returns
    -------
    ColumnMap
        The map.

    Raises
    ------
    UnknownName
        There is no map of that name.
    InvalidInput
        The map has problems; all of them are listed with their lines.

    Examples
    --------
    >>> load_map("worldbank-ims").project.framework
    'ipsr'
    """
    path = Path(map_path_or_name)
    if path.suffix not in {".yaml", ".yml"}:
        if str(map_path_or_name) not in available_maps():
            raise UnknownName(_KIND, str(map_path_or_name), available_maps())
        entry = resources.files("workbench.project.importers").joinpath("maps", f"{path}.yaml")
        with resources.as_file(entry) as shipped:
            text = read_map_text(shipped)
    else:
        text = read_map_text(path)
    return _checked(text)


def _checked(text: MapText) -> ColumnMap:
    problems = list(text.problems)
    message = f"The map {text.file} cannot be used."
    try:
        column_map = ColumnMap.model_validate(text.content)
    except ValidationError as error:
        problems += [_explain(detail, text) for detail in error.errors()]
        raise InvalidInput(message, problems) from error
    problems += _meaning(column_map, text)
    if problems:
        raise InvalidInput(message, sorted(problems, key=lambda problem: problem.row or 0))
    return column_map


def _explain(detail: Any, text: MapText) -> Problem:
    place = tuple(str(part) for part in detail["loc"])
    kind = str(detail["type"])
    if kind == "extra_forbidden":
        known = _keys_at(place)
        return text.problem(
            place, place[-1], "a key that a map can have", did_you_mean(place[-1], known)
        )
    found = "" if kind == "missing" or not isinstance(detail["input"], str) else detail["input"]
    expected = _EXPECTED.get(kind, str(detail["msg"]).lower())
    if kind == "value_error":
        expected = str(detail["ctx"]["error"])
    elif kind == "literal_error":
        expected = str(detail["ctx"]["expected"])
    if kind == "string_too_short":
        advice = "Write a text; between { and } a text with a comma needs quotes."
        return text.problem(place, found, expected, advice)
    return text.problem(place, found, expected)


def _keys_at(place: Place) -> list[str]:
    """Name the keys that may stand beside the last part of a place."""
    if len(place) == 1:
        return list(ColumnMap.model_fields)
    if "columns" in place[2:-1] and place[0] == "tables":
        return list(ColumnOrigin.model_fields)
    return list(_PARTS[place[0]].model_fields) if place[0] in _PARTS else []


def _meaning(column_map: ColumnMap, text: MapText) -> Iterator[Problem]:
    """Find what is well formed and still cannot be meant."""
    try:
        framework = load(column_map.project.framework)
    except UnknownName as error:
        advice = did_you_mean(error.name, error.known)
        yield text.problem(("project", "framework"), error.name, "a framework", advice)
        return
    if "sites" not in column_map.tables:
        yield text.problem(("tables",), "no table 'sites'", "at least the table 'sites'")
    yield from _repeated_rules(column_map, text)
    yield from _switched_off(column_map, text)
    for name, blocks in column_map.tables.items():
        tables = declaration().tables
        if name not in tables or tables[name].private:
            known = [key for key, table in tables.items() if not table.private]
            yield text.problem(("tables", name), name, "a table", did_you_mean(name, known))
            continue
        for position, block in enumerate(blocks):
            place: Place = ("tables", name, str(position))
            yield from _block(block, tables[name], place, text, column_map.file.sheets)
    for at, block, cell in column_map.cells():
        if at[1] in declaration().tables:
            yield from _cell(at, block, cell, column_map, framework, text)


def _repeated_rules(column_map: ColumnMap, text: MapText) -> Iterator[Problem]:
    names = [rule.name for rule in column_map.skip]
    for position, name in enumerate(names):
        if name in names[:position]:
            place = ("skip", str(position), "name")
            yield text.problem(place, name, "a name of its own for each rule")


def _switched_off(column_map: ColumnMap, text: MapText) -> Iterator[Problem]:
    for name in column_map.switched_off:
        switchable = [rule.name for rule in CONVERSIONS.values() if rule.switchable]
        if name not in switchable:
            advice = did_you_mean(name, switchable)
            yield text.problem(("switched_off",), name, "a conversion that gives a level", advice)


def _block(
    block: RowBlock, table: Table, place: Place, text: MapText, sheets: Sequence[str]
) -> Iterator[Problem]:
    for name in block.columns:
        if name not in table.columns:
            advice = did_you_mean(name, list(table.columns))
            yield text.problem((*place, "columns", name), name, "a column of that table", advice)
    for name, column in table.columns.items():
        if column.required and name not in block.columns:
            advice = f"Add '{name}': {column.meaning[0].lower()}{column.meaning[1:]}."
            yield text.problem((*place, "columns"), "", f"the column '{name}'", advice)
    named = {"needs": tuple(block.needs), "distinct": block.distinct, "ordered": block.ordered}
    for key, names in named.items():
        for name in names:
            if name not in block.columns:
                advice = did_you_mean(name, list(block.columns))
                yield text.problem((*place, key), name, "a column of this block", advice)
    if block.sheet is not None and block.sheet not in sheets:
        advice = did_you_mean(block.sheet, sheets) or "List it in the map under file, sheets."
        yield text.problem((*place, "sheet"), block.sheet, "one of the sheets of the map", advice)
    if any(set(entry) != set(block.each[0]) for entry in block.each):
        yield text.problem((*place, "each"), "", "the same names in every entry")


def _cell(
    place: Place,
    block: RowBlock,
    cell: ColumnOrigin,
    column_map: ColumnMap,
    framework: Framework,
    text: MapText,
) -> Iterator[Problem]:
    references: tuple[tuple[str, str | None, Collection[str]], ...] = (
        ("translate", cell.translate, column_map.translations),
        ("convert", cell.convert, CONVERSIONS),
        ("identifier", cell.identifier, column_map.identifiers),
        *(("one_per", name, block.columns) for name in cell.one_per),
    )
    for key, name, known in references:
        if name is not None and name not in known:
            advice = did_you_mean(name, list(known))
            yield text.problem((*place, key), name, f"a name that '{key}' knows", advice)
    rule = CONVERSIONS.get(cell.convert or "")
    if set(rule.parameters if rule else cell.parameters) != set(cell.parameters):
        wanted = ", ".join(rule.parameters if rule else ()) or "none"
        found = ", ".join(cell.parameters)
        yield text.problem((*place, "parameters"), found, f"these parameters: {wanted}")
    yield from _fixed(place, cell, column_map, framework, text)


def _fixed(
    place: Place, cell: ColumnOrigin, column_map: ColumnMap, framework: Framework, text: MapText
) -> Iterator[Problem]:
    """Check what does not depend on the file: constants, and what translations give."""
    column = declaration().table(place[1]).columns.get(place[-1])
    if column is None:
        return
    given: dict[Place, str] = {}
    if cell.constant is not None and cell.identifier is None and cell.convert is None:
        given[*place, "constant"] = cell.constant
    name = cell.translate or ""
    if name in column_map.translations and cell.convert is None and cell.identifier is None:
        for value, ours in column_map.translations[name].values.items():
            given["translations", name, "values", value] = ours
    for where, value in given.items():
        if not value or re.search(r"\{.+\}", value):
            continue
        parsed = parse(value, rule_of(column, framework))
        if isinstance(parsed, CellProblem):
            yield text.problem(where, value, parsed.expected, parsed.advice)
