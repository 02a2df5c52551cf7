"""Tables as they stand in files: text, with the address of every cell, and no meaning yet.

A folder holds a table as ``NAME.csv``, as the sheet ``NAME`` of ``tables.xlsx`` or as
``NAME.parquet``. Whatever the form, a :class:`RawTable` keeps each cell as text; ``""`` is blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.errors import Problem, Severity
from workbench.project.checks.gathering import Findings, Trouble, address, nearest
from workbench.project.entry.guide import NOTE
from workbench.project.entry.workbook import NOT_TABLES
from workbench.project.schema.declaration import Table, declaration

WORKBOOK = "tables.xlsx"
_ROWS_BEFORE_HEADER = 20

Texts = npt.NDArray[np.object_]
Records = Sequence[Sequence[str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class RawTable:
    """One table as a file has it.

    Attributes
    ----------
    name : str
        Table that it is read as.
    file : str
        Name of the file.
    sheet : str or None
        Sheet, where the file is a workbook.
    header : tuple of str
        Headings as they stand.
    header_row : int
        Row of the headings, as a spreadsheet counts.
    columns : tuple of arrays of str
        Cells of each column; ``""`` is blank.
    rows : array of int
        Row number of each record, as a spreadsheet counts. Blank rows are left out.
    troubles : mapping of (int, int) to Trouble
        Cells that cannot be read, by record and column, both counted from 0.
    unreadable : frozenset of int
        Records that cannot be trusted as a whole.
    """

    name: str
    file: str
    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    columns: tuple[Texts, ...]
    rows: npt.NDArray[np.int64]
    troubles: Mapping[tuple[int, int], Trouble] = field(default_factory=dict)
    unreadable: frozenset[int] = frozenset()

    def problem(
        self,
        trouble: Trouble,
        *,
        found: str = "",
        record: int | None = None,
        column: int | None = None,
        heading: str | None = None,
        site: str | None = None,
    ) -> Problem:
        """Say where in the file something is wrong; without a record, in the headings."""
        row = self.header_row if record is None else int(self.rows[record])
        return Problem(
            file=self.file,
            sheet=self.sheet,
            row=row,
            column=heading,
            cell=None if column is None else address(column, row),
            found=found if trouble.found is None else trouble.found,
            expected=trouble.expected,
            advice=trouble.advice,
            site=site,
            severity=trouble.severity,
        )


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Records of one file or sheet, before anyone knows which row holds the headings.

    Attributes
    ----------
    file, sheet
        Where it stands.
    records : sequence of sequences of str
        Cells, row by row, blank rows included.
    numbers : sequence of int
        Row number of each record, as a spreadsheet counts.
    troubles : mapping of (int, int) to Trouble
        Cells that cannot be read, by position of record and column.
    unreadable : frozenset of int
        Positions of records that cannot be trusted as a whole.
    shifts : bool
        Whether a cell too many in a record means that the others stand in the wrong column.
    """

    file: str
    records: Records
    numbers: Sequence[int]
    sheet: str | None = None
    troubles: dict[tuple[int, int], Trouble] = field(default_factory=dict)
    unreadable: frozenset[int] = frozenset()
    shifts: bool = False


def heading_key(heading: str) -> str:
    """Give a heading without stray blanks, capitals, and blanks or hyphens for ``_``.

    Examples
    --------
    >>> heading_key(" Supports level ")
    'supports_level'

    The entry workbook shows a star behind what is required, and saving a sheet as CSV writes it.

    >>> heading_key("site *")
    'site'
    """
    heading = heading.strip().removesuffix("*")
    return "_".join(heading.replace("-", " ").replace("_", " ").casefold().split())


def find_header(records: Records, table: Table) -> int:
    """Give the position of the record that holds most of a table's headings; else the first."""
    best, most = 0, 0
    for position, record in enumerate(records[:_ROWS_BEFORE_HEADER]):
        known = {heading_key(text) for text in record} & set(table.columns)
        if len(known) > most:
            best, most = position, len(known)
    if most:
        return best
    return next((at for at, record in enumerate(records) if any(map(str.strip, record))), 0)


