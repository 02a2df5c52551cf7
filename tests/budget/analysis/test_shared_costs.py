"""What a shared cost costs at a site, and the site's part of it."""

from decimal import Decimal


def test_a_site_bears_an_equal_part_of_a_shared_cost(budgeted):
    (found,) = budgeted("rw-huye").shared
    assert (found.shared, found.sites) == ("coordinator-rw", 6)
    assert found.amount == Decimal("22320.00")  # 18,600 + 5 % contingency + 15 % indirect costs
    assert found.part == Decimal("3720.00")
    assert found.elsewhere == Decimal("18600.00")
    assert found.cash_by_source == {"grant": Decimal("22320.00")}


def test_the_ask_has_the_sites_part_alone(budgeted):
    found = budgeted("rw-huye")
    assert found.budget.total().amount - found.ask.amount == Decimal("18600.00")
    assert found.ask.at_least
    assert budgeted("ug-luwero").ask is None
    assert budgeted("ug-luwero").shared == []


def test_a_cost_that_nobody_else_shows_is_borne_whole(budgeted):
    def alone(table):
        return table.assign(shared=table["shared"].where(table["site"] != "rw-huye", "mine"))

    (found,) = budgeted("rw-huye", costs=alone).shared
    assert (found.sites, found.elsewhere) == (1, 0)
