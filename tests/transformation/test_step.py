"""The roll-out of a network as its units see it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.fixtures.rollout import TABLES
from workbench.assess.step import assess_place
from workbench.budget.step import budget_of
from workbench.diagnosis.step import diagnose_place
from workbench.frameworks.assessments import load_assessment
from workbench.options.step import weigh_place
from workbench.plan.step import plan_of
from workbench.project import open_project
from workbench.transformation.step import (
    ProjectRollout,
    RolloutStep,
    items_of,
    transformation_of,
)


def test_every_unit_sees_the_same_approach(rollout, north):
    south = rollout("south")
    assert south.comparison.outcomes == north.comparison.outcomes
    assert (south.place.site, north.place.site) == ("south", "north")
    assert south.names["west"] == "West Hospital"


def test_the_whole_project_is_compared_as_a_unit_compares_it(north):
    project = open_project(north.site.project.folder)
    found = RolloutStep(project, load_assessment("ai-transformation"))
    assert found.comparison.outcomes == north.comparison.outcomes
    assert [one.site for one in found.units] == ["north", "south", "west", "east"]
    assert (found.names["east"], found.key, found.chosen) == ("East Hospital", None, None)


def test_a_choice_of_the_project_is_one_that_no_unit_contradicts(rollout):
    def chosen(*choices):
        words = [{} if one is None else {"scaling-approach": one} for one in choices]
        steps = tuple(rollout(words=one) for one in words)
        return ProjectRollout(steps[0].where, steps[0].assessment, steps).chosen

    assert chosen("hybrid", None) == "hybrid"
    assert chosen("hybrid", "phased") is None
    assert chosen(None) is None


def test_settings_of_the_project_reach_the_comparison(north):
    facts = north.comparison.facts
    assert (facts.teams, facts.ceiling, facts.capabilities) == (2, Decimal(90000), 10)
    assert (north.comparison.ceiling, north.comparison.live) == (Decimal(400000), ("east",))
    assert north.comparison.method.parameters["draws"] == 500
    assert [one.title for one in facts.scarce] == ["Image hub <b>"]
    assert facts.holding == (False, False, False, True)  # one unit at a time


def test_without_a_choice_the_rule_is_looked_at_and_a_choice_comes_before_it(rollout, north):
    assert (north.chosen, north.taken.approach) == (None, "phased")
    chosen = rollout(words={"scaling-approach": "hybrid"})
    assert (chosen.chosen, chosen.taken.approach) == ("hybrid", "hybrid")


def test_risks_are_those_of_the_unit_and_lengthen_the_way_of_all(rollout, north):
    assert [one.risk.risk for one in north.register.rows] == ["K1", "K2"]
    calm = rollout(risks="site,risk,title\n")
    assert calm.comparison.outcome("phased").p80 < north.comparison.outcome("phased").p80


def test_tasks_are_done_when_what_they_close_is_closed(rollout, north):
    done = {one.activity: one.done for one in north.tasks}
    assert done == {"A1": None, "A2": False, "A3": False, "A4": None}
    closed = rollout(
        words={"training-programmes": "done"},
        rows=[("data-infrastructure", "infrastructure-areas", "Data", 3, 3, 0)],
    )
    assert {one.activity: one.done for one in closed.tasks}["A2"] is True
    assert closed.indicators.row("timeline-adherence").now == 100


def test_computed_indicators(north):
    rows = {one.term.kpi: (one.now, one.computed) for one in north.indicators.rows}
    assert rows["scaling-coverage"] == (25, True)  # one of four is live
    assert rows["resource-utilisation"] == (90, True)  # 45 of 50 planned
    assert rows["risk-management"] == (50, True)
    assert rows["timeline-adherence"] == (0, True)  # the milestone of 15 April is open
    assert rows["performance-maintenance"] == (93, False)


def test_the_roadmap_begins_with_the_plan(north):
    road = north.roadmap
    assert (road.start, road.week, road.now.phase.key) == (date(2026, 3, 2), 8, "expansion")
    assert [len(one.tasks) for one in road.gates] == [3, 1, 0, 0]
    assert road.gates[0].standing == "not met"


def test_pitfalls_from_the_tables(north):
    assert [(one.key, one.on) for one in north.watch.rows] == [
        ("preparation", True), ("change", True), ("resources", True), ("quality", True),
    ]  # fmt: skip
    assert north.change["Training"] == "not started"


def test_who_is_called_what(north):
    assert (north.actor("it"), north.actor(None), north.actor("x")) == (
        "Informatics",
        "nobody",
        "x",
    )
    assert north.own.people == 4
    assert north.currency == "EUR"


def test_a_unit_of_which_nothing_is_known(empty):
    assert (empty.comparison, empty.taken, empty.place, empty.own) == (None, None, None, None)
    assert (empty.tasks, empty.live) == ([], 0)
    assert empty.start == date(2026, 3, 2)  # of the settings
    assert next(one.ends for one in empty.roadmap.gates) == date(2026, 4, 12)
    assert [one.on for one in empty.watch.rows] == [None, None, None, None]
    assert empty.registers.issues == ()
    assert len(empty.methods) == 5


RESPONSES = """\
site,item,round,date,assessor,basis,value
north,data-infrastructure,1,2026-03-01,A1,workshop,2
north,technical-infrastructure,1,2026-03-01,A1,workshop,4
north,training-programmes,1,2026-03-01,A1,workshop,not started
north,scaling-approach,1,2026-03-01,A1,workshop,parallel
north,unstable-pilot,1,2026-03-01,A1,workshop,yes
"""


def test_from_the_answers_of_the_assessment(rollout):
    site = rollout(responses=RESPONSES).site
    options = weigh_place(site, diagnose_place(site))
    plan = plan_of(site, options.decision)
    assessed = assess_place(site).of("ai-transformation")
    found = transformation_of(assessed, plan, budget_of(site, plan, options))
    assert found.chosen == "parallel"
    assert len(found.roadmap.areas) == 10
    foundation = {one.title: one.standing for one in found.roadmap.gates[0].criteria}
    assert foundation["Ruled out: something speaks against going further"] == "not met"
    assert found.change["Training"] == "not started"
    assert found.watch.rows[0].seen == ("Data infrastructure: now 2, required 3",)


def test_named_items_of_the_source_have_their_items():
    found = load_assessment("ai-transformation")
    assert items_of(found, "F3.S1") == ["scaling-approach"]
    assert len(items_of(found, *(f"F3.I{at}" for at in range(1, 6)))) == 5
    assert len(items_of(found, *(f"F3.C{at}" for at in range(1, 5)))) == 4


def test_conditions_of_the_framework_are_asked_for(rollout):
    asked = []
    found = rollout(holds=lambda text: asked.append(text) or True)
    stated = [one for gate in found.roadmap.gates for one in gate.criteria
              if one.title.startswith("Ruled out")]  # fmt: skip
    assert len(asked) == len(stated) > 3
    assert {one.standing for one in stated} == {"met"}
    unknown = [one for one in rollout().roadmap.gates[0].criteria if one.title.startswith("Ruled")]
    assert {(one.standing, one.missing) for one in unknown} == {
        ("not known", ("Not all that it rests on is answered",))
    }


@pytest.mark.parametrize("table", ["rollout", "risks"])
def test_tables_of_the_fixture_are_sound(table, north):
    assert not open_project(north.site.project.folder).problems
    assert len(north.site.table(table)) == TABLES[table].count("\n") - 1
