"""Costs that several sites share: what each costs at a site, and the site's part of it.

A shared cost stands in full in the draft of every site that shows it, for a site may be funded
alone. Over all sites it is counted once: each site bears an equal part (ours).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.indirect_costs import indirect_costs
from workbench.budget.analysis.rows import Atom
from workbench.core.money import EXACT, cents, from_cents


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


def shared_costs(budget: Budget, sites: Mapping[str, int]) -> list[SharedCost]:
    """Find what each shared cost adds to the draft of a site: its atoms, and indirect costs on it.

    Parameters
    ----------
    budget : Budget
        The draft of a site.
    sites : mapping of str to int
        Number of sites that show each shared cost.
    """
    found = []
    direct = [one for one in budget.atoms if one.part != "indirect"]
    for line in budget.line_rows:  # one line for each, as an amount that repeats counts once
        if line.shared is None:
            continue
        number = max(sites.get(line.shared, 1), 1)
        rest = [one for one in direct if one.line != line.line]
        less = indirect_costs(rest, budget.terms.indirect, budget.rates, budget.chart)
        cash, in_kind = _sums(budget.atoms), _sums(budget.atoms, kind="in-kind")
        for sums, kind in ((cash, "cash"), (in_kind, "in-kind")):
            sums.subtract(_sums([*rest, *less], kind=kind))
        amount = from_cents(cash.total() + in_kind.total())
        found.append(
            SharedCost(
                shared=line.shared,
                title=line.title,
                sites=number,
                amount=amount,
                part=from_cents(cents(EXACT.divide(amount, Decimal(number)))),
                cash_by_source={key: from_cents(value) for key, value in cash.items() if value},
            )
        )
    return found


def _sums(atoms: Iterable[Atom], kind: str = "cash") -> Counter[str | None]:
    """Sum the cents of one kind by who pays."""
    found: Counter[str | None] = Counter()
    for one in atoms:
        if one.kind == kind:
            found[one.source] += one.cents or 0
    return found
