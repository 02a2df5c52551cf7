from dataclasses import fields

import pytest

from workbench.options.analysis.option_rows import Option
from workbench.options.page import option_words as weighed

NOTHING = dict.fromkeys(one.name for one in fields(Option))
ROW = NOTHING | {
    "cost": 5.0, "months": 1.0, "months_low": 1.0, "months_high": 1.0, "score_before": 8,
    "score_after": 18, "provisional_after": False, "option": "develop",
}  # fmt: skip


def _row(**more):
    return Option(**ROW | more)


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
    assert weighed.what_it_brings(_row(option="stop"), None) == "1 month, 5 (no currency stated)"


def test_today_too_is_at_most_so_where_something_is_not_assessed():
    row = _row(provisional_after=True)
    assert weighed.package_words(row, provisional=True) == "package at most 8 → at most 18"
