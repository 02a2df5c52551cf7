"""Sheets of an Excel workbook as text; formulas are refused and never evaluated."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from workbench.errors import Problem, UnknownName
from workbench.project.sources.cell_problems import CellProblem, ProblemList
from workbench.project.sources.raw_tables import RawSheet

_FORMULA = CellProblem(
    expected="a value",
    advice="A formula is not computed here; copy the cell and paste it as a value.",
)
_ERROR = CellProblem(
    expected="a value",
    advice="Excel could not compute the cell; mend it there and paste the result as a value.",
)
_MERGED = CellProblem(
    expected="cells that are not merged",
    advice="Unmerge them and fill in each cell.",
)


def read_xlsx(
    path: Path, problems: ProblemList, *, only: Sequence[str] = (), computed: bool = False
) -> list[RawSheet]:
    """Read the visible sheets of a workbook.

    Numbers, dates and booleans that Excel stores as such are spelt as in CSV: ``3``,
    ``2026-03-14``, ``yes``.

    Parameters
    ----------
    path : Path
        The workbook.
    problems : ProblemList
        Takes what is wrong with the workbook as a whole.
    only : sequence of str
        Sheets to read, hidden ones too; ``""`` is the first.
    computed : bool
        Whether a formula counts as the value that it had when the workbook was saved.

    Returns
    -------
    list of RawSheet
        In the order of the workbook; empty where it cannot be read.

    Raises
    ------
    UnknownName
        There is no sheet of one of these names.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns of parts that it does not keep; nothing is written back here.
            warnings.simplefilter("ignore")
            return list(_sheets(path, only, computed=computed))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        problems.add(
            Problem(
                file=path.name,
                found="a file that is no Excel workbook, or one with a password",
                expected="an Excel workbook (.xlsx)",
                advice="Open it in Excel or LibreOffice and save it again without a password.",
            ),
            common=True,
        )
        return []


def _sheets(path: Path, only: Sequence[str], *, computed: bool) -> Iterator[RawSheet]:
    reader = ExcelReader(path, read_only=True, keep_links=False, data_only=computed)
    reader.read()
    try:
        parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        names = [sheet.title for sheet in reader.wb.worksheets]
        wanted = {_known(name or names[0], names) for name in only}
        for sheet in reader.wb.worksheets:
            if sheet.title in wanted if only else sheet.sheet_state == "visible":
                # A workbook may state a wrong size; without it openpyxl reads what is there.
                sheet.reset_dimensions()
                merged = [] if computed else _merged(reader.archive.read(parts[sheet.title]))
                yield _sheet(path.name, sheet, merged)
    finally:
        reader.archive.close()


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise UnknownName(kind="sheet", name=name, known=names)
    return name


def _sheet(file: str, sheet: Any, merged: list[tuple[int, int]]) -> RawSheet:
    """Read the cells of one sheet."""
    records: list[list[str]] = []
    cell_problems: dict[tuple[int, int], CellProblem] = {}
    for position, cells in enumerate(sheet.iter_rows()):
        record = []
        for column, cell in enumerate(cells):
            text, problem = _text(cell.value, cell.data_type)
            record.append(text)
            if problem is not None:
                cell_problems[position, column] = problem
        records.append(record)
    for place in merged:
        cell_problems.setdefault(place, _MERGED)
    return RawSheet(
        file=file,
        sheet=sheet.title,
        records=records,
        numbers=range(1, len(records) + 1),
        cell_problems=cell_problems,
    )


def _text(value: Any, kind: str) -> tuple[str, CellProblem | None]:  # noqa: PLR0911
    """Return a cell as text, and what is wrong with it."""
    if value is None:
        return "", None
    if kind == "f":
        return str(getattr(value, "text", None) or value), _FORMULA
    if kind == "e":
        return str(value), _ERROR
    if isinstance(value, bool):
        return ("yes" if value else "no"), None
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else repr(value)), None
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return (value.date().isoformat() if midnight else value.isoformat(" ")), None
    if isinstance(value, date | time | timedelta):
        return str(value), None
    return str(value), None


def _merged(part: bytes) -> list[tuple[int, int]]:
    """Return the first cell of each merged range; openpyxl leaves them out when it streams."""
    found = re.findall(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]+)"', part)
    bounds = [range_boundaries(reference.decode()) for reference in found]
    return [((top or 1) - 1, (left or 1) - 1) for left, top, _, _ in bounds]
