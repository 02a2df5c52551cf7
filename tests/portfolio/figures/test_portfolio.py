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


def test_points_and_choice_are_drawn(menus):
    chosen = portfolio_of_menus(menus, 16)
    figure = funding_frontier(chosen, currency="USD")
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["best choice for the budget"].y) == chosen.frontier["value"].tolist()
    choice = by_name["best choice that the table compares with"]
    assert (choice.x[0], choice.y[0]) == (15, 19)
    assert "USD" in figure.layout.xaxis.title.text


@pytest.mark.parametrize("ceiling", [10, 16, 100])
def test_a_ceiling_of_whole_budgets_is_not_drawn_over_estimates(menus, ceiling):
    figure = funding_frontier(portfolio_of_menus(menus, ceiling), currency="USD", drafts="USD 40")
    assert not figure.layout.shapes
    assert figure.layout.xaxis.range[1] < 20
    assert "A ceiling holds for whole budgets" in figure.layout.meta["caption"]
    assert "The drafted budgets cost USD 40 together." in figure.layout.meta["caption"]
    assert "pays for all" not in figure.layout.meta["caption"]


def test_where_money_changes_nothing_there_is_no_picture(menus):
    components = pd.DataFrame({"site": ["A"], "component": ["a"], "score": [6.0]})
    options = pd.DataFrame(columns=["site", "component", "proposal", "score", "cost"])
    bare = site_menus(components, options)
    with pytest.raises(NothingToShow):
        funding_frontier(portfolio_of_menus(bare), currency="USD")


def test_amounts_round_halves_up_as_the_reports_do():
    components = pd.DataFrame({"site": ["A"], "component": ["a"], "score": [6.0]})
    options = pd.DataFrame(
        {"site": ["A"], "component": ["a"], "proposal": ["a-1"], "score": [10.0], "cost": [2.5]}
    )
    figure = funding_frontier(portfolio_of_menus(site_menus(components, options)), currency="USD")
    assert "to 10 with USD 3." in figure.layout.meta["alt"].replace("\xa0", " ")
    hovers = [text for trace in figure.data for text in trace.hovertext or ()]
    assert any(text.replace("\xa0", " ").startswith("USD 3: ") for text in hovers)
