"""What a row says of itself."""

from datetime import date

from tests.fixtures.rollout import risk, unit


def test_lists_in_a_cell():
    one = unit("a", 1, infrastructure="hub; lab", differs=None)
    assert (one.needs, one.different) == (("hub", "lab"), ())


def test_live_on_a_day():
    one = unit("a", 1, live=date(2026, 3, 1))
    assert one.is_live(date(2026, 3, 1))
    assert one.is_live(None)
    assert not one.is_live(date(2026, 2, 28))
    assert not unit("b", 1).is_live(None)


def test_open_risks():
    assert [risk(status=one).is_open for one in (None, "open", "came", "closed")] == [
        True, True, False, False,
    ]  # fmt: skip
