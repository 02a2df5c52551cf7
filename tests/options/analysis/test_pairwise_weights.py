"""Weights from pairs: published examples first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.options.analysis.pairwise_weights import RANDOM_INDICES, weights_from_pairs


def table(text):
    rows = [row.split() for row in text.split(";")]
    return np.array([[eval(cell) for cell in row] for row in rows], float)  # noqa: S307


SCHOOLS = (
    "1 4 3 1 3 4; 1/4 1 7 3 1/5 1; 1/3 1/7 1 1/5 1/5 1/6;"
    "1 1/3 5 1 1 1/3; 1/3 5 5 1 1 3; 1/4 1 6 3 1/3 1"
)
DRINKS = (
    "1 9 5 2 1 1 1/2; 1/9 1 1/3 1/9 1/9 1/9 1/9; 1/5 3 1 1/3 1/4 1/3 1/9;"
    "1/2 9 3 1 1/2 1 1/3; 1 9 4 2 1 2 1/2; 1 9 3 1 1/2 1 1/3; 2 9 9 3 2 3 1"
)


def test_saaty_choice_of_a_school_is_inconsistent():
    found = weights_from_pairs(table(SCHOOLS), list("abcdef"))
    given_weights = [0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391]
    assert found.table["weight"].to_numpy() == pytest.approx(given_weights, abs=5e-5)
    assert found.eigenvalue == pytest.approx(7.42, abs=0.005)
    assert found.ratio == pytest.approx(0.23, abs=0.005)
    assert not found.consistent
    assert "look at the answers again" in found._repr_html_()


def test_saaty_drinks_are_consistent():
    found = weights_from_pairs(table(DRINKS), list("abcdefg"))
    given_weights = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert found.table["weight"].to_numpy() == pytest.approx(given_weights, abs=5e-4)
    assert found.eigenvalue == pytest.approx(7.177, abs=5e-4)
    assert found.ratio == pytest.approx(0.022, abs=5e-4)
    assert found.consistent


def test_random_indices_are_those_of_saaty():
    assert RANDOM_INDICES == (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=10))
@settings(max_examples=30, deadline=None)
def test_consistent_answers_give_back_their_weights(raw):
    weights = np.array(raw) / sum(raw)
    found = weights_from_pairs(
        weights[:, None] / weights[None, :], [str(i) for i in range(len(raw))]
    )
    assert found.table["weight"].to_numpy() == pytest.approx(weights)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.revisit is None


def test_the_answer_to_look_at_again_is_named():
    # a = 2 b, b = 2 c, but a said to be as important as c.
    found = weights_from_pairs(table("1 2 1; 1/2 1 2; 1 1/2 1"), ["a", "b", "c"])
    first, second, said, implied = found.revisit
    assert {first, second} <= {"a", "b", "c"}
    assert said != pytest.approx(implied, rel=0.1)


@pytest.mark.parametrize(
    ("pairs", "names", "said"),
    [
        ("1 2; 2 1", "ab", "a against b is 2; the other way round must then be 0.5, not 2"),
        ("1 0; 1 1", "ab", "above 0"),
        ("1 2; 1/2 1", "abc", "3 rows and columns"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(pairs, names, said):
    with pytest.raises(InvalidInput, match=said):
        weights_from_pairs(table(pairs), list(names))


def test_more_than_ten_criteria_are_refused():
    with pytest.raises(InvalidInput, match="1 to 10 criteria"):
        weights_from_pairs(np.ones((11, 11)), list("abcdefghijk"))


def test_names_are_escaped():
    assert "<b>" not in weights_from_pairs(np.ones((1, 1)), ["<b>"])._repr_html_()
