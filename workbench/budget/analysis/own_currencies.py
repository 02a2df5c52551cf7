"""Amounts as they were written, where nothing says into which currency to convert them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from workbench.core.money import EXACT


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
    names = ["title", "line", "partner", "currency", "quantity", "unit_cost", "shared"]
    table = costs.reindex(columns=names).astype(object)
    table = table.where(table.notna(), None)
    found: list[WrittenAmount] = []
    seen: set[str] = set()
    for row in table.to_dict("records"):
        shared = row["shared"]
        if shared is not None and shared in seen:
            continue
        seen |= {shared} if shared is not None else set()
        known = row["quantity"] is not None and row["unit_cost"] is not None
        amount = (
            EXACT.multiply(Decimal(str(row["quantity"])), Decimal(str(row["unit_cost"])))
            if known
            else None
        )
        title = str(row["title"] or row["line"])
        found.append(
            WrittenAmount(
                title, row["partner"], row["currency"] or "", amount, sites.get(str(shared), 1)
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
