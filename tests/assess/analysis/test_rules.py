"""Rules: equal to trying every answer that is not known, and to what is decided by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.assess.analysis.item_list import ItemList, ListedItem, ListedSection
from workbench.assess.analysis.rules import KnownAnswers, hold, row_medians
from workbench.frameworks.rule_language import (
    AllOrAny,
    AnswerScale,
    Asked,
    Comparison,
    Constant,
    Negated,
    read_rule,
)

GATE = AnswerScale(0, 2, ("no", "partly", "yes", "not applicable"))
LISTED = ItemList(
    sections=(ListedSection("parts", "Parts"), ListedSection("fit", "Fit")),
    items=(
        *(
            ListedItem(key, key, "parts", scale=AnswerScale(0, 3), required=2)
            for key in ("design", "partners", "money")
        ),
        *(
            ListedItem(key, key, "fit", kind="gate", scale=GATE, blocking=True)
            for key in ("unproven", "unstable")
        ),
    ),
)
REQUIRED = np.array([[2.0, 2.0, 2.0, np.nan, np.nan]])


def answers(*levels, aside=()):
    level = np.array([[np.nan if one is None else float(one) for one in levels]])
    away = np.array([[place in aside for place in range(len(levels))]])
    return KnownAnswers(LISTED, level, REQUIRED, away)


def said(rule, *levels, aside=()):
    must, may = hold(
        read_rule(rule) if isinstance(rule, str) else rule, answers(*levels, aside=aside)
    )
    return True if must[0] else None if may[0] else False


# ------------------------------------------------------------------ a reference that tries it all


def value_of(value, levels, aside):
    if isinstance(value, Constant):
        return value.value
    over = LISTED.places[value.over]
    here = [levels[place] for place in over if place not in aside]
    if value.function in {"count", "share"}:
        if isinstance(value.answer, str):
            has = sum(one == GATE.words.index(value.answer) for one in here)
        else:
            has = sum(one >= value.answer for one in here)
        return has if value.function == "count" else has / len(here) if here else None
    if not here:
        return None
    if value.function == "gap":
        return max(max(0, 2 - one) for one in here)
    if value.function == "median":
        return sorted(here)[(len(here) - 1) // 2]
    return min(here) if value.function == "lowest" else max(here)


def holds_at(condition, levels, aside):
    left = value_of(condition.left, levels, aside)
    right = value_of(condition.right, levels, aside)
    if left is None or right is None:  # of no item that counts
        return None
    return {
        "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        "==": left == right, "!=": left != right,
    }[condition.sign]  # fmt: skip


def reference(condition, levels, aside):
    """Kleene's logic over comparisons, each tried with every answer that there can be."""
    if isinstance(condition, Negated):
        inner = reference(condition.of, levels, aside)
        return None if inner is None else not inner
    if isinstance(condition, AllOrAny):
        parts = [reference(one, levels, aside) for one in condition.parts]
        decides = condition.joined_by == "or"
        return decides if decides in parts else None if None in parts else not decides
    ranges = [
        range(scale.highest + 1) if one is None and place not in aside else [one]
        for place, (one, scale) in enumerate(zip(levels, LISTED.scales, strict=True))
    ]
    found = {holds_at(condition, each, aside) for each in product(*ranges)}
    return found.pop() if len(found) == 1 else None


functions = st.one_of(
    st.builds(Asked, st.sampled_from(["lowest", "highest", "median", "gap"]),
              st.sampled_from(["parts", "design"])),
    st.builds(Asked, st.sampled_from(["count", "share"]), st.sampled_from(["parts", "money"]),
              st.integers(1, 3).map(float)),
    st.builds(Asked, st.sampled_from(["count", "share"]), st.just("fit"),
              st.sampled_from(["yes", "no", "partly"])),
)  # fmt: skip
comparisons = st.builds(
    Comparison,
    functions,
    st.sampled_from(["<", "<=", ">", ">="]),
    st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]).map(Constant),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Negated, inner),
        st.builds(AllOrAny, st.sampled_from(["and", "or"]), st.tuples(inner, inner)),
    ),
    max_leaves=5,
)
levels = st.tuples(
    *([st.sampled_from([None, 0, 1, 2, 3])] * 3 + [st.sampled_from([None, 0, 1, 2])] * 2)
)
set_aside = st.sets(st.integers(0, 4), max_size=2)


@given(conditions, levels, set_aside)
def test_equals_trying_every_answer_that_is_not_known(condition, given_levels, aside):
    known = [None if place in aside else one for place, one in enumerate(given_levels)]
    assert said(condition, *known, aside=aside) == reference(condition, known, aside)


@given(
    st.builds(Comparison, functions, st.sampled_from(["==", "!=", "<", ">="]), functions), levels
)
def test_what_is_said_for_certain_holds_for_every_answer(condition, given_levels):
    found = said(condition, *given_levels)
    assert found is None or reference(condition, given_levels, set()) == found


# ----------------------------------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("rule", "known", "holds"),
    [
        ("lowest(parts) <= 1", (1, 3, None, 0, 0), True),  # whatever the third is
        ("lowest(parts) <= 1", (2, 3, None, 0, 0), None),
        ("lowest(parts) <= 1", (2, 3, 2, 0, 0), False),
        ('count(not_there, "yes") > 0', (2, 2, 2, 2, None), True),
        ('count(fit, "yes") > 0', (2, 2, 2, 0, None), None),
        ('share(fit, "yes") == 0.5', (2, 2, 2, 0, 2), True),
        ("gap(parts) > 0", (2, 2, 3, 0, 0), False),
        ("gap(parts) > 0", (None, 1, 3, 0, 0), True),
        ("median(parts) == 1", (1, 3, 1, 0, 0), True),
        ("answered(parts) < 3", (1, None, 3, 0, 0), True),
        ("share(parts, 2) >= 0.5", (2, 2, 0, 0, 0), True),
        ("highest(parts) != 3", (2, 2, 0, 0, 0), True),
    ],
)
def test_rules_by_hand(rule, known, holds):
    assert said(rule.replace("not_there", "fit"), *known) is holds


def test_what_is_set_aside_does_not_count():
    assert said("lowest(parts) <= 1", None, 2, 3, 0, 0, aside={0}) is False
    assert said('count(fit, "not applicable") == 1', 1, 2, 3, None, 0, aside={3}) is True
    assert said("lowest(design) <= 1", None, 2, 3, 0, 0, aside={0}) is None
    assert said("answered(parts) == 3", None, 2, 3, 0, 0, aside={0}) is True


def test_what_is_required_nowhere_may_be_any_gap():
    known = KnownAnswers(
        LISTED, np.array([[1.0] * 5]), np.full((1, 5), np.nan), np.zeros((1, 5), bool)
    )
    must, may = hold(read_rule("gap(parts) > 0"), known)
    assert (must[0], may[0]) == (False, True)


def test_the_median_of_nothing_is_not_known():
    assert np.isnan(row_medians(np.zeros((2, 0)))).all()
    assert np.isnan(row_medians(np.full((1, 2), np.nan))).all()
