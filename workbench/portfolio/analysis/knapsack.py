"""Choose one item of every site's menu under a budget, with a bound that no choice exceeds.

Few sites, or ceilings and floors beside the budget: one exact whole-number program. Many sites:
steps along the hulls settle all but the sites around the end of the budget, and those are solved
exactly. Bound and value are both given, so the distance to the best choice is known, not hoped for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from workbench.core.milp_subprocess import Answer, Program, solve_all
from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.portfolio.analysis.frontier_hull import (
    ROUNDING,
    Steps,
    affordable,
    bound_at,
    filled_choice,
    nested_choice,
    sites_around,
    steps_of,
)

#: Sites around the end of the budget that are solved exactly.
CORE = 150

#: Sites up to which, of choices with the same whole value, the cheapest is looked for; with more
#: this takes long, and the money left over is small beside the budget.
THRIFTY_SITES = 30

How = Literal["exact", "core", "steps"]


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Menus with the value of every item, and what limits the choice.

    Attributes
    ----------
    site : array of int, shape (items,)
        Position of the site, rising; within a site cost rises.
    value, cost : array, shape (items,)
        Value and cost of each item.
    budget : float
        Most that all may cost together; infinite for no limit.
    parts : array, shape (items, periods)
        Costs by period.
    ceilings : array, shape (periods,)
        Most by period; infinite for no limit.
    region : array of int, shape (sites,)
        Group of each site for the floors; -1 for none.
    floors : array, shape (regions,)
        Least value that the items of the sites of a region have together.
    """

    site: IntArray
    value: FloatArray
    cost: FloatArray
    budget: float
    parts: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    ceilings: FloatArray = field(default_factory=lambda: np.empty(0))
    region: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    floors: FloatArray = field(default_factory=lambda: np.empty(0))

    @property
    def start(self) -> IntArray:
        """First item of each site."""
        begins = np.append(True, self.site[1:] != self.site[:-1])[: len(self.site)]
        return np.flatnonzero(begins).astype(np.int64)

    @property
    def limited(self) -> bool:
        """Whether something limits the choice beside the budget."""
        return bool(np.isfinite(self.ceilings).any() or (self.floors > -np.inf).any())

    def fits(self, item: IntArray) -> bool:
        """Say whether a choice keeps budget, ceilings and floors, but for rounding."""
        if self.cost[item].sum() > self.budget * (1 + ROUNDING) + ROUNDING:
            return False
        if self.ceilings.size:
            spent = self.parts[item].sum(axis=0)
            if (spent > self.ceilings * (1 + ROUNDING) + ROUNDING).any():
                return False
        reached = self.by_region(self.value[item])
        return bool((reached >= self.floors - ROUNDING * np.abs(self.floors) - ROUNDING).all())

    def by_region(self, value: FloatArray) -> FloatArray:
        """Add the values of sites up by region."""
        if not self.floors.size:
            return np.empty(0)
        inside = self.region >= 0
        total = np.bincount(self.region[inside], value[inside], minlength=len(self.floors))
        return total.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """One item for every site.

    Attributes
    ----------
    item : array of int, shape (sites,)
        Item of each site.
    value, bound : float
        Value of the choice; no choice has more than the bound.
    how : {"exact", "core", "steps"}
        One program over all sites; steps, and a program over the sites around the end of the
        budget; steps alone, because no program was solved in time.
    fits : bool
        Whether all limits are kept.
    impossible : bool
        Whether it is proved that no choice keeps all limits.
    """

    item: IntArray
    value: float
    bound: float
    how: How
    fits: bool
    impossible: bool = False

    @property
    def gap(self) -> float:
        """Relative distance of the value from the bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0


def choose(
    tasks: Sequence[Task], *, core: int = CORE, gap: float = 0.0, seconds: float = 60.0
) -> list[Chosen]:
    """Choose for several tasks, whose programs are solved in one go.

    Parameters
    ----------
    tasks : sequence of Task
        What to choose from.
    core : int
        Sites that are solved exactly where there are more; 0 for steps alone.
    gap : float
        Relative distance from the bound at which a program may stop.
    seconds : float
        Time for all programs together; it is kept.

    Returns
    -------
    list of Chosen

    Examples
    --------
    Two sites of which the money does not reach both: at 15 the first gets 10, the second 5.

    >>> task = Task(
    ...     site=np.array([0, 0, 1, 1, 1, 1]),
    ...     value=np.array([6.0, 10, 4, 8, 9, 16]),
    ...     cost=np.array([0.0, 10, 0, 5, 13, 23]),
    ...     budget=15,
    ... )
    >>> chosen = choose([task])[0]
    >>> chosen.value, chosen.bound, chosen.item.tolist()
    (18.0, 18.0, [1, 3])
    """
    plans = [_plan(task, core) for task in tasks]
    programs = [plan.program for plan in plans if plan.program is not None]
    answers = iter(solve_all(programs, gap=gap, seconds=seconds) if programs else [])
    return [
        _read(task, plan, None if plan.program is None else next(answers))
        for task, plan in zip(tasks, plans, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    steps: Steps
    fallback: IntArray  # by steps alone
    fixed: IntArray  # items of the sites outside the program
    bound: float  # of the relaxed problem
    items: IntArray  # that the program chooses from
    program: Program | None
    whole: bool  # whether the program holds every site
    thrift: float = 0.0  # value that the program gave for saving the whole budget


def _plan(task: Task, core: int) -> _Plan:
    start = task.start
    steps = steps_of(task.site, task.value, task.cost)
    left = task.budget - float(task.cost[start].sum())
    if not task.limited and left >= steps.cost.sum() * (1 - ROUNDING):
        best = nested_choice(steps, start, len(steps.cost))
        value = float(task.value[best].sum())
        return _Plan(steps, best, best, value, np.empty(0, np.int64), None, whole=True)
    bound = float(bound_at(steps, np.array([left]))[0])
    fallback = _within(task, steps) if task.limited else filled_choice(steps, start, left)
    count = affordable(steps, left)
    whole = task.limited or len(start) <= core
    sites = np.arange(len(start)) if whole else sites_around(steps, count, core)
    fixed = nested_choice(steps, start, count)
    items = _worth_choosing(task, sites)
    if not len(sites) or not core:
        return _Plan(steps, fallback, fixed, bound, items, None, whole=whole)
    program = _program(task, sites, items, fixed)
    if (task.value[items] == np.floor(task.value[items])).all():
        if whole and len(sites) <= THRIFTY_SITES and 0 < task.budget < np.inf:
            # Half a point for not spending the budget cannot change which value is the best.
            saved = 0.5 * task.cost[items] / task.budget
            thrifty = replace(program, gain=program.gain - saved)
            return _Plan(steps, fallback, fixed, bound, items, thrifty, whole=True, thrift=0.5)
        program = replace(program, enough=0.9 / max(1.0, bound))
    return _Plan(steps, fallback, fixed, bound, items, program, whole=whole)


def _within(task: Task, steps: Steps) -> IntArray:
    """Take steps in order that keep budget and ceilings; floors are not looked at."""
    item = task.start.copy()
    left = task.budget * (1 + ROUNDING) - float(task.cost[item].sum())
    room = task.ceilings * (1 + ROUNDING) - task.parts[item].sum(axis=0)[: len(task.ceilings)]
    for site, before, after in zip(steps.site, steps.before, steps.after, strict=True):
        price = task.cost[after] - task.cost[before]
        more = task.parts[after] - task.parts[before] if len(room) else room
        if item[site] == before and price <= left and (more <= room).all():
            item[site] = after
            left, room = left - price, room - more
    return item


def _worth_choosing(task: Task, sites: IntArray) -> IntArray:
    """Leave out items that bring nothing more than a cheaper one of their site."""
    same = np.append(False, task.site[1:] == task.site[:-1])[: len(task.site)]
    more = ~same | (task.value > np.append(0.0, task.value[:-1])[: len(task.value)])
    wanted = np.zeros(int(task.site.max(initial=-1)) + 1, dtype=bool)
    wanted[sites] = True
    return np.flatnonzero(more & wanted[task.site]).astype(np.int64)


def _program(task: Task, sites: IntArray, items: IntArray, fixed: IntArray) -> Program:
    """Write the choice among items of some sites as a program; the others keep what is fixed."""
    number = len(items)
    outside = np.ones(len(task.start), dtype=bool)
    outside[sites] = False
    kept = fixed[outside]
    _, row = np.unique(task.site[items], return_inverse=True)
    rows: list[tuple[IntArray, FloatArray, float, float]] = []
    if np.isfinite(task.budget):
        left = task.budget * (1 + ROUNDING) - float(task.cost[kept].sum())
        rows.append((np.arange(number), task.cost[items], -np.inf, left))
    for p, ceiling in enumerate(task.ceilings):
        if np.isfinite(ceiling):
            left = float(ceiling) * (1 + ROUNDING) - float(task.parts[kept, p].sum())
            rows.append((np.arange(number), task.parts[items, p], -np.inf, left))
    for r, floor in enumerate(task.floors):
        if floor > -np.inf:
            of_region = np.flatnonzero(task.region[task.site[items]] == r)
            rows.append((of_region, task.value[items][of_region], float(floor), np.inf))
    sizes = np.concatenate([np.bincount(row), [len(which) for which, *_ in rows]])
    # Items stand by site, so the rows "one item a site" are runs.
    every = [np.arange(number), *(which for which, *_ in rows)]
    data = [np.ones(number), *(values for _, values, *_ in rows)]
    ones = np.ones(len(sites))
    return Program(
        gain=task.value[items],
        indptr=np.append(0, np.cumsum(sizes)).astype(np.int64),
        indices=np.concatenate(every).astype(np.int64),
        data=np.concatenate(data),
        lower=np.concatenate([ones, [low for _, _, low, _ in rows]]),
        upper=np.concatenate([ones, [high for *_, high in rows]]),
    )


def _read(task: Task, plan: _Plan, answer: Answer | None) -> Chosen:
    """Take the better of the program's choice and that by steps; say what is certain."""
    bound = plan.bound
    if answer is not None and plan.whole:
        bound = min(bound, answer.bound + plan.thrift)
    if np.isfinite(bound) and (task.value == np.floor(task.value)).all():
        bound = float(np.floor(bound + 1e-6))  # sums of whole values are whole
    found: list[tuple[float, How, IntArray]] = []
    if answer is not None and answer.taken.any():
        item = plan.fixed.copy()
        taken = plan.items[answer.taken]
        item[task.site[taken]] = taken
        if task.fits(item):
            found.append((float(task.value[item].sum()), "exact" if plan.whole else "core", item))
    if task.fits(plan.fallback):
        how: How = "exact" if plan.program is None and plan.whole else "steps"
        found.append((float(task.value[plan.fallback].sum()), how, plan.fallback))
    impossible = answer is not None and plan.whole and answer.state == "infeasible"
    if not found:
        value = float(task.value[plan.fallback].sum())
        return Chosen(plan.fallback, value, bound, "steps", fits=False, impossible=impossible)
    # Of equal values the cheaper choice, then the program's.
    value, how, item = max(found, key=lambda one: (one[0], -float(task.cost[one[2]].sum())))
    return Chosen(item, value, max(bound, value), how, fits=True)


