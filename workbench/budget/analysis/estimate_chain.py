"""From what was estimated for the decided options to what nobody has promised yet, in one line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_steps import budget_steps
from workbench.budget.analysis.budget_table import Budget
from workbench.core.money import cents, from_cents
from workbench.core.rows import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateChain:
    """Option, activities, what is not tied to them, indirect costs, total, pledged, open.

    Attributes
    ----------
    option, low, high : Decimal or None
        Sum of the estimates of the decided options, and of their ranges; ``None`` where one has
        none.
    activities, planned : Decimal
        Costs of the activities of the plan, with contingency; what of the budget the options were
        to cost: the activities, or all of it where leaving is all that is paid.
    not_tied : Decimal
        Costs that no activity explains, with contingency.
    indirect, total : Decimal
        Indirect costs; all of it.
    pledged : Decimal
        What is pledged or received for what is planned, in cash and in kind.
    open : Decimal
        What nobody has promised yet.
    at_least : bool
        Whether something is to be determined.
    """

    option: Decimal | None
    low: Decimal | None
    high: Decimal | None
    activities: Decimal
    planned: Decimal
    not_tied: Decimal
    indirect: Decimal
    total: Decimal
    pledged: Decimal
    open: Decimal
    at_least: bool

    @property
    def explained(self) -> bool | None:
        """Whether what is planned costs what the options were estimated at; ``None`` without one.

        Within the range of the estimates or, where none is given, within a tenth of them (ours).
        """
        if self.option is None:
            return None
        tenth = self.option / 10
        low = self.option - tenth if self.low is None else self.low
        high = self.option + tenth if self.high is None else self.high
        return low <= self.planned <= high


@dataclass(frozen=True, slots=True)
class _Estimated:
    site: str
    proposal: str
    cost: float | None
    cost_low: float | None
    cost_high: float | None


def estimate_chain(
    budget: Budget,
    options: pd.DataFrame,
    decided: Collection[str],
    site: str,
    *,
    whole: bool = False,
) -> EstimateChain:
    """Set the estimate of the decided options beside what their activities and the rest cost.

    Parameters
    ----------
    budget : Budget
        Of the site.
    options : DataFrame
        Table of ``weigh_options``: site, proposal, cost, cost_low, cost_high.
    decided : collection of str
        Options that were decided on.
    site : str
        Key of the site.
    whole : bool
        Whether the options pay for all of it, as after *stop*, and not for the activities alone.
    """
    own = _decided(options, decided, site)
    direct = [one for one in budget.atoms if one.part != "indirect"]
    tied = sum(one.cents or 0 for one in direct if one.activity is not None)
    steps = {one.step: one.amount for one in budget_steps(budget)}
    total = budget.total()
    return EstimateChain(
        option=_sum([row.cost for row in own]),
        low=_sum([row.cost_low for row in own]),
        high=_sum([row.cost_high for row in own]),
        activities=from_cents(tied),
        planned=total.amount if whole else from_cents(tied),
        not_tied=from_cents(sum(one.cents or 0 for one in direct) - tied),
        indirect=budget.total(part="indirect").amount,
        total=total.amount,
        pledged=total.amount - steps["open"],
        open=steps["open"],
        at_least=total.at_least,
    )


def decided_estimate(options: pd.DataFrame, decided: Collection[str], site: str) -> Decimal | None:
    """Return the estimate of the decided options; ``None`` where one has none."""
    return _sum([row.cost for row in _decided(options, decided, site)])


def _decided(options: pd.DataFrame, decided: Collection[str], site: str) -> list[_Estimated]:
    rows = rows_of(options, _Estimated)
    return [row for row in rows if row.site == site and row.proposal in decided]


def _sum(values: list[float | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    return from_cents(sum(cents(Decimal(repr(value))) for value in known))
