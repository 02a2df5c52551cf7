"""From what was estimated for the decided options to what nobody has promised yet, in one line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_steps import budget_steps
from workbench.budget.analysis.budget_table import Budget
from workbench.core.money import cents, from_cents
from workbench.core.rows import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCost:
    """What a decided option was to cost, and what is planned for it.

    Attributes
    ----------
    proposal : str or None
        Key of the option; ``None`` where the plan does not tell the decided options apart.
    estimate, low, high : Decimal
        Its estimate, and the range of it: where none is given, a tenth either way (ours).
    planned : Decimal
        What its activities cost, with contingency.
    """

    proposal: str | None
    estimate: Decimal
    low: Decimal
    high: Decimal
    planned: Decimal

    @property
    def explained(self) -> bool:
        """Whether what is planned lies within the range of the estimate."""
        return self.low <= self.planned <= self.high


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
    by_option : tuple of OptionCost
        Each decided option that has an estimate beside its own activities; all of them in one where
        one was decided or the plan names none; empty without an estimate.
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
    by_option: tuple[OptionCost, ...]

    @property
    def explained(self) -> bool | None:
        """Whether each option is planned at what it was to cost; ``None`` without an estimate."""
        return all(one.explained for one in self.by_option) if self.by_option else None


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
    serves: Mapping[str, str] | None = None,
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
    serves : mapping of str to str, optional
        Option that each activity serves.
    whole : bool
        Whether the options pay for all of it, as after *stop*, and not for the activities alone.
    """
    own = _decided(options, decided, site)
    direct = [one for one in budget.atoms if one.part != "indirect"]
    tied = sum(one.cents or 0 for one in direct if one.activity is not None)
    steps = {one.step: one.amount for one in budget_steps(budget)}
    total = budget.total()
    planned = total.amount if whole else from_cents(tied)
    by_option: list[OptionCost | None] = [_option_cost(own, planned)]
    serves = serves or {}
    if len(own) > 1 and not whole and {row.proposal for row in own} & {*serves.values()}:
        costs = dict.fromkeys((row.proposal for row in own), 0)
        for one in direct:
            served = serves.get(one.activity or "")
            if served in costs:
                costs[served] += one.cents or 0
        by_option = [_option_cost([row], from_cents(costs[row.proposal])) for row in own]
    return EstimateChain(
        option=_sum([row.cost for row in own]),
        low=_sum([row.cost_low for row in own]),
        high=_sum([row.cost_high for row in own]),
        activities=from_cents(tied),
        planned=planned,
        by_option=tuple(one for one in by_option if one is not None),
        not_tied=from_cents(sum(one.cents or 0 for one in direct) - tied),
        indirect=budget.total(part="indirect").amount,
        total=total.amount,
        pledged=total.amount - steps["open"],
        open=steps["open"],
        at_least=total.at_least,
    )


def _option_cost(own: list[_Estimated], planned: Decimal) -> OptionCost | None:
    """Set the estimate of options, and its range, beside what is planned for them."""
    estimate = _sum([row.cost for row in own])
    if estimate is None:
        return None
    low, high = _sum([row.cost_low for row in own]), _sum([row.cost_high for row in own])
    if low is None or high is None or low == high:
        low, high = estimate * Decimal("0.9"), estimate * Decimal("1.1")
    return OptionCost(
        proposal=own[0].proposal if len(own) == 1 else None,
        estimate=estimate,
        low=low,
        high=high,
        planned=planned,
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
