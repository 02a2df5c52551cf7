"""Sheets of a budget workbook that sum the atoms: by activity, category, partner and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pandas as pd

from workbench.budget.analysis.budget import Budget
from workbench.budget.page.budget_ledger import AT_LEAST, NONE, Names, open_note, quoted, sum_of
from workbench.core.money import from_cents
from workbench.frameworks.funders import FunderProfile
from workbench.page.workbook_page import FIRST_ROW, HEAD_ROW, Book, Page, cell

_MOST_COLUMNS: Final = 8
_ONE_SHEET: Final = 30  # periods that fit on one printed page, the chart below them
_PARTS: Final = ("cost", "physical contingency", "price contingency", "indirect")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a sheet: its key, title and fixed conditions."""

    key: str
    title: str
    where: Mapping[str, str]


def _cents(rows: pd.DataFrame, where: Mapping[str, str]) -> Decimal:
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return from_cents(int(rows["cents"].sum()))


def _open(rows: pd.DataFrame, where: Mapping[str, str]) -> str:
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return AT_LEAST if rows["at_least"].any() else ""


def _share(part: Decimal, whole: Decimal) -> float:
    return float(part / whole) if whole else 0.0


def time_columns(budget: Budget) -> tuple[str, list[str]]:
    """Choose the columns of time: the periods of the budget where they fit, else its years.

    Returns
    -------
    str
        Column of the atoms: "period" or "year".
    list of str
        Its values in time.
    """
    for name in ("period", "year"):
        values = [str(one) for one in budget.totals(name)[name]]
        if len(values) <= _MOST_COLUMNS or name == "year":
            return name, values
    return "year", []


class _Sums:
    """A sheet with one row per key and one column per value of another column of the atoms."""

    def __init__(
        self, page: Page, rows: pd.DataFrame, column: str, values: Sequence[str], by: str
    ) -> None:
        self.page, self.rows, self.by = page, rows, by
        self.column, self.values = column, list(values)
        self.whole = from_cents(int(rows["cents"].sum()))
        self.totals: list[int] = []

    @property
    def sum_column(self) -> int:
        return 2 + len(self.values)

    def write(self, one: _Row) -> None:
        """Write a row: a formula per column, their sum, what is open, and the share."""
        page, row = self.page, self.page.row
        page.text(0, one.key, "key")
        page.text(1, one.title)
        fixed = {name: f'"{quoted(value)}"' for name, value in one.where.items()}
        here = {self.by: cell(row, 0, fixed="column"), **fixed}
        true = {self.by: one.key, **one.where}
        for place, value in enumerate(self.values, 2):
            head = cell(HEAD_ROW, place, fixed="row")
            formula = sum_of({**here, self.column: head})
            page.formula(place, formula, _cents(self.rows, {**true, self.column: value}))
        self._ends(row, _cents(self.rows, true), open_note(here), _open(self.rows, true))
        page.row += 1

    def _ends(self, row: int, total: Decimal, note: str, said: str, style: str = "") -> None:
        page, at = self.page, self.sum_column
        first, last = cell(row, 2), cell(row, at - 1)
        money, share, text = (
            (f"{style}-money", f"{style}-share", f"{style}-note")
            if style
            else ("money", "share", "text")
        )
        page.formula(at, f"ROUND(SUM({first}:{last}),2)", total, money)
        page.formula(at + 1, note, said, text)
        part = f"IF(grand_total=0,0,{cell(row, at)}/grand_total)"
        page.formula(at + 2, part, _share(total, self.whole), share)

    def total(self, first: int, last: int, words: str, where: Mapping[str, str]) -> None:
        """Write the sum of a block of rows."""
        page, row = self.page, self.page.row
        page.fill("total")
        page.text(0, words, "total")
        for place, value in enumerate(self.values, 2):
            area = f"{cell(first, place)}:{cell(last, place)}"
            true = _cents(self.rows, {**where, self.column: value})
            page.formula(place, f"ROUND(SUM({area}),2)", true, "total-money")
        at = self.sum_column + 1
        area = f"{cell(first, at)}:{cell(last, at)}"
        note = f'IF(COUNTIF({area},"{AT_LEAST}")>0,"{AT_LEAST}","")'
        said = _open(self.rows, where)
        self._ends(row, _cents(self.rows, where), note, said, "total")
        self.totals.append(row)
        page.row += 1

    def check(self, words: str) -> None:
        """Write the check cell: the totals of the sheet less that of the lines."""
        sums = "+".join(cell(row, self.sum_column) for row in self.totals) or "0"
        self.page.check(f"{sums}-grand_total", f"{words} less the sum of the lines")


def _heads(
    first: tuple[str, str], values: Sequence[str], currency: str
) -> list[tuple[str, float, bool]]:
    heads: list[tuple[str, float, bool]] = [(first[0], 15, False), (first[1], 38, False)]
    heads += [(value, 14, True) for value in values]
    return [*heads, (f"Total, {currency}", 16, True), ("Note", 10, False), ("Share", 9, True)]


def _keys(rows: pd.DataFrame, name: str) -> list[str]:
    """Give the keys in the order of the lines; what has none comes last."""
    keys = list(dict.fromkeys(str(one) for one in rows[name]))
    return sorted(keys, key=lambda one: one == NONE)


