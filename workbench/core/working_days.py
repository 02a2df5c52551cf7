"""Working days of sites: weekends, holidays, and seasons in which no fieldwork can be done.

A plan counts working days from its first one: instant 0 is the morning of that day, 1 its evening.
Weekends and holidays are not on this axis at all. Seasons without fieldwork are, for only the tasks
in the field stand still then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.periods import WORKING_DAYS, week_mask
from workbench.core.rows import rows_of
from workbench.core.table_access import FloatArray, IntArray

Days = NDArray[np.datetime64]

HOLIDAY = "holiday"
NO_FIELDWORK = "no-fieldwork"

CLOSE = 1e-6
"""Working days below which two instants are the same."""

_NEVER = np.datetime64("NaT", "D")
_MANY = 32  # values per task from which a search costs less than a look at every stretch


@dataclass(frozen=True, slots=True, eq=False)
class FieldTime:
    """Stretches of working days on which nothing is done in the field, site by site.

    Attributes
    ----------
    start, length : array of float, shape (sites, stretches)
        Where each stretch begins and how long it is, in working days; sites with fewer stretches
        are filled up with stretches that never come.
    """

    start: FloatArray
    length: FloatArray

    def worked(self, place: IntArray, instant: FloatArray) -> FloatArray:
        """Count the days of fieldwork that lie before an instant.

        Parameters
        ----------
        place : array of int, shape (rows,)
            Number of the site.
        instant : array of float, shape (rows, any)
            Working days since the plan began.
        """
        if instant.shape[1] >= _MANY:
            return self._site_by_site(place, instant, _worked)
        found = instant.copy()
        for start, length in self._each(place):
            found -= np.clip(instant - start, 0.0, length)
        return found

    def begin(self, place: IntArray, worked: FloatArray) -> FloatArray:
        """Return the instant from which the next day of fieldwork is done, after so many."""
        return self._instant(place, worked, -CLOSE)

    def end(self, place: IntArray, worked: FloatArray) -> FloatArray:
        """Return the instant at which so many days of fieldwork have been done."""
        return self._instant(place, worked, CLOSE)

    def _instant(self, place: IntArray, worked: FloatArray, shift: float) -> FloatArray:
        if worked.shape[1] >= _MANY:
            return self._site_by_site(place, worked, partial(_passed, shift=shift))
        found = worked.copy()
        passed = np.zeros((len(place), 1))
        for start, length in self._each(place):
            # `start - passed` is the fieldwork done when the stretch begins
            found += np.where(worked > start - passed + shift, length, 0.0)
            passed += length
        return found

    def _site_by_site(
        self,
        place: IntArray,
        values: FloatArray,
        compute: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
    ) -> FloatArray:
        """Search the stretches of each site once for all its values."""
        found = np.empty_like(values)
        sites = np.unique(place)
        for site in sites:
            own = slice(None) if len(sites) == 1 else place == site
            there = np.isfinite(self.start[site])
            found[own] = compute(values[own], self.start[site, there], self.length[site, there])
        return found

    def _each(self, place: IntArray) -> list[tuple[FloatArray, FloatArray]]:
        return [
            (self.start[place, one, None], self.length[place, one, None])
            for one in range(self.start.shape[1])
        ]


def _worked(instant: FloatArray, start: FloatArray, length: FloatArray) -> FloatArray:
    """Take off the stretches before each instant; within one, the work stands still."""
    before = np.concatenate([[0.0], np.cumsum(length)])
    still = np.concatenate([[-np.inf], start - before[:-1]])
    number = np.searchsorted(start, instant, side="right")
    found: FloatArray = np.maximum(instant - before.take(number), still.take(number))
    return found


def _passed(
    worked: FloatArray, start: FloatArray, length: FloatArray, *, shift: float
) -> FloatArray:
    """Add the stretches that lie before so many days of fieldwork."""
    before = np.concatenate([[0.0], np.cumsum(length)])
    number = np.searchsorted(start - before[:-1] + shift, worked, side="left")
    found: FloatArray = worked + before.take(number)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class WorkingDays:
    """Working days of sites, each counted from the first one of its plan.

    Attributes
    ----------
    sites : tuple of str
        Keys of the sites.
    first : array of datetime64[D], shape (sites,)
        First working day of each plan.
    field : FieldTime
        Seasons without fieldwork.
    week : tuple of bool
        Monday to Sunday: whether work is done.
    holidays : tuple of arrays of datetime64[D]
        Different lists of holidays.
    which : array of int, shape (sites,)
        Which of them holds at each site.

    Examples
    --------
    >>> seasons = pd.DataFrame(
    ...     {"site": "a", "first": ["2026-05-01"], "last": ["2026-05-01"], "kind": "holiday"}
    ... )
    >>> days = working_days({"a": date(2026, 4, 25)}, seasons=seasons)
    >>> place = np.array([0])
    >>> days.number(place, np.array(["2026-05-04"], "datetime64[D]")).tolist()
    [4.0]
    >>> days.day(place, np.array([4])).tolist()
    [datetime.date(2026, 5, 4)]
    """

    sites: tuple[str, ...]
    first: Days
    field: FieldTime
    week: tuple[bool, ...]
    holidays: tuple[Days, ...]
    which: IntArray

    def number(self, place: IntArray, day: Days) -> FloatArray:
        """Count the working days from the first one until the morning of a day.

        Parameters
        ----------
        place : array of int, shape (n,)
            Number of the site of each day.
        day : array of datetime64[D], shape (n,)
            Days; no day gives NaN.

        Returns
        -------
        array of float, shape (n,)
            Negative for days before the plan.
        """
        found = np.full(len(place), np.nan)
        known = ~np.isnat(day)
        for rows, calendar in self._groups(place, known):
            first = self.first[place[rows]]
            found[rows] = np.busday_count(first, day[rows], busdaycal=calendar)
        return found

    def day(self, place: IntArray, number: IntArray | FloatArray) -> Days:
        """Return the working day of a number: 0 is the first one; NaN gives no day."""
        counted = np.asarray(number, dtype=np.float64)
        found = np.full(len(place), _NEVER)
        known = np.isfinite(counted)
        for rows, calendar in self._groups(place, known):
            first, steps = self.first[place[rows]], counted[rows].astype(np.int64)
            found[rows] = np.busday_offset(first, steps, roll="forward", busdaycal=calendar)
        return found

    def _groups(
        self, place: IntArray, known: NDArray[np.bool_]
    ) -> list[tuple[IntArray, np.busdaycalendar]]:
        """Group rows by their list of holidays, leaving out those without a value."""
        lists = np.where(known, self.which[place], -1)
        order = np.argsort(lists, kind="stable")
        cuts = np.searchsorted(lists[order], np.arange(len(self.holidays) + 1))
        return [
            (order[cuts[one] : cuts[one + 1]], np.busdaycalendar(list(self.week), days))
            for one, days in enumerate(self.holidays)
            if cuts[one] < cuts[one + 1]
        ]


def working_days(
    starts: Mapping[str, date],
    *,
    week: Sequence[str] = WORKING_DAYS,
    seasons: pd.DataFrame | None = None,
) -> WorkingDays:
    """Set up the working days of sites.

    Parameters
    ----------
    starts : mapping of str to date
        Site and day from which its plan may begin; the first working day from then on is day 0.
    week : sequence of str
        Weekdays on which work is done: "mon" to "sun".
    seasons : DataFrame, optional
        Table ``seasons``: site, first, last (days, both included), kind ("holiday": nobody works;
        "no-fieldwork": tasks in the field stand still). Other sites are left out.

    Returns
    -------
    WorkingDays

    Raises
    ------
    UnknownName
        A weekday that does not exist.
    """
    sites = tuple(starts)
    places = {site: place for place, site in enumerate(sites)}
    rows = [] if seasons is None else rows_of(seasons, _Season)
    own = [row for row in rows if row.site in places]
    closed = _holidays(places, own)
    lists = {days.tobytes(): days for days in closed}
    number = {key: number for number, key in enumerate(lists)}
    bare = WorkingDays(
        sites=sites,
        first=np.array(list(starts.values()), dtype="datetime64[D]"),
        field=_field([[]]),
        week=tuple(week_mask(week)),
        holidays=tuple(lists.values()),
        which=np.array([number[days.tobytes()] for days in closed], dtype=np.int64),
    )
    rolled = replace(bare, first=bare.day(np.arange(len(sites)), np.zeros(len(sites))))
    still = [row for row in own if row.kind == NO_FIELDWORK]
    return replace(rolled, field=_field(_stretches(places, still, rolled)))


@dataclass(frozen=True, slots=True)
class _Season:
    site: str
    first: date
    last: date
    kind: str


def _holidays(places: Mapping[str, int], seasons: Sequence[_Season]) -> list[Days]:
    """Return the sorted holidays of each site."""
    found: list[Days] = [np.array([], dtype="datetime64[D]") for _ in places]
    for row in seasons:
        if row.kind == HOLIDAY:
            end = np.datetime64(row.last, "D") + np.timedelta64(1, "D")
            days = np.arange(np.datetime64(row.first, "D"), end)
            found[places[row.site]] = np.union1d(found[places[row.site]], days)
    return found


def _stretches(
    places: Mapping[str, int], seasons: Sequence[_Season], days: WorkingDays
) -> list[list[tuple[float, float]]]:
    """Return the stretches without fieldwork of each site, in working days, apart and in order."""
    place = np.array([places[row.site] for row in seasons], dtype=np.int64)
    first = np.array([row.first for row in seasons], dtype="datetime64[D]")
    after = np.array([row.last + timedelta(days=1) for row in seasons], dtype="datetime64[D]")
    begin, end = (np.maximum(days.number(place, day), 0.0) for day in (first, after))
    found: list[list[tuple[float, float]]] = [[] for _ in days.sites]
    for one in np.lexsort((begin, place)):
        stretches = found[place[one]]
        own = (float(begin[one]), float(end[one]))
        if stretches and own[0] <= stretches[-1][1]:
            own = (stretches[-1][0], max(stretches.pop()[1], own[1]))
        if own[1] > own[0]:
            stretches.append(own)
    return found


def _field(stretches: list[list[tuple[float, float]]]) -> FieldTime:
    most = max((len(own) for own in stretches), default=0)
    start = np.full((len(stretches), most), np.inf)
    length = np.zeros((len(stretches), most))
    for place, own in enumerate(stretches):
        for one, (begin, end) in enumerate(own):
            start[place, one], length[place, one] = begin, end - begin
    return FieldTime(start, length)
