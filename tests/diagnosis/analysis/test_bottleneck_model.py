from itertools import product as every
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.diagnosis.analysis.bottleneck_model import (
    Products,
    assessor_multisets,
    assessor_resamples,
    effective_assessors,
    evaluate,
    level_pmf,
    lower_median,
    minimum_pmf,
    probability_of_minimum,
)

LEVELS = np.arange(10)


def _counts(*scores):
    return np.array([np.bincount(one, minlength=10) for one in scores])


def test_golden_pmf_of_a_level():
    pmf = level_pmf(_counts([3, 4, 5]), 0.75, 0.5)[0]
    expected = [0.0008, 0.0047, 0.0323, 0.2351, 0.4560, 0.2341, 0.0318, 0.0044, 0.0006, 0.0001]
    assert pmf.round(4).tolist() == expected


def test_dependent_assessors_clemen_and_winkler_1985():
    assert effective_assessors(5, 0.0) == 5
    assert effective_assessors(5, 1.0) == 1
    assert effective_assessors(10**6, 0.5) == pytest.approx(2.0, rel=1e-5)


def test_level_without_scores_is_not_known():
    assert np.isnan(level_pmf(_counts([]), 0.75, 0.5)).all()


def test_wider_noise_gives_a_wider_level():
    narrow, wide = level_pmf(_counts([4], [4]), np.array([0.5, 1.5]), 0.5)
    assert narrow[4] > wide[4]


def test_there_are_37_products_of_two_scales():
    products = Products.of(LEVELS, LEVELS)
    assert products.values.size == 37
    assert products.values[[0, 1, -1]].tolist() == [0, 1, 81]
    assert (products.place.sum(axis=1) == 1).all()


def _by_enumeration(pmf):
    """Sum over every combination of scores: the definition itself."""
    components, values = pmf.shape
    bottleneck, lowest = np.zeros(components), np.zeros(values)
    for combination in every(range(values), repeat=components):
        p = np.prod([pmf[c, v] for c, v in enumerate(combination)])
        minimum = min(combination)
        at = [c for c, v in enumerate(combination) if v == minimum]
        bottleneck[at] += p / len(at)
        lowest[minimum] += p
    return bottleneck, lowest


weights = st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any)


@given(st.lists(weights, min_size=1, max_size=5))
def test_exact_probability_equals_enumeration(rows):
    pmf = np.array(rows, dtype=float)
    pmf /= pmf.sum(axis=1, keepdims=True)
    bottleneck, lowest = _by_enumeration(pmf)
    assert probability_of_minimum(pmf[None])[0] == pytest.approx(bottleneck, abs=1e-12)
    assert minimum_pmf(pmf[None])[0] == pytest.approx(lowest, abs=1e-12)


def test_exact_probability_equals_monte_carlo():
    generator = np.random.default_rng(20260314)
    pmf = generator.dirichlet(np.full(37, 0.3), size=6)
    draws = np.column_stack([generator.choice(37, size=400_000, p=row) for row in pmf])
    at = draws == draws.min(axis=1, keepdims=True)
    simulated = (at / at.sum(axis=1, keepdims=True)).mean(axis=0)
    assert probability_of_minimum(pmf[None])[0] == pytest.approx(simulated, abs=0.003)
    shares = np.bincount(draws.min(axis=1), minlength=37) / len(draws)
    assert minimum_pmf(pmf[None])[0] == pytest.approx(shares, abs=0.003)


def test_components_that_are_alike_share_equally():
    pmf = np.tile(np.full(37, 1 / 37), (1, 30, 1))
    assert probability_of_minimum(pmf)[0] == pytest.approx(np.full(30, 1 / 30))


def test_packages_of_different_size_go_together():
    package = np.array([0, 0, 0, 2, 3, 3])
    levels = level_pmf(np.eye(10)[[3, 4, 5, 6, 7, 8]], 0.75, 0.5)
    products = Products.of(LEVELS, LEVELS)
    found = evaluate(package, 4, levels, levels, products)
    assert np.bincount(package, weights=found.bottleneck) == pytest.approx([1, 0, 1, 1])
    assert np.isnan(found.package[1]).all()
    alone = evaluate(np.array([0, 0]), 1, levels[4:], levels[4:], products)
    assert found.bottleneck[4:] == pytest.approx(alone.bottleneck)
    assert found.package[3] == pytest.approx(alone.package[0])


@pytest.mark.parametrize(
    ("assessors", "number"), [(3, 10), (4, 35), (5, 126), (6, 462), (7, 1716), (8, 6435)]
)
def test_number_of_multisets(assessors, number):
    times, weight = assessor_multisets(assessors)
    assert len(times) == number == comb(2 * assessors - 1, assessors)
    assert (times.sum(axis=1) == assessors).all()
    assert weight.sum() == pytest.approx(1.0)
    assert len(np.unique(times, axis=0)) == number


def test_multinomial_weights_equal_counting_ordered_draws():
    times, weight = assessor_multisets(3)
    seen = {}
    for draw in every(range(3), repeat=3):
        key = tuple(np.bincount(draw, minlength=3))
        seen[key] = seen.get(key, 0) + 1 / 27
    assert [seen[tuple(row)] for row in times] == pytest.approx(weight.tolist())


def test_large_panels_are_drawn_with_a_seed():
    times, weight = assessor_resamples(9, draws=50, seed=1)
    assert times.shape == (50, 9)
    assert (times.sum(axis=1) == 9).all()
    assert weight.sum() == pytest.approx(1.0)
    assert (times == assessor_resamples(9, draws=50, seed=1)[0]).all()
    assert (times != assessor_resamples(9, draws=50, seed=2)[0]).any()
    assert len(assessor_resamples(3, draws=50, seed=1)[0]) == 10


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_lower_median(scores):
    assert lower_median(_counts(scores))[0] == sorted(scores)[(len(scores) - 1) // 2]
