"""Would another honest weighting change the answer? Acceptability of ranks over many weightings.

Stochastic multicriteria acceptability analysis (SMAA): weights are drawn evenly from all weightings
that respect what the team said about its criteria, values from their ranges, and every option is
ranked in every draw. Draws are stratified: with N draws each weight margin has exactly one draw in
each of N strips, so shares are nearer to the truth than with plain random numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.table_access import FloatArray
from workbench.errors import InvalidInput

#: Digits that two values must share to count as tied; differences below are rounding.
TIE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Acceptability:
    """Ranks of n options over many draws of weights and values.

    Attributes
    ----------
    ranks : array, shape (n, n)
        Share of draws in which option i takes rank r + 1; tied options share their ranks. Rows and
        columns sum to 1.
    central : array, shape (n, criteria)
        Mean of the weights under which option i is first: what one must believe to prefer it. NaN
        where it never is.
    pairwise : array, shape (n, n)
        Share of draws in which option i is better than option j, ties counted half; 0.5 on the
        diagonal.
    """

    ranks: FloatArray
    central: FloatArray
    pairwise: FloatArray

    @property
    def expected_rank(self) -> FloatArray:
        """Mean rank of each option, 1 the best."""
        return self.ranks @ np.arange(1.0, len(self.ranks) + 1.0)


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


def draw_weights(
    criteria: int,
    *,
    tiers: Sequence[Sequence[int]] | None = None,
    draws: int = 10_000,
    seed: int = 20260314,
) -> FloatArray:
    """Draw weightings evenly from all that respect a ranking of the criteria.

    Parameters
    ----------
    criteria : int
        How many criteria there are.
    tiers : sequence of sequence of int, optional
        Ranking: positions of the criteria, the most important tier first. Within a tier nothing is
        said; no criterion weighs more than one in a tier before. Criteria that stand in no tier
        come after all tiers. Without it every weighting counts alike.
    draws : int
        How many weightings.
    seed : int
        Of the random numbers.

    Returns
    -------
    array, shape (draws, criteria)
        Weights from 0 to 1 that sum to 1 in every row.

    Raises
    ------
    InvalidInput
        No criterion or draw, or a position twice or outside.

    Notes
    -----
    Gaps between sorted uniform numbers are even on the simplex; sorted, they are even on the part
    of it that respects the ranking.

    Examples
    --------
    >>> w = draw_weights(3, tiers=[[2], [0, 1]], draws=100)
    >>> bool((w[:, 2] >= w[:, :2].max(axis=1)).all())
    True
    """
    if criteria < 1 or draws < 1:
        message = f"weights need a criterion and a draw, not {criteria} and {draws}"
        raise InvalidInput(message)
    generator = np.random.default_rng([seed, criteria])
    cuts = np.sort(even_strips(draws, criteria - 1, generator), axis=1)
    edge = np.zeros((draws, 1))
    gaps = np.diff(np.hstack([edge, cuts, edge + 1.0]), axis=1)
    listed = [position for tier in tiers or () for position in tier]
    if sorted(set(listed)) != sorted(listed) or not set(listed) <= set(range(criteria)):
        message = f"a ranking names each of {criteria} criteria at most once, not {listed}"
        raise InvalidInput(message)
    if not listed:
        return gaps
    rest = [position for position in range(criteria) if position not in listed]
    weights = np.empty_like(gaps)
    falling = -np.sort(-gaps, axis=1)
    start = 0
    for tier in [*(tiers or ()), rest]:
        part = falling[:, start : start + len(tier)]
        weights[:, list(tier)] = generator.permuted(part, axis=1) if len(tier) > 1 else part
        start += len(tier)
    return weights


def mean_weights(criteria: int, *, tiers: Sequence[Sequence[int]] | None = None) -> FloatArray:
    """Give the exact mean of all weightings that respect a ranking (rank order centroid).

    Parameters
    ----------
    criteria, tiers
        As for :func:`draw_weights`.

    Returns
    -------
    array, shape (criteria,)

    Notes
    -----
    Barron and Barrett 1996: the i-th largest of K weights is on average (1 / K) sum_{j=i..K} 1 / j;
    criteria of one tier share the places of the tier.

    Examples
    --------
    >>> (mean_weights(3, tiers=[[0], [1], [2]]) * 18).round(9).tolist()
    [11.0, 5.0, 2.0]
    """
    falling = np.cumsum(1.0 / np.arange(criteria, 0, -1))[::-1] / criteria
    listed = [position for tier in tiers or () for position in tier]
    rest = [position for position in range(criteria) if position not in listed]
    weights, start = np.empty(criteria), 0
    for tier in [*(tiers or ()), rest]:
        if tier:
            weights[list(tier)] = falling[start : start + len(tier)].mean()
            start += len(tier)
    return weights


def rank_acceptability(values: FloatArray, weights: FloatArray) -> Acceptability:
    """Rank options in every draw.

    Parameters
    ----------
    values : array, shape (n, criteria) or (draws, n, criteria)
        Value from 0 to 1 of every option on every criterion; one table for all draws, or one each.
    weights : array, shape (draws, criteria)
        Weights of each draw.

    Returns
    -------
    Acceptability

    Examples
    --------
    Two opposites and a compromise. Exactly: first .4, .4 and .2.

    >>> values = np.array([[1, 0], [0, 1], [0.6, 0.6]])
    >>> result = rank_acceptability(values, draw_weights(2))
    >>> result.ranks.round(3).tolist()
    [[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]]
    >>> result.central.round(3).tolist()
    [[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]
    """
    whole = utilities(values, weights)
    draws, n = whole.shape
    ranks = np.zeros((n, n))
    central = np.full((n, weights.shape[1]), np.nan)
    pairwise = np.empty((n, n))
    for i in range(n):
        mine = whole[:, [i]]
        better = (whole > mine).sum(axis=1)
        tied = (whole == mine).sum(axis=1)  # itself counts, so at least 1
        pairwise[i] = ((mine > whole).sum(axis=0) + 0.5 * (mine == whole).sum(axis=0)) / draws
        for r in range(n):
            here = (better <= r) & (r < better + tied)
            share = here / tied
            ranks[i, r] = share.mean()
            if r == 0 and here.any():
                central[i] = share @ weights / share.sum()
    return Acceptability(ranks, central, pairwise)


def utilities(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Give the weighted value of every option in every draw, shape (draws, n).

    Examples
    --------
    >>> utilities(np.array([[1.0, 0.5], [0.0, 1.0]]), np.array([[0.5, 0.5]])).tolist()
    [[0.75, 0.5]]
    """
    if values.ndim == 2:
        whole = np.einsum("nk,dk->dn", values, weights)
    else:
        whole = np.einsum("dnk,dk->dn", values, weights)
    return np.asarray(whole.round(TIE_DIGITS), dtype=np.float64)


def of_two_criteria(
    values: FloatArray, *, lowest: float = 0.0, highest: float = 1.0
) -> Acceptability:
    """Compute acceptability exactly where there are two criteria and values are certain.

    The weight of the first criterion is spread evenly from `lowest` to `highest`; every option's
    value is a straight line over it, and ranks change only where two lines cross.

    Parameters
    ----------
    values : array, shape (n, 2)
        Value of every option on both criteria.
    lowest, highest : float
        Bounds of the first weight; 0.5 and 1 where the first criterion matters more.

    Returns
    -------
    Acceptability

    Raises
    ------
    InvalidInput
        Not two criteria, or bounds that are no bounds.

    Examples
    --------
    >>> exact = of_two_criteria(np.array([[1, 0], [0, 1], [0.6, 0.6]]), lowest=0.5)
    >>> exact.ranks[:, 0].round(6).tolist()
    [0.8, 0.0, 0.2]
    """
    if values.ndim != 2 or values.shape[1] != 2:
        message = f"the exact way is for two criteria, not a table of shape {values.shape}"
        raise InvalidInput(message)
    if not 0 <= lowest < highest <= 1:
        message = f"the first weight lies between 0 and 1, not from {lowest} to {highest}"
        raise InvalidInput(message)
    slope, level = values[:, 0] - values[:, 1], values[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (level[None, :] - level[:, None]) / (slope[:, None] - slope[None, :])
    inside = crossing[(crossing > lowest) & (crossing < highest)]
    edges = np.unique(np.concatenate([[lowest, highest], inside]))
    middle, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / (highest - lowest)
    n = len(values)
    ranks, pairwise, central = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, 2))
    for w, share in zip(middle, width, strict=True):
        piece = rank_acceptability(values, np.array([[w, 1 - w]]))
        ranks += share * piece.ranks
        pairwise += share * piece.pairwise
        central += share * piece.ranks[:, [0]] * np.array([w, 1 - w])
    with np.errstate(invalid="ignore"):
        central = central / ranks[:, [0]]
    return Acceptability(ranks, central, pairwise)
