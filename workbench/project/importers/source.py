"""A foreign table as text: CSV in any usual encoding and with any separator, or a sheet of Excel.

Everything is text until the map says what it is: "007" stays "007", and nothing in a cell is ever
computed or run.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import InvalidInput, Problem, UnknownName

_DELIMITERS = ",;\t|"
_SHEET = "sheet"


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
        Sheet of the workbook.
    headings : tuple of str
        Headings, line breaks and double blanks made one blank; a column without one is
        "(column 3)".
    rows : tuple of SourceRow
        Rows below the headings; blank rows at the end are left out.
    ragged : tuple of Problem
        Rows with more cells than there are headings.
    """

    file: str
    sha256: str
    sheet: str | None
    headings: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    ragged: tuple[Problem, ...]

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Give the cells of each column; of two columns with one heading, both."""
        columns: dict[str, list[str]] = {heading: [] for heading in self.headings}
        for row in self.rows:
            for heading, cell in zip(self.headings, row.cells, strict=True):
                columns[heading].append(cell)
        return columns


def read_source(
    file: str | Path,
    *,
    sheet: str | None = None,
    header_row: int = 1,
    missing: Sequence[str] = (),
) -> SourceTable:
    """Read a CSV file or a sheet of an Excel workbook as text.

    Parameters
    ----------
    file : str or Path
        The file, with the ending ``.csv``, ``.txt``, ``.tsv`` or ``.xlsx``.
    sheet : str, optional
        Sheet of the workbook; the first one unless given.
    header_row : int
        Row with the headings, counted from 1.
    missing : sequence of str
        Signs that the source uses for "no value", such as ``-``; they become blanks.

    Returns
    -------
    SourceTable
        The table.

    Raises
    ------
    InvalidInput
        There is no such file, it cannot be read, or it has no headings.
    UnknownName
        The workbook has no such sheet.
    """
    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"Cannot read {path.name}: {error.strerror or error}."
        raise InvalidInput(message) from error
    if path.suffix.casefold() == ".xlsx":
        sheet, lines = _sheet(path, sheet)
    elif path.suffix.casefold() in {".csv", ".txt", ".tsv"}:
        lines = _csv(path, content)
    else:
        message = f"Cannot read {path.name}: save it as CSV or as an Excel workbook (.xlsx)."
        raise InvalidInput(message)
    checksum = hashlib.sha256(content).hexdigest()
    blanks = {"", *missing}
    return _table(path.name, checksum, sheet, lines, header_row, blanks)


def read_sheets(
    file: str | Path, sheets: Sequence[str], *, header_row: int = 1, missing: Sequence[str] = ()
) -> SourceTable:
    """Read several sheets of one workbook, one below the other.

    Parameters
    ----------
    file : str or Path
        The workbook, ``.xlsx``.
    sheets : sequence of str
        Sheets, in the order in which they are read.
    header_row : int
        Row with the headings in each of them, counted from 1.
    missing : sequence of str
        Signs that the source uses for "no value".

    Returns
    -------
    SourceTable
        All rows under the headings of all sheets, cells of other sheets' columns blank; each row
        knows its sheet and keeps its number there.

    Raises
    ------
    InvalidInput, UnknownName
        As `read_source`; a sheet that has one heading twice is refused here.
    """
    read = [
        read_source(file, sheet=sheet, header_row=header_row, missing=missing) for sheet in sheets
    ]
    for table in read:
        twice = [name for name in table.headings if table.headings.count(name) > 1]
        if twice:
            message = f"{table.file} has the heading '{twice[0]}' twice in the sheet {table.sheet}."
            raise InvalidInput(message)
    headings = tuple(dict.fromkeys(name for table in read for name in table.headings))
    rows: list[SourceRow] = []
    for table in read:
        for row in table.rows:
            cells = dict(zip(table.headings, row.cells, strict=True))
            texts = tuple(cells.get(name, "") for name in headings)
            rows.append(SourceRow(row.number, texts, table.sheet))
    ragged = tuple(problem for table in read for problem in table.ragged)
    return SourceTable(read[0].file, read[0].sha256, None, headings, tuple(rows), ragged)


def _table(
    file: str,
    checksum: str,
    sheet: str | None,
    lines: list[list[str]],
    header_row: int,
    blanks: set[str],
) -> SourceTable:
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    if len(lines) < header_row or not any(cell.strip() for cell in lines[header_row - 1]):
        message = f"{file} has no headings in row {header_row}."
        raise InvalidInput(message)
    headings = [" ".join(cell.split()) for cell in lines[header_row - 1]]
    while not headings[-1]:
        headings.pop()
    width = len(headings)
    rows: list[SourceRow] = []
    ragged: list[Problem] = []
    for number, line in enumerate(lines[header_row:], start=header_row + 1):
        cells = [" ".join(cell.split()) for cell in line]
        if any(cells[width:]):
            ragged.append(
                Problem(
                    file=file,
                    sheet=sheet,
                    row=number,
                    found=f"{len(cells)} cells",
                    expected=f"{width} cells, as many as there are headings",
                    advice="A cell may hold the separator; put it between quotation marks.",
                )
            )
        cells = [*cells, *[""] * (width - len(cells))][:width]
        rows.append(
            SourceRow(number, tuple("" if cell in blanks else cell for cell in cells), sheet)
        )
    named = tuple(name or f"(column {place})" for place, name in enumerate(headings, start=1))
    return SourceTable(file, checksum, sheet, named, tuple(rows), tuple(ragged))


def _csv(path: Path, content: bytes) -> list[list[str]]:
    text = _decode(path, content)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text)))
    except csv.Error as error:
        message = f"Cannot read {path.name} as CSV: {error}."
        raise InvalidInput(message) from error


def _decode(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = f"Cannot read {path.name}: it is no text in UTF-8, UTF-16 or Windows-1252."
    raise InvalidInput(message)


def _delimiter(path: Path, text: str) -> str:
    if path.suffix.casefold() == ".tsv":
        return "\t"
    # The sign that splits the first rows into the most cells, and always as many.
    best, most = ",", 1
    for sign in _DELIMITERS:
        rows = csv.reader(io.StringIO(text[:20000], newline=""), delimiter=sign)
        widths = [len(row) for _, row in zip(range(5), rows, strict=False) if row]
        if widths and len(set(widths)) == 1 and widths[0] > most:
            best, most = sign, widths[0]
    return best


def _sheet(path: Path, sheet: str | None) -> tuple[str, list[list[str]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about colours and drop-downs that openpyxl does not keep
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
            message = f"Cannot read {path.name} as an Excel workbook."
            raise InvalidInput(message) from error
        try:
            name = sheet or book.sheetnames[0]
            if name not in book.sheetnames:
                raise UnknownName(_SHEET, name, book.sheetnames)
            return name, [[_text(v) for v in row] for row in book[name].iter_rows(values_only=True)]
        finally:
            book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
