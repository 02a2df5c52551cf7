"""The slides of a workshop say what the steps found."""

import pytest

from workbench.agree.page.pack import meeting_of
from workbench.agree.page.slides import workshop_slides


def slides(found, meeting=None):
    return {one.heading.plain: one for one in workshop_slides(found, meeting_of(found, meeting))}


@pytest.mark.parametrize(("site", "meeting"), [
    ("rw-huye", None), ("rw-musanze", None), ("rw-nyanza", "W1"),
])  # fmt: skip
def test_findings_options_and_participants(agreed, site, meeting):
    found = agreed(site)
    made = slides(found, meeting)
    who = made["Who takes part"].records[0]
    assert [row[0].plain for row in who.rows] == [one.name for one in found.parties]
    stands = made["First findings"].records[0].paragraphs[0].plain
    assert f"{found.diagnosis.package.shown} of 81" in stands
    parts = made["The parts of the package"].records[0].rows
    assert parts[0][3] == found.diagnosis.package.score
    assert [row[3] for row in parts] == sorted(row[3] for row in parts)
    step = found.strategy.options
    (row,) = [one for one in step.advised.rows if one.bottleneck]
    options = made[f"Options for {row.component_title}"].records[0]
    able = [one for one in step.results.possible if one.component == row.component]
    for one, cells in zip(able, options.rows, strict=True):
        assert one.title in cells[0].plain
        assert cells[2].plain.startswith(f"{one.cost:,.0f}")


def test_what_is_asked_names_the_version(agreed):
    asked = slides(agreed("rw-huye"))["What we ask you to decide"].records[0]
    assert asked.points[0].plain == (
        "How do you stand to Tissue Garden runs three mother gardens, version 1?"
    )
    open_one = slides(agreed("rw-musanze"))["What we ask you to decide"].records[0]
    assert open_one.points[0].plain == "Which option should be put forward?"


def test_how_we_decide_has_the_rule_and_all_gradients(agreed):
    rule, ways = slides(agreed("rw-huye"))["How we decide"].records
    assert "at least 75 % of the parties" in rule.paragraphs[0].plain
    assert len(ways.rows) == 8


def test_the_money_is_that_of_the_budget(agreed):
    found = agreed("rw-huye")
    words = slides(found)["What is proposed"].records[-1].paragraphs[0].plain
    assert f"{found.strategy.budget.budget.total().amount:,.0f}" in words
