"""The draft plan, budget and strategy of a site: what step 3c and the exports rest on.

Each part is drawn up where its tables are there, and is ``None`` where they are not, so that a site
with a plan but without costs, or with costs but without a plan, still has what can be said of it.
"""

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
from workbench.core.method import Method
from workbench.core.periods import Step
from workbench.errors import InvalidInput, NothingToShow
from workbench.frameworks.precedence import MalformedLink, parse_after
from workbench.frameworks.spans import span_of
from workbench.options.analysis.decisions import DecisionReview
from workbench.options.analysis.options import OptionResults
from workbench.page.wording import each_row, known
from workbench.plan.analysis.schedule import Schedule, schedule
from workbench.plan.analysis.schedule_risk import ScheduleRisk, schedule_risk
from workbench.plan.analysis.staffing import StaffLoad, staff_load
from workbench.project import Site
from workbench.strategy.analysis.strategy import Strategy, draft_strategy

_QUARTERS = 6  # more columns do not fit on a page, and years take their place


@dataclass(frozen=True, eq=False)
class Drafted:
    """The results of step 3c at one site.

    Attributes
    ----------
    site : Site
        The site.
    results : OptionResults
        What each option would do.
    review : DecisionReview
        What the team decided.
    schedule : Schedule or None
        The dated plan; ``None`` without activities.
    risk : ScheduleRisk or None
        How sure its dates are.
    staffing : StaffLoad or None
        People needed against people there.
    budget : Budget or None
        The budget; ``None`` without costs, or where they cannot be added up.
    estimate : Estimate or None
        What it is likely to cost.
    cash : CashFlow or None
        Money in and out by month.
    cuts : CutList or None
        What to cut; ``None`` where no ceiling is stated, or where it is kept.
    strategy : Strategy
        The content put together, beside its recorded versions.
    faults : tuple of str
        Why the costs cannot be added up.
    """

    site: Site
    results: OptionResults
    review: DecisionReview
    schedule: Schedule | None
    risk: ScheduleRisk | None
    staffing: StaffLoad | None
    budget: Budget | None
    estimate: Estimate | None
    cash: CashFlow | None
    cuts: CutList | None
    strategy: Strategy
    faults: tuple[str, ...] = ()

    @property
    def currency(self) -> str:
        """Base currency of the project; says so where none is stated."""
        return self.site.settings.currency or "(no currency stated)"

    @property
    def methods(self) -> list[Method]:
        """The methods of all that is there."""
        found = (self.schedule, self.risk, self.staffing, self.budget, self.estimate, self.cash)
        return [one.method for one in (*found, self.cuts, self.strategy) if one is not None]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Title of each activity, the key where there is none."""
        rows = self.site.activities
        return {
            str(key): str(title) if known(title) else str(key)
            for key, title in zip(rows["activity"], rows["title"], strict=True)
        }

    @cached_property
    def components(self) -> Mapping[str, str]:
        """Title of each component."""
        rows = self.site.components
        return {
            str(key): str(one) for key, one in zip(rows["component"], rows["title"], strict=True)
        }

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What has to be true for the options that were decided on."""
        return assumptions(self.site, self.review)

    def name(self, actor: Any) -> str:
        """Give the name of an actor; "nobody named yet" where there is none."""
        if not known(actor):
            return "nobody named yet"
        return self.site.names.get(str(actor), str(actor))

    @property
    def stopped(self) -> bool:
        """Whether the team decided to stop, and nothing else."""
        standing = self.review.standing
        return len(standing) > 0 and set(standing["option"]) <= {"stop"}

    @property
    def empty(self) -> bool:
        """Whether there is neither a plan nor a budget nor a decision."""
        nothing = self.schedule is None and self.site.costs.empty
        return nothing and self.review.table.empty


