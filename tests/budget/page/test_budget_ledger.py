"""The atoms as a sheet shows them, and the formulas that sum them."""

from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_ledger import (
    BudgetBook,
    Names,
    labels_of,
    open_note,
    quoted,
    sum_of,
)
from workbench.page.workbook_page import Book


def _rows(budget):
    return BudgetBook(Book("", "", date(2026, 1, 1)), budget, Names(site="s"), "").rows


def test_two_things_of_one_name_keep_their_keys():
    titles = {"a": "Seed", "b": "Seed", "c": "Visits"}
    assert list(labels_of("abc", titles).values()) == ["Seed (a)", "Seed (b)", "Visits", "–"]


def test_blanks_are_filled_and_headings_are_those_of_the_source():
    costs = pd.DataFrame({"site": "s", "line": ["a", "b", "c"], "category": "staff"}).assign(
        quantity="1", unit_cost="100", currency="USD", period="2026-01",
        source=["grant", "own", None],
    )  # fmt: skip
    funding = pd.DataFrame(
        {"site": "s", "source": ["grant", "own"], "profile": ["us-federal-2024", "cgiar-ipsr"]}
    ).assign(title="", amount=None, currency=None, firm=None)
    rows = _rows(draft_budget(costs, currency="USD", funding=funding))
    cost = [row for row in rows if row.part == "cost"]
    assert [row.heading for row in cost] == ["a. Personnel", "Staffing", "Staff"]
    assert [row.profile for row in cost] == [
        "US federal, SF-424A", "CGIAR, plan of results and budget", "–",
    ]  # fmt: skip
    assert {row.activity for row in cost} == {"–"}


def test_headings_follow_the_form_of_the_funder_and_sum_to_the_total():
    costs = pd.DataFrame({"site": "s", "line": list("abc"), "period": "2025", "quantity": "1"})
    costs = costs.assign(
        category=["staff", "subaward", "service-contract"], unit_cost=["42000", "120000", "15000"],
        currency="USD",
    )  # fmt: skip
    budget = draft_budget(costs, currency="USD", funder="us-federal-2024")
    by = {}
    for row in _rows(budget):
        by[row.heading] = by.get(row.heading, 0) + row.cents
    assert by["f. Contractual"] == 135_000_00
    assert sum(by.values()) == budget.total().amount * 100


def test_sums_of_the_sheets_are_those_of_the_budget():
    costs = pd.DataFrame({"site": "s", "line": list("ab"), "period": ["2025", "2026"]}).assign(
        category="staff", unit_cost=["10", None], quantity="1", currency="USD"
    )
    budget = draft_budget(costs, currency="USD")
    made = BudgetBook(Book("", "", date(2026, 1, 1)), budget, Names(site="s"), "")
    assert made.amount({}) == made.amount({"line": "a"}) == budget.total().amount
    assert (made.note({"line": "a"}), made.note({"line": "b"})) == ("", "at least")
    assert made.amount({"line": "c"}) == 0
    assert made.keys("partner") == ["–"]


def test_contingencies_stand_under_their_own_headings():
    costs = pd.DataFrame({"site": "s", "line": ["a"], "category": "works"}).assign(
        quantity="1", unit_cost="100", currency="USD", period="2026-01", price_date="2024-01-01"
    )
    budget = draft_budget(
        costs,
        currency="USD",
        funder="world-bank-style",
        inflation=Decimal("0.1"),
        physical_contingency=Decimal("0.2"),
    )
    assert [row.heading for row in _rows(budget)] == [
        "I.A Civil works", "Price contingencies", "Physical contingencies",
    ]  # fmt: skip


def test_formulas_compare_letter_by_letter():
    assert sum_of({}) == "ROUND(SUM(line_amount),2)"
    assert sum_of({"line": "$A7", "year": '"2026"'}).count("EXACT") == 2
    assert 'line_note<>""' in open_note({"line": "$A7"})
    assert quoted('a"b') == '"a""b"'
