import math
from itertools import combinations

import numpy as np
import pytest

from workbench.publish.index_map import WIDTH, Spot, sites_map


def spots(number, ready=True):
    draws = np.random.default_rng(number).uniform([-4, 28], [4, 40], (number, 2)).tolist()
    return [Spot(f"Place {at}", y, x, ready) for at, (y, x) in enumerate(draws)]


@pytest.mark.parametrize("place", [(None, None), (95.0, 30.0), (1.0, None), (math.nan, 30.0)])
def test_a_site_without_coordinates_is_not_on_the_map(place):
    assert sites_map([Spot("A", *place, True)]) is None
    drawn = sites_map([Spot("A", *place, True), Spot("B", 1.0, 30.0, True)])
    assert [mark.rows for mark in drawn.marks] == [(1,)]


@pytest.mark.parametrize("number", [1, 2, 25, 26, 400])
def test_every_site_stands_for_one_mark_inside_the_map(number):
    drawn = sites_map(spots(number))
    rows = [row for mark in drawn.marks for row in mark.rows]
    assert sorted(rows) == list(range(number))
    assert all(0 < mark.x < WIDTH and 0 < mark.y < drawn.height for mark in drawn.marks)
    assert bool(drawn.names) == (number <= 25)


def test_north_is_up_and_east_is_right():
    north, east = sites_map([Spot("N", 2.0, 30.0, True), Spot("E", -2.0, 34.0, False)]).marks
    assert north.y < east.y
    assert north.x < east.x
    assert (north.kind, east.kind) == ("report", "none")


def test_few_sites_at_one_place_move_apart_and_show_where_they_are():
    drawn = sites_map([Spot(f"P{at}", -2.0, 30.0, True) for at in range(4)])
    assert all(math.dist((a.x, a.y), (b.x, b.y)) > 9 for a, b in combinations(drawn.marks, 2))
    assert drawn.leaders


def test_many_sites_at_one_place_share_a_mark():
    drawn = sites_map([Spot(f"P{at}", -2.0, 30.0, at > 0) for at in range(40)])
    (mark,) = drawn.marks
    assert (mark.kind, len(mark.rows)) == ("some", 40)
    assert mark.told == "P0, P1, P2, P3, P4 and 35 more"
    assert (drawn.shared, list(drawn.key)) == (True, ["some"])


def test_ten_thousand_sites_are_no_more_marks_than_can_be_seen():
    assert len(sites_map(spots(10_000)).marks) < 2500


def test_islands_on_both_sides_of_the_date_line_are_neighbours():
    west, east = sites_map([Spot("F", -18.1, 178.4, True), Spot("S", -13.8, -171.8, True)]).marks
    assert west.x < east.x


def test_names_are_text_and_hold_on_to_their_marks():
    drawn = sites_map([Spot("<b>$5 & more</b>", 1.0, 30.0, True)])
    (name,) = drawn.names
    assert name.lines[0][1] == "<b>$5 & more</b>"
    assert abs(name.x - drawn.marks[0].x) < 20
