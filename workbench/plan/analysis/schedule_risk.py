"""How sure the dates of a plan are: many draws of all durations, every draw a whole plan.

Where several paths meet, a plan ends later than its critical path alone says; the draws show by how
much, and which tasks are critical how often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.core.working_days import CLOSE
from workbench.errors import NothingToShow
from workbench.plan.analysis.duration_draws import Distribution, Floats, draw_durations
from workbench.plan.analysis.plan_rows import PlanRows
from workbench.plan.analysis.schedule import Schedule

_SOURCES = (
    "Monte Carlo of project networks and criticality index: Van Slyke 1963",
    "PERT-beta: mean (shortest + 4 likely + longest) / 6, Malcolm et al. 1959; or triangular",
    "one common factor (Gaussian copula) for the durations of a site, and its correlation: ours",
)

_BLOCK = 400_000  # values in one step of arithmetic: what a processor's cache holds


@dataclass(frozen=True, eq=False)
class ScheduleRisk(Result):
    """How sure the dates of plans are.

    Attributes
    ----------
    table : DataFrame
        One row per task of the sites that were drawn: site, activity, title (str), criticality
        (float, 0 to 1: share of the draws in which it has no float), planned (datetime64: last day
        as planned), p50, p80 (datetime64: last day in 50 and 80 % of the draws at the latest),
        deadline (datetime64), p_deadline (float: share of the draws that keep it; NaN without).
    ends : DataFrame
        One row per site: site, drawn (bool; no where a duration is not known), planned
        (datetime64: end as planned), p_planned (float: probability that the plan is finished by
        then), p10, p50, p80, p90 (datetime64). Missing where not drawn.
    finish : mapping of str to array of float, shape (draws,)
        Working days that the plan of each site takes.
    method : Method
        Parameters (draws, shape, correlation, seed) and sources.
    """

    table: pd.DataFrame
    ends: pd.DataFrame
    finish: Mapping[str, FloatArray]
    method: Method

    _main: ClassVar[str] = "ends"


def schedule_risk(
    schedule: Schedule,
    *,
    draws: int = 10_000,
    shape: Distribution = "pert",
    correlation: float = 0.3,
    seed: int = 20260314,
) -> ScheduleRisk:
    """Draw the durations of plans, and date every draw.

    Parameters
    ----------
    schedule : Schedule
        Dated plans with shortest, likely and longest durations where known. A task without a range
        always takes its likely duration. Sites with a task without any duration are not drawn.
    draws : int
        Number of draws.
    shape : {"pert", "triangular"}
        Distribution between shortest and longest.
    correlation : float
        Correlation of all durations of a site through one common factor, 0 to 1 (ours).
    seed : int
        Start of the random numbers. Each site has its own, whoever else is in the call.

    Returns
    -------
    ScheduleRisk
        ``ends``: one row per site with planned, p_planned, p10, p50, p80, p90; ``table``: one row
        per task with criticality, p50, p80, p_deadline. All columns stand in
        :class:`ScheduleRisk`.

    Raises
    ------
    NothingToShow
        Every site has a task without duration.

    Examples
    --------
    >>> from workbench.plan.analysis.schedule import schedule
    >>> plan = pd.DataFrame(
    ...     {"site": "huye", "activity": ["A1", "A2"], "low": 4, "likely": 5, "high": 12}
    ... )
    >>> risk = schedule_risk(schedule(plan, start="2026-04-01"), correlation=0)
    >>> risk.ends[["planned", "p50", "p80"]]
         planned        p50        p80
    0 2026-04-07 2026-04-09 2026-04-10
    """
    rows = schedule.rows
    if schedule.ends["finish"].isna().all():
        message = "Every plan has a task without a duration, so no end can be drawn."
        raise NothingToShow(message)
    drawn = _drawn(rows, shape, correlation, draws, seed)
    tasks, ends = _dated_draws(rows, drawn)
    finish = {site: own for site, own in zip(rows.sites, ends, strict=True) if not np.isnan(own[0])}
    tasks = tasks[tasks["site"].isin(list(finish))]
    names = ["site", "activity", "title", "finish", "deadline"]
    planned = schedule.table[names].rename(columns={"finish": "planned"})
    heads = ["site", "activity", "title", "criticality", "planned", "p50", "p80"]
    parameters = {"draws": draws, "shape": shape, "correlation of durations": correlation}
    return ScheduleRisk(
        table=planned.merge(tasks, on=["site", "activity"])[[*heads, "deadline", "p_deadline"]],
        ends=_ends(schedule, ends),
        finish=MappingProxyType(finish),
        method=Method("Monte Carlo of the plan", {**parameters, "seed": seed}, _SOURCES),
    )


def _dated_draws(rows: PlanRows, drawn: Floats) -> tuple[pd.DataFrame, FloatArray]:
    """Return what the draws say of each task, and the ends of each site in each draw."""
    order, draws = rows.network.order, drawn.shape[1]
    last = np.empty((len(order), draws), dtype=np.float32)
    ends = np.empty((len(rows.sites), draws))
    critical, kept, limit = np.zeros(len(order)), np.zeros(len(order)), rows.limit[order]
    for block in _blocks(len(order), draws):
        early, end, without_float = _dated(rows, drawn[:, block].astype(np.float64))
        finish = early[len(order) :]
        critical += without_float.sum(axis=1)
        kept += (finish <= limit[:, None] + CLOSE).sum(axis=1)
        last[:, block], ends[:, block] = finish, end
    last.partition(ranks := [_rank(p, draws) for p in (0.5, 0.8)], axis=1)
    tasks = pd.DataFrame(
        {
            "site": np.array(rows.sites, dtype=object)[rows.network.place],
            "activity": np.array(rows.names, dtype=object)[order],
            "criticality": critical / draws,
            "p_deadline": np.where(np.isfinite(limit), kept / draws, np.nan),
        }
    )
    for name, rank in zip(("p50", "p80"), ranks, strict=True):
        tasks[name] = _days(rows, rows.network.place, last[:, rank].astype(np.float64))
    return tasks, ends


def _drawn(
    rows: PlanRows, shape: Distribution, correlation: float, draws: int, seed: int
) -> Floats:
    """Draw all durations, site by site, in the order of the network."""
    order, place = rows.network.order, rows.network.place
    drawn = np.empty((len(order), draws), dtype=np.float32)
    by_site = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[by_site], np.arange(len(rows.sites) + 1))
    for number, site in enumerate(rows.sites):
        own = by_site[cuts[number] : cuts[number + 1]]
        tasks = order[own]
        drawn[own] = draw_durations(
            site,
            [rows.names[task] for task in tasks],
            rows.low[tasks],
            rows.likely[tasks],
            rows.high[tasks],
            shape=shape,
            correlation=correlation,
            draws=draws,
            seed=seed,
        )
    return drawn


def _blocks(tasks: int, draws: int) -> Iterator[slice]:
    step = max(32, _BLOCK // max(tasks, 1))
    for first in range(0, draws, step):
        yield slice(first, min(first + step, draws))


def _dated(rows: PlanRows, durations: FloatArray) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return earliest times, the end of each site, and which tasks have no float, for each draw."""
    network, tasks = rows.network, len(durations)
    early = network.forward(durations)
    end = _last_of_sites(early[tasks:], network.place, len(rows.sites))
    late = network.backward(durations, end)
    late -= early
    late -= CLOSE
    without = (late[:tasks] < 0) | (late[tasks:] < 0)
    return early, end, without


