"""Cash flow: when money leaves, when it comes, and how far the balance falls.

Costs are paid some months after they arise; contributions in kind never pass through the account.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

import pandas as pd

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.rows import AccountMonth
from workbench.core.method import Method
from workbench.core.money import cents, from_cents
from workbench.core.periods import later_month, months_between, period_of
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.errors import NothingToShow

_SOURCES = (
    "need of a month = costs paid in it less receipts in it; costs are paid the stated number of "
    "months after they arise; the lowest point of the running balance: ours",
)


@dataclass(frozen=True, eq=False)
class CashFlow(Result):
    """Money in and out, month by month.

    Attributes
    ----------
    table : DataFrame
        One row per month of the account, as in
        :class:`~workbench.budget.analysis.rows.AccountMonth`.
    lowest : Decimal
        Lowest balance at the end of a month; 0 where it never falls below.
    lowest_month : str or None
        Month at whose end it is reached first; ``None`` where the balance never falls below 0.
    payment_lag_months : int
        Months between the month in which a cost arises and the one in which it is paid.
    at_least : bool
        Whether costs to be determined are missing, so that the balance can only be lower.
    currency : str
        Currency of the amounts.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    lowest: Decimal
    lowest_month: str | None
    payment_lag_months: int
    at_least: bool
    currency: str
    method: Method

    _shown: ClassVar[tuple[str, ...]] = ("month", "paid", "received", "balance")


@dataclass(frozen=True, slots=True)
class _Receipt:
    date: date
    amount: Decimal
    currency: str


def known_receipts(receipts: pd.DataFrame) -> pd.DataFrame:
    """Return the receipts of which day, amount and currency are known.

    A cell that could not be read is blank here; the check of the tables names it.
    """
    return receipts.dropna(subset=["date", "amount", "currency"])


def cash_flow(
    budget: Budget, receipts: pd.DataFrame | None = None, *, payment_lag_months: int = 0
) -> CashFlow:
    """Compute the balance of the account, month by month.

    Parameters
    ----------
    budget : Budget
        Of one site, or of several that share an account.
    receipts : DataFrame, optional
        Table ``receipts``: date, amount (text), currency. Converted at the rates that the budget
        has frozen.
    payment_lag_months : int
        Months between the month in which a cost arises and the one in which it is paid.

    Raises
    ------
    NothingToShow
        There are neither costs in cash nor receipts.
    InvalidInput
        A currency has no rate.

    Examples
    --------
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> costs = pd.DataFrame({"site": ["s"], "line": ["L"], "category": ["staff"]}).assign(
    ...     quantity="1", unit_cost="300", currency="USD", period="2026-02"
    ... )
    >>> come = pd.DataFrame({"date": ["2026-04-01"], "amount": "500", "currency": "USD"})
    >>> flow = cash_flow(draft_budget(costs, currency="USD"), come)
    >>> flow.lowest, flow.lowest_month
    (Decimal('-300.00'), '2026-02')
    """
    spent, paid, received = Counter[date](), Counter[date](), Counter[date]()
    opened: list[date] = []
    for atom in budget.atoms:
        if atom.kind != "cash":
            continue
        month = date.fromisoformat(f"{atom.month}-01")
        later = later_month(month, payment_lag_months)
        spent[month] += atom.cents or 0
        paid[later] += atom.cents or 0
        opened += [later] if atom.at_least else []
    known = pd.DataFrame() if receipts is None else known_receipts(receipts)
    for row in rows_of(known, _Receipt) if len(known) else []:
        amount = budget.rates.to_base(row.amount, row.currency)
        received[row.date.replace(day=1)] += cents(amount)
    days = [*spent, *paid, *received]
    if not days:
        message = "There are neither costs in cash nor receipts, so no cash flow."
        raise NothingToShow(message)
    rows, balance = [], 0
    for month in months_between(min(days), max(days)):
        need = paid[month] - received[month]
        balance -= need
        rows.append(
            AccountMonth(
                month=period_of(month, "month"),
                first=month,
                spent=from_cents(spent[month]),
                paid=from_cents(paid[month]),
                received=from_cents(received[month]),
                need=from_cents(need),
                balance=from_cents(balance),
                at_least=bool(opened) and month >= min(opened),
            )
        )
    lowest = min(rows, key=lambda row: row.balance)
    short = lowest.balance < 0
    return CashFlow(
        table=table_of(rows, AccountMonth),
        lowest=lowest.balance if short else from_cents(0),
        lowest_month=lowest.month if short else None,
        payment_lag_months=payment_lag_months,
        at_least=bool(opened),
        currency=budget.currency,
        method=Method(
            "running balance by month",
            {"payment lag in months": payment_lag_months, "opening balance": 0},
            _SOURCES,
        ),
    )
