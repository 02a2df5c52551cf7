"""What follows is told in words, step by step."""

import pandas as pd

from workbench.explore.steps import (
    EXPLORED,
    compared,
    counted,
    no_effect,
    running,
    told,
    where_it_stands,
)
from workbench.publish.html import record_html
from workbench.scenarios.side_by_side import side_by_side


def test_the_steps_together_say_what_the_chain_compares(example_case):
    now = example_case.what_if(start="2027-01-04", costs={"L1": {"quantity": 3}})
    rows = [
        row for step in EXPLORED for row in step.differences(example_case, now).to_numpy().tolist()
    ]
    assert rows == now.compare(example_case).to_numpy().tolist()


def test_why_a_level_has_no_effect_is_said(example_case):
    diagnosis = EXPLORED[0]
    idle = example_case.what_if(levels={"farmer-groups": {"use": 8}})
    found = diagnosis.differences(example_case, idle)
    assert "Clean seed supply still has the lowest score" in no_effect(found, idle)
    other = example_case.what_if(levels={"clean-seed": {"use": 5}})
    assert no_effect(diagnosis.differences(example_case, other), other) == ""
    assert where_it_stands(other).startswith("Package score at most 18; bottleneck: Extension")


def test_no_difference_is_a_sentence(example_case):
    for step in EXPLORED:
        found = step.differences(example_case, example_case)
        words = record_html(told(step, found)).striptags()
        assert words == f"{step.title}: nothing changes."
    same = record_html(compared(side_by_side(example_case, {}))).striptags()
    assert same == "Nothing differs between the scenarios and what is."


def test_how_many_differ_is_counted():
    rows = [["plan", "end", "none", "5"], ["plan", "A1", "2", "none"], ["plan", "A2", "2", "3"]]
    found = pd.DataFrame(rows, columns=["step", "what", "before", "after"])
    assert counted(EXPLORED[3], found) == "Plan: 1 new, 1 gone, 1 changed."
    assert counted(EXPLORED[3], found[:1]) == "Plan: 1 new."


def test_a_missing_picture_is_a_sentence(example_cases):
    plan = next(step for step in EXPLORED if step.title == "Plan")
    assert isinstance(plan.drawn(example_cases.case("ug-luwero")), str)
    findings = next(step for step in EXPLORED if step.title == "Findings")
    assert findings.drawn(example_cases.case("ug-luwero")) == ""


def test_what_a_report_says_is_said_without_its_tables(example_case, example_cases):
    for case in (example_case, example_cases.case("ug-luwero")):
        for step in EXPLORED:
            html = record_html(running(step.said(case)))
            assert "<table" not in html
            assert case is not example_case or html.striptags(), step.title
    said = record_html(running(EXPLORED[-1].said(example_case))).striptags().replace("\xa0", " ")
    assert all(one.to_do.replace("\xa0", " ") in said for one in example_case.findings)
