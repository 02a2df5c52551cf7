"""Step 3c of a site: what the plan costs, who pays, money in and out, what to cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, partial

import pandas as pd

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.budget_cuts import BudgetCuts, Draft, budget_cuts, cut_order
from workbench.budget.analysis.budget_table import Budget, Total
from workbench.budget.analysis.cash_flow import CashFlow, cash_flow
from workbench.budget.analysis.estimates import Estimate, estimate_costs
from workbench.budget.analysis.rows import BudgetLine
from workbench.budget.analysis.shared_costs import SharedCost, shared_costs
from workbench.core.finding import Finding
from workbench.core.method import Method
from workbench.core.money import amount_words
from workbench.core.periods import PeriodLength
from workbench.core.rows import table_of
from workbench.errors import InvalidInput, NothingToShow
from workbench.frameworks.spans import span_of
from workbench.options.analysis.options import OptionResults
from workbench.options.step import OptionsStep
from workbench.plan.analysis.schedule import Schedule
from workbench.plan.step import PlanStep, first_day, holidays
from workbench.project import Site

_QUARTERS = 6  # more columns do not fit on a page, and years take their place


@dataclass(frozen=True, eq=False, repr=False)
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
    def _drafted(self) -> tuple[Budget | None, str]:
        site = self.site
        if site.table("costs").empty or site.settings.currency is None:
            return None, ""
        try:
            return _drafting(site, self.plan.schedule)(site.table("costs")), ""
        except InvalidInput as error:
            return None, str(error)

    @property
    def budget(self) -> Budget | None:
        """The budget; ``None`` without costs, or where they cannot be added up."""
        return self._drafted[0]

    @property
    def fault(self) -> str:
        """Why the costs cannot be added up; empty where they can, or where there are none."""
        return self._drafted[1]

    @property
    def ceiling(self) -> Decimal | None:
        """What there is to spend in all; ``None`` where none is stated."""
        ceiling = self.site.settings.budget.ceiling
        return None if ceiling is None else Decimal(ceiling)

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
    def cuts(self) -> BudgetCuts | None:
        """What to cut; ``None`` where no ceiling is stated, or where it is kept."""
        if self.ceiling is None or self.budget is None:
            return None
        if self.budget.total().amount <= self.ceiling:
            return None  # each cut drafts the budget again, which nobody would read
        costs, dated = self.site.table("costs"), self.plan.schedule
        costed = list(dict.fromkeys(costs["activity"].dropna()))
        links = {} if dated is None else dict(list(dated.links.groupby("activity")["before"]))
        return budget_cuts(
            _drafting(self.site, dated),
            costs,
            ceiling=self.ceiling,
            order=cut_order(self.site.table("activities"), costed, self.results.table),
            after={str(key): list(own) for key, own in links.items()},
        )

    @cached_property
    def shared(self) -> list[SharedCost]:
        """Costs that other sites show too, and the part of each that this site bears."""
        if self.budget is None:
            return []
        costs, sites = self.site.table("costs"), self.site.project.shared_costs
        return shared_costs(_drafting(self.site, self.plan.schedule), costs, self.budget, sites)

    @property
    def ask(self) -> Total | None:
        """What the site asks for, of shared costs its part alone; ``None`` without a budget."""
        if self.budget is None:
            return None
        whole = self.budget.total()
        return replace(whole, amount=whole.amount - sum(one.elsewhere for one in self.shared))

    @property
    def lines(self) -> pd.DataFrame:
        """One row per cost line; columns as in ``Budget.lines``; empty without a budget."""
        if self.budget is None:
            return table_of([], BudgetLine)
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
    >>> step.currency, step.fault
    ('USD', '')
    """
    return BudgetStep(site, plan, options.results)


def _drafting(site: Site, dated: Schedule | None) -> Draft:
    money, settings = site.settings.budget, site.settings
    actors = site.table("actors")
    leads = actors.loc[actors["lead"].fillna(value=False), "actor"]
    span = _span(site, dated)
    kinds = actors.dropna(subset=["type"])
    return partial(
        draft_budget,
        activities_dates=_dates(dated, span),
        rates=site.table("rates"),
        currency=str(settings.currency),
        funder=money.funder,
        own=settings.funders,
        funding=site.table("funding"),
        plan=span,
        step=_step(span),
        lead=None if leads.empty else str(leads.iloc[0]),
        kinds=dict(zip(kinds["actor"], kinds["type"], strict=True)),
        indirect_rate=None if money.indirect_rate is None else Decimal(money.indirect_rate),
        inflation=Decimal(money.inflation),
        rate_date=money.rate_date,
        physical_contingency=Decimal(money.physical_contingency),
        working_days=settings.plan.working_days,
        holidays=holidays(site),
    )


def _span(site: Site, dated: Schedule | None) -> tuple[date, date]:
    """Return first and last day of plan and costs."""
    periods = [span_of(str(one)) for one in site.table("costs")["period"].dropna()]
    ends = [last for _, last in periods]
    if dated is not None:
        ends.append(dated.ends["finish_at_least"].iloc[0].date())
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


def _step(span: tuple[date, date]) -> PeriodLength:
    first, last = span
    quarters = (last.year - first.year) * 4 + (last.month - 1) // 3 - (first.month - 1) // 3 + 1
    return "quarter" if quarters <= _QUARTERS else "year"


def findings(found: BudgetStep) -> list[Finding]:
    """List why the costs cannot be added up, and where they exceed the ceiling."""
    if found.fault:
        return [
            Finding(
                step="budget",
                kind="costs-not-added",
                site=found.site.key,
                what=f"The costs cannot be added up: {found.fault}",
                where=("costs", "see the sentence"),
                why="There is no budget until they can.",
                to_do="Mend the row that is named.",
                who="who keeps the budget",
                serious=True,
            )
        ]
    total = None if found.budget is None else found.budget.total().amount
    if total is None or found.ceiling is None or total <= found.ceiling:
        return []
    words = [amount_words(one, found.currency, places=0) for one in (total, found.ceiling)]
    return [
        Finding(
            step="budget",
            kind="above-ceiling",
            site=found.site.key,
            what=f"The budget of {words[0]} exceeds the ceiling of {words[1]}.",
            where=("project.yaml", "budget, ceiling"),
            why="More is planned than there is to spend.",
            to_do="Cut in the order of the list of cuts, or raise the ceiling.",
            who="who keeps the budget",
            serious=True,
        )
    ]
