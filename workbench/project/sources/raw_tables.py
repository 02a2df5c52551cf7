"""Tables as they stand in files: text, with the address of every cell, and no meaning yet.

Whatever the form of the file, a :class:`RawTable` keeps each cell as text; ``""`` is blank.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from workbench.errors import Problem
from workbench.project.schema.declaration import Table, declaration
from workbench.project.sources.cell_problems import CellProblem, ProblemList, address

NOTE: Final = "→"
"""First character of what is there for the eye and never read: a heading, or an example row."""

MOST_COLUMNS: Final = 16_384
"""As many as a spreadsheet has."""

_ROWS_BEFORE_HEADER = 20
_MERGED = CellProblem(
    expected="a heading above each column",
    advice="Unmerge the headings and fill in each cell.",
)
_AREA, _SPREAD = 5_000_000, 8

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
    cell_problems : mapping of (int, int) to CellProblem
        Cells that cannot be read, by record and column, both counted from 0.
    unreadable : frozenset of int
        Records that cannot be trusted as a whole.
    merged : tuple of (int, int, int, int)
        Merged ranges below the headings: first record and column, last record and column.
    formulas : frozenset of (int, int)
        Cells whose value was saved with a formula.
    separator : str or None
        What stands between the cells of a text file.
    dropped : mapping of int to str
        Rows that hold no data and were left out, and why.
    """

    name: str
    file: str
    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    columns: tuple[Texts, ...]
    rows: npt.NDArray[np.int64]
    cell_problems: Mapping[tuple[int, int], CellProblem] = field(default_factory=dict)
    unreadable: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    separator: str | None = None
    dropped: Mapping[int, str] = field(default_factory=dict)

    def problem(
        self,
        problem: CellProblem,
        *,
        found: str = "",
        record: int | None = None,
        column: int | None = None,
        heading: str | None = None,
        site: str | None = None,
    ) -> Problem:
        """Describe where in the file something is wrong; without a record, in the headings."""
        row = self.header_row if record is None else int(self.rows[record])
        return Problem(
            file=self.file,
            sheet=self.sheet,
            row=row,
            column=heading,
            cell=None if column is None else address(column, row),
            found=found if problem.found is None else problem.found,
            expected=problem.expected,
            advice=problem.advice,
            site=site,
            severity=problem.severity,
        )


@dataclass(frozen=True, kw_only=True)
class RawSheet:
    """Records of one file or sheet, before anyone knows which row holds the headings.

    Attributes
    ----------
    file, sheet
        Where it stands.
    records : sequence of sequences of str
        Cells, row by row, blank rows included.
    numbers : sequence of int
        Row number of each record, as a spreadsheet counts.
    cell_problems : mapping of (int, int) to CellProblem
        Cells that cannot be read, by position of record and column.
    unreadable : frozenset of int
        Positions of records that cannot be trusted as a whole.
    shifts : bool
        Whether a cell too many in a record means that the others stand in the wrong column.
    merged : tuple of (int, int, int, int)
        Merged ranges: first row and column, last row and column, counted from 0.
    formulas : frozenset of (int, int)
        Cells whose value was saved with a formula, by position.
    separator : str or None
        What stands between the cells of a text file.
    hidden : bool
        Whether the sheet is hidden in its workbook.
    """

    file: str
    records: Records
    numbers: Sequence[int]
    sheet: str | None = None
    cell_problems: dict[tuple[int, int], CellProblem] = field(default_factory=dict)
    unreadable: frozenset[int] = frozenset()
    shifts: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    separator: str | None = None
    hidden: bool = False


def heading_key(heading: str) -> str:
    """Return a heading without stray blanks, capitals, and blanks or hyphens for ``_``.

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
    """Return the position of the record that holds most of a table's headings; else the first."""
    best, most = 0, 0
    for position, record in enumerate(records[:_ROWS_BEFORE_HEADER]):
        known = {heading_key(text) for text in record} & set(table.columns)
        if len(known) > most:
            best, most = position, len(known)
    if most:
        return best
    return next((at for at, record in enumerate(records) if any(map(str.strip, record))), 0)


def raw_table(name: str, sheet: RawSheet, problems: ProblemList) -> RawTable | None:
    """Find the headings of a sheet and stand its columns side by side.

    Parameters
    ----------
    name : str
        Table that the sheet is read as.
    sheet : RawSheet
        Its records.
    problems : ProblemList
        Takes a warning where the headings do not stand in the first row.

    Returns
    -------
    RawTable or None
        ``None`` where there is no row at all; the problem is then in ``problems``.
    """
    table = declaration().table(name)
    if not any(any(record) for record in sheet.records):
        problems.add(
            Problem(
                file=sheet.file,
                sheet=sheet.sheet,
                found="nothing",
                expected=f"a row of headings: {', '.join(list(table.columns)[:3])}, …",
                advice="Write the headings in row 1, or delete the file if it is not needed.",
            ),
            common=True,
        )
        return None
    at = find_header(sheet.records, table)
    if not stands_together(sheet, at, problems):
        return None
    raw = table_at(name, _without_notes(sheet, at), at)
    _check_header_place(raw, sheet, at, problems)
    return raw


