"""Draft a budget that adds up to the cent in every direction.

The atom is what one line costs in one month. It alone is rounded; every total is a sum of atoms, so
that two tables of a report cannot disagree. What is to be determined is neither a number nor 0:
each total that contains it is "at least" so much. ``docs/methods.md`` gives formulas and sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from workbench.budget.analysis.budget_table import ATOM_COLUMNS, Budget, Total, atoms_table
from workbench.budget.analysis.cost_lines import CostLine, CostLines, Span, read_cost_lines
from workbench.budget.analysis.financing import financing_table, funder_profiles
from workbench.budget.analysis.indirect_costs import (
    Charge,
    IndirectTerms,
    Payer,
    category_for,
    indirect_costs,
)
from workbench.core.method import Method
from workbench.core.money import (
    EXACT,
    FrozenRates,
    apportion,
    cents,
    decimal_of,
    freeze_rates,
    from_cents,
)
from workbench.core.periods import WORKING_DAYS, Step, spread_weights
from workbench.errors import InvalidInput
from workbench.frameworks.cost_categories import Chart, cost_categories
from workbench.frameworks.funders import FunderProfile

__all__ = ["ATOM_COLUMNS", "Budget", "Total", "draft_budget"]

SOURCES = (
    "rounded once, at the atom; totals are sums of atoms: ours",
    "splits by largest remainder (Hare quota)",
    "indirect costs by the funder's profile, base costs and contingencies apart: COSTAB manual of "
    "the World Bank, 2 CFR 200, Horizon Europe model grant agreement",
    "spread over months by working days; a price without a date is of the plan's first year; no "
    "price is lowered for an earlier year; no indirect costs on contributions in kind: ours",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """Everything that turns lines into charges."""

    rates: FrozenRates
    inflation: Decimal
    apart: Mapping[Payer, bool]
    physical: Mapping[str, Decimal]
    first_year: int
    working_days: Sequence[str]
    holidays: tuple[date, ...]


def draft_budget(
    costs: pd.DataFrame,
    activities_dates: pd.DataFrame | None = None,
    rates: pd.DataFrame | None = None,
    *,
    currency: str,
    funder: str | FunderProfile | None = None,
    funding: pd.DataFrame | None = None,
    plan: Span | None = None,
    step: Step = "quarter",
    lead: str | None = None,
    kinds: Mapping[str, str] | None = None,
    indirect_rate: Decimal | str | None = None,
    indirect_rates: Mapping[str, Decimal | str] | None = None,
    indirect_step: Step = "year",
    inflation: Decimal | str = "0",
    rate_date: date | None = None,
    physical_contingency: Decimal | str | Mapping[str, Decimal | str] = "0",
    working_days: Sequence[str] = WORKING_DAYS,
    holidays: Iterable[date] = (),
    leave_out_conflicts: bool = False,
    chart: Chart | None = None,
) -> Budget:
    """Draft the budget of one or many sites.

    Parameters
    ----------
    costs : DataFrame
        Table ``costs``: site, line, category, currency, and where known title, activity, component,
        partner, source, period, quantity, unit_cost (and their _low, _high), unit, price_date,
        kind, determined, basis, shared, mandatory. Amounts are text.
    activities_dates : DataFrame, optional
        site, activity, start, finish (days, both included): over them a line without a period is
        spread. A line without an activity is spread over the whole plan.
    rates : DataFrame, optional
        Table ``rates``: currency, date, per_base, source.
    currency : str
        Base currency; all amounts of the result are in it.
    funder : str or FunderProfile, optional
        Profile for costs whose source has none of its own.
    funding : DataFrame, optional
        Table ``funding``: site, source, title, profile, amount, currency, firm.
    plan : tuple of date, optional
        First and last day of the plan; whatever lies outside is refused.
    step : {"month", "quarter", "year"}
        Periods of the tables; the atoms are months.
    lead : str, optional
        Actor that leads: it spends where no partner is named, and passes subawards on.
    kinds : mapping of str to str, optional
        Type of each actor, for funders whose indirect rate depends on it.
    indirect_rate, indirect_rates : Decimal or str, mapping of str to Decimal or str, optional
        Rate for all, or for single actors; goes before the profile's.
    indirect_step : {"month", "quarter", "year"}
        Period in which the indirect costs of an organisation are rounded once.
    inflation : Decimal or str
        Yearly rise of prices, from the year of a price to the year of the expense.
    rate_date : date, optional
        Day at which exchange rates are frozen. Without it the latest rate of each currency.
    physical_contingency : Decimal, str or mapping of str to Decimal or str
        Share of the base cost, for all categories or by category.
    working_days, holidays : sequence of str, iterable of date
        Days on which work is done.
    leave_out_conflicts : bool
        Take lines that show one amount differently as not determined, instead of refusing them.
    chart : Chart, optional
        Cost categories; those that come with the workbench.

    Returns
    -------
    Budget

    Raises
    ------
    InvalidInput
        Lines or rates that cannot be used, all of them: unknown currency, missing rate, rate dated
        after the plan, negative amount, period outside the plan, activity without dates, unknown
        category, conflicting amounts in a group.
    UnknownName
        A profile or column that does not exist.

    Examples
    --------
    >>> costs = pd.DataFrame({"site": ["huye"], "line": ["L1"], "category": ["staff"]}).assign(
    ...     quantity="24", unit_cost="1750.00", currency="USD", period="2026", source=None
    ... )
    >>> budget = draft_budget(costs, currency="USD", funder="us-federal-2024")
    >>> budget.total().amount
    Decimal('48300.00')
    """
    chart = chart or cost_categories()
    frozen = freeze_rates(rates, currency, day=rate_date)
    profiles = funder_profiles(funding, funder)
    rise = _share(inflation, "inflation", most=Decimal(10))
    read = read_cost_lines(
        costs, activities_dates, frozen, chart, plan=plan, leave_out_conflicts=leave_out_conflicts
    )
    terms = _Terms(
        rates=frozen,
        inflation=rise,
        apart={key: one.contingencies == "apart" for key, one in profiles.items()},
        physical=_physical(physical_contingency, chart),
        first_year=date.min.year if read.plan is None else read.plan[0].year,
        working_days=tuple(working_days),
        holidays=tuple(holidays),
    )
    indirect = IndirectTerms(
        profiles=profiles,
        rate=None if indirect_rate is None else _share(indirect_rate, "indirect rate"),
        rates={k: _share(v, "indirect rate") for k, v in (indirect_rates or {}).items()},
        kinds=kinds or {},
        lead=lead,
        step=indirect_step,
    )
    rows, shown = _atoms(read, terms, indirect, chart)
    parameters: dict[str, object] = {"currency": currency, "rates frozen on": rate_date or "latest"}
    parameters |= {"funder": _named(profiles.get(None), read.plan), "inflation": str(rise)}
    parameters |= {"indirect rate": _told(indirect_rate, profiles.get(None))}
    parameters |= {"physical contingency": _words(physical_contingency), "period": step}
    parameters |= {"indirect costs rounded by": indirect_step, "lead": lead or "not named"}
    atoms = atoms_table(rows, step)
    return Budget(
        table=atoms,
        lines=pd.DataFrame(shown, columns=list(_LINE_COLUMNS)),
        sources=financing_table(funding, atoms, frozen, profiles),
        repeated=_frame(read.repeated, ("site", "line", "shared", "counted_site", "counted_line")),
        conflicts=_frame(read.conflicts, ("site", "line", "shared", "amount", "currency")),
        remarks=_frame(read.remarks, ("site", "line", "remark")),
        currency=currency,
        step=step,
        plan=read.plan,
        rates=frozen,
        profiles=profiles,
        chart=chart,
        method=Method("sums of rounded atoms", parameters, SOURCES),
    )


_LINE_COLUMNS = (
    "site", "line", "title", "activity", "component", "category", "counts_as", "partner", "source",
    "kind", "quantity", "unit", "unit_cost", "currency", "rate", "price_year", "factor", "base",
    "priced", "amount", "at_least", "determined", "mandatory", "basis", "note", "first", "last",
    "quantity_low", "quantity_high", "unit_cost_low", "unit_cost_high",
)  # fmt: skip


def _frame(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def _named(profile: FunderProfile | None, plan: Span | None) -> str:
    if profile is None:
        return "none"
    return f"{profile.key}, {profile.status(None if plan is None else plan[0])}"


def _told(rate: object, profile: FunderProfile | None) -> str:
    if rate is not None:
        return str(rate)
    known = None if profile is None else profile.indirect.rate
    return "none" if known is None else f"{known} (profile)"


def _words(shares: Decimal | str | Mapping[str, Decimal | str]) -> str:
    if not isinstance(shares, Mapping):
        return str(shares)
    return ", ".join(f"{key} {value}" for key, value in shares.items()) or "none"


def _share(value: Decimal | str, name: str, *, most: Decimal = Decimal(1)) -> Decimal:
    share = decimal_of(value)
    if share is None or not 0 <= share <= most:
        message = f"The {name} is a share from 0 to {most}, such as '0.15', not '{value}'."
        raise InvalidInput(message)
    return share


def _physical(
    given: Decimal | str | Mapping[str, Decimal | str], chart: Chart
) -> Mapping[str, Decimal]:
    name = "physical contingency"
    if not isinstance(given, Mapping):
        return dict.fromkeys(chart.keys, _share(given, name))
    return {chart[key].key: _share(value, name) for key, value in given.items()}


# ---------------------------------------------------------------- lines become atoms


def _atoms(
    read: CostLines, terms: _Terms, indirect: IndirectTerms, chart: Chart
) -> tuple[list[tuple[Any, ...]], list[dict[str, object]]]:
    """Give the rows of the atoms, and one row per line."""
    rows: list[tuple[Any, ...]] = []
    shown: list[dict[str, object]] = []
    charges: list[Charge] = []
    for line in read.lines:
        spread = _Spread.of(line, terms)
        counts_as = category_for(line, indirect.profile(line.site, line.source), terms.rates)
        charges += [Charge(line, month, amount) for month, amount in spread.direct]
        rows += [
            (line.site, line.line, line.title, line.activity, line.component, category,
             counts_as if part == "cost" else category, line.partner or indirect.lead,
             line.source, line.kind, part, month, amount, not line.determined, line.mandatory)
            for part, category, month, amount in spread.parts(line.category)
        ]  # fmt: skip
        shown.append(_line_row(line, spread, counts_as, terms))
    for one in indirect_costs(charges, indirect, terms.rates, chart):
        rows.append(
            (one.site, "(indirect)", chart["indirect"].title, None, None, "indirect", "indirect",
             one.organisation, one.source, "cash", "indirect", one.month, one.cents,
             one.at_least, False)
        )  # fmt: skip
    return rows, shown


@dataclass(frozen=True, slots=True)
class _Spread:
    """One line over its months: base cost, rise of prices and physical contingency, in cents."""

    months: tuple[date, ...]
    base: tuple[int | None, ...]
    rise: tuple[int, ...]
    physical: tuple[int, ...]
    apart: bool

    @classmethod
    def of(cls, line: CostLine, terms: _Terms) -> _Spread:
        """Spread a line."""
        weights = spread_weights(
            line.first, line.last, working_days=terms.working_days, holidays=terms.holidays
        )
        months = tuple(weights)
        nothing = (0,) * len(months)
        apart = terms.apart.get((line.site, line.source), terms.apart.get(None, False))
        if line.local is None:
            return cls(months, (None,) * len(months), nothing, nothing, apart)
        exact = terms.rates.to_base(line.local, line.currency)
        days = list(weights.values())
        base = apportion(cents(exact), days)
        physical, rise = list(nothing), list(nothing)
        share = terms.physical.get(line.category, Decimal(0))
        if share:
            physical = apportion(cents(EXACT.multiply(exact, share)), days)
        year = line.price_year or terms.first_year
        # What prices rise by, in days of base cost; a price is never lowered for an earlier year.
        dearer = [
            EXACT.multiply(day, EXACT.power(1 + terms.inflation, max(0, month.year - year)) - 1)
            for day, month in zip(days, months, strict=True)
        ]
        if any(dearer):
            by = EXACT.add(1, EXACT.divide(sum(dearer, Decimal(0)), Decimal(sum(days))))
            rise = apportion(cents(EXACT.multiply(exact, by)) - sum(base), dearer)
        return cls(months, tuple(base), tuple(rise), tuple(physical), apart)

    @property
    def direct(self) -> Iterator[tuple[date, int | None]]:
        """Cost of each month as the direct cost that indirect costs are charged on."""
        for month, base, rise in zip(self.months, self.base, self.rise, strict=True):
            yield month, None if base is None else base + (0 if self.apart else rise)

    @property
    def total(self) -> int | None:
        """Base, rise of prices and contingency together; ``None`` where to be determined."""
        known = [amount for amount in self.base if amount is not None]
        return sum(known) + sum(self.rise) + sum(self.physical) if known else None

    def parts(self, category: str) -> Iterator[tuple[str, str, date, int | None]]:
        """Give part, category, month and cents of each atom."""
        for month, amount in self.direct:
            yield "cost", category, month, amount
        extra = {"physical contingency": self.physical}
        if self.apart:
            extra["price contingency"] = self.rise
        for part, amounts in extra.items():
            for month, amount in zip(self.months, amounts, strict=True):
                if amount:
                    yield part, part.replace(" ", "-"), month, amount


def _line_row(line: CostLine, spread: _Spread, counts_as: str, terms: _Terms) -> dict[str, object]:
    rate = terms.rates.rate(line.currency)
    row = {name: getattr(line, name) for name in _LINE_COLUMNS if hasattr(line, name)}
    base = [amount for amount in spread.base if amount is not None]
    rise = Decimal(1)
    if base and sum(base):
        rise = EXACT.divide(Decimal(sum(base) + sum(spread.rise)), Decimal(sum(base)))
    row |= {"counts_as": counts_as, "rate": rate, "at_least": not line.determined}
    row |= {"factor": EXACT.divide(rise, rate), "base": from_cents(sum(base)) if base else None}
    row |= {"priced": from_cents(sum(base) + sum(spread.rise)) if base else None}
    total = spread.total
    return row | {"amount": None if total is None else from_cents(total)}