def _last_of_sites(finish: FloatArray, place: IntArray, sites: int) -> FloatArray:
    if sites == 1:
        found: FloatArray = finish.max(axis=0, keepdims=True)
        return found
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(sites))
    last: FloatArray = np.maximum.reduceat(finish[order], cuts, axis=0)
    return last


def _rank(probability: float, draws: int) -> int:
    """Return the place, from 0, of the first sorted value that so many draws do not exceed."""
    return max(int(np.ceil(probability * draws)) - 1, 0)


def _days(rows: PlanRows, place: IntArray, instant: FloatArray) -> NDArray[np.datetime64]:
    # A thousandth of a day: single precision has no more in a plan of many years.
    number = np.maximum(np.ceil(instant - 1e-3) - 1, 0.0)
    return rows.days.day(place, number).astype("datetime64[ns]")


def _ends(schedule: Schedule, ends: FloatArray) -> pd.DataFrame:
    planned = schedule.ends["days"].to_numpy()
    ordered = np.sort(ends, axis=1)
    every = np.arange(len(ends))
    found: dict[str, object] = {
        "site": schedule.ends["site"],
        "drawn": ~np.isnan(ends[:, 0]),
        "planned": schedule.ends["finish"],
        "p_planned": np.where(
            np.isnan(planned), np.nan, (ends <= planned[:, None] + CLOSE).mean(axis=1)
        ),
    }
    for percent in (10, 50, 80, 90):
        at = ordered[:, _rank(percent / 100, ends.shape[1])]
        found[f"p{percent}"] = _days(schedule.rows, every, at)
    return pd.DataFrame(found)
