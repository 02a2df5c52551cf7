"""Cash flow: when money leaves, when it comes, and how far the balance falls.

Costs are paid some months after they arise; contributions in kind never pass through the account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from workbench.core.method import Method
from workbench.core.money import amount_words, cents, decimal_of, from_cents
from workbench.core.periods import Step, later_month, months_between, period_of
from workbench.core.table_access import require
from workbench.errors import InvalidInput, NothingToShow, Problem
from workbench.frameworks.spans import span_of

if TYPE_CHECKING:
    from workbench.budget.analysis.budget_table import Budget

SOURCES = (
    "need of a month = costs paid in it less receipts in it; costs are paid the stated number of "
    "months after they arise; the lowest point of the running balance: ours",
)


@dataclass(frozen=True, eq=False)
class CashFlow:
    """Money in and out, month by month.

    Attributes
    ----------
    table : DataFrame
        One row per month of the account: month (str), first (day), spent (Decimal, costs in cash
        that arise), paid (Decimal, costs paid), received (Decimal), need (Decimal, paid - received;
        what must be advanced where above 0), balance (Decimal, running, with the opening balance),
        at_least (bool, whether costs paid so far are not all determined).
    sources : DataFrame
        One row per source of funds: source (missing: nobody pays yet), paid, received (Decimal),
        lowest (Decimal, its lowest balance, 0 at the most), lowest_month (str).
    opening : Decimal
        Balance before the first month.
    lowest : Decimal
        Lowest balance at the end of a month, the opening balance included.
    lowest_month : str or None
        Month at whose end it is reached first; ``None`` where the balance never falls below the
        opening one.
    at_least : bool
        Whether costs to be determined are missing, so that the balance can only be lower.
    currency : str
        Currency of the amounts.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    sources: pd.DataFrame
    opening: Decimal
    lowest: Decimal
    lowest_month: str | None
    at_least: bool
    currency: str
    method: Method

    def by_period(self, step: Step) -> pd.DataFrame:
        """Sum the months of each period; the balance is that at its end.

        Parameters
        ----------
        step : {"month", "quarter", "year"}
            Such as the period in which a funder wants a forecast.

        Returns
        -------
        DataFrame
            period, spent, paid, received, need, balance (Decimal), at_least (bool).
        """
        period = pd.Series([period_of(day, step) for day in self.table["first"]], dtype="str")
        rows = []
        for name, part in self.table.groupby(period, sort=False):
            sums = [sum(part[one], from_cents(0)) for one in ("spent", "paid", "received", "need")]
            rows.append([name, *sums, part["balance"].iloc[-1], bool(part["at_least"].iloc[-1])])
        columns = ["period", "spent", "paid", "received", "need", "balance", "at_least"]
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        """Show the months."""
        names = ("paid", "received", "balance")
        rows = []
        for row in self.table.to_dict("records"):
            cells = "".join(f"<td>{escape(amount_words(row[name]))}</td>" for name in names)
            rows.append(f"<tr><td>{escape(row['month'])}</td>{cells}</tr>")
        head = "".join(f"<th>{escape(name)}, {escape(self.currency)}</th>" for name in names)
        top = f"<thead><tr><th>month</th>{head}</tr></thead>"
        return f"<table>{top}<tbody>{''.join(rows)}</tbody></table>"


def cash_flow(
    budget: Budget,
    receipts: pd.DataFrame | None = None,
    *,
    payment_lag_months: int = 0,
    opening: Decimal | str = "0",
) -> CashFlow:
    """Follow the balance of the account.

    Parameters
    ----------
    budget : Budget
        Of one site, or of several that share an account.
    receipts : DataFrame, optional
        Table ``receipts``: site, source, date, amount (text), currency. Converted at the rates that
        the budget has frozen.
    payment_lag_months : int
        Months between the month in which a cost arises and the one in which it is paid.
    opening : Decimal or str
        Balance before the first month, in the base currency.

    Returns
    -------
    CashFlow

    Raises
    ------
    InvalidInput
        Receipts that cannot be used; a lag that is negative or longer than five years.
    NothingToShow
        There are neither costs in cash nor receipts.

    Examples
    --------
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> costs = pd.DataFrame({"site": ["s"], "line": ["L"], "category": ["staff"]}).assign(
    ...     quantity="1", unit_cost="300", currency="USD", period="2026-02"
    ... )
    >>> come = pd.DataFrame({"site": ["s"], "source": ["g"], "date": ["2026-04-01"]}).assign(
    ...     amount="500", currency="USD"
    ... )
    >>> flow = cash_flow(draft_budget(costs, currency="USD"), come)
    >>> flow.lowest, flow.lowest_month
    (Decimal('-300.00'), '2026-02')
    """
    if not 0 <= payment_lag_months <= 60:
        message = f"Costs are paid 0 to 60 months later, not {payment_lag_months}."
        raise InvalidInput(message)
    start = decimal_of(opening)
    if start is None:
        message = "The opening balance is an amount, such as 0."
        raise InvalidInput(message)
    spent, paid, open_months = _payments(budget, payment_lag_months)
    received = _receipts(budget, receipts)
    days = [month for _, month in [*spent, *paid, *received]]
    if not days:
        message = "There are neither costs in cash nor receipts, so no cash flow."
        raise NothingToShow(message)
    months = months_between(min(days), max(days))
    opened = min(open_months, default=date.max)
    table, lowest, at = _running(months, spent, paid, received, cents(start), opened)
    return CashFlow(
        table=table,
        sources=_by_source(months, paid, received),
        opening=from_cents(cents(start)),
        lowest=from_cents(lowest),
        lowest_month=at,
        at_least=bool(open_months),
        currency=budget.currency,
        method=Method(
            "running balance by month",
            {"payment lag in months": payment_lag_months, "opening balance": str(start)},
            SOURCES,
        ),
    )


