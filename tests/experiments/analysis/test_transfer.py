"""How far a site is from the places tried."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.experiments.analysis.transfer import transfer

TRIED = {"a": {"km": 2.0, "rain": 800.0}, "b": {"km": 6.0, "rain": 1200.0}, "c": {"km": 4.0}}
numbers = st.floats(-100, 100)


def one(context, tried=TRIED):
    [found] = transfer(list(tried), tried, ["huye"], {"huye": context}).sites
    return found


def test_a_place_tried_is_no_distance_away():
    found = one({"km": 6.0, "rain": 1200.0})
    assert (found.distance, found.nearest, found.outside) == (0.0, "b", ())
    assert found.share_within == 1.0


def test_outside_the_range_is_marked_variable_by_variable():
    found = one({"km": 10.0, "rain": 900.0})
    assert [v.variable for v in found.outside] == ["km"]
    assert found.outside[0].beyond == pytest.approx(4 / np.std([2, 6, 4], ddof=1))
    assert found.share_within == 0.5


def test_the_distance_by_hand():
    found = one({"km": 4.0, "rain": 800.0})
    rain = (1200 - 800) / math.sqrt(2)
    expected = min(math.sqrt(((4 - 2) / 2) ** 2 / 2), math.hypot(1, 400 / rain) / math.sqrt(2))
    assert found.distance == pytest.approx(expected)


def test_what_is_not_known_is_said_and_not_taken_for_zero():
    found = one({"km": 4.0})
    assert found.missing == ("rain",)
    assert found.distance == 0.0
    nothing = one({"altitude": 3.0})
    assert (nothing.distance, nothing.nearest, nothing.variables) == (None, "", ())
    assert nothing.share_within is None


def test_one_value_tried_makes_every_other_one_extrapolation():
    found = one({"km": 3.0}, {"a": {"km": 2.0}, "b": {"km": 2.0}})
    assert found.outside[0].beyond == math.inf
    assert found.distance is None


def test_an_experiment_at_the_site_itself_is_in_the_range_and_not_the_nearest():
    context = {"huye": {"km": 6.0, "rain": 1200.0}}
    [found] = transfer(list(TRIED), TRIED, ["huye"], context, {"b": "huye"}).sites
    assert (found.tried_here, found.nearest, found.outside) == (("b",), "a", ())
    assert found.distance > 0
    [alone] = transfer(["b"], TRIED, ["huye"], context, {"b": "huye"}).sites
    assert (alone.distance, alone.nearest) == (None, "")


@given(
    places=st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8),
    at=st.tuples(numbers, numbers),
    scale=st.floats(0.1, 50),
)
def test_the_unit_of_a_variable_changes_nothing(places, at, scale):
    here = {str(n): {"x": x, "y": y} for n, (x, y) in enumerate(places)}
    there = {key: {"x": own["x"] * scale, "y": own["y"]} for key, own in here.items()}
    one_way, other = (
        one({"x": at[0], "y": at[1]}, here),
        one({"x": at[0] * scale, "y": at[1]}, there),
    )
    assert len(one_way.outside) == len(other.outside)
    if one_way.distance is not None and min(np.std(places, axis=0)) > 1e-3:
        assert other.distance == pytest.approx(one_way.distance, rel=1e-6, abs=1e-6)
