"""What answers to items take and say."""

import pytest

from workbench.frameworks.assessment_models import ItemScale
from workbench.frameworks.assessments import available_assessments, load_assessment
from workbench.frameworks.item_words import answers_in_words, takes_answer
from workbench.frameworks.terms import Term


@pytest.mark.parametrize("key", available_assessments())
def test_every_answer_of_every_item_has_words(key):
    assessment = load_assessment(key)
    for item in assessment.answered:
        scale = assessment.scale_of(item)
        said = answers_in_words(item, scale)
        assert tuple(said) == scale.answers
        for level in item.levels or scale.levels:
            assert said[str(level.level)] == f"{level.title}: {level.meaning}"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("number", "a number"),
        ("text", "a text"),
        ("status", "one of: not started, running, done, dropped"),
        ("choice", "one of: here, there"),
        ("choices", "one or several, with ; between them: here, there"),
    ],
)
def test_what_an_answer_takes(kind, words):
    several = tuple(Term(key=key, title=key) for key in ("here", "there"))
    terms = several if kind.startswith("choice") else ()
    assert takes_answer(ItemScale(key="one", title="One", kind=kind, words=terms)) == words
