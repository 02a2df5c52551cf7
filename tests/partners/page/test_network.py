"""The sentences of the partner network."""

import base64
import re

import networkx as nx
import pandas as pd
import pytest

from tests.fixtures.sites import ACTORS, TIES, plain_text
from workbench.errors import NothingToShow
from workbench.partners.page import network as step


def _words(found):
    return plain_text(step.words(found.site, found.networks, found.measured, found.uncertain))


def test_size_layers_answers_and_lead(map_partners):
    said = _words(map_partners())
    assert "Round 1 has 6 actors and 5 ties: collaboration (4) and knowledge exchange (1)." in said
    assert "1 actor has no tie." in said
    assert "5 of 6 actors answered (83 %)." in said
    assert "with the lead organisation and" in said


def test_below_half_of_the_answers_nobody_is_called_a_broker(map_partners):
    silent = [row.replace(",no,yes,", ",no,no,") if "oop" in row else row for row in ACTORS]
    silent[1] = silent[1].replace(",no,yes,", ",no,no,")
    found = map_partners(actors=silent)
    said = _words(found)
    assert "too few to say who stands between others" in said
    assert "shortest ways run through" not in said
    table = plain_text(step.measures(*_four(found)))
    assert "Shortest ways" not in table


def _four(found):
    return found.site, found.networks, found.measured, found.uncertain


def test_measures_are_escaped_and_few(map_partners):
    html = str(step.measures(*_four(map_partners())).html)
    assert "Bank &lt;A&gt;" in html
    assert html.count("<tr>") <= 11
    assert not re.search(r"\bnan\b|<NA>", html)


def test_without_ties_everything_says_so_once(map_partners):
    found = map_partners(ties=[])
    for make in (step.words, step.measures):
        with pytest.raises(NothingToShow, match="No tie is known"):
            make(*_four(found))
    with pytest.raises(NothingToShow):
        step.picture(found.site, found.networks, found.measured, found.partners)
    assert step.not_known(found.site, found.networks, found.measured).record["what"] == "Ties"


def test_without_actors_nothing_is_said_twice(map_partners):
    found = map_partners(actors=[], ties=[], capacities=[])
    with pytest.raises(NothingToShow, match="No actor is named"):
        step.words(*_four(found))
    with pytest.raises(NothingToShow):
        step.graphml(found.site)
    with pytest.raises(NothingToShow):
        step.ranks(found.site, found.uncertain)
    assert step.not_known(found.site, found.networks, found.measured).record["parts"] == []


def test_what_is_missing_is_counted(map_partners):
    found = map_partners()
    gaps = step.not_known(found.site, found.networks, found.measured).record["parts"]
    assert [one["what"] for one in gaps] == ["Answers of 1 of 6 actors", "Strength of 1 tie"]


def test_a_claim_above_the_ties_is_a_warning_with_the_way(map_partners):
    found = map_partners(
        scores=[row.replace(",4,2,", ",4,6,") for row in _scores()],
        capacities=["huye,bank,seed,1,4000"],
    )
    said = plain_text(step.ceiling(found.site, found.diagnosis, found.ceiling))
    assert "is claimed at use 6; the ties support 3 at most." in said
    assert "The lead → Bank <A>" in said or "Coop Three" in said
    assert "coop3" not in said


def _scores():
    from tests.fixtures.sites import LEVELS, scores_of

    return scores_of(LEVELS)


def test_forums_say_whom_they_cover_and_whom_not(map_partners):
    found = map_partners(
        forums=["huye,round,Seed round,bank", "huye,other,Other,"],
        memberships=["huye,round,coop1", "huye,round,coop2"],
        targets=["huye,coop1,1", "huye,coop2,1", "huye,coop3,1"],
    )
    said = plain_text(step.forums(found.site, found.partners))
    assert "Seed round alone covers 2 of 3 actors to be reached" in said
    assert "not in any: Coop Three" in said


def test_without_forums_there_is_nothing_to_say(map_partners):
    found = map_partners()
    with pytest.raises(NothingToShow):
        step.forums(found.site, found.partners)


def test_likely_duplicates_are_listed_for_a_person(map_partners):
    two = pd.DataFrame({"actor": ["rab", "rab-2"], "name": ["Rwanda <Agriculture> Board", "RAB"]})
    html = str(step.duplicates(two).html)
    assert "&lt;Agriculture&gt;" in html
    assert "Nothing is merged" in html
    assert "No two names" in str(step.duplicates(two.head(1)).html)
    with pytest.raises(NothingToShow):
        step.duplicates(two.head(0))


def test_the_network_lies_beside_the_report(map_partners):
    part = step.graphml(map_partners().site)
    assert part.record["name"] == "network.graphml"
    graph = nx.parse_graphml(base64.b64decode(part.record["base64"]).decode("utf-8"))
    assert len(graph) == 6
    assert graph.number_of_edges() == len(TIES)


def test_pictures_take_the_names_of_the_report(map_partners):
    found = map_partners()
    drawn = [
        step.picture(found.site, found.networks, found.measured, found.partners),
        step.influence(found.site, found.partners),
    ]
    for figure in drawn:
        assert "Coop Two, Huye" not in figure.to_json()
        assert figure.layout.meta["caption"].endswith(".")
    assert "The lead" not in drawn[1].to_json()
