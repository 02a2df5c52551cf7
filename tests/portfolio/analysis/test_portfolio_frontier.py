"""The frontier never falls; what changes with the draws is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.portfolio.analysis import portfolio_frontier
from workbench.portfolio.analysis.knapsack import Chosen
from workbench.portfolio.analysis.portfolio_frontier import efficient_frontier, selection_frequency
from workbench.portfolio.analysis.site_menus import site_menus

COMPONENTS = pd.DataFrame(
    {"site": list("AABB"), "component": ["a1", "a2", "b1", "b2"], "score": [6.0, 10, 4, 8]}
)
OPTIONS = pd.DataFrame(
    {
        "site": list("ABBB"),
        "component": ["a1", "b1", "b1", "b2"],
        "proposal": ["a1-12", "b1-9", "b1-20", "b2-16"],
        "score": [12.0, 9, 20, 16],
        "cost": [10.0, 5, 15, 8],
    }
)


def test_best_choices_are_not_nested():
    found = efficient_frontier(site_menus(COMPONENTS, OPTIONS), [15, 23, 33])
    assert found.table["value"].tolist() == [18, 22, 26]
    assert found.table["taken_back"].tolist() == [0, 1, 0]
    assert found.taken_back.to_numpy().tolist() == [[23, "A", 10, 6]]
    assert not found.nested
    assert found.table["nested_value"].tolist() == [14, 22, 26]
    assert found.table["nested_price"].tolist() == [4, 0, 0]
    assert found.table["funded"].tolist() == [2, 1, 2]


@given(st.integers(0, 100_000))
@settings(max_examples=5, deadline=None)
def test_the_frontier_never_falls(seed):
    generator = np.random.default_rng(seed)
    components = pd.DataFrame(
        {"site": np.repeat(list("abcd"), 2), "component": list("xy") * 4}
        | {"score": generator.integers(1, 10, 8).astype(float)}
    )
    options = pd.concat([components, components], ignore_index=True)
    options = options.assign(
        proposal=[f"p{k}" for k in range(16)],
        score=generator.integers(1, 40, 16).astype(float),
        cost=generator.integers(1, 20, 16).astype(float),
    )
    table = efficient_frontier(site_menus(components, options), points=9).table
    assert (np.diff(table["value"]) >= 0).all()
    assert (table["value"] <= table["bound"] + 1e-6).all()
    assert (table["nested_value"] <= table["value"] + 1e-9).all()
    assert (table["cost"] <= table["budget"] + 1e-6).all()
    assert table["gap"].iloc[[0, -1]].tolist() == [0, 0]


def test_a_solver_that_finds_less_does_not_make_the_frontier_fall():
    first = Chosen(np.array([1]), 9.0, 10.0, "core", fits=True)
    second = Chosen(np.array([0]), 8.0, 12.0, "steps", fits=True)
    kept = portfolio_frontier._never_falling([first, second])
    assert [one.value for one in kept] == [9, 9]
    assert kept[1].bound == 12


def test_how_firmly_options_belong():
    options = OPTIONS.assign(cost_low=[2.0, 5, 15, 8], cost_high=[30.0, 5, 15, 8])
    options.loc[4] = ["A", "a1", "dear", 12.0, 500.0, 400.0, 600.0]
    found = selection_frequency(COMPONENTS, options, 20, draws=25)
    table = found.table.set_index("proposal")
    assert table.loc["dear", "belongs"] == "never"
    assert table.loc["a1-12", "belongs"] == "sometimes"
    assert table.loc["b1-9", "belongs"] == "core"
    assert 0 < table.loc["a1-12", "share"] < 1
    assert len(found.value) == 25
    assert (found.value["value"] <= found.value["bound"] + 1e-6).all()
    assert found.method.parameters["seed"] == 20260314


def test_without_ranges_every_draw_is_the_same():
    extras = pd.DataFrame({"site": ["A"], "proposal": ["move"], "level": [30.0], "cost": [20.0]})
    found = selection_frequency(COMPONENTS, OPTIONS, 25, extras=extras, draws=3)
    assert found.table.set_index("proposal")["share"].to_dict() == {
        "a1-12": 0, "b1-9": 1, "b1-20": 0, "b2-16": 0, "move": 1,
    }  # fmt: skip
    assert found.table["component"].isna().tolist() == [False] * 4 + [True]
    assert found.value["value"].nunique() == 1


def test_levels_are_drawn_as_whole_scores():
    components = COMPONENTS.assign(score_low=[2.0, 10, 4, 8], score_high=[9.0, 10, 4, 8])
    values = selection_frequency(components, OPTIONS, 0, draws=8).value["value"]
    assert values.nunique() > 1
    assert (values == values.round()).all()


def test_bad_input():
    menus = site_menus(COMPONENTS, OPTIONS)
    with pytest.raises(InvalidInput, match="budgets of 0 or more"):
        efficient_frontier(menus, [-1])
    with pytest.raises(InvalidInput, match="at least one point"):
        efficient_frontier(menus, points=0)
    with pytest.raises(InvalidInput, match="has no frontier"):
        efficient_frontier(menus, objective="worst-first")
    with pytest.raises(InvalidInput, match="at least one draw"):
        selection_frequency(COMPONENTS, OPTIONS, 1, draws=0)
    with pytest.raises(InvalidInput, match="in this order"):
        selection_frequency(COMPONENTS, OPTIONS.assign(cost_low=99.0), 1, draws=1)
