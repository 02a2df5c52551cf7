"""Rows of a budget read as typed values, with what is not known as None."""

from decimal import Decimal

from workbench.budget.analysis.budget_steps import budget_steps
from workbench.budget.analysis.rows import (
    BudgetedLine,
    BuildUp,
    CategoryInPeriod,
    CurrencyWeight,
    Cut,
    Month,
    SourceOfFunds,
    Uncertainty,
)
from workbench.core.rows import rows_of


def test_tables_of_a_budget_read_as_rows(budgeted):
    found = budgeted("rw-huye", ceiling="60000")
    budget = found.budget
    opened = [row for row in rows_of(budget.lines, BudgetedLine) if row.at_least]
    assert [row.title for row in opened] == ["Survey at the end"]
    assert opened[0].amount is None
    cells = rows_of(budget.totals("category", "period"), CategoryInPeriod)
    assert sum(row.amount for row in cells) == budget.total().amount
    assert rows_of(budget_steps(budget), BuildUp)[-1].step == "open"
    assert {row.currency for row in rows_of(budget.currencies(), CurrencyWeight)} >= {"USD", "RWF"}
    assert rows_of(found.cash.table, Month)[-1].balance == found.cash.table["balance"].iloc[-1]
    assert rows_of(found.cuts.table, Cut)[0].step == 1
    assert sum(row.share for row in rows_of(found.estimate.table, Uncertainty)) > 0.99
    unpaid = rows_of(budget.sources, SourceOfFunds)[-1]
    assert isinstance(unpaid.planned, Decimal)
