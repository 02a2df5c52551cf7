"""Items of a framework of assessment in words: what an answer takes, and what it says."""

from __future__ import annotations

from workbench.frameworks.assessment_models import Item, ItemScale


def takes_answer(scale: ItemScale) -> str:
    """Say what an answer on a scale can be.

    Examples
    --------
    >>> takes_answer(ItemScale(key="gate", title="Gate", kind="yes-no"))
    'one of: yes, partly, no, not applicable'
    >>> takes_answer(ItemScale(key="said", title="Said", kind="text", longest=80))
    'a text of up to 80 words'
    """
    if scale.kind == "levels":
        return f"a whole number from {scale.minimum} to {scale.maximum}"
    if scale.kind == "text":
        return "a text" if scale.longest is None else f"a text of up to {scale.longest} words"
    if scale.kind == "number":
        return "a number"
    several = "one or several, with ; between them" if scale.kind == "choices" else "one of"
    return f"{several}: {', '.join(scale.answers)}"


def answers_in_words(item: Item, scale: ItemScale) -> dict[str, str]:
    """Return what each answer to an item says, by the answer as it stands in the tables.

    Returns
    -------
    dict of str to str
        Levels in the item's own texts where it has some; empty for numbers and texts.

    Examples
    --------
    >>> from workbench.frameworks.assessments import load_assessment
    >>> assessment = load_assessment("ai-transformation")
    >>> item = assessment.item("technical-capabilities")
    >>> answers_in_words(item, assessment.scale_of(item))["0"]
    'absent: No AI system is in use, and there is nothing to run one on.'
    """
    if scale.kind == "levels":
        levels = item.levels or scale.levels
        return {str(one.level): f"{one.title}: {one.meaning}" for one in levels}
    meant = {one.key: one.title for one in scale.words}
    return {answer: meant.get(answer, answer) for answer in scale.answers}
