import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
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


def test_equal_actors_are_one_and_what_sites_say_differently_is_listed():
    joined = join_sites(ACTORS, TIES)
    actors = joined.actors.set_index("actor")
    assert actors.loc["wfp", "name"] == "World Food Programme"
    assert actors.loc["wfp", "type"] == "un-agency"
    assert actors.loc["wfp", "trust"] == pytest.approx(0.3)
    assert pd.isna(actors.loc["coop", "trust"])
    assert pd.isna(actors.loc["wfp", "lead"])
    assert bool(actors.loc["coop", "lead"])
    assert joined.actor_sites.to_numpy().tolist() == [["wfp", 3], ["coop", 1]]
    assert joined.differing.to_numpy().tolist() == [
        ["wfp", "name", "World Food Programme; WFP"],
        ["wfp", "type", "un-agency; other"],
    ]
    assert set(joined.actors["site"]) == set(joined.ties["site"]) == {ALL_SITES}


def test_a_tie_counts_its_sites_and_takes_the_mean_of_known_strengths_only():
    joined = join_sites(ACTORS, TIES)
    assert joined.tie_sites[["layer", "round", "sites", "strengths"]].to_numpy().tolist() == [
        ["funding", 1, 3, 2],
        ["knowledge", 1, 1, 0],
        ["funding", 2, 1, 0],
    ]
    assert joined.ties["strength"].tolist()[0] == 0.75
    assert joined.ties["strength"].isna().tolist() == [False, True, True]


@examples(30)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("xyz"))))
def test_no_tie_and_no_actor_is_lost(found):
    ties = pd.DataFrame(dict.fromkeys(found), columns=["site", "source", "target"])
    ties = ties.assign(layer="funding", round=1)
    ends = {(site, actor) for site, *both in found for actor in both}
    actors = pd.DataFrame(sorted(ends), columns=["site", "actor"])
    joined = join_sites(actors.assign(name=actors["actor"]), ties)
    assert int(joined.tie_sites["sites"].sum()) == len(ties)
    assert int(joined.actor_sites["sites"].sum()) == len(actors)
    assert set(joined.ties["source"]) | set(joined.ties["target"]) <= set(joined.actors["actor"])


def test_without_ties_the_actors_are_still_there():
    joined = join_sites(ACTORS, TIES.iloc[:0])
    assert joined.ties.empty
    assert joined.tie_sites.empty
    assert len(joined.actors) == 2


def test_a_row_without_an_actor_is_refused():
    with pytest.raises(InvalidInput, match="without a site or an actor"):
        join_sites(ACTORS.assign(actor=None), TIES)
