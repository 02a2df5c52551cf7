"""What is said to the partners of a site that is left."""

import pytest

from tests.fixtures.sites import plain_text
from workbench.case import open_case
from workbench.partners.page import partners
from workbench.partners.page.leaving import duties_of_the_end, ending


def test_after_a_stop_it_says_who_was_told_and_who_has_a_tie_and_advises_nobody():
    step = open_case("data/example", "ug-kayunga").partners
    said = plain_text(duties_of_the_end(step))
    assert "stops, so no partners are chosen" in said
    assert "Told: District council and all six growers' cooperatives, on 27 February 2026." in said
    assert "a tie to the lead; tell those who are not among the told: " in said
    one = step.names["great-ridge"]
    assert one in said
    assert one not in ending(step.site, step.names, told=f"{one}, by letter")
    assert said == plain_text(partners.with_whom(step))
    assert "stops" in plain_text(partners.one_page(step))


def test_after_a_move_the_partners_are_those_there_and_ties_here_end():
    step = open_case("data/example", "ug-isingiro").partners
    said = plain_text(partners.with_whom(step))
    assert "decided to work in Mbarara instead of Isingiro" in said
    assert "No agreement with a partner in Isingiro is recorded" in said


@pytest.mark.parametrize(("site", "name"), [("rw-ruhango", "Bank of the"), ("rw-musanze", "Bank")])
def test_agreements_that_end_are_named_with_their_form(site, name):
    step = open_case("data/example", site).partners
    said = ending(step.site, step.names)
    assert "that end or go over to others" in said
    assert name in said
