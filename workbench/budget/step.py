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
from workbench.budget.analysis.cash_cure import CashCure, UncoveredCash, cash_cure, uncovered_cash
from workbench.budget.analysis.cash_flow import CashFlow, cash_flow
from workbench.budget.analysis.estimate_chain import EstimateChain, decided_estimate, estimate_chain
from workbench.budget.analysis.estimates import Estimate, estimate_costs
from workbench.budget.analysis.financing import gives_words, unused_pledges
from workbench.budget.analysis.rows import BudgetLine, SourceOfFunds
from workbench.budget.analysis.shared_costs import SharedCost, shared_costs
from workbench.core.finding import Finding
from workbench.core.method import Method
from workbench.core.money import amount_words
from workbench.core.once import once
from workbench.core.periods import PeriodLength, months_between, span_of
from workbench.core.rows import rows_of, table_of
from workbench.drawing.words import natural_list
from workbench.errors import InvalidInput, NothingToShow
from workbench.options.analysis.options import OptionResults
from workbench.options.step import OptionsStep
from workbench.page.wording import count, long_date, plural, span
from workbench.plan.analysis.rows import PlanDates
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

    @property
    def at(self) -> Site:
        """Where the money is spent: where the work is planned."""
        return self.plan.at

    @cached_property
    def costs(self) -> pd.DataFrame:
        """The cost lines that count, as in the table ``costs``.

        After *stop* these are what leaving costs: lines that have to stay (mandatory = yes), and
        those of activities that serve that decision.
        """
        rows, follows = self.at.table("costs"), self.plan.decision.follows
        if not follows.stopped:
            return rows
        acts = self.at.table("activities")
        leaving = acts.loc[acts["proposal"].isin(follows.decided), "activity"]
        stays = rows["mandatory"].fillna(value=False) | rows["activity"].isin(leaving)
        return rows[stays].reset_index(drop=True)

    @cached_property
    def _drafted(self) -> tuple[Budget | None, str]:
        if self.costs.empty or self.at.settings.currency is None:
            return None, ""
        try:
            return once(_drafting(self.at, self.plan.dates), self.costs), ""
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
            return once(
                estimate_costs, self.budget, seed=self.site.settings.parameters.seed,
                draws=plan.draws, shape=plan.shape, correlation=plan.correlation,
                confidence=money.confidence,
            )  # fmt: skip
        except NothingToShow:
            return None

    @cached_property
    def cash(self) -> CashFlow | None:
        """Money in and out by month; ``None`` where nothing can be said."""
        if self.budget is None:
            return None
        lag = self.site.settings.budget.payment_lag_months
        try:
            return cash_flow(self.budget, self.at.table("receipts"), payment_lag_months=lag)
        except NothingToShow:
            return None

    @cached_property
    def cuts(self) -> BudgetCuts | None:
        """What to cut; ``None`` where no ceiling is stated, or where it is kept."""
        if self.ceiling is None or self.budget is None:
            return None
        if self.budget.total().amount <= self.ceiling:
            return None  # each cut drafts the budget again, which nobody would read
        costs, dated = self.costs, self.plan.schedule
        costed = list(dict.fromkeys(costs["activity"].dropna()))
        links = {} if dated is None else dict(list(dated.links.groupby("activity")["before"]))
        return once(
            budget_cuts,
            _drafting(self.at, self.plan.dates),
            costs,
            ceiling=self.ceiling,
            order=cut_order(self.at.table("activities"), costed, self.results.table),
            after={str(key): list(own) for key, own in links.items()},
        )

    @cached_property
    def shared(self) -> list[SharedCost]:
        """Costs that other sites show too, and the part of each that this site bears."""
        if self.budget is None:
            return []
        return shared_costs(self.budget, self.at.project.shared_costs)

    @property
    def ask(self) -> Total | None:
        """What the site asks for, of shared costs its part alone; ``None`` without a budget."""
        if self.budget is None:
            return None
        whole = self.budget.total()
        return replace(whole, amount=whole.amount - sum(one.elsewhere for one in self.shared))

    @cached_property
    def chain(self) -> EstimateChain | None:
        """From the estimate of the decided options to what is open; ``None`` without a budget."""
        if self.budget is None:
            return None
        # What was decided here is not what the activities of another place cost.
        decided = self.plan.decision.follows.decided if self.at.key == self.site.key else ()
        table, whole = self.results.table, self.plan.decision.stopped
        return estimate_chain(self.budget, table, decided, self.site.key, whole=whole)

    @property
    def decided_estimate(self) -> Decimal | None:
        """What the decided options are estimated at, with a budget or without one."""
        decided = self.plan.decision.follows.decided
        return decided_estimate(self.results.table, decided, self.site.key)

    @cached_property
    def cure(self) -> CashCure | None:
        """What keeps the account above zero; ``None`` without an account."""
        if self.budget is None or self.cash is None:
            return None
        return cash_cure(self.cash, self.budget, self.at.table("receipts"))

    @cached_property
    def uncovered(self) -> list[UncoveredCash]:
        """Sources on which more cash is planned than comes in."""
        return [] if self.budget is None else uncovered_cash(self.budget, self.at.table("receipts"))

    @property
    def cure_words(self) -> str:
        """Which instalments keep the account above zero, in words; empty where none has to."""
        cure = self.cure
        if cure is None:
            return ""
        moved = [
            f"{_payer(self, one.source)}: {_whole(self, one.amount)} of "
            f"{long_date(one.agreed)} already in {_month(one.month)}"
            for one in cure.moves
        ]
        said = [f"Agree on earlier instalments ({'; '.join(moved)})."] if moved else []
        if cure.missing:
            said.append(f"{_missing(self, cure)}{' all the same' if moved else ''}.")
            causes = [
                f"{one.title} has no day of payment for {_whole(self, one.missing)}"
                if one.undated
                else f"{one.title} pays {_whole(self, one.missing)} less than is planned on it"
                for one in self.uncovered
            ]
            said += [f"{'; '.join(causes)}."] if causes else []
        elif moved:
            said.append("Then it never falls below zero.")
        return " ".join(said)

    @property
    def shift(self) -> str:
        """Which pledge is not used, and what it could pay that no pledge pays yet; else empty."""
        unused, left, gap = unused_pledges(self.source_rows)
        if not left:
            return ""
        said = f"Of {' and '.join(unused)} {_whole(self, left)} is unused"
        plan = (
            f"plan {_whole(self, min(left, gap))} of the {_whole(self, gap)} that no pledge covers"
        )
        return f"{said}: {plan} on it, if its rules allow." if gap else f"{said}."

    @property
    def source_rows(self) -> list[SourceOfFunds]:
        """The sources as typed rows; none without a budget."""
        return [] if self.budget is None else self.budget.source_rows

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


