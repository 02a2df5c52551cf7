"""The decision tree in the report: each answer, what the data say, conflicts, what is open."""

from tests.fixtures.sites import ANSWERS, plain_text
from workbench.case import open_case
from workbench.options.page import option_answers as told
from workbench.options.page import option_lists as lists
from workbench.page.records import Missing


def test_answers_stand_beside_what_the_data_say(weigh_site):
    words = plain_text(told.answers(weigh_site()))
    assert "needed at all yes" in words.split("Also answered")[1]
    assert "Outsource yes not recorded" in words.split("Also answered")[0]
    assert "Latest answer: 2 March 2026." in words


def test_an_answer_for_an_option_not_taken_is_kept(weigh_site):
    assert "stop no" in plain_text(told.answers(weigh_site()))


def test_a_conflict_with_the_data_is_marked(weigh_site):
    rows = [*ANSWERS, "huye,seed,develop,no,<b>Never</b>,Team,2026-03-01"]
    part = told.answers(weigh_site(answers=rows))
    assert "no (conflict) <b>Never</b>" in plain_text(part)
    assert "Conflict: answer and data contradict each other." in plain_text(part)


def test_open_questions_are_named_once(weigh_site):
    part = told.answers(weigh_site(answers=ANSWERS[:1]))
    [gap] = [one for one in part.records if isinstance(one, Missing)]
    assert "2 questions are open: diagnosis firm" in gap.sentence.plain


def test_corrections_are_apart_from_strategies(weigh_site):
    found = weigh_site(answers=[ANSWERS[0].replace("yes", "no")])
    assert "a correction, not a strategy" in plain_text(told.corrections(found))
    assert "Clean seed <supply>:" not in plain_text(told.answers(found)).split("Component")[0]


def test_where_the_site_is_left_nothing_else_is_to_be_settled():
    isingiro = open_case("data/example", "ug-isingiro").options
    said = plain_text(told.answers(isingiro))
    assert "For Input credit and Clean seed supply nothing is to be settled any more" in said
    assert "Develop" not in said
    assert "Input credit" not in plain_text(lists.assumptions(isingiro))


def test_a_firm_called_on_a_leaning_diagnosis_stands_beside_what_the_data_say():
    said = plain_text(told.answers(open_case("data/example", "ug-kayunga").options))
    assert "Diagnosis firm yes The evidence was rejected It is the lowest component with" in said
