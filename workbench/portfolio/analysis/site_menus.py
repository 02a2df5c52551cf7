"""What each level of each site's package costs: the menu from which a portfolio chooses.

A package is as good as its lowest component. To bring it to level l, every component must reach l,
each in its cheapest way; so a site's options come down to a short list of (level, cost) pairs, and
the minimum never enters the optimisation. This is exact where options of different components have
only money in common; whatever else a site could do enters as an item of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.table_access import (
    FloatArray,
    IntArray,
    Words,
    numbers,
    require,
    text,
    words,
)
from workbench.errors import InvalidInput, Problem

#: Options that change one component, and so combine freely with those for other components.
ONE_COMPONENT = ("substitute", "outsource", "develop")


@dataclass(frozen=True, slots=True, eq=False)
class SiteMenus:
    """Menus of all sites. Items stand by site, and within a site by cost and level, both rising.

    The first item of every site costs nothing: its state of today, unless something better is free.

    Attributes
    ----------
    sites : Index
        Keys of the sites.
    today : array, shape (sites,)
        Package score of today.
    site : array of int, shape (items,)
        Position of the site of each item.
    level, cost : array, shape (items,)
        Package score that the item brings, and what it costs (base currency).
    parts : array, shape (items, periods)
        The cost by period.
    periods : tuple of str
        Columns of the options that hold costs by period, such as years.
    chosen : array of int, shape (items,)
        Row of the extra item that it is; -1 where it is a combination of options.
    left_out : DataFrame
        site, component (missing: the whole site), proposal (missing: a component or site), reason:
        what could not be used.
    """

    sites: pd.Index
    today: FloatArray
    site: IntArray
    level: FloatArray
    cost: FloatArray
    parts: FloatArray
    periods: tuple[str, ...]
    chosen: IntArray
    left_out: pd.DataFrame
    _ways: _Ways
    _extra: Words

    @property
    def start(self) -> IntArray:
        """First item of each site, which costs nothing."""
        return np.searchsorted(self.site, np.arange(len(self.sites))).astype(np.int64)

    @property
    def table(self) -> pd.DataFrame:
        """All items: site, level (float), cost (float), proposals (str, joined by ;)."""
        return pd.DataFrame(
            {
                "site": words(self.sites.to_numpy(object)[self.site]),
                "level": self.level,
                "cost": self.cost,
                "proposals": words(self.proposals(np.arange(len(self.site)))),
            }
        )

    def proposals(self, items: IntArray) -> Words:
        """Name the options of some items, joined by ;; "" for the state of today."""
        return np.array(
            [
                self._extra[self.chosen[i]]
                if self.chosen[i] >= 0
                else ";".join(self._ways.proposals(int(self.site[i]), float(self.level[i])))
                for i in items
            ],
            dtype=object,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """The cheapest way of every component to every level."""

    levels: FloatArray  # ascending
    first: IntArray  # first component of each site, and one past the last
    cost: FloatArray  # shape (components, levels); infinite where it cannot be reached
    option: IntArray  # row of the option, -1 for none
    names: Words

    def proposals(self, site: int, level: float) -> list[str]:
        at = int(np.searchsorted(self.levels, level))
        rows = self.option[self.first[site] : self.first[site + 1], at]
        return [str(self.names[row]) for row in rows if row >= 0]


def site_menus(
    components: pd.DataFrame,
    options: pd.DataFrame,
    *,
    extras: pd.DataFrame | None = None,
    periods: Sequence[str] = (),
) -> SiteMenus:
    """Build the menus of all sites in one call.

    Parameters
    ----------
    components : DataFrame
        site, component, score: the needed components and their scores today. The table of a
        diagnosis has this form. A site with a component without a score has no menu.
    options : DataFrame
        site, component, proposal, score (of the component afterwards), cost, and the columns of
        `periods`. An option without score or cost cannot be chosen.
    extras : DataFrame, optional
        site, proposal, level (of the package afterwards), cost, and the columns of `periods`: what
        a site could do as a whole in place of its options, such as to relocate.
    periods : sequence of str
        Columns with the cost by period; blank is no cost in that period.

    Returns
    -------
    SiteMenus
        Without items that cost as much as a better one, or more.

    Raises
    ------
    InvalidInput
        A component or option twice, an option for a component that is not there, a negative cost.
    UnknownName
        A column that is not there.

    Examples
    --------
    >>> components = pd.DataFrame({"site": "B", "component": ["b1", "b2"], "score": [4.0, 8.0]})
    >>> options = pd.DataFrame(
    ...     {
    ...         "site": "B",
    ...         "component": ["b1", "b1", "b2"],
    ...         "proposal": ["b1-9", "b1-20", "b2-16"],
    ...         "score": [9.0, 20.0, 16.0],
    ...         "cost": [5.0, 15.0, 8.0],
    ...     }
    ... )
    >>> menu = site_menus(components, options).table
    >>> menu[["level", "cost"]].to_numpy().tolist()
    [[4.0, 0.0], [8.0, 5.0], [9.0, 13.0], [16.0, 23.0]]
    >>> menu["proposals"].tolist()
    ['', 'b1-9', 'b1-9;b2-16', 'b1-20;b2-16']
    """
    require(components, ["site", "component", "score"], "components")
    require(options, ["site", "component", "proposal", "score", "cost", *periods], "options")
    packages, lost = _packages(components)
    kept, left_out = _usable(options, packages, periods)
    ways = _cheapest_ways(packages, kept)
    site, level, cost, parts = _combinations(ways, kept, periods)
    chosen = np.full(len(site), -1, dtype=np.int64)
    names: Words = np.array([], dtype=object)
    if extras is not None:
        require(extras, ["site", "proposal", "level", "cost", *periods], "extras")
        usable, more = _usable_extras(extras, packages, periods)
        left_out = pd.concat([left_out, more])
        names = text(usable, "proposal").to_numpy(object)
        site = np.concatenate([site, usable["place"].to_numpy(np.int64)])
        level = np.concatenate([level, numbers(usable, "level")])
        cost = np.concatenate([cost, numbers(usable, "cost")])
        parts = np.concatenate([parts, _parts(usable, periods)])
        chosen = np.concatenate([chosen, np.arange(len(usable))])
    keep = undominated(site, level, cost)
    return SiteMenus(
        packages.sites, packages.today, site[keep], level[keep], cost[keep], parts[keep],
        tuple(periods), chosen[keep], pd.concat([lost, left_out], ignore_index=True), ways, names,
    )  # fmt: skip


def split_options(options: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split weighed options into those for one component, and items of a whole site.

    Parameters
    ----------
    options : DataFrame
        Table of ``weigh_options``: site, component, proposal, option, possible, brings,
        readiness_after, use_after, score_after, cost.

    Returns
    -------
    options, extras : DataFrame
        As :func:`site_menus` takes them. Options that are not possible and stopping are in neither.

    Examples
    --------
    >>> weighed = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "component": "seed",
    ...         "proposal": ["develop-1", "relocate-1", "stop-1"],
    ...         "option": ["develop", "relocate", "stop"],
    ...         "possible": True,
    ...         "readiness_after": [6.0, None, None],
    ...         "use_after": [3.0, None, None],
    ...         "score_after": [18.0, 21.0, None],
    ...         "cost": [1000.0, 5000.0, 0.0],
    ...     }
    ... )
    >>> one, whole = split_options(weighed)
    >>> one["score"].tolist(), whole[["proposal", "level"]].to_numpy().tolist()
    ([18.0], [['relocate-1', 21.0]])
    """
    require(options, ["site", "component", "proposal", "option", "score_after"], "options")
    stopped = options["option"] == "stop"
    refused = options["possible"].eq(other=False) if "possible" in options else False
    possible = options[~(stopped | refused).fillna(value=False)]
    single = possible["option"].isin(ONE_COMPONENT) & text(possible, "brings", "").fillna("").eq("")
    one, whole = possible[single].copy(), possible[~single].copy()
    one["score"] = numbers(one, "readiness_after") * numbers(one, "use_after")
    whole["level"] = numbers(whole, "score_after")
    return one, whole


