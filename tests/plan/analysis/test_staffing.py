"""People over the days of a plan."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import UnknownName
from workbench.plan.analysis.staffing import staff_load

STAFF = pd.DataFrame(
    {"site": ["a", "a"], "staff": ["field", "office"], "title": ["<b>Officers</b>", "Office"],
     "people": [2.0, 1.0]}
)  # fmt: skip


def plan(*rows):
    names = ["site", "activity", "start", "finish", "staff", "people"]
    table = pd.DataFrame(rows, columns=names).assign(milestone=False, fieldwork=False)
    return table.astype(
        {"start": "datetime64[ns]", "finish": "datetime64[ns]", "people": "float64"}
    )


def test_runs_of_days_and_overloads():
    load = staff_load(
        plan(
            ("a", "A10", "2026-03-02", "2026-03-06", "field", 2),
            ("a", "A2", "2026-03-04", "2026-03-10", "field", 1),
            ("a", "A3", "2026-03-02", "2026-03-03", "office", 1),
            ("a", "A4", "2026-03-02", "2026-03-03", None, None),
        ),
        STAFF,
    )
    field = load.table[load.table["staff"] == "field"]
    assert field["needed"].tolist() == [2, 3, 1]
    assert field["days"].tolist() == [2, 3, 2]
    assert field["first"].dt.strftime("%m-%d").tolist() == ["03-02", "03-04", "03-09"]
    assert field["last"].dt.strftime("%m-%d").tolist() == ["03-03", "03-06", "03-10"]
    assert [(row.activities, row.over) for row in load.overloads] == [("A2; A10", 1)]
    assert load.unknown.empty
    assert "&lt;b&gt;Officers&lt;/b&gt;" in load._repr_html_()


def test_a_weekend_or_holiday_in_common_is_no_overload():
    rows = plan(
        ("a", "A1", "2026-03-02", "2026-03-09", "office", 1),
        ("a", "A2", "2026-03-07", "2026-03-09", "office", 1),
    )
    assert [row.days for row in staff_load(rows, STAFF).overloads] == [1]
    assert staff_load(rows, STAFF, holidays=[date(2026, 3, 9)]).overloads == []
    assert staff_load(rows, STAFF, holidays=["2026-03-09"]).overloads == []
    every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    load = staff_load(rows, STAFF, working_days=every)
    assert [row.days for row in load.overloads] == [3]


def test_what_is_not_known_is_said():
    load = staff_load(
        plan(
            ("a", "A1", "2026-03-02", "2026-03-03", "field", None),
            ("a", "A2", None, None, "field", 5),
        ),
        STAFF,
    )
    assert load.unknown["activity"].tolist() == ["A1", "A2"]
    assert "counted as one" in load.unknown["unknown"][0]
    assert load.table[["needed", "over"]].to_numpy().tolist() == [[1, 0]]
    assert load.overloads == []


def test_milestones_need_nobody():
    rows = plan(("a", "A1", "2026-03-02", "2026-03-02", "office", 9)).assign(milestone=True)
    assert staff_load(rows, STAFF).table.empty


@examples(25)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 9), st.integers(1, 3)), min_size=1, max_size=7
    )
)
def test_days_of_people_add_up(tasks):
    days = np.datetime64("2026-03-02") + np.arange(31) * np.timedelta64(1, "D")
    rows = [("a", f"A{n}", days[s], days[s + d], "field", p) for n, (s, d, p) in enumerate(tasks)]
    load = staff_load(plan(*rows), STAFF).table
    expected = sum(np.busday_count(r[2], r[3] + np.timedelta64(1, "D")) * r[5] for r in rows)
    assert (load["needed"] * load["days"]).sum() == expected


def test_an_unknown_column():
    with pytest.raises(UnknownName, match="people"):
        staff_load(plan().drop(columns="people"), STAFF)


def test_fieldwork_that_pauses_for_a_season_needs_nobody_meanwhile():
    plan = pd.DataFrame(
        {
            "site": "a",
            "activity": ["A", "B"],
            "start": ["2026-04-01", "2026-04-06"],
            "finish": ["2026-04-15", "2026-04-10"],
            "staff": "officers",
            "people": [1, 1],
            "milestone": False,
            "fieldwork": [True, False],
        }
    )
    there = pd.DataFrame({"site": ["a"], "staff": "officers", "title": "Officers", "people": 1})
    rains = pd.DataFrame(
        {"site": ["a"], "first": ["2026-04-06"], "last": ["2026-04-10"], "kind": "no-fieldwork"}
    )
    assert [row.activities for row in staff_load(plan, there).overloads] == ["A; B"]
    load = staff_load(plan, there, seasons=rains)
    assert load.overloads == []
    assert load.table["activities"].tolist() == ["A", "B", "A"]
    elsewhere = rains.assign(site="b")
    assert len(staff_load(plan, there, seasons=elsewhere).overloads) == 1
