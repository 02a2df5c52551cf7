"""Exact amounts: rounding, splits and frozen rates."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.money import (
    DatedRate,
    FrozenRates,
    amount_words,
    apportion,
    cents,
    freeze_rates,
    from_cents,
    round_half_up,
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
    thirds = [from_cents(one) for one in apportion(cents(D("100.00")), [1, 1, 1])]
    assert thirds == [D("33.34"), D("33.33"), D("33.33")]
    assert apportion(cents(D("0.05")), [1, 1, 1]) == [2, 2, 1]


def test_rounding_line_by_line_and_on_the_total_differ():
    rate, lines = D("0.0833"), [D("333.33"), D("333.33"), D("333.34")]
    assert sum(round_half_up(line * rate) for line in lines) == D("83.31")
    assert round_half_up(sum(lines) * rate) == D("83.30")


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


def test_amounts_in_words():
    assert amount_words(D("1234567.895"), "USD") == "USD\xa01,234,567.90"
    assert amount_words(D("1234.5"), "RWF", places=0) == "RWF\xa01,235"
    assert amount_words(D("0"), at_least=True) == "at least 0.00"
    assert amount_words(D("-1200"), "USD") == "USD\xa0−1,200.00"


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
    assert rates.rates["KES"] == DatedRate(D("129.35"), date(2026, 1, 5), "central bank")


def test_without_a_day_the_latest_rate_counts():
    assert freeze_rates(RATES, "USD").rate("KES") == D("131.10")
    assert freeze_rates(None, "USD").rate("USD") == 1


def test_a_currency_without_a_rate_on_that_day_is_named():
    with pytest.raises(InvalidInput, match="no rate for the currency 'RWF' on the day"):
        freeze_rates(RATES, "USD", day=date(2026, 2, 1)).to_base(D(1), "RWF")
    with pytest.raises(InvalidInput, match="There are: USD, KES, RWF"):
        freeze_rates(RATES, "USD").rate("KSH")


def test_a_rate_that_has_lost_its_digits_is_refused():
    with pytest.raises(TypeError, match="per_base"):
        freeze_rates(RATES.assign(per_base=129.35), "USD")


@given(st.decimals(0, 10**9, places=2), st.decimals("0.01", 5000, places=4))
def test_there_and_back_is_the_same_amount(amount, rate):
    rates = FrozenRates("USD", {"KES": DatedRate(rate)})
    back = rates.from_base(rates.to_base(amount, "KES"), "KES")
    assert round_half_up(back) == amount
