"""Working days: weekends, holidays and seasons without fieldwork."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.core.working_days import working_days

START = date(2026, 4, 1)  # a Wednesday


def seasons(*rows):
    return pd.DataFrame(rows, columns=["site", "first", "last", "kind"])


def one(value, kind="datetime64[D]"):
    return np.array([value], kind)


AT = np.array([0])


def test_days_are_numbered_from_the_first_working_day():
    days = working_days({"a": date(2026, 4, 4)})  # a Saturday
    assert days.first.tolist() == [date(2026, 4, 6)]
    assert days.number(AT, one("2026-04-06")).tolist() == [0]
    assert days.number(AT, one("2026-04-13")).tolist() == [5]
    assert days.number(AT, one("2026-04-03")).tolist() == [-1]


def test_a_holiday_is_no_working_day_and_another_sites_holiday_is_one():
    table = seasons(("a", "2026-04-03", "2026-04-06", "holiday"))
    days = working_days({"a": START, "b": START}, seasons=table)
    both = np.array([0, 1])
    assert days.number(both, np.array(["2026-04-08"] * 2, "datetime64[D]")).tolist() == [3, 5]
    assert days.day(both, np.array([2, 2])).tolist() == [date(2026, 4, 7), date(2026, 4, 3)]


def test_no_day_has_no_number_and_no_number_no_day():
    days = working_days({"a": START})
    assert np.isnan(days.number(AT, one("NaT"))).all()
    assert np.isnat(days.day(AT, np.array([np.nan]))).all()


def test_a_week_may_have_other_working_days():
    days = working_days({"a": date(2026, 4, 3)}, week=("sun", "mon", "tue", "wed", "thu"))
    assert days.first.tolist() == [date(2026, 4, 5)]


def test_seasons_that_touch_or_overlap_are_one():
    table = seasons(
        ("a", "2026-04-06", "2026-04-10", "no-fieldwork"),
        ("a", "2026-04-09", "2026-04-14", "no-fieldwork"),
        ("a", "2026-04-15", "2026-04-17", "no-fieldwork"),
    )
    field = working_days({"a": START}, seasons=table).field
    assert field.start.tolist() == [[3.0]]
    assert field.length.tolist() == [[10.0]]


@pytest.mark.parametrize("first", ["2026-03-01", "2026-04-01"])
def test_a_plan_may_begin_within_a_season(first):
    table = seasons(("a", first, "2026-04-07", "no-fieldwork"))
    field = working_days({"a": START}, seasons=table).field
    assert field.begin(AT, np.array([[0.0]])).tolist() == [[5.0]]
    assert field.worked(AT, np.array([[4.0, 6.0]])).tolist() == [[0.0, 1.0]]


@st.composite
def stretches(draw):
    cells = draw(st.lists(st.booleans(), min_size=1, max_size=25))
    rows = []
    for number, closed in enumerate(cells):
        if closed:
            day = np.busday_offset(np.datetime64(START), number).astype(date)
            rows.append(("a", day, day, "no-fieldwork"))
    return cells, seasons(*rows)


@examples(60)
@given(stretches(), st.integers(0, 30))
def test_counting_fieldwork_agrees_with_walking_through_the_days(found, worked):
    cells, table = found
    field = working_days({"a": START}, seasons=table).field
    open_days = [n for n in range(60) if n >= len(cells) or not cells[n]]
    begin = field.begin(AT, np.array([[float(worked)]]))[0, 0]
    assert begin == open_days[worked]
    end = field.end(AT, np.array([[float(worked)]]))[0, 0]
    assert end == (open_days[worked - 1] + 1 if worked else 0)
    for instant in range(40):
        counted = field.worked(AT, np.array([[float(instant)]]))[0, 0]
        assert counted == sum(n < instant for n in open_days)


@examples(40)
@given(st.lists(stretches(), min_size=1, max_size=3), st.integers(0, 10_000))
def test_many_values_at_once_give_what_few_give(found, seed):
    names = [f"s{n}" for n in range(len(found))]
    table = pd.concat(
        [one.assign(site=name) for name, (_, one) in zip(names, found, strict=True)],
        ignore_index=True,
    )
    field = working_days(dict.fromkeys(names, START), seasons=table).field
    generator = np.random.default_rng(seed)
    place = generator.integers(0, len(names), 6)
    values = np.round(generator.uniform(-1, 35, (6, 40)) * 2) / 2
    values[0, 0] = np.nan
    for compute in (field.worked, field.begin, field.end):
        few = np.hstack([compute(place, values[:, n : n + 1]) for n in range(40)])
        assert np.array_equal(compute(place, values), few, equal_nan=True)


@examples(60)
@given(st.integers(0, 400), st.sets(st.integers(0, 300), max_size=8))
def test_a_day_has_the_number_that_gives_it(number, closed):
    off = [START + timedelta(days) for days in closed]
    table = seasons(*(("a", day, day, "holiday") for day in off))
    days = working_days({"a": START}, seasons=table)
    day = days.day(AT, np.array([number]))
    assert day[0].astype(date) not in off
    assert np.is_busday(day[0])
    assert days.number(AT, day).tolist() == [number]
