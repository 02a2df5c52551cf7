"""Draft a budget that adds up to the cent in every direction.

The atom is what one line costs in one month. It alone is rounded; every total is a sum of atoms, so
that two tables of a report cannot disagree. What is to be determined is neither a number nor 0:
each total that contains it is "at least" so much. ``docs/methods.md`` gives formulas and sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_table import Budget, BudgetTerms, dated_atoms
from workbench.budget.analysis.cost_lines import CostLines, Span, read_cost_lines
from workbench.budget.analysis.financing import Funding, financing, funder_profiles
from workbench.budget.analysis.indirect_costs import IndirectTerms, category_for, indirect_costs
from workbench.budget.analysis.rows import (
    Atom,
    BudgetLine,
    CostLine,
)
from workbench.core.method import Method
from workbench.core.money import EXACT, FrozenRates, apportion, cents, freeze_rates, from_cents
from workbench.core.periods import WORKING_DAYS, PeriodLength, period_of, spread_weights
from workbench.core.rows import rows_of
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.funders import FunderProfile

_SOURCES = (
    "rounded once, at the atom; totals are sums of atoms: ours",
    "splits by largest remainder (Hare quota)",
    "indirect costs by the funder's profile, base costs and contingencies apart: COSTAB manual of "
    "the World Bank, 2 CFR 200, Horizon Europe model grant agreement",
    "spread over months by working days; a price without a date is of the plan's first year; no "
    "price is lowered for an earlier year; no indirect costs on contributions in kind: ours",
)
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Drafting:
    """Everything that turns lines into atoms."""

    terms: BudgetTerms
    rates: FrozenRates
    working_days: Sequence[str]
    holidays: Sequence[date]


def draft_budget(
    costs: pd.DataFrame,
    activity_spans: Mapping[tuple[str, str], Span] | None = None,
    rates: pd.DataFrame | None = None,
    *,
    currency: str,
    funder: str | FunderProfile | None = None,
    own: Iterable[FunderProfile] = (),
    funding: pd.DataFrame | None = None,
    plan: Span | None = None,
    step: PeriodLength = "quarter",
    lead: str | None = None,
    kinds: Mapping[str, str] | None = None,
    indirect_rate: Decimal | None = None,
    inflation: Decimal = _NONE,
    rate_date: date | None = None,
    physical_contingency: Decimal = _NONE,
    working_days: Sequence[str] = WORKING_DAYS,
    holidays: Sequence[date] = (),
) -> Budget:
    """Draft the budget of one or many sites.

    Parameters
    ----------
    costs : DataFrame
        Table ``costs``, amounts as text; columns that are not there are blank.
    activity_spans : mapping of (str, str) to tuple of date, optional
        First and last day of activities, by site and activity: over them a line without a period is
        spread. A line without an activity is spread over the whole plan.
    rates : DataFrame, optional
        Table ``rates``: currency, date, per_base, source.
    currency : str
        Base currency; all amounts of the result are in it.
    funder : str or FunderProfile, optional
        Profile for costs whose source has none of its own.
    own : iterable of FunderProfile
        Profiles of the project; they go before those that come with the workbench.
    funding : DataFrame, optional
        Table ``funding``: site, source, title, profile, amount, currency, firm.
    plan : tuple of date, optional
        First and last day of the plan, to which times are cut.
    step : {"month", "quarter", "year"}
        Periods of the tables; the atoms are months.
    lead : str, optional
        Actor that leads: it spends where no partner is named, and passes subawards on.
    kinds : mapping of str to str, optional
        Type of each actor, for funders whose indirect rate depends on it.
    indirect_rate : Decimal, optional
        Rate that goes before the profile's.
    inflation : Decimal
        Yearly rise of prices, from the year of a price to the year of the expense.
    rate_date : date, optional
        Day at which exchange rates are frozen. Without it the latest rate of each currency.
    physical_contingency : Decimal
        Share of the base cost in cash, on sources that pay it.
    working_days, holidays : sequence of str, sequence of date
        Days on which work is done.

    Raises
    ------
    InvalidInput
        Nothing says when the money is spent; a line outside the plan; a currency without a rate.
    UnknownName
        A profile or category that does not exist.

    Examples
    --------
    >>> costs = pd.DataFrame({"site": ["huye"], "line": ["L1"], "category": ["staff"]}).assign(
    ...     quantity="24", unit_cost="1750.00", currency="USD", period="2026"
    ... )
    >>> draft_budget(costs, currency="USD", funder="us-federal-2024").total().amount
    Decimal('48300.00')
    """
    chart, frozen = cost_categories(), freeze_rates(rates, currency, day=rate_date)
    sources = [] if funding is None else rows_of(funding, Funding)
    profiles = funder_profiles(sources, funder, own)
    read = read_cost_lines(costs, activity_spans, plan=plan)
    terms = BudgetTerms(
        inflation=inflation,
        contingency=physical_contingency,
        first_year=date.min.year if read.plan is None else read.plan[0].year,
        indirect=IndirectTerms(profiles=profiles, rate=indirect_rate, kinds=kinds or {}, lead=lead),
    )
    lines, atoms, days = _budgeted(read, _Drafting(terms, frozen, working_days, holidays))
    atoms += indirect_costs(atoms, terms.indirect, frozen, chart)
    usual = profiles.get(None)
    parameters: dict[str, object] = {"currency": currency, "rates frozen on": rate_date or "latest"}
    parameters |= {"funder": _named(usual, read.plan), "inflation": str(inflation)}
    parameters |= {"indirect rate": _rate_words(indirect_rate, usual)}
    parameters |= {"physical contingency": str(physical_contingency), "period": step}
    parameters |= {"indirect costs rounded by": "year", "lead": lead or "not named"}
    return Budget(
        atoms=dated_atoms(atoms, step),
        line_rows=lines,
        source_rows=financing(sources, atoms, frozen, profiles),
        repeated=read.repeated,
        conflicts=read.conflicts,
        remarks=read.remarks,
        currency=currency,
        step=step,
        plan=read.plan,
        rates=frozen,
        profiles=profiles,
        chart=chart,
        terms=replace(terms, days=days),
        method=Method("sums of rounded atoms", parameters, _SOURCES),
    )


def _named(profile: FunderProfile | None, plan: Span | None) -> str:
    if profile is None:
        return "none"
    return f"{profile.key}, {profile.status(None if plan is None else plan[0])}"


def _rate_words(rate: Decimal | None, profile: FunderProfile | None) -> str:
    if rate is not None:
        return str(rate)
    known = None if profile is None else profile.indirect.rate
    return "none" if known is None else f"{known} (profile)"


# ---------------------------------------------------------------- lines become atoms


def _budgeted(
    read: CostLines, drafting: _Drafting
) -> tuple[list[BudgetLine], list[Atom], dict[tuple[str, str], dict[str, int]]]:
    """Return one row per line, its atoms, and its working days in each month."""
    indirect, rates = drafting.terms.indirect, drafting.rates
    lines: list[BudgetLine] = []
    days: dict[tuple[str, str], dict[str, int]] = {}
    atoms: list[Atom] = []
    for line in read.lines:
        spread = _Spread.of(line, drafting)
        days[line.site, line.line] = dict(zip(spread.months, spread.days, strict=True))
        counts_as = category_for(line, indirect.profile(line.site, line.source), rates)
        lines.append(_budget_line(line, spread, counts_as, rates))
        atoms += [
            Atom(
                site=line.site,
                line=line.line,
                title=line.title,
                activity=line.activity,
                component=line.component,
                category=category,
                counts_as=counts_as if part == "cost" else category,
                partner=line.partner or indirect.lead,
                source=line.source,
                kind=line.kind,
                part=part,
                month=month,
                cents=amount,
                at_least=line.is_open,
            )
            for part, category, month, amount in spread.parts(line.category)
        ]
    return lines, atoms, days


@dataclass(frozen=True, slots=True)
class _Spread:
    """One line over its months: base cost, rise of prices and physical contingency, in cents."""

    months: list[str]
    days: list[int]
    base: list[int] | None
    rise: list[int]
    physical: list[int]
    apart: bool

    @classmethod
    def of(cls, line: CostLine, drafting: _Drafting) -> _Spread:
        terms = drafting.terms
        weights = spread_weights(
            line.first, line.last, working_days=drafting.working_days, holidays=drafting.holidays
        )
        months, days = [period_of(month, "month") for month in weights], list(weights.values())
        nothing = [0] * len(months)
        apart = terms.prices_apart(line)
        if line.local is None or line.currency is None:
            return cls(months, days, None, nothing, nothing, apart)
        exact = drafting.rates.to_base(line.local, line.currency)
        base = apportion(cents(exact), days)
        physical = rise = nothing
        share = terms.contingency_on(line)
        if share:
            physical = apportion(cents(EXACT.multiply(exact, share)), days)
        year = terms.price_year(line)
        # What prices rise by, in days of base cost; a price is never lowered for an earlier year.
        dearer = [
            EXACT.multiply(day, EXACT.power(1 + terms.inflation, max(0, month.year - year)) - 1)
            for month, day in weights.items()
        ]
        if any(dearer):
            by = EXACT.add(1, EXACT.divide(sum(dearer, _NONE), Decimal(sum(days))))
            rise = apportion(cents(EXACT.multiply(exact, by)) - sum(base), dearer)
        return cls(months, days, base, rise, physical, apart)

    def parts(self, category: str) -> Iterator[tuple[str, str, str, int | None]]:
        """Return part, category, month and cents of each atom."""
        if self.base is None:
            yield from (("cost", category, month, None) for month in self.months)
            return
        for month, base, rise in zip(self.months, self.base, self.rise, strict=True):
            yield "cost", category, month, base + (0 if self.apart else rise)
        extra = {"physical contingency": self.physical}
        if self.apart:
            extra["price contingency"] = self.rise
        for part, amounts in extra.items():
            for month, amount in zip(self.months, amounts, strict=True):
                if amount:
                    yield part, part.replace(" ", "-"), month, amount


def _budget_line(line: CostLine, spread: _Spread, counts_as: str, rates: FrozenRates) -> BudgetLine:
    given = {one.name: getattr(line, one.name) for one in fields(CostLine)}
    rate = None if line.currency is None else rates.rate(line.currency)
    base = priced = amount = factor = None
    if spread.base is not None and rate is not None:
        cost = sum(spread.base)
        dearer = cost + sum(spread.rise)
        rise = EXACT.divide(Decimal(dearer), Decimal(cost)) if cost else Decimal(1)
        factor = EXACT.divide(rise, rate)
        base, priced = from_cents(cost), from_cents(dearer)
        amount = from_cents(dearer + sum(spread.physical))
    return BudgetLine(
        **given,
        counts_as=counts_as,
        rate=rate,
        factor=factor,
        base=base,
        priced=priced,
        amount=amount,
        at_least=line.is_open,
    )
