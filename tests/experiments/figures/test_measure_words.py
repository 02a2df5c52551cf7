"""Effects in words: ratios as times, differences of shares in percentage points."""

import math

import pytest

from workbench.experiments.analysis.pool import Range
from workbench.experiments.figures.measure_words import (
    effect_axis,
    effect_words,
    is_ratio,
    measure_title,
    range_words,
)


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        (math.log(0.49), "log risk ratio", "0.49"),
        (0.0, "log odds ratio", "1.00"),
        (0.123, "risk difference", "+12.3"),
    ],
)
def test_an_effect_in_its_measure(value, measure, words):
    assert words in effect_words(value, measure)


def test_ratios_are_told_apart():
    assert is_ratio("log risk ratio")
    assert not is_ratio("mean difference")
    assert "risk ratio" in measure_title("log risk ratio")


def test_an_interval_has_both_ends():
    words = range_words(Range(math.log(0.5), math.log(2)), "log risk ratio")
    assert "0.50" in words
    assert "2.00" in words


def test_the_axis_of_a_ratio_shows_times():
    axis = effect_axis(math.log(0.1), math.log(5), "log risk ratio", None)
    assert "1" in axis["ticktext"]