def table_at(name: str, sheet: RawSheet, at: int) -> RawTable:
    """Stand the columns of a sheet side by side, under the headings in a given record.

    Parameters
    ----------
    name : str
        Table that the sheet is read as.
    sheet : RawSheet
        Its records.
    at : int
        Position of the record with the headings.
    """
    kept = kept_positions(sheet, at)
    shifted = _shifted(sheet, at, kept) if sheet.shifts else {}
    # Where a cell too many moves the others, nothing stands behind the last heading.
    wide = [at] if sheet.shifts else [at, *kept]
    width = max(len(sheet.records[position]) for position in wide)
    order = {position: record for record, position in enumerate(kept)}
    return RawTable(
        name=name,
        file=sheet.file,
        sheet=sheet.sheet,
        header=_padded(sheet.records[at], width),
        header_row=sheet.numbers[at],
        columns=_columns([sheet.records[position] for position in kept], width),
        rows=np.array([sheet.numbers[position] for position in kept], dtype=np.int64),
        cell_problems={
            (order[position], column): problem
            for (position, column), problem in (sheet.cell_problems | shifted).items()
            if position in order
        },
        unreadable=frozenset(
            order[position]
            for position in (*sheet.unreadable, *(position for position, _ in shifted))
            if position in order
        ),
        merged=tuple(_merged_below(sheet, at, kept)),
        formulas=frozenset(
            (order[position], column) for position, column in sheet.formulas if position in order
        ),
        separator=sheet.separator,
    )


def kept_positions(sheet: RawSheet, at: int) -> list[int]:
    """List the positions below the headings that are not blank."""
    return [
        position
        for position in range(at + 1, len(sheet.records))
        if position in sheet.unreadable or any(map(str.strip, sheet.records[position]))
    ]


def _merged_below(
    sheet: RawSheet, at: int, kept: Sequence[int]
) -> Iterator[tuple[int, int, int, int]]:
    """Return the merged ranges below the headings, by record; those of blank rows hold nothing."""
    for top, left, bottom, right in sheet.merged:
        first, behind = bisect_left(kept, top), bisect_right(kept, bottom)
        if top > at and first < behind:
            yield first, left, behind - 1, right


def fits(rows: int, columns: int, cells: int) -> bool:
    """Whether a table of that many rows and columns may be laid out for that many cells.

    Examples
    --------
    >>> fits(400_000, 10, 4_000_000), fits(1_000_000_000, 1, 12)
    (True, False)
    """
    return columns <= MOST_COLUMNS and rows * columns <= max(_AREA, _SPREAD * cells)


def stands_together(sheet: RawSheet, at: int, problems: ProblemList) -> bool:
    """Whether a sheet may be laid out, or would swell when its short rows are filled up.

    Parameters
    ----------
    sheet : RawSheet
        The sheet.
    at : int
        Position of the record with the headings.
    problems : ProblemList
        Takes what is wrong with it.
    """
    rows, columns = len(sheet.records), max(map(len, sheet.records))
    width = len(sheet.records[at]) if sheet.shifts else columns
    if fits(rows, max(width, 1), sum(map(len, sheet.records))) and columns <= MOST_COLUMNS:
        return True
    problems.add(
        Problem(
            file=sheet.file,
            sheet=sheet.sheet,
            found=f"{columns:,} columns and {rows:,} rows, most of them short",
            expected=f"at most {MOST_COLUMNS:,} columns, and rows about as long as the headings",
            advice="Keep the columns of the table and delete the others.",
        ),
        common=True,
    )
    return False


def _without_notes(sheet: RawSheet, at: int) -> RawSheet:
    """Blank what the entry workbook holds for the eye: computed columns, and the example row."""
    notes = {
        column for column, text in enumerate(sheet.records[at]) if text.strip().startswith(NOTE)
    }
    shown = {
        position
        for position, record in enumerate(sheet.records[at + 1 :], start=at + 1)
        if record and record[0].lstrip().startswith(NOTE)
    }
    if not notes and not shown:
        return sheet
    records = [
        []
        if position in shown
        else ["" if column in notes else text for column, text in enumerate(record)]
        for position, record in enumerate(sheet.records)
    ]

    def kept(place: tuple[int, int]) -> bool:
        return place[0] not in shown and place[1] not in notes

    cell_problems = {at: one for at, one in sheet.cell_problems.items() if kept(at)}
    formulas = frozenset(filter(kept, sheet.formulas))
    return replace(sheet, records=records, cell_problems=cell_problems, formulas=formulas)


def _check_header_place(raw: RawTable, sheet: RawSheet, at: int, problems: ProblemList) -> None:
    """Warn of headings below row 1, and stop at headings that cannot be read."""
    if raw.header_row > 1:
        problem = CellProblem(
            expected="the headings in row 1",
            advice="They were read where they stand; delete the rows above them.",
            severity="warning",
        )
        problems.add(raw.problem(problem, found=f"headings in row {raw.header_row}", column=0))
    merged = {(top, left): _MERGED for top, left, bottom, right in sheet.merged
              if top <= at <= bottom and left != right}  # fmt: skip
    for (position, column), problem in (sheet.cell_problems | merged).items():
        if position == at:
            text = raw.header[column] if column < len(raw.header) else ""
            problems.add(raw.problem(problem, found=text, column=column), common=True)


def _shifted(sheet: RawSheet, at: int, kept: Sequence[int]) -> dict[tuple[int, int], CellProblem]:
    """Find records with more cells than there are headings: a comma too many moved the others."""
    width = len(sheet.records[at])
    return {
        (position, width): CellProblem(
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
