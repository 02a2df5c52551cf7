"""Exact amounts: rounding, splits and frozen rates."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.core.money import (
    FrozenRates,
    amount_words,
    apportion,
    cents,
    decimal_of,
    freeze_rates,
    from_cents,
    round_half_up,
    split,
)
from workbench.errors import InvalidInput

D = Decimal


def test_halves_go_up_where_a_float_would_go_down():
    assert round(2.675, 2) == 2.67
    assert round_half_up(D("2.675")) == D("2.68")
    assert round_half_up(D("-2.675")) == D("-2.68")


def test_ten_seats_by_the_hare_quota():
    assert apportion(10, [47000, 16000, 15800, 12000, 6100, 3100]) == [5, 2, 1, 1, 1, 0]


def test_splits_of_the_reference():
    thirds = split(D("100.00"), {"a": 1, "b": 1, "c": 1})
    assert list(thirds.values()) == [D("33.34"), D("33.33"), D("33.33")]
    assert list(split(D("0.05"), dict.fromkeys("abc", 1)).values()) == [
        D("0.02"),
        D("0.02"),
        D("0.01"),
    ]


def test_rounding_line_by_line_and_on_the_total_differ():
    rate, lines = D("0.0833"), [D("333.33"), D("333.33"), D("333.34")]
    assert sum(round_half_up(line * rate) for line in lines) == D("83.31")
    assert round_half_up(sum(lines) * rate) == D("83.30")


def test_ties_go_by_key_whatever_the_order():
    assert split(D("0.01"), {"b": 1, "a": 1}) == {"b": D("0.00"), "a": D("0.01")}


@examples(60)
@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=12).filter(any),
)
def test_parts_sum_exactly_and_lie_within_one_of_their_quota(total, weights):
    parts = apportion(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(p - total * w / whole) < 1 for p, w in zip(parts, weights, strict=True))
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_split_nothing_are_refused(weights):
    with pytest.raises(InvalidInput, match="none is below 0 and one is above 0"):
        apportion(5, weights)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_cents_and_back(amount):
    assert from_cents(cents(amount)) == amount


@pytest.mark.parametrize(
    "value", [12.5, np.float64(1), "12,5", "1e20", "NaN", "twelve", "Infinity"]
)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(InvalidInput):
        decimal_of(value)


@pytest.mark.parametrize("value", [None, "", "  ", float("nan"), pd.NA])
def test_blank_is_not_zero(value):
    assert decimal_of(value) is None


def test_amounts_in_words():
    assert amount_words(D("1234567.895"), "USD") == "USD\xa01,234,567.90"
    assert amount_words(D("1234.5"), "RWF", places=0) == "RWF\xa01,235"
    assert amount_words(D("0"), at_least=True) == "at least 0.00"


# ---------------------------------------------------------------- rates

RATES = pd.DataFrame(
    {
        "currency": ["KES", "KES", "RWF"],
        "date": pd.to_datetime(["2026-01-05", "2026-03-01", "2026-06-01"]),
        "per_base": ["129.35", "131.10", "1450"],
        "source": ["central bank", None, "central bank"],
    }
)


def test_a_million_shillings_at_the_rate_of_the_reference():
    rates = freeze_rates(RATES, "USD", day=date(2026, 2, 1))
    assert round_half_up(rates.to_base(D("1234567.89"), "KES")) == D("9544.40")
    assert rates.dates["KES"] == date(2026, 1, 5)
    assert rates.sources["KES"] == "central bank"


def test_without_a_day_the_latest_rate_counts():
    assert freeze_rates(RATES, "USD").rate("KES") == D("131.10")
    assert freeze_rates(None, "USD").rate("USD") == 1


def test_a_rate_that_comes_too_late_is_named():
    rates = freeze_rates(RATES, "USD", day=date(2026, 2, 1))
    with pytest.raises(InvalidInput, match="first rate for RWF is of 2026-06-01, after the date"):
        rates.to_base(D(1), "RWF")


def test_an_unknown_currency_is_named_with_those_that_are_known():
    with pytest.raises(InvalidInput, match=r"'KSH' cannot(.|\n)*There are: USD, KES, RWF"):
        freeze_rates(RATES, "USD").rate("KSH")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            {"currency": "XOF", "date": "2026-01-01", "per_base": "0"},
            "found '0', expected an amount",
        ),
        ({"currency": "XOF", "date": "2026-01-01", "per_base": None}, "expected an amount above 0"),
        ({"currency": "XOF", "date": None, "per_base": "600"}, "a day that is blank"),
        (
            {"currency": "KES", "date": "2026-03-01", "per_base": "1"},
            "one rate per currency and day",
        ),
    ],
)
def test_rates_that_cannot_be_used_are_named(row, words):
    table = pd.concat([RATES, pd.DataFrame([row])]).assign(
        date=lambda frame: pd.to_datetime(frame["date"])
    )
    with pytest.raises(InvalidInput, match=words):
        freeze_rates(table, "USD")


@given(st.decimals(0, 10**9, places=2), st.decimals("0.01", 5000, places=4))
def test_there_and_back_is_the_same_amount(amount, rate):
    rates = FrozenRates("USD", None, {"KES": rate})
    back = rates.from_base(rates.to_base(amount, "KES"), "KES")
    assert round_half_up(back) == amount
