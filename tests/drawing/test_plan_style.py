"""Fills stay apart in grey print; days are drawn as bars and marks."""

from datetime import date

import pytest

from workbench.drawing.plan_style import (
    CRITICAL,
    MISSED,
    OPEN_END,
    SPARE,
    KnownDay,
    Span,
    faint_fill,
    one_day,
    span_bars,
    time_axis,
    time_span,
)
from workbench.drawing.theme import Drawing


def _grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_critical_time_to_spare_and_missed_differ_in_grey_too():
    greys = sorted(_grey(one.colour) for one in (CRITICAL, SPARE, MISSED))
    assert greys[-1] - greys[0] > 40
    assert len({one.pattern for one in (CRITICAL, SPARE, MISSED)}) == 3


def test_a_fill_has_one_colour():
    assert isinstance(faint_fill("#332288", "/")["color"], str)


def test_a_bar_holds_its_last_day_and_nothing_is_drawn_of_nothing():
    drawing = Drawing()
    span_bars(drawing, [], SPARE, width=9)
    one_day(drawing, [], OPEN_END)
    assert not drawing.traces
    span_bars(drawing, [Span(date(2026, 4, 1), date(2026, 4, 1), 5.0, "plant")], SPARE, width=9)
    one_day(drawing, [KnownDay(date(2026, 5, 1), 6.0, "sell")], OPEN_END)
    bar, mark = drawing.traces
    assert (bar["base"], bar["x"], bar["y"]) == (["2026-04-01"], [86_400_000], [5.0])
    assert (bar["name"], bar["hovertext"], bar["hoverinfo"]) == (SPARE.label, ["plant"], "text")
    assert (mark["x"], mark["y"], mark["name"]) == (["2026-05-01"], [6.0], OPEN_END.label)


def test_a_picture_of_one_day_has_room():
    day = date(2026, 4, 3)
    assert time_span([day]) == (date(2026, 4, 1), date(2026, 4, 5))
    assert time_span([date(2026, 1, 1), date(2026, 4, 11)], after=0.2)[1] == date(2026, 5, 1)


@pytest.mark.parametrize(("last", "every"), [
    (date(2026, 9, 1), "M1"), (date(2028, 1, 1), "M3"), (date(2031, 1, 1), "M12"),
])  # fmt: skip
def test_ticks_are_months_quarters_or_years(last, every):
    axis = time_axis(date(2026, 1, 1), last)
    assert axis["dtick"] == every
    assert axis["range"] == ["2026-01-01", f"{last}"]
