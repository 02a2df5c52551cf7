"""What does not fit about an agreement, and the step that a site has come to."""

import pandas as pd

from workbench.agree.findings import findings


def kinds(found):
    return [one.kind for one in findings(found)]


def test_nothing_is_found_where_all_is_agreed(agreed):
    assert kinds(agreed("rw-nyanza")) == []
    assert kinds(agreed("ug-luwero")) == []


def test_an_open_objection_and_a_loser_are_found(agreed):
    found = findings(agreed("rw-huye"))
    assert [one.kind for one in found] == [
        "objection-open", "objection-open", "conditions-clash", "loser-without-compensation",
        "pledge-ends-early", "pledge-not-written", "resolution-overdue",
    ]  # fmt: skip
    assert found[0].where == ("objections", "objection O1")
    assert found[-1].who == "Crop Desk of Huye"


def test_an_agreement_without_whom_it_needs_is_serious(agreed):
    one, other = [one for one in findings(agreed("ug-mbarara")) if one.serious]
    assert (one.kind, other.kind) == ("agreed-without-consent", "pledge-expired")
    assert "District council of Mbarara has no position" in one.what


def test_what_was_agreed_has_to_be_what_was_decided(agreed):
    def other(table):
        here = table["site"].eq("rw-nyanza")
        return table.assign(decides=table["decides"].mask(here, "laws-2"))

    (one,) = findings(agreed("rw-nyanza", proposals=other))
    assert one.kind == "agreed-not-decided"
    assert "laws-2; decided is laws-1" in one.what


def test_a_strategy_that_changed_after_the_agreement_is_found(agreed):
    def marked(mark):
        def change(table):
            here = table["site"].eq("rw-nyanza")
            return table.assign(fingerprint=table["fingerprint"].mask(here, mark))

        return change

    same = agreed("rw-nyanza").strategy.strategy.fingerprint
    assert kinds(agreed("rw-nyanza", proposals=marked(same))) == []
    assert kinds(agreed("rw-nyanza", proposals=marked("000000000000"))) == ["changed-since-agreed"]


def test_an_expired_pledge_is_found(agreed):
    def expired(table):
        here = table["site"].eq("rw-nyanza") & table["pledge"].eq("G1")
        return table.assign(expires=table["expires"].mask(here, pd.Timestamp(2026, 3, 1)))

    (one,) = findings(agreed("rw-nyanza", pledges=expired))
    assert (one.kind, one.where) == ("pledge-expired", ("pledges", "pledge G1"))


def test_a_pledge_has_to_hold_as_long_as_the_work_and_to_be_written(agreed):
    found = {one.kind: one for one in findings(agreed("rw-huye"))}
    assert "holds until 31 December 2026; the work goes on until" in found["pledge-ends-early"].what
    assert found["pledge-not-written"].where == ("pledges", "pledge G2, firmness")
