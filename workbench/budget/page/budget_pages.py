"""Sheets of a budget workbook that sum the atoms: by activity, category, partner and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.rows import PeriodSum
from workbench.budget.page.budget_ledger import (
    AT_LEAST,
    BudgetBook,
    open_note,
    quoted,
    sum_of,
)
from workbench.core.periods import span_of
from workbench.core.rows import rows_of
from workbench.frameworks.funders import FunderProfile
from workbench.page.workbook_page import FIRST_ROW, HEAD_ROW, Page, cell

_MOST_COLUMNS: Final = 8
_ONE_SHEET: Final = 30  # periods that fit on one printed page, the chart below them
_PARTS: Final = ("cost", "physical contingency", "price contingency", "indirect")
_FILLS: Final = ("#1F5A7A", "#E0A030", "#C05A28", "#9AA5AC")


def time_columns(made: BudgetBook) -> tuple[str, list[str]]:
    """Choose the columns of time: the periods of the budget where they fit, else its years.

    Returns
    -------
    str
        Column of the atoms: "period" or "year".
    list of str
        Its values in time.
    """
    periods = sorted(made.keys("period"))
    fits = len(periods) <= _MOST_COLUMNS
    return ("period", periods) if fits else ("year", sorted(made.keys("year")))


class _Sums:
    """A sheet with one row per key and one column per value of another column of the atoms."""

    def __init__(
        self, made: BudgetBook, page: Page, by: str, column: str, values: Sequence[str]
    ) -> None:
        self.made, self.page, self.by = made, page, by
        self.column, self.values = column, list(values)
        self.sum_column = 2 + len(self.values)
        self.totals: list[int] = []
        self.spent = by in {"activity", "partner"}  # of these the cost lines know what was spent

    def write(self, name: str, more: str, fixed: Mapping[str, str] | None = None) -> None:
        """Write a row: a formula per column, their sum, what is open, and the share."""
        page, row, key = self.page, self.page.row, name
        page.text(0, name, "label")
        page.text(1, more)
        given = fixed or {}
        here = {self.by: cell(row, 0, fixed="column")}
        here |= {name: quoted(value) for name, value in given.items()}
        true = {self.by: key, **given}
        self._amounts(here, true)
        if self.spent:
            own = f"EXACT(cost_{self.by},{cell(row, 0, fixed='column')})"
            formula = f"ROUND(SUMPRODUCT({own}*cost_spent),2)"
            page.formula(self.sum_column + 3, formula, 0.0)
        self._ends(true, open_note(here), ("money", "text", "share"))

    def of_which(self, words: str, where: Mapping[str, str]) -> None:
        """Write a row below a total: what of it a condition holds for."""
        here = {name: quoted(value) for name, value in where.items()}
        self.page.text(0, words, "label")
        self._amounts(here, where)
        self._ends(where, open_note(here), ("money", "text", "share"))

    def _amounts(self, here: Mapping[str, str], true: Mapping[str, str]) -> None:
        for place, value in enumerate(self.values, 2):
            formula = sum_of({**here, self.column: cell(HEAD_ROW, place, fixed="row")})
            self.page.formula(place, formula, self.made.amount({**true, self.column: value}))

    def _ends(self, true: Mapping[str, str], note: str, styles: tuple[str, str, str]) -> None:
        """Write the last columns of a row, and go to the next."""
        page, at, total = self.page, self.sum_column, self.made.amount(true)
        first, last = cell(page.row, 2), cell(page.row, at - 1)
        page.formula(at, f"ROUND(SUM({first}:{last}),2)", total, styles[0])
        page.formula(at + 1, note, self.made.note(true), styles[1])
        part = f"IF(grand_total=0,0,{cell(page.row, at)}/grand_total)"
        page.formula(at + 2, part, self.made.share(total), styles[2])
        page.row += 1

    def total(self, first: int, last: int, words: str, where: Mapping[str, str]) -> None:
        """Write the sum of a block of rows."""
        page = self.page
        page.fill("total")
        page.text(0, words, "total")
        for place, value in enumerate(self.values, 2):
            area = f"{cell(first, place)}:{cell(last, place)}"
            true = self.made.amount({**where, self.column: value})
            page.formula(place, f"ROUND(SUM({area}),2)", true, "total-money")
        if self.spent:
            at = self.sum_column + 3
            area = f"{cell(first, at)}:{cell(last, at)}"
            page.formula(at, f"ROUND(SUM({area}),2)", 0.0, "total-money")
        at = self.sum_column + 1
        area = f"{cell(first, at)}:{cell(last, at)}"
        note = f'IF(COUNTIF({area},"{AT_LEAST}")>0,"{AT_LEAST}","")'
        self.totals.append(page.row)
        self._ends(where, note, ("total-money", "total-note", "total-share"))

    def close(self, words: str) -> None:
        """Write the check cell: the totals of the sheet less that of the lines."""
        last = cell(self.page.row, self.sum_column)
        self.page.sheet.ignore_errors({"number_stored_as_text": f"A1:{last}"})
        sums = "+".join(cell(row, self.sum_column) for row in self.totals)
        self.page.check(f"{sums}-grand_total", f"{words} less the sum of the lines")

    def close_with_total(self, words: str) -> None:
        """Write the sum of all rows, and the check cell."""
        last = max(FIRST_ROW, self.page.row - 1)
        self.page.row = last + 1
        self.total(FIRST_ROW, last, "Total", {})
        self.close(words)


def _heads(
    first: tuple[str, float], second: tuple[str, float], values: Sequence[tuple[str, float]],
    currency: str,
) -> list[tuple[str, float, bool]]:  # fmt: skip
    heads = [(*first, False), (*second, False), *((*one, True) for one in values)]
    return [*heads, (f"Total, {currency}", 16, True), ("Note", 10, False), ("Share", 9, True)]


def _keyed(
    made: BudgetBook, key: str, title: str, values: Sequence[str]
) -> list[tuple[str, float, bool]]:
    return _heads((key, 38), (title, 12), [(value, 14) for value in values], made.currency)


def write_by_activity(made: BudgetBook) -> None:
    """Write the sheet of sums by activity and period."""
    column, values = time_columns(made)
    note = f"Amounts in {made.currency}. Indirect costs belong to no activity."
    heads = [*_keyed(made, "Activity", "Key", values), ("Spent so far", 14, True)]
    page = made.page("By activity", "Budget by activity", heads, note)
    sums = _Sums(made, page, "activity", column, values)
    keys = {name: key for key, name in made.activities.items()}
    for name in made.keys("activity"):
        sums.write(name, keys.get(name) or "none")
    sums.close_with_total("sum of the activities")


def write_by_partner(made: BudgetBook) -> None:
    """Write the sheet of sums by partner, cash and in kind apart."""
    values = ["cash", "in-kind"]
    note = f"Amounts in {made.currency}, by the organisation that spends them."
    heads = [*_keyed(made, "Partner", "Key", values), ("Spent so far", 14, True)]
    page = made.page("By partner", "Budget by partner", heads, note)
    sums = _Sums(made, page, "partner", "kind", values)
    keys = {name: key for key, name in made.partners.items()}
    for name in made.keys("partner"):
        sums.write(name, keys.get(name) or "none")
    sums.close_with_total("sum of the partners")


def write_by_category(made: BudgetBook) -> None:
    """Write the sheet of sums under the headings of each funder, one block per profile."""
    column, values = time_columns(made)
    note = f"Amounts in {made.currency}, under the headings of each funder's form."
    heads = _keyed(made, "Heading", "", values)
    page = made.page("By category", "Budget by category", heads, note)
    sums = _Sums(made, page, "heading", column, values)
    profiles = {one.title: one for one in made.budget.profiles.values()}
    for key in made.keys("profile"):
        if sums.totals:
            page.row += 1
        profile = profiles.get(key)
        page.band(_block_title(made.budget, profile))
        first = page.row
        for heading in _headings(made, profile, key):
            sums.write(heading, "", {"profile": key})
        words = "Total" if profile is None else f"Total, {profile.title}"
        sums.total(first, page.row - 1, words, {"profile": key})
        if any((one.profile, one.kind) == (key, "in-kind") for one in made.rows):
            whose = f"of which in kind{words.removeprefix('Total')}"
            sums.of_which(whose, {"profile": key, "kind": "in-kind"})
    sums.close("sum of all headings")


def _block_title(budget: Budget, profile: FunderProfile | None) -> str:
    if profile is None:
        return "Without a funder profile: our own categories"
    first_day = None if budget.plan is None else budget.plan[0]
    return f"{profile.title} ({profile.status(first_day)})"


def _headings(made: BudgetBook, profile: FunderProfile | None, key: str) -> list[str]:
    if profile is not None:
        return list(dict.fromkeys(one.title for one in profile.categories))
    used = {row.heading for row in made.rows if row.profile == key}
    return [one.title for one in made.budget.chart.entries if one.title in used]


def write_by_period(made: BudgetBook) -> None:
    """Write the sheet of sums by period: costs, contingencies, indirect costs; and a chart."""
    parts = [part for part in _PARTS if part in {*made.keys("part"), "cost", "indirect"}]
    values = [(part, 16.0) for part in parts]
    heads = _heads(("Period", 15), ("Days", 24), values, made.currency)
    note = f"Amounts in {made.currency}. Costs stand in the period in which they arise."
    page = made.page("By period", "Budget by period", heads, note)
    sums = _Sums(made, page, "period", "part", parts)
    periods = rows_of(made.budget.totals("period"), PeriodSum)
    for row in periods:
        first, last = span_of(row.period)
        sums.write(row.period, f"{first} to {last}")
    end = page.row - 1
    sums.close_with_total("sum of the periods")
    if len(periods) < _ONE_SHEET:
        page.sheet.fit_to_pages(1, 1)
    _add_chart(made, page, parts, end)


def _add_chart(made: BudgetBook, page: Page, parts: Sequence[str], last: int) -> None:
    chart = made.book.file.add_chart({"type": "column", "subtype": "stacked"})
    for place, (part, fill) in enumerate(zip(parts, _FILLS, strict=False), 2):
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
    chart.set_title({"name": f"Costs by period, {made.currency}", "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_size({"width": 720, "height": 300})
    page.sheet.insert_chart(page.row + 1, 0, chart, {"object_position": 2})
