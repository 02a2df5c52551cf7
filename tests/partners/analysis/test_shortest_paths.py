"""Values that four libraries agree on, and networkx as the reference on anything else."""

import os
from pathlib import Path
from subprocess import run
from sys import executable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.analysis import shortest_paths
from workbench.partners.analysis.shortest_paths import betweenness, path_lengths
from workbench.partners.analysis.tie_matrices import distances

KITE = ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]


def _kite():
    return nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate(KITE)))


def _unweighted(graph):
    return nx.to_numpy_array(graph, weight=None) > 0


def steps(tie):
    return np.where(tie, 1.0, np.inf)


def _named(graph, values):
    return dict(zip(graph, values, strict=True))


PUBLISHED = [
    (_kite(), {"Heather": 14, "Fernando": 8.333333, "Garth": 8.333333}),
    (
        nx.florentine_families_graph(),
        {"Medici": 47.5, "Guadagni": 23.166667, "Albizzi": 19.333333},
    ),
    (nx.karate_club_graph(), {0: 231.071429, 33: 160.551587, 32: 76.690476}),
    (nx.les_miserables_graph(), {"Valjean": 1624.4688, "Myriel": 504}),
    (nx.davis_southern_women_graph(), {"E8": 110.206397, "E9": 101.932143}),
]


@pytest.mark.parametrize(("graph", "between"), PUBLISHED)
def test_betweenness_of_known_networks(graph, between):
    n = len(graph)
    raw = _named(graph, betweenness(steps(_unweighted(graph))) * (n - 1) * (n - 2) / 2)
    assert {k: raw[k] for k in between} == pytest.approx(between, abs=6e-7)
    assert sorted(raw.values())[-len(between) :] == pytest.approx(
        sorted(between.values()), abs=6e-7
    )


HARMONIC = [
    (_kite(), {"Diane": 0.787037}),
    (nx.florentine_families_graph(), {"Medici": 0.678571}),
    (nx.karate_club_graph(), {33: 0.704545, 0: 0.702020}),
    (nx.les_miserables_graph(), {"Valjean": 0.732456}),
    (nx.davis_southern_women_graph(), {"E8": 0.704301}),
]


@pytest.mark.parametrize(("graph", "harmonic"), HARMONIC)
def test_harmonic_closeness_of_known_networks_follows_from_the_distances(graph, harmonic):
    away = path_lengths(steps(_unweighted(graph)))
    np.fill_diagonal(away, np.inf)
    near = _named(graph, (1 / away).sum(axis=1) / (len(graph) - 1))
    assert {k: near[k] for k in harmonic} == pytest.approx(harmonic, abs=6e-7)
    assert max(near.values()) == pytest.approx(max(harmonic.values()), abs=6e-7)


def test_closeness_of_known_networks_follows_from_the_distances():
    known = {
        _kite(): {"Fernando": 0.642857, "Garth": 0.642857, "Diane": 0.6},
        nx.florentine_families_graph(): {"Medici": 0.56},
        nx.karate_club_graph(): {0: 0.568966},
        nx.les_miserables_graph(): {"Valjean": 0.644068},
        nx.davis_southern_women_graph(): {"E8": 0.596154},
    }
    for graph, expected in known.items():
        total = path_lengths(steps(_unweighted(graph))).sum(axis=1)
        near = _named(graph, (len(graph) - 1) / total)
        assert {k: near[k] for k in expected} == pytest.approx(expected, abs=6e-7)


def _random(seed, n, share, directed=True):
    generator = np.random.default_rng(seed)
    strength = (generator.random((n, n)) < share) * generator.choice([0.25, 0.5, 0.75, 1.0], (n, n))
    np.fill_diagonal(strength, 0.0)
    return strength if directed else np.maximum(strength, strength.T)


def _reference(distance):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(distance)))
    source, target = np.nonzero(np.isfinite(distance))
    graph.add_weighted_edges_from(zip(source, target, distance[source, target], strict=True))
    between = nx.betweenness_centrality(graph, weight="weight")
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph))
    n = len(distance)
    ways = [[lengths[i].get(j, np.inf) for j in range(n)] for i in range(n)]
    return np.array([between[i] for i in range(n)]), np.array(ways)


@examples(40)
@given(st.integers(0, 10_000), st.integers(3, 14), st.floats(0, 0.6), st.booleans())
def test_equal_to_networkx_on_directed_weighted_broken_networks(seed, n, share, directed):
    distance = distances(_random(seed, n, share, directed))
    between, ways = _reference(distance)
    np.testing.assert_allclose(betweenness(distance), between, atol=1e-12)
    np.testing.assert_allclose(path_lengths(distance), ways, atol=1e-12)


def test_batches_give_the_same(monkeypatch):
    distance = distances(_random(3, 30, 0.15))
    whole = betweenness(distance)
    monkeypatch.setattr(shortest_paths, "CELLS_AT_ONCE", 200)
    np.testing.assert_allclose(betweenness(distance), whole, atol=1e-13)


def test_strength_is_not_a_distance():
    """A strong way round beats a weak short cut; strength taken for distance says the contrary."""
    strength = np.zeros((3, 3))
    strength[0, 1] = strength[1, 2] = 1.0
    strength[0, 2] = 0.25
    assert betweenness(distances(strength)).tolist() == [0.0, 0.5, 0.0]
    wrong = np.where(strength > 0, strength, np.inf)
    assert betweenness(wrong).tolist() == [0.0, 0.0, 0.0]


def test_equal_ways_are_equal_in_whatever_order_their_ties_are_added():
    """4/3 + 1 + 4/3 and 4/3 + 4/3 + 1 differ in the last digit of a float."""
    strength = np.zeros((6, 6))
    for way, values in (((0, 1, 2, 5), (0.75, 1.0, 0.75)), ((0, 3, 4, 5), (0.75, 0.75, 1.0))):
        for a, b, value in zip(way[:-1], way[1:], values, strict=True):
            strength[a, b] = value
    found = betweenness(distances(strength)) * 20
    assert found.tolist() == [0.0, 1.5, 1.5, 1.5, 1.5, 0.0]


def test_none_one_and_two_actors():
    assert betweenness(np.zeros((0, 0))).tolist() == []
    assert path_lengths(np.zeros((0, 0))).shape == (0, 0)
    assert betweenness(np.full((1, 1), np.inf)).tolist() == [0.0]
    assert betweenness(steps(np.array([[False, True], [False, False]]))).tolist() == [0.0, 0.0]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
def test_no_thread_is_started():
    """Sites run in forked copies of a process that has a single thread."""
    code = (
        "import os, numpy as np\n"
        "from workbench.partners.analysis.shortest_paths import betweenness\n"
        "tie = np.random.default_rng(1).random((200, 200)) < 0.05\n"
        "betweenness(np.where(tie, 1.0, np.inf))\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    single["JE_ARROW_MALLOC_CONF"] = "background_thread:false"  # as the batch sets them
    done = run(
        [executable, "-c", code],
        env=os.environ | single,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "1"
