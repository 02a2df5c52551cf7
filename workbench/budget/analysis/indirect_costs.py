"""Indirect costs by the rules of a funder: exclusions, caps per subaward, one rounding.

One amount per organisation, source and period is rounded, once; the months of the period share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workbench.budget.analysis.cost_lines import CostLine
from workbench.core.money import EXACT, FrozenRates, apportion, cents, from_cents
from workbench.core.periods import Step, period_of
from workbench.errors import InvalidInput
from workbench.frameworks.cost_categories import Chart
from workbench.frameworks.funders import FunderProfile

Payer = tuple[str, str | None] | str | None
"""Site and source; a source alone, the same at every site; ``None`` for all others."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What one line costs in one month.

    Attributes
    ----------
    line : CostLine
        The line.
    month : date
        First day of the month.
    cents : int or None
        Amount in cents of the base currency; ``None`` where to be determined.
    """

    line: CostLine
    month: date
    cents: int | None


@dataclass(frozen=True, slots=True)
class Overhead:
    """Indirect costs of one organisation in one month, for one source of funds.

    Attributes
    ----------
    site : str
        Key of the site.
    organisation, source : str or None
        Who charges them, and who pays.
    month : date
        First day of the month.
    cents : int or None
        Amount; ``None`` where everything it is charged on is to be determined.
    at_least : bool
        Whether something it is charged on is not determined.
    """

    site: str
    organisation: str | None
    source: str | None
    month: date
    cents: int | None
    at_least: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndirectTerms:
    """What decides over indirect costs.

    Attributes
    ----------
    profiles : mapping of Payer to FunderProfile
        Profile of each source of funds by (site, source); ``None`` holds for all others.
    rate : Decimal or None
        Rate that goes before that of the profile.
    rates : mapping of str to Decimal
        Rate of single organisations; goes before everything.
    kinds : mapping of str to str
        Type of each organisation, for profiles that make a difference.
    lead : str or None
        Organisation that passes subawards on, and that spends where no partner is named.
    step : {"month", "quarter", "year"}
        Period in which one amount is rounded.
    """

    profiles: Mapping[Payer, FunderProfile] = field(default_factory=dict)
    rate: Decimal | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    lead: str | None = None
    step: Step = "year"

    def profile(self, site: str, source: str | None) -> FunderProfile | None:
        """Give the profile of a source at a site, else that of costs without one."""
        return self.profiles.get((site, source), self.profiles.get(None))

    def rate_for(self, organisation: str | None, site: str, source: str | None) -> Decimal | None:
        """Give the rate of an organisation for a source; ``None`` where nobody has said one."""
        if organisation is not None and organisation in self.rates:
            return self.rates[organisation]
        if self.rate is not None:
            return self.rate
        profile = self.profile(site, source)
        if profile is None:
            return None
        kind = self.kinds.get(organisation or "", "")
        return profile.indirect.by_kind.get(kind, profile.indirect.rate)


def category_for(line: CostLine, profile: FunderProfile | None, rates: FrozenRates) -> str:
    """Give the category under which a funder counts a line: cheap equipment is supplies.

    Parameters
    ----------
    line : CostLine
        The line.
    profile : FunderProfile or None
        Its thresholds apply to the price of one unit.
    rates : FrozenRates
        To convert the price into the currency of the profile.

    Raises
    ------
    InvalidInput
        There is no rate for the currency of the profile.
    """
    for rule in profile.thresholds if profile is not None else ():
        if rule.category == line.category and line.unit_cost is not None:
            price = rates.to_base(line.unit_cost, line.currency)
            if rates.from_base(price, _currency(profile, rates)) < rule.below:
                return rule.counts_as
    return line.category


def _currency(profile: FunderProfile | None, rates: FrozenRates) -> str:
    currency = rates.base if profile is None else profile.currency or rates.base
    if not rates.knows(currency):
        message = (
            f"The amounts of the funder profile '{profile.key if profile else ''}' are in "
            f"{currency}, and there is no rate for it"
        )
        raise InvalidInput(message, [rates.problem(currency, "rates")])
    return currency


def indirect_costs(
    charges: Iterable[Charge], terms: IndirectTerms, rates: FrozenRates, chart: Chart
) -> list[Overhead]:
    """Compute the indirect costs of all organisations.

    The base is direct cost in cash, without the categories that the funder excludes; of each
    subaward the first amount stays in, up to the cap, in time order. Contributions in kind carry
    none (ours).

    Parameters
    ----------
    charges : iterable of Charge
        Direct costs.
    terms : IndirectTerms
        Rates and profiles.
    rates : FrozenRates
        To convert caps.
    chart : Chart
        Says which categories are subawards.

    Returns
    -------
    list of Overhead
        By site, organisation, source and month.
    """
    left: dict[tuple[str, str | None, str], int] = {}
    bases: dict[tuple[str, str | None, str | None, str], dict[date, tuple[int, bool]]] = {}
    for charge in sorted(charges, key=lambda one: one.month):  # stable: lines keep their order
        line = charge.line
        profile = terms.profile(line.site, line.source)
        excluded = () if profile is None else profile.indirect.exclude
        if line.kind != "cash" or category_for(line, profile, rates) in excluded:
            continue
        subaward = chart[line.category].subaward
        organisation = terms.lead if subaward else line.partner or terms.lead
        if not terms.rate_for(organisation, line.site, line.source):
            continue
        amount = charge.cents
        cap = None if profile is None or not subaward else profile.indirect.cap_per_subaward
        if cap is not None and amount is not None:
            key = (line.site, line.source, line.partner or line.line)
            room = left.setdefault(key, cents(rates.to_base(cap, _currency(profile, rates))))
            amount = min(amount, room)
            left[key] = room - amount
        period = period_of(charge.month, terms.step)
        base = bases.setdefault((line.site, organisation, line.source, period), {})
        before, flag = base.get(charge.month, (0, False))
        open_end = flag or amount is None or not line.determined
        base[charge.month] = (before + (amount or 0), open_end)
    return [one for key, base in bases.items() for one in _rounded(key, base, terms)]


def _rounded(
    key: tuple[str, str | None, str | None, str],
    base: Mapping[date, tuple[int, bool]],
    terms: IndirectTerms,
) -> list[Overhead]:
    site, organisation, source, _ = key
    rate = terms.rate_for(organisation, site, source) or Decimal(0)
    whole = sum(amount for amount, _ in base.values())
    if whole == 0:
        return [
            Overhead(site, organisation, source, month, None, at_least=True)
            for month, (_, open_end) in base.items()
            if open_end
        ]
    total = cents(EXACT.multiply(from_cents(whole), rate))
    parts = apportion(total, [amount for amount, _ in base.values()])
    return [
        Overhead(site, organisation, source, month, part, at_least=open_end)
        for part, (month, (_, open_end)) in zip(parts, base.items(), strict=True)
    ]