def raw_table(name: str, sheet: Sheet, findings: Findings) -> RawTable | None:
    """Find the headings of a sheet and stand its columns side by side.

    Parameters
    ----------
    name : str
        Table that the sheet is read as.
    sheet : Sheet
        Its records.
    findings : Findings
        Takes a warning where the headings do not stand in the first row.

    Returns
    -------
    RawTable or None
        ``None`` where there is no row at all; the problem is then in ``findings``.
    """
    table = declaration().table(name)
    if not any(any(record) for record in sheet.records):
        findings.add(
            _of_file(
                sheet.file,
                found="nothing",
                expected=f"a row of headings: {', '.join(list(table.columns)[:3])}, …",
                advice="Write the headings in row 1, or delete the file if it is not needed.",
                sheet=sheet.sheet,
            ),
            common=True,
        )
        return None
    at = find_header(sheet.records, table)
    sheet = _without_notes(sheet, at)
    kept = [
        position
        for position in range(at + 1, len(sheet.records))
        if position in sheet.unreadable or any(map(str.strip, sheet.records[position]))
    ]
    shifted = _shifted(sheet, at, kept) if sheet.shifts else {}
    # Where a cell too many moves the others, nothing stands behind the last heading.
    wide = [at] if sheet.shifts else [at, *kept]
    width = max(len(sheet.records[position]) for position in wide)
    order = {position: record for record, position in enumerate(kept)}
    raw = RawTable(
        name=name,
        file=sheet.file,
        sheet=sheet.sheet,
        header=_padded(sheet.records[at], width),
        header_row=sheet.numbers[at],
        columns=_columns([sheet.records[position] for position in kept], width),
        rows=np.array([sheet.numbers[position] for position in kept], dtype=np.int64),
        troubles={
            (order[position], column): trouble
            for (position, column), trouble in (sheet.troubles | shifted).items()
            if position in order
        },
        unreadable=frozenset(
            order[position]
            for position in (*sheet.unreadable, *(position for position, _ in shifted))
            if position in order
        ),
    )
    _check_header_place(raw, sheet, at, findings)
    return raw


def _without_notes(sheet: Sheet, at: int) -> Sheet:
    """Blank the columns that the entry workbook computes for the eye."""
    notes = {
        column for column, text in enumerate(sheet.records[at]) if text.strip().startswith(NOTE)
    }
    if not notes:
        return sheet
    records = [
        ["" if column in notes else text for column, text in enumerate(record)]
        for record in sheet.records
    ]
    troubles = {place: told for place, told in sheet.troubles.items() if place[1] not in notes}
    return replace(sheet, records=records, troubles=troubles)


def _check_header_place(raw: RawTable, sheet: Sheet, at: int, findings: Findings) -> None:
    """Warn of headings below row 1, and stop at headings that cannot be read."""
    if raw.header_row > 1:
        trouble = Trouble(
            expected="the headings in row 1",
            advice="They were read where they stand; delete the rows above them.",
            severity="warning",
        )
        findings.add(raw.problem(trouble, found=f"headings in row {raw.header_row}", column=0))
    for (position, column), trouble in sheet.troubles.items():
        if position == at:
            text = raw.header[column] if column < len(raw.header) else ""
            findings.add(raw.problem(trouble, found=text, column=column), common=True)


def _shifted(sheet: Sheet, at: int, kept: Sequence[int]) -> dict[tuple[int, int], Trouble]:
    """Find records with more cells than there are headings: a comma too many moved the others."""
    width = len(sheet.records[at])
    return {
        (position, width): Trouble(
            expected=f"{width} cells, as there are headings",
            advice="Put a text or number with a comma in quotes; a decimal mark is a point.",
            found=f"{len(sheet.records[position])} cells",
        )
        for position in kept
        if position not in sheet.unreadable and any(map(str.strip, sheet.records[position][width:]))
    }


