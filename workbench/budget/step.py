"""Step 3c of a site: what the plan costs, who pays, money in and out, what to cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

import pandas as pd

from workbench.budget.analysis.budget import Budget, draft_budget
from workbench.budget.analysis.budget_cuts import CutList, Draft, cut_list
from workbench.budget.analysis.cash_flow import CashFlow, cash_flow
from workbench.budget.analysis.estimates import Estimate, estimate_costs
from workbench.core.finding import Finding
from workbench.core.method import Method
from workbench.core.periods import Step
from workbench.core.table_access import known
from workbench.errors import InvalidInput, NothingToShow
from workbench.frameworks.precedence import MalformedLink, parse_after
from workbench.frameworks.spans import span_of
from workbench.options.analysis.options import OptionResults
from workbench.options.step import OptionsStep
from workbench.plan.analysis.schedule import Schedule
from workbench.plan.step import PlanStep, first_day, holidays
from workbench.project import Site

_QUARTERS = 6  # more columns do not fit on a page, and years take their place


@dataclass(frozen=True, eq=False)
class BudgetStep:
    """The budget of a site; each part is computed when it is first asked for.

    Attributes
    ----------
    site : Site
        The site.
    plan : PlanStep
        Its plan of work, which says when money is spent.
    results : OptionResults
        What each option would bring, by which cuts are ordered.
    """

    site: Site
    plan: PlanStep
    results: OptionResults

    @cached_property
    def _drawn(self) -> tuple[Budget | None, tuple[str, ...]]:
        site = self.site
        if site.table("costs").empty or site.settings.currency is None:
            return None, ()
        try:
            return _drafting(site, self.plan.schedule)(site.table("costs")), ()
        except InvalidInput as error:
            told = [f"{one.found}: {one.expected}. {one.advice}" for one in error.problems]
            return None, tuple(told or [str(error)])

    @property
    def budget(self) -> Budget | None:
        """The budget; ``None`` without costs, or where they cannot be added up."""
        return self._drawn[0]

    @property
    def faults(self) -> tuple[str, ...]:
        """Why the costs cannot be added up."""
        return self._drawn[1]

    @cached_property
    def estimate(self) -> Estimate | None:
        """What it is likely to cost; ``None`` where nothing can be said."""
        plan, money = self.site.settings.plan, self.site.settings.budget
        if self.budget is None:
            return None
        try:
            return estimate_costs(
                self.budget,
                seed=self.site.settings.parameters.seed,
                draws=plan.draws,
                shape=plan.shape,
                correlation=plan.correlation,
                confidence=money.confidence,
                ceiling=None if money.ceiling is None else Decimal(money.ceiling),
            )
        except NothingToShow:
            return None

    @cached_property
    def cash(self) -> CashFlow | None:
        """Money in and out by month; ``None`` where nothing can be said."""
        if self.budget is None:
            return None
        lag = self.site.settings.budget.payment_lag_months
        try:
            return cash_flow(self.budget, self.site.table("receipts"), payment_lag_months=lag)
        except NothingToShow:
            return None

    @cached_property
    def cuts(self) -> CutList | None:
        """What to cut; ``None`` where no ceiling is stated, or where it is kept."""
        ceiling = self.site.settings.budget.ceiling
        if ceiling is None or self.budget is None:
            return None
        if self.budget.total().amount <= Decimal(ceiling):
            return None  # each cut drafts the budget again, which nobody would read
        activities, costs = self.site.table("activities"), self.site.table("costs")
        costed = list(dict.fromkeys(costs["activity"].dropna().astype("str")))
        return cut_list(
            _drafting(self.site, self.plan.schedule),
            costs,
            ceiling=Decimal(ceiling),
            order=cut_order(activities, costed, self.results),
            after=_before(activities),
        )

    @property
    def lines(self) -> pd.DataFrame:
        """One row per cost line; columns as in ``Budget.lines``; empty without a budget."""
        if self.budget is None:
            return pd.DataFrame(columns=["line", "amount"])
        return self.budget.lines.copy(deep=False)

    @property
    def currency(self) -> str:
        """Base currency of the project; says so where none is stated."""
        return self.site.settings.currency or "(no currency stated)"

    @property
    def methods(self) -> list[Method]:
        """The methods of all that is there."""
        found = (self.budget, self.estimate, self.cash, self.cuts)
        return [one.method for one in found if one is not None]


def budget_of(site: Site, plan: PlanStep, options: OptionsStep) -> BudgetStep:
    """Draft the budget of a site.

    Parameters
    ----------
    site : Site
        Its tables costs, rates, funding and receipts; settings under ``budget``.
    plan : PlanStep
        Its plan of work.
    options : OptionsStep
        What the options would bring.

    Examples
    --------
    >>> from workbench.diagnosis.step import diagnose_place
    >>> from workbench.options.step import weigh_place
    >>> from workbench.plan.step import plan_of
    >>> from workbench.project import open_project
    >>> site = open_project("data/example").site("rw-huye")
    >>> options = weigh_place(site, diagnose_place(site))
    >>> step = budget_of(site, plan_of(site, options.decision), options)
    >>> step.currency, step.faults
    ('USD', ())
    """
    return BudgetStep(site, plan, options.results)


def _drafting(site: Site, dated: Schedule | None) -> Draft:
    money, settings = site.settings.budget, site.settings
    actors = site.table("actors")
    leads = actors.loc[actors["lead"].fillna(value=False), "actor"]
    span = _span(site, dated)
    kinds = actors.dropna(subset=["type"])
    funding = site.table("funding")
    return partial(
        draft_budget,
        activities_dates=_dates(dated, span),
        rates=site.table("rates"),
        currency=str(settings.currency),
        funder=money.funder,
        funding=None if funding.empty else funding,
        plan=span,
        step=_step(span),
        lead=None if leads.empty else str(leads.iloc[0]),
        kinds=dict(zip(kinds["actor"], kinds["type"], strict=True)),
        indirect_rate=money.indirect_rate,
        inflation=money.inflation,
        rate_date=money.rate_date,
        physical_contingency=money.physical_contingency,
        working_days=settings.plan.working_days,
        holidays=holidays(site),
        leave_out_conflicts=True,
    )


def _span(site: Site, dated: Schedule | None) -> tuple[date, date]:
    """Return first and last day of plan and costs."""
    periods = [span_of(str(one)) for one in site.table("costs")["period"].dropna()]
    ends = [last for _, last in periods]
    if dated is not None:
        ends.append(dated.sites["finish_at_least"].iloc[0].date())
    start = first_day(site) or min((first for first, _ in periods), default=None)
    if start is None:
        message = "Nothing says when the money is spent; give the costs a period."
        raise InvalidInput(message)
    # A period that is over before the plan begins is a cost all the same.
    early = [first for first, last in periods if last < start]
    last = max(ends, default=start + timedelta(days=364))
    return min([start, *early]), max(last, start)


def _dates(dated: Schedule | None, span: tuple[date, date]) -> pd.DataFrame | None:
    """Date the activities; those whose days are not known may fall anywhere in the plan."""
    if dated is None:
        return None
    rows = dated.table[["site", "activity", "start", "finish"]].copy()
    open_end = rows["start"].isna() | rows["finish"].isna()
    rows.loc[open_end, "start"] = pd.Timestamp(span[0])
    rows.loc[open_end, "finish"] = pd.Timestamp(span[1])
    return rows


def _step(span: tuple[date, date]) -> Step:
    first, last = span
    quarters = (last.year - first.year) * 4 + (last.month - 1) // 3 - (first.month - 1) // 3 + 1
    return "quarter" if quarters <= _QUARTERS else "year"


def cut_order(activities: pd.DataFrame, costed: Sequence[str], results: OptionResults) -> list[str]:
    """Order activities with costs, the first to cut first.

    Activities of no option come first; then those of options by gain per cost, the lowest first;
    within an option the last of the plan first, so that what is begun can be used. Ours.
    """
    rows = results.table
    rows = rows[rows["gain"].notna() & rows["cost"].notna() & (rows["cost"] > 0)]
    share = rows["gain"].astype(float) / rows["cost"].astype(float)
    worth = dict(zip(rows["proposal"], share, strict=True))
    place = {str(key): number for number, key in enumerate(activities["activity"])}
    proposal = dict(zip(activities["activity"], activities["proposal"], strict=True))

    def rank(key: str) -> tuple[float, int]:
        own = proposal.get(key)
        return (worth.get(str(own), 0.0) if known(own) else -1.0, -place.get(key, 0))

    return sorted(costed, key=rank)


def _before(activities: pd.DataFrame) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, after in zip(activities["activity"], activities["after"], strict=True):
        try:
            links = parse_after(str(after)) if known(after) else ()
        except MalformedLink:
            links = ()
        found[str(key)] = [link.activity for link in links]
    return found


def findings(found: BudgetStep) -> list[Finding]:
    """List why the costs cannot be added up, and where they exceed the ceiling."""
    site = found.site.key
    said = [
        Finding(
            step="budget",
            site=site,
            what=f"The costs cannot be added up: {fault}",
            where=("costs", "see the sentence"),
            why="There is no budget until they can.",
            to_do="Mend the row that is named.",
            who="who keeps the budget",
            serious=True,
        )
        for fault in found.faults
    ]
    ceiling = found.site.settings.budget.ceiling
    if found.budget is not None and ceiling is not None:
        total = found.budget.total().amount
        if total > Decimal(ceiling):
            said.append(_over(found, total, Decimal(ceiling)))
    return said


def _over(found: BudgetStep, total: Any, ceiling: Decimal) -> Finding:
    return Finding(
        step="budget",
        site=found.site.key,
        what=f"The budget of {found.currency} {total:,.0f} exceeds the ceiling of {ceiling:,.0f}.",
        where=("project.yaml", "budget, ceiling"),
        why="More is planned than there is to spend.",
        to_do="Cut in the order of the list of cuts, or raise the ceiling.",
        who="who keeps the budget",
        serious=True,
    )
