import numpy as np
import pytest

from tests.fixtures.packages import weigh_from
from workbench.options.analysis.choice import compare_options


def test_cost_and_months_as_three_values(weigh, options):
    row = {"option": "develop", "use_after": 3, "cost": 10.0, "cost_high": 15.0, "months": 4.0}
    found = weigh(options(row)).table.iloc[0]
    assert found[["cost_low", "cost", "cost_high"]].tolist() == [10.0, 10.0, 15.0]
    assert found[["months_low", "months", "months_high"]].tolist() == [4.0, 4.0, 4.0]


def test_columns_know_what_is_missing(weighed, weigh, seven):
    table = weighed.table
    whole = ["score_before", "score_after", "gain", "second_after"]
    whole += [f"{d}_{when}" for d in ("readiness", "use") for when in ("before", "after")]
    assert (table[whole].dtypes == "Int64").all()
    names = ["site", "component_title", "reason", "bottleneck_after", "touched", "assumptions"]
    assert (table[names].dtypes == "str").all()
    assert (table[["possible", "computed", "provisional_after"]].dtypes == "bool").all()
    empty = weigh(seven.iloc[:0]).table
    assert (empty[whole].dtypes == "Int64").all()


def test_a_move_that_may_fail_leaves_the_site_as_it_is(weigh, options):
    rows = [
        {"option": "relocate", "to_site": "t", "proposal": "sure", "success": 1.0},
        {"option": "relocate", "to_site": "t", "proposal": "may", "success": 0.4},
    ]
    found = weigh(options(*rows)).table.set_index("proposal")
    sure, today = found.loc["sure", ["p_target_after", "p_target_before"]]
    assert found.loc["may", "p_target_after"] == pytest.approx(0.4 * sure + 0.6 * today)


def test_without_a_target_there_is_no_probability(weigh, options):
    row = {"option": "develop", "use_after": 3, "success": 0.5}
    found = weigh(options(row), target=None).table
    names = ["p_target_before", "p_target_after"]
    assert found[names].isna().to_numpy().all()


def test_a_package_without_a_score_today(components, scores, options):
    """What is certain to work needs no probability of today."""
    levels = {"C3": (np.nan, np.nan), "C9": (5, 5)}
    judged = scores("s", {"C9": (5, 5)})
    listed = components("s", levels, needed=[True, False])
    row = {"option": "substitute", "substitute": "C9", "success": 1.0}
    found = weigh_from(options(row), listed, judged, target=4).table.iloc[0]
    assert found["score_after"] == 25
    assert found["p_target_after"] > 0.9
    assert np.isnan(found["p_target_before"])


def test_what_was_given_is_handed_on(weigh, options):
    row = {"option": "develop", "use_after": 3, "acceptability": 0.4, "evidence_strength": "weak"}
    found = weigh(options(row)).table.iloc[0]
    assert found[["acceptability", "evidence_strength"]].tolist() == [0.4, "weak"]


def test_who_refuses_an_option_reaches_the_comparison(weigh, options):
    rows = [
        {"option": "develop", "use_after": 3, "proposal": "ours"},
        {"option": "outsource", "use_after": 3, "proposal": "theirs", "refused_by": "The chiefs"},
    ]
    table = weigh(options(*rows)).table
    found = compare_options(table, ["gain"], draws=100).table.set_index("proposal")
    assert found["status"].to_dict() == {"ours": "compared", "theirs": "screened out"}
    assert found["screen_reason"]["theirs"] == "The chiefs must consent and does not."
