"""The decision tree in the report: each answer, what the data say, conflicts, what is open."""

from workbench.reports import option_answers as told

from .conftest import ANSWERS, plain_text


def _group(part):
    return [(one["part"], one) for one in part.record["parts"]]


def test_answers_stand_beside_what_the_data_say(weigh):
    words = plain_text(told.answers(weigh()))
    assert "needed at all yes" in words.split("Answered as well")[1]
    assert "Outsource yes not recorded" in words.split("Answered as well")[0]
    assert "Latest answer: 2 March 2026." in words


def test_an_answer_for_an_option_not_taken_is_kept(weigh):
    assert "stop no" in plain_text(told.answers(weigh()))


def test_a_conflict_with_the_data_is_marked(weigh):
    rows = [*ANSWERS, "huye,seed,develop,no,<b>Never</b>,Team,2026-03-01"]
    part = told.answers(weigh(answers=rows))
    assert "no (conflict) <b>Never</b>" in plain_text(part)
    assert "<b>Never" not in str(part.html)
    assert "Conflict: answer and data contradict each other." in plain_text(part)


def test_open_questions_are_named_once(weigh):
    gaps = [
        one for kind, one in _group(told.answers(weigh(answers=ANSWERS[:1]))) if kind == "missing"
    ]
    assert len(gaps) == 1
    assert "2 questions are open: diagnosis firm" in gaps[0]["sentence"]


def test_corrections_are_apart_from_strategies(weigh):
    found = weigh(answers=[ANSWERS[0].replace("yes", "no")])
    assert "a correction, not a strategy" in plain_text(told.corrections(found))
    assert "Clean seed <supply>:" not in plain_text(told.answers(found)).split("Component")[0]
