"""Versions of a strategy: marks of the content, states and their order."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.strategy.analysis.strategy import (
    canonical,
    check_versions,
    draft_strategy,
    fingerprint,
)

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
            "site": "s",
            "version": numbers or list(range(1, n + 1)),
            "state": list(states),
            "date": pd.to_datetime(days or [f"2026-0{k}-01" for k in range(1, n + 1)]),
            "by": "team",
            "fingerprint": marks or ["aaaaaaaaaaaa"] * n,
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
    assert canonical(one) == canonical(two)
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


@examples(60)
@given(_VALUE, _VALUE)
def test_marks_are_equal_exactly_where_contents_are(one, two):
    assert (fingerprint(one) == fingerprint(two)) == (canonical(one) == canonical(two))


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(InvalidInput, match="kind 'object'"):
        fingerprint(object())


def test_a_new_strategy_may_be_drafted_only():
    strategy = draft_strategy("s", **CONTENT)
    assert (strategy.state, strategy.next_states, strategy.changed) == (None, ("draft",), False)
    assert strategy.empty == ("partners", "assumptions")
    row = strategy.record("draft", date(2026, 3, 1), "team")
    assert (row["version"], row["fingerprint"]) == (1, strategy.fingerprint)
    with pytest.raises(InvalidInput, match="found 'final', expected draft at the beginning"):
        strategy.record("final", date(2026, 3, 1), "team")


def test_from_draft_to_final():
    rows = []
    for day, state in enumerate(("draft", "reviewed", "final"), 1):
        versions = pd.DataFrame(rows) if rows else None
        strategy = draft_strategy("s", **CONTENT, versions=versions)
        assert state in strategy.next_states
        rows.append(strategy.record(state, date(2026, 3, day), "team"))
    strategy = draft_strategy("s", **CONTENT, versions=pd.DataFrame(rows))
    assert strategy.state == "final"
    assert not strategy.changed
    assert strategy.table["current"].tolist() == [True, True, True]
    assert strategy.problems == ()


def test_changed_content_flags_its_version_and_asks_for_a_new_draft():
    first = draft_strategy("s", **CONTENT)
    versions = pd.DataFrame([first.record("draft", date(2026, 3, 1), "team")])
    later = draft_strategy("s", **{**CONTENT, "budget": D("12500.51")}, versions=versions)
    assert later.changed
    assert later.next_states == ("draft",)
    assert later.table["current"].tolist() == [False]
    assert {name for name in later.parts if later.parts[name] != first.parts[name]} == {"budget"}
    with pytest.raises(InvalidInput, match="Record the changed content as a draft first"):
        later.record("reviewed", date(2026, 3, 2), "panel")


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("final",), "found 'final', expected draft at the beginning"),
        (("draft", "final"), "found 'final', expected draft or reviewed after 'draft'"),
        (("draft", "reviewed", "final", "reviewed"), "expected draft after 'final'"),
        (("draft", "done"), "found 'done'"),
    ],
)
def test_changes_of_state_that_are_not_allowed_are_named(states, words):
    problems = check_versions(_versions(*states))
    assert len(problems) == 1
    assert words in str(problems[0])
    assert draft_strategy("s", versions=_versions(*states)).problems == tuple(problems)


def test_numbers_days_and_marks_that_contradict_are_named():
    assert "version 2" in str(check_versions(_versions("draft", "draft", numbers=[1, 3]))[0])
    back = _versions("draft", "draft", days=["2026-02-01", "2026-01-01"])
    assert "2026-02-01 or later" in str(check_versions(back)[0])
    marks = _versions("draft", "reviewed", marks=["a" * 12, "b" * 12])
    assert "aaaaaaaaaaaa, as draft" in str(check_versions(marks)[0])


def test_versions_of_other_sites_do_not_count():
    strategy = draft_strategy("t", versions=_versions("draft"))
    assert strategy.table.empty


def test_what_a_notebook_shows_is_escaped():
    versions = _versions("draft").assign(by="<b>")
    assert "<b>" not in draft_strategy("s", versions=versions)._repr_html_()
