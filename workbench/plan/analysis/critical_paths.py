"""Which links drive the dates of a plan: chains of tasks, and the critical paths.

A link drives a task if it is the one that keeps it from beginning, or finishing, earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray
from workbench.core.working_days import CLOSE
from workbench.plan.analysis.plan_rows import PlanRows, by_name
from workbench.plan.analysis.precedence import ARROW, natural

MOST_PATHS = 20
"""Critical paths that are listed; a plan in which all is tight has thousands."""

START, EARLIEST, SEASON, LINK = "start", "earliest", "season", "link"


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """What determines the dates of each task.

    Attributes
    ----------
    slack : array of float, shape (links,)
        Working days between what the link asks for and what is planned.
    driving : array of bool, shape (links,)
        Whether the link drives its later task.
    kind : list of str, shape (tasks,)
        "link", "earliest" (its own earliest day), "season" (it waits until fieldwork can be done
        again) or "start" (nothing: the plan begins).
    before : mapping of int to list of int
        Rows of the tasks that drive a task, by name.
    """

    slack: FloatArray
    driving: BoolArray
    kind: list[str]
    before: Mapping[int, list[int]]


def drivers(rows: PlanRows, times: FloatArray) -> Drivers:
    """Find what determines the dates of each task.

    Parameters
    ----------
    rows : PlanRows
        The tasks.
    times : array of float, shape (2, tasks)
        Earliest starts and finishes.

    Returns
    -------
    Drivers
        Links with a time that is not known drive nothing.
    """
    links = rows.links
    kinds = links["kind"].to_numpy(dtype=np.str_)
    first, last = links["before_row"].to_numpy(), links["row"].to_numpy()
    source = times[np.isin(kinds, ("FS", "FF")).astype(np.int64), first]
    target = times[np.isin(kinds, ("FF", "SF")).astype(np.int64), last]
    slack = target - source - links["lag"].to_numpy(dtype=np.float64)
    least = np.full(len(rows.names), np.inf)
    np.fmin.at(least, last, slack)
    own = times[0] - rows.release
    with np.errstate(invalid="ignore"):
        by_link = least <= np.maximum(own, 0.0) + CLOSE
        driving = (slack <= least[last] + CLOSE) & by_link[last]
    before: dict[int, list[int]] = {}
    for link in np.flatnonzero(driving):
        before.setdefault(int(last[link]), []).append(int(first[link]))
    kind = []
    for row, linked in enumerate(by_link):
        gap = least[row] if linked else own[row]
        if gap > CLOSE:
            kind.append(SEASON)
        elif linked:
            kind.append(LINK)
        else:
            kind.append(EARLIEST if rows.release[row] > 0 else START)
    ordered = {row: by_name(rows.names, sorted(set(found))) for row, found in before.items()}
    return Drivers(slack, driving, kind, ordered)


def chain_to(drivers: Drivers, row: int) -> list[int]:
    """Return the tasks that lead to a task, each driving the next, the task itself last."""
    found = [row]
    while before := drivers.before.get(found[-1]):
        found.append(before[0])
    return found[::-1]


def critical_paths(
    rows: PlanRows, drivers: Drivers, critical: BoolArray, finish: FloatArray, ends: FloatArray
) -> dict[int, list[list[int]]]:
    """List the critical paths of each site, at the most `MOST_PATHS`.

    A path leads over links without slack from a task that nothing critical drives to one with which
    the plan ends.

    Parameters
    ----------
    rows : PlanRows
        The tasks.
    drivers : Drivers
        What drives what.
    critical : array of bool, shape (tasks,)
        Tasks without float.
    finish : array of float, shape (tasks,)
        Earliest finishes.
    ends : array of float, shape (sites,)
        End of each plan.

    Returns
    -------
    dict of int to list of list of int
        By number of the site: rows of the tasks of each path. Sites without known end are left out.
    """
    before = {
        row: list(dict.fromkeys(one[0] for one in tight))
        for row, tight in _tight_links(rows, drivers, critical).items()
    }
    with np.errstate(invalid="ignore"):
        final = np.flatnonzero(critical & (finish >= ends[rows.place] - CLOSE))
    found: dict[int, list[list[int]]] = {}
    for row in by_name(rows.names, final.tolist()):
        paths = found.setdefault(int(rows.place[row]), [])
        _walk(row, before, paths)
    sorted_sites = sorted(found)
    return {
        site: sorted(found[site], key=lambda path: [natural(rows.names[row]) for row in path])
        for site in sorted_sites
    }


def _tight_links(
    rows: PlanRows, drivers: Drivers, critical: BoolArray
) -> dict[int, list[tuple[int, int, int]]]:
    """Return by row what drives it without slack: task, its end, the own end (0 is the start)."""
    links = rows.links
    first, last = links["before_row"].to_numpy(), links["row"].to_numpy()
    kinds = links["kind"].to_numpy(dtype=np.str_)
    source, target = np.isin(kinds, ("FS", "FF")), np.isin(kinds, ("FF", "SF"))
    tight = drivers.driving & (drivers.slack <= CLOSE)
    tight &= critical[first] & critical[last]
    found: dict[int, list[tuple[int, int, int]]] = {}
    for link in np.flatnonzero(tight):
        one = (int(first[link]), int(source[link]), int(target[link]))
        found.setdefault(int(last[link]), []).append(one)
    for own in found.values():
        own.sort(key=lambda one: (natural(rows.names[one[0]]), one[1:]))
    return found


def _walk(row: int, before: Mapping[int, Sequence[int]], paths: list[list[int]]) -> None:
    """Collect the paths that end with a task, without recursion: plans may be long."""
    stack: list[list[int]] = [[row]]
    while stack and len(paths) < MOST_PATHS:
        path = stack.pop()
        earlier = before.get(path[-1], ())
        if not earlier:
            paths.append(path[::-1])
        stack.extend([*path, one] for one in reversed(earlier))


def slack_after(
    rows: PlanRows, slack: FloatArray, finish: FloatArray, ends: FloatArray
) -> FloatArray:
    """Return the free float: the least slack of the links to successors, or until the end.

    Parameters
    ----------
    rows : PlanRows
        The tasks.
    slack : array of float, shape (links,)
        Slack of each link.
    finish : array of float, shape (tasks,)
        Earliest finishes.
    ends : array of float, shape (sites,)
        End of each plan.
    """
    found: FloatArray = ends[rows.place] - finish
    np.fmin.at(found, rows.links["before_row"].to_numpy(), slack)
    return found


def written(names: Sequence[str], rows: Sequence[int] | None) -> str | None:
    """Write a path: names with arrows between them; ``None`` for none."""
    return None if rows is None else ARROW.join(names[row] for row in rows)


def link_table(rows: PlanRows, drivers: Drivers) -> pd.DataFrame:
    """Return the links with their slack.

    Returns
    -------
    DataFrame
        site, before, activity, kind (str), lag (int), slack (float, working days), driving (bool).
    """
    table = rows.links[["site", "before", "activity", "kind", "lag"]]
    return table.assign(slack=drivers.slack, driving=drivers.driving)