def _drafting(site: Site, dated: PlanDates | None) -> Draft:
    money, settings = site.settings.budget, site.settings
    actors = site.table("actors")
    span = _span(site, dated)
    kinds = actors.dropna(subset=["type"])
    return partial(
        draft_budget,
        activity_spans=_dates(site, dated, span),
        rates=site.table("rates"),
        currency=str(settings.currency),
        funder=money.funder,
        own=settings.funders,
        funding=site.table("funding"),
        plan=span,
        step=_step(span),
        lead=next(iter(site.leads), None),
        kinds=dict(zip(kinds["actor"], kinds["type"], strict=True)),
        indirect_rate=None if money.indirect_rate is None else Decimal(money.indirect_rate),
        inflation=Decimal(money.inflation),
        rate_date=money.rate_date,
        physical_contingency=Decimal(money.physical_contingency),
        working_days=settings.plan.working_days,
        holidays=holidays(site),
    )


def _span(site: Site, dated: PlanDates | None) -> tuple[date, date]:
    """Return first and last day of plan and costs."""
    periods = [span_of(str(one)) for one in site.table("costs")["period"].dropna()]
    ends = [last for _, last in periods]
    if dated is not None:
        ends.append(dated.end)
    start = first_day(site) or min((first for first, _ in periods), default=None)
    if start is None:
        message = "Nothing says when the money is spent; give the costs a period."
        raise InvalidInput(message)
    # A period that is over before the plan begins is a cost all the same.
    early = [first for first, last in periods if last < start]
    last = max(ends, default=start + timedelta(days=364))
    return min([start, *early]), max(last, start)


def _dates(
    site: Site, dated: PlanDates | None, span: tuple[date, date]
) -> dict[tuple[str, str], tuple[date, date]]:
    """Date the activities; those whose days are not known may fall anywhere in the plan."""
    days = {} if dated is None else dated.days
    return {
        (site.key, activity): (start, finish) if start and finish else span
        for activity, (start, finish) in days.items()
    }


def _step(span: tuple[date, date]) -> PeriodLength:
    first, last = span
    quarters = (last.year - first.year) * 4 + (last.month - 1) // 3 - (first.month - 1) // 3 + 1
    return "quarter" if quarters <= _QUARTERS else "year"


def findings(found: BudgetStep) -> list[Finding]:
    """List where the budget contradicts the decision, the plan, the pledges or the account."""
    if found.fault:
        return [
            _finding(
                found, kind="costs-not-added", what=f"The costs cannot be added up: {found.fault}",
                where=("costs", "the row that is named"), why="There is no budget until they can.",
                to_do="Mend the row that is named.", serious=True,
            )
        ]  # fmt: skip
    return [
        *_after_stop(found),
        *_against_estimate(found),
        *_against_sources(found),
        *_against_account(found),
        *_against_plan(found),
    ]


