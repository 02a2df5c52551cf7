"""Fills stay apart in grey print."""

from itertools import pairwise

from workbench.drawing.plan_style import RAMP, fill, label, whole


def _grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_neighbours_differ_in_grey_and_no_look_comes_twice():
    assert len({(colour, hatch) for colour, hatch, _ in RAMP}) == len(RAMP)
    for (one, _, _), (other, _, _) in pairwise(RAMP):
        assert abs(_grey(one) - _grey(other)) > 40


def test_a_fill_has_one_colour():
    assert isinstance(fill("#332288", "/")["color"], str)


def test_labels_are_escaped_and_amounts_rounded_half_up():
    assert label("<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"
    assert whole(2.5) == "3"
