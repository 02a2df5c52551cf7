"""Tables of a budget: sums, pivots, currencies, other currencies, what is shown."""

from decimal import Decimal

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.budget_table import ATOM_COLUMNS, Total
from workbench.core.money import round_half_up
from workbench.errors import InvalidInput, UnknownName

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
        per_base=["130", "1450.5"]
    )
    return draft_budget(costs, rates=rates, currency="USD", step="quarter")


def test_columns_are_as_documented(budget):
    assert tuple(budget.table.columns) == ATOM_COLUMNS
    assert all(isinstance(one, Decimal | None) for one in budget.table["amount"])


def test_periods_stand_in_time_and_categories_in_the_order_of_the_chart(budget):
    assert budget.totals("period")["period"].tolist()[:2] == ["2026-Q1", "2026-Q2"]
    assert budget.totals("category")["category"].tolist() == ["staff", "works"]


def test_a_pivot_has_the_same_sums_in_both_directions(budget):
    wide = budget.pivot("category", "period")
    assert wide.loc["works", "2026-Q1"] is None
    rows = {
        key: sum(v for v in row if v is not None)
        for key, row in zip(wide.index, wide.to_numpy(), strict=True)
    }
    by = budget.totals("category")
    assert rows == dict(zip(by["category"], by["amount"], strict=True))


def test_one_site_of_many(budget):
    assert budget.sites == ("s", "t")
    assert str(budget.site("s").total()) == "USD\xa0196.17"
    assert str(budget.site("t").total()) == "at least USD\xa00.00"
    with pytest.raises(UnknownName, match="site 'u'"):
        budget.site("u")


def test_quantities_stay_quantities(budget):
    rows = budget.quantities().to_dict("records")
    assert rows == [
        {"category": "staff", "unit": "month", "quantity": D(2), "at_least": True},
        {"category": "works", "unit": "month", "quantity": D("1.5"), "at_least": False},
    ]


def test_currencies_show_what_a_tenth_would_change(budget):
    row = budget.currencies().set_index("currency").loc["KES"]
    assert (row["amount"], row["lower"], row["upper"]) == (D("46.15"), D("-4.62"), D("4.62"))
    assert budget.currencies().set_index("currency").loc["USD", "upper"] == 0


def test_another_currency_names_its_rounding(budget):
    other = budget.in_currency("RWF")
    assert other.total == sum(one for one in other.table["amount"] if one is not None)
    exact = round_half_up(budget.total().amount * D("1450.5"))
    assert other.total + other.rounding == exact
    with pytest.raises(InvalidInput, match="'XOF' cannot be converted"):
        budget.in_currency("XOF")


def test_columns_that_do_not_exist_are_named(budget):
    with pytest.raises(UnknownName, match="column of the budget 'categry'"):
        budget.totals("categry")
    with pytest.raises(UnknownName, match="column of the budget 'size'"):
        budget.total(size="s")
    with pytest.raises(InvalidInput, match="names no funder profile"):
        budget.headings()


def test_what_a_notebook_shows_is_escaped(budget):
    shown = budget._repr_html_()
    assert "at least USD\xa0196.17" in shown
    assert "<b>" not in shown


def test_a_total_in_words():
    assert str(Total(D("5.00"), "USD", at_least=False)) == "USD\xa05.00"
