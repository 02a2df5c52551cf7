"""A framework in lines that a terminal of 92 letters shows."""

import pytest

from workbench.frameworks import available, load
from workbench.frameworks.assessments import available_assessments, load_assessment
from workbench.frameworks.described import described


@pytest.mark.parametrize("key", available())
def test_every_level_option_and_source_is_there_and_no_line_is_too_long(key):
    framework = load(key)
    lines = "\n".join(described(framework)).split("\n")
    assert max(map(len, lines)) <= 92
    words = " ".join(" ".join(lines).split())
    for scale in framework.scales.values():
        assert f"{scale.title}, {scale.minimum} to {scale.maximum}" in words
        for level in scale.levels:
            assert f"{level.level} {level.name}" in words
    for option in framework.options:
        assert option.question in words
    for source in framework.sources:
        assert " ".join(source.cite.split()) in words


@pytest.mark.parametrize("key", available_assessments())
def test_a_framework_of_assessment_shows_its_items_and_what_its_source_claims(key):
    framework, assessment = load(key), load_assessment(key)
    lines = "\n".join(described(framework)).split("\n")
    assert max(map(len, lines)) <= 92
    words = " ".join(" ".join(lines).split())
    asked = [item.question or f"Kept in the table {item.table}." for item in assessment.items]
    levels = [level.meaning for item in assessment.items for level in item.levels]
    beside = [one.meaning for one in (*assessment.kpis, *assessment.scale_conditions)]
    claims = [claim.text for claim in assessment.claims]
    named = [one.cite for one in (*assessment.references, *assessment.sources)]
    assert [text for text in (*asked, *levels, *beside, *claims, *named) if text not in words] == []
    assert framework.readiness.title not in lines
    assert words.index("nobody has verified") < words.index(claims[0])
    rules = [one for rule in assessment.rules for one in (rule.says, rule.to_do)]
    phases = [phase.purpose for phase in assessment.phases]
    terms = [term.meaning for scale in assessment.scales for term in scale.words if term.meaning]
    assert [text for text in (*rules, *phases, *terms) if text not in words] == []
    for sign in ("<=", ">=", "==", "count(", "lowest(", "share("):
        assert sign not in words
