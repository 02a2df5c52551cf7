"""Read the tasks of plans of work: durations, days, links, and everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from workbench.core.periods import WORKING_DAYS
from workbench.core.table_access import BoolArray, FloatArray, IntArray, numbers
from workbench.core.working_days import Days, WorkingDays, working_days
from workbench.errors import InvalidInput, NothingToShow, Problem
from workbench.plan.analysis.activity_network import ActivityNetwork, build_network
from workbench.plan.analysis.precedence import natural, read_links

LONGEST = 20_000
"""Working days that one task can last: most of a century."""

SPREAD = 6.0
"""Longest less shortest, by the standard deviation: the rule of PERT."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanRows:
    """Tasks of all sites as arrays, in the order of the table.

    Attributes
    ----------
    table : DataFrame
        The table ``activities`` as it was given, rows numbered from 0.
    sites : tuple of str
        Keys of the sites.
    place : array of int, shape (tasks,)
        Number of each task's site.
    names, titles : list of str
        Short names, and what a report prints.
    low, likely, high : array of float, shape (tasks,)
        Working days: shortest, most likely, longest; NaN where no duration is known. Without a
        range all three are equal. Milestones last no time.
    field : array of bool, shape (tasks,)
        Tasks in the field.
    release : array of float, shape (tasks,)
        Instant from which a task may begin; 0 without an earliest day.
    limit : array of float, shape (tasks,)
        Instant at which it has to be finished; infinite without a deadline.
    deadline : array of datetime64[D], shape (tasks,)
        Day of the deadline.
    links : DataFrame
        As :func:`~workbench.plan.analysis.precedence.read_links` gives them.
    days : WorkingDays
        Working days of the sites.
    network : ActivityNetwork
        The tasks in levels.
    """

    table: pd.DataFrame
    sites: tuple[str, ...]
    place: IntArray
    names: list[str]
    titles: list[str]
    low: FloatArray
    likely: FloatArray
    high: FloatArray
    field: BoolArray
    release: FloatArray
    limit: FloatArray
    deadline: Days
    links: pd.DataFrame
    days: WorkingDays
    network: ActivityNetwork

    @property
    def mean(self) -> FloatArray:
        """Mean durations by PERT: (shortest + 4 × likely + longest) / 6."""
        found: FloatArray = (self.low + 4 * self.likely + self.high) / 6
        return found

    @property
    def variance(self) -> FloatArray:
        """Variances of the durations by PERT: ((longest - shortest) / 6)²."""
        found: FloatArray = ((self.high - self.low) / SPREAD) ** 2
        return found

    def earliest(self, durations: FloatArray) -> FloatArray:
        """Give earliest starts and finishes in the order of the table, shape (2, tasks)."""
        return self._ordered(self.network.forward(durations[self.network.order, None]))

    def latest(
        self, durations: FloatArray, ends: FloatArray, limits: FloatArray | None = None
    ) -> FloatArray:
        """Give latest starts and finishes in the order of the table, shape (2, tasks)."""
        order = self.network.order
        own = None if limits is None else limits[order]
        return self._ordered(self.network.backward(durations[order, None], ends[:, None], own))

    def _ordered(self, times: FloatArray) -> FloatArray:
        found = np.empty((2, len(self.place)))
        found[:, self.network.order] = times.reshape(2, -1)
        return found

    def ends(self, finish: FloatArray) -> FloatArray:
        """Give the last finish of each site; NaN where one is not known."""
        found, known = np.full(len(self.sites), -np.inf), ~np.isnan(finish)
        np.maximum.at(found, self.place[known], finish[known])
        found[self.place[~known]] = np.nan
        return found


