"""The budget of a site is drawn up as far as its tables go."""

from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_cuts import cut_order
from workbench.budget.step import findings


def _kinds(found):
    return {one.kind: one for one in findings(found)}


def test_a_site_with_costs_has_everything_and_one_without_has_nothing(budgeted):
    full, empty = budgeted("rw-huye"), budgeted("ug-luwero")
    assert None not in (full.budget, full.estimate, full.cash)
    assert full.cuts is None  # the ceiling is kept
    kinds = {one.kind for one in findings(full) if one.serious}
    assert kinds == {"source-overplanned", "account-below-zero"}
    assert findings(empty) == []
    assert (empty.budget, empty.estimate, empty.cash, empty.cuts) == (None, None, None, None)
    assert empty.lines.empty


def test_costs_without_a_plan_are_spread_over_their_periods(budgeted):
    found = budgeted("rw-huye", activities=lambda table: table.head(0))
    assert found.plan.schedule is None
    assert found.budget.total().amount > 90_000


def test_an_activity_without_duration_leaves_its_costs_in_the_plan(budgeted):
    def unknown(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A6")
        return table.assign(**{name: table[name].mask(own) for name in ("low", "likely", "high")})

    lines = budgeted("rw-huye", activities=unknown).lines.set_index("line")["amount"]
    assert lines["L8"] > 10_000


def test_costs_that_cannot_be_added_up_are_found_not_raised(budgeted):
    found = budgeted("rw-huye", rates=lambda table: table.head(0))
    assert found.budget is None
    assert "no rate for the currency 'RWF'" in found.fault
    (one,) = findings(found)
    assert one.serious
    assert found.fault in one.what


def test_no_cost_stands_before_the_plan(budgeted):
    found = budgeted("rw-huye")
    assert found.budget.plan[0] == date(2026, 4, 1)
    assert min(found.budget.table["month"]) == "2026-04"


def test_what_lifts_least_for_its_money_is_cut_first(budgeted):
    found = budgeted("rw-huye", ceiling="60000")
    order = found.cuts.table["activity"].tolist()
    places = {key: number for number, key in enumerate(order)}
    # Of one option the last activities go first.
    assert places["A11"] < places["A6"] < places["A1"]
    assert found.cuts.over == found.budget.total().amount - Decimal(60000)
    assert "exceeds the ceiling of USD\xa060,000" in _kinds(found)["above-ceiling"].what
    rows = pd.DataFrame({"activity": ["x", "y"], "proposal": [None, "seed-2"]})
    assert cut_order(rows, ["y", "x"], found.results.table) == ["x", "y"]


def test_each_finding_of_the_budget_shows_at_the_example_or_a_changed_one(budgeted):
    def costs(table, **changes):
        own = table["site"] == "rw-huye"
        return table.assign(**{name: table[name].mask(own, to) for name, to in changes.items()})

    huye = _kinds(budgeted("rw-huye"))
    assert "USD\xa0108 more is planned on Horizon" in huye["source-overplanned"].what
    assert "plan USD\xa04,660 of the USD\xa014,108" in huye["source-overplanned"].to_do
    low = huye["account-below-zero"]
    assert "USD\xa014,503 below zero in February 2027" in low.what
    assert "USD\xa021,000 of 1 March 2027 already in November 2026" in low.to_do
    assert huye["cost-not-priced"].where == ("costs", "line L14")
    assert "USD\xa060,000; the whole budget is USD\xa096,673" in huye["estimate-below-budget"].what
    assert "Private foundation" in huye["rules-unverified"].what
    outside = _kinds(budgeted("rw-ruhango"))["cost-outside-activity"]
    assert "2026-Q4, but its activity runs from 30 July to 26 August 2026" in outside.what
    nobody = budgeted("rw-huye", costs=lambda t: costs(t, source=None))
    assert "Nobody is named who pays" in _kinds(nobody)["nobody-pays"].what
    dear = budgeted("rw-huye", costs=lambda t: costs(t, unit_cost="900000", unit_cost_low=None,
                                                    unit_cost_high=None))  # fmt: skip
    assert _kinds(dear)["estimate-against-activities"].serious
    wide = budgeted("rw-huye", costs=lambda t: costs(t, kind="in-kind", quantity_high="90"))
    assert "contingency-short" in _kinds(wide)


def test_costs_after_a_stop_are_found(budgeted):
    kinds = _kinds(budgeted("ug-kayunga"))
    assert "The work is to stop, and" in kinds["cost-after-stop"].what
    assert "estimate-against-activities" not in kinds  # no activity is to cost anything there
