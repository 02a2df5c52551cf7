"""Bands, what counts today, chances that are assumed, and what is expected."""

import pytest

from tests.fixtures.rollout import risk
from workbench.transformation.analysis.risks import band_of, weigh_risks

CHANCES = {"1": 0.05, "2": 0.15, "3": 0.35, "4": 0.6, "5": 0.9}


def test_bands_are_those_of_the_scale():
    assert [band_of(score) for score in (1, 4, 5, 9, 10, 14, 15, 25)] == [
        "low", "low", "moderate", "moderate", "high", "high", "very high", "very high",
    ]  # fmt: skip


def test_what_is_left_counts_only_once_the_mitigation_is_at_work():
    given = {"likelihood": 5, "impact": 4, "residual_likelihood": 2, "residual_impact": 3}
    (planned,) = weigh_risks([risk(**given)], CHANCES).rows
    (live,) = weigh_risks([risk(**given, in_place=True)], CHANCES).rows
    assert (planned.place, planned.aim, planned.residual, planned.now) == ((5, 4), (2, 3), 6, 20)
    assert planned.chance == 0.9
    assert (live.now, live.band, live.chance, live.assumed) == (6, "moderate", 0.15, True)


def test_a_stated_chance_is_taken_and_expected_values_add_up():
    found = weigh_risks(
        [
            risk(name="K1", likelihood=5, impact=1, probability=0.2, delay=10.0, cost=500.0),
            risk(name="K2", likelihood=4, impact=5, delay=5.0, cost=100.0, owner="it"),
            risk(name="K3", likelihood=5, impact=5, status="closed", delay=100.0),
            risk(name="K4", status="came"),
        ],
        CHANCES,
    )
    assert [one.risk.risk for one in found.rows] == ["K2", "K1"]
    assert (found.delay, found.cost) == (pytest.approx(5.0), pytest.approx(160.0))
    assert (found.rows[1].assumed, found.ownerless, found.unknown) == (False, (), ())
    assert [one.risk for one in found.came + found.closed] == ["K4", "K3"]


def test_what_is_not_known_has_no_score_and_is_named():
    found = weigh_risks([risk(likelihood=3), risk(name="K2", likelihood=5, impact=5)], CHANCES)
    assert [(one.risk.risk, one.now, one.band) for one in found.rows] == [
        ("K2", 25, "very high"), ("K1", None, None),
    ]  # fmt: skip
    assert len(found.unknown) == 2
    assert [one.risk.risk for one in found.ownerless] == ["K2"]
    assert found.mitigated == 0
