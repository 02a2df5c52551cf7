"""Portfolios: golden cases, the textbook model as oracle, cuts, the frontier."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.fixtures.examples import examples
from tests.fixtures.packages import weigh_from
from workbench.errors import NothingToShow
from workbench.portfolio.analysis.portfolio import POINTS, choose_portfolio, portfolio_of_menus
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


@pytest.fixture(scope="module")
def menus():
    return site_menus(COMPONENTS, OPTIONS)


def textbook(components, options, budget):
    """Solve the textbook form: options as variables, the minimum as a variable of each site."""
    sites = list(dict.fromkeys(components["site"]))
    size = len(options) + len(components)  # each component may also stay as it is
    rows, low, high = [], [], []
    for j, part in enumerate(components.itertuples()):
        mine = [
            k
            for k, o in enumerate(options.itertuples())
            if (o.site, o.component) == (part.site, part.component)
        ]
        one = np.zeros(size + len(sites))
        one[mine] = 1
        one[len(options) + j] = 1
        least = np.zeros(size + len(sites))
        least[mine] = options["score"].to_numpy()[mine]
        least[len(options) + j] = part.score
        least[size + sites.index(part.site)] = -1
        rows += [one, least]
        low += [1, 0]
        high += [1, np.inf]
    rows.append(np.concatenate([options["cost"], np.zeros(len(components) + len(sites))]))
    low.append(-np.inf)
    high.append(budget)
    found = milp(
        np.concatenate([np.zeros(size), -np.ones(len(sites))]),
        constraints=LinearConstraint(np.array(rows), low, high),
        integrality=np.concatenate([np.ones(size), np.zeros(len(sites))]),
        bounds=Bounds(0, np.concatenate([np.ones(size), np.full(len(sites), 81)])),
    )
    return -found.fun


@pytest.mark.parametrize(
    ("low", "high", "total", "choice"),
    [
        (0, 4, 10, {"A": "", "B": ""}),
        (5, 12, 14, {"A": "", "B": "b1-9"}),
        (13, 14, 15, {"A": "", "B": "b1-9;b2-16"}),
        (15, 22, 18, {"A": "a1-12", "B": "b1-9"}),
        (23, 32, 22, {"A": "", "B": "b1-20;b2-16"}),
        (33, 40, 26, {"A": "a1-12", "B": "b1-20;b2-16"}),
    ],
)
def test_golden_two_sites_two_components(menus, low, high, total, choice):
    for budget in (low, high):
        found = portfolio_of_menus(menus, budget)
        assert found.value == total
        assert found.bound == pytest.approx(total)
        assert found.table.set_index("site")["proposals"].to_dict() == choice
        assert found.cost <= budget
        assert textbook(COMPONENTS, OPTIONS, budget) == pytest.approx(total)


@given(st.integers(0, 100_000))
@examples(12)
def test_the_menu_form_equals_the_textbook_form(seed):
    generator = np.random.default_rng(seed)
    names = [(f"s{i}", f"c{j}") for i in range(3) for j in range(3)]
    components = pd.DataFrame(names, columns=["site", "component"])
    components["score"] = generator.integers(1, 30, 9).astype(float)
    picked = generator.integers(0, 9, 12)
    options = components.iloc[picked][["site", "component"]].reset_index(drop=True)
    options["proposal"] = [f"p{k}" for k in range(12)]
    options["score"] = generator.integers(1, 60, 12).astype(float)
    options["cost"] = generator.integers(1, 20, 12).astype(float)
    budget = float(generator.integers(0, 80))
    found = portfolio_of_menus(site_menus(components, options), budget)
    assert found.value == pytest.approx(textbook(components, options, budget))
    assert found.gap == 0
    paid = [p for names in found.table["proposals"] for p in names.split(";") if p]
    assert options.set_index("proposal")["cost"][paid].sum() == pytest.approx(found.cost)
    after = components.set_index(["site", "component"])["score"]
    for p in options[options["proposal"].isin(paid)].itertuples():
        after[p.site, p.component] = p.score
    reached = after.groupby("site").min()
    assert found.table.set_index("site")["level_after"].to_dict() == reached.to_dict()


def test_what_a_site_can_do_as_a_whole_competes(menus):
    extras = pd.DataFrame(
        {"site": ["A"], "proposal": ["relocate-1"], "level": [30.0], "cost": [20.0]}
    )
    found = portfolio_of_menus(site_menus(COMPONENTS, OPTIONS, extras), 25)
    assert found.table["proposals"].tolist() == ["relocate-1", "b1-9"]
    assert found.value == 38


def test_best_choices_are_not_nested_and_steps_are(menus):
    found = portfolio_of_menus(menus, 22)
    table = found.frontier.set_index("budget")
    assert found.everything == 33
    assert found.value == 18
    assert table.index[0] == 0
    assert table.index[-1] == 33
    assert len(table) == POINTS
    near = table[(table.index > 15) & (table.index < 23)]
    assert set(near["value"]) == {18}
    assert set(near["steps_value"]) == {14}
    assert table.iloc[[0, -1]]["funded"].tolist() == [0, 2]


@given(st.integers(0, 100_000))
@examples(5)
def test_the_frontier_never_falls(seed):
    generator = np.random.default_rng(seed)
    components = pd.DataFrame(
        {"site": np.repeat(list("abcd"), 2), "component": list("xy") * 4}
        | {"score": generator.integers(1, 10, 8)}
    )
    options = pd.concat([components, components], ignore_index=True)
    options = options.assign(
        proposal=[f"p{k}" for k in range(16)],
        score=generator.integers(1, 40, 16),
        cost=generator.integers(1, 20, 16).astype(float),
    )
    table = portfolio_of_menus(site_menus(components, options)).frontier
    assert (np.diff(table["value"]) >= 0).all()
    assert (table["value"] == table["bound"]).all()
    assert (table["steps_value"] <= table["value"]).all()


def test_without_a_ceiling_half_of_everything_is_looked_at(menus):
    assert portfolio_of_menus(menus).budget == 16


def test_from_weighed_options_in_one_call(ipsr):
    listed = pd.DataFrame({"site": ["a", "a", "b", "b"], "component": ["p", "q", "p", "q"]})
    judged = listed.assign(readiness=[4, 6, 3, 5], use=[2, 3, 2, 4])
    options = pd.DataFrame(
        {"site": ["a", "b", "b"], "proposal": ["x", "y", "z"], "component": ["p", "p", "q"]}
        | {"option": "develop", "use_after": [4, 5, 8], "readiness_after": [6, 6, 8]}
        | {"cost": [100.0, 60.0, 500.0], "title": ["Train", "Shops", "Roads"]}
    )
    found = choose_portfolio(weigh_from(options, listed, judged), 120)
    assert (found.value, found.cost, found.everything) == (28, 60, 660)  # 8 + 20
    assert found.titles["b", "y"] == "Shops"
    with pytest.raises(NothingToShow):
        choose_portfolio(weigh_from(options.head(0), listed, judged), 100)


def test_no_sites():
    found = portfolio_of_menus(site_menus(COMPONENTS[:0], OPTIONS[:0]), 10)
    assert found.table.empty
    assert (found.value, found.gap) == (0, 0)


def test_names_are_escaped():
    options = OPTIONS.assign(proposal=["<b>", "1", "2", "3"])
    shown = portfolio_of_menus(site_menus(COMPONENTS, options), 50)._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
