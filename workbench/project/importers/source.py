"""A foreign table as text, under its headings: any file that the reader of projects reads.

Everything is text until the map says what it is: "007" stays "007", and nothing in a cell is ever
computed or run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from workbench.errors import InvalidInput, Problem
from workbench.project.importers.iati import chosen, is_iati, laid_out
from workbench.project.sources.cell_problems import CellProblem, ProblemList
from workbench.project.sources.conventions import Kind, settle_conventions
from workbench.project.sources.raw_tables import (
    RawSheet,
    RawTable,
    kept_positions,
    stands_together,
    table_at,
)
from workbench.project.sources.reader import READABLE, read_sheets
from workbench.project.sources.workbook_source import WORKBOOKS


@dataclass(frozen=True)
class SourceFile:
    """A file from which several tables are read: what holds for all of them is done once.

    Attributes
    ----------
    path : Path
        The file.
    """

    path: Path

    @cached_property
    def sha256(self) -> str:
        """Checksum of the file."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @cached_property
    def activities(self) -> Mapping[str, RawSheet]:
        """The sheets as which a file of IATI activities is laid out, by name."""
        return laid_out(self.path)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its number as a spreadsheet counts it, its cells, and the sheet it stands in."""

    number: int
    cells: tuple[str, ...]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as it stands in the file.

    Attributes
    ----------
    file : str
        Name of the file, without its folder.
    sha256 : str
        Checksum of the file.
    sheet : str or None
        Sheet of the workbook, where it is one.
    headings : tuple of str
        Headings, line breaks and double blanks made one blank; a column without one is
        "(column 3)".
    rows : tuple of SourceRow
        Rows below the headings; blank rows at the end are left out.
    unusable : tuple of Problem
        Rows with more cells than there are headings, with broken quotes, or with a cell that
        cannot be read in a column that the map uses.
    told : tuple of Problem
        What was decided to read the file, such as its separator or the order of day and month.
    no_data : mapping of (str or None, int) to str
        Rows that hold no data, by sheet and number, and why.
    """

    file: str
    sha256: str
    sheet: str | None
    headings: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    unusable: tuple[Problem, ...]
    told: tuple[Problem, ...] = ()
    no_data: Mapping[tuple[str | None, int], str] = field(default_factory=dict)

    def problem(
        self, column: str, found: str, expected: str, advice: str, *, row: int | None = None
    ) -> Problem:
        """Describe what is wrong with a column, or with its cell in a row."""
        return Problem(
            file=self.file, sheet=self.sheet, row=row, column=column, found=found,
            expected=expected, advice=advice,
        )  # fmt: skip

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the cells of each column; of two columns with one heading, both."""
        columns: dict[str, list[str]] = {heading: [] for heading in self.headings}
        for row in self.rows:
            for heading, cell in zip(self.headings, row.cells, strict=True):
                columns[heading].append(cell)
        return columns


def read_source(
    file: str | Path | SourceFile,
    *,
    sheets: Sequence[str] = (),
    header_row: int = 1,
    missing: Sequence[str] = (),
    kinds: Mapping[str, Kind] | None = None,
) -> SourceTable:
    """Read a text file with cells, sheets of a workbook, or a Parquet file as text.

    Parameters
    ----------
    file : str, Path or SourceFile
        The file, with the ending ``.csv``, ``.txt``, ``.tsv``, ``.xlsx``, ``.xlsb``, ``.xls``,
        ``.ods`` or ``.parquet``; or activities of IATI, ``.xml`` or ``.xml.gz``.
    sheets : sequence of str
        Sheets of the workbook, in the order in which they are read; the first visible one by
        default.
    header_row : int
        Row with the headings, in each sheet, counted from 1.
    missing : sequence of str
        Signs that the source uses for "no value", such as ``-``; they become blanks.
    kinds : mapping of str to {"number", "date", "flag", "name", "text"}, optional
        What the map makes of the cells of each heading that it uses; of the others, nothing is
        decided and nothing told. By default, all are texts.

    Returns
    -------
    SourceTable
        The table; of several sheets, all rows under the headings of all, cells of other sheets'
        columns blank. Each row knows its sheet and keeps its number there.

    Raises
    ------
    InvalidInput
        There is no such file, it cannot be read, it has no headings, or one of several sheets has
        a heading twice.
    UnknownName
        The workbook has no such sheet.
    """
    source = file if isinstance(file, SourceFile) else SourceFile(Path(file))
    path, problems = source.path, ProblemList()
    if not path.is_file():
        message = f"There is no file '{path}'. Look at how its name is spelt, and in which folder."
        raise InvalidInput(message)
    read = {sheet.sheet: sheet for sheet in _sheets(source, sheets, problems)}
    blanks = {"", *missing}
    told = tuple(problem for problem in problems.found if problem.severity == "warning")
    tables = [
        _table(read[name], source.sha256, header_row, blanks, kinds)
        for name in (sheets if len(sheets) > 1 else read)
    ]
    return _joined(tables, told)


def _sheets(source: SourceFile, sheets: Sequence[str], problems: ProblemList) -> list[RawSheet]:
    path, suffix = source.path, source.path.suffix.casefold()
    if is_iati(path):
        return chosen(source.activities, sheets)
    if suffix not in READABLE:
        message = f"Cannot read {path.name}: save it as CSV or as an Excel workbook (.xlsx)."
        raise InvalidInput(message)
    read = read_sheets(path, problems, only=(sheets or ("",)) if suffix in WORKBOOKS else ())
    if not read:
        message = f"Cannot read {path.name}."
        raise InvalidInput(message, problems.common)
    return read


def _joined(tables: Sequence[SourceTable], told: tuple[Problem, ...]) -> SourceTable:
    """Lay sheets one below the other."""
    first = tables[0]
    told = (*told, *(problem for table in tables for problem in table.told))
    if len(tables) == 1:
        return replace(first, told=told)
    for table in tables:
        twice = [name for name in table.headings if table.headings.count(name) > 1]
        if twice:
            message = f"{table.file} has the heading '{twice[0]}' twice in the sheet {table.sheet}."
            raise InvalidInput(message)
    headings = tuple(dict.fromkeys(name for table in tables for name in table.headings))
    rows: list[SourceRow] = []
    for table in tables:
        for row in table.rows:
            cells = dict(zip(table.headings, row.cells, strict=True))
            texts = tuple(cells.get(name, "") for name in headings)
            rows.append(SourceRow(row.number, texts, table.sheet))
    unusable = tuple(problem for table in tables for problem in table.unusable)
    no_data = {place: why for table in tables for place, why in table.no_data.items()}
    return SourceTable(
        first.file, first.sha256, None, headings, tuple(rows), unusable, told, no_data
    )


def _table(
    sheet: RawSheet,
    checksum: str,
    header_row: int,
    blanks: set[str],
    kinds: Mapping[str, Kind] | None,
) -> SourceTable:
    at, problems = header_row - 1, ProblemList()
    headings = _headings(sheet, header_row)
    if not stands_together(sheet, at, problems):
        message = f"Cannot read {sheet.file}."
        raise InvalidInput(message, problems.common)
    records = [[*record] for record in sheet.records]
    records[at] = list(headings)
    # Cells beside the headings are notes; in a text file they mean a separator too many.
    if not sheet.shifts:
        records = [record[: len(headings)] for record in records]
    sheet = replace(sheet, records=records)
    used: Mapping[str, Kind] = dict.fromkeys(headings, "text") if kinds is None else kinds
    at_place = {place: used[name] for place, name in enumerate(headings) if name in used}
    settled = settle_conventions(table_at("", sheet, at), at_place, problems)
    told = tuple(problem for problem in problems.found if problem.severity == "warning")
    return SourceTable(
        file=sheet.file,
        sha256=checksum,
        sheet=sheet.sheet,
        headings=headings,
        rows=tuple(_rows(settled, sheet, at, blanks)),
        unusable=tuple(_unusable(settled, headings, used)),
        told=told,
        no_data={(sheet.sheet, row): why for row, why in settled.dropped.items()},
    )


def _headings(sheet: RawSheet, header_row: int) -> tuple[str, ...]:
    record = sheet.records[header_row - 1] if len(sheet.records) >= header_row else ()
    headings = [_plain(cell) for cell in record]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        message = f"{sheet.file} has no headings in row {header_row}."
        raise InvalidInput(message)
    if "\0" in "".join(headings):
        message = f"{sheet.file} is no table of text."
        raise InvalidInput(message)
    return tuple(name or f"(column {place})" for place, name in enumerate(headings, start=1))


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def _rows(raw: RawTable, sheet: RawSheet, at: int, blanks: set[str]) -> Iterator[SourceRow]:
    """Give every row below the headings, blank ones and those without data too."""
    kept = frozenset(kept_positions(sheet, at))
    last = max(kept, default=at)
    cells: Iterator[tuple[str, ...]] = zip(*raw.columns, strict=True)
    width = len(raw.columns)
    for position in range(at + 1, last + 1):
        number = sheet.numbers[position]
        if position in kept and number not in raw.dropped:
            found = next(cells)
        else:
            found = (*sheet.records[position], *[""] * width)[:width]
        texts = tuple(map(_plain, found))
        yield SourceRow(number, tuple("" if cell in blanks else cell for cell in texts), raw.sheet)


def _unusable(raw: RawTable, headings: Sequence[str], used: Collection[str]) -> Iterator[Problem]:
    """Find rows with cells that cannot be read or may stand in the wrong column."""
    for (record, column), problem in sorted(raw.cell_problems.items(), key=lambda entry: entry[0]):
        heading = headings[column] if column < len(headings) else None
        whole = record in raw.unreadable
        if not whole and heading not in used:
            continue
        found = "" if heading is None else _plain(str(raw.columns[column][record]))
        yield raw.problem(
            _in_import(problem, whole=whole),
            found=found,
            record=record,
            column=None if whole else column,
            heading=None if whole else heading,
        )


def _in_import(problem: CellProblem, *, whole: bool) -> CellProblem:
    if not whole or problem.found is None or not problem.found.endswith("cells"):
        return problem
    advice = "A cell may hold the separator; put it between quotation marks."
    return replace(problem, advice=advice)
