"""Plans of work as XML of Microsoft Project, read back."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from workbench.errors import UnknownName
from workbench.plan.page.plan_msproject import NAMESPACE, plan_as_msproject

from .plan_tables import LINKS, NASTY, ROWS, TITLE

SPACE = {"p": NAMESPACE}


def read(**more):
    return ET.fromstring(plan_as_msproject(ROWS, LINKS, title=TITLE, **more))  # noqa: S314


def task(project, wbs):
    return next(t for t in project.iterfind("p:Tasks/p:Task", SPACE) if text(t, "WBS") == wbs)


def text(element, name):
    return element.findtext(f"p:{name}", namespaces=SPACE)


def test_tasks_come_back():
    project = read()
    assert project.tag == f"{{{NAMESPACE}}}Project"
    assert text(project, "Title") == TITLE
    wbs = [text(t, "WBS") for t in project.iterfind("p:Tasks/p:Task", SPACE)]
    assert wbs == ["1", "1.1", "1.2", "1.3", "1.4"]
    first = task(project, "1.1")
    assert text(first, "Name") == f"A1 {NASTY}"
    assert text(first, "Duration") == "PT40H0M0S"
    assert (text(first, "Start"), text(first, "Finish")) == (
        "2026-03-02T08:00:00",
        "2026-03-06T17:00:00",
    )
    assert text(first, "Contact") == "@lead"
    milestone = task(project, "1.3")
    assert (text(milestone, "Milestone"), text(milestone, "Duration")) == ("1", "PT0H0M0S")
    assert text(milestone, "Deadline") == "2026-03-31T17:00:00"
    assert text(task(project, "1.4"), "Start") is None
    assert text(task(project, "1"), "Summary") == "1"


def test_kinds_and_lags_of_links():
    project = read()
    found = [
        tuple(int(text(link, name)) for name in ("PredecessorUID", "Type", "LinkLag"))
        for wbs in ("1.2", "1.3")
        for link in task(project, wbs).iterfind("p:PredecessorLink", SPACE)
    ]
    # UIDs 2, 3, 4 are A1, A2, A3; FF 0, FS 1, SF 2, SS 3; a day of 8 hours has 4800 tenths
    assert found == [(2, 1, 4800), (3, 0, 0), (2, 3, 14400), (2, 2, -9600)]


def test_calendar_of_working_days():
    project = read(working_days=("sun", "mon", "fri"), holidays=[date(2026, 3, 6)])
    days = project.findall("p:Calendars/p:Calendar/p:WeekDays/p:WeekDay", SPACE)
    working = {text(day, "DayType"): text(day, "DayWorking") for day in days}
    assert working == {"1": "1", "2": "1", "6": "1"} | dict.fromkeys("34570", "0")
    # Monday alone is left of the first activity: Friday is a holiday
    assert text(task(project, "1.1"), "Duration") == "PT8H0M0S"
    assert text(project, "MinutesPerWeek") == "1440"
    with pytest.raises(UnknownName, match="weekday 'monday'"):
        read(working_days=("monday",))


def test_elements_stand_in_the_order_of_the_schema():
    order = ["UID", "ID", "Name", "Type", "IsNull", "Contact", "WBS", "OutlineNumber"]
    order += ["OutlineLevel", "Start", "Finish", "Duration", "DurationFormat", "Milestone"]
    order += ["Summary", "ConstraintType", "CalendarUID", "ConstraintDate", "Deadline"]
    order += ["PredecessorLink"]
    for one in read().iterfind("p:Tasks/p:Task", SPACE):
        places = [order.index(child.tag.split("}")[1]) for child in one]
        assert places == sorted(places)


def test_same_plan_same_bytes():
    content = plan_as_msproject(ROWS, LINKS, title=TITLE)
    assert content == plan_as_msproject(list(ROWS), list(LINKS), title=TITLE)
    assert b"<b>" not in content
    assert content.startswith(b"<?xml")
    undated = [replace(row, start=None, finish=None) for row in ROWS]
    assert b"<StartDate>" not in plan_as_msproject(undated, LINKS, title=TITLE)


def test_an_activity_of_which_only_the_first_day_is_known_keeps_it():
    half = [replace(ROWS[0], finish=None), replace(ROWS[1], start=None)]
    project = ET.fromstring(plan_as_msproject(half, LINKS[:1], title=TITLE))  # noqa: S314
    begun, ended = task(project, "1.1"), task(project, "1.2")
    assert text(begun, "ConstraintDate") == "2026-03-02T08:00:00"
    assert all(text(begun, name) is None for name in ("Start", "Finish", "Duration"))
    assert all(text(ended, name) is None for name in ("Start", "Finish", "ConstraintDate"))
