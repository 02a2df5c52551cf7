"""The blocks that go to paper."""

from __future__ import annotations

from workbench.page.text import as_text
from workbench.publish.document import PlacedFigure
from workbench.publish.flow import Headline, Picture, figures_of


def test_figures_that_have_to_be_drawn_are_those_of_plotly() -> None:
    figure = PlacedFigure("1.1", "figure-1-1", "", "In words.", {"data": []}, 400)
    flow = [Headline(as_text("Seed"), 1), Picture(figure), Picture(b"png", "image/png")]
    assert figures_of(flow) == [figure]
