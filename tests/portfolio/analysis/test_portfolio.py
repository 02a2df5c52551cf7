"""Portfolios: golden cases, the textbook model as oracle, cuts, floors and bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from workbench.errors import InvalidInput, NothingToShow, UnknownName
from workbench.portfolio.analysis.portfolio import choose_portfolio
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


def textbook(components, options, budget, weight):
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
        np.concatenate([np.zeros(size), [-weight.get(site, 1) for site in sites]]),
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
        found = choose_portfolio(menus, budget)
        assert found.value == total
        assert found.bound == pytest.approx(total)
        assert found.table.set_index("site")["proposals"].to_dict() == choice
        assert found.cost <= budget
        assert textbook(COMPONENTS, OPTIONS, budget, {}) == pytest.approx(total)


@given(st.integers(0, 100_000))
@settings(max_examples=12, deadline=None)
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
    weight = dict(zip(["s0", "s1", "s2"], generator.integers(1, 4, 3).tolist(), strict=True))
    sites = pd.DataFrame({"site": list(weight), "weight": list(weight.values())})
    budget = float(generator.integers(0, 80))
    found = choose_portfolio(site_menus(components, options), budget, sites=sites)
    assert found.value == pytest.approx(textbook(components, options, budget, weight))
    assert found.gap == pytest.approx(0, abs=1e-6)
    paid = [p for names in found.table["proposals"] for p in names.split(";") if p]
    assert options.set_index("proposal")["cost"][paid].sum() == pytest.approx(found.cost)
    after = components.set_index(["site", "component"])["score"]
    for p in options[options["proposal"].isin(paid)].itertuples():
        after[p.site, p.component] = p.score
    reached = after.groupby("site").min()
    assert found.table.set_index("site")["level_after"].to_dict() == reached.to_dict()


def test_cuts_say_what_stays_where(menus):
    cuts = choose_portfolio(menus, 33).cuts
    assert cuts["site"].tolist() == ["A", "B", "B"]
    assert cuts["level_from"].tolist() == [10, 16, 8]
    assert cuts["level_to"].tolist() == [6, 8, 4]
    assert cuts["saves"].tolist() == [10, 18, 5]
    assert cuts["loses"].tolist() == [4, 8, 4]
    assert cuts["budget_left"].tolist() == [23, 5, 0]
    assert cuts["proposals_with"].tolist() == ["a1-12", "b1-20;b2-16", "b1-9"]
    assert cuts["proposals_without"].tolist() == ["", "b1-9", ""]
    assert choose_portfolio(menus, 0).cuts.empty


def test_the_stable_choice_has_its_price(menus):
    found = choose_portfolio(menus, 22)
    assert (found.value, found.nested_value) == (18, 14)


def test_weights_and_regions(menus):
    sites = pd.DataFrame({"site": ["B", "A"], "weight": [1.0, 5.0], "region": ["south", "north"]})
    found = choose_portfolio(menus, 10, sites=sites)
    assert found.table["proposals"].tolist() == ["a1-12", ""]
    assert found.value == 54
    assert found.table["weight"].tolist() == [5, 1]
    regions = found.regions.set_index("region")
    assert regions.loc["north", ["sites", "funded", "cost", "value_gain"]].tolist() == [
        1,
        1,
        10,
        20,
    ]
    assert regions["floor"].isna().all()


def test_a_floor_sends_money_to_a_region(menus):
    sites = pd.DataFrame({"site": ["A", "B"], "region": ["north", "south"]})
    free = choose_portfolio(menus, 23, sites=sites)
    held = choose_portfolio(menus, 23, sites=sites, floors={"north": 4})
    assert free.table["gain"].tolist() == [0, 12]
    assert held.table["gain"].tolist() == [4, 5]
    assert held.regions.set_index("region").loc["north", "met"]
    with pytest.raises(InvalidInput, match=r"floors \(north: 5\) cannot all be met"):
        choose_portfolio(menus, 23, sites=sites, floors={"north": 5})
    with pytest.raises(UnknownName, match="no region 'west'"):
        choose_portfolio(menus, 23, sites=sites, floors={"west": 5})


def test_ceilings_by_year():
    options = OPTIONS.assign(y1=[10.0, 0, 5, 3], y2=[0.0, 5, 10, 5])
    menus = site_menus(COMPONENTS, options, periods=["y1", "y2"])
    found = choose_portfolio(menus, ceilings={"y1": 9, "y2": 15})
    assert found.table["proposals"].tolist() == ["", "b1-20;b2-16"]
    assert found.periods["cost"].tolist() == [8, 15]
    assert found.periods["ceiling"].tolist() == [9, 15]
    assert found.budget == np.inf
    with pytest.raises(UnknownName, match="y9"):
        choose_portfolio(menus, ceilings={"y9": 1})


def test_number_of_sites_at_a_target(menus):
    found = choose_portfolio(menus, 15, objective="count", target=8)
    assert found.value == 2
    assert found.cost == 15
    assert choose_portfolio(menus, 9.9, objective="count", target=8).value == 1
    with pytest.raises(InvalidInput, match="target"):
        choose_portfolio(menus, 15, objective="count")
    with pytest.raises(InvalidInput, match="target"):
        choose_portfolio(menus, 15, target=8)


def test_the_worst_first(menus):
    found = choose_portfolio(menus, 23, objective="worst-first")
    assert found.table["level_after"].tolist() == [10, 9]
    assert (found.value, found.worst) == (19, 9)
    assert choose_portfolio(menus, 23).worst == 6
    with pytest.raises(InvalidInput, match="needs a budget"):
        choose_portfolio(menus, objective="worst-first")


def test_a_value_function_changes_what_counts(menus):
    steep = [(0, 0), (9, 0), (10, 100), (81, 100)]
    found = choose_portfolio(menus, 23, value=steep)
    assert found.table["proposals"].tolist() == ["a1-12", ""]
    for bad in ([(0, 1), (1, 0)], [(1, 0), (1, 1)], [], [(0, -1), (1, 0)]):
        with pytest.raises(InvalidInput, match="value of"):
            choose_portfolio(menus, 23, value=bad)


def test_what_a_site_can_do_as_a_whole_competes(menus):
    extras = pd.DataFrame(
        {"site": ["A"], "proposal": ["relocate-1"], "level": [30.0], "cost": [20.0]}
    )
    found = choose_portfolio(site_menus(COMPONENTS, OPTIONS, extras=extras), 25)
    assert found.table["proposals"].tolist() == ["relocate-1", "b1-9"]
    assert found.value == 38


def test_no_answer_in_time_is_told(menus, monkeypatch):
    from workbench.core.milp_subprocess import STOPPED
    from workbench.portfolio.analysis import knapsack as menu_choice

    monkeypatch.setattr(menu_choice, "solve_all", lambda programs, **_: [STOPPED] * len(programs))
    sites = pd.DataFrame({"site": ["A", "B"], "region": ["north", "south"]})
    with pytest.raises(NothingToShow, match="stopped before"):
        choose_portfolio(menus, 23, sites=sites, floors={"north": 4})


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ({"site": ["A", "B"], "weight": [1.0, None]}, "without a weight of 0 or more, such as B"),
        ({"site": ["A"], "weight": [1.0]}, "such as B"),
        ({"site": ["A", "B"], "weight": [1.0, -1]}, "such as B"),
        ({"site": ["A", "A"]}, "each site stands once"),
    ],
)
def test_weights_that_cannot_be_used(menus, sites, said):
    with pytest.raises(InvalidInput, match=said):
        choose_portfolio(menus, 1, sites=pd.DataFrame(sites))


def test_other_bad_input(menus):
    with pytest.raises(InvalidInput, match="budget must be 0 or more"):
        choose_portfolio(menus, -1)
    with pytest.raises(UnknownName, match="Did you mean 'count'"):
        choose_portfolio(menus, 1, objective="counts")


def test_no_sites():
    found = choose_portfolio(site_menus(COMPONENTS[:0], OPTIONS[:0]), 10)
    assert found.table.empty
    assert (found.value, found.gap) == (0, 0)


def test_names_are_escaped():
    options = OPTIONS.assign(proposal=["<b>", "1", "2", "3"])
    shown = choose_portfolio(site_menus(COMPONENTS, options), 50)._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
