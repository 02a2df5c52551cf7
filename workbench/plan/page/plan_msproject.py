"""A dated plan of work as XML of Microsoft Project, which ProjectLibre and others read too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
import pandas as pd

from workbench.errors import UnknownName
from workbench.plan.page.scheduled_rows import link_rows, scheduled_rows

NAMESPACE: Final = "http://schemas.microsoft.com/project"
LINK_TYPES: Final = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
HOURS: Final = 8
_LAG_DAY = HOURS * 60 * 10  # tenths of minutes
_WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # DayType 1 to 7
_SHIFTS = (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))
_AS_DAYS = "7"  # DurationFormat and LagFormat
_NOT_BEFORE = "4"  # ConstraintType: start no earlier than


def plan_as_msproject(
    scheduled: pd.DataFrame,
    links: pd.DataFrame,
    *,
    title: str,
    working_days: Sequence[str] = ("mon", "tue", "wed", "thu", "fri"),
    holidays: Sequence[date] = (),
) -> bytes:
    """Write a dated plan of work as XML of Microsoft Project.

    Parameters
    ----------
    scheduled : DataFrame
        As :func:`~workbench.plan.page.scheduled_rows.scheduled_rows` takes it.
    links : DataFrame
        site, activity, before, kind, lag (working days). Links to activities that are not in the
        plan are left out.
    title : str
        Title of the project.
    working_days : sequence of str
        Weekdays on which work is done.
    holidays : sequence of date
        Days on which nobody works.

    Returns
    -------
    bytes
        UTF-8. A summary task per site, with its activities below it: start, finish, duration in
        hours (8 a working day), deadline, milestone, predecessors. Each keeps its first day as
        "start no earlier than", so that seasons and limits of staff stay respected; the responsible
        organisation is the contact. One without a last day has no duration, one without a first day
        no dates at all. The same plan gives the same bytes.

    Raises
    ------
    NothingToShow
        There is no activity.
    UnknownName
        A column is missing, or a weekday or kind of link does not exist.
    """
    for day in working_days:
        if day not in _WEEK:
            raise UnknownName(kind="weekday", name=day, known=_WEEK)
    rows = scheduled_rows(scheduled)
    project = Element(_tag("Project"))
    starts = [row["start"] for row in rows if "start" in row]
    ends = [row["finish"] for row in rows if "finish" in row]
    _put(project, "Name", f"{' '.join(title.split())}.xml")
    _put(project, "Title", " ".join(title.split()))
    _put(project, "ScheduleFromStart", "1")
    if starts and ends:
        _put(project, "StartDate", f"{min(starts)}T08:00:00")
        _put(project, "FinishDate", f"{max(ends)}T17:00:00")
    _put(project, "CalendarUID", "1")
    _put(project, "MinutesPerDay", str(HOURS * 60))
    _put(project, "MinutesPerWeek", str(HOURS * 60 * len(set(working_days))))
    _calendar(project, set(working_days), sorted(set(holidays)))
    week = [day in working_days for day in (*_WEEK[1:], _WEEK[0])]
    calendar = np.busdaycalendar(week, np.array(holidays, dtype="datetime64[D]"))
    _tasks(project, rows, link_rows(links), calendar)
    indent(project)
    written = tostring(project, encoding="UTF-8", xml_declaration=True, default_namespace=NAMESPACE)
    return bytes(written) + b"\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _put(parent: Element, name: str, text: str | None = None) -> Element:
    child = SubElement(parent, _tag(name))
    child.text = text
    return child


def _calendar(project: Element, working: set[str], holidays: Sequence[date]) -> None:
    calendar = _put(_put(project, "Calendars"), "Calendar")
    _put(calendar, "UID", "1")
    _put(calendar, "Name", "Working days")
    _put(calendar, "IsBaseCalendar", "1")
    days = _put(calendar, "WeekDays")
    for number, name in enumerate(_WEEK, start=1):
        day = _put(days, "WeekDay")
        _put(day, "DayType", str(number))
        _put(day, "DayWorking", "1" if name in working else "0")
        if name in working:
            times = _put(day, "WorkingTimes")
            for begin, end in _SHIFTS:
                shift = _put(times, "WorkingTime")
                _put(shift, "FromTime", begin)
                _put(shift, "ToTime", end)
    for free in holidays:
        day = _put(days, "WeekDay")
        _put(day, "DayType", "0")
        _put(day, "DayWorking", "0")
        period = _put(day, "TimePeriod")
        _put(period, "FromDate", f"{free}T00:00:00")
        _put(period, "ToDate", f"{free}T23:59:00")


def _tasks(
    project: Element,
    rows: list[dict[str, Any]],
    links: list[dict[str, Any]],
    calendar: np.busdaycalendar,
) -> None:
    sites: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        sites.setdefault(row["site"], []).append(row)
    waits: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for link in links:
        waits.setdefault((link["site"], link["activity"]), []).append(link)
    # numbers first, for a task may name one that stands further down
    order = [(site, row) for site, own in sites.items() for row in (None, *own)]
    uids = {(site, row["activity"]): n for n, (site, row) in enumerate(order, 1) if row is not None}
    tasks = _put(project, "Tasks")
    uid = 0
    for number, (site, own) in enumerate(sites.items(), start=1):
        uid += 1
        _summary(tasks, uid, number, site)
        for place, row in enumerate(own, start=1):
            uid += 1
            task = _task(tasks, uid, f"{number}.{place}", row, calendar)
            for link in waits.get((site, row["activity"]), ()):
                before = uids.get((site, link["before"]))
                if before is not None:
                    _predecessor(task, before, link)


def _summary(tasks: Element, uid: int, number: int, site: str) -> None:
    task = _put(tasks, "Task")
    for name, text in (
        ("UID", str(uid)), ("ID", str(uid)), ("Name", site), ("Type", "1"), ("IsNull", "0"),
        ("WBS", str(number)), ("OutlineNumber", str(number)), ("OutlineLevel", "1"),
        ("Summary", "1"),
    ):  # fmt: skip
        _put(task, name, text)


def _task(
    tasks: Element, uid: int, wbs: str, row: dict[str, Any], calendar: np.busdaycalendar
) -> Element:
    """Write one activity; the order of its elements is that of the schema."""
    task = _put(tasks, "Task")
    milestone = bool(row.get("milestone"))
    start, finish = row.get("start"), row.get("finish")
    values: list[tuple[str, str]] = [("UID", str(uid)), ("ID", str(uid))]
    values += [("Name", f"{row['activity']} {row['title']}"), ("Type", "1"), ("IsNull", "0")]
    if "responsible_name" in row:
        values.append(("Contact", row["responsible_name"]))
    values += [("WBS", wbs), ("OutlineNumber", wbs), ("OutlineLevel", "2")]
    begin = None if start is None else f"{start}T08:00:00"
    if start is not None and finish is not None:
        begin = f"{finish}T17:00:00" if milestone else f"{start}T08:00:00"
        end = np.datetime64(finish, "D") + 1
        days = int(np.busday_count(np.datetime64(start, "D"), end, busdaycal=calendar))
        hours = 0 if milestone else HOURS * days
        values += [("Start", begin), ("Finish", f"{finish}T17:00:00")]
        values += [("Duration", f"PT{hours}H0M0S"), ("DurationFormat", _AS_DAYS)]
    values += [("Milestone", "1" if milestone else "0"), ("Summary", "0")]
    if begin is not None:
        values += [
            ("ConstraintType", _NOT_BEFORE),
            ("CalendarUID", "-1"),
            ("ConstraintDate", begin),
        ]
    if "deadline" in row:
        values.append(("Deadline", f"{row['deadline']}T17:00:00"))
    for name, text in values:
        _put(task, name, text)
    return task


def _predecessor(task: Element, before: int, link: dict[str, Any]) -> None:
    kind = link["kind"]
    if kind not in LINK_TYPES:
        raise UnknownName(kind="kind of link", name=str(kind), known=list(LINK_TYPES))
    child = _put(task, "PredecessorLink")
    _put(child, "PredecessorUID", str(before))
    _put(child, "Type", str(LINK_TYPES[kind]))
    _put(child, "CrossProject", "0")
    _put(child, "LinkLag", str(int(link["lag"]) * _LAG_DAY))
    _put(child, "LagFormat", _AS_DAYS)
