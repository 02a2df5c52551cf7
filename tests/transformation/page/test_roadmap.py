"""Words and tables of phases, gates, indicators and pitfalls."""

import pytest

from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.publish.html import record_html
from workbench.transformation.page import roadmap as page


def cells(record):
    return [[str(cell) for cell in row] for row in record.rows]


def test_where_the_unit_is_and_what_the_source_leaves_out(north):
    said = str(record_html(page.roadmap_answer(north)).striptags())
    assert "It is week 8, in the phase Expansion." in said
    assert "The gate after Foundation is shut." in said
    assert "names four phases and gives weeks to three" in said
    assert "leaves out data infrastructure" in said


def test_gates_say_what_is_missing_and_those_ahead_in_one_row(north):
    rows = cells(page.gate_table(north))
    assert rows[0][0] == "Foundation, weeks 1 to 6, until 12 April 2026; gate: shut"
    assert rows[0][1:] == [
        "Every area is at the level that is required", "not met",
        "Data infrastructure: now 2, required 3",
    ]  # fmt: skip
    assert [row[2] for row in rows[-2:]] == ["still ahead", "still ahead"]


def test_tasks_by_phase(north):
    rows = cells(page.phase_tasks(north))
    assert [row[0] for row in rows] == ["Foundation", "", "", "Expansion"]
    assert rows[1][1:] == ["Build the data feed", "nobody", "7 April 2026", "open"]


def test_indicators_with_floor_and_what_is_computed(north):
    rows = {row[0]: row for row in cells(page.indicator_table(north))}
    assert rows["Scaling coverage (primary)"][3] == "25 (computed)"
    assert rows["Performance maintenance (primary)"][-2:] == ["95", "below its floor"]
    assert rows["Stakeholder satisfaction (secondary)"][3] == "not known"


def test_pitfalls_with_what_helps(north):
    rows = cells(page.pitfall_table(north))
    assert [row[1] for row in rows] == ["yes"] * 4
    assert rows[1][2] == "Training: not begun"
    assert "before the first further unit begins" in rows[0][3]
    assert {row[4] for row in rows} == {"nothing"}


def test_tasks_against_a_pitfall_are_named(rollout):
    rows = "site,item,activity\nnorth,technical-infrastructure,A2\n"
    risks = "site,risk,title,item,activity\nnorth,K1,Resistance,change-infrastructure,A4\n"
    found = cells(page.pitfall_table(rollout(requirements=rows, risks=risks)))
    assert [row[4] for row in found[:2]] == [
        "Build the data feed", "Take the capability to the wards",
    ]  # fmt: skip


def test_the_first_day_of_the_settings_counts_without_a_plan_of_work(empty):
    said = str(record_html(page.roadmap_answer(empty)).striptags())
    assert "It is week 8, in the phase Expansion." in said
    assert "until 12 April 2026" in cells(page.gate_table(empty))[0][0]


def test_without_any_first_day_there_is_no_week(rollout):
    bare = rollout(activities="site,activity,title\n", requirements="site,item\n")
    bare.__dict__["start"] = None
    assert isinstance(page.roadmap_answer(bare), Missing)


def test_nothing_known(empty):
    with pytest.raises(NothingToShow):
        page.phase_tasks(empty)
    assert {row[1] for row in cells(page.pitfall_table(empty))} == {"not known"}
    assert {row[3] for row in cells(page.indicator_table(empty))} == {"not known"}
