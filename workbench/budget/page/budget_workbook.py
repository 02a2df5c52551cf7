"""The budget as an Excel workbook that recomputes, for those who have to sign it.

Quantity, unit cost, exchange rate, month, rise of prices, contingency, rates of indirect costs and
receipts are cells that may be changed; every other number is a formula over them, carries the value
that the report shows, and agrees with it to the cent. Each sheet has a check cell that must be 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.cash_flow import CashFlow
from workbench.budget.analysis.estimates import Estimate
from workbench.budget.analysis.financing import leverage
from workbench.budget.analysis.rows import (
    AccountMonth,
)
from workbench.budget.page.budget_ledger import (
    ASSUMPTIONS,
    AT_LEAST,
    BudgetBook,
    Names,
    open_note,
    quoted,
    sum_of,
)
from workbench.budget.page.budget_lines import (
    CONTINGENCY,
    RISE,
    RowPlaces,
    write_cost_lines,
    write_indirect,
    write_lines,
)
from workbench.budget.page.budget_pages import (
    write_by_activity,
    write_by_category,
    write_by_partner,
    write_by_period,
)
from workbench.budget.page.results_and_budget import write_results_and_budget
from workbench.core.money import amount_words, from_cents
from workbench.core.rows import rows_of
from workbench.errors import NothingToShow
from workbench.page.workbook_page import FIRST_ROW, Book, Page, cell

__all__ = ["Names", "budget_workbook"]

_SPENT_CELLS: Final = {True: "SUM(cost_spent)+indirect_spent", False: "SUM(cost_spent)"}
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
        lines, Indirect costs (where there are any), Assumptions and rates, Lines; HLO and Partner
        before the cost lines where costs fall under CGIAR's form.

    Raises
    ------
    NothingToShow
        The budget has no line.
    """
    if budget.table.empty:
        message = "There is no cost line yet, so there is no budget workbook."
        raise NothingToShow(message)
    when = day or (date(1980, 1, 1) if budget.plan is None else budget.plan[0])
    said = [title, names.site]
    if budget.plan is not None:
        said.append(f"{budget.plan[0]} to {budget.plan[1]}")
    said += [f"as of {day}"] if day is not None else []
    said += ["ILLUSTRATIVE DATA"] if illustrative else []
    book = Book(f"{title}: budget of {names.site}", "Budget", when)
    made = BudgetBook(book, budget, names, " · ".join(said))
    summary = _Summary(made)
    write_by_activity(made)
    write_by_category(made)
    write_by_partner(made)
    write_by_period(made)
    _write_cash(made, cash)
    write_results_and_budget(made, assumptions)
    # The sheets refer to each other, so the places of their rows are known before they stand.
    places = RowPlaces.of(made)
    write_cost_lines(made, places, _rate_cells(budget))
    write_indirect(made, places)
    _write_assumptions(made, assumptions)
    write_lines(made, places)
    summary.write(estimate)
    return book.close()


