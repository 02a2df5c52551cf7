"""Power, interest and attitude; losers; who is missing."""

from datetime import date

import pytest

from workbench.agree.analysis.rows import Mark, Party
from workbench.agree.analysis.standing import MissingParty, missing_parties, standings

DAY = date(2026, 3, 1)


def party(key="union", **more):
    own = dict.fromkeys(
        ("mandate", "needs_from", "gains", "losses", "practice", "compensation", "contribution")
    )
    return Party(key, key.title(), key, "required", DAY, **(own | more))


def test_the_lower_middle_mark_is_shown_with_its_range():
    marks = [Mark("union", f"M{n}", power, None, power - 3) for n, power in enumerate((2, 5, 3, 4))]
    (one,) = standings([party()], marks)
    assert (one.power.middle, one.power.low, one.power.high, one.power.markers) == (3, 2, 5, 4)
    assert one.interest.middle is None
    assert one.interest.markers == 0


def test_one_marker_alone_or_marks_far_apart_are_not_firm():
    (alone,) = standings([party()], [Mark("union", "M1", 4, 4, 1)])
    (apart,) = standings([party()], [Mark("union", "M1", 4, 4, 1), Mark("union", "M2", 2, 4, 1)])
    assert not alone.power.firm
    assert not apart.power.firm
    assert apart.interest.firm


@pytest.mark.parametrize(
    ("more", "power", "at_risk"),
    [
        ({"losses": "its trade"}, 4, True),
        ({"practice": "mat removal by day labourers"}, 5, True),
        ({"losses": "its trade"}, 3, False),
        ({"losses": "its trade", "compensation": "a contract"}, 5, False),
        ({}, 5, False),
    ],
)
def test_a_loser_with_power_and_without_compensation_is_at_risk(more, power, at_risk):
    (one,) = standings([party(**more)], [Mark("union", "M1", power, None, None)])
    assert one.is_loser_at_risk is at_risk


def test_actors_that_the_strategy_counts_on_have_to_be_parties():
    found = missing_parties([party("union")], {"union": "leads", "garden": "carries"})
    assert found == (MissingParty("garden", "carries"),)
