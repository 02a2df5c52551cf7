"""The total builds up in steps that add up to the cent."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.budget_steps import budget_steps


def _budget(funding=None, **more):
    costs = pd.DataFrame(
        {
            "site": "s",
            "line": ["a", "b", "c"],
            "category": ["staff", "field-inputs", "rent"],
            "quantity": ["2", "3", "1"],
            "unit_cost": ["100.50", "70", "40"],
            "currency": "USD",
            "period": ["2026", "2027", "2026"],
            "price_date": pd.Timestamp("2026-01-15"),
            "kind": ["cash", "cash", "in-kind"],
            "source": ["g", "h", "g"],
        }
    )
    return draft_budget(costs, currency="USD", funding=funding, **more)


FUNDING = pd.DataFrame(
    {
        "site": "s",
        "source": ["g", "h"],
        "title": ["Grant", "Hope"],
        "firm": ["pledged", "idea"],
        "amount": ["150", "900"],
        "currency": "USD",
        "profile": None,
    }
)


def test_steps_lead_from_the_base_cost_to_what_nobody_promised():
    steps = budget_steps(
        _budget(FUNDING, inflation=Decimal("0.1"), physical_contingency=Decimal("0.1"))
    )
    found = {one.step: one.amount for one in steps}
    # 201 + 210 + 40; 210 rise by a tenth; a tenth of the 411 in cash; in kind 40; pledged
    # 150 at the most.
    assert found == {
        "base": Decimal("451.00"),
        "prices": Decimal("21.00"),
        "physical": Decimal("41.10"),
        "total": Decimal("513.10"),
        "in-kind": Decimal("-40.00"),
        "promised": Decimal("-150.00"),
        "open": Decimal("323.10"),
    }


def test_steps_of_nothing_are_left_out():
    steps = budget_steps(_budget())
    assert [one.step for one in steps] == ["base", "total", "in-kind", "open"]


@examples(25)
@given(st.integers(0, 30), st.integers(0, 30))
def test_steps_add_up_to_the_total_and_to_what_is_open(rise, extra):
    shares = {"inflation": Decimal(rise) / 100, "physical_contingency": Decimal(extra) / 100}
    budget = _budget(FUNDING, **shares)
    steps = budget_steps(budget)
    raising = [one for one in steps if one.step in {"base", "prices", "physical", "indirect"}]
    assert sum(one.amount for one in raising) == budget.total().amount
    lowering = [one for one in steps if one.step in {"total", "in-kind", "promised"}]
    assert steps[-1].amount == sum(one.amount for one in lowering)


@pytest.mark.parametrize("profile", ["world-bank-style", "us-federal-2024"])
def test_price_contingency_apart_is_a_rise_of_prices_too(profile):
    budget = _budget(inflation=Decimal("0.1"), funder=profile)
    steps = {one.step: one.amount for one in budget_steps(budget)}
    assert steps["prices"] == Decimal("21.00")
    assert steps["total"] == budget.total().amount


def test_amounts_to_be_determined_make_sums_at_least():
    costs = pd.DataFrame(
        {"site": "s", "line": ["a", "b"], "category": "staff", "quantity": "1", "period": "2026",
         "unit_cost": ["10", None], "currency": "USD", "determined": [True, False]}
    )  # fmt: skip
    steps = {one.step: one.at_least for one in budget_steps(draft_budget(costs, currency="USD"))}
    assert steps["total"]
    assert steps["open"]
    assert not steps["base"]
