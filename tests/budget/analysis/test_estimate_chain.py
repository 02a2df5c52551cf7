"""From the estimate of the decided options to what is open."""

from dataclasses import replace
from decimal import Decimal

import pytest


def test_activities_the_rest_and_indirect_costs_make_the_total(budgeted):
    chain = budgeted("rw-huye").chain
    assert (chain.option, chain.low, chain.high) == (60000, 52000, 78000)
    assert chain.activities + chain.not_tied + chain.indirect == chain.total
    assert chain.pledged + chain.open == chain.total
    assert chain.open == Decimal("14107.50")  # what Horizon is asked for
    assert budgeted("ug-luwero").chain is None


@pytest.mark.parametrize(
    ("option", "low", "high", "explained"),
    [
        (60000, 52000, 78000, True),
        (60000, 59000, 78000, False),
        (60000, None, None, True),  # within a tenth
        (50000, None, None, False),
        (None, None, None, None),
    ],
)
def test_the_range_of_the_estimate_decides_else_a_tenth(budgeted, option, low, high, explained):
    given = [None if one is None else Decimal(one) for one in (option, low, high)]
    chain = replace(budgeted("rw-huye").chain, option=given[0], low=given[1], high=given[2])
    assert chain.explained is explained
