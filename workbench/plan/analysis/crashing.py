"""Meet an earlier end at the least extra cost: which tasks to shorten, and by how much.

A linear programme (Kelley 1961; Fulkerson 1961): every task costs a constant amount for each day
that it is shortened, down to its shortest duration. Seasons and holidays are not looked at: days
here are working days of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import FloatArray, numbers, require
from workbench.errors import InvalidInput, Problem
from workbench.plan.analysis.precedence import read_links

_SOURCES = (
    "least cost of an earlier end, as a linear programme: Kelley 1961; Fulkerson 1961, a network "
    "flow computation for project cost curves",
    "the same cost for every day that a task is shortened: an assumption of that model",
)
_CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class ShorterPlan(Result):
    """The cheapest way to end within a number of days.

    Attributes
    ----------
    table : DataFrame
        One row per task, in the order given: activity (str), duration, shortest (float, days),
        shortened_by, duration_after (float, days), extra_cost (float, in the unit of the costs).
    days : float
        Days to the end after shortening.
    days_before : float
        Days to the end without it.
    extra_cost : float
        What shortening costs in all.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    days: float
    days_before: float
    extra_cost: float
    method: Method


def shorten_plan(activities: pd.DataFrame, *, within: float) -> ShorterPlan:
    """Choose which tasks of a plan to shorten so that it ends in time, at the least extra cost.

    Parameters
    ----------
    activities : DataFrame
        Tasks of one site: site, activity, after (as in table ``activities``), duration, shortest
        (days, 0 or more), cost, cost_shortest (what the task costs at either; blank where it cannot
        be shortened).
    within : float
        Days to the end that are wanted.

    Returns
    -------
    ShorterPlan

    Raises
    ------
    UnknownName
        A column is missing.
    InvalidInput
        A duration that is not known, one that is shorter than the shortest, a shorter task that
        would cost less, or an end that cannot be reached: the message says how early it can be.

    Examples
    --------
    >>> plan = pd.DataFrame({"site": "a", "activity": ["A", "B"], "after": [None, "A"]})
    >>> plan = plan.assign(duration=[4, 6], shortest=[3, 4], cost=[10, 20], cost_shortest=[15, 24])
    >>> shorten_plan(plan, within=9).table["shortened_by"].tolist()
    [0.0, 1.0]
    """
    names = ("site", "activity", "after", "duration", "shortest", "cost", "cost_shortest")
    require(activities, names, "activities")
    plan = activities.reset_index(drop=True)
    duration, shortest, price = _prices(plan)
    limits, rights = _order(plan, duration)
    before = _solve(limits, rights, np.zeros(len(plan)), np.zeros(len(plan)), None)
    room = duration - shortest
    least = _solve(limits, rights, room, np.zeros(len(plan)), None)
    if within < least[1] - 1e-6:
        message = f"The plan cannot end within {within:g} days; {least[1]:g} is the least."
        raise InvalidInput(message)
    cut, _ = _solve(limits, rights, room, price, within)
    end = _solve(limits, rights, cut, np.zeros(len(plan)), None)[1]
    extra = np.where(cut > _CLOSE, cut * price, 0.0)
    table = pd.DataFrame(
        {
            "activity": plan["activity"].astype("str"),
            "duration": duration,
            "shortest": shortest,
            "shortened_by": cut,
            "duration_after": duration - cut,
            "extra_cost": extra,
        }
    )
    method = Method("least cost of an earlier end", {"within": within}, _SOURCES)
    return ShorterPlan(table, end, before[1], float(extra.sum()), method)


def _prices(plan: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Read durations, shortest ones and the price of a day; name every row that is wrong."""
    duration, shortest, cost, dear = (
        numbers(plan, name) for name in ("duration", "shortest", "cost", "cost_shortest")
    )
    fixed = np.isnan(shortest) | np.isnan(dear) | np.isnan(cost)
    shortest = np.where(fixed, duration, shortest)
    wrong = np.isnan(duration) | (duration < 0) | (shortest < 0) | (shortest > duration)
    wrong |= ~fixed & (dear < cost)
    if wrong.any():
        expected = "a duration of 0 days or more, a shortest one not above it that costs no less"
        problems = [
            Problem(
                file="activities",
                row=int(row) + 2,
                column="duration",
                found=f"{duration[row]:g} days, shortest {shortest[row]:g}",
                expected=expected,
                advice="Correct the durations or costs.",
                site=str(plan["site"].iloc[row]),
            )
            for row in np.flatnonzero(wrong).tolist()
        ]
        message = f"{len(problems)} row(s) of activities cannot be used"
        raise InvalidInput(message, problems)
    room = duration - shortest
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.where(room > 0, (dear - cost) / room, 0.0)
    return duration, shortest, np.nan_to_num(price)


def _order(plan: pd.DataFrame, duration: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Write the links as rows of ``a x <= b`` over begins, cuts and the end."""
    count = len(plan)
    links = read_links(plan)
    rows, rights = [], []
    columns = ("before_row", "row", "kind", "lag")
    for one, two, kind, lag in zip(*(links[name] for name in columns), strict=True):
        row = np.zeros(2 * count + 1)
        row[one], row[two] = 1.0, -1.0
        right = -float(lag)
        if kind in {"FS", "FF"}:  # the finish of the one before: begin + duration - cut
            row[count + one] -= 1.0
            right -= duration[one]
        if kind in {"FF", "SF"}:  # the finish of the one after
            row[count + two] += 1.0
            right += duration[two]
        rows.append(row)
        rights.append(right)
    for task in range(count):
        row = np.zeros(2 * count + 1)
        row[task], row[count + task], row[-1] = 1.0, -1.0, -1.0
        rows.append(row)
        rights.append(-duration[task])
    return np.array(rows), np.array(rights)


def _solve(
    limits: FloatArray,
    rights: FloatArray,
    room: FloatArray,
    price: FloatArray,
    within: float | None,
) -> tuple[FloatArray, float]:
    """Return the cuts and the end: at the least cost within so many days, else the earliest end."""
    count = len(room)
    target = np.concatenate([np.zeros(count), price, [0.0 if within is not None else 1.0]])
    bounds = [(0.0, None)] * count + [(0.0, float(one)) for one in room] + [(0.0, within)]
    found = linprog(target, A_ub=limits, b_ub=rights, bounds=bounds, method="highs")
    if not found.success or found.x is None:
        message = f"No order of the tasks keeps these links: {found.message}"
        raise InvalidInput(message)
    return np.asarray(found.x[count : 2 * count].round(9)), float(round(found.x[-1], 9))
