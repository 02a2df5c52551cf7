"""The budget as an Excel workbook that recomputes, for those who have to sign it.

Every number is a formula over the sheet of the lines, carries the value that the report shows, and
agrees with it to the cent; each sheet has a check cell that must be 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from workbench.budget.analysis.budget import Budget
from workbench.budget.analysis.financing import leverage
from workbench.budget.page.budget_ledger import (
    AT_LEAST,
    NONE,
    Names,
    ledger_rows,
    quoted,
    sum_of,
    write_cost_lines,
    write_lines,
)
from workbench.budget.page.budget_pages import (
    write_by_activity,
    write_by_category,
    write_by_partner,
    write_by_period,
)
from workbench.budget.page.results_and_budget import holds_for, write_results_and_budget
from workbench.core.money import amount_words, from_cents
from workbench.errors import NothingToShow
from workbench.page.workbook_page import FIRST_ROW, Book, Page, cell

if TYPE_CHECKING:
    from workbench.budget.analysis.cash_flow import CashFlow
    from workbench.budget.analysis.estimates import Estimate

__all__ = ["Names", "budget_workbook"]

_ASSUMPTIONS: Final = "Assumptions and rates"
_ONE_SHEET: Final = 40  # months that fit on one printed page, the chart below them


def budget_workbook(
    budget: Budget,
    names: Names,
    *,
    cash: CashFlow | None = None,
    estimate: Estimate | None = None,
    assumptions: Sequence[str] = (),
    title: str = "Budget",
    day: date | None = None,
    illustrative: bool = False,
) -> bytes:
    """Write the budget as an Excel workbook.

    Parameters
    ----------
    budget : Budget
        Of one site, or of several together.
    names : Names
        Site, and titles of activities and partners.
    cash : CashFlow, optional
        For the sheet of the cash flow; without it the sheet says that there is none.
    estimate : Estimate, optional
        For the likely total in the summary.
    assumptions : sequence of str
        What the strategy rests on, in words.
    title : str
        Title of the project.
    day : date, optional
        Date of the workbook: the project's as-of date. The same content gives the same bytes.
    illustrative : bool
        Whether the data are made up, which every sheet then says.

    Returns
    -------
    bytes
        The file. Sheets: Summary, By activity, By category, By partner, By period, Cash flow, Cost
        lines, Assumptions and rates, Lines; HLO and Partner before the cost lines where costs fall
        under CGIAR's form.

    Raises
    ------
    NothingToShow
        The budget has no line.
    """
    if budget.table.empty:
        message = "There is no cost line yet, so there is no budget workbook."
        raise NothingToShow(message)
    when = day or (date(1980, 1, 1) if budget.plan is None else budget.plan[0])
    book = Book(f"{title}: budget of {names.site}", "Budget", when)
    subtitle = _subtitle(budget, names, title, when if day else None, illustrative=illustrative)
    rows = ledger_rows(budget)
    summary = _Summary(book, budget, subtitle)
    write_by_activity(book, budget, rows, names, subtitle)
    write_by_category(book, budget, rows, subtitle)
    write_by_partner(book, budget, rows, names, subtitle)
    write_by_period(book, budget, rows, subtitle)
    _write_cash(book, budget, cash, subtitle)
    if holds_for(rows):
        write_results_and_budget(book, rows, names, assumptions, budget.currency, subtitle)
    # The sheet of the cost lines refers to the rates, whose places are known before they stand.
    rate_cells = _rate_cells(budget)
    write_cost_lines(book, budget, rate_cells, subtitle)
    _write_assumptions(book, budget, assumptions, subtitle)
    write_lines(book, budget, rows, subtitle)
    summary.write(rows, estimate)
    return book.close()


def _subtitle(
    budget: Budget, names: Names, title: str, day: date | None, *, illustrative: bool
) -> str:
    said = [title, names.site]
    if budget.plan is not None:
        said.append(f"{budget.plan[0]} to {budget.plan[1]}")
    if day is not None:
        said.append(f"as of {day}")
    if illustrative:
        said.append("ILLUSTRATIVE DATA")
    return " · ".join(said)


class _Summary:
    """The first sheet: made first, so that it stands first; written last, when all checks exist."""

    def __init__(self, book: Book, budget: Budget, subtitle: str) -> None:
        self.book, self.budget = book, budget
        heads = [
            ("", 42, False), (f"Cash, {budget.currency}", 18, True),
            (f"In kind, {budget.currency}", 18, True), (f"Total, {budget.currency}", 18, True),
            ("Note", 30, False), ("Share", 9, True),
        ]  # fmt: skip
        self.page = Page(book, "Summary", "Budget: summary", subtitle, heads)
        book.file.worksheets()[0].activate()

    def write(self, rows: pd.DataFrame, estimate: Estimate | None) -> None:
        """Write the blocks of the summary."""
        total = self._parts(rows)
        self._sources(rows)
        self._cofunding()
        if estimate is not None:
            self._likely(estimate)
        self._open()
        self._checks()
        self.page.check(f"{total}-grand_total", "sum of the parts less the sum of the lines")

    def _money(self, where: dict[str, str], rows: pd.DataFrame) -> Decimal:
        """Write cash, in kind and total of one row; give its total."""
        page, row = self.page, self.page.row
        part = rows
        for name, value in where.items():
            part = part[part[name] == value]
        fixed = {name: f'"{quoted(value)}"' for name, value in where.items()}
        for column, kind in ((1, "cash"), (2, "in-kind")):
            amount = from_cents(int(part.loc[part["kind"] == kind, "cents"].sum()))
            page.formula(column, sum_of({**fixed, "kind": f'"{kind}"'}), amount)
        total = from_cents(int(part["cents"].sum()))
        page.formula(3, f"ROUND({cell(row, 1)}+{cell(row, 2)},2)", total)
        page.text(4, AT_LEAST if part["at_least"].any() else "")
        whole = self.budget.total().amount
        share = float(total / whole) if whole else 0.0
        page.formula(5, f"IF(grand_total=0,0,{cell(row, 3)}/grand_total)", share, "share")
        return total

    def _parts(self, rows: pd.DataFrame) -> str:
        """Write direct costs, contingencies, indirect costs and the total; give its address."""
        page, first = self.page, self.page.row
        labels = {
            "cost": "Direct costs",
            "physical contingency": "Physical contingency",
            "price contingency": "Price contingency",
            "indirect": "Indirect costs",
        }
        found = set(rows["part"])
        for part, label in labels.items():
            if part in found or part in {"cost", "indirect"}:
                page.text(0, label, "label")
                self._money({"part": part}, rows)
                page.row += 1
        page.fill("total")
        page.text(0, "Total", "total")
        sums = [
            self.budget.total(kind="cash"),
            self.budget.total(kind="in-kind"),
            self.budget.total(),
        ]
        for column, total in enumerate(sums, 1):
            area = f"{cell(first, column)}:{cell(page.row - 1, column)}"
            page.formula(column, f"ROUND(SUM({area}),2)", total.amount, "total-money")
        page.text(4, AT_LEAST if sums[2].at_least else "", "total-note")
        page.formula(5, f"IF(grand_total=0,0,{cell(page.row, 3)}/grand_total)", 1.0, "total-share")
        address = cell(page.row, 3)
        page.row += 2
        return address

    def _sources(self, rows: pd.DataFrame) -> None:
        page = self.page
        page.band("Who pays")
        for one in self.budget.sources.to_dict("records"):
            key = NONE if pd.isna(one["source"]) else str(one["source"])
            page.text(0, one["title"], "label")
            self._money({"source": key}, rows)
            said = [] if pd.isna(one["firm"]) else [str(one["firm"])]
            if one["amount"] is not None:
                said.append(f"gives {amount_words(one['amount'], self.budget.currency)}")
            if one["left"] is not None and one["left"] < 0:
                short = amount_words(-one["left"], self.budget.currency)
                said.append(f"{short} more is planned on it in cash")
            if one["at_least"]:
                said.append(AT_LEAST)
            page.text(4, "; ".join(said))
            page.row += 1
        page.row += 1

    def _cofunding(self) -> None:
        found = leverage(self.budget.sources)
        if found is None:
            return
        asked, other = found
        page = self.page
        page.text(0, "Other cash for one unit of requested cash", "label")
        page.number(3, float(other / asked), "ratio")
        page.text(4, f"leverage: {amount_words(other)} by {amount_words(asked)}")
        page.row += 2

    def _likely(self, estimate: Estimate) -> None:
        page = self.page
        page.band(
            "Likely total of the direct costs (the sum of most likely values is not the likely sum)"
        )
        share = estimate.method.parameters["confidence"]
        for label, value in (
            ("Sum of the most likely amounts", estimate.most_likely),
            ("As likely above as below (P50)", estimate.p50),
            ("Not exceeded in 80 % of the draws (P80)", estimate.p80),
            (f"Contingency at a confidence of {share}", estimate.contingency),
        ):
            page.text(0, label, "label")
            page.number(3, value)
            page.text(4, AT_LEAST if estimate.at_least else "")
            page.row += 1
        page.row += 1

    def _open(self) -> None:
        lines = self.budget.lines
        lines = lines[lines["at_least"]]
        if lines.empty:
            return
        self.page.band("To be determined: the total is at least so much")
        for line in lines.to_dict("records"):
            self.page.text(0, line["title"], "label")
            known = line["amount"]
            self.page.text(
                4, f"line {line['line']}" + ("" if known is not None else ", no amount yet")
            )
            self.page.row += 1
        self.page.row += 1

    def _checks(self) -> None:
        page = self.page
        page.band("Checks: each must be 0")
        for name, address, value in self.book.checks:
            page.text(0, name, "label")
            page.formula(3, address, value)
            good = f'IF({cell(page.row, 3)}=0,"agrees","DIFFERS")'
            page.formula(4, good, "agrees", "text")
            page.row += 1


def _write_cash(book: Book, budget: Budget, cash: CashFlow | None, subtitle: str) -> None:
    unit = budget.currency
    heads = [
        ("Month", 14, False), (f"Costs that arise, {unit}", 18, True),
        (f"Paid, {unit}", 18, True), (f"Received, {unit}", 18, True),
        (f"Need of the month, {unit}", 18, True), (f"Balance at the end, {unit}", 18, True),
        ("Note", 22, False),
    ]  # fmt: skip
    lag = 0 if cash is None else int(str(cash.method.parameters["payment lag in months"]))
    note = (
        f"Cash only. Costs are paid {lag} month{'' if lag == 1 else 's'} after the month in which "
        'they arise. "At most": some are still to be determined.'
    )
    page = Page(book, "Cash flow", "Cash flow by month", subtitle, heads, note=note)
    if cash is None:
        page.text(0, "There are neither costs in cash nor receipts.", "label")
        page.check("0", "nothing to compare")
        return
    page.text(0, "Opening", "label")
    page.number(5, cash.opening)
    page.row += 1
    first = page.row
    for one in cash.table.to_dict("records"):
        _cash_month(page, {str(key): value for key, value in one.items()}, first, lag)
        page.row += 1
    last = page.row - 1
    page.fill("total")
    page.text(0, "Total", "total")
    for column, name in ((1, "spent"), (2, "paid"), (3, "received"), (4, "need")):
        total = sum(cash.table[name], from_cents(0))
        area = f"{cell(first, column)}:{cell(last, column)}"
        page.formula(column, f"ROUND(SUM({area}),2)", total, "total-money")
    closing = cash.table["balance"].iloc[-1]
    page.formula(5, cell(last, 5), closing, "total-money")
    page.row += 1
    if last - first < _ONE_SHEET:
        page.sheet.fit_to_pages(1, 1)
    area = f"{cell(first - 1, 5)}:{cell(last, 5)}"
    page.text(0, "Lowest balance", "label")
    page.formula(5, f"MIN({area})", cash.lowest)
    at = cash.lowest_month
    page.text(6, "the opening balance" if at is None else f"at the end of {at}")
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:A{page.row}"})
    paid = sum_of({"kind": '"cash"'})
    page.check(f"{cell(last + 1, 2)}-{paid}", "payments less the cash in the lines")
    _balance_chart(book, page, first, last, unit)


def _cash_month(page: Page, one: dict[str, Any], first: int, lag: int) -> None:
    row = page.row
    page.text(0, one["month"], "label")
    where = {"month": cell(row, 0, fixed="column"), "kind": '"cash"'}
    page.formula(1, sum_of(where), one["spent"])
    paid = cell(row - lag, 1) if row - lag >= first else "0"
    page.formula(2, paid, one["paid"])
    page.number(3, one["received"])
    page.formula(4, f"ROUND({cell(row, 2)}-{cell(row, 3)},2)", one["need"])
    page.formula(5, f"ROUND({cell(row - 1, 5)}-{cell(row, 4)},2)", one["balance"])
    page.text(6, "at most" if one["at_least"] else "")


def _balance_chart(book: Book, page: Page, first: int, last: int, unit: str) -> None:
    chart = book.file.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "Balance at the end of the month",
            "categories": ["Cash flow", first, 0, last, 0],
            "values": ["Cash flow", first, 5, last, 5],
            "fill": {"color": "#1F5A7A"},
            "invert_if_negative": True,
            "invert_if_negative_color": "#C05A28",
            "gap": 40,
        }
    )
    chart.set_title({"name": f"Balance, {unit}", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"label_position": "low"})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_size({"width": 720, "height": 280})
    page.sheet.insert_chart(page.row + 2, 0, chart, {"object_position": 2})


# ---------------------------------------------------------------- assumptions and rates


def _rate_cells(budget: Budget) -> dict[str, str]:
    """Give the cell of each currency's rate: the rates stand first on their sheet."""
    codes = list(budget.currencies()["currency"])
    return {
        str(code): f"'{_ASSUMPTIONS}'!{cell(FIRST_ROW + 1 + place, 1, fixed='both')}"
        for place, code in enumerate(codes)
    }


