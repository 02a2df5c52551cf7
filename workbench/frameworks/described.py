"""A framework in plain lines, for a terminal: its scales or items, its options, its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from workbench.frameworks.assessment_models import Assessment, Item, ItemLevel, Phase
from workbench.frameworks.item_words import takes_answer
from workbench.frameworks.models import Framework, Scale
from workbench.frameworks.rule_words import rule_in_words


def described(framework: Framework) -> Iterator[str]:
    """Describe a framework, line by line: scales or items, options, sources.

    Of a framework of assessment, also its rules, its phases, its indicators, its thresholds, what
    its source claims without proof, and what it names to read.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> next(described(load("ipsr")))
    'Innovation Packages and Scaling Readiness (IPSR) (ipsr 2022)'
    """
    yield f"{framework.title} ({framework.identity})"
    yield _wrapped(framework.description, 2)
    for assessment in framework.assessments:
        yield from _assessment(assessment)
    for scale in () if framework.assessments else framework.scales.values():
        yield from _scale(scale)
    yield ""
    yield "Strategic options for a bottleneck"
    for option in framework.options:
        yield f"  {option.key:<12}{option.title}"
        yield _wrapped(option.question, 14)
    for assessment in framework.assessments:
        yield from _beside(assessment)
    yield ""
    yield "Sources"
    for source in framework.sources:
        yield _wrapped(source.cite, 2)


def _assessment(assessment: Assessment) -> Iterator[str]:
    for scale in assessment.scales:
        if scale.levels:
            ours = ", our own" if scale.ours else ""
            yield from ("", f"{scale.title}, {scale.minimum} to {scale.maximum}{ours}")
            yield from _levels(scale.levels)
        else:
            yield from ("", scale.title, _wrapped(f"Takes {takes_answer(scale)}.", 2))
            for word in scale.words:
                yield _wrapped(f"{word.key}: {word.title}. {word.meaning or ''}".strip(), 5)
    for section in assessment.sections:
        yield from ("", section.title, _wrapped(section.purpose, 2))
        for item in section.items:
            yield from _item(assessment, item)


def _item(assessment: Assessment, item: Item) -> Iterator[str]:
    required = "" if item.required is None else f", {item.required} required"
    yield f"  {item.key}: {item.title}{required}"
    yield _wrapped(item.question or f"Kept in the table {item.table}.", 5)
    if item.scale is not None:
        yield _wrapped(f"Answered on: {assessment.scale_of(item).title}.", 5)
    yield from _levels(item.levels)
    if item.note is not None:
        yield _wrapped(item.note, 5)


def _levels(levels: Sequence[ItemLevel]) -> Iterator[str]:
    for level in reversed(levels):
        yield f"  {level.level}  {level.title}"
        example = f" Example: {level.example}" if level.example else ""
        yield _wrapped(f"{level.meaning}{example}", 5)


def _beside(assessment: Assessment) -> Iterator[str]:
    """Describe what stands beside the items."""
    parts = {
        "What follows from the answers": [
            f"{rule.flag.capitalize()}, where {rule_in_words(assessment, rule.when)}: "
            f"{rule.says} {rule.to_do}"
            for rule in assessment.rules
        ],
        "Phases, and what has to hold before each is left": [
            f"{phase.title}, weeks {phase.first} to {phase.last}: {phase.purpose}"
            + (f" Leave when {_leave(assessment, phase)}." if phase.leave_when else "")
            for phase in assessment.phases
        ],
        "Indicators": [
            f"{one.title}, in {one.unit}: {one.meaning}."
            + ("" if one.floor is None else f" Not below {one.floor:g} (ours).")
            for one in assessment.kpis
        ],
        "Conditions for scaling, with thresholds of ours": [
            f"{one.title}: {one.meaning}. Go from {one.go:g}, stop from {one.stop:g}."
            for one in assessment.scale_conditions
        ],
        "Risks that the source names": [
            f"{one.title}: {'; '.join(one.mitigations)}." for one in assessment.risks
        ],
        "Claims of the source that nobody has verified; nothing rests on them": [
            f"{one.title}: {one.text} ({one.source}.)" for one in assessment.claims
        ],
        "To read and to learn, as the source names it": [
            f"{one.cite} {one.note or ''}" for one in assessment.references
        ],
        "What is ours": [assessment.changes],
        "Licence": [assessment.licence],
    }
    for title, lines in parts.items():
        if lines:
            yield from ("", title)
            yield from (_wrapped(line, 2) for line in lines)


def _leave(assessment: Assessment, phase: Phase) -> str:
    return "; ".join(rule_in_words(assessment, rule.when) for rule in phase.leave_when)


def _scale(scale: Scale) -> Iterator[str]:
    yield ""
    yield f"{scale.title}, {scale.minimum} to {scale.maximum}"
    yield _wrapped(scale.question, 2)
    for level in reversed(scale.levels):
        same = level.short.casefold() == level.name.casefold()
        yield f"  {level.level}  {level.name}{'' if same else f' ({level.short})'}"
        yield _wrapped(level.definition, 5)


def _wrapped(text: str, indent: int) -> str:
    margin = " " * indent
    return fill(
        text,
        width=92,
        initial_indent=margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
    )
