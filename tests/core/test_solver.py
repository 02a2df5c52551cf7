"""The solver: right, silent, alone in its thread, stopped by work and not by the clock."""

import os
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from workbench.core.solver import Limits, Program


def knapsack(values, costs, budgets):
    """Make a program, the costs that make values large, and limits."""
    costs, size = np.atleast_2d(np.asarray(costs, float)), len(values)
    program = Program(sparse.csr_array(costs), np.ones(size, dtype=bool))
    limits = Limits(np.zeros(size), np.ones(size), np.full(len(costs), -np.inf), np.array(budgets))
    return program, -np.asarray(values, float), limits


def hard():
    """Make a knapsack of strongly correlated items, which branch and bound does not close soon."""
    generator = np.random.default_rng(0)
    costs = generator.integers(10**7, 10**8, (3, 120)).astype(float)
    return knapsack(costs.sum(axis=0) + 10**6, costs, costs.sum(axis=1) / 2)


@given(st.integers(0, 100_000))
def test_the_best_of_all_choices_is_found_and_asked_again_under_other_limits(seed):
    rng = np.random.default_rng(seed)
    values, costs = rng.integers(1, 20, 6), rng.integers(1, 20, 6)
    program, cost, limits = knapsack(values, costs, [30.0])
    for budget, must in ((30.0, None), (18.0, None), (30.0, 2)):
        asked = limits.copy()
        asked.upper[0] = budget
        if must is not None:
            asked.low[must] = 1.0
        fitting = [
            values @ np.array(one)
            for one in product((0, 1), repeat=6)
            if costs @ np.array(one) <= budget and (must is None or one[must])
        ]
        answer = program.minimise(cost, asked)
        assert answer.state == "optimal"
        assert -cost @ answer.values == pytest.approx(max(fitting))
        assert answer.bound == pytest.approx(-max(fitting))
        assert program.minimise(cost, asked, relaxed=True).bound <= answer.bound + 1e-9


def test_no_choice_is_told_and_a_row_added_later_holds():
    program, cost, limits = knapsack([6, 10, 12], [1, 2, 3], [5.0])
    limits.lower[0] = 7.0
    assert not program.minimise(cost, limits).found
    assert program.minimise(cost, limits).state == "infeasible"
    limits.lower[0] = -np.inf
    assert program.minimise(cost, limits).values.tolist() == [0, 1, 1]
    program.add_row(np.array([1, 2]), np.ones(2), 1.0)
    assert program.minimise(cost, limits).values.tolist() == [1, 0, 1]


def test_the_search_ends_at_its_number_of_nodes_with_the_same_answer_each_time():
    answers = []
    for _ in range(2):
        program, cost, limits = hard()
        answers.append(program.minimise(cost, limits, nodes=50))
    first, second = answers
    assert (first.state, second.state) == ("limit", "limit")
    assert first.values.tolist() == second.values.tolist()
    assert first.bound == second.bound < cost @ first.values


def test_a_gap_is_enough_where_it_is_asked_for():
    program, cost, limits = hard()
    answer = program.minimise(cost, limits, gap=0.05)
    assert answer.state == "optimal"
    assert answer.bound <= cost @ answer.values <= answer.bound * 0.95


def test_a_number_that_is_missing_is_an_error():
    program, cost, limits = knapsack([6, 10], [1, 2], [2.0])
    cost[0] = np.nan
    with pytest.raises(RuntimeError, match="solver failed"):
        program.minimise(cost, limits)


def test_nothing_is_written_on_the_screen(capfd):
    program, cost, limits = hard()
    program.minimise(cost, limits, nodes=5)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_no_thread_is_started_and_a_forked_copy_solves_too():
    tasks = Path("/proc/self/task")
    before = len(list(tasks.iterdir()))
    program, cost, limits = knapsack([6, 10, 12], [1, 2, 3], [5.0])
    program.minimise(cost, limits)
    assert len(list(tasks.iterdir())) == before
    child = os.fork()
    if child == 0:
        right = program.minimise(cost, limits).values.tolist() == [0, 1, 1]
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
