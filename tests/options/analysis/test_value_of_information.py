"""Value of information: Raiffa's wildcatter, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.options.analysis.value_of_information import (
    known_part,
    partial_information,
    perfect_information,
    sample_information,
)

DRILL = np.array([[-70.0, 0.0], [50.0, 0.0], [200.0, 0.0]])
PRIOR = np.array([0.5, 0.3, 0.2])
SEISMIC = np.array([[0.6, 0.3, 0.1], [0.3, 0.4, 0.4], [0.1, 0.3, 0.5]])


def test_raiffa_oil_wildcatter():
    assert (PRIOR @ DRILL).max() == pytest.approx(20)
    assert perfect_information(DRILL, PRIOR)[0] == pytest.approx(35)
    worth, changes = sample_information(DRILL, PRIOR, SEISMIC)
    assert worth == pytest.approx(12.5)
    # "No structure" has probability .5 * .6 + .3 * .3 + .2 * .1 = .41; then one does not drill.
    assert changes == pytest.approx(0.41)


def test_a_test_that_tells_all_is_worth_perfect_information():
    assert sample_information(DRILL, PRIOR, np.eye(3)) == pytest.approx(
        perfect_information(DRILL, PRIOR)
    )


def test_a_test_that_tells_nothing_is_worth_nothing():
    assert sample_information(DRILL, PRIOR, np.full((2, 3), 0.5)) == pytest.approx((0, 0))


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_no_part_is_worth_more_than_the_whole_and_none_less_than_nothing(seed):
    generator = np.random.default_rng(seed)
    first, second = generator.random((400, 3)), generator.random((400, 3)) * 0.5
    utilities = first + second
    whole, _ = perfect_information(utilities)
    part, changes = partial_information(utilities, first[:, 0], bins=20)
    assert 0 <= part <= whole + 1e-12
    assert 0 <= changes <= 1


def test_the_exact_part_agrees_with_binning():
    generator = np.random.default_rng(4)
    draws = 40_000
    part = np.column_stack([generator.random(draws), np.full(draws, 0.5)])
    rest = generator.random((draws, 2)) * 0.2 + np.array([0.0, 0.05])
    exact = known_part((part + rest).mean(axis=0), part, part.mean(axis=0))
    binned = partial_information(part + rest, part[:, 0], bins=100)
    assert exact == pytest.approx(binned, abs=0.01)
    assert exact[0] > 0.05


def test_information_about_the_only_option_is_worth_nothing():
    assert perfect_information(np.array([[1.0], [2.0]])) == (0, 0)


def test_what_is_no_table_of_states_is_refused():
    with pytest.raises(InvalidInput, match="sum to 1"):
        perfect_information(DRILL, np.array([0.5, 0.3, 0.3]))
    with pytest.raises(InvalidInput, match="draws and options"):
        perfect_information(np.empty((0, 2)))
    with pytest.raises(InvalidInput, match="in every state"):
        sample_information(DRILL, PRIOR, np.full((2, 3), 0.4))
    with pytest.raises(InvalidInput, match="bins"):
        partial_information(DRILL, PRIOR, bins=9)
