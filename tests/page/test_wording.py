from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.frameworks import load
from workbench.page import wording


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "component", "no components"),
        (1, "component", "1 component"),
        (2, "country", "2 countries"),
        (1234, "piece of evidence", "1,234 pieces of evidence"),
    ],
)
def test_counts_agree_with_their_noun(number, noun, said):
    assert wording.count(number, noun) == said


@given(st.floats(min_value=0, max_value=1))
def test_a_share_never_claims_what_rounding_made(share):
    said = wording.percent(share)
    assert (said == "100 %") == (share > 1 - 1e-12)
    assert (said == "0 %") == (share == 0)


@pytest.mark.parametrize("share", [0, 0.004, 0.0099, 0.01, 0.5, 0.985, 0.99, 0.992, 0.996, 1])
def test_text_and_picture_say_the_same(share):
    picture = wording.percent(share, short=True).replace("<", "under").replace(">", "over")
    assert wording.percent(share) == picture


def test_dates_are_written_out_and_missing_ones_named():
    assert wording.long_date(date(2026, 12, 31)) == "31 December 2026"
    assert wording.long_date(None) == "a date not recorded"


def test_a_missing_level_is_a_word_and_zero_is_a_level():
    use = load("ipsr").use
    assert wording.level(use, None) == "use not assessed"
    assert wording.level(use, 0).startswith("use 0, ")
