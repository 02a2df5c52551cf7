"""Sections: profile, gates, shares."""

import pytest

from tests.fixtures.assessed import GATE, LISTED, assessed, panel
from workbench.assess.analysis.item_list import ItemList, ListedItem, ListedSection


def section(found, key):
    return next(one for one in found.section_rows if one.section == key)


def test_the_profile_of_a_section():
    found = section(
        assessed(panel(("design", [1, 2]), ("partners", [4, 4]), ("money", [1, 1]))), "parts"
    )
    assert (found.items, found.answered) == (3, 3)
    assert (found.passed, found.there, found.done) == (None, None, None)


def test_the_share_of_items_at_two_or_more():
    found = section(assessed(panel(("hypotheses", [2]), ("needs", [1]))), "quality")
    assert (found.there, found.there_of) == (1, 2)


def test_status_counts_what_is_done_of_what_was_not_dropped():
    found = section(assessed(panel(("roadmap", ["done"]), ("training", ["dropped"]))), "work")
    assert (found.done, found.done_of) == (1, 1)


@pytest.mark.parametrize(
    ("evaluated", "engaged", "passed", "missing"),
    [
        ("yes", "partly", True, ""),
        ("yes", "no", False, "engaged"),
        ("yes", None, None, "engaged"),
        ("no", None, False, "evaluated;engaged"),
        ("yes", "not applicable", True, ""),
    ],
)
def test_all_have_to_be_open(evaluated, engaged, passed, missing):
    given = [("evaluated", [evaluated]), ("engaged", [engaged] if engaged else [])]
    found = section(assessed(panel(*given)), "ready")
    assert (found.passed, found.missing) == (passed, missing)


@pytest.mark.parametrize(
    ("unproven", "unstable", "passed", "missing"),
    [
        ("no", "no", True, ""),
        ("no", "partly", True, ""),
        ("yes", None, False, "unproven;unstable"),
        ("no", None, None, "unstable"),
        ("not applicable", "no", True, ""),
    ],
)
def test_what_blocks_must_not_be_yes(unproven, unstable, passed, missing):
    given = [("unproven", [unproven]), ("unstable", [unstable] if unstable else [])]
    found = section(assessed(panel(*given)), "not-for")
    assert (found.passed, found.missing) == (passed, missing)


@pytest.mark.parametrize(
    ("first", "second", "passed", "missing"),
    [
        ("no", "yes", True, ""),
        ("no", None, None, "first;second"),
        ("no", "no", False, "first;second"),
        ("not applicable", "not applicable", True, ""),
    ],
)
def test_one_of_several_is_enough(first, second, passed, missing):
    listed = ItemList(
        (ListedSection("any", "Any", gate="any_of", passes=2),),
        tuple(ListedItem(key, key, "any", "gate", GATE) for key in ("first", "second")),
    )
    given = [("first", [first]), ("second", [second] if second else [])]
    found = section(assessed(panel(*given), listed=listed), "any")
    assert (found.passed, found.missing) == (passed, missing)


def test_sections_come_site_by_site_in_the_order_of_the_framework():
    found = assessed(panel(("design", [1])), sites=("huye", "musanze"))
    keys = [one.key for one in LISTED.sections]
    assert [one.section for one in found.section_rows] == keys * 2
    assert [one.site for one in found.section_rows] == ["huye"] * 5 + ["musanze"] * 5
