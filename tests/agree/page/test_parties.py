"""What the report says of the parties."""

import pytest

from tests.fixtures.sites import cells, plain_text
from workbench.agree.page import parties
from workbench.errors import NothingToShow


def test_each_party_with_its_marks_gains_and_losses(agreed):
    table, *_ = parties.who(agreed("rw-huye")).records
    nursery = next(row for row in cells(table) if row[0] == "High Ridge Nursery")
    assert nursery[1:5] == ["feels the change", "4", "4 (4 to 5)", "−2 (−2 to −1)"]
    assert nursery[6].endswith("gives up: Suckers dug up in old fields")
    assert nursery[7] == "nothing offered"
    expert = cells(table)[-1]
    assert expert[2] == "1 *"  # one person alone has marked it
    with pytest.raises(NothingToShow):
        parties.who(agreed("ug-luwero"))


def test_who_is_counted_on_and_no_party_is_named(agreed):
    said = plain_text(parties.who(agreed("rw-musanze")))
    assert "Extension Desk of Musanze (is responsible for an activity)" in said
    assert "Crop Desk of Musanze (gives work or goods)" in said
    assert "they are no party" not in plain_text(parties.who(agreed("rw-nyanza")))


def test_dependence_that_nobody_named_is_listed_with_what_hangs_on_one_alone(agreed):
    said = plain_text(parties.depends(agreed("rw-huye")))
    assert "Tissue Garden Green Valley Growers works with it on an activity" in said
    assert "Without Tissue Garden, nobody else has a part in A10 and nothing is agreed." in said
    assert plain_text(parties.depends(agreed("ug-luwero"))) == ""


def test_each_invitation_has_its_reason(agreed):
    record = parties.invited(agreed("rw-huye"))
    reasons = {row[0]: row[1] for row in cells(record)}
    assert cells(record)[2][2] == "Three mother gardens"
    assert reasons["High Ridge Nursery"] == "its loss and its objection"
    assert "what Clean seed supply needs" in reasons["Tissue Garden"]
    assert "6 parties of 8 are enough." in plain_text(record)
    assert "Nobody can stand for: what Diagnostic app needs," in plain_text(
        parties.invited(agreed("ug-mbarara"))
    )
