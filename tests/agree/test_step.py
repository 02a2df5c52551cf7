"""Step 4 of the example: every way around the circle."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from workbench.agree.analysis.action_plan import frozen_row
from workbench.case import open_case
from workbench.project.record.recording import record_site

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


def test_agreed_at_once(agreed):
    found = agreed("rw-nyanza")
    assert found.agreed.document.startswith("Minutes of 11 March 2026")
    assert (found.tallies.last.verdict, found.refused, found.unborne) == ("agreed", False, [])
    assert found.action_plan.share == pytest.approx(11 / 12)


def test_agreed_after_an_amendment(agreed):
    first, second = agreed("rw-ruhango").tallies.rows
    assert (first.version, first.verdict, second.version, second.verdict) == (
        1, "not agreed", 2, "agreed",
    )  # fmt: skip
    assert agreed("rw-ruhango").agreed.version == 2


def test_refused_and_another_option_agreed(agreed):
    found = agreed("rw-muhanga")
    assert [(one.proposal, one.verdict) for one in found.tallies.rows] == [
        ("P1", "not agreed"), ("P2", "agreed"),
    ]  # fmt: skip
    assert found.agreed.proposal == "P2"
    assert found.alternatives == (("P2",), ("P2",))
    (counts,) = found.counts
    assert counts.winners["instant run-off"] == ("app-2",)


def test_agreed_by_those_present_is_not_agreed(agreed):
    found = agreed("ug-mbarara")
    assert found.agreed is None
    assert [one.proposal for one in found.unborne] == ["P1"]
    assert found.tallies.last.reasons[0].about == ("council",)
    assert not found.refused  # somebody was missing; nobody refused


def test_in_preparation_and_not_begun(agreed):
    musanze = agreed("rw-musanze")
    assert (musanze.tallies.last, musanze.empty) == (None, False)
    assert {one.actor for one in musanze.missing} == {"musanze-extension-1", "musanze-crop-desk-1"}
    assert agreed("ug-luwero").empty
    assert agreed("ug-luwero").methods == []


def test_what_is_missing_in_cash_and_in_kind(agreed):
    gaps = agreed("rw-huye").gaps
    budget = agreed("rw-huye").strategy.budget.budget
    cash, kind = gaps["cash"], gaps["in-kind"]
    # What is planned on Horizon alone, which is asked for: what the grant gives beyond pays no one.
    assert cash.most == Decimal("14107.50")
    assert cash.firm == budget.total(kind="cash").amount - cash.most < 84000
    # In kind nothing is written: at the least all that is planned is covered by words.
    assert (kind.least, kind.most) == (Decimal(0), budget.total(kind="in-kind").amount)
    assert agreed("ug-luwero").gaps == {}


def test_a_party_is_called_as_in_the_network(agreed):
    found = agreed("rw-huye")
    names = {one.party: one.name for one in found.parties}
    assert (names["garden"], names["council"]) == ("Tissue Garden", "District council of Huye")


def test_the_garden_does_not_say_that_it_depends_on_the_growers(agreed):
    rows = {(one.party, one.on): one for one in agreed("rw-huye").reliances}
    assert rows["garden", "growers"].known is False
    assert rows["growers", "garden"].known is True


def test_losers_with_power_come_to_the_table(agreed):
    found = agreed("rw-huye")
    assert [one.party.party for one in found.losers_at_risk] == ["nursery"]
    invited = {one.party: {own.cause for own in one.matters} for one in found.invitations.rows}
    assert invited["nursery"] == {"loss", "objection"}
    assert "pathology" not in invited


def test_what_comes_next_where_an_option_cannot_be_had(agreed):
    assert agreed("rw-huye").next_best("seed-2") == "seed-1"
    assert agreed("rw-huye").next_best("nothing") is None


def test_the_oldest_open_task_comes_first(agreed):
    (one,) = agreed("rw-huye").overdue
    assert one.text == "Ask the laboratory to come"


def test_what_changed_since_the_agreement_comes_from_the_record(tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLE, folder)
    case = open_case(folder, "rw-nyanza")
    assert case.agreement.changes is None  # nothing is recorded yet
    rows = [frozen_row(one) for one in case.agreement.works]
    record_site(case.site, lambda: rows)
    assert open_case(folder, "rw-nyanza").agreement.changes == ()
    path = folder / "activities.csv"
    path.write_text(
        path.read_text("utf-8").replace("Set up by-laws on diseased mats", "Set up the by-law"),
        "utf-8",
    )
    (one,) = open_case(folder, "rw-nyanza").agreement.changes
    assert (one.activity, one.what, one.now) == ("A4", "title", "Set up the by-law")
