import pandas as pd
import pytest

from workbench.options.page import option_words as weighed

ROW = {"cost": 5.0, "cost_low": None, "cost_high": None, "months": 1.0, "months_low": 1.0}


def _row(**more):
    found = ROW | {"months_high": 1.0, "score_before": 8, "score_after": 18}
    found |= {"provisional_after": False, "option": "develop"} | more
    return next(pd.DataFrame([found]).itertuples())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "package 8 → 18, 1 month, USD\xa05"),
        ({"provisional_after": True}, "package 8 → at most 18, 1 month, USD\xa05"),
        ({"score_after": None}, "package 8 today, no score then, 1 month, USD\xa05"),
        ({"option": "stop"}, "1 month, USD\xa05"),
        ({"cost_low": 4.0, "cost_high": 9.5}, "package 8 → 18, 1 month, USD\xa05 (4 to 9.5)"),
        ({"cost": None}, "package 8 → 18, 1 month, cost not known"),
        ({"months": None}, "package 8 → 18, time not known, USD\xa05"),
        ({"months": None, "months_high": 6.0}, "package 8 → 18, 1 to 6 months, USD\xa05"),
        ({"score_before": None}, "package no score → 18, 1 month, USD\xa05"),
    ],
)
def test_what_an_option_brings_in_words(row, words):
    assert weighed.what_it_brings(_row(**row), "USD") == words


def test_a_cost_without_currency_says_so():
    assert weighed.cost_words(_row(), None) == "5 (no currency stated)"
