"""Comparing options: exact cases, what must always hold, and bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import load_criteria
from workbench.options.analysis.choice import compare_options
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.smaa import draw_weights, utilities

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
    assert shares(choice) == pytest.approx({"a": 0.8, "b": 0, "between": 0.2}, abs=5e-4)
    assert shares(choice, 2) == pytest.approx({"a": 0.2, "b": 0, "between": 0.8}, abs=5e-4)
    assert shares(choice, 3) == pytest.approx({"a": 0, "b": 1, "between": 0}, abs=5e-4)
    fact = choice.facts.iloc[0]
    # The value of the compromise meets that of the corner where success weighs 0.6, now 0.75.
    assert fact[["best", "change_to", "change_criterion", "change_direction"]].tolist() == [
        "a", "between", "acceptability", "more",
    ]  # fmt: skip
    assert fact["change_threshold"] == pytest.approx(0.4)
    assert fact["change_weight_now"] == 0.25


def test_the_sentence_of_the_method():
    start = {"site": "s", "component": "c", "proposal": ["out", "sub"]}
    frame = pd.DataFrame(start | {"success": [0.8, 0.35], "acceptability": [0.2, 0.75]})
    row = compare_options(frame, ["success", "acceptability"]).facts.iloc[0]
    # Both are worth the same where acceptability weighs 0.45; drawn from 0 to 0.5 evenly: 90 %.
    assert row["best"] == "out"
    assert row["compared"] == 2
    assert row["first_share"] == pytest.approx(0.9, abs=1e-3)
    assert (row["change_to"], row["change_criterion"], row["change_direction"]) == (
        "sub", "acceptability", "more",
    )  # fmt: skip
    assert row["change_threshold"] == pytest.approx(0.45)
    assert row["worth_changes"] == 0
    assert pd.isna(row["learn_criterion"])


def test_the_number_most_worth_knowing():
    start = {"site": "s", "component": "c", "proposal": ["out", "sub"]}
    frame = pd.DataFrame(start | {"success": [0.8, np.nan], "acceptability": [0.5, 0.5]})
    row = compare_options(frame, ["success", "acceptability"]).facts.iloc[0]
    assert (row["learn_criterion"], row["learn_about"]) == ("success", "sub")
    # Sub wins where its success is above 0.8.
    assert row["learn_changes"] == pytest.approx(0.2, abs=1e-3)
    assert row["worth_changes"] == pytest.approx(0.2, abs=1e-3)


def test_facts_where_nothing_changes_or_can_be_chosen():
    keys = ["success", "acceptability"]
    alone = compare_options(corners()[:1], keys).facts.iloc[0]
    assert (alone["best"], alone["first_share"]) == ("a", 1)
    assert pd.isna(alone["change_to"])
    none = compare_options(corners(possible=False), keys).facts.iloc[0]
    assert none["compared"] == 0
    assert none[["best", "first_share", "worth_changes"]].isna().all()
    both = pd.concat([corners(site="z"), corners(component="a")])
    found = compare_options(both, keys, draws=50).facts
    assert found[["site", "component"]].to_numpy().tolist() == [["z", "c"], ["s", "a"]]


def test_screened_options_say_why_and_have_no_rank():
    table = compare_options(options(), KEYS, ceiling=55_000).table.set_index("proposal")
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
    choice = compare_options(options(), ["cost", "months", "success", "gain"])
    assert "stop-1" not in set(choice.acceptability["proposal"])
    assert choice.table["rank"].dropna().tolist() == [
        *choice.table.loc[choice.table["status"] == "compared", "rank"]
    ]


def test_dominated_options_stay_in_view():
    frame = options(success=[0.8, 0.7, 0.6, 0.9, 1], cost_low=np.nan, cost_high=np.nan)
    table = compare_options(frame, KEYS).table.set_index("proposal")
    assert table.loc["develop-1", "dominated_by"] == "substitute-1"
    assert table.loc["develop-1", "first_share"] == 0
    assert table.loc["substitute-1", "dominated_by"] == ""


def test_what_is_not_known_is_listed_and_shows_as_less_certainty():
    frame = options(gain=[20.0, 10, 19, np.nan, np.nan], months=6.0)
    known = compare_options(frame.assign(success=0.5), KEYS).table.set_index("proposal")
    choice = compare_options(frame.assign(success=[0.5, 0.5, np.nan, 0.5, 0.5]), KEYS)
    table = choice.table.set_index("proposal")
    assert choice.missing[["proposal", "criterion"]].to_numpy().tolist() == [
        ["develop-1", "success"]
    ]
    assert 0 < table["first_share"]["develop-1"] < known["first_share"]["develop-1"]


def test_the_range_of_cost_ends_at_the_ceiling_whatever_the_options_cost():
    choice = compare_options(options(), KEYS, ceiling=100_000)
    cost = choice.criteria[KEYS.index("cost")]
    assert cost.highest == 100_000
    assert choice.method.parameters["value functions"]["cost"][-1] == (100_000, 0)
    assert load_criteria()["cost"].highest == 500_000


@given(st.integers(0, 10_000))
@examples(10)
def test_adding_an_option_never_turns_the_order_of_two_others(seed):
    generator = np.random.default_rng(seed)
    frame = corners(success=generator.random(3), acceptability=generator.random(3))
    keys = ["success", "acceptability"]
    drawn = draw_weights(2, draws=200)

    def better(found):
        values = criterion_numbers(found, load_criteria().chosen(keys)).expected()
        whole = utilities(values, drawn)
        return whole[:, 0] > whole[:, 1]

    assert (better(frame) == better(frame[:2])).all()
    ranks = compare_options(frame, keys, draws=200).table.set_index("proposal")["rank"]
    two = compare_options(frame[:2], keys, draws=200).table.set_index("proposal")["first_share"]
    if two["a"] in {0, 1}:  # the one is always better
        assert (ranks["a"] < ranks["b"]) == (two["a"] == 1)


@given(st.permutations(range(5)))
@examples(10)
def test_the_order_of_rows_does_not_matter(order):
    one = compare_options(options(), KEYS, draws=300)
    other = compare_options(options().iloc[list(order)], KEYS, draws=300)
    assert_frame_equal(one.acceptability, other.acceptability)
    assert_frame_equal(
        one.table.sort_values("proposal", ignore_index=True),
        other.table.sort_values("proposal", ignore_index=True),
    )


def test_a_bottleneck_has_the_same_result_alone_and_among_others():
    milk = options(component="milk", proposal=[f"milk-{i}" for i in range(5)])
    both = pd.concat([milk, options(site="nyanza"), options()])
    together = compare_options(both, KEYS, draws=300)
    alone = compare_options(options(), KEYS, draws=300)
    assert together.sites == ("huye", "nyanza")
    part = together.site("huye")
    kept = part.table["component"] == "seed"
    assert_frame_equal(part.table[kept].reset_index(drop=True), alone.table)
    facts = part.facts[part.facts["component"] == "seed"]
    assert_frame_equal(facts.reset_index(drop=True), alone.facts)
    with pytest.raises(UnknownName, match="no site 'Huyee'"):
        together.site("Huyee")


def test_ranks_sum_to_one():
    found = compare_options(options(), KEYS).acceptability
    assert found.groupby("rank")["share"].sum().to_numpy() == pytest.approx(np.ones(3))
    assert found.groupby("proposal")["share"].sum().to_numpy() == pytest.approx(np.ones(3))


def test_the_seed_is_printed_and_decides():
    first, again = (
        compare_options(options(), ["success", "cost"], seed=7, draws=200) for _ in range(2)
    )
    assert first.method.parameters["seed"] == 7
    assert_frame_equal(first.table, again.table)
    other = compare_options(options(), ["success", "cost"], seed=8, draws=200)
    assert not first.table["first_share"].equals(other.table["first_share"])


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
    choice = compare_options(options(possible=False, reason=""), ["gain"])
    assert (choice.table["status"] == "screened out").all()
    assert choice.table["rank"].isna().all()
    assert choice.acceptability.empty
    assert choice.missing.empty
    full = compare_options(options(), KEYS)
    for name in ("table", "acceptability", "facts", "missing"):
        expected, found = getattr(full, name).dtypes, getattr(choice, name).dtypes
        assert found.to_dict() == expected.to_dict(), name


def test_no_options_at_all():
    empty = compare_options(options()[:0], KEYS)
    assert empty.table.empty
    assert empty.facts.empty
    assert empty.sites == ()


def test_shares_of_the_table_are_those_of_the_ranks():
    choice = compare_options(options(), KEYS, draws=500)
    first = choice.acceptability[choice.acceptability["rank"] == 1]
    joined = choice.table.merge(first, on=["site", "component", "proposal"])
    assert len(joined) == 3
    assert (joined["first_share"] == joined["share"]).all()
    ranks = choice.acceptability.assign(part=lambda t: t["rank"] * t["share"])
    expected = ranks.groupby("proposal")["part"].sum()
    table = choice.table.set_index("proposal").loc[expected.index]
    assert table["expected_rank"].to_dict() == pytest.approx(expected.to_dict())
    assert sorted(table["rank"]) == [1, 2, 3]
    assert table.sort_values("rank")["first_share"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("keys", "error", "said"),
    [
        (["gain", "price"], UnknownName, "no criterion 'price'"),
        ([], InvalidInput, "without a criterion"),
        (["gain", "gain"], InvalidInput, "each criterion once"),
    ],
)
def test_criteria_that_cannot_be_used_are_refused(keys, error, said):
    with pytest.raises(error, match=said):
        compare_options(options(), keys)


def test_weighed_options_are_compared_as_they_come(weighed):
    results = weighed
    choice = compare_options(results.table, KEYS)
    status = choice.table.set_index("option")["status"]
    apart = ["relocate", "reorient", "stop"]  # another place or aim is no better way to this one
    assert status.drop(apart).unique().tolist() == ["compared"]
    assert status[apart].unique().tolist() == ["apart"]


def test_what_the_answers_leave_out_is_screened_with_its_reason(weighed):
    answered = weighed.table["option"].eq("develop").map({True: "The team said no.", False: ""})
    choice = compare_options(weighed.table.assign(answered=answered), KEYS)
    rows = choice.table.set_index("option")
    assert rows.loc["develop", ["status", "screen_reason"]].tolist() == [
        "screened out", "The team said no."
    ]  # fmt: skip
    assert (rows["status"] == "screened out").sum() == 1
