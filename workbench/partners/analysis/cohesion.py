"""How a network holds together: components, fragmentation, reciprocity, centralisation, reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.partners.analysis.centrality import all_distances

_NAN = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Centralisation:
    """How far one actor holds the network, Freeman's index, 0 (all alike) to 1 (a star).

    Attributes
    ----------
    degree : float
        By the number of others tied in either direction.
    in_degree : float
        By the number of others that name the actor.
    betweenness : float
        By betweenness as it was given.
    closeness : float
        By closeness, direction left out; NaN where the network falls apart.
    """

    degree: float
    in_degree: float
    betweenness: float
    closeness: float


def components(tie: BoolArray) -> IntArray:
    """Give each actor the number of its component, direction left out; each isolated actor is one.

    Examples
    --------
    >>> components(np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]], dtype=bool)).tolist()
    [0, 0, 1]
    """
    if not len(tie):
        return np.zeros(0, dtype=np.int64)
    links = csr_matrix(tie.astype(np.float64))
    _, label = connected_components(links, directed=False)
    return np.asarray(label, dtype=np.int64)


def fragmentation(tie: BoolArray) -> float:
    """Give F: the share of pairs of actors without any way between them, direction left out.

    ``1 - sum of s(s-1) / (n(n-1))`` over components of size s (Borgatti 2006). NaN below two
    actors.
    """
    number = len(tie)
    if number < 2:
        return _NAN
    sizes = np.bincount(components(tie)).astype(float)
    return float(1.0 - (sizes * (sizes - 1)).sum() / (number * (number - 1)))


def distance_fragmentation(distance: FloatArray) -> float:
    """Give DF: 1 less the mean of 1/distance over ordered pairs (Borgatti 2006).

    Parameters
    ----------
    distance : array, shape (actors, actors)
        Length of each tie, infinite where there is none. Give 1 per tie for distance in steps, and
        a symmetric matrix where direction is not to count.
    """
    number = len(distance)
    if number < 2:
        return _NAN
    length = all_distances(distance)
    np.fill_diagonal(length, np.inf)
    return float(1.0 - (1.0 / length).sum() / (number * (number - 1)))


def steps(tie: BoolArray) -> FloatArray:
    """Give a distance of 1 per tie, for measures in steps.

    Examples
    --------
    >>> steps(np.array([[False, True], [False, False]])).tolist()
    [[inf, 1.0], [inf, inf]]
    """
    return np.where(tie, 1.0, np.inf)


def without(matrix: FloatArray, left_out: BoolArray) -> FloatArray:
    """Take actors out of a matrix."""
    return np.asarray(matrix[np.ix_(~left_out, ~left_out)])


def reciprocity(tie: BoolArray) -> float:
    """Give the share of ties that are answered; NaN without ties."""
    ties = int(tie.sum())
    return float((tie & tie.T).sum() / ties) if ties else _NAN


def density(tie: BoolArray) -> float:
    """Give the share of ordered pairs with a tie; NaN below two actors."""
    number = len(tie)
    return float(tie.sum() / (number * (number - 1))) if number > 1 else _NAN


def centralisation(tie: BoolArray, betweenness: FloatArray) -> Centralisation:
    """Compute Freeman's centralisation by four measures.

    Parameters
    ----------
    tie : array of bool, shape (actors, actors)
        Whether there is a tie from row to column.
    betweenness : array, shape (actors,)
        As share of pairs, 0 to 1.
    """
    number = len(tie)
    if number < 3:
        return Centralisation(_NAN, _NAN, _NAN, _NAN)
    either = tie | tie.T
    degree, named = either.sum(axis=1), tie.sum(axis=0)
    length = all_distances(steps(either))
    apart = bool(np.isinf(length).any())
    near = np.zeros(number) if apart else (number - 1) / length.sum(axis=1)
    star = (number - 1) * (number - 2) / (2 * number - 3)
    return Centralisation(
        float((degree.max() - degree).sum() / ((number - 1) * (number - 2))),
        float((named.max() - named).sum() / (number - 1) ** 2),
        float((betweenness.max() - betweenness).sum() / (number - 1)),
        _NAN if apart else float((near.max() - near).sum() / star),
    )


def reached(tie: BoolArray, most: int) -> BoolArray:
    """Give whom each actor reaches in at most so many steps, itself included.

    Members count as reached, as in UCINET: only then more partners never reach less.

    Examples
    --------
    >>> chain = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
    >>> reached(chain, 1).sum(axis=1).tolist(), reached(chain, 2).sum(axis=1).tolist()
    ([2, 2, 1], [3, 2, 1])
    """
    result = np.eye(len(tie), dtype=bool)
    links = tie.astype(np.float32)
    for _ in range(most):
        result = result | (result.astype(np.float32) @ links > 0)
    return result
