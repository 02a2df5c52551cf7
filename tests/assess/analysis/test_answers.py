"""Which answers serve which item, and what is refused."""

import pandas as pd
import pytest

from tests.fixtures.assessed import ITEMS, LISTED, assessed, panel, pieces, row, said
from workbench.assess.analysis.answers import read_item_answers, scale_words
from workbench.errors import InvalidInput, UnknownName


def read(responses, evidence=None, sites=("huye",)):
    return read_item_answers(LISTED, responses, pieces() if evidence is None else evidence, sites)


def test_answers_to_other_items_and_sites_are_left_out():
    responses = pd.concat([said(("design", "3"), ("other", "9")), said(("design", "2"), site="x")])
    found = read(responses)
    assert found.place.tolist() == [3.0]
    assert found.responses.at.tolist() == [0]


def test_an_answer_serves_another_framework_where_that_has_none():
    responses = pd.concat(
        [
            said(("demand", "2"), ("design", "1")),
            said(("demand", "2"), ("needs", "1"), site="musanze"),
        ]
    )
    evidence = pd.concat([pieces(("demand", 1, "weak"))])
    found = assessed(responses, evidence, sites=("huye", "musanze"))
    lent, own = row(found, "needs"), row(found, "needs", "musanze")
    assert (lent.claimed, lent.level, lent.answered_as, lent.pieces) == (2, 1, "demand", 1)
    assert (own.level, own.answered_as) == (1, "")


def test_a_blank_answer_is_none():
    found = assessed(said(("needs", None), ("demand", "2")))
    assert row(found, "needs").answered_as == "demand"


def test_what_is_not_on_the_scale_is_refused_with_its_place():
    with pytest.raises(InvalidInput, match="2 row") as caught:
        read(said(("design", "6"), ("design", "3"), ("evaluated", "maybe"), ("value", "words")))
    first, second = caught.value.problems
    assert (first.found, first.expected, first.site) == ("6", "a whole number from 0 to 5", "huye")
    assert second.expected == "no, partly, yes or not applicable"
    assert "evaluated" in second.advice


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(UnknownName, match="column in responses"):
        read(panel(("design", [3])).drop(columns="value"))


def test_what_can_be_answered_in_words():
    assert scale_words(ITEMS[-1]) == "an answer"
