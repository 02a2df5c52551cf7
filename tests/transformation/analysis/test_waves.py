"""Waves, queues and who waits for whom; small cases are worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.rollout import unit
from workbench.plan.analysis.schedule import schedule
from workbench.transformation.analysis.waves import first_wave, most_at_once, waves_of


def course(units, approach, teams=2, places=None):
    waves = waves_of(units, approach, teams=teams, places=places or {})
    return {one.site: (one.wave, one.start, one.finish) for one in waves.planned()}


def last(units, approach, teams=2, places=None):
    return max(finish for _, _, finish in course(units, approach, teams, places).values())


def test_phased_by_hand():
    # Pilot first (d), then by weeks: d4 a2 | b3 c6 would take 4 + 6 = 10; d | a b | c 13.
    units = [unit("a", 2), unit("b", 3), unit("c", 6), unit("d", 4, pilot="worked")]
    assert course(units, "phased") == {
        "d": (1, 0, 4), "a": (1, 0, 2), "b": (2, 4, 7), "c": (2, 4, 10),
    }  # fmt: skip


def test_parallel_is_all_at_once_unless_infrastructure_is_full():
    units = [
        unit(key, weeks, infrastructure="hub") for key, weeks in zip("abc", (2, 3, 4), strict=True)
    ]
    assert last(units, "parallel", places={"hub": 3}) == 4
    # two places: c 0-4, b 0-3, then a from 3
    assert course(units, "parallel", places={"hub": 2})["a"] == (1, 3, 5)
    assert last(units, "parallel", places={"hub": 1}) == 9


@pytest.mark.parametrize("approach", ["phased", "parallel", "hybrid"])
def test_places_and_teams_without_end_cost_nothing(approach):
    units = [unit("a", 2, infrastructure="hub", differs="x"), unit("b", 3, infrastructure="hub")]
    few = course(units, approach, teams=2, places={"hub": 2})
    assert course(units, approach, teams=10**12, places={"hub": 10**12}) == few


def test_no_wave_is_larger_than_its_infrastructure():
    units = [unit(key, 2, infrastructure="hub;lab") for key in "abcd"]
    waves = course(units, "phased", teams=4, places={"hub": 3, "lab": 2})
    assert sorted(wave for wave, _, _ in waves.values()) == [1, 1, 2, 2]


def test_hybrid_takes_on_by_themselves_those_that_differ():
    units = [*(unit(key, 2) for key in "abcd"), unit("x", 5, differs="model"),
             unit("y", 1, differs="model;data")]  # fmt: skip
    # three teams: one for the two that differ (3 * 2 / 6), two for the waves
    assert course(units, "hybrid", teams=3) == {
        "a": (1, 0, 2), "b": (1, 0, 2), "c": (2, 2, 4), "d": (2, 2, 4),
        "y": (0, 0, 1), "x": (0, 1, 6),
    }  # fmt: skip


def test_hybrid_shares_infrastructure_between_both_groups():
    units = [unit("a", 2, infrastructure="hub"), unit("x", 5, differs="m", infrastructure="hub")]
    found = course(units, "hybrid", places={"hub": 1})
    assert found == {"x": (0, 0, 5), "a": (1, 5, 7)}


def test_hybrid_with_one_team_takes_those_that_differ_last():
    units = [unit("a", 2), unit("x", 5, differs="m"), unit("b", 3)]
    assert course(units, "hybrid", teams=1)["x"] == (3, 5, 10)
    assert last(units, "phased", teams=1) == 10


def test_hybrid_without_difference_is_phased_and_with_nothing_else_has_all_teams():
    same = [unit(key, weeks) for key, weeks in zip("abc", (1, 2, 3), strict=True)]
    assert course(same, "hybrid") == course(same, "phased")
    other = [unit(key, 4, differs="m") for key in "abcd"]
    assert last(other, "hybrid", teams=2) == 8


def test_waves_need_teams():
    with pytest.raises(ValueError, match="support teams"):
        waves_of([unit("a", 1)], "phased", teams=None, places={})


def test_people_at_once_and_the_first_wave():
    units = [unit("a", 2), unit("b", 2), unit("c", 3)]
    planned = waves_of(units, "phased", teams=2, places={}).planned()
    assert most_at_once(planned, {"a": 4.0, "b": 5.0, "c": 7.0}) == 9.0
    assert first_wave(planned) == ("a", "b")
    assert most_at_once([], {}) == 0.0


WEEKS = st.lists(st.integers(1, 20), min_size=1, max_size=12)


@given(WEEKS, st.integers(1, 6), st.lists(st.booleans(), min_size=12, max_size=12))
def test_more_teams_never_lengthen_phased(weeks, teams, pilots):
    units = [
        unit(f"u{at:02}", week, pilot="worked" if pilots[at] else None)
        for at, week in enumerate(weeks)
    ]
    assert last(units, "phased", teams=teams + 1) <= last(units, "phased", teams=teams)
    assert last(units, "phased", teams=len(units)) == last(units, "parallel") == max(weeks)
    assert last(units, "phased", teams=1) == sum(weeks)


@given(
    WEEKS, st.integers(1, 5), st.integers(1, 4), st.lists(st.booleans(), min_size=12, max_size=12)
)
def test_limits_are_kept_at_every_moment(weeks, teams, places, marks):
    units = [
        unit(f"u{at:02}", week, infrastructure="hub", differs="m" if marks[at] else None)
        for at, week in enumerate(weeks)
    ]
    for approach in ("phased", "parallel", "hybrid"):
        planned = waves_of(units, approach, teams=teams, places={"hub": places}).planned()
        assert sorted(one.site for one in planned) == [one.site for one in units]
        most = most_at_once(planned, dict.fromkeys((one.site for one in units), 1.0))
        assert most <= places
        if approach != "parallel":
            assert most <= teams


@given(st.integers(0, 1000))
def test_parallel_is_never_longer_than_phased_in_any_draw(seed):
    units = [unit(f"u{at}", at % 4 + 1) for at in range(7)]
    drawn = np.random.default_rng(seed).uniform(0.5, 9, (7, 40))
    rows = {one.site: row for row, one in enumerate(units)}
    ends = {}
    for approach in ("phased", "parallel"):
        waves = waves_of(units, approach, teams=3, places={})
        _, finish = waves.course(drawn[[rows[one.site] for one in waves.units]])
        ends[approach] = finish.max(axis=0)
    assert (ends["parallel"] <= ends["phased"] + 1e-9).all()


@given(WEEKS, st.integers(1, 4))
def test_waves_end_when_the_plan_of_work_says_so(weeks, teams):
    units = [unit(f"u{at:02}", week) for at, week in enumerate(weeks)]
    planned = waves_of(units, "phased", teams=teams, places={}).planned()
    days = {one.site: 5.0 * (one.finish - one.start) for one in planned}
    before = {one.wave: [o.site for o in planned if o.wave == one.wave - 1] for one in planned}
    plan = pd.DataFrame(
        {
            "site": "network",
            "activity": [one.site for one in planned],
            "likely": [days[one.site] for one in planned],
            "after": ["; ".join(before[one.wave]) or None for one in planned],
        }
    )
    dated = schedule(plan, start="2026-03-02")
    assert dated.ends["days"].iloc[0] == pytest.approx(5 * max(one.finish for one in planned))
