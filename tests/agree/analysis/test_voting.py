"""Ranked ballots, against published examples."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.rows import Ballot
from workbench.agree.analysis.voting import count_ballots, schulze
from workbench.errors import InvalidInput


def _ballots(lines):
    return [Ballot("q", " > ".join(ranking), None, number)
            for number, ranking in lines]  # fmt: skip


def test_tennessee_as_in_textbooks():
    rows = _ballots([(42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM")])
    found = count_ballots("capital", rows)
    assert found.winners["first places"] == ("M",)
    assert found.winners["Borda"] == ("N",)
    assert found.winners["instant run-off"] == ("K",)
    assert found.winners["pairwise"] == found.winners["Schulze"] == ("N",)
    assert found.borda == {"M": 126, "N": 194, "C": 173, "K": 107}
    assert found.ballots == 100
    assert found.disagree


# Schulze, M. (2011). A new monotonic, clone-independent, reversal symmetric, and
# Condorcet-consistent single-winner election method. Social Choice and Welfare 36:267-303, ex. 1.
SCHULZE = [(5, "ACBED"), (5, "ADECB"), (8, "BEDAC"), (3, "CABED"), (7, "CAEBD"), (2, "CBADE"),
           (7, "DCEBA"), (8, "EBADC")]  # fmt: skip


def test_the_45_ballots_of_schulze():
    found = count_ballots("q", _ballots(SCHULZE))
    assert found.ballots == 45
    rows = {"A": (20, 26, 30, 22), "B": (25, 16, 33, 18), "C": (19, 29, 17, 24),
            "D": (15, 12, 28, 14), "E": (23, 27, 21, 31)}  # fmt: skip
    for name, numbers in rows.items():
        others = [one for one in "ABCDE" if one != name]
        assert [found.beaten[name, one] for one in others] == list(numbers)
    assert found.winners["Schulze"] == ("E",)
    assert found.winners["pairwise"] == ()  # nobody beats all others


def test_two_alternatives_are_not_voted_on():
    assert count_ballots("q", _ballots([(3, "AB")])) is None


def test_who_is_left_out_is_below_and_equal():
    rows = [Ballot("q", "a", "a; b", None), Ballot("q", "b > c = a", None, 2)]
    found = count_ballots("q", rows)
    assert found.beaten["a", "c"] == 1
    assert found.beaten["c", "a"] == 0
    assert found.borda == {"a": 3, "b": Fraction(9, 2), "c": Fraction(3, 2)}
    assert found.approval == {"a": 1, "b": 1, "c": 0}


def test_a_ballot_that_cannot_be_read_is_named():
    with pytest.raises(InvalidInput, match="ranks a twice"):
        count_ballots("q", [Ballot("q", "a > a", None, None)])


rankings = st.lists(st.tuples(st.integers(1, 9), st.permutations("abcd")), min_size=1, max_size=7)


@given(rankings)
def test_who_beats_all_others_wins_by_paths_too(lines):
    found = count_ballots("q", _ballots(lines))
    if found.winners["pairwise"]:
        assert found.winners["Schulze"] == found.winners["pairwise"]
    assert found.winners["Schulze"]
    assert found.winners["instant run-off"]
    assert sum(found.plurality.values()) == found.ballots
    assert sum(found.borda.values()) == 6 * found.ballots
    assert all(found.beaten[a, b] + found.beaten[b, a] == found.ballots for a, b in found.beaten)


@given(rankings, st.permutations("abcd"))
def test_names_do_not_matter(lines, names):
    other = dict(zip("abcd", names, strict=True))
    first = count_ballots("q", _ballots(lines))
    second = count_ballots("q", _ballots([(n, [other[one] for one in row]) for n, row in lines]))
    assert {other[one] for one in first.winners["Schulze"]} == set(second.winners["Schulze"])


def test_paths_need_more_than_half():
    assert schulze({("a", "b"): 1, ("b", "a"): 1}, ["a", "b"]) == ("a", "b")
