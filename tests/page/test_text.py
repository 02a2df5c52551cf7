"""Words with emphasis: marks come from templates of ours and never from data."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.page.text import (
    MARKS,
    Phrase,
    Text,
    as_text,
    capital,
    join,
    link,
    listing,
    note,
    say,
    titles,
)

PAGES = sorted((Path(__file__).parents[2] / "workbench").rglob("page/*.py"))


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_value_is_shown_letter_by_letter(first, second):
    made = say("**{}** and *{}*", first, second)
    assert made.plain == f"{first} and {second}"
    assert {phrase.marks for phrase in made.phrases} <= {(), ("strong",), ("emphasis",)}
    assert listing([first, second]).plain == " and ".join(one for one in (first, second) if one)


def test_marks_lie_within_each_other():
    made = say("**now {}**, `2 * {}`", titles(["Seed"]), 3)
    assert made.phrases == (
        Phrase("now ", ("strong",)),
        Phrase("Seed", ("strong", "emphasis")),
        Phrase(", "),
        Phrase("2 * 3", ("code",)),
    )
    assert say("*a **b***").phrases[-1].marks == ("strong", "emphasis")


def test_numbers_take_a_format_and_braces_are_doubled():
    assert say("{:,.1f} of {:,} {{sic}}", 1234.56, 8000).plain == "1,234.6 of 8,000 {sic}"


@pytest.mark.parametrize(
    ("template", "values"), [("**open", []), ("{} {}", ["one"]), ("", ["one"]), ("`{}", ["x"])]
)
def test_a_template_must_be_whole(template, values):
    with pytest.raises(ValueError, match=r"open|values"):
        say(template, *values)


def test_equal_words_are_equal_however_they_were_put_together():
    assert "a " + as_text("b") + "c" == as_text("a bc")
    assert say("{}{}", "a", "b") == as_text("ab")
    assert say("**{}**", "") == Text()
    assert not Text()


def test_lists_name_some_and_count_the_rest():
    assert listing([]).plain == ""
    assert listing(["a", "b", "c"], last="or").plain == "a, b or c"
    assert titles(["a", "b", "c"], most=1).plain == "a and 2 more"
    assert titles(["a", "b"]).phrases[0] == Phrase("a", ("emphasis",))


def test_empty_texts_are_left_out_between_others():
    assert join(" ", ["It works.", "", Text(), say("*It* lasts.")]).plain == "It works. It lasts."


def test_notes_links_and_capitals():
    assert note("x").phrases == (Phrase("x", ("note",)),)
    assert ("Seed" + note("certified", below=True)).plain == "Seed certified"
    assert link(say("*open*"), "a.html").phrases == (Phrase("open", ("emphasis",), "a.html"),)
    assert capital(say("**seed** first")).phrases[0] == Phrase("Seed", ("strong",))
    assert not capital("")
    assert set(MARKS) == {"strong", "emphasis", "code", "note", "below"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:]))
def test_every_template_is_written_out_where_it_is_used(path):
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say":
            parts = [one for one in ast.walk(call.args[0]) if not isinstance(one, ast.expr_context)]
            first = parts[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            assert all(isinstance(one, ast.Constant) for one in choices), f"line {call.lineno}"
