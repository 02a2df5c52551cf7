"""The sheet ``levels`` under a framework of assessment: its scales, its items, its indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.frameworks.item_words import takes_answer
from workbench.project.entry import guide

if TYPE_CHECKING:
    from workbench.frameworks.assessment_models import Assessment, Item, ItemLevel
    from workbench.project.entry.column_words import EntryBook

_NEEDS = {"required": "evidence is required", "optional": "evidence helps", "none": ""}


def add_items(book: EntryBook) -> None:
    """Add all scales, items with their questions and levels, indicators and conditions.

    Parameters
    ----------
    book : EntryBook
        Takes the sheet ``levels``, and the names ``item_keys`` and ``item_questions``, on which the
        notes beside the answers rest.
    """
    sheet = book.workbook.create_sheet("levels")
    (assessment,) = book.framework.assessments
    guide.set_widths(sheet, (30, 34, 62, 46, 34))
    title = f"Items and answers of {book.framework.title}"
    guide.write_cell(sheet["A1"], title, guide.font(bold=True, size=14))
    row = 3
    for head, lines in (*_scales(assessment), *_items(assessment), *_measured(assessment)):
        guide.write_line(sheet, row, head, head=True)
        for step, texts in enumerate(lines, start=1):
            guide.write_line(sheet, row + step, texts, strong=1)
        row += len(lines) + 2
    for name, letter in (("item_keys", "A"), ("item_questions", "C")):
        book.define(name, f"levels!${letter}$3:${letter}${row}")
    sheet.freeze_panes = "B2"
    sheet.sheet_properties.tabColor = guide.GREY
    guide.protect(sheet)
    guide.set_page(sheet)


def _scales(assessment: Assessment) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    """Return each scale that has words: its answers, what they mean, what one would see."""
    for scale in assessment.scales:
        lines = _of_levels(scale.levels)
        words = {one.key: (one.title, one.meaning or "") for one in scale.words}
        lines += [(key, *words.get(key, ("", ""))) for key in scale.answers if not scale.levels]
        if lines:
            ours = " (our own choice)" if scale.ours else ""
            yield (f"Answers: {scale.title}{ours}", "name", "what it means", "example"), lines


def _of_levels(levels: Sequence[ItemLevel]) -> list[tuple[str, ...]]:
    return [(str(one.level), one.title, one.meaning, one.example or "") for one in levels]


def _items(assessment: Assessment) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    """Return the items section by section, the texts of their own levels below each."""
    for section in assessment.sections:
        lines: list[tuple[str, ...]] = []
        for item in section.items:
            if item.scale is not None:
                lines += [_of_item(assessment, item), *_of_levels(item.levels)]
        if lines:
            head = f"Items: {section.title}"
            yield (head, "name", "question", "what value takes", "what counts"), lines


def _of_item(assessment: Assessment, item: Item) -> tuple[str, ...]:
    scale = assessment.scale_of(item)
    counts = [_NEEDS[item.evidence]]
    counts += [] if item.required is None else [f"level {item.required} before going to scale"]
    takes = f"{scale.title}: {takes_answer(scale)}"
    question = f"{item.question} {item.note or ''}".strip()
    return item.key, item.title, question, takes, "; ".join(filter(None, counts))


def _measured(assessment: Assessment) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    """Return indicators and conditions, each with its unit and how it is found."""
    for head, listed in (
        ("Indicators, for sheet kpis", assessment.kpis),
        ("Conditions, for sheet scale_tests", assessment.scale_conditions),
    ):
        lines = [
            (one.key, one.title, one.meaning, one.unit,
             "computed where it is left out" if one.computed else "")
            for one in listed
        ]  # fmt: skip
        if lines:
            yield (head, "name", "how it is found", "unit", "who gives it"), lines
