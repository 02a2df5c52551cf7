import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.page.joined_network import ALL_SITES, join_sites

ACTORS = pd.DataFrame(
    [
        ("a", "wfp", "WFP", "un-agency", None, 0.2),
        ("a", "coop", "Coop", None, True, None),
        ("b", "wfp", "World Food Programme", None, None, 0.4),
        ("c", "wfp", "World Food Programme", "other", None, None),
    ],
    columns=["site", "actor", "name", "type", "lead", "trust"],
)
TIES = pd.DataFrame(
    [
        ("a", "wfp", "coop", "funding", 0.5, 1),
        ("b", "wfp", "coop", "funding", 1.0, 1),
        ("c", "wfp", "coop", "funding", None, 1),
        ("c", "wfp", "coop", "knowledge", None, 1),
        ("c", "coop", "wfp", "funding", None, 2),
    ],
    columns=["site", "source", "target", "layer", "strength", "round"],
)


def test_equal_actors_are_one_and_say_what_most_sites_say():
    actors, ties = join_sites(ACTORS, TIES)
    found = actors.set_index("actor")
    assert found.loc["wfp", "name"] == "World Food Programme"
    assert found.loc["wfp", "type"] == "un-agency"
    assert found.loc["wfp", "trust"] == pytest.approx(0.3)
    assert pd.isna(found.loc["coop", "trust"])
    assert pd.isna(found.loc["wfp", "lead"])
    assert bool(found.loc["coop", "lead"])
    assert actors[["actor", "sites"]].to_numpy().tolist() == [["wfp", 3], ["coop", 1]]
    assert set(actors["site"]) == set(ties["site"]) == {ALL_SITES}


def test_a_tie_counts_its_sites_and_takes_the_mean_of_known_strengths_only():
    _, ties = join_sites(ACTORS, TIES)
    assert ties[["layer", "round", "sites"]].to_numpy().tolist() == [
        ["funding", 1, 3],
        ["knowledge", 1, 1],
        ["funding", 2, 1],
    ]
    assert ties["strength"].tolist()[0] == 0.75
    assert ties["strength"].isna().tolist() == [False, True, True]


@examples(30)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("xyz"))))
def test_no_tie_and_no_actor_is_lost(found):
    ties = pd.DataFrame(dict.fromkeys(found), columns=["site", "source", "target"])
    ties = ties.assign(layer="funding", round=1)
    ends = {(site, actor) for site, *both in found for actor in both}
    actors = pd.DataFrame(sorted(ends), columns=["site", "actor"])
    all_actors, all_ties = join_sites(actors.assign(name=actors["actor"]), ties)
    assert int(all_ties["sites"].sum()) == len(ties)
    assert int(all_actors["sites"].sum()) == len(actors)
    assert set(all_ties["source"]) | set(all_ties["target"]) <= set(all_actors["actor"])


def test_without_ties_the_actors_are_still_there():
    actors, ties = join_sites(ACTORS, TIES.iloc[:0])
    assert ties.empty
    assert len(actors) == 2
