"""Comparing options: exact cases, what must always hold, and bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import load_criteria
from workbench.options.analysis.choice import compare_options
from workbench.options.analysis.pairwise_weights import weights_from_pairs

KEYS = ["gain", "months", "cost", "success"]
NAMES = ["outsource-1", "substitute-1", "develop-1", "relocate-1", "stop-1"]


def options(**changes):
    frame = pd.DataFrame(
        {
            "site": "huye",
            "component": "seed",
            "proposal": NAMES,
            "option": [name.split("-")[0] for name in NAMES],
            "possible": [True, True, True, False, True],
            "reason": ["", "", "", "The other site is not diagnosed.", ""],
            "gain": [20.0, 10, 10, np.nan, np.nan],
            "months": [6.0, 12, 18, 24, 0],
            "cost_low": [50_000.0, np.nan, 10_000, np.nan, np.nan],
            "cost": [60_000.0, 20_000, 25_000, 30_000, 0],
            "cost_high": [90_000.0, np.nan, 30_000, np.nan, np.nan],
            "success": [0.8, 0.7, np.nan, 0.9, 1],
        }
    )
    return frame.assign(**changes)


def corners(**columns):
    """Two opposites and a compromise on two criteria with straight value functions."""
    frame = pd.DataFrame(
        {"site": "s", "component": "c", "proposal": ["a", "b", "between"]}
        | {"success": [1, 0, 0.6], "acceptability": [0, 1, 0.6]}
    )
    return frame.assign(**columns)


def shares(choice, rank=1):
    found = choice.acceptability
    return found[found["rank"] == rank].set_index("proposal")["share"].to_dict()


def test_exact_geometry_of_two_corners_and_a_compromise():
    choice = compare_options(corners(), ["success", "acceptability"])
    assert shares(choice) == pytest.approx({"a": 0.4, "b": 0.4, "between": 0.2}, abs=5e-4)
    assert shares(choice, 2) == pytest.approx({"a": 0.1, "b": 0.1, "between": 0.8}, abs=5e-4)
    assert shares(choice, 3) == pytest.approx({"a": 0.5, "b": 0.5, "between": 0}, abs=5e-4)
    central = choice.central_weights.pivot_table("weight", "proposal", "criterion")
    expected = {"a": 0.8, "b": 0.2, "between": 0.5}
    assert central["success"].to_dict() == pytest.approx(expected, abs=5e-4)
    assert choice.weights["weight"].tolist() == [0.5, 0.5]


def test_exact_geometry_with_a_ranking():
    choice = compare_options(corners(), ["success", "acceptability"], ranking=["success"])
    assert shares(choice) == pytest.approx({"a": 0.8, "b": 0, "between": 0.2}, abs=5e-4)
    assert choice.weights["weight"].tolist() == [0.75, 0.25]
    assert set(choice.central_weights["proposal"]) == {"a", "between"}


def test_exact_thresholds():
    swing = compare_options(corners(), ["success", "acceptability"]).swing
    found = {
        (row.proposal, row.criterion, row.direction): row.threshold_weight
        for row in swing.itertuples()
    }
    assert found == pytest.approx(
        {
            ("b", "success", "less"): 0.4,
            ("a", "success", "more"): 0.6,
            ("a", "acceptability", "less"): 0.4,
            ("b", "acceptability", "more"): 0.6,
        }
    )


def test_screened_options_say_why_and_have_no_rank():
    table = compare_options(options(), ceiling=55_000).table.set_index("proposal")
    assert table["status"].to_dict() == {
        "outsource-1": "screened out",
        "substitute-1": "compared",
        "develop-1": "compared",
        "relocate-1": "screened out",
        "stop-1": "apart",
    }
    assert table.loc["outsource-1", "screen_reason"].startswith("It costs 60,000, above")
    assert table.loc["relocate-1", "screen_reason"] == "The other site is not diagnosed."
    assert table.loc[["outsource-1", "relocate-1", "stop-1"], "first_share"].isna().all()
    assert list(table.index) == NAMES


def test_stopping_does_not_win_by_costing_nothing():
    choice = compare_options(options(), ranking=["cost", "months", "success", "gain"])
    assert "stop-1" not in set(choice.acceptability["proposal"])
    assert choice.table["rank"].dropna().tolist() == [
        *choice.table.loc[choice.table["status"] == "compared", "rank"]
    ]


def test_dominated_options_stay_in_view():
    frame = options(success=[0.8, 0.7, 0.6, 0.9, 1], cost_low=np.nan, cost_high=np.nan)
    table = compare_options(frame).table.set_index("proposal")
    assert table.loc["develop-1", "dominated_by"] == "substitute-1"
    assert table.loc["develop-1", "first_share"] == 0
    assert table.loc["substitute-1", "dominated_by"] == ""


def test_what_is_not_known_is_listed_and_shows_as_less_certainty():
    frame = options(gain=[20.0, 10, 19, np.nan, np.nan], months=6.0)
    known = compare_options(frame.assign(success=0.5)).table.set_index("proposal")
    choice = compare_options(frame.assign(success=[0.5, 0.5, np.nan, 0.5, 0.5]))
    table = choice.table.set_index("proposal")
    assert choice.missing[["proposal", "criterion"]].to_numpy().tolist() == [
        ["develop-1", "success"]
    ]
    assert table.loc["develop-1", "not_known"] == "success"
    wide, narrow = (t["value_high"] - t["value_low"] for t in (table, known))
    assert wide["develop-1"] > narrow["develop-1"] + 0.05
    assert 0 < table["first_share"]["develop-1"] < known["first_share"]["develop-1"]


def test_the_range_of_cost_ends_at_the_ceiling_whatever_the_options_cost():
    choice = compare_options(options(), ceiling=100_000, horizon=30)
    cost = choice.criteria[KEYS.index("cost")]
    assert cost.highest == 100_000
    assert choice.method.parameters["value functions"]["months"][-1] == (30.0, 0.0)
    assert load_criteria()["cost"].highest == 500_000


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_adding_an_option_never_turns_the_order_of_two_others(seed):
    generator = np.random.default_rng(seed)
    frame = corners(success=generator.random(3), acceptability=generator.random(3))
    keys = ["success", "acceptability"]
    all_three = compare_options(frame, keys, draws=200).pairwise
    two = compare_options(frame[:2], keys, draws=200).pairwise
    both = ["a", "b"]
    kept = all_three[all_three["proposal"].isin(both) & all_three["against"].isin(both)]
    assert_frame_equal(kept.reset_index(drop=True), two)


@given(st.permutations(range(5)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(order):
    one = compare_options(options(), draws=300)
    other = compare_options(options().iloc[list(order)], draws=300)
    assert_frame_equal(one.acceptability, other.acceptability)
    assert_frame_equal(
        one.table.sort_values("proposal", ignore_index=True),
        other.table.sort_values("proposal", ignore_index=True),
    )


def test_a_bottleneck_has_the_same_result_alone_and_among_others():
    milk = options(component="milk", proposal=[f"milk-{i}" for i in range(5)])
    both = pd.concat([milk, options(site="nyanza"), options()])
    together = compare_options(both, draws=300)
    alone = compare_options(options(), draws=300)
    assert together.sites == ("huye", "nyanza")
    part = together.site("huye")
    kept = part.table["component"] == "seed"
    assert_frame_equal(part.table[kept].reset_index(drop=True), alone.table)
    assert_frame_equal(
        part.information[part.information["component"] == "seed"].reset_index(drop=True),
        alone.information,
    )
    with pytest.raises(UnknownName, match="no site 'Huyee'"):
        together.site("Huyee")


def test_ranks_sum_to_one():
    found = compare_options(options()).acceptability
    assert found.groupby("rank")["share"].sum().to_numpy() == pytest.approx(np.ones(3))
    assert found.groupby("proposal")["share"].sum().to_numpy() == pytest.approx(np.ones(3))


def test_weights_can_be_given_such_as_those_from_pairs():
    pairs = weights_from_pairs(np.array([[1, 4], [0.25, 1]]), ["success", "acceptability"])
    choice = compare_options(corners(), ["success", "acceptability"], weights=pairs.weights)
    assert shares(choice) == {"a": 1.0, "b": 0.0, "between": 0.0}
    assert choice.weights["weight"].tolist() == pytest.approx([0.8, 0.2])
    assert choice.method.parameters["weights"] == pytest.approx(pairs.weights)


def test_the_seed_is_printed_and_decides():
    first, again = (compare_options(options(), seed=7, draws=200) for _ in range(2))
    assert first.method.parameters["seed"] == 7
    assert_frame_equal(first.table, again.table)
    other = compare_options(options(), seed=8, draws=200)
    assert not first.table["value_low"].equals(other.table["value_low"])


def test_ten_thousand_draws_are_as_near_as_promised():
    frame = corners(success=[0.9, 0.2, 0.5], acceptability=[0.1, 0.8, 0.6], reversibility=[0.5] * 3)
    found = [
        shares(compare_options(frame, ["success", "acceptability", "reversibility"], seed=seed))[
            "a"
        ]
        for seed in range(5)
    ]
    assert np.ptp(found) < 0.02


def test_nothing_that_can_be_chosen_still_gives_a_table():
    choice = compare_options(options(possible=False, reason=""), ranking=["gain"])
    assert (choice.table["status"] == "screened out").all()
    assert choice.table["rank"].isna().all()
    for name in ("acceptability", "central_weights", "pairwise", "swing", "information", "missing"):
        assert getattr(choice, name).empty
    full = compare_options(options())
    for name in ("acceptability", "central_weights", "pairwise", "swing", "information"):
        expected, found = getattr(full, name).dtypes, getattr(choice, name).dtypes
        assert found.to_dict() == expected.to_dict(), name


def test_no_options_at_all():
    empty = compare_options(options()[:0])
    assert empty.table.empty
    assert empty.sites == ()
    assert "<table>" in empty._repr_html_()


def test_names_are_escaped():
    shown = compare_options(options(title="<script>"))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "shown apart" in shown


def test_an_option_twice_is_refused():
    with pytest.raises(InvalidInput, match="each option of a site once"):
        compare_options(pd.concat([options(), options()]))
    with pytest.raises(InvalidInput, match="each option of a site once"):
        compare_options(options(component=None))


@pytest.mark.parametrize(
    ("given_options", "error", "said"),
    [
        ({"criteria": ["gain", "price"]}, UnknownName, "no criterion 'price'"),
        ({"criteria": []}, InvalidInput, "one or more criteria"),
        ({"criteria": ["gain", "gain"]}, InvalidInput, "each once"),
        ({"ranking": ["inclusion"]}, UnknownName, "among those compared by 'inclusion'"),
        ({"ranking": ["gain", "gain"]}, InvalidInput, "at most once"),
        ({"weights": {"gain": 1}}, InvalidInput, "needs a weight"),
        ({"weights": dict.fromkeys(KEYS, 0)}, InvalidInput, "above 0"),
        ({"weights": {"price": 1}}, UnknownName, "Did you mean|There are"),
        ({"weights": {}, "ranking": []}, InvalidInput, "not both"),
        ({"ceiling": -1}, InvalidInput, "ceiling must be 0 or more|above 0"),
        ({"draws": 0}, InvalidInput, "need a criterion and a draw"),
    ],
)
def test_what_cannot_be_used_is_refused(given_options, error, said):
    with pytest.raises(error, match=said):
        compare_options(options(), **given_options)


def test_a_column_that_must_be_there():
    with pytest.raises(UnknownName, match="no column in options 'component'"):
        compare_options(options().drop(columns="component"))


def test_weighed_options_are_compared_as_they_come(weighed):
    results = weighed
    choice = compare_options(results.table, ranking=KEYS)
    status = choice.table.set_index("option")["status"]
    assert status.drop("stop").unique().tolist() == ["compared"]
    assert status["stop"] == "apart"
    gain = choice.values[choice.values["criterion"] == "gain"].set_index("proposal")["low"]
    weighed = results.table.set_index("proposal")["gain"]
    assert gain.drop(weighed.index[-1]).tolist() == weighed.iloc[:-1].tolist()
