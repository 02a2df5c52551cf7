"""Approaches drawn: three pictures with the numbers of the comparison."""

import pytest

from workbench.errors import NothingToShow
from workbench.transformation.figures.approach import CAREFUL, MIDDLE, approach_bars


def test_numbers_are_those_of_the_comparison(north, sound):
    figure = approach_bars(north.comparison, "EUR")
    sound(figure)
    outcomes = north.comparison.outcomes
    drawn = {one.name: list(one.x) for one in figure.data if one.xaxis in (None, "x") and one.name}
    assert drawn[MIDDLE.label] == [one.p50 for one in outcomes]
    assert drawn[CAREFUL.label] == [one.p80 for one in outcomes]
    (people,) = [one for one in figure.data if one.type == "bar"]
    assert list(people.x) == [one.people for one in outcomes]
    cost = [one for one in figure.data if one.xaxis == "x3" and one.mode == "markers"]
    assert list(cost[1].x) == [float(one.first_p80) for one in outcomes]


def test_limits_are_dashed_lines(north):
    lines = [(one.xref, one.x0) for one in approach_bars(north.comparison, "EUR").layout.shapes]
    assert lines == [("x", 24.0), ("x3", 90000.0)]


def test_without_costs_the_third_picture_says_so(rollout, sound):
    rows = "site,likely,people\nnorth,4,2\nsouth,5,3\n"
    figure = approach_bars(rollout(rollout=rows).comparison, "EUR")
    sound(figure)
    assert "no cost is known" in figure.layout.annotations[2].text
    assert not [one for one in figure.data if one.xaxis == "x3"]


def test_nothing_to_compare():
    with pytest.raises(NothingToShow):
        approach_bars(None, "EUR")
