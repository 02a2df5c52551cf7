"""Core and periphery: known networks, and the best of all divisions on small ones."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.analysis.core_periphery import core_numbers, core_periphery


def _fit(tie, core):
    """Correlation by the book."""
    inside = core[:, None] & core[None, :]
    cells = (inside | (~core[:, None] & ~core[None, :])) & ~np.eye(len(tie), dtype=bool)
    a, b = tie[cells].astype(float), inside[cells].astype(float)
    if a.std() == 0 or b.std() == 0:
        return -np.inf
    return float(np.corrcoef(a, b)[0, 1])


@examples(25)
@given(st.integers(0, 10_000), st.integers(4, 8), st.floats(0.2, 0.8))
@example(seed=57, n=6, share=0.75)
def test_the_best_of_all_divisions(seed, n, share):
    tie = np.random.default_rng(seed).random((n, n)) < share
    np.fill_diagonal(tie, val=False)
    best = max(_fit(tie, np.array(core)) for core in product([False, True], repeat=n))
    found = core_periphery(tie)
    if np.isfinite(best):
        assert found.fit == pytest.approx(best, abs=1e-9)
        assert found.fit == pytest.approx(_fit(tie, found.core), abs=1e-9)
    else:
        assert np.isnan(found.fit)


def test_a_perfect_core():
    tie = np.zeros((7, 7), dtype=bool)
    tie[:3, :3] = ~np.eye(3, dtype=bool)
    tie[3:, 0] = True
    found = core_periphery(tie)
    assert found.fit == pytest.approx(1.0)
    assert found.core.tolist() == [True] * 3 + [False] * 4
    assert found.densities == pytest.approx((1.0, 0.0, 1 / 3, 0.0))


def test_nothing_to_fit():
    for tie in (np.zeros((0, 0), bool), np.zeros((6, 6), bool), np.ones((3, 3), bool)):
        found = core_periphery(tie)
        assert np.isnan(found.fit)
        assert not found.core.any()


@pytest.mark.parametrize(
    ("graph", "most"),
    [
        (nx.krackhardt_kite_graph(), 3),
        (nx.florentine_families_graph(), 2),
        (nx.karate_club_graph(), 4),
        (nx.les_miserables_graph(), 9),
        (nx.davis_southern_women_graph(), 4),
    ],
)
def test_largest_k_core_of_known_networks(graph, most):
    assert core_numbers(nx.to_numpy_array(graph, weight=None) > 0).max() == most
