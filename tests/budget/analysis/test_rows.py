"""Rows of costs and budgets as typed values, with what is not known as None."""

from dataclasses import fields
from decimal import Decimal

from workbench.budget.analysis.rows import (
    AccountMonth,
    ActivityCut,
    Atom,
    CategoryInPeriod,
    CostLine,
    LineEstimate,
)
from workbench.core.rows import rows_of

BLANK = dict.fromkeys(one.name for one in fields(CostLine))


def test_tables_of_a_budget_read_as_rows(budgeted):
    found = budgeted("rw-huye", ceiling="60000")
    budget = found.budget
    opened = [row for row in budget.line_rows if row.at_least]
    assert [row.title for row in opened] == ["Survey at the end"]
    assert (opened[0].amount, opened[0].is_open) == (None, True)
    assert sum(row.cents or 0 for row in rows_of(budget.table, Atom)) == budget.total().amount * 100
    cells = rows_of(budget.totals("category", "period"), CategoryInPeriod)
    assert sum(row.amount for row in cells) == budget.total().amount
    months = rows_of(found.cash.table, AccountMonth)
    assert months[-1].balance == sum(row.received - row.paid for row in months)
    cuts = rows_of(found.cuts.table, ActivityCut)
    assert [row.step for row in cuts] == list(range(1, len(cuts) + 1))
    assert sum(row.share for row in rows_of(found.estimate.table, LineEstimate)) > 0.99
    sources = budget.source_rows
    assert sum(row.planned for row in sources) == budget.total().amount


def test_an_amount_needs_quantity_price_and_currency():
    known = {"quantity": Decimal(2), "unit_cost": Decimal("3.5"), "currency": "USD"}
    assert CostLine(**BLANK | known).local == Decimal("7.0")
    for name in known:
        line = CostLine(**BLANK | known | {name: None})
        assert (line.local, line.is_open) == (None, True)
    assert CostLine(**BLANK | known | {"determined": False}).is_open
