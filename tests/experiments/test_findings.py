"""What does not fit in the experiments, and what holds a place back."""

from workbench.core.finding import KINDS
from workbench.experiments.findings import findings


def _by_kind(found):
    return {one.kind: one for one in findings(found)}


def test_what_the_trials_find_at_a_place_outside_the_range(huye):
    told = _by_kind(huye)
    assert {"site-beyond-experiments", "not-ready-to-scale", "scale-value-contested",
            "below-floor", "barrier-without-activity"} <= set(told)  # fmt: skip
    assert told["not-ready-to-scale"].serious
    assert "23.5 %, stop from 50 %" in told["not-ready-to-scale"].what
    assert "latitude 2.6" in told["site-beyond-experiments"].what
    assert set(told) <= set(KINDS)


def test_nothing_tried_finds_nothing_of_its_own(nothing):
    assert "not-ready-to-scale" not in _by_kind(nothing)
