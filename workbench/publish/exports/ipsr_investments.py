"""Who invests in a package, in the three tables of PRMS: programmes, bilateral projects, partners.

What is given in kind stands among the partners; cash with its source: those with the profile
``cgiar-ipsr`` are programmes, all others bilateral projects (ours). Dollars of other currencies
follow from recorded rates alone; without one, or where something is still to be determined, the
amount is "not determined".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from workbench.case import Case
from workbench.core.money import EXACT, DatedRate, amount_words, freeze_rates, round_half_up
from workbench.core.rows import rows_of

_OWN_PROGRAMME: Final = "cgiar-ipsr"  # profile of money of a CGIAR programme itself
_DOLLARS: Final = "USD"
Leave = Callable[[str, str], None]
"""Takes what is left out, and why."""


def investments(case: Case, leave: Leave) -> dict[str, list[dict[str, Any]]]:
    """Return the three tables of investments of a site.

    Parameters
    ----------
    case : Case
        The chain of the site.
    leave : callable
        Takes what is left out, and why: costs that nobody pays yet, rates, open amounts.
    """
    made: dict[str, dict[str, list[_Cost]]] = {
        "investment_programs": {},
        "investment_bilateral": {},
        "investment_partners": {},
    }
    for cost in _costs(case, leave):
        table, name = _payer(case, cost)
        if table:
            made[table].setdefault(name, []).append(cost)
        else:
            leave(name, "PRMS lists who invests; nobody does yet.")
    if any(made.values()):
        _tell_rates(case, leave)
    return {
        table: [_invested(case, name, costs, leave) for name, costs in own.items()]
        for table, own in made.items()
    }


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a source pays, or a partner gives; a row of ``Budget.totals``."""

    source: str | None
    partner: str | None
    kind: str
    amount: Decimal | None
    at_least: bool


def _costs(case: Case, leave: Leave) -> Iterator[_Cost]:
    found = case.budget
    if found.at.key != case.site.key:
        leave("Costs here", f"The work moves to {found.at.name}; these are the costs there.")
    if found.budget is not None:
        yield from rows_of(found.budget.totals("source", "partner", "kind"), _Cost)
    elif len(found.costs):
        why = found.fault or "The project states no base currency."
        leave("All amounts", f"{why} They are marked as not determined.")
        seen = found.costs[["source", "partner", "kind"]].drop_duplicates()
        yield from rows_of(seen.assign(amount=None, at_least=True), _Cost)


def _payer(case: Case, cost: _Cost) -> tuple[str, str]:
    """Return in which table a cost stands, and under which name; no table where nobody pays."""
    names, sources = case.strategy.names, case.budget.at.table("funding")
    if cost.kind == "in-kind":
        return "investment_partners", names.get(cost.partner or "", cost.partner or "Partners")
    of = sources[sources["source"] == cost.source]
    if cost.source is None or of.empty:
        amount = amount_words(cost.amount, case.budget.currency, places=0)
        return "", f"Costs without a source, {amount}"
    own = of["profile"].iloc[0] == _OWN_PROGRAMME
    return "investment_programs" if own else "investment_bilateral", str(of["title"].iloc[0])


def _invested(case: Case, name: str, costs: list[_Cost], leave: Leave) -> dict[str, Any]:
    rate = _dollar_rate(case)
    known = [one.amount for one in costs if one.amount is not None]
    total = sum(known, Decimal(0))
    if rate is None or len(known) < len(costs) or any(one.at_least for one in costs):
        why = "Something of it is still to be determined."
        if known:
            why += f" It is {amount_words(total, case.budget.currency, at_least=True, places=0)}."
        if rate is None:
            why = f"No rate of {_DOLLARS} is recorded (sheet rates). {why}"
        leave(f"Total of {name}", why)
        return {"name": name, "total_usd_value": None, "is_not_determined": True}
    dollars = round_half_up(EXACT.multiply(total, rate.per_base), Decimal(1))
    return {"name": name, "total_usd_value": f"${dollars:,}", "is_not_determined": False}


def _dollar_rate(case: Case) -> DatedRate | None:
    """Return the recorded dollars for one unit of the base currency."""
    base, day = case.budget.currency, case.site.settings.budget.rate_date
    if base == _DOLLARS:
        return DatedRate(Decimal(1))
    return freeze_rates(case.site.table("rates"), base, day=day).rates.get(_DOLLARS)


def _tell_rates(case: Case, leave: Leave) -> None:
    """Note the rates by which amounts of other currencies were converted, with their days."""
    budget, base = case.budget.budget, case.budget.currency
    used = [] if budget is None else budget.currencies()
    rates = {one.currency: DatedRate(one.per_base, one.date, one.source) for one in used}
    dollars = _dollar_rate(case)
    if dollars is not None:
        rates[_DOLLARS] = dollars
    for code, rate in rates.items():
        if code != base:
            said = f"{rate.per_base} {code} for one {base}, of {rate.date}"
            leave(f"The rate of {code}", f"{said} ({rate.source or 'source not recorded'}).")
