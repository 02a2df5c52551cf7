"""Tables of step 3a: units in the head, words for what is not known, letters that agree."""

import pytest

from tests.fixtures.sites import OPTIONS, plain_text
from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.options.page import option_lists as lists


def test_the_table_of_options_has_units_and_ranges(weigh_site):
    words = plain_text(lists.option_effects(weigh_site(target=12)))
    assert "Cost (USD)" in words
    assert "A Outsource A <grower> does it" in words
    assert "readiness 4 → 7, use 2 → 4" in words
    assert "8 → 18" in words
    assert "Extension messages (28)" in words
    assert "Chance of 12 or more" in words
    assert "52,000\u2060–\u206078,000" in words
    assert "wait" not in words


def test_without_a_target_there_is_no_column_for_it(weigh_site):
    assert "or more" not in plain_text(lists.option_effects(weigh_site()))


def test_success_that_is_not_known_is_said(weigh_site):
    row = OPTIONS[0].replace("0.7", "")
    assert "not known" in plain_text(lists.option_effects(weigh_site([row], [], [])))


def test_what_is_not_possible_has_its_reason(weigh_site):
    words = plain_text(lists.not_possible(weigh_site()))
    assert "C Postpone for Clean seed <supply>" in words
    assert "Nothing is dated." in words or "No dated change" in words


def test_an_option_above_the_ceiling_is_listed_with_the_reason(weigh_site):
    found = weigh_site(settings="currency: USD\nchoice:\n  ceiling: 50000\n")
    from workbench.options.analysis.choice import compare_options

    choice = compare_options(found.results.table, ["gain", "cost"], ceiling=50_000, draws=200)
    bounded = type(found)(
        **{n: getattr(found, n) for n in found.__dataclass_fields__} | {"choice": choice}
    )
    assert "It costs 60,000, above the ceiling of 50,000." in plain_text(
        lists.not_possible(bounded)
    )


def test_the_chain_adds_up_cost_and_months(weigh_site):
    words = plain_text(lists.chained_options(weigh_site(decisions=[])))
    assert "8 → 18" in words
    assert "Months so far" in words
    assert "There is no possible option for" in words or "still the lowest" in words


def test_a_chain_of_one_step_is_not_shown(weigh_site):
    with pytest.raises(NothingToShow):
        lists.chained_options(weigh_site(OPTIONS[:1], decisions=[]))


def test_an_unknown_cost_makes_the_total_at_least(weigh_site):
    row = OPTIONS[3].replace("20000", "")
    assert "at least 60,000" in plain_text(
        lists.chained_options(weigh_site([OPTIONS[0], row], [], []))
    )


def test_combinations_are_those_worth_considering(weigh_site):
    words = plain_text(lists.combinations(weigh_site()))
    assert "A Outsource Clean seed <supply> and D Develop Extension messages" in words
    assert "8 → 28" in words
    with pytest.raises(NothingToShow):
        lists.combinations(weigh_site(OPTIONS[:1], decisions=[]))


def test_what_was_decided_and_is_beaten_is_named_with_what_beats_it():
    note = lists.combinations(open_case("data/example", "rw-musanze").options).note.plain
    assert "What was decided, A Outsource Input credit, is not listed" in note
    assert "C Postpone reaches 18 for 4,500 in 12 months." in note
