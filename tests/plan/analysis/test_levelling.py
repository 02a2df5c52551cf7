"""Plans that respect how many people there are."""

from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.plan.analysis.levelling import level_plan, serial_schedule
from workbench.plan.analysis.schedule import schedule

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
    assert result.table["moved"].tolist() == [
        one - other for one, other in zip(start, plenty.table["start"], strict=True)
    ]


def test_priority_by_latest_finish():
    result = serial_schedule([2, 2], NO_LINKS, [[1], [1]], [1], [9, 3])
    assert result.table["start"].tolist() == [2, 0]
    assert result.table["moved"].tolist() == [2, 0]
    assert result.finish == 4


def test_parts_of_days_are_rounded_up_and_first_days_kept():
    result = serial_schedule([1.5, 0.2], NO_LINKS, [[1], [1]], [1], [1, 2], release=[2.5, 0])
    assert result.table.values.tolist() == [[3, 5, 0], [0, 1, 0]]


def test_what_cannot_be_placed_is_said():
    circle = links((0, 1, "FS", 0), (1, 0, "FS", 0))
    with pytest.raises(InvalidInput, match="in a circle"):
        serial_schedule([1, 1], circle, [[1], [1]], [2], [1, 1])
    with pytest.raises(InvalidInput, match="more than 100,000"):
        serial_schedule([100_001], NO_LINKS, [[0]], [1], [1])


@examples(30)
@given(st.data())
def test_with_people_enough_it_is_the_critical_path_method(data):
    count = data.draw(st.integers(1, 9))
    names = [f"A{one}" for one in range(count)]
    after = []
    for one in range(count):
        earlier = data.draw(st.lists(st.sampled_from(names[:one]), max_size=2)) if one else []
        kinds = [data.draw(st.sampled_from(["FS", "SS", "FF", "SF"])) for _ in earlier]
        after.append("; ".join(f"{a} {k}" for a, k in zip(earlier, kinds, strict=True)) or None)
    plan = pd.DataFrame(
        {
            "site": "a",
            "activity": names,
            "after": after,
            "likely": data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)),
            "fieldwork": data.draw(st.lists(st.booleans(), min_size=count, max_size=count)),
            "staff": "field",
            "people": 1.0,
        }
    )
    seasons = pd.DataFrame(
        {
            "site": "a",
            "first": pd.to_datetime(["2026-03-10", "2026-03-18"]),
            "last": pd.to_datetime(["2026-03-17", "2026-03-18"]),
            "kind": ["no-fieldwork", "holiday"],
        }
    )
    dated = schedule(plan, start="2026-03-02", seasons=seasons)
    there = pd.DataFrame({"site": ["a"], "staff": ["field"], "people": [float(count)]})
    levelled = level_plan(dated, plan, there)
    assert levelled.table["finish"].tolist() == dated.table["finish"].tolist()
    assert not levelled.table["moved"].any()
    alone = level_plan(dated, plan, there.assign(people=1.0))
    assert alone.finish >= levelled.finish
    busy = [
        set(pd.bdate_range(row.start, row.finish)) for row in alone.table.itertuples(index=False)
    ]
    if not plan["fieldwork"].any():
        assert sum(map(len, busy)) == len(set().union(*busy))


def two(**more):
    plan = pd.DataFrame({"site": "a", "activity": ["A1", "A2"], "likely": [5.0, 5.0]})
    return plan.assign(staff="field", people=[1.0, None], title=["First", "Second"], **more)


THERE = pd.DataFrame({"site": ["a"], "staff": ["field"], "people": [1.0]})


def test_one_after_the_other_and_around_a_season():
    found = level_plan(schedule(two(), start="2026-03-02"), two(), THERE)
    assert found.table["finish"].dt.strftime("%m-%d").tolist() == ["03-06", "03-13"]
    assert found.table["moved"].gt(0).tolist() == [False, True]
    seasons = pd.DataFrame(
        {"site": ["a"], "first": pd.to_datetime(["2026-03-04"]),
         "last": pd.to_datetime(["2026-03-10"]), "kind": "no-fieldwork"}
    )  # fmt: skip
    field = two(fieldwork=[True, False])
    found = level_plan(schedule(field, start="2026-03-02", seasons=seasons), field, THERE)
    # the first works two days, stands still for five, and its person is free meanwhile
    assert found.table["start"].dt.strftime("%m-%d").tolist() == ["03-02", "03-04"]
    assert found.table["finish"].dt.strftime("%m-%d").tolist() == ["03-13", "03-10"]


def test_what_no_dates_can_help_is_named_and_what_is_not_known_has_no_dates():
    many = two().assign(people=[1.0, 3.0])
    found = level_plan(schedule(many, start="2026-03-02"), many, THERE)
    assert (found.short, found.finish) == (("A2",), None)
    unknown = two().assign(likely=[5.0, None])
    assert level_plan(schedule(unknown, start="2026-03-02"), unknown, THERE) is None
    nobody = level_plan(schedule(two(), start="2026-03-02"), two(), THERE.head(0))
    assert not nobody.table["moved"].any()
