"""Four pitfalls: on, off, not known."""

from datetime import date
from decimal import Decimal

import pytest

from workbench.transformation.analysis.indicators import (
    IndicatorTerm,
    IndicatorValue,
    indicator_sheet,
)
from workbench.transformation.analysis.pitfalls import watch_pitfalls
from workbench.transformation.analysis.roadmap import AreaRow, RoadmapTask

DAY = date(2026, 3, 2)


def task(responsible="it"):
    return RoadmapTask("T", "Set up", DAY, DAY, responsible, None, milestone=False)


def performance(value):
    term = IndicatorTerm("p", "Performance", "primary", "percent", "up", 95.0, "")
    seen = [] if value is None else [IndicatorValue("p", DAY, value, None, None, None)]
    return indicator_sheet([term], [], seen).rows[0]


def watch(**more):
    good = {
        "infrastructure": [AreaRow("d", "i", "Data", 3, 3, 0)], "change": {"Training": "running"},
        "week": 7, "budget_p80": Decimal(90), "ceiling": Decimal(100), "tasks": [task()],
        "performance": performance(97.0),
    }  # fmt: skip
    return {one.key: one for one in watch_pitfalls(**(good | more)).rows}


def test_nothing_is_wrong():
    assert {one.on for one in watch().values()} == {False}


@pytest.mark.parametrize(
    ("key", "given", "seen"),
    [
        ("preparation", {"infrastructure": [AreaRow("d", "i", "Data", 1, 3, 2)]},
         ("Data: now 1, required 3",)),
        ("change", {"change": {"Training": "not started", "Help": "done"}},
         ("Training: not begun",)),
        ("resources", {"budget_p80": Decimal(101)},
         ("In 80 of 100 draws the budget stays below 101; there are 100",)),
        ("resources", {"tasks": [task(), task(None)]}, ("Set up: nobody is responsible",)),
        ("quality", {"performance": performance(90.0)}, ("Performance: 90 percent, floor 95",)),
    ],
)  # fmt: skip
def test_each_is_seen_in_the_tables(key, given, seen):
    assert watch(**given)[key].on is True
    assert watch(**given)[key].seen == seen


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("preparation", {"infrastructure": []}),
        ("preparation", {"infrastructure": [AreaRow("d", "i", "Data", None, 3, None)]}),
        ("change", {"change": {}}),
        ("change", {"change": {"Training": None}}),
        ("resources", {"budget_p80": None}),
        ("resources", {"tasks": []}),
        ("quality", {"performance": None}),
        ("quality", {"performance": performance(None)}),
    ],
)
def test_what_is_not_known_is_no_warning(key, given):
    assert watch(**given)[key].on is None


def test_before_the_expansion_change_may_wait_and_gaps_are_not_serious_yet():
    early = watch(week=3, change={"Training": "not started"},
                  infrastructure=[AreaRow("d", "i", "Data", 1, 3, 2)])  # fmt: skip
    assert (early["change"].on, early["change"].seen) == (False, ())
    assert (early["preparation"].on, early["preparation"].serious) == (True, False)
    assert watch(infrastructure=[AreaRow("d", "i", "Data", 1, 3, 2)])["preparation"].serious
    nothing = watch_pitfalls(
        infrastructure=[], change={}, week=None, budget_p80=None, ceiling=None,
        tasks=[task(None)], performance=None,
    )  # fmt: skip
    assert [one.key for one in nothing.on] == ["resources"]
