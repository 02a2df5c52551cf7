"""Menus, choice and frontier from weighed options, in one call."""

import pandas as pd
import pytest

from workbench.errors import InvalidInput, NothingToShow
from workbench.frameworks import load
from workbench.options.analysis.options import weigh_options
from workbench.portfolio.analysis.funding_choice import choose_funding
from workbench.portfolio.analysis.portfolio import choose_portfolio
from workbench.portfolio.analysis.site_menus import site_menus, split_options


@pytest.fixture(scope="module")
def weighed():
    listed = pd.DataFrame({"site": ["a", "a", "b", "b"], "component": ["p", "q", "p", "q"]})
    judged = listed.assign(readiness=[4, 6, 3, 5], use=[2, 3, 2, 4])
    options = pd.DataFrame(
        {"site": ["a", "b", "b"], "proposal": ["x", "y", "z"], "component": ["p", "p", "q"]}
        | {"option": "develop", "use_after": [4, 5, 8], "readiness_after": [6, 6, 8]}
        | {"cost": [100.0, 60.0, 500.0], "title": ["Train", "Shops", "Roads"]}
    )
    return weigh_options(options, listed, judged, load("ipsr"))


def test_the_choice_is_that_of_the_portfolio(weighed):
    found = choose_funding(weighed, 120)
    one, whole = split_options(weighed.table)
    menus = site_menus(weighed.before.table[["site", "component", "score"]], one, extras=whole)
    assert found.portfolio.value == choose_portfolio(menus, 120).value == 28  # 8 + 20
    assert found.portfolio.cost == 60


def test_the_frontier_reaches_everything(weighed):
    found = choose_funding(weighed, 120, points=7)
    assert found.everything == 660
    assert len(found.frontier.table) == 7
    assert found.frontier.table["budget"].iloc[-1] == found.everything
    assert found.frontier.table["value"].is_monotonic_increasing
    assert found.titles["b", "y"] == "Shops"


def test_without_a_ceiling_half_of_everything_is_looked_at(weighed):
    assert choose_funding(weighed).portfolio.budget == 330


def test_nothing_to_choose_and_floors_that_cannot_be_met_are_said(weighed):
    listed = pd.DataFrame({"site": ["a"], "component": ["p"]})
    judged = listed.assign(readiness=[4], use=[2])
    none = weigh_options(weighed.table.head(0), listed, judged, load("ipsr"))
    with pytest.raises(NothingToShow):
        choose_funding(none, 100)
    regions = pd.DataFrame({"site": ["a", "b"], "region": ["north", "south"]})
    with pytest.raises((InvalidInput, NothingToShow)):
        choose_funding(weighed, 50, sites=regions, floors={"north": 10.0})
