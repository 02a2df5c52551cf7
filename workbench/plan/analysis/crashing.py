"""Meet an earlier end at the least extra cost: which tasks to shorten, and by how much.

A linear programme (Kelley 1961; Fulkerson 1961, a network flow computation for project cost
curves): every task costs a constant amount for each day that it is shortened, down to its shortest
duration, which is an assumption of that model. Seasons and holidays are not looked at: days
here are working days of the plan. :func:`deadline_remedies` tries what it finds on the plan as it
is dated, with its seasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from workbench.core.result import Result
from workbench.core.table_access import BoolArray, FloatArray, numbers
from workbench.core.working_days import CLOSE
from workbench.errors import InvalidInput
from workbench.plan.analysis.plan_rows import PlanRows
from workbench.plan.analysis.precedence import read_links
from workbench.plan.analysis.schedule import Schedule, last_days

_CLOSE = 1e-9
_TURNS = 20  # times that the programme is asked again because a season comes between


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
    extra_cost : float
        What shortening costs in all.
    """

    table: pd.DataFrame
    days: float
    extra_cost: float


def shorten_plan(
    activities: pd.DataFrame, *, within: float, until: str | None = None
) -> ShorterPlan:
    """Choose which tasks of a plan to shorten so that it ends in time, at the least extra cost.

    Parameters
    ----------
    activities : DataFrame
        Tasks of one site: site, activity, after (as in table ``activities``), duration, shortest
        (days, 0 or more), cost, cost_shortest (what the task costs at either; blank where it cannot
        be shortened), and where known release (day from which it may begin).
    within : float
        Days to the end that are wanted.
    until : str, optional
        Task that has to have ended by then; by default all of them.

    Raises
    ------
    InvalidInput
        An end that cannot be reached: the message says how early it can be.

    Examples
    --------
    >>> plan = pd.DataFrame({"site": "a", "activity": ["A", "B"], "after": [None, "A"]})
    >>> plan = plan.assign(duration=[4, 6], shortest=[3, 4], cost=[10, 20], cost_shortest=[15, 24])
    >>> shorten_plan(plan, within=9).table["shortened_by"].tolist()
    [0.0, 1.0]
    """
    plan = activities.reset_index(drop=True)
    duration, shortest, price = _prices(plan)
    release = np.nan_to_num(numbers(plan, "release"))
    limits, rights = _order(plan, duration, until)
    room = duration - shortest
    least = _solve(limits, rights, room, np.zeros(len(plan)), release, None)
    if within < least[1] - 1e-6:
        message = f"The plan cannot end within {within:g} days; {least[1]:g} is the least."
        raise InvalidInput(message)
    cut, _ = _solve(limits, rights, room, price, release, within)
    end = _solve(limits, rights, cut, np.zeros(len(plan)), release, None)[1]
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
    return ShorterPlan(table, end, float(extra.sum()))


