"""Partners are chosen with what the project states, each part when it is asked for."""

from workbench.partners.step import findings


def test_what_the_project_states_reaches_every_part(map_partners):
    found = map_partners(settings="currency: USD\npartners: {imputations: 30, reach_ties: 3}\n")
    assert found.rules.imputations == 30
    assert found.measured.method.parameters["reach_steps"] == 3
    assert found.partners.method.parameters["reach_ties"] == 3
    assert len(found.methods) == 4


def test_nothing_is_computed_before_it_is_asked_for(map_partners):
    found = map_partners()
    assert set(vars(found)) == {"site", "diagnosis", "networks"}
    assert set(found.chosen["actor"]) <= set(found.site.table("actors")["actor"])


def test_a_named_partner_that_is_not_chosen_is_found(map_partners):
    found = map_partners()
    chosen = found.chosen["actor"].iloc[0]
    table = found.partners.table
    other = table.loc[~table["selected"], "actor"].iloc[0]
    said = findings(found, {chosen: "paid", other: "paid USD 10", "lead": "paid USD 5"})
    assert [one.where for one in said] == [("capacities", f"actor {other}")]
    assert said[0].serious
    assert said[0].what.startswith(f"{found.site.names[other]} is paid USD 10")


def test_names_lose_the_place_unless_two_would_be_one(map_partners):
    names = map_partners().names
    assert names["coop2"] == "Coop Two"
    assert names["bank"] == "Bank <A>"


def test_two_actors_never_get_one_name(map_partners):
    actors = [
        "huye,a,Coop,,no,,,,,,",
        'huye,b,"Coop, Huye",,no,,,,,,',
        'huye,c,", Huye",,no,,,,,,',
    ]
    names = map_partners(actors=actors, ties=[], capacities=[]).names
    assert len(set(names.values())) == 3
    assert all(names.values())
