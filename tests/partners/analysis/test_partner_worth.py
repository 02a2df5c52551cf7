"""What each partner is worth."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.partners.analysis import partner_model, partner_worth
from workbench.partners.analysis.partner_model import PartnerProblem, SetSearch
from workbench.partners.analysis.partner_worth import (
    falls,
    loss_if_left_out,
    platform_prices,
    price_if_forced_in,
    substitutes,
)


def _problem(part, **changes):
    n = len(part)
    usual = {
        "actors": tuple(f"a{i}" for i in range(n)), "supply": np.array(part, float)[:, None],
        "supply_weight": np.ones(1), "cover": np.zeros((n, 0)), "cover_weight": np.zeros(0),
        "cover_effect": np.zeros(0), "effect": 0.5, "cost_bilateral": np.ones(n),
        "cost_platform": np.full(n, 0.25), "platform_cost": 1.0, "budget": 1.0,
        "mandatory": np.zeros(n, bool), "excluded": np.zeros(n, bool),
    }  # fmt: skip
    return PartnerProblem(**(usual | changes))


def test_the_sole_holder_has_no_substitute_and_its_loss_is_the_difference(monkeypatch):
    problem = _problem([0.8, 0.4, 0.0])
    search = SetSearch(problem)
    chosen = search.choose()
    assert chosen.members.tolist() == [True, False, False]
    loss = loss_if_left_out(search, chosen)
    assert loss[0] == pytest.approx(0.5)
    assert np.isnan(loss[1:]).all()
    # One place: whoever is forced in takes the holder's.
    assert price_if_forced_in(search, chosen).tolist() == pytest.approx([0, 0.5, 1.0])
    fall = falls(problem, chosen)
    assert fall.tolist() == pytest.approx([0.8, 0, 0])
    assert substitutes(problem, chosen, fall) == {0: ()}
    monkeypatch.setattr(partner_worth, "MOST_FORCED", 2)
    assert np.isnan(price_if_forced_in(search, chosen)[1:]).all()


def test_equals_are_substitutes_and_nobody_is_missed():
    problem = _problem([0.8, 0.8, 0.75])
    search = SetSearch(problem)
    chosen = search.choose()
    [taken] = np.flatnonzero(chosen.members)
    assert loss_if_left_out(search, chosen)[taken] == pytest.approx(0, abs=1e-6)
    assert set(substitutes(problem, chosen, falls(problem, chosen))[int(taken)]) == (
        {0, 1, 2} - {int(taken)}
    )


def test_what_cannot_be_paid_has_no_price():
    problem = _problem([0.8, 0.4], cost_bilateral=np.array([1.0, 3.0]),
                       cost_platform=np.array([9.0, 9.0]))  # fmt: skip
    search = SetSearch(problem)
    assert np.isnan(price_if_forced_in(search, search.choose())[1])


def test_a_search_at_its_limit_leaves_loss_and_price_open(monkeypatch):
    rng = np.random.default_rng(0)
    n, weight = 40, rng.dirichlet(np.ones(41))
    cost = rng.uniform(500, 5000, n).round()
    supply = (rng.random((n, 1)) * 0.3).round(2)
    cover = (rng.random((n, n)) * (rng.random((n, n)) < 0.7)).round(3)
    problem = _problem(
        supply[:, 0], supply_weight=weight[:1], cover=cover, cover_weight=weight[1:],
        cover_effect=np.full(n, 0.85), cost_bilateral=cost, cost_platform=(cost / 4).round(),
        platform_cost=3000.0, budget=5 * float(np.median(cost)),
    )  # fmt: skip
    monkeypatch.setattr(partner_model, "NODES", 1)
    search = SetSearch(problem)
    chosen = search.choose()
    assert chosen.status == "limit"
    assert np.isnan(loss_if_left_out(search, chosen)[chosen.members & chosen.best]).any()
    assert np.isnan(platform_prices(search, chosen)).all()


def _least_costs(problem, asked):
    """The cheapest sets that give as much, with a platform (its own price left out) and without."""
    free, least = replace(problem, platform_cost=0.0), {True: np.inf, False: np.inf}
    for mode in itertools.product((0, 1, 2), repeat=len(problem.actors)):
        pair, seat = (np.array([m == k for m in mode], dtype=bool) for k in (1, 2))
        if pair.sum() > problem.most_bilateral or seat.sum() in (1, 2):
            continue
        if free.value(pair, seat) >= asked - 1e-7:
            found = bool(seat.any())
            least[found] = min(least[found], free.cost(pair, seat))
    return least


@given(st.integers(0, 100_000))
def test_the_price_of_a_platform_is_exact(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 6))
    problem = _problem(rng.random(n).round(2) * 0.5, cost_bilateral=rng.uniform(0.5, 2, n).round(2),
                       platform_cost=float(rng.choice([0.1, 0.5, 1.0])),
                       budget=float(rng.choice([1.5, 3.0, 5.0])))  # fmt: skip
    search = SetSearch(problem)
    chosen = search.choose()
    alone, flip = platform_prices(search, chosen)
    least = _least_costs(problem, 0.9 * chosen.best_value)
    assert alone == pytest.approx(least[False], abs=1e-5)
    expected = min(least[False], problem.budget) - least[True]
    assert flip == pytest.approx(expected if expected > 1e-9 else np.nan, abs=1e-5, nan_ok=True)
    if np.isfinite(flip) and abs(flip - problem.platform_cost) > 1e-3:
        assert chosen.platform.any() == (problem.platform_cost < flip)


def test_the_platform_of_a_network_in_which_the_answer_flips_more_than_once():
    # Below 164 a platform is founded, from 164 to 617 not, again up to 1,275: as its price eats the
    # budget, less value is asked. For the value asked at a price there is one price.
    cover = np.array(
        [[0.53, 0, 0.22, 0.35, 0.82], [0.78, 0.26, 0.53, 0, 0.8], [0, 0.1, 0.33, 0, 1],
         [0, 0.67, 0.77, 0.19, 0], [0, 0.17, 0.63, 0.63, 0], [0.34, 0.82, 0, 0.33, 0.34]]
    )  # fmt: skip
    problem = _problem(
        [0, 0.62, 0.77, 0.80, 0.01, 0.72], supply_weight=np.array([0.10991]), cover=cover,
        cover_weight=np.array([0.18121, 0.14257, 0.21527, 0.17199, 0.17905]),
        cover_effect=np.array([0.5, 0.85, 0.85, 0.85, 0.85]), budget=6321.0,
        cost_bilateral=np.array([2999.0, 3056, 3674, 609, 4229, 2139]),
        cost_platform=np.array([298.0, 796, 1111, 823, 81, 630]),
        excluded=np.arange(6) == 4,
    )  # fmt: skip
    for price, founded in ((100, True), (400, False), (800, True), (1300, False)):
        priced = replace(problem, platform_cost=float(price))
        search = SetSearch(priced)
        chosen = search.choose()
        assert chosen.platform.any() == founded
        _, flip = platform_prices(search, chosen)
        assert (price < flip) == founded
