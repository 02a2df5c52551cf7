from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from tests.fixtures.packages import declared, weigh_from
from workbench.errors import UnknownName
from workbench.options.analysis import option_menu as menus
from workbench.options.analysis.option_menu import option_menu
from workbench.options.analysis.strategy_chain import strategy_chain
from workbench.portfolio.analysis.site_menus import site_menus, split_options


def _row(proposal, component, option, cost=np.nan, months=np.nan, **more):
    return {
        "proposal": proposal, "component": component, "option": option, "cost": cost,
        "months": months,
    } | more  # fmt: skip


#: Options for the two lowest components of the worked what-if, and two for the whole site
MENU = (
    _row("sub", "C3", "substitute", 20.0, 6.0, substitute="C3b", success=0.5),
    _row("dev3", "C3", "develop", 10.0, 18.0, readiness_after=6, use_after=3),
    _row("dev2", "C2", "develop", 30.0, 12.0, readiness_after=7, use_after=4, success=0.8),
    _row("move", "C3", "relocate", 500.0, 12.0, to_site="t"),
    _row("end", "C3", "stop", 0.0, 0.0),
)


@pytest.fixture
def menu(weigh, options):
    return option_menu(weigh(options(*MENU)))


def test_combinations_are_diagnosed_with_all_their_options(menu):
    found = menu.table.set_index("proposals")
    assert found["score_after"].drop("end").to_dict() == {
        "": 8, "sub": 18, "dev3": 18, "dev2": 8, "sub;dev2": 28, "dev3;dev2": 18, "move": 21
    }  # fmt: skip
    assert pd.isna(found.loc["end", "score_after"])
    assert found.loc["sub;dev2", ["cost", "months", "months_in_turn"]].tolist() == [50, 12, 18]
    assert found.loc["sub;dev2", "success"] == pytest.approx(0.4)
    assert np.isnan(found.loc["dev3", "success"])
    assert menu.table["item"].tolist() == list(range(1, 9))
    assert found["kind"].tolist()[0] == "nothing"
    assert found.loc[["move", "end"], "kind"].tolist() == ["whole site"] * 2


def test_columns_know_what_is_missing(menu):
    whole = ["item", "score_before", "score_after", "unknown_costs"]
    assert (menu.table[whole].dtypes == "Int64").all()
    assert menu.table["pareto"].dtype == "bool"


def test_pareto_front_of_cost_months_and_score(menu):
    assert [one.proposals for one in menu.front] == ["", "dev3", "sub", "sub;dev2"]


def test_pareto_front_is_what_pairwise_comparison_says(menu):
    table = menu.table
    for one in table.itertuples():
        if pd.isna(one.score_after):
            assert not one.pareto
            continue
        beaten = any(
            other.cost <= one.cost and other.months <= one.months
            and other.score_after >= one.score_after
            and (other.cost, other.months, -other.score_after)
            != (one.cost, one.months, -one.score_after)
            for other in table.itertuples()
            if not pd.isna(other.score_after)
        )  # fmt: skip
        assert one.pareto != beaten


def test_what_costs_an_unknown_amount_is_not_compared(weigh, options):
    found = option_menu(
        weigh(options(_row("open", "C3", "develop", np.nan, 5.0, use_after=9)))
    ).table.set_index("proposals")
    assert found.loc["open", ["cost", "unknown_costs"]].tolist() == [0.0, 1]
    assert not found.loc["open", "pareto"]


def test_dominated_options_are_left_out_and_named(weigh, options):
    rows = (
        _row("good", "C3", "develop", 10.0, 6.0, use_after=4),
        _row("dear", "C3", "develop", 20.0, 6.0, use_after=4),
        _row("open", "C3", "develop", np.nan, 6.0, use_after=4),
        _row("same", "C3", "develop", 5.0, 1.0, use_after=2),
    )
    found = option_menu(weigh(options(*rows)))
    assert found.left_out.set_index("proposal")["reason"].to_dict() == {
        "dear": "dominated by good",
        "same": "no better than nothing",
    }
    assert set(found.table["proposals"]) == {"", "good", "open"}


def test_the_bound_is_kept_and_stated(weigh, options, monkeypatch):
    monkeypatch.setattr(menus, "MOST", 3)
    found = option_menu(weigh(options(*MENU)))
    assert len(found.table.query("kind != 'whole site'")) == 3
    assert found.left_out["proposal"].tolist() == ["dev2"]  # C2 stands higher than C3
    assert found.left_out["reason"].tolist() == ["beyond the bound of 3 combinations"]


def test_a_site_without_options_can_do_nothing(weigh, options):
    found = option_menu(weigh(options(*MENU), sites=["s", "t"]))
    assert found.site("t").table["kind"].tolist() == ["nothing"]
    assert found.site("s").table["site"].unique().tolist() == ["s"]
    with pytest.raises(UnknownName):
        found.site("x")


