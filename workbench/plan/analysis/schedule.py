"""Date a plan of work: earliest and latest days, floats, critical paths, deadlines.

The critical path method for all sites of a call: links finish-to-start, start-to-start,
finish-to-finish and start-to-finish with lags, earliest days, deadlines, holidays, and seasons
without fieldwork. ``docs/methods.md`` gives formula, source and limits of every number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.method import Method
from workbench.core.periods import WORKING_DAYS
from workbench.core.result import Result
from workbench.core.rows import rows_of
from workbench.core.table_access import BoolArray, FloatArray, text, yes
from workbench.core.working_days import CLOSE, Days
from workbench.errors import InvalidInput
from workbench.frameworks.spans import day_of
from workbench.plan.analysis.critical_paths import (
    Drivers,
    chain_to,
    critical_paths,
    drivers,
    link_table,
    slack_after,
    written,
)
from workbench.plan.analysis.plan_rows import PlanRows, read_plan
from workbench.plan.analysis.rows import ActivityDays, PlanDates

_SOURCES = (
    "critical path method: Kelley and Walker 1959; links with lags: Fondahl 1961, Roy 1962",
    "tasks in the field stand still in seasons without fieldwork; lags count working days of the "
    "site: ours",
)

_CARRIED = ("component", "proposal", "responsible", "partners", "deliverable", "after")
_LATEST = np.datetime64("2200-01-01")
_LONGEST = 60_000  # working days: beyond every calendar


@dataclass(frozen=True, eq=False)
class Schedule(Result):
    """Dated plans of work.

    Attributes
    ----------
    table : DataFrame
        One row per task, in the order of the file.

        ================= ============== =========================================================
        column            dtype          meaning
        ================= ============== =========================================================
        site, activity    str            key of the site, short name of the task
        title             str            what a report prints
        component,        str            as in the table ``activities``
        proposal,
        responsible,
        partners,
        deliverable,
        after
        milestone,        bool           likewise; blank is no
        fieldwork
        duration          float          working days; missing where not known
        start, finish     datetime64[ns] first and last day of work, as early as possible; missing
                                         where they hang on a duration that is not known
        latest_start,     datetime64[ns] the same as late as the end of the plan allows
        latest_finish
        total_float       float          working days by which it can slip without moving the end
        free_float        float          working days by which it can slip without moving a task
        critical          boolean        no float at all; missing where not known
        paused            float          working days within it on which no fieldwork is done
        driver            str            what keeps it from beginning earlier: "link", "earliest"
                                         (its own earliest day), "season" (waits until fieldwork can
                                         be done again), "start" (nothing)
        driven_by         str            the tasks whose links do, joined by ;
        deadline          datetime64[ns] day of its deadline
        deadline_float    float          working days to spare before it or anything after it misses
                                         a deadline; negative where one is missed; missing without
        early_start, …    float          early_start, early_finish, late_start, late_finish:
                                         instants in working days since the plan began (0 is the
                                         morning of the first day)
        ================= ============== =========================================================
    ends : DataFrame
        One row per site: site, activities (int), unknown (int: tasks without known duration, those
        of milestones apart), start (datetime64: first working day), finish (datetime64; missing
        where something is not known), finish_at_least (datetime64: with unknown durations taken as
        none; the plan does not end before), days (float: working days in all), critical (str: one
        critical path, names with arrows), paths (int: number of critical paths, at the most 20),
        deadlines (int), impossible (int: deadlines that cannot be kept).
    deadlines : DataFrame
        One row per task with a deadline: site, activity, title, deadline, finish (datetime64),
        possible (boolean; missing where not known), late (float: working days that are missing; 0
        where it is possible), late_days (float: calendar days), chain (str: what leads to it, names
        with arrows), driver (str: what drives the first of them).
    links : DataFrame
        One row per link: site, before, activity, kind, lag, slack (working days), driving (bool).
    paths : mapping of str to tuple of tuple of str
        Critical paths of each site with a known end.
    method : Method
        Parameters and sources.
    rows : PlanRows
        The tasks as they were read, on which further computations rest.
    """

    table: pd.DataFrame
    ends: pd.DataFrame
    deadlines: pd.DataFrame
    links: pd.DataFrame
    paths: Mapping[str, tuple[tuple[str, ...], ...]]
    method: Method
    rows: PlanRows = field(repr=False)

    _shown: ClassVar[tuple[str, ...]] = (
        "site", "activity", "title", "start", "finish", "total_float", "critical",
    )  # fmt: skip

    def dates_by_site(self) -> dict[str, PlanDates]:
        """Return the days of the activities alone, by site."""
        days: dict[str, dict[str, tuple[date | None, date | None]]] = {}
        for one in rows_of(self.table, ActivityDays):
            days.setdefault(one.site, {})[one.activity] = (one.start, one.finish)
        ends = zip(self.ends["site"], self.ends["finish_at_least"].dt.date, strict=True)
        return {site: PlanDates(days[site], end) for site, end in ends}


def schedule(
    activities: pd.DataFrame,
    *,
    start: date | str,
    working_days: Sequence[str] = WORKING_DAYS,
    seasons: pd.DataFrame | None = None,
) -> Schedule:
    """Date the plans of work of all sites of a call, with their most likely durations.

    Parameters
    ----------
    activities : DataFrame
        Table ``activities``: site, activity, and where known title, after, low, likely, high
        (working days), earliest, deadline, milestone, fieldwork and columns that are handed on. A
        task without likely duration takes the middle of shortest and longest; one without any makes
        everything after it not known. A milestone without duration lasts no time.
    start : date or str
        Day from which the plans may begin, such as "2026-04-01".
    working_days : sequence of str
        Weekdays on which work is done: "mon" to "sun".
    seasons : DataFrame, optional
        Table ``seasons``: site, first, last, kind. On a "holiday" nobody works; "no-fieldwork"
        stops tasks with fieldwork = yes only, which go on afterwards.

    Returns
    -------
    Schedule
        ``table``: one row per task with start, finish, latest_start, latest_finish, total_float,
        critical, driven_by and more; ``ends``: one row per site with start, finish, days;
        ``deadlines``: possible, late_days, chain; ``links``; ``paths``. All columns stand in
        :class:`Schedule`.

    Raises
    ------
    InvalidInput
        A start that is no day, tasks that wait for each other in a circle, or a plan that ends
        after the year 2199.
    UnknownName
        A weekday that does not exist.
    NothingToShow
        There is no task.

    Examples
    --------
    >>> plan = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "activity": ["A1", "A2", "A3"],
    ...         "after": [None, "A1", "A1 SS+2"],
    ...         "likely": [5, 10, 4],
    ...     }
    ... )
    >>> dated = schedule(plan, start="2026-04-01")
    >>> dated.table[["activity", "start", "finish", "total_float"]]
      activity      start     finish  total_float
    0       A1 2026-04-01 2026-04-07          0.0
    1       A2 2026-04-08 2026-04-21          0.0
    2       A3 2026-04-03 2026-04-08          9.0
    >>> dated.paths
    mappingproxy({'huye': (('A1', 'A2'),)})
    """
    begin = day_of(start)
    rows = read_plan(activities, start=begin, week=working_days, seasons=seasons)
    times, least = rows.earliest(rows.likely), rows.earliest(np.nan_to_num(rows.likely))
    ends, least_ends = rows.ends(times[1]), rows.ends(least[1])
    _refuse_endless(rows, least_ends)
    driven = drivers(rows, times)
    table, critical = _table(rows, times, ends, driven)
    paths = critical_paths(rows, driven, critical, times[1], ends)
    deadlines = _deadlines(rows, times, least, driven)
    parameters = {"start": begin.isoformat(), "working days": ", ".join(working_days)}
    return Schedule(
        table=table,
        ends=_ends(rows, ends, least_ends, paths, deadlines),
        deadlines=deadlines,
        links=link_table(rows, driven),
        paths=MappingProxyType({rows.sites[site]: _named(rows, p) for site, p in paths.items()}),
        method=Method(
            "critical path method",
            {**parameters, "seasons": 0 if seasons is None else len(seasons)},
            _SOURCES,
        ),
        rows=rows,
    )


def _named(rows: PlanRows, paths: Sequence[Sequence[int]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(rows.names[row] for row in path) for path in paths)


def _refuse_endless(rows: PlanRows, least: FloatArray) -> None:
    days = rows.days.day(np.arange(len(rows.sites)), _last_number(np.minimum(least, _LONGEST)))
    late = [
        site
        for site, long, day in zip(rows.sites, least > _LONGEST, days, strict=True)
        if long or day >= _LATEST
    ]
    if late:
        message = f"Plans that end after the year 2199: {', '.join(late)}. Correct their durations."
        raise InvalidInput(message)


def first_days(rows: PlanRows, instant: FloatArray) -> Days:
    """Return the day on which work begins; a milestone falls on the day of what it closes."""
    number = np.floor(instant + CLOSE)
    mark = rows.likely == 0
    release = np.ceil(rows.release - CLOSE)
    number[mark] = np.maximum(_last_number(instant)[mark], release[mark])
    return rows.days.day(rows.place, number)


def last_days(rows: PlanRows, instant: FloatArray) -> Days:
    """Return the day on which work ends; a milestone falls on the day of what it closes."""
    number = _last_number(instant)
    mark = rows.likely == 0
    number[mark] = np.maximum(number[mark], np.ceil(rows.release[mark] - CLOSE))
    return rows.days.day(rows.place, number)


def _last_number(instant: FloatArray) -> FloatArray:
    number: FloatArray = np.maximum(np.ceil(instant - CLOSE) - 1, 0.0)
    return number


def _table(
    rows: PlanRows, times: FloatArray, ends: FloatArray, driven: Drivers
) -> tuple[pd.DataFrame, BoolArray]:
    """Return one row per task, and which tasks are critical."""
    late = np.maximum(rows.latest(rows.likely, ends), times)
    spare = (late - times).min(axis=0)
    spare = np.where(spare < CLOSE, 0.0, spare)  # NaN stays
    free = np.fmin(np.maximum(slack_after(rows, driven.slack, times[1], ends), 0.0), spare)
    known = ~np.isnan(spare)
    critical = known & (spare == 0)
    limits = rows.latest(rows.likely, np.full(len(rows.sites), np.inf), rows.limit)
    to_deadline = np.where(np.isfinite(limits[1]), (limits - times).min(axis=0), np.nan)
    columns: dict[str, Any] = {
        "site": rows.table["site"].astype("str"),
        "activity": pd.Series(rows.names, dtype="str"),
        "title": pd.Series(rows.titles, dtype="str"),
    }
    columns |= {name: text(rows.table, name) for name in _CARRIED}
    columns |= {"milestone": yes(rows.table, "milestone"), "fieldwork": rows.field}
    columns |= {"duration": rows.likely, **_dates(rows, times, late)}
    columns |= {"total_float": _tidy(spare), "free_float": _tidy(np.where(known, free, np.nan))}
    columns["critical"] = pd.arrays.BooleanArray(critical, ~known)
    paused = np.where(rows.field & (rows.likely > 0), times[1] - times[0] - rows.likely, 0.0)
    columns["paused"] = _tidy(np.where(np.isnan(times[1]), np.nan, np.maximum(paused, 0.0)))
    columns |= _driven(rows, driven, np.isnan(times[0]))
    columns["deadline"] = rows.deadline.astype("datetime64[ns]")
    columns["deadline_float"] = _tidy(to_deadline)
    for name, one in (("early", times), ("late", late)):
        columns |= {f"{name}_start": one[0], f"{name}_finish": one[1]}
    return pd.DataFrame(columns), critical


def _dates(
    rows: PlanRows, times: FloatArray, late: FloatArray
) -> dict[str, NDArray[np.datetime64]]:
    found = {
        "start": first_days(rows, times[0]),
        "finish": last_days(rows, times[1]),
        "latest_start": first_days(rows, late[0]),
        "latest_finish": last_days(rows, late[1]),
    }
    return {name: days.astype("datetime64[ns]") for name, days in found.items()}


def _driven(rows: PlanRows, driven: Drivers, unknown: BoolArray) -> dict[str, pd.Series]:
    """Return what drives each task, in the words of the table."""
    kinds = [None if none else kind for kind, none in zip(driven.kind, unknown, strict=True)]
    tasks = [
        ";".join(rows.names[one] for one in driven.before.get(row, ())) or None
        for row in range(len(rows.names))
    ]
    return {
        "driver": pd.Series(kinds, dtype="str"),
        "driven_by": pd.Series(tasks, dtype="str"),
    }


def _tidy(values: FloatArray) -> FloatArray:
    """Take out what the arithmetic of the machine leaves over."""
    return np.round(values, 6) + 0.0


def _deadlines(
    rows: PlanRows, times: FloatArray, least: FloatArray, driven: Drivers
) -> pd.DataFrame:
    """Judge every deadline; with unknown durations, only what is certain."""
    at = np.flatnonzero(np.isfinite(rows.limit))
    late = np.maximum(np.ceil(least[1, at] - rows.limit[at] - CLOSE), 0.0)
    unknown = np.isnan(times[1, at]) & (late == 0)
    finish = last_days(rows, times[1])[at]
    sure = last_days(rows, least[1])[at]
    chains = [chain_to(driven, int(row)) for row in at]
    over = np.where(late > 0, (sure - rows.deadline[at]).astype(np.float64), 0.0)
    return pd.DataFrame(
        {
            "site": pd.Series([rows.sites[rows.place[row]] for row in at], dtype="str"),
            "activity": pd.Series([rows.names[row] for row in at], dtype="str"),
            "title": pd.Series([rows.titles[row] for row in at], dtype="str"),
            "deadline": rows.deadline[at].astype("datetime64[ns]"),
            "finish": finish.astype("datetime64[ns]"),
            "possible": pd.arrays.BooleanArray((late == 0) & ~unknown, unknown),
            "late": np.where(unknown, np.nan, late),
            "late_days": np.where(unknown, np.nan, over),
            "chain": pd.Series([written(rows.names, own) for own in chains], dtype="str"),
            "driver": pd.Series([driven.kind[own[0]] for own in chains], dtype="str"),
        }
    )


def _ends(
    rows: PlanRows,
    ends: FloatArray,
    least: FloatArray,
    paths: Mapping[int, Sequence[Sequence[int]]],
    deadlines: pd.DataFrame,
) -> pd.DataFrame:
    every = np.arange(len(rows.sites))
    unknown = np.bincount(rows.place, weights=np.isnan(rows.likely), minlength=len(every))
    first = [paths[site][0] if site in paths else None for site in range(len(every))]
    place = {site: number for number, site in enumerate(rows.sites)}
    at = np.array([place[site] for site in deadlines["site"]], dtype=np.int64)
    missed = deadlines["late"].to_numpy(dtype=np.float64) > 0
    return pd.DataFrame(
        {
            "site": pd.Series(rows.sites, dtype="str"),
            "activities": np.bincount(rows.place, minlength=len(every)),
            "unknown": unknown.astype(np.int64),
            "start": rows.days.first.astype("datetime64[ns]"),
            "finish": rows.days.day(every, _last_number(ends)).astype("datetime64[ns]"),
            "finish_at_least": rows.days.day(every, _last_number(least)).astype("datetime64[ns]"),
            "days": _tidy(ends),
            "critical": pd.Series([written(rows.names, path) for path in first], dtype="str"),
            "paths": [len(paths.get(site, ())) for site in range(len(every))],
            "deadlines": np.bincount(at, minlength=len(every)),
            "impossible": np.bincount(at[missed], minlength=len(every)),
        }
    )
