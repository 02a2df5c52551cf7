"""The funnel: effects against their precision."""

import pytest

from workbench.errors import NothingToShow
from workbench.experiments.figures.funnel import funnel


def test_each_effect_stands_at_its_standard_error(huye):
    figure = funnel(huye.main, huye.title)
    drawn = [len(trace.x) for trace in figure.data if trace.name == "an experiment"]
    doubtful = [len(trace.x) for trace in figure.data if trace.name == "in doubt"]
    assert (drawn, doubtful) == ([12], [1])
    assert "13 effects" in figure.layout.meta["caption"]


def test_nothing_to_draw(nothing):
    with pytest.raises(NothingToShow):
        funnel(nothing.main, "Nothing")
