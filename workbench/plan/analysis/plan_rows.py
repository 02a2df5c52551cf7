"""Read the tasks of plans of work: durations, days and links, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from workbench.core.periods import WORKING_DAYS
from workbench.core.table_access import BoolArray, FloatArray, IntArray, numbers, yes
from workbench.core.working_days import Days, WorkingDays, working_days
from workbench.errors import NothingToShow
from workbench.plan.analysis.activity_network import ActivityNetwork, build_network
from workbench.plan.analysis.precedence import natural, read_links


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
        As :func:`~workbench.plan.analysis.precedence.read_links` returns them.
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

    def earliest(self, durations: FloatArray) -> FloatArray:
        """Return earliest starts and finishes in the order of the table, shape (2, tasks)."""
        return self._ordered(self.network.forward(durations[self.network.order, None]))

    def latest(
        self, durations: FloatArray, ends: FloatArray, limits: FloatArray | None = None
    ) -> FloatArray:
        """Return latest starts and finishes in the order of the table, shape (2, tasks)."""
        order = self.network.order
        own = None if limits is None else limits[order]
        return self._ordered(self.network.backward(durations[order, None], ends[:, None], own))

    def _ordered(self, times: FloatArray) -> FloatArray:
        found = np.empty((2, len(self.place)))
        found[:, self.network.order] = times.reshape(2, -1)
        return found

    def ends(self, finish: FloatArray) -> FloatArray:
        """Return the last finish of each site; NaN where one is not known."""
        found = np.full(len(self.sites), -np.inf)
        with np.errstate(invalid="ignore"):  # what is not known wins
            np.maximum.at(found, self.place, finish)
        return found


def read_plan(
    activities: pd.DataFrame,
    *,
    start: date,
    week: Sequence[str] = WORKING_DAYS,
    seasons: pd.DataFrame | None = None,
) -> PlanRows:
    """Read the table ``activities`` of one or many sites.

    Parameters
    ----------
    activities : DataFrame
        Table ``activities``; columns that are not there are blank.
    start : date
        Day from which the plans may begin.
    week : sequence of str
        Weekdays on which work is done.
    seasons : DataFrame, optional
        Holidays and seasons without fieldwork.

    Raises
    ------
    NothingToShow
        There is no task.
    InvalidInput
        Tasks wait for each other in a circle.
    """
    if activities.empty:
        message = "There is no activity yet, so there is no plan of work to date."
        raise NothingToShow(message)
    blank = [name for name in ("title", "after") if name not in activities]
    table = activities.reset_index(drop=True).assign(**dict.fromkeys(blank))
    links = read_links(table)
    place, sites = pd.factorize(table["site"])
    days = working_days(dict.fromkeys(sites, start), week=week, seasons=seasons)
    low, likely, high = _durations(table)
    earliest, deadline = _days(table, "earliest"), _days(table, "deadline")
    limit = days.number(place, deadline + np.timedelta64(1, "D"))
    field, release = yes(table, "fieldwork"), np.nan_to_num(days.number(place, earliest))
    network = build_network(
        links["before_row"].to_numpy(),
        links["row"].to_numpy(),
        links["kind"].to_numpy(dtype=np.str_),
        links["lag"].to_numpy(dtype=np.float64),
        place=place,
        release=np.maximum(release, 0.0),
        field=field & ~(likely == 0),
        time=days.field,
    )
    return PlanRows(
        table=table,
        sites=tuple(sites),
        place=place,
        names=table["activity"].tolist(),
        titles=table["title"].astype("str").fillna(table["activity"]).tolist(),
        low=low,
        likely=likely,
        high=high,
        field=field,
        release=np.maximum(release, 0.0),
        limit=np.where(np.isnan(limit), np.inf, limit),
        deadline=deadline,
        links=links,
        days=days,
        network=network,
    )


def by_name(names: Sequence[str], rows: Sequence[int]) -> list[int]:
    """Sort rows of tasks by name as people count, so that the order of the file does not matter."""
    return sorted(rows, key=lambda row: natural(names[row])) if len(rows) > 1 else list(rows)


def _days(table: pd.DataFrame, name: str) -> Days:
    if name not in table:
        return np.full(len(table), np.datetime64("NaT", "D"))
    return pd.to_datetime(table[name]).to_numpy(dtype="datetime64[D]")


def _durations(table: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shortest, likely and longest duration."""
    low, likely, high = (numbers(table, name) for name in ("low", "likely", "high"))
    # Without a likely value, the middle of what is known: ours.
    ends = pd.DataFrame({"low": low, "high": high})
    likely = np.where(np.isnan(likely), ends.mean(axis="columns"), likely)
    likely = np.where(np.isnan(likely) & yes(table, "milestone"), 0.0, likely)
    return np.where(np.isnan(low), likely, low), likely, np.where(np.isnan(high), likely, high)