class _Summary:
    """The first sheet: made first, so that it stands first; written last, when all checks exist."""

    def __init__(self, made: BudgetBook) -> None:
        self.made, unit = made, made.currency
        heads = [
            ("", 42, False), (f"Cash, {unit}", 18, True), (f"In kind, {unit}", 18, True),
            (f"Total, {unit}", 18, True), ("Note", 30, False), ("Share", 9, True),
            (f"Gives or is to, {unit}", 16, True), ("Left of it", 16, True),
        ]  # fmt: skip
        self.page = made.page("Summary", "Budget: summary", heads)
        made.book.file.worksheets()[0].activate()

    def write(self, estimate: Estimate | None) -> None:
        """Write the blocks of the summary."""
        total = self._parts()
        self._since()
        self._cofunding(self._sources())
        if estimate is not None:
            self._likely(estimate)
        self._open()
        self._checks()
        self.page.check(f"{total}-grand_total", "sum of the parts less the sum of the lines")

    def _row(self, words: str, where: dict[str, str]) -> None:
        """Write cash, in kind and total of one row, and go to the next."""
        page, made = self.page, self.made
        page.text(0, words, "label")
        here = {name: quoted(value) for name, value in where.items()}
        for column, kind in ((1, "cash"), (2, "in-kind")):
            amount = made.amount({**where, "kind": kind})
            page.formula(column, sum_of({**here, "kind": quoted(kind)}), amount)
        total, row = made.amount(where), page.row
        page.formula(3, f"ROUND({cell(row, 1)}+{cell(row, 2)},2)", total)
        page.formula(4, open_note(here), made.note(where), "text")
        share = f"IF(grand_total=0,0,{cell(row, 3)}/grand_total)"
        page.formula(5, share, made.share(total), "share")
        page.row += 1

    def _parts(self) -> str:
        """Write direct costs, contingencies, indirect costs and the total; return its address."""
        page, made, first = self.page, self.made, self.page.row
        labels = {
            "cost": "Direct costs",
            "physical contingency": "Physical contingency",
            "price contingency": "Price contingency",
            "indirect": "Indirect costs",
        }
        for part, label in labels.items():
            if part in {*made.keys("part"), "cost", "indirect"}:
                self._row(label, {"part": part})
        page.fill("total")
        page.text(0, "Total", "total")
        for column, where in enumerate(({"kind": "cash"}, {"kind": "in-kind"}, {}), 1):
            area = f"{cell(first, column)}:{cell(page.row - 1, column)}"
            page.formula(column, f"ROUND(SUM({area}),2)", made.amount(where), "total-money")
        page.text(4, made.note({}), "total-note")
        page.formula(5, f"IF(grand_total=0,0,{cell(page.row, 3)}/grand_total)", 1.0, "total-share")
        address = cell(page.row, 3)
        page.row += 2
        return address

    def _sources(self) -> dict[str, list[str]]:
        """Write who pays; return the cells of the cash that is asked for, and of other cash."""
        self.page.band(
            "Who pays (requested, idea: nothing promised yet); below 0: more is planned, in kind "
            "where no cash is, than it gives or is to give"
        )
        page, cash = self.page, dict[str, list[str]]()
        rates = _rate_cells(self.made.budget)
        for one in self.made.budget.source_rows:
            row, label = page.row, self.made.sources.get(one.source, one.title)
            firm = f" ({one.firm})" if one.firm else ""
            named = "Nobody yet" if one.source is None else f"{one.title}{firm}"
            self._row(named, {"source": label})
            if one.amount is not None and one.left is not None:
                page.row = row
                rate = rates.get(one.currency or "", "")
                if rate and one.currency != self.made.currency:
                    page.formula(6, f"ROUND({one.given}/{rate},2)", one.amount)
                else:
                    page.number(6, one.amount, "input-money")
                # What gives no cash is used up by what it gives in kind.
                left = one.left if one.planned_cash else one.amount - one.planned_in_kind
                gives, cash_there, in_kind = (cell(row, column) for column in (6, 1, 2))
                used = f"IF({cash_there}=0,{in_kind},{cash_there})"
                page.formula(7, f"ROUND({gives}-{used},2)", left)
                page.row += 1
            kind = "asked" if one.firm == "requested" else "other" if one.source else "open"
            cash.setdefault(kind, []).append(cell(row, 1))
        page.row += 1
        return cash

    def _cofunding(self, cash: Mapping[str, Sequence[str]]) -> None:
        found = leverage(self.made.budget.source_rows)
        if found is None:
            return
        page, (asked, other) = self.page, ("+".join(cash.get(k, "0")) for k in ("asked", "other"))
        page.text(0, "Other cash for one unit of requested cash", "label")
        formula = f"IF(({asked})=0,0,({other})/({asked}))"
        page.formula(3, formula, float(found[1] / found[0]), "ratio")
        page.row += 2

    def _since(self) -> None:
        """Write how far the workbook is from the report, and how many lines were changed."""
        page, drafted = self.page, self.made.amount({})
        page.band("Since the report")
        for words, formula, value, style in (
            ("Total in the report", None, drafted, "money"),
            ("Changed by", f"ROUND(grand_total-{cell(page.row, 3)},2)", from_cents(0), "money"),
            ("Cost lines changed", 'COUNTIF(cost_changed,"CHANGED")', from_cents(0), "number"),
            ("Spent so far", f"ROUND({_SPENT_CELLS[self._charged]},2)", from_cents(0), "money"),
        ):
            page.text(0, words, "label")
            if formula is None:
                page.number(3, value, style)
            else:
                page.formula(3, formula, value, style)
            page.row += 1
        page.row += 1

    @property
    def _charged(self) -> bool:
        return any(block.line is None for block in self.made.blocks)

    def _likely(self, estimate: Estimate) -> None:
        page = self.page
        page.band(
            "Likely total of the direct costs as in the report (drawn at random: follows no change)"
        )
        for label, value in (
            ("Sum of the most likely amounts", estimate.most_likely),
            ("As likely above as below (P50)", estimate.p50),
            ("Not exceeded in 80 % of the draws (P80)", estimate.p80),
            (f"Contingency at a confidence of {estimate.confidence}", estimate.contingency),
        ):
            page.text(0, label, "label")
            page.number(3, value)
            page.text(4, AT_LEAST if estimate.at_least else "")
            page.row += 1
        page.row += 1

    def _open(self) -> None:
        lines = [one for one in self.made.budget.line_rows if one.at_least]
        if not lines:
            return
        self.page.band("To be determined in the report: the total is at least so much")
        for line in lines:
            self.page.text(0, line.title, "label")
            none = ", no amount yet" if line.amount is None else ""
            self.page.text(4, f"line {line.line}{none}")
            self.page.row += 1
        self.page.row += 1

    def _checks(self) -> None:
        page = self.page
        page.band("Checks: each must be 0")
        for name, address in self.made.book.checks:
            page.text(0, name, "label")
            page.formula(3, address, 0)
            good = f'IF({cell(page.row, 3)}=0,"agrees","DIFFERS")'
            page.formula(4, good, "agrees", "text")
            page.row += 1


