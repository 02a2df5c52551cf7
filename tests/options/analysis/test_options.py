import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.fixtures.examples import examples
from tests.fixtures.packages import weigh_from
from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.errors import UnknownName


def _by_option(results):
    return results.table.set_index("option")


# ---------------------------------------------------------------- worked cases


def test_golden_what_if_of_all_seven(weighed):
    found = _by_option(weighed)
    assert found["score_before"].unique().tolist() == [8]
    assert found["score_after"].tolist()[:6] == [18, 18, 18, 21, 18, 12]
    assert found["bottleneck_after"].tolist()[:6] == ["C2", "C2", "C2;C3", "C4", "C2", "C3"]
    assert pd.isna(found.loc["stop", "score_after"])
    assert pd.isna(found.loc["stop", "bottleneck_after"])
    same = found["gain"].dropna()
    assert same.index.tolist() == ["substitute", "outsource", "develop", "postpone"]
    assert same.tolist() == [10, 10, 10, 4]  # a move and another aim are no gain
    assert found["possible"].all()
    assert found["letter"].tolist() == list("ABCDEFG")
    assert found["second_after"].tolist()[:6] == [28, 28, 18, 24, 35, 18]


def test_levels_before_and_after(weighed):
    found = _by_option(weighed)
    before = found[["readiness_before", "use_before"]]
    assert before.drop_duplicates().to_numpy().tolist() == [[4, 2]]
    after = found[["touched", "readiness_after", "use_after"]]
    assert after.loc["substitute"].tolist() == ["C3b", 7, 4]
    assert after.loc["develop"].tolist() == ["C3", 6, 3]
    assert after.loc["relocate"].tolist() == ["C3", 6, 4]
    assert after.loc[["reorient", "stop"]].isna().to_numpy().all()


def test_a_success_that_is_uncertain_mixes_the_distributions(weigh, options):
    rows = [
        {"option": "develop", "proposal": p, "readiness_after": 7, "use_after": 4, "success": s}
        for p, s in (("sure", 1.0), ("half", 0.5), ("never", 0.0), ("open", np.nan))
    ]
    found = weigh(options(*rows)).table.set_index("proposal")
    before, sure = found.loc["sure", ["p_target_before", "p_target_after"]]
    assert sure > before
    assert found.loc["half", "p_target_after"] == pytest.approx((before + sure) / 2, abs=1e-12)
    assert found.loc["never", "p_target_after"] == pytest.approx(before, abs=1e-12)
    # a success that is not known is not taken for certain
    assert np.isnan(found.loc["open", "p_target_after"])
    assert found["score_after"].tolist() == [18] * 4  # what the option promises


def test_a_substitute_that_may_fail_leaves_the_component(weigh, options):
    rows = [
        {"option": "substitute", "proposal": p, "substitute": "C3b", "success": s}
        for p, s in (("sure", 1.0), ("may", 0.25))
    ]
    found = weigh(options(*rows)).table.set_index("proposal")
    before, sure = found.loc["sure", ["p_target_before", "p_target_after"]]
    assert found.loc["may", "p_target_after"] == pytest.approx(0.25 * sure + 0.75 * before)


def test_promises_never_enter_the_score_of_the_site(weighed, what_if_tables, ipsr):
    listed, judged = what_if_tables
    found = weighed
    alone = diagnose(listed, judged, ipsr, sites=["s"], target=12)
    assert_frame_equal(found.before.table, alone.table)
    assert_frame_equal(found.before.packages, alone.packages)
    then = found.after.site("s:develop")
    own = then.table.set_index("component")
    assert own.loc["C3", "readiness_claim_from"] == "projected"
    assert own.loc["C2", "readiness_claim_from"] == "workshop"
    assert then.method.parameters["what_if"] is True


def test_twenty_options_at_many_sites_are_one_call(many, ipsr, monkeypatch):
    listed, judged = many(12, 6, 3, missing=0.0)
    calls = []

    def counted(*args, **kwargs):
        calls.append(len(kwargs["sites"]))
        return diagnose(*args, **kwargs)

    monkeypatch.setattr("workbench.options.analysis.options.diagnose", counted)
    rows = [
        {"site": s, "proposal": f"p{k}", "component": "c0", "option": "reorient",
         "new_ambition": "x"}
        for s in listed["site"].unique()
        for k in range(20)
    ]  # fmt: skip
    found = weigh_from(pd.DataFrame(rows), listed, judged)
    assert calls == [240]
    assert found.table["computed"].all()


def test_a_substitute_brings_its_own_complement_that_may_be_worse(ipsr, components, scores):
    levels = {"a": (4, 2), "b": (6, 6), "new": (8, 8), "cold": (2, 1)}
    listed = components("s", levels, needed=[True, True, False, False])
    row = {"site": "s", "component": "a", "option": "substitute", "substitute": "new"}
    table = pd.DataFrame(
        [row | {"proposal": "alone"}, row | {"proposal": "with", "brings": "cold"}]
    )
    found = weigh_from(table, listed, scores("s", levels)).table.set_index("proposal")
    assert found["score_after"].tolist() == [36, 2]
    assert found.loc["with", "bottleneck_after"] == "cold"
    assert "cold" in found.loc["with", "assumptions"]


