"""Find and open the tables of a project folder, whatever form each has.

A folder holds a table as ``NAME.csv``, as the sheet ``NAME`` of ``tables.xlsx`` (or another
workbook of that name) or as ``NAME.parquet``. Misspelt names, tables in two places and files of
other forms are reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from workbench.errors import Problem, nearest
from workbench.project.schema.declaration import declaration
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.conventions import settled_table
from workbench.project.sources.raw_tables import RawSheet, RawTable, heading_key
from workbench.project.sources.reader import read_sheets
from workbench.project.sources.workbook_source import WORKBOOKS

WORKBOOK: Final = "tables.xlsx"
_BOOK: Final = "tables"
NOT_TABLES: Final = frozenset({"read me", "levels", "words", "lists"})
"""Sheets of the entry workbook that are not tables of the project."""


def open_tables(folder: Path, problems: ProblemList) -> dict[str, RawTable]:
    """Open every table of a folder.

    Parameters
    ----------
    folder : Path
        Folder of the project.
    problems : ProblemList
        Takes what is wrong with files and sheets: unreadable, misspelt, twice, unknown.

    Returns
    -------
    dict of str to RawTable
        By name of the table, in the order of ``tables.yaml``.
    """
    offered = [*_files(folder, problems), *_sheets(folder, problems)]
    named = _with_tables(offered, problems)
    opened: dict[str, RawTable] = {}
    for name in declaration().tables:
        found = [
            raw for sheet in named.get(name, []) if (raw := settled_table(name, sheet, problems))
        ]
        filled = [raw for raw in found if len(raw.rows)]
        if len(filled) > 1:
            problems.add(_twice(name, filled), common=True)
        if found:
            opened[name] = (filled or found)[0]
    return opened


def _twice(name: str, raws: Sequence[RawTable]) -> Problem:
    places = [raw.file if raw.sheet is None else f"{raw.file}, sheet {raw.sheet}" for raw in raws]
    return Problem(
        file=raws[1].file,
        sheet=raws[1].sheet,
        found=f"the table {name} in {' and in '.join(places)}",
        expected="each table in one place",
        advice="Keep the one that is right and delete the other.",
    )


def _no_file(path: Path) -> Problem:
    return Problem(
        file=path.name,
        found="a folder" if path.is_dir() else "a link that leads to no file",
        expected="a file with the table",
        advice="Put the file there, or remove it if the table is not needed.",
    )


def _files(folder: Path, problems: ProblemList) -> Iterator[tuple[str, RawSheet]]:
    """Read CSV and Parquet files; give each with its bare name."""
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.casefold()
        if path.name.startswith((".", "~$")):
            continue
        if not path.is_file():
            if suffix in {".csv", ".parquet"} and _table_of(path.stem) is not None:
                problems.add(_no_file(path), common=True)
            continue
        if suffix in WORKBOOKS - {".xlsx"} and path.stem.casefold() != _BOOK:
            problems.add(_foreign(path), common=True)
        elif suffix in {".csv", ".tsv", ".parquet"}:
            if _table_of(path.stem) is None and nearest(path.stem, declaration().tables) is None:
                problems.add(_not_a_table(path.name, None))
                continue
            for sheet in read_sheets(path, problems):
                yield path.stem, sheet


def _sheets(folder: Path, problems: ProblemList) -> Iterator[tuple[str, RawSheet]]:
    """Read the sheets of the workbook; a workbook of another name is not read."""
    books = sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith((".", "~$")) and path.is_file()
        and (path.suffix.casefold() == ".xlsx"
             or (path.suffix.casefold() in WORKBOOKS and path.stem.casefold() == _BOOK))
    )  # fmt: skip
    for path in books:
        if path.stem.casefold() == _BOOK:
            for sheet in read_sheets(path, problems):
                title = sheet.sheet or ""
                if sheet.hidden and _table_of(title) is not None:
                    problems.add(_hidden(sheet))
                elif sheet.hidden or title.casefold() in NOT_TABLES:
                    continue
                yield title, sheet
        else:
            alone = len(books) == 1
            near = alone and nearest(path.name, [WORKBOOK]) is not None
            problems.add(
                Problem(
                    file=path.name,
                    found=path.name,
                    expected=f"one workbook with the name {WORKBOOK}",
                    advice=f"Did you mean '{WORKBOOK}'? It was not read; rename or move it.",
                    severity="error" if near else "warning",
                ),
                common=True,
            )


def _hidden(sheet: RawSheet) -> Problem:
    return Problem(
        file=sheet.file,
        sheet=sheet.sheet,
        found="a hidden sheet",
        expected="sheets that everybody sees",
        advice="It was read, as it is called as a table; show it, or rename it to leave it out.",
        severity="warning",
    )


def _table_of(title: str) -> str | None:
    """Return the table that a file or sheet is named after, whatever its capitals."""
    key = heading_key(title)
    return key if key in declaration().tables else None


def _foreign(path: Path) -> Problem:
    return Problem(
        file=path.name,
        found=f"a file of the form {path.suffix}",
        expected="CSV, one workbook tables.xlsx, or Parquet",
        advice="It was not read. Save it as CSV (UTF-8) or as a sheet of tables.xlsx.",
        severity="error" if _table_of(path.stem) is not None else "warning",
    )


def _not_a_table(file: str, sheet: str | None, meant: str | None = None) -> Problem:
    guess = f"Call it {meant} if it is that table, as its headings say" if meant else ""
    return Problem(
        file=file,
        sheet=sheet,
        found=sheet or file,
        expected=f"a table: {', '.join(declaration().tables)}" if meant is None else f"'{meant}'",
        advice=f"It was not read. {guess or 'Name it after its table'}; else move it elsewhere.",
        severity="warning",
    )


def _beside(name: str, sheet: RawSheet, read: RawSheet) -> Problem:
    """Name a file or sheet that is nearly called as a table that was read from another."""
    place = read.file if read.sheet is None else f"sheet {read.sheet} of {read.file}"
    return Problem(
        file=sheet.file,
        sheet=sheet.sheet,
        found=sheet.sheet or sheet.file,
        expected=f"the table {name} in one place",
        advice=f"It was not read, as {place} was; bring its rows there, or move it elsewhere.",
        severity="warning",
    )


def _with_tables(
    offered: Sequence[tuple[str, RawSheet]], problems: ProblemList
) -> dict[str, list[RawSheet]]:
    """Return the sheets of each table; a misspelt name is reported and read as what it means."""
    named: dict[str, list[RawSheet]] = {}
    unknown: list[tuple[str, RawSheet]] = []
    for title, sheet in offered:
        name = _table_of(title)
        if name is None:
            unknown.append((title, sheet))
        else:
            named.setdefault(name, []).append(sheet)
    for title, sheet in unknown:
        near = nearest(title, declaration().tables)
        meant = _table_by_headings(sheet) if near is None else None
        if meant is not None:
            problems.add(_not_a_table(sheet.file, sheet.sheet, meant))
        elif near in named:
            problems.add(_beside(near, sheet, named[near][0]))
        elif near is not None:
            right = near if sheet.sheet else f"{near}{Path(sheet.file).suffix}"
            problems.add(
                Problem(
                    file=sheet.file,
                    sheet=sheet.sheet,
                    found=title if sheet.sheet else sheet.file,
                    expected=f"the name of a table: {', '.join(declaration().tables)}",
                    advice=f"Did you mean '{right}'?",
                ),
                common=True,
            )
            named.setdefault(near, []).append(sheet)
    return named


def _table_by_headings(sheet: RawSheet) -> str | None:
    """Return the table whose headings a sheet with a foreign name holds; notes and lists do not."""
    first = next((record for record in sheet.records if any(record)), ())
    headings = {heading_key(text) for text in first}
    shared = {
        name: len(headings & set(table.columns)) / len(table.columns)
        for name, table in declaration().tables.items()
        if len(headings & set(table.columns)) >= len(table.key) + 1
    }
    return max(shared, key=shared.__getitem__, default=None)