def raised_floor(
    site: IntArray, level: FloatArray, cost: FloatArray, budget: float
) -> tuple[float, BoolArray]:
    """Raise the worst sites together as far as the budget reaches.

    A site that cannot reach the floor at any cost is to reach its own best, so that one site
    without options does not hold all others back (ours).

    Parameters
    ----------
    site, level, cost : array, shape (items,)
        Menus, by site and rising cost.
    budget : float
        Most that all may cost together.

    Returns
    -------
    floor : float
        Highest level to which all sites, or as far as they can, are brought.
    kept : array of bool, shape (items,)
        Items that reach it.

    Examples
    --------
    >>> site = np.array([0, 0, 1, 1, 1, 1])
    >>> level = np.array([6.0, 10, 4, 8, 9, 16])
    >>> floor, kept = raised_floor(site, level, np.array([0.0, 10, 0, 5, 13, 23]), 15)
    >>> floor, kept.tolist()
    (8.0, [False, True, False, True, True, True])
    """
    top = np.full(int(site.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(top, site, level)
    floors = np.unique(level)

    def kept(floor: float) -> BoolArray:
        reached: BoolArray = level >= np.minimum(floor, top[site])
        return reached

    def price(floor: float) -> float:
        inside = kept(floor)
        first = np.append(True, site[inside][1:] != site[inside][:-1])
        return float(cost[inside][first].sum())

    low, high = 0, len(floors) - 1  # the lowest level of all is always paid for
    while low < high:
        middle = (low + high + 1) // 2
        if price(floors[middle]) <= budget * (1 + ROUNDING):
            low = middle
        else:
            high = middle - 1
    return float(floors[low]), kept(floors[low])
