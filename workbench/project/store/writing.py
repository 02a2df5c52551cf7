"""Write a project: whole files or none, nothing that a spreadsheet would compute.

In CSV a text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end gets an apostrophe in
front, which reading takes off again; in a workbook it is stored as text. A negative number in a
column of numbers stays a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import yaml

from workbench.errors import InvalidInput, Problem
from workbench.files import write_whole
from workbench.project.checks.cells import CONTROL
from workbench.project.schema.amounts import as_number
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import DTYPES, conform, spelt
from workbench.project.settings.project_settings import FILE_NAME, Settings
from workbench.project.sources.folder_tables import WORKBOOK

Form = Literal["csv", "xlsx", "parquet"]

_RISKY = re.compile(r"'*[=+\-@\t\r\n]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576
_NUMERIC = {"Int64", "float64"}


def write_project(
    folder: Path | str,
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    *,
    form: Form = "csv",
) -> Path:
    """Write ``project.yaml`` and the tables; reading them gives the same again.

    Parameters
    ----------
    folder : Path or str
        Folder of the project; made where it is not there. Files of the same names are replaced,
        each at once and whole.
    settings : Settings
        Content of ``project.yaml``.
    tables : mapping of str to pandas.DataFrame
        Tables by name, with declared columns; a column that is left out is written blank.
    form : {"csv", "xlsx", "parquet"}, default "csv"
        One CSV file per table, one workbook, or one Parquet file per table.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UnknownName
        A table or column is not declared.
    InvalidInput
        The folder holds tables that would stay beside the new ones, a column does not hold what it
        should, or a text cannot be written in this form.
    """
    folder = Path(folder)
    whole = {name: conform(name, tables[name]) for name in declaration().tables if name in tables}
    for name in tables:
        declaration().table(name)
    for name, frame in whole.items():
        _refuse_control_characters(name, frame)
    folder.mkdir(parents=True, exist_ok=True)
    files = {WORKBOOK} if form == "xlsx" else {f"{name}.{form}" for name in whole}
    _refuse_leftovers(folder, files)
    if form == "csv":
        for name, frame in whole.items():
            write_whole(folder / f"{name}.csv", csv_bytes(name, frame))
    elif form == "parquet":
        for name, frame in whole.items():
            write_whole(folder / f"{name}.parquet", _parquet(name, frame))
    else:
        write_whole(folder / WORKBOOK, _workbook(whole))
    write_whole(folder / FILE_NAME, settings_yaml(settings).encode())
    return folder


def settings_yaml(settings: Settings) -> str:
    """Return the text of ``project.yaml``; what is at its default is left out.

    Examples
    --------
    >>> print(settings_yaml(Settings(title="Banana wilt", framework="ipsr")), end="")
    title: Banana wilt
    framework: ipsr
    """
    content = _plain(settings.model_dump(mode="json", exclude_defaults=True))
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def _plain(value: Any) -> Any:
    """Return tuples as lists and mappings as dicts, which is all that YAML knows."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _refuse_control_characters(name: str, frame: pd.DataFrame) -> None:
    """Refuse characters that no spreadsheet takes and reading would refuse."""
    problems = []
    for heading in frame.columns[frame.dtypes == "str"]:
        for text in frame[heading].dropna().unique():
            found = CONTROL.search(text)
            if found:
                problems.append(
                    Problem(
                        file=name,
                        column=str(heading),
                        found=f"the character {ord(found[0]):#04x} in '{text[:40]!r}'",
                        expected="text without control characters",
                        advice="Take the character out.",
                    )
                )
    if problems:
        message = f"The table {name} cannot be written."
        raise InvalidInput(message, problems)


def _refuse_leftovers(folder: Path, files: Iterable[str]) -> None:
    """Refuse to write beside other tables: reading would take both."""
    names = set(declaration().tables)
    left = [
        path.name
        for path in sorted(folder.iterdir())
        if path.name not in files
        and (path.name == WORKBOOK or (path.suffix in {".csv", ".parquet"} and path.stem in names))
    ]
    if left:
        message = (
            f"The folder {folder.name} holds {', '.join(left)}, which would be read together "
            "with the new tables. Take an empty folder, or move them away."
        )
        raise InvalidInput(message)


