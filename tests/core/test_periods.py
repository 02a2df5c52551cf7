"""Months, quarters and years, and how an activity falls into them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.core.periods import (
    later_month,
    months_between,
    period_of,
    spread_weights,
    week_mask,
)
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.spans import span_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.sampled_from(["month", "quarter", "year"]))
def test_a_day_lies_in_its_period(day, step):
    first, last = span_of(period_of(day, step))
    assert first <= day <= last
    assert period_of(first, step) == period_of(last, step)
    assert period_of(last + timedelta(1), step) != period_of(last, step)


def test_ends_of_years():
    assert later_month(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert later_month(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert months_between(date(2026, 12, 31), date(2027, 1, 1)) == [
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


@examples(50)
@given(DAYS, st.integers(0, 900))
def test_working_days_of_the_months_add_up(first, length):
    last = first + timedelta(length)
    weights = spread_weights(first, last)
    days = [first + timedelta(n) for n in range(length + 1)]
    working = [day for day in days if day.weekday() < 5]
    assert sum(weights.values()) == len(working or days)
    assert set(weights) <= set(months_between(first, last))
    assert min(weights.values()) > 0


def test_holidays_do_not_count():
    closed = [date(2026, 1, 1), date(2026, 1, 2)]
    assert spread_weights(date(2026, 1, 1), date(2026, 1, 9), holidays=closed) == {
        date(2026, 1, 1): 5
    }


def test_a_workshop_on_a_saturday_still_has_its_day():
    assert spread_weights(date(2026, 8, 1), date(2026, 8, 1)) == {date(2026, 8, 1): 1}


def test_a_week_of_six_days():
    six = ("mon", "tue", "wed", "thu", "fri", "sat")
    assert spread_weights(date(2026, 8, 3), date(2026, 8, 9), working_days=six) == {
        date(2026, 8, 1): 6
    }


def test_bad_weeks_and_bad_order_are_named():
    with pytest.raises(UnknownName, match="monday"):
        week_mask(["monday"])
    with pytest.raises(InvalidInput, match="cannot end on 2026-01-01"):
        spread_weights(date(2026, 1, 2), date(2026, 1, 1))
