"""What comes before what: the column ``after`` of a plan of work as links between its tasks.

The grammar of a cell is :mod:`workbench.frameworks.precedence`'s, which the check of a project uses
too. Here the cells of all sites become one table of links, or one list of everything wrong in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.table_access import require
from workbench.errors import InvalidInput, Problem, did_you_mean
from workbench.frameworks.precedence import AFTER_FORM, Link, MalformedLink, find_cycle, parse_after

KINDS = ("FS", "SS", "FF", "SF")
ARROW = " → "

_MOST_CIRCLES = 20  # of one site; whoever mends these sees the rest the next time


def read_links(activities: pd.DataFrame) -> pd.DataFrame:
    """Turn the column ``after`` into links, one row each.

    Parameters
    ----------
    activities : DataFrame
        Table ``activities``: site, activity, and where known after. Rows are counted as they stand
        in it; the header is row 1.

    Returns
    -------
    DataFrame
        site, before, activity (str), kind (str: FS, SS, FF, SF), lag (int, working days; negative
        where they overlap), before_row, row (int: position of both tasks in the table, from 0).

    Raises
    ------
    InvalidInput
        With every problem, at its row and column: tasks without a name or with the same name,
        predecessors that cannot be read or do not exist, and tasks that wait for each other in a
        circle, named task by task.
    UnknownName
        A column is missing.

    Examples
    --------
    >>> plan = pd.DataFrame({"site": "a", "activity": ["A1", "A2"], "after": [None, "A1 SS+5"]})
    >>> read_links(plan)[["before", "activity", "kind", "lag"]].values.tolist()
    [['A1', 'A2', 'SS', 5]]
    """
    require(activities, ("site", "activity"), "activities")
    site = activities["site"].astype("str").tolist()
    activity = activities["activity"].astype("str").tolist()
    after = activities["after"].tolist() if "after" in activities else [None] * len(site)
    problems: list[Problem] = []
    rows = _rows(site, activity, problems)
    cells: dict[str, tuple[Link, ...] | MalformedLink] = {}
    links: list[tuple[str, str, str, str, int, int, int]] = []
    before: dict[str, dict[str, list[str]]] = {
        key: {name: [] for name in own} for key, own in rows.items()
    }
    for row, cell in enumerate(after):
        if not isinstance(cell, str) or not cell.strip() or pd.isna(activity[row]):
            continue
        if cell not in cells:
            cells[cell] = _parsed(cell)
        read = cells[cell]
        own = rows.get(site[row], {})
        if isinstance(read, MalformedLink):
            advice = f"Mend it. (Activity {activity[row]}.)"
            problems.append(_problem(row, site[row], "after", read.part, AFTER_FORM, advice))
            continue
        for link in read:
            if link.activity not in own:
                problems.append(_unknown(row, site[row], activity[row], link.activity, list(own)))
                continue
            before[site[row]][activity[row]].append(link.activity)
            ends = (own[link.activity], row)
            links.append((site[row], link.activity, activity[row], link.kind, link.lag, *ends))
    for key, waits in before.items():
        problems += _circles(key, rows[key], waits)
    if problems:
        message = "The plan of work cannot be used"
        raise InvalidInput(message, sorted(problems, key=lambda one: one.row or 0))
    names = ["site", "before", "activity", "kind", "lag", "before_row", "row"]
    table = pd.DataFrame(links, columns=names)
    kinds: dict[str, Any] = dict.fromkeys(names[:4], "str")
    return table.astype(kinds | dict.fromkeys(names[4:], np.int64))


@lru_cache(maxsize=50_000)
def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Give the key by which names sort as people count: A2 before A10.

    Examples
    --------
    >>> sorted(["A10", "B1", "A2"], key=natural)
    ['A2', 'A10', 'B1']
    """
    parts = re.split(r"(\d+)", name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _rows(
    site: Sequence[Any], activity: Sequence[Any], problems: list[Problem]
) -> dict[str, dict[str, int]]:
    """Give the row of each task by site and name; note what has no name or the same."""
    rows: dict[str, dict[str, int]] = {}
    for row, (key, name) in enumerate(zip(site, activity, strict=True)):
        if pd.isna(key) or pd.isna(name):
            column = "site" if pd.isna(key) else "activity"
            where = "" if pd.isna(key) else key
            problems.append(_problem(row, where, column, "", "a name", "Fill it in."))
        elif name in rows.setdefault(key, {}):
            expected = f"each task once; {name} stands in row {rows[key][name] + 2} too"
            problems.append(_problem(row, key, "activity", name, expected, "Rename one of them."))
        else:
            rows[key][name] = row
    return rows


def _parsed(cell: str) -> tuple[Link, ...] | MalformedLink:
    try:
        return parse_after(cell)
    except MalformedLink as error:
        return error


def _problem(row: int, site: str, column: str, found: str, expected: str, advice: str) -> Problem:
    return Problem(
        file="activities",
        row=row + 2,
        column=column,
        found=found,
        expected=expected,
        advice=advice,
        site=site or None,
    )


def _unknown(row: int, site: str, activity: str, name: str, known: Sequence[str]) -> Problem:
    advice = f"{did_you_mean(name, known)} (Activity {activity}.)"
    return _problem(row, site, "after", name, f"a task of {site}", advice)


def _circles(site: str, rows: Mapping[str, int], waits: dict[str, list[str]]) -> list[Problem]:
    """Tell each circle once, at the task that stands first in it."""
    problems: list[Problem] = []
    while len(problems) < _MOST_CIRCLES and (circle := find_cycle(waits)) is not None:
        first, last = circle[0], circle[-2]
        advice = f"Take {last} out of the cell, or break the circle at another of its tasks."
        expected = "tasks that do not wait for each other in a circle"
        problems.append(_problem(rows[first], site, "after", ARROW.join(circle), expected, advice))
        waits[first] = []
    return problems
