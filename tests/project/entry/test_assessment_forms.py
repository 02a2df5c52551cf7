"""The questionnaire of a framework of assessment, and its answers on their way back."""

import csv

import pytest
from pyxform.xls2xform import convert

from tests.conftest import EXAMPLE
from workbench.errors import NothingToShow
from workbench.frameworks.assessments import available_assessments
from workbench.project import read_project
from workbench.project.entry.assessment_forms import assessment_form
from workbench.project.entry.forms import project_forms, score_form, write_form, write_forms
from workbench.project.entry.merging import merge

SITES = "site,name,country\nward-a,Ward A,Kenya\nward-b,Ward B,Kenya\n"
KINDS = ("levels", "yes-no", "status", "choice", "text")


def _project(folder, *keys, evidence_of=None):
    folder.mkdir()
    more = f"assessments: [{', '.join(keys[1:])}]\n"
    settings = f"title: Wards\nframework: {keys[0]}\n{more}"
    (folder / "project.yaml").write_text(settings, "utf-8")
    (folder / "sites.csv").write_text(SITES, "utf-8")
    if evidence_of:
        rows = f"site,evidence,item,title\nward-a,D1,{evidence_of},Survey of users\n"
        (folder / "item_evidence.csv").write_text(rows, "utf-8")
    return read_project(folder)


@pytest.mark.parametrize("key", available_assessments())
def test_an_odk_server_takes_the_form_and_every_item_is_asked_once_in_words(tmp_path, key):
    project = _project(tmp_path / "p", key)
    form = assessment_form(project)
    warnings: list[str] = []
    made = convert(str(write_form(form, tmp_path / "form.xlsx")), warnings=warnings)
    assert warnings == []
    (assessment,) = project.framework.assessments
    answers = {one.about: one for one in form.questions if one.column == "value"}
    assert list(answers) == [item.key for item in assessment.answered]
    for one in ("name", "label"):
        said = [getattr(question, one) for question in form.questions]
        assert len(said) == len(set(said))
    for item in assessment.answered:
        asked = answers[item.key]
        assert item.question in asked.label
        offered = form.lists.get(asked.choices, ())
        assert tuple(one.stored for one in offered) == assessment.scale_of(item).answers
        for level, choice in zip(item.levels, offered, strict=bool(item.levels)):
            assert level.meaning in choice.label
        assert ("needs evidence" in asked.hint) == (item.evidence == "required")
    notes = "\n".join(one.label for one in form.questions if one.asked == "note")
    used = {item.scale for item in assessment.answered if not item.levels}
    meanings = [one.meaning for s in assessment.scales if s.key in used for one in s.levels]
    assert all(meaning in notes for meaning in meanings)
    assert assessment.words.site.one.capitalize() in made.xform


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("key", available_assessments())
def test_answers_of_every_kind_come_back_as_responses(tmp_path, key, labels):
    project = _project(tmp_path / "p", key)
    (assessment,) = project.framework.assessments
    items = {assessment.scale_of(item).kind: item for item in assessment.answered}
    item_of_levels = items["levels"]
    project = _project(tmp_path / "q", key, evidence_of=item_of_levels.key)
    form = assessment_form(project)
    questions = {(one.about, one.column): one for one in form.questions}

    def spelt(question, code):
        choice = {one.name: one.label for one in form.lists.get(question.choices, ())}
        return choice.get(code, code) if labels else code

    who = {"site": "ward-a", "assessor": "A1", "round": "1", "date": "2026-03-14"}
    record = {questions["", name]: said for name, said in who.items()}
    expected = {}
    for kind, item in items.items():
        question = questions[item.key, "value"]
        offered = form.lists.get(question.choices, ())
        record[question] = offered[-1].name if offered else "Water for all"
        expected[item.key] = offered[-1].stored if offered else "Water for all"
        assert kind in KINDS
    record[questions[item_of_levels.key, "evidence"]] = "D1"
    record[questions[item_of_levels.key, "reason"]] = "Seen in the survey"
    back = tmp_path / "back.csv"
    with back.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([one.label if labels else f"in/{one.name}" for one in record])
        writer.writerow([spelt(question, code) for question, code in record.items()])
    account = merge(tmp_path / "q", [back])
    assert account.problems == ()
    assert account.blocks == ()
    read = read_project(tmp_path / "q")
    rows = read.table("responses").set_index("item")
    assert rows["value"].to_dict() == expected
    assert set(rows["basis"]) == {"workshop"}
    told = rows.loc[item_of_levels.key, ["evidence", "reason"]].tolist()
    assert told == ["D1", "Seen in the survey"]
    assert not [one for one in read.problems if one.severity == "error"]
    assert merge(tmp_path / "q", [back]).new == 0


def test_an_item_that_another_framework_serves_is_asked_once(tmp_path):
    keys = available_assessments()
    project = _project(tmp_path / "p", *keys)
    form = assessment_form(project)
    asked = [one.about for one in form.questions if one.column == "value"]
    items = [item for one in project.framework.assessments for item in one.answered]
    served = {item.key: set(item.same_as) for item in items}
    assert len(asked) == len(set(asked))
    for one in asked:
        assert not (served[one] & set(asked)), one
    for key in set(served) - set(asked):
        assert any(key in served[one] or one in served[key] for one in asked), key
    names = [question.name for question in form.questions]
    assert len(names) == len(set(names))
    write_form(form, tmp_path / "form.xlsx")


def test_each_framework_says_which_form_is_its_own(tmp_path):
    project = _project(tmp_path / "p", "small-experiments")
    assert [form.name for form in project_forms(project)] == ["assessment"]
    with pytest.raises(NothingToShow, match="--what assessment"):
        score_form(project)
    example = read_project(EXAMPLE)
    assert "assessment" not in [form.name for form in project_forms(example)]
    with pytest.raises(NothingToShow, match="use --what scores"):
        write_forms(example, tmp_path, only="assessment")
