"""One sheet of a workbook in the style of the house: heads, money with its formula, a check cell.

Text from data is written as text and never becomes a formula. Every formula carries the value that
the report shows, so that a reader who does not recompute sees the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from workbench.drawing.words import tidy

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MONEY: Final = "#,##0.00;[Red]-#,##0.00;0.00"
HEAD_ROW: Final = 5
"""Row of the heads, counted from 0; above it stand title, subtitle, note and check."""

FIRST_ROW: Final = HEAD_ROW + 1
_LONGEST: Final = 30_000  # a cell of Excel takes 32,767 letters
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_LINE_HEIGHT, _TALLEST = 13.0, 400.0  # points; Excel takes 409
_INK, _PALE, _LINE = "#1F3A4D", "#E8EEF2", "#B8C4CC"

_RULED = {"valign": "top", "bottom": 1, "bottom_color": _LINE}
_WRAPPED = {**_RULED, "text_wrap": True}
_INPUT = {"bg_color": "#FFF8DC", "font_color": "#1F3FA8"}  # what a reader may change
_TOTAL = {"bold": True, "bg_color": _PALE, "top": 1, "bottom": 6}
_HEAD = {
    "bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "text_wrap": True,
    "valign": "vcenter", "border": 1, "border_color": _LINE,
}  # fmt: skip
_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "subtitle": {"font_color": "#444444"},
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head-number": {**_HEAD, "align": "right"},
    "text": {**_WRAPPED, "align": "left", "indent": 1},
    "plain": _RULED,
    "label": _WRAPPED,
    "key": {**_RULED, "font_color": "#555555", "font_size": 9},
    "band": {**_RULED, "bold": True, "bg_color": _PALE},
    "money": {**_RULED, "num_format": MONEY},
    "ratio": {**_RULED, "num_format": "0.00"},
    "number": {**_RULED, "num_format": "#,##0.####"},
    "rate": {**_RULED, "num_format": "#,##0.000000"},
    "share": {**_RULED, "num_format": "0.0%"},
    "open-money": {**_RULED, "num_format": "#,##0.00;[Red]-#,##0.00;–"},
    "input-text": {**_RULED, **_INPUT},
    "input-number": {**_RULED, **_INPUT, "num_format": "#,##0.####"},
    "input-money": {**_RULED, **_INPUT, "num_format": "#,##0.00"},
    "input-rate": {**_RULED, **_INPUT, "num_format": "#,##0.000000"},
    "input-share": {**_RULED, **_INPUT, "num_format": "0.0##%"},
    "date": {**_RULED, "num_format": "yyyy-mm-dd", "align": "left"},
    "total-note": {**_TOTAL, "align": "left", "indent": 1},
    "total": _TOTAL,
    "total-money": {**_TOTAL, "num_format": MONEY},
    "total-share": {**_TOTAL, "num_format": "0.0%"},
    "check": {"num_format": "0.00", "border": 1, "bold": True, "align": "right"},
    "good": {"font_color": "#1B5E20", "bg_color": "#E3F1E4"},
    "bad": {"font_color": "#FFFFFF", "bg_color": "#B00020"},
}


class Book:
    """A workbook in memory.

    Parameters
    ----------
    title, subject : str
        Properties of the file.
    day : date
        Day that the file says it was made on; the same content gives the same bytes.
    """

    def __init__(self, title: str, subject: str, day: date) -> None:
        import xlsxwriter

        self._bytes = BytesIO()
        options = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        self.file: Workbook = xlsxwriter.Workbook(self._bytes, options)
        made = {"title": tidy(title), "subject": tidy(subject), "created": _moment(day)}
        self.file.set_properties(made)
        self.file.set_calc_mode("auto")
        self._styles: dict[tuple[str, bool], Format] = {}
        self.checks: list[tuple[str, str]] = []

    def style(self, name: str, *, quoted: bool = False) -> Format:
        """Return a format by name; `quoted` marks text that looks like a formula."""
        key = (name, quoted)
        if key not in self._styles:
            made = self.file.add_format({"font_name": "Arial", "font_size": 10, **_STYLES[name]})
            if quoted:
                made.set_quote_prefix()
            self._styles[key] = made
        return self._styles[key]

    def define(self, name: str, formula: str) -> None:
        """Name a range, so that formulas can use it."""
        self.file.define_name(name, f"={formula}")

    def close(self) -> bytes:
        """Finish the file and return its bytes."""
        self.file.close()
        return self._bytes.getvalue()


class Page:
    """One sheet.

    Parameters
    ----------
    book : Book
        The workbook.
    name : str
        Name of the sheet.
    title, subtitle : str
        First two lines.
    heads : sequence of (str, float, bool)
        Heading with its unit, width, and whether numbers stand below it.
    """

    def __init__(
        self,
        book: Book,
        name: str,
        title: str,
        subtitle: str,
        heads: Sequence[tuple[str, float, bool]],
        *,
        note: str = "",
    ) -> None:
        self.book, self.name = book, name
        self.sheet: Worksheet = book.file.add_worksheet(name)
        self.columns = len(heads)
        self._widths = [width for _, width, _ in heads]
        self._tall: dict[int, int] = {}
        self.row = FIRST_ROW
        for place, (_, width, _) in enumerate(heads):
            self.sheet.set_column(place, place, width)
        for row, (style, words) in enumerate(
            (("title", title), ("subtitle", subtitle), ("subtitle", note))
        ):
            self.sheet.write_string(row, 0, tidy(words), book.style(style, quoted=risky(words)))
        for place, (words, _, number) in enumerate(heads):
            style = book.style("head-number" if number else "head", quoted=risky(words))
            self.sheet.write_string(HEAD_ROW, place, tidy(words), style)
        self.sheet.set_row(HEAD_ROW, 32)
        self.sheet.freeze_panes(FIRST_ROW, 0)
        self._print()

    def _print(self) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.repeat_rows(HEAD_ROW)
        self.sheet.set_footer("&L&9&A&R&9Page &P of &N")

    def text(self, column: int, words: object, style: str = "text") -> None:
        """Write text, whatever it begins with; blank stays blank."""
        said = "" if _missing(words) else tidy(words)[:_LONGEST]
        if style == "label" and column == 0:
            self.fill("text", start=1)  # what the row does not hold is ruled all the same
        if said:
            self._heighten(column, said, style)
            look = self.book.style(style, quoted=risky(said))
            self.sheet.write_string(self.row, column, said, look)
        else:
            self.sheet.write_blank(self.row, column, None, self.book.style(style))

    def _heighten(self, column: int, words: str, style: str) -> None:
        """Make a row high enough for text that wraps; not every program does so by itself."""
        if style not in {"text", "label"}:
            return
        lines = len(wrap(words, max(4, int(self._widths[column] * 1.15))))
        if lines > self._tall.get(self.row, 1):
            self._tall[self.row] = lines
            self.sheet.set_row(self.row, min(_TALLEST, _LINE_HEIGHT * lines + 2))

    def number(self, column: int, value: Decimal | float | None, style: str = "money") -> None:
        """Write a number; what is not known stays blank."""
        if _missing(value):
            self.sheet.write_blank(self.row, column, None, self.book.style(style))
        elif value is not None:
            self.sheet.write_number(self.row, column, float(value), self.book.style(style))

    def formula(
        self,
        column: int,
        formula: str,
        value: Decimal | float | str,
        style: str = "money",
        *,
        row: int | None = None,
    ) -> None:
        """Write a formula together with its value."""
        cached = value if isinstance(value, str) else float(value)
        at = self.row if row is None else row
        self.sheet.write_formula(at, column, f"={formula}", self.book.style(style), cached)

    def day(self, column: int, value: date | None) -> None:
        """Write a day."""
        if value is None or _missing(value):
            self.text(column, "")
        else:
            style = self.book.style("date")
            self.sheet.write_datetime(self.row, column, _moment(value), style)

    def fill(self, style: str, *, start: int = 0) -> None:
        """Style the rest of the row."""
        for column in range(start, self.columns):
            self.sheet.write_blank(self.row, column, None, self.book.style(style))

    def band(self, words: str) -> None:
        """Write a line that heads a block, and go to the next."""
        self.fill("band")
        self.text(0, words, "band")
        self.row += 1

    def check(self, formula: str, words: str) -> None:
        """Write the check cell, which must be 0, with a word beside it."""
        row = HEAD_ROW - 2
        self.sheet.write_string(row, 0, "Check", self.book.style("subtitle"))
        self.formula(1, f"ROUND({formula},2)", 0, "check", row=row)
        cell = f"$B${row + 1}"
        self.formula(2, f'IF({cell}=0,"agrees","DIFFERS")', "agrees", "subtitle", row=row)
        self.sheet.write_string(row + 1, 0, f"must be 0: {words}", self.book.style("subtitle"))
        for test, style in (("==", "good"), ("!=", "bad")):
            look = self.book.file.add_format(dict(_STYLES[style]))
            rule = {"type": "cell", "criteria": test, "value": 0, "format": look}
            self.sheet.conditional_format(cell, rule)
        self.book.checks.append((self.name, f"'{self.name}'!{cell}"))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())


def _missing(value: object) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))  # type: ignore[call-overload]


def risky(words: object) -> bool:
    """Return whether a program might take a text for a formula.

    Examples
    --------
    >>> risky("=1+1"), risky("@SUM(A1)"), risky("Seed")
    (True, True, False)
    """
    return str(words).startswith(_RISKY)


def cell(row: int, column: int, *, fixed: str = "") -> str:
    """Return the address of a cell, row and column counted from 0.

    Parameters
    ----------
    row, column : int
        Place.
    fixed : {"", "row", "column", "both"}
        What a dollar sign holds in place.

    Examples
    --------
    >>> cell(5, 2), cell(5, 2, fixed="both"), cell(5, 2, fixed="row")
    ('C6', '$C$6', 'C$6')
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    whole = fixed == "both"
    row_stays, column_stays = whole or fixed == "row", whole or fixed == "column"
    return str(xl_rowcol_to_cell(row, column, row_abs=row_stays, col_abs=column_stays))
