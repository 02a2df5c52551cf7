"""A foreign table as text, under its headings: a CSV file, or sheets of an Excel workbook.

Everything is text until the map says what it is: "007" stays "007", and nothing in a cell is ever
computed or run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import InvalidInput, Problem
from workbench.project.importers.iati import is_iati, read_iati
from workbench.project.sources.cell_problems import CellProblem, ProblemList
from workbench.project.sources.csv_source import read_csv
from workbench.project.sources.raw_tables import RawSheet
from workbench.project.sources.xlsx_source import read_xlsx


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
        Rows with more cells than there are headings, or with broken quotes.
    """

    file: str
    sha256: str
    sheet: str | None
    headings: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    unusable: tuple[Problem, ...]

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the cells of each column; of two columns with one heading, both."""
        columns: dict[str, list[str]] = {heading: [] for heading in self.headings}
        for row in self.rows:
            for heading, cell in zip(self.headings, row.cells, strict=True):
                columns[heading].append(cell)
        return columns


def read_source(
    file: str | Path,
    *,
    sheets: Sequence[str] = (),
    header_row: int = 1,
    missing: Sequence[str] = (),
) -> SourceTable:
    """Read a CSV file or sheets of an Excel workbook as text.

    Parameters
    ----------
    file : str or Path
        The file, with the ending ``.csv``, ``.txt``, ``.tsv`` or ``.xlsx``; or activities of IATI,
        ``.xml`` or ``.xml.gz``.
    sheets : sequence of str
        Sheets of the workbook, in the order in which they are read; the first one by default.
    header_row : int
        Row with the headings, in each sheet, counted from 1.
    missing : sequence of str
        Signs that the source uses for "no value", such as ``-``; they become blanks.

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
    path = Path(file)
    read = {sheet.sheet: sheet for sheet in _sheets(path, sheets)}
    with path.open("rb") as stream:
        checksum = hashlib.file_digest(stream, "sha256").hexdigest()
    blanks = {"", *missing}
    tables = [
        _table(read[name], checksum, header_row, blanks)
        for name in (sheets if len(sheets) > 1 else read)
    ]
    return tables[0] if len(tables) == 1 else _joined(tables)


def _sheets(path: Path, sheets: Sequence[str]) -> list[RawSheet]:
    problems, suffix = ProblemList(), path.suffix.casefold()
    read: list[RawSheet] = []
    if is_iati(path):
        read = read_iati(path, sheets)
    elif suffix == ".xlsx":
        read = read_xlsx(path, problems, only=sheets or ("",), computed=True)
    elif suffix in {".csv", ".txt", ".tsv"}:
        sheet = read_csv(path, problems, "\t" if suffix == ".tsv" else None)
        read = [] if sheet is None else [sheet]
    else:
        message = f"Cannot read {path.name}: save it as CSV or as an Excel workbook (.xlsx)."
        raise InvalidInput(message)
    if not read:
        message = f"Cannot read {path.name}."
        raise InvalidInput(message, problems.common)
    return read


def _joined(tables: Sequence[SourceTable]) -> SourceTable:
    """Lay sheets one below the other."""
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
    first = tables[0]
    return SourceTable(first.file, first.sha256, None, headings, tuple(rows), unusable)


def _table(sheet: RawSheet, checksum: str, header_row: int, blanks: set[str]) -> SourceTable:
    lines = [[" ".join(cell.split()) for cell in record] for record in sheet.records]
    while lines and not any(lines[-1]):
        lines.pop()
    if len(lines) < header_row or not any(lines[header_row - 1]):
        message = f"{sheet.file} has no headings in row {header_row}."
        raise InvalidInput(message)
    headings = lines[header_row - 1]
    while not headings[-1]:
        headings.pop()
    if "\0" in "".join(headings):
        message = f"{sheet.file} is no table of text."
        raise InvalidInput(message)
    width = len(headings)
    rows: list[SourceRow] = []
    for number, line in enumerate(lines[header_row:], start=header_row + 1):
        cells = [*line, *[""] * (width - len(line))][:width]
        texts = tuple("" if cell in blanks else cell for cell in cells)
        rows.append(SourceRow(sheet.numbers[number - 1], texts, sheet.sheet))
    named = tuple(name or f"(column {place})" for place, name in enumerate(headings, start=1))
    unusable = tuple(_unusable(sheet, lines, header_row, width))
    return SourceTable(sheet.file, checksum, sheet.sheet, named, tuple(rows), unusable)


def _unusable(
    sheet: RawSheet, lines: Sequence[Sequence[str]], header_row: int, width: int
) -> Iterator[Problem]:
    """Find rows whose cells may stand in the wrong column."""
    spoilt = {position: problem for (position, _), problem in sheet.cell_problems.items()}
    for position in range(header_row, len(lines)):
        line = lines[position]
        if position in sheet.unreadable:
            wrong = spoilt[position]
        elif any(line[width:]):
            wrong = CellProblem(
                f"{width} cells, as many as there are headings",
                "A cell may hold the separator; put it between quotation marks.",
                found=f"{len(line)} cells",
            )
        else:
            continue
        yield Problem(
            file=sheet.file,
            sheet=sheet.sheet,
            row=position + 1,
            found=wrong.found or "",
            expected=wrong.expected,
            advice=wrong.advice,
        )
