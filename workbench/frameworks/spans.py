"""Days, and how a table names a period: a year, a quarter or a month, and what it covers.

They stand here, below all packages that need them: tables are checked, and budgets computed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final

from workbench.errors import InvalidInput

PERIOD_FORM: Final = "a year, quarter or month, such as 2026, 2026-Q3 or 2026-07"
"""What a cell may hold, in words."""

_PERIOD = re.compile(r"([12]\d{3})(?:-(?:[Qq]([1-4])|(0[1-9]|1[0-2])))?")
_QUARTER = 3
_YEAR = 12


def day_of(value: str | date) -> date:
    """Return a day, however it is given.

    Parameters
    ----------
    value : str or date
        Text such as "2026-03-14", a day, or a moment whose time is left out.

    Raises
    ------
    InvalidInput
        It is no day.

    Examples
    --------
    >>> day_of("2026-03-14")
    datetime.date(2026, 3, 14)
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        message = f"'{value}' is not a date; write it like 2026-03-14."
        raise InvalidInput(message) from error


def span_of(period: str) -> tuple[date, date]:
    """Return the first and last day of a period.

    Parameters
    ----------
    period : str
        As a cell has it.

    Raises
    ------
    InvalidInput
        It is no year, quarter or month.

    Examples
    --------
    >>> span_of("2026-Q1")
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    >>> span_of("2028-02")[1]
    datetime.date(2028, 2, 29)
    """
    found = _PERIOD.fullmatch(period.strip())
    if found is None:
        message = f"'{period}' is not {PERIOD_FORM}."
        raise InvalidInput(message)
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        first, last = _QUARTER * int(quarter) - 2, _QUARTER * int(quarter)
    else:
        first, last = (int(month), int(month)) if month else (1, _YEAR)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
