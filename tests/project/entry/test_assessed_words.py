"""The order of work and the words of a framework of assessment."""

import pytest

from workbench.frameworks import load
from workbench.frameworks.assessments import available_assessments
from workbench.project.entry.assessed_words import assessed_meanings, assessed_workflow
from workbench.project.schema.declaration import declaration


@pytest.mark.parametrize("key", available_assessments())
def test_every_sheet_of_the_framework_stands_in_the_order_of_work_and_no_other_does(key):
    framework = load(key)
    steps = [head.split("  ") for head, _ in assessed_workflow(framework)]
    assert [number for number, _ in steps] == [str(place + 1) for place in range(len(steps))]
    named = [said.split(",")[0] for _, said in steps]
    tables = declaration().tables.items()
    own = {name for name, table in tables if table.serves and table.is_for(framework)}
    others = {name for name, table in tables if not table.is_for(framework)}
    assert own <= set(named)
    assert others.isdisjoint(named)
    assert named[:2] == ["sites", "responses"]


@pytest.mark.parametrize("key", available_assessments())
def test_the_words_are_those_of_the_framework_and_nothing_speaks_of_two_scales(key):
    (assessment,) = load(key).assessments
    meanings = dict(assessed_meanings(assessment))
    assert {assessment.words.site.one, assessment.words.component.one, "value"} <= set(meanings)
    said = " ".join(text for _, text in assessed_workflow(load(key)))
    assert assessment.words.component.many in said
    assert str(len(assessment.answered)) in said
    assert "readiness and use" not in said
