"""The grammar of a report: counts, shares, levels and dates as a reader expects them.

What captions need as well is in :mod:`workbench.drawing.words`; :mod:`workbench.page.text` puts it
into sentences with emphasis.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from workbench.drawing.words import count, percent, plural
from workbench.frameworks import Scale
from workbench.language import ENGLISH, day_in_language, phrased, spoken, worded

__all__ = [
    "ILLUSTRATIVE",
    "count",
    "level",
    "long_date",
    "month_words",
    "percent",
    "place_words",
    "plural",
    "span",
]

ILLUSTRATIVE: Final = "Illustrative data: not a real assessment"
"""What stands wherever invented data are shown."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def long_date(day: date | None) -> str:
    """Write a date out in the language of the project, whatever the setting of the computer.

    Examples
    --------
    >>> long_date(date(2026, 3, 4)), long_date(None)
    ('4 March 2026', 'a date not recorded')
    """
    if day is None:
        return phrased("a date not recorded")
    if spoken().language != ENGLISH:
        return day_in_language(day, spoken().language)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(day: date) -> str:
    """Write a month out.

    Examples
    --------
    >>> month_words(date(2027, 3, 4))
    'March 2027'
    """
    return long_date(day).partition(" ")[2]


def span(first: date, last: date) -> str:
    """Write the days from one date to another, without saying month and year twice.

    Examples
    --------
    >>> span(date(2026, 2, 3), date(2026, 2, 9)), span(date(2026, 2, 3), date(2026, 2, 3))
    ('from 3 to 9 February 2026', 'on 3 February 2026')
    >>> span(date(2025, 12, 30), date(2026, 1, 2))
    'from 30 December 2025 to 2 January 2026'
    """
    if first == last:
        return phrased("on {}", long_date(first))
    start = long_date(first)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if first.month == last.month:
            start = start.partition(" ")[0]
    return phrased("from {} to {}", start, long_date(last))


def place_words(*parts: str | None) -> str:
    """Write where something is, each name once, whichever column it stands in.

    Examples
    --------
    >>> place_words("Rutshuru, Nord-Kivu", "Rutshuru", None, "DR Congo")
    'Rutshuru, Nord-Kivu, DR Congo'
    """
    names: dict[str, str] = {}
    for name in ",".join(part for part in parts if part).split(","):
        names.setdefault(name.strip().casefold(), name.strip())
    return ", ".join(filter(None, names.values()))


def level(scale: Scale, value: int | None) -> str:
    """Name a level beside its number.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> level(load("ipsr").use, 0), level(load("ipsr").use, None)
    ('use 0, no use', 'use not assessed')
    """
    if value is None:
        return phrased("{} not assessed", worded(scale.dimension))
    return phrased("{} {}, {}", worded(scale.dimension), value, scale[value].short)
