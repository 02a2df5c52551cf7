"""One call from somebody else's file to a project folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.errors import InvalidInput, UnknownName
from workbench.files import write_whole
from workbench.frameworks import load
from workbench.project import Project, read_project
from workbench.project.importers.account import ImportAccount, ProjectCheck
from workbench.project.importers.applying import apply_map
from workbench.project.importers.conversions import CONVERSIONS
from workbench.project.importers.fitting import column_kinds, column_problems, used_columns
from workbench.project.importers.gathering import Applied
from workbench.project.importers.loading import load_map
from workbench.project.importers.lookups import looked_up
from workbench.project.importers.mapping import ColumnMap, filled
from workbench.project.importers.persons import PersonalColumn, personal_columns
from workbench.project.importers.source import SourceFile, SourceTable, read_source
from workbench.project.schema.declaration import declaration
from workbench.project.settings.project_settings import FILE_NAME, ConversionRecord, Settings
from workbench.project.store.writing import write_project

ACCOUNT_FILE = "import-account.txt"
_OFF = "switched off: no level is given"
_SWITCHABLE = "conversion that can be switched off"


def import_table(
    file: str | Path,
    project_folder: str | Path,
    map_path_or_name: str | Path,
    *,
    dry_run: bool = False,
    without: Collection[str] = (),
) -> ImportAccount:
    """Make a project from a file that somebody else published, by a map.

    Parameters
    ----------
    file : str or Path
        CSV file or Excel workbook. It is read as text; nothing in it is computed or run.
    project_folder : str or Path
        Folder of the new project. A project that is there already is never overwritten.
    map_path_or_name : str or Path
        A map of your own (``.yaml``) or the name of one of `available_maps`.
    dry_run : bool
        Give the account, with the check, and keep nothing.
    without : collection of str
        Conversions that are switched off; the levels that they would give stay blank.

    Returns
    -------
    ImportAccount
        What became of every row, and whether the new project can be run; ``print`` it. It is also
        stored beside the tables, as ``import-account.txt``, and in short in ``project.yaml``.

    Raises
    ------
    InvalidInput
        The map or the file cannot be used, every row was refused, or there is a project in the
        folder already. All problems are listed.
    UnknownName
        There is no such map, sheet or conversion.

    Examples
    --------
    ``account = import_table("activities.csv", "my-project", "my-map.yaml", dry_run=True)``
    and ``print(account)``; docs/importing.md has a whole example.
    """
    opened = SourceFile(Path(file))
    column_map = looked_up(load_map(map_path_or_name), opened)
    _known(without)
    folder = Path(project_folder)
    if not dry_run and (folder / FILE_NAME).exists():
        message = (
            f"There is a project in {folder.name} already. Import into a new folder, "
            f"so that nothing entered by hand is lost."
        )
        raise InvalidInput(message)
    layout = column_map.file
    sheets = layout.sheets or filter(None, [layout.sheet])
    source = read_source(
        opened,
        sheets=tuple(sheets),
        header_row=layout.header_row,
        missing=layout.missing,
        kinds=column_kinds(column_map),
    )
    persons = personal_columns(
        source.columns(), drop=column_map.persons.drop, keep=column_map.persons.keep
    )
    problems = column_problems(source, column_map, {column.heading for column in persons})
    if problems:
        message = f"{source.file} does not fit the map '{column_map.map}'."
        raise InvalidInput(message, problems)
    applied = apply_map(source, column_map, load(column_map.project.framework), off=without)
    account = _account(source, column_map, applied, persons, without)
    if applied.tables["sites"].empty:
        message = f"Nothing in {source.file} could be imported; no site is left."
        raise InvalidInput(message, account.refused)
    if dry_run:
        with TemporaryDirectory() as spare:
            written = _write(Path(spare) / "project", column_map, applied, account)
        return dataclasses.replace(written, project=None)
    return _write(folder, column_map, applied, account)


def _known(without: Collection[str]) -> None:
    switchable = [rule.name for rule in CONVERSIONS.values() if rule.switchable]
    for name in without:
        if name not in switchable:
            raise UnknownName(_SWITCHABLE, name, switchable)


def _account(
    source: SourceTable,
    column_map: ColumnMap,
    applied: Applied,
    persons: tuple[PersonalColumn, ...],
    without: Collection[str],
) -> ImportAccount:
    kept_out = {column.heading for column in persons}
    used = {*used_columns(column_map), *kept_out}
    conversions = _conversions(column_map, {*without, *column_map.switched_off})
    return ImportAccount(
        **applied.counts,
        file=source.file,
        sha256=source.sha256,
        map=column_map.map,
        title=column_map.title,
        attribution=column_map.source.attribution,
        told=source.told,
        rows=len(source.rows),
        tables={name: len(frame) for name, frame in applied.tables.items()},
        persons=persons,
        unused=tuple(heading for heading in source.headings if heading not in used),
        conversions=conversions,
        notes=(*column_map.project.notes, *_on_conversions(conversions), *applied.remarks),
    )


def _on_conversions(conversions: tuple[ConversionRecord, ...]) -> tuple[str, ...]:
    """Describe for the reports which levels are ours, and where scales differ."""
    notes: list[str] = []
    for conversion in conversions:
        if not CONVERSIONS[conversion.name].switchable:
            continue
        made = "; ".join(conversion.columns)
        if conversion.rule == _OFF:
            notes.append(f"The conversion {conversion.name} is switched off: no level from {made}.")
        else:
            levels = dict.fromkeys(_told(made.split(" from ")[0]) for made in conversion.columns)
            notes.append(
                f"The levels of {' and '.join(levels)} are made by our conversion "
                f"{conversion.name} and not given by the publisher: {conversion.rule}."
            )
    return tuple(notes)


def _told(target: str) -> str:
    """Name a column for a reader: the column, or its table where the column is any value."""
    table, column = target.split(".")
    title = declaration().table(table).title
    return column if column != "value" else f"{title[0].lower()}{title[1:]}"


def _conversions(column_map: ColumnMap, off: Collection[str]) -> tuple[ConversionRecord, ...]:
    """Name the rules, with the columns that they made and from what."""
    columns: dict[str, dict[str, None]] = {}
    for (table, name), _, block, cell in column_map.cells():
        for variables in block.each if cell.convert is not None else ():
            parameters = ", ".join(
                f"{key} {filled(value, variables)}" for key, value in cell.parameters.items()
            )
            heading = ", ".join(cell.sources(variables))
            made = f"{table}.{name} from {heading}"
            made += f" ({parameters})" if parameters else ""
            columns.setdefault(cell.convert or "", {})[made] = None
    return tuple(
        ConversionRecord(
            name=name,
            rule=_OFF if name in off else CONVERSIONS[name].rule,
            columns=tuple(made),
        )
        for name, made in columns.items()
    )


def _checked(project: Project) -> ProjectCheck:
    errors = tuple(problem for problem in project.problems if problem.severity == "error")
    warnings = len(project.problems) - len(errors)
    return ProjectCheck(len(project.sites), len(project.ready), errors, warnings)


def _write(
    folder: Path, column_map: ColumnMap, applied: Applied, account: ImportAccount
) -> ImportAccount:
    part = column_map.project
    source = column_map.source
    settings = Settings(
        title=part.title,
        framework=part.framework,
        lead=part.lead,
        ambition=part.ambition,
        currency=part.currency,
        notes=account.notes,
        sources=(f"{source.publisher}, {source.dataset} ({source.licence})",),
        imports=(account.record(),),
    )
    written = dataclasses.replace(
        account,
        project=write_project(folder, settings, applied.tables),
        check=_checked(read_project(folder)),
    )
    write_whole(folder / ACCOUNT_FILE, f"{written}\n")
    return written
