"""Sets of key players: who together reaches most, and whose exit breaks a network up most.

Borgatti (2006): the best set is not the set of the best. Two problems, never to be mixed: a set
that reaches as many as possible (KPP-Pos), chosen exactly with HiGHS, and a set whose removal
leaves the rest as far apart as possible (KPP-Neg), found by trying every set where that is feasible
and by exchanging members where it is not. The second is a view of risk and no list of partners.

Members count as reached, and the value is out of all actors, as in UCINET: other forms fall when a
member is added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse.csgraph import shortest_path

from workbench.core.quiet_milp import silent_milp
from workbench.core.table_access import BoolArray, FloatArray
from workbench.errors import InvalidInput

#: Sets up to which all are tried for the removal problem.
MOST_TRIED = 20_000


@dataclass(frozen=True, slots=True)
class KeyPlayers:
    """A set of key players.

    Attributes
    ----------
    members : tuple of str
        Who is in it, sorted.
    value : float
        Actors reached (KPP-Pos), or fragmentation of what is left (KPP-Neg).
    bound : float
        What no set of this size can exceed; the value itself where it is proven.
    gap : float
        ``(bound - value) / bound``.
    proven : bool
        Whether no better set exists.
    greedy : float
        What the greedy set of the same size reaches.
    """

    members: tuple[str, ...]
    value: float
    bound: float
    gap: float
    proven: bool
    greedy: float


def steps(graph: nx.Graph) -> tuple[tuple[str, ...], FloatArray]:
    """Give the actors, sorted, and the number of ties of the shortest way between each two.

    Infinite where there is none; along the direction of the ties where they have one. Strengths
    count as ties.
    """
    actors = tuple(sorted(graph, key=str))
    size = len(actors)
    tie = nx.to_scipy_sparse_array(graph, nodelist=list(actors), weight=None) if size else None
    way = np.zeros((0, 0)) if tie is None else shortest_path(tie, unweighted=True)
    return tuple(str(actor) for actor in actors), np.asarray(way, dtype=np.float64)


def reached_within(distance: FloatArray, most_ties: int) -> FloatArray:
    """Give 1 where a way has at most so many ties, 0 elsewhere (m-reach)."""
    return np.asarray((distance <= most_ties).astype(np.float64))


def distance_weighted(distance: FloatArray) -> FloatArray:
    """Give 1 for an actor itself and its neighbours, 1/d further off, 0 where no way leads."""
    return np.asarray(1.0 / np.maximum(distance, 1.0))


def best_reach(
    actors: tuple[str, ...],
    reach: FloatArray,
    size: int,
    *,
    without: tuple[str, ...] = (),
    seconds: float = 10.0,
) -> KeyPlayers:
    """Give the set of a size that reaches most, exactly (KPP-Pos).

    Parameters
    ----------
    actors : tuple of str
        Actors in the order of rows.
    reach : array, shape (actors, actors)
        How well the row reaches the column, 0 to 1: from :func:`reached_within`,
        :func:`distance_weighted` or :func:`workbench.partners.analysis.reach.reach_kernel`.
    size : int
        Members, 1 or more.
    without : tuple of str
        Actors that cannot be members.
    seconds : float
        Most time; the best set found so far is then given with its bound.

    Raises
    ------
    InvalidInput
        A size below 1, or nobody to choose.

    Examples
    --------
    >>> names, way = steps(nx.krackhardt_kite_graph())
    >>> found = best_reach(names, distance_weighted(way), 1)
    >>> found.members, round(found.value, 6)
    (('3',), 8.083333)
    """
    free = np.array([actor not in without for actor in actors], dtype=bool)
    if size < 1 or not free.any():
        message = f"a set has a member or more, among actors that can be chosen, not {size}"
        raise InvalidInput(message)
    taken = _greedy(reach, size, free)
    greedy = float(reach[taken].max(axis=0).sum())
    gains = np.maximum(reach - reach[taken].max(axis=0), 0.0).sum(axis=1)[free]
    bound = greedy + float(np.sort(gains)[::-1][:size].sum())
    chosen, value = taken, greedy
    found, limit, done = _exact(reach, size, free, seconds)
    if found is not None:
        better = float(reach[found].max(axis=0).sum())
        chosen, value = (found, better) if better >= greedy - 1e-9 else (taken, greedy)
        bound = min(bound, limit)
    bound = value if done else max(bound, value)
    members = tuple(sorted(actors[i] for i in chosen))
    return KeyPlayers(members, value, bound, (bound - value) / bound, done, greedy)


def _greedy(reach: FloatArray, size: int, free: BoolArray) -> list[int]:
    """Add the actor that adds most, the first of several that add the same."""
    taken: list[int] = []
    covered = np.zeros(reach.shape[1])
    for _ in range(min(size, int(free.sum()))):
        gains = np.maximum(reach - covered, 0.0).sum(axis=1)
        gains[~free] = -1.0
        gains[taken] = -1.0
        taken.append(int(gains.argmax()))
        covered = np.maximum(covered, reach[taken[-1]])
    return taken


def _exact(
    reach: FloatArray, size: int, free: BoolArray, seconds: float
) -> tuple[list[int] | None, float, bool]:
    """Solve by the levels at which an actor can be reached: few variables where levels repeat.

    ``y_jl <= sum of x_i over i with q_ij >= level l`` and the value of ``j`` is the sum of the
    steps between levels that are reached.
    """
    n, targets = reach.shape
    gain: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    for j in range(targets):
        column = np.round(reach[:, j], 12)
        below = 0.0
        for level in np.unique(column[column > 0]):
            able = np.flatnonzero(column >= level)
            rows.extend([len(gain)] * len(able))
            columns.extend(able.tolist())
            gain.append(float(level - below))
            below = float(level)
    steps_ = len(gain)
    who = sparse.csr_array((-np.ones(len(rows)), (rows, columns)), shape=(steps_, n))
    reached = sparse.csr_array(sparse.hstack([who, sparse.eye_array(steps_)]))
    count = sparse.csr_array(np.concatenate([np.ones(n), np.zeros(steps_)])[None, :])
    result = silent_milp(
        -np.concatenate([np.zeros(n), gain]),
        constraints=[
            LinearConstraint(reached, -np.inf, 0.0),
            LinearConstraint(count, -np.inf, size),
        ],
        bounds=Bounds(0.0, np.concatenate([free.astype(float), np.ones(steps_)])),
        integrality=np.concatenate([np.ones(n), np.zeros(steps_)]),
        seconds=seconds,
    )
    if result.x is None:
        return None, np.inf, False
    return np.flatnonzero(result.x[:n] > 0.5).tolist(), -result.mip_dual_bound, result.status == 0


def fragmentation(distance: FloatArray) -> tuple[float, float]:
    """Give how broken up a network is: by its parts (F) and by distance too (DF).

    ``F = 1 - sum s_k (s_k - 1) / (n (n - 1))`` over parts of size ``s_k``; ``DF`` counts the
    inverse distance of each pair (Borgatti 2006). Both are 1 where fewer than two are left.

    Examples
    --------
    >>> _, way = steps(nx.disjoint_union(nx.path_graph(5), nx.path_graph(5)))
    >>> [round(x, 6) for x in fragmentation(way)]
    [0.555556, 0.714815]
    """
    n = len(distance)
    if n < 2:
        return 1.0, 1.0
    off = ~np.eye(n, dtype=bool)
    pairs = n * (n - 1)
    near = np.isfinite(distance[off])
    closeness = (1.0 / distance[off]).sum()
    return 1.0 - float(near.sum()) / pairs, 1.0 - float(closeness) / pairs


def best_removal(graph: nx.Graph, size: int, *, most_tried: int = MOST_TRIED) -> KeyPlayers:
    """Give the set whose exit leaves the rest furthest apart (KPP-Neg, DF).

    Every set is tried where there are at most `most_tried`; else a greedy set is improved by
    exchanging one member at a time, and is not proven.

    Raises
    ------
    InvalidInput
        A size below 1, or not below the number of actors.

    Examples
    --------
    >>> found = best_removal(nx.karate_club_graph(), 1)
    >>> found.members, round(found.value, 6)
    (('0',), 0.64154)
    """
    actors = tuple(sorted(graph, key=str))
    if not 1 <= size < len(actors):
        message = f"between 1 and {max(len(actors) - 1, 0)} actors can leave, not {size}"
        raise InvalidInput(message)
    tie = nx.to_scipy_sparse_array(graph, nodelist=list(actors), weight=None).tocsr()

    def left(gone: tuple[int, ...]) -> float:
        stay = np.setdiff1d(np.arange(len(actors)), gone)
        part = tie[stay][:, stay]
        return fragmentation(np.asarray(shortest_path(part, unweighted=True)))[1]

    greedy: tuple[int, ...] = ()
    for _ in range(size):
        others = [i for i in range(len(actors)) if i not in greedy]
        greedy = max(((*greedy, i) for i in others), key=left)
    proven = comb(len(actors), size) <= most_tried
    if proven:
        chosen = max(combinations(range(len(actors)), size), key=lambda s: round(left(s), 9))
    else:
        chosen = _exchanged(greedy, len(actors), left)
    value = left(chosen)
    bound = value if proven else 1.0
    members = tuple(sorted(str(actors[i]) for i in chosen))
    return KeyPlayers(members, value, bound, (bound - value) / bound, proven, left(greedy))


def _exchanged(
    start: tuple[int, ...], count: int, left: Callable[[tuple[int, ...]], float]
) -> tuple[int, ...]:
    """Exchange one member for an outsider as long as that makes it better."""
    value = left(start)
    better = True
    while better:
        better = False
        for place in range(len(start)):
            for other in range(count):
                if other in start:
                    continue
                trial = (*start[:place], other, *start[place + 1 :])
                found = left(trial)
                if found > value + 1e-12:
                    start, value, better = trial, found, True
    return start
