"""Cost of a point: the cheapest first, nothing invented where gain or cost is not known."""

import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.portfolio.analysis.cost_per_point import point_prices


def test_the_cheapest_point_stands_first():
    table = pd.DataFrame({"site": ["a", "b", "c"], "gain": [2, 5, 4], "cost": [10.0, 100, 8]})
    assert point_prices(table)[["key", "price"]].values.tolist() == [["c", 2], ["a", 5], ["b", 20]]


def test_without_gain_or_cost_there_is_no_price():
    table = pd.DataFrame(
        {"proposal": ["a", "b", "c", "d"], "gain": [0, None, -2, 4], "cost": [1.0, 2, 3, None]}
    )
    assert point_prices(table, by="proposal").empty


def test_a_missing_column_is_named():
    with pytest.raises(UnknownName, match="cost"):
        point_prices(pd.DataFrame({"site": ["a"], "gain": [1]}))
