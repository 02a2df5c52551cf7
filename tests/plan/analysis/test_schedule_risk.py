"""Drawn plans: the published example, merge bias, deadlines, sites alone and together."""

from datetime import date

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from workbench.errors import NothingToShow
from workbench.plan.analysis.duration_draws import draw_durations
from workbench.plan.analysis.schedule import schedule
from workbench.plan.analysis.schedule_risk import schedule_risk

START = date(2026, 4, 1)


def drawn(table, dated=None, **options):
    return schedule_risk(schedule(table, **{"start": START} | (dated or {})), **options)


def test_reliable_construction_is_later_than_pert_says(reliable):
    # Reference run of 200,000 draws: mean 44.3, sd 2.9, P(T <= 47) 0.817, P50 44.2, P80 46.8
    risk = drawn(reliable, correlation=0, draws=60_000)
    finish = risk.finish["s"]
    assert finish.mean() == pytest.approx(44.3, abs=0.05)
    assert finish.std() == pytest.approx(2.9, abs=0.06)
    assert (finish <= 47).mean() == pytest.approx(0.817, abs=0.006)
    assert np.quantile(finish, [0.5, 0.8]) == pytest.approx([44.2, 46.8], abs=0.06)
    assert (finish <= 44).mean() < 0.5  # merge bias: PERT has its mean of 44 at one half
    criticality = risk.table.set_index("activity")["criticality"]
    assert criticality[["A", "B", "C"]].tolist() == [1, 1, 1]
    assert criticality["J"] > 0.5 > criticality["G"] > 0
    # every draw has at least one path from A to the end: through J or through G
    assert criticality["J"] + criticality["G"] >= 1
    assert criticality["N"] + criticality["M"] == pytest.approx(1, abs=1e-4)


def test_the_draws_agree_with_a_walk_over_the_graph_draw_by_draw(plan):
    table = plan({"A": 3, "B <- A": 5, "C <- A": 4, "D <- B; C": 2, "E <- C": 4}, low=2.0, high=9.0)
    risk = drawn(table, draws=200, correlation=0.4)
    points = [table[name].to_numpy() for name in ("low", "likely", "high")]
    options = {"shape": "pert", "correlation": 0.4, "draws": 200, "seed": 20260314}
    days = draw_durations("s", list("ABCDE"), *points, **options)
    graph = nx.DiGraph([("A", "B"), ("A", "C"), ("B", "D"), ("C", "D"), ("C", "E")])
    for draw in range(200):
        finish = {}
        for task in nx.topological_sort(graph):
            begin = max((finish[one] for one in graph.predecessors(task)), default=0.0)
            finish[task] = begin + float(days["ABCDE".index(task), draw])
        assert risk.finish["s"][draw] == pytest.approx(max(finish.values()), abs=1e-5)


def test_merging_paths_make_a_plan_late(plan):
    tasks = {f"P{n}": 10 for n in range(6)} | {"M <- " + "; ".join(f"P{n}" for n in range(6)): 0}
    table = plan(tasks, low=[5.0] * 6 + [0.0], high=[15.0] * 6 + [0.0])
    risk = drawn(table, correlation=0)
    assert risk.ends["p_planned"].iloc[0] == pytest.approx(0.5**6, abs=0.01)
    assert risk.table["criticality"][:6].sum() == pytest.approx(1, abs=0.01)
    together = drawn(table, correlation=0.9)
    assert together.ends["p_planned"].iloc[0] > 0.2


def test_the_probability_of_each_deadline(plan):
    table = plan({"A": 10, "B <- A": 1}, low=[5.0, 1.0], high=[15.0, 1.0])
    table["deadline"] = pd.to_datetime(["2026-04-14", None])  # the tenth day
    found = drawn(table).table
    assert found["p_deadline"][0] == pytest.approx(0.5, abs=0.02)
    assert np.isnan(found["p_deadline"][1])
    assert found["planned"][0].date() == date(2026, 4, 14)


def test_percentiles_are_days_that_so_many_draws_keep(plan):
    risk = drawn(plan({"A": 10}, low=5.0, high=15.0), draws=1000)
    row = risk.ends.iloc[0]
    for percent in (10, 50, 80, 90):
        days = np.busday_count(START, row[f"p{percent}"].date()) + 1
        assert (risk.finish["s"] <= days).mean() >= percent / 100
        assert (risk.finish["s"] <= days - 1).mean() < percent / 100
    assert row["p50"] == risk.table["p50"][0]


def test_seasons_hold_in_every_draw(plan):
    seasons = pd.DataFrame(
        [("s", "2026-04-08", "2026-04-21", "no-fieldwork")],
        columns=["site", "first", "last", "kind"],
    )
    table = plan({"A": 5}, low=3.0, high=9.0, fieldwork=True)
    risk = drawn(table, {"seasons": seasons}, draws=2000)
    finish = risk.finish["s"]
    assert ((finish <= 5 + 1e-6) | (finish > 15)).all()
    assert (finish > 15).any()
    assert (finish <= 5).any()


def test_nothing_varies_where_no_range_is_given(plan):
    risk = drawn(plan({"A": 4, "B <- A": 3}), draws=100)
    row = risk.ends.iloc[0]
    assert row["planned"] == row["p10"] == row["p90"]
    assert (risk.finish["s"].std(), row["p_planned"]) == (0, 1)
    assert risk.table["criticality"].tolist() == [1, 1]


def test_a_site_alone_is_as_in_a_batch_and_rows_in_any_order(plan, reliable, monkeypatch):
    other = plan({"A": 3, "B <- A SS+1": 4}, site="p", low=2.0, high=9.0)
    batch = pd.concat([reliable.assign(site="r"), other], ignore_index=True)
    together = drawn(batch, draws=500)
    alone = drawn(other, draws=500)
    assert np.array_equal(together.finish["p"], alone.finish["p"])
    shuffled = drawn(batch.sample(frac=1, random_state=3), draws=500)
    assert np.array_equal(together.finish["r"], shuffled.finish["r"])
    # and however the draws are cut
    monkeypatch.setattr("workbench.plan.analysis.schedule_risk._BLOCK", 700)
    cut = drawn(batch, draws=500)
    pd.testing.assert_frame_equal(cut.table, together.table)
    pd.testing.assert_frame_equal(cut.ends, together.ends)


def test_a_site_with_an_unknown_duration_is_not_drawn_and_says_so(plan):
    both = pd.concat([plan({"A": 3}), plan({"A": 3, "B": None}, site="t")], ignore_index=True)
    risk = drawn(both, draws=100)
    assert risk.ends["drawn"].tolist() == [True, False]
    assert pd.isna(risk.ends["p80"][1])
    assert set(risk.table["site"]) == {"s"}
    assert "not known" in risk._repr_html_()
    assert list(risk.finish) == ["s"]
    with pytest.raises(NothingToShow, match="without a duration"):
        drawn(plan({"A": None}))


def test_the_seed_is_recorded_and_decides(plan):
    table = plan({"A": 10}, low=5.0, high=15.0)
    one, other = drawn(table, draws=100, seed=1), drawn(table, draws=100, seed=2)
    assert one.method.parameters["seed"] == 1
    assert not np.array_equal(one.finish["s"], other.finish["s"])
