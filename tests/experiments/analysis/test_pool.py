"""Effects put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.published import bcg, row, schools, stroke, teachers
from workbench.experiments.analysis.pool import Aim, PooledEffects, TooFew, pool


def test_bcg_trials_of_colditz_1994():
    found = pool(bcg(), aim=Aim("down", 0.0))
    assert found.mean == pytest.approx(-0.7145, abs=5e-5)
    assert found.model_error == pytest.approx(0.1798, abs=5e-5)
    assert found.spread.total == pytest.approx(0.3132, abs=5e-5)
    assert found.misfit == pytest.approx(152.23, abs=5e-3)
    assert found.moments == pytest.approx(0.3088, abs=5e-5)
    assert found.place_normal.low == pytest.approx(-1.8667, abs=5e-5)
    assert found.place_normal.high == pytest.approx(0.4376, abs=5e-5)
    assert found.mean_range.low == pytest.approx(-1.1084, abs=5e-5)
    assert found.mean_range.high == pytest.approx(-0.3206, abs=5e-5)
    assert found.share_of_spread == pytest.approx(0.9222, abs=5e-5)
    assert found.between_range.low == pytest.approx(0.1197, abs=5e-5)
    assert found.between_range.high == pytest.approx(1.1115, abs=5e-5)


def test_teachers_expectations_of_raudenbush_1985():
    # Raudenbush 2009, Handbook of Research Synthesis, tables 16.2 and 16.3, by metafor.
    found = pool(teachers())
    assert found.mean == pytest.approx(0.084, abs=5e-4)
    assert found.model_error == pytest.approx(0.052, abs=5e-4)
    assert found.spread.total == pytest.approx(0.019, abs=5e-4)
    assert found.misfit == pytest.approx(35.83, abs=5e-3)
    assert found.moments == pytest.approx(0.026, abs=5e-4)
    assert found.place_normal.low == pytest.approx(-0.204, abs=5e-4)
    assert found.place_normal.high == pytest.approx(0.371, abs=5e-4)
    assert found.error == pytest.approx(0.062, abs=5e-4)
    assert found.mean_range.low == pytest.approx(-0.046, abs=5e-4)
    assert found.mean_range.high == pytest.approx(0.213, abs=5e-4)


def test_stay_in_hospital_of_normand_1999():
    found = pool(stroke("mean difference"))
    assert found.mean == pytest.approx(-15.106, abs=5e-4)
    assert found.spread.total == pytest.approx(684.6, abs=0.05)
    first_four = pool(stroke("standardised mean difference")[:4])
    assert first_four.mean == pytest.approx(-1.207, abs=1e-3)
    assert first_four.spread.total == pytest.approx(1.009, abs=1e-3)


def test_dependent_effects_have_a_robust_error_and_say_what_is_assumed():
    found = pool(schools(), correlation=0.6)
    assert found.studies == 11
    assert found.moments is None
    assert found.method.parameters["assumed correlation of effects of one study"] == 0.6
    assert found.error != found.model_error
    assert "assumed correlation of effects of one study" not in pool(bcg()).method.parameters


def test_below_three_studies_nothing_is_put_together():
    found = pool([row(1, 0.1, 0.1), row(2, 0.2, 0.1), row(3, 0.2, 0.1, study=2)])
    assert isinstance(found, TooFew)
    assert (found.studies, len(found.effects)) == (2, 3)


def test_the_interval_for_a_new_place_is_wider_than_those_that_know_the_spread():
    found = pool(bcg())
    assert found.place.low < found.place_t.low < found.place_normal.low < found.mean_range.low
    assert found.place.high > found.place_t.high > found.place_normal.high > found.mean_range.high


def test_chance_of_what_is_worth_having_in_either_direction():
    less, more = pool(bcg(), aim=Aim("down", -0.2)), pool(bcg(), aim=Aim("up", -0.2))
    assert less.chance == pytest.approx(1 - more.chance)
    assert less.chance_of(less.place.low) == pytest.approx(0.025, abs=1e-3)
    assert less.chance_of(less.place.high) == pytest.approx(0.975, abs=1e-3)


@given(
    rows=st.lists(
        st.tuples(st.floats(-2, 2), st.floats(0.05, 1), st.integers(0, 4)), min_size=6, max_size=14
    )
)
def test_the_order_of_the_rows_changes_nothing(rows):
    effects = [row(n, y, s, study=f"s{k}") for n, (y, s, k) in enumerate(rows)]
    here, there = pool(effects), pool(effects[::-1])
    assert type(here) is type(there)
    if isinstance(here, PooledEffects) and isinstance(there, PooledEffects):
        assert there.mean == pytest.approx(here.mean, abs=1e-4)
        assert there.spread.total == pytest.approx(here.spread.total, abs=1e-4)
