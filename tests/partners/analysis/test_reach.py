"""Reach over ties, layers merged, ways of access."""

import itertools

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.fixtures.examples import examples
from workbench.partners.analysis.reach import access_paths, reach_kernel
from workbench.partners.analysis.tie_matrices import TieMatrices

squares = st.integers(1, 6).flatmap(
    lambda n: arrays(float, (n, n), elements=st.sampled_from([0.0, 0.0, 0.25, 0.5, 0.9, 1.0]))
)


def test_a_path_of_two_halves_reaches_a_quarter():
    path = np.diag([0.5, 0.5], 1)
    assert reach_kernel(path)[0, 2] == 0.25
    assert reach_kernel(path, most_ties=1)[0, 2] == 0


def test_equal_strength_gives_its_power_of_the_distance_and_strength_one_reach_in_m_steps():
    graph = nx.karate_club_graph()
    tie = nx.to_numpy_array(graph, weight=None)
    distance = np.array(nx.floyd_warshall_numpy(graph, weight=None))
    for m in (1, 2, 3):
        near = (distance <= m) & (distance > 0)
        assert np.allclose(reach_kernel(0.7 * tie, most_ties=m), np.where(near, 0.7**distance, 0))
        assert np.array_equal(reach_kernel(tie, most_ties=m) > 0, near)


@examples(40)
@given(squares, st.integers(0, 3))
def test_reach_is_the_best_of_all_ways(tie, m):
    n = len(tie)
    best = np.zeros((n, n))
    for length in range(1, m + 1):
        for way in itertools.product(range(n), repeat=length + 1):
            weight = np.prod([tie[a, b] for a, b in itertools.pairwise(way)])
            if way[0] != way[-1]:
                best[way[0], way[-1]] = max(best[way[0], way[-1]], weight)
    assert np.allclose(reach_kernel(tie, most_ties=m), best)


@examples(40)
@given(squares, st.integers(0, 3), st.data())
def test_reach_never_falls_with_more_steps_or_another_tie(tie, m, data):
    q = reach_kernel(tie, most_ties=m)
    assert ((q >= 0) & (q <= 1)).all()
    assert (reach_kernel(tie, most_ties=m + 1) >= q).all()
    more = tie.copy()
    spot = data.draw(st.tuples(*[st.integers(0, len(tie) - 1)] * 2))
    more[spot] = 1.0
    assert (reach_kernel(more, most_ties=m) >= q).all()


def test_many_matrices_at_once_are_the_same_as_one_by_one():
    tie = np.random.default_rng(1).random((4, 5, 5))
    assert np.array_equal(reach_kernel(tie), np.array([reach_kernel(one) for one in tie]))


def test_trust_weakens_what_an_actor_passes_on():
    q = reach_kernel(np.diag([0.5], 1), trust=np.array([0.5, 0.0]))
    assert q.tolist() == [[0.0, 0.25], [0.0, 0.0]]


def test_nobody_reaches_itself_not_even_over_another():
    both_ways = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert reach_kernel(both_ways).tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_nobody_and_one_actor():
    assert reach_kernel(np.zeros((0, 0))).shape == (0, 0)
    assert reach_kernel(np.zeros((1, 1))).tolist() == [[0.0]]


@examples(30)
@given(
    arrays(float, (3, 4, 4), elements=st.floats(0, 1)),
    st.permutations(["a", "b", "c"]),
    st.floats(0, 1),
)
def test_merged_layers_are_monotone_free_of_order_and_within_one(strength, order, weight):
    layers = TieMatrices(tuple("wxyz"), ("a", "b", "c"), strength)
    merged = layers.merged({"a": 1.0, "b": weight, "c": 0.5})
    assert ((merged >= 0) & (merged <= 1)).all()
    assert (layers.merged() >= merged - 1e-12).all()
    turned = TieMatrices(tuple("wxyz"), tuple(order), strength[["abc".index(n) for n in order]])
    assert np.allclose(turned.merged({"a": 1.0, "b": weight, "c": 0.5}), merged)
    assert np.array_equal(layers.merged({"b": 1.0}), strength[1])


def test_the_way_of_access_has_the_fewest_ties_then_the_strongest():
    names = ["us", "a", "b", "bank", "alone"]
    tie = np.zeros((5, 5))
    tie[0, 1], tie[2, 0], tie[1, 3], tie[2, 3] = 0.5, 0.9, 0.9, 0.9
    ways = access_paths(tie, names, ["us"])
    assert ways["bank"] == ("us", "b", "bank")
    assert ways["us"] == ("us",)
    assert "alone" not in ways
    assert access_paths(tie, names, []) == {}
