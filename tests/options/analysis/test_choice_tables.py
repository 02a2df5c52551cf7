"""The tables of a comparison agree with one another."""

import numpy as np
import pandas as pd
import pytest

from workbench.options.analysis.choice import compare_options


@pytest.fixture(scope="module")
def choice():
    frame = pd.DataFrame(
        {
            "site": ["a", "b", "a", "b", "a"],
            "component": ["x", "y", "x", "y", "x"],
            "proposal": ["p2", "q1", "p1", "q2", "p3"],
            "gain": [10.0, 20, 15, 5, 12],
            "cost": [100.0, np.nan, 200_000, 50_000, 90_000_000],
            "cost_high": [200.0, np.nan, np.nan, np.nan, np.nan],
        }
    )
    return compare_options(frame, ["gain", "cost"], draws=500)


def test_shares_of_the_table_are_those_of_the_ranks(choice):
    first = choice.acceptability[choice.acceptability["rank"] == 1]
    joined = choice.table.merge(first, on=["site", "component", "proposal"])
    assert len(joined) == len(choice.table)
    assert (joined["first_share"] == joined["share"]).all()
    ranks = choice.acceptability.assign(part=lambda t: t["rank"] * t["share"])
    expected = ranks.groupby("proposal")["part"].sum()
    table = choice.table.set_index("proposal")
    assert table["expected_rank"].to_dict() == pytest.approx(expected.to_dict())


def test_ranks_count_from_one_in_every_group(choice):
    for _, group in choice.table.groupby(["site", "component"]):
        assert sorted(group["rank"]) == list(range(1, len(group) + 1))
        assert group.sort_values("rank")["first_share"].is_monotonic_decreasing


def test_pairs_sum_to_one_and_stay_within_their_group(choice):
    pairs = choice.pairwise.set_index(["proposal", "against"])["share"]
    assert all(pairs[a, b] + pairs[b, a] == pytest.approx(1) for a, b in pairs.index)
    assert all(a[0] == b[0] for a, b in pairs.index)


def test_values_show_what_was_used(choice):
    row = choice.values.set_index(["proposal", "criterion"]).loc[("q1", "cost")]
    assert not row["known"]
    assert np.isnan(row["likely"])
    assert row["value"] == 0.5
    table = choice.table.set_index("proposal")
    assert table.loc["p3", "outside_range"] == "cost"
    assert table.loc["q1", "not_known"] == "cost"
    by_hand = choice.values.groupby("proposal")["value"].mean()
    assert table["value_equal"].to_dict() == pytest.approx(by_hand.to_dict())


def test_information_is_about_everything_then_parts(choice):
    b = choice.information[choice.information["site"] == "b"]
    assert b["criterion"].isna().tolist() == [True, False, False]
    assert b["proposal"].isna().tolist() == [True, True, False]
    assert b["proposal"].iloc[2] == "q1"
    assert b["worth"].is_monotonic_decreasing


def test_titles_fall_back_to_what_there_is(choice):
    assert choice.table["title"].tolist() == choice.table["proposal"].tolist()
    assert choice.table["option"].isna().all()
