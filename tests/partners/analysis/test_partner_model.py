"""The exact model of partner sets: equal to enumeration, its properties, greedy and bounds."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.partners.analysis.partner_model import (
    PartnerProblem,
    best_of_size,
    choose_set,
    greedy_bound,
    greedy_order,
    greedy_set,
)


def _problem(seed, n=None, **changes):
    rng = np.random.default_rng(seed)
    n = n or int(rng.integers(1, 6))
    needs = int(rng.integers(0, 3))
    things = n + 1
    sparse = rng.random((n, things)) < 0.5
    weight = rng.dirichlet(np.ones(needs + things))
    made = PartnerProblem(
        actors=tuple(f"a{i}" for i in range(n)),
        supply=rng.random((n, needs)).round(2),
        supply_weight=weight[:needs],
        cover=(rng.random((n, things)) * sparse).round(2),
        cover_weight=weight[needs:],
        cover_effect=np.full(things, 0.85),
        effect=0.5,
        cost_bilateral=rng.uniform(0.5, 2, n).round(2),
        cost_platform=rng.uniform(0.1, 0.5, n).round(2),
        platform_cost=float(rng.choice([0.0, 0.3, 1.0])),
        budget=float(rng.choice([0.6, 1.5, 3.0, np.inf])),
        mandatory=np.zeros(n, dtype=bool),
        excluded=rng.random(n) < 0.15,
    )
    return replace(made, **changes)


def _all_sets(problem):
    for mode in itertools.product((0, 1, 2), repeat=len(problem.actors)):
        pair, seat = (np.array([m == k for m in mode], dtype=bool) for k in (1, 2))
        if pair.sum() > problem.most_bilateral or seat.sum() in (1, 2):
            continue
        if ((pair | seat) & problem.excluded).any() or (problem.mandatory & ~(pair | seat)).any():
            continue
        if problem.cost(pair, seat) <= problem.budget + 1e-9:
            yield problem.value(pair, seat), problem.cost(pair, seat)


@examples(60)
@given(st.integers(0, 100_000))
def test_both_stages_equal_full_enumeration(seed):
    problem = _problem(seed)
    every = list(_all_sets(problem))
    best = max(value for value, _ in every)
    chosen = choose_set(problem)
    assert chosen.status == "optimal"
    assert chosen.best_value == pytest.approx(best, abs=1e-6)
    assert chosen.gap == 0
    least = min(cost for value, cost in every if value >= 0.9 * best - 1e-7)
    assert chosen.cost == pytest.approx(least, abs=1e-5)
    assert chosen.value >= 0.9 * best - 1e-6
    pair, seat = greedy_set(problem)
    assert problem.cost(pair, seat) <= problem.budget + 1e-9
    assert problem.value(pair, seat) <= best + 1e-7 <= greedy_bound(problem, pair, seat) + 2e-7


@examples(25)
@given(st.integers(0, 100_000))
def test_a_mandatory_partner_is_in_and_no_set_within_the_budget_is_said_so(seed):
    problem = _problem(seed, n=4)
    problem = replace(problem, mandatory=np.array([True, False, False, False]),
                      excluded=np.zeros(4, dtype=bool))  # fmt: skip
    every = list(_all_sets(problem))
    chosen = choose_set(problem)
    if not every:
        assert chosen.status == "infeasible"
        assert not chosen.members.any()
    else:
        assert chosen.members[0]
        assert chosen.best_value == pytest.approx(max(v for v, _ in every), abs=1e-6)


@examples(15)
@given(st.integers(0, 100_000), st.permutations(range(5)))
def test_names_and_currency_do_not_matter_and_a_larger_budget_never_hurts(seed, order):
    problem = _problem(seed, n=5, budget=1.5)
    best = choose_set(problem).best_value
    turned = replace(
        problem, supply=problem.supply[order], cover=problem.cover[order],
        cost_bilateral=problem.cost_bilateral[order] * 1000,
        platform_cost=1000 * problem.platform_cost,
        cost_platform=problem.cost_platform[order] * 1000, budget=1500.0,
        excluded=problem.excluded[order],
    )  # fmt: skip
    assert choose_set(turned).best_value == pytest.approx(best, abs=1e-6)
    assert choose_set(replace(problem, budget=2.5)).best_value >= best - 1e-6
    harder = replace(problem, supply=problem.supply / 2)  # twice the need
    assert choose_set(harder).best_value <= best + 1e-6


@examples(15)
@given(st.integers(0, 100_000))
def test_the_best_of_a_size_grows_with_it_and_greedy_stays_near(seed):
    problem = _problem(seed, n=5)
    values = [best_of_size(problem, k).best_value for k in (1, 2, 3)]
    assert values == sorted(values)
    assert values[-1] <= problem.whole() + 1e-9
    _, greedy = greedy_order(problem, 3)
    for k, found in enumerate(greedy, start=1):
        assert found <= values[k - 1] + 1e-6
        assert found >= (1 - (1 - 1 / k) ** k) * values[k - 1] - 1e-6


def test_a_double_changes_nothing_and_the_first_name_is_taken():
    problem = _problem(3, n=1, budget=np.inf, excluded=np.array([False]))
    twice = replace(
        problem, actors=("a0", "a1"), supply=np.tile(problem.supply, (2, 1)) ,
        cover=np.tile(np.full((1, 2), 0.5), (2, 1)), cost_bilateral=np.ones(2),
        cost_platform=np.ones(2), mandatory=np.zeros(2, bool), excluded=np.zeros(2, bool),
        supply_weight=0 * problem.supply_weight,
    )  # fmt: skip
    chosen = choose_set(twice)
    assert chosen.members.tolist() == [True, False]
    assert chosen.mode == "bilateral"


def test_a_quota_is_kept():
    problem = _problem(5, n=5, budget=np.inf, excluded=np.zeros(5, bool))
    group = np.array([False, False, False, True, True])
    chosen = choose_set(replace(problem, quotas=((group, 2),)))
    assert chosen.members[group].all()


def test_nobody_no_budget_and_parameters_without_sense():
    empty = _problem(1, n=1)
    none = replace(
        empty, actors=(), supply=np.zeros((0, 1)), supply_weight=np.ones(1),
        cover=np.zeros((0, 0)), cover_weight=np.zeros(0), cover_effect=np.zeros(0),
        cost_bilateral=np.zeros(0), cost_platform=np.zeros(0), mandatory=np.zeros(0, bool),
        excluded=np.zeros(0, bool),
    )  # fmt: skip
    chosen = choose_set(none)
    assert (chosen.mode, chosen.value, chosen.status) == ("none", 0.0, "optimal")
    broke = _problem(2, n=4, budget=0.0, platform_cost=1.0)
    assert choose_set(broke).mode == "none"
    with pytest.raises(InvalidInput, match="tolerance"):
        choose_set(broke, tolerance=2)


def test_without_time_the_greedy_set_comes_with_its_bound():
    problem = _problem(11, n=60, budget=8.0)
    chosen = choose_set(problem, seconds=1e-9)
    assert chosen.status in {"greedy", "limit"}
    assert chosen.value <= chosen.bound + 1e-9
    assert 0 <= chosen.gap <= 1
