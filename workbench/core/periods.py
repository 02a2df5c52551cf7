"""Periods of a budget: months, quarters and years, and how an activity falls into them.

A period is written as in the tables: ``2026``, ``2026-Q3`` or ``2026-07``. What lasts over several
months is spread over them in proportion to the working days in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.spans import span_of as span_of  # noqa: PLC0414 - offered here too

PeriodLength = Literal["month", "quarter", "year"]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_DAYS = WEEK[:5]
MONTH = 30.4375
"""Days in a month, on average."""


def period_of(day: date, step: PeriodLength) -> str:
    """Name the period that a day lies in.

    Examples
    --------
    >>> period_of(date(2026, 8, 3), "month"), period_of(date(2026, 8, 3), "quarter")
    ('2026-08', '2026-Q3')
    """
    if step == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if step == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}"


def later_month(month: date, by: int) -> date:
    """Return the first day of the month that lies so many months later.

    Examples
    --------
    >>> later_month(date(2026, 11, 1), 3)
    datetime.date(2027, 2, 1)
    """
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """List the first days of all months from one day to another.

    Examples
    --------
    >>> months_between(date(2026, 11, 20), date(2027, 1, 3))
    [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)]
    """
    number = (last.year - first.year) * 12 + last.month - first.month
    return [later_month(first, by) for by in range(number + 1)]


def week_mask(working_days: Sequence[str] = WORKING_DAYS) -> list[bool]:
    """Turn names of weekdays into the form that numpy counts with: Monday to Sunday.

    Raises
    ------
    UnknownName
        A day that does not exist.
    """
    for name in working_days:
        if name not in WEEK:
            raise UnknownName(kind="weekday", name=name, known=list(WEEK))
    return [name in working_days for name in WEEK]


def spread_weights(
    first: date,
    last: date,
    *,
    working_days: Sequence[str] = WORKING_DAYS,
    holidays: Sequence[date] = (),
) -> dict[date, int]:
    """Count the working days of each month between two days, both included.

    Where no working day lies between them (a workshop on a Saturday), all days count instead.

    Parameters
    ----------
    first, last : date
        First and last day.
    working_days : sequence of str
        Weekdays on which work is done: "mon" to "sun".
    holidays : sequence of date
        Days on which no work is done.

    Returns
    -------
    dict of date to int
        First day of each month with at least one such day, and their number.

    Raises
    ------
    InvalidInput
        The last day lies before the first.

    Examples
    --------
    >>> spread_weights(date(2026, 1, 26), date(2026, 2, 6))
    {datetime.date(2026, 1, 1): 5, datetime.date(2026, 2, 1): 5}
    """
    if last < first:
        message = f"Something that begins on {first} cannot end on {last}."
        raise InvalidInput(message)
    months = months_between(first, last)
    begin = np.array([first, *months[1:]], "datetime64[D]")
    end = np.append(begin[1:], np.datetime64(last, "D") + np.timedelta64(1, "D"))
    closed = np.array(holidays, "datetime64[D]")
    counted = np.busday_count(begin, end, weekmask=week_mask(working_days), holidays=closed)
    if not counted.any():
        counted = (end - begin).astype(np.int64)
    return {month: int(n) for month, n in zip(months, counted, strict=True) if n > 0}
