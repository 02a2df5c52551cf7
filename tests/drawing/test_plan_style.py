"""Fills stay apart in grey print."""

from workbench.drawing.plan_style import CRITICAL, MISSED, SPARE, faint_fill


def _grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_critical_time_to_spare_and_missed_differ_in_grey_too():
    greys = sorted(_grey(one.colour) for one in (CRITICAL, SPARE, MISSED))
    assert greys[-1] - greys[0] > 40
    assert len({one.pattern for one in (CRITICAL, SPARE, MISSED)}) == 3


def test_a_fill_has_one_colour():
    assert isinstance(faint_fill("#332288", "/")["color"], str)
