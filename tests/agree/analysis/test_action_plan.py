"""Who confirmed what, and what changed since it was agreed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from workbench.agree.analysis.action_plan import (
    PlannedWork,
    action_plan,
    changes_since,
    frozen_row,
)
from workbench.agree.analysis.rows import Confirmation

DAY = date(2026, 3, 1)
A1 = PlannedWork("A1", "Plant", "garden", ("union",), DAY, DAY, Decimal("9.50"), False, True)
A2 = replace(A1, activity="A2", responsible="desk", partners=(), amount=Decimal(3), critical=False)
ACTORS = {"g": "garden", "u": "union", "d": "desk"}


def said(activity, who, word="yes", day=DAY):
    return Confirmation(activity, who, word, day, None)


def test_an_activity_is_confirmed_by_all_that_have_a_part():
    half = action_plan([A1, A2], [said("A1", "g"), said("A2", "d")], ACTORS)
    assert [one.confirmed for one in half.rows] == [False, True]
    assert (half.share, half.money) == (0.5, (Decimal(3), Decimal("12.50")))
    assert [one.work.activity for one in half.critical_open] == ["A1"]
    whole = action_plan([A1, A2], [said("A1", "g"), said("A1", "u"), said("A2", "d")], ACTORS)
    assert (whole.share, whole.critical_open) == (1.0, ())


def test_the_latest_word_counts():
    later = date(2026, 3, 9)
    rows = [said("A2", "d", "no", later), said("A2", "d")]
    assert action_plan([A2], rows, ACTORS).rows[0].no == ("desk",)


def test_nothing_planned_has_no_share():
    assert action_plan([], [], {}).share is None


def test_each_change_since_the_agreement_is_named():
    agreed = [frozen_row(A1), frozen_row(A2)]
    assert changes_since(agreed, [A1, A2]) == ()
    now = [replace(A1, finish=date(2026, 4, 1), critical=False), replace(A2, activity="A3")]
    found = [(one.activity, one.what, one.agreed, one.now) for one in changes_since(agreed, now)]
    assert found == [
        ("A1", "finish", "2026-03-01", "2026-04-01"),
        ("A2", "dropped", "Plant", ""),
        ("A3", "added", "", "Plant"),
    ]


def test_the_mark_follows_people_days_and_money():
    before = action_plan([A1], [], {}).fingerprint
    assert action_plan([A1], [said("A1", "g")], ACTORS).fingerprint == before
    assert action_plan([replace(A1, amount=Decimal(10))], [], {}).fingerprint != before


def test_what_the_lead_does_alone_is_no_confirmation():
    own = replace(A2, responsible="lead")
    alone = action_plan([own, A1], [], {}, ["lead"])
    assert [one.alone for one in alone.rows] == [True, False]
    assert (alone.share, alone.money) == (
        0.0,
        (Decimal(0), Decimal("9.50")),
    )  # nobody else is asked
    assert action_plan([own], [], {}, ["lead"]).share is None
    assert action_plan([own], [], {}).share == 0.0
    assert action_plan([replace(own, responsible=None)], [], {}, ["lead"]).share == 0.0


def test_the_word_of_somebody_without_a_part_confirms_nothing():
    own = replace(A2, responsible="lead")
    plan = action_plan([own, A1], [said("A2", "u")], ACTORS, ["lead"])
    assert (plan.rows[0].alone, plan.rows[0].yes) == (True, ("union",))  # told, and not counted
    assert (plan.share, plan.money) == (0.0, (Decimal(0), Decimal("9.50")))
