"""What the report says of meetings: held and planned, who was there, what was decided and done."""

from __future__ import annotations

from workbench.agree.analysis.rows import Meeting, Resolution
from workbench.agree.page.words import MEETINGS, name, names
from workbench.agree.step import AgreementStep
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import Group, ReportTable, TableHead, group, paragraphs, table
from workbench.page.text import TextLike, join, say
from workbench.page.wording import count, long_date


def held(found: AgreementStep) -> ReportTable:
    """List the meetings with who was there and who was not.

    Persons are not named: who agreed to be listed stands in the record of the meeting.

    Raises
    ------
    NothingToShow
        There was no meeting.
    """
    if not found.meetings:
        message = phrased("No meeting is recorded.")
        raise NothingToShow(message)
    rows: list[list[TextLike]] = [
        [long_date(one.date), _kind(one), _purpose(one), _there(found, one, there=True),
         _there(found, one, there=False)]
        for one in found.meetings
    ]  # fmt: skip
    heads: list[str | TableHead] = ["Date", "Meeting", "Purpose", "Were there", "Were not there"]
    return table(phrased("Meetings"), heads, rows)


def _purpose(one: Meeting) -> str:
    led = f" (led by: {one.facilitator})" if one.facilitator else ""
    return f"{one.purpose or '–'}{led}"


def _kind(one: Meeting) -> str:
    return f"{MEETINGS[one.kind]}{' (planned)' if one.planned else ''}"


def _there(found: AgreementStep, meeting: Meeting, *, there: bool) -> TextLike:
    if meeting.planned:
        return "–"
    keys = [one.party for one in found.participants
            if one.meeting == meeting.meeting and one.was_there == there]  # fmt: skip
    return names(found, keys) if keys else "–"


def followed_up(found: AgreementStep) -> ReportTable:
    """List what meetings decided to do, by whom, until when, and what came of it.

    Raises
    ------
    NothingToShow
        Nothing was given to anybody.
    """
    if not found.resolutions:
        message = phrased("No meeting has given a task to anybody yet.")
        raise NothingToShow(message)
    overdue = set(found.overdue)
    rows: list[list[TextLike]] = [
        [one.text, name(found, one.owner), "–" if one.due is None else long_date(one.due),
         done_words(one, overdue=one in overdue)]
        for one in found.resolutions
    ]  # fmt: skip
    heads: list[str | TableHead] = ["What", "Who", "By", "Done"]
    return table(phrased("What meetings decided to do"), heads, rows)


def done_words(one: Resolution, *, overdue: bool) -> TextLike:
    """Say when a task was done, or that it is open or overdue."""
    note = f" ({one.note})" if one.note else ""
    if one.done is not None:
        return f"{long_date(one.done)}{note}"
    return say("**overdue**{}", note) if overdue else f"open{note}"


def agenda_points(found: AgreementStep) -> list[TextLike]:
    """List what is open, as points for an agenda in the order in which to take them."""
    if found.empty:
        return []
    points: list[TextLike] = []
    if found.overdue or any(one.done is None for one in found.resolutions):
        number = sum(one.done is None for one in found.resolutions)
        points.append(f"Follow-up: {count(number, 'task')} of earlier meetings")
    if found.tallies.rule is None:
        points.append("Fix the rule of agreement before anybody takes a position")
    if found.missing:
        points.append(
            say("Who else is a party: {}", names(found, [m.actor for m in found.missing]))
        )
    points += [
        say("Objection of {}: {}", name(found, one.party), one.reason)
        for one in found.objections
        if one.state == "open"
    ]
    points += [
        say("What makes up for the loss of {}", one.party.name)
        for one in found.standings
        if one.is_uncompensated
    ]
    last = found.tallies.last
    if last is not None:
        points += [say("Conditions of {}", names(found, pair)) for pair in last.clashes]
    unknown = [one for one in found.reliances if not one.known]
    if unknown:
        first = unknown[0]
        points.append(say("Who depends on whom, such as {} on {}",
                          name(found, first.party), name(found, first.on)))  # fmt: skip
    if found.agreed is None and found.proposals:
        points.append("Positions of all parties, and the result by the rule")
    if found.agreed is not None and found.action_plan.share not in {None, 1.0}:
        points.append("Confirm the activities that are open")
    return points


def agenda(found: AgreementStep) -> Group:
    """Draft the agenda of the next meeting from what is open."""
    points = agenda_points(found)
    if not points:
        return group([])
    planned = next((one for one in found.meetings if one.planned), None)
    when = "the next meeting" if planned is None else (
        f"the {MEETINGS[planned.kind].lower()} of {long_date(planned.date)}")  # fmt: skip
    said = join("; ", points)
    return group([paragraphs(say("Agenda of {}, from what is open: {}.", when, said))])


def comments(found: AgreementStep) -> ReportTable:
    """List the comments on the report with the answer and the change for each.

    Raises
    ------
    NothingToShow
        Nobody commented.
    """
    if not found.comments:
        message = phrased("No comment on the workshop report is recorded.")
        raise NothingToShow(message)
    rows: list[list[TextLike]] = [
        [str(one.comment), one.by, one.section or "–", one.text, one.answer or "no answer yet",
         one.change or "–"]
        for one in found.comments
    ]  # fmt: skip
    heads: list[str | TableHead] = [
        TableHead("No.", "numbers"),
        "By",
        "On section",
        "Comment",
        "Answer",
        "What changed",
    ]
    return table(phrased("Comments on the report, and what became of them"), heads, rows)
