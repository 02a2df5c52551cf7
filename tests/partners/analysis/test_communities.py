"""Communities: the best modularity that is known."""

import networkx as nx
import numpy as np
import pytest

from workbench.partners.analysis.communities import communities


def test_karate_comes_within_a_thousandth_of_the_exact_best():
    found = communities(nx.to_numpy_array(nx.karate_club_graph(), weight=None))
    assert 0.4188 < found.modularity <= 0.41979 + 5e-6
    graph = nx.karate_club_graph()
    parts = [set(np.flatnonzero(found.label == k)) for k in range(found.label.max() + 1)]
    assert nx.community.modularity(graph, parts, weight=None) == pytest.approx(found.modularity)
    assert np.bincount(found.label).tolist() == sorted(np.bincount(found.label), reverse=True)


def test_isolated_actors_are_in_no_camp():
    strength = np.zeros((5, 5))
    strength[[0, 2], [1, 3]] = 1.0
    assert communities(strength).label.tolist() == [0, 0, 1, 1, -1]
    none = communities(np.zeros((3, 3)))
    assert none.label.tolist() == [-1, -1, -1]
    assert np.isnan(none.modularity)