def test_what_a_dropped_component_had_replaced_does_not_come_back(ipsr, components, scores):
    levels = {"old": (1, 1), "a": (4, 2), "b": (6, 6)}
    listed = components("s", levels, supersedes=[None, "old", None])
    row = {"site": "s", "proposal": "p", "component": "a", "option": "reorient"}
    table = pd.DataFrame([row | {"new_ambition": "Less"}])
    found = weigh_from(table, listed, scores("s", levels))
    assert found.table["score_after"].tolist() == [36]


def test_reorient_may_keep_the_component_at_a_level_that_is_enough(weigh, options):
    row = {"option": "reorient", "new_ambition": "Less", "readiness_after": 6, "use_after": 5}
    found = weigh(options(row))
    assert found.table["score_after"].tolist() == [18]
    assert found.table["touched"].tolist() == ["C3"]
    assert "Nobody has accepted it yet." in found.table["assumptions"][0]


def test_evidence_of_today_does_not_cap_a_promise(weigh, options):
    piece = {"site": "s", "component": "C3", "dimension": "use", "supports_level": 1}
    evidence = pd.DataFrame([piece | {"strength": "medium"}])
    row = {"option": "develop", "readiness_after": 6, "use_after": 3}
    found = weigh(options(row), evidence=evidence).table
    assert found["score_before"].tolist() == [4]
    assert found["score_after"].tolist() == [18]


# ---------------------------------------------------------------- guards


GUARDED = [
    ({"option": "substitute"}, "not said what takes its place"),
    ({"option": "substitute", "substitute": "C3"}, "the component itself"),
    ({"option": "substitute", "substitute": "C9"}, "'C9', which the substitute names"),
    ({"option": "develop"}, "not said which level"),
    ({"option": "outsource", "readiness_after": 3}, "below today's 4"),
    ({"option": "relocate"}, "not said which site"),
    ({"option": "relocate", "to_site": "s"}, "the site itself"),
    ({"option": "relocate", "to_site": "u"}, "u is not diagnosed"),
    ({"option": "reorient"}, "not written down"),
    ({"option": "postpone", "use_after": 3}, "No dated change"),
    ({"option": "postpone", "change_date": "2028-01-01"}, "no source"),
    (
        {"option": "postpone", "change_date": "2025-01-01", "change_source": "law"},
        "dated 1 January 2025, not after 14 March 2026",
    ),
    ({"option": "develop", "component": "C3b", "use_after": 9}, "not in the package"),
]


@pytest.fixture(scope="module")
def guarded(weigh, options):
    """Every row that a guard is against, in one call."""
    return weigh(options(*(row | {"proposal": f"p{i}"} for i, (row, _) in enumerate(GUARDED))))


@pytest.mark.parametrize("number", range(len(GUARDED)))
def test_guards_say_why_not(guarded, number):
    _, reason = GUARDED[number]
    line = guarded.option("s", f"p{number}")
    assert reason in line.reason
    assert not line.possible
    assert not line.computed
    assert line.score_after is None
    assert f"s:p{number}" not in guarded.after.sites


def test_unscored_candidates_and_bottlenecks_are_refused(ipsr, components, scores):
    levels = {"a": (4, 2), "b": (pd.NA, 3), "new": (8, pd.NA)}
    listed = components("s", levels, needed=[True, True, False])
    rows = [
        {"component": "a", "option": "substitute", "substitute": "new"},
        {"component": "b", "option": "develop", "readiness_after": 5, "use_after": 5},
    ]
    table = pd.DataFrame([{"site": "s", "proposal": f"p{i}"} | r for i, r in enumerate(rows)])
    found = weigh_from(table, listed, scores("s", levels)).table
    assert found["reason"].str.contains("not scored here").all()


def test_the_teams_no_is_kept_beside_what_it_would_bring(weigh, options):
    row = {"option": "develop", "readiness_after": 6, "use_after": 3}
    found = weigh(options(row | {"feasible": False, "why": "No agronomist."})).table.iloc[0]
    assert not found["possible"]
    assert found["computed"]
    assert found["score_after"] == 18
    assert found["reason"] == "The team says that it is not feasible: No agronomist."


def test_the_teams_own_words_come_before_what_is_missing(weigh, options):
    ours = "It is not said which level is expected."
    row = {"option": "develop", "feasible": False}
    law = "A research project may not write local law."
    told = weigh(options(row | {"why": law})).table.iloc[0]
    assert told["reason"] == f"The team says that it is not feasible: {law} {ours}"
    assert not told["possible"]
    assert not told["computed"]
    assert weigh(options(row)).table.iloc[0]["reason"] == ours


