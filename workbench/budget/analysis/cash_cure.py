"""What keeps an account above zero: instalments moved to earlier months, and what is missing.

An instalment that is agreed but not here yet is moved, whole, to the month in which the account
first falls below zero: the next one in time, then the next, until none is left (ours).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.cash_flow import CashFlow, known_receipts
from workbench.budget.analysis.rows import AccountMonth
from workbench.core.money import FrozenRates, cents, from_cents
from workbench.core.rows import rows_of


@dataclass(frozen=True, slots=True)
class MovedInstalment:
    """An instalment that has to come earlier.

    Attributes
    ----------
    source : str
        Who pays it.
    amount : Decimal
        How much, in base currency.
    agreed : date
        Day that is agreed.
    month : date
        First day of the month in which it is needed.
    """

    source: str
    amount: Decimal
    agreed: date
    month: date


@dataclass(frozen=True, slots=True)
class CashCure:
    """What keeps the account above zero.

    Attributes
    ----------
    moves : tuple of MovedInstalment
        Instalments that have to come earlier, in time; none where the account never falls.
    missing : Decimal
        What is missing at the lowest point all the same; 0 where the moves are enough.
    missing_from : date or None
        First day of the first month in which it is missing.
    """

    moves: tuple[MovedInstalment, ...]
    missing: Decimal
    missing_from: date | None


@dataclass(frozen=True, slots=True)
class _Receipt:
    source: str
    date: date
    amount: Decimal
    currency: str
    expected: bool | None

    def in_base(self, rates: FrozenRates) -> Decimal:
        """Return the amount in base currency."""
        return from_cents(cents(rates.to_base(self.amount, self.currency)))


def cash_cure(flow: CashFlow, budget: Budget, receipts: pd.DataFrame) -> CashCure:
    """Find which agreed instalments have to come earlier, and when.

    Parameters
    ----------
    flow : CashFlow
        The account.
    budget : Budget
        Its frozen rates convert the instalments.
    receipts : DataFrame
        Table ``receipts``: source, date, amount, currency, expected.

    Examples
    --------
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> from workbench.budget.analysis.cash_flow import cash_flow
    >>> costs = pd.DataFrame({"site": ["s"], "line": ["L"], "category": ["staff"]}).assign(
    ...     quantity="1", unit_cost="300", currency="USD", period="2026-02"
    ... )
    >>> budget = draft_budget(costs, currency="USD")
    >>> come = pd.DataFrame({"source": ["g"], "date": ["2026-04-01"], "amount": "500"})
    >>> come = come.assign(currency="USD", expected=True)
    >>> cure = cash_cure(cash_flow(budget, come), budget, come)
    >>> [(one.amount, str(one.agreed), str(one.month)) for one in cure.moves], cure.missing
    ([(Decimal('500.00'), '2026-04-01', '2026-02-01')], Decimal('0.00'))
    """
    months = rows_of(flow.table, AccountMonth)
    balance = {one.first: cents(one.balance) for one in months}
    ahead = sorted(
        (one for one in rows_of(known_receipts(receipts), _Receipt) if one.expected),
        key=lambda one: (one.date, one.source),
    )
    moves: list[MovedInstalment] = []
    for month in list(balance):
        while balance[month] < 0:
            later = next((one for one in ahead if one.date.replace(day=1) > month), None)
            if later is None:
                break
            ahead.remove(later)
            amount = later.in_base(budget.rates)
            moves.append(MovedInstalment(later.source, amount, later.date, month))
            for one in balance:
                if month <= one < later.date.replace(day=1):
                    balance[one] += cents(amount)
    short = [month for month, left in balance.items() if left < 0]
    lowest = min(balance.values(), default=0)
    return CashCure(tuple(moves), from_cents(max(-lowest, 0)), short[0] if short else None)


@dataclass(frozen=True, slots=True)
class UncoveredCash:
    """A source whose money does not come in, though costs are planned on it.

    Attributes
    ----------
    source : str or None
        Its key; ``None`` where nobody pays.
    title : str
        What it is called.
    planned, received : Decimal
        Cash planned on it, and cash that came or is agreed for a day.
    undated : bool
        Whether no day of payment is stated at all.
    """

    source: str | None
    title: str
    planned: Decimal
    received: Decimal
    undated: bool

    @property
    def missing(self) -> Decimal:
        """What does not come in."""
        return self.planned - self.received


def uncovered_cash(budget: Budget, receipts: pd.DataFrame) -> list[UncoveredCash]:
    """List the sources on which more cash is planned than comes in, the largest first."""
    came: dict[str, Decimal] = {}
    for one in rows_of(known_receipts(receipts), _Receipt):
        came[one.source] = came.get(one.source, Decimal(0)) + one.in_base(budget.rates)
    rows = [
        UncoveredCash(
            source=row.source,
            title=row.title,
            planned=row.planned_cash,
            received=came.get(row.source or "", Decimal(0)),
            undated=row.source not in came,
        )
        for row in budget.source_rows
    ]
    return sorted((one for one in rows if one.missing > 0), key=lambda one: -one.missing)
