"""The whole efficient frontier at once: steps of all sites, the most worth for their money first.

Of each site's menu only the items on its upper concave hull can be part of a solution of the
relaxed problem, in which one site may stop half-way. Its steps, sorted by value per cost, solve
that problem for every budget: the value is a bound that no choice exceeds, and taking whole steps
gives a choice at most one step below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.core.table_access import FloatArray, IntArray

#: Part of a budget that sums of costs may exceed it by rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps along the hulls of all sites, the most value per cost first.

    Attributes
    ----------
    site : array of int, shape (steps,)
        Position of the site.
    before, after : array of int, shape (steps,)
        Items between which the step leads.
    cost, value : array, shape (steps,)
        What it costs and brings; both above 0.
    free : float
        Value of all sites without any step.
    """

    site: IntArray
    before: IntArray
    after: IntArray
    cost: FloatArray
    value: FloatArray
    free: float

    @property
    def ratio(self) -> FloatArray:
        """Value per cost; never rising."""
        return self.value / self.cost


def hull_items(site: IntArray, value: FloatArray, cost: FloatArray) -> IntArray:
    """Give the items on the upper concave hull of each site's menu.

    Parameters
    ----------
    site, value, cost : array, shape (items,)
        Items by site and rising cost.

    Returns
    -------
    array of int
        Positions of the items, rising; those that bring nothing more than a cheaper one are not
        among them.

    Examples
    --------
    >>> site, cost = np.zeros(4, dtype=np.int64), np.array([0.0, 5, 13, 23])
    >>> hull_items(site, np.array([4.0, 8, 9, 16]), cost).tolist()
    [0, 1, 3]
    """
    kept = np.arange(len(site))
    same = site[1:] == site[:-1]
    kept = kept[np.append(True, ~(same & (value[1:] <= value[:-1])))[: len(kept)]]
    while True:
        # An item on or below the line between its neighbours lies below the hull too.
        left, here, right = kept[:-2], kept[1:-1], kept[2:]
        inside = (site[left] == site[here]) & (site[here] == site[right])
        rise = (value[here] - value[left]) * (cost[right] - cost[left])
        line = (value[right] - value[left]) * (cost[here] - cost[left])
        below = inside & (rise <= line)
        if not below.any():
            return np.asarray(kept, dtype=np.int64)
        kept = kept[np.concatenate([[True], ~below, [True]])]


def steps_of(site: IntArray, value: FloatArray, cost: FloatArray) -> Steps:
    """Sort the steps along all hulls.

    Parameters
    ----------
    site, value, cost : array, shape (items,)
        Items by site and rising cost, values never falling within a site.

    Returns
    -------
    Steps
        Equal ratios stand in the order of the sites, so that the result is the same each time.
    """
    kept = hull_items(site, value, cost)
    same = site[kept][1:] == site[kept][:-1]
    before, after = kept[:-1][same], kept[1:][same]
    gain, price = value[after] - value[before], cost[after] - cost[before]
    order = np.argsort(-(gain / price), kind="stable")
    first = np.append(True, site[1:] != site[:-1])[: len(site)]
    return Steps(
        site[after][order].astype(np.int64),
        before[order],
        after[order],
        price[order],
        gain[order],
        float(value[first].sum()),
    )


def bound_at(steps: Steps, budgets: FloatArray) -> FloatArray:
    """Give the value that no choice exceeds, for each budget.

    Examples
    --------
    >>> site, cost = np.zeros(4, dtype=np.int64), np.array([0.0, 5, 13, 23])
    >>> steps = steps_of(site, np.array([4.0, 8, 9, 16]), cost)
    >>> bound_at(steps, np.array([0.0, 5, 14, 99])).round(6).tolist()
    [4.0, 8.0, 12.0, 16.0]
    """
    spent = np.append(0.0, np.cumsum(steps.cost))
    reached = steps.free + np.append(0.0, np.cumsum(steps.value))
    return np.interp(budgets, spent, reached)


def affordable(steps: Steps, budget: float) -> int:
    """Count the first steps that a budget pays for, up to the first that it does not."""
    spent = np.cumsum(steps.cost)
    return int(np.searchsorted(spent, budget * (1 + ROUNDING), side="right"))


def nested_choice(steps: Steps, start: IntArray, count: int) -> IntArray:
    """Give the item of each site after the first `count` steps.

    With a larger budget more steps are taken and none is taken back: the stable choice.
    """
    item = start.copy()
    item[steps.site[:count]] = steps.after[:count]  # of one site the later step is written last
    return item


def filled_choice(steps: Steps, start: IntArray, budget: float) -> IntArray:
    """Take whole steps in order, and go on past one that no longer fits with those that do."""
    count = affordable(steps, budget)
    item = nested_choice(steps, start, count)
    left = budget * (1 + ROUNDING) - float(steps.cost[:count].sum())
    for k in range(count, len(steps.cost)):
        if steps.cost[k] <= left and item[steps.site[k]] == steps.before[k]:
            item[steps.site[k]] = steps.after[k]
            left -= steps.cost[k]
    return item


def sites_around(steps: Steps, count: int, number: int) -> IntArray:
    """Give the sites whose steps lie nearest to where the budget ends.

    Parameters
    ----------
    steps : Steps
        All steps.
    count : int
        Steps that the budget pays for.
    number : int
        How many sites.

    Returns
    -------
    array of int
        Positions of sites, rising.
    """
    distance = np.abs(np.arange(len(steps.site)) - count + 0.25)
    order = steps.site[np.argsort(distance, kind="stable")]
    _, first = np.unique(order, return_index=True)
    return np.sort(order[np.sort(first)[:number]])
