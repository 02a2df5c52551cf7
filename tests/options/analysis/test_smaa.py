"""Acceptability of ranks: exact geometry first, then what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.options.analysis.smaa import (
    draw_weights,
    even_strips,
    mean_weights,
    of_two_criteria,
    rank_acceptability,
    utilities,
)

CORNERS = np.array([[1, 0], [0, 1], [0.6, 0.6]])
RANKS = np.array([[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0]])
CENTRAL = np.array([[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]])


def test_exact_geometry_of_two_corners_and_a_compromise():
    exact = of_two_criteria(CORNERS)
    assert exact.ranks == pytest.approx(RANKS)
    assert exact.central == pytest.approx(CENTRAL)
    assert exact.expected_rank == pytest.approx([2.1, 2.1, 1.8])


def test_draws_reach_the_exact_geometry():
    drawn = rank_acceptability(CORNERS, draw_weights(2, draws=10_000, seed=1))
    assert drawn.ranks == pytest.approx(RANKS, abs=5e-4)
    assert drawn.central == pytest.approx(CENTRAL, abs=5e-4)


def test_first_criterion_at_least_as_important_as_the_second():
    exact = of_two_criteria(CORNERS, lowest=0.5)
    assert exact.ranks[:, 0] == pytest.approx([0.8, 0, 0.2])
    drawn = rank_acceptability(CORNERS, draw_weights(2, tiers=[[0], [1]], seed=1))
    assert drawn.ranks[:, 0] == pytest.approx([0.8, 0, 0.2], abs=5e-4)
    assert np.isnan(drawn.central[1]).all()


def test_three_unit_criteria_share_the_simplex():
    drawn = rank_acceptability(np.eye(3), draw_weights(3, seed=3))
    assert drawn.ranks == pytest.approx(np.full((3, 3), 1 / 3), abs=0.01)
    # The mean of the largest of three weights is 11/18, that of the others (1 - 11/18) / 2.
    assert np.diag(drawn.central) == pytest.approx(np.full(3, 11 / 18), abs=0.01)


def test_mean_ranked_weights_are_the_rank_order_centroid():
    # Barron and Barrett 1996: the centroid of w1 >= w2 >= w3 is (11, 5, 2) / 18.
    mean = draw_weights(3, tiers=[[0], [1], [2]]).mean(axis=0)
    assert mean == pytest.approx(np.array([11, 5, 2]) / 18, abs=0.003)


@pytest.mark.parametrize("tiers", [None, [[2], [0, 1]], [[1], [0], [3], [2]]])
def test_the_exact_mean_is_that_of_the_draws(tiers):
    drawn = draw_weights(4, tiers=tiers, draws=20_000).mean(axis=0)
    assert mean_weights(4, tiers=tiers) == pytest.approx(drawn, abs=0.004)


def test_a_partial_ranking_leaves_its_tier_and_the_unnamed_open():
    weights = draw_weights(4, tiers=[[3], [0, 1]])
    first, tier, rest = weights[:, 3], weights[:, :2], weights[:, 2]
    assert (first >= tier.max(axis=1)).all()
    assert (tier.min(axis=1) >= rest).all()
    assert (tier[:, 0] > tier[:, 1]).mean() == pytest.approx(0.5, abs=0.02)


@given(st.integers(1, 7), st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_weights_are_weights(criteria, seed):
    weights = draw_weights(criteria, draws=200, seed=seed)
    assert weights.shape == (200, criteria)
    assert (weights >= 0).all()
    assert weights.sum(axis=1) == pytest.approx(np.ones(200))


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_each_rank_and_each_option_sums_to_one(options, criteria, seed):
    # Few distinct values, so that ties are frequent.
    values = np.random.default_rng(seed).integers(0, 3, (options, criteria)) / 2
    result = rank_acceptability(values, draw_weights(criteria, draws=300, seed=seed))
    assert result.ranks.sum(axis=0) == pytest.approx(np.ones(options))
    assert result.ranks.sum(axis=1) == pytest.approx(np.ones(options))
    assert result.pairwise + result.pairwise.T == pytest.approx(np.ones((options, options)))


@given(st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_draws_agree_with_the_exact_way(seed):
    values = np.random.default_rng(seed).random((4, 2))
    exact = of_two_criteria(values)
    drawn = rank_acceptability(values, draw_weights(2, seed=seed))
    assert drawn.ranks == pytest.approx(exact.ranks, abs=1e-3)
    assert drawn.pairwise == pytest.approx(exact.pairwise, abs=1e-3)


def test_identical_options_share_the_ranks():
    result = rank_acceptability(np.array([[0.3, 0.7], [0.3, 0.7]]), draw_weights(2, draws=50))
    assert result.ranks == pytest.approx(np.full((2, 2), 0.5))
    assert of_two_criteria(np.array([[0.3, 0.7]] * 2)).ranks == pytest.approx(np.full((2, 2), 0.5))


def test_values_of_each_draw_go_with_its_weights():
    values = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    assert utilities(values, np.array([[0.9, 0.1], [0.2, 0.8]])).ravel().tolist() == [0.9, 0.8]


def test_the_same_seed_gives_the_same_draws():
    assert (draw_weights(3, seed=5) == draw_weights(3, seed=5)).all()
    assert (draw_weights(3, seed=5) != draw_weights(3, seed=6)).any()


def test_strips_hold_one_number_each():
    strips = np.sort(np.floor(even_strips(50, 3, np.random.default_rng(0)) * 50), axis=0)
    assert (strips == np.arange(50)[:, None]).all()


@pytest.mark.parametrize("tiers", [[[0], [0]], [[4]], [[0, 0]]])
def test_a_ranking_that_is_none_is_refused(tiers):
    with pytest.raises(InvalidInput, match="at most once"):
        draw_weights(3, tiers=tiers)


def test_nothing_to_draw_is_refused():
    with pytest.raises(InvalidInput, match="need a criterion"):
        draw_weights(0)
    with pytest.raises(InvalidInput, match="two criteria"):
        of_two_criteria(np.ones((2, 3)))
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        of_two_criteria(CORNERS, lowest=0.7, highest=0.7)
