"""Actors over sites."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.shared_actors import shared_actors


def _networks(actors, ties):
    people = pd.DataFrame(actors, columns=["site", "actor", "lead"])
    rows = pd.DataFrame(ties, columns=["site", "source", "target"])
    return build_networks(people, rows.assign(layer="knowledge"))


STAR = [("a", "hub", x) for x in ("p", "q", "r")]


def test_the_middle_of_a_star_has_all_pairs_open():
    people = [("a", n, False) for n in ("hub", "p", "q", "r")]
    places = shared_actors(_networks(people, STAR)).places.set_index("actor")
    assert bool(places.loc["hub", "broker"])
    assert not places.loc[["p", "q", "r"], "broker"].any()


def test_a_tie_between_two_contacts_closes_their_pair():
    people = [("a", n, False) for n in ("hub", "p", "q", "r", "o", "s", "t")]
    other = [("a", "o", "s"), ("a", "o", "t")]  # o has one open pair, hub has none left
    closed = [("a", "p", "q"), ("a", "q", "r"), ("a", "p", "r")]
    places = shared_actors(_networks(people, [*STAR, *closed, *other])).places
    assert places.loc[places["broker"], "actor"].tolist() == ["o"]


def test_the_lead_is_no_broker_and_makes_none():
    people = [("a", n, n == "hub") for n in ("hub", "p", "q", "r")]
    found = shared_actors(_networks(people, STAR))
    assert not found.places["broker"].any()
    assert found.places.set_index("actor").loc["hub", "lead"]


def test_equal_ones_that_are_too_many_are_none():
    for middles, named in (("wxyz", 0), ("xyz", 3)):
        people = [("a", f"{h}{k}", False) for h in middles for k in range(3)]
        ties = [("a", f"{h}0", f"{h}{k}") for h in middles for k in (1, 2)]
        assert shared_actors(_networks(people, ties)).places["broker"].sum() == named


def test_pairs_of_sites_count_what_they_share():
    people = [
        (s, a, False) for s, a in (("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "x"))
    ]
    found = shared_actors(_networks(people, []))
    assert found.pairs.to_numpy().tolist() == [["a", "b", 2], ["a", "c", 1], ["b", "c", 1]]
    assert found.table["actor"].tolist() == ["x", "y"]


def test_no_actor_gives_empty_tables():
    found = shared_actors(_networks([], []))
    assert found.table.empty
    assert found.pairs.empty
    assert "<table" in found._repr_html_()


@examples(10)
@given(
    st.sets(st.tuples(st.sampled_from("ab"), st.sampled_from("uvwxyz")), min_size=1), st.randoms()
)
def test_order_of_rows_does_not_matter(places, random):
    people = [(s, a, False) for s, a in sorted(places)]
    shuffled = people[:]
    random.shuffle(shuffled)
    one, other = shared_actors(_networks(people, [])), shared_actors(_networks(shuffled, []))
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.table["sites_n"].sum() == len(people)
