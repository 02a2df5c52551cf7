"""Choose one item of every site's menu for a budget, with a bound that no choice exceeds.

Levels are whole numbers, so the least cost of every sum of levels can be listed site by site: that
list answers all budgets at once, exactly. Where it would be too long, steps along the concave hulls
of the menus settle all but the sites around the end of the budget, and those are solved exactly.
Bound and value are both given, so the distance to the best choice is known, not hoped for.

Sources: multiple-choice knapsack, hulls and bound of the relaxed problem, Sinha and Zoltners 1979;
core around the break, Pisinger 1995; sums of values as states, Bellman 1957.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.table_access import FloatArray, IntArray

#: Sites × sums of gains up to which all sites are solved at once: some 800 sites.
CELLS = 30_000_000

#: Sites around the end of the budget that are solved exactly where there are more.
CORE = 150

#: Part of a budget that sums of costs may exceed it by rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps along the hulls of all sites, the most levels per cost first.

    Sorted in this way they solve, for every budget, the relaxed problem in which one site may stop
    half-way; taking whole steps gives a choice at most one step below.

    Attributes
    ----------
    site : array of int, shape (steps,)
        Position of the site.
    before, after : array of int, shape (steps,)
        Items between which the step leads.
    cost, gain : array, shape (steps,)
        What it costs and brings; both above 0.
    """

    site: IntArray
    before: IntArray
    after: IntArray
    cost: FloatArray
    gain: IntArray

    def affordable(self, budget: float) -> int:
        """Count the first steps that a budget pays for, up to the first that it does not."""
        return int(np.searchsorted(np.cumsum(self.cost), _most(budget), side="right"))

    def taken(self, start: IntArray, count: int) -> IntArray:
        """Return the item of each site after the first steps: with more money none is undone."""
        item = start.copy()
        item[self.site[:count]] = self.after[:count]  # of one site the later step is written last
        return item

    def bound(self, budget: float) -> float:
        """Return the gain that no choice exceeds."""
        spent, gained = (np.append(0.0, np.cumsum(one)) for one in (self.cost, self.gain))
        return float(np.interp(_most(budget), spent, gained))


def _most(budget: float) -> float:
    return budget * (1 + ROUNDING)


def steps_of(site: IntArray, level: IntArray, cost: FloatArray) -> Steps:
    """Sort the steps along the upper concave hulls of all menus.

    Parameters
    ----------
    site, level, cost : array, shape (items,)
        Items by site and rising cost, levels rising within a site.

    Returns
    -------
    Steps
        Equal ratios stand in the order of the sites, so that the result is the same each time.

    Examples
    --------
    >>> site, cost = np.zeros(4, dtype=np.int64), np.array([0.0, 5, 13, 23])
    >>> steps_of(site, np.array([4, 8, 9, 16]), cost).after.tolist()
    [1, 3]
    """
    kept = np.arange(len(site))
    while True:
        # An item on or below the line between its neighbours lies below the hull too.
        left, here, right = kept[:-2], kept[1:-1], kept[2:]
        inside = (site[left] == site[here]) & (site[here] == site[right])
        rise = (level[here] - level[left]) * (cost[right] - cost[left])
        line = (level[right] - level[left]) * (cost[here] - cost[left])
        below = inside & (rise <= line)
        if not below.any():
            break
        kept = kept[np.concatenate([[True], ~below, [True]])]
    same = site[kept][1:] == site[kept][:-1]
    before, after = kept[:-1][same], kept[1:][same]
    gain, price = level[after] - level[before], cost[after] - cost[before]
    order = np.argsort(-(gain / price), kind="stable")
    return Steps(site[after][order], before[order], after[order], price[order], gain[order])


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """One item for every site.

    Attributes
    ----------
    item : array of int, shape (sites,)
        Item of each site.
    value, bound : int
        Sum of the levels; no choice within the budget has more than the bound.
    """

    item: IntArray
    value: int
    bound: int


