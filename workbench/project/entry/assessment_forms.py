"""The form in which an assessor answers the items of the project's frameworks of assessment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from workbench.errors import NothingToShow
from workbench.frameworks.assessments import served_by
from workbench.frameworks.item_words import answers_in_words
from workbench.project.entry.form_parts import (
    Asked,
    Choice,
    Form,
    FormGroup,
    FormQuestion,
    assessor_question,
    named_rows,
    site_choices,
    site_question,
    when_questions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.frameworks.assessment_models import Assessment, Item, ItemScale
    from workbench.project.store.project import Project

_ASKED: Final[Mapping[str, Asked]] = {
    "choices": "select_multiple", "number": "decimal", "text": "text",
}  # fmt: skip
"""Sorts of question by the kind of a scale; of all other kinds one answer is chosen."""


def assessment_form(project: Project) -> Form:
    """Return the form in which one assessor answers the items for one site.

    An item that another one serves, which is asked before it, is not asked again.

    Raises
    ------
    NothingToShow
        The project has no framework of assessment, or no site.

    Examples
    --------
    >>> from workbench.project import read_project
    >>> assessment_form(read_project("data/example"))
    Traceback (most recent call last):
    ...
    workbench.errors.NothingToShow: This project has no framework of assessment; use --what scores.
    """
    assessments = project.framework.assessments
    if not assessments:
        message = "This project has no framework of assessment; use --what scores."
        raise NothingToShow(message)
    if project.table("sites").empty:
        message = "There is no place to assess yet; fill in the sheet sites first."
        raise NothingToShow(message)
    called = assessments[0].words.site.one.capitalize()
    who = (site_question(called), assessor_question(), *when_questions(project, "responses"))
    groups = [FormGroup("who", "Who answers, and where", who)]
    lists: dict[str, tuple[Choice, ...]] = {"sites": site_choices(project)}
    titles = _titles(assessments)
    served = served_by(assessments)
    asked: set[str] = set()
    for one in assessments:
        groups += _meanings(one)
        for section in one.sections:
            items = [item for item in section.items if item.scale is not None]
            fresh = [item for item in items if asked.isdisjoint(served.get(item.key, ()))]
            asked |= {item.key for item in fresh}
            lists |= {_list_of(one, item): _choices(item, one.scale_of(item)) for item in fresh}
            questions = [
                question
                for item in fresh
                for question in _questions(project, one, item, titles[item.key])
            ]
            if questions:
                groups.append(FormGroup(f"in__{section.key}", section.title, tuple(questions)))
    evidence = named_rows(project.table("item_evidence"), "site", "evidence", "item", "title")
    lists["evidence"] = tuple(
        Choice(key, f"{key}: {title}", site, item) for site, key, item, title in evidence
    )
    offered = {name: listed for name, listed in lists.items() if listed}
    title = f"Assessment: {project.settings.title}"
    return Form("assessment", title, tuple(groups), offered, "concat(${site}, ' ', ${assessor})")


def _titles(assessments: Sequence[Assessment]) -> dict[str, str]:
    """Return the titles of all items, told apart where two are the same."""
    items = [item for one in assessments for item in one.answered]
    count = Counter(item.title.casefold() for item in items)
    return {
        item.key: item.title if count[item.title.casefold()] == 1 else f"{item.title} ({item.key})"
        for item in items
    }


def _list_of(assessment: Assessment, item: Item) -> str:
    """Name the list of answers: that of the scale, or of the item where it has own texts."""
    return f"of__{item.key}" if item.levels else f"of__{assessment.key}__{item.scale}"


def _choices(item: Item, scale: ItemScale) -> tuple[Choice, ...]:
    """Offer the answers there are; the texts of a level stand beside it where they are the item's.

    What the levels of a scale mean stands above, once.
    """
    if item.levels:
        words = {key: f"{key}: {said}" for key, said in answers_in_words(item, scale).items()}
    elif scale.kind == "levels":
        words = {str(one.level): f"{one.level}: {one.title}" for one in scale.levels}
    else:
        words = answers_in_words(item, scale)
    return tuple(Choice(key.replace(" ", "-"), said, stored=key) for key, said in words.items())


def _meanings(assessment: Assessment) -> Iterator[FormGroup]:
    """Say once what levels and words mean that several items share."""
    shared = {item.scale for item in assessment.answered if not item.levels}
    notes = []
    for scale in assessment.scales:
        lines = [f"{one.level}: {one.title}. {one.meaning}" for one in scale.levels]
        lines += [f"{one.title}: {one.meaning}." for one in scale.words if one.meaning]
        if lines and scale.key in shared:
            name = f"meaning_of__{assessment.key}__{scale.key}"
            label = "\n\n".join([scale.title, *lines])
            notes.append(FormQuestion(name=name, label=label, asked="note"))
    if notes:
        title = f"What the answers mean: {assessment.title}"
        yield FormGroup(f"meanings_of__{assessment.key}", title, tuple(notes))


def _questions(
    project: Project, assessment: Assessment, item: Item, title: str
) -> Iterator[FormQuestion]:
    """Ask for the answer, for the evidence where there is any, and for the reason."""
    scale, answer = assessment.scale_of(item), f"answer__{item.key}"
    asked = _ASKED.get(scale.kind, "select_one")
    yield FormQuestion(
        name=answer,
        label=f"{title}: {item.question}",
        asked=asked,
        choices=_list_of(assessment, item) if scale.answers else "",
        column="value",
        about=item.key,
        hint=_hint(item, scale),
    )
    evidence = project.table("item_evidence")
    if (evidence["item"] == item.key).any():
        yield FormQuestion(
            name=f"evidence__{item.key}",
            label=f"{title}: evidence that you relied on",
            asked="select_multiple",
            choices="evidence",
            column="evidence",
            about=item.key,
            choice_filter=f"site=${{site}} and component='{item.key}'",
        )
    if scale.kind != "text":
        yield FormQuestion(
            name=f"reason__{item.key}",
            label=f"{title}: why this answer, and not another?",
            asked="text",
            column="reason",
            about=item.key,
            relevant=f"${{{answer}}} != ''",
        )


def _hint(item: Item, scale: ItemScale) -> str:
    """Say beside a question what counts: evidence, length, and that blank is no answer."""
    said = []
    if item.evidence == "required" and scale.kind == "levels":
        said.append(f"A level above {scale.minimum} needs evidence.")
    elif item.evidence == "required":
        said.append("It needs evidence.")
    if scale.longest is not None:
        said.append(f"Up to {scale.longest} words.")
    never = {"levels": "; blank is never 0", "yes-no": "; blank is never no"}.get(scale.kind, "")
    said.append(f"Leave it blank if you cannot tell{never}.")
    return " ".join(said)
