"""The figure of levels and what is required."""

import pytest

from tests.fixtures.assessed import LISTED, assessed, panel, pieces, said
from workbench.assess.analysis.item_list import ItemList
from workbench.assess.figures import levels_and_required
from workbench.errors import NothingToShow


def traces(figure):
    return {one.name: one for one in figure.data if one.name}


def test_levels_gaps_ranges_and_the_lowest():
    found = assessed(
        panel(("design", [1, 2]), ("partners", [4, 4]), ("needs", [3])),
        pieces(("partners", 2, "weak")),
    )
    figure = levels_and_required(found)
    drawn = traces(figure)
    assert list(drawn["level now"].x) == [1, 2]  # the quality of the pilot limits nothing
    assert list(drawn["level required"].x) == [3, 3, 2]
    assert list(drawn["what is missing"].x) == [1, 3, None, 2, 3, None]
    assert list(drawn["assessors' range"].x) == [1, 2, None]
    assert "lowest" in drawn
    written = " ".join(one.text for one in figure.layout.annotations)
    assert "claimed 4, evidence supports 2" in written
    assert "not assessed" in written  # money
    assert "Five &lt;parts&gt;" in written
    assert "Design & <data>, level 1, 3 required" in figure.layout.meta["alt"]


def test_all_items_are_drawn_where_no_section_limits_the_whole():
    quality = ItemList(LISTED.sections[1:2], LISTED.items[3:5])
    found = assessed(panel(("hypotheses", [3]), ("needs", [1])), listed=quality)
    assert list(traces(levels_and_required(found))["level now"].x) == [3, 1]


def test_without_a_level_there_is_nothing_to_draw():
    with pytest.raises(NothingToShow, match="No item has a level"):
        levels_and_required(assessed(said(("evaluated", "yes"))))
