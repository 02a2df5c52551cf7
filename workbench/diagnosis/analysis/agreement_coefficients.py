"""Coefficients of agreement, one table at a time.

Krippendorff's alpha takes any number of assessors, missing scores and small samples, and knows that
levels are ordered: it is the headline. The other coefficients are here because readers ask for
them; each says in its notes what it takes for granted.

Sources: Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*; Fleiss 1971; Cohen 1960
and 1968; Shrout and Fleiss 1979; Kendall and Babington Smith 1939. The bootstrap over units is
ours.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from workbench.core.table_access import FloatArray
from workbench.errors import InvalidInput, UnknownName

Measurement = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["unweighted", "linear", "quadratic"]

#: Customary bounds for alpha (Krippendorff, *Content Analysis*): a reading, not a pass mark.
RELIABLE = 0.8
TENTATIVE = 0.667

#: Units with two scores or more that alpha needs: with one there is nothing to compare it with.
FEWEST_UNITS = 2

READING_SOURCE = "bounds 0.80 and 0.667 for reading alpha: Krippendorff, Content Analysis"


def _units(ratings: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Turn a table of observers × units into counts per unit and value, and the values."""
    table = np.atleast_2d(np.asarray(ratings, dtype=np.float64))
    values = np.unique(table[~np.isnan(table)])
    counts = (table[:, :, None] == values).sum(axis=0).astype(np.float64)
    return counts, values


def alpha_of(
    counts: FloatArray, values: FloatArray, level: Measurement, times: FloatArray | None = None
) -> FloatArray:
    """Compute alpha from counts, for many tables and many resamples of their units together.

    A unit with ``m`` scores and counts ``c`` adds ``sum c_c c_k d_ck / (m - 1)`` to the observed
    disagreement; where ``d`` is a squared difference of positions ``x`` (ordinal, interval), that
    is ``2 (m sum c x^2 - (sum c x)^2) / (m - 1)``, which needs no table of value by value.

    Parameters
    ----------
    counts : array, shape (..., units, values)
        How many observers gave each value.
    values : array, shape (values,)
        The values, ascending.
    level : {"nominal", "ordinal", "interval", "ratio"}
    times : array, shape (resamples, units), optional
        How often each unit is drawn; once each unless given.

    Returns
    -------
    array, shape (..., resamples)
        NaN without variation or with fewer than two units (drawn) that have two scores: one unit
        shows how far its own scores lie apart, but not how far units differ.
    """
    number = counts.sum(axis=-1, keepdims=True)
    paired = np.where(number > 1, counts, 0.0)
    number = paired.sum(axis=-1)
    drawn = np.ones((1, counts.shape[-2])) if times is None else times
    margin = np.matmul(drawn, paired)
    total = margin.sum(axis=-1)
    below = np.maximum(number - 1.0, 1.0)
    if level in {"nominal", "ratio"}:
        distance = _distance(values, level)
        each = ((paired @ distance) * paired).sum(axis=-1) / below
        observed = np.matmul(drawn, each[..., None])[..., 0]
        expected = ((margin @ distance) * margin).sum(axis=-1)
    else:
        position = np.broadcast_to(values, margin.shape) if level == "interval" else _middle(margin)
        turned = np.swapaxes(paired, -1, -2)
        each = number[..., None, :] * (position**2 @ turned) - (position @ turned) ** 2
        observed = 2.0 * (drawn * each / below[..., None, :]).sum(axis=-1)
        squares = total * (margin * position**2).sum(axis=-1)
        expected = 2.0 * (squares - (margin * position).sum(axis=-1) ** 2)
    units = np.matmul(drawn, (number > 1).astype(np.float64)[..., None])[..., 0]
    says = ((margin > 0).sum(axis=-1) > 1) & (units >= FEWEST_UNITS)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(says, 1.0 - (total - 1.0) * observed / expected, np.nan)


