"""The sheet with items, answers and indicators of a framework of assessment."""

import openpyxl
import pytest

from workbench.frameworks import load
from workbench.frameworks.assessments import available_assessments
from workbench.frameworks.item_words import takes_answer
from workbench.project.entry.workbook import write_entry_workbook


@pytest.fixture(scope="module", params=available_assessments())
def made(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("items") / "tables.xlsx"
    framework = load(request.param)
    write_entry_workbook(path, framework, rows=5)
    return framework, openpyxl.load_workbook(path)


def _rows(sheet):
    return [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]


def test_every_item_stands_there_with_its_question_its_answers_and_its_own_levels(made):
    framework, book = made
    (assessment,) = framework.assessments
    rows = _rows(book["levels"])
    at = {row[0]: place for place, row in enumerate(rows)}
    for item in assessment.answered:
        place = at[item.key]
        _, title, question, takes, counts = rows[place]
        assert title == item.title
        assert question.startswith(item.question)
        assert takes.endswith(takes_answer(assessment.scale_of(item)))
        assert ("required" in counts) == (item.evidence == "required")
        below = rows[place + 1 : place + 1 + len(item.levels)]
        assert [row[2] for row in below] == [level.meaning for level in item.levels]
    for one in (*assessment.kpis, *assessment.scale_conditions):
        assert rows[at[one.key]][1:4] == (one.title, one.meaning, one.unit)


def test_every_scale_has_its_answers_and_readiness_and_use_have_none(made):
    framework, book = made
    (assessment,) = framework.assessments
    rows = _rows(book["levels"])
    words = "\n".join(map(str, sum(rows, ())))
    for scale in assessment.scales:
        place = [n for n, row in enumerate(rows) if row[0].startswith(f"Answers: {scale.title}")]
        assert len(place) == bool(scale.answers)
        for start in place:
            shown = rows[start + 1 : start + 1 + len(scale.answers)]
            assert [row[0] for row in shown] == list(scale.answers)
    for scale in framework.scales.values():
        assert scale.title not in words
        assert scale.levels[-1].definition not in words


def test_sheets_have_no_levels_of_readiness_and_use_and_lists_offer_every_key(made):
    framework, book = made
    (assessment,) = framework.assessments
    headings = {cell.value for sheet in book for cell in sheet[1]}
    assert {"readiness_after", "use_after"}.isdisjoint(headings)
    assert not [name for name in book.defined_names if name.startswith("levels_")]
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book["lists"].iter_cols()
    }
    assert lists["list_items"] == [item.key for item in assessment.answered]
    assert lists["list_indicators"] == [one.key for one in assessment.kpis]
    prompts = [rule.formula1 for rule in book["responses"].data_validations.dataValidation]
    assert "list_items" in prompts
    named = {place.attr_text.split("!")[0].strip("'") for place in book.defined_names.values()}
    assert named <= set(book.sheetnames)
