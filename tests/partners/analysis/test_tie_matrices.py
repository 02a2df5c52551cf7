"""Merging layers and turning strength into distance."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.analysis.tie_matrices import (
    distances,
    groups_of,
    lead_of,
    tie_matrices,
    tied,
)


def _graph(*ties):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from("abc", lead=False)
    graph.nodes["c"]["lead"] = True
    for a, b, layer, counted in ties:
        graph.add_edge(a, b, layer, counted=counted)
    return graph


VALUES = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1)), min_size=1, max_size=5)


@examples(50)
@given(VALUES)
def test_merged_strength_stays_within_bounds_and_never_falls(pairs):
    ties = [("a", "b", f"l{i}", strength) for i, (strength, _) in enumerate(pairs)]
    weights = {f"l{i}": weight for i, (_, weight) in enumerate(pairs)}
    value = tie_matrices(_graph(*ties)).merged(weights)[0, 1]
    assert 0.0 <= value <= 1.0
    assert value >= max(s * w for s, w in pairs) - 1e-12
    turned = tie_matrices(_graph(*reversed(ties))).merged(dict(reversed(weights.items())))[0, 1]
    assert turned == value
    less = tie_matrices(_graph(*ties[1:])).merged(weights)[0, 1]
    assert less <= value + 1e-12


def test_one_layer_comes_back_as_it_is():
    matrices = tie_matrices(_graph(("a", "b", "x", 0.3), ("a", "b", "y", 0.9)))
    assert matrices.merged({"x": 1.0})[0, 1] == 0.3
    assert matrices.merged({"x": 0.5, "elsewhere": 1.0})[0, 1] == pytest.approx(0.15)
    assert matrices.merged()[0, 1] == pytest.approx(1 - 0.7 * 0.1)


def test_actors_and_layers_left_out():
    graph = _graph(("a", "b", "x", 0.3), ("c", "b", "y", 0.9))
    matrices = tie_matrices(graph, without=lead_of(graph))
    assert (matrices.actors, matrices.layers) == (("a", "b"), ("x",))
    assert tie_matrices(graph, layers=["y"]).layers == ("y",)
    none = tie_matrices(_graph())
    assert none.merged().tolist() == np.zeros((3, 3)).tolist()
    assert groups_of(graph, "type", ["a"]).isna().all()


def test_distance_is_one_over_strength_on_an_exact_grain():
    found = distances(np.array([[0.0, 0.75], [0.25, 0.0]]))
    assert found[1, 0] == 4.0
    assert found[0, 1] == pytest.approx(4 / 3, abs=1e-6)
    assert (found[0, 1] * 2**20) % 1 == 0
    assert np.isinf(found[0, 0])
    assert not tied(np.ones((2, 2)))[0, 0]
