"""Answers to our forms, in the layouts of KoboToolbox and ODK."""

import pytest

from tests.conftest import EXAMPLE
from workbench.project import read_project
from workbench.project.entry.answers import read_answers
from workbench.project.entry.forms import partner_form, position_form, score_form
from workbench.project.sources.raw_tables import RawSheet


@pytest.fixture(scope="module")
def forms():
    project = read_project(EXAMPLE)
    return [score_form(project), partner_form(project), position_form(project)]


def _sheet(*records):
    return RawSheet(file="back.csv", records=records, numbers=range(1, len(records) + 1))


def _rows(raw):
    named = zip(*raw.columns, strict=True)
    return [
        {head: cell for head, cell in zip(raw.header, cells, strict=True) if cell}
        for cells in named
    ]


WHO = {"site": "rw-huye", "assessor": "A9", "round": "3", "date": "2026-03-14"}
EXPECTED = [WHO | {"component": "clean-seed", "basis": "workshop", "readiness": "4", "use": "2",
                   "evidence": "E3;E4"}]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        pytest.param(
            ["start", "site", "assessor", "round", "date", "readiness__clean-seed",
             "use__clean-seed", "evidence__clean-seed", "_id"],
            ["x", "rw-huye", "A9", "3", "2026-03-14", "4", "2", "E3 E4", "17"],
            id="codes, no groups",
        ),
        pytest.param(
            ["who/site", "who/assessor", "who/round", "who/date",
             "of__clean-seed/readiness__clean-seed", "of__clean-seed/use__clean-seed",
             "of__clean-seed/evidence__clean-seed", "of__clean-seed/evidence__clean-seed/E3",
             "of__clean-seed/evidence__clean-seed/E4", "of__clean-seed/evidence__clean-seed/E5"],
            ["rw-huye", "A9", "3", "2026-03-14T23:30:00.000+02:00", "4", "2.0", "E4 E3",
             "1", "1", "0"],
            id="Kobo: groups, a time with its zone, each choice in a column as well",
        ),
        pytest.param(
            ["who-site", "who-assessor", "who-round", "who-date",
             "of__clean-seed-readiness__clean-seed", "of__clean-seed-use__clean-seed",
             "of__clean-seed-evidence__clean-seed/E3", "of__clean-seed-evidence__clean-seed/E4"],
            ["rw-huye", "A9", "3", "2026-03-14", "4", "2", "true", "TRUE"],
            id="ODK Central: groups with a hyphen, choices apart",
        ),
    ],
)  # fmt: skip
def test_scores_come_back_from_codes(forms, headings, cells):
    found = read_answers(forms, _sheet(headings, cells))
    rows = _rows(found.tables["scores"])
    for row in rows:
        row["evidence"] = ";".join(sorted(row["evidence"].split(";")))
    assert rows == EXPECTED
    assert found.problems == ()


def test_scores_come_back_from_labels(forms):
    labels = {question.name: question.label for question in forms[0].questions}
    evidence = [one.label for one in forms[0].lists["evidence"]
                if one.site == "rw-huye" and one.component == "clean-seed"]  # fmt: skip
    head = [f"Any group/{labels[name]}" for name in
            ("site", "assessor", "round", "date", "readiness__clean-seed", "use__clean-seed",
             "evidence__clean-seed")]  # fmt: skip
    cells = ["Huye", "A9", "3", "2026-03-14", "4: controlled testing", "2: some partners",
             " ".join(evidence)]  # fmt: skip
    (row,) = _rows(read_answers(forms, _sheet(head, cells)).tables["scores"])
    codes = [one.split(":")[0] for one in evidence]
    assert row == EXPECTED[0] | {"evidence": ";".join(codes)}