def undominated(site: IntArray, level: FloatArray, cost: FloatArray) -> IntArray:
    """Give the items that nothing at least as cheap reaches or exceeds, by site and cost.

    Examples
    --------
    >>> undominated(
    ...     np.array([0, 0, 0]), np.array([4.0, 9.0, 8.0]), np.array([0.0, 5.0, 6.0])
    ... ).tolist()
    [0, 1]
    """
    order = np.lexsort((-level, cost, site))
    # Within a site levels are kept that are higher than all cheaper ones: a running maximum, with
    # sites kept apart by an offset larger than any level.
    span = float(np.ptp(level)) + 1.0 if level.size else 1.0
    lifted = level[order] + site[order] * span
    highest = np.maximum.accumulate(np.append(-np.inf, lifted))[:-1]
    begins = np.append(True, site[order][1:] != site[order][:-1])[: len(order)]
    kept: IntArray = order[begins | (lifted > highest)].astype(np.int64)
    return kept


@dataclass(frozen=True, slots=True, eq=False)
class _Packages:
    sites: pd.Index
    site: IntArray  # of each component, ascending
    score: FloatArray
    keys: pd.MultiIndex

    @property
    def first(self) -> IntArray:
        """First component of each site, and one past the last."""
        return np.searchsorted(self.site, np.arange(len(self.sites) + 1)).astype(np.int64)

    @property
    def today(self) -> FloatArray:
        """Lowest score of each site."""
        if not len(self.sites):
            return np.empty(0)
        return np.minimum.reduceat(self.score, self.first[:-1])


