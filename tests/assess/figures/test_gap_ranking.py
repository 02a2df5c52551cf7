"""The figure of gaps: bars in levels, priorities with their three parts."""

import pytest

from tests.fixtures.assessed import asked, assessed, panel, row
from workbench.assess.figures import gap_ranking
from workbench.assess.figures.gap_ranking import gap_parts
from workbench.errors import NothingToShow


def test_gaps_in_their_order_with_unknown_effort_apart():
    found = assessed(
        panel(("design", [1]), ("partners", [0])),
        requirements=asked({"item": "design", "effort": 4}),
    )
    figure = gap_ranking(found)
    drawn = {one.name: list(one.x) for one in figure.data}
    assert drawn == {"effort known: by priority": [2], "effort not known": [3]}
    written = [one.text for one in figure.layout.annotations]
    assert written[0].startswith("1. Design &amp; &lt;data&gt;")
    assert "gap 2, weight 1, effort 4 person-weeks: priority 0.5" in written[0]
    assert "gap 3, weight 2, effort not known" in written[1]
    assert gap_parts(row(found, "partners")) == "gap 3, weight 2, effort not known"


def test_without_a_gap_there_is_nothing_to_draw():
    with pytest.raises(NothingToShow, match="below what is required"):
        gap_ranking(assessed(panel(("design", [5]))))
