"""Who links groups, and in which role: Gould and Fernandez' brokerage with expectation and z."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Brokerage:
    """Open two-step ways through each actor, by role.

    Attributes
    ----------
    count : array, shape (actors, 6)
        Ordered pairs a, b with a -> v -> b and no tie a -> b: coordinator (all of one group),
        itinerant (a and b of one group, v of another), representative (a with v, b elsewhere),
        gatekeeper (b with v, a elsewhere), liaison (three groups), and all together.
    expected : array, shape (actors, 6)
        What random ties of the same density would give, groups kept; NaN where the group of the
        actor is not known.
    z : array, shape (actors, 6)
        Count less expectation, in standard deviations; NaN where the deviation is 0.
    known : array of bool
        Actors whose group is known. An actor of unknown group is no broker and no end of a way.
    """

    count: FloatArray
    expected: FloatArray
    z: FloatArray
    known: BoolArray


def brokerage(tie: BoolArray, group: IntArray) -> Brokerage:
    """Count the roles of each actor.

    Networks without direction count each open pair twice, once per order.

    Parameters
    ----------
    tie : array of bool, shape (actors, actors)
        Whether there is a tie from row to column.
    group : array of int, shape (actors,)
        Group of each actor, -1 where not known.

    Notes
    -----
    Expectation and variance condition on density and group sizes: each ordered pair has a tie with
    the probability of the density, independently (Gould and Fernandez 1989). The variance holds the
    covariances of ways that share a tie (derived, and tested by drawing).

    Examples
    --------
    >>> tie = np.zeros((4, 4), dtype=bool)
    >>> tie[[0, 0, 1, 1, 2, 3], [1, 2, 2, 3, 3, 0]] = True
    >>> brokerage(tie, np.array([0, 0, 1, 1])).count.sum(axis=0).tolist()
    [0.0, 2.0, 2.0, 2.0, 0.0, 6.0]
    """
    number = len(tie)
    known = np.asarray(group >= 0)
    count = np.zeros((number, 6))
    same = group[:, None] == group[None, :]
    valid = known[:, None] & known[None, :]
    edge = tie & valid
    np.fill_diagonal(edge, val=False)
    open_pair = ~edge & valid
    np.fill_diagonal(open_pair, val=False)
    for v in np.flatnonzero(known):
        into, out = edge[:, v], edge[v, :]
        way = into[:, None] & out[None, :] & open_pair
        a_in, b_in = same[:, v][:, None], same[v, :][None, :]
        parts = (
            way & a_in & b_in,
            way & ~a_in & ~b_in & same,
            way & a_in & ~b_in,
            way & ~a_in & b_in,
            way & ~a_in & ~b_in & ~same,
        )
        count[v, :5] = [part.sum() for part in parts]
    count[:, 5] = count[:, :5].sum(axis=1)
    expected, variance = _chance(edge, group, known)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 1e-12, (count - expected) / np.sqrt(variance), np.nan)
    return Brokerage(count, expected, z, known)


def _chance(edge: BoolArray, group: IntArray, known: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return expectation and variance of the six counts under ties of equal probability."""
    number = int(known.sum())
    density = float(edge.sum()) / (number * (number - 1)) if number > 1 else 0.0
    expected = np.full((len(edge), 6), np.nan)
    variance = np.full((len(edge), 6), np.nan)
    sizes = np.bincount(group[known]) if number else np.zeros(0, dtype=np.int64)
    for own in np.flatnonzero(sizes):
        others = sizes[np.arange(len(sizes)) != own].astype(float)
        kinds = _pair_counts(float(sizes[own]) - 1.0, others)
        here = known & (group == own)
        expected[here] = [pairs * density**2 * (1 - density) for pairs, _ in kinds]
        variance[here] = [_variance(pairs, sharing, density) for pairs, sharing in kinds]
    return expected, variance


def _pair_counts(mates: float, others: FloatArray) -> list[tuple[float, float]]:
    """Count for each role the pairs (a, b), and couples of pairs with one end in common.

    Parameters
    ----------
    mates : float
        Actors of the broker's group beside it.
    others : array
        Sizes of the other groups.
    """
    rest = float(others.sum())
    everybody = mates + rest
    within = float((others * (others - 1)).sum())
    across = mates * rest
    liaison = rest**2 - float((others**2).sum())
    total = everybody * (everybody - 1)
    left = rest - others
    return [
        (mates * (mates - 1), 2 * mates * (mates - 1) * (mates - 2)),
        (within, 2 * float((others * (others - 1) * (others - 2)).sum())),
        (across, across * (rest - 1) + across * (mates - 1)),
        (across, across * (rest - 1) + across * (mates - 1)),
        (liaison, 2 * float((others * left * (left - 1)).sum())),
        (total, 2 * total * (everybody - 2)),
    ]


def _variance(pairs: float, sharing: float, density: float) -> float:
    """Return the variance of the ways through one actor.

    A way a -> v -> b needs the ties a-v and v-b and the gap a-b. Two ways through v share at most
    the tie into v or the tie out of v; their covariance is then d^3 (1-d)^2 - d^4 (1-d)^2.
    """
    mean = density**2 * (1 - density)
    return pairs * (mean - mean**2) + sharing * (density * (1 - density)) ** 3
