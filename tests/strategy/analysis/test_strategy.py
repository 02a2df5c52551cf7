"""Versions of a strategy: marks of the content, states and their order."""

import json
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.strategy.analysis.strategy import draft_strategy, fingerprint

D = Decimal
CONTENT = {
    "option": {"option": "outsource", "executor": "coop"},
    "package": pd.DataFrame({"component": ["seed"], "readiness": pd.array([7], dtype="Int64")}),
    "budget": D("12500.50"),
    "plan": [{"activity": "A1", "finish": date(2026, 5, 1)}],
}


def _versions(*states, marks=None, days=None, numbers=None):
    n = len(states)
    return pd.DataFrame(
        {
            "version": numbers or list(range(1, n + 1)),
            "state": list(states),
            "date": pd.to_datetime(days or [f"2026-0{k}-01" for k in range(1, n + 1)]),
            "by": "team",
            "fingerprint": pd.Series(marks or ["aaaaaaaaaaaa"] * n, dtype="str"),
            "comment": None,
            "answer": None,
        }
    )


def test_the_mark_is_that_of_sha_256():
    # printf '"abc"' | sha256sum
    assert fingerprint("abc") == "6cc43f858fbb"


def test_the_same_content_has_the_same_mark_however_it_is_held():
    one = {"a": [1, 2.0, None], "b": {"x": D("1.50"), "y": date(2026, 1, 1)}, "t": True}
    two = {
        "t": np.bool_(True),
        "b": {"y": pd.Timestamp("2026-01-01"), "x": D("1.5")},
        "a": np.array([1, 2, np.nan]),
    }
    assert fingerprint(one) == fingerprint(two)
    assert fingerprint(datetime(2026, 1, 1)) == fingerprint(date(2026, 1, 1))


def test_order_of_columns_does_not_matter_order_of_rows_does():
    table = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    assert fingerprint(table) == fingerprint(table[["b", "a"]])
    assert fingerprint(table) != fingerprint(table.iloc[::-1])


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.decimals(0, 9, places=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(_VALUE, _VALUE)
def test_marks_are_equal_exactly_where_contents_are(one, two):
    same = json.dumps(_written(one), sort_keys=True) == json.dumps(_written(two), sort_keys=True)
    assert (fingerprint(one) == fingerprint(two)) == same


def _written(value):
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner) for inner in value]
    return {"amount": f"{value.normalize():f}"} if isinstance(value, D) else value


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(InvalidInput, match="kind 'object'"):
        fingerprint(object())


def _recorded(*states, strategy):
    """Make the table of versions in which each state was recorded with the mark of a strategy."""
    return _versions(*states, marks=[strategy.fingerprint] * len(states))


def test_a_new_strategy_may_be_drafted_only():
    strategy = draft_strategy("s", **CONTENT, versions=_versions())
    assert (strategy.state, strategy.next_states, strategy.changed) == (None, ("draft",), False)
    assert not strategy.marked
    assert strategy.empty == ("partners", "assumptions")


def test_from_draft_to_final():
    first = draft_strategy("s", **CONTENT, versions=_versions())
    states = ("draft", "reviewed", "final")
    for number, state in enumerate(states):
        versions = _recorded(*states[:number], strategy=first)
        assert state in draft_strategy("s", **CONTENT, versions=versions).next_states
    strategy = draft_strategy("s", **CONTENT, versions=_recorded(*states, strategy=first))
    assert strategy.state == "final"
    assert strategy.marked
    assert not strategy.changed
    assert strategy.problems == ()


def test_changed_content_flags_its_version_and_asks_for_a_new_draft():
    first = draft_strategy("s", **CONTENT, versions=_versions())
    versions = _recorded("draft", strategy=first)
    later = draft_strategy("s", **{**CONTENT, "budget": D("12500.51")}, versions=versions)
    assert later.changed
    assert later.next_states == ("draft",)
    marks = [first.fingerprint, later.fingerprint]
    reviewed = draft_strategy("s", versions=_versions("draft", "reviewed", marks=marks))
    assert "Record the changed content as a draft first" in str(reviewed.problems[0])


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("final",), "found 'final', expected draft at the beginning"),
        (("draft", "final"), "found 'final', expected draft or reviewed after 'draft'"),
        (("draft", "reviewed", "final", "reviewed"), "expected draft after 'final'"),
    ],
)
def test_changes_of_state_that_are_not_allowed_are_named(states, words):
    problems = draft_strategy("s", versions=_versions(*states)).problems
    assert len(problems) == 1
    assert words in str(problems[0])


def _first_problem(*states, **versions):
    return str(draft_strategy("s", versions=_versions(*states, **versions)).problems[0])


def test_numbers_days_and_marks_that_contradict_are_named():
    assert "version 2" in _first_problem("draft", "draft", numbers=[1, 3])
    days = ["2026-02-01", "2026-01-01"]
    assert "2026-02-01 or later" in _first_problem("draft", "draft", days=days)
    marks = ["a" * 12, "b" * 12]
    assert "aaaaaaaaaaaa, as draft" in _first_problem("draft", "reviewed", marks=marks)
