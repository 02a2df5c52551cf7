"""Budgets as data: lengths are the sums of the budget, the lowest balance is named."""

from decimal import Decimal

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.cash_flow import cash_flow
from workbench.budget.figures.budget import cash_balance


@pytest.fixture(scope="module")
def budget():
    costs = pd.DataFrame(
        {
            "site": "s",
            "line": ["a", "b", "c", "d"],
            "category": ["staff", "field-inputs", "rent", "audit"],
            "quantity": "1",
            "unit_cost": ["1000", "700", "40", None],
            "currency": "USD",
            "period": ["2026", "2026-Q3", "2026-Q4", "2026-Q4"],
            "kind": ["cash", "cash", "in-kind", "cash"],
            "determined": [True, True, True, False],
        }
    )
    return draft_budget(costs, currency="USD", physical_contingency=Decimal("0.1"))


def test_the_lowest_balance_is_marked(budget):
    come = pd.DataFrame(
        {"site": ["s"], "source": ["g"], "date": ["2026-09-01"], "amount": ["900"]}
    ).assign(currency="USD")
    flow = cash_flow(budget, come)
    figure = cash_balance(flow)
    said = [note.text for note in figure.layout.annotations]
    assert len(said) == 1
    assert f"{abs(flow.lowest):,.0f}" in said[0]
    hatched = next(trace for trace in figure.data if trace.name.startswith("below"))
    assert min(hatched.y) == float(flow.lowest)
    assert hatched.marker.pattern.shape == "x"
    assert "At most" in figure.layout.meta["caption"]


def test_an_account_that_is_never_short_says_so(budget):
    come = pd.DataFrame({"date": ["2026-01-01"], "amount": "9000", "currency": "USD"})
    flow = cash_flow(budget, come)
    assert flow.lowest_month is None
    figure = cash_balance(flow)
    assert not [trace for trace in figure.data if str(trace.name).startswith("below")]
    assert "never falls below" in figure.layout.meta["alt"]
