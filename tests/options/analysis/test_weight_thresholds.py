"""Where the best option changes with a weight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.options.analysis.weight_thresholds import best_by_weight, changes

CORNERS = np.array([[1, 0], [0, 1], [0.6, 0.6]])
EVEN = np.array([0.5, 0.5])


def test_the_exact_thresholds_of_two_corners_and_a_compromise():
    found = best_by_weight(CORNERS, EVEN, 0)
    assert [one.option for one in found] == [1, 2, 0]
    assert [one.ends for one in found] == pytest.approx([0.4, 0.6, 1.0])


def test_substitute_wins_if_cost_weighs_more():
    # Outsource gains more, substitute is cheaper: they are worth the same where
    # (1 - t) * 0.8 + t * 0.2 = (1 - t) * 0.35 + t * 0.75, that is at t = 0.45.
    values = np.array([[0.8, 0.2], [0.35, 0.75]])
    assert changes(best_by_weight(values, np.array([0.7, 0.3]), 1), 0.3) == [
        (1, pytest.approx(0.45), "more")
    ]


@given(st.integers(0, 10_000))
@examples(40)
def test_the_walk_agrees_with_looking_everywhere(seed):
    generator = np.random.default_rng(seed)
    values, weights = generator.random((5, 3)), generator.dirichlet(np.ones(3))
    stretches = best_by_weight(values, weights, 1)
    assert stretches[0].begins == 0
    assert stretches[-1].ends == 1
    for t in np.linspace(0, 1, 101):
        moved = weights * (1 - t) / (1 - weights[1])
        moved[1] = t
        best = (values @ moved).max()
        here = [s.option for s in stretches if s.begins <= t <= s.ends]
        assert any((values @ moved)[i] == pytest.approx(best) for i in here)


def test_an_option_that_is_the_same_never_takes_over():
    same = np.array([[0.5, 0.5], [0.5, 0.5]])
    assert changes(best_by_weight(same, EVEN, 0), 0.5) == []


def test_on_a_threshold_only_other_options_are_changes():
    values = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = changes(best_by_weight(values, EVEN, 0), 0.5)
    assert all(threshold != 0.5 or direction == "more" for _, threshold, direction in found)


def test_with_one_criterion_nothing_moves():
    assert best_by_weight(np.array([[1.0], [0.0]]), np.ones(1), 0) == ()
    assert best_by_weight(CORNERS, np.array([1.0, 0.0]), 0) == ()
