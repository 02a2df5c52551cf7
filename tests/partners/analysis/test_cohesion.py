"""Parts, centralisation and reach: published values."""

import networkx as nx
import numpy as np
import pytest

from workbench.partners.analysis.cohesion import components, reached


def _tie(graph):
    return nx.to_numpy_array(graph, weight=None) > 0


def test_parts():
    tie = _tie(nx.disjoint_union(nx.path_graph(3), nx.path_graph(3)))
    assert components(tie).tolist() == [0, 0, 0, 1, 1, 1]


def test_none_and_one():
    for n in (0, 1):
        tie = np.zeros((n, n), dtype=bool)
        assert len(components(tie)) == n
        assert reached(tie, 2).sum() == 0


@pytest.mark.parametrize(
    ("graph", "one", "two"),
    [
        (nx.krackhardt_kite_graph(), 7, 10),
        (nx.florentine_families_graph(), 7, 12),
        (nx.karate_club_graph(), 18, 33),
    ],
)
def test_largest_reach_of_one_actor(graph, one, two):
    tie = _tie(graph)
    assert reached(tie, 1).sum(axis=1).max() == one - 1  # published values count the actor itself
    assert reached(tie, 2).sum(axis=1).max() == two - 1