def write_by_activity(
    book: Book, budget: Budget, rows: pd.DataFrame, names: Names, subtitle: str
) -> None:
    """Write the sheet of sums by activity and period."""
    column, values = time_columns(budget)
    heads = _heads(("Activity", "Title"), values, budget.currency)
    note = f"Amounts in {budget.currency}. Indirect costs belong to no activity."
    page = Page(book, "By activity", "Budget by activity", subtitle, heads, note=note)
    sums = _Sums(page, rows, column, values, "activity")
    for key in _keys(rows, "activity"):
        title = "of no activity" if key == NONE else names.activities.get(key, key)
        sums.write(_Row(key, title, {}))
    _close(sums, "sum of the activities")


def write_by_partner(
    book: Book, budget: Budget, rows: pd.DataFrame, names: Names, subtitle: str
) -> None:
    """Write the sheet of sums by partner, cash and in kind apart."""
    values = ["cash", "in-kind"]
    heads = _heads(("Partner", "Name"), values, budget.currency)
    note = f"Amounts in {budget.currency}, by the organisation that spends them."
    page = Page(book, "By partner", "Budget by partner", subtitle, heads, note=note)
    sums = _Sums(page, rows, "kind", values, "partner")
    for key in _keys(rows, "partner"):
        title = "nobody named" if key == NONE else names.partners.get(key, key)
        sums.write(_Row(key, title, {}))
    _close(sums, "sum of the partners")


def _close(sums: _Sums, words: str) -> None:
    first, last = FIRST_ROW, max(FIRST_ROW, sums.page.row - 1)
    sums.page.row = last + 1
    sums.total(first, last, "Total", {})
    sums.page.sheet.ignore_errors({"number_stored_as_text": f"A1:{cell(last, sums.sum_column)}"})
    sums.check(words)


def write_by_category(book: Book, budget: Budget, rows: pd.DataFrame, subtitle: str) -> None:
    """Write the sheet of sums under the headings of each funder, one block per profile."""
    column, values = time_columns(budget)
    heads = _heads(("Heading", "Title"), values, budget.currency)
    note = f"Amounts in {budget.currency}, under the headings of each funder's form."
    page = Page(book, "By category", "Budget by category", subtitle, heads, note=note)
    sums = _Sums(page, rows, column, values, "heading")
    profiles = {one.key: one for one in budget.profiles.values()}
    for key in _keys(rows, "profile"):
        if sums.totals:
            page.row += 1
        profile = profiles.get(key)
        page.band(_block_title(budget, profile))
        first = page.row
        part = rows[rows["profile"] == key]
        for heading, title in _headings(budget, profile, part):
            sums.write(_Row(heading, title, {"profile": key}))
        words = "Total" if profile is None else f"Total, {profile.title}"
        sums.total(first, page.row - 1, words, {"profile": key})
    if not sums.totals:
        page.row += 1
        sums.total(FIRST_ROW, FIRST_ROW, "Total", {})
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{cell(page.row, sums.sum_column)}"})
    sums.check("sum of all headings")


def _block_title(budget: Budget, profile: FunderProfile | None) -> str:
    if profile is None:
        return "Without a funder profile: our own categories"
    first_day = None if budget.plan is None else budget.plan[0]
    return f"{profile.title} ({profile.status(first_day)})"


def _headings(
    budget: Budget, profile: FunderProfile | None, part: pd.DataFrame
) -> list[tuple[str, str]]:
    if profile is not None:
        return [(one.key, one.title) for one in profile.categories]
    used = set(part["heading"])
    return [(one.key, one.title) for one in budget.chart.entries if one.key in used]


def write_by_period(book: Book, budget: Budget, rows: pd.DataFrame, subtitle: str) -> None:
    """Write the sheet of sums by period: costs, contingencies, indirect costs; and a chart."""
    found = set(rows["part"])
    parts = [part for part in _PARTS if part in found or part in {"cost", "indirect"}]
    heads: list[tuple[str, float, bool]] = [("Period", 15, False), ("Days", 24, False)]
    heads += [(part, 16, True) for part in parts]
    heads += [(f"Total, {budget.currency}", 16, True), ("Note", 10, False), ("Share", 9, True)]
    note = f"Amounts in {budget.currency}. Costs stand in the period in which they arise."
    page = Page(book, "By period", "Budget by period", subtitle, heads, note=note)
    sums = _Sums(page, rows, "part", parts, "period")
    for key in [str(one) for one in budget.totals("period")["period"]]:
        sums.write(_Row(key, _days(key), {}))
    last = page.row - 1
    _close(sums, "sum of the periods")
    if last >= FIRST_ROW:
        if len(sums.rows["period"].unique()) < _ONE_SHEET:
            page.sheet.fit_to_pages(1, 1)
        _chart(book, page, parts, last, budget.currency)


def _days(period: str) -> str:
    from workbench.core.periods import span_of

    first, last = span_of(period)
    return f"{first} to {last}"


def _chart(book: Book, page: Page, parts: Sequence[str], last: int, currency: str) -> None:
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    fills = ("#1F5A7A", "#E0A030", "#C05A28", "#9AA5AC")
    for place, (part, fill) in enumerate(zip(parts, fills, strict=False), 2):
        chart.add_series(
            {
                "name": part,
                "categories": ["By period", FIRST_ROW, 0, last, 0],
                "values": ["By period", FIRST_ROW, place, last, place],
                "fill": {"color": fill},
                "border": {"color": "#FFFFFF"},
                "gap": 60,
            }
        )
    chart.set_title({"name": f"Costs by period, {currency}", "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_size({"width": 720, "height": 300})
    page.sheet.insert_chart(page.row + 1, 0, chart, {"object_position": 2})
