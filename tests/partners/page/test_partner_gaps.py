"""What is missing for a choice of partners is named with sheet and column."""

from tests.fixtures.sites import plain_text
from workbench.case import open_case
from workbench.partners.page import partners
from workbench.partners.page.partner_gaps import prices_known, what_it_takes


def test_a_site_without_anything_is_told_what_it_takes_and_whom_to_ask_first():
    step = open_case("data/example", "ug-luwero").partners
    said = plain_text(partners.with_whom(step))
    assert said.startswith("No partner can be recommended yet")
    for place in ("sheet scores", "sheet ties: source, target", "sheet capacities: component"):
        assert place in said
    assert "Ask Lakes Banana Initiative first, then whom it names of the 39 other" in said
    assert "platform" not in said
    assert "USD" not in said


def test_under_a_framework_of_assessment_the_lowest_items_weigh_most():
    step = open_case("data/ai-transformation", "river").partners
    assert step.lowest["data-infrastructure"] > 0.6
    chosen = step.partners.table.set_index("actor")
    assert chosen["falls_by"].astype(float).idxmax() == "data"  # it alone has data
    bare = open_case("data/ai-transformation", "island").partners
    assert "No partner can be recommended" not in plain_text(partners.with_whom(bare))


def test_what_is_there_is_not_asked_for(map_partners):
    found = map_partners()
    assert what_it_takes(found) == ""
    assert prices_known(found)
