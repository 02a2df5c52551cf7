"""From the tables of a site to its assessment, and what does not fit."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.fixtures.assessed import asked, assessment_of, panel, pieces, site_with
from workbench.assess.page.assessment import item_table
from workbench.assess.step import AssessStep, assess_place, findings
from workbench.core.finding import KINDS
from workbench.errors import UnknownName
from workbench.frameworks.assessment_models import Phase
from workbench.frameworks.assessments import load_assessment, served_by
from workbench.project import read_project

RESPONSES = panel(
    ("design", [1, 2, 1]),
    ("partners", [4, 4, 4]),
    ("money", [2, 2, 3]),
    ("evaluated", ["yes", "yes", "yes"]),
    ("engaged", ["no", "partly", "no"]),
    ("unproven", ["no", "no", "no"]),
)


def told(found):
    """The findings by kind."""
    listed = findings(assess_place(found.place))
    return {kind: [one for one in listed if one.kind == kind] for kind in {o.kind for o in listed}}


def test_the_lowest_the_gaps_and_a_section(tmp_path):
    rows = asked({"item": "money", "required": 4, "effort": 2.0})
    found = assessment_of(tmp_path, RESPONSES, requirements=rows)
    assert [one.item for one in found.lowest] == ["design"]
    assert [(one.item, one.gap) for one in found.gaps] == [("money", 2), ("design", 2)]
    assert found.section("ready").passed is False
    assert found.framework.words.site.one == "setting"
    assert found.methods[0].name.startswith("levels of items")
    with pytest.raises(UnknownName, match="Did you mean 'ready'"):
        found.section("redy")


def test_the_course_over_rounds_and_the_evidence_of_the_day(tmp_path):
    first = panel(("design", [4, 4])).assign(round=1, date=pd.Timestamp("2025-03-14"))
    then = panel(("design", [5, 5]), ("money", [2])).assign(
        round=2, date=pd.Timestamp("2026-03-14")
    )
    late = pieces(("design", 2, "weak")).assign(date=pd.Timestamp("2026-01-01"))
    both = pd.concat([first, then], ignore_index=True)
    found = assessment_of(tmp_path, both, item_evidence=late)
    (one,) = found.earlier
    assert (one.round, one.day, one.levels) == (1, date(2025, 3, 14), {"design": 4})
    assert [row.level for row in found.items if row.item == "design"] == [2]  # capped since
    said = item_table(found)
    assert "Before" in [str(getattr(head, "words", head)) for head in said.heads]
    assert "after round 1 (14 March 2025)" in said.note.plain


def test_a_gap_that_is_due_on_another_day_than_its_activity_ends(tmp_path):
    day = date(2026, 5, 29)
    rows = asked({"item": "money", "required": 4, "activity": "A1", "due": pd.Timestamp(day)})
    step = assess_place(assessment_of(tmp_path, RESPONSES, requirements=rows).place)

    def due(end):
        every = findings(step, {"A1": (date(2026, 3, 2), end)})
        return [one.what for one in every if one.kind == "gap-due-another-day"]

    assert due(day) == []
    assert due(date(2026, 7, 3)) == ["Money is due on 29 May 2026, A1 ends on 3 July 2026."]


def test_a_framework_of_the_project_by_its_key(tmp_path):
    step = assess_place(site_with(tmp_path, responses=RESPONSES))
    assert step.of("small-experiments") is step.every[0]
    with pytest.raises(UnknownName, match="framework of assessment"):
        step.of("ipsr")


def test_nothing_answered_has_no_methods(tmp_path):
    assert assessment_of(tmp_path, panel()).methods == []


def test_findings_name_what_does_not_fit(tmp_path):
    evidence = pieces(("design", 0, "weak"))
    found = assessment_of(tmp_path, RESPONSES, item_evidence=evidence)
    listed = told(found)
    assert set(listed) <= set(KINDS)
    assert "Engaged" in listed["gate-shut"][0].what
    assert "One part is weak." in [one.what for one in listed["framework-rule"]]
    assert "claimed at 1, its evidence supports 0" in listed["claim-above-evidence"][0].what
    assert "Design & <data> (0 of 3)" in listed["gap-without-activity"][0].what
    assert all(
        one.step == "assess" and one.site == "huye" for own in listed.values() for one in own
    )


def test_what_speaks_against_going_on_is_not_to_be_brought_about(tmp_path):
    gates = ("evaluated", ["yes"]), ("engaged", ["yes"])
    found = assessment_of(tmp_path, panel(*gates, ("unproven", ["yes"]), ("unstable", ["no"])))
    (shut,) = told(found)["gate-shut"]
    assert "Wait" in shut.to_do
    found = assessment_of(tmp_path, panel(("engaged", ["no"]), ("unproven", ["no"])))
    (shut,) = told(found)["gate-shut"]
    assert "Bring it about" in shut.to_do


def test_a_gap_with_an_activity_and_evidence_in_place_are_no_finding(tmp_path):
    found = assessment_of(
        tmp_path,
        panel(("design", [2, 2, 2]), ("partners", [5, 5, 5]), ("money", [5, 5, 5])),
        requirements=asked({"item": "design", "activity": "A1"}),
        item_evidence=pieces(("design", 2, "strong")),
    )
    listed = told(found)
    assert not {"gap-without-activity", "answer-without-evidence", "lowest-open"} & set(listed)
    assert "answer-without-evidence" in told(assessment_of(tmp_path, panel(("design", [2]))))


def test_nobody_can_tell_the_lowest_where_they_are_alike(tmp_path):
    found = assessment_of(
        tmp_path, panel(("design", [2, 5, 2]), ("partners", [3, 3, 0]), ("money", [3, 1, 3]))
    )
    (open_,) = told(found)["lowest-open"]
    assert "cannot tell which ingredient is the lowest" in open_.what
    assert open_.who == "the assessors"


def test_what_is_not_answered_is_counted_of_what_is_counted(tmp_path):
    (open_,) = told(assessment_of(tmp_path, RESPONSES))["item-not-answered"]
    assert open_.what.startswith("5 of the 11 items of ")
    assert "that its results rest on (13 are asked) are not answered" in open_.what
    assert open_.to_do == "Answer them; a condition that does not apply is answered so."
    both = panel(("unproven", ["no"]), ("unstable", ["no"]), ("evaluated", ["no"]))
    gates = pd.concat([both, panel(("engaged", ["no"]), ("money", [3]))])
    (levels,) = told(assessment_of(tmp_path, gates))["item-not-answered"]
    assert levels.to_do == "Answer them."  # a level cannot be set aside


def test_all_sites_of_a_project_in_one_call(tmp_path):
    project = site_with(tmp_path, responses=RESPONSES).project
    found = assess_place(project).every[0]
    pd.testing.assert_frame_equal(
        found.found.items, assess_place(project.site("huye")).every[0].found.items
    )


def test_what_a_later_phase_asks_for_is_not_missing_now(tmp_path):
    found = assessment_of(tmp_path, RESPONSES)
    rule = {"key": "r", "when": 'count(ready, "no") == 0', "flag": "to mend", "says": "Not yet.",
            "to_do": "Go on."}  # fmt: skip
    phases = tuple(
        Phase(key=key, title=key, purpose="To go on.", first=1, last=2, leave_when=rules)
        for key, rules in (("first", ()), ("second", (rule,)))
    )
    later = replace(found, framework=found.framework.model_copy(update={"phases": phases}))
    assert [one.section for one in found.gates_now] == ["ready", "not-for"]
    assert [one.section for one in later.gates_now] == ["not-for"]
    assert not {"gate-shut"} & {one.kind for one in findings(AssessStep(found.place, (later,)))}


def test_what_other_steps_ask(tmp_path):
    found = assessment_of(tmp_path, pd.concat([RESPONSES, panel(("approach", ["phased"]))]))
    assert found.areas.values.tolist()[0] == ["design", "parts", "Design & <data>", 1, 3, 2]
    assert list(found.areas.columns) == ["item", "section", "title", "now", "required", "gap"]
    assert found.said == {
        "evaluated": "yes", "engaged": "no", "unproven": "no", "approach": "phased",
    }  # fmt: skip
    assert found.holds("lowest(parts) <= 1") is True
    assert found.holds("lowest(parts) > 2") is False
    assert found.holds('count(not-for, "yes") > 0') is None
    for rule in found.framework.rules:
        told_of = {one.rule: one.holds for one in found.found.rule_rows}
        assert found.holds(rule.when) is told_of[rule.key]


def test_one_answer_serves_two_frameworks(tmp_path):
    every = [load_assessment(key) for key in ("ai-transformation", "small-experiments")]
    (target, (source, *_)), *_ = (
        (key, others)
        for key, others in served_by(every).items()
        if key in {one.key for one in every[0].answered}
    )
    assert source in {one.key for one in every[1].answered}
    answer = every[1].scale_of(every[1].item(source)).answers[1]
    settings = "title: T\nframework: ai-transformation\nassessments: [small-experiments]\n"
    (tmp_path / "project.yaml").write_text(settings, "utf-8")
    (tmp_path / "sites.csv").write_text("site,name,country\nhuye,Huye,Rwanda\n", "utf-8")
    head = "site,item,round,date,assessor,basis,value"
    line = f"huye,{source},1,2026-03-01,A1,workshop,{answer}"
    (tmp_path / "responses.csv").write_text(f"{head}\n{line}\n", "utf-8")
    project = read_project(tmp_path)
    assert project.problems == ()
    step = assess_place(project.site("huye"))
    assert [one.framework.key for one in step.every] == ["ai-transformation", "small-experiments"]
    lent = next(one for one in step.every[0].items if one.item == target)
    own = next(one for one in step.every[1].items if one.item == source)
    assert (lent.level, lent.answered_as) == (own.level, source)
    assert (own.answered, own.answered_as) == (True, "")
