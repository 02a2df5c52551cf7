"""A condition of a framework of assessment in words, for readers who do not know its language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.frameworks.assessment_models import Assessment
from workbench.frameworks.rule_language import (
    AllOrAny,
    Asked,
    Comparison,
    Condition,
    Constant,
    Negated,
    Sign,
    read_rule,
)

_SIGNS: Final[Mapping[Sign, str]] = {
    "<=": "is at most", ">=": "is at least", "==": "is", "!=": "is not", "<": "is below",
    ">": "is above",
}  # fmt: skip
_ASKED: Final = {
    "lowest": "the lowest level of {over}",
    "highest": "the highest level of {over}",
    "median": "the lower median of the levels of {over}",
    "gap": "the largest gap in {over}",
    "answered": "the number of answers to {over}",
    "count": "the number of items in {over} {answered}",
    "share": "the share of items in {over} {answered}",
}


def rule_in_words(assessment: Assessment, when: str) -> str:
    """Say in words when a rule holds, with the titles of sections and items.

    Raises
    ------
    InvalidInput
        The condition cannot be read.

    Examples
    --------
    >>> from workbench.frameworks.assessments import load_assessment
    >>> rule_in_words(load_assessment("ai-transformation"), "lowest(readiness) <= 1")
    'the lowest level of "Five areas of readiness" is at most 1'
    """
    titles = {item.key: item.title for item in assessment.items}
    titles |= {section.key: section.title for section in assessment.sections}
    return _said(read_rule(when), titles)


def _said(condition: Condition, titles: Mapping[str, str]) -> str:
    if isinstance(condition, Comparison):
        left, right = (_value(one, titles) for one in (condition.left, condition.right))
        return f"{left} {_SIGNS[condition.sign]} {right}"
    if isinstance(condition, Negated):
        return f"it is not so that {_said(condition.of, titles)}"
    parts = [
        f"({_said(part, titles)})" if isinstance(part, AllOrAny) else _said(part, titles)
        for part in condition.parts
    ]
    return f", {condition.joined_by} ".join(parts)


def _value(value: Constant | Asked, titles: Mapping[str, str]) -> str:
    if isinstance(value, Constant):
        return str(value)
    answer = value.answer
    answered = f"at level {answer:g} or more" if isinstance(answer, float | int) else ""
    answered = f'answered "{answer}"' if isinstance(answer, str) else answered
    over = f'"{titles.get(value.over, value.over)}"'
    return _ASKED[value.function].format(over=over, answered=answered)
