"""Amounts of a budget in sentences and in cells."""

from decimal import Decimal

from workbench.budget.page.sums import amount_cell


def test_a_sentence_has_whole_units_and_a_cell_cents(budgeted):
    found = budgeted("rw-huye")
    assert found.whole(Decimal("1234.6"), at_least=True) == "at least USD\xa01,235"
    assert amount_cell(Decimal("1234.5")) == "1,234.50"


def test_what_is_open_is_a_floor_or_still_to_be_determined():
    assert amount_cell(Decimal("1.00"), at_least=True) == "≥\xa01.00"
    assert amount_cell(Decimal(0), at_least=True) == "to be determined"