def _padded(record: Sequence[str], width: int) -> tuple[str, ...]:
    return (*record, *[""] * (width - len(record)))


def _columns(records: Records, width: int) -> tuple[Texts, ...]:
    """Turn records into columns; short records are blank at the end."""
    if any(len(record) != width for record in records):
        records = [_padded(record, width)[:width] for record in records]
    columns: Iterator[tuple[Any, ...]] = zip(*records, strict=True) if records else iter(())
    made = [_texts(column) for column in columns]
    return tuple(made) if records else tuple(_texts(()) for _ in range(width))


def _texts(values: Sequence[str]) -> Texts:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _of_file(
    file: str,
    *,
    found: str,
    expected: str,
    advice: str,
    sheet: str | None = None,
    severity: Severity = "error",
) -> Problem:
    return Problem(
        file=file, sheet=sheet, found=found, expected=expected, advice=advice, severity=severity
    )


def open_tables(folder: Path, findings: Findings) -> dict[str, RawTable]:
    """Open every table of a folder.

    Parameters
    ----------
    folder : Path
        Folder of the project.
    findings : Findings
        Takes what is wrong with files and sheets: unreadable, misspelt, twice, unknown.

    Returns
    -------
    dict of str to RawTable
        By name of the table, in the order of ``tables.yaml``.
    """
    offered = [*_files(folder, findings), *_sheets(folder, findings)]
    named = _with_tables(offered, findings)
    opened: dict[str, RawTable] = {}
    for name in declaration().tables:
        found = [raw for sheet in named.get(name, []) if (raw := raw_table(name, sheet, findings))]
        filled = [raw for raw in found if len(raw.rows)]
        if len(filled) > 1:
            findings.add(_twice(name, filled), common=True)
        if found:
            opened[name] = (filled or found)[0]
    return opened


def _twice(name: str, raws: Sequence[RawTable]) -> Problem:
    places = [raw.file if raw.sheet is None else f"{raw.file}, sheet {raw.sheet}" for raw in raws]
    return _of_file(
        raws[1].file,
        sheet=raws[1].sheet,
        found=f"the table {name} in {' and in '.join(places)}",
        expected="each table in one place",
        advice="Keep the one that is right and delete the other.",
    )


def _no_file(path: Path) -> Problem:
    return _of_file(
        path.name,
        found="a folder" if path.is_dir() else "a link that leads to no file",
        expected="a file with the table",
        advice="Put the file there, or remove it if the table is not needed.",
    )


def _files(folder: Path, findings: Findings) -> Iterator[tuple[str, Sheet]]:
    """Read CSV and Parquet files; give each with its bare name."""
    from workbench.project.sources.csv_source import read_csv
    from workbench.project.sources.parquet_source import read_parquet

    for path in sorted(folder.iterdir()):
        suffix = path.suffix.casefold()
        if path.name.startswith((".", "~$")):
            continue
        if not path.is_file():
            if suffix in {".csv", ".parquet"} and _table_of(path.stem) is not None:
                findings.add(_no_file(path), common=True)
            continue
        if suffix in {".xls", ".ods", ".tsv", ".xlsm"}:
            findings.add(_foreign(path), common=_means_table(path))
        elif suffix in {".csv", ".parquet"}:
            if _table_of(path.stem) is None and nearest(path.stem, declaration().tables) is None:
                findings.add(_not_a_table(path.name, None))
                continue
            read = read_csv if suffix == ".csv" else read_parquet
            sheet = read(path, findings)
            if sheet is not None:
                yield path.stem, sheet


