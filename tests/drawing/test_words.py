from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.drawing.words import (
    count,
    natural_list,
    percent,
    plain,
    plural,
    score_words,
    sentences,
    shares_of_one,
    tidy,
    wrap,
)


def test_text_from_data_cannot_become_markup():
    assert plain('<script>alert("x")</script>') == '&lt;script&gt;alert("x")&lt;/script&gt;'


def test_dollars_cannot_start_a_formula():
    assert "$" not in plain("$5 to $9")


def test_templates_are_not_read():
    assert "%{" not in plain("%{x} of %%{y}")


def test_a_word_too_long_for_the_line_is_cut_and_not_dropped():
    assert wrap("1 " + "x" * 60, 20, lines=1) == ["1 " + "x" * 17 + "…"]


def test_direction_marks_and_line_breaks_are_dropped():
    assert tidy("seed\u202e\n\tsupply\x00") == "seed supply"


@given(st.text())
def test_plain_leaves_no_tag(text):
    assert not set(plain(text)) & {"<", ">", "$", "\n"}


@given(st.text(max_size=200), st.integers(8, 40), st.integers(1, 4))
def test_wrap_keeps_to_its_lines(text, width, lines):
    assert 1 <= len(wrap(text, width, lines)) <= lines


def test_a_tag_cut_by_the_line_break_stays_escaped():
    assert all("<" not in line for line in wrap("a<b> c</b> <i>d</i>", 8, lines=3))


def test_words():
    assert count(1, "site") == "1 site"
    assert count(0, "site") == "no sites"
    assert count(1234, "country") == "1,234 countries"
    assert plural("has", 1) == "has"
    assert plural("has", 0) == "have"
    assert natural_list([]) == ""
    assert natural_list(["a", "b"], last="or") == "a or b"
    assert len(natural_list([str(n) for n in range(40)], None).split(",")) == 39
    assert natural_list(["a"]) == "a"
    assert natural_list(["a", "b", "c"], limit=1) == "a and 2 more"
    assert sentences(None, "", "A.", "B.") == "A. B."


@pytest.mark.parametrize(
    ("share", "long", "short"),
    [
        (0, "0 %", "0 %"),
        (5e-324, "under 1 %", "< 1 %"),
        (0.004, "under 1 %", "< 1 %"),
        (0.0099, "under 1 %", "< 1 %"),
        (0.01, "1 %", "1 %"),
        (0.5, "50 %", "50 %"),
        (0.985, "98 %", "98 %"),  # a little less than 98.5 in binary
        (0.99, "99 %", "99 %"),
        (0.992, "over 99 %", "> 99 %"),
        (0.996, "over 99 %", "> 99 %"),
        (1, "100 %", "100 %"),
        (sum([1 / 6] * 6), "100 %", "100 %"),  # 0.9999999999999999: six that share it
    ],
)
def test_a_share_in_words_and_in_signs_has_one_rule(share, long, short):
    assert percent(share) == long
    assert percent(share, short=True) == short


@given(st.lists(st.just(0.0) | st.floats(1e-3, 1e6), min_size=1, max_size=12))
def test_shares_of_one_whole_add_up_to_a_hundred(shares):
    said = shares_of_one(shares)
    assert len(said) == len(shares)
    small = [one in {"under 1 %", "over 99 %"} for one in said]
    exact = [int(one.split()[-2]) for one, so in zip(said, small, strict=True) if not so]
    if not any(shares):
        assert exact == [0] * len(shares)
    elif "over 99 %" not in said:
        assert sum(exact) == 100
    assert all((one == "0 %") == (share == 0) for one, share in zip(said, shares, strict=True))


def test_what_is_not_assessed_can_only_lower_a_score():
    assert score_words(8, provisional=True) == "at most 8"
    assert (score_words(0, provisional=False), score_words(None, provisional=True)) == (
        "0",
        "no score",
    )