def _write_cash(made: BudgetBook, cash: CashFlow | None) -> None:
    unit = made.currency
    heads = [
        ("Month", 14, False), (f"Costs that arise, {unit}", 18, True),
        (f"Paid, {unit}", 18, True), (f"Received, {unit}", 18, True),
        (f"Need of the month, {unit}", 18, True), (f"Balance at the end, {unit}", 18, True),
        ("Note", 22, False),
    ]  # fmt: skip
    lag = 0 if cash is None else cash.payment_lag_months
    note = (
        f"Cash only. Costs are paid {lag} month{'' if lag == 1 else 's'} after the month in which "
        'they arise (ours). "At most": some are still to be determined.'
    )
    page = made.page("Cash flow", "Cash flow by month", heads, note)
    if cash is None:
        page.text(0, "There are neither costs in cash nor receipts.", "label")
        page.check("0", "nothing to compare")
        return
    page.text(0, "Opening", "label")
    page.number(5, from_cents(0))
    page.row += 1
    first, months = page.row, rows_of(cash.table, AccountMonth)
    for one in months:
        _write_month(page, one, first, lag)
        page.row += 1
    last = page.row - 1
    page.fill("total")
    page.text(0, "Total", "total")
    sums = (
        [one.spent for one in months], [one.paid for one in months],
        [one.received for one in months], [one.need for one in months],
    )  # fmt: skip
    for column, amounts in enumerate(sums, 1):
        area = f"{cell(first, column)}:{cell(last, column)}"
        total = sum(amounts, from_cents(0))
        page.formula(column, f"ROUND(SUM({area}),2)", total, "total-money")
    page.formula(5, cell(last, 5), months[-1].balance, "total-money")
    page.row += 1
    if last - first < _ONE_SHEET:
        page.sheet.fit_to_pages(1, 1)
    area = f"{cell(first - 1, 5)}:{cell(last, 5)}"
    page.text(0, "Lowest balance", "label")
    page.formula(5, f"MIN({area})", cash.lowest)
    at = cash.lowest_month
    page.text(6, "the opening balance" if at is None else f"at the end of {at}")
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:A{page.row}"})
    paid = sum_of({"kind": quoted("cash")})
    page.check(f"{cell(last + 1, 2)}-{paid}", "payments less the cash in the lines")
    _add_balance_chart(made, page, first, last)


def _write_month(page: Page, one: AccountMonth, first: int, lag: int) -> None:
    row = page.row
    page.text(0, one.month, "label")
    here = {"month": cell(row, 0, fixed="column"), "kind": quoted("cash")}
    page.formula(1, sum_of(here), one.spent)
    page.formula(2, cell(row - lag, 1) if row - lag >= first else "0", one.paid)
    page.number(3, one.received, "input-money")
    page.formula(4, f"ROUND({cell(row, 2)}-{cell(row, 3)},2)", one.need)
    page.formula(5, f"ROUND({cell(row - 1, 5)}-{cell(row, 4)},2)", one.balance)
    page.text(6, "at most" if one.at_least else "")


