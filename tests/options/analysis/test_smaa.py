"""Acceptability of ranks: exact geometry and an independent library, then what must always hold."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.frameworks import load_criteria
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.smaa import (
    draw_weights,
    even_strips,
    mean_weights,
    rank_shares,
    utilities,
)

CORNERS = np.array([[1, 0], [0, 1], [0.6, 0.6]])


def drawn(values, weights):
    return rank_shares(utilities(values, weights))


def exact(values):
    """Share of the weights of the first of two criteria, from 1/2 to 1, with each rank."""
    slope, level = values[:, 0] - values[:, 1], values[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (level[None, :] - level[:, None]) / (slope[:, None] - slope[None, :])
    edges = np.unique([0.5, 1, *crossing[(crossing > 0.5) & (crossing < 1)]])
    ranks = np.zeros((len(values), len(values)))
    for low, high in pairwise(edges):
        middle = np.array([[(low + high) / 2, 1 - (low + high) / 2]])
        ranks += (high - low) / 0.5 * drawn(values, middle)
    return ranks


def test_draws_reach_the_exact_geometry():
    found = drawn(CORNERS, draw_weights(2, seed=1))
    assert exact(CORNERS)[:, 0] == pytest.approx([0.8, 0, 0.2])
    assert found == pytest.approx(exact(CORNERS), abs=5e-4)


@given(st.integers(0, 1000))
@examples(15)
def test_draws_agree_with_the_exact_way(seed):
    values = np.random.default_rng(seed).random((4, 2))
    assert drawn(values, draw_weights(2, seed=seed)) == pytest.approx(exact(values), abs=1e-3)


def test_pymcdm_ranks_the_same_in_every_draw():
    pymcdm = pytest.importorskip("pymcdm", reason="pymcdm, the independent oracle, is not there")
    from pymcdm.methods import SPOTIS

    assert pymcdm
    # SPOTIS measures the weighted distance from the best ends of fixed ranges: with straight value
    # functions that is 1 less our value.
    criteria = load_criteria().chosen(["success", "cost", "acceptability"])
    generator = np.random.default_rng(7)
    table = generator.random((5, 3)) * [1, 500_000, 1]
    options = pd.DataFrame(table, columns=[one.column for one in criteria])
    values = criterion_numbers(options, criteria).expected()
    weights = draw_weights(3, draws=50, seed=2)
    bounds = np.array([[one.lowest, one.highest] for one in criteria])
    oracle = [SPOTIS(bounds)(table, one, np.array([1, -1, 1])) for one in weights]
    assert utilities(values, weights) == pytest.approx(1 - np.array(oracle))


def test_mean_ranked_weights_are_the_rank_order_centroid():
    # Barron and Barrett 1996: the centroid of w1 >= w2 >= w3 is (11, 5, 2) / 18.
    centroid = np.array([11, 5, 2]) / 18
    assert mean_weights(3) == pytest.approx(centroid)
    assert draw_weights(3).mean(axis=0) == pytest.approx(centroid, abs=0.003)
    assert draw_weights(5, draws=20_000).mean(axis=0) == pytest.approx(mean_weights(5), abs=0.004)


@given(st.integers(1, 7), st.integers(0, 2**32))
@examples(20)
def test_weights_are_weights(criteria, seed):
    weights = draw_weights(criteria, draws=200, seed=seed)
    assert weights.shape == (200, criteria)
    assert (weights >= 0).all()
    assert (np.diff(weights, axis=1) <= 0).all()
    assert weights.sum(axis=1) == pytest.approx(np.ones(200))


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 1000))
@examples(25)
def test_each_rank_and_each_option_sums_to_one(options, criteria, seed):
    # Few distinct values, so that ties are frequent.
    values = np.random.default_rng(seed).integers(0, 3, (options, criteria)) / 2
    ranks = drawn(values, draw_weights(criteria, draws=300, seed=seed))
    assert ranks.sum(axis=0) == pytest.approx(np.ones(options))
    assert ranks.sum(axis=1) == pytest.approx(np.ones(options))


def test_identical_options_share_the_ranks():
    same = np.array([[0.3, 0.7], [0.3, 0.7]])
    assert drawn(same, draw_weights(2, draws=50)) == pytest.approx(np.full((2, 2), 0.5))


def test_values_of_each_draw_go_with_its_weights():
    values = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    assert utilities(values, np.array([[0.9, 0.1], [0.2, 0.8]])).ravel().tolist() == [0.9, 0.8]


def test_the_same_seed_gives_the_same_draws():
    assert (draw_weights(3, seed=5) == draw_weights(3, seed=5)).all()
    assert (draw_weights(3, seed=5) != draw_weights(3, seed=6)).any()


def test_strips_hold_one_number_each():
    strips = np.sort(np.floor(even_strips(50, 3, np.random.default_rng(0)) * 50), axis=0)
    assert (strips == np.arange(50)[:, None]).all()
