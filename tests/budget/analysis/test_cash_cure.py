"""Instalments that keep an account above zero, against the account computed anew."""

from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.cash_cure import cash_cure, uncovered_cash
from workbench.budget.analysis.cash_flow import cash_flow

months = st.integers(1, 12).map(lambda number: f"2026-{number:02d}")
money = st.integers(1, 900)


def _budget(spent):
    costs = pd.DataFrame(spent, columns=["period", "unit_cost"]).assign(
        site="s", category="staff", quantity="1", currency="USD", kind="cash", source="g"
    )
    costs["line"] = [f"L{number}" for number in range(len(costs))]
    return draft_budget(costs.astype({"unit_cost": str}), currency="USD")


def _receipts(come):
    table = pd.DataFrame(come, columns=["date", "amount", "expected"]).assign(
        source="g", currency="USD"
    )
    return table.assign(date=pd.to_datetime(table["date"] + "-15"), amount=table["amount"].map(str))


@examples(60)
@given(
    st.lists(st.tuples(months, money), min_size=1, max_size=5),
    st.lists(
        st.tuples(months, money, st.booleans()),
        min_size=1, max_size=5, unique_by=lambda row: row[0],
    ),
)  # fmt: skip
def test_after_the_moves_no_more_is_missing_than_is_said(spent, come):
    budget, receipts = _budget(spent), _receipts(come)
    cure = cash_cure(cash_flow(budget, receipts), budget, receipts)
    moved = receipts.copy()
    for one in cure.moves:
        at = moved.index[moved["date"] == pd.Timestamp(one.agreed)]
        assert moved.loc[at, "expected"].all()
        assert pd.Timestamp(one.month) < moved.loc[at[0], "date"]
        moved.loc[at, "date"] = pd.Timestamp(one.month)
    after = cash_flow(budget, moved)
    assert cure.missing == -after.lowest
    if cure.missing:  # nothing that is agreed for later is left to move
        short = after.table.loc[after.table["balance"].map(float) < 0, "first"].iloc[0]
        assert pd.Timestamp(cure.missing_from) == short
        left = receipts[receipts["expected"] & (receipts["date"].dt.to_period("M") >
                                                pd.Period(short, "M"))]  # fmt: skip
        assert set(left["date"].dt.date) <= {one.agreed for one in cure.moves}
    if cash_flow(budget, receipts).lowest >= 0:
        assert cure.moves == ()


def test_the_cause_of_uncovered_cash_is_named():
    costs = pd.DataFrame({"site": "s", "line": ["a", "b"], "category": "staff"}).assign(
        quantity="1", unit_cost=["100", "40"], currency="USD", period="2026", source=["g", "h"]
    )
    funding = pd.DataFrame({"site": "s", "source": ["g", "h"], "title": ["Grant", "Hope"]}).assign(
        profile=None, amount=None, currency=None, firm="pledged"
    )
    budget = draft_budget(costs, currency="USD", funding=funding)
    receipts = _receipts([("2026-02", 70, False)])
    found = uncovered_cash(budget, receipts)
    assert [(one.title, one.missing, one.undated) for one in found] == [
        ("Hope", Decimal("40.00"), True), ("Grant", Decimal("30.00"), False),
    ]  # fmt: skip
