"""People over the days of a plan, and plans that respect how many there are."""

from datetime import date
from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput, NothingToShow, UnknownName
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


NO_LINKS = pd.DataFrame({"before_row": [], "row": [], "kind": [], "lag": []})


def links(*rows):
    return pd.DataFrame(rows, columns=["before_row", "row", "kind", "lag"])


def earliest(start, length, link):
    earlier, row, kind, lag = link
    anchor = start[earlier] + (length[earlier] if kind[0] == "F" else 0)
    return anchor + lag - (length[row] if kind[1] == "F" else 0)


def feasible(start, length, need, limit, given_links):
    if any(start[link[1]] < earliest(start, length, link) for link in given_links):
        return False
    days = np.arange(max(s + d for s, d in zip(start, length, strict=True)))[:, None]
    busy = (np.array(start) <= days) & (days < np.array(start) + np.array(length))
    return bool((busy @ np.array(need) <= np.array(limit)).all())


def shortest(length, need, limit, given_links):
    """Try every plan there is."""
    for end in range(sum(length) + 9):
        ranges = [range(end - d + 1) for d in length]
        if any(feasible(s, length, need, limit, given_links) for s in product(*ranges)):
            return end
    raise AssertionError


CASES = [
    ([2, 3, 2], [[1], [1], [1]], [1], [(0, 1, "FS", 0)]),
    ([3, 2, 2, 1], [[1], [1], [2], [1]], [2], [(0, 2, "FS", 0), (1, 3, "FS", 1)]),
    ([2, 2, 3, 1], [[1, 0], [1, 1], [0, 1], [1, 1]], [1, 1], [(0, 1, "SS", 1), (1, 3, "FF", 1)]),
    ([2, 3, 1, 2], [[2], [1], [1], [1]], [2], [(0, 1, "SF", 4), (2, 3, "FS", -1)]),
]


@pytest.mark.parametrize(("length", "need", "limit", "given_links"), CASES)
def test_against_every_plan_there_is(length, need, limit, given_links):
    best = shortest(length, need, limit, given_links)
    found = []
    for late in permutations(range(len(length))):
        result = serial_schedule(length, links(*given_links), need, limit, late)
        assert feasible(result.table["start"].tolist(), length, need, limit, given_links)
        assert result.finish >= best
        found.append(result.finish)
    # some order of the tasks always gives a shortest plan
    assert min(found) == best


@examples(40)
@given(st.data())
def test_no_more_people_than_there_are(data):
    count = data.draw(st.integers(1, 12))
    length = data.draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    limit = data.draw(st.lists(st.integers(1, 4), min_size=2, max_size=2))
    need = [[data.draw(st.integers(0, top)) for top in limit] for _ in range(count)]
    pairs = [(a, b) for b in range(count) for a in range(b)]
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=8)) if pairs else []
    own = [
        (a, b, data.draw(st.sampled_from(["FS", "SS", "FF", "SF"])), data.draw(st.integers(-2, 3)))
        for a, b in chosen
    ]
    late = data.draw(st.lists(st.integers(0, 50), min_size=count, max_size=count))
    result = serial_schedule(length, links(*own) if own else NO_LINKS, need, limit, late)
    start = result.table["start"].tolist()
    assert feasible(start, length, need, limit, own)
    assert min(start) >= 0
    assert result.finish == result.table["finish"].max()
    assert (result.table["moved"] >= 0).all()
    plenty = serial_schedule(length, links(*own) if own else NO_LINKS, need, [99, 99], late)
    assert plenty.finish == result.without_limits


def test_priority_by_latest_finish():
    result = serial_schedule([2, 2], NO_LINKS, [[1], [1]], [1], [9, 3])
    assert result.table["start"].tolist() == [2, 0]
    assert result.table["moved"].tolist() == [2, 0]
    assert (result.finish, result.without_limits) == (4, 2)


def test_parts_of_days_are_rounded_up_and_first_days_kept():
    result = serial_schedule([1.5, 0.2], NO_LINKS, [[1], [1]], [1], [1, 2], release=[2.5, 0])
    assert result.table.values.tolist() == [[3, 5, 0], [0, 1, 0]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"durations": [1, np.nan]}, "durations, people and first days that are known"),
        ({"demands": [[1], [3]]}, "such are the tasks in position 2"),
        ({"demands": [[1], [-1]]}, "nothing below 0"),
        ({"demands": [[1]]}, "row of people for each task"),
        ({"late_finish": [1]}, "one duration, latest finish"),
        ({"capacities": [np.nan]}, "staff and latest finishes"),
        ({"links": links((0, 1, "FS", 0), (1, 0, "FS", 0))}, "in a circle"),
    ],
)
def test_bad_input(changes, words):
    given_values = {
        "durations": [1, 1], "links": NO_LINKS, "demands": [[1], [1]], "capacities": [2],
        "late_finish": [1, 1],
    }  # fmt: skip
    with pytest.raises(InvalidInput, match=words):
        serial_schedule(**given_values | changes)


def test_nothing_and_unknown():
    with pytest.raises(NothingToShow):
        serial_schedule([], NO_LINKS, [], [], [])
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
