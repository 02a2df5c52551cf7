"""One bottleneck: the worth of knowing, and the nearest change of a weight."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.frameworks import load_criteria
from workbench.options.analysis.choice_group import (
    Weighting,
    compare_group,
    perfect_information,
)
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.smaa import draw_weights, mean_weights

KEYS = ["success", "acceptability"]


def group(draws=10_000, central=None, **columns):
    found = criterion_numbers(pd.DataFrame(columns), load_criteria().chosen(KEYS))
    central = mean_weights(2) if central is None else np.array(central)
    weighting = Weighting(draw_weights(2, draws=draws), central, seed=1)
    return compare_group(found, weighting), found, weighting


def binned(whole, number, bins):
    """Worth of knowing a number, by binning its draws: few bins understate it."""
    parts = np.array_split(np.argsort(number, kind="stable"), bins)
    means = np.array([whole[part].mean(axis=0) for part in parts])
    return means.max(axis=1).mean() - whole.mean(axis=0).max()


def test_raiffa_oil_wildcatter():
    # Dry, wet and soaking with .5, .3 and .2; the alternative is not to drill.
    drill = np.repeat([[-70.0, 0.0], [50.0, 0.0], [200.0, 0.0]], [5, 3, 2], axis=0)
    assert drill.mean(axis=0).max() == pytest.approx(20)
    assert perfect_information(drill) == pytest.approx((35, 0.5))


def test_information_about_the_only_option_is_worth_nothing():
    assert perfect_information(np.array([[1.0], [2.0]])) == (0, 0)


def test_certain_numbers_leave_nothing_to_learn():
    compared, *_ = group(success=[1, 0], acceptability=[0, 0.9])
    assert (compared.known_all, compared.learn) == (0, None)


def test_worth_of_one_number_is_exact():
    # Even from 0 to 1 against a certain 0.5, at a weight of 1/2: E max(x, 1/2) - 1/2 = 1/8, halved.
    compared, *_ = group(
        central=[0.5, 0.5],
        success_low=[0, 0.5], success_high=[1, 0.5], acceptability=[0.5, 0.5], success=[np.nan, 0.5]
    )  # fmt: skip
    assert (compared.learn.option, compared.learn.criterion) == (0, 0)
    assert compared.learn.worth == pytest.approx(1 / 16, abs=1e-4)
    assert compared.learn.changes == pytest.approx(0.5, abs=1e-3)
    assert compared.known_all == pytest.approx(0.5, abs=1e-3)


@given(st.floats(0.3, 0.7))
@examples(5)
def test_worth_of_a_part_agrees_with_binning_and_stays_below_the_whole(other):
    compared, found, weighting = group(
        draws=20_000, success=[np.nan, other], acceptability=[0.5, np.nan]
    )
    values = found.at(weighting.strips(2))
    whole = values @ weighting.central
    learn = compared.learn
    number = values[:, learn.option, learn.criterion]
    assert learn.worth == pytest.approx(binned(whole, number, 100), abs=0.005)
    assert 0.01 < learn.worth <= perfect_information(whole)[0] + 1e-9


def test_the_nearest_change_of_a_weight_names_another_option():
    # Both are worth the same where acceptability weighs 0.45, now 0.25.
    compared, *_ = group(success=[0.8, 0.35], acceptability=[0.2, 0.75])
    change = compared.change
    assert (change.option, change.criterion, change.direction) == (1, 1, "more")
    assert change.threshold == pytest.approx(0.45)
    assert group(success=[0.8, 0.3], acceptability=[0.8, 0.3])[0].change is None
