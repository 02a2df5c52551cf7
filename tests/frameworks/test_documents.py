"""YAML text as plain values with lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.frameworks.documents import parse_document

TEXT = """\
title: Soil
version: 1.10
nothing:
answers:
  - {key: no}
  - key: yes
    text: |
      two
      lines
"""


def test_values_stay_what_the_file_says():
    content = parse_document(TEXT, "f.yaml").content
    assert content == {
        "title": "Soil",
        "version": "1.10",
        "nothing": None,
        "answers": [{"key": "no"}, {"key": "yes", "text": "two\nlines\n"}],
    }


def test_line_of_every_value():
    lines = parse_document(TEXT, "f.yaml").lines
    assert lines["version",] == 2
    assert lines["answers", 1, "text"] == 7


def test_problem_stands_at_the_nearest_line_there_is():
    document = parse_document(TEXT, "f.yaml")
    problem = document.problem(
        ("answers", 1, "colour"), found="x" * 100, expected="y", advice="Mend it."
    )
    assert (problem.row, problem.column) == (6, "answers > entry 2 > colour")
    assert len(problem.found) < 70


def test_every_key_that_stands_twice_is_found():
    document = parse_document("a: 1\nb: {c: 1, c: 2}\na: 3\n", "f.yaml")
    assert [(p.row, p.column) for p in document.problems] == [(2, "b > c"), (3, "a")]
    assert document.content["a"] == "1"


def test_references_are_refused_and_cannot_swell():
    lines = ["a: &a [x, x]"] + [
        f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    document = parse_document("\n".join(lines), "f.yaml")
    assert all(problem.found == "a reference (*)" for problem in document.problems)
    assert parse_document("a: &a\n  - *a\n", "f.yaml").problems


def test_list_as_key_is_a_problem():
    assert parse_document("a: 1\n? [b]\n: 2\n", "f.yaml").problems[0].found == "a list as a key"


@pytest.mark.parametrize(
    "text", ["", "# nothing", "- a\n- b", "word", "a: [1", "a: 1\n---\nb: 2", "\t", "\0"]
)
def test_text_that_is_no_set_of_keys(text):
    with pytest.raises(InvalidInput) as caught:
        parse_document(text, "f.yaml")
    assert caught.value.problems[0].file == "f.yaml"


def test_syntax_error_names_its_line():
    with pytest.raises(InvalidInput) as caught:
        parse_document("a: 1\nb: 'open\n", "f.yaml")
    assert caught.value.problems[0].row in {2, 3}


def test_very_deep_file_is_refused():
    with pytest.raises(InvalidInput):
        parse_document("a: " + "[" * 5000 + "]" * 5000, "f.yaml")


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        parse_document(text, "f.yaml")
    except InvalidInput as error:
        assert "f.yaml" in str(error)
