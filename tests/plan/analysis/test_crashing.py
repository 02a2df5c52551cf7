"""Shortening a plan: the published case, and what every answer has to keep."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.plan.analysis.crashing import deadline_remedies, shorten_plan
from workbench.plan.analysis.schedule import schedule

# Hillier and Lieberman, Reliable Construction Co.: task, predecessors, weeks and cost (thousands)
# as usual and as short as can be.
RELIABLE = [
    ("A", "", 2, 1, 180, 280), ("B", "A", 4, 2, 320, 420), ("C", "B", 10, 7, 620, 860),
    ("D", "C", 6, 4, 260, 340), ("E", "C", 4, 3, 410, 570), ("F", "E", 5, 3, 180, 260),
    ("G", "D", 7, 4, 900, 1020), ("H", "E; G", 9, 6, 200, 380), ("I", "C", 7, 5, 210, 270),
    ("J", "F; I", 8, 6, 430, 490), ("K", "J", 4, 3, 160, 200), ("L", "J", 5, 3, 250, 350),
    ("M", "H", 2, 1, 100, 200), ("N", "K; L", 6, 3, 330, 510),
]  # fmt: skip


def plan(rows=RELIABLE):
    names = ["activity", "after", "duration", "shortest", "cost", "cost_shortest"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(site="a", after=table["after"].replace("", None))


def test_hillier_lieberman_forty_weeks_cost_140_more():
    table = plan()
    assert table["cost"].sum() == 4550
    found = shorten_plan(table, within=40)
    assert found.days == 40
    assert found.extra_cost == pytest.approx(140)
    assert table["cost"].sum() + found.extra_cost == pytest.approx(4690)
    cut = found.table.set_index("activity")["shortened_by"]
    assert cut[cut > 0].to_dict() == {"F": 2.0, "J": 2.0}


def test_as_it_is_nothing_is_shortened():
    found = shorten_plan(plan(), within=44)
    assert found.extra_cost == 0
    assert (found.table["shortened_by"] == 0).all()


def test_an_end_that_cannot_be_reached_says_how_early_it_can_be():
    with pytest.raises(InvalidInput, match=r"cannot end within 20 days; 28 is the least"):
        shorten_plan(plan(), within=20)


@examples(15)
@given(st.integers(28, 44), st.integers(0, 1_000))
def test_less_time_never_costs_less_and_the_order_of_rows_does_not_matter(within, seed):
    found = shorten_plan(plan(), within=within)
    assert found.days <= within + 1e-6
    assert shorten_plan(plan(), within=within + 1).extra_cost <= found.extra_cost + 1e-6
    mixed = plan().sample(frac=1, random_state=seed)
    assert shorten_plan(mixed, within=within).extra_cost == pytest.approx(found.extra_cost)


def test_links_of_every_kind_are_kept():
    rows = [("A", "", 4, 4, 1, 1), ("B", "A SS+2", 3, 2, 1, 5), ("C", "B FF+3", 2, 2, 1, 1)]
    found = shorten_plan(plan(rows), within=8)
    assert found.days == 8  # B ends on day 5, C three days later
    assert shorten_plan(plan(rows), within=7).extra_cost == pytest.approx(4)


def test_a_task_without_a_shortest_duration_stays():
    rows = [("A", "", 4, np.nan, 1, np.nan), ("B", "A", 3, 1, 1, 9)]
    found = shorten_plan(plan(rows), within=6)
    assert found.table["shortened_by"].tolist() == [0.0, 1.0]


def test_names_are_escaped():
    rows = [("<b>A", "", 4, 2, 1, 2)]
    assert "&lt;b&gt;A" in shorten_plan(plan(rows), within=3)._repr_html_()


def reliable(deadline, **more):
    """Return the same plan in weeks of one working day, with the price of its shortest times."""
    table = plan()
    return table.assign(
        low=table["shortest"].astype(float),
        likely=table["duration"].astype(float),
        hurry_cost=(table["cost_shortest"] - table["cost"]).astype(float),
        deadline=[None] * 13 + [deadline],
        **more,
    )


def test_the_cheapest_way_to_a_deadline_is_the_published_one():
    # 44 working days from Monday 2 March end on Thursday 30 April; 40 on Friday 24 April
    (found,) = deadline_remedies(schedule(reliable("2026-04-24"), start="2026-03-02"))
    assert found.cost == pytest.approx(140)
    assert dict(found.shortened) == {"F": 2.0, "J": 2.0}
    assert (found.left, found.unpriced) == (0, ())
    assert found.earliest.isoformat() == "2026-04-08"  # 28 working days, the published least
    assert found.saves == 22
    assert deadline_remedies(schedule(reliable("2026-04-30"), start="2026-03-02")) == []


def test_what_shortening_cannot_keep_and_what_has_no_price():
    (found,) = deadline_remedies(schedule(reliable("2026-04-01"), start="2026-03-02"))
    assert (found.left, found.cost) == (7, None)
    bare = reliable("2026-04-24").drop(columns="hurry_cost")
    (found,) = deadline_remedies(schedule(bare, start="2026-03-02"))
    assert (found.cost, len(found.unpriced)) == (None, 10)  # D, G, H and M lead elsewhere


def test_only_what_leads_to_the_deadline_is_shortened():
    table = reliable(None).assign(deadline=[None, "2026-03-06"] + [None] * 12)
    (found,) = deadline_remedies(schedule(table, start="2026-03-02"))
    assert (found.cost, dict(found.shortened)) == (50, {"B": 1.0})


def test_a_season_between_is_respected():
    table = pd.DataFrame(
        {
            "site": "a",
            "activity": ["A", "B"],
            "after": [None, "A"],
            "low": [2.0, 2.0],
            "likely": [5.0, 4.0],
            "hurry_cost": [300.0, 100.0],
            "deadline": [None, "2026-03-16"],
            "fieldwork": [False, True],
        }
    )
    seasons = pd.DataFrame(
        {"site": ["a"], "first": pd.to_datetime(["2026-03-09"]),
         "last": pd.to_datetime(["2026-03-13"]), "kind": "no-fieldwork"}
    )  # fmt: skip
    dated = schedule(table, start="2026-03-02", seasons=seasons)
    assert dated.deadlines["late_days"].tolist() == [3]
    (found,) = deadline_remedies(dated)
    cut = table["likely"] - table["activity"].map(found.shortened).fillna(0)
    again = schedule(table.assign(likely=cut, low=cut), start="2026-03-02", seasons=seasons)
    assert bool(again.deadlines["possible"].iloc[0])
