"""Who pays: sources of funds, their profiles, what is covered, in kind and leverage."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from workbench.budget.analysis.indirect_costs import Payer
from workbench.core.money import FrozenRates, cents, decimal_of, from_cents
from workbench.core.table_access import require
from workbench.errors import InvalidInput, Problem
from workbench.frameworks.funders import FunderProfile, load_funder

FIRM = ("idea", "requested", "pledged", "received")
"""How firm a source is, from the least to the most."""

COLUMNS = (
    "site", "source", "title", "profile", "firm", "amount", "planned_cash", "planned_in_kind",
    "planned", "share", "left", "at_least",
)  # fmt: skip


def funder_profiles(
    funding: pd.DataFrame | None, funder: str | FunderProfile | None
) -> dict[Payer, FunderProfile]:
    """Find the profile of each source at each site; the key None holds for all others.

    Parameters
    ----------
    funding : DataFrame or None
        site, source and where known profile.
    funder : str, FunderProfile or None
        Profile of costs whose source has none.

    Returns
    -------
    dict
        By (site, source), as one source may pay on other terms at another site; by the source
        alone too where every site gives it the same profile.

    Raises
    ------
    UnknownName
        A profile that does not exist, or no column site.

    Examples
    --------
    >>> paid = pd.DataFrame({"site": ["s", "t"], "source": "grant"})
    >>> found = funder_profiles(paid.assign(profile=["foundation", "horizon-europe"]), None)
    >>> {payer: profile.key for payer, profile in found.items()}
    {('s', 'grant'): 'foundation', ('t', 'grant'): 'horizon-europe'}
    """
    found: dict[Payer, FunderProfile] = {}
    if funder is not None:
        found[None] = load_funder(funder) if isinstance(funder, str) else funder
    if funding is None or funding.empty or "profile" not in funding:
        return found
    require(funding, ("site", "source"), "funding")
    given = funding[funding["source"].notna()]
    for site, source, key in zip(given["site"], given["source"], given["profile"], strict=True):
        if not pd.isna(key):
            found[str(site), str(source)] = load_funder(str(key))
    for source, keys in given.groupby("source")["profile"]:
        if keys.nunique(dropna=False) == 1 and keys.notna().all():
            found[str(source)] = load_funder(str(keys.iloc[0]))
    return found


def financing_table(
    funding: pd.DataFrame | None,
    atoms: pd.DataFrame,
    rates: FrozenRates,
    profiles: Mapping[Payer, FunderProfile],
) -> pd.DataFrame:
    """Set what each source gives against what is planned on it.

    Parameters
    ----------
    funding : DataFrame or None
        Table ``funding``.
    atoms : DataFrame
        Atoms of the budget.
    rates : FrozenRates
        For amounts in other currencies.
    profiles : mapping
        See :func:`funder_profiles`.

    Returns
    -------
    DataFrame
        One row per site and source, a last one for what nobody pays yet (source missing): site,
        source, title, profile, firm, amount (what it gives, Decimal or None), planned_cash,
        planned_in_kind, planned (Decimal), share (of the site's total, float), left (amount -
        planned_cash, Decimal or None), at_least (bool).

    Raises
    ------
    InvalidInput
        A source of a cost line is not in the table; an amount or currency that cannot be used.
    """
    given, problems = _given(funding, rates)
    planned: dict[tuple[str, str | None], dict[str, Any]] = {}
    columns = (atoms[name] for name in ("site", "source", "kind", "cents", "at_least"))
    for site, source, kind, amount, open_end in zip(*columns, strict=True):
        key = (str(site), None if pd.isna(source) else str(source))
        sums = planned.setdefault(key, {"cash": 0, "in-kind": 0, "at_least": False})
        sums[kind] += 0 if pd.isna(amount) else int(amount)
        sums["at_least"] |= bool(open_end)
    if funding is not None:
        problems += [
            _unknown(site, source, given)
            for site, source in planned
            if source is not None and (site, source) not in given
        ]
    if problems:
        message = "The funding cannot be used"
        raise InvalidInput(message, problems)
    keys = [*given, *(key for key in planned if key not in given)]
    whole: dict[str, int] = {}
    for (site, _), sums in planned.items():
        whole[site] = whole.get(site, 0) + sums["cash"] + sums["in-kind"]
    rows = [
        _row(key, given.get(key, {}), planned.get(key), whole.get(key[0], 0), profiles)
        for key in sorted(keys, key=lambda one: one[1] is None)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def leverage(sources: pd.DataFrame, requested: str | None = None) -> tuple[Decimal, Decimal] | None:
    """Compare other cash with what is asked for.

    Parameters
    ----------
    sources : DataFrame
        As :func:`financing_table` gives it, of one site.
    requested : str, optional
        Source that is asked; without it all sources that are "requested".

    Returns
    -------
    tuple of Decimal or None
        Requested cash, and cash of the other sources; leverage is the second by the first. ``None``
        where nothing is requested.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["a", "b"], "firm": ["requested", "pledged"]}).assign(
    ...     planned_cash=[Decimal("80.00"), Decimal("20.00")]
    ... )
    >>> leverage(table)
    (Decimal('80.00'), Decimal('20.00'))
    """
    asked = sources["firm"].eq("requested") if requested is None else sources["source"] == requested
    asked = asked & sources["source"].notna()
    cash = sources["planned_cash"]
    wanted = sum(cash[asked], Decimal("0.00"))
    if wanted == 0:
        return None
    return wanted, sum(cash[~asked & sources["source"].notna()], Decimal("0.00"))


def _given(
    funding: pd.DataFrame | None, rates: FrozenRates
) -> tuple[dict[tuple[str, str | None], dict[str, Any]], list[Problem]]:
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    problems: list[Problem] = []
    if funding is None:
        return found, problems
    require(funding, ("site", "source"), "funding")
    for row in funding.to_dict("records"):
        site, source = str(row["site"]), str(row["source"])
        currency = row.get("currency")
        code = rates.base if currency is None or pd.isna(currency) else str(currency)
        try:
            amount = decimal_of(row.get("amount"))
        except InvalidInput as error:
            problems.append(_bad_amount(site, source, row.get("amount"), str(error)))
            amount = None
        if amount is not None and not rates.knows(code):
            problems.append(rates.problem(code, "funding", site=site, name=f"Source {source}"))
            amount = None
        if amount is not None:
            amount = from_cents(cents(rates.to_base(amount, code)))
        title = row.get("title")
        firm = row.get("firm")
        found[site, source] = {
            "amount": amount,
            "title": source if title is None or pd.isna(title) else str(title),
            "firm": None if firm is None or pd.isna(firm) else str(firm),
        }
    return found, problems


def _bad_amount(site: str, source: str, found: object, why: str) -> Problem:
    return Problem(
        file="funding",
        column="amount",
        found=str(found),
        expected="an amount such as 12500.50",
        advice=f"{why} (Source {source}.)",
        site=site,
    )


def _unknown(
    site: str, source: str | None, given: Mapping[tuple[str, str | None], object]
) -> Problem:
    known = [name for place, name in given if place == site]
    return Problem(
        file="costs",
        column="source",
        found=str(source),
        expected="a source of the table funding",
        advice=f"There are: {', '.join(str(one) for one in known) or 'none'}.",
        site=site,
    )


def _row(
    key: tuple[str, str | None],
    given: Mapping[str, Any],
    sums: Mapping[str, Any] | None,
    whole: int,
    profiles: Mapping[Payer, FunderProfile],
) -> list[Any]:
    site, source = key
    cash, in_kind = (sums["cash"], sums["in-kind"]) if sums else (0, 0)
    profile = profiles.get(key, profiles.get(None))
    amount = given.get("amount")
    return [
        site,
        source,
        given.get("title", source or "Not yet funded"),
        None if profile is None else profile.key,
        given.get("firm"),
        amount,
        from_cents(cash),
        from_cents(in_kind),
        from_cents(cash + in_kind),
        (cash + in_kind) / whole if whole else float("nan"),
        None if amount is None else amount - from_cents(cash),
        bool(sums["at_least"]) if sums else False,
    ]
