"""The smallest list of invitations."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.agree.analysis.invitations import Matter, invite


def test_who_covers_two_matters_takes_the_place_of_two():
    seed, credit = Matter("need", "seed"), Matter("need", "credit")
    found = invite(["a", "b", "c"], {seed: ["a", "c"], credit: ["b", "c"]})
    assert [one.party for one in found.rows] == ["c"]
    assert found.rows[0].matters == (seed, credit)


def test_what_nobody_covers_is_named():
    grant = Matter("money", "grant")
    found = invite(["a"], {grant: ["stranger"]})
    assert (found.rows, found.nobody) == ((), (grant,))


names = st.sampled_from("abcde")


@settings(max_examples=40)
@given(st.lists(st.sets(names, min_size=1), min_size=1, max_size=6))
def test_no_shorter_list_covers_everything(covers):
    matters = {Matter("need", str(n)): sorted(who) for n, who in enumerate(covers)}
    found = invite("abcde", matters)
    chosen = {one.party for one in found.rows}
    assert all(chosen & set(who) for who in matters.values())
    for fewer in combinations("abcde", len(chosen) - 1):
        assert not all(set(fewer) & set(who) for who in matters.values())
