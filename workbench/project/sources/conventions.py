"""What a whole column or file tells of how it was written, settled once and told once.

A cell by itself cannot say whether 03/04/2026 is in March or April, whether 1,5 is a number, or
whether NA is a country. Its column can, and then every cell is turned into the spelling that the
checks know. Where the column cannot say it either, its cells are refused together. Projects and
imports go through the same decisions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from workbench.errors import Problem
from workbench.project.schema.declaration import Column, declaration
from workbench.project.sources.cell_problems import CellProblem, ProblemList, also_rows
from workbench.project.sources.raw_tables import RawSheet, RawTable, Texts, heading_key, raw_table

Kind = Literal["number", "date", "flag", "name", "text"]
"""What cells are, as far as spelling goes: numbers, days, yes or no, short names, other texts."""

HXL_ROW: Final = "row of HXL hashtags"
"""Why such a row is left out."""

_KINDS: Final[Mapping[str, Kind]] = {
    "level": "number",
    "integer": "number",
    "number": "number",
    "amount": "number",
    "date": "date",
    "boolean": "flag",
    "identifier": "name",
    "identifiers": "name",
    "choice": "name",
    "choices": "name",
}
_NA: Final = "NA"
_HASHTAG = re.compile(r"#[A-Za-z][\w]*(\s*[+#][\w]+)*\s*")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u00ad]")
_JOINERS = re.compile(r"[\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_COMMA = re.compile(r"[+\-\u2212]?(\d+|\d{1,3}(\.\d{3})+)?,\d+(\s*%)?")
_DOTS = re.compile(r"[+\-\u2212]?\d{1,3}(\.\d{3})+")
_POINT = re.compile(r"[+\-\u2212]?\d*\.\d+")
_DAY = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[T ,]+\d[\d:.]*(?:\s*[AaPp][Mm])?)?")
_MONTHS = 12
_WIDE = CellProblem(
    expected="cells that are not merged",
    advice="Unmerge them and fill in each cell.",
)
_MERGED_NUMBER = CellProblem(
    expected="a number in a cell of its own",
    advice="Unmerge the cells and write to each row what belongs to it.",
)
_TWO_ORDERS = CellProblem(
    expected="one order of day and month in the column",
    advice="Some can only be day first and some only month first; write all as year-month-day.",
)
_EITHER_ORDER = CellProblem(
    expected="days such as 2026-03-14 (year-month-day)",
    advice="Nothing in the column says whether day or month comes first; write year-month-day.",
)
_TWO_MARKS = CellProblem(
    expected="one decimal mark in the file",
    advice="Elsewhere the comma is the decimal mark; write this one without the point, or with a "
    "comma.",
)


def kind_of(column: Column) -> Kind:
    """Return what the cells of a column are, as far as spelling goes.

    Examples
    --------
    >>> kind_of(Column(type="amount", meaning=""))
    'number'
    """
    return _KINDS.get(column.type, "text")


def settled_table(name: str, sheet: RawSheet, problems: ProblemList) -> RawTable | None:
    """Read a sheet as one of the tables of a project, in the spelling of the checks.

    Parameters
    ----------
    name : str
        The table.
    sheet : RawSheet
        Its records.
    problems : ProblemList
        Takes what is wrong with the headings, and what was decided.

    Returns
    -------
    RawTable or None
        ``None`` where there is nothing to read.
    """
    raw = raw_table(name, sheet, problems)
    return None if raw is None else settled_columns(raw, problems)


def settled_columns(raw: RawTable, problems: ProblemList) -> RawTable:
    """Bring the cells of a table of a project to the spelling of the checks.

    Parameters
    ----------
    raw : RawTable
        The table.
    problems : ProblemList
        Takes what was decided.
    """
    columns = declaration().table(raw.name).columns
    kinds = {
        position: kind_of(columns[key])
        for position, key in enumerate(map(heading_key, raw.header))
        if key in columns
    }
    return settle_conventions(raw, kinds, problems)


def settle_conventions(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> RawTable:
    """Turn the spellings of a file into those of the checks, and tell each decision once.

    Parameters
    ----------
    raw : RawTable
        A table as it stands in the file.
    kinds : mapping of int to {"number", "date", "flag", "name", "text"}
        What the cells are, for each column that is used, by its position.
    problems : ProblemList
        Takes a warning for each decision, with how many cells it holds for.

    Returns
    -------
    RawTable
        The table in the spelling of the checks; cells that no decision fits are among its
        ``cell_problems``.
    """
    raw = _without_hashtags(raw, problems)
    if len(raw.rows) == 0:
        return raw
    kinds = {position: kind for position, kind in kinds.items() if position < len(raw.columns)}
    for step in (_visible, _known, _unmerged, _with_points, _with_plain_days):
        raw = step(raw, kinds, problems)
    _tell_formulas(raw, kinds, problems)
    return raw


def _tell(
    raw: RawTable, problems: ProblemList, found: str, expected: str, advice: str,
    *, column: int | None = None, record: int | None = None,
) -> None:  # fmt: skip
    problems.add(
        Problem(
            file=raw.file,
            sheet=raw.sheet,
            row=None if record is None else int(raw.rows[record]),
            column=None if column is None else raw.header[column].strip() or None,
            found=found,
            expected=expected,
            advice=advice,
            severity="warning",
        )
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _without_hashtags(raw: RawTable, problems: ProblemList) -> RawTable:
    """Leave out a row of HXL hashtags below the headings."""
    first = [str(column[0]).strip() for column in raw.columns] if len(raw.rows) else []
    said = [text for text in first if text]
    if not said or not all(_HASHTAG.fullmatch(text) for text in said):
        return raw
    row = int(raw.rows[0])
    _tell(raw, problems, said[0], "data below the headings",
          f"Row {row} holds HXL hashtags and was left out.", record=0)  # fmt: skip
    return replace(
        raw,
        columns=tuple(column[1:] for column in raw.columns),
        rows=raw.rows[1:],
        cell_problems={(at[0] - 1, at[1]): wrong for at, wrong in raw.cell_problems.items()
                       if at[0]},
        unreadable=frozenset(record - 1 for record in raw.unreadable if record),
        merged=tuple((max(top - 1, 0), left, bottom - 1, right)
                     for top, left, bottom, right in raw.merged if bottom),
        formulas=frozenset((at - 1, column) for at, column in raw.formulas if at),
        dropped={**raw.dropped, row: HXL_ROW},
    )  # fmt: skip


def _changed(raw: RawTable, columns: Mapping[int, Texts]) -> RawTable:
    if not columns:
        return raw
    kept = enumerate(raw.columns)
    return replace(raw, columns=tuple(columns.get(at, column) for at, column in kept))


def _mapped(column: Texts, change: Callable[[str], str]) -> tuple[Texts, np.ndarray]:
    """Change each distinct text once; return the column and which cells are no longer the same."""
    codes, distinct = pd.factorize(column)
    made = np.empty(len(distinct), dtype=object)
    made[:] = [change(text) for text in distinct]
    return made[codes], (made != distinct)[codes]


def _visible(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> RawTable:
    """Take out characters that nobody sees and that keep equal names apart."""
    columns: dict[int, Texts] = {}
    cells, rows = 0, set[int]()
    for position in (at for at, kind in kinds.items() if kind != "text"):
        distinct = pd.unique(raw.columns[position])
        if all(text.isascii() for text in distinct):
            continue
        made, changed = _mapped(raw.columns[position], _without_invisible)
        if changed.any():
            columns[position] = made
            cells += int(changed.sum())
            rows |= set(raw.rows[changed].tolist())
    if cells:
        first, *others = sorted(rows)
        found = f"{_count(cells, 'cell')} with invisible characters, in row {first}"
        advice = f"They were taken out. {also_rows(others)}".strip()
        _tell(raw, problems, found, "characters that one sees", advice)
    return _changed(raw, columns)


def _without_invisible(text: str) -> str:
    plain = _INVISIBLE.sub("", text)
    bare = _JOINERS.sub("", plain)
    # In Arabic, Persian or Hindi these join letters; in Latin text they only hide.
    return bare if all(letter < "\u0590" for letter in bare) else plain


def _known(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> RawTable:
    """Read NA as blank where the whole file writes it so, as R does."""
    columns = {at: raw.columns[at] for at in kinds if _NA in raw.columns[at].tolist()}
    if not columns or not _is_for_blank(raw, kinds, columns):
        return raw
    coded = [at for at, column in columns.items() if _are_codes(column)]
    made = {
        at: np.where(column == _NA, "", column) for at, column in columns.items() if at not in coded
    }
    cells = sum(int((columns[at] == _NA).sum()) for at in made)
    if cells:
        named = ", ".join(raw.header[at].strip() for at in coded)
        stays = f" In {named} it is a country's code and stays." if coded else ""
        _tell(raw, problems, f"{_count(cells, 'cell')} with {_NA}",
              "blank cells where nothing is known", f"They were read as blank.{stays}")  # fmt: skip
    return _changed(raw, made)


def _is_for_blank(raw: RawTable, kinds: Mapping[int, Kind], with_na: Mapping[int, Texts]) -> bool:
    """Whether NA stands for every blank: of numbers, days and yes or no, or of all columns."""
    typed = [
        at
        for at, kind in kinds.items()
        if kind in {"number", "date", "flag"} and any(raw.columns[at])
    ]
    if any(at in with_na for at in typed):
        return not any("" in raw.columns[at].tolist() for at in typed)
    return len(with_na) > 1 and not any("" in raw.columns[at].tolist() for at in kinds)


def _are_codes(column: Texts) -> bool:
    """Whether a column holds countries by their two letters; NA is Namibia there."""
    others = [text for text in pd.unique(column) if text not in {"", _NA}]
    return bool(others) and all(map(_COUNTRY_CODE.fullmatch, others))


def _unmerged(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> RawTable:
    """Fill texts and days of a merged range into its rows; refuse numbers, and ranges in width."""
    columns: dict[int, Texts] = {}
    cell_problems = dict(raw.cell_problems)
    filled: dict[int, int] = {}
    for top, left, bottom, right in raw.merged:
        if left != right:
            if any(column in kinds for column in range(left, right + 1)):
                cell_problems.setdefault((top, left), _WIDE)
        elif left in kinds and bottom > top and str(raw.columns[left][top]).strip():
            if kinds[left] == "number":
                for record in range(top, bottom + 1):
                    cell_problems.setdefault((record, left), _MERGED_NUMBER)
            else:
                column = columns.setdefault(left, raw.columns[left].copy())
                column[top + 1 : bottom + 1] = column[top]
                filled[left] = filled.get(left, 0) + bottom - top
    for position, cells in filled.items():
        _tell(raw, problems, f"{_count(cells, 'cell')} merged with the one above",
              "cells that are not merged", "They were filled with what stands in the merged cell.",
              column=position)  # fmt: skip
    return replace(_changed(raw, columns), cell_problems=cell_problems)


def _with_points(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> RawTable:
    """Read the comma as decimal mark where no comma stands between cells."""
    if raw.separator in {None, ","}:
        return raw
    columns: dict[int, Texts] = {}
    numbers = [at for at, kind in kinds.items() if kind == "number"]
    for position in numbers:
        made, changed = _mapped(raw.columns[position], _with_point)
        if changed.any():
            columns[position] = made
            _tell(raw, problems, f"{_count(int(changed.sum()), 'number')} with a decimal comma",
                  "a point as decimal mark",
                  "The comma was read as the decimal mark, as it does not stand between cells.",
                  column=position)  # fmt: skip
    if not columns:
        return raw
    wrong = dict(raw.cell_problems)
    for position in numbers:
        pattern = _POINT if position in columns else _DOTS
        for record in _matching(raw.columns[position], pattern):
            wrong.setdefault((record, position), _TWO_MARKS)
    return replace(_changed(raw, columns), cell_problems=wrong)


def _with_point(text: str) -> str:
    bare = text.strip()
    return bare.replace(".", "").replace(",", ".") if _COMMA.fullmatch(bare) else text


def _matching(column: Texts, pattern: re.Pattern[str]) -> Sequence[int]:
    codes, distinct = pd.factorize(column)
    fits = np.array([pattern.fullmatch(text.strip()) is not None for text in distinct], dtype=bool)
    found: list[int] = np.flatnonzero(fits[codes]).tolist() if fits.any() else []
    return found


def _with_plain_days(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> RawTable:
    """Read 14/03/2026 where the column as a whole says which part is the day."""
    columns: dict[int, Texts] = {}
    wrong = dict(raw.cell_problems)
    for position in (at for at, kind in kinds.items() if kind == "date"):
        distinct = pd.unique(raw.columns[position])
        parts = [found for text in distinct if (found := _DAY.fullmatch(text.strip()))]
        if not parts:
            continue
        day_first = any(int(part[1]) > _MONTHS >= int(part[3]) for part in parts)
        month_first = any(int(part[3]) > _MONTHS >= int(part[1]) for part in parts)
        either = [part for part in parts if int(part[1]) != int(part[3])]
        if (day_first and month_first) or (either and not day_first and not month_first):
            # One such day alone is left to the check of cells, which names both that it may mean.
            problem = _TWO_ORDERS if day_first else _EITHER_ORDER
            for record in _matching(raw.columns[position], _DAY) if len(either) > 1 else ():
                wrong.setdefault((record, position), problem)
            continue
        made, changed = _mapped(raw.columns[position], _month_first if month_first else _day_first)
        columns[position] = made
        order = "month, day and year" if month_first else "day, month and year"
        _tell(raw, problems, f"{_count(int(changed.sum()), 'day')} written as {order}",
              "year-month-day, such as 2026-03-14",
              "They were read so, as every day of the column fits.", column=position)  # fmt: skip
    return replace(_changed(raw, columns), cell_problems=wrong)


def _day_first(text: str) -> str:
    part = _DAY.fullmatch(text.strip())
    return text if part is None else f"{part[4]}-{int(part[3]):02d}-{int(part[1]):02d}"


def _month_first(text: str) -> str:
    part = _DAY.fullmatch(text.strip())
    return text if part is None else f"{part[4]}-{int(part[1]):02d}-{int(part[3]):02d}"


def _tell_formulas(raw: RawTable, kinds: Mapping[int, Kind], problems: ProblemList) -> None:
    cells = [place for place in raw.formulas if place[1] in kinds]
    if cells:
        named = ", ".join(raw.header[at].strip() for at in sorted({at for _, at in cells}))
        advice = "The values saved with them were read; save the workbook after the last change."
        _tell(raw, problems, f"{_count(len(cells), 'formula')} in {named}", "values", advice)
