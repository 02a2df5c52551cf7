"""Cash flow: payment lag, receipts, the lowest point."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.cash_flow import cash_flow
from workbench.errors import InvalidInput, NothingToShow

D = Decimal


def _budget(rows, **options):
    table = pd.DataFrame([{"site": "s", "line": f"L{n}", **row} for n, row in enumerate(rows)])
    rates = pd.DataFrame({"currency": ["RWF"], "date": "2025-01-01", "per_base": "1500"})
    rates["source"] = None
    return draft_budget(
        table.assign(category="staff", currency="USD", quantity="1"),
        rates=rates, currency="USD", **options,
    )  # fmt: skip


def _receipts(*rows):
    return pd.DataFrame(list(rows), columns=["source", "date", "amount", "currency"]).assign(
        site="s"
    )


COSTS = [
    {"unit_cost": "300", "period": "2026-01", "source": "grant"},
    {"unit_cost": "200", "period": "2026-03", "source": "own"},
    {"unit_cost": "900", "period": "2026-01", "source": "own", "kind": "in-kind"},
]
COME = _receipts(("grant", "2026-02-10", "450000", "RWF"), ("own", "2026-01-31", "50", "USD"))


def test_money_in_and_out():
    flow = cash_flow(_budget(COSTS), COME)
    assert flow.table["month"].tolist() == ["2026-01", "2026-02", "2026-03"]
    assert flow.table["need"].tolist() == [D("250.00"), D("-300.00"), D("200.00")]
    assert flow.table["balance"].tolist() == [D("-250.00"), D("50.00"), D("-150.00")]
    assert (flow.lowest, flow.lowest_month) == (D("-250.00"), "2026-01")


def test_costs_paid_later_need_less_in_advance():
    flow = cash_flow(_budget(COSTS), COME, payment_lag_months=1)
    assert flow.table["paid"].tolist() == [D(0), D("300.00"), D(0), D("200.00")]
    assert flow.table["spent"].tolist() == [D("300.00"), D(0), D("200.00"), D(0)]
    assert (flow.lowest, flow.lowest_month) == (D("-150.00"), "2026-04")


def test_what_is_to_be_determined_marks_the_balance_from_then_on():
    rows = [*COSTS, {"unit_cost": None, "period": "2026-02"}]
    flow = cash_flow(_budget(rows), COME)
    assert flow.at_least
    assert flow.table["at_least"].tolist() == [False, True, True]


def test_an_account_that_is_never_short_has_no_lowest_month():
    flow = cash_flow(_budget(COSTS[2:]), COME)
    assert (flow.lowest, flow.lowest_month) == (D("0.00"), None)
    assert flow.table["balance"].tolist() == [D("50.00"), D("350.00")]


def test_money_that_has_no_rate_is_named():
    with pytest.raises(InvalidInput, match="currency 'XYZ'"):
        cash_flow(_budget(COSTS), _receipts(("g", "2026-01-01", "1", "XYZ")))
    with pytest.raises(NothingToShow, match="neither costs in cash nor receipts"):
        cash_flow(_budget(COSTS[2:]))


@examples(20)
@given(st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=4), st.integers(0, 5))
def test_what_is_paid_is_what_is_budgeted(amounts, lag):
    budget = _budget([{"unit_cost": str(one), "period": "2026"} for one in amounts])
    flow = cash_flow(budget, payment_lag_months=lag)
    assert sum(flow.table["paid"]) == sum(flow.table["spent"]) == budget.total().amount
    assert flow.table["balance"].iloc[-1] == -budget.total().amount
    assert flow.lowest == min(flow.table["balance"])
