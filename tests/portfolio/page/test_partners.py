"""The sentences of actors over the sites."""

import pytest

from tests.fixtures.sites import plain_text
from workbench.case import Cases
from workbench.errors import NothingToShow
from workbench.portfolio.page import partners as step

SITES = ["huye,Huye,Rwanda,,", "nyanza,Nyanza <1>,Rwanda,,", "gisagara,Gisagara,Rwanda,,"]


@pytest.fixture
def compared(map_partners):
    def make(sites, actors, ties):
        place = map_partners(sites=sites, actors=actors, ties=ties, capacities=[]).site
        return Cases(place.project).portfolio

    return make


def _actors(*sites):
    names = (("rab", "RAB <x>"), ("bank", "Bank"), ("coop", "Coop"))
    return [f"{s},{a},{n},,no,,,,,," for s in sites for a, n in names]


def test_who_works_where_and_who_mediates(compared):
    ties = [f"{s},rab,{b},knowledge,,1" for s in ("huye", "nyanza") for b in ("bank", "coop")]
    found = compared(SITES, _actors("huye", "nyanza"), ties)
    said = plain_text(step.who_works_where(found))
    assert "3 actors are named at 2 sites, 3 of them at more than one." in said
    assert "1 site has no actor named." in said
    assert "Standing between others at several sites: RAB <x> (at 2)." in said
    assert "Huye and Nyanza <1> share most: 3 actors." in said
    [row] = step.brokers(found).rows
    assert row[0].plain == "RAB <x>"
    assert row[-1].plain == "Huye and Nyanza <1>"
    assert "3 actors" in step.shared_actors_picture(found).layout.meta["alt"]


def test_one_site_alone_shares_nothing(compared):
    found = compared(SITES[:1], _actors("huye"), [])
    assert "0 of them at more than one" in plain_text(step.who_works_where(found))
    with pytest.raises(NothingToShow):
        step.shared_actors_picture(found)
    with pytest.raises(NothingToShow):
        step.brokers(found)


def test_no_actor_at_all(compared):
    found = compared(SITES, [], [])
    with pytest.raises(NothingToShow):
        step.who_works_where(found)


def test_likely_duplicates_over_the_sites(compared):
    actors = ["huye,rab,Rwanda Agriculture Board,,no,,,,,,", "nyanza,rab-2,RAB,,no,,,,,,"]
    found = compared(SITES, actors, [])
    assert "one is the initials of the other" in plain_text(step.duplicates(found))