def draft(site: Site, results: OptionResults, review: DecisionReview) -> Drafted:
    """Draw up plan, budget and strategy of a site, as far as its tables go.

    Parameters
    ----------
    site : Site
        The site; settings under ``plan`` and ``budget`` of its project hold.
    results : OptionResults
        What each of its options would do.
    review : DecisionReview
        What the team decided.

    Returns
    -------
    Drafted
    """
    plan, money, seed = site.settings.plan, site.settings.budget, site.settings.parameters.seed
    dated = dated_plan(site)
    risk = staffed = None
    model: dict[str, Any] = {"draws": plan.draws, "shape": plan.shape}
    model["correlation"] = plan.correlation
    if dated is not None:
        risk = _or_none(schedule_risk, dated, seed=seed, **model)
        staffed = _staffed(site, dated)
    budget, faults = drawn_budget(site, dated)
    estimate = cash = cuts = None
    if budget is not None:
        ceiling = None if money.ceiling is None else Decimal(money.ceiling)
        model |= {"confidence": money.confidence, "ceiling": ceiling}
        estimate = _or_none(estimate_costs, budget, seed=seed, **model)
        lag = money.payment_lag_months
        cash = _or_none(cash_flow, budget, site.receipts, payment_lag_months=lag)
        cuts = _cuts(site, dated, budget, results)
    return Drafted(
        site, results, review, dated, risk, staffed, budget, estimate, cash, cuts,
        _strategy(site, review, dated, budget), faults,
    )  # fmt: skip


def dated_plan(site: Site) -> Schedule | None:
    """Date the plan of a site; ``None`` where it has no activities."""
    if site.activities.empty:
        return None
    plan = site.settings.plan
    return schedule(
        site.activities, start=first_day(site), working_days=plan.working_days, seasons=site.seasons
    )


def _staffed(site: Site, dated: Schedule) -> StaffLoad:
    """Count people needed against people there, on the days of the plan."""
    own = site.activities[["activity", "staff", "people"]]
    days = dated.table[["site", "activity", "start", "finish", "milestone", "fieldwork"]]
    rows = days.merge(own, on="activity", how="left")
    week = site.settings.plan.working_days
    days_off = holidays(site)
    return staff_load(rows, site.staff, working_days=week, holidays=days_off, seasons=site.seasons)


def first_day(site: Site) -> date:
    """Give the day from which a plan may begin: as the project states, else the day after as-of."""
    settings = site.settings
    if settings.plan.start is not None:
        return settings.plan.start
    return (settings.as_of or date.today()) + timedelta(days=1)  # noqa: DTZ011


def drawn_budget(site: Site, dated: Schedule | None) -> tuple[Budget | None, tuple[str, ...]]:
    """Draw up the budget of a site; what is wrong with its costs where that cannot be done."""
    if site.costs.empty or site.settings.currency is None:
        return None, ()
    try:
        return _drafting(site, dated)(site.costs), ()
    except InvalidInput as error:
        told = [f"{one.found}: {one.expected}. {one.advice}" for one in error.problems]
        return None, tuple(told or [str(error)])


