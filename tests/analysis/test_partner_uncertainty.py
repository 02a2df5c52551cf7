"""Imputed ties, regret, frequency, and what few answers allow."""

import numpy as np
import pytest

from workbench.analysis.partner_model import PartnerProblem, choose_set
from workbench.analysis.partner_uncertainty import (
    answer_class,
    impute_ties,
    interview_next,
    response_rate,
    set_uncertainty,
)
from workbench.errors import InvalidInput


def test_what_the_answers_allow():
    assert [answer_class(x) for x in (0.3, 0.5, 0.29, 0.49)] == [
        "no-brokers", "all", "no-set", "no-brokers",
    ]  # fmt: skip
    assert answer_class(response_rate([None])) == "not-known"


def test_known_ties_stay_and_only_the_silent_get_new_ones():
    rng = np.random.default_rng(3)
    tie = np.where(rng.random((8, 8)) < 0.4, 0.5, 0.0)
    np.fill_diagonal(tie, 0)
    silent = np.arange(8) >= 6
    tie[silent] = 0
    filled = impute_ties(tie, silent, draws=50, seed=2)
    assert (filled[:, ~silent] == tie[~silent]).all()
    assert (filled[:, silent] > 0).any()
    assert set(np.unique(filled)) <= {0.0, 0.5}
    assert (np.diagonal(filled, axis1=1, axis2=2) == 0).all()
    assert np.array_equal(filled, impute_ties(tie, silent, draws=50, seed=2))
    assert not np.array_equal(filled, impute_ties(tie, silent, draws=50, seed=3))
    with pytest.raises(InvalidInput):
        impute_ties(tie, silent, draws=0)


def test_reciprocity_is_learned_from_those_who_answered():
    # Every tie among those who answered is returned: whoever named the silent one gets it back.
    tie = np.zeros((5, 5))
    for a, b in ((0, 1), (2, 3)):
        tie[a, b] = tie[b, a] = 1.0
    tie[0, 4] = 1.0
    silent = np.arange(5) == 4
    filled = impute_ties(tie, silent, draws=200)
    assert filled[:, 4, 0].mean() > 0.9
    assert filled[:, 4, 2].mean() < 0.1


def _problem(cover):
    n, t = cover.shape
    return PartnerProblem(
        actors=tuple("abcdefgh"[:n]), supply=np.zeros((n, 0)), supply_weight=np.zeros(0),
        cover=cover, cover_weight=np.full(t, 1 / t), cover_effect=np.full(t, 0.85), effect=0.5,
        cost_bilateral=np.ones(n), cost_platform=np.full(n, 9.0), platform_cost=9.0, budget=1.0,
        mandatory=np.zeros(n, bool), excluded=np.zeros(n, bool),
    )  # fmt: skip


def test_regret_is_what_the_other_set_would_give():
    first, second = np.array([[1.0, 1.0], [0.0, 0.5]]), np.array([[0.5, 0.0], [1.0, 1.0]])
    problem = _problem(first)
    chosen = choose_set(problem)
    found = set_uncertainty(problem, chosen, np.array([first, first, first, second]))
    assert found.frequency.tolist() == [0.75, 0.25]
    assert found.regret == pytest.approx(0.25 * 0.75)
    assert found.mean_value == pytest.approx((3 * 1.0 + 0.25) / 4)
    assert found.modes == pytest.approx({"bilateral": 1.0})


def test_whom_to_interview_next():
    known = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    imputed = np.array([known, known])
    imputed[:, 0, 1] = 0.5
    imputed[:, 2, :] = 1.0
    order = interview_next(known, imputed, np.full(2, 0.5), np.array([True, False, True]))
    assert order == [(2, 1.0), (0, 0.25)]