def _sheets(folder: Path, findings: Findings) -> Iterator[tuple[str, Sheet]]:
    """Read the sheets of the workbook; a workbook of another name is not read."""
    from workbench.project.sources.xlsx_source import read_xlsx

    books = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.casefold() == ".xlsx" and not path.name.startswith((".", "~$"))
    )
    for path in books:
        if path.name.casefold() == WORKBOOK:
            for sheet in read_xlsx(path, findings):
                title = sheet.sheet or ""
                if title.casefold() not in NOT_TABLES:
                    yield title, sheet
        else:
            alone = len(books) == 1
            near = alone and nearest(path.name, [WORKBOOK]) is not None
            findings.add(
                _of_file(
                    path.name,
                    found=path.name,
                    expected=f"one workbook with the name {WORKBOOK}",
                    advice=f"Did you mean '{WORKBOOK}'? It was not read; rename or move it.",
                    severity="error" if near else "warning",
                ),
                common=near,
            )


def _table_of(title: str) -> str | None:
    """Give the table that a file or sheet is named after, whatever its capitals."""
    key = heading_key(title)
    return key if key in declaration().tables else None


def _means_table(path: Path) -> bool:
    return _table_of(path.stem) is not None or path.stem.casefold() == "tables"


def _foreign(path: Path) -> Problem:
    return _of_file(
        path.name,
        found=f"a file of the form {path.suffix}",
        expected="CSV, tables.xlsx or Parquet",
        advice="It was not read. Save it as CSV (UTF-8) or as a sheet of tables.xlsx.",
        severity="error" if _means_table(path) else "warning",
    )


def _not_a_table(file: str, sheet: str | None) -> Problem:
    return _of_file(
        file,
        sheet=sheet,
        found=sheet or file,
        expected=f"a table: {', '.join(declaration().tables)}",
        advice="It was not read; move it elsewhere if it is no table of the project.",
        severity="warning",
    )


def _beside(name: str, sheet: Sheet, read: Sheet) -> Problem:
    """Name a file or sheet that is nearly called as a table that was read from another."""
    place = read.file if read.sheet is None else f"sheet {read.sheet} of {read.file}"
    return _of_file(
        sheet.file,
        sheet=sheet.sheet,
        found=sheet.sheet or sheet.file,
        expected=f"the table {name} in one place",
        advice=f"It was not read, as {place} was; bring its rows there, or move it elsewhere.",
        severity="warning",
    )


def _with_tables(
    offered: Sequence[tuple[str, Sheet]], findings: Findings
) -> dict[str, list[Sheet]]:
    """Give each table its sheets; a misspelt name is told and read as what it means."""
    named: dict[str, list[Sheet]] = {}
    unknown: list[tuple[str, Sheet]] = []
    for title, sheet in offered:
        name = _table_of(title)
        if name is None:
            unknown.append((title, sheet))
        else:
            named.setdefault(name, []).append(sheet)
    for title, sheet in unknown:
        near = nearest(title, declaration().tables)
        if near is None and _looks_like_table(sheet):
            findings.add(_not_a_table(sheet.file, sheet.sheet))
        elif near in named:
            findings.add(_beside(near, sheet, named[near][0]))
        elif near is not None:
            right = near if sheet.sheet else f"{near}{Path(sheet.file).suffix}"
            findings.add(
                _of_file(
                    sheet.file,
                    sheet=sheet.sheet,
                    found=title if sheet.sheet else sheet.file,
                    expected=f"the name of a table: {', '.join(declaration().tables)}",
                    advice=f"Did you mean '{right}'?",
                ),
                common=True,
            )
            named.setdefault(near, []).append(sheet)
    return named


def _looks_like_table(sheet: Sheet) -> bool:
    """Whether a sheet with a foreign name holds a table's headings; notes and lists do not."""
    first = next((record for record in sheet.records if any(record)), ())
    headings = {heading_key(text) for text in first}
    return any(
        len(headings & set(table.columns)) >= len(table.key) + 1
        for table in declaration().tables.values()
    )