def test_a_partner_survey_becomes_ties_and_capacities(forms):
    head = ["site", "actor", "round", "to__collaboration", "from__funding",
            "capacity__clean-seed"]  # fmt: skip
    cells = ["rw-huye", "rab", "2", "great-ridge huye-coop-1", "great-ridge", "50"]
    actors = {one.name for one in forms[1].lists["actors"] if one.site == "rw-huye"}
    cells[1] = next(iter(sorted(actors - {"great-ridge", "huye-coop-1"})))
    found = read_answers(forms, _sheet(head, cells))
    ties = [(r["source"], r["target"], r["layer"]) for r in _rows(found.tables["ties"])]
    assert ties == [
        (cells[1], "great-ridge", "collaboration"),
        (cells[1], "huye-coop-1", "collaboration"),
        ("great-ridge", cells[1], "funding"),
    ]
    (capacity,) = _rows(found.tables["capacities"])
    assert capacity == {"site": "rw-huye", "actor": cells[1], "component": "clean-seed",
                        "capacity": "0.5"}  # fmt: skip


def test_what_no_choice_says_is_named_and_left_out(forms):
    head = ["site", "assessor", "round", "date", "use__clean-seed", "readiness__clean-seed"]
    found = read_answers(forms, _sheet(head, ["rw-huye", "A9", "3", "2026-03-14", "12", "4"]))
    (problem,) = found.problems
    assert (problem.file, problem.cell, problem.found) == ("back.csv", "E2", "12")
    assert "use" not in _rows(found.tables["scores"])[0]


def test_a_column_that_the_form_does_not_know_is_named_and_those_of_the_server_are_not(forms):
    head = ["site", "assessor", "round", "date", "use__clean-seed", "use__gone", "_id", "meta/uuid"]
    found = read_answers(
        forms, _sheet(head, ["rw-huye", "A9", "3", "2026-03-14", "2", "4", "1", "u"])
    )
    (problem,) = found.problems
    assert (problem.column, problem.cell) == ("use__gone", "F1")
    assert problem.found.startswith("1 answers under a heading")


def test_without_its_site_a_whole_form_is_left_out_and_told_once(forms):
    head = ["site", "assessor", "round", "date", "use__clean-seed"]
    found = read_answers(forms, _sheet(head, ["nowhere", "A9", "3", "2026-03-14", "2"]))
    (problem,) = found.problems
    assert (problem.found, found.tables) == ("nowhere", {})


def test_of_several_choices_the_unknown_ones_are_told_and_nobody_is_tied_to_itself(forms):
    head = ["site", "actor", "round", "to__collaboration"]
    cells = ["rw-huye", "great-ridge", "2", "huye-coop-1 nobody great-ridge"]
    found = read_answers(forms, _sheet(head, cells))
    assert [row["target"] for row in _rows(found.tables["ties"])] == ["huye-coop-1"]
    assert [one.found for one in found.problems] == ["nobody"]


@pytest.mark.parametrize(
    "records",
    [(), (["site", "name"], ["a", "b"]), (["a", "b"],), (["site", "assessor"], ["rw-huye", "A1"])],
)
def test_a_table_of_another_kind_is_no_answer_to_a_form(forms, records):
    assert read_answers(forms, _sheet(*records)) is None


def test_a_position_comes_back_with_its_objection(forms):
    labels = {question.name: question.label for question in forms[2].questions}
    asked = ("site", "party", "round", "date", "version", "gradient", "condition", "reason",
             "harm", "amendment")  # fmt: skip
    found = read_answers(
        forms,
        _sheet(
            [labels[name] for name in asked],
            ["Huye", "Green Valley Growers, Huye", "2", "2026-03-14",
             "P1, version 1: Tissue Garden runs three mother gardens", "7: serious disagreement",
             "", "The land floods", "Fields", "Another field"],
            ["Huye", "Crop Desk of Huye", "2", "2026-03-14",
             "P1, version 1: Tissue Garden runs three mother gardens", "1", "", "", "", ""],
        ),
    )  # fmt: skip
    assert found.problems == ()
    said = _rows(found.tables["positions"])
    assert [(one["party"], one["gradient"], one["version"]) for one in said] == [
        ("growers", "7", "1"), ("crop-desk", "1", "1"),
    ]  # fmt: skip
    (objection,) = _rows(found.tables["objections"])
    assert objection == {
        "site": "rw-huye", "party": "growers", "date": "2026-03-14", "proposal": "P1",
        "version": "1", "reason": "The land floods", "harm": "Fields",
        "amendment": "Another field", "objection": "growers.P1.1", "state": "open",
    }  # fmt: skip
