"""What to cut when a budget exceeds its ceiling: whole activities, in order, mandatory lines last.

An activity goes with everything that follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_table import Budget, Total
from workbench.budget.analysis.rows import ActivityCut
from workbench.core.method import Method
from workbench.core.money import from_cents
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of

_SOURCES = (
    "activities are cut whole, in the order given, with those that depend on them; the budget is "
    "drafted again after each cut, so that indirect costs and caps follow: ours",
    "mandatory lines stay: legal duties, audit, the agreed minimum of a partner",
)

Draft = Callable[[pd.DataFrame], Budget]
"""Drafts a budget of a table of costs, with all other inputs as they were."""


@dataclass(frozen=True, eq=False)
class BudgetCuts(Result):
    """How a budget comes down to its ceiling.

    Attributes
    ----------
    table : DataFrame
        One row per cut, in order, as in :class:`~workbench.budget.analysis.rows.ActivityCut`.
    ceiling : Decimal
        What may be spent, in the base currency.
    total : Total
        The budget before any cut.
    over : Decimal
        What it exceeds the ceiling by; 0 where it keeps it.
    mandatory : Total
        What the mandatory lines cost by themselves, with their indirect costs.
    steps : int or None
        Cuts needed; 0 where none is, ``None`` where all cuts together are not enough.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    ceiling: Decimal
    total: Total
    over: Decimal
    mandatory: Total
    steps: int | None
    method: Method


def budget_cuts(
    draft: Draft,
    costs: pd.DataFrame,
    *,
    ceiling: Decimal,
    order: Sequence[str],
    after: Mapping[str, Sequence[str]],
) -> BudgetCuts:
    """List what to cut, first what matters least, until the ceiling is kept.

    Parameters
    ----------
    draft : callable
        Drafts a budget of a table of costs, such as ``functools.partial(draft_budget, …)`` with
        dates, rates, currency, plan and funder. Give it the plan: a shorter one would spread lines
        anew.
    costs : DataFrame
        Table ``costs`` of one site; lines with mandatory = yes stay.
    ceiling : Decimal
        What may be spent, in the base currency.
    order : sequence of str
        Activities, the first to cut first, such as :func:`cut_order` returns them.
    after : mapping of str to sequence of str
        Predecessors of each activity: whatever follows from a cut activity is cut with it.

    Returns
    -------
    BudgetCuts
        The cuts go on to the end of `order`, so that what would come next can be seen.

    Examples
    --------
    >>> from functools import partial
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> table = pd.DataFrame({"site": "s", "line": ["a", "b"], "activity": ["A1", "A2"]}).assign(
    ...     category="staff",
    ...     quantity="1",
    ...     unit_cost=["600", "500"],
    ...     currency="USD",
    ...     period="2026",
    ...     mandatory=False,
    ... )
    >>> draft = partial(draft_budget, currency="USD")
    >>> found = budget_cuts(draft, table, ceiling=Decimal(800), order=["A2"], after={})
    >>> found.steps, found.table["total_after"].tolist()
    (1, [Decimal('600.00')])
    """
    whole = draft(costs).total()
    stays = costs["mandatory"].fillna(value=False).astype(bool)
    rows: list[ActivityCut] = []
    before, cut = whole.amount, set[str]()
    for step, key in enumerate(order, 1):
        fresh = _with_followers(key, after) - cut
        cut |= fresh
        left = draft(costs[stays | ~costs["activity"].isin(cut)]).total()
        along = ";".join(sorted(fresh - {key}))
        enough = left.amount <= ceiling
        saved = before - left.amount
        rows.append(ActivityCut(step, key, along, saved, left.amount, left.at_least, enough))
        before = left.amount
    over = max(whole.amount - ceiling, from_cents(0))
    return BudgetCuts(
        table=table_of(rows, ActivityCut),
        ceiling=ceiling,
        total=whole,
        over=over,
        mandatory=draft(costs[stays]).total(),
        steps=0 if over == 0 else next((row.step for row in rows if row.enough), None),
        method=Method(
            "whole activities in order", {"ceiling of the budget": str(ceiling)}, _SOURCES
        ),
    )


def _with_followers(key: str, after: Mapping[str, Sequence[str]]) -> set[str]:
    """Return an activity and all that follow from it, directly or not."""
    found, waiting = {key}, [key]
    while waiting:
        now = waiting.pop()
        fresh = {other for other, before in after.items() if now in before} - found
        found |= fresh
        waiting += fresh
    return found


@dataclass(frozen=True, slots=True)
class _Gain:
    proposal: str
    gain: float | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class _Planned:
    activity: str
    proposal: str | None


def cut_order(activities: pd.DataFrame, costed: Sequence[str], options: pd.DataFrame) -> list[str]:
    """Order activities with costs, the first to cut first.

    Activities of no option come first; then those of options by gain per cost, the lowest first;
    within an option the last of the plan first, so that what is begun can be used. Ours.

    Parameters
    ----------
    activities : DataFrame
        activity, proposal: the plan in its order.
    costed : sequence of str
        Activities that have cost lines.
    options : DataFrame
        proposal, gain, cost, as in ``OptionResults.table``.
    """
    worth = {
        row.proposal: row.gain / row.cost
        for row in rows_of(options, _Gain)
        if row.gain is not None and row.cost
    }
    planned = rows_of(activities, _Planned)
    places = {row.activity: (row.proposal, number) for number, row in enumerate(planned)}

    def rank(key: str) -> tuple[float, int]:
        proposal, number = places.get(key, (None, 0))
        return (-1.0 if proposal is None else worth.get(proposal, 0.0), -number)

    return sorted(costed, key=rank)