def _finding(
    found: BudgetStep,
    *,
    kind: str,
    what: str,
    where: tuple[str, str],
    why: str,
    to_do: str,
    serious: bool = False,
) -> Finding:
    who = "who keeps the budget"
    return Finding("budget", kind, found.site.key, what, where, why, to_do, who, serious)


def _month(when: date | str) -> str:
    """Write a month out: March 2027."""
    day = span_of(when)[0] if isinstance(when, str) else when
    return long_date(day).partition(" ")[2]


def _whole(found: BudgetStep, amount: Decimal) -> str:
    return amount_words(amount, found.currency, places=0)


def _after_stop(found: BudgetStep) -> list[Finding]:
    """Name the cost lines that no longer count, as the work stops."""
    number = len(found.at.table("costs")) - len(found.costs)
    if not number:
        return []
    named = " or ".join(found.plan.decision.follows.decided) or "the decision"
    return [
        _finding(
            found, kind="cost-after-stop",
            what=f"The work is to stop; {count(number, 'cost line')} that leaving does "
            f"not need {plural('is', number)} not counted.",
            where=("costs", "activity"), why="Only what leaving costs is to be paid.",
            to_do="Delete it; what leaving costs has mandatory = yes, or an activity for "
            f"{named}.",
            serious=True,
        )
    ]  # fmt: skip


def _against_estimate(found: BudgetStep) -> list[Finding]:
    """Compare with the estimate of the decided options, the ceiling and the contingency needed."""
    chain, sure, rows = found.chain, found.estimate, list[Finding]()
    if chain is not None and found.ceiling is not None and chain.total > found.ceiling:
        total, ceiling = (_whole(found, one) for one in (chain.total, found.ceiling))
        rows.append(
            _finding(
                found, kind="above-ceiling",
                what=f"The budget of {total} exceeds the ceiling of {ceiling}.",
                where=("project.yaml", "budget, ceiling"),
                why="More is planned than there is to spend.",
                to_do="Cut in the order of the list of cuts, or raise the ceiling.", serious=True,
            )
        )  # fmt: skip
    if chain is not None and chain.option is not None:
        option, acts = (_whole(found, one) for one in (chain.option, chain.planned))
        if chain.explained is False:
            what = "cost lines" if found.plan.decision.stopped else "activities"
            rows.append(
                _finding(
                    found, kind="estimate-against-activities",
                    what=f"What was decided is estimated at {option}; its {what} come to {acts}.",
                    where=("options", "cost"),
                    why="The team decided on another price than is planned.",
                    to_do="Correct the estimate or the cost lines, and tell the team.",
                    serious=True,
                )
            )  # fmt: skip
        high = chain.option if chain.high is None else chain.high
        if chain.total > high:
            beyond = _whole(found, chain.not_tied)
            rows.append(
                _finding(
                    found, kind="estimate-below-budget",
                    what=f"What was decided is estimated at {option}; the whole budget is "
                    f"{_whole(found, chain.total)}, of which {beyond} is tied to no activity.",
                    where=("costs", "activity"), why="What was compared is not what is to be paid.",
                    to_do="Say which of these costs the decision needs, and name their activity.",
                )
            )  # fmt: skip
    if sure is not None and sure.contingency > sure.included and sure.p50 < sure.p80:
        needed, there = (_whole(found, one) for one in (sure.contingency, sure.included))
        rows.append(
            _finding(
                found, kind="contingency-short",
                what=f"{needed} of contingency is needed to be enough with a chance of "
                f"{sure.confidence:.0%}; {there} is in.".replace("%;", " %;"),
                where=("project.yaml", "budget.physical_contingency"),
                why="The money is likelier to run out than the project accepts.",
                to_do="Raise the contingency, or name ranges that are narrower.",
            )
        )  # fmt: skip
    return rows


def _against_sources(found: BudgetStep) -> list[Finding]:
    """Compare with what the sources give, and with the rules they are planned by."""
    rows = []
    for row in found.source_rows:
        if row.left is None or row.left >= 0:
            continue
        more, gives = (_whole(found, one) for one in (-row.left, row.amount or Decimal(0)))
        rows.append(
            _finding(
                found, kind="source-overplanned",
                what=f"{more} more is planned on {row.title} than the {gives} {gives_words(row)}.",
                where=("funding", f"source {row.source}"), why="That money is nobody's.",
                to_do=found.shift or "Ask for more, or plan less on it.", serious=True,
            )
        )  # fmt: skip
    nobody = sum((row.planned for row in found.source_rows if row.source is None), Decimal(0))
    if nobody:
        rows.append(
            _finding(
                found, kind="nobody-pays",
                what=f"Nobody is named who pays {_whole(found, nobody)}.",
                where=("costs", "source"), why="That money is nobody's.",
                to_do="Name a source, or ask one.",
            )
        )  # fmt: skip
    budget = found.budget
    profiles = [] if budget is None else budget.rules
    open_rules = [one.title for one in profiles if one.verified_on is None]
    indirect = Decimal(0) if budget is None else budget.total(part="indirect").amount
    if open_rules and indirect:
        rows.append(
            _finding(
                found, kind="rules-unverified",
                what=f"{_whole(found, indirect)} of indirect costs follows rules that nobody has "
                f"checked: {', '.join(open_rules)}.",
                where=("project.yaml", "funders"), why="The funder may count otherwise.",
                to_do="Check the rules with the funder, and write the day into a profile of yours.",
            )
        )  # fmt: skip
    return rows