def csv_bytes(name: str, frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; with a byte order mark where Excel needs it to read the letters."""
    columns = [safe_texts(name, frame[heading]) for heading in frame.columns]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*columns, strict=True))
    text = stream.getvalue()
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")


def _amounts(name: str) -> frozenset[str]:
    """Return the columns whose text is a number: no spreadsheet computes anything else of it."""
    columns = declaration().table(name).columns
    return frozenset(heading for heading, column in columns.items() if column.type == "amount")


def safe_texts(name: str, series: pd.Series[Any]) -> list[str]:
    """Return the cells of a column of a table as CSV spells them, nothing of it a formula."""
    if series.dtype != "str" or series.name in _amounts(name):
        return csv_texts(series)
    return spelt(series, lambda text: f"'{text}" if _RISKY.match(text) else text)


def csv_texts(series: pd.Series[Any]) -> list[str]:
    """Return values as CSV spells them; missing is ``""``.

    Examples
    --------
    >>> csv_texts(pd.Series([True, None], dtype="boolean"))
    ['yes', '']
    """
    if series.dtype == "boolean":
        return spelt(series, lambda value: "yes" if value else "no")
    if series.dtype == "datetime64[ns]":
        return spelt(series, lambda day: f"{day:%Y-%m-%d}")
    if series.dtype == "float64":
        return spelt(series, lambda value: repr(value).removesuffix(".0"))
    return spelt(series, str)


_ARROW = {
    "str": pa.string(),
    "Int64": pa.int64(),
    "float64": pa.float64(),
    "datetime64[ns]": pa.date32(),
    "boolean": pa.bool_(),
}


def _parquet(name: str, frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    pq.write_table(parquet_table(name, frame), stream)
    return stream.getvalue()


def parquet_table(name: str, frame: pd.DataFrame) -> pa.Table:
    """Return a table as Parquet holds it, each column of its declared type."""
    table = declaration().table(name)
    schema = pa.schema(
        [(heading, _ARROW[DTYPES[column.type]]) for heading, column in table.columns.items()]
    )
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def _workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return one workbook with a sheet per table, streamed so that large ones fit into memory."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    for name, frame in tables.items():
        _refuse_too_large(name, frame)
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        headings = [WriteOnlyCell(sheet, heading) for heading in frame.columns]
        for cell in headings:
            cell.font = Font(bold=True)
        sheet.append(headings)
        columns = [cell_values(name, frame[heading]) for heading in frame.columns]
        for values in zip(*columns, strict=True):
            sheet.append([_cell(sheet, value) for value in values])
    if not tables:
        book.create_sheet("sites")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _refuse_too_large(name: str, frame: pd.DataFrame) -> None:
    longest = max(
        frame[heading].str.len().max() for heading in frame.columns[frame.dtypes == "str"]
    )
    if len(frame) >= _MOST_ROWS or longest > _LONGEST_CELL:
        message = (
            f"The table {name} does not fit into a workbook ({len(frame)} rows, longest text "
            f"{longest:.0f} characters). Write it as csv or parquet."
        )
        raise InvalidInput(message)


def cell_values(name: str, series: pd.Series[Any]) -> list[object]:
    """Return the cells of a column of a table as a workbook stores them."""
    if series.name in _amounts(name):
        return _amount_cells(series)
    if str(series.dtype) in _NUMERIC:
        return [None if pd.isna(value) else value for value in series.astype(object).tolist()]
    if series.dtype == "datetime64[ns]":
        return [None if pd.isna(value) else value.to_pydatetime() for value in series.tolist()]
    # Workbooks write a control character as _x000D_; a text that looks so says that it is none.
    return [_LOOKS_ESCAPED.sub("_x005F_", text) or None for text in csv_texts(series)]


def _amount_cells(series: pd.Series[Any]) -> list[object]:
    """Return amounts as numbers to compute with; as text where a workbook would round them."""
    values: list[object] = []
    for text in series.astype(object).where(series.notna(), None).tolist():
        number = None if text is None else as_number(text)
        values.append(text if number is None else number)
    return values


def _cell(sheet: Any, value: object) -> object:
    """Store a text as text: openpyxl would make a formula of '=…' and an error of '#N/A'."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str) and (_RISKY.match(value) or value.startswith("#")):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        # openpyxl writes 16 digits; some numbers need 17 to read back equal.
        cell = WriteOnlyCell(sheet, repr(value))
        cell.data_type = "n"
        return cell
    return value
