"""Which features of a place go with larger effects."""

import numpy as np
import pytest

from tests.fixtures.published import TEACHERS, bcg, latitudes, row, teachers
from workbench.experiments.analysis.meta_regression import meta_regression
from workbench.experiments.analysis.pool import Aim, pool


def test_bcg_trials_by_latitude():
    found = meta_regression(bcg(), latitudes(), aim=Aim("down", 0.0))
    [slope] = found.slopes
    at_the_equator = found.at({"latitude": 0.0})
    assert at_the_equator.value == pytest.approx(0.2515, abs=5e-5)
    assert slope.value == pytest.approx(-0.0291, abs=5e-5)
    # 0.07635 where the score is zero; metafor's steps end a little above, at 0.0764.
    assert found.model.spread.total == pytest.approx(0.0764, abs=1e-4)


def test_teachers_by_weeks_as_in_raudenbush_2009():
    weeks = {f"{n}": {"weeks": float(min(w, 3))} for n, (w, _, _) in enumerate(TEACHERS, start=1)}
    found = meta_regression(teachers(), weeks)
    assert found.at({"weeks": 0.0}).value == pytest.approx(0.407, abs=5e-4)
    [slope] = found.slopes
    assert slope.value == pytest.approx(-0.157, abs=5e-4)
    assert found.model.spread.total == pytest.approx(0.0, abs=5e-4)
    # z = -4.39 with the model's own error.
    own = float(np.sqrt(found.model.shape[1, 1]))
    assert slope.value / own == pytest.approx(-4.39, abs=5e-3)


def test_each_variable_needs_ten_studies():
    contexts = {key: {**one, "year": float(key)} for key, one in latitudes().items()}
    found = meta_regression(bcg(), contexts, order=["year"])
    assert found.variables == ("year",)
    [left] = found.left_out
    assert left.variable == "latitude"
    assert left.why == "13 studies have a value, and 20 are needed beside 1 more"


def test_nine_studies_bear_none():
    found = meta_regression(bcg()[:9], latitudes())
    assert found.model is None
    assert found.slopes == ()
    assert found.at({"latitude": 10.0}) is None
    assert found.left_out[0].why == "9 studies have a value, and 10 are needed"


def test_what_is_the_same_everywhere_or_follows_from_others_is_left_out():
    rows = [row(n, 0.1 * (n % 3), 0.1) for n in range(30)]
    contexts = {f"{n}": {"a": float(n), "b": 2.0 * n + 1, "c": 7.0} for n in range(30)}
    found = meta_regression(rows, contexts)
    assert found.variables == ("a",)
    assert {one.variable: one.why for one in found.left_out} == {
        "b": "it follows from the other variables",
        "c": "it is the same everywhere",
    }


def test_a_site_without_the_variable_has_no_prediction():
    found = meta_regression(bcg(), latitudes())
    assert found.at({"altitude": 3.0}) is None


def test_a_variable_that_says_nothing_predicts_about_the_pool():
    rows = [row(n, 0.2 + 0.1 * (-1) ** n, 0.1) for n in range(12)]
    contexts = {f"{n}": {"x": float(n // 2)} for n in range(12)}
    found, whole = meta_regression(rows, contexts), pool(rows)
    [slope] = found.slopes
    assert slope.value == pytest.approx(0.0, abs=1e-9)
    assert slope.range.low < 0 < slope.range.high
    assert slope.by_chance == pytest.approx(1.0)
    there = found.at({"x": 2.5})
    assert there.value == pytest.approx(whole.mean)
    assert 0.9 < there.chance < 1
