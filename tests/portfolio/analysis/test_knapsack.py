"""Choosing from menus: the golden pair, all choices as oracle, and what must always hold."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.portfolio.analysis import knapsack
from workbench.portfolio.analysis.knapsack import choose, steps_of

# The golden pair of sites: A 6 at 0, 10 at 10; B 4 at 0, 8 at 5, 9 at 13, 16 at 23.
SITE = np.array([0, 0, 1, 1, 1, 1])
LEVEL = np.array([6, 10, 4, 8, 9, 16])
COST = np.array([0.0, 10, 0, 5, 13, 23])
START = np.array([0, 2])
GOLDEN = [
    (0, 10, [0, 2]), (4, 10, [0, 2]), (5, 14, [0, 3]), (12, 14, [0, 3]), (13, 15, [0, 4]),
    (14, 15, [0, 4]), (15, 18, [1, 3]), (22, 18, [1, 3]), (23, 22, [0, 5]), (32, 22, [0, 5]),
    (33, 26, [1, 5]), (99, 26, [1, 5]),
]  # fmt: skip


def random_menus(seed, sites=5):
    generator = np.random.default_rng(seed)
    size = generator.integers(1, 5, sites)
    site = np.repeat(np.arange(sites), size)
    cost = np.concatenate([np.append(0, np.cumsum(generator.integers(1, 9, n - 1))) for n in size])
    level = np.concatenate([np.cumsum(generator.integers(1, 9, n)) for n in size])
    return site, level, cost.astype(float)


def choose_with(cells, core, *menus_and_budgets):
    """Choose as if there were room for so many numbers and so many sites."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knapsack, "CELLS", cells)
        patch.setattr(knapsack, "CORE", core)
        return choose(*menus_and_budgets)


def every_choice(site, level, cost, budget):
    """Give level and cost of all choices that a budget pays for."""
    items = [np.flatnonzero(site == one) for one in range(site.max() + 1)]
    sums = [(level[list(item)].sum(), cost[list(item)].sum()) for item in product(*items)]
    return [(value, price) for value, price in sums if price <= budget]


@pytest.mark.parametrize(("budget", "value", "items"), GOLDEN)
def test_golden_two_sites(budget, value, items):
    [chosen] = choose(SITE, LEVEL, COST, np.array([float(budget)]))
    assert (chosen.value, chosen.bound, chosen.item.tolist()) == (value, value, items)


def test_many_budgets_at_once_are_the_same_as_one_by_one():
    found = choose(SITE, LEVEL, COST, np.array([float(budget) for budget, *_ in GOLDEN]))
    assert [(one.value, one.item.tolist()) for one in found] == [row[1:] for row in GOLDEN]


@given(st.integers(0, 100_000), st.integers(0, 30))
@examples(40)
def test_the_choice_is_the_best_of_all_and_of_equal_ones_the_cheapest(seed, budget):
    menus = random_menus(seed)
    [chosen] = choose(*menus, np.array([float(budget)]))
    best = max(every_choice(*menus, budget), key=lambda one: (one[0], -one[1]))
    _, level, cost = menus
    assert (chosen.value, cost[chosen.item].sum()) == best
    assert level[chosen.item].sum() == chosen.value == chosen.bound


@given(st.integers(0, 100_000), st.integers(0, 4), st.integers(0, 30))
@examples(40)
def test_with_a_small_core_value_and_bound_still_hold_the_truth_between_them(seed, core, budget):
    menus = random_menus(seed)
    [chosen] = choose_with(0, core, *menus, np.array([float(budget)]))
    best = max(value for value, _ in every_choice(*menus, budget))
    assert chosen.value <= best <= chosen.bound
    assert menus[2][chosen.item].sum() <= budget


@given(st.integers(0, 100_000), st.sampled_from([0, 10**7]), st.integers(0, 3))
@examples(20)
def test_more_money_never_brings_less(seed, cells, core):
    budgets = np.arange(0, 40, 2.5)
    found = choose_with(cells, core, *random_menus(seed), budgets)
    values = [one.value for one in found]
    assert values == sorted(values)
    assert all(one.value <= one.bound for one in found)


def test_a_core_of_many_sites_is_close_to_the_bound():
    site, level, cost = random_menus(1, sites=2_000)
    [chosen] = choose_with(0, 150, site, level, cost, np.array([cost.sum() * 0.1]))
    assert (chosen.bound - chosen.value) / chosen.bound < 1e-3
    [exact] = choose_with(10**9, 0, site, level, cost, np.array([cost.sum() * 0.1]))
    assert chosen.value <= exact.value <= chosen.bound


def test_steps_of_the_golden_pair():
    steps = steps_of(SITE, LEVEL, COST)
    assert (steps.gain / steps.cost).tolist() == pytest.approx([0.8, 8 / 18, 0.4])
    assert steps.after.tolist() == [3, 5, 1]
    bounds = [steps.bound(budget) for budget in (0, 5, 14, 23, 33, 50)]
    assert bounds == pytest.approx([0, 4, 8, 12, 16, 16])
    assert [steps.affordable(budget) for budget in (22.9, 23)] == [1, 2]
    assert steps.taken(START, 2).tolist() == [0, 5]


@given(st.integers(0, 100_000))
@examples(40)
def test_hulls_are_concave_and_nothing_lies_above(seed):
    site, level, cost = random_menus(seed)
    steps = steps_of(site, level, cost)
    ratio = steps.gain / steps.cost
    assert (ratio > 0).all()
    assert (np.diff(ratio) <= 0).all()
    for s in range(5):
        mine, own = np.flatnonzero(site == s), steps.site == s
        hull = np.append(mine[0], steps.after[own])
        assert (np.diff(ratio[own]) < 0).all()
        line = np.interp(cost[mine], cost[hull], level[hull])
        assert (level[mine] <= line + 1e-9).all()


def test_nothing_to_improve():
    steps = steps_of(np.array([0, 1]), np.array([3, 4]), np.zeros(2))
    assert len(steps.cost) == 0
    assert steps.bound(5.0) == 0
    [chosen] = choose(np.array([0, 1]), np.array([3, 4]), np.zeros(2), np.array([5.0]))
    assert chosen.item.tolist() == [0, 1]