def test_sites_do_not_mix(many):
    listed, judged = many(3, 4, 2, missing=0.0)
    rows = [
        {"site": s, "proposal": f"d{c}", "component": f"c{c}", "option": "develop",
         "readiness_after": 9, "use_after": 9, "cost": 1.0, "months": 1.0}
        for s in ("s00000", "s00001", "s00002") for c in range(4)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    every = option_menu(weigh_from(table, listed, judged))
    for site in ("s00000", "s00002"):
        alone = option_menu(weigh_from(table, listed, judged, sites=[site]))
        pd.testing.assert_frame_equal(every.site(site).table, alone.table)
        best = alone.table["score_after"].max()
        assert best == 81


# ------------------------------------------------------------ a substitute that is in the package

INSIDE = {"A": (4, 2), "B": (4, 2), "C": (9, 9)}
SUBSTITUTE_INSIDE = (
    _row("a-by-b", "A", "substitute", 100.0, 6.0, substitute="B"),
    _row("dev-b", "B", "develop", 500.0, 6.0, readiness_after=6, use_after=6),
    _row("dev-a", "A", "develop", 900.0, 6.0, readiness_after=6, use_after=6),
)


def _cheapest(items):
    """Return the least cost of each score that no cheaper item reaches."""
    best = {}
    for cost, score in sorted(items, key=lambda one: (one[0], -one[1])):
        if score > max(best, default=-1):
            best[score] = cost
    return best


def _every_way(results):
    """Diagnose every combination of one option or none for each component, without pruning."""
    own = {}
    for one in results.possible:
        own.setdefault(one.component, [None]).append(one)
    picks = [[one for one in pick if one] for pick in product(*own.values())]
    packages = {str(n): ("s", [o.proposal for o in pick]) for n, pick in enumerate(picks) if pick}
    scores = results.basics.diagnose(packages).packages.set_index("site")["score"]
    today = results.before.packages["score"].iloc[0]
    return _cheapest(
        (sum(one.cost for one in pick), int(scores[str(n)]) if pick else int(today))
        for n, pick in enumerate(picks)
    )


@pytest.fixture
def inside(components, scores, options):
    def weigh_inside(levels, rows):
        listed = components("s", levels)
        return weigh_from(options(*rows), listed, scores("s", levels))

    return weigh_inside


def test_a_substitute_that_is_in_the_package_takes_the_component_out(inside):
    results = inside(INSIDE, SUBSTITUTE_INSIDE)
    menu = option_menu(results)
    assert menu.left_out.empty
    found = menu.table.set_index("proposals")
    assert found.loc["a-by-b;dev-b", ["score_after", "cost"]].tolist() == [36, 600]
    assert _every_way(results) == {8: 0, 36: 600}
    chain = strategy_chain(results, chosen={}, advised={})
    assert chain.table["proposal"].tolist() == ["a-by-b", "dev-b"]
    assert chain.table["cost_total"].tolist() == [100, 600]
    assert chain.ends["score"].tolist() == [36]
    one, whole = split_options(results.table, results.before.table)
    menus_ = site_menus(results.before.table, one, whole).table
    assert dict(zip(menus_["level"], menus_["cost"], strict=True)) == _every_way(results)


@pytest.mark.slow
@examples(40)
@given(data=st.data())
def test_menus_reach_what_enumeration_reaches(data):
    levels = {
        key: (data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))) for key in "ABC"
    } | {"X": (data.draw(st.integers(1, 9)), 5)}
    rows = []
    for n in range(data.draw(st.integers(1, 5))):
        component = data.draw(st.sampled_from("ABC"))
        cost = float(data.draw(st.integers(1, 20)))
        if data.draw(st.booleans()):
            new = data.draw(st.sampled_from([key for key in "ABCX" if key != component]))
            rows.append(_row(f"o{n}", component, "substitute", cost, 6.0, substitute=new))
        else:
            r, u = (max(one, data.draw(st.integers(1, 9))) for one in levels[component])
            rows.append(
                _row(f"o{n}", component, "develop", cost, 6.0, readiness_after=r, use_after=u)
            )
    listed = pd.DataFrame({"site": "s", "component": list(levels)})
    listed["needed"] = listed["component"].ne("X").astype("boolean")
    judged = pd.DataFrame(
        [("s", key, *pair) for key, pair in levels.items()],
        columns=["site", "component", "readiness", "use"],
    )
    table = declared(pd.DataFrame(rows).assign(site="s"), "options")
    results = weigh_from(table, listed, judged)
    every = _every_way(results)
    menu = option_menu(results).table
    assert _cheapest(zip(menu["cost"], menu["score_after"], strict=True)) == every
    one, whole = split_options(results.table, results.before.table)
    found = site_menus(results.before.table, one, whole).table
    for level, cost in zip(found["level"], found["cost"], strict=True):
        assert any(score >= level and price <= cost for score, price in every.items())
