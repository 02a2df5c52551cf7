"""A dated plan of work as a calendar file, for Outlook, Google Calendar and the like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event

from workbench.plan.analysis.rows import DatedActivity

_UNDATED = date(2000, 1, 1)  # a file without any day needs a stamp all the same


def plan_as_ics(rows: Sequence[DatedActivity], *, title: str) -> bytes:
    """Write a dated plan of work as iCalendar.

    Parameters
    ----------
    rows : sequence of DatedActivity
        The activities, with the name of who is responsible. Those without dates have no event;
        their deadlines have. Where one day is known and the other is not, that day is an event.
    title : str
        Name of the calendar.

    Returns
    -------
    bytes
        One all-day event for every activity and milestone, and one for every deadline. The end is
        the day after the last one, as the format wants it. The same plan gives the same bytes, and
        an activity that moves keeps the name by which calendars know it.

    Notes
    -----
    RFC 5545 wants a stamp on every event. It is the first day of the plan, not the day of writing,
    so that files can be compared.
    """
    days = [day for row in rows for day in (row.start, row.finish, row.deadline) if day]
    stamp = datetime.combine(min(days, default=_UNDATED), time(), tzinfo=UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//Scaling Workbench//Plan of work//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", " ".join(title.split()))
    for row in rows:
        for event in _events(row):
            event.add("dtstamp", stamp)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(row: DatedActivity) -> Iterator[Event]:
    name = f"{row.activity} {row.title}"
    if row.start and row.finish:
        kind = "Milestone: " if row.milestone else ""
        first = row.finish if kind else row.start
        yield _event(row, "activity", kind + name, first, row.finish)
    else:
        for day, words in ((row.start, "Begins"), (row.finish, "Ends")):
            if day:
                yield _event(row, "activity", f"{words}: {name}", day, day)
    if row.deadline:
        yield _event(row, "deadline", f"Deadline: {name}", row.deadline, row.deadline)


def _event(row: DatedActivity, kind: str, summary: str, first: date, last: date) -> Event:
    lines = [f"Site: {row.site}"]
    lines += [f"Responsible: {row.responsible}"] if row.responsible else []
    lines += [f"After: {row.after}"] if row.after else []
    event = Event()
    name = f"{quote(row.site, safe='')}.{quote(row.activity, safe='')}.{kind}"
    event.add("uid", f"{name}@scaling-workbench")
    event.add("summary", summary)
    event.add("description", "\n".join(lines))
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
