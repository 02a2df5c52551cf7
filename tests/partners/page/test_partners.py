"""The sentences of the choice of partners."""

import re

import pytest

from tests.fixtures.sites import ACTORS, plain_text
from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.partners.page import partner_gaps
from workbench.partners.page import partners as step
from workbench.publish.show import show

RAW = re.compile(r"\bnan\b|<NA>|None|coop\d|platform-membership|capacity-holder|[a-z]_[a-z]")

SETTING = re.compile(r"(partners\.|column )[a-z_]+")  # named where it replaces an assumption


def everything(found):
    """Return the words of all that is said."""
    shown = [step.one_page(found), step.with_whom(found), partner_gaps.not_known(found)]
    makers = (step.chosen_partners, step.needs_met, step.other_partners, step.next_interviews)
    return [plain_text(one) for one in (*shown, *(show(make, found) for make in makers))]


def test_no_raw_value_is_printed(map_partners):
    for said in everything(map_partners()):
        assert not RAW.search(SETTING.sub("", said)), said


def test_with_whom_names_partner_form_and_sole_holder(map_partners):
    ((head, said),) = step.one_page(map_partners()).rows
    assert head.plain == "With whom"
    assert "Bank <A> (contract" in said.plain
    assert "Contract with Bank <A>: sole holder of Clean seed" in said.plain


def test_a_mandatory_partner_is_there_and_called_so(map_partners):
    found = map_partners()
    words = plain_text(step.chosen_partners(found))
    assert "Coop Two" in words
    assert "has to be a partner" in words


def test_the_answer_gives_cost_budget_and_whether_it_is_proven(map_partners):
    found = map_partners(settings="currency: USD\npartners: {budget: 9000, imputations: 20}\n")
    words = plain_text(step.with_whom(found))
    assert "of the USD 9,000 that partnerships may cost (a limit for this choice" in words
    assert "proven to be the best within the limits" in words
    assert "Assumed: " not in words  # the cost of both partners is given


def test_amounts_that_nobody_gave_are_called_assumed_with_what_replaces_them(map_partners):
    words = plain_text(step.with_whom(map_partners()))
    assert "Assumed: the budget, as five usual partnerships (setting partners.budget)." in words
    assert "For this much, a platform pays while running it costs less than" in words
    assert "the answer can turn more than once" in words  # another price, another value asked
    actors = [row.replace(",yes,900", ",yes,") for row in ACTORS]
    words = plain_text(step.with_whom(map_partners(actors=actors)))
    assert "the cost of Coop Two (sheet actors, column cost_bilateral)" in words


def test_a_form_that_the_team_chose_stands_with_its_reason(map_partners):
    found = map_partners(partnerships=["huye,bank,seed,mou,It takes <no> money,2026-03-01"])
    said = plain_text(step.chosen_partners(found))
    assert "Memorandum of understanding" in said
    assert "chosen by the team: It takes <no> money" in said


def test_a_site_without_actors_has_one_missing_line(map_partners):
    found = map_partners(actors=[], ties=[], capacities=[])
    made = step.with_whom(found)
    assert (made.what.plain, made.follows) == ("Actors", False)
    assert partner_gaps.not_known(found).records == ()
    assert step.one_page(found).rows == ()


def test_below_a_third_of_answers_it_says_whom_to_ask_and_recommends_nobody(map_partners):
    silent = [row.replace(",no,yes,", ",no,no,") for row in ACTORS]
    found = map_partners(actors=silent)
    words = plain_text(step.with_whom(found))
    assert "below 30 % no partners are recommended" in words
    assert "Ask first" in words
    assert plain_text(step.next_interviews(found)).startswith("Interview next: ")
    with pytest.raises(NothingToShow):
        step.chosen_partners(found)


def test_without_capacities_and_answers_it_says_what_cannot_be_said(map_partners):
    bare = [",".join([*row.rsplit(",", 6)[0].rsplit(",", 1)[0].split(","), *[""] * 6])
            for row in ACTORS if "Two" not in row]  # fmt: skip
    ties = ["huye,bank,coop1,funding,,1", "huye,bank,coop3,funding,,1"]
    found = map_partners(actors=bare, ties=ties, capacities=[])
    words = plain_text(step.with_whom(found))
    assert "whom to talk to first, not whom to contract" in words
    assert "partners are not chosen by cost: at most five" in words
    assert "USD" not in words
    gaps = [one.what.plain for one in partner_gaps.not_known(found).records]
    assert gaps == [
        "Capacities", "Costs of partnerships", "Actors to be reached",
        "Whether capacities add up, for 1 component",
    ]  # fmt: skip


def test_the_question_whose_answer_would_change_the_choice_is_asked(map_partners):
    halves = ["huye,bank,seed,0.5,", "huye,radio,seed,0.5,"]
    found = map_partners(capacities=halves)
    words = plain_text(step.needs_met(found))
    row = found.partners.needs.query("need == 'seed'").iloc[0]
    assert ("the one question to ask" in words) == bool(row["pooling_matters"])


def test_a_budget_below_the_cheapest_is_said(map_partners):
    found = map_partners(settings="currency: USD\npartners: {budget: 10, imputations: 5}\n",
                         actors=[row.replace(",yes,900", ",,900") for row in ACTORS])  # fmt: skip
    words = plain_text(step.with_whom(found))
    assert "budget of 10.00 is below" in words or "No set with the mandatory" in words


def test_what_a_platform_costs_adds_up_and_one_measure_says_what_is_lost():
    found = open_case("data/example", "rw-huye").partners
    words = plain_text(step.with_whom(found))
    assert "costs USD 8,450 (USD 2,450 for the partners and USD 6,000 for running the" in words
    assert "of the USD 25,000 that partnerships may cost" in words
    assert "running a platform could cost up to USD 22,550; it is counted at USD 6,000" in words
    assert "on purpose" not in words
    moved = open_case("data/example", "ug-isingiro").partners
    (row,) = moved.chosen[moved.chosen["single_point"]].to_dict("records")
    lost = f"{moved.names[row['actor']]} \\({100 * row['loss_if_left_out']:.0f}\\s%\\)"
    assert re.search(lost, plain_text(step.with_whom(moved)))


def test_every_chosen_partner_is_named_and_each_need_says_who_is_chosen():
    found = open_case("data/example", "rw-musanze").partners
    words = plain_text(step.chosen_partners(found))
    assert len(found.chosen) > 12
    assert all(found.names[actor] in words for actor in found.chosen["actor"])
    assert "Chosen too, and missed least: " in words
    assert "only by a new decision" in words
    needs = plain_text(step.needs_met(found))
    assert "chosen: Bank of the Ridges; weight" in needs
    assert "Extension messages" not in needs  # 2 % of the weight
