"""The atoms as a sheet shows them, and the formulas that sum them."""

import pandas as pd

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_ledger import ledger_rows, open_note, quoted, sum_of


def test_blanks_are_filled_and_headings_are_those_of_the_source():
    costs = pd.DataFrame({"site": "s", "line": ["a", "b", "c"], "category": "staff"}).assign(
        quantity="1", unit_cost="100", currency="USD", period="2026-01",
        source=["grant", "own", None],
    )  # fmt: skip
    funding = pd.DataFrame(
        {"site": "s", "source": ["grant", "own"], "profile": ["us-federal-2024", "cgiar-ipsr"]}
    )
    rows = ledger_rows(draft_budget(costs, currency="USD", funding=funding))
    cost = rows[rows["part"] == "cost"]
    assert cost["heading"].tolist() == ["personnel", "staffing", "staff"]
    assert cost["profile"].tolist() == ["us-federal-2024", "cgiar-ipsr", "–"]
    assert set(cost["activity"]) == {"–"}


def test_contingencies_stand_under_their_own_headings():
    costs = pd.DataFrame({"site": "s", "line": ["a"], "category": "works"}).assign(
        quantity="1", unit_cost="100", currency="USD", period="2026-01", price_date="2024-01-01"
    )
    budget = draft_budget(
        costs,
        currency="USD",
        funder="world-bank-style",
        inflation="0.1",
        physical_contingency="0.2",
    )
    assert ledger_rows(budget)["heading"].tolist() == ["works", "physical", "price"]


def test_formulas_compare_letter_by_letter():
    assert sum_of({}) == "ROUND(SUM(line_amount),2)"
    assert sum_of({"line": "$A7", "year": '"2026"'}).count("EXACT") == 2
    assert 'line_note<>""' in open_note({"line": "$A7"})
    assert quoted('a"b') == 'a""b'
