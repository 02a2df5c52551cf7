"""Burt's measures: values that libraries agree on, and the traps of the libraries."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.analysis.structural_holes import constraint, constraint_ego, effective_size

KNOWN = [
    (nx.krackhardt_kite_graph(), {7: 0.431111}, {3: 3.333333}),
    (
        nx.florentine_families_graph(),
        {"Medici": 0.209877, "Guadagni": 0.25},
        {"Medici": 5.666667, "Guadagni": 4.0},
    ),
    (nx.karate_club_graph(), {0: 0.155423, 33: 0.156419}, {33: 15.235294, 0: 13.75}),
    (nx.les_miserables_graph(), {"Valjean": 0.070601}, {"Valjean": 31.777778}),
    (nx.davis_southern_women_graph(), {"E8": 0.071429}, {"E8": 14.0}),
]


@pytest.mark.parametrize(("graph", "lowest", "largest"), KNOWN)
def test_constraint_and_effective_size_of_known_networks(graph, lowest, largest):
    matrix = nx.to_numpy_array(graph, weight=None)
    held = dict(zip(graph, constraint(matrix), strict=True))
    assert {k: held[k] for k in lowest} == pytest.approx(lowest, abs=6e-7)
    assert min(held.values()) == pytest.approx(min(lowest.values()), abs=6e-7)
    size = dict(zip(graph, effective_size(matrix), strict=True))
    assert {k: size[k] for k in largest} == pytest.approx(largest, abs=6e-7)
    assert max(size.values()) == pytest.approx(max(largest.values()), abs=6e-7)


def test_effective_size_of_a_weighted_triangle_where_networkx_goes_wrong():
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 2), (0, 2, 1), (1, 2, 1)])
    right = [1.166667, 1.166667, 1.0]
    assert effective_size(nx.to_numpy_array(graph)) == pytest.approx(right, abs=6e-7)
    named = nx.effective_size(graph, nodes=list(graph), weight="weight")
    assert list(named.values()) == pytest.approx(right, abs=6e-7)


@examples(30)
@given(st.integers(0, 10_000), st.integers(2, 9), st.floats(0.1, 0.8))
def test_equal_to_networkx_on_directed_weighted_networks(seed, n, share):
    generator = np.random.default_rng(seed)
    strength = (generator.random((n, n)) < share) * generator.choice([0.25, 0.5, 1.0], (n, n))
    np.fill_diagonal(strength, 0.0)
    graph = nx.from_numpy_array(strength, create_using=nx.DiGraph)
    size = nx.effective_size(graph, nodes=list(graph), weight="weight")
    named_only = strength.any(axis=0) & ~strength.any(axis=1)  # networkx gives them no size
    found = np.where(named_only, np.nan, effective_size(strength))
    np.testing.assert_allclose(found, [size[i] for i in range(n)], atol=1e-12)
    held = nx.constraint(graph, weight="weight")
    np.testing.assert_allclose(constraint(strength), [held[i] for i in range(n)], atol=1e-12)


def test_the_two_forms_of_constraint_differ_and_each_has_its_name():
    """The other end of a long tie looks away only in the whole network."""
    tie = np.zeros((5, 5))
    tie[[0, 0, 1, 1, 1], [1, 2, 2, 3, 4]] = 1
    tie += tie.T
    network, ego = constraint(tie), constraint_ego(tie)
    # actor 0: p01 = p02 = 1/2; p12 is 1/4 in the whole network, 1/2 within its ego network
    assert network[0] == pytest.approx((0.5 + 0.5 * 0.5) ** 2 + (0.5 + 0.5 * 0.25) ** 2)
    assert ego[0] == pytest.approx(2 * (0.5 + 0.5 * 0.5) ** 2)
    assert ego[1] == network[1]  # whose ego network is the whole one


def test_an_isolated_actor_has_neither():
    strength = np.zeros((3, 3))
    strength[0, 1] = 1.0
    for measure in (constraint, constraint_ego, effective_size):
        assert np.isnan(measure(strength)).tolist() == [False, False, True]
        assert len(measure(np.zeros((0, 0)))) == 0
