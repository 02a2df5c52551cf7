"""Units in time."""

import pytest

from tests.fixtures.rollout import unit
from tests.transformation.figures.conftest import NASTY
from workbench.errors import NothingToShow
from workbench.transformation.analysis.approach import ApproachLimits, compare_approaches
from workbench.transformation.figures.waves import ALONE, HERE, IN_WAVES, wave_bars


def test_every_unit_has_its_bar_and_the_own_an_outline(north, sound):
    figure = wave_bars(north.comparison.outcome("hybrid"), {"south": NASTY}, "north")
    sound(figure)
    bars = {one.name: one for one in figure.data}
    assert len(bars[IN_WAVES.label].x) == 2
    assert len(bars[ALONE.label].x) == 1
    assert len(bars[HERE.label].x) == 1
    assert list(bars[IN_WAVES.label].text) == ["1", "2"]


def test_many_units_are_cut_to_a_page_with_the_own_among_them(sound):
    units = [unit(f"u{at:03}", 2) for at in range(90)]
    found = compare_approaches(units, limits=ApproachLimits(teams=3), draws=200)
    figure = wave_bars(found.outcome("phased"), {}, "u089")
    sound(figure)
    assert len(figure.layout.yaxis.ticktext) == 40
    assert "u089" in figure.layout.yaxis.ticktext
    assert "50 more units not drawn" in figure.layout.meta["caption"]


def test_no_order():
    with pytest.raises(NothingToShow):
        wave_bars(None, {})
