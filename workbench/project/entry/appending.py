"""Add rows to a table of a project, in the file and the form that it has."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import InvalidInput
from workbench.files import write_whole
from workbench.project.schema.declaration import declaration
from workbench.project.sources.folder_tables import WORKBOOK
from workbench.project.sources.raw_tables import NOTE, find_header, heading_key
from workbench.project.sources.workbook_source import WORKBOOKS
from workbench.project.store.writing import cell_values, csv_bytes, parquet_table, safe_texts

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def append_rows(folder: Path, name: str, rows: pd.DataFrame) -> str:
    """Add rows behind those that a table has; what is there stays byte for byte or cell for cell.

    Parameters
    ----------
    folder : Path
        Folder of the project.
    name : str
        Table.
    rows : DataFrame
        New rows, with the declared columns.

    Returns
    -------
    str
        Name of the file that was changed.

    Raises
    ------
    InvalidInput
        The file has a form that nothing can be added to without changing the rest.
    """
    workbook = folder / WORKBOOK
    if (folder / f"{name}.parquet").is_file():
        return _to_parquet(folder / f"{name}.parquet", name, rows)
    if (folder / f"{name}.csv").is_file():
        return _to_csv(folder / f"{name}.csv", name, rows)
    if workbook.is_file():
        return _to_workbook(workbook, name, rows)
    # A table beside a workbook that holds it would stand in two places.
    for suffix in sorted(WORKBOOKS):
        other = workbook.with_suffix(suffix)
        if other.is_file():
            message = f"Rows cannot be added to {other.name}; save it as {WORKBOOK} first."
            raise InvalidInput(message)
    return _to_csv(folder / f"{name}.csv", name, rows)


def _to_csv(path: Path, name: str, rows: pd.DataFrame) -> str:
    if not path.is_file():
        write_whole(path, csv_bytes(name, rows))
        return path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    header = next(csv.reader(io.StringIO(text)), [])
    known = [heading_key(heading) for heading in header]
    if not set(declaration().table(name).key) <= set(known):
        message = (
            f"{path.name} is not written in UTF-8 with commas and its headings in row 1, so rows "
            "cannot be added to it. Save it so, or paste the new rows by hand."
        )
        raise InvalidInput(message)
    lacking = [one for one in map(str, rows) if rows[one].notna().any() and one not in known]
    if lacking:
        message = f"{path.name} has no column {', '.join(lacking)}; add it first."
        raise InvalidInput(message)
    columns = [safe_texts(name, rows[one]) if one in rows else [""] * len(rows) for one in known]
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(zip(*columns, strict=True))
    between = "" if text.endswith(("\n", "\r")) else "\n"
    added = stream.getvalue()
    mark = "" if (text + added).isascii() else "\N{ZERO WIDTH NO-BREAK SPACE}"
    write_whole(path, f"{mark}{text}{between}{added}")
    return path.name


def _to_parquet(path: Path, name: str, rows: pd.DataFrame) -> str:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    old, new = pq.read_table(path), parquet_table(name, rows)
    stream = io.BytesIO()
    pq.write_table(pa.concat_tables([old, new], promote_options="permissive"), stream)
    write_whole(path, stream.getvalue())
    return path.name


def _to_workbook(path: Path, name: str, rows: pd.DataFrame) -> str:
    from openpyxl import load_workbook

    book = load_workbook(path)
    titles = {heading_key(title): title for title in book.sheetnames}
    sheet: Any = book[titles[name]] if name in titles else book.create_sheet(name)
    columns = _headings(sheet, name, rows)
    first = _last_row(sheet, columns.values()) + 1
    for heading, place in columns.items():
        for number, value in enumerate(cell_values(name, rows[heading]), start=first):
            if value is None:
                continue
            cell = sheet.cell(number, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # "=1+1" stays what was typed
    stream = io.BytesIO()
    book.save(stream)
    write_whole(path, stream.getvalue())
    return path.name


def _headings(sheet: Worksheet, name: str, rows: pd.DataFrame) -> dict[str, int]:
    """Return the place of each column, counted from 1; a heading that lacks is added at the end."""
    records = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    at = find_header(records, declaration().table(name)) if records else 0
    header = records[at] if records else []
    places = {
        heading_key(text): place
        for place, text in enumerate(header, start=1)
        if text and not text.startswith(NOTE)
    }
    for heading in map(str, rows):
        if heading not in places and rows[heading].notna().any():
            places[heading] = max(places.values(), default=0) + 1
            sheet.cell(at + 1, places[heading]).value = heading
    return {heading: places[heading] for heading in map(str, rows) if heading in places}


def _last_row(sheet: Worksheet, places: Any) -> int:
    """Return the last row with anything in a column that is entered; notes reach further down."""
    entered = set(places)
    last = 1
    for row in sheet.iter_rows(min_col=min(entered), max_col=max(entered)):
        for cell in row:
            if cell.column in entered and cell.value not in (None, ""):
                last = max(last, int(cell.row))
    return last
