"""Mode per need: shares of the best two, thresholds, wording."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.fixtures.examples import examples
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis import mode_rule
from workbench.partners.analysis.mode_rule import (
    best_two,
    capacity_share,
    need_mode,
    reach_share,
    site_mode,
    wording_class,
)


@examples(50)
@given(
    st.integers(1, 6).flatmap(lambda n: arrays(float, n, elements=st.floats(0, 1))), st.booleans()
)
def test_the_best_two_equal_enumeration(supply, adds):
    share = capacity_share(supply, np.zeros(len(supply), bool), adds=adds)

    def g(s):
        return min(1.0, sum(supply[list(s)]) if adds else max(supply[list(s)], default=0.0))

    whole = g(range(len(supply)))
    assert share.whole == pytest.approx(whole)
    if whole > 0:
        pairs = [g(s) for s in combinations(range(len(supply)), min(2, len(supply)))]
        assert share.two == pytest.approx(max(pairs) / whole)


@examples(30)
@given(st.integers(0, 9999))
def test_reach_of_the_best_two_equals_enumeration(seed):
    rng = np.random.default_rng(seed)
    reach, weight = rng.random((5, 4)) * (rng.random((5, 4)) < 0.6), rng.dirichlet(np.ones(4))
    excluded = rng.random(5) < 0.2
    free = np.flatnonzero(~excluded)
    share = reach_share(reach, weight, excluded)
    whole = reach[free].max(axis=0, initial=0) @ weight
    assert share.whole == pytest.approx(whole)
    if whole > 0:
        best = max(
            reach[list(s)].max(axis=0) @ weight for s in combinations(free, min(2, len(free)))
        )
        assert share.two == pytest.approx(best / whole)


def test_many_networks_at_once_and_more_actors_than_pairs(monkeypatch):
    rng = np.random.default_rng(3)
    reach, weight, nobody = rng.random((4, 6, 5)), rng.dirichlet(np.ones(5)), np.zeros(6, bool)
    each = [reach_share(one, weight, nobody).two for one in reach]
    assert best_two(reach, weight, nobody) == pytest.approx(each)
    monkeypatch.setattr(mode_rule, "MOST_PAIRED", 5)
    greedy = best_two(reach, weight, nobody)
    assert (greedy <= np.array(each) + 1e-12).all()
    assert (greedy >= 0.75 * np.array(each)).all()  # 1 - (1 - 1/2)^2 of the best two


def test_five_banks_are_substitutes_and_one_is_the_sole_holder():
    nobody = np.zeros(6, dtype=bool)
    five = capacity_share(np.array([1.0, 1, 1, 1, 1, 0]), nobody, adds=False)
    assert (five.whole, five.two, five.n_eff) == (1.0, 1.0, 5.0)
    assert five.holders == (0, 1, 2, 3, 4)
    one = capacity_share(np.array([0, 0, 0.8, 0, 0, np.nan]), nobody, adds=False)
    assert (one.whole, one.two, one.n_eff, one.holders) == (0.8, 1.0, 1.0, (2,))
    assert wording_class("bilateral", five.n_eff) == "substitutes"
    assert wording_class("bilateral", one.n_eff) == "sole-holder"


def test_the_tiniest_supplies_count_holders_too():
    share = capacity_share(np.array([5e-324, 5e-324, 0.0]), np.zeros(3, bool), adds=True)
    assert (share.n_eff, share.holders) == (2.0, (0, 1))


def test_nobody_has_it():
    none = capacity_share(np.array([0.0, np.nan, 1.0]), np.array([False, False, True]), adds=True)
    assert none.whole == 0
    assert np.isnan(none.two)
    assert need_mode(none.two, PartnerRules()) == "none"
    assert wording_class("none", np.nan) == "nobody-has-it"
    assert reach_share(np.zeros((0, 0)), np.zeros(0), np.zeros(0, bool)).whole == 0


def test_thresholds_belong_to_the_mode_above_them():
    assert [need_mode(x, PartnerRules()) for x in (0.9, 0.8999, 0.5, 0.4999)] == [
        "bilateral", "hybrid", "hybrid", "multi-stakeholder",
    ]  # fmt: skip
    assert need_mode(9 * 0.1, PartnerRules()) == "bilateral"


def test_needs_together():
    assert site_mode(["bilateral", "bilateral"], [0.5, 0.5], PartnerRules()) == "bilateral"
    assert (
        site_mode(["multi-stakeholder", "none"], [0.5, 0.5], PartnerRules()) == "multi-stakeholder"
    )
    assert site_mode(["none"], [1.0], PartnerRules()) == "none"
    assert site_mode(["bilateral", "hybrid"], [0.1, 0.1], PartnerRules()) == "hybrid"
    assert site_mode([], [], PartnerRules()) == "none"
