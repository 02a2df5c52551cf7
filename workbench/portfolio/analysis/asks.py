"""What all sites ask for together, who pays, and what other ceilings would leave out.

A site asks for the budget that was drafted from what its team decided; of costs that sites share it
bears its part. A site that is left, or whose aim was changed, gains nothing that could be added to
the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from workbench.core.rows import rows_of
from workbench.portfolio.analysis.knapsack import choose

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAsk:
    """What a source gives to a site, and what the site plans on it.

    Attributes
    ----------
    source, title : str
        Key and title.
    firm : str or None
        "idea", "requested", "pledged" or "received".
    gives : Decimal or None
        ``None`` where it names no amount.
    planned : Decimal
        Cash, of shared costs the site's part alone.
    in_kind : Decimal
        What is planned on it in kind.
    """

    source: str
    title: str
    firm: str | None
    gives: Decimal | None
    planned: Decimal
    in_kind: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAsk:
    """What a site asks for, and what it would bring.

    Attributes
    ----------
    site : str
        Key of the site.
    total : Decimal
        Its budget, shared costs in full.
    ask : Decimal
        Its budget with its part of shared costs alone.
    at_least : bool
        Whether something in it is to be determined.
    level_before, level_after : int or None
        Package score today, and with what was decided; ``None`` where there is none.
    no_gain : str
        Why nothing is gained: "moved", "stopped", "another aim"; empty otherwise.
    sources : tuple of SourceAsk
        Who pays.
    """

    site: str
    total: Decimal
    ask: Decimal
    at_least: bool
    level_before: int | None
    level_after: int | None
    no_gain: str
    sources: tuple[SourceAsk, ...]

    @property
    def gain(self) -> int:
        """Points of package score that count in a sum over sites."""
        if self.no_gain or self.level_before is None or self.level_after is None:
            return 0
        return max(self.level_after - self.level_before, 0)


@dataclass(frozen=True, slots=True)
class SourceSum:
    """What a source gives over all sites, and what is planned on it."""

    title: str
    firm: str
    sites: int
    gives: Decimal | None
    planned: Decimal
    in_kind: Decimal

    @property
    def left(self) -> Decimal | None:
        """What it gives less the cash and what comes in kind; below 0 where it is too little."""
        return None if self.gives is None else self.gives - self.planned - self.in_kind


@dataclass(frozen=True, slots=True)
class Scenario:
    """Which asks fit under a ceiling.

    Attributes
    ----------
    ceiling : Decimal
        What there is to spend.
    funded, left_out : tuple of str
        Keys of the sites.
    asks : Decimal
        What the funded ones ask for.
    gain : int
        Points that they gain.
    """

    ceiling: Decimal
    funded: tuple[str, ...]
    left_out: tuple[str, ...]
    asks: Decimal
    gain: int


def total_ask(asks: Iterable[SiteAsk]) -> Decimal:
    """Sum the asks; shared costs are in it once."""
    return sum((one.ask for one in asks), _NOTHING)


def sum_by_source(asks: Iterable[SiteAsk]) -> list[SourceSum]:
    """Sum what each source gives and what is planned on it, over all sites.

    Titles that differ between sites stand for one source of one key: the first is taken where all
    agree, else the key's part that they have in common.
    """
    found: dict[tuple[str, str], list[SourceAsk]] = {}
    for site in asks:
        for one in site.sources:
            found.setdefault((one.source, one.firm or "not stated"), []).append(one)
    sums = []
    for (key, firm), rows in found.items():
        titles = {row.title for row in rows}
        known = [row.gives for row in rows if row.gives is not None]
        sums.append(
            SourceSum(
                title=titles.pop() if len(titles) == 1 else f"{key} ({len(rows)} sources)",
                firm=firm,
                sites=len(rows),
                gives=sum(known, _NOTHING) if known else None,
                planned=sum((row.planned for row in rows), _NOTHING),
                in_kind=sum((row.in_kind for row in rows), _NOTHING),
            )
        )
    return sorted(sums, key=lambda one: -one.planned)


def cut_asks(asks: Iterable[SiteAsk]) -> list[SiteAsk]:
    """List the sites in the order in which least is lost for the money saved.

    What leaving costs cannot be cut.

    Examples
    --------
    >>> terms = {"total": Decimal(1), "at_least": False, "sources": (), "level_before": 4}
    >>> a = SiteAsk(site="a", ask=Decimal(10), level_after=9, no_gain="", **terms)
    >>> b = SiteAsk(site="b", ask=Decimal(10), level_after=6, no_gain="", **terms)
    >>> c = SiteAsk(site="c", ask=Decimal(10), level_after=20, no_gain="moved", **terms)
    >>> [one.site for one in cut_asks([a, b, c])]
    ['c', 'b', 'a']
    """
    stay = [one for one in asks if one.no_gain != "stopped"]
    return sorted(stay, key=lambda one: (one.gain / one.ask if one.ask else 0, -one.ask))


def scenario(asks: Sequence[SiteAsk], ceiling: Decimal) -> Scenario:
    """Choose the asks that gain most under a ceiling; whole sites, what is left to those without.

    Examples
    --------
    >>> terms = {"total": Decimal(1), "at_least": False, "sources": (), "level_before": 0}
    >>> asks = [
    ...     SiteAsk(site=key, ask=Decimal(ask), level_after=gain, no_gain="", **terms)
    ...     for key, ask, gain in (("a", 60, 10), ("b", 50, 8), ("c", 50, 7))
    ... ]
    >>> scenario(asks, Decimal(100)).funded
    ('b', 'c')
    """
    gaining = [one for one in asks if one.gain and one.ask > 0]
    funded: set[str] = {one.site for one in asks if one.ask <= 0}
    if gaining:
        site = np.repeat(np.arange(len(gaining)), 2)
        level = np.array([value for one in gaining for value in (0, one.gain)], dtype=np.int64)
        cost = np.array([value for one in gaining for value in (0.0, float(one.ask))])
        [best] = choose(site, level, cost, np.array([float(ceiling)]))
        funded |= {gaining[item // 2].site for item in best.item.tolist() if item % 2}
    left = ceiling - sum((one.ask for one in asks if one.site in funded), _NOTHING)
    for one in sorted((one for one in asks if not one.gain), key=lambda one: one.ask):
        if one.site not in funded and one.ask <= left:
            funded.add(one.site)
            left -= one.ask
    kept = [one for one in asks if one.site in funded]
    return Scenario(
        ceiling,
        tuple(one.site for one in kept),
        tuple(one.site for one in asks if one.site not in funded),
        total_ask(kept),
        sum(one.gain for one in kept),
    )


# ---------------------------------------------------------------- decided against best


@dataclass(frozen=True, slots=True)
class DecidedLevel:
    """What the decisions of a site bring and cost, by the estimates of its options.

    Attributes
    ----------
    site : str
        Key of the site.
    proposals, titles : tuple of str
        Options that were decided on.
    before, after : int or None
        Package score today, and with them; ``None`` where it cannot be said.
    cost : float or None
        Sum of their estimates; ``None`` where one has none.
    no_gain : str
        As in :class:`SiteAsk`.
    """

    site: str
    proposals: tuple[str, ...]
    titles: tuple[str, ...]
    before: int | None
    after: int | None
    cost: float | None
    no_gain: str


@dataclass(frozen=True, slots=True)
class _Weighed:
    site: str
    component: str
    proposal: str
    title: str
    option: str
    score_before: int | None
    score_after: int | None
    readiness_after: int | None
    use_after: int | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class _Standing:
    site: str
    proposal: str | None


@dataclass(frozen=True, slots=True)
class _Component:
    site: str
    component: str
    score: int | None


NO_GAIN = {"relocate": "moved", "stop": "stopped", "reorient": "another aim"}
"""Options after which a package is not the one that was scored, or not there."""


def decided_levels(
    standing: pd.DataFrame, options: pd.DataFrame, components: pd.DataFrame
) -> dict[str, DecidedLevel]:
    """Find what the standing decisions of each site bring and cost.

    Parameters
    ----------
    standing : DataFrame
        site, proposal: the decisions that count.
    options : DataFrame
        Table of ``weigh_options``.
    components : DataFrame
        site, component, score: today's.

    Returns
    -------
    dict
        By site, those with a decision on an option that was weighed.

    Notes
    -----
    One decision brings what its option brings. Several together: the lowest score of all
    components, those with a decision at the score that their option brings them to.
    """
    weighed = {(row.site, row.proposal): row for row in rows_of(options, _Weighed)}
    chosen: dict[str, list[_Weighed]] = {}
    for one in rows_of(standing, _Standing):
        row = weighed.get((one.site, one.proposal or ""))
        if row is not None:
            chosen.setdefault(one.site, []).append(row)
    scores: dict[str, dict[str, int]] = {site: {} for site in chosen}
    for part in rows_of(components, _Component):
        if part.site in scores and part.score is not None:
            scores[part.site][part.component] = part.score
    return {site: _decided(site, rows, scores[site]) for site, rows in chosen.items()}


def _decided(site: str, rows: Sequence[_Weighed], scores: dict[str, int]) -> DecidedLevel:
    after = rows[0].score_after
    if len(rows) > 1:
        new = {
            row.component: row.readiness_after * row.use_after
            for row in rows
            if row.readiness_after is not None and row.use_after is not None
        }
        after = min((scores | new).values(), default=None)
    costs = [row.cost for row in rows]
    return DecidedLevel(
        site=site,
        proposals=tuple(row.proposal for row in rows),
        titles=tuple(row.title for row in rows),
        before=rows[0].score_before,
        after=after,
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        no_gain=next((NO_GAIN[row.option] for row in rows if row.option in NO_GAIN), ""),
    )