def _write_assumptions(
    book: Book, budget: Budget, assumptions: Sequence[str], subtitle: str
) -> None:
    heads = [
        ("What", 30, False), ("Value", 28, True), (f"Costs in it, {budget.currency}", 18, True),
        ("Of", 13, False), ("Remark", 70, False),
    ]  # fmt: skip
    page = Page(book, _ASSUMPTIONS, "Assumptions and exchange rates", subtitle, heads)
    page.band(f"Exchange rates: units of the currency for one {budget.currency}")
    first = page.row
    found = budget.currencies()
    for one in found.to_dict("records"):
        page.text(0, one["currency"], "label")
        page.number(1, one["per_base"], "rate")
        page.number(2, one["amount"])
        page.day(3, one["date"])
        moved = amount_words(one["upper"], budget.currency)
        change = f"; 10 % more or less for it changes the budget by {moved}" if one["upper"] else ""
        page.text(
            4, f"{one['source'] or ('base currency' if not change else 'no source given')}{change}"
        )
        page.row += 1
    direct = f"ROUND(SUM({cell(first, 2)}:{cell(max(first, page.row - 1), 2)}),2)"
    page.row += 1
    _facts(page, budget, assumptions)
    indirect = sum_of({"part": '"indirect"'})
    page.check(
        f"{direct}+{indirect}-grand_total",
        "costs in all currencies and indirect costs less the sum of the lines",
    )


