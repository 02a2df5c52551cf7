"""The benchmark of plans: both ways date the same plan, and the report says what it is."""

from datetime import date

import pytest

from benchmarks import schedule
from benchmarks.schedule import differ, graph_of, measure, plain_loop, plan, seasons, walk
from workbench.plan.analysis.schedule import schedule as dated
from workbench.plan.analysis.schedule_risk import schedule_risk

START = date(2026, 4, 1)


def test_both_ways_give_the_same_ends_for_the_same_durations():
    table = plan(40)
    assert differ(table, dated(table, start=START), 100) < 1e-3


def test_the_plain_loop_draws_the_same_distribution_and_criticality():
    table = plan(12)
    ends, criticality = plain_loop(table, 1_500)
    ours = schedule_risk(dated(table, start=START), draws=20_000, correlation=0.3)
    assert sum(ends) / len(ends) == pytest.approx(ours.sites["mean"].iloc[0], rel=0.01)
    theirs = criticality.reindex(ours.table["activity"]).to_numpy()
    assert theirs == pytest.approx(ours.table["criticality"].to_numpy(), abs=0.05)


def test_a_walk_by_hand():
    table = plan(3).assign(after=[None, "A0", "A0"])
    assert walk(graph_of(table), {"A0": 2.0, "A1": 3.0, "A2": 4.0}) == (6.0, ["A0", "A2"])


def test_the_seasons_are_met():
    table = plan(40)
    free, closed = (dated(table, start=START, seasons=one) for one in (None, seasons()))
    assert closed.sites["days"].iloc[0] > free.sites["days"].iloc[0]


def test_the_time_of_the_plain_loop_is_for_all_draws(monkeypatch):
    ticks = iter(range(100))
    monkeypatch.setattr(schedule, "perf_counter", lambda: next(ticks))
    one = measure(3, draws=200, sample=4, repeats=1)
    assert (one.together, one.apart, one.ratio) == (1, 50, 50)


def test_the_report_prints_every_size_and_says_how_few_draws_it_ran(monkeypatch, capsys):
    monkeypatch.setattr(schedule, "ACTIVITIES", (2, 3))
    monkeypatch.setattr(schedule, "DRAWS", 200)
    monkeypatch.setattr(schedule, "SAMPLE", 5)
    schedule.report()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 5
    assert "ran 5 draws" in said[1]
