"""The figure of levels and what is required."""

import pytest

from tests.fixtures.assessed import LISTED, assessed, panel, pieces, said
from workbench.assess.analysis.item_list import ItemList
from workbench.assess.analysis.rows import EarlierRound
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


def test_the_round_before_stands_above_the_level_now():
    found = assessed(panel(("design", [2, 2]), ("partners", [4, 4])))
    rounds = [EarlierRound(1, None, {"design": 3}), EarlierRound(2, None, {"design": 1})]
    figure = levels_and_required(found, rounds)
    drawn = traces(figure)["level after the round before"]
    now = traces(figure)["level now"]
    assert (list(drawn.x), list(drawn.y)) == ([1], [now.y[0] - 8])
    assert "after round 2" in figure.layout.meta["caption"]
    assert "level 2, 3 required, before 1, before 3" in figure.layout.meta["alt"]


def test_all_items_are_drawn_where_no_section_limits_the_whole():
    quality = ItemList(LISTED.sections[1:2], LISTED.items[3:5])
    found = assessed(panel(("hypotheses", [3]), ("needs", [1])), listed=quality)
    assert list(traces(levels_and_required(found))["level now"].x) == [3, 1]


def test_without_a_level_there_is_nothing_to_draw():
    with pytest.raises(NothingToShow, match="No item has a level"):
        levels_and_required(assessed(said(("evaluated", "yes"))))
