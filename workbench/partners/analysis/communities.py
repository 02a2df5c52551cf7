"""Are there camps: communities and their modularity."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from workbench.core.table_access import FloatArray, IntArray

#: Seeds tried, of which the best division is kept.
SEEDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """The best division found.

    Attributes
    ----------
    label : array of int
        Community of each actor, 0 the largest; -1 for isolated actors, which are in no camp.
    modularity : float
        Newman's Q at resolution 1; NaN without ties.
    """

    label: IntArray
    modularity: float


def communities(strength: FloatArray, *, seed: int = 1) -> Communities:
    """Find communities by Louvain's method from ten seeds; the highest modularity is kept.

    Parameters
    ----------
    strength : array, shape (actors, actors)
        Strength of the ties; both directions are added.
    seed : int
        The first seed.

    Examples
    --------
    >>> pair = np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6)
    >>> found = communities(pair)
    >>> found.label.tolist(), round(found.modularity, 3)
    ([0, 0, 0, 1, 1, 1], 0.5)
    """
    both = strength + strength.T
    np.fill_diagonal(both, 0.0)
    tied = np.flatnonzero(both.any(axis=1))
    label = np.full(len(both), -1, dtype=np.int64)
    if not len(tied):
        return Communities(label, float("nan"))
    graph = nx.from_numpy_array(both[np.ix_(tied, tied)])
    best, divided = -np.inf, label[tied]
    for number in range(seed, seed + SEEDS):
        parts = nx.community.louvain_communities(graph, seed=number)
        value = float(nx.community.modularity(graph, parts))
        if round(value, 12) > round(best, 12):
            best = value
            for k, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
                divided[list(part)] = k
    label[tied] = divided
    return Communities(label, best)
