"""Indirect costs by the rules of a funder: exclusions, caps per subaward, one rounding.

One amount per organisation, source and year is rounded, once; the months of the year share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workbench.budget.analysis.rows import Atom, CostLine
from workbench.core.money import EXACT, FrozenRates, apportion, cents, from_cents
from workbench.frameworks.cost_categories import Chart
from workbench.frameworks.funders import FunderProfile

Payer = tuple[str, str | None] | None
"""Site and source; ``None`` stands for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndirectTerms:
    """What decides over indirect costs.

    Attributes
    ----------
    profiles : mapping of Payer to FunderProfile
        Profile of each source of funds by (site, source); ``None`` holds for all others.
    rate : Decimal or None
        Rate that goes before that of the profile.
    kinds : mapping of str to str
        Type of each organisation, for profiles that make a difference.
    lead : str or None
        Organisation that passes subawards on, and that spends where no partner is named.
    """

    profiles: Mapping[Payer, FunderProfile] = field(default_factory=dict)
    rate: Decimal | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    lead: str | None = None

    def profile(self, site: str, source: str | None) -> FunderProfile | None:
        """Return the profile of a source at a site, else that of costs without one."""
        return self.profiles.get((site, source), self.profiles.get(None))

    def rate_for(self, organisation: str | None, site: str, source: str | None) -> Decimal | None:
        """Return the rate of an organisation for a source; ``None`` where nobody has said one."""
        if self.rate is not None:
            return self.rate
        profile = self.profile(site, source)
        if profile is None:
            return None
        kind = self.kinds.get(organisation or "", "")
        return profile.indirect.by_kind.get(kind, profile.indirect.rate)


@dataclass(frozen=True, slots=True)
class Charge:
    """How indirect costs are charged on a cost.

    Attributes
    ----------
    organisation : str or None
        Who charges them.
    rate : Decimal
        At which rate.
    cap : Decimal or None
        What of a subaward counts at the most, in base currency.
    award : tuple of str
        Names the subaward: one per partner, or one per line that names none.
    """

    organisation: str | None
    rate: Decimal
    cap: Decimal | None = None
    award: tuple[str, ...] = ()


@dataclass
class SubawardCaps:
    """What is left of the cap of each subaward, while its costs are counted in time order."""

    _left: dict[tuple[str | None, tuple[str, ...]], int] = field(default_factory=dict)

    def count(self, amount: int, charge: Charge, source: str | None) -> int:
        """Return what of an amount, in cents, counts for indirect costs."""
        if charge.cap is None:
            return amount
        room = self._left.setdefault((source, charge.award), cents(charge.cap))
        counted = min(amount, room)
        self._left[source, charge.award] = room - counted
        return counted


def charge_on(cost: Atom, terms: IndirectTerms, rates: FrozenRates, chart: Chart) -> Charge | None:
    """Return how indirect costs are charged on a cost; ``None`` where none are.

    Parameters
    ----------
    cost : Atom
        The cost.
    terms : IndirectTerms
        Rates and profiles.
    rates : FrozenRates
        To convert caps.
    chart : Chart
        Says which categories are subawards.

    Raises
    ------
    InvalidInput
        There is no rate for the currency of a cap.
    """
    profile = terms.profile(cost.site, cost.source)
    excluded = () if profile is None else profile.indirect.exclude
    if (cost.kind, cost.part) != ("cash", "cost") or cost.counts_as in excluded:
        return None
    subaward = chart[cost.category].subaward
    organisation = terms.lead if subaward else cost.partner
    rate = terms.rate_for(organisation, cost.site, cost.source)
    if not rate:
        return None
    cap = None if profile is None or not subaward else profile.indirect.cap_per_subaward
    if profile is None or cap is None:
        return Charge(organisation, rate)
    # Nobody passes a subaward on to itself: without another name, each line is one.
    unnamed = cost.partner in {None, terms.lead}
    award = (cost.site, cost.line) if unnamed else (str(cost.partner),)
    whole = from_cents(cents(rates.to_base(cap, profile.currency or rates.base)))
    return Charge(organisation, rate, whole, award)


def category_for(line: CostLine, profile: FunderProfile | None, rates: FrozenRates) -> str:
    """Return the category under which a funder counts a line: cheap equipment is supplies.

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
    if profile is None or line.unit_cost is None or line.currency is None:
        return line.category
    for rule in profile.thresholds:
        if rule.category == line.category:
            price = rates.to_base(line.unit_cost, line.currency)
            if rates.from_base(price, profile.currency or rates.base) < rule.below:
                return rule.counts_as
    return line.category


def indirect_costs(
    atoms: Iterable[Atom], terms: IndirectTerms, rates: FrozenRates, chart: Chart
) -> list[Atom]:
    """Compute the indirect costs of all organisations.

    The base is direct cost in cash, without the categories that the funder excludes; of each
    subaward (one per partner and source, over all sites of the budget) the first amount stays in,
    up to the cap, in time order. Contributions in kind carry none (ours).

    Parameters
    ----------
    atoms : iterable of Atom
        Costs; contingencies carry none.
    terms : IndirectTerms
        Rates and profiles.
    rates : FrozenRates
        To convert caps.
    chart : Chart
        Says which categories are subawards.

    Returns
    -------
    list of Atom
        By site, organisation, source and month.

    Raises
    ------
    InvalidInput
        There is no rate for the currency of a cap.
    """
    caps = SubawardCaps()
    bases: dict[tuple[str, str | None, str | None, str], dict[str, tuple[int, bool]]] = {}
    for atom in sorted(atoms, key=lambda one: one.month):  # stable: lines keep their order
        charge = charge_on(atom, terms, rates, chart)
        if charge is None:
            continue
        amount = caps.count(atom.cents or 0, charge, atom.source)
        key = (atom.site, charge.organisation, atom.source, atom.month[:4])
        base = bases.setdefault(key, {})
        before, open_end = base.get(atom.month, (0, False))
        base[atom.month] = (before + amount, open_end or atom.at_least)
    title = chart["indirect"].title
    return [
        Atom(
            site=site,
            line="(indirect)",
            title=title,
            activity=None,
            component=None,
            category="indirect",
            counts_as="indirect",
            partner=organisation,
            source=source,
            kind="cash",
            part="indirect",
            month=month,
            cents=amount,
            at_least=open_end,
        )
        for (site, organisation, source, _), base in bases.items()
        for month, amount, open_end in _rounded(
            base, terms.rate_for(organisation, site, source) or Decimal(0)
        )
    ]


def _rounded(
    base: Mapping[str, tuple[int, bool]], rate: Decimal
) -> Iterable[tuple[str, int | None, bool]]:
    """Take the rate of a year's base, round once, and split it over the months."""
    amounts = [amount for amount, _ in base.values()]
    if not any(amounts):
        return [(month, None, True) for month, (_, open_end) in base.items() if open_end]
    parts = apportion(cents(EXACT.multiply(from_cents(sum(amounts)), rate)), amounts)
    return [
        (month, part, open_end)
        for part, (month, (_, open_end)) in zip(parts, base.items(), strict=True)
    ]
