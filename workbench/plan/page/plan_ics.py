"""A dated plan of work as a calendar file, for Outlook, Google Calendar and the like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import pandas as pd
from icalendar import Calendar, Event

from workbench.plan.page.plan_csv import link_words
from workbench.plan.page.scheduled_rows import link_rows, scheduled_rows

_UNDATED = date(2000, 1, 1)  # a file without any day needs a stamp all the same


def plan_as_ics(scheduled: pd.DataFrame, links: pd.DataFrame, *, title: str) -> bytes:
    """Write a dated plan of work as iCalendar.

    Parameters
    ----------
    scheduled : DataFrame
        As :func:`~workbench.plan.page.scheduled_rows.scheduled_rows` takes it. Activities
        without dates have no event; their deadlines have. Where one day is known and the other is
        not, that day is an event.
    links : DataFrame
        site, activity, before, kind, lag; told in the description of each event.
    title : str
        Name of the calendar.

    Returns
    -------
    bytes
        One all-day event for every activity and milestone, and one for every deadline. The end is
        the day after the last one, as the format wants it. The same plan gives the same bytes, and
        an activity that moves keeps the name by which calendars know it.

    Raises
    ------
    NothingToShow
        There is no activity.
    UnknownName
        A column is missing.

    Notes
    -----
    RFC 5545 wants a stamp on every event. It is the first day of the plan, not the day of writing,
    so that files can be compared.
    """
    rows = scheduled_rows(scheduled)
    waits: dict[tuple[str, str], list[str]] = {}
    for one in link_rows(links):
        waits.setdefault((one["site"], one["activity"]), []).append(link_words(one))
    days = [row[name] for row in rows for name in ("start", "finish", "deadline") if name in row]
    stamp = datetime.combine(min(days, default=_UNDATED), time(), tzinfo=UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//Scaling Workbench//Plan of work//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", " ".join(title.split()))
    for row in rows:
        after = "; ".join(waits.get((row["site"], row["activity"]), ()))
        for event in _events(row, after):
            event.add("dtstamp", stamp)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(row: dict[str, Any], after: str) -> Iterator[Event]:
    uid = f"{quote(row['site'], safe='')}.{quote(row['activity'], safe='')}"
    name = f"{row['activity']} {row['title']}"
    told = [f"Site: {row['site']}"]
    if "responsible_name" in row:
        told.append(f"Responsible: {row['responsible_name']}")
    if after:
        told.append(f"After: {after}")
    description = "\n".join(told)
    if "start" in row and "finish" in row:
        kind = "Milestone: " if row.get("milestone") else ""
        first = row["finish"] if kind else row["start"]
        yield _event(f"{uid}.activity", kind + name, description, first, row["finish"])
    else:
        for day, said in (("start", "Begins"), ("finish", "Ends")):
            if day in row:
                yield _event(f"{uid}.activity", f"{said}: {name}", description, row[day], row[day])
    if "deadline" in row:
        day = row["deadline"]
        yield _event(f"{uid}.deadline", f"Deadline: {name}", description, day, day)


def _event(uid: str, summary: str, description: str, first: date, last: date) -> Event:
    event = Event()
    event.add("uid", f"{uid}@scaling-workbench")
    event.add("summary", summary)
    event.add("description", description)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
