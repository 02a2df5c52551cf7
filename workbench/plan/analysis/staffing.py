"""Whether there are enough people for a plan of work: who is needed on which days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.periods import WORKING_DAYS, week_mask
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.core.working_days import NO_FIELDWORK
from workbench.frameworks.spans import day_of
from workbench.plan.analysis.precedence import natural
from workbench.plan.analysis.rows import Season, StaffRun, UnknownStaff

AND = "; "
_CLOSE = 1e-9  # people below which two numbers of people are the same
_ONE_DAY = timedelta(days=1)

_LOAD_SOURCES = (
    "people are counted on every working day from start to finish, both included; milestones need "
    "nobody; a blank number of people counts as one where staff is given: ours",
)


@dataclass(frozen=True, eq=False)
class StaffLoad(Result):
    """How many people a plan needs, and when there are too few.

    Attributes
    ----------
    table : DataFrame
        One row per run of days on which the same activities need the same staff, as in
        :class:`~workbench.plan.analysis.rows.StaffRun`.
    unknown : DataFrame
        What could not be counted, or only by a guess, as in
        :class:`~workbench.plan.analysis.rows.UnknownStaff`.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    unknown: pd.DataFrame
    method: Method

    @property
    def overloads(self) -> list[StaffRun]:
        """The runs of days on which more people are needed than there are."""
        return [row for row in rows_of(self.table, StaffRun) if row.over > 0]


@dataclass(frozen=True, slots=True)
class _Staffed:
    """A dated activity and the staff that it needs."""

    site: str
    activity: str
    start: date | None
    finish: date | None
    staff: str | None
    people: float | None
    milestone: bool | None
    fieldwork: bool | None


@dataclass(frozen=True, slots=True)
class _There:
    site: str
    staff: str
    title: str
    people: float


class _Piece(NamedTuple):
    """Days on which an activity needs people."""

    begin: date
    until: date
    people: float
    activity: str


def staff_load(
    scheduled: pd.DataFrame,
    staff: pd.DataFrame,
    *,
    working_days: Sequence[str] = WORKING_DAYS,
    holidays: Sequence[date | str] = (),
    seasons: pd.DataFrame | None = None,
) -> StaffLoad:
    """Count the people that a plan needs, day by day.

    Parameters
    ----------
    scheduled : DataFrame
        site, activity, start, finish (days, both included), staff, people, milestone, fieldwork.
        Activities without staff need nobody, and so do milestones.
    staff : DataFrame
        Table ``staff``: site, staff, title, people.
    working_days : sequence of str
        Weekdays on which work is done.
    holidays : sequence of date or str
        Days on which nobody works at any of the sites.
    seasons : DataFrame, optional
        Table ``seasons``: site, first, last, kind. In seasons of the kind "no-fieldwork" activities
        with fieldwork pause and need nobody.

    Returns
    -------
    StaffLoad
        ``table``: site, staff, title, first, last, days, needed, available, over, activities;
        ``unknown``: site, activity, staff, unknown; ``overloads``: the rows with too few people.

    Raises
    ------
    UnknownName
        A weekday does not exist.

    Examples
    --------
    >>> plan = pd.DataFrame(
    ...     {
    ...         "site": "a",
    ...         "activity": ["A1", "A2"],
    ...         "start": ["2026-03-02", "2026-03-04"],
    ...         "finish": ["2026-03-06", "2026-03-10"],
    ...         "staff": "field",
    ...         "people": [2, 1],
    ...     }
    ... ).assign(milestone=False, fieldwork=False)
    >>> there = pd.DataFrame({"site": ["a"], "staff": "field", "title": "Officers", "people": 2})
    >>> [(row.needed, row.over, row.activities) for row in staff_load(plan, there).overloads]
    [(3.0, 1.0, 'A1; A2')]
    """
    free = np.array([day_of(day) for day in holidays], dtype="datetime64[D]")
    calendar = np.busdaycalendar(week_mask(working_days), free)
    there = {(row.site, row.staff): row for row in rows_of(staff, _There)}
    still = [] if seasons is None else rows_of(seasons, Season)
    pieces: dict[tuple[str, str], list[_Piece]] = {}
    unknown = []
    for row in rows_of(scheduled, _Staffed):
        if row.staff is None or row.milestone:
            continue
        own = (row.site, row.activity, row.staff)
        if row.people is None:
            unknown.append(UnknownStaff(*own, "how many people it needs; counted as one"))
        if row.start is None or row.finish is None:
            unknown.append(UnknownStaff(*own, "when it takes place; not counted"))
        pieces.setdefault((row.site, row.staff), []).extend(_pieces(row, still))
    runs = [run for key, own in pieces.items() for run in _runs(there[key], own, calendar)]
    parameters = {"working days": ", ".join(working_days), "holidays": len(holidays)}
    return StaffLoad(
        table_of(runs, StaffRun),
        table_of(unknown, UnknownStaff),
        Method("people per day", parameters, _LOAD_SOURCES),
    )


def _pieces(row: _Staffed, seasons: Sequence[Season]) -> list[_Piece]:
    """Return the days on which an activity needs people, without the seasons in which it pauses."""
    people = 1.0 if row.people is None else row.people
    if row.start is None or row.finish is None or people <= 0:
        return []
    spans = [(row.start, row.finish + _ONE_DAY)]
    for season in seasons:
        if row.fieldwork and season.site == row.site and season.kind == NO_FIELDWORK:
            spans = [
                (begin, until)
                for first, last in spans
                for begin, until in (
                    (first, min(last, season.first)),
                    (max(first, season.last + _ONE_DAY), last),
                )
                if begin < until
            ]
    return [_Piece(begin, until, people, row.activity) for begin, until in spans]


def _runs(
    there: _There, pieces: Sequence[_Piece], calendar: np.busdaycalendar
) -> Iterator[StaffRun]:
    """Cut the time of one kind of staff where an activity begins or has ended."""
    for first, until in pairwise(sorted({day for one in pieces for day in one[:2]})):
        busy = [one for one in pieces if one.begin <= first and one.until >= until]
        days = int(np.busday_count(first, until, busdaycal=calendar))
        if not busy or days == 0:
            continue
        needed = sum(one.people for one in busy)
        over = needed - there.people
        yield StaffRun(
            site=there.site,
            staff=there.staff,
            title=there.title,
            first=_working_day(first, "forward", calendar),
            last=_working_day(until - _ONE_DAY, "backward", calendar),
            days=days,
            needed=needed,
            available=there.people,
            over=over if over > _CLOSE else 0.0,
            activities=AND.join(sorted({one.activity for one in busy}, key=natural)),
        )


def _working_day(
    day: date, roll: Literal["forward", "backward"], calendar: np.busdaycalendar
) -> date:
    found: date = np.busday_offset(day, 0, roll=roll, busdaycal=calendar).astype(date)
    return found
