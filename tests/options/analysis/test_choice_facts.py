"""Facts for the sentence: taken from the tables, missing where there are none."""

import numpy as np
import pandas as pd
import pytest

from workbench.options.analysis.choice import compare_options
from workbench.options.analysis.choice_facts import COLUMNS, quotable_facts


def facts(frame, **choices):
    return quotable_facts(compare_options(frame, ["success", "acceptability"], **choices))


def frame(**columns):
    start = {"site": "s", "component": "c", "proposal": ["out", "sub"], "title": ["Out", "Sub"]}
    return pd.DataFrame(start | {"success": [0.8, 0.35], "acceptability": [0.2, 0.75]} | columns)


def test_the_sentence_of_the_method():
    row = facts(frame(), ranking=["success", "acceptability"]).iloc[0]
    # Both are worth the same where acceptability weighs 0.45; drawn from 0 to 0.5 evenly: 90 %.
    assert row["best"] == "out"
    assert row["first_share"] == pytest.approx(0.9, abs=1e-3)
    assert row["beats_second"] == pytest.approx(0.9, abs=1e-3)
    assert (row["second"], row["second_title"]) == ("sub", "Sub")
    assert (row["change_to"], row["change_criterion"], row["change_direction"]) == (
        "sub", "acceptability", "more",
    )  # fmt: skip
    assert row["change_threshold"] == pytest.approx(0.45)
    assert row["change_weight_now"] == 0.25
    assert row["change_criterion_title"] == "Acceptability"
    assert row["weighting"] == "ranked"
    assert row["not_known"] == 0
    assert row["worth_changes"] == 0
    assert pd.isna(row["learn_criterion"])


def test_the_number_most_worth_knowing():
    row = facts(frame(success=[0.8, np.nan], acceptability=[0.4, 0.5])).iloc[0]
    assert (row["learn_criterion"], row["learn_about"]) == ("success", "sub")
    # Sub wins where (x + 0.5) / 2 is above (0.8 + 0.4) / 2, that is x above 0.7.
    assert row["learn_changes"] == pytest.approx(0.3, abs=1e-3)
    assert row["not_known"] == 1
    assert row["weighting"] == "any"


def test_where_nothing_changes_or_can_be_chosen():
    alone = facts(frame()[:1]).iloc[0]
    assert alone["best"] == "out"
    assert alone["first_share"] == 1
    assert alone[["second", "change_to", "beats_second"]].isna().all()
    none = facts(frame(possible=False)).iloc[0]
    assert (none["options"], none["compared"], none["screened"]) == (2, 0, 2)
    assert none[["best", "first_share", "worth"]].isna().all()


def test_one_row_per_bottleneck_in_the_order_of_the_input():
    both = pd.concat([frame(site="z"), frame(component="a")])
    found = facts(both, weights={"success": 1, "acceptability": 1})
    assert found[["site", "component"]].to_numpy().tolist() == [["z", "c"], ["s", "a"]]
    assert (found["weighting"] == "given").all()
    assert list(found.columns) == list(COLUMNS)


def test_no_options_no_facts():
    assert facts(frame()[:0]).empty
