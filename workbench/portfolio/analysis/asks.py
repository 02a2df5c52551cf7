"""What all sites cost together, who pays, and what other ceilings would leave out.

A site costs what was drafted from what its team decided; costs that sites share count once, for
they are borne by those sites that remain. A site that is left, or whose aim was changed, gains
nothing that could be added to the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from scipy import sparse

from workbench.core.rows import rows_of
from workbench.core.solver import Limits, Program
from workbench.portfolio.analysis.site_menus import NO_GAIN

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
    elsewhere : Decimal
        Cash that the site's draft plans on it besides, of shared costs the part of other sites.
    """

    source: str
    title: str
    firm: str | None
    gives: Decimal | None
    planned: Decimal
    in_kind: Decimal
    elsewhere: Decimal = _NOTHING

    @property
    def left(self) -> Decimal:
        """What it gives less the cash and what comes in kind; 0 where it names no amount."""
        given = self.planned + self.in_kind if self.gives is None else self.gives
        return given - self.planned - self.in_kind

    @property
    def covered(self) -> Decimal:
        """What it pays of what is planned on it: no more than it gives."""
        return self.planned + self.in_kind + min(self.left, _NOTHING)

    @property
    def planned_again(self) -> Decimal:
        """What of `left` the site's draft plans all the same, for a part that others bear."""
        return min(max(self.left, _NOTHING), self.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAsk:
    """What a site costs, and what it would bring.

    Attributes
    ----------
    site : str
        Key of the site.
    total : Decimal
        Its budget, shared costs in full.
    ask : Decimal
        Its budget with its part of shared costs alone, where all sites remain.
    own : Decimal
        Its budget without shared costs.
    shared : mapping of str to Decimal
        What each shared cost that it shows costs in all, the same at every site.
    at_least : bool
        Whether something in it is to be determined.
    level_before, level_after : int or None
        Package score today, and with what was decided; ``None`` where there is none.
    no_gain : str
        Why nothing is gained: "moved", "stopped", "another aim"; empty otherwise.
    sources : tuple of SourceAsk
        Who pays.
    provisional : bool
        Whether its package scores are "at most", as a component is not assessed.
    """

    site: str
    total: Decimal
    ask: Decimal
    own: Decimal
    shared: Mapping[str, Decimal]
    at_least: bool
    level_before: int | None
    level_after: int | None
    no_gain: str
    sources: tuple[SourceAsk, ...]
    provisional: bool = False

    @property
    def gain(self) -> int:
        """Points of package score that count in a sum over sites."""
        if self.no_gain or self.level_before is None or self.level_after is None:
            return 0
        return max(self.level_after - self.level_before, 0)

    def adds(self, there: Collection[str]) -> Decimal:
        """Return what it costs besides the shared costs that are there already."""
        new = (amount for key, amount in self.shared.items() if key not in there)
        return sum(new, self.own)


@dataclass(frozen=True, slots=True)
class SourceSum:
    """What a source gives over all sites, and what is planned on it.

    What it gives to one site pays for nothing at another, so each site is compared by itself.

    Attributes
    ----------
    title, firm : str
        Its title, and how firm it is.
    sites : int
        Number of sites that it gives to.
    gives : Decimal or None
        What it gives, or is to give, in all; ``None`` where no amount is named.
    planned, in_kind : Decimal
        What is planned on it in cash and in kind.
    covered : Decimal
        What it pays of that: at each site no more than it gives there.
    left, over : Decimal
        What it gives beyond what is planned, at the sites where that is more; and what is planned
        beyond what it gives, at the others.
    planned_again : Decimal
        What of `left` the drafts of the sites plan all the same, as each shows in full what it
        shares.
    """

    title: str
    firm: str
    sites: int
    gives: Decimal | None
    planned: Decimal
    in_kind: Decimal
    covered: Decimal
    left: Decimal
    over: Decimal
    planned_again: Decimal


@dataclass(frozen=True, slots=True)
class Scenario:
    """Which asks fit under a ceiling.

    Attributes
    ----------
    ceiling : Decimal
        What there is to spend.
    funded, left_out : tuple of str
        Keys of the sites.
    cost : Decimal
        What the funded ones cost, shared costs once.
    gain : int
        Points that they gain.
    proven : bool
        Whether no other choice gains more; else it is the best that was found.
    """

    ceiling: Decimal
    funded: tuple[str, ...]
    left_out: tuple[str, ...]
    cost: Decimal
    gain: int
    proven: bool


@dataclass(frozen=True, slots=True)
class SiteCut:
    """A site that is cut: what that saves, and what those that remain cost."""

    ask: SiteAsk
    saves: Decimal
    left: Decimal


def total_ask(asks: Iterable[SiteAsk]) -> Decimal:
    """Sum what sites cost; what they share counts once, however many of them there are."""
    every, shared = list(asks), dict[str, Decimal]()
    for one in every:
        shared.update(one.shared)
    return sum((one.own for one in every), sum(shared.values(), _NOTHING))


def sum_by_source(asks: Iterable[SiteAsk]) -> list[SourceSum]:
    """Sum what each source gives and what is planned on it, over all sites.

    A source is one where its key is, and is called as at the first site that it gives to; where
    others call it otherwise, how many do is counted.
    """
    found: dict[tuple[str, str], list[SourceAsk]] = {}
    for site in asks:
        for one in site.sources:
            found.setdefault((one.source, one.firm or "not stated"), []).append(one)
    sums = []
    for (_, firm), rows in found.items():
        others = sum(row.title != rows[0].title for row in rows)
        known = [row.gives for row in rows if row.gives is not None]
        sums.append(
            SourceSum(
                title=rows[0].title + (f", and {others} more like it" if others else ""),
                firm=firm,
                sites=len(rows),
                gives=sum(known, _NOTHING) if known else None,
                planned=sum((row.planned for row in rows), _NOTHING),
                in_kind=sum((row.in_kind for row in rows), _NOTHING),
                covered=sum((row.covered for row in rows), _NOTHING),
                left=sum((max(row.left, _NOTHING) for row in rows), _NOTHING),
                over=sum((max(-row.left, _NOTHING) for row in rows), _NOTHING),
                planned_again=sum((row.planned_again for row in rows), _NOTHING),
            )
        )
    return sorted(sums, key=lambda one: -one.planned)


def cut_asks(asks: Iterable[SiteAsk]) -> Iterator[SiteCut]:
    """Cut site after site, each time the one that loses least for the money saved.

    A shared cost is saved with the last site that shows it. What leaving costs cannot be cut.

    Examples
    --------
    >>> terms = {"total": Decimal(1), "at_least": False, "sources": (), "level_before": 4}
    >>> terms |= {"ask": Decimal(12), "own": Decimal(10), "shared": {"nurse": Decimal(6)}}
    >>> a = SiteAsk(site="a", level_after=9, no_gain="", **terms)
    >>> b = SiteAsk(site="b", level_after=6, no_gain="", **terms)
    >>> c = SiteAsk(site="c", level_after=20, no_gain="moved", **terms)
    >>> [(one.ask.site, int(one.saves), int(one.left)) for one in cut_asks([a, b, c])]
    [('c', 10, 26), ('b', 10, 16), ('a', 16, 0)]
    """
    kept = list(asks)
    left, bearers = total_ask(kept), Counter(key for one in kept for key in one.shared)
    kept = [one for one in kept if one.no_gain != "stopped"]
    while kept:
        # Of one site alone, what only it still shows is saved with it.
        elsewhere = {key for key, number in bearers.items() if number > 1}
        saved = [one.adds(elsewhere) for one in kept]
        at = min(
            range(len(kept)),
            key=lambda n: (kept[n].gain / saved[n] if saved[n] else kept[n].gain, -saved[n]),
        )
        cut, saves = kept.pop(at), saved[at]
        bearers.subtract(list(cut.shared))
        left -= saves
        yield SiteCut(cut, saves, left)


def scenario(asks: Sequence[SiteAsk], ceiling: Decimal) -> Scenario:
    """Choose the sites that gain most under a ceiling; what is left goes to those without gain.

    Whole sites; a shared cost is paid once where any site that shows it is funded, and what leaving
    costs is paid first. Of choices that gain the same, the cheapest.

    Examples
    --------
    >>> terms = {"total": Decimal(1), "at_least": False, "sources": (), "level_before": 0}
    >>> asks = [
    ...     SiteAsk(
    ...         site=key,
    ...         ask=Decimal(cost),
    ...         own=Decimal(cost),
    ...         shared=shared,
    ...         level_after=gain,
    ...         no_gain="",
    ...         **terms,
    ...     )
    ...     for key, cost, gain, shared in (
    ...         ("a", 60, 10, {}),
    ...         ("b", 45, 8, {"nurse": Decimal(10)}),
    ...         ("c", 45, 7, {"nurse": Decimal(10)}),
    ...     )
    ... ]
    >>> scenario(asks, Decimal(100)).funded, scenario(asks, Decimal(99)).funded
    (('b', 'c'), ('a',))
    """
    funded, proven = _most_gain([o for o in asks if o.gain or o.no_gain == "stopped"], ceiling)
    there = {key for one in funded for key in one.shared}
    left, chosen = ceiling - total_ask(funded), {one.site for one in funded}
    rest = [n for n, one in enumerate(asks) if not one.gain and one.site not in chosen]

    def price(place: int) -> tuple[Decimal, int]:
        return asks[place].adds(there), place

    rest.sort(key=price)
    while rest and (cost := price(rest[0])[0]) <= left:
        cheapest = asks[rest.pop(0)]
        funded.append(cheapest)
        chosen.add(cheapest.site)
        left -= cost
        if cheapest.shared.keys() - there:  # what is there now, the others need not pay any more
            there |= cheapest.shared.keys()
            rest.sort(key=price)
    return Scenario(
        ceiling,
        tuple(one.site for one in asks if one.site in chosen),
        tuple(one.site for one in asks if one.site not in chosen),
        total_ask(funded),
        sum(one.gain for one in funded),
        proven,
    )


def _most_gain(asks: Sequence[SiteAsk], ceiling: Decimal) -> tuple[list[SiteAsk], bool]:
    """Choose what gains most within a ceiling, and say whether that is proven.

    Variables: whether a site is funded, then whether a shared cost is paid. Rows: the ceiling, then
    for each site and cost that it shows: funded only where the cost is paid.
    """
    if not asks:
        return [], True
    shared = {key: amount for one in asks for key, amount in one.shared.items()}
    places = {key: len(asks) + place for place, key in enumerate(shared)}
    pairs = [(site, places[key]) for site, one in enumerate(asks) for key in one.shared]
    cost = np.array([float(one.own) for one in asks] + [float(one) for one in shared.values()])
    rows = sparse.lil_array((1 + len(pairs), len(cost)))
    rows[0, :] = cost
    for row, (site, paid) in enumerate(pairs, 1):
        rows[row, site], rows[row, paid] = 1.0, -1.0
    program = Program(sparse.csr_array(rows), np.ones(len(cost), dtype=bool))
    stays = [float(one.no_gain == "stopped") for one in asks]
    limits = Limits(
        np.append(stays, np.zeros(len(shared))),
        np.ones(len(cost)),
        np.full(1 + len(pairs), -np.inf),
        np.append(float(ceiling), np.zeros(len(pairs))),
    )
    worth = cost / (cost.sum() + 1)  # below one point, so it decides between equals alone
    worth[: len(asks)] -= [one.gain for one in asks]
    while True:
        answer = program.minimise(worth, limits)
        chosen = np.flatnonzero(answer.values[: len(asks)] > 0.5)
        funded = [asks[place] for place in chosen.tolist()]
        if not funded or total_ask(funded) <= ceiling:
            return funded, answer.state == "optimal"
        # The solver adds in floats; what is a cent too dear by the exact sum is ruled out.
        program.add_row(chosen.astype(np.int32), np.ones(len(chosen)), len(chosen) - 1.0)


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