def _prices(plan: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Read durations, shortest ones and the price of a day; without a price nothing is cut."""
    duration, shortest, cost, dear = (
        numbers(plan, name) for name in ("duration", "shortest", "cost", "cost_shortest")
    )
    shortest = np.where(np.isnan(shortest) | np.isnan(dear) | np.isnan(cost), duration, shortest)
    room = duration - shortest
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.where(room > 0, (dear - cost) / room, 0.0)
    return duration, shortest, np.nan_to_num(price)


def _order(
    plan: pd.DataFrame, duration: FloatArray, until: str | None
) -> tuple[csr_array, FloatArray]:
    """Write the links as rows of ``a x <= b`` over begins, cuts and the end."""
    count = len(plan)
    links = read_links(plan)
    cells: list[tuple[int, int, float]] = []  # row, column, value: begins, then cuts, then the end
    rights: list[float] = []
    columns = ("before_row", "row", "kind", "lag")
    for one, two, kind, lag in zip(*(links[name].tolist() for name in columns), strict=True):
        row, right = len(rights), -float(lag)
        cells += [(row, one, 1.0), (row, two, -1.0)]
        if kind in {"FS", "FF"}:  # the finish of the one before: begin + duration - cut
            cells.append((row, count + one, -1.0))
            right -= duration[one]
        if kind in {"FF", "SF"}:  # the finish of the one after
            cells.append((row, count + two, 1.0))
            right += duration[two]
        rights.append(right)
    last = plan["activity"].eq(until) if until is not None else np.ones(count, dtype=bool)
    for task in np.flatnonzero(last).tolist():
        row = len(rights)
        cells += [(row, task, 1.0), (row, count + task, -1.0), (row, 2 * count, -1.0)]
        rights.append(-duration[task])
    places, names, values = zip(*cells, strict=True)
    shape = (len(rights), 2 * count + 1)
    return csr_array((values, (places, names)), shape=shape), np.array(rights)


def _solve(
    limits: csr_array,
    rights: FloatArray,
    room: FloatArray,
    price: FloatArray,
    release: FloatArray,
    within: float | None,
) -> tuple[FloatArray, float]:
    """Return the cuts and the end: at the least cost within so many days, else the earliest end."""
    count = len(room)
    target = np.concatenate([np.zeros(count), price, [0.0 if within is not None else 1.0]])
    bounds: list[tuple[float, float | None]] = [(float(one), None) for one in release]
    bounds += [(0.0, float(one)) for one in room] + [(0.0, within)]
    found = linprog(  # type: ignore[call-overload]  # its stubs leave sparse arrays out
        target, A_ub=limits, b_ub=rights, bounds=bounds, method="highs"
    )
    if not found.success or found.x is None:
        message = f"No order of the tasks keeps these links: {found.message}"
        raise InvalidInput(message)
    return np.asarray(found.x[count : 2 * count].round(9)), float(round(found.x[-1], 9))


@dataclass(frozen=True, slots=True)
class DeadlineRemedy:
    """What shortening can do for a deadline that is missed as planned.

    Attributes
    ----------
    activity : str
        Key of the activity.
    earliest : date
        Its last day with every activity in its shortest time.
    saves, left : int
        Calendar days that this saves, and that it is late nevertheless; 0 where it is kept.
    cost : float or None
        Extra cost, in the unit of the prices, of the cheapest way to keep the deadline; ``None``
        where it cannot be kept so, or where prices are missing.
    shortened : mapping of str to float
        Working days by which this shortens each activity.
    unpriced : tuple of str
        Keys of what could be shortened on the way to the deadline and has no price.
    """

    activity: str
    earliest: date
    saves: int
    left: int
    cost: float | None
    shortened: Mapping[str, float]
    unpriced: tuple[str, ...]


def deadline_remedies(dated: Schedule) -> list[DeadlineRemedy]:
    """Say of every missed deadline how far shortening helps, and what the cheapest way costs.

    Parameters
    ----------
    dated : Schedule
        The plan of one site. Its activities have ``low``, the shortest time, and where known
        ``hurry_cost``: what it costs more to do the activity in that time.

    Notes
    -----
    What the programme finds without seasons is tried on the plan with them, and where that is late
    the programme is asked again for so many days less. With seasons it is therefore a way that
    keeps the deadline, and not always the cheapest: ours.

    Examples
    --------
    >>> from workbench.plan.analysis.schedule import schedule
    >>> plan = pd.DataFrame({"site": "a", "activity": ["A", "B"], "after": [None, "A"]})
    >>> plan = plan.assign(low=[3, 4], likely=[4, 6], hurry_cost=[500, 400])
    >>> plan["deadline"] = [None, "2026-03-12"]
    >>> one = deadline_remedies(schedule(plan, start="2026-03-02"))[0]
    >>> one.cost, dict(one.shortened)
    (200.0, {'B': 1.0})
    """
    rows = dated.rows
    missed = set(dated.deadlines.loc[dated.deadlines["late"] > 0, "activity"])
    if not missed:
        return []
    planned = rows.earliest(np.nan_to_num(rows.likely))[1]
    least = rows.earliest(np.nan_to_num(rows.low))[1]
    now, soon = last_days(rows, planned), last_days(rows, least)
    found = []
    for row in np.flatnonzero([name in missed for name in rows.names]):
        left = max((soon[row] - rows.deadline[row]) // np.timedelta64(1, "D"), 0)
        before = _before(rows, int(row))
        price = numbers(rows.table, "hurry_cost")
        open_ = before & (rows.low < rows.likely) & np.isnan(price)
        way = None if left or np.isnan(rows.likely[before]).any() else _way(rows, int(row), before)
        found.append(
            DeadlineRemedy(
                activity=rows.names[row],
                earliest=soon[row].astype(date),
                saves=int((now[row] - soon[row]) // np.timedelta64(1, "D")),
                left=int(left),
                cost=None if way is None else way[0],
                shortened={} if way is None else way[1],
                unpriced=tuple(rows.names[one] for one in np.flatnonzero(open_)),
            )
        )
    return found


def _before(rows: PlanRows, last: int) -> BoolArray:
    """Return which tasks lead to one, itself among them."""
    found = np.zeros(len(rows.names), dtype=bool)
    found[last] = True
    links = list(zip(rows.links["before_row"], rows.links["row"], strict=True))
    reached = 0
    while found.sum() > reached:
        reached = int(found.sum())
        for one, two in links:
            found[one] |= found[two]
    return found


def _way(rows: PlanRows, last: int, before: BoolArray) -> tuple[float, Mapping[str, float]] | None:
    """Return cost and cuts of the cheapest way found that keeps a deadline; nothing without one."""
    plan = rows.table.loc[before, ["site", "activity", "after"]].assign(
        duration=rows.likely[before],
        shortest=np.minimum(rows.low, rows.likely)[before],
        cost=0.0,
        cost_shortest=numbers(rows.table, "hurry_cost")[before],
        release=rows.release[before],
    )
    within = float(rows.limit[last])
    for _ in range(_TURNS):
        try:
            found = shorten_plan(plan, within=within, until=rows.names[last])
        except InvalidInput:
            return None
        lasting = rows.likely.copy()
        lasting[before] = found.table["duration_after"]
        late = rows.earliest(np.nan_to_num(lasting))[1, last] - rows.limit[last]
        if late <= CLOSE:
            cut = found.table.loc[found.table["shortened_by"] > _CLOSE]
            return found.extra_cost, dict(zip(cut["activity"], cut["shortened_by"], strict=True))
        within = min(within, found.days) - late
    return None
