"""Screens give their reasons; dominance claims nothing that is not known."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.frameworks import load_criteria
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.screens import dominance, screen_reasons

THREE = load_criteria().chosen(["gain", "months", "cost"])


def dominated(**columns):
    return dominance(criterion_numbers(pd.DataFrame(columns), THREE))


def test_every_reason_is_told():
    options = pd.DataFrame(
        {
            "possible": [False, True, True],
            "reason": ["The site is not diagnosed.", "", ""],
            "cost": [60_000.0, np.nan, np.nan],
            "cost_low": [np.nan, 70_000.0, np.nan],
            "refused_by": [None, "Ministry", " "],
        }
    )
    first, second, third = screen_reasons(options, ceiling=50_000)
    assert first == "The site is not diagnosed. It costs 60,000, above the ceiling of 50,000."
    assert second == (
        "It costs 70,000, above the ceiling of 50,000. Ministry must consent and does not."
    )
    assert third == ""


def test_limits_are_allowed_to_be_reached_and_absent_columns_screen_nothing():
    assert screen_reasons(pd.DataFrame({"cost": [50.0]}), ceiling=50).tolist() == [""]
    assert screen_reasons(pd.DataFrame(index=range(2)), ceiling=1).tolist() == ["", ""]
    not_answered = pd.DataFrame({"possible": pd.array([None, False], dtype="boolean")})
    assert screen_reasons(not_answered).tolist() == ["", "It is not possible."]


def test_worse_or_equal_everywhere_is_dominated_and_equal_is_not():
    found = dominated(gain=[10.0, 10, 10, 20], months=[12.0, 6, 6, 3], cost=[5.0, 5, 5, 9])
    assert found[0].tolist() == [False, True, True, False]
    assert not found[1:].any()


def test_nothing_is_claimed_where_a_number_is_not_known():
    assert not dominated(gain=[1.0, 2], months=[2.0, 1], cost=[np.nan, 1]).any()
    assert not dominated(gain=[1.0, 2], months=[2.0, 1], cost=[1.0, np.nan]).any()


def test_ranges_that_overlap_the_wrong_way_are_not_dominated():
    columns = {"gain": [1.0, 2], "months": [2.0, 2]}
    assert not dominated(**columns, cost=[5.0, 4], cost_low=[1.0, 2], cost_high=[9.0, 9]).any()
    assert dominated(**columns, cost=[5.0, 4], cost_low=[3.0, 2], cost_high=[9.0, 9])[0, 1]


@given(st.integers(0, 10_000))
@examples(30)
def test_dominance_is_an_order(seed):
    generator = np.random.default_rng(seed)
    gain, months, cost = generator.integers(0, 4, (3, 6)).astype(float)
    found = dominated(gain=gain, months=months, cost=cost)
    assert not (found & found.T).any()
    assert not (found.astype(int) @ found.astype(int))[~found].any()  # transitive
