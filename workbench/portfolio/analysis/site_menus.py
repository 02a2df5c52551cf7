"""What each level of each site's package costs: the menu from which a portfolio chooses.

A package is as good as its lowest component. To bring it to level l, every component must reach l,
each in its cheapest way; so a site's options come down to a short list of (level, cost) pairs, and
the minimum never enters the optimisation. This is exact where options of different components have
only money in common; whatever else a site could do enters as an item of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.table_access import FloatArray, IntArray, Words, floats, numbers, text, words

#: Options that change one component, and so combine freely with those for other components.
ONE_COMPONENT = ("substitute", "outsource", "develop")

#: Score of what stands for itself at every level: above all products of two levels.
HIGHEST = 10_000.0

#: Options after which the package is not the one that was scored, or not there, and why.
NO_GAIN = {"relocate": "moved", "stop": "stopped", "reorient": "another aim"}


@dataclass(frozen=True, slots=True, eq=False)
class SiteMenus:
    """Menus of all sites. Items stand by site, and within a site by cost and level, both rising.

    The first item of every site costs nothing: its state of today, unless something better is free.

    Attributes
    ----------
    sites : Index
        Keys of the sites.
    today : array of int, shape (sites,)
        Package score of today.
    site : array of int, shape (items,)
        Position of the site of each item.
    level : array of int, shape (items,)
        Package score that the item brings.
    cost : array, shape (items,)
        What it costs (base currency).
    extra : array of int, shape (items,)
        Row of the extra item that it is; -1 where it is a combination of options.
    """

    sites: pd.Index
    today: IntArray
    site: IntArray
    level: IntArray
    cost: FloatArray
    extra: IntArray
    _ways: _Ways
    _extra_names: Words

    @property
    def table(self) -> pd.DataFrame:
        """All items: site, level (Int64), cost (float), proposals (str, joined by ;)."""
        return pd.DataFrame(
            {
                "site": words(self.sites.to_numpy(object)[self.site]),
                "level": pd.array(self.level, dtype="Int64"),
                "cost": self.cost,
                "proposals": words(self.proposals(np.arange(len(self.site)))),
            }
        )

    @property
    def everything(self) -> float:
        """What the best item of every site costs together (base currency)."""
        last = np.append(self.site[1:] != self.site[:-1], True)[: len(self.site)]
        return float(self.cost[last].sum())

    def proposals(self, items: IntArray) -> Words:
        """Name the options of some items, joined by ;; "" for the state of today."""
        return np.array(
            [
                self._extra_names[self.extra[i]]
                if self.extra[i] >= 0
                else ";".join(self._ways.proposals(self.site[i], self.level[i]))
                for i in items
            ],
            dtype=object,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """The cheapest way of every component to every level."""

    levels: IntArray  # ascending
    first: IntArray  # first component of each site, and one past the last
    cost: FloatArray  # shape (components, levels); infinite where it cannot be reached
    option: IntArray  # row of the option, -1 for none
    names: Words

    def proposals(self, site: int, level: int) -> list[str]:
        at = int(np.searchsorted(self.levels, level))
        rows = self.option[self.first[site] : self.first[site + 1], at]
        return [str(self.names[row]) for row in rows if row >= 0]


def site_menus(
    components: pd.DataFrame, options: pd.DataFrame, extras: pd.DataFrame | None = None
) -> SiteMenus:
    """Build the menus of all sites in one call.

    Parameters
    ----------
    components : DataFrame
        site, component, score: the needed components and their scores today, as in the table of a
        diagnosis. A site with a component without a score has no menu.
    options : DataFrame
        site, component, proposal, score (of the component afterwards), cost. An option without
        score or cost cannot be chosen.
    extras : DataFrame, optional
        site, proposal, level (of the package afterwards), cost: what a site could do as a whole in
        place of its options, such as to wait for a change.

    Returns
    -------
    SiteMenus
        Without items that cost as much as a better one, or more.

    Examples
    --------
    >>> components = pd.DataFrame({"site": "B", "component": ["b1", "b2"], "score": [4, 8]})
    >>> options = pd.DataFrame(
    ...     {
    ...         "site": "B",
    ...         "component": ["b1", "b1", "b2"],
    ...         "proposal": ["b1-9", "b1-20", "b2-16"],
    ...         "score": [9, 20, 16],
    ...         "cost": [5.0, 15.0, 8.0],
    ...     }
    ... )
    >>> menu = site_menus(components, options).table
    >>> menu[["level", "cost"]].values.tolist()
    [[4, 0.0], [8, 5.0], [9, 13.0], [16, 23.0]]
    >>> menu["proposals"].tolist()
    ['', 'b1-9', 'b1-9;b2-16', 'b1-20;b2-16']
    """
    unscored = components.loc[components["score"].isna(), "site"]
    complete = components[~components["site"].isin(unscored)]
    of_site, sites = pd.factorize(complete["site"])
    order = np.argsort(of_site, kind="stable")
    complete, of_site = complete.iloc[order], of_site[order]
    score = floats(complete["score"]).astype(np.int64)
    first = np.searchsorted(of_site, np.arange(len(sites) + 1)).astype(np.int64)
    ways = _cheapest_ways(complete, first, score, options)
    total = np.add.reduceat(ways.cost, first[:-1], axis=0) if len(sites) else ways.cost[:0]
    site, at = np.nonzero(np.isfinite(total))
    level, cost = ways.levels[at], total[site, at]
    extra = np.full(len(site), -1, dtype=np.int64)
    names: Words = np.array([], dtype=object)
    if extras is not None:
        usable = extras[extras["site"].isin(sites) & _known(extras, "level", "cost")]
        names = text(usable, "proposal").to_numpy(object)
        site = np.concatenate([site, pd.Index(sites).get_indexer(pd.Index(usable["site"]))])
        level = np.concatenate([level, numbers(usable, "level").astype(np.int64)])
        cost = np.concatenate([cost, numbers(usable, "cost")])
        extra = np.concatenate([extra, np.arange(len(usable))])
    keep = undominated(site.astype(np.int64), level, cost)
    today = np.minimum.reduceat(score, first[:-1]) if len(sites) else score
    return SiteMenus(
        pd.Index(sites), today, site[keep], level[keep], cost[keep], extra[keep], ways, names
    )


def split_options(
    options: pd.DataFrame, components: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split weighed options into those for one component, and items of a whole site.

    Parameters
    ----------
    options : DataFrame
        Table of ``weigh_options``: site, component, proposal, option, possible, touched, brings,
        readiness_after, use_after, score_after, cost.
    components : DataFrame
        site, component: those that the packages need today.

    Returns
    -------
    options, extras : DataFrame
        As :func:`site_menus` takes them. Options that are not possible, that leave the
        site or that change its aim are in neither. A substitute that the package needs anyway
        has the highest score, for it has to reach every level by itself.

    Examples
    --------
    >>> weighed = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "component": "seed",
    ...         "proposal": ["develop-1", "postpone-1", "stop-1"],
    ...         "option": ["develop", "postpone", "stop"],
    ...         "possible": True,
    ...         "touched": None,
    ...         "readiness_after": [6.0, None, None],
    ...         "use_after": [3.0, None, None],
    ...         "score_after": [18.0, 21.0, None],
    ...         "cost": [1000.0, 5000.0, 0.0],
    ...     }
    ... )
    >>> one, whole = split_options(weighed, pd.DataFrame({"site": ["huye"], "component": ["seed"]}))
    >>> one["score"].tolist(), whole[["proposal", "level"]].to_numpy().tolist()
    ([18.0], [['postpone-1', 21.0]])
    """
    # Who moves away, stops or lowers the aim has no package that the sum over sites could count.
    refused = options["possible"].eq(other=False).fillna(value=False)
    possible = options[~refused & ~options["option"].isin(list(NO_GAIN))]
    single = possible["option"].isin(ONE_COMPONENT) & text(possible, "brings", "").fillna("").eq("")
    one, whole = possible[single].copy(), possible[~single].copy()
    score = numbers(one, "readiness_after") * numbers(one, "use_after")
    one["score"] = np.where(_within(one, components), HIGHEST, score)
    whole["level"] = numbers(whole, "score_after")
    return one, whole


