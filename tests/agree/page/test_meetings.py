"""What the report says of meetings and comments."""

import pytest

from tests.fixtures.sites import cells, plain_text
from workbench.agree.page import meetings
from workbench.errors import NothingToShow


def test_who_was_there_and_who_was_not(agreed):
    workshop = cells(meetings.held(agreed("rw-huye")))[2]
    assert workshop[:2] == ["10 March 2026", "Workshop"]
    assert "Green Valley Growers" in workshop[3]
    assert workshop[4] == "Plant health laboratory (invented)"
    assert cells(meetings.held(agreed("rw-huye")))[3][1] == "Workshop (planned)"
    with pytest.raises(NothingToShow):
        meetings.held(agreed("ug-luwero"))


def test_what_was_decided_is_followed_up(agreed):
    done = {row[0]: row[3] for row in cells(meetings.followed_up(agreed("rw-huye")))}
    assert done["Ask the laboratory to come"] == "overdue (It has not answered)"
    assert done["Send the two pages on the options to all parties"] == "6 March 2026"
    assert done["Say what the nursery gets for its customers"] == "open"


def test_the_agenda_is_what_is_open(agreed):
    said = plain_text(meetings.agenda(agreed("rw-huye")))
    assert said.startswith("Agenda of the workshop of 2 April 2026, from what is open: Follow-up:")
    assert "Objection of High Ridge Nursery" in said
    assert plain_text(meetings.agenda(agreed("ug-luwero"))) == ""


def test_a_comment_stands_with_its_answer_and_its_change(agreed):
    (one,) = cells(meetings.comments(agreed("rw-nyanza")))
    assert one[4] == "The date of the reading is moved"
    (other,) = cells(meetings.comments(agreed("rw-ruhango")))
    assert other[4] == "no answer yet"
