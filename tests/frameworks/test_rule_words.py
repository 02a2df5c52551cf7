"""Conditions in words."""

import pytest

from workbench.frameworks.assessments import available_assessments, load_assessment
from workbench.frameworks.rule_words import rule_in_words


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (
            'count(right-time, "partly") > 0',
            'the number of items in "Is it the right time?" answered "partly" is above 0',
        ),
        (
            "share(readiness, 2) < 0.5 and not gap(readiness) > 0",
            'the share of items in "Five areas of readiness" at level 2 or more is below 0.5, and '
            'it is not so that the largest gap in "Five areas of readiness" is above 0',
        ),
        (
            "lowest(technical-capabilities) == 1 and (answered(change) >= 2 or 1 != 2)",
            'the lowest level of "Technical capabilities" is 1, and (the number of answers to '
            '"Bringing people along" is at least 2, or 1 is not 2)',
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(when, said):
    assert rule_in_words(load_assessment("ai-transformation"), when) == said


@pytest.mark.parametrize("key", available_assessments())
def test_every_condition_names_titles_and_no_keys(key):
    assessment = load_assessment(key)
    left = [rule for phase in assessment.phases for rule in phase.leave_when]
    for rule in (*assessment.rules, *left):
        said = rule_in_words(assessment, rule.when)
        for section in assessment.sections:
            assert f'"{section.key}"' not in said
        assert not set("<>=") & set(said)
