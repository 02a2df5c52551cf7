"""Costs that several sites share: what each costs at a site, and the site's part of it.

A shared cost stands in full in the draft of every site that shows it, for a site may be funded
alone. Over all sites it is counted once: each site bears an equal part (ours).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.rows import SourceOfFunds
from workbench.core.money import EXACT, cents, from_cents
from workbench.core.rows import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCost:
    """A shared cost at one site.

    Attributes
    ----------
    shared : str
        Its name in the table ``costs``.
    title : str
        What it is for.
    sites : int
        Number of sites that show it.
    amount : Decimal
        What it costs in the draft of the site, with its contingency and indirect costs.
    part : Decimal
        What of it the site bears: `amount` / `sites`.
    cash_by_source : mapping of str or None to Decimal
        Cash of `amount` by who pays.
    """

    shared: str
    title: str
    sites: int
    amount: Decimal
    part: Decimal
    cash_by_source: Mapping[str | None, Decimal]

    @property
    def elsewhere(self) -> Decimal:
        """What the other sites bear."""
        return self.amount - self.part


def shared_costs(
    draft: Callable[[pd.DataFrame], Budget],
    costs: pd.DataFrame,
    budget: Budget,
    sites: Mapping[str, int],
) -> list[SharedCost]:
    """Find what each shared cost adds to the draft of a site, by drafting it without.

    Parameters
    ----------
    draft : callable
        Drafts the budget of the site from cost lines.
    costs : DataFrame
        Table ``costs`` of the site.
    budget : Budget
        What `draft` gives for all of them.
    sites : mapping of str to int
        Number of sites that show each shared cost.
    """
    found = []
    for shared in costs["shared"].dropna().unique():
        own, rest = costs[costs["shared"] == shared], costs[costs["shared"] != shared]
        number = max(sites.get(shared, 1), 1)
        without = draft(rest) if len(rest) else None
        amount = budget.total().amount
        cash = _cash(budget)
        if without is not None:
            amount -= without.total().amount
            less = _cash(without)
            cash = {key: value - less.get(key, Decimal(0)) for key, value in cash.items()}
        found.append(
            SharedCost(
                shared=str(shared),
                title=str(own["title"].fillna(own["line"]).iloc[0]),
                sites=number,
                amount=amount,
                part=from_cents(cents(EXACT.divide(amount, Decimal(number)))),
                cash_by_source={key: value for key, value in cash.items() if value},
            )
        )
    return found


def _cash(budget: Budget) -> dict[str | None, Decimal]:
    return {row.source: row.planned_cash for row in rows_of(budget.sources, SourceOfFunds)}
