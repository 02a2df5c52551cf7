"""What comes before what: the column ``after`` of a plan of work as links between its tasks."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from workbench.frameworks.precedence import parse_after

ARROW = " → "


def read_links(activities: pd.DataFrame) -> pd.DataFrame:
    """Turn the column ``after`` into links, one row each.

    Parameters
    ----------
    activities : DataFrame
        Table ``activities``, which the project has checked: site, activity, after.

    Returns
    -------
    DataFrame
        site, before, activity (str), kind (str: FS, SS, FF, SF), lag (int, working days; negative
        where they overlap), before_row, row (int: position of both tasks in the table, from 0).

    Raises
    ------
    MalformedLink, KeyError
        A predecessor that cannot be read, or that is no task of the site.

    Examples
    --------
    >>> plan = pd.DataFrame({"site": "a", "activity": ["A1", "A2"], "after": [None, "A1 SS+5"]})
    >>> read_links(plan)[["before", "activity", "kind", "lag"]].values.tolist()
    [['A1', 'A2', 'SS', 5]]
    """
    tasks = list(zip(activities["site"], activities["activity"], strict=True))
    row_of = {task: row for row, task in enumerate(tasks)}
    links = [
        (site, one.activity, name, one.kind, one.lag, row_of[site, one.activity], row)
        for row, ((site, name), after) in enumerate(zip(tasks, activities["after"], strict=True))
        if isinstance(after, str)
        for one in parse_after(after)
    ]
    texts, numbers = ["site", "before", "activity", "kind"], ["lag", "before_row", "row"]
    table = pd.DataFrame(links, columns=[*texts, *numbers])
    return table.astype(dict.fromkeys(texts, "str") | dict.fromkeys(numbers, np.int64))


@lru_cache(maxsize=50_000)
def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return the key by which names sort as people count: A2 before A10.

    Examples
    --------
    >>> sorted(["A10", "B1", "A2"], key=natural)
    ['A2', 'A10', 'B1']
    """
    parts = re.split(r"(\d+)", name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