def read_plan(
    activities: pd.DataFrame,
    *,
    start: date | Mapping[str, date],
    week: Sequence[str] = WORKING_DAYS,
    seasons: pd.DataFrame | None = None,
) -> PlanRows:
    """Read the table ``activities`` of one or many sites.

    Parameters
    ----------
    activities : DataFrame
        site, activity, and where known title, after, low, likely, high, earliest, deadline,
        milestone, fieldwork.
    start : date or mapping of str to date
        Day from which the plans may begin: one for all, or one for each site.
    week : sequence of str
        Weekdays on which work is done.
    seasons : DataFrame, optional
        Holidays and seasons without fieldwork.

    Returns
    -------
    PlanRows

    Raises
    ------
    InvalidInput
        With every problem of the links, or of the durations.
    NothingToShow
        There is no task.
    """
    if activities.empty:
        message = "There is no activity yet, so there is no plan of work to date."
        raise NothingToShow(message)
    table = activities.reset_index(drop=True)
    links = read_links(table)
    site = table["site"].astype("str")
    sites = tuple(dict.fromkeys(site))
    numbered = {key: number for number, key in enumerate(sites)}
    place = np.array([numbered[key] for key in site], dtype=np.int64)
    days = working_days(_starts(start, sites), week=week, seasons=seasons)
    low, likely, high = _durations(table)
    earliest, deadline = _days(table, "earliest"), _days(table, "deadline")
    release = np.maximum(np.nan_to_num(days.number(place, earliest)), 0.0)
    limit = days.number(place, deadline + np.timedelta64(1, "D"))
    field = yes(table, "fieldwork")
    names = table["activity"].astype("str").tolist()
    title = table["title"].astype("str") if "title" in table else pd.Series(names, dtype="str")
    network = build_network(
        links["before_row"].to_numpy(),
        links["row"].to_numpy(),
        links["kind"].to_numpy(dtype=np.str_),
        links["lag"].to_numpy(dtype=np.float64),
        place=place,
        release=release,
        field=field & ~(likely == 0),
        time=days.field,
    )
    return PlanRows(
        table=table,
        sites=sites,
        place=place,
        names=names,
        titles=title.fillna(pd.Series(names, dtype="str")).tolist(),
        low=low,
        likely=likely,
        high=high,
        field=field,
        release=release,
        limit=np.where(np.isnan(limit), np.inf, limit),
        deadline=deadline,
        links=links,
        days=days,
        network=network,
    )


def yes(table: pd.DataFrame, name: str) -> BoolArray:
    """Give where a column says yes; blank and absent are no."""
    if name not in table:
        return np.zeros(len(table), dtype=bool)
    return table[name].astype("boolean").fillna(value=False).to_numpy(dtype=bool)


def by_name(names: Sequence[str], rows: Sequence[int]) -> list[int]:
    """Sort rows of tasks by name as people count, so that the order of the file does not matter."""
    return sorted(rows, key=lambda row: natural(names[row])) if len(rows) > 1 else list(rows)


def _starts(start: date | Mapping[str, date], sites: Sequence[str]) -> dict[str, date]:
    if isinstance(start, date):
        return dict.fromkeys(sites, start)
    absent = [site for site in sites if pd.isna(start.get(site))]
    if absent:
        message = f"The first day of the plan is not known for: {', '.join(absent)}."
        raise InvalidInput(message)
    return {site: start[site] for site in sites}


def _days(table: pd.DataFrame, name: str) -> Days:
    if name not in table:
        return np.full(len(table), np.datetime64("NaT"), dtype="datetime64[D]")
    return pd.to_datetime(table[name]).to_numpy(dtype="datetime64[D]")


def _durations(table: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give shortest, likely and longest duration; refuse what no duration can be."""
    low, likely, high = (numbers(table, name) for name in ("low", "likely", "high"))
    with np.errstate(invalid="ignore"):
        problems = [
            problem
            for name, values in (("low", low), ("likely", likely), ("high", high))
            for problem in _unusable(
                table, name, ~np.isnan(values) & ~((values >= 0) & (values <= LONGEST))
            )
        ]
        disorder = (low > likely) | (likely > high) | (low > high)
    for row in np.flatnonzero(disorder):
        shown = ", ".join(
            "blank" if np.isnan(v) else f"{v:g}" for v in (low[row], likely[row], high[row])
        )
        expected = "shortest, likely and longest in this order"
        problems.append(_duration_problem(table, int(row), "likely", shown, expected))
    if problems:
        message = "The durations of the activities cannot be used"
        raise InvalidInput(message, sorted(problems, key=lambda one: one.row or 0))
    # Without a likely value, the middle of what is known: ours.
    known = np.stack([low, high])
    none = np.isnan(known).all(axis=0)
    middle = np.where(
        none, np.nan, np.nansum(known, axis=0) / np.maximum((~np.isnan(known)).sum(axis=0), 1)
    )
    likely = np.where(np.isnan(likely), middle, likely)
    likely = np.where(np.isnan(likely) & yes(table, "milestone"), 0.0, likely)
    return np.where(np.isnan(low), likely, low), likely, np.where(np.isnan(high), likely, high)


def _unusable(table: pd.DataFrame, name: str, wrong: BoolArray) -> list[Problem]:
    expected = f"a number of working days from 0 to {LONGEST:,}"
    return [
        _duration_problem(table, int(row), name, str(table[name].iloc[row]), expected)
        for row in np.flatnonzero(wrong)
    ]


def _duration_problem(
    table: pd.DataFrame, row: int, column: str, found: str, expected: str
) -> Problem:
    return Problem(
        file="activities",
        row=row + 2,
        column=column,
        found=found,
        expected=expected,
        advice=f"Correct the duration. (Activity {table['activity'].iloc[row]}.)",
        site=str(table["site"].iloc[row]),
    )
