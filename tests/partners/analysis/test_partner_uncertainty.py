"""Imputed ties, regret, frequency, and what few answers allow."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.partner_model import PartnerProblem, PartnerSet, SetSearch
from workbench.partners.analysis.partner_uncertainty import (
    answer_class,
    interview_next,
    response_rate,
    set_uncertainty,
)

RULES = PartnerRules()


def test_what_the_answers_allow():
    assert [answer_class(x) for x in (0.3, 0.5, 0.29, 0.49)] == [
        "no-brokers", "all", "no-set", "no-brokers",
    ]  # fmt: skip
    assert answer_class(response_rate([None])) == "not-known"


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
    chosen = SetSearch(problem).choose()
    found = set_uncertainty(problem, chosen, np.array([first, first, first, second]), RULES)
    assert found.frequency.tolist() == [0.75, 0.25]
    assert found.regret == pytest.approx(0.25 * 0.75)
    assert found.modes == pytest.approx({"bilateral": 1.0})


def _chosen(problem, *members):
    pairs = np.isin(np.arange(len(problem.actors)), members)
    nobody = np.zeros(len(pairs), bool)
    value = problem.value(pairs, nobody)
    return PartnerSet(
        pairs, nobody, value, float(pairs.sum()), value, 0.0, 0.0, "optimal", value, pairs
    )


def test_certain_data_leave_no_doubt():
    cover = np.random.default_rng(4).random((6, 5))
    problem = replace(_problem(cover), budget=2.0)
    chosen = SetSearch(problem).choose()
    found = set_uncertainty(problem, chosen, np.tile(cover, (4, 1, 1)), RULES)
    assert found.frequency.tolist() == chosen.members.astype(float).tolist()
    best = chosen.best_value
    assert found.regret == pytest.approx((best - chosen.value) / best, abs=1e-9)
    exact = SetSearch(problem).choose(tolerance=0.0)
    assert set_uncertainty(
        problem, exact, np.tile(cover, (4, 1, 1)), RULES
    ).regret == pytest.approx(0)


def test_a_chosen_duplicate_counts_and_silence_adds_no_certainty():
    one = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    turned = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    problem = _problem(one)
    sure = [
        set_uncertainty(
            problem, _chosen(problem, 1), np.array([one] * (4 - k) + [turned] * k), RULES
        )
        for k in range(4)
    ]
    assert [x.frequency[1] for x in sure] == [1.0, 0.75, 0.5, 0.25]
    assert [x.regret for x in sure] == pytest.approx([0, 0.25, 0.5, 0.75])
    half = set_uncertainty(problem, _chosen(problem, 2), np.array([one, turned]), RULES)
    assert half.frequency.sum() == 1.0


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_a_draw_is_close_to_enumeration(seed):
    rng = np.random.default_rng(seed)
    reach = rng.random((3, 6, 5)) * (rng.random((3, 6, 5)) < 0.5)
    problem = replace(
        _problem(reach[0]), budget=3.0, cost_bilateral=rng.uniform(0.6, 2, 6),
        cost_platform=rng.uniform(0.1, 0.9, 6), platform_cost=0.5, excluded=np.arange(6) == 5,
    )  # fmt: skip
    chosen = SetSearch(problem).choose(tolerance=0.0)
    found = set_uncertainty(problem, chosen, reach, PartnerRules(tolerance=0.0))
    regret = []
    for one in reach:
        drawn = replace(problem, cover=one)
        best = max(
            drawn.value(np.array(s) == 1, np.array(s) == 2)
            for s in product(range(3), repeat=6)
            if s[5] == 0 and s.count(1) <= 2 and s.count(2) not in (1, 2)
            and drawn.cost(np.array(s) == 1, np.array(s) == 2) <= 3.0
        )  # fmt: skip
        regret.append(1 - drawn.value(chosen.bilateral, chosen.platform) / best)
    assert -1e-6 <= np.mean(regret) - found.regret <= 0.05


def test_whom_to_interview_next():
    known = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    imputed = known.copy()
    imputed[0, 1] = 0.5
    imputed[2, :] = 1.0
    order = interview_next(known, imputed, np.full(2, 0.5), np.array([True, False, True]),
                           np.array([5.0, 0.0, 1.0]))  # fmt: skip
    assert order == [(2, 1.0), (0, 0.25)]
    alike = interview_next(known, known, np.full(2, 0.5), np.ones(3, bool), np.array([1.0, 0, 3]))
    assert [who for who, _ in alike] == [2, 0, 1]
