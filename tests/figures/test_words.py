from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.figures.words import count, listing, plain, sentences, tidy, wrap


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
    assert count(0, "site") == "0 sites"
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"], limit=1) == "a and 2 more"
    assert sentences(None, "", "A.", "B.") == "A. B."
