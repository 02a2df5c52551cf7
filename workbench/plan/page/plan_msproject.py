"""A dated plan of work as XML of Microsoft Project, which ProjectLibre and others read too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np

from workbench.core.periods import WORKING_DAYS, week_mask
from workbench.plan.analysis.rows import DatedActivity, PlanLink

NAMESPACE: Final = "http://schemas.microsoft.com/project"
_LINK_TYPES: Final = {"FF": "0", "FS": "1", "SF": "2", "SS": "3"}
_HOURS: Final = 8
_LAG_DAY = _HOURS * 60 * 10  # tenths of minutes
_SHIFTS = (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))
_AS_DAYS = "7"  # DurationFormat and LagFormat
_NOT_BEFORE = "4"  # ConstraintType: start no earlier than

_Values = list[tuple[str, str]]


def plan_as_msproject(
    rows: Sequence[DatedActivity],
    links: Sequence[PlanLink],
    *,
    title: str,
    working_days: Sequence[str] = WORKING_DAYS,
    holidays: Sequence[date] = (),
) -> bytes:
    """Write a dated plan of work as XML of Microsoft Project.

    Parameters
    ----------
    rows : sequence of DatedActivity
        The activities of one site, with the name of who is responsible.
    links : sequence of PlanLink
        What comes before what.
    title : str
        Title of the project.
    working_days : sequence of str
        Weekdays on which work is done.
    holidays : sequence of date
        Days on which nobody works.

    Returns
    -------
    bytes
        UTF-8. A summary task of the site, with its activities below it: start, finish, duration in
        hours (8 a working day), deadline, milestone, predecessors. Each keeps its first day as
        "start no earlier than", so that seasons and limits of staff stay respected; the responsible
        organisation is the contact. One without a last day has no duration, one without a first day
        no dates at all. The same plan gives the same bytes.

    Raises
    ------
    UnknownName
        A weekday does not exist.
    """
    week = week_mask(working_days)
    project = Element(_tag("Project"))
    starts, ends = [row.start for row in rows if row.start], [r.finish for r in rows if r.finish]
    values: _Values = [("Name", f"{' '.join(title.split())}.xml")]
    values += [("Title", " ".join(title.split())), ("ScheduleFromStart", "1")]
    if starts and ends:
        values += [("StartDate", f"{min(starts)}T08:00:00")]
        values += [("FinishDate", f"{max(ends)}T17:00:00")]
    values += [("CalendarUID", "1"), ("MinutesPerDay", str(_HOURS * 60))]
    _put_all(project, [*values, ("MinutesPerWeek", str(_HOURS * 60 * sum(week)))])
    _put_calendar(project, week, sorted(set(holidays)))
    _put_tasks(project, rows, links, np.busdaycalendar(week, np.array(holidays, "datetime64[D]")))
    indent(project)
    written = tostring(project, encoding="UTF-8", xml_declaration=True, default_namespace=NAMESPACE)
    return bytes(written) + b"\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _put(parent: Element, name: str, text: str | None = None) -> Element:
    child = SubElement(parent, _tag(name))
    child.text = text
    return child


def _put_all(parent: Element, values: _Values) -> Element:
    for name, text in values:
        _put(parent, name, text)
    return parent


def _put_calendar(project: Element, week: Sequence[bool], holidays: Sequence[date]) -> None:
    calendar = _put(_put(project, "Calendars"), "Calendar")
    _put_all(calendar, [("UID", "1"), ("Name", "Working days"), ("IsBaseCalendar", "1")])
    days = _put(calendar, "WeekDays")
    for number, works in enumerate([week[-1], *week[:-1]], start=1):  # DayType 1 is Sunday
        day = _put_all(
            _put(days, "WeekDay"), [("DayType", str(number)), ("DayWorking", str(int(works)))]
        )
        if works:
            times = _put(day, "WorkingTimes")
            for begin, end in _SHIFTS:
                _put_all(_put(times, "WorkingTime"), [("FromTime", begin), ("ToTime", end)])
    for free in holidays:
        day = _put_all(_put(days, "WeekDay"), [("DayType", "0"), ("DayWorking", "0")])
        span = [("FromDate", f"{free}T00:00:00"), ("ToDate", f"{free}T23:59:00")]
        _put_all(_put(day, "TimePeriod"), span)


def _put_tasks(
    project: Element,
    rows: Sequence[DatedActivity],
    links: Sequence[PlanLink],
    calendar: np.busdaycalendar,
) -> None:
    # numbers first, for a task may name one that stands further down; the site has the first
    uids = {row.activity: str(uid) for uid, row in enumerate(rows, 2)}
    tasks = _put(project, "Tasks")
    _put_summary(tasks, rows[0].site)
    for place, row in enumerate(rows, 1):
        task = _put_task(tasks, uids[row.activity], f"1.{place}", row, calendar)
        _put_predecessors(task, uids, [link for link in links if link.activity == row.activity])


def _put_summary(tasks: Element, site: str) -> None:
    values = [("UID", "1"), ("ID", "1"), ("Name", site), ("Type", "1"), ("IsNull", "0")]
    values += [("WBS", "1"), ("OutlineNumber", "1"), ("OutlineLevel", "1"), ("Summary", "1")]
    _put_all(_put(tasks, "Task"), values)


def _put_task(
    tasks: Element, uid: str, wbs: str, row: DatedActivity, calendar: np.busdaycalendar
) -> Element:
    """Write one activity; the order of its elements is that of the schema."""
    values = [("UID", uid), ("ID", uid), ("Name", f"{row.activity} {row.title}")]
    values += [("Type", "1"), ("IsNull", "0")]
    if row.responsible:
        values.append(("Contact", row.responsible))
    values += [("WBS", wbs), ("OutlineNumber", wbs), ("OutlineLevel", "2")]
    begin = None if row.start is None else f"{row.start}T08:00:00"
    if row.start and row.finish:
        end = np.datetime64(row.finish, "D") + np.timedelta64(1, "D")
        days = int(np.busday_count(np.datetime64(row.start, "D"), end, busdaycal=calendar))
        if row.milestone:
            begin, days = f"{row.finish}T17:00:00", 0
        values += [("Start", str(begin)), ("Finish", f"{row.finish}T17:00:00")]
        values += [("Duration", f"PT{_HOURS * days}H0M0S"), ("DurationFormat", _AS_DAYS)]
    values += [("Milestone", str(int(row.milestone))), ("Summary", "0")]
    if begin is not None:
        values += [("ConstraintType", _NOT_BEFORE), ("CalendarUID", "-1")]
        values += [("ConstraintDate", begin)]
    if row.deadline:
        values.append(("Deadline", f"{row.deadline}T17:00:00"))
    return _put_all(_put(tasks, "Task"), values)


def _put_predecessors(task: Element, uids: Mapping[str, str], links: Sequence[PlanLink]) -> None:
    for link in links:
        values = [("PredecessorUID", uids[link.before])]
        values += [("Type", _LINK_TYPES[link.kind]), ("CrossProject", "0")]
        values += [("LinkLag", str(link.lag * _LAG_DAY)), ("LagFormat", _AS_DAYS)]
        _put_all(_put(task, "PredecessorLink"), values)
