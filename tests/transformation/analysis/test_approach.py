"""Approaches over units: a case worked out by hand, the rule, and what holds for any numbers."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from tests.fixtures.rollout import risk, unit
from workbench.errors import NothingToShow
from workbench.transformation.analysis import approach
from workbench.transformation.analysis.approach import (
    ApproachLimits,
    compare_approaches,
)
from workbench.transformation.analysis.risks import weigh_risks
from workbench.transformation.analysis.rows import SharedInfrastructure

HUB = SharedInfrastructure("hub", "Data hub", 2)


def compare(units, infrastructure=(), risks=(), *, draws=2_000, capabilities="12345", **limits):
    weighed = weigh_risks(list(risks), {"3": 0.3}).rows
    return compare_approaches(
        units, infrastructure, weighed, capabilities=list(capabilities),
        limits=ApproachLimits(**limits), draws=draws,
    )  # fmt: skip


def test_certain_times_and_costs_by_hand():
    units = [unit(key, weeks, cost=cost, people=people) for key, weeks, cost, people in
             (("a", 2, "100", 3), ("b", 3, "200", 4), ("c", 6, "400", 5))]  # fmt: skip
    found = compare(units, teams=2, ceiling=Decimal(500), weeks=14)
    phased, parallel, hybrid = found.outcomes
    # 6 weeks of preparation, a alone, then b and c: 6 + 2 + 6
    assert (phased.planned, phased.p10, phased.p90, phased.p_in_time) == (14, 14, 14, 1)
    assert [(one.start, one.finish) for one in phased.units] == [(6, 8), (8, 11), (8, 14)]
    assert (phased.waves, phased.people, phased.first) == (2, 9, ("a",))
    assert (phased.first_p80, phased.p_first) == (Decimal("100.00"), 1)
    assert (parallel.planned, parallel.people, parallel.first) == (12, 12, ("c", "b", "a"))
    assert (parallel.first_p80, parallel.p_first) == (Decimal("700.00"), 0)
    assert (hybrid.planned, hybrid.units) == (14, phased.units)
    assert (found.cost_p50, found.cost_p80, found.p_ceiling) == (700, 700, 0)


def test_a_risk_comes_in_its_share_of_the_draws():
    late = risk("a", probability=0.25, delay=10.0, cost=1000.0)
    found = compare([unit("a", 4, cost="100")], risks=[late], draws=20_000, weeks=10)
    assert found.outcomes[0].p_in_time == pytest.approx(0.75, abs=0.01)
    assert (found.outcomes[0].p50, found.outcomes[0].p90) == (10, 12)  # 10 days are two weeks
    assert (found.cost_p50, found.cost_p80) == (Decimal("100.00"), Decimal("1100.00"))


def test_one_chance_in_ten_to_cost_more_than_the_high_value():
    units = [unit("a", 1, cost="100", cost_high="200")]
    found = compare(units, draws=40_000, ceiling=Decimal(200))
    assert found.p_ceiling == pytest.approx(0.9, abs=0.01)
    assert float(found.cost_p50) == pytest.approx(100, rel=0.02)


def test_four_facts_and_the_rule():
    units = [unit("a", 2, pilot="worked", cost="100"), unit("b", 2, pilot="worked", cost="100")]
    limits = {"teams": 2, "ceiling": Decimal(300), "infrastructure": [HUB]}
    assert compare(units, **limits).facts.holding == (True, True, True, True)
    assert compare(units, **limits).facts.word == "parallel"
    assert compare(units, **(limits | {"teams": 1})).facts.word == "phased"
    assert compare(units, **(limits | {"ceiling": Decimal(150)})).facts.holding[3] is False
    assert compare(units, **(limits | {"first_ceiling": Decimal(150)})).facts.word == "phased"
    assert compare(units[:1], **limits).facts.pilots_worked is False
    full = [unit(key, 2, pilot="worked", infrastructure="hub", cost="1") for key in "abc"]
    facts = compare(full, [HUB], teams=3, ceiling=Decimal(9)).facts
    assert (facts.scarce, facts.nothing_scarce, facts.word) == ((HUB,), False, "phased")
    assert facts.first_p80 == Decimal("2.00")  # of the two that find a place at the hub


def test_hybrid_from_more_than_a_third_of_the_capabilities():
    def word(differs):
        return compare([unit("a", 1, differs=differs), unit("b", 1)], teams=2,
                       capabilities="123456").facts.word  # fmt: skip

    assert word("1;2") == "phased"  # a third is not more than a third
    assert word("1;2;3") == "hybrid"


def test_what_is_not_known_is_not_shown_to_hold():
    units = [unit("a", 1, pilot="worked"), unit("b", 1, pilot="worked", people=None)]
    found = compare(units)
    assert found.facts.holding == (True, None, None, None)
    assert found.facts.word == "phased"
    assert [one.approach for one in found.outcomes] == ["parallel"]
    assert (found.cost_p80, found.p_ceiling, found.outcome("phased")) == (None, None, None)
    assert (found.unpriced, found.unstaffed) == (("a", "b"), ("b",))


def test_units_that_are_live_or_have_no_time_are_left_out_and_named():
    units = [unit("a", 4), unit("b", None), unit("c", 3, live=date(2026, 3, 1))]
    found = compare_approaches(units, as_of=date(2026, 3, 14))
    assert ([one.site for one in found.outcomes[0].units], found.undated, found.live) == (
        ["a"], ("b",), ("c",),
    )  # fmt: skip
    before = compare_approaches(units, as_of=date(2026, 2, 1))
    assert (before.live, len(before.outcomes[0].units)) == ((), 2)
    with pytest.raises(NothingToShow, match="time is known"):
        compare_approaches(units[1:])


def test_the_order_of_the_rows_does_not_matter_and_the_seed_decides():
    units = [unit(f"u{at}", 4, low=2, high=9, cost="50", cost_high="90") for at in range(6)]
    one = compare(units, teams=2)
    assert compare(units[::-1], teams=2).outcomes == one.outcomes
    other = compare_approaches(units, limits=ApproachLimits(teams=2), seed=7, draws=2_000)
    assert other.outcomes[0].p50 != one.outcomes[0].p50


RANGES = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=8
)


@examples(25)
@given(RANGES, st.integers(1, 4))
def test_parallel_is_never_longer_than_phased_without_shared_infrastructure(ranges, teams):
    units = [
        unit(f"u{at}", low + more, low=low, high=low + more + rest, cost="10")
        for at, (low, more, rest) in enumerate(ranges)
    ]
    phased, parallel, _ = compare(units, teams=teams, draws=200).outcomes
    for name in ("planned", "p10", "p50", "p80", "p90"):
        assert getattr(parallel, name) <= getattr(phased, name) + 1e-9
    assert parallel.p_in_time >= phased.p_in_time
    assert parallel.people >= phased.people
    assert phased.p10 <= phased.p50 <= phased.p80 <= phased.p90
    assert np.isclose(parallel.people, len(units))


def test_very_many_units_take_fewer_draws(monkeypatch):
    monkeypatch.setattr(approach, "_VALUES", 30 * 700)
    units = [unit(f"u{at}", 2) for at in range(30)]
    assert compare_approaches(units, draws=10_000).method.parameters["draws"] == 700
    assert compare_approaches(units[:1], draws=10_000).method.parameters["draws"] == 10_000
    assert compare_approaches(units * 3, draws=10_000).method.parameters["draws"] == 500
