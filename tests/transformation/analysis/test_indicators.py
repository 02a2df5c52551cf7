"""Lights, the straight way to the target, and what is computed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.transformation.analysis.indicators import (
    IndicatorGoal,
    IndicatorTerm,
    IndicatorValue,
    Milestone,
    indicator_sheet,
    percentage,
    timeline_adherence,
)

DAY = date(2026, 3, 15)
FROM, TO = date(2026, 3, 5), date(2026, 3, 25)


def term(kpi="k", group="primary", direction="up", floor=None):
    return IndicatorTerm(kpi, f"Indicator {kpi}", group, "percent", direction, floor, "")


def light(now, *, baseline=0.0, target=100.0, floor=None, direction="up", framework_floor=None):
    goal = IndicatorGoal("k", None, baseline, FROM, target, TO, floor)
    seen = [] if now is None else [IndicatorValue("k", DAY, now, None, 30, None)]
    (row,) = indicator_sheet([term("k", direction=direction, floor=framework_floor)], [goal], seen,
                             as_of=DAY).rows  # fmt: skip
    return row.light


def test_lights_in_words():
    assert [light(now) for now in (None, 40.0, 50.0, 99.0, 100.0)] == [
        "not known", "behind", "on the way", "on the way", "reached",
    ]  # fmt: skip
    assert light(40.0, floor=45.0) == "below its floor"
    assert light(100.0, floor=120.0) == "below its floor"
    assert light(94.0, target=None, baseline=None, framework_floor=95.0) == "below its floor"
    assert light(96.0, target=None, baseline=None, framework_floor=95.0) == "on the way"
    assert light(96.0, target=None, baseline=None) == "not known"


def test_where_less_is_better():
    less = {"direction": "down", "baseline": 100.0, "target": 20.0}
    assert [light(now, **less) for now in (70.0, 60.0, 20.0)] == ["behind", "on the way", "reached"]
    assert light(90.0, floor=80.0, **less) == "below its floor"


def test_the_latest_value_counts_and_what_is_observed_comes_before_what_is_computed():
    values = [IndicatorValue("k", day, value, None, None, None)
              for day, value in ((DAY, 7.0), (FROM, 3.0))]  # fmt: skip
    (row,) = indicator_sheet([term()], [], values, computed={"k": 50.0}).rows
    assert (row.now, row.computed, row.day, row.expected) == (7.0, False, DAY, None)
    (row,) = indicator_sheet([term()], [], [], computed={"k": 50.0}, as_of=DAY).rows
    assert (row.now, row.computed, row.day) == (50.0, True, DAY)


def test_a_floor_of_the_project_comes_before_that_of_the_framework():
    goal = IndicatorGoal("k", "points", None, None, None, None, 80.0)
    (own,) = indicator_sheet([term(floor=95.0)], [goal], []).rows
    assert (own.floor, own.assumed_floor, own.unit) == (80.0, False, "points")
    (ours,) = indicator_sheet([term(floor=95.0)], [], []).rows
    assert (ours.floor, ours.assumed_floor, ours.unit) == (95.0, True, "percent")


def test_primary_first_and_further_ones_only_where_something_is_known():
    terms = [term("a", "further"), term("b", "secondary"), term("c"), term("d", "further")]
    sheet = indicator_sheet(terms, [], [IndicatorValue("d", DAY, 1.0, None, None, None)])
    assert [one.term.kpi for one in sheet.rows] == ["c", "b", "d"]
    assert sheet.row("d").now == 1.0
    assert (sheet.row("a"), sheet.row(None), sheet.below_floor) == (None, None, ())


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_way_lies_between_baseline_and_target(day):
    goal = IndicatorGoal("k", None, 20.0, FROM, 60.0, TO, None)
    (row,) = indicator_sheet([term()], [goal], [], as_of=day).rows
    assert 20.0 <= row.expected <= 60.0
    if day <= FROM:
        assert row.expected == 20.0
    if day >= TO:
        assert row.expected == 60.0


def test_a_target_for_the_day_of_the_baseline_is_due_at_once():
    goal = IndicatorGoal("k", None, 20.0, FROM, 60.0, FROM, None)
    assert indicator_sheet([term()], [goal], [], as_of=FROM).rows[0].expected == 60.0


def test_milestones_in_time():
    due = [Milestone("M1", "", FROM, reached=True), Milestone("M2", "", FROM, reached=None),
           Milestone("M3", "", TO, reached=False)]  # fmt: skip
    assert timeline_adherence(due, DAY) == 100
    assert timeline_adherence(due, TO) == 50
    assert timeline_adherence(due, date(2026, 1, 1)) is None
    assert timeline_adherence(due, None) is None


def test_a_share_of_nothing_is_not_known():
    assert percentage(0, 0) is None
    assert percentage(1, 3) == pytest.approx(100 / 3)
