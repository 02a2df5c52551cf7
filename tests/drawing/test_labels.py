from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from workbench.drawing.labels import Box, apart, ladder, numbered_list, place, pushed
from workbench.drawing.theme import Drawing

PAGE = Box(0, 0, 300, 300)


def test_a_point_in_the_corner_gets_its_label_inside():
    [label] = place([(295, 295)], [["Seed supply"]], area=PAGE)
    assert label is not None
    assert (label.xanchor, label.yanchor) in {("right", "middle"), ("right", "top")}


def test_points_too_close_share_no_room():
    points = [(150.0, 150.0)] * 20
    labels = place(points, [["Certified clean seed"]] * 20, area=PAGE)
    assert 1 <= sum(label is not None for label in labels) <= 8
    assert labels[0] is not None


def test_no_text_no_label():
    assert place([(5, 5)], [[]], area=PAGE) == [None]


def test_only_an_urgent_label_crosses_a_line():
    bars = [Box(0, 0, 300, 140), Box(0, 160, 300, 300), Box(0, 140, 300, 160)]
    calm = place([(150, 150)], [["Seed"]], area=PAGE, strokes=bars)
    urgent = place([(150, 150)], [["Seed"]], area=PAGE, strokes=bars, urgent=[True])
    assert calm == [None]
    assert urgent[0] is not None


@given(st.lists(st.sampled_from("abc"), max_size=14))
def test_coinciding_points_end_up_apart_around_their_place(places):
    moves = apart(places, 1.0)
    for name in set(places):
        own = [move for place_, move in zip(places, moves, strict=True) if place_ == name]
        assert len(set(own)) == len(own)
        assert all(
            (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= 1 - 1e-9 or a == b for a in own for b in own
        )
    assert apart(places, 1.0) == moves


def test_a_text_is_nearer_to_its_own_marker_than_to_any_other():
    points = [(100.0, 100.0), (100.0, 128.0), (128.0, 100.0)]
    labels = place(points, [["By-laws"], ["Market"], ["Seed"]], area=PAGE)
    assert labels[0] is not None
    assert labels[0].xanchor == "right"


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6, unique=True)
)
def test_pushed_points_keep_their_distance(points):
    found = pushed(points, 10)
    assert len(found) == len(points)
    assert all(math.dist(a, b) > 7 for a, b in combinations(found, 2))


def test_ladder_leaves_room_for_headings():
    drawing = Drawing()
    at, height = ladder(drawing, [["a"], ["b", "c", "d"]], rows=[2, 1], row=20, gap=10)
    tops = [note["y"] for note in drawing.notes]
    assert at[2] - tops[1] > at[0] - tops[0]
    assert tops[0] < at[0] < at[1] < tops[1] < at[2] < height


def test_long_titles_run_on_in_the_list():
    lines = numbered_list([(1, "word " * 15), (2, "<i>")])
    assert lines[0].startswith("<b>1</b>")
    assert len(lines) == 3
    assert lines[-1] == "<b>2</b>  &lt;i&gt;"
