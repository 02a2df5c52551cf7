"""What each partner is worth."""

import numpy as np
import pytest

from workbench.partners.analysis.partner_model import PartnerProblem, choose_set
from workbench.partners.analysis.partner_worth import (
    falls,
    flip_price,
    loss_if_left_out,
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


def test_the_sole_holder_has_no_substitute_and_its_loss_is_the_difference():
    problem = _problem([0.8, 0.4, 0.0])
    chosen = choose_set(problem)
    assert chosen.members.tolist() == [True, False, False]
    assert loss_if_left_out(problem, chosen).tolist() == pytest.approx([0.5, 0, 0])
    # One place: whoever is forced in takes the holder's.
    assert price_if_forced_in(problem, chosen).tolist() == pytest.approx([0, 0.5, 1.0])
    fall = falls(problem, chosen)
    assert fall.tolist() == pytest.approx([0.8, 0, 0])
    assert substitutes(problem, chosen, fall) == {0: ()}
    assert np.isnan(price_if_forced_in(problem, chosen, most=2)[1:]).all()


def test_equals_are_substitutes_and_nobody_is_missed():
    problem = _problem([0.8, 0.8, 0.75])
    chosen = choose_set(problem)
    assert loss_if_left_out(problem, chosen).tolist() == pytest.approx([0, 0, 0], abs=1e-6)
    [taken] = np.flatnonzero(chosen.members)
    assert set(substitutes(problem, chosen, falls(problem, chosen))[int(taken)]) == (
        {0, 1, 2} - {int(taken)}
    )


def test_what_cannot_be_paid_has_no_price():
    problem = _problem([0.8, 0.4], cost_bilateral=np.array([1.0, 3.0]),
                       cost_platform=np.array([9.0, 9.0]))  # fmt: skip
    assert np.isnan(price_if_forced_in(problem, choose_set(problem))[1])


def test_the_flip_price_separates_platform_from_pairs():
    problem = _problem([0.2] * 5, budget=3.0)
    price = flip_price(problem, halvings=6)
    assert 0 < price < 3
    for factor, founded in ((0.9, True), (1.1, False)):
        priced = _problem([0.2] * 5, budget=3.0, platform_cost=price * factor)
        assert choose_set(priced).platform.any() == founded
    assert np.isnan(flip_price(_problem([1.0, 0, 0]), halvings=2))
