"""Stories by theme and group."""

import pytest

from workbench.errors import NothingToShow
from workbench.experiments.figures.stories import themes_by_group


def test_a_cell_counts_the_stories_of_a_group_on_a_theme(huye):
    figure = themes_by_group(huye.stories)
    (cells,) = [trace for trace in figure.data if trace.type == "heatmap"]
    assert sum(value or 0 for row in cells.z for value in row) == 3
    assert "not counted into any effect" in figure.layout.meta["caption"]


def test_nothing_told(nothing):
    with pytest.raises(NothingToShow):
        themes_by_group(nothing.stories)