def _facts(page: Page, budget: Budget, assumptions: Sequence[str]) -> None:
    page.band("Parameters")
    for name, value in budget.method.parameters.items():
        page.text(0, name[0].upper() + name[1:], "label")
        page.text(1, value)
        page.row += 1
    page.row += 1
    page.band("Rules of the funders")
    for profile in {one.key: one for one in budget.profiles.values()}.values():
        page.text(0, profile.title, "label")
        page.text(1, profile.status(None if budget.plan is None else budget.plan[0]))
        said = [profile.source, profile.note, profile.indirect.note]
        page.text(4, " ".join(one for one in said if one))
        page.row += 1
    if not budget.profiles:
        page.text(0, "No funder profile is chosen.", "label")
        page.row += 1
    page.row += 1
    blocks: list[tuple[str, list[tuple[str, str]]]] = [
        ("Assumptions", [("", one) for one in assumptions]),
        ("Remarks", _pairs(budget.remarks, "remark")),
        ("Amounts that are shown several times and counted once", _repeated(budget)),
        ("How it is computed", [("", one) for one in budget.method.sources]),
    ]
    for title, lines in blocks:
        if not lines:
            continue
        page.band(title)
        for key, words in lines:
            page.text(0, key, "label")
            page.text(4, words)
            page.row += 1
        page.row += 1


def _pairs(table: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    return [
        (f"Line {line}", str(said)) for line, said in zip(table["line"], table[column], strict=True)
    ]


def _repeated(budget: Budget) -> list[tuple[str, str]]:
    names = ("line", "shared", "counted_site", "counted_line")
    rows = zip(*(budget.repeated[name] for name in names), strict=True)
    return [
        (f"Line {line}", f"'{shared}' is counted in line {other} of {site}")
        for line, shared, site, other in rows
    ]
