"""Whether a diagnosis hangs on who was in the room: leave one assessor out, and resample the panel.

Both take the assessors' own scores (lower median, capped by evidence), because an adopted level
would hide what is asked here. Assessors are left out and resampled whole: with all their scores, of
all components, each from the latest round in which it was scored. A level that does not come from
assessors (judged from the documents, or of a component without a score of theirs that counts) is
kept as the diagnosis uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import (
    DIMENSIONS,
    BoolArray,
    FloatArray,
    IntArray,
    Words,
    whole,
    words,
)
from workbench.diagnosis.analysis.bottleneck_model import (
    MOST_ASSESSORS_LISTED,
    assessor_resamples,
    lower_median,
)
from workbench.diagnosis.analysis.grouped_rows import joined, place_in_group, rank_order
from workbench.diagnosis.analysis.levels import PackageLevels, Packages

#: Random resamples of a panel of more than 8.
DRAWS = 4000

#: Numbers held at once while panels are resampled; keeps memory flat however many sites there are.
CELLS_AT_ONCE = 8_000_000

SOURCES = (
    "bootstrap: Efron 1979; listing all resamples of a small panel with their multinomial weights "
    "and taking assessors whole: ours",
    "leaving one assessor out: the jackknife's question, Quenouille 1949, Tukey 1958",
)


@dataclass(frozen=True, eq=False)
class AssessorInfluence:
    """What the bottleneck would be with another panel.

    Attributes
    ----------
    full : DataFrame
        One row per site, the whole panel: site, assessors (Int64, those whose scores count, in
        whatever round they gave them), bottleneck (keys of all
        components at the minimum, joined by ;, in order of rank; missing without a score), score
        (Int64).
    table : DataFrame
        One row per site and assessor: site, left_out (the assessor), bottleneck, score, as above
        for the panel without that assessor. Sites with fewer than two assessors have no rows.
    bootstrap : DataFrame
        One row per site and component: site, component, probability (share of resampled panels in
        which the component is at the minimum, ties shared). Sites without assessors have no rows.
    method : Method
        Parameters and sources; ``drawn_sites`` counts sites with more than 8 assessors, whose
        resamples were drawn at random instead of listed.
    """

    full: pd.DataFrame
    table: pd.DataFrame
    bootstrap: pd.DataFrame
    method: Method

    def stable(self, site: str) -> bool:
        """Return whether the bottleneck stays the same whoever is left out.

        False also where there are fewer than two assessors: then nothing has been tested.
        """
        whole_panel = self.full.loc[self.full["site"] == site, "bottleneck"].iloc[0]
        without_one = self.table.loc[self.table["site"] == site, "bottleneck"]
        return bool(len(without_one) and (without_one == whole_panel).fillna(False).all())  # noqa: FBT003


@dataclass(frozen=True, slots=True, eq=False)
class _Panels:
    """The scores of all sites, ready to be taken apart by assessor."""

    known: PackageLevels
    size: IntArray
    """Assessors per site."""
    names: Words
    """Names of the assessors, by site and then by name."""
    place: tuple[IntArray, ...]
    """Per dimension, shape (rows, most assessors): place of the level given, -1 without."""

    @property
    def packages(self) -> Packages:
        """The components that count."""
        return self.known.packages


def assessor_influence(known: PackageLevels, *, seed: int = 20260314) -> AssessorInfluence:
    """Leave each assessor out in turn, and resample the panel, for all sites in one call.

    Parameters
    ----------
    known : PackageLevels
        Levels of all sites, by :func:`workbench.diagnosis.analysis.levels.read_levels`.
    seed : int
        Of the random resamples of a panel of more than 8; up to 8 all of them are listed and no
        random number is used.
    """
    panels = _panels(known)
    drawn = int((panels.size > MOST_ASSESSORS_LISTED).sum())
    return AssessorInfluence(
        full=_full(panels),
        table=_without_one(panels),
        bootstrap=_bootstrap(panels, seed),
        method=Method(
            "leave one assessor out; bootstrap over assessors",
            {"round": "latest", "draws": DRAWS, "seed": seed, "drawn_sites": drawn},
            SOURCES,
        ),
    )


def _panels(known: PackageLevels) -> _Panels:
    """Lay out who gave what, the assessors of each site numbered."""
    packages, scores = known.packages, known.scores
    now = scores.counted
    row, sites = scores.row[now], len(packages.sites)
    code, names = pd.factorize(scores.assessor[now], sort=True)
    width = max(len(names), 1)
    persons, person = np.unique(packages.site[row] * width + code, return_inverse=True)
    size = np.bincount(persons // width, minlength=sites).astype(np.int64)
    column = place_in_group(persons // width)[person]
    places = []
    for d in DIMENSIONS:
        place = np.full((len(packages.table), int(size.max(initial=0))), -1, dtype=np.int64)
        level = scores.level[d][now]
        given = ~np.isnan(level)
        lowest = known.framework.scales[d].minimum
        place[row[given], column[given]] = level[given].astype(np.int64) - lowest
        places.append(place)
    every = np.asarray(names, dtype=object)[persons % width] if len(names) else names
    return _Panels(known, size, np.asarray(every, object), tuple(places))


def _levels_of(panels: _Panels, rows: IntArray, times: IntArray) -> list[FloatArray]:
    """Return the levels by dimension and panel, shape (panels, rows); NaN without a score.

    `times` says how often each assessor of the site sits in each panel, shape (panels, assessors).
    """
    result = []
    for place, d in zip(panels.place, DIMENSIONS, strict=True):
        found, low = panels.known.by_dimension[d], panels.known.framework.scales[d].minimum
        given = place[rows, : times.shape[1]]
        levels = np.arange(found.counts.shape[1])
        answers = (given[:, :, None] == levels).astype(np.float64)
        counts = np.tensordot(times.astype(np.float64), answers, axes=(1, 1))
        median = lower_median(counts)
        level = np.where(median < 0, np.nan, median + low)
        level = np.fmin(level, np.where(np.isnan(level), np.nan, found.supported[rows]))
        asked = (found.assessors[rows] > 0) & (found.source[rows] != "evidence")
        result.append(np.where(asked, level, found.used[rows]))
    return result


def _same_size(panels: _Panels, cells_per_row: int) -> Iterator[tuple[int, IntArray, IntArray]]:
    """Yield (assessors, sites, rows) for panels of one size, a bounded number at a time."""
    components = np.bincount(panels.packages.site, minlength=len(panels.packages.sites))
    start = np.searchsorted(panels.packages.site, np.arange(len(components)))
    for assessors in np.unique(panels.size[components > 0]):
        same = np.flatnonzero((panels.size == assessors) & (components > 0))
        step = max(1, CELLS_AT_ONCE // (cells_per_row * int(components[same].max())))
        for first in range(0, len(same), step):
            sites = same[first : first + step]
            number = components[sites]
            begin = np.repeat(start[sites] - np.cumsum(number) + number, number)
            yield int(assessors), sites, begin + np.arange(number.sum())


def _bootstrap(panels: _Panels, seed: int) -> pd.DataFrame:
    """Share the bottleneck over resampled panels."""
    probability = np.full(len(panels.packages.table), np.nan)
    for assessors in np.unique(panels.size[panels.size > 0]):
        times, weight = assessor_resamples(int(assessors), draws=DRAWS, seed=seed)
        cells = len(times) * max(d.counts.shape[1] for d in panels.known.by_dimension.values())
        for same, _, rows in _same_size(panels, cells):
            if same == assessors:
                probability[rows] = _shares(panels, rows, times, weight)
    known = ~np.isnan(probability)
    table: pd.DataFrame = panels.packages.table.loc[known, ["site", "component"]]
    table = table.reset_index(drop=True)
    table["probability"] = probability[known]
    return table


def _shares(panels: _Panels, rows: IntArray, times: IntArray, weight: FloatArray) -> FloatArray:
    """Return the share of panels in which each row is at the minimum of its site, ties shared."""
    readiness, use = _levels_of(panels, rows, times)
    score = readiness * use
    site = panels.packages.site[rows]
    begins = np.flatnonzero(np.append(True, site[1:] != site[:-1]))
    group = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(rows))))
    lowest = np.fmin.reduceat(score, begins, axis=1)
    at_minimum = score == lowest[:, group]
    tied = np.add.reduceat(at_minimum, begins, axis=1, dtype=np.int64)
    share = weight @ (at_minimum / np.maximum(tied, 1)[:, group])
    total = (weight @ (tied > 0))[group]  # panels in which nothing has a score tell nothing
    with np.errstate(invalid="ignore"):
        result = share / total
    never = np.isnan(score).all(axis=0)
    return np.where(never | (total == 0), np.nan, result)


def _full(panels: _Panels) -> pd.DataFrame:
    """Diagnose with the whole panel."""
    sites = len(panels.packages.sites)
    bottleneck, score = np.full(sites, None, dtype=object), np.full(sites, np.nan)
    for assessors, which, rows in _same_size(panels, 10):
        levels = _levels_of(panels, rows, np.ones((1, assessors), dtype=np.int64))
        keys, lowest = _lowest(panels, rows, levels)
        bottleneck[which], score[which] = keys[0], lowest[0]
    return pd.DataFrame(
        {
            "site": panels.packages.sites.astype("str"),
            "assessors": whole(panels.size.astype(float)),
            "bottleneck": words(bottleneck),
            "score": whole(score),
        }
    )


def _without_one(panels: _Panels) -> pd.DataFrame:
    """Diagnose with each panel that lacks one assessor."""
    last = np.cumsum(panels.size)
    bottleneck = np.full(len(panels.names), None, dtype=object)
    score = np.full(len(panels.names), np.nan)
    tested = np.repeat(panels.size > 1, panels.size)
    for assessors, which, rows in _same_size(panels, 10 * max(1, int(panels.size.max(initial=0)))):
        if assessors > 1:
            times = 1 - np.eye(assessors, dtype=np.int64)
            keys, lowest = _lowest(panels, rows, _levels_of(panels, rows, times))
            slot = (last - panels.size)[which] + np.arange(assessors)[:, None]
            bottleneck[slot], score[slot] = keys, lowest
    site = np.repeat(panels.packages.sites.to_numpy(object), panels.size)
    table = {"site": words(site), "left_out": words(panels.names)}
    table |= {"bottleneck": words(bottleneck), "score": whole(score)}
    return pd.DataFrame(table)[tested].reset_index(drop=True)


def _lowest(panels: _Panels, rows: IntArray, levels: list[FloatArray]) -> tuple[Words, FloatArray]:
    """Return bottlenecks (keys) and score for each panel and site, shape (panels, sites)."""
    number = len(levels[0])
    site = pd.factorize(panels.packages.site[rows])[0].astype(np.int64)
    sites = int(site.max(initial=-1)) + 1
    group = (np.arange(number)[:, None] * sites + site).ravel()
    readiness, use = (level.ravel() for level in levels)
    score = readiness * use
    names = panels.packages.table.iloc[np.tile(rows, number)]
    order = rank_order(group, score, readiness, use, names)
    lowest = np.full(number * sites, np.inf)
    np.fmin.at(lowest, group, score)
    tied: BoolArray = (score == lowest[group])[order]
    component = names["component"].to_numpy(object)[order]
    keys = joined(component[tied], group[order][tied], number * sites)
    keys[np.isinf(lowest)] = None
    lowest[np.isinf(lowest)] = np.nan
    return keys.reshape(number, sites), lowest.reshape(number, sites)
