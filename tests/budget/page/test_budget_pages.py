"""Which columns of time a sheet shows; the sheets themselves are read back with the workbook."""

from datetime import date

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_ledger import BudgetBook, Names
from workbench.budget.page.budget_pages import time_columns
from workbench.page.workbook_page import Book


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
    budget = draft_budget(costs, currency="USD", step=step)
    made = BudgetBook(Book("", "", date(2026, 1, 1)), budget, Names(site="s"), "")
    found, values = time_columns(made)
    assert (found, len(values)) == (column, number)