_Flow = Mapping[tuple[str | None, date], int]


def _payments(budget: Budget, lag: int) -> tuple[_Flow, _Flow, set[date]]:
    """Give cents spent and paid by source and month, and months with something open."""
    spent: dict[tuple[str | None, date], int] = defaultdict(int)
    paid: dict[tuple[str | None, date], int] = defaultdict(int)
    open_months: set[date] = set()
    cash = budget.table[budget.table["kind"] == "cash"]
    days = {name: span_of(name)[0] for name in cash["month"].unique()}
    columns = (cash[name] for name in ("source", "month", "cents", "at_least"))
    for source, name, amount, open_end in zip(*columns, strict=True):
        key, month = None if pd.isna(source) else str(source), days[name]
        later = later_month(month, lag)
        number = 0 if pd.isna(amount) else int(amount)
        spent[key, month] += number
        paid[key, later] += number
        if open_end:
            open_months.add(later)
    return spent, paid, open_months


def _receipts(budget: Budget, receipts: pd.DataFrame | None) -> _Flow:
    found: dict[tuple[str | None, date], int] = defaultdict(int)
    if receipts is None or receipts.empty:
        return found
    require(receipts, ("site", "source", "date", "amount", "currency"), "receipts")
    problems: list[Problem] = []
    days = pd.to_datetime(receipts["date"])
    for row, day in zip(receipts.to_dict("records"), days, strict=True):
        site, currency = str(row["site"]), str(row["currency"])
        try:
            amount = decimal_of(row["amount"])
        except InvalidInput:
            amount = None
        if amount is None or pd.isna(day):
            problems.append(
                Problem(
                    file="receipts",
                    column="amount" if amount is None else "date",
                    found="" if amount is not None else str(row["amount"]),
                    expected="an amount and a day",
                    advice=f"Complete the receipt from {row['source']}.",
                    site=site,
                )
            )
        elif not budget.rates.knows(currency):
            problems.append(budget.rates.problem(currency, "receipts", site=site))
        else:
            value = cents(budget.rates.to_base(amount, currency))
            found[str(row["source"]), day.date().replace(day=1)] += value
    if problems:
        message = "The receipts cannot be used"
        raise InvalidInput(message, problems)
    return found


def _monthly(flow: _Flow) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for (_, month), amount in flow.items():
        found[month] += amount
    return found


def _running(
    months: list[date], spent: _Flow, paid: _Flow, received: _Flow, opening: int, opened: date
) -> tuple[pd.DataFrame, int, str | None]:
    arises, out, come = _monthly(spent), _monthly(paid), _monthly(received)
    rows, balance, lowest, at = [], opening, opening, None
    for month in months:
        need = out.get(month, 0) - come.get(month, 0)
        balance -= need
        name = period_of(month, "month")
        if balance < lowest:
            lowest, at = balance, name
        amounts = (arises.get(month, 0), out.get(month, 0), come.get(month, 0), need, balance)
        rows.append([name, month, *(from_cents(one) for one in amounts), month >= opened])
    columns = ["month", "first", "spent", "paid", "received", "need", "balance", "at_least"]
    return pd.DataFrame(rows, columns=columns), lowest, at


def _by_source(months: list[date], paid: _Flow, received: _Flow) -> pd.DataFrame:
    rows = []
    for source in dict.fromkeys(key for key, _ in [*paid, *received]):
        balance, lowest, at = 0, 0, None
        for month in months:
            balance += received.get((source, month), 0) - paid.get((source, month), 0)
            if balance < lowest:
                lowest, at = balance, period_of(month, "month")
        sums = [
            sum(n for (key, _), n in flow.items() if key == source) for flow in (paid, received)
        ]
        rows.append([source, *(from_cents(one) for one in (*sums, lowest)), at])
    columns = ["source", "paid", "received", "lowest", "lowest_month"]
    return pd.DataFrame(sorted(rows, key=lambda row: row[0] is None), columns=columns)
