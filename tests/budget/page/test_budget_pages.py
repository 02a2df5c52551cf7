"""Which columns of time a sheet shows; the sheets themselves are read back with the workbook."""

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_pages import time_columns


@pytest.mark.parametrize(
    ("period", "step", "column", "number"),
    [
        ("2026", "quarter", "period", 4),
        ("2026-Q1", "month", "period", 3),
        ("2026", "month", "year", 1),
        ("2026", "year", "period", 1),
    ],
)
def test_periods_where_they_fit_else_years(period, step, column, number):
    costs = pd.DataFrame({"site": ["s"], "line": ["a"], "category": ["staff"]}).assign(
        quantity="1", unit_cost="100", currency="USD", period=period
    )
    found, values = time_columns(draft_budget(costs, currency="USD", step=step))
    assert (found, len(values)) == (column, number)
