"""The model of effects that differ from place to place."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from tests.fixtures.published import schools
from workbench.errors import InvalidInput
from workbench.experiments.analysis.pool import columns_of
from workbench.experiments.analysis.random_effects import (
    MEAN_ROW,
    RandomEffects,
    Spread,
    between_quantiles,
    chance_above,
    fit,
    misfit,
    new_place,
    weighted_mean,
)

effects = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.05, 1)), min_size=3, max_size=12
)  # fmt: skip


def test_three_levels_of_konstantopoulos_2011():
    # metafor, rma.mv with districts and schools within them, REML: 0.1847 (0.0846), 0.0651, 0.0327.
    found = fit(*columns_of(schools()), correlation=0.0)
    assert found.coefficients[0] == pytest.approx(0.1847132, abs=1e-5)
    assert math.sqrt(found.shape[0, 0]) == pytest.approx(0.08455592, abs=1e-5)
    assert found.spread.between == pytest.approx(0.06506194, abs=1e-5)
    assert found.spread.within == pytest.approx(0.03273652, abs=1e-5)
    assert found.number == 11
    assert found.dependent


def test_two_levels_of_konstantopoulos_2011_with_the_q_profile():
    values, errors, _ = columns_of(schools())
    found = fit(values, errors, [str(n) for n in range(56)])
    assert found.coefficients[0] == pytest.approx(0.1279, abs=5e-5)
    assert math.sqrt(found.shape[0, 0]) == pytest.approx(0.0439, abs=5e-5)
    assert found.spread.total == pytest.approx(0.0884, abs=5e-5)
    low, high = between_quantiles(found, np.array([0.025, 0.975]))
    assert (low, high) == (pytest.approx(0.0564, abs=1e-4), pytest.approx(0.1388, abs=1e-4))


def test_robust_error_and_freedom_follow_from_their_definition():
    # Against the matrices of Pustejovsky and Tipton (2018), written out without any short cut.
    found = fit(*columns_of(schools()), correlation=0.5)
    size = len(found.effects)
    whole = np.zeros((size, size))
    for study in range(found.number):
        own = np.flatnonzero(found.studies == study)
        block = 0.5 * np.outer(found.errors[own], found.errors[own])
        np.fill_diagonal(block, found.errors[own] ** 2)
        block += found.spread.between + found.spread.within * np.eye(len(own))
        whole[np.ix_(own, own)] = block
    inverse = np.linalg.inv(whole)
    shape = np.linalg.inv(found.design.T @ inverse @ found.design)
    assert shape == pytest.approx(found.shape)
    left = np.eye(size) - found.design @ shape @ found.design.T @ inverse
    rest = left @ found.effects
    total, rows = 0.0, []
    for study in range(found.number):
        own = np.flatnonzero(found.studies == study)
        root = np.linalg.cholesky(whole[np.ix_(own, own)]).T
        middle = root @ (left[own] @ whole @ left[own].T) @ root.T
        values, vectors = np.linalg.eigh(middle)
        adjusted = root.T @ (vectors * values**-0.5) @ vectors.T @ root
        pull = shape @ found.design[own].T @ inverse[np.ix_(own, own)] @ adjusted
        total += float((pull @ rest[own])[0]) ** 2
        rows.append((pull @ left[own])[0])
    square = np.array(rows) @ whole @ np.array(rows).T
    error, freedom = found.error_of(MEAN_ROW)
    assert error == pytest.approx(math.sqrt(total))
    assert freedom == pytest.approx(np.trace(square) ** 2 / (square**2).sum())


def test_alike_effects_have_no_spread():
    found = fit([0.2, 0.2, 0.2], [0.1, 0.2, 0.3], ["a", "b", "c"])
    assert found.spread == Spread(0.0, 0.0)
    assert found.error_of(MEAN_ROW)[0] == pytest.approx(0.0, abs=1e-7)


def test_more_coefficients_than_effects_are_refused():
    with pytest.raises(ValueError, match="2 effects cannot carry 2 coefficients"):
        fit([0.1, 0.2], [0.1, 0.1], ["a", "b"], np.array([[1.0], [2.0]]))


def test_twins_in_a_study_count_as_one():
    # A study told twice, with sampling errors that are all but the same, is no further study.
    once = fit([0.1, 0.3, 0.5, 0.7], [0.1] * 4, list("abcd"))
    twice = fit([0.1, 0.1, 0.3, 0.5, 0.7], [0.1] * 5, list("aabcd"), correlation=0.99)
    assert twice.coefficients[0] == pytest.approx(once.coefficients[0], abs=0.005)
    assert twice.error_of(MEAN_ROW)[1] < 4


def test_without_any_doubt_a_new_place_is_the_line():
    found = fit([0.3] * 8, [1e-6] * 8, [str(n) for n in range(8)])
    assert new_place(found, MEAN_ROW) == pytest.approx((0.3, 0.3), abs=1e-4)


def test_with_many_studies_the_prediction_is_the_normal_one():
    random = np.random.default_rng(1)
    seen = random.normal(0, 2, 4000)
    found = fit(seen, [0.01] * 4000, [str(n) for n in range(4000)])
    low, high = new_place(found, MEAN_ROW)
    spread = math.sqrt(found.spread.total)
    assert (high - low) / 2 == pytest.approx(1.96 * spread, rel=0.01)
    chance = chance_above(found, MEAN_ROW, found.coefficients[0] + spread)
    assert chance == pytest.approx(norm.sf(1), abs=0.002)


def test_mean_without_a_study():
    found = fit([0.1, 0.3, 0.5, 0.7], [0.1] * 4, list("abcd"))
    kept = np.array([True, True, True, False])
    assert weighted_mean(found, kept) == pytest.approx(0.3)


@given(rows=effects)
def test_misfit_falls_with_spread_and_the_likelihood_is_never_worse_than_without(rows):
    values, errors = zip(*rows, strict=True)
    found = fit(values, errors, [str(n) for n in range(len(rows))])
    steps = [misfit(found, Spread(size, 0.0)) for size in (0.0, 0.1, 1.0, 10.0)]
    # Effects that are all alike leave nothing but the rounding of the machine.
    assert steps == pytest.approx(sorted(steps, reverse=True), abs=1e-9)
    quantiles = between_quantiles(found, np.array([0.1, 0.5, 0.9]))
    assert list(quantiles) == pytest.approx(sorted(quantiles), abs=1e-9)
    for share, between in zip((0.1, 0.5, 0.9), quantiles, strict=True):
        if between > 0:
            assert between_share(found, between) == pytest.approx(share, abs=1e-6)


def between_share(found: RandomEffects, between: float) -> float:
    """Confidence that the true variance lies below one, straight from the definition."""
    from scipy.stats import chi2

    return float(chi2.sf(misfit(found, Spread(between, 0.0)), len(found.effects) - 1))


@given(
    shift=st.floats(-5, 5), scale=st.floats(0.1, 10), rows=effects
)  # fmt: skip
def test_prediction_moves_and_stretches_with_the_effects(shift, scale, rows):
    values, errors = map(np.array, zip(*rows, strict=True))
    names = [str(n) for n in range(len(rows))]
    here = fit(values, errors, names)
    there = fit(shift + scale * values, scale * errors, names)
    own, far = new_place(here, MEAN_ROW), new_place(there, MEAN_ROW)
    expected = [shift + scale * one for one in own]
    assert far == pytest.approx(expected, rel=1e-3, abs=1e-3 * scale)


def test_an_error_too_small_to_reckon_with_is_named_in_one_line():
    effects = np.random.default_rng(1).standard_normal(12)
    studies = [f"S{one // 3}" for one in range(12)]
    with pytest.raises(InvalidInput, match=r"standard error 3e-07 of the effect .* look it up\.$"):
        fit(effects, np.full(12, 3e-7), studies)
    assert np.isfinite(fit(effects, np.full(12, 1e-5), studies).coefficients).all()