def _add_balance_chart(made: BudgetBook, page: Page, first: int, last: int) -> None:
    chart = made.book.file.add_chart({"type": "column"})
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
    chart.set_title({"name": f"Balance, {made.currency}", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"label_position": "low"})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_size({"width": 720, "height": 280})
    page.sheet.insert_chart(page.row + 2, 0, chart, {"object_position": 2})


# ---------------------------------------------------------------- assumptions and rates


def _rate_cells(budget: Budget) -> dict[str, str]:
    """Return the cell of each currency's rate: the rates stand first on their sheet."""
    return {
        row.currency: f"'{ASSUMPTIONS}'!{cell(FIRST_ROW + 1 + place, 1, fixed='both')}"
        for place, row in enumerate(budget.currencies())
    }


def _write_assumptions(made: BudgetBook, assumptions: Sequence[str]) -> None:
    unit = made.currency
    heads = [
        ("What", 30, False), ("Value", 28, True), (f"Costs in it, {unit}", 18, True),
        ("Of", 13, False), ("Remark", 70, False),
    ]  # fmt: skip
    page = made.page(ASSUMPTIONS, "Assumptions and exchange rates", heads)
    page.band(f"Exchange rates: units of the currency for one {unit}")
    first = page.row
    for one in made.budget.currencies():
        page.text(0, one.currency, "label")
        own = one.currency == made.currency
        page.number(1, one.per_base, "rate" if own else "input-rate")
        lines = f"SUMIF(cost_currency,{cell(page.row, 0)},cost_total)"
        page.formula(2, f"ROUND({lines},2)", one.amount)
        page.day(3, one.date)
        moved = amount_words(one.change, unit)
        change = f"; 10 % more or less for it changes the budget by {moved}" if one.change else ""
        none = "base currency" if not change else "no source given"
        page.text(4, f"{one.source or none}{change}")
        page.row += 1
    direct = f"ROUND(SUM({cell(first, 2)}:{cell(max(first, page.row - 1), 2)}),2)"
    page.row += 1
    page.band("Shares that the lines follow (ours)")
    terms = made.budget.terms
    for words, name, share in (
        ("Rise of prices in a year", RISE, terms.inflation),
        ("Contingency, where it is allowed", CONTINGENCY, terms.contingency),
    ):
        page.text(0, words, "label")
        page.number(1, share, "input-share")
        made.book.define(name, f"'{ASSUMPTIONS}'!{cell(page.row, 1, fixed='both')}")
        page.row += 1
    page.row += 1
    _write_facts(page, made.budget, assumptions)
    indirect = sum_of({"part": quoted("indirect")})
    page.check(
        f"{direct}+{indirect}-grand_total",
        "costs in all currencies and indirect costs less the sum of the lines",
    )


def _write_facts(page: Page, budget: Budget, assumptions: Sequence[str]) -> None:
    page.band("Parameters")
    for name, value in budget.method.parameters.items():
        page.text(0, name[0].upper() + name[1:], "label")
        page.text(1, value)
        page.row += 1
    page.row += 1
    page.band("Rules of the funders")
    for profile in budget.rules:
        page.text(0, profile.title, "label")
        page.text(1, profile.status(None if budget.plan is None else budget.plan[0]))
        said = [profile.source, profile.note, profile.indirect.note]
        page.text(4, " ".join(one for one in said if one))
        page.row += 1
    if not budget.rules:
        page.text(0, "No funder profile is chosen.", "label")
        page.row += 1
    page.row += 1
    repeated = [
        (f"Line {r.line}", f"'{r.shared}' is counted in line {r.counted_line} of {r.counted_site}")
        for r in budget.repeated
    ]
    blocks: list[tuple[str, list[tuple[str, str]]]] = [
        ("Assumptions", [("", one) for one in assumptions]),
        ("Remarks", [(f"Line {r.line}", r.remark) for r in budget.remarks]),
        ("Amounts that are shown several times and counted once", repeated),
        ("How it is computed", [("", one) for one in budget.method.sources]),
    ]  # fmt: skip
    for title, lines in blocks:
        if not lines:
            continue
        page.band(title)
        for key, words in lines:
            page.text(0, key, "label")
            page.text(4, words)
            page.row += 1
        page.row += 1
