"""From numbers with ranges to values from 0 to 1."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.frameworks import load_criteria
from workbench.options.analysis.criterion_values import criterion_numbers

ALL = load_criteria()


def read(keys, **columns):
    size = max((len(values) for values in columns.values()), default=1)
    frame = pd.DataFrame(columns, index=range(size))
    return criterion_numbers(frame, ALL.chosen(keys))


def test_certain_numbers_go_straight_through_the_value_function():
    found = read(["months", "gain"], months=[12.0, 60.0, 75.0], gain=[10.0, 81.0, -3.0])
    assert found.expected().tolist() == [[0.7, 0.4], [0.0, 1.0], [0.0, 0.0]]
    assert not found.uncertain.any()


def test_what_is_not_known_is_not_zero():
    found = read(["success", "partner"], success=[np.nan])
    assert not found.known.any()
    assert found.expected() == pytest.approx(np.full((1, 2), 0.5))
    assert found.at(np.full((1, 1, 2), 0.9)).tolist() == [[[0.9, 0.9]]]


def test_a_triangle_has_its_mean_and_its_quantiles():
    found = read(["success"], success_low=[0.1], success=[0.4], success_high=[1.0])
    assert found.expected()[0, 0] == pytest.approx((0.1 + 0.4 + 1.0) / 3, abs=1e-4)
    # Below its peak lies (0.4 - 0.1) / (1.0 - 0.1) = 1/3 of a triangle.
    assert found.at(np.full((1, 1, 1), 1 / 3))[0, 0, 0] == pytest.approx(0.4)
    assert found.at(np.array([[[0.0]], [[1.0]]])).ravel() == pytest.approx([0.1, 1.0])


def test_a_range_without_a_likely_number_is_even():
    found = read(["success"], success_low=[0.2], success_high=[0.6])
    assert found.at(np.full((1, 1, 1), 0.25))[0, 0, 0] == pytest.approx(0.3)
    assert found.central[0, 0] == pytest.approx(0.4)


def test_one_end_alone():
    upper = read(["success"], success_high=[0.4])
    assert upper.expected()[0, 0] == pytest.approx(0.2)
    skewed = read(["success"], success=[0.4], success_high=[0.7])
    assert skewed.low[0, 0] == 0.4
    above = read(["cost"], cost_low=[600_000.0])
    assert above.expected()[0, 0] == 0


def test_words_are_numbers_and_missing_words_are_not_none():
    found = read(["evidence"], evidence_strength=["strong", "none", None])
    assert found.expected().ravel().tolist() == pytest.approx([1, 0, 0.5])


def test_stopping_reaches_nothing_which_is_known():
    found = read(["gain", "target"], option=["stop", "develop"], gain=[np.nan, np.nan])
    assert found.known.tolist() == [[True, True], [False, False]]
    assert found.expected()[0].tolist() == [0, 0]


@given(st.lists(st.floats(0, 60), min_size=3, max_size=3), st.floats(0, 1))
@examples(40)
def test_values_stay_between_those_of_the_ends(ends, u):
    low, likely, high = sorted(ends)
    found = read(["months"], months_low=[low], months=[likely], months_high=[high])
    ends = [float(read(["months"], months=[x]).expected()[0, 0]) for x in (low, high)]
    value = found.at(np.full((1, 1, 1), u))[0, 0, 0]
    assert ends[1] - 1e-9 <= value <= ends[0] + 1e-9