def _packages(components: pd.DataFrame) -> tuple[_Packages, pd.DataFrame]:
    """Sort components by site, without sites that lack a score."""
    keys = ["site", "component"]
    twice = components.duplicated(keys)
    _refuse(components, twice.to_numpy(bool), "components", "component", "each component once")
    score = pd.Series(numbers(components, "score"), index=components.index)
    unscored = components[score.isna()]
    lost = pd.DataFrame({"site": text(unscored, "site"), "component": text(unscored, "component")})
    lost["proposal"] = pd.Series([None] * len(lost), index=lost.index, dtype="str")
    lost["reason"] = "The component has no score, so the site has no package score."
    complete = components[~components["site"].isin(unscored["site"])]
    site, sites = pd.factorize(complete["site"])
    order = np.argsort(site, kind="stable")
    complete = complete.iloc[order]
    index = pd.MultiIndex.from_frame(complete[keys].astype("str"))
    packages = _Packages(
        pd.Index(sites), site[order].astype(np.int64), numbers(complete, "score"), index
    )
    return packages, lost


def _usable(
    options: pd.DataFrame, packages: _Packages, periods: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    twice = options.duplicated(["site", "proposal"]).to_numpy(bool)
    _refuse(options, twice, "options", "proposal", "each option of a site once")
    _refuse_negative(options, periods, "options")
    index = pd.MultiIndex.from_frame(options[["site", "component"]].astype("str"))
    place = packages.keys.get_indexer(index)
    cost, score = numbers(options, "cost"), numbers(options, "score")
    known_site = options["site"].astype("str").isin(packages.sites.astype("str")).to_numpy(bool)
    why = np.select(
        [~known_site, place < 0, np.isnan(cost), np.isnan(score)],
        [
            "The site has no package score.",
            "The component is not part of the package.",
            "Its cost is not known.",
            "What it reaches is not known.",
        ],
        "",
    ).astype(object)
    kept = options[why == ""].reset_index(drop=True)
    kept["place"] = place[why == ""]
    return kept, _left_out(options, why)


def _usable_extras(
    extras: pd.DataFrame, packages: _Packages, periods: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    _refuse_negative(extras, periods, "extras")
    place = packages.sites.get_indexer(pd.Index(extras["site"]))
    cost, level = numbers(extras, "cost"), numbers(extras, "level")
    why = np.select(
        [place < 0, np.isnan(cost), np.isnan(level)],
        [
            "The site has no package score.",
            "Its cost is not known.",
            "What it reaches is not known.",
        ],
        "",
    ).astype(object)
    kept = extras[why == ""].reset_index(drop=True)
    kept["place"] = place[why == ""]
    return kept, _left_out(extras, why)


def _left_out(rows: pd.DataFrame, why: Words) -> pd.DataFrame:
    out = rows[why != ""]
    columns = {name: text(out, name) for name in ("site", "component", "proposal")}
    return pd.DataFrame(columns | {"reason": words(why[why != ""]).to_numpy()})


def _cheapest_ways(packages: _Packages, kept: pd.DataFrame) -> _Ways:
    """Find the cheapest way of every component to every level at which one of them can stand."""
    place, score = kept["place"].to_numpy(np.int64), numbers(kept, "score")
    cost = numbers(kept, "cost")
    levels = np.unique(np.concatenate([packages.score, score]))
    shape = (len(packages.site), len(levels))
    best, option = np.full(shape, np.inf), np.full(shape, -1, dtype=np.int64)
    # Dearest first, so that the cheapest is written last; of equal ones the first in the file.
    for_write = np.lexsort((-np.arange(len(cost)), -cost))
    at = np.searchsorted(levels, score)
    best[place[for_write], at[for_write]] = cost[for_write]
    option[place[for_write], at[for_write]] = for_write
    rows, today = np.arange(len(packages.site)), np.searchsorted(levels, packages.score)
    best[rows, today], option[rows, today] = 0.0, -1
    for k in range(len(levels) - 2, -1, -1):  # who reaches a higher level reaches this one too
        cheaper = best[:, k + 1] < best[:, k]
        best[cheaper, k] = best[cheaper, k + 1]
        option[cheaper, k] = option[cheaper, k + 1]
    names = text(kept, "proposal").to_numpy(object)
    return _Ways(levels, packages.first, best, option, names)


def _combinations(
    ways: _Ways, kept: pd.DataFrame, periods: Sequence[str]
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Add the cheapest ways of a site's components up, for every level."""
    starts = ways.first[:-1]
    total = np.add.reduceat(ways.cost, starts, axis=0) if len(starts) else ways.cost[:0]
    site, at = np.nonzero(np.isfinite(total))
    given = np.vstack([_parts(kept, periods), np.zeros((1, len(periods)))])
    parts = np.empty((len(site), len(periods)))
    for p in range(len(periods)):
        by_site = np.add.reduceat(given[ways.option, p], starts, axis=0)  # -1 is the last: nothing
        parts[:, p] = by_site[site, at]
    return site.astype(np.int64), ways.levels[at], total[site, at], parts


def _parts(rows: pd.DataFrame, periods: Sequence[str]) -> FloatArray:
    if not periods:
        return np.empty((len(rows), 0))
    return np.nan_to_num(np.column_stack([numbers(rows, period) for period in periods]))


def _refuse_negative(rows: pd.DataFrame, periods: Sequence[str], table: str) -> None:
    for name in ("cost", *periods):
        given = numbers(rows, name)
        bad = (given < 0) | np.isinf(given)
        _refuse(rows, bad, table, name, "a cost of 0 or more")


def _refuse(
    rows: pd.DataFrame, bad: np.ndarray[tuple[int], np.dtype[np.bool_]], table: str,
    column: str, expected: str,
) -> None:  # fmt: skip
    if not bad.any():
        return
    problems = [
        Problem(
            file=table,
            column=column,
            found=str(row[column]),
            expected=expected,
            advice="Correct the row or take it out.",
            site=str(row["site"]),
        )
        for row in rows[bad].head(20).to_dict("records")
    ]
    message = f"{int(bad.sum())} row(s) of {table} cannot be used"
    raise InvalidInput(message, problems)
