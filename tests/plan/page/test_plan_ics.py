"""Plans of work as a calendar, read back."""

from datetime import date

import icalendar

from workbench.plan.page.plan_ics import plan_as_ics

from .plan_tables import LINKS, NASTY, SCHEDULED, TITLE


def events(content):
    calendar = icalendar.Calendar.from_ical(content)
    return {str(one["uid"]).split("@")[0]: one for one in calendar.walk("VEVENT")}


def test_one_event_for_each_activity_milestone_and_deadline():
    found = events(plan_as_ics(SCHEDULED, LINKS, title=TITLE))
    assert list(found) == [
        "a.A1.activity", "a.A2.activity", "a.A3.activity", "a.A3.deadline", "b.A1.deadline",
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
    assert "After: A1 FS+1; gone" in found["a.A2.activity"]["description"]


def test_values_are_escaped():
    content = plan_as_ics(SCHEDULED, LINKS, title=TITLE)
    found = events(content)
    assert found["a.A1.activity"]["summary"] == f"A1 {NASTY}"
    # a line end in a title begins no event
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == len(found) == 5
    assert icalendar.Calendar.from_ical(content)["x-wr-calname"] == TITLE


def test_same_plan_same_bytes_and_names_that_last():
    content = plan_as_ics(SCHEDULED, LINKS, title=TITLE)
    assert content == plan_as_ics(SCHEDULED.copy(), LINKS.copy(), title=TITLE)
    later = SCHEDULED.assign(
        finish=SCHEDULED["finish"] + (SCHEDULED["finish"] - SCHEDULED["start"])
    )
    assert list(events(plan_as_ics(later, LINKS, title=TITLE))) == list(events(content))


def test_a_plan_without_days_has_no_event():
    undated = SCHEDULED.assign(start=None, finish=None, deadline=None)
    assert events(plan_as_ics(undated, LINKS, title=TITLE)) == {}


def test_the_one_day_that_is_known_is_an_event():
    half = SCHEDULED.copy()
    half.loc[0, "finish"] = None
    half.loc[1, "start"] = None
    found = events(plan_as_ics(half, LINKS, title=TITLE))
    begins, ends = found["a.A1.activity"], found["a.A2.activity"]
    assert begins["summary"] == f"Begins: A1 {NASTY}"
    assert (begins.decoded("dtstart"), begins.decoded("dtend")) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
    )
    assert ends["summary"].startswith("Ends: A2")
    assert ends.decoded("dtstart") == date(2026, 3, 10)
