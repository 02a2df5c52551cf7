"""What the report says of cuts: none, one, some, or not enough."""

from tests.fixtures.sites import plain_text
from workbench.budget.page.first_cuts import what_to_cut
from workbench.language import Speech, speaking


def said(part):
    return plain_text(part).replace("\xa0", " ")


def test_the_ceiling_is_kept_or_cuts_are_listed(budgeted):
    assert not said(what_to_cut(budgeted("rw-huye")))  # the comparison says it of all sites
    found = budgeted("rw-huye", ceiling="60000")
    text = said(what_to_cut(found))
    assert "above the ceiling of" in text
    assert "What is cut first" in text
    least = budgeted("rw-huye", ceiling="100")
    assert "All cuts together are not enough" in said(what_to_cut(least))


def test_one_cut_is_said_as_one_and_in_the_words_of_the_framework(budgeted):
    one = budgeted("rw-huye", ceiling="96000")
    assert one.cuts.steps == 1
    with speaking(Speech.of({"package": ("set of capabilities", "sets of capabilities")})):
        text = said(what_to_cut(one))
    assert "The first cut is enough." in text
    assert "lifts the set of capabilities least" in text
