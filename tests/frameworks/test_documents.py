"""YAML text as plain values with lines."""

from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.frameworks.documents import (
    LOADER,
    Dialect,
    parse_yaml,
    plain_values,
    read_yaml,
    typed_value,
)

FILES = [
    resources.files("workbench.project.schema").joinpath("tables.yaml"),
    resources.files("workbench.project.settings").joinpath("currencies.yaml"),
    resources.files("workbench.frameworks").joinpath("criteria.yaml"),
]

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
    content = parse_yaml(TEXT, "f.yaml").content
    assert content == {
        "title": "Soil",
        "version": "1.10",
        "nothing": None,
        "answers": [{"key": "no"}, {"key": "yes", "text": "two\nlines\n"}],
    }


def test_line_of_every_value():
    lines = parse_yaml(TEXT, "f.yaml").lines
    assert lines["version",] == 2
    assert lines["answers", 1, "text"] == 7


def test_problem_stands_at_the_nearest_line_there_is():
    document = parse_yaml(TEXT, "f.yaml")
    problem = document.problem(("answers", 1, "colour"), "x" * 100, "y", "Mend it.")
    assert (problem.row, problem.column) == (6, "answers > entry 2 > colour")
    assert len(problem.found) < 100


def test_what_is_nowhere_has_no_line():
    problem = parse_yaml(TEXT, "f.yaml").problem(("colour", "x"), None, "y")
    assert (problem.row, problem.advice) == (None, Dialect().advice)


def test_values_may_be_typed_and_places_dotted():
    text = "size: 1\nday: 2026-02-30\nsize: 1.5\nyes: no\nnothing: ~\nlist: [1, 1]\n"
    document = parse_yaml(text, "f.yaml", Dialect(scalar=typed_value, dotted=True))
    assert document.content == {
        "day": "2026-02-30", "size": 1.5, "yes": False, "nothing": None, "list": [1, 1],
    }  # fmt: skip
    assert document.problem(("list", 1), 1, "2").column == "list.1"
    assert document.problems[0].advice == "Delete one of the two; the first is in line 1."


def test_every_key_that_stands_twice_is_found():
    document = parse_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n", "f.yaml")
    assert [(p.row, p.column) for p in document.problems] == [(2, "b > c"), (3, "a")]
    assert document.content["a"] == "3"


def test_references_are_refused_and_cannot_swell():
    lines = ["a: &a [x, x]"] + [
        f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    document = parse_yaml("\n".join(lines), "f.yaml")
    assert all(problem.found == "a reference (*)" for problem in document.problems)
    assert parse_yaml("a: &a\n  - *a\n", "f.yaml").problems


def test_references_are_read_where_they_are_allowed_and_cannot_swell_either():
    allowed = Dialect(references=True)
    assert parse_yaml("a: &a [x]\nb: *a\n", "f.yaml", allowed).content["b"] == ["x"]
    lines = ["a: &a [x, x, x, x, x, x, x, x]"] + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 8)}]"
        for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    ]
    for text in ("\n".join(lines), "a: &a\n  - *a\n"):
        with pytest.raises(InvalidInput, match="refer to no value around them") as caught:
            parse_yaml(text, "f.yaml", allowed)
        assert caught.value.problems[0].row


def test_list_as_key_is_a_problem():
    assert parse_yaml("a: 1\n? [b]\n: 2\n", "f.yaml").problems[0].found == "a list as a key"


@pytest.mark.parametrize(
    "text", ["", "# nothing", "- a\n- b", "word", "a: [1", "a: 1\n---\nb: 2", "\t", "\0"]
)
def test_text_that_is_no_set_of_keys(text):
    with pytest.raises(InvalidInput) as caught:
        parse_yaml(text, "f.yaml")
    assert caught.value.problems[0].file == "f.yaml"


def test_syntax_error_names_its_line():
    with pytest.raises(InvalidInput) as caught:
        parse_yaml("a: 1\nb: 'open\n", "f.yaml")
    assert caught.value.problems[0].row in {2, 3}


def test_very_deep_file_is_refused():
    with pytest.raises(InvalidInput):
        parse_yaml("a: " + "[" * 5000 + "]" * 5000, "f.yaml")


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path):
    with pytest.raises(InvalidInput, match=r"none\.yaml cannot be read"):
        read_yaml(tmp_path / "none.yaml")
    (tmp_path / "f.yaml").write_bytes(b"title: T\nlead: Caf\xe9\n")
    with pytest.raises(InvalidInput) as caught:
        read_yaml(tmp_path / "f.yaml")
    assert (caught.value.problems[0].row, caught.value.problems[0].expected) == (2, "text in UTF-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_values_are_those_of_the_loader_in_python(file):
    text = file.read_text("utf-8")
    assert plain_values(text) == yaml.safe_load(text)


def test_no_object_is_made_from_a_file():
    assert issubclass(LOADER, yaml.constructor.SafeConstructor)
    with pytest.raises(yaml.YAMLError):
        plain_values("!!python/object/apply:os.getcwd []")
    with pytest.raises(InvalidInput):
        parse_yaml("a: !!python/name:os.getcwd", "f.yaml", Dialect(scalar=typed_value))


@pytest.mark.parametrize("loader", [yaml.SafeLoader, LOADER])
def test_a_document_is_the_same_with_either_loader(loader):
    document = parse_yaml(TEXT + "title: twice\n", "m.yaml", loader=loader)
    assert document.content == parse_yaml(TEXT, "m.yaml").content | {"title": "twice"}
    assert [problem.row for problem in document.problems] == [10]


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        parse_yaml(text, "f.yaml")
    except InvalidInput as error:
        assert "f.yaml" in str(error)


def test_numbers_of_thousands_of_digits_stay_text_and_long_files_are_refused(tmp_path):
    typed = Dialect(scalar=typed_value)
    digits = "9" * 5000
    assert parse_yaml(f"a: {digits}\nb: 3\n", "f.yaml", typed).content == {"a": digits, "b": 3}
    path = tmp_path / "f.yaml"
    path.write_text("a: " + "x" * 300_000, "utf-8")
    with pytest.raises(InvalidInput, match="at most 250 kB"):
        read_yaml(path)
