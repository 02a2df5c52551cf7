"""Costs come in as a spreadsheet copies them."""

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.explore.choices import ChoicePlace
from workbench.explore.pasted import pasted_costs

LINES = ("L1", "L2", "L3")


def test_three_costs_are_taken_and_an_empty_cell_leaves_what_stands():
    found = pasted_costs("line\tquantity\tunit_cost\r\nL1\t2\t2500\r\nL2\t\t9\r\nL3\t4\n", LINES)
    assert found == {
        ChoicePlace("costs", "L1", "quantity"): "2",
        ChoicePlace("costs", "L1", "unit_cost"): "2500",
        ChoicePlace("costs", "L2", "unit_cost"): "9",
        ChoicePlace("costs", "L3", "quantity"): "4",
    }


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("L9\t2", UnknownName, "no cost line 'L9'"),
        ("L1 2 2500", UnknownName, "no cost line"),
        ("L1\t2\t3\t4", InvalidInput, "Row 1"),
        ("L1", InvalidInput, "Row 1"),
        (" \n", InvalidInput, "Nothing was pasted"),
        ("line\tquantity", InvalidInput, "Nothing was pasted"),
    ],
)
def test_what_cannot_be_taken_is_said(text, error, words):
    with pytest.raises(error, match=words):
        pasted_costs(text, LINES)
