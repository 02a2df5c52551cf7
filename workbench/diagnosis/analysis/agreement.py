"""How far the assessors of every site agree, all sites in one call.

The headline is Krippendorff's alpha, which takes any number of assessors, missing scores and small
samples, and knows that levels are ordered. Beside it stands what nobody has to be taught: the share
of pairs of assessors who gave the same level, and of those within one level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of
from workbench.core.table_access import (
    DIMENSIONS,
    Dimension,
    FloatArray,
    IntArray,
    Words,
    whole,
    words,
)
from workbench.diagnosis.analysis.grouped_rows import place_in_group
from workbench.diagnosis.analysis.levels import PackageLevels
from workbench.diagnosis.analysis.rows import DimensionAgreement

#: Customary bounds for alpha (Krippendorff, *Content Analysis*): a reading, not a pass mark.
RELIABLE = 0.8
TENTATIVE = 0.667
#: Rise of alpha from which the component that is left out is named (ours).
DRIVES_FROM = 0.1

#: Components with two scores or more that alpha needs: one would be compared with nothing.
FEWEST_COMPONENTS = 2

#: Resamples of the components for the interval of alpha, and the share between its ends.
DRAWS = 1000
CONFIDENCE = 0.95

#: Numbers held at once while components are resampled.
CELLS_AT_ONCE = 2_000_000

SOURCES = (
    "alpha: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability",
    "bounds 0.80 and 0.667 for reading alpha: Krippendorff, Content Analysis",
    "interval of alpha by drawing components again: ours",
)


@dataclass(frozen=True, eq=False)
class Agreement(Result):
    """Agreement of the assessors, one row per site and dimension.

    Attributes
    ----------
    table : DataFrame
        =============== ======= ====================================================================
        column          dtype   meaning
        =============== ======= ====================================================================
        site            str     key of the site
        dimension       str     "readiness" or "use"
        assessors       Int64   assessors who gave a level
        components      Int64   components with a level
        ratings         Int64   levels given
        alpha           float   Krippendorff's alpha; NaN without variation or with fewer than two
                                components that two assessors scored
        alpha_low       float   lower end of its bootstrap interval
        alpha_high      float   upper end
        identical       float   share (0 to 1) of pairs of assessors with the same level
        within_one      float   share (0 to 1) of pairs within one level
        reading         str     "reliable" (0.80 or more, and the interval does not reach below
                                0.667), "tentative" (0.667 or more), "discuss before using", "no
                                variation", "too few components to say" (only one has two scores),
                                "fewer than two assessors"
        drives          str     component without which alpha is highest, where that is at least
                                0.1 more; else missing
        alpha_without   float   alpha without it
        most_apart      str     component on which the assessors lie furthest apart: widest range,
                                then most disagreeing pairs, then key; missing where all agree
        most_apart_low  Int64   lowest level given there
        most_apart_high Int64   highest level given there
        =============== ======= ====================================================================
    method : Method
        Parameters and sources.
    """

    _shown: ClassVar[tuple[str, ...]] = (
        "site", "dimension", "assessors", "alpha", "identical", "within_one", "reading",
    )  # fmt: skip

    table: pd.DataFrame
    method: Method

    @property
    def rows(self) -> list[DimensionAgreement]:
        """The agreement of all sites, dimension by dimension."""
        return rows_of(self.table, DimensionAgreement)


def agreement(known: PackageLevels, *, seed: int = 20260314) -> Agreement:
    """Measure the agreement of the assessors at every site, in one call.

    Only the assessors' own scores of the components that count are compared, those of a component
    from the latest round in which they scored it.

    Parameters
    ----------
    known : PackageLevels
        Levels of all sites, by :func:`workbench.diagnosis.analysis.levels.read_levels`.
    seed : int
        Seed of the resamples. A site's interval depends on its own scores, the seed and its number
        of components alone.

    Notes
    -----
    Alpha: Krippendorff 2011. The interval resamples components (ours); with eight components it is
    wide, and that is the point of printing it.
    """
    parts = [_of_dimension(known, d, seed) for d in DIMENSIONS]
    table = pd.concat(parts, keys=range(len(parts))).sort_index(level=1, kind="stable")
    parameters = {"level": "ordinal", "round": "latest", "draws": DRAWS, "seed": seed}
    return Agreement(
        table=table.reset_index(drop=True),
        method=Method(
            "Krippendorff's alpha and shares of pairs",
            {**parameters, "confidence": CONFIDENCE},
            SOURCES,
        ),
    )


def _of_dimension(known: PackageLevels, dimension: Dimension, seed: int) -> pd.DataFrame:
    """Build the rows of one dimension."""
    packages, scores = known.packages, known.scores
    counts, site = known.by_dimension[dimension].counts, packages.site
    sites = len(packages.sites)

    def total(value: FloatArray) -> FloatArray:
        return np.bincount(site, weights=value, minlength=sites).astype(np.float64)

    given = scores.counted & ~np.isnan(scores.level[dimension])
    names = pd.factorize(scores.assessor[given])[0].astype(np.int64)
    persons = np.unique(site[scores.row[given]] * (len(names) + 2) + names + 1)
    assessors = np.bincount(persons // (len(names) + 2), minlength=sites)
    pairs = pair_shares(counts)
    number = counts.sum(axis=1)
    # By key and not by place in the file, so that the order of rows changes no interval.
    order = np.lexsort((packages.table["component"].to_numpy(object).astype(str), site))
    alpha, low, high = alpha_of_groups(counts[order], site, sites, seed)
    drives, without = _drives(counts[order], site, alpha)
    keys = packages.table["component"].to_numpy(object)[order]
    driving = np.concatenate([keys, np.array([None], dtype=object)])[drives]
    every = total(pairs.pairs)
    with np.errstate(invalid="ignore"):
        shares = total(pairs.identical) / every, total(pairs.within_one) / every
    return pd.DataFrame(
        {
            "site": pd.Series(packages.sites, dtype="str"),
            "dimension": words(np.full(sites, dimension, dtype=object)),
            "assessors": whole(assessors.astype(float)),
            "components": whole(total(number > 0)),
            "ratings": whole(total(number)),
            "alpha": alpha,
            "alpha_low": low,
            "alpha_high": high,
            "identical": shares[0],
            "within_one": shares[1],
            "reading": words(alpha_readings((alpha, low), every, total(number > 1))),
            "drives": words(driving),
            "alpha_without": without,
            **_most_apart(known, counts, pairs, known.framework.scales[dimension].minimum),
        },
        copy=False,
    )


def alpha_readings(
    found: tuple[FloatArray, FloatArray], pairs: FloatArray, components: FloatArray
) -> Words:
    """Describe how alpha is customarily read (Krippendorff, *Content Analysis*).

    With few components an alpha may be high by chance, so "reliable" asks the lower end as well.
    """
    alpha, low = found
    few = components < FEWEST_COMPONENTS
    reliable = (alpha >= RELIABLE) & (low >= TENTATIVE)
    classes = [pairs <= 0, few, np.isnan(alpha), reliable, alpha >= TENTATIVE]
    words_ = ["fewer than two assessors", "too few components to say", "no variation"]
    words_ += ["reliable", "tentative"]
    return np.select(classes, words_, "discuss before using").astype(object)


def alpha_of_groups(
    counts: FloatArray, site: IntArray, sites: int, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return alpha and its interval for every group of rows, such as the components of a site.

    Groups with as many rows go together. `site` is the ascending number of each row's group, of
    which there are `sites`; `counts` as for :func:`alpha_of`, a row for each component.
    """
    alpha, low, high = (np.full(sites, np.nan) for _ in range(3))
    rated = np.flatnonzero(counts.sum(axis=1) > 0)
    number = np.bincount(site[rated], minlength=sites)
    start = np.searchsorted(site[rated], np.arange(sites))
    for units in np.unique(number[number > 0]).tolist():
        generator = np.random.default_rng([seed, units])
        times = generator.multinomial(units, np.full(units, 1.0 / units), DRAWS).astype(np.float64)
        same = np.flatnonzero(number == units)
        step = max(1, CELLS_AT_ONCE // (DRAWS * max(counts.shape[1], units)))
        for first in range(0, same.size, step):
            group = same[first : first + step]
            own = counts[rated[start[group][:, None] + np.arange(units)]]
            alpha[group] = alpha_of(own, np.ones((1, units)))[:, 0]
            low[group], high[group] = _ends(alpha_of(own, times))
    undefined = np.isnan(alpha)
    low[undefined], high[undefined] = np.nan, np.nan
    return alpha, low, high


def _drives(counts: FloatArray, site: IntArray, alpha: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return for each site the row without which alpha is highest (-1 for none), and that alpha."""
    row, without = np.full(len(alpha), -1, dtype=np.int64), np.full(len(alpha), np.nan)
    rated = np.flatnonzero(counts.sum(axis=1) > 0)
    number = np.bincount(site[rated], minlength=len(alpha))
    start = np.searchsorted(site[rated], np.arange(len(alpha)))
    for units in np.unique(number[number > 1]).tolist():
        same = np.flatnonzero((number == units) & ~np.isnan(alpha))
        if not same.size:
            continue
        place = rated[start[same][:, None] + np.arange(units)]
        left = np.nan_to_num(alpha_of(counts[place], 1.0 - np.eye(units)), nan=-np.inf)
        best = left.argmax(axis=1)
        found = left[np.arange(same.size), best]
        drives = found >= alpha[same] + DRIVES_FROM
        row[same[drives]] = place[np.arange(same.size), best][drives]
        without[same[drives]] = found[drives]
    return row, without


def alpha_of(counts: FloatArray, times: FloatArray) -> FloatArray:
    """Compute ordinal alpha, for many tables and many resamples of their components together.

    ``alpha = 1 - D_o / D_e`` with ``D_o = (1/n) sum o_ck d_ck`` and ``D_e = 1/(n (n - 1)) sum n_c
    n_k d_ck``; a component with ``m`` scores adds ``1 / (m - 1)`` to ``o_ck`` for each ordered pair
    of them, and ``d = (sum of n_g from c to k, less (n_c + n_k) / 2)^2``. As ``d`` is a squared
    difference of mean ranks ``x``, a component with counts ``c`` adds ``2 (m sum c x^2 - (sum c
    x)^2) / (m - 1)``, which needs no table of value by value.

    Parameters
    ----------
    counts : array, shape (..., components, levels)
        How many assessors gave each level, lowest level first.
    times : array, shape (resamples, components)
        How often each component is drawn.

    Returns
    -------
    array, shape (..., resamples)
        1 is perfect, 0 what chance would give. NaN without variation or with fewer than two
        components (drawn) that have two scores: one shows how far its own scores lie apart, but not
        how far components differ.

    Notes
    -----
    Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*.
    """
    number = counts.sum(axis=-1, keepdims=True)
    paired = np.where(number > 1, counts, 0.0)
    number = paired.sum(axis=-1)
    margin = np.matmul(times, paired)
    total = margin.sum(axis=-1)
    position = np.cumsum(margin, axis=-1) - margin / 2.0  # the mean rank of each level
    turned = np.swapaxes(paired, -1, -2)
    each = number[..., None, :] * (position**2 @ turned) - (position @ turned) ** 2
    observed = (times * each / np.maximum(number - 1.0, 1.0)[..., None, :]).sum(axis=-1)
    squares = total * (margin * position**2).sum(axis=-1)
    expected = squares - (margin * position).sum(axis=-1) ** 2
    components = np.matmul(times, (number > 1).astype(np.float64)[..., None])[..., 0]
    says = ((margin > 0).sum(axis=-1) > 1) & (components >= FEWEST_COMPONENTS)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(says, 1.0 - (total - 1.0) * observed / expected, np.nan)


def _ends(alpha: FloatArray) -> list[FloatArray]:
    """Return the ends of the interval from alphas of shape (sites, resamples).

    Resamples that have no alpha are left out.
    """
    alpha = np.sort(alpha, axis=1)  # NaN last
    last = np.maximum((~np.isnan(alpha)).sum(axis=1) - 1, 0)
    row, ends = np.arange(len(alpha)), []
    for share in ((1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0):
        below = np.floor(last * share).astype(np.int64)
        first, second = alpha[row, below], alpha[row, np.minimum(below + 1, last)]
        ends.append(first + (second - first) * (last * share - below))
    return ends


class PairShares(NamedTuple):
    """Pairs of scores of the same component, and how many of them agree."""

    pairs: FloatArray
    identical: FloatArray
    within_one: FloatArray


def pair_shares(counts: FloatArray) -> PairShares:
    """Count the pairs of assessors per component that gave the same level, or lie within one level.

    Parameters
    ----------
    counts : array, shape (..., levels)
        How many assessors gave each level, levels one apart.

    Returns
    -------
    PairShares
        Numbers of pairs, not shares: add them up over components before dividing.

    Examples
    --------
    Scores 3, 4 and 4: three pairs, one identical, all within one level.

    >>> [float(n) for n in pair_shares(np.array([0.0, 0, 0, 1, 2]))]
    [3.0, 1.0, 3.0]
    """
    number = counts.sum(axis=-1)
    identical = (counts * (counts - 1.0)).sum(axis=-1) / 2.0
    beside = (counts[..., :-1] * counts[..., 1:]).sum(axis=-1)
    return PairShares(number * (number - 1.0) / 2.0, identical, identical + beside)


def _most_apart(
    known: PackageLevels, counts: FloatArray, pairs: PairShares, lowest: int
) -> dict[str, pd.Series]:
    """Name the component of each site on which the assessors lie furthest apart."""
    site, keys = known.packages.site, known.packages.table["component"].to_numpy(object)
    sites, seen = len(known.packages.sites), counts > 0
    low = lowest + seen.argmax(axis=1)
    high = lowest + counts.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    apart = np.where(seen.any(axis=1), high - low, 0.0)
    order = np.lexsort((keys.astype(str), pairs.identical - pairs.pairs, -apart, site))
    first = order[(place_in_group(site[order]) == 0) & (apart[order] > 0)]
    name = np.full(sites, None, dtype=object)
    ends = np.full((2, sites), np.nan)
    name[site[first]], ends[:, site[first]] = keys[first], (low[first], high[first])
    return {
        "most_apart": words(name),
        "most_apart_low": whole(ends[0]),
        "most_apart_high": whole(ends[1]),
    }
