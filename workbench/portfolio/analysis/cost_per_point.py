"""What one point of package score costs: by option, and by site of a portfolio."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.table_access import numbers, require, words


def point_prices(table: pd.DataFrame, *, by: str = "site") -> pd.DataFrame:
    """Divide cost by gain, the cheapest point first.

    Parameters
    ----------
    table : DataFrame
        The column `by`, gain (points of package score) and cost (base currency), such as the table
        of a portfolio or of weighed options.
    by : str
        Column that names the rows.

    Returns
    -------
    DataFrame
        key (str), gain, cost, price (float: cost of one point). Rows without a gain above 0 or
        without a known cost are left out: there is no point to pay for, or no price.

    Raises
    ------
    UnknownName
        A column that is needed is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"site": ["a", "b"], "gain": [4.0, 10.0], "cost": [80.0, 100.0]})
    >>> point_prices(table)[["key", "price"]].values.tolist()
    [['b', 10.0], ['a', 20.0]]
    """
    require(table, (by, "gain", "cost"), "the table of costs and gains")
    gain, cost = numbers(table, "gain"), numbers(table, "cost")
    counts = np.isfinite(gain) & np.isfinite(cost) & (gain > 0)
    found = pd.DataFrame(
        {
            "key": words(table[by].astype("str").to_numpy(object)[counts]),
            "gain": gain[counts],
            "cost": cost[counts],
            "price": cost[counts] / gain[counts],
        }
    )
    return found.sort_values(["price", "key"], kind="stable").reset_index(drop=True)
