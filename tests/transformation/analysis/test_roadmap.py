"""Phases, weeks and gates."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.rollout import risk
from workbench.transformation.analysis.indicators import (
    IndicatorTerm,
    IndicatorValue,
    indicator_sheet,
)
from workbench.transformation.analysis.risks import weigh_risks
from workbench.transformation.analysis.roadmap import (
    PhaseCondition,
    RoadmapPhase,
    RoadmapTask,
    roadmap_of,
    week_of,
)

START = date(2026, 3, 2)
PHASES = [
    RoadmapPhase("foundation", "Foundation", "", 1, 6),
    RoadmapPhase("expansion", "Expansion", "", 7, 18),
    RoadmapPhase("optimisation", "Optimisation", "", 19, 21),
    RoadmapPhase("maturity", "Maturity", "", 22, 24),
]


def task(name, week, *, done=None, day=None):
    last = day or START + timedelta(weeks=week - 1, days=4)
    return RoadmapTask(name, f"Task {name}", last, last, "it", done, milestone=False)


def areas(*rows):
    names = ["item", "section", "title", "now", "required", "gap"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[3:], "Int64"))


READY = areas(("data", "infrastructure", "Data", 3, 3, 0))


def roadmap(tasks=(), frame=READY, *, risks=(), values=(), conditions=(), as_of=None, **more):
    terms = [IndicatorTerm("perf", "Performance", "primary", "percent", "up", 95.0, "")]
    seen = [IndicatorValue("perf", START, value, None, None, None) for value in values]
    return roadmap_of(
        PHASES, tasks, frame, register=weigh_risks(list(risks), {"5": 0.9}),
        indicators=indicator_sheet(terms, [], seen), conditions=conditions, start=START,
        as_of=as_of, **more,
    )  # fmt: skip


def standings(gate):
    return {one.title: one.standing for one in gate.criteria}


def test_every_task_lies_in_the_phase_of_its_last_day_and_late_ones_in_the_last():
    tasks = [task(f"T{week}", week) for week in (0, 1, 6, 7, 18, 19, 21, 22, 24, 30)]
    found = roadmap([*tasks, RoadmapTask("U", "", None, None, None, None, milestone=False)])
    assert [[one.activity for one in gate.tasks] for gate in found.gates] == [
        ["T0", "T1", "T6"], ["T7", "T18"], ["T19", "T21"], ["T22", "T24", "T30"],
    ]  # fmt: skip
    assert [one.activity for one in found.gates[-1].late] == ["T30"]
    assert [one.activity for one in found.undated] == ["U"]
    assert found.gates[0].ends == date(2026, 4, 12)
    assert found.gates[1].begins == date(2026, 4, 13)


def test_a_gate_is_open_when_everything_is_met():
    low = risk(likelihood=1, impact=2)
    found = roadmap([task("T", 3, done=True)], values=[97.0], risks=[low])
    assert found.gates[0].standing == "met"
    assert found.gates[0].unmet == ()


def test_what_is_missing_is_named():
    low = areas(("data", "i", "Data", 2, 3, 1), ("tech", "i", "Platform", 4, 3, 0))
    gate = roadmap(
        [task("T", 3, done=False)], low, values=[90.0],
        risks=[risk(likelihood=5, impact=3, title="Late data")],
        conditions=[PhaseCondition("foundation", "c", "Change has not begun", "Begin.", False)],
    ).gates[0]  # fmt: skip
    assert [one.missing for one in gate.criteria] == [
        ("Data: now 2, required 3",), ("Late data",), ("Performance: 90, floor 95",), ("Begin.",),
        ("Task T",),
    ]  # fmt: skip
    assert len(gate.unmet) == 5


def test_what_nobody_said_is_not_known():
    unknown = areas(("data", "i", "Data", None, 3, None))
    gate = roadmap([task("T", 3)], unknown, risks=[risk()]).gates[0]
    assert set(standings(gate).values()) == {"not known"}
    assert gate.standing == "not known"
    assert roadmap(frame=areas()).gates[0].criteria[0].standing == "not known"
    over = roadmap(risks=[risk(status="closed")], live=1, in_scope=1).gates[1].criteria
    assert [one.standing for one in over[1:4]] == ["met", "not known", "met"]


def test_a_gate_on_an_empty_table_is_not_known_and_says_what_to_enter():
    found = roadmap_of(
        PHASES, [], areas(), register=weigh_risks([], {}), indicators=indicator_sheet([], [], [])
    )
    for gate in found.gates:
        assert {one.standing for one in gate.criteria} == {"not known"}
    told = " ".join(text for one in found.gates[1].criteria for text in one.missing)
    assert all(f"(sheet {name})" in told for name in ("risks", "kpis", "rollout"))


def test_a_task_ahead_is_not_done():
    gate = roadmap([task("T", 3)], as_of=START).gates[0]
    assert gate.criteria[-1].missing == ("Task T",)
    assert gate.criteria[-1].standing == "not met"
    over = roadmap([task("T", 3)], as_of=START + timedelta(weeks=4)).gates[0]
    assert over.criteria[-1].standing == "not known"


def test_units_count_from_the_second_phase_on():
    found = roadmap(live=2, in_scope=5)
    titles = ["Every unit in scope uses the capability" in standings(one) for one in found.gates]
    assert titles == [False, True, True, True]
    assert found.gates[1].unmet[0].missing == ("3 of 5 units do not yet",)


def test_where_the_report_stands():
    assert roadmap(as_of=START - timedelta(days=3)).now is None
    assert roadmap(as_of=START).now.phase.key == "foundation"
    assert roadmap(as_of=START + timedelta(weeks=18)).now.phase.key == "optimisation"
    assert roadmap(as_of=START + timedelta(weeks=60)).now.phase.key == "maturity"
    assert roadmap().week is None


def test_without_a_first_day_no_task_has_a_week():
    found = roadmap_of(
        PHASES, [task("T", 3)], READY, register=weigh_risks([], {}),
        indicators=indicator_sheet([], [], []),
    )  # fmt: skip
    assert [one.tasks for one in found.gates] == [(), (), (), ()]
    assert (found.gates[0].begins, len(found.undated)) == (None, 1)


@given(st.lists(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=20))
def test_each_task_with_a_day_lies_in_one_phase(days):
    found = roadmap([task(f"T{at}", 0, day=day) for at, day in enumerate(days)])
    placed = [one.activity for gate in found.gates for one in gate.tasks]
    assert sorted(placed) == sorted(f"T{at}" for at in range(len(days)))
    for gate in found.gates[1:]:
        assert all(week_of(one.finish, START) >= gate.phase.first for one in gate.tasks)
