"""Rows of a plan read as typed values, with what is not known as None."""

from datetime import date

from workbench.core.rows import rows_of
from workbench.plan.analysis.rows import DatedActivity, DeadlineRow, DrawnEnd, PlanEnd, PlanLink
from workbench.plan.analysis.schedule import schedule
from workbench.plan.analysis.schedule_risk import schedule_risk

START = date(2026, 4, 1)


def test_begun_weeks_count(plan):
    dated = schedule(plan({"A1": 5, "A2 <- A1": 1}), start=START)
    (end,) = rows_of(dated.ends, PlanEnd)
    assert (end.start, end.finish, end.weeks) == (START, date(2026, 4, 8), 2)
    assert rows_of(dated.links, PlanLink) == [PlanLink("A2", "A1", "FS", 0)]


def test_what_hangs_on_an_unknown_duration_is_not_known(plan):
    dated = schedule(plan({"A1": None, "A2 <- A1": 3}, deadline="2026-04-02"), start=START)
    first, second = rows_of(dated.table, DatedActivity)
    assert (first.start, first.finish, second.start) == (START, None, None)
    assert (first.critical, first.total_float) == (None, None)
    assert rows_of(dated.ends, PlanEnd)[0].weeks is None
    assert [row.possible for row in rows_of(dated.deadlines, DeadlineRow)] == [None, False]


def test_a_mark_takes_no_time_on_a_known_day(plan):
    dated = schedule(plan({"A1": 2, "A2 <- A1": None}, milestone=[False, True]), start=START)
    assert [row.is_mark for row in rows_of(dated.table, DatedActivity)] == [False, True]
    (end,) = rows_of(schedule_risk(dated, draws=100).ends, DrawnEnd)
    assert end.p10 == end.p90 == date(2026, 4, 2)
