"""Plan, budget and strategy are drawn up as far as the tables go."""

from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.strategy.page.drafted import cut_order, first_day, partner_rows


def test_a_site_with_plan_and_costs_has_everything(drafted):
    found = drafted("rw-huye")
    parts = (found.schedule, found.risk, found.staffing, found.budget, found.estimate, found.cash)
    assert all(part is not None for part in parts)
    assert found.cuts is None  # the ceiling is kept
    assert found.strategy.empty == ()
    assert len(found.methods) == 7


def test_a_site_with_nothing_has_nothing_and_still_a_draft(drafted):
    found = drafted("ug-luwero")
    assert found.empty
    assert found.schedule is None
    assert found.budget is None
    assert "plan" in found.strategy.empty


def test_stopping_is_told_from_not_planned(drafted):
    assert drafted("ug-kayunga").stopped
    assert not drafted("rw-huye").stopped
    assert not drafted("ug-luwero").stopped


def test_costs_without_a_plan_are_spread_over_their_periods(drafted):
    found = drafted("rw-huye", activities=lambda table: table.head(0))
    assert found.schedule is None
    assert found.budget is not None
    assert found.budget.total().amount > 90_000


def test_an_activity_without_duration_leaves_its_costs_in_the_plan(drafted):
    def unknown(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A6")
        return table.assign(**{name: table[name].mask(own) for name in ("low", "likely", "high")})

    found = drafted("rw-huye", activities=unknown)
    assert pd.isna(found.schedule.sites["finish"].iloc[0])
    lines = found.budget.lines.set_index("line")["amount"]
    assert lines["L8"] > 10_000


def test_costs_that_cannot_be_added_up_are_said_not_raised(drafted):
    found = drafted("rw-huye", rates=lambda table: table.head(0))
    assert found.budget is None
    assert any("RWF" in fault for fault in found.faults)


def test_the_plan_begins_as_stated_and_no_cost_stands_before_it(drafted):
    found = drafted("rw-huye")
    assert first_day(found.site) == date(2026, 4, 1)
    assert found.budget.plan[0] == date(2026, 4, 1)
    assert min(found.budget.table["month"]) == "2026-04"


def test_what_lifts_least_for_its_money_is_cut_first(drafted):
    found = drafted("rw-huye", ceiling="60000")
    order = found.cuts.table["activity"].tolist()
    places = {key: number for number, key in enumerate(order)}
    # Of one option the last activities go first.
    assert places["A11"] < places["A6"] < places["A1"]
    assert found.cuts.over == found.budget.total().amount - Decimal(60000)
    rows = pd.DataFrame({"activity": ["x", "y"], "proposal": [None, "seed-2"]})
    assert cut_order(rows, ["y", "x"], found.results) == ["x", "y"]


def test_partners_of_plan_and_budget_stand_together(drafted):
    found = drafted("rw-musanze")
    rows = {row["actor"]: row for row in partner_rows(found.site, found.schedule, found.budget)}
    assert rows["ridges-bank"]["modality"] == "co-investment"
    assert rows["ridges-bank"]["leads"] == 3
    total = sum(row["amount"] for row in rows.values() if row["amount"] is not None)
    assert total == found.budget.total().amount


def test_the_mark_of_the_strategy_follows_its_content(drafted):
    before = drafted("rw-huye").strategy
    same = drafted("rw-huye", ties=lambda table: table).strategy

    def dearer(table):
        return table.assign(quantity=table["quantity"].mask(table["line"] == "L1", "2"))

    after = drafted("rw-huye", costs=dearer).strategy
    assert before.fingerprint == same.fingerprint != after.fingerprint
    assert {one for one in before.parts if before.parts[one] != after.parts[one]} == {
        "partners",  # what they spend
        "budget",
    }
