"""Shortest paths and betweenness of many actors, through compiled code.

Paths are found by ``scipy.sparse.csgraph``
(BSD licence, compiled, starts no threads); betweenness adds up over all sources at once with
sparse matrices (Brandes' recursion, one product per step of the longest way). Direction, isolated
actors and equal ways are fixed here and tested against networkx, which stays the model.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from workbench.core.table_access import FloatArray, IntArray

#: Numbers held at once; keeps memory flat however many actors there are.
CELLS_AT_ONCE = 4_000_000


def betweenness(distance: FloatArray) -> FloatArray:
    """Compute the betweenness of all actors.

    Parameters
    ----------
    distance : array, shape (actors, actors)
        Length of the tie from row to column, above 0; infinite where there is none. The diagonal is
        not read. Lengths of :func:`~workbench.partners.analysis.tie_matrices.distances` add up
        exactly, so that equal ways are found equal.

    Returns
    -------
    array, shape (actors,)
        Share of the ordered pairs of others whose shortest ways lead through the actor, 0 to 1;
        equal ways share. With n actors, the count of pairs is this times ``(n-1)(n-2)``, and half
        of that in a network without direction. 0 with fewer than three actors.

    Examples
    --------
    >>> inf = np.inf
    >>> betweenness(np.array([[inf, 1.0, inf], [1.0, inf, 1.0], [inf, 1.0, inf]])).tolist()
    [0.0, 1.0, 0.0]
    """
    ways = _sparse(distance)
    actors = len(distance)
    through = np.zeros(actors)
    for sources, length in _from_sources(ways, actors):
        through += _through(ways, sources, length)
    return through / max(1, (actors - 1) * (actors - 2))


def path_lengths(distance: FloatArray) -> FloatArray:
    """Return the length of the shortest way between all actors, infinite where there is none.

    Examples
    --------
    >>> inf = np.inf
    >>> path_lengths(np.array([[inf, 2.0, inf], [inf, inf, 1.0], [inf, inf, inf]]))[0].tolist()
    [0.0, 2.0, 3.0]
    """
    if not len(distance):
        return np.zeros((0, 0))
    return np.asarray(dijkstra(_sparse(distance)), dtype=np.float64)


def _sparse(distance: FloatArray) -> csr_array:
    """Keep the ties that there are, none of an actor with itself."""
    there = np.isfinite(distance)
    np.fill_diagonal(there, val=False)
    source, target = np.nonzero(there)
    return csr_array((distance[source, target], (source, target)), shape=distance.shape)


def _from_sources(ways: csr_array, actors: int) -> Iterator[tuple[IntArray, FloatArray]]:
    """Return sources, a batch at a time, with the lengths of their shortest ways to all."""
    step = max(1, CELLS_AT_ONCE // max(1, actors + ways.nnz))
    for first in range(0, actors, step):
        sources = np.arange(first, min(first + step, actors))
        yield sources, np.asarray(dijkstra(ways, indices=sources), dtype=np.float64)


def _through(ways: csr_array, sources: IntArray, length: FloatArray) -> FloatArray:
    """Sum over the sources what each actor carries of the shortest ways to all others.

    A state is a pair (source, actor). A tie lies on a shortest way from the source if it closes the
    gap between the distances of its two ends exactly; these ties make one sparse matrix over all
    states, without a circle, so that powers of it end at zero.
    """
    batch, actors = length.shape
    tail = np.repeat(np.arange(actors), np.diff(ways.indptr))
    head = ways.indices
    before = length[:, tail]
    on_way = (before + ways.data == length[:, head]) & np.isfinite(before)
    row, tie = np.nonzero(on_way)  # in order of source, then of tail: rows of the matrix ascend
    start, end = row * actors + tail[tie], row * actors + head[tie]
    states = batch * actors
    indptr = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=states))])
    forward = csr_array((np.ones(len(start)), end, indptr), shape=(states, states)).T
    step = np.zeros(states)
    step[np.arange(batch) * actors + sources] = 1.0
    ways_to = step.copy()
    while (step := forward @ step).any():
        ways_to += step
    share = csr_array((ways_to[start] / ways_to[end], end, indptr), shape=(states, states))
    carried = np.zeros(states)
    step = np.ones(states)
    while (step := share @ step).any():
        carried += step
    carried = carried.reshape(batch, actors)
    carried[np.arange(batch), sources] = 0.0
    return np.asarray(carried.sum(axis=0))
