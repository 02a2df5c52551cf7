"""Funder profiles: dated rules as data."""

from datetime import date
from decimal import Decimal
from importlib import resources

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.funders import available_funders, load_funder, read_funder


@pytest.mark.parametrize("key", available_funders())
def test_every_profile_is_whole(key):
    profile = load_funder(key)
    assert profile.key == key
    assert profile.source
    for one in cost_categories().entries:
        assert profile.heading(one.key).title
    used = {profile.map[key] for key in cost_categories().keys}
    assert used == {heading.key for heading in profile.categories}


@pytest.mark.parametrize("key", available_funders())
def test_nobody_has_verified_a_profile_yet(key):
    # A profile is verified by a finance officer, with a date; never by this test.
    assert load_funder(key).verified_on is None
    assert load_funder(key).status().endswith("unverified")


def test_rules_changed_in_october_2024():
    now, before = load_funder("us-federal-2024"), load_funder("us-federal-pre2024")
    assert (now.indirect.rate, before.indirect.rate) == (Decimal("0.15"), Decimal("0.10"))
    assert now.indirect.cap_per_subaward == Decimal("50000.00")
    assert before.indirect.cap_per_subaward == Decimal("25000.00")
    assert [one.below for one in before.thresholds] == [Decimal("5000.00")] * 2
    assert "not valid on 2026-01-01" in before.status(date(2026, 1, 1))
    assert "not valid" not in now.status(date(2026, 1, 1))


def test_the_profiles_that_are_asked_for_are_there():
    assert available_funders() == (
        "cgiar-ipsr", "foundation", "horizon-europe", "us-federal-2024", "us-federal-pre2024",
        "world-bank-style",
    )  # fmt: skip
    with pytest.raises(UnknownName, match="Did you mean 'horizon-europe'"):
        load_funder("horizon-europ")


@pytest.fixture
def changed(tmp_path):
    text = resources.files("workbench.frameworks").joinpath("funders/us-federal-2024.yaml")

    def changed(*changes):
        content = text.read_text("utf-8")
        for old, new in changes:
            assert old in content
            content = content.replace(old, new)
        path = tmp_path / "mine.yaml"
        path.write_text(content, "utf-8")
        return path

    return changed


def test_a_profile_of_ones_own_may_be_verified(changed):
    profile = read_funder(changed(("verified_on: null", "verified_on: 2026-02-03")))
    assert profile.status() == "valid from 2024-10-01, verified on 2026-02-03"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("staff: personnel, ", "", "none there is for staff"),
        ("staff: personnel, ", "staff: people, ", "headings that the profile lists, not people"),
        ("tuition, rent", "tuition, rents", "categories of our chart, not rents"),
        ('rate: "0.15"', 'rate: "15"', "row 20 (indirect > rate)"),
        ('rate: "0.15"', "rates: 1", "a key that the workbench knows"),
        ("currency: USD\n", "", "the currency of its amounts"),
        ("key: fringe,", "key: personnel,", "twice there is personnel"),
        ("valid_from: 2024-10-01", "valid_from: 2024-10-01\nvalid_to: 2020-01-01", "not before"),
    ],
)  # fmt: skip
def test_slips_are_named(changed, old, new, words):
    with pytest.raises(InvalidInput) as caught:
        read_funder(changed((old, new)))
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidInput, match=r"none\.yaml cannot be read"):
        read_funder(tmp_path / "none.yaml")
