"""Hulls and steps: the frontier of the relaxed problem."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.portfolio.analysis.frontier_hull import (
    affordable,
    bound_at,
    filled_choice,
    hull_items,
    nested_choice,
    sites_around,
    steps_of,
)

# The golden pair of sites: A 6 at 0, 10 at 10; B 4 at 0, 8 at 5, 9 at 13, 16 at 23.
SITE = np.array([0, 0, 1, 1, 1, 1])
VALUE = np.array([6.0, 10, 4, 8, 9, 16])
COST = np.array([0.0, 10, 0, 5, 13, 23])
START = np.array([0, 2])


def test_steps_of_the_golden_pair():
    steps = steps_of(SITE, VALUE, COST)
    assert hull_items(SITE, VALUE, COST).tolist() == [0, 1, 2, 3, 5]
    assert steps.ratio == pytest.approx([0.8, 8 / 18, 0.4])
    assert steps.after.tolist() == [3, 5, 1]
    assert steps.free == 10
    assert bound_at(steps, np.array([0.0, 5, 14, 23, 33, 50])) == pytest.approx(
        [10, 14, 18, 22, 26, 26]
    )


def test_choices_by_steps():
    steps = steps_of(SITE, VALUE, COST)
    assert affordable(steps, 22.9) == 1
    assert affordable(steps, 23) == 2
    assert nested_choice(steps, START, 2).tolist() == [0, 5]
    # 18 more for B do not fit after its first 5, but the 10 for A do.
    assert filled_choice(steps, START, 15).tolist() == [1, 3]


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_hulls_are_concave_and_nothing_lies_above(seed):
    generator = np.random.default_rng(seed)
    size = generator.integers(1, 7, 4)
    site = np.repeat(np.arange(4), size)
    cost = np.concatenate([np.append(0, np.cumsum(generator.integers(1, 9, n - 1))) for n in size])
    value = np.concatenate([np.cumsum(generator.integers(0, 9, n)) for n in size]).astype(float)
    kept = hull_items(site, value, cost.astype(float))
    for s in range(4):
        mine, all_mine = kept[site[kept] == s], np.flatnonzero(site == s)
        assert mine[0] == all_mine[0]
        slopes = np.diff(value[mine]) / np.diff(cost[mine])
        assert (np.diff(slopes) < 0).all()
        assert (slopes > 0).all()
        line = np.interp(cost[all_mine], cost[mine], value[mine])
        assert (value[all_mine] <= line + 1e-9).all()


@given(st.integers(0, 100_000))
@settings(max_examples=30, deadline=None)
def test_no_choice_exceeds_budget_or_bound(seed):
    generator = np.random.default_rng(seed)
    site = np.repeat(np.arange(6), 4)
    cost = np.cumsum(generator.integers(1, 9, (6, 4)), axis=1).astype(float)
    cost -= cost[:, [0]]
    value = np.cumsum(generator.integers(0, 9, (6, 4)), axis=1).astype(float)
    steps = steps_of(site, value.ravel(), cost.ravel())
    start = np.arange(6) * 4
    budget = float(generator.integers(0, 60))
    filled = filled_choice(steps, start, budget)
    nested = nested_choice(steps, start, affordable(steps, budget))
    assert cost.ravel()[filled].sum() <= budget
    bound = bound_at(steps, np.array([budget]))[0]
    assert value.ravel()[nested].sum() <= value.ravel()[filled].sum() <= bound + 1e-9


def test_the_core_lies_around_the_end_of_the_budget():
    steps = steps_of(SITE, VALUE, COST)
    assert sites_around(steps, 2, 1).tolist() in ([0], [1])
    assert sites_around(steps, 0, 1).tolist() == [1]
    assert sites_around(steps, 3, 1).tolist() == [0]
    assert sites_around(steps, 1, 9).tolist() == [0, 1]


def test_nothing_to_improve():
    steps = steps_of(np.array([0, 1]), np.array([3.0, 4]), np.zeros(2))
    assert steps.free == 7
    assert len(steps.cost) == 0
    assert bound_at(steps, np.array([5.0])).tolist() == [7]
    assert filled_choice(steps, np.array([0, 1]), 5.0).tolist() == [0, 1]
