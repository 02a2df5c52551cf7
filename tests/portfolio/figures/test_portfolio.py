"""The frontier as data."""

import pandas as pd
import pytest

from workbench.errors import NothingToShow
from workbench.portfolio.analysis.portfolio import portfolio_of_menus
from workbench.portfolio.analysis.site_menus import site_menus
from workbench.portfolio.figures.portfolio import funding_frontier


@pytest.fixture(scope="module")
def menus():
    components = pd.DataFrame({"site": ["A", "B"], "component": ["a", "b"], "score": [6.0, 4]})
    options = pd.DataFrame(
        {"site": ["A", "B"], "component": ["a", "b"], "proposal": ["a-1", "b-1"]}
        | {"score": [10.0, 9], "cost": [10.0, 5]}
    )
    return site_menus(components, options)


def test_points_choice_and_ceiling_are_drawn(menus):
    chosen = portfolio_of_menus(menus, 16)
    figure = funding_frontier(chosen, currency="USD")
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["best choice for the budget"].y) == chosen.frontier["value"].tolist()
    choice = by_name["best choice under the ceiling"]
    assert (choice.x[0], choice.y[0]) == (15, 19)
    assert figure.layout.shapes[0].x0 == 16
    assert "USD" in figure.layout.xaxis.title.text


def test_a_ceiling_that_pays_for_all_is_said_and_leaves_no_empty_picture(menus):
    figure = funding_frontier(portfolio_of_menus(menus, 100), currency="USD")
    assert not figure.layout.shapes
    assert figure.layout.xaxis.range[1] < 20
    assert "The ceiling of USD 100 pays for all of them" in str(figure.layout.meta)


def test_where_money_changes_nothing_there_is_no_picture(menus):
    components = pd.DataFrame({"site": ["A"], "component": ["a"], "score": [6.0]})
    options = pd.DataFrame(columns=["site", "component", "proposal", "score", "cost"])
    bare = site_menus(components, options)
    with pytest.raises(NothingToShow):
        funding_frontier(portfolio_of_menus(bare), currency="USD")
