from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.project.schema.amounts import LARGEST, amount_text, as_number, exact, plain_amount

MONEY = st.decimals(min_value=0, max_value=10**14, places=4, allow_nan=False)


@given(MONEY)
def test_an_amount_reads_back_as_it_was_and_has_one_text(value):
    text = plain_amount(value)
    assert exact(text) == value
    assert plain_amount(Decimal(text)) == text
    assert "e" not in text.lower()
    assert plain_amount(value * Decimal("1.000")) == text


@given(MONEY)
def test_a_spreadsheet_gets_a_number_only_where_it_keeps_the_amount(value):
    number = as_number(plain_amount(value))
    if number is not None:
        assert amount_text(number) == plain_amount(value)


@pytest.mark.parametrize("text", ["", "x", "1,5", "1 000", "0x10", "1_000", "٣", "nan", "inf"])
def test_what_is_no_plain_number_is_no_amount(text):
    assert exact(text) is None


@pytest.mark.parametrize("text", [str(LARGEST), "1e300", "1e-300", "0." + "1" * 21])
def test_too_large_or_too_fine_is_no_amount(text):
    assert exact(text) is None


@pytest.mark.parametrize("value", [True, float("inf"), "5 USD", "1e400"])
def test_what_a_program_holds_must_be_an_amount(value):
    with pytest.raises(ValueError, match="no amount"):
        amount_text(value)


@pytest.mark.parametrize("value", [None, float("nan"), "", "  "])
def test_missing_stays_missing(value):
    assert amount_text(value) is None
