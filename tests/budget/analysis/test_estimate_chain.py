"""From the estimate of the decided options to what is open."""

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
    ("cost", "low", "high", "explained"),
    [
        (60000, 52000, 78000, True),
        (60000, 59000, 78000, False),
        (60000, None, None, True),  # within a tenth
        (50000, None, None, False),
        (None, None, None, None),
    ],
)
def test_the_range_of_the_estimate_decides_else_a_tenth(budgeted, cost, low, high, explained):
    def estimated(table):
        own = table["proposal"].eq("seed-2") & table["site"].eq("rw-huye")
        new = {"cost": cost, "cost_low": low, "cost_high": high}
        return table.assign(**{name: table[name].mask(own, to) for name, to in new.items()})

    assert budgeted("rw-huye", options=estimated).chain.explained is explained


def test_each_option_is_compared_with_its_own_activities(budgeted):
    chain = budgeted("rw-ruhango").chain
    assert [(one.proposal, one.estimate) for one in chain.by_option] == [
        ("cred-1", 12500), ("mark-2", 23000),
    ]  # fmt: skip
    assert sum(one.planned for one in chain.by_option) == chain.activities
    assert chain.explained

    def on_one(table):
        return table.assign(activity=table["activity"].replace({"B2": "A6", "B3": "A9"}))

    found = budgeted("rw-ruhango", costs=on_one)
    assert found.chain.low <= found.chain.planned <= found.chain.high  # as one sum nothing is wrong
    assert found.unexplained == [
        "“Village savings groups lend for suckers” is estimated at USD\xa012,500; its activities "
        "come to USD\xa035,538.",
        "“The growers' union publishes prices by phone” is estimated at USD\xa023,000; its "
        "activities have no costs.",
    ]

    def unserved(table):
        return table.assign(proposal=table["proposal"].mask(table["site"] == "rw-ruhango"))

    assert budgeted("rw-ruhango", costs=on_one, activities=unserved).chain.explained
