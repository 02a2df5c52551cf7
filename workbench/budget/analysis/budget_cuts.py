"""What to cut when a budget exceeds its ceiling: whole activities, in order, mandatory lines last.

An activity goes with everything that follows from it. Cutting all lines by the same share is shown
for comparison only: activities below the size at which they work deliver nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

import pandas as pd

from workbench.budget.analysis.budget_table import Budget, Total
from workbench.core.method import Method
from workbench.core.money import EXACT, amount_words, from_cents
from workbench.errors import InvalidInput, UnknownName

SOURCES = (
    "activities are cut whole, in the order given, with those that depend on them; the budget is "
    "drafted again after each cut, so that indirect costs and caps follow: ours",
    "mandatory lines stay: legal duties, audit, the agreed minimum of a partner",
)

Draft = Callable[[pd.DataFrame], Budget]
"""Drafts a budget of a table of costs, with all other inputs as they were."""


@dataclass(frozen=True, eq=False)
class CutList:
    """How a budget comes down to its ceiling.

    Attributes
    ----------
    table : DataFrame
        One row per cut, in order: step (int, from 1), activity, along (str, activities that go with
        it, joined by ;), saved (Decimal), total_after (Decimal), at_least (bool, whether something
        in what is left is to be determined), enough (bool, whether the ceiling is kept then).
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
    equal_share : float
        Share by which all other lines would have to shrink together (indirect costs in proportion);
        above 1 where even that is not enough. A comparison, no proposal.
    currency : str
        Base currency.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    ceiling: Decimal
    total: Total
    over: Decimal
    mandatory: Total
    steps: int | None
    equal_share: float
    currency: str
    method: Method

    def _repr_html_(self) -> str:
        """Show the cuts, with names escaped."""
        rows = []
        for row in self.table.to_dict("records"):
            cells = [str(row["activity"]), amount_words(row["saved"])]
            cells.append(amount_words(row["total_after"], at_least=row["at_least"]))
            rows.append("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in cells) + "</tr>")
        head = f"<th>cut</th><th>saves, {escape(self.currency)}</th><th>left</th>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def cut_list(
    draft: Draft,
    costs: pd.DataFrame,
    *,
    ceiling: Decimal,
    order: Sequence[str],
    after: Mapping[str, Sequence[str]] | None = None,
) -> CutList:
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
        Activities, the first to cut first: the reverse of the order in which they pay.
    after : mapping of str to sequence of str, optional
        Predecessors of each activity: whatever follows from a cut activity is cut with it.

    Returns
    -------
    CutList
        The cuts go on to the end of `order`, so that what would come next can be seen.

    Raises
    ------
    InvalidInput
        A ceiling below 0; an activity twice in the order.
    UnknownName
        An activity in the order that has no cost line.

    Examples
    --------
    >>> from functools import partial
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> table = pd.DataFrame({"site": "s", "line": ["a", "b"], "activity": ["A1", "A2"]}).assign(
    ...     category="staff", quantity="1", unit_cost=["600", "500"], currency="USD", period="2026"
    ... )
    >>> found = cut_list(
    ...     partial(draft_budget, currency="USD"), table, ceiling=Decimal(800), order=["A2"]
    ... )
    >>> found.steps, found.table["total_after"].tolist()
    (1, [Decimal('600.00')])
    """
    _check(costs, ceiling, order)
    budget = draft(costs)
    whole = budget.total()
    stays = _flag(costs)
    activity = costs["activity"].astype("str")
    rows, before, cut = [], whole.amount, set[str]()
    for step, key in enumerate(order, 1):
        fresh = _with_followers(key, after or {}) - cut
        cut |= fresh
        left = draft(costs[stays | ~activity.isin(cut)]).total()
        along = ";".join(sorted(fresh - {key}))
        enough = left.amount <= ceiling
        saved = before - left.amount
        rows.append([step, key, along, saved, left.amount, left.at_least, enough])
        before = left.amount
    columns = ["step", "activity", "along", "saved", "total_after", "at_least", "enough"]
    table = pd.DataFrame(rows, columns=columns)
    least = draft(costs[stays]).total()
    over = max(whole.amount - ceiling, from_cents(0))
    enough_at = [step for step, one in enumerate(rows, 1) if one[6]]
    return CutList(
        table=table,
        ceiling=ceiling,
        total=whole,
        over=over,
        mandatory=least,
        steps=0 if over == 0 else min(enough_at, default=None),
        equal_share=_equal_share(over, whole.amount - least.amount),
        currency=budget.currency,
        method=Method("whole activities in order", {"ceiling": str(ceiling)}, SOURCES),
    )


def _check(costs: pd.DataFrame, ceiling: Decimal, order: Sequence[str]) -> None:
    if ceiling < 0:
        message = f"A ceiling is an amount of 0 or more, not {ceiling}."
        raise InvalidInput(message)
    if len(set(order)) < len(order):
        message = "Each activity stands once in the order of the cuts."
        raise InvalidInput(message)
    known = list(dict.fromkeys(costs["activity"].dropna().astype("str")))
    for key in order:
        if key not in known:
            raise UnknownName(kind="activity with costs", name=key, known=known)


def _flag(costs: pd.DataFrame) -> pd.Series:
    if "mandatory" not in costs:
        return pd.Series(data=False, index=costs.index)
    return costs["mandatory"].astype("boolean").fillna(value=False).astype("bool")


def _with_followers(key: str, after: Mapping[str, Sequence[str]]) -> set[str]:
    """Give an activity and all that follow from it, directly or not."""
    found, waiting = {key}, [key]
    while waiting:
        now = waiting.pop()
        for other, before in after.items():
            if now in before and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _equal_share(over: Decimal, optional: Decimal) -> float:
    if over == 0:
        return 0.0
    return float(EXACT.divide(over, optional)) if optional > 0 else float("inf")
