"""Barriers on the way to scale."""

import pandas as pd

from workbench.experiments.analysis.barriers import read_barriers


def barrier(**more):
    row = {"site": "s", "risk": "K1", "title": "Doubt", "likelihood": 5, "impact": 3, **more}
    [found] = read_barriers(pd.DataFrame([row]))
    return found


def test_a_high_barrier_without_an_activity_is_unanswered():
    assert barrier().unanswered
    assert not barrier(activity="A1").unanswered
    assert not barrier(in_place=True).unanswered
    assert not barrier(status="closed").unanswered
    assert not barrier(impact=2).unanswered


def test_what_is_not_known_has_no_score():
    found = barrier(likelihood=None)
    assert (found.score, found.residual, found.unanswered) == (None, None, False)
    assert barrier(residual_likelihood=2, residual_impact=2).residual == 4
