"""Choices, texts and numbers as they stand."""

import pandas as pd

from tests.fixtures.assessed import assessed, said


def held(*rows):
    found = assessed(said(*rows)).answer_rows
    return [(one.item, one.answer, one.given, one.of) for one in found]


def test_the_answer_of_the_team_comes_before_those_of_assessors():
    rows = [("approach", "phased", "A1"), ("approach", "hybrid", "A2")]
    assert held(*rows) == [("approach", "phased", 1, 2), ("approach", "hybrid", 1, 2)]
    assert held(*rows, ("approach", "parallel", "team", "adopted")) == [
        ("approach", "parallel", 1, 1)
    ]


def test_a_later_round_and_a_later_day_count():
    assert held(
        ("value", "Old", "team", "adopted", 1),
        ("value", "New", "A1", "workshop", 2),
    ) == [("value", "New", 1, 1)]
    assert held(
        ("value", "First", "team", "adopted", 1, "2026-03-01"),
        ("value", "Second", "team", "adopted", 1, "2026-03-05"),
    ) == [("value", "Second", 1, 1)]


def test_a_choice_of_several_counts_for_each_and_a_text_stays_whole():
    assert held(("approach", "area; audience"), ("value", "One; two")) == [
        ("approach", "area", 1, 1),
        ("approach", "audience", 1, 1),
        ("value", "One; two", 1, 1),
    ]


def test_nothing_said_is_nothing_listed():
    assert assessed(said(("design", "3"))).answers.empty
    assert isinstance(assessed(said(("design", "3"))).answers, pd.DataFrame)
