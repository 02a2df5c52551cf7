"""Parts, centralisation and reach: published values."""

import networkx as nx
import numpy as np
import pytest

from workbench.partners.analysis.cohesion import centralisation, components, reached


def _tie(graph):
    return nx.to_numpy_array(graph, weight=None) > 0


@pytest.mark.parametrize(
    ("graph", "value"),
    [(nx.karate_club_graph(), 0.3996212), (nx.florentine_families_graph(), 0.2747253)],
)
def test_centralisation_as_in_sna(graph, value):
    assert centralisation(_tie(graph)) == pytest.approx(value, abs=6e-8)


def test_a_star_is_held_wholly():
    assert centralisation(_tie(nx.star_graph(5))) == pytest.approx(1)


def test_parts():
    tie = _tie(nx.disjoint_union(nx.path_graph(3), nx.path_graph(3)))
    assert components(tie).tolist() == [0, 0, 0, 1, 1, 1]


def test_none_and_one():
    for n in (0, 1):
        tie = np.zeros((n, n), dtype=bool)
        assert np.isnan(centralisation(tie))
        assert len(components(tie)) == n
        assert reached(tie, 2).sum() == n


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
    assert reached(tie, 1).sum(axis=1).max() == one
    assert reached(tie, 2).sum(axis=1).max() == two
