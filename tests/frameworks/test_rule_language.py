"""The language of rules: what it reads, what it refuses, and that it never does anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput, UnknownName, WorkbenchError
from workbench.frameworks.rule_language import (
    DEEPEST_RULE,
    LONGEST_RULE,
    SIGNS,
    AllOrAny,
    AnswerScale,
    Asked,
    Comparison,
    Constant,
    Negated,
    asked_in,
    check_names,
    read_rule,
)

GATE = AnswerScale(0, 2, ("no", "partly", "yes", "not applicable"))
SECTIONS = {"components": ["design", "partners"], "not-for": ["unproven"], "words": ["value"]}
ITEMS = {
    "design": AnswerScale(0, 5),
    "partners": AnswerScale(0, 5),
    "unproven": GATE,
    "value": None,
}

names = st.sampled_from(["components", "design", "not-for", "lowest", "a1"])
values = st.one_of(
    st.integers(0, 9).map(float).map(Constant),
    st.builds(Asked, st.sampled_from(["lowest", "highest", "median", "gap", "answered"]), names),
    st.builds(
        Asked,
        st.sampled_from(["count", "share"]),
        names,
        st.one_of(st.sampled_from(["yes", "not applicable"]), st.integers(0, 5).map(float)),
    ),
)
comparisons = st.builds(Comparison, values, st.sampled_from(SIGNS), values)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Negated, inner),
        st.builds(
            AllOrAny,
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
    ),
    max_leaves=6,
)


def test_precedence_is_not_then_and_then_or():
    read = read_rule("gap(a) > 0 or not gap(b) > 0 and gap(c) > 0")
    assert str(read) == "(gap(a) > 0) or ((not (gap(b) > 0)) and (gap(c) > 0))"


def test_short_spellings_and_underscores():
    assert read_rule("min(not_for) < max(not-for)") == Comparison(
        Asked("lowest", "not-for"), "<", Asked("highest", "not-for")
    )


@given(conditions)
def test_what_is_written_is_read_back(condition):
    assert len(str(condition)) > LONGEST_RULE or read_rule(str(condition)) == condition


ALPHABET = st.sampled_from(
    [
        "lowest",
        "gap",
        "count",
        "(",
        ")",
        ",",
        " ",
        "<=",
        ">",
        "=",
        "not",
        "and",
        "or",
        "components",
        "1",
        "2.5",
        '"yes"',
        '"',
        "__import__",
        ".",
        "-",
        "'",
        "\n",
        "é",
        "\x00",
        "lambda:",
    ]
)


@given(st.one_of(st.text(), st.lists(ALPHABET, max_size=30).map("".join)))
def test_any_text_is_read_or_refused_in_plain_words(text):
    try:
        read = read_rule(text)
    except WorkbenchError as error:
        assert isinstance(error, InvalidInput) and str(error).endswith(".")
    else:
        assert read_rule(str(read)) == read or len(str(read)) > LONGEST_RULE
        for asked in asked_in(read):
            assert asked.function in {
                "lowest", "highest", "median", "gap", "answered", "count", "share",
            }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the end, expected a number or a function"),
        ("lowest(components)", "expected a sign such as <="),
        ("lowest(components) <= 1 1", 'letter 25: found "1", expected and, or, or the end'),
        ("count(components) > 1", 'found ")", expected ","'),
        ("lowest(components, 2) > 1", 'found ",", expected ")"'),
        ("gaps(components) > 1", "Did you mean 'gap'?"),
        ("open('x') > 1", "expected a function"),
        ("gap(components).x > 1", 'found "."'),
        ("(" * 40 + "gap(a) > 1" + ")" * 40, f"more than {DEEPEST_RULE} brackets"),
        ("not " * 40 + "gap(a) > 1", f"more than {DEEPEST_RULE} brackets"),
        ("gap(a) > 1 or " * 60 + "gap(a) > 1", f"it can have {LONGEST_RULE}"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text, said):
    with pytest.raises(InvalidInput, match="rule") as caught:
        read_rule(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("lowest(component) > 1", UnknownName, "Did you mean 'components'?"),
        ('count(not_for, "yess") > 0', UnknownName, "Did you mean 'yes'?"),
        ('count(components, "yes") > 0', UnknownName, "no answer in components 'yes'"),
        ("share(components, 6) > 0", InvalidInput, "reaches level 6"),
        ("lowest(words) > 0", InvalidInput, "no item with levels"),
    ],
)
def test_names_are_held_against_the_framework(text, error, said):
    with pytest.raises(error) as caught:
        check_names(read_rule(text), SECTIONS, ITEMS)
    assert said in str(caught.value)


def test_names_that_fit_pass():
    rule = 'count(not_for, "yes") > 0 or lowest(design) <= 1 and share(components, 2) < 0.5'
    check_names(read_rule(rule), SECTIONS, ITEMS)


@given(st.integers(0, 10**15 - 1))
def test_a_number_as_it_can_be_written_stays_what_it_is(millionths):
    read = read_rule(f"lowest(design) < {millionths // 10**6}.{millionths % 10**6:06d}")
    assert read_rule(str(read)) == read


@pytest.mark.parametrize("number", ["9" * 400, "1e6", "1e308", "٣", "0.0000001"])
def test_a_number_that_no_level_or_share_can_be_is_refused(number):
    with pytest.raises(InvalidInput, match="at letter 18"):
        read_rule(f"lowest(design) < {number}")
