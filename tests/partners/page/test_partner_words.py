"""Words for partners."""

import pytest

from workbench.partners.page import partner_words as words


def test_names_lose_the_place_unless_two_would_be_one(map_partners):
    names = words.names_of(map_partners().site)
    assert names["coop2"] == "Coop Two"
    assert names["bank"] == "Bank <A>"


def test_two_actors_never_get_one_name(map_partners):
    actors = [
        "huye,a,Coop,,no,,,,,,",
        'huye,b,"Coop, Huye",,no,,,,,,',
        'huye,c,", Huye",,no,,,,,,',
    ]
    names = words.names_of(map_partners(actors=actors, ties=[], capacities=[]).site)
    assert len(set(names.values())) == 3
    assert all(names.values())


def test_amounts_have_no_cents_and_their_currency(map_partners):
    place = map_partners().site
    assert words.amount(place, 4000.4) == "USD\xa04,000"
    assert words.amount(place, 24072.3, about=True) == "USD\xa024,100"


@pytest.mark.parametrize("key", ["not-a-form", "mou;not-a-form"])
def test_a_form_that_is_in_no_list_keeps_its_key(key):
    assert "not-a-form" in words.form(key)
    assert words.form(None) == "form not known"


def test_names_with_commas_are_told_apart():
    assert words.listed(["A, B", "C"]) == "A, B; and C"
    assert words.listed(["<A>", "C"]) == "&lt;A&gt; and C"
    assert words.listed([]) == ""


def test_the_sole_holder_is_named_with_its_form(map_partners):
    found = map_partners()
    row = next(found.partners.needs.query("need == 'seed'").itertuples())
    said = words.need_sentence(found.site, row, {"seed": "Seed"}, found.partners)
    assert said.startswith("Contract with Bank &lt;A&gt;: sole holder of <em>Seed</em>")


def test_a_platform_names_the_forum_that_covers_most(map_partners):
    actors = [f"huye,a{k},Actor {k},farmer-organisation,no,,,,,500,100" for k in range(8)]
    found = map_partners(
        actors=["huye,lead,Lead,research,yes,,,,,,", *actors],
        ties=[f"huye,lead,a{k},collaboration,1,1" for k in range(8)],
        capacities=[f"huye,a{k},seed,0.1," for k in range(8)],
        forums=["huye,round,Seed <round>,"],
        memberships=["huye,round,a0", "huye,round,a1"],
    )
    row = next(found.partners.needs.query("need == 'seed'").itertuples())
    said = words.need_sentence(found.site, row, {"seed": "Seed"}, found.partners)
    assert "Found a platform for <em>Seed</em>: no two partners hold more than 25" in said
    assert "the existing <em>Seed &lt;round&gt;</em> covers" in said


def test_nobody_has_it(map_partners):
    found = map_partners(capacities=["huye,bank,credit,1,"])
    row = next(found.partners.needs.query("need == 'seed'").itertuples())
    said = words.need_sentence(found.site, row, {}, found.partners)
    assert "nobody in this network" in said
