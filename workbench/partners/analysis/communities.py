"""Are there camps: communities, their modularity, and whether another seed finds the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np

from workbench.core.table_access import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """The best division found.

    Attributes
    ----------
    label : array of int
        Community of each actor, 0 the largest; -1 for isolated actors, which are in no camp.
    modularity : float
        Newman's Q at resolution 1; NaN without ties.
    stability : float
        Mean agreement (normalised mutual information, 0 to 1) between the divisions that different
        seeds find; below about .8 the camps are not to be named. NaN without ties.
    """

    label: IntArray
    modularity: float
    stability: float


def communities(strength: FloatArray, *, seeds: int = 10, seed: int = 1) -> Communities:
    """Find communities by Louvain's method from several seeds; the highest modularity is kept.

    Parameters
    ----------
    strength : array, shape (actors, actors)
        Strength of the ties; both directions are added.
    seeds, seed : int
        How many times, and the first seed.

    Examples
    --------
    >>> pair = np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6)
    >>> found = communities(pair)
    >>> found.label.tolist(), round(found.modularity, 3), found.stability
    ([0, 0, 0, 1, 1, 1], 0.5, 1.0)
    """
    both = strength + strength.T
    np.fill_diagonal(both, 0.0)
    tied = np.flatnonzero(both.any(axis=1))
    label = np.full(len(both), -1, dtype=np.int64)
    if not len(tied):
        return Communities(label, float("nan"), float("nan"))
    graph = nx.from_numpy_array(both[np.ix_(tied, tied)])
    divisions, values = [], []
    for number in range(seed, seed + seeds):
        parts = nx.community.louvain_communities(graph, seed=number)
        ordered = sorted(parts, key=lambda part: (-len(part), min(part)))
        values.append(float(nx.community.modularity(graph, ordered)))
        division = np.empty(len(tied), dtype=np.int64)
        for k, part in enumerate(ordered):
            division[list(part)] = k
        divisions.append(division)
    label[tied] = divisions[int(np.argmax(np.round(values, 12)))]
    agreed = [agreement_of(a, b) for a, b in combinations(divisions, 2)]
    return Communities(label, max(values), float(np.mean(agreed)) if agreed else float("nan"))


def agreement_of(one: IntArray, other: IntArray) -> float:
    """Give the normalised mutual information of two divisions, 0 to 1.

    Information shared, over the mean of the two entropies; 1 where both put all into one.

    Examples
    --------
    >>> agreement_of(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1.0 / len(one))
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    there = table > 0
    shared = float((table[there] * np.log(table[there] / np.outer(rows, columns)[there])).sum())
    entropy = -sum(float((p[p > 0] * np.log(p[p > 0])).sum()) for p in (rows, columns)) / 2
    return min(1.0, round(shared / entropy, 12)) if entropy > 0 else 1.0
