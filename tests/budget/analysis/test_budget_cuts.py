"""What to cut: order, followers, mandatory lines, indirect costs that follow."""

from datetime import date
from decimal import Decimal
from functools import partial

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.budget_cuts import budget_cuts, cut_order

D = Decimal
PLAN = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def costs():
    return pd.DataFrame(
        {
            "site": "s",
            "line": ["a", "b", "c", "d", "e"],
            "activity": ["A1", "A2", "A3", "A3", None],
            "category": "staff",
            "quantity": "1",
            "unit_cost": ["1000", "500", "300", "200", "100"],
            "currency": "USD",
            "mandatory": [None, None, None, True, True],
        }
    )


def _cut(costs, ceiling, order, after=None, **options):
    draft = partial(draft_budget, currency="USD", plan=PLAN, **options)
    return budget_cuts(draft, costs, ceiling=D(ceiling), order=order, after=after or {})


def test_activities_go_in_order_until_the_ceiling_is_kept(costs):
    found = _cut(costs, 1800, ["A3", "A2", "A1"])
    assert found.over == D("300.00")
    assert found.steps == 1
    assert found.table["saved"].tolist() == [D("300.00"), D("500.00"), D("1000.00")]
    assert found.table["total_after"].tolist() == [D("1800.00"), D("1300.00"), D("300.00")]
    assert found.mandatory.amount == D("300.00")


def test_what_follows_goes_along_once(costs):
    found = _cut(costs, 1500, ["A1", "A2"], {"A2": ["A1"], "A3": ["A2"]})
    assert found.table["along"].tolist() == ["A2;A3", ""]
    assert found.table["saved"].tolist() == [D("1800.00"), D("0.00")]


def test_indirect_costs_follow_the_cuts(costs):
    found = _cut(costs, 2000, ["A2"], indirect_rate=D("0.10"))
    assert found.total.amount == D("2310.00")
    assert found.table["saved"].tolist() == [D("550.00")]


def test_a_budget_below_its_ceiling_needs_no_cut(costs):
    found = _cut(costs, 5000, ["A1"])
    assert (found.steps, found.over) == (0, D("0.00"))


def test_mandatory_lines_may_cost_more_than_there_is(costs):
    found = _cut(costs, 200, ["A1", "A2", "A3"])
    assert found.steps is None
    assert found.table["total_after"].iloc[-1] == found.mandatory.amount == D("300.00")


def test_what_lifts_the_package_least_for_its_money_goes_first():
    activities = pd.DataFrame(
        {
            "activity": ["A1", "A2", "A3", "A4", "A5"],
            "proposal": ["own", "hire", None, "hire", "wait"],
        }
    )
    options = pd.DataFrame(
        {"proposal": ["own", "hire", "wait"], "gain": [4, 6, None], "cost": [10.0, 30.0, 5.0]}
    ).astype({"gain": "Int64"})
    costed = ["A1", "A2", "A3", "A4", "A5"]
    # of no option; of one whose gain is not known; then 6 for 30, the last begun first; 4 for 10
    assert cut_order(activities, costed, options) == ["A3", "A5", "A4", "A2", "A1"]
