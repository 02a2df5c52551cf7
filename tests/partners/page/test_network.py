"""The sentences of the partner network."""

import re

import networkx as nx
import pandas as pd
import pytest

from tests.fixtures.sites import ACTORS, BAD, LEVELS, TIES, plain_text, scores_of
from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.partners.page import network as step


def _words(found):
    return plain_text(step.network_words(found))


def test_size_layers_answers_and_lead(map_partners):
    said = _words(map_partners())
    assert "Round 1 has 6 actors and 5 ties: collaboration (4) and knowledge exchange (1)." in said
    assert "1 actor has no tie." in said
    assert "5 of 6 actors answered (83 %)." in said
    assert "told" not in said
    assert "odularity" not in said


def test_a_tie_that_both_ends_told_of_is_one(map_partners):
    both = [*TIES, "huye,coop1,bank,collaboration,1,1"]
    said = _words(map_partners(ties=both))
    assert "6 actors and 5 ties: " in said


def test_below_half_of_the_answers_nobody_is_called_a_broker(map_partners):
    silent = [row.replace(",no,yes,", ",no,no,") if "oop" in row else row for row in ACTORS]
    silent[1] = silent[1].replace(",no,yes,", ",no,no,")
    found = map_partners(actors=silent)
    said = _words(found)
    assert "too few to say who stands between others" in said
    assert "shortest ways run through" not in said
    assert "Shortest ways" not in plain_text(step.central_actors(found))


def test_actors_are_listed_by_their_ties_and_few(map_partners):
    made = step.central_actors(map_partners())
    assert [row[0].plain for row in made.rows[:2]] == ["Bank <A>", "Coop One"]
    assert len(made.rows) == 6
    assert not re.search(BAD, plain_text(made))
    many = [f"huye,a{k},Actor {k},,no,,,,,," for k in range(20)]
    ties = [f"huye,a{k},a{k + 1},funding,1,1" for k in range(19)]
    made = step.central_actors(map_partners(actors=many, ties=ties, capacities=[]))
    assert len(made.rows) == 8
    assert made.note.plain == "12 more actors in the attached network."


def test_without_ties_everything_says_so_once(map_partners):
    found = map_partners(ties=[])
    for make in (step.network_words, step.central_actors, step.network_picture):
        with pytest.raises(NothingToShow, match="No tie is known"):
            make(found)
    assert _gaps(found) == ["Ties"]


def test_without_actors_nothing_is_said_twice(map_partners):
    found = map_partners(actors=[], ties=[], capacities=[])
    for make in (step.network_words, step.graphml):
        with pytest.raises(NothingToShow, match="No actor is named"):
            make(found)
    assert _gaps(found) == []


def test_what_is_missing_is_counted(map_partners):
    assert _gaps(map_partners()) == ["Answers of 1 of 6 actors", "Strength of 1 tie"]


def _gaps(found):
    return [one.what.plain for one in step.not_known(found).records]


def test_a_claim_above_the_ties_is_a_warning_with_the_way(map_partners):
    found = map_partners(
        scores=[row.replace(",4,2,", ",4,6,") for row in scores_of(LEVELS)],
        capacities=["huye,bank,seed,1,4000"],
    )
    said = plain_text(step.claims_and_ties(found))
    assert "is claimed above the ties that are known: they support use 3 at most." in said
    assert "(use 6)" in said
    assert "The lead → Bank <A>" in said or "Coop Three" in said
    assert "coop3" not in said


def test_forums_say_whom_they_cover_and_whom_not(map_partners):
    found = map_partners(
        forums=["huye,round,Seed round,bank", "huye,other,Other,"],
        memberships=["huye,round,coop1", "huye,round,coop2"],
        targets=["huye,coop1,1", "huye,coop2,1", "huye,coop3,1"],
    )
    said = plain_text(step.forum_words(found))
    assert "Seed round alone covers 2 of 3 actors to be reached" in said
    assert "not in any: Coop Three" in said


def test_without_forums_there_is_nothing_to_say(map_partners):
    found = map_partners()
    with pytest.raises(NothingToShow):
        step.forum_words(found)


def test_likely_duplicates_are_listed_for_a_person(map_partners):
    two = pd.DataFrame({"actor": ["rab", "rab-2"], "name": ["Rwanda <Agriculture> Board", "RAB"]})
    made = step.same_organisation(two)
    assert [cell.plain for cell in made.rows[0][:2]] == ["Rwanda <Agriculture> Board", "RAB"]
    assert "Nothing is merged" in made.note.plain
    for few in (two.head(1), two.head(0)):
        with pytest.raises(NothingToShow, match="No two names"):
            step.same_organisation(few)


def test_after_a_stop_the_network_is_no_longer_described():
    stopped = open_case("data/example", "ug-kayunga").partners
    for make in (step.network_words, step.network_picture, step.central_actors,
                 step.claims_and_ties, step.forum_words):  # fmt: skip
        with pytest.raises(NothingToShow, match="stops"):
            make(stopped)
    assert _gaps(stopped) == []


def test_the_network_lies_beside_the_report(map_partners):
    part = step.graphml(map_partners())
    assert part.name == "network.graphml"
    graph = nx.parse_graphml(part.content.decode("utf-8"))
    assert len(graph) == 6
    assert graph.number_of_edges() == len(TIES)


def test_pictures_take_the_names_of_the_report(map_partners):
    found = map_partners()
    figure = step.network_picture(found)
    assert "Coop Two, Huye" not in figure.to_json()
    assert figure.layout.meta["caption"].endswith(".")
