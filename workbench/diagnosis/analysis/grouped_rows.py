"""Work within groups of rows (a site, a component) on arrays, all groups together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.table_access import FloatArray, IntArray, Words


def place_in_group(group: IntArray) -> IntArray:
    """Count 0, 1, 2 … within each run of equal group numbers.

    Examples
    --------
    >>> place_in_group(np.array([0, 0, 3, 3, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    number = np.arange(len(group))
    begins = np.append(True, group[1:] != group[:-1])[: len(group)]
    return number - np.maximum.accumulate(np.where(begins, number, 0))


def largest(groups: int, group: IntArray, value: FloatArray) -> FloatArray:
    """Return the largest value of each group; minus infinity where it has none.

    Examples
    --------
    >>> largest(3, np.array([0, 0, 2]), np.array([1.0, 5.0, 2.0])).tolist()
    [5.0, -inf, 2.0]
    """
    best = np.full(groups, -np.inf)
    np.maximum.at(best, group, value)
    return best


def joined(keys: Words, group: IntArray, groups: int) -> Words:
    """Join the keys of each group with ;, in their order. The group numbers ascend.

    Examples
    --------
    >>> joined(np.array(["a", "b", "c"], dtype=object), np.array([0, 0, 2]), 3).tolist()
    ['a;b', '', 'c']
    """
    place = place_in_group(group)
    result = np.full(groups, "", dtype=object)
    for k in range(int(place.max(initial=-1)) + 1):  # once per place in a group, not per group
        now = place == k
        result[group[now]] += keys[now] if k == 0 else ";" + keys[now]
    return result


def rank_order(
    group: IntArray, score: FloatArray, readiness: FloatArray, use: FloatArray, names: pd.DataFrame
) -> IntArray:
    """Order rows by group, score, readiness, use, title; rows without a score last in their group.

    Ties at the minimum are ordered by lower readiness, then lower use, then title: ours, the method
    does not say. The key decides between equal titles, so that the order of the file never does.

    Parameters
    ----------
    group : array of int
        Group of each row.
    score, readiness, use : array of float
        NaN where not known.
    names : DataFrame
        title and component of each row.
    """
    last = np.where(np.isnan(score), np.inf, score)
    title, key = (pd.factorize(names[name], sort=True)[0] for name in ("title", "component"))
    return np.lexsort((key, title, use, readiness, last, group))
