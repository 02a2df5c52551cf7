"""Fragmentation, centralisation and reach: typed and published values."""

import networkx as nx
import numpy as np
import pytest

from workbench.partners.analysis.centrality import centralities
from workbench.partners.analysis.cohesion import (
    centralisation,
    components,
    density,
    distance_fragmentation,
    fragmentation,
    reached,
    reciprocity,
    steps,
    without,
)

NAN = float("nan")


def _tie(graph):
    return nx.to_numpy_array(graph, weight=None) > 0


@pytest.mark.parametrize(
    ("part", "df"), [(nx.complete_graph(5), 0.555556), (nx.path_graph(5), 0.714815)]
)
def test_two_parts_of_five(part, df):
    tie = _tie(nx.disjoint_union(part, part))
    assert fragmentation(tie) == pytest.approx(0.555556, abs=6e-7)
    assert distance_fragmentation(steps(tie)) == pytest.approx(df, abs=6e-7)


def test_fragmentation_after_removal_in_the_matrix_of_an_and_liu():
    """R Journal 8(1) 2016: distance 1/strength, each of five actors removed in turn."""
    strength = np.zeros((5, 5))
    strength[[0, 0, 1, 2, 2, 2, 3, 4], [1, 2, 3, 0, 1, 3, 4, 1]] = [1, 3, 4, 1, 1, 2, 3, 2]
    distance = np.where(strength > 0, 1 / np.where(strength > 0, strength, 1), np.inf)
    longest = distance[np.isfinite(distance)].min()  # the paper scales by the strongest tie
    assert longest == 0.25
    found = []
    for i in range(5):
        gone = np.arange(5) == i
        found.append(distance_fragmentation(without(distance * strength.max(), gone)))
    expected = [0.6365079, 0.7446429, 0.6733500, 0.8333333, 0.7250000]
    assert found == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize(
    ("graph", "gone", "df"),
    [
        (nx.krackhardt_kite_graph(), [7], 0.486111),
        (nx.krackhardt_kite_graph(), [5, 6], 0.607143),
        (nx.florentine_families_graph(), ["Medici"], 0.673810),
        (nx.florentine_families_graph(), ["Medici", "Guadagni"], 0.802350),
        (nx.florentine_families_graph(), ["Medici", "Guadagni", "Strozzi"], 0.888889),
        (nx.karate_club_graph(), [0], 0.641540),
        (nx.karate_club_graph(), [0, 1], 0.684409),
        (nx.karate_club_graph(), [0, 32, 33], 0.796810),
    ],
)
def test_fragmentation_after_removal_of_known_sets(graph, gone, df):
    left_out = np.array([name in gone for name in graph])
    found = distance_fragmentation(without(steps(_tie(graph)), left_out))
    assert found == pytest.approx(df, abs=6e-7)


@pytest.mark.parametrize(
    ("graph", "values"),
    [
        (nx.karate_club_graph(), (0.3996212, 0.4055572, 0.2981949)),
        (nx.florentine_families_graph(), (0.2747253, 0.4368132, 0.3224523)),
    ],
)
def test_centralisation_as_in_sna(graph, values):
    tie = _tie(graph)
    found = centralisation(tie, centralities(steps(tie)).betweenness)
    assert (found.degree, found.betweenness, found.closeness) == pytest.approx(values, abs=6e-8)


def test_a_star_is_held_wholly():
    tie = _tie(nx.star_graph(5))
    found = centralisation(tie, centralities(steps(tie)).betweenness)
    assert (found.degree, found.betweenness, found.closeness) == pytest.approx((1, 1, 1))
    inward = np.zeros((6, 6), dtype=bool)
    inward[1:, 0] = True
    assert centralisation(inward, np.zeros(6)).in_degree == pytest.approx(1.0)


def test_what_falls_apart_has_no_closeness():
    tie = _tie(nx.disjoint_union(nx.path_graph(3), nx.path_graph(3)))
    assert np.isnan(centralisation(tie, np.zeros(6)).closeness)
    assert components(tie).tolist() == [0, 0, 0, 1, 1, 1]


def test_none_and_one():
    for n in (0, 1):
        tie = np.zeros((n, n), dtype=bool)
        values = [fragmentation(tie), distance_fragmentation(steps(tie)), density(tie)]
        values += [reciprocity(tie), centralisation(tie, np.zeros(n)).degree]
        assert values == pytest.approx([NAN] * 5, nan_ok=True)
        assert len(components(tie)) == n
        assert reached(tie, 2).sum() == n


def test_reciprocity_and_density():
    tie = np.array([[0, 1, 1], [1, 0, 0], [0, 0, 0]], dtype=bool)
    assert reciprocity(tie) == pytest.approx(2 / 3)
    assert density(tie) == pytest.approx(0.5)


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
