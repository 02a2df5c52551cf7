"""What stands in the parts of a workbook file and in no cell: sizes, formulas and errors.

An ``.xlsx``, ``.xlsb`` or ``.ods`` file is a ZIP archive. Before anything opens it, its parts are
weighed here, so that a small file cannot swell; afterwards its sheets are searched for what a
reader of values passes over.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from workbench.project.sources.raw_tables import fits

_ALWAYS: Final = 64_000_000
_MOST: Final = 1_500_000_000
_TIMES: Final = 100
_MOST_LETTERS: Final = 200_000_000
_EXCEL_ERRORS: Final = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR_CELL = re.compile(rb"""\st=["']e["']""")
_END = re.compile(rb"</(?:\w+:)?c>")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]*)<")
_AT = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,9})["']""")
_TEXT_TYPE = re.compile(rb"""\st=["']str["']""")
_CELL_AT = re.compile(  # and it is not blank
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})(\d+)["'][^>]*(?<!/)>"""
    rb"""(?!\s*<(?:/|(?:\w+:)?v\s*/))"""
)
_STRING_AT = re.compile(rb"""\st=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d+)<""")
_LONGEST_CELL: Final = 100_000
_ODS: Final = "urn:oasis:names:tc:opendocument:xmlns:"


class SwollenError(ValueError):
    """A workbook that would take far more memory than its file says; the text says why."""


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell with a formula or an error.

    Attributes
    ----------
    row, column : int
        Position, counted from 0; -1 where the file does not say.
    formula : str
        The formula, with its ``=``; "" where it is shared with another cell or where there is none.
    error : str
        What Excel shows instead of a value; "" where there is a value or none.
    saved : bool
        Whether a value was saved with the formula.
    """

    row: int
    column: int
    formula: str
    error: str
    saved: bool


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows where it could not compute a cell."""
    return _EXCEL_ERRORS.fullmatch(text) is not None


class WorkbookParts:
    """Parts of a workbook that is a ZIP archive, once they are known to be of a sensible size.

    Parameters
    ----------
    content : bytes
        The file.

    Raises
    ------
    zipfile.BadZipFile
        The archive is damaged.
    SwollenError
        It would swell when opened.
    """

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        infos = self._archive.infolist()
        inflated = sum(info.file_size for info in infos)
        if inflated > _MOST or (inflated > _ALWAYS and inflated > _TIMES * len(content)):
            message = f"{inflated // 1_000_000} MB packed into {len(content) // 1000} kB"
            raise SwollenError(message)
        self.names: Mapping[str, str] = {
            info.filename.replace("\\", "/").casefold(): info.filename for info in infos
        }

    def read(self, name: str) -> bytes:
        """Return a part; "" where there is none. A part that is damaged raises."""
        real = self.names.get(name.casefold())
        return b"" if real is None else self._archive.read(real)

    def weigh(self) -> None:
        """Read each part that matters once: its checksum holds, and its cells stand together."""
        strings = self.read("xl/sharedstrings.xml")
        lengths = [len(item) for item in re.split(rb"</(?:\w+:)?si>", strings)]
        letters = 0
        for name in self.names:
            if name == "content.xml":
                _weigh_ods(self.read(name))
            elif name.startswith("xl/worksheets/") and name.endswith(".xml"):
                part = self.read(name)
                _weigh_sheet(part)
                letters += _letters(part, lengths)
            elif name.startswith(("xl/workbook", "xl/styles", "xl/_rels")) or name.endswith(".bin"):
                self.read(name)
        if letters > _MOST_LETTERS:
            message = f"{letters // 1_000_000} million letters, from few texts used many times"
            raise SwollenError(message)

    def sheets(self) -> Mapping[str, str]:
        """Return the part of each sheet of an ``.xlsx``, by the sheet's name; of others none."""
        if "xl/workbook.xml" not in self.names:
            return {}
        try:
            relations = ET.fromstring(self.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat stops entities that swell
            book = ET.fromstring(self.read("xl/workbook.xml"))  # noqa: S314
        except (ET.ParseError, LookupError, ValueError) as error:
            raise zipfile.BadZipFile(str(error)) from error
        targets = {item.get("Id"): item.get("Target", "") for item in relations}
        found: dict[str, str] = {}
        for element in book.iter():
            if element.tag.rpartition("}")[2] == "sheet":
                key = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
                target = targets.get(key, "")
                path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                found[element.get("name", "")] = path
        return found


def odd_cells(part: bytes) -> Iterator[OddCell]:
    """Find the formulas and errors of a sheet of an ``.xlsx``.

    Examples
    --------
    >>> list(odd_cells(b'<c r="B2"><f>1+1</f><v></v></c>'))
    [OddCell(row=1, column=1, formula='=1+1', error='', saved=False)]
    """
    found = [match.start() for match in _FORMULA.finditer(part)] if b"f" in part else []
    starts = {part.rfind(b"<", 0, place) for place in found}
    starts |= {part.rfind(b"<", 0, match.start()) for match in _ERROR_CELL.finditer(part)}
    for start in sorted(starts):
        if start < 0:
            continue
        end = _END.search(part, start, start + _LONGEST_CELL)
        cell = part[start : end.start() if end else start + _LONGEST_CELL]
        head = cell[: cell.find(b">") + 1]
        at, value, formula = _AT.search(head), _VALUE.search(cell), _FORMULA_TEXT.search(cell)
        error = value is not None and _ERROR_CELL.search(head) is not None
        yield OddCell(
            row=int(at[2]) - 1 if at else -1,
            column=column_number(at[1].decode()) if at else -1,
            formula=f"={_plain(formula[1])}" if formula and formula[1] else "",
            error=_plain(value[1]) if value and error else "",
            # A formula that gave an empty text has a type and no value; that is a blank.
            saved=value is not None or _TEXT_TYPE.search(head) is not None,
        )


def _plain(text: bytes) -> str:
    return html.unescape(text.decode(errors="replace"))


def column_number(letters: str) -> int:
    """Return the position of a column, counted from 0.

    Examples
    --------
    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _weigh_sheet(part: bytes) -> None:
    """Refuse a sheet whose cells stand so far apart that the space between them fills memory."""
    cells = len(re.findall(rb"<(?:\w+:)?c[\s>]", part))
    digits = next(
        (n for n in range(9, 1, -1) if re.search(rb"""r=["'][A-Z]{1,3}\d{%d}""" % n, part)), 1
    )
    wide = next((n for n in (3, 2) if re.search(rb"""r=["'][A-Z]{%d}\d""" % n, part)), 1)
    if fits(10**digits, 26**wide, cells):
        return
    rows, columns = 1, 1
    for match in _CELL_AT.finditer(part):
        rows = max(rows, int(match[2]))
        columns = max(columns, column_number(match[1].decode()) + 1)
    if not fits(rows, columns, cells):
        message = f"{cells:,} cells spread over {rows:,} rows and {columns:,} columns"
        raise SwollenError(message)


