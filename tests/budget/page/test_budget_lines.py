"""How the sheets split an amount over months; whole sheets are read back with the workbook."""

from datetime import date

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_ledger import BudgetBook, Names
from workbench.budget.page.budget_lines import RowPlaces, whole_cents
from workbench.core.money import apportion
from workbench.page.workbook_page import FIRST_ROW, Book


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 400), min_size=1, max_size=20))
def test_the_sheet_splits_as_the_package_does(total, weights):
    assume(sum(weights))
    parts = whole_cents(total, weights)
    left = abs(total) - sum(low for low, _ in parts)
    rests = [rest for _, rest in parts]
    found = [
        low + (sum(one > rest for one in rests) + rests[: at + 1].count(rest) <= left)
        for at, (low, rest) in enumerate(parts)
    ]
    assert [(-1 if total < 0 else 1) * one for one in found] == apportion(total, weights)


def test_places_of_rows_follow_each_other():
    costs = pd.DataFrame({"site": "s", "line": ["a", "b"], "period": ["2026-Q1", "2026"]}).assign(
        category="staff", quantity="1", unit_cost="100", currency="USD"
    )
    budget = draft_budget(costs, currency="USD", funder="us-federal-2024")
    made = BudgetBook(Book("", "", date(2026, 1, 1)), budget, Names(site="s"), "")
    places = RowPlaces.of(made)
    assert list(places.block) == [FIRST_ROW, FIRST_ROW + 3, FIRST_ROW + 15]
    assert places.cost_line == {("s", "a"): FIRST_ROW, ("s", "b"): FIRST_ROW + 1}
    assert list(places.indirect.values()) == [FIRST_ROW]
