"""Would another honest weighting change the answer? Acceptability of ranks over many weightings.

Stochastic multicriteria acceptability analysis (SMAA): weights are drawn evenly from all weightings
that respect the ranking of the criteria, values from their ranges, and every option is ranked in
every draw. Draws are stratified: with N draws each weight margin has exactly one draw in each of N
strips, so shares are nearer to the truth than with plain random numbers.
"""

from __future__ import annotations

import numpy as np

from workbench.core.table_access import FloatArray

#: Digits that two values must share to count as tied; differences below are rounding.
TIE_DIGITS = 12


def even_strips(draws: int, columns: int, generator: np.random.Generator) -> FloatArray:
    """Draw numbers between 0 and 1 that fill each column evenly, shape (draws, columns).

    Each column holds exactly one number in each of `draws` equal strips (Latin hypercube).

    Examples
    --------
    >>> u = even_strips(4, 2, np.random.default_rng(1))
    >>> np.sort(np.floor(4 * u), axis=0).tolist()
    [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]
    """
    strips = np.tile(np.arange(draws, dtype=np.float64), (columns, 1))
    shuffled = generator.permuted(strips, axis=1).T
    return (shuffled + generator.random((draws, columns))) / draws


def draw_weights(criteria: int, *, draws: int = 10_000, seed: int = 20260314) -> FloatArray:
    """Draw weightings evenly from all in which no criterion weighs more than one before it.

    Parameters
    ----------
    criteria : int
        How many criteria there are, the most important first.
    draws : int
        How many weightings.
    seed : int
        Of the random numbers.

    Returns
    -------
    array, shape (draws, criteria)
        Weights from 0 to 1, falling in every row and summing to 1.

    Notes
    -----
    Gaps between sorted uniform numbers are even on the simplex; sorted, they are even on the part
    of it that respects the ranking.

    Examples
    --------
    >>> draw_weights(3, draws=10_000).mean(axis=0).round(2).tolist()
    [0.61, 0.28, 0.11]
    """
    generator = np.random.default_rng([seed, criteria])
    cuts = np.sort(even_strips(draws, criteria - 1, generator), axis=1)
    gaps = np.diff(cuts, axis=1, prepend=0.0, append=1.0)
    return -np.sort(-gaps, axis=1)


def mean_weights(criteria: int) -> FloatArray:
    """Return the exact mean of all weightings that respect the ranking (rank order centroid).

    Barron and Barrett 1996: the i-th largest of K weights is on average (1 / K) sum_{j=i..K} 1 / j.

    Examples
    --------
    >>> (mean_weights(3) * 18).round(9).tolist()
    [11.0, 5.0, 2.0]
    """
    centroid: FloatArray = np.cumsum(1.0 / np.arange(criteria, 0, -1))[::-1] / criteria
    return centroid


def utilities(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted value of every option in every draw, shape (draws, n).

    Parameters
    ----------
    values : array, shape (n, criteria) or (draws, n, criteria)
        Value from 0 to 1 of every option on every criterion; one table for all draws, or one each.
    weights : array, shape (draws, criteria)
        Weights of each draw.

    Examples
    --------
    >>> utilities(np.array([[1.0, 0.5], [0.0, 1.0]]), np.array([[0.5, 0.5]])).tolist()
    [[0.75, 0.5]]
    """
    parts = "nk,dk->dn" if values.ndim == 2 else "dnk,dk->dn"
    return np.asarray(np.einsum(parts, values, weights).round(TIE_DIGITS), dtype=np.float64)


def rank_shares(whole: FloatArray) -> FloatArray:
    """Return the share of draws in which each option takes each rank.

    Parameters
    ----------
    whole : array, shape (draws, n)
        Weighted value of every option in every draw.

    Returns
    -------
    array, shape (n, n)
        Share of draws in which option i takes rank r + 1; tied options share their ranks. Rows and
        columns sum to 1.

    Examples
    --------
    Two opposites and a compromise, the first criterion mattering more. Exactly: first .8, 0 and .2.

    >>> values = np.array([[1, 0], [0, 1], [0.6, 0.6]])
    >>> rank_shares(utilities(values, draw_weights(2))).round(3).tolist()
    [[0.8, 0.2, 0.0], [0.0, 0.0, 1.0], [0.2, 0.8, 0.0]]
    """
    draws, n = whole.shape
    ranks = np.zeros((n, n))
    for i in range(n):
        better = (whole > whole[:, [i]]).sum(axis=1)
        tied = (whole == whole[:, [i]]).sum(axis=1)  # itself counts, so at least 1
        times = np.bincount(better * (n + 1) + tied)
        for code in np.flatnonzero(times).tolist():
            first, width = divmod(code, n + 1)
            ranks[i, first : first + width] += times[code] / width / draws
    return ranks
