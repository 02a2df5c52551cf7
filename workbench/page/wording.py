"""The grammar of a report: counts, lists, shares, levels and dates as a reader expects them.

What captions need as well is in :mod:`workbench.drawing.words`; here it becomes HTML.

Values that come from data are escaped as soon as they become part of a sentence, because a sentence
is HTML from its first word on (:class:`markupsafe.Markup`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from workbench.core.table_access import known
from workbench.drawing import words
from workbench.drawing.words import count, plural
from workbench.frameworks import Scale

__all__ = [
    "count",
    "each_row",
    "known",
    "level",
    "listing",
    "long_date",
    "paragraph",
    "percent",
    "plural",
    "span",
    "titles",
]


def listing(items: Iterable[str], *, last: str = "and") -> Markup:
    """Join items as a sentence does; each item is escaped.

    Examples
    --------
    >>> listing(["seed", "credit", "by-laws"])
    Markup('seed, credit and by-laws')
    """
    escaped = [str(escape(item)) for item in items]
    return Markup(words.listing(escaped, None, last=str(escape(last))))  # noqa: S704 - just escaped


def titles(items: Iterable[str], *, most: int | None = None) -> Markup:
    """Join titles from data in italics, naming at most so many.

    Examples
    --------
    >>> titles(["Seed", "Credit", "Roads"], most=2)
    Markup('<em>Seed</em>, <em>Credit</em> and 1 more')
    """
    marked = [str(Markup("<em>{}</em>").format(item)) for item in items]
    return Markup(words.listing(marked, most))  # noqa: S704 - just escaped


def percent(share: float) -> str:
    r"""Return a share between 0 and 1 in per cent, as :func:`workbench.drawing.words.percent` does.

    Examples
    --------
    >>> percent(0.824), percent(0.9992)
    ('82\xa0%', 'over 99\xa0%')

    The sign never stands at the beginning of a line: the blank before it does not break.
    """
    return words.percent(share).replace(" %", "\xa0%")


def long_date(day: date | pd.Timestamp | None) -> str:
    """Write a date out, the same in every language setting.

    Examples
    --------
    >>> long_date(date(2026, 3, 4))
    '4 March 2026'
    """
    if day is None or pd.isna(day):
        return "a date not recorded"
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def span(first: date | pd.Timestamp, last: date | pd.Timestamp) -> str:
    """Write the days from one date to another, without saying month and year twice.

    Examples
    --------
    >>> span(date(2026, 2, 3), date(2026, 2, 9)), span(date(2026, 2, 3), date(2026, 2, 3))
    ('from 3 to 9 February 2026', 'on 3 February 2026')
    >>> span(date(2025, 12, 30), date(2026, 1, 2))
    'from 30 December 2025 to 2 January 2026'
    """
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return f"on {long_date(first)}"
    start = long_date(first)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if first.month == last.month:
            start = str(first.day)
    return f"from {start} to {long_date(last)}"


def level(scale: Scale, value: Any) -> str:
    """Name a level beside its number.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> level(load("ipsr").use, 0)
    'use 0, no use'
    """
    if pd.isna(value):
        return f"{scale.dimension} not assessed"
    return scale.label(int(value))


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """Walk through the rows of a result's table; columns are attributes of a row.

    The documentation of each result says what its columns hold; a table's type cannot.

    Examples
    --------
    >>> [row.site for row in each_row(pd.DataFrame({"site": ["rw-huye"]}))]
    ['rw-huye']
    """
    return iter(table.itertuples())


def paragraph(sentences: Sequence[str]) -> Markup:
    """Put sentences into one paragraph; the empty ones are left out.

    Examples
    --------
    >>> paragraph(["It works.", "", "It lasts."])
    Markup('<p>It works. It lasts.</p>')
    """
    return Markup("<p>{}</p>").format(Markup(" ").join(escape(one) for one in sentences if one))
