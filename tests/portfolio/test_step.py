"""What follows for all sites together."""

from dataclasses import replace

from workbench.case import Cases


def test_the_ceiling_of_the_project_holds(example_cases):
    found = example_cases.portfolio
    assert found.funding.budget == found.ceiling == 400_000
    assert found.funding.cost <= 400_000
    assert len(found.shared.table) > 0
    assert found.names["rw-huye"] == "Huye"


def test_where_nothing_can_be_chosen_there_is_no_choice(example_cases):
    project = example_cases.project
    empty = {name: project.table(name).head(0) for name in ("options", "scores")}
    found = Cases(replace(project, tables={**project.tables, **empty})).portfolio
    assert found.funding is None
    assert len(found.methods) == len(example_cases.portfolio.methods) - 1


def test_a_site_with_costs_and_no_package_stops_no_comparison(example_cases):
    project = example_cases.project
    empty = {
        name: project.table(name).head(0)
        for name in ("components", "scores", "evidence", "options", "decisions")
    }
    found = Cases(replace(project, tables={**project.tables, **empty})).portfolio
    assert {ask.site for ask in found.asks} <= set(project.sites)
    assert len(found.asks) > 0


def test_after_a_move_nothing_is_asked_for_twice(example_cases):
    project, before = example_cases.project, example_cases.portfolio
    activities = project.table("activities")
    own = activities["site"] == "ug-isingiro"
    bare = activities.assign(proposal=activities["proposal"].mask(own))
    found = Cases(replace(project, tables={**project.tables, "activities": bare})).portfolio
    assert set(before.budgets) - set(found.budgets) == {"ug-isingiro"}
    kept = [one for one in before.asks if one.site != "ug-isingiro"]
    assert [one.total for one in found.asks] == [one.total for one in kept]


def test_a_draft_of_the_comparison_is_that_of_the_report(example_cases):
    for one in example_cases.portfolio.asks[::4]:
        alone = example_cases.case(one.site).budget
        assert (one.total, one.ask) == (alone.budget.total().amount, alone.ask.amount)
