"""Where the next pilot would teach most for its money."""

from decimal import Decimal

import pytest

from tests.fixtures.published import bcg, latitudes, row
from workbench.experiments.analysis.meta_regression import meta_regression
from workbench.experiments.analysis.next_pilot import Pilot, next_pilots
from workbench.experiments.analysis.pool import pool

SITES = {"huye": {"latitude": 2.0}, "kiruna": {"latitude": 68.0}, "turin": {"latitude": 45.0}}


def pilot(site, cost="1000", currency="USD", n=400, **more):
    amount = None if cost is None else Decimal(cost)
    return Pilot(site, site.title(), amount, currency, n, None, None, more.get("result"))


def ask(pilots, sites=SITES, contexts=None):
    known = latitudes() if contexts is None else contexts
    effects = bcg()
    line = meta_regression(effects, known)
    return next_pilots(pilots, pool(effects), line, list(sites), sites, known)


def test_the_reduction_is_that_of_the_pool_with_one_more_study():
    # By the formula for the mean, with the spread kept: 1 / (sum of weights) before and after.
    rows = [row(n, 0.1 * n, 0.1, n=100) for n in range(5)]
    whole = pool(rows)
    line = meta_regression(rows, {})
    far = {site: {} for site in ("a", "b")}
    found = next_pilots([pilot("c", n=50)], whole, line, list(far), far, {})
    [value] = found.by_currency[0][1]
    spread, sampling = whole.spread.total, 0.1**2 * 100 / 50
    before = whole.model.covariance[0, 0]
    expected = before**2 / (before + spread + sampling)
    assert value.reduction == pytest.approx(expected)
    weights = 1 / before + 1 / (spread + sampling)
    assert before - 1 / weights == pytest.approx(expected)


def test_a_pilot_far_from_those_tried_teaches_more_of_a_line():
    found = ask([pilot("huye"), pilot("turin")], {**SITES, "abuja": {"latitude": 9.0}})
    assert found.by_currency[0][1][0].pilot.site == "huye"
    assert found.by_currency[0][1][0].opens == 2  # itself and Abuja


def test_more_observed_teaches_more_and_dearer_teaches_less_for_the_money():
    small, large = ask([pilot("huye", n=100)]), ask([pilot("huye", n=10_000)])
    assert large.by_currency[0][1][0].reduction > small.by_currency[0][1][0].reduction
    found = ask([pilot("huye", cost="4000"), pilot("huye", cost="1000")])
    first, second = found.by_currency[0][1]
    assert first.per_money == pytest.approx(4 * second.per_money)


def test_currencies_are_never_mixed_and_unknown_costs_stand_apart():
    found = ask([pilot("huye"), pilot("turin", currency="RWF"), pilot("kiruna", cost=None)])
    assert [currency for currency, _ in found.by_currency] == ["RWF", "USD"]
    assert [one.pilot.site for one in found.unknown_cost] == ["kiruna"]


def test_what_cannot_be_told_says_why():
    sites = {**SITES, "nowhere": {}}
    found = ask([pilot("huye", n=None), pilot("nowhere"), pilot("turin", result="pass")], sites)
    assert [why for _, why in found.unusable] == [
        "how many would be observed is not known",
        "what the effect changes with is not known there",
    ]
    assert [one.site for one in found.made] == ["turin"]
    assert found.empty
    assert found.targets == 3


def test_a_reduction_is_never_more_than_there_is():
    found = ask([pilot(site, n=10**9) for site in SITES])
    for one in found.by_currency[0][1]:
        assert 0 < one.share < 1
    assert found.variance > 0


def test_without_numbers_observed_nothing_is_told():
    rows = [row(n, 0.1 * n, 0.1) for n in range(5)]
    found = next_pilots([pilot("huye")], pool(rows), meta_regression(rows, {}), ["huye"], {}, {})
    assert found.unusable[0][1] == "no experiment says how many it observed"
