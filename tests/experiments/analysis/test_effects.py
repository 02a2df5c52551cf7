"""Effects from counts and means, stated beside computed."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.published import bcg, stroke
from workbench.experiments.analysis.effects import (
    Experiment,
    effects_of,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    read_experiments,
    risk_difference,
)

COUNTS = {"cases_treated": 30, "n_treated": 100, "cases_control": 10, "n_control": 100}
cells = st.integers(1, 500)


def experiment(measure="risk difference", **more):
    return Experiment("a", "a", "A", "uptake", measure, **more)


def test_hedges_g_of_normand_1999_as_published_with_the_data():
    # Values of metafor's escalc for this data set (SMD).
    expected = [(-0.3552, 0.0131), (-0.3479, 0.0645), (-2.3176, 0.0458), (-1.8880, 0.1606)]
    found = stroke("standardised mean difference")[:4]
    assert [(round(e.value, 4), round(e.error**2, 4)) for e in found] == expected


def test_mean_differences_of_normand_1999():
    found = stroke("mean difference")
    assert [e.value for e in found] == [-20, -2, -55, -71, -4, 1, 11, -10, 7]
    assert {e.how for e in found} == {"means"}


def test_first_trial_of_colditz_1994():
    # Log risk ratio -0.8893, variance 0.3256: metafor's data set of the trials.
    first = bcg()[0]
    assert (round(first.value, 4), round(first.error**2, 4)) == (-0.8893, 0.3256)


def test_an_empty_cell_is_corrected_and_said():
    [one] = effects_of([experiment("log odds ratio", **{**COUNTS, "cases_control": 0})]).rows
    assert one.how == "counts, corrected"
    assert one.value == pytest.approx(math.log(30.5 * 100.5 / (70.5 * 0.5)))


def test_no_event_in_either_group_says_nothing_of_a_ratio():
    none = {**COUNTS, "cases_treated": 0, "cases_control": 0}
    found = effects_of([experiment("log risk ratio", **none), experiment(**none)])
    assert [one.why for one in found.unusable] == [
        "nobody, or everybody, had the event in both groups"
    ]
    assert [one.of.measure for one in found.rows] == ["risk difference"]


def test_a_row_that_gives_both_must_agree():
    same = experiment(effect=0.2, se=0.0548, **COUNTS)
    off = experiment(effect=0.3, se=0.0548, **COUNTS)
    smaller = experiment(effect=0.2, se=0.04, **COUNTS)
    without = experiment(effect=0.3, **COUNTS)
    found = effects_of([same, off, smaller, without])
    assert [one.of for one in found.disagreements] == [off, smaller, without]
    # What is stated counts, for it may be adjusted for what counts do not show.
    assert [e.value for e in found.rows] == [0.2, 0.3, 0.2, pytest.approx(0.2)]


def test_what_cannot_be_used_says_why():
    found = effects_of([experiment(effect=0.2), experiment(), experiment(n_treated=1)])
    assert [one.why for one in found.unusable] == [
        "an effect without its standard error",
        "no effect, and no counts or means that it could be computed from",
        "no effect, and no counts or means that it could be computed from",
    ]


def test_effects_are_put_together_by_outcome_and_measure():
    rows = [experiment(**COUNTS), experiment("log odds ratio", **COUNTS), experiment(**COUNTS)]
    groups = effects_of(rows).groups
    assert {key: len(own) for key, own in groups.items()} == {
        ("uptake", "risk difference"): 2, ("uptake", "log odds ratio"): 1,
    }  # fmt: skip


def test_a_table_without_some_columns_is_read():
    table = pd.DataFrame(
        {"experiment": ["a"], "study": ["a"], "title": ["A"], "outcome": ["uptake"],
         "measure": ["mean difference"], "effect": [0.2], "se": [0.1]}
    )  # fmt: skip
    [one] = read_experiments(table)
    assert (one.effect, one.doubt, one.supported) == (0.2, None, None)


@given(a=cells, b=cells, c=cells, d=cells)
def test_changing_the_groups_changes_the_sign_alone(a, b, c, d):
    for measure in (log_risk_ratio, log_odds_ratio, risk_difference):
        value, error = measure((a, b, c, d))
        other, same = measure((c, d, a, b))
        assert other == pytest.approx(-value, abs=1e-12)
        assert same == pytest.approx(error)


@given(
    means=st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
    sd=st.floats(0.1, 50),
    scale=st.floats(0.1, 1000),
    n=st.integers(2, 200),
)
def test_hedges_g_does_not_hang_on_the_unit(means, sd, scale, n):
    one, other = means
    here = hedges_g((one, sd, other, sd), n, n)
    there = hedges_g((one * scale, sd * scale, other * scale, sd * scale), n, n)
    assert there == pytest.approx(here, rel=1e-9, abs=1e-9)
    assert abs(here[0]) <= abs(one - other) / sd
