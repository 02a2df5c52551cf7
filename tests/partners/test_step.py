"""Partners are chosen with what the project states, each part when it is asked for."""

from dataclasses import replace

import pytest

from workbench.case import open_case
from workbench.options.analysis.what_follows import Executor, WhatFollows
from workbench.partners.step import findings


def test_what_the_project_states_reaches_every_part(map_partners):
    found = map_partners(settings="currency: USD\npartners: {imputations: 30, reach_ties: 3}\n")
    assert found.rules.imputations == 30
    assert found.measured.method.parameters["reach_steps"] == 3
    assert found.partners.method.parameters["reach_ties"] == 3
    assert len(found.methods) == 4
    assert open_case("data/example", "ug-luwero").partners.methods == []
    assert open_case("data/example", "ug-luwero").diagnosis.methods == []


def test_nothing_is_computed_before_it_is_asked_for(map_partners):
    found = map_partners()
    assert set(vars(found)) == {"site", "diagnosis", "networks", "follows", "left", "lowest"}
    assert set(found.chosen["actor"]) <= set(found.site.table("actors")["actor"])


def test_a_named_partner_that_is_not_chosen_is_found(map_partners):
    found = map_partners()
    chosen = found.chosen["actor"].iloc[0]
    table = found.partners.table
    other = table.loc[~table["selected"], "actor"].iloc[0]
    said = findings(found, {chosen: "paid", other: "paid USD 10", "lead": "paid USD 5"})
    assert [one.where for one in said] == [("capacities", f"actor {other}")]
    assert not said[0].serious
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


def test_whoever_carries_out_the_decision_is_in_and_what_is_missing_about_it_is_found(map_partners):
    found = map_partners()
    table = found.partners.table
    able = set(found.site.table("capacities")["actor"])
    other = next(a for a in table.loc[~table["selected"], "actor"] if a not in able)
    decided = replace(found, follows=WhatFollows(executors=(Executor("seed", "s1", other),)))
    row = decided.chosen.set_index("actor").loc[other]
    assert (row["mode"], row["decided"], row["cost"]) == ("bilateral", "seed", 0.0)
    said = {one.kind: one for one in findings(decided, {other: "to carry out Clean seed"})}
    assert said["capacity-not-known"].serious
    assert said["capacity-not-known"].where == ("capacities", f"actor {other}")


def test_use_claimed_beyond_the_ties_is_found_at_its_component():
    case = open_case("data/example", "rw-ruhango")
    [one] = [one for one in case.findings if one.kind == "use-above-ties"]
    assert "Training of trainers is claimed at use 4" in one.what
    assert "support 3 at most" in one.what
    assert one.where == ("scores", "component training-of-trainers, use")


def test_a_partner_to_whom_no_tie_leads_is_found():
    case = open_case("data/example", "rw-huye")
    ways = {one.where for one in case.findings if one.kind == "no-way-known"}
    assert ("ties", "actor huye-crop-desk-1") in ways


@pytest.mark.parametrize("site", ["rw-huye", "rw-ruhango", "rw-musanze"])
def test_the_executor_of_the_decision_is_among_the_chosen(site):
    case = open_case("data/example", site)
    carried = {one.actor for one in case.decision.follows.executors}
    assert carried
    assert carried <= set(case.partners.chosen["actor"])
    kinds = {(one.kind, one.where) for one in case.findings}
    assert not {("partner-not-chosen", ("capacities", f"actor {a}")) for a in carried} & kinds


def test_after_a_move_the_partners_are_those_of_the_place_moved_to():
    case, there = (open_case("data/example", site) for site in ("ug-isingiro", "ug-mbarara"))
    moved = case.partners
    assert (moved.left.key, moved.site.key) == ("ug-isingiro", "ug-mbarara")
    assert moved.chosen["actor"].tolist() == there.partners.chosen["actor"].tolist()
    assert moved.names["isingiro-crop-desk-1"]  # those who are left are still called by name
    assert not [one for one in case.findings if one.step == "partners"]


def test_after_a_stop_nobody_is_chosen():
    stopped = open_case("data/example", "ug-kayunga").partners
    assert stopped.stopped
    assert stopped.chosen.empty
    assert stopped.partners.summary.empty
    assert findings(stopped, {"skyplot": "paid"}) == []


def test_a_site_of_which_nothing_is_known_gets_no_partners():
    luwero = open_case("data/example", "ug-luwero").partners
    assert luwero.chosen.empty
    assert luwero.partners.summary["status"].tolist() == ["not enough known"]
