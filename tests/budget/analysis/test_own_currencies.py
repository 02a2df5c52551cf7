from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.own_currencies import sums_by_currency, written_amounts

COSTS = pd.DataFrame(
    [
        ("L1", "Seed", "coop", "USD", "2", "10.50", None),
        ("L2", "Land", "coop", "EUR", "1", "5", "land"),
        ("L3", "Land again", "coop", "EUR", "1", "5", "land"),
        ("L4", "Survey", None, None, "1", "7", None),
        ("L5", "Report", None, "USD", None, "7", None),
        ("L6", "More seed", None, "USD", "1", "40", None),
    ],
    columns=["line", "title", "partner", "currency", "quantity", "unit_cost", "shared"],
)


def test_each_amount_keeps_its_currency_and_a_repeated_one_stands_once():
    found = written_amounts(COSTS, {"land": 3})
    assert [(one.title, one.currency, one.amount, one.sites) for one in found] == [
        ("Survey", "", Decimal(7), 1),
        ("Land", "EUR", Decimal(5), 3),
        ("More seed", "USD", Decimal(40), 1),
        ("Seed", "USD", Decimal("21.00"), 1),
        ("Report", "USD", None, 1),
    ]


def test_no_currency_is_added_to_another():
    sums = sums_by_currency(written_amounts(COSTS, {}))
    assert sums == {"": Decimal(7), "EUR": Decimal(5), "USD": Decimal("61.00")}
