"""What a dated plan contradicts, on small plans with the right answer known."""

import pandas as pd
import pytest

from workbench.core.rows import rows_of
from workbench.plan.analysis.plan_checks import (
    PlannedActivity,
    early_results,
    late_companions,
    new_diagnoses,
    not_decided,
)
from workbench.plan.analysis.rows import DatedActivity, PlanLink
from workbench.plan.analysis.schedule import schedule


def dated(*rows):
    names = ["activity", "title", "after", "likely"]
    table = pd.DataFrame(rows, columns=names).assign(site="a")
    found = schedule(table, start="2026-03-02")
    return rows_of(found.table, DatedActivity), rows_of(found.links, PlanLink)


def test_an_overlap_is_found_through_what_follows_and_not_where_it_ends_later():
    plan = [("A", "Season", None, 10), ("B", "Report", "A FS-5", 2), ("C", "Sent", "B", 0)]
    (found,) = early_results(*dated(*plan))
    assert (found.input.activity, [row.activity for row in found.early]) == ("A", ["B", "C"])
    assert early_results(*dated(*plan[:1], ("B", "Report", "A FS-5", 6))) == []
    assert early_results(*dated(*plan[:1], ("B", "Note", "A SS", 2))) == []


@pytest.mark.parametrize(
    ("title", "after", "found"),
    [
        ("Check during the season", "A SS; A FF+2", ["B"]),  # begins on the 9th of 10 days
        ("Check during the season", "A SS+2", []),
        ("Check the season", "A SS; A FF+2", []),
        ("Review at half time", "A SS+9", ["B"]),
        ("Check during the season", "A", []),  # what follows is no companion
    ],
)
def test_what_says_during_is_to_begin_before_it_is_nearly_over(title, after, found):
    rows = dated(("A", "Season", None, 10), ("B", title, after, 3))
    assert [one.row.activity for one in late_companions(*rows)] == found


def asked(title="Work", **more):
    blank = dict.fromkeys(("component", "proposal", "deliverable", "readiness_after", "use_after"))
    return PlannedActivity("A1", title, **blank | more)


@pytest.mark.parametrize(
    "words",
    ["Diagnose seed again", "Read all levels anew there", "Re-assess the package", "New diagnosis"],
)
def test_words_of_a_new_diagnosis(words):
    assert new_diagnoses([asked(words)]) == ([], [asked(words)])
    assert new_diagnoses([asked(deliverable="Scores of round 3")])[1]


@pytest.mark.parametrize("words", ["Underscore the need", "Score a goal", "Assess bids", "Work"])
def test_words_of_something_else(words):
    assert new_diagnoses([asked(words)]) == ([], [])


def test_an_expected_level_counts_whatever_the_words():
    assert new_diagnoses([asked(use_after=4)]) == ([asked(use_after=4)], [])


def test_options_that_nobody_decided_on():
    rows = [asked(proposal="seed-1"), asked(proposal="seed-2"), asked()]
    assert not_decided(rows, ["seed-2"]) == {"seed-1": [rows[0]]}
    assert set(not_decided(rows, [])) == {"seed-1", "seed-2"}