def _middle(margin: FloatArray) -> FloatArray:
    """Give the mean rank of each value: the ordinal distance is their difference."""
    return np.asarray(np.cumsum(margin, axis=-1) - margin / 2.0)


def _distance(values: FloatArray, level: Measurement) -> FloatArray:
    """Give the squared distances between values, nominal or ratio."""
    if level == "nominal":
        return 1.0 - np.eye(values.size)
    sums = np.add.outer(values, values)
    parts = np.subtract.outer(values, values) / np.where(sums == 0.0, 1.0, sums)
    return np.asarray(parts**2)


def check_measurement(level: str) -> None:
    """Refuse a level of measurement that alpha does not know.

    Raises
    ------
    UnknownName
        It is not one of the four.
    """
    if level not in get_args(Measurement):
        raise UnknownName(kind="level of measurement", name=level, known=get_args(Measurement))


def krippendorff_alpha(ratings: ArrayLike, level: Measurement = "ordinal") -> float:
    """Compute Krippendorff's alpha.

    ``alpha = 1 - D_o / D_e`` with ``D_o = (1/n) sum o_ck d_ck`` and ``D_e = 1/(n (n - 1)) sum n_c
    n_k d_ck``; a unit with ``m`` scores adds ``1 / (m - 1)`` to ``o_ck`` for each ordered pair of
    them. ``d`` is 1 for different values (nominal), ``(c - k)^2`` (interval), ``((c - k) / (c +
    k))^2`` (ratio), or ``(sum of n_g from c to k, less (n_c + n_k) / 2)^2`` (ordinal).

    Parameters
    ----------
    ratings : array, shape (observers, units)
        NaN where an observer gave nothing.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Level of measurement.

    Returns
    -------
    float
        1 is perfect, 0 what chance would give; NaN where fewer than two units have two scores
        (ours: the formula gives a number for one unit, which says nothing) or nothing varies.

    Notes
    -----
    Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*.

    Examples
    --------
    >>> round(krippendorff_alpha([[1, 2, 3, 3], [1, 2, 3, 4]], "interval"), 3)
    0.889
    """
    check_measurement(level)
    counts, values = _units(ratings)
    if not values.size:
        return float("nan")
    return float(alpha_of(counts, values, level)[0])


class Interval(NamedTuple):
    """A range with a stated confidence."""

    low: float
    high: float


def alpha_interval(
    ratings: ArrayLike,
    level: Measurement = "ordinal",
    *,
    draws: int = 1000,
    seed: int = 20260314,
    confidence: float = 0.95,
) -> Interval:
    """Give a bootstrap interval of alpha: units are drawn again with replacement (ours).

    Resamples in which nothing varies, or fewer than two units drawn have two scores, have no alpha
    and are left out. With few units the interval is wide; that is the point of printing it. Where
    alpha itself is not defined, there is no interval.

    Parameters
    ----------
    ratings, level
        As for `krippendorff_alpha`.
    draws, seed
        Number of resamples; seed of the generator. The draws depend on the seed and on the number
        of units that have a score, and on nothing else.
    confidence : float
        Share between the two percentiles.
    """
    check_measurement(level)
    counts, values = _units(ratings)
    counts = counts[counts.sum(axis=1) > 0]
    if not len(counts) or np.isnan(alpha_of(counts, values, level)[0]):
        return Interval(float("nan"), float("nan"))
    times = resampled_units(len(counts), draws, seed)
    low, high = percentiles(times, counts[None], values, level, confidence)
    return Interval(float(low[0]), float(high[0]))


def resampled_units(units: int, draws: int, seed: int) -> FloatArray:
    """Say how often each unit is drawn in each resample, shape (draws, units)."""
    generator = np.random.default_rng([seed, units])
    return generator.multinomial(units, np.full(units, 1.0 / units), size=draws).astype(np.float64)


