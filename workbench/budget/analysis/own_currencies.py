"""Amounts as they were written, where nothing says into which currency to convert them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import pandas as pd

from workbench.core.money import EXACT
from workbench.core.rows import rows_of


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount in the currency of its line.

    Attributes
    ----------
    title : str
        What is paid for.
    partner : str or None
        Who spends it.
    currency : str
        Code of the currency; blank where it is not stated.
    amount : Decimal or None
        Quantity × unit cost; ``None`` is to be determined.
    sites : int
        Number of sites that show the same amount, whole.
    """

    title: str
    partner: str | None
    currency: str
    amount: Decimal | None
    sites: int


@dataclass(frozen=True, slots=True)
class _Cost:
    title: str | None
    line: str | None
    partner: str | None
    currency: str | None
    quantity: Decimal | None
    unit_cost: Decimal | None
    shared: str | None


def written_amounts(costs: pd.DataFrame, sites: Mapping[str, int]) -> list[WrittenAmount]:
    """List the amounts of a site, one that stands on several lines once.

    Parameters
    ----------
    costs : DataFrame
        Columns of the table ``costs`` of one site, amounts as text.
    sites : mapping of str to int
        Number of sites that show each shared cost.

    Returns
    -------
    list of WrittenAmount
        By currency, the largest first, what is to be determined last.

    Examples
    --------
    >>> costs = pd.DataFrame({"title": ["Seed"], "quantity": ["2"], "unit_cost": ["10.50"]})
    >>> written_amounts(costs, {})[0].amount
    Decimal('21.00')
    """
    table = costs.reindex(columns=[one.name for one in fields(_Cost)])
    found: list[WrittenAmount] = []
    seen: set[str] = set()
    for row in rows_of(table, _Cost):
        if row.shared is not None:
            if row.shared in seen:
                continue
            seen.add(row.shared)
        amount = None
        if row.quantity is not None and row.unit_cost is not None:
            amount = EXACT.multiply(row.quantity, row.unit_cost)
        found.append(
            WrittenAmount(
                title=str(row.title or row.line),
                partner=row.partner,
                currency=row.currency or "",
                amount=amount,
                sites=1 if row.shared is None else sites.get(row.shared, 1),
            )
        )
    return sorted(found, key=lambda one: (one.currency, -(one.amount or Decimal(-1))))


def sums_by_currency(amounts: Sequence[WrittenAmount]) -> dict[str, Decimal]:
    """Add the amounts of each currency up, and of none to another.

    Examples
    --------
    >>> both = [WrittenAmount("A", None, code, Decimal(5), 1) for code in ("EUR", "USD", "EUR")]
    >>> sums_by_currency(both)
    {'EUR': Decimal('10'), 'USD': Decimal('5')}
    """
    sums: dict[str, Decimal] = {}
    for one in amounts:
        if one.amount is not None:
            sums[one.currency] = sums.get(one.currency, Decimal()) + one.amount
    return sums
