"""Registers of a roll-out: issues, what was learnt, good practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from workbench.core.method import Method

_SOURCES = (
    "age of an issue: days from the day it was found to the day it was settled, or to the day of "
    "the report; the middle one of all that are open",
)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that went wrong and has to be settled; a row of the table ``issues``."""

    issue: str
    title: str
    severity: str | None
    opened: date
    closed: date | None
    owner: str | None

    def is_open(self, day: date | None) -> bool:
        """Whether it is not settled on a day."""
        return self.closed is None or (day is not None and self.closed > day)


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """What the team did, changed, ran into or learnt; a row of the table ``diary``."""

    entry: str
    date: date
    kind: str
    text: str
    context: str | None
    evidence: str | None
    owner: str | None
    spread_to: int | None


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers of a site.

    Attributes
    ----------
    issues : tuple of Issue
        Open ones, the gravest first, then the oldest.
    closed : int
        Issues that are settled.
    age : float or None
        Days that the middle one of the open issues is old; ``None`` without open issues or without
        a day.
    settled_in : float or None
        Days that the middle one of the settled issues took.
    lessons, practices : tuple of DiaryEntry
        What was learnt, and what works; the latest first.
    method : Method
        Rules and sources.
    """

    issues: tuple[Issue, ...]
    closed: int
    age: float | None
    settled_in: float | None
    lessons: tuple[DiaryEntry, ...]
    practices: tuple[DiaryEntry, ...]
    method: Method


_GRAVE = {"high": 0, "medium": 1, "low": 2, None: 3}


def registers_of(
    issues: Sequence[Issue],
    diary: Sequence[DiaryEntry],
    as_of: date | None,
) -> Registers:
    """Put the registers of a site together.

    Parameters
    ----------
    issues, diary : sequence
        Rows of the tables.
    as_of : date or None
        Day on which ages are counted.

    Examples
    --------
    >>> late = Issue("Q1", "Slow", "high", date(2026, 3, 1), None, None)
    >>> registers_of([late], [], date(2026, 3, 15)).age
    14
    """
    known = [one for one in issues if as_of is None or one.opened <= as_of]
    still = [one for one in known if one.is_open(as_of)]
    settled = [one for one in known if not one.is_open(as_of)]
    ages = [] if as_of is None else [(as_of - one.opened).days for one in still]
    took = [(one.closed - one.opened).days for one in settled if one.closed]
    latest = sorted(diary, key=lambda one: (one.date, one.entry), reverse=True)
    return Registers(
        issues=tuple(sorted(still, key=lambda one: (_GRAVE[one.severity], one.opened, one.issue))),
        closed=len(settled),
        age=median(ages) if ages else None,
        settled_in=median(took) if took else None,
        lessons=tuple(one for one in latest if one.kind == "lesson"),
        practices=tuple(one for one in latest if one.kind == "practice"),
        method=Method("Registers of issues, lessons and practices", {}, _SOURCES),
    )
