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
from workbench.budget.analysis.financing import unused_pledges
from workbench.budget.analysis.rows import BudgetLine, SourceOfFunds
from workbench.budget.analysis.shared_costs import SharedCost, shared_costs
from workbench.core.method import Method
from workbench.core.money import amount_words
from workbench.core.once import once
from workbench.core.periods import PeriodLength, span_of
from workbench.core.rows import table_of
from workbench.errors import InvalidInput, NothingToShow
from workbench.language import phrased, worded
from workbench.options.analysis.options import OptionResults
from workbench.options.step import OptionsStep
from workbench.page.wording import long_date, month_words
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
        acts = self.at.table("activities").dropna(subset=["proposal"])
        serves = {
            str(act): str(key) for act, key in zip(acts["activity"], acts["proposal"], strict=True)
        }
        return estimate_chain(self.budget, table, decided, self.site.key, serves, whole=whole)

    @property
    def unexplained(self) -> list[str]:
        """Say of each decided option that its activities do not cost what it was to cost."""
        options = self.site.table("options").dropna(subset=["title"])
        titles = dict(zip(options["proposal"], options["title"], strict=True))
        what = "cost lines" if self.plan.decision.stopped else "activities"
        said = []
        for one in () if self.chain is None else self.chain.by_option:
            if one.explained:
                continue
            title = titles.get(one.proposal)
            name, cost = f"“{title}”" if title else "What was decided", self.whole(one.planned)
            planned = f"its {what} come to {cost}" if one.planned else f"its {what} have no costs"
            said.append(f"{name} is estimated at {self.whole(one.estimate)}; {planned}.")
        return said

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
            phrased(
                "{}: {} of {} already in {}",
                self.payer(one.source),
                self.whole(one.amount),
                long_date(one.agreed),
                month_name(one.month),
            )
            for one in cure.moves
        ]
        said = [phrased("Agree on earlier instalments ({}).", "; ".join(moved))] if moved else []
        if cure.missing:
            said.append(f"{self.missing(cure)}{phrased(' all the same') if moved else ''}.")
            causes = [
                phrased("{} has no day of payment for {}", one.title, self.whole(one.missing))
                if one.undated
                else phrased(
                    "{} pays {} less than is planned on it", one.title, self.whole(one.missing)
                )
                for one in self.uncovered
            ]
            said += [f"{'; '.join(causes)}."] if causes else []
        elif moved:
            said.append(phrased("Then it never falls below zero."))
        return " ".join(said)

    @property
    def shift(self) -> str:
        """Which pledge is not used, and what it could pay that no pledge pays yet; else empty."""
        unused, left, gap = unused_pledges(self.source_rows)
        if not left:
            return ""
        said = phrased("Of {} {} is unused", f" {worded('and')} ".join(unused), self.whole(left))
        if not gap:
            return f"{said}."
        return phrased(
            "{}: plan {} of the {} that no pledge covers on it, if its rules allow.",
            said, self.whole(min(left, gap)), self.whole(gap),
        )  # fmt: skip

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

    def whole(self, amount: Decimal, *, at_least: bool = False) -> str:
        """Write an amount in whole units of the currency."""
        return amount_words(amount, self.currency, at_least=at_least, places=0)

    def payer(self, source: str) -> str:
        """Name who gives the money of a source."""
        return next((row.title for row in self.source_rows if row.source == source), source)

    def missing(self, cure: CashCure) -> str:
        """Say how much is missing even with earlier instalments, and from when."""
        when = (
            ""
            if cure.missing_from is None
            else phrased(" from {} on", month_name(cure.missing_from))
        )
        return phrased("{} is missing{}", self.whole(cure.missing), when)

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


def month_name(when: date | str) -> str:
    """Write a month out: March 2027.

    >>> month_name("2027-03")
    'March 2027'
    """
    day = span_of(when)[0] if isinstance(when, str) else when
    return month_words(day)
