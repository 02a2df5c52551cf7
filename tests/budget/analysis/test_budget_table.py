"""Tables of a budget: sums, pivots, currencies, other currencies, what is shown."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.budget_table import Total
from workbench.budget.analysis.rows import Atom
from workbench.errors import UnknownName

D = Decimal


@pytest.fixture(scope="module")
def budget():
    costs = pd.DataFrame(
        {
            "site": ["s", "s", "t"],
            "line": ["a", "b", "a"],
            "title": ["<b>Staff</b>", "Works", "Staff"],
            "category": ["works", "staff", "staff"],
            "quantity": ["1.5", "2", None],
            "unit": ["month", "month", "month"],
            "unit_cost": ["100.01", "3000", "10"],
            "currency": ["USD", "KES", "USD"],
            "period": ["2026-Q2", "2026-01", "2027"],
        }
    )
    rates = pd.DataFrame({"currency": ["KES", "RWF"], "date": "2025-12-31"}).assign(
        per_base=["130", "1450.5"], source=None
    )
    return draft_budget(costs, rates=rates, currency="USD", step="quarter")


def test_the_columns_are_those_of_an_atom(budget):
    names = [one.name for one in fields(Atom)]
    assert list(budget.table.columns) == [*names, "period", "year", "amount"]
    assert all(isinstance(one, Decimal | None) for one in budget.table["amount"])


def test_periods_stand_in_time_and_categories_in_the_order_of_the_chart(budget):
    assert budget.totals("period")["period"].tolist()[:2] == ["2026-Q1", "2026-Q2"]
    assert budget.totals("category")["category"].tolist() == ["staff", "works"]


def test_both_directions_have_the_same_sums(budget):
    cells = budget.totals("category", "period")
    assert cells["category"].is_monotonic_increasing
    for name in ("category", "period"):
        rows = cells.groupby(name, sort=False)["amount"].sum()
        by = budget.totals(name)
        assert rows.to_dict() == dict(zip(by[name], by["amount"], strict=True))


def test_one_site_of_many(budget):
    assert budget.sites == ("s", "t")
    assert str(budget.site("s").total()) == "USD\xa0196.17"
    assert str(budget.site("t").total()) == "at least USD\xa00.00"
    with pytest.raises(UnknownName, match="site 'u'"):
        budget.site("u")


def test_currencies_show_what_a_tenth_would_change(budget):
    found = {row.currency: row for row in budget.currencies()}
    assert (found["KES"].amount, found["KES"].change) == (D("46.15"), D("4.62"))
    assert (found["KES"].per_base, found["KES"].date) == (D("130"), date(2025, 12, 31))
    assert found["USD"].change == 0


def test_what_is_missing_has_a_sum_of_its_own(budget):
    assert budget.totals("partner")["partner"].isna().tolist() == [True]
    assert budget.total(partner=None) == budget.total()


def test_what_a_notebook_shows_is_escaped(budget):
    shown = budget._repr_html_()
    assert "2026-Q2" in shown
    assert "<b>" not in shown


def test_a_total_in_words():
    assert str(Total(D("5.00"), "USD", at_least=False)) == "USD\xa05.00"
