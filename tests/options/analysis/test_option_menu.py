import numpy as np
import pandas as pd
import pytest

from tests.fixtures.packages import weigh_from
from workbench.errors import UnknownName
from workbench.options.analysis import option_menu as menus
from workbench.options.analysis.option_menu import option_menu


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
