"""Indicators on their way."""

import pytest

from workbench.errors import NothingToShow
from workbench.transformation.figures.indicators import LIGHTS, indicator_lines


def test_places_between_baseline_and_target(north, sound):
    figure = indicator_lines(north.indicators)
    sound(figure)
    marks = {one.name: list(one.x) for one in figure.data if one.mode == "markers"}
    assert marks[LIGHTS["behind"].label] == [0.25]  # coverage 25 of 0 to 100
    assert marks[LIGHTS["on the way"].label] == [0.5]  # adoption 40 of 0 to 80
    # performance is to stay at 100, its floor is 95: 93 lies two fifths below
    assert marks[LIGHTS["below its floor"].label] == [pytest.approx(-0.35)]
    assert "Business value" in figure.layout.meta["caption"]


def test_a_floor_is_a_stroke_and_far_values_stand_at_the_edge(rollout, sound):
    rows = "site,kpi,baseline,target,floor\nnorth,user-adoption,10,20,15\n"
    values = "site,kpi,date,value\nnorth,user-adoption,2026-04-01,500\n"
    figure = indicator_lines(rollout(kpis=rows, kpi_values=values).indicators)
    sound(figure)
    (floor,) = [one for one in figure.data if one.name == "floor"]
    assert list(floor.x) == [0.5, 0.5, None]
    (reached,) = [one for one in figure.data if one.name == "reached"]
    assert list(reached.x) == [1.25]


def test_nothing_to_draw(empty):
    with pytest.raises(NothingToShow):
        indicator_lines(empty.indicators)
