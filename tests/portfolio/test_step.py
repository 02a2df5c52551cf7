"""What follows for all sites together."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.case import Cases
from workbench.portfolio.analysis.asks import total_ask


def test_the_ceiling_of_the_project_holds(example_cases):
    found = example_cases.portfolio
    assert found.funding.budget == found.ceiling == 400_000
    assert found.funding.cost <= 400_000
    assert len(found.shared.table) > 0
    assert found.names["rw-huye"] == "Huye"


@pytest.mark.slow
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


@pytest.mark.slow
def test_after_a_move_nothing_is_asked_for_twice(example_cases):
    project, before = example_cases.project, example_cases.portfolio
    activities = project.table("activities")
    own = activities["site"] == "ug-isingiro"
    bare = activities.assign(proposal=activities["proposal"].mask(own))
    found = Cases(replace(project, tables={**project.tables, "activities": bare})).portfolio
    assert set(before.budgets) - set(found.budgets) == {"ug-isingiro"}
    kept = [one for one in before.asks if one.site != "ug-isingiro"]
    assert [one.total for one in found.asks] == [one.total for one in kept]


@pytest.mark.slow
def test_a_draft_of_the_comparison_is_that_of_the_report(example_cases):
    for one in example_cases.portfolio.asks[::4]:
        alone = example_cases.case(one.site).budget
        assert (one.total, one.ask) == (alone.budget.total().amount, alone.ask.amount)


# ---------------------------------------------------------------- the drafts, from the files alone

RATES = {"foundation": 0.15, "horizon-europe": 0.25, "us-federal-2024": 0.15, "cgiar-ipsr": 0.0}
FREE = ("government-national", "government-subnational", "private-company", "financial")
"""Kinds of organisations that have no indirect costs under the foundation's rules."""


def _amount(row, days, payers, kinds):
    """Price a cost line, with rise of prices, contingency and indirect costs, in plain floats."""
    if pd.isna(row.quantity) or pd.isna(row.unit_cost):
        return 0.0
    base = row.quantity * row.unit_cost / {"USD": 1.0, "RWF": 1452.75, "UGX": 3668.40}[row.currency]
    risen = base * np.mean(1.045 ** (days.astype("datetime64[Y]").astype(int) + 1970 - 2026.0))
    if row.kind != "cash":
        return risen
    profile = payers.get((row.site, row.source), "foundation")
    rate = RATES[profile]
    if row.category == "subaward" and profile != "us-federal-2024":
        rate = 0.0
    if row.category in {"workshop-participants", "rent"} and profile == "us-federal-2024":
        rate = 0.0
    if profile == "foundation" and kinds[row.site, row.partner] in FREE:
        rate = 0.0
    return risen * (1 + rate) + (0.0 if profile == "horizon-europe" else 0.05 * base)


def _days(row, acts, holidays):
    """Return the working days over which a line is spread."""
    if not pd.isna(row.period):
        span = pd.Period(row.period.replace("-Q", "Q"))
        first, last = span.start_time, span.end_time
    elif pd.isna(row.activity):
        first, last = acts["start"].min(), acts["finish"].max()
    else:
        first, last = acts.loc[row.activity, ["start", "finish"]]
    first = max(first, pd.Timestamp("2026-04-01"))
    every = np.array(pd.date_range(first.normalize(), last), dtype="datetime64[D]")
    return every[np.is_busday(every, holidays=np.array(holidays, dtype="datetime64[D]"))]


def test_the_drafts_add_up_from_the_files_alone(example_cases):
    found = example_cases.portfolio
    folder = example_cases.project.folder
    read = {
        name: pd.read_csv(folder / f"{name}.csv")
        for name in ("costs", "funding", "actors", "seasons")
    }
    payers = read["funding"].set_index(["site", "source"])["profile"].dropna().to_dict()
    kinds = read["actors"].set_index(["site", "actor"])["type"].to_dict()
    asks = {one.site: one for one in found.asks}
    shown = read["costs"].dropna(subset=["shared"])
    shown = shown.groupby("shared")["site"].nunique().to_dict()
    whole = once = 0.0
    for site, lines in read["costs"].groupby("site"):
        acts = found.budgets[site].plan.activities.set_index("activity")
        rest = read["seasons"].query("site == @site and kind == 'holiday'")
        holidays = [day for row in rest.itertuples() for day in pd.date_range(row.first, row.last)]
        if site == "ug-kayunga":  # the work stops; the batteries would be for a season of flights
            lines = lines[lines["line"] == "L1"]  # noqa: PLW2901
        priced = {
            row.line: _amount(row, _days(row, acts, holidays), payers, kinds)
            for row in lines.itertuples()
        }
        part = {row.line: priced[row.line] / shown.get(row.shared, 1) for row in lines.itertuples()}
        assert float(asks[site].total) == pytest.approx(sum(priced.values()), abs=0.5)
        assert float(asks[site].ask) == pytest.approx(sum(part.values()), abs=0.5)
        whole, once = whole + sum(priced.values()), once + sum(part.values())
    assert whole - once == pytest.approx(7 * 22_320)
    assert float(total_ask(found.asks)) == pytest.approx(once, abs=2)