def _against_account(found: BudgetStep) -> list[Finding]:
    """Compare with the money that comes in, and when."""
    flow, cure = found.cash, found.cure
    if flow is None or cure is None or flow.lowest >= 0 or flow.lowest_month is None:
        return []
    month = _month(flow.lowest_month)
    lowest = _whole(found, -flow.lowest)
    return [
        _finding(
            found, kind="account-below-zero",
            what=f"The account falls to {lowest} below zero in {month}.",
            where=("receipts", "date"),
            why="Somebody has to advance the money.",
            to_do=_cure_in_short(found, cure),
            serious=True,
        )
    ]  # fmt: skip


def _payer(found: BudgetStep, source: str) -> str:
    return next((row.title for row in found.source_rows if row.source == source), source)


def _missing(found: BudgetStep, cure: CashCure) -> str:
    """Say how much is missing even with earlier instalments, and from when."""
    when = "" if cure.missing_from is None else f" from {_month(cure.missing_from)} on"
    return f"{_whole(found, cure.missing)} is missing{when}"


def _cure_in_short(found: BudgetStep, cure: CashCure) -> str:
    """Say what keeps the account above zero; which instalments, and when, stands in the report."""
    payers = dict.fromkeys(_payer(found, one.source) for one in cure.moves)
    said = f"Agree on earlier instalments of {natural_list(list(payers))}" if payers else ""
    if not cure.missing:
        return said + "."
    short = _missing(found, cure)
    waits = [
        f"until {one.title} has a day for its {_whole(found, one.missing)}"
        if one.undated
        else f"as {one.title} pays {_whole(found, one.missing)} less than is planned on it"
        for one in found.uncovered
    ]
    why = f", {natural_list(waits)}" if waits else ""
    return f"{said}; even so {short}{why}." if said else f"{short}{why}."


def _against_plan(found: BudgetStep) -> list[Finding]:
    """Compare with the activities: periods outside them, costs without a price."""
    rows, runs = [], found.plan.runs
    for cost in rows_of(found.costs, _Periods):
        run = runs.get(cost.activity)
        if run is None:
            continue
        name, where = cost.title or cost.line, ("costs", f"line {cost.line}")
        months, there = Decimal(cost.quantity or 0), len(months_between(*run))
        if cost.activity is None and cost.unit in {"month", "months"} and months > there:
            rows.append(
                _finding(
                    found, kind="cost-longer-than-plan", where=where,
                    what=f"{name} is budgeted for {months:f} months, but the plan, {span(*run)}, "
                    f"has {there}.",
                    why="It goes on when nothing is done any more.",
                    to_do="Correct the quantity, or say in the unit of how many things it is.",
                )
            )  # fmt: skip
        if cost.period is None:
            continue
        first, last = span_of(cost.period)
        both = (min(last, run[1]) - max(first, run[0])).days + 1
        inside = first <= run[0] and run[1] <= last
        # Where only a few days of a period count, most is paid when nothing is done (ours).
        if both <= 0 or (10 * both < (last - first).days + 1 and not inside):
            whose = "its activity" if cost.activity else "the plan"
            rows.append(
                _finding(
                    found, kind="cost-outside-activity", where=where,
                    what=f"{name} is to be paid in {cost.period}, but {whose} runs {span(*run)}.",
                    why="It is paid when nothing is done for it.",
                    to_do=f"Correct the period, or leave it blank: the days of {whose} count then.",
                )
            )  # fmt: skip
    rows += [
        _finding(
            found, kind="cost-not-priced", what=f"{one.title} has no price yet.",
            where=("costs", f"line {one.line}"), why="The total is only at least so much.",
            to_do=f"Find the price, or say who finds it{f': {one.note}' if one.note else '.'}",
        )
        for one in (() if found.budget is None else found.budget.line_rows)
        if one.amount is None
    ]  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class _Periods:
    """When a cost is to be paid, and how often; a row of the table ``costs``."""

    line: str
    title: str | None
    activity: str | None
    period: str | None
    quantity: str | None
    unit: str | None
