"""What a pool hangs on."""

import dataclasses

import pytest

from tests.fixtures.published import bcg, row, schools
from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.pool import TooFew, pool
from workbench.experiments.analysis.robustness import robustness


def with_(effect: Effect, **more) -> Effect:
    return dataclasses.replace(effect, of=dataclasses.replace(effect.of, **more))


def test_leaving_one_out_is_the_pool_of_the_others():
    whole = pool(bcg())
    found = robustness(whole)
    assert len(found.one_out) == 13
    moved = [abs(one.mean - whole.mean) for one in found.one_out]
    assert moved == sorted(moved, reverse=True)
    for left in found.one_out[:3]:
        rest = pool([one for one in bcg() if one.of.study != left.study])
        assert left.mean == pytest.approx(rest.mean)
        assert (left.low, left.high) == pytest.approx((rest.mean_range.low, rest.mean_range.high))


def test_small_studies_need_ten():
    assert robustness(pool(bcg())).small.range.low < 0
    assert robustness(pool(bcg()[:9])).small is None
    assert robustness(pool([row(n, 0.1 * n, 0.2) for n in range(12)])).small is None


def test_a_funnel_that_leans_is_seen():
    rows = [row(n, 0.1 + 2 * s, s) for n, s in enumerate([0.05 + 0.02 * k for k in range(12)])]
    small = robustness(pool(rows)).small
    assert small.value == pytest.approx(2.0, abs=1e-6)
    assert small.by_chance < 0.001


def test_the_pool_without_doubtful_ones_stands_beside_it():
    effects = [with_(one, doubt="retracted") if n < 2 else one for n, one in enumerate(bcg())]
    part = robustness(pool(effects)).without("without doubtful")
    assert part.dropped == 2
    assert part.pool.mean == pytest.approx(pool(bcg()[2:]).mean)
    assert robustness(pool(effects)).without("randomised") is None


def test_parts_that_are_too_few_say_so():
    effects = [with_(one, registered=n < 2) for n, one in enumerate(bcg())]
    assert isinstance(robustness(pool(effects)).without("registered").pool, TooFew)


def test_leaving_out_needs_four_studies():
    assert robustness(pool(bcg()[:3])).one_out == ()


def test_a_study_is_left_out_with_all_its_effects():
    found = robustness(pool(schools()))
    assert {one.study for one in found.one_out} == {str(one.of.study) for one in schools()}
