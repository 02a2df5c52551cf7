"""Choosing from menus: the golden pair, the textbook model as oracle, and what must always hold."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.milp_subprocess import STOPPED
from workbench.portfolio.analysis import knapsack as menu_choice
from workbench.portfolio.analysis.knapsack import Task, choose, raised_floor

SITE = np.array([0, 0, 1, 1, 1, 1])
LEVEL = np.array([6.0, 10, 4, 8, 9, 16])
COST = np.array([0.0, 10, 0, 5, 13, 23])


def random_task(seed, *, sites=5, budget=None, periods=0, regions=0):
    generator = np.random.default_rng(seed)
    size = generator.integers(1, 5, sites)
    site = np.repeat(np.arange(sites), size)
    cost = np.concatenate([np.append(0, np.cumsum(generator.integers(1, 9, n - 1))) for n in size])
    value = np.concatenate([np.cumsum(generator.integers(1, 9, n)) for n in size])
    parts = generator.random((len(site), periods))
    parts = parts / np.maximum(parts.sum(axis=1, keepdims=True), 1e-9) * cost[:, None]
    return Task(
        site=site,
        value=value.astype(float),
        cost=cost.astype(float),
        budget=float(generator.integers(0, 30)) if budget is None else budget,
        parts=parts,
        ceilings=generator.integers(3, 15, periods).astype(float),
        region=generator.integers(-1, regions, sites) if regions else np.empty(0, np.int64),
        floors=np.full(regions, 8.0),
    )


def by_looking(task):
    """Give the best value of all choices that keep the limits; None without any."""
    start, end = task.start, np.append(task.start[1:], len(task.site))
    found = [
        task.value[list(item)].sum()
        for item in product(*(range(a, b) for a, b in zip(start, end, strict=True)))
        if task.fits(np.array(item))
    ]
    return max(found, default=None)


@pytest.mark.parametrize(
    ("budget", "value", "items"),
    [
        (0, 10, [0, 2]), (4, 10, [0, 2]), (5, 14, [0, 3]), (12, 14, [0, 3]), (13, 15, [0, 4]),
        (14, 15, [0, 4]), (15, 18, [1, 3]), (22, 18, [1, 3]), (23, 22, [0, 5]), (32, 22, [0, 5]),
        (33, 26, [1, 5]), (99, 26, [1, 5]),
    ],
)  # fmt: skip
def test_golden_two_sites(budget, value, items):
    chosen = choose([Task(SITE, LEVEL, COST, budget)])[0]
    assert chosen.value == value
    assert chosen.item.tolist() == items
    assert chosen.bound == pytest.approx(value)
    assert chosen.how == "exact"


@given(st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_the_choice_is_the_best_of_all(seed):
    task = random_task(seed)
    chosen = choose([task])[0]
    assert chosen.value == by_looking(task)
    assert chosen.gap == pytest.approx(0, abs=1e-6)
    assert task.fits(chosen.item)


@given(st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_ceilings_and_floors_are_kept_and_the_choice_is_the_best_that_keeps_them(seed):
    task = random_task(seed, periods=2, regions=2)
    chosen, best = choose([task])[0], by_looking(task)
    if best is None:
        assert chosen.impossible
        assert not chosen.fits
    else:
        assert chosen.fits
        assert task.fits(chosen.item)
        assert chosen.value == pytest.approx(best)


@given(st.integers(0, 100_000), st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_with_a_small_core_value_and_bound_still_hold_the_truth_between_them(seed, core):
    task = random_task(seed)
    chosen = choose([task], core=core)[0]
    assert chosen.value <= by_looking(task) <= chosen.bound + 1e-6
    assert task.fits(chosen.item)


@given(st.integers(0, 100_000))
@settings(max_examples=10, deadline=None)
def test_more_money_never_brings_less(seed):
    task = random_task(seed)
    tasks = [Task(task.site, task.value, task.cost, float(b)) for b in range(0, 40, 5)]
    values = [one.value for one in choose(tasks)]
    assert values == sorted(values)


def test_a_solver_without_an_answer_leaves_the_choice_by_steps(monkeypatch):
    monkeypatch.setattr(menu_choice, "solve_all", lambda programs, **_: [STOPPED] * len(programs))
    chosen = choose([Task(SITE, LEVEL, COST, 20.0)])[0]
    assert chosen.how == "steps"
    assert chosen.value == 18
    assert chosen.bound == 20  # 14 + 15 * 8 / 18 is 20.7, and values are whole
    limited = random_task(3, periods=2)
    chosen = choose([limited])[0]
    assert chosen.fits
    assert limited.fits(chosen.item)


def test_with_money_for_all_nothing_needs_solving(monkeypatch):
    monkeypatch.setattr(menu_choice, "solve_all", None)
    chosen = choose([Task(SITE, LEVEL, COST, np.inf)])[0]
    assert (chosen.value, chosen.bound, chosen.how) == (26, 26, "exact")


def test_raising_the_worst_first():
    floor, kept = raised_floor(SITE, LEVEL, COST, 4.9)
    assert floor == 4
    assert kept.all()
    floor, kept = raised_floor(SITE, LEVEL, COST, 23)
    assert floor == 9  # A to 10 for 10, B to 9 for 13
    assert kept.tolist() == [False, True, False, False, True, True]
    # A cannot reach 16, which does not hold B back.
    assert raised_floor(SITE, LEVEL, COST, 33)[0] == 16


@given(st.integers(0, 100_000))
@settings(max_examples=15, deadline=None)
def test_of_choices_that_bring_the_same_the_cheapest(seed):
    task = random_task(seed, sites=4)
    chosen = choose([task])[0]
    start, end = task.start, np.append(task.start[1:], len(task.site))
    every = [np.array(i) for i in product(*(range(a, b) for a, b in zip(start, end, strict=True)))]
    same = [i for i in every if task.fits(i) and task.value[i].sum() == chosen.value]
    assert task.cost[chosen.item].sum() == min(task.cost[i].sum() for i in same)
