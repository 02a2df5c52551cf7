"""The three words follow their rule, and the likely set is the smallest that holds enough."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.case import open_cases
from workbench.diagnosis.analysis.confidence import confidence, word_for
from workbench.diagnosis.analysis.diagnosis import diagnose_levels
from workbench.diagnosis.analysis.leave_one_out import assessor_influence
from workbench.diagnosis.analysis.levels import read_levels
from workbench.frameworks import load

ORDER = ("open", "leaning", "firm")


def _found(levels, assessors=3):
    """Diagnose components of which each assessor gives the level listed; None is not given."""
    listed = pd.DataFrame({"site": "s", "component": list(levels)})
    rows = [
        {"site": "s", "component": key, "assessor": f"A{n}", "readiness": r, "use": u}
        for key, pairs in levels.items()
        for n, (r, u) in enumerate(pairs if isinstance(pairs, list) else [pairs] * assessors)
        if r is not None
    ]
    columns = ["site", "component", "assessor", "readiness", "use"]
    known = read_levels(listed, pd.DataFrame(rows, columns=columns), load("ipsr"), sites=["s"])
    diagnosed = diagnose_levels(known)
    return diagnosed, confidence(diagnosed, assessor_influence(known)).rows[0]


@pytest.mark.parametrize(
    ("levels", "assessors", "word"),
    [
        ({"a": (2, 2), "b": (8, 8)}, 3, "firm"),
        ({"a": (2, 2), "b": (8, 8)}, 2, "leaning"),
        ({"a": (2, 2), "b": (8, 8)}, 1, "leaning"),
        ({"a": (2, 2), "b": (8, 8), "c": (None, None)}, 3, "leaning"),
        ({"a": (2, 2), "b": (None, None)}, 3, "open"),
        ({"a": (5, 5), "b": (5, 6), "c": (6, 5), "d": (5, 6), "e": (5, 6)}, 3, "leaning"),
        ({"a": (5, 5)} | dict.fromkeys("bcdefghi", (5, 6)), 3, "open"),
        ({"a": (5, 5), "b": (5, 5), "c": (5, 5), "d": (9, 9)}, 3, "firm"),
        ({"a": (None, None)}, 3, "open"),
    ],
)
def test_words_of_packages(levels, assessors, word):
    assert _found(levels, assessors)[1].confidence == word


def test_one_assessor_who_turns_the_bottleneck_keeps_it_from_being_firm():
    _, found = _found({"a": [(2, 1)] * 4, "b": [(1, 1), (9, 9), (9, 9), (9, 9)]})
    assert found.stays  # without any one of them, the lower median of b stays 9
    assert found.confidence == "firm"
    _, found = _found({"a": [(2, 2), (2, 2), (8, 8)], "b": [(7, 6), (7, 6), (2, 1)]})
    assert not found.stays
    assert found.confidence != "firm"


def test_no_word_is_higher_where_something_is_worse():
    """Enumerate the rule: each condition that gets worse never raises the word."""
    grid = product((None, 0.3, 0.5, 0.79, 0.8, 1.0), range(5), (None, False, True), range(5))
    for p, assessors, stays, unscored in grid:
        given = {"assessors": assessors, "stays": stays, "unscored": unscored, "components": 4}
        word = word_for(p, **given)
        assert word == _by_hand(p, assessors, stays, unscored)
        worse = [
            word_for(None if p is None else p - 0.3, **given),
            word_for(p, **given | {"assessors": assessors - 1}),
            word_for(p, **given | {"stays": False}),
            word_for(p, **given | {"unscored": unscored + 1}),
        ]
        assert all(ORDER.index(one) <= ORDER.index(word) for one in worse)


def _by_hand(p, assessors, stays, unscored):
    if p in {None, 0.3} or unscored >= 2:
        return "open"
    return "firm" if p >= 0.8 and assessors >= 3 and stays and unscored == 0 else "leaning"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_the_likely_set_is_the_smallest_with_the_lowest_in_it(pairs):
    levels = {f"c{n}": pair for n, pair in enumerate(pairs)}
    diagnosed, found = _found(levels)
    p = dict(zip(diagnosed.table["component"], diagnosed.table["p_bottleneck"], strict=True))
    lowest = {key for key, (r, u) in levels.items() if r * u == min(a * b for a, b in pairs)}
    likely = set(found.likely)
    assert lowest <= likely
    assert found.p_lowest == pytest.approx(sum(p[key] for key in lowest))
    assert found.p_likely == pytest.approx(sum(p[key] for key in likely))
    assert found.p_likely >= 0.8 - 1e-9 or likely == set(p)
    added = sorted((p[key] for key in likely - lowest), reverse=True)
    left = [p[key] for key in set(p) - likely]
    assert not added or min(added) >= max(left, default=0.0)
    assert not added or found.p_likely - added[-1] < 0.8


def test_the_example_project():
    found = {one.site: one for one in open_cases("data/example").diagnosis.confidence.rows}
    assert found["rw-huye"].confidence == "leaning"  # two of nine are not assessed
    assert found["rw-nyanza"].confidence == "firm"
    assert found["ug-isingiro"].confidence == "firm"  # three share the lowest score
    assert found["ug-isingiro"].p_lowest == pytest.approx(0.94, abs=0.005)
    musanze = found["rw-musanze"]
    assert musanze.confidence == "open"
    assert musanze.likely == ("input-credit", "diagnostic-app", "clean-seed", "by-laws")
    assert musanze.p_likely == pytest.approx(0.87, abs=0.005)
    assert found["ug-luwero"].confidence == "open"
    assert found["ug-luwero"].likely == ()