def test_waiting_changes_nothing_by_itself(weigh, options):
    row = {"option": "postpone", "change_date": "2028-01-01", "change_source": "law"}
    found = weigh(options(row)).table.iloc[0]
    assert found["score_after"] == found["score_before"]
    assert found["p_target_after"] == found["p_target_before"]


def test_stop_records_reason_assets_and_who_was_told(weighed):
    told = weighed.option("s", "stop").assumptions
    for part in ("Seed stock", "Told so far: Donor.", "1,200"):
        assert part in told
    assert "Reason" not in told


def test_unknown_names(weighed):
    found = weighed
    with pytest.raises(UnknownName, match="option 'develp'"):
        found.option("s", "develp")
    with pytest.raises(UnknownName, match="site"):
        found.option("x", "develop")


def test_no_option_at_all(weigh, seven):
    found = weigh(seven.iloc[:0])
    assert found.table.empty
    assert found.before.packages["score"].tolist() == [8]
    assert "score_after" in found.table


def test_html_escapes_and_site_keeps_the_form(weigh, options):
    row = {"option": "develop", "use_after": 3, "feasible": False, "why": "<b>"}
    found = weigh(options(row, {"option": "relocate", "to_site": "t"}))
    assert "<b>" not in found._repr_html_()
    own = found.site("s")
    assert_frame_equal(own.table, found.table)
    assert own.option("s", "relocate").score_after == 21
    assert len(found.possible) == 1


# ---------------------------------------------------------------- properties

LEVEL = st.integers(0, 9)
PACKAGE = st.lists(st.tuples(LEVEL, LEVEL), min_size=2, max_size=5)
#: Packages of several sites: one call weighs them all, so few examples test many packages.
PACKAGES = st.lists(PACKAGE, min_size=20, max_size=20)


def _tables(packages):
    rows = [
        {"site": f"s{k}", "component": f"c{i}", "title": f"c{i}", "readiness": r, "use": u}
        for k, package in enumerate(packages)
        for i, (r, u) in enumerate(package)
    ]
    judged = pd.DataFrame(rows).assign(assessor="A1")
    return judged[["site", "component", "title"]], judged


def _develop(packages, up_r=0, up_u=0, **more):
    """Give for each site an option that lifts its first component."""
    rows = [
        {"site": f"s{k}", "proposal": "p", "component": "c0", "option": "develop",
         "readiness_after": min(9, package[0][0] + up_r), "use_after": min(9, package[0][1] + up_u)}
        for k, package in enumerate(packages)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**more)


@examples(3)
@given(PACKAGES, st.sampled_from([1.0, 0.3]))
def test_an_option_without_a_change_gives_the_same_diagnosis(packages, success):
    listed, judged = _tables(packages)
    option = _develop(packages, success=success)
    found = weigh_from(option, listed, judged, target=20)
    then, today = found.after, found.before
    same = ["component", "readiness", "use", "score", "rank", "bottleneck"]
    assert_frame_equal(then.table[same], today.table[same])
    for name in ("p_bottleneck", "readiness_median"):
        assert np.allclose(then.table[name], today.table[name])
    assert np.allclose(then.distribution["probability"], today.distribution["probability"])
    columns = ["score", "bottlenecks", "second_score", "status", "assessors"]
    assert_frame_equal(then.packages[columns], today.packages[columns])


@examples(3)
@given(PACKAGES, st.integers(0, 9), st.integers(0, 9), st.floats(0.0, 1.0))
def test_raising_a_level_never_lowers_the_minimum(packages, up_r, up_u, success):
    listed, judged = _tables(packages)
    option = _develop(packages, up_r, up_u, success=success)
    found = weigh_from(option, listed, judged, target=20).table
    assert (found["score_after"] >= found["score_before"]).all()
    assert (found["p_target_after"] >= found["p_target_before"] - 1e-12).all()


@examples(2)
@given(PACKAGES, st.randoms(use_true_random=False))
def test_row_order_and_names_do_not_matter(packages, random):
    listed, judged = _tables(packages)
    option = _develop(packages, 2, 3, success=0.4)
    kept = ["score_before", "score_after", "second_after", "p_target_after"]
    first = weigh_from(option, listed, judged, target=20).table[kept]
    order = list(range(5))
    random.shuffle(order)
    names = {f"c{i}": f"n{j}" for i, j in enumerate(order)}
    rows = list(range(len(listed)))
    random.shuffle(rows)
    renamed = [frame.replace({"component": names, "title": names}) for frame in (listed, judged)]
    mixed = [frame.iloc[rows].reset_index(drop=True) for frame in renamed]
    other = option.replace({"component": names})
    second = weigh_from(other, mixed[0], mixed[1], target=20).table[kept]
    assert_frame_equal(first, second)
