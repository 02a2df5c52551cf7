"""What the report says of the action plan and the pledges."""

import pytest

from tests.fixtures.sites import cells, plain_text
from workbench.agree.page import action
from workbench.errors import NothingToShow


def test_how_much_of_the_plan_stands(agreed):
    said = plain_text(action.share(agreed("rw-nyanza")))
    assert said.startswith("11 of 12 activities that others have a part in are confirmed by them")
    assert "On the critical path and not confirmed: A1, A4" in plain_text(
        action.share(agreed("rw-muhanga"))
    )
    assert plain_text(action.share(agreed("ug-luwero"))) == ""


def test_a_plan_that_changed_after_it_was_agreed_says_so(agreed):
    def marked(mark):
        def change(table):
            return table.assign(plan=table["plan"].mask(table["site"].eq("rw-nyanza"), mark))

        return change

    same = agreed("rw-nyanza").action_plan.fingerprint
    assert "has changed" not in plain_text(
        action.share(agreed("rw-nyanza", agreements=marked(same)))
    )
    other = agreed("rw-nyanza", agreements=marked("000000000000"))
    assert "The plan has changed since it was agreed on 11 March 2026." in plain_text(
        action.share(other)
    )


def test_each_activity_says_who_when_with_what_and_who_confirmed(agreed):
    record = action.actions(agreed("rw-nyanza"))
    review = next(row for row in cells(record) if row[0] == "A8")
    assert review[2:4] == ["Lakes Banana Initiative", "from 26 to 27 August 2026"]
    assert review[5:] == ["Steady Slope Growers", "Crop Desk of Nyanza (in part)"]
    assert "“The vehicle of the district is not sure”" in plain_text(record)
    with pytest.raises(NothingToShow):
        action.actions(agreed("ug-luwero"))


def test_where_nobody_is_asked_the_plan_stands_without_who_confirmed_it(agreed):
    record = action.actions(agreed("ug-isingiro"))
    assert [one.words for one in record.heads][-1] == "Money"
    assert len(cells(record)) == len(agreed("ug-isingiro").strategy.plan.rows)
    assert plain_text(action.share(agreed("ug-isingiro"))) == ""


def test_pledges_say_whether_they_count(agreed):
    counted = {row[1]: row[4] for row in cells(action.pledges(agreed("rw-huye")).records[0])}
    assert counted["Grant for two seasons"] == "firm"
    assert counted["Own plants for the first rows"] == "an idea, not counted"
    assert "Expired: A room for the meetings of District council of Mbarara." in plain_text(
        action.pledges(agreed("ug-mbarara"))
    )
