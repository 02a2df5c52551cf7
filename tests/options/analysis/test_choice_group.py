"""One bottleneck: confidence, thresholds and worth of information."""

import numpy as np
import pandas as pd
import pytest

from workbench.frameworks import load_criteria
from workbench.options.analysis.choice_group import Weighting, compare_group
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.smaa import draw_weights, mean_weights
from workbench.options.analysis.value_of_information import partial_information

KEYS = ["success", "acceptability"]


def group(draws=10_000, **columns):
    frame = pd.DataFrame(columns)
    found = criterion_numbers(frame, load_criteria().chosen(KEYS))
    weighting = Weighting(KEYS, draw_weights(2, draws=draws), mean_weights(2), seed=1)
    names = [f"o{i}" for i in range(len(frame))]
    return compare_group(np.arange(len(frame)), found, names, weighting), found, weighting


def test_certain_numbers_leave_nothing_to_learn():
    compared, *_ = group(success=[1, 0], acceptability=[0, 0.9])
    assert [(one.criterion, one.worth, one.changes) for one in compared.information] == [
        (None, 0, 0)
    ]
    assert compared.confidence.tolist() == [1, 1]


def test_worth_of_one_number_is_exact():
    # Even from 0 to 1 against a certain 0.5, at a weight of 1/2: E max(x, 1/2) - 1/2 = 1/8, halved.
    compared, *_ = group(
        success_low=[0, 0.5], success_high=[1, 0.5], acceptability=[0.5, 0.5], success=[np.nan, 0.5]
    )
    worth = {(one.criterion, one.option): one for one in compared.information}
    assert worth[0, 0].worth == pytest.approx(1 / 16, abs=1e-4)
    assert worth[0, 0].changes == pytest.approx(0.5, abs=1e-3)
    assert worth[None, None].worth == pytest.approx(1 / 16, abs=1e-4)
    assert (0, 1) not in worth


def test_worth_of_a_part_agrees_with_binning_and_stays_below_the_whole():
    compared, found, weighting = group(
        draws=20_000, success=[np.nan, 0.6], acceptability=[0.5, np.nan]
    )
    values = found.at(weighting.strips(2))
    whole = values @ weighting.central
    binned = partial_information(whole, values[:, 0, 0], bins=100)
    worth = {(one.criterion, one.option): one for one in compared.information}
    assert worth[0, 0].worth == pytest.approx(binned[0], abs=0.005)
    assert worth[0, 0].worth > 0.02
    every = worth.pop((None, None))
    assert all(one.worth <= every.worth + 1e-9 for one in worth.values())


def test_confidence_is_lower_where_the_leader_is_not_known():
    compared, *_ = group(success=[np.nan, 0.4], acceptability=[0.5, 0.5])
    assert 0.5 < compared.confidence[0] < 0.7
    assert compared.low[0] < compared.low[1]
    assert compared.high[0] > compared.high[1]


def test_one_option_alone_is_always_first():
    compared, *_ = group(success=[np.nan], acceptability=[0.5])
    assert compared.ranks.ranks.tolist() == [[1]]
    assert compared.swing == []
    assert [one.worth for one in compared.information] == [0, 0]


def test_options_meet_the_same_numbers_whoever_is_beside_them():
    weighting = Weighting(KEYS, draw_weights(2, draws=50), mean_weights(2), seed=1)
    three = weighting.strips(3)
    assert (weighting.strips(2) == three[:, :2]).all()
    assert (three[:, 0] != three[:, 1]).any()