def _within(options: pd.DataFrame, components: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark substitutes that the package needs anyway, and that no such substitute replaces."""
    needed = pd.MultiIndex.from_frame(components[["site", "component"]].astype("str"))
    own, other = (
        pd.MultiIndex.from_arrays([options["site"].astype("str"), options[name].astype("str")])
        for name in ("component", "touched")
    )
    within = options["option"].eq("substitute").to_numpy(bool) & other.isin(needed) & (own != other)
    found: NDArray[np.bool_] = within & ~other.isin(own[within])
    return found


def undominated(site: IntArray, level: IntArray, cost: FloatArray) -> IntArray:
    """Return the items that nothing at least as cheap reaches or exceeds, by site and cost.

    Examples
    --------
    >>> undominated(np.array([0, 0, 0]), np.array([4, 9, 8]), np.array([0.0, 5, 6])).tolist()
    [0, 1]
    """
    order = np.lexsort((-level, cost, site))
    # Within a site levels are kept that are higher than all cheaper ones: a running maximum, with
    # sites kept apart by an offset larger than any level.
    span = int(np.ptp(level)) + 1 if level.size else 1
    lifted = level[order] + site[order] * span
    highest = np.maximum.accumulate(np.append(np.iinfo(np.int64).min, lifted))[:-1]
    begins = np.append(True, site[order][1:] != site[order][:-1])[: len(order)]
    kept: IntArray = order[begins | (lifted > highest)].astype(np.int64)
    return kept


def _known(table: pd.DataFrame, *names: str) -> pd.Series:
    return table[list(names)].notna().all(axis=1)


def _cheapest_ways(
    components: pd.DataFrame, first: IntArray, today: IntArray, options: pd.DataFrame
) -> _Ways:
    """Find the cheapest way of every component to every level at which one of them can stand."""
    keys = ["site", "component"]
    index = pd.MultiIndex.from_frame(components[keys].astype("str"))
    place = index.get_indexer(pd.MultiIndex.from_frame(options[keys].astype("str")))
    usable = (place >= 0) & _known(options, "score", "cost").to_numpy(bool)
    kept, place = options[usable], place[usable]
    score, cost = numbers(kept, "score").astype(np.int64), numbers(kept, "cost")
    levels = np.unique(np.concatenate([today, score]))
    shape = (len(components), len(levels))
    best, option = np.full(shape, np.inf), np.full(shape, -1, dtype=np.int64)
    # Dearest first, so that the cheapest is written last; of equal ones the first in the file.
    for_write = np.lexsort((-np.arange(len(cost)), -cost))
    at = np.searchsorted(levels, score)
    best[place[for_write], at[for_write]] = cost[for_write]
    option[place[for_write], at[for_write]] = for_write
    rows, now = np.arange(len(components)), np.searchsorted(levels, today)
    best[rows, now], option[rows, now] = 0.0, -1
    for k in range(len(levels) - 2, -1, -1):  # who reaches a higher level reaches this one too
        cheaper = best[:, k + 1] < best[:, k]
        best[cheaper, k] = best[cheaper, k + 1]
        option[cheaper, k] = option[cheaper, k + 1]
    return _Ways(levels, first, best, option, text(kept, "proposal").to_numpy(object))
