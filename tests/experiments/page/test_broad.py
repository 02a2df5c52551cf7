"""From small to broad: what the report says of a place."""

import pytest

from workbench.errors import NothingToShow
from workbench.experiments.page import broad
from workbench.publish.html import record_html


def _said(record):
    return str(record_html(record)).replace("\xa0", " ")


def test_the_lowest_condition_counts_and_shares_are_in_per_cent(huye):
    said = _said(broad.ready(huye))
    assert "stop" in said
    assert "23.5 %" in said
    assert "the tables give 50 %" in said
    assert "our own assumption" in said


def test_a_place_outside_the_range_is_extrapolated(huye):
    said = _said(broad.expected_here(huye))
    assert "Outside the range tried" in said
    assert "extrapolated" in said


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (broad.lost_at_scale, "later"),
        (broad.next_pilots_listed, "Turin"),
        (broad.cost_of_a_user, "USD"),
        (broad.repeated, "District hospital"),
        (broad.money_mix, "0.62"),
        (broad.barriers_listed, "chain of cold"),
        (broad.check_ins_listed, "2,000"),
        (broad.diary_kept, "Mornings"),
    ],
)
def test_each_part_says_what_the_tables_hold(huye, page, words):
    said = _said(page(huye))
    assert words in said
    assert "nan" not in said


def test_a_story_is_quoted_only_with_consent(huye):
    said = _said(broad.told_stories(huye))
    assert "it was worth it" in said
    assert "aloud" not in said


def test_page_one_says_the_chance_and_the_verdict(huye):
    said = " ".join(str(words) for _, words in broad.one_page(huye).rows)
    assert "24 %" in said
    assert "stop" in said
    assert broad.one_page(huye).facts == {"ready_to_scale": "stop", "chance": 0.24}


def test_nothing_recorded_is_no_table(nothing):
    with pytest.raises(NothingToShow):
        broad.barriers_listed(nothing)