def _drafting(site: Site, dated: Schedule | None) -> Draft:
    money, settings = site.settings.budget, site.settings
    leads = site.actors.loc[site.actors["lead"].fillna(value=False), "actor"]
    span = _span(site, dated)
    kinds = site.actors.dropna(subset=["type"])
    return partial(
        draft_budget,
        activities_dates=_dates(dated, span),
        rates=site.rates,
        currency=str(settings.currency),
        funder=money.funder,
        funding=None if site.funding.empty else site.funding,
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
    """Give first and last day of plan and costs: from the start to the last thing that happens."""
    start = first_day(site)
    ends = [span_of(str(one))[1] for one in site.costs["period"].dropna()]
    begins = [span_of(str(one)) for one in site.costs["period"].dropna()]
    if dated is not None:
        ends.append(dated.sites["finish_at_least"].iloc[0].date())
    # A period that is over before the plan begins is a cost all the same.
    early = [first for first, last in begins if last < start]
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


def holidays(site: Site) -> list[date]:
    """List the days on which nobody works."""
    rows = site.seasons[site.seasons["kind"] == "holiday"]
    return [
        day.date() for row in each_row(rows) for day in pd.date_range(row.first, row.last, freq="D")
    ]


def _or_none(make: Any, *arguments: Any, **options: Any) -> Any:
    """Compute, or give ``None`` where there is nothing to compute it from."""
    try:
        return make(*arguments, **options)
    except NothingToShow:
        return None


# ---------------------------------------------------------------- what is cut


def _cuts(
    site: Site, dated: Schedule | None, budget: Budget, results: OptionResults
) -> CutList | None:
    """List the cuts down to the ceiling: first what lifts the package least for its money."""
    ceiling = site.settings.budget.ceiling
    if ceiling is None or budget.total().amount <= Decimal(ceiling):
        return None  # each cut drafts the budget again, which nobody would read
    costed = list(dict.fromkeys(site.costs["activity"].dropna().astype("str")))
    order = cut_order(site.activities, costed, results)
    return cut_list(
        _drafting(site, dated),
        site.costs,
        ceiling=Decimal(ceiling),
        order=order,
        after=_before(site.activities),
    )


def cut_order(activities: pd.DataFrame, costed: Sequence[str], results: OptionResults) -> list[str]:
    """Order activities with costs, the first to cut first.

    Activities of no option come first; then those of options by gain per cost, the lowest first;
    within an option the last of the plan first, so that what is begun can be used. Ours.
    """
    worth: dict[str, float] = {}
    for row in each_row(results.table):
        if known(row.gain) and known(row.cost) and row.cost > 0:
            worth[str(row.proposal)] = float(row.gain) / float(row.cost)
    place = {str(key): number for number, key in enumerate(activities["activity"])}
    proposal = dict(zip(activities["activity"], activities["proposal"], strict=True))

    def rank(key: str) -> tuple[float, int]:
        own = proposal.get(key)
        return (worth.get(str(own), 0.0) if known(own) else -1.0, -place.get(key, 0))

    return sorted(costed, key=rank)


def _before(activities: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, after in zip(activities["activity"], activities["after"], strict=True):
        try:
            links = parse_after(str(after)) if known(after) else ()
        except MalformedLink:
            links = ()
        found[str(key)] = [link.activity for link in links]
    return found


# ---------------------------------------------------------------- the strategy as a whole


def _strategy(
    site: Site,
    review: DecisionReview,
    dated: Schedule | None,
    budget: Budget | None,
) -> Strategy:
    """Put together what the strategy says, in plain values."""
    standing = review.standing
    chosen = ["component", "proposal", "option", "date", "by", "reason"]
    plan = None if dated is None else dated.table[["activity", "start", "finish", "responsible"]]
    package = standing["package_now"].iloc[0] if len(standing) else None
    return draft_strategy(
        site.key,
        option=standing[chosen] if len(standing) else None,
        package=package,
        partners=partner_rows(site, dated, budget) or None,
        plan=plan,
        budget=None if budget is None else budget.totals("category", "source", "kind"),
        assumptions=list(assumptions(site, review)) or None,
        versions=site.strategies,
    )


def partner_rows(site: Site, dated: Schedule | None, budget: Budget | None) -> list[dict[str, Any]]:
    """List the partners of plan, budget and the table of partnerships.

    Returns
    -------
    list of dict
        actor, leads and helps (int, activities), amount (Decimal or None, what it spends),
        at_least (bool), modality (None: not agreed), reason.
    """
    found: dict[str, dict[str, Any]] = {}

    def row(actor: Any) -> dict[str, Any]:
        blank = {"actor": str(actor), "leads": 0, "helps": 0, "amount": None, "at_least": False}
        return found.setdefault(str(actor), blank | {"modality": None, "reason": None})

    for one in each_row(site.partnerships):
        row(one.actor).update(modality=str(one.modality), reason=one.reason)
    for one in each_row(dated.table) if dated is not None else ():
        if known(one.responsible):
            row(one.responsible)["leads"] += 1
        for helper in str(one.partners).split(";") if known(one.partners) else ():
            row(helper.strip())["helps"] += 1
    for one in each_row(budget.totals("partner")) if budget is not None else ():
        if known(one.partner):
            row(one.partner).update(amount=one.amount, at_least=one.at_least)
    return list(found.values())


def assumptions(site: Site, review: DecisionReview) -> tuple[str, ...]:
    """List what has to be true for the options that were decided on."""
    chosen = set(review.chosen.values())
    rows = site.options[site.options["proposal"].isin(list(chosen))]
    said = [str(one) for one in rows["assumes"] if known(one)]
    return tuple(dict.fromkeys(said))
