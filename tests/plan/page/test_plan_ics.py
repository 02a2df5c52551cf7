"""Plans of work as a calendar, read back."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import NAMESPACE_OID, uuid5

import icalendar
import pytest

from workbench.plan.page.plan_ics import plan_as_ics

from .plan_tables import NASTY, ROWS, TITLE

PROJECT = "Wilt"


def written(rows, *, project=PROJECT, edition=date(2026, 3, 1), previous=None):
    return plan_as_ics(rows, title=TITLE, project=project, edition=edition, previous=previous)


def events(content, project=PROJECT):
    """Return the events by the activity that their name stands for."""
    calendar = icalendar.Calendar.from_ical(content)
    names = {
        f"{uuid5(NAMESPACE_OID, chr(9).join((project, 'a', row.activity, kind)))}": (
            f"a.{row.activity}.{kind}"
        )
        for row in ROWS
        for kind in ("activity", "deadline")
    }
    return {names[str(one["uid"]).split("@")[0]]: one for one in calendar.walk("VEVENT")}


def text(value):
    """Read a value as text, which the library does not know that NAME is."""
    return re.sub(r"\\(.)", r"\1", str(value))


def test_one_event_for_each_activity_milestone_and_deadline():
    found = events(written(ROWS))
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
    content = written(ROWS)
    found = events(content)
    assert found["a.A1.activity"]["summary"] == f"A1 {NASTY}"
    # a line end in a title begins no event
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == len(found) == 5
    assert text(icalendar.Calendar.from_ical(content)["x-wr-calname"]) == TITLE


@pytest.mark.parametrize(
    "title",
    [
        'Seed, cuttings; and \\n tools: "new"',
        "One\nBEGIN:VEVENT\r\nSUMMARY:Two\r\nEND:VEVENT",
        "ünïcode ወንዶች 🌱 " * 30,
        "\\\\,;:\\;",
        "x" * 300,
    ],
)
def test_hostile_texts_come_back_as_they_were_in_lines_that_fit(title):
    rows = [replace(ROWS[0], title=title, responsible=title, after=title, site=title)]
    content = plan_as_ics(rows, title=title, project=PROJECT, edition=date(2026, 3, 1))
    words = " ".join(title.split())
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert lines.count(b"BEGIN:VEVENT") == 1
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert (text(calendar["name"]), str(event["summary"])) == (words, f"A1 {words}")
    assert str(event["description"]).split("\n") == [
        f"Site: {words}", f"Responsible: {words}", f"After: {words}",
    ]  # fmt: skip
    for line in content.replace(b"\r\n ", b"").split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name in {b"SUMMARY", b"DESCRIPTION", b"NAME"}:  # RFC 5545, 3.3.11
            plain = value.replace(b"\\\\", b"")
            for mark in (b",", b";"):
                assert plain.count(mark) == plain.count(b"\\" + mark)


def test_same_plan_same_bytes_and_names_that_last():
    content = written(ROWS)
    assert content == written(list(ROWS))
    later = [replace(row, finish=row.finish and row.finish + timedelta(days=9)) for row in ROWS]
    assert list(events(written(later))) == list(events(content))


def test_a_plan_without_days_has_no_event():
    undated = [replace(row, start=None, finish=None, deadline=None) for row in ROWS]
    assert events(written(undated)) == {}


def test_the_one_day_that_is_known_is_an_event():
    half = [replace(ROWS[0], finish=None), replace(ROWS[1], start=None)]
    found = events(written(half))
    begins, ends = found["a.A1.activity"], found["a.A2.activity"]
    assert begins["summary"] == f"Begins: A1 {NASTY}"
    assert (begins.decoded("dtstart"), begins.decoded("dtend")) == (
        date(2026, 3, 2),
        date(2026, 3, 3),
    )
    assert ends["summary"].startswith("Ends: A2")
    assert ends.decoded("dtstart") == date(2026, 3, 10)


def moved(rows, by=9):
    later = timedelta(days=by)
    return [replace(row, finish=row.finish and row.finish + later) for row in rows[:1]] + rows[1:]


def numbers(content):
    return {name: int(one["sequence"]) for name, one in events(content).items()}


def test_two_projects_do_not_name_their_events_alike():
    one, other = (
        {str(event["uid"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}
        for content in (written(ROWS), written(ROWS, project="Other"))
    )
    assert len(one) == len(other) == 5
    assert not one & other


def test_a_later_edition_has_higher_numbers_without_any_file():
    first, second = numbers(written(ROWS)), numbers(written(ROWS, edition=date(2026, 4, 1)))
    assert {second[name] - first[name] for name in first} == {31}
    event = events(written(ROWS))["a.A1.activity"]
    assert event.decoded("dtstamp").date() == date(2026, 3, 1)
    assert event["last-modified"] == event["dtstamp"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 4, 1), date(2026, 2, 1)])
def test_against_the_last_file_what_changed_rises_and_the_rest_stays(day):
    first = written(ROWS)
    second = written(moved(ROWS), edition=day, previous=first)
    before, after = numbers(first), numbers(second)
    assert after["a.A1.activity"] > before["a.A1.activity"]
    assert {name: number for name, number in after.items() if name != "a.A1.activity"} == {
        name: number for name, number in before.items() if name != "a.A1.activity"
    }
    # and back again: it rises once more
    third = numbers(written(ROWS, edition=day, previous=second))
    assert third["a.A1.activity"] > after["a.A1.activity"]
    assert written(moved(ROWS), edition=day, previous=second) == second


@pytest.mark.parametrize("previous", [b"", b"no calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"])
def test_a_file_that_is_no_calendar_of_ours_is_passed_over(previous):
    assert written(ROWS, previous=previous) == written(ROWS)
