"""The budget of a site is drawn up as far as its tables go."""

from datetime import date
from decimal import Decimal

import pandas as pd

from tests.fixtures.sites import plain_text
from workbench.budget.analysis.budget_cuts import cut_order
from workbench.budget.findings import findings
from workbench.budget.page.budget import answer
from workbench.strategy.page.page_one import the_ask


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


def test_after_a_stop_what_leaving_costs_counts_alone(budgeted):
    found = budgeted("ug-kayunga")
    assert found.lines["line"].tolist() == ["L1"]  # notice pay stays; nobody flies again
    one = _kinds(found)["cost-after-stop"]
    assert "1 cost line that leaving does not need is not counted." in one.what
    assert one.to_do.endswith("mandatory = yes, or an activity for dron-4.")
    assert "this is what leaving costs" in plain_text(answer(found))
    below = _kinds(found)["estimate-against-activities"]
    assert "estimated at USD\xa05,000; its cost lines come to USD\xa01,888." in below.what
    assert below.serious
    assert "The cost lines do not cost what the team decided on" in plain_text(answer(found))

    def tied(table):
        own = table["site"] == "ug-kayunga"
        return table.assign(
            mandatory=table["mandatory"].mask(own, False),
            activity=table["activity"].mask(own, table["line"].replace({"L1": "A1", "L2": "A2"})),
        )

    def leaving(table):
        first = table[table["site"] == "rw-huye"].head(1)
        return pd.concat([table, first.assign(site="ug-kayunga", activity="A2", proposal="dron-4")])

    assert budgeted("ug-kayunga", costs=tied, activities=leaving).lines["line"].tolist() == ["L2"]
    none = budgeted("ug-kayunga", costs=tied)
    assert none.budget is None
    assert _kinds(none)["cost-after-stop"].serious
    assert "no cost line says yet what for" in plain_text(answer(none))


def test_after_a_move_plan_budget_and_paid_partners_are_of_one_place(cased):
    own = cased("ug-isingiro")
    assert own.plan.at.key == own.budget.at.key == "ug-isingiro"  # its activities serve the move

    def bare(table):
        return table.assign(proposal=table["proposal"].mask(table["site"] == "ug-isingiro"))

    moved, there = cased("ug-isingiro", activities=bare), cased("ug-mbarara", activities=bare)
    assert moved.plan.at.key == moved.budget.at.key == moved.partners.site.key == "ug-mbarara"
    assert moved.budget.budget.total() == there.budget.budget.total()
    assert moved.budget.cash.lowest == there.budget.cash.lowest
    assert moved.budget.chain.option is None  # the estimate of the move is not what is done there
    assert "The work moves to Mbarara; this is the budget there" in plain_text(answer(moved.budget))
    assert "This is the budget of Mbarara." in the_ask(moved.strategy).plain
    paid = {one.actor for one in moved.strategy.partners if one.amount}
    assert paid == {one.actor for one in there.strategy.partners if one.amount}
    assert paid <= set(moved.strategy.names)
