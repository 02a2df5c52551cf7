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
from scipy.sparse import csr_array

from tests.fixtures.examples import examples
from workbench.partners.analysis import centrality
from workbench.partners.analysis.centrality import all_distances, centralities
from workbench.partners.analysis.cohesion import steps
from workbench.partners.analysis.tie_matrices import distances

KITE = ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]


def _kite():
    return nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate(KITE)))


def _unweighted(graph):
    return nx.to_numpy_array(graph, weight=None) > 0


def _named(graph, values):
    return dict(zip(graph, values, strict=True))


PUBLISHED = [
    (_kite(), {"Heather": 14, "Fernando": 8.333333, "Garth": 8.333333}, {"Diane": 0.787037}),
    (
        nx.florentine_families_graph(),
        {"Medici": 47.5, "Guadagni": 23.166667, "Albizzi": 19.333333},
        {"Medici": 0.678571},
    ),
    (
        nx.karate_club_graph(),
        {0: 231.071429, 33: 160.551587, 32: 76.690476},
        {33: 0.704545, 0: 0.702020},
    ),
    (nx.les_miserables_graph(), {"Valjean": 1624.4688, "Myriel": 504}, {"Valjean": 0.732456}),
    (nx.davis_southern_women_graph(), {"E8": 110.206397, "E9": 101.932143}, {"E8": 0.704301}),
]


@pytest.mark.parametrize(("graph", "between", "harmonic"), PUBLISHED)
def test_betweenness_and_harmonic_closeness_of_known_networks(graph, between, harmonic):
    found = centralities(steps(_unweighted(graph)))
    n = len(graph)
    raw = _named(graph, found.betweenness * (n - 1) * (n - 2) / 2)
    assert {k: raw[k] for k in between} == pytest.approx(between, abs=6e-7)
    assert sorted(raw.values())[-len(between) :] == pytest.approx(
        sorted(between.values()), abs=6e-7
    )
    near = _named(graph, found.harmonic_out)
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
        total = all_distances(steps(_unweighted(graph))).sum(axis=1)
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
    into = nx.harmonic_centrality(graph, distance="weight")
    out = nx.harmonic_centrality(graph.reverse(), distance="weight")
    n = len(distance)
    return [
        np.array([values[i] for i in range(n)]) * scale
        for values, scale in ((between, 1), (out, 1 / (n - 1)), (into, 1 / (n - 1)))
    ]


@examples(40)
@given(st.integers(0, 10_000), st.integers(3, 14), st.floats(0, 0.6), st.booleans())
def test_equal_to_networkx_on_directed_weighted_broken_networks(seed, n, share, directed):
    distance = distances(_random(seed, n, share, directed))
    found = centralities(distance)
    between, out, into = _reference(distance)
    np.testing.assert_allclose(found.betweenness, between, atol=1e-12)
    np.testing.assert_allclose(found.harmonic_out, out, atol=1e-12)
    np.testing.assert_allclose(found.harmonic_in, into, atol=1e-12)


def test_batches_sparse_and_dense_give_the_same(monkeypatch):
    distance = distances(_random(3, 30, 0.15))
    whole = centralities(distance)
    source, target = np.nonzero(np.isfinite(distance))
    sparse = csr_array((distance[source, target], (source, target)), shape=distance.shape)
    monkeypatch.setattr(centrality, "CELLS_AT_ONCE", 200)
    for given_as in (distance, sparse):
        found = centralities(given_as)
        np.testing.assert_allclose(found.betweenness, whole.betweenness, atol=1e-13)
        np.testing.assert_allclose(found.harmonic_in, whole.harmonic_in, atol=1e-13)
        np.testing.assert_allclose(found.harmonic_out, whole.harmonic_out, atol=1e-13)


def test_strength_is_not_a_distance():
    """A strong way round beats a weak short cut; strength taken for distance says the contrary."""
    strength = np.zeros((3, 3))
    strength[0, 1] = strength[1, 2] = 1.0
    strength[0, 2] = 0.25
    assert centralities(distances(strength)).betweenness.tolist() == [0.0, 0.5, 0.0]
    wrong = np.where(strength > 0, strength, np.inf)
    assert centralities(wrong).betweenness.tolist() == [0.0, 0.0, 0.0]


def test_equal_ways_are_equal_in_whatever_order_their_ties_are_added():
    """4/3 + 1 + 4/3 and 4/3 + 4/3 + 1 differ in the last digit of a float."""
    strength = np.zeros((6, 6))
    for way, values in (((0, 1, 2, 5), (0.75, 1.0, 0.75)), ((0, 3, 4, 5), (0.75, 0.75, 1.0))):
        for a, b, value in zip(way[:-1], way[1:], values, strict=True):
            strength[a, b] = value
    found = centralities(distances(strength)).betweenness * 20
    assert found.tolist() == [0.0, 1.5, 1.5, 1.5, 1.5, 0.0]


def test_direction_of_harmonic_closeness():
    """networkx counts incoming ways; here `out` is what the actor reaches."""
    distance = steps(np.array([[0, 1, 1], [0, 0, 0], [0, 0, 0]], dtype=bool))
    found = centralities(distance)
    assert found.harmonic_out.tolist() == [1.0, 0.0, 0.0]
    assert found.harmonic_in.tolist() == [0.0, 0.5, 0.5]


def test_harmonic_closeness_needs_no_scaling_where_the_network_falls_apart():
    chain = np.zeros((5, 5), dtype=bool)
    chain[[0, 1], [1, 0]] = True
    assert centralities(steps(chain)).harmonic_out.tolist() == [0.25, 0.25, 0.0, 0.0, 0.0]


def test_none_one_and_two_actors():
    assert centralities(np.zeros((0, 0))).betweenness.tolist() == []
    one = centralities(np.full((1, 1), np.inf))
    assert one.betweenness.tolist() == [0.0]
    assert np.isnan(one.harmonic_out).all()
    two = centralities(steps(np.array([[False, True], [False, False]])))
    assert (two.betweenness.tolist(), two.harmonic_out.tolist()) == ([0.0, 0.0], [1.0, 0.0])


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
def test_no_thread_is_started():
    """Sites run in forked copies of a process that has a single thread."""
    code = (
        "import os, numpy as np\n"
        "from workbench.partners.analysis.centrality import centralities\n"
        "from workbench.partners.analysis.cohesion import steps\n"
        "centralities(steps(np.random.default_rng(1).random((200, 200)) < 0.05))\n"
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
