"""Plans of work as a calendar, read back."""

from dataclasses import replace
from datetime import date, timedelta

import icalendar

from workbench.plan.page.plan_ics import plan_as_ics

from .plan_tables import NASTY, ROWS, TITLE


def events(content):
    calendar = icalendar.Calendar.from_ical(content)
    return {str(one["uid"]).split("@")[0]: one for one in calendar.walk("VEVENT")}


def test_one_event_for_each_activity_milestone_and_deadline():
    found = events(plan_as_ics(ROWS, title=TITLE))
    assert list(found) == [
        "a.A1.activity", "a.A2.activity", "a.A3.activity", "a.A3.deadline", "a.A4.deadline",
    ]  # fmt: skip
    first = found["a.A1.activity"]
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (
        date(2026, 3, 2),
        date(2026, 3, 7),
    )
    assert first["dtstart"].params["VALUE"] == "DATE"
    assert found["a.A3.activity"].decoded("dtend") == date(2026, 3, 11)
    assert found["a.A3.activity"]["summary"] == "Milestone: A3 Done"
    assert found["a.A3.deadline"].decoded("dtstart") == date(2026, 3, 31)
    assert "After: A1 FS+1" in found["a.A2.activity"]["description"]


def test_values_are_escaped():
    content = plan_as_ics(ROWS, title=TITLE)
    found = events(content)
    assert found["a.A1.activity"]["summary"] == f"A1 {NASTY}"
    # a line end in a title begins no event
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == len(found) == 5
    assert icalendar.Calendar.from_ical(content)["x-wr-calname"] == TITLE


def test_same_plan_same_bytes_and_names_that_last():
    content = plan_as_ics(ROWS, title=TITLE)
    assert content == plan_as_ics(list(ROWS), title=TITLE)
    later = [replace(row, finish=row.finish and row.finish + timedelta(days=9)) for row in ROWS]
    assert list(events(plan_as_ics(later, title=TITLE))) == list(events(content))


def test_a_plan_without_days_has_no_event():
    undated = [replace(row, start=None, finish=None, deadline=None) for row in ROWS]
    assert events(plan_as_ics(undated, title=TITLE)) == {}


def test_the_one_day_that_is_known_is_an_event():
    half = [replace(ROWS[0], finish=None), replace(ROWS[1], start=None)]
    found = events(plan_as_ics(half, title=TITLE))
    begins, ends = found["a.A1.activity"], found["a.A2.activity"]
    assert begins["summary"] == f"Begins: A1 {NASTY}"
    assert (begins.decoded("dtstart"), begins.decoded("dtend")) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
    )
    assert ends["summary"].startswith("Ends: A2")
    assert ends.decoded("dtstart") == date(2026, 3, 10)
