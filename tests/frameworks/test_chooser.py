"""Answers to levels: every path ends at a level, and every level has a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.frameworks import available, load
from workbench.frameworks.chooser import (
    LevelRule,
    Question,
    endings,
    next_question,
    overlaps,
    settled,
)

SCALES = [(key, name) for key in available() for name in load(key).scales]


def question(key, *answers):
    return Question.model_validate(
        {"key": key, "text": f"{key}?", "answers": [{"key": a, "text": a} for a in answers]}
    )


def rule(level, **when):
    return LevelRule(when=when, level=level)


@pytest.mark.parametrize(("key", "name"), SCALES)
def test_every_path_ends_at_a_level_and_every_level_has_a_path(key, name):
    scale = load(key).scales[name]
    found = list(endings(scale.questions, scale.decision))
    assert {end.level for end in found} == set(range(10))


@pytest.mark.parametrize(("key", "name"), SCALES)
def test_two_or_three_questions(key, name):
    assert 2 <= len(load(key).scales[name].questions) <= 3


@pytest.mark.parametrize(("key", "name"), SCALES)
def test_no_two_decisions_fit_the_same_answers(key, name):
    assert list(overlaps(load(key).scales[name].decision)) == []


def test_question_that_no_longer_matters_is_not_asked():
    questions = [question("first", "yes", "no"), question("second", "yes", "no")]
    decisions = [
        rule(0, first="no"),
        rule(1, first="yes", second="no"),
        rule(2, first="yes", second="yes"),
    ]
    assert next_question(questions, decisions, {}).key == "first"
    assert next_question(questions, decisions, {"first": "no"}) is None
    assert next_question(questions, decisions, {"first": "yes"}).key == "second"
    assert settled(decisions, {"first": "yes"}) is None
    assert settled(decisions, {"first": "yes", "second": "no"}) == 1


def test_dead_end_has_no_level():
    ends = endings([question("only", "yes", "no")], [rule(0, only="no")])
    assert {(end.answers["only"], end.level) for end in ends} == {("yes", None), ("no", 0)}


def test_no_decisions_at_all_is_one_dead_end():
    assert [end.level for end in endings([question("only", "yes", "no")], [])] == [None]


@given(key_name=st.sampled_from(SCALES), data=st.data())
def test_full_answers_lead_to_the_same_level_in_any_order(key_name, data):
    scale = load(key_name[0]).scales[key_name[1]]
    answers = {
        q.key: data.draw(st.sampled_from([a.key for a in q.answers])) for q in scale.questions
    }
    order = data.draw(st.permutations(list(answers.items())))
    asked = {}
    while (following := next_question(scale.questions, scale.decision, asked)) is not None:
        asked[following.key] = answers[following.key]
    assert settled(scale.decision, asked) == settled(scale.decision, dict(order)) is not None
