import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.options.analysis.transformations import Origin, compose

STEPS = {"readiness_step": float("nan"), "use_step": float("nan"), "success": 1.0}
BLANK = {"substitute": None, "brings": None, "to_site": None}


@pytest.fixture
def origin(what_if_tables, ipsr):
    listed, judged = what_if_tables
    every = diagnose(listed.drop(columns="needed"), judged, ipsr).table
    return Origin(listed, judged, None, every[["site", "component", "readiness", "use"]], ipsr)


@pytest.fixture
def score(origin, ipsr):
    """Give the package score at "s" after changes."""

    def score(*changes):
        packages = pd.DataFrame({"package": ["x"], "site": ["s"]}, dtype="str")
        rows = [{"package": "x", "component": "C3"} | BLANK | STEPS | row for row in changes]
        columns = ["package", "component", "option", *BLANK, *STEPS]
        table = pd.DataFrame(rows, columns=columns)
        made = compose(origin, packages, table)
        found = diagnose(made.components, made.scores, ipsr, sites=["x"], what_if=True)
        return None if found.packages["score"].isna().all() else int(found.packages["score"][0])

    return score


UP = {"option": "develop", "readiness_step": 2.0, "use_step": 1.0}
MOVE = {"option": "relocate", "to_site": "t"}


def test_without_a_change_the_package_is_that_of_today(score):
    assert score() == 8


def test_stop_absorbs_all(score):
    assert score(UP, MOVE, {"option": "stop"}) is None


def test_relocate_comes_first_and_steps_are_counted_from_the_level_there(score):
    # C3 is (6, 4) at "t": two levels and one more make (8, 5), so C4 (7, 3) stays the lowest
    assert score(UP, MOVE) == 21
    # C4 is (7, 3) there
    assert score(MOVE, UP | {"component": "C4"}) == 24


def test_steps_add_up_and_end_at_the_top_of_the_scale(score):
    wait = {"option": "postpone", "use_step": 1.0}
    lift = {"option": "outsource", "component": "C2", "readiness_step": 9.0, "use_step": 9.0}
    assert score(UP, wait) == 18
    assert score(UP, wait, lift) == 24  # C3 (6, 4)
    assert score(UP | {"readiness_step": 9.0, "use_step": 0.0}, lift) == 18  # C3 (9, 2)


def test_a_substitute_beside_other_options(score):
    swap = {"option": "substitute", "substitute": "C3b"}
    assert score(swap, {"option": "develop", "component": "C2", "use_step": 3.0}) == 28
    assert score(swap, {"option": "reorient", "component": "C2"}) == 28


def test_nothing_is_written_on_the_tables_that_are_given(origin, score, what_if_tables):
    before = [frame.copy() for frame in what_if_tables]
    score(UP, MOVE, {"option": "substitute", "substitute": "C3b"})
    assert_frame_equal(origin.components, before[0])
    assert_frame_equal(origin.scores, before[1])


def test_projections_of_the_workshop_do_not_count_as_promises(origin, score, scores, ipsr):
    projected = scores("s", {"C3": (9, 9)}, basis="projected")
    judged = pd.concat([origin.scores, projected])
    with_them = Origin(origin.components, judged, None, origin.levels, ipsr)
    packages = pd.DataFrame({"package": ["x"], "site": ["s"]}, dtype="str")
    none = pd.DataFrame(columns=["package", "component", "option", *BLANK, *STEPS])
    made = compose(with_them, packages, none)
    found = diagnose(made.components, made.scores, ipsr, sites=["x"], what_if=True)
    assert found.packages["score"].tolist() == [8]


def test_two_options_that_may_fail_are_mixed_exactly(origin, ipsr):
    """The exact model agrees with the four outcomes counted out one by one."""
    packages = pd.DataFrame({"package": ["x"], "site": ["s"]}, dtype="str")

    def chance(first, second):
        rows = [
            {"package": "x", "component": c} | BLANK | UP | {"success": p}
            for c, p in (("C3", first), ("C2", second))
        ]
        made = compose(origin, packages, pd.DataFrame(rows))
        found = diagnose(made.components, made.scores, ipsr, sites=["x"], what_if=True, target=16)
        return found.packages["p_target"][0]

    counted = sum(
        (0.3 if a else 0.7) * (0.6 if b else 0.4) * chance(float(a), float(b))
        for a in (True, False)
        for b in (True, False)
    )
    assert chance(0.3, 0.6) == pytest.approx(counted, abs=1e-12)
    assert chance(0.0, 0.0) < counted < chance(1.0, 1.0)