def percentiles(
    times: FloatArray,
    counts: FloatArray,
    values: FloatArray,
    level: Measurement,
    confidence: float,
) -> tuple[FloatArray, FloatArray]:
    """Give the ends of the interval for tables of counts of shape (sites, units, values)."""
    sites = len(counts)
    alpha = np.sort(alpha_of(counts, values, level, times), axis=1)  # NaN last
    known = (~np.isnan(alpha)).sum(axis=1)
    ends = []
    for share in ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0):
        at = np.maximum(known - 1, 0) * share
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(known - 1, 0))
        row = np.arange(sites)
        first, second = alpha[row, below], alpha[row, above]
        ends.append(first + (second - first) * (at - below))
    return ends[0], ends[1]


def read_alpha(alpha: float, pairs: float = 1.0, components: float = FEWEST_UNITS) -> str:
    """Say how alpha is customarily read (Krippendorff, *Content Analysis*); not a pass mark.

    Parameters
    ----------
    alpha : float
        NaN where it is not defined.
    pairs : float
        Number of pairs of scores behind it.
    components : float
        Number of components with two scores or more.

    Examples
    --------
    >>> read_alpha(0.71)
    'tentative'
    >>> read_alpha(float("nan"))
    'no variation'
    >>> read_alpha(float("nan"), components=1)
    'too few components to say'
    """
    if pairs <= 0:
        return "fewer than two assessors"
    if components < FEWEST_UNITS:
        return "too few components to say"
    if np.isnan(alpha):
        return "no variation"
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "discuss before using"


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


def fleiss_kappa(counts: ArrayLike) -> float:
    """Compute Fleiss' kappa: chance-corrected agreement of several assessors on categories.

    ``kappa = (P - P_e) / (1 - P_e)``: P is the mean share of agreeing pairs per subject, P_e the
    sum of the squared shares of the categories (Fleiss 1971). It ignores the order of the levels.

    Parameters
    ----------
    counts : array, shape (subjects, categories)
        How many assessors chose each category; the same number of assessors for each subject.

    Raises
    ------
    InvalidInput
        Subjects with different numbers of assessors, or fewer than two.
    """
    table = np.asarray(counts, dtype=np.float64)
    number = table.sum(axis=1)
    if not len(table) or (number != number[0]).any() or number[0] <= 1:
        message = (
            "Fleiss' kappa needs the same number of assessors, two or more, for every subject."
        )
        raise InvalidInput(message)
    agreeing = (table * (table - 1.0)).sum(axis=1) / (number * (number - 1.0))
    chance = float(((table.sum(axis=0) / table.sum()) ** 2).sum())
    return _corrected(float(agreeing.mean()), chance)


def _corrected(observed: float, chance: float) -> float:
    """Correct an agreement for chance; NaN where chance alone explains everything."""
    if np.isclose(chance, 1.0):
        return float("nan")
    return (observed - chance) / (1.0 - chance)


def cohen_kappa(table: ArrayLike, weights: Weights = "unweighted") -> float:
    """Compute Cohen's kappa of two assessors from their cross table.

    ``kappa = 1 - sum(w o) / sum(w e)``, with ``o`` the observed shares, ``e`` the product of the
    margins and ``w`` 1 off the diagonal (unweighted), ``|i - j|`` (linear) or ``(i - j)^2``
    (quadratic) (Cohen 1960, 1968).

    Parameters
    ----------
    table : array, shape (levels, levels)
        Components by level of the first assessor (rows) and of the second (columns). Pass every
        level of the scale, also unused ones, in order.
    weights : {"unweighted", "linear", "quadratic"}
        How a disagreement counts.

    Returns
    -------
    float
        NaN where nothing varies.

    Raises
    ------
    InvalidInput
        The table is not square.
    UnknownName
        No such weights.
    """
    if weights not in get_args(Weights):
        raise UnknownName(kind="weights", name=weights, known=get_args(Weights))
    cross = np.asarray(table, dtype=np.float64)
    if cross.ndim != 2 or cross.shape[0] != cross.shape[1]:
        message = "Cohen's kappa needs a square table: the same levels for both assessors."
        raise InvalidInput(message)
    apart = np.abs(np.subtract.outer(np.arange(len(cross)), np.arange(len(cross)))).astype(
        np.float64
    )
    weight = {"unweighted": (apart > 0).astype(np.float64), "linear": apart, "quadratic": apart**2}
    shares = cross / cross.sum()
    by_chance = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    expected = float((weight[weights] * by_chance).sum())
    if expected <= 0.0:
        return float("nan")
    return 1.0 - float((weight[weights] * shares).sum()) / expected


