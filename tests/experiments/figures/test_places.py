"""Places beside those tried, and pilots for money."""

import pytest

from workbench.errors import NothingToShow
from workbench.experiments.figures.places import pilots_for_money, transfer_distances


def test_a_place_outside_the_range_is_marked(huye):
    figure = transfer_distances(huye.transfer, huye.names, huye.variables, "huye")
    at = {trace.name: len(trace.x) for trace in figure.data if trace.name}
    assert at["within the range tried"] == 1
    assert at["outside it: extrapolated"] == 2
    assert "2 outside the range tried" in figure.layout.meta["caption"]


def test_pilots_of_known_cost_are_drawn(huye):
    figure = pilots_for_money(huye.next_pilots, huye.names)
    points = [len(trace.x) for trace in figure.data if trace.mode and "markers" in trace.mode]
    assert sum(points) >= 2


def test_nothing_to_draw(nothing):
    with pytest.raises(NothingToShow):
        pilots_for_money(nothing.next_pilots, {})
    with pytest.raises(NothingToShow):
        transfer_distances(nothing.transfer, nothing.names, nothing.variables, "huye")
