"""Sheets of a workbook as text: ``.xlsx``, ``.xlsb``, ``.xls`` and ``.ods``.

Nothing is computed here: a formula counts as the value that was saved with it. One without such a
value, and a cell that the spreadsheet itself could not compute, is an error with its place.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Final

import python_calamine as calamine

from workbench.errors import Problem, UnknownName
from workbench.project.sources.cell_problems import CellProblem, ProblemList
from workbench.project.sources.raw_tables import RawSheet, fits
from workbench.project.sources.workbook_parts import (
    SwollenError,
    WorkbookParts,
    is_error,
    odd_cells,
)

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""Endings of the workbooks that are read."""

_SAVE_AGAIN = "Open it in Excel or LibreOffice and save it again as a workbook (.xlsx)."
_NO_VALUE = CellProblem(
    expected="a value",
    advice="No value was saved with the formula; open the workbook in Excel or LibreOffice and "
    "save it again, or paste the cell as a value.",
)
_ERROR = CellProblem(
    expected="a value",
    advice="Excel could not compute the cell; mend it there and paste the result as a value.",
)
_VISIBLE = calamine.SheetVisibleEnum.Visible
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, calamine.CalamineError, OSError, EOFError, ValueError),
    *(NotImplementedError, RuntimeError, LookupError, OverflowError),
)
_OLD = b"\xd0\xcf\x11\xe0"


def read_workbook(path: Path, problems: ProblemList, *, only: Sequence[str] = ()) -> list[RawSheet]:
    """Read the sheets of a workbook; sheets of charts and macros hold no cells and are left out.

    Numbers, dates and booleans that are stored as such are spelt as in CSV: ``3``, ``2026-03-14``,
    ``yes``.

    Parameters
    ----------
    path : Path
        The workbook.
    problems : ProblemList
        Takes what is wrong with the workbook as a whole, or with one of its sheets.
    only : sequence of str
        Sheets to read; ``""`` is the first one that is visible. All sheets by default.

    Returns
    -------
    list of RawSheet
        In the order of the workbook, each with whether it is hidden; empty where it cannot be read.

    Raises
    ------
    UnknownName
        There is no sheet of one of these names.
    """
    content = b""
    try:
        content = path.read_bytes()
        parts = None if content.startswith(_OLD) else WorkbookParts(content)
        if parts is not None:
            parts.weigh()
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return list(_sheets(path.name, book, parts, only, problems))
    except UnknownName:
        raise
    except SwollenError as error:
        problems.add(_swollen(path.name, str(error)), common=True)
    except BaseException as error:
        if not _is_of_file(error):
            raise
        locked = content.startswith(_OLD) and _LOCKED in content
        problems.add(_not_readable(path.name, error, locked=locked), common=True)
    return []


def _is_of_file(error: BaseException) -> bool:
    """Whether a damaged file brought this about; calamine's own faults are no ``Exception``."""
    return isinstance(error, _DAMAGE) or type(error).__name__ == "PanicException"


def _not_readable(file: str, error: BaseException, *, locked: bool) -> Problem:
    if locked or isinstance(error, calamine.PasswordError) or "password" in str(error):
        found, advice = "a workbook with a password", "Save it again without a password."
    elif isinstance(error, OSError) and error.strerror:
        found, advice = error.strerror, "Ask who keeps the disk, or put the file there again."
    else:
        found = "a file that is no Excel workbook, or a damaged one"
        advice = f"{_SAVE_AGAIN[:-1]}, or take a copy that is whole."
    return Problem(
        file=file, found=found, expected="an Excel or LibreOffice workbook", advice=advice
    )


def _swollen(file: str, found: str) -> Problem:
    return Problem(
        file=file,
        found=found,
        expected="a workbook whose cells stand together",
        advice="Delete what stands far below or beside the table, or copy the table into a new "
        "workbook.",
    )


def _sheets(
    file: str,
    book: calamine.CalamineWorkbook,
    parts: WorkbookParts | None,
    only: Sequence[str],
    problems: ProblemList,
) -> Iterator[RawSheet]:
    known = [
        sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    names = [sheet.name for sheet in known]
    if not names:
        problems.add(_not_readable(file, ValueError(), locked=False), common=True)
    first = next((sheet.name for sheet in known if sheet.visible == _VISIBLE), "")
    first = first or (names[0] if names else "")
    wanted = {_known(name or first, names) for name in only} if names else set()
    if "" in only and first != book.sheet_names[0]:
        problems.add(_not_the_first(file, first, book.sheet_names[0]))
    places = {} if parts is None else parts.sheets()
    for sheet in known:
        if only and sheet.name not in wanted:
            continue
        try:
            cells = book.get_sheet_by_name(sheet.name)
        except calamine.CalamineError:
            problems.add(_damaged(file, sheet.name), common=True)
            continue
        # XML was weighed before; the older forms can be weighed only now.
        rows, columns = cells.end or (0, 0)
        if parts is None and not fits(rows + 1, columns + 1, 0):
            problems.add(_swollen(file, "cells far apart"), common=True)
            continue
        part = b"" if parts is None else parts.read(places.get(sheet.name, ""))
        yield _sheet(file, sheet, cells, part)


def _not_the_first(file: str, read: str, before: str) -> Problem:
    return Problem(
        file=file,
        sheet=read,
        found=f"the sheet {before} before it, hidden or without cells",
        expected="the table in the first sheet",
        advice="The first visible sheet with cells was read; name another one in the map under "
        "file, sheet.",
        severity="warning",
    )


def _damaged(file: str, sheet: str) -> Problem:
    return Problem(
        file=file,
        sheet=sheet,
        found="a sheet that is damaged",
        expected="a sheet with cells",
        advice=f"It was not read. {_SAVE_AGAIN}",
    )


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise UnknownName(kind="sheet", name=name, known=names)
    return name


def _sheet(
    file: str, sheet: calamine.SheetMetadata, cells: calamine.CalamineSheet, part: bytes
) -> RawSheet:
    """Spell the cells of one sheet."""
    _, left = cells.start or (0, 0)
    before = [""] * left
    records = [
        [*before, *(value if value.__class__ is str else _spelt(value) for value in row)]
        for row in cells.iter_rows()
    ]
    merged = tuple((*top, *bottom) for top, bottom in cells.merged_cell_ranges or ())
    cell_problems: dict[tuple[int, int], CellProblem] = {}
    formulas: set[tuple[int, int]] = set()
    for odd in odd_cells(part):
        place = (odd.row, odd.column)
        if odd.row < 0 or odd.row >= 2**20:
            continue
        if odd.error or not odd.saved:
            while len(records) <= odd.row:
                records.append([])
            records[odd.row] += [""] * (odd.column + 1 - len(records[odd.row]))
            records[odd.row][odd.column] = odd.error or odd.formula or "="
            cell_problems[place] = _ERROR if odd.error else _NO_VALUE
        else:
            formulas.add(place)
    if not part:
        cell_problems |= {
            (row, column): _ERROR
            for row, record in enumerate(records)
            for column, text in enumerate(record)
            if text.startswith("#") and is_error(text)
        }
    return RawSheet(
        file=file,
        sheet=sheet.name,
        records=records,
        numbers=range(1, len(records) + 1),
        cell_problems=cell_problems,
        merged=merged,
        formulas=frozenset(formulas),
        hidden=sheet.visible != _VISIBLE,
    )


def _spelt(value: object) -> str:
    """Return a cell as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return str(value)  # a date, a time or a span as Python has it
