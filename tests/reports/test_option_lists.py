"""Tables of step 3a: units in the head, words for what is not known, letters that agree."""

import pytest

from workbench.errors import NothingToShow
from workbench.reports import option_lists as lists

from .conftest import OPTIONS, plain_text


def test_the_table_of_options_has_units_and_ranges(weigh):
    words = plain_text(lists.options(weigh(target=12)))
    assert "Cost (USD)" in words
    assert "A Outsource A <grower> does it" in words
    assert "readiness 4 → 7, use 2 → 4" in words
    assert "8 → 18" in words
    assert "Extension messages (28)" in words
    assert "Chance of 12 or more" in words
    assert "52,000\u2060–\u206078,000" in words
    assert "wait" not in words


def test_without_a_target_there_is_no_column_for_it(weigh):
    assert "or more" not in plain_text(lists.options(weigh()))


def test_success_that_is_not_known_is_said(weigh):
    row = OPTIONS[0].replace("0.7", "")
    assert "not known" in plain_text(lists.options(weigh([row], [], [])))


def test_what_is_not_possible_has_its_reason(weigh):
    words = plain_text(lists.not_possible(weigh()))
    assert "C Postpone for Clean seed <supply>" in words
    assert "Nothing is dated." in words or "No dated change" in words


def test_an_option_above_the_ceiling_is_listed_with_the_reason(weigh):
    found = weigh(settings="currency: USD\nchoice:\n  ceiling: 50000\n")
    from workbench.analysis.choice import compare_options

    choice = compare_options(found.results.table, ceiling=50_000, draws=200)
    bounded = type(found)(
        **{n: getattr(found, n) for n in found.__dataclass_fields__} | {"choice": choice}
    )
    assert "It costs 60,000, above the ceiling of 50,000." in plain_text(
        lists.not_possible(bounded)
    )


def test_the_chain_adds_up_cost_and_months(weigh):
    words = plain_text(lists.chain(weigh(decisions=[])))
    assert "8 → 18" in words
    assert "Months so far" in words
    assert "There is no possible option for" in words or "still the lowest" in words


def test_a_chain_of_one_step_is_not_shown(weigh):
    with pytest.raises(NothingToShow):
        lists.chain(weigh(OPTIONS[:1], decisions=[]))


def test_an_unknown_cost_makes_the_total_at_least(weigh):
    row = OPTIONS[3].replace("20000", "")
    assert "at least 60,000" in plain_text(lists.chain(weigh([OPTIONS[0], row], [], [])))


def test_combinations_are_those_worth_considering(weigh):
    words = plain_text(lists.combinations(weigh()))
    assert "A Outsource Clean seed <supply> and D Develop Extension messages" in words
    assert "8 → 28" in words
    with pytest.raises(NothingToShow):
        lists.combinations(weigh(OPTIONS[:1], decisions=[]))