def _letters(part: bytes, lengths: list[int]) -> int:
    """Count the letters that a sheet's cells take from the list of texts."""
    if not lengths or max(lengths) * part.count(b"<") <= _MOST_LETTERS:
        return 0
    used = (int(match[1]) for match in _STRING_AT.finditer(part))
    return sum(lengths[number] for number in used if number < len(lengths))


def _weigh_ods(part: bytes) -> None:
    """Refuse an ``.ods`` whose rows and cells are repeated beyond measure."""
    counter = _OdsCells()
    counter.read(part)
    if not fits(counter.rows, counter.columns, counter.tags):
        message = f"{counter.rows:,} rows and {counter.columns:,} columns from repeated cells"
        raise SwollenError(message)


class _OdsCells:
    """Counts the rows and columns that an ``.ods`` fills; blank ones behind the last do not count.

    Attributes
    ----------
    rows, columns : int
        Largest number of any sheet.
    tags : int
        Cells that stand in the file.
    """

    def __init__(self) -> None:
        self.rows = self.columns = self.tags = 0
        self._row = self._column = 0
        self._repeat = 1
        self._filled = False

    def read(self, part: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(part, True)  # noqa: FBT003 - the parser takes no keyword
        except expat.ExpatError as error:
            raise zipfile.BadZipFile(str(error)) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space = f"{_ODS}table:1.0 "
        if name == f"{space}table":
            self._row = 0
        elif name == f"{space}table-row":
            self._column, self._filled = 0, False
            self._repeat = _repeated(attributes, "rows")
        elif name in {f"{space}table-cell", f"{space}covered-table-cell"}:
            self.tags += 1
            self._column += _repeated(attributes, "columns")
            if f"{_ODS}office:1.0 value-type" in attributes:
                self._fill()
        elif name == f"{_ODS}text:1.0 p":
            self._fill()

    def _fill(self) -> None:
        self._filled = True
        self.columns = max(self.columns, self._column)

    def _end(self, name: str) -> None:
        if name == f"{_ODS}table:1.0 table-row":
            self._row += self._repeat
            if self._filled:
                self.rows = max(self.rows, self._row)


def _repeated(attributes: dict[str, str], what: str) -> int:
    text = attributes.get(f"{_ODS}table:1.0 number-{what}-repeated", "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 10**9