def choose(
    site: IntArray,
    level: IntArray,
    cost: FloatArray,
    budgets: FloatArray,
) -> list[Chosen]:
    """Choose for each of several budgets the items with the largest sum of levels.

    Parameters
    ----------
    site, level, cost : array, shape (items,)
        Menus: items by site and rising cost, levels (whole) rising within a site; the first item of
        each site costs nothing.
    budgets : array of float
        Most that all may cost together; rising.

    Returns
    -------
    list of Chosen
        Of choices that bring the same one of the cheapest; values never fall with the budget.

    Examples
    --------
    Two sites of which the money does not reach both: at 15 the first gets 10, the second 5.

    >>> site, level = np.array([0, 0, 1, 1, 1, 1]), np.array([6, 10, 4, 8, 9, 16])
    >>> [chosen] = choose(site, level, np.array([0.0, 10, 0, 5, 13, 23]), np.array([15.0]))
    >>> chosen.value, chosen.bound, chosen.item.tolist()
    (18, 18, [1, 3])
    """
    first = np.flatnonzero(np.append(True, site[1:] != site[:-1])[: len(site)])
    last = np.append(first[1:], len(site))[: len(first)] - 1
    free = int(level[first].sum())
    if (int((level[last] - level[first]).sum()) + 1) * len(first) <= CELLS:
        costs = _LeastCosts(first, last, level, cost, first)
        items = [costs.best(budget) for budget in budgets.tolist()]
        return [Chosen(item, value := int(level[item].sum()), value) for item in items]
    steps = steps_of(site, level, cost)
    found: list[Chosen] = []
    for budget in budgets.tolist():
        count = steps.affordable(budget)
        fixed = steps.taken(first, count)
        near = _sites_around(steps, count, CORE)
        item = _LeastCosts(first, last, level, cost, fixed, near).best(budget)
        # Sums of whole levels are whole.
        value, bound = int(level[item].sum()), free + int(steps.bound(budget) + 1e-6)
        if found and value < found[-1].value:
            item, value = found[-1].item, found[-1].value
        found.append(Chosen(item, value, max(bound, value)))
    return found


def _sites_around(steps: Steps, count: int, number: int) -> IntArray:
    """Return the sites whose steps lie nearest to where the budget ends."""
    distance = np.abs(np.arange(len(steps.site)) - count + 0.25)
    order = steps.site[np.argsort(distance, kind="stable")]
    _, at = np.unique(order, return_index=True)
    return np.sort(order[np.sort(at)[:number]])


class _LeastCosts:
    """The least cost of every sum of gains over some sites; the others keep what is fixed."""

    def __init__(
        self,
        first: IntArray,
        last: IntArray,
        level: IntArray,
        cost: FloatArray,
        fixed: IntArray,
        sites: IntArray | None = None,
    ) -> None:
        self._fixed, self._first, self._level = fixed, first, level
        self._sites = np.arange(len(first)) if sites is None else sites
        outside = np.ones(len(first), dtype=bool)
        outside[self._sites] = False
        self._spent = float(cost[fixed[outside]].sum())
        self._pick: list[NDArray[np.int16]] = []
        least = np.zeros(1)
        for one in self._sites:
            items = np.arange(first[one], last[one] + 1)
            gains = level[items] - level[first[one]]
            wider = np.full(len(least) + gains[-1], np.inf)
            pick = np.zeros(len(wider), dtype=np.int16)
            for place, (gain, price) in enumerate(zip(gains, cost[items], strict=True)):
                part, priced = wider[gain : gain + len(least)], least + price
                better = priced < part
                part[better] = priced[better]
                pick[gain : gain + len(least)][better] = place
            self._pick.append(pick)
            least = wider
        self._least = least

    def best(self, budget: float) -> IntArray:
        """Return the item of each site with the largest sum that a budget pays for."""
        item = self._fixed.copy()
        left = _most(budget) - self._spent
        at = int(np.flatnonzero(self._least <= left)[-1])
        for one, pick in zip(self._sites[::-1], self._pick[::-1], strict=True):
            item[one] = self._first[one] + pick[at]
            at -= int(self._level[item[one]] - self._level[self._first[one]])
        return item
