"""What is required, what is missing of it, and what to close first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.assess.analysis.item_levels import ItemLevels
from workbench.core.table_access import FloatArray, IntArray, Words, floats, numbers, require, text

SOURCES_OF_GAPS = ("gap = required − now, at least 0; priority = gap × weight / effort: ours",)


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """What is required and what is missing, a row per site and ordered item.

    Attributes
    ----------
    required, gap, weight, effort, priority : array of float
        NaN where not known; effort in person-weeks.
    stated : array of bool
        Whether the project says what is required; else it is the framework's.
    owner, activity : array of str
        Missing where nobody is named.
    due : array of datetime64
        Day by which the gap is to be closed.
    """

    required: FloatArray
    gap: FloatArray
    weight: FloatArray
    effort: FloatArray
    priority: FloatArray
    stated: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    owner: Words
    activity: Words
    due: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]


def find_gaps(known: ItemLevels, requirements: pd.DataFrame) -> Gaps:
    """Compare the levels with what is required.

    Parameters
    ----------
    known : ItemLevels
        The levels of all sites.
    requirements : DataFrame
        site, item and where known required, weight, effort, owner, activity, due. What is blank is
        the framework's, and effort is then not known.

    Examples
    --------
    A gap of 2 that counts twice and takes 4 person-weeks has the priority 2 × 2 / 4 = 1.
    """
    require(requirements, ("site", "item"), "requirements")
    listed, rows = known.listed, len(known.level)
    width, sites = len(listed.ordered), len(known.sites)
    site = known.sites.get_indexer(pd.Index(requirements["site"].astype("str")))
    keys = pd.Index([one.key for one in listed.ordered], dtype="str")
    item = keys.get_indexer(pd.Index(requirements["item"].astype("str")))
    mine = (site >= 0) & (item >= 0)
    row = (site * width + item)[mine].astype(np.int64)
    own = requirements[mine]
    asked = np.array([np.nan if one.required is None else one.required for one in listed.ordered])
    required = np.tile(asked, sites)
    said = numbers(own, "required")
    stated = np.zeros(rows, dtype=bool)
    stated[row] = ~np.isnan(said)
    required[row] = np.where(np.isnan(said), required[row], said)
    required = np.where(known.aside, np.nan, required)
    weight = np.tile(np.array([one.weight for one in listed.ordered], dtype=np.float64), sites)
    given = numbers(own, "weight")
    weight[row] = np.where(np.isnan(given), weight[row], given)
    effort = np.full(rows, np.nan)
    effort[row] = numbers(own, "effort")
    gap = np.maximum(0.0, required - known.level)
    return Gaps(
        required=required,
        gap=gap,
        weight=weight,
        effort=effort,
        priority=gap * weight / effort,
        stated=stated,
        owner=_placed(text(own, "owner"), row, rows),
        activity=_placed(text(own, "activity"), row, rows),
        due=_days(own, row, rows),
    )


def _placed(column: pd.Series, row: IntArray, rows: int) -> Words:
    found = np.full(rows, None, dtype=object)
    found[row] = column.astype(object).where(column.notna(), None).to_numpy(object)
    return found


def _days(own: pd.DataFrame, row: IntArray, rows: int) -> np.ndarray:
    found = np.full(rows, np.datetime64("NaT", "ns"))
    if "due" in own:
        found[row] = pd.to_datetime(own["due"]).to_numpy(dtype="datetime64[ns]")
    return found


def gap_ranks(table: pd.DataFrame) -> IntArray:
    """Rank the gaps of each site: the highest priority first, then those of unknown effort.

    Among those of unknown effort gap × weight decides, and then the order of the framework.

    Parameters
    ----------
    table : DataFrame
        site, gap, weight, priority: rows of a site in the order of the framework.

    Returns
    -------
    array of int
        From 1; 0 where there is no gap.

    Examples
    --------
    >>> gap_ranks(
    ...     pd.DataFrame(
    ...         {
    ...             "site": "a",
    ...             "gap": [1, 2, 0, 3],
    ...             "weight": 1.0,
    ...             "priority": [0.5, None, 0.0, 0.75],
    ...         }
    ...     )
    ... ).tolist()
    [2, 3, 0, 1]
    """
    gap, priority = floats(table["gap"]), floats(table["priority"])
    open_ = np.flatnonzero(gap > 0)
    site = pd.factorize(table["site"])[0][open_]
    unknown = np.isnan(priority[open_])
    size = np.where(unknown, gap[open_] * floats(table["weight"])[open_], priority[open_])
    order = np.lexsort((open_, -size, unknown, site))
    sorted_site = site[order]
    first = np.searchsorted(sorted_site, sorted_site, side="left")
    rank = np.zeros(len(table), dtype=np.int64)
    rank[open_[order]] = np.arange(len(order)) - first + 1
    return rank
