"""Who pays: sources of funds, their profiles, what is covered, in kind and leverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.budget.analysis.budget_steps import PROMISED
from workbench.budget.analysis.indirect_costs import Payer
from workbench.budget.analysis.rows import Atom, SourceOfFunds
from workbench.core.money import FrozenRates, cents, from_cents
from workbench.frameworks.funders import FunderProfile, load_funder
from workbench.language import phrased, worded


@dataclass(frozen=True, slots=True)
class Funding:
    """A source of money; a row of the table ``funding``."""

    site: str
    source: str
    title: str
    profile: str | None
    amount: Decimal | None
    currency: str | None
    firm: str | None


def funder_profiles(
    funding: Iterable[Funding],
    funder: str | FunderProfile | None,
    own: Iterable[FunderProfile] = (),
) -> dict[Payer, FunderProfile]:
    """Find the profile of each source at each site; the key None holds for all others.

    Parameters
    ----------
    funding : iterable of Funding
        The sources.
    funder : str, FunderProfile or None
        Profile of costs whose source has none.
    own : iterable of FunderProfile
        Profiles of the project; they go before those that come with the workbench.

    Returns
    -------
    dict
        By (site, source), as one source may pay on other terms at another site.

    Raises
    ------
    UnknownName
        A profile that does not exist.

    Examples
    --------
    >>> grant = Funding("s", "grant", "Grant", "foundation", None, None, None)
    >>> [(payer, profile.key) for payer, profile in funder_profiles([grant], None).items()]
    [(('s', 'grant'), 'foundation')]
    """
    written = {one.key: one for one in own}

    def profile(key: str) -> FunderProfile:
        return written[key] if key in written else load_funder(key)

    found: dict[Payer, FunderProfile] = {}
    if funder is not None:
        found[None] = profile(funder) if isinstance(funder, str) else funder
    return found | {(row.site, row.source): profile(row.profile) for row in funding if row.profile}


def financing(
    funding: Iterable[Funding],
    atoms: Iterable[Atom],
    rates: FrozenRates,
    profiles: Mapping[Payer, FunderProfile],
) -> list[SourceOfFunds]:
    """Set what each source gives against what is planned on it.

    Parameters
    ----------
    funding : iterable of Funding
        The sources.
    atoms : iterable of Atom
        Atoms of the budget.
    rates : FrozenRates
        For amounts in other currencies.
    profiles : mapping
        See :func:`funder_profiles`.

    Returns
    -------
    list of SourceOfFunds
        The sources in their order, then others that cost lines name, then what nobody pays.
    """
    given = {(row.site, row.source): row for row in funding}
    planned: dict[tuple[str, str | None], list[Atom]] = {key: [] for key in given}
    whole: dict[str, int] = {}
    for atom in atoms:
        planned.setdefault((atom.site, atom.source), []).append(atom)
        whole[atom.site] = whole.get(atom.site, 0) + (atom.cents or 0)
    rows = []
    for key in sorted(planned, key=lambda one: one[1] is None):
        site, source = key
        row = given.get((site, source)) if source else None
        profile = profiles.get(key, profiles.get(None))
        sums = {
            kind: sum(one.cents or 0 for one in planned[key] if one.kind == kind)
            for kind in ("cash", "in-kind")
        }
        amount = None
        if row is not None and row.amount is not None:
            amount = from_cents(cents(rates.to_base(row.amount, row.currency or rates.base)))
        cash, both = from_cents(sums["cash"]), sum(sums.values())
        rows.append(
            SourceOfFunds(
                site=site,
                source=source,
                title=row.title if row else source or "Not yet funded",
                profile=None if profile is None else profile.key,
                firm=None if row is None else row.firm,
                amount=amount,
                given=None if row is None else row.amount,
                currency=None if row is None else row.currency,
                planned_cash=cash,
                planned_in_kind=from_cents(sums["in-kind"]),
                planned=from_cents(both),
                share=both / whole[site] if whole.get(site) else None,
                left=None if amount is None else amount - cash,
                at_least=any(one.at_least for one in planned[key]),
            )
        )
    return rows


def gives_words(row: SourceOfFunds) -> str:
    """Write what a source does with its amount, by how firm it is: behind "than" or the amount.

    Parameters
    ----------
    row : SourceOfFunds
        The source; an idea gives nothing yet, and who is asked has not answered.
    """
    if row.firm in PROMISED:
        return phrased("it gives")
    return worded("is hoped for from it" if row.firm == "idea" else "it is asked for")


def leverage(sources: Iterable[SourceOfFunds]) -> tuple[Decimal, Decimal] | None:
    """Compare other cash with what is asked for.

    Parameters
    ----------
    sources : iterable of SourceOfFunds
        Of one site.

    Returns
    -------
    tuple of Decimal or None
        Cash from sources that are "requested", and cash from the others; leverage is the second by
        the first. ``None`` where nothing is requested.
    """
    rows = [row for row in sources if row.source]
    asked = _cash([row for row in rows if row.firm == "requested"])
    return (asked, _cash([row for row in rows if row.firm != "requested"])) if asked else None


def _cash(rows: Sequence[SourceOfFunds]) -> Decimal:
    return sum((row.planned_cash for row in rows), Decimal("0.00"))


def unused_pledges(rows: Iterable[SourceOfFunds]) -> tuple[list[str], Decimal, Decimal]:
    """Return whose pledges are not used up, by how much in all, and the cash no pledge covers."""
    unused, left, gap = [], Decimal(0), Decimal(0)
    for row in rows:
        if row.firm not in PROMISED:
            gap += row.planned_cash
        elif row.left is not None and row.left < 0:
            gap -= row.left
        elif row.left and row.planned_cash:
            unused.append(row.title)
            left += row.left
    return unused, left, gap
