"""Maps by name or path, checked as a whole: every problem of a map is told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from importlib import resources
from pathlib import Path

from workbench.errors import InvalidInput, Problem, UnknownName, did_you_mean
from workbench.frameworks import Framework, load
from workbench.frameworks.documents import Dialect, Place, YamlDocument, read_yaml
from workbench.frameworks.validation import validated
from workbench.project.checks.cells import CellRule, parse
from workbench.project.checks.table_check import rule_of
from workbench.project.importers.conversions import CONVERSIONS
from workbench.project.importers.mapping import ColumnMap, ColumnOrigin, RowBlock, Target
from workbench.project.schema.declaration import Table, declaration
from workbench.project.sources.cell_problems import CellProblem

_DIALECT = Dialect(
    # YAML's sign for nothing; all else is compared with the text in somebody else's file.
    scalar=lambda node: "" if node.value == "~" else str(node.value),
    dotted=True,
    references=True,
    keys="'map: …'",
    advice="See docs/importing.md for how a map is written.",
)
_KIND = "map"


def available_maps() -> tuple[str, ...]:
    """Name the maps that come with the workbench.

    Examples
    --------
    >>> available_maps()[:3]
    ('iati-activities', 'nudge-experiments', 'ocha-3w-drc')
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
            if path.with_suffix(".yaml").is_file():
                message = f"There is no map '{path}' here; did you mean your own '{path}.yaml'?"
                raise InvalidInput(message)
            raise UnknownName(_KIND, str(map_path_or_name), available_maps())
        entry = resources.files("workbench.project.importers").joinpath("maps", f"{path}.yaml")
        with resources.as_file(entry) as shipped:
            document = read_yaml(shipped, _DIALECT)
    else:
        document = read_yaml(path, _DIALECT)
    return _checked(document)


def _checked(document: YamlDocument) -> ColumnMap:
    column_map, problems = validated(ColumnMap, document)
    if column_map is not None:
        problems = list(_meaning(column_map, document))
    if problems or column_map is None:
        message = f"The map {document.file} cannot be used."
        raise InvalidInput(message, sorted(problems, key=lambda problem: problem.row or 0))
    return column_map


def _meaning(column_map: ColumnMap, document: YamlDocument) -> Iterator[Problem]:
    """Find what is well formed and still cannot be meant."""
    try:
        framework = load(column_map.project.framework)
    except UnknownName as error:
        advice = did_you_mean(error.name, error.known)
        yield document.problem(("project", "framework"), error.name, "a framework", advice)
        return
    if "sites" not in column_map.tables:
        yield document.problem(("tables",), "no table 'sites'", "at least the table 'sites'")
    yield from _repeated_rules(column_map, document)
    yield from _switched_off(column_map, document)
    for name, blocks in column_map.tables.items():
        tables = declaration().tables
        if name not in tables or tables[name].private:
            known = [key for key, table in tables.items() if not table.private]
            yield document.problem(("tables", name), name, "a table", did_you_mean(name, known))
            continue
        for position, block in enumerate(blocks):
            place: Place = ("tables", name, position)
            yield from _block(block, tables[name], place, document, column_map.file.sheets)
    for target, position, block, cell in column_map.cells():
        if target[0] in declaration().tables:
            yield from _cell((target, position), block, cell, column_map, framework, document)


def _repeated_rules(column_map: ColumnMap, document: YamlDocument) -> Iterator[Problem]:
    names = [rule.name for rule in column_map.skip]
    for position, name in enumerate(names):
        if name in names[:position]:
            place = ("skip", position, "name")
            yield document.problem(place, name, "a name of its own for each rule")


def _switched_off(column_map: ColumnMap, document: YamlDocument) -> Iterator[Problem]:
    for name in column_map.switched_off:
        switchable = [rule.name for rule in CONVERSIONS.values() if rule.switchable]
        if name not in switchable:
            advice = did_you_mean(name, switchable)
            yield document.problem(
                ("switched_off",), name, "a conversion that gives a level", advice
            )


def _block(
    block: RowBlock, table: Table, place: Place, document: YamlDocument, sheets: Sequence[str]
) -> Iterator[Problem]:
    for name in block.columns:
        if name not in table.columns:
            advice = did_you_mean(name, list(table.columns))
            yield document.problem(
                (*place, "columns", name), name, "a column of that table", advice
            )
    for name, column in table.columns.items():
        if column.required and name not in block.columns:
            advice = f"Add '{name}': {column.meaning[0].lower()}{column.meaning[1:]}."
            yield document.problem((*place, "columns"), "", f"the column '{name}'", advice)
    named = {"needs": tuple(block.needs), "distinct": block.distinct, "ordered": block.ordered}
    for key, names in named.items():
        for name in names:
            if name not in block.columns:
                advice = did_you_mean(name, list(block.columns))
                yield document.problem((*place, key), name, "a column of this block", advice)
    if block.sheet is not None and block.sheet not in sheets:
        advice = did_you_mean(block.sheet, sheets) or "List it in the map under file, sheets."
        yield document.problem(
            (*place, "sheet"), block.sheet, "one of the sheets of the map", advice
        )
    if any(set(entry) != set(block.each[0]) for entry in block.each):
        yield document.problem((*place, "each"), "", "the same names in every entry")


def _cell(
    at: tuple[Target, int],
    block: RowBlock,
    cell: ColumnOrigin,
    column_map: ColumnMap,
    framework: Framework,
    document: YamlDocument,
) -> Iterator[Problem]:
    target, position = at
    place: Place = ("tables", target[0], position, "columns", target[1])
    references: tuple[tuple[str, str | None, Collection[str]], ...] = (
        ("translate", cell.translate, column_map.translations),
        ("convert", cell.convert, CONVERSIONS),
        ("identifier", cell.identifier, column_map.identifiers),
        *(("one_per", name, block.columns) for name in cell.one_per),
    )
    for key, name, known in references:
        if name is not None and name not in known:
            advice = did_you_mean(name, list(known))
            yield document.problem((*place, key), name, f"a name that '{key}' knows", advice)
    rule = CONVERSIONS.get(cell.convert or "")
    if set(rule.parameters if rule else cell.parameters) != set(cell.parameters):
        wanted = ", ".join(rule.parameters if rule else ()) or "none"
        found = ", ".join(cell.parameters)
        yield document.problem((*place, "parameters"), found, f"these parameters: {wanted}")
    column = declaration().table(target[0]).columns.get(target[1])
    if column is not None:
        yield from _fixed(place, cell, column_map, rule_of(column, framework), document)


def _fixed(
    place: Place, cell: ColumnOrigin, column_map: ColumnMap, rule: CellRule, document: YamlDocument
) -> Iterator[Problem]:
    """Check what does not depend on the file: constants, and what translations give."""
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
        parsed = parse(value, rule)
        if isinstance(parsed, CellProblem):
            yield document.problem(where, value, parsed.expected, parsed.advice)
