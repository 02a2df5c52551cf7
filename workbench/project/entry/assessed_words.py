"""What the first sheet says under a framework of assessment: the order of work, and the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from workbench.project.schema.declaration import declaration

if TYPE_CHECKING:
    from workbench.frameworks import Framework
    from workbench.frameworks.assessment_models import Assessment

_CORE: Final = frozenset({"responses", "item_evidence", "requirements"})


def assessed_workflow(framework: Framework) -> tuple[tuple[str, str], ...]:
    """Return what to fill in under a framework of assessment, in this order.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> [head for head, _ in assessed_workflow(load("ai-transformation"))][:3]
    ['1  sites', '2  responses, alone', '3  item_evidence']
    """
    (assessment,) = framework.assessments
    steps = [*_answering(assessment), *_further(framework), *_closing(assessment)]
    return tuple((f"{place}  {head}", said) for place, (head, said) in enumerate(steps, start=1))


def _answering(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Say how places, answers and evidence come in."""
    site = assessment.words.site
    asked = len(assessment.answered)
    yield (
        "sites",
        (
            f"One row for each {site.one}. Its short name, such as rw-huye, is what all other "
            "sheets point at."
        ),
    )
    yield (
        "responses, alone",
        (
            f"Every assessor gives one row per item of a {site.one} with basis workshop, without "
            f"seeing the rows of the others. Sheet levels has the questions of all {asked} items "
            "and what can be answered; beside the row stand the question and the answer in words."
        ),
    )
    yield (
        "item_evidence",
        (
            "One row for each document or data set, for one item. Best begun before the team "
            "agrees: where an item needs evidence, a level without it does not count in full."
        ),
    )
    yield (
        "responses, together",
        (
            "Talk about the items on which you are furthest apart, then add one row per item with "
            "basis adopted. Leave the assessors' own rows as they are."
        ),
    )
    yield (
        "requirements",
        (
            f"Where a {site.one} needs another level than sheet levels says, who closes the gap, "
            "by when, and with which task. May stay empty."
        ),
    )


def _further(framework: Framework) -> Iterator[tuple[str, str]]:
    """Name the sheets that only such frameworks have, with what a row is."""
    for name, table in declaration().tables.items():
        if table.serves and name not in _CORE and table.is_for(framework):
            yield name, f"{table.title}. One row is {table.row}."


def _closing(assessment: Assessment) -> Iterator[tuple[str, str]]:
    component = assessment.words.component
    sections = " and ".join(one.title for one in assessment.sections if one.capabilities)
    yield (
        "components",
        (
            f"May stay empty: then the items of {sections} stand as {component.many}, and needs, "
            "capacities and activities name them by their keys in sheet levels."
        ),
    )
    yield (
        "actors, capacities, ties",
        (
            f"Who works or could work on it, what each can do for which {component.one}, and who "
            "works with whom. These sheets may stay empty."
        ),
    )
    yield "all other sheets", "Partners, plan of work and budget: when the first report is there."
    yield (
        "check and run",
        (
            "Save and close this file. workbench check FOLDER lists everything to mend, with sheet "
            "and cell; workbench run FOLDER writes the reports."
        ),
    )


def assessed_meanings(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return what the words of a framework of assessment mean.

    Examples
    --------
    >>> from workbench.frameworks.assessments import load_assessment
    >>> assessed_meanings(load_assessment("ai-transformation"))[0]
    ('unit', 'What sheets and columns call a site.')
    """
    words = assessment.words
    pairs = ((words.site.one, "site"), (words.component.one, "component"))
    own = [(word, f"What sheets and columns call a {what}.") for word, what in pairs]
    return (
        *((word, said) for (word, said), (_, what) in zip(own, pairs, strict=True) if word != what),
        (
            "item",
            "One thing that the framework asks about. Its key is what sheets name it by; sheet "
            "levels has its question.",
        ),
        (
            "value",
            "The answer. What it takes depends on the item: a level as a whole number, yes, partly "
            "or no, a word of a list, or a short text. Sheet levels says which, and what each "
            "means. Blank is not answered; it is never 0 and never no.",
        ),
    )
