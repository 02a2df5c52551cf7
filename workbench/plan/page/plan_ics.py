"""A dated plan of work as a calendar file, for Outlook, Google Calendar and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_OID, uuid5

from icalendar import Calendar, Component, Event, vText

from workbench.plan.analysis.rows import DatedActivity

_BEGINNING = date(2000, 1, 1)  # from which editions are counted
_SHOWN = ("summary", "description", "dtstart", "dtend")  # what a change of makes an event new


def plan_as_ics(
    rows: Sequence[DatedActivity],
    *,
    title: str,
    project: str,
    edition: date,
    previous: bytes | None = None,
) -> bytes:
    """Write a dated plan of work as iCalendar.

    Parameters
    ----------
    rows : sequence of DatedActivity
        The activities, with the name of who is responsible. Those without dates have no event;
        their deadlines have. Where one day is known and the other is not, that day is an event.
    title : str
        Name of the calendar.
    project : str
        Title of the project: with site and activity it makes the name by which calendars know an
        event, so that two projects do not move each other's.
    edition : date
        Day of which the plan is.
    previous : bytes, optional
        The file as it was written last.

    Returns
    -------
    bytes
        One all-day event for every activity and milestone, and one for every deadline. The end is
        the day after the last one, as the format wants it. The same plan gives the same bytes, and
        an activity that moves keeps its name.

    Notes
    -----
    A calendar takes an event for changed where its SEQUENCE is higher (RFC 5545). It is the number
    of days from 2000 to the edition, so it rises with the day of the project; against the previous
    file, an event that changed is one higher at the least, and one that did not stays as it was.
    """
    stamp = datetime.combine(edition, time(), tzinfo=UTC)
    known = _known(previous)
    calendar = Calendar()
    calendar.add("prodid", "-//Scaling Workbench//Plan of work//EN")
    calendar.add("version", "2.0")
    for heading in ("name", "x-wr-calname"):  # RFC 7986, and what was there before it
        calendar.add(heading, vText(" ".join(title.split())))  # a plain str stays unescaped
    for row in rows:
        for event in _events(row, project):
            old = known.get(str(event["uid"]))
            number, when = (edition - _BEGINNING).days, stamp
            if old is not None:
                last = int(old.get("sequence", 0))
                same = all(event.get(one) == old.get(one) for one in _SHOWN)
                number = last if same else max(number, last + 1)
                when = old.decoded("dtstamp") if same else max(stamp, old.decoded("dtstamp"))
            event.add("sequence", number)
            event.add("dtstamp", when)
            event.add("last-modified", when)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _known(previous: bytes | None) -> Mapping[str, Component]:
    """Return the events of an earlier file by name; none where it cannot be read."""
    if previous is None:
        return {}
    try:
        events = Calendar.from_ical(previous).walk("VEVENT")
    except ValueError:
        return {}
    return {str(one.get("uid")): one for one in events if one.get("dtstamp") is not None}


def _events(row: DatedActivity, project: str) -> Iterator[Event]:
    name = f"{row.activity} {row.title}"
    if row.start and row.finish:
        kind = "Milestone: " if row.milestone else ""
        first = row.finish if kind else row.start
        yield _event(row, project, "activity", kind + name, first, row.finish)
    else:
        for day, words in ((row.start, "Begins"), (row.finish, "Ends")):
            if day:
                yield _event(row, project, "activity", f"{words}: {name}", day, day)
    if row.deadline:
        yield _event(row, project, "deadline", f"Deadline: {name}", row.deadline, row.deadline)


def _event(
    row: DatedActivity, project: str, kind: str, summary: str, first: date, last: date
) -> Event:
    lines = [f"Site: {row.site}"]
    lines += [f"Responsible: {row.responsible}"] if row.responsible else []
    lines += [f"After: {row.after}"] if row.after else []
    event = Event()
    name = "\t".join((project, row.site, row.activity, kind))
    event.add("uid", f"{uuid5(NAMESPACE_OID, name)}@scaling-workbench")
    event.add("summary", " ".join(summary.split()))
    event.add("description", "\n".join(" ".join(line.split()) for line in lines))
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