class IntraclassCorrelations(NamedTuple):
    """The six coefficients of Shrout and Fleiss (1979).

    The first number is the design: 1 = each target has other judges, 2 = the same judges, a sample
    of all judges, 3 = the same judges and only these. The second: 1 = a single judge, k = the mean
    of all.
    """

    icc_1_1: float
    icc_2_1: float
    icc_3_1: float
    icc_1_k: float
    icc_2_k: float
    icc_3_k: float


def intraclass_correlations(ratings: ArrayLike) -> IntraclassCorrelations:
    """Compute the six intraclass correlations of Shrout and Fleiss (1979).

    Parameters
    ----------
    ratings : array, shape (targets, judges)
        Complete: no missing scores, two targets and two judges at least.

    Raises
    ------
    InvalidInput
        A score is missing, or there are fewer than two targets or judges.

    Notes
    -----
    They take levels as equally spaced, which an ordinal scale does not promise. ICC(2,1) is the one
    to quote where someone insists on means.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2 or np.isnan(table).any():
        message = (
            "Intraclass correlations need a complete table of two targets and two judges at least."
        )
        raise InvalidInput(message)
    targets, judges = table.shape
    mean = table.mean()
    between = judges * ((table.mean(axis=1) - mean) ** 2).sum()
    by_judge = targets * ((table.mean(axis=0) - mean) ** 2).sum()
    total = ((table - mean) ** 2).sum()
    bms = between / (targets - 1)
    jms = by_judge / (judges - 1)
    wms = (total - between) / (targets * (judges - 1))
    ems = (total - between - by_judge) / ((targets - 1) * (judges - 1))
    bias = judges * (jms - ems) / targets
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (
            (bms - wms) / (bms + (judges - 1) * wms),
            (bms - ems) / (bms + (judges - 1) * ems + bias),
            (bms - ems) / (bms + (judges - 1) * ems),
            (bms - wms) / bms,
            (bms - ems) / (bms + bias / judges),
            (bms - ems) / bms,
        )
    return IntraclassCorrelations(*(float(value) for value in found))


def kendall_w(ratings: ArrayLike) -> float:
    """Compute Kendall's W: how far assessors rank the components alike, whatever the level.

    ``W = 12 S / (m^2 (n^3 - n) - m T)``; S is the sum of squares of the rank sums about their mean,
    T the correction for ties, ``sum (t^3 - t)`` over the groups of equal scores (Kendall and
    Babington Smith 1939).

    Parameters
    ----------
    ratings : array, shape (components, assessors)
        Complete: no missing scores.

    Returns
    -------
    float
        0 to 1; NaN where every assessor gives all components the same level.

    Raises
    ------
    InvalidInput
        A score is missing, or there are fewer than two components.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or len(table) < 2 or np.isnan(table).any():
        message = "Kendall's W needs a complete table of two components at least."
        raise InvalidInput(message)
    number, judges = table.shape
    ranks = pd.DataFrame(table).rank(axis=0).to_numpy()
    sums = ranks.sum(axis=1)
    same = (table[:, None, :] == table[None, :, :]).sum(axis=1).astype(np.float64)
    ties = float((same**2 - 1.0).sum())  # each member of a group of t adds t^2 - 1
    bottom = judges**2 * (number**3 - number) - judges * ties
    return float(12.0 * ((sums - sums.mean()) ** 2).sum() / bottom) if bottom > 0 else float("nan")
