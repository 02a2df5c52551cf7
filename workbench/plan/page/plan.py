"""What the report of step 3c says of the plan of work: what, by whom, until when, how sure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import shorten

from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.drawing.theme import Figure
from workbench.drawing.words import natural_list
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import (
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    attachment,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, long_date, percent, plural, span
from workbench.plan.analysis.plan_checks import new_diagnoses
from workbench.plan.analysis.rows import (
    DatedActivity,
    DeadlineRow,
    DrawnActivity,
    UnknownStaff,
)
from workbench.plan.analysis.schedule import Schedule
from workbench.plan.figures.plan import gantt
from workbench.plan.findings import levelled_words, shortening_words
from workbench.plan.page.plan_files import plan_file
from workbench.plan.step import PlanStep

_SURE = 0.999  # what was kept in every draw is not certain
_MOST = 4  # names in a sentence; the rest is counted
_LONGEST = 90  # letters of a title in the table
_LISTED = 30  # activities that the table names; the rest stands in the file beside the report


def _planned(found: PlanStep) -> Schedule:
    if found.schedule is None:
        message = phrased("No activity is planned yet, so there is no plan of work.")
        raise NothingToShow(message)
    return found.schedule


def path_words(found: PlanStep) -> TextLike:
    """Describe through which activities the critical path runs."""
    paths = () if found.schedule is None else found.schedule.paths.get(found.site.key, ())
    if not paths:
        return ""
    names = [found.titles.get(key, key) for key in paths[0]]
    more = ""
    if len(paths) > 1:
        more = f" {count(len(paths) - 1, 'other path')} {plural('is', len(paths) - 1)} as long."
    verb = "A delay of any of these moves the end" if len(names) > 1 else "A delay moves the end"
    return say("The critical path runs through {}. {}.{}", titles(names), verb, more)


def _sure(found: PlanStep) -> TextLike:
    """Describe how sure the end is."""
    end = found.drawn_end
    if end is None or end.p_planned is None:
        return ""
    if end.p10 == end.p90:
        return "No duration has a range, so nothing can be said of how sure the end is."
    people = found.staffing is not None and found.staffing.overloads
    return say(
        "As planned, with every activity taking its most likely time, the end is {}; the chance of "
        "keeping that is {}. It is as likely to be before as after {}; with a chance of 80 % "
        "the plan is finished by **{}**{}.",
        long_date(end.planned),
        percent(end.p_planned),
        long_date(end.p50),
        long_date(end.p80),
        ", if there are people enough" if people else "",
    )


def _impossible(found: PlanStep) -> list[tuple[Text, DeadlineRow]]:
    """Describe plainly which deadlines cannot be kept."""
    return [
        (
            say(
                "**The deadline of {} for *{}* cannot be kept**: as planned it is {}{} late",
                long_date(row.deadline),
                row.title,
                "" if row.finish else "at least ",
                count(row.late_days or 0, "day"),
            ),
            row,
        )
        for row in found.deadlines
        if row.possible is False
    ]


def _what_leads_to(found: PlanStep, row: DeadlineRow) -> str:
    until = f" ({long_date(row.finish)})" if row.finish else ""
    said = f"{until}. What leads to it: {row.chain}. {shortening_words(found, row.activity)}"
    return f"{said} Let them overlap, or agree on a later day."


def answer(found: PlanStep) -> Group | Missing | Paragraphs:
    """Describe how long the plan takes, what it hangs on, and which deadlines cannot be kept."""
    end = found.end
    if end is None:
        return _no_plan(found)
    first = f"The plan has {count(end.activities, 'activity')}"
    if found.at.key != found.site.key:
        first = f"The work moves to {found.at.name}; this is the plan there. {first}"
    if end.finish is not None and end.weeks is not None:
        first += f" and takes {count(end.weeks, 'week')}, {span(end.start, end.finish)}."
    else:
        first += f"; it does not end before {long_date(end.finish_at_least)}."
    late = [sentence + _what_leads_to(found, row) for sentence, row in _impossible(found)]
    said: list[list[TextLike]] = [[first, path_words(found), _sure(found), _kept(found)]]
    said += [[*late], [_overloads(found)]]
    return group(paragraphs(one) for one in said if any(one))


def _no_plan(found: PlanStep) -> Group | Missing | Paragraphs:
    name, what = found.site.name, "Plan of work"
    if not found.site.table("activities").empty:
        sentence = phrased(
            "Nothing says when the plan of {} begins; state a start in project.yaml.", name
        )
        return missing(what, sentence)
    if found.decision.stopped:
        return _winding_up(found)
    review = found.decision.follows.review_on
    if review is not None:
        said = f"The team decided to wait in {name}. Nothing is planned but to look again on "
        return paragraphs(phrased("{}{}.", said, long_date(review)))
    if len(found.decision.standing):
        sentence = phrased(
            "An option is decided on for {}, but no activity is planned yet; list them ", name
        )
        return missing(what, sentence + "in the table activities.")
    sentence = phrased("No activity is planned for {}; decide on an option first.", name)
    return missing(what, sentence, follows=True)


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a decision to stop says of its end; a row of the table ``options``."""

    proposal: str
    title: str | None
    told: str | None
    assets: str | None
    spent: float | None


@dataclass(frozen=True, slots=True)
class _Agreement:
    actor: str
    modality: str
    date: date | None


def _winding_up(found: PlanStep) -> Group:
    """List what is to be done before the work ends: who is told, what is saved, what is owed."""
    site, decided = found.site, found.decision.follows.decided
    offered = rows_of(site.table("options"), _Ended)
    currency = site.settings.currency or ""
    rows: list[list[TextLike]] = []
    for one in (row for row in offered if row.proposal in decided):
        spent = "not known" if one.spent is None else _whole(one.spent, currency)
        rows += [
            ["Who was told", one.told or "nobody yet (told in table options)"],
            [
                "What can be saved, by whom",
                one.assets or "not known (assets in the table options)",
            ],
            ["Spent so far", spent],
        ]
    agreed = rows_of(site.table("partnerships"), _Agreement)
    wound = [
        f"{site.names.get(one.actor, one.actor)} ({one.modality.replace('-', ' ')}"
        f"{', ' + long_date(one.date) if one.date else ''})"
        for one in agreed
    ]
    rows.append(["Agreements to wind up", natural_list(wound) or "none is recorded"])
    sources = site.table("funding")["title"].astype(str).tolist()
    rows.append(["Sources of money to account to", natural_list(sources) or "none is recorded"])
    said = phrased(
        "The team decided to stop in {}, so nothing is planned but to end well.", site.name
    )
    heads = [TableHead("Before the work ends"), TableHead("What is known")]
    return group(
        [paragraphs(said), table(phrased("What is to be done before the work ends"), heads, rows)]
    )


def _whole(value: float, currency: str) -> str:
    return amount_words(Decimal(round(value)), currency, places=0)


def _kept(found: PlanStep) -> TextLike:
    """Describe how likely the deadlines that can be kept are to be kept."""
    drawn = [] if found.risk is None else rows_of(found.risk.table, DrawnActivity)
    chance = {row.activity: row.p_deadline for row in drawn}
    said = []
    for row in found.deadlines:
        if row.possible:
            share = chance.get(row.activity)
            so = (
                " as planned"
                if share is None
                else f" with a chance of {percent(min(share, _SURE))}"
            )
            said.append(say("*{}* ({}) is kept{}", row.title, long_date(row.deadline), so))
    return say("The deadline for {}.", listing(said)) if said else ""


def _overloads(found: PlanStep) -> TextLike:
    """Describe when more people are needed than there are."""
    rows = [] if found.staffing is None else found.staffing.overloads
    if not rows:
        return ""
    said = []
    for row in rows[:_MOST]:
        keys = [key.strip() for key in row.activities.split(";")]
        said.append(
            say(
                "{} {}: {:g} needed, {:g} there ({})",
                row.title,
                span(row.first, row.last),
                row.needed,
                row.available,
                titles((found.titles.get(key, key) for key in keys), most=3),
            )
        )
    more = len(rows) - len(said)
    rest = f" {count(more, 'more time')} of this kind." if more > 0 else ""
    words, later = levelled_words(found), _later(found)
    return say("**Too few people**: {}.{} {} {}", join("; ", said), rest, words, later)


def _later(found: PlanStep) -> TextLike:
    """Say on which days the work that has to wait for people is done instead."""
    moved = [] if found.levelled is None else rows_of(found.levelled.table, _Moved)
    own = [row for row in moved if row.moved > 0 and row.finish > row.start]
    said = [say("*{}* {}", row.title, span(row.start, row.finish)) for row in own[:_MOST]]
    return say("Later then: {}.", join("; ", said)) if said else ""


@dataclass(frozen=True, slots=True)
class _Moved:
    title: str
    start: date
    finish: date
    moved: int


def picture_of_the_plan(found: PlanStep) -> Figure:
    """Draw the plan.

    Raises
    ------
    NothingToShow
        No activity is planned, or none has a date.
    """
    return gantt(_planned(found), found.risk, seasons=found.at.table("seasons"))


def activities(found: PlanStep) -> ReportTable:
    """List the activities with dates, responsible and float.

    Raises
    ------
    NothingToShow
        No activity is planned.
    """
    _planned(found)
    shown, names = found.rows[:_LISTED], found.at.names
    before = set(_planned(found).links["before"])
    idle = {r.activity for r in shown if before and r.activity not in before and not r.milestone}
    columns: list[tuple[TableHead, list[TextLike]]] = [
        (TableHead("From", "numbers"), [_day(row.start) for row in shown]),
        (TableHead("To", "numbers"), [_until(row) for row in shown]),
        (TableHead("Time to spare"), [_to_spare(row, idle) for row in shown]),
        (TableHead("Delivers"), [row.deliverable or "" for row in shown]),
    ]
    columns = [(head, cells) for head, cells in columns if any(cells)]  # nothing known: no column
    heads = [
        TableHead("Activity", "names"),
        TableHead("Responsible"),
        *(head for head, _ in columns),
    ]
    rows: list[list[TextLike]] = [
        [
            f"{row.activity} {shorten(row.title, _LONGEST, placeholder=' …')}",
            names.get(row.responsible, row.responsible) if row.responsible else "nobody named yet",
            *(cells[place] or "not known" for _, cells in columns),
        ]
        for place, row in enumerate(shown)
    ]
    note = phrased("As early as possible.")
    if any(row.total_float is not None for row in shown):
        note += phrased(
            " Time to spare: working days by which it can slip without moving the end of the "
        )
        note += phrased("plan.")
        if any(row.total_float and not row.critical for row in shown if row.activity in idle):
            note += phrased(" If something does wait: sheet activities, column after.")
    if len(found.rows) > _LISTED:
        note += phrased(" {} in plan.csv.", count(len(found.rows) - _LISTED, "more activity"))
    return table(phrased("Plan of work"), heads, rows, note=note)


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)


def _until(row: DatedActivity) -> str:
    if row.finish is None and row.deadline is not None:
        return f"by {long_date(row.deadline)}"
    return _day(row.finish)


def _to_spare(row: DatedActivity, idle: set[str]) -> TextLike:
    if row.total_float is None:
        return ""
    if row.critical:
        return say("**none (critical)**")
    days = count(max(1, int(row.total_float)), "day")
    return f"{days}; nothing waits for it" if row.activity in idle else days


def not_known(found: PlanStep) -> Group:
    """Name what is missing in the plan, in one line each."""
    if found.schedule is None:
        return group([])
    parts = []
    unknown = [row.title for row in found.rows if row.duration is None]
    if unknown:
        said = say(
            "Nothing says how long {} {}; all that follows has no dates.",
            titles(unknown, most=_MOST),
            "takes" if len(unknown) == 1 else "take",
        )
        parts.append(missing(phrased("Durations"), said))
    nobody = [row.title for row in found.rows if row.responsible is None and not row.milestone]
    if nobody:
        names = titles(nobody, most=_MOST)
        parts.append(
            missing(phrased("Responsible"), say("Nobody is named as responsible for {}.", names))
        )
    return group([*parts, *_no_levels(found), *_unknown_staff(found)])


def _no_levels(found: PlanStep) -> list[Missing]:
    """Say where no activity is a new diagnosis, or only by its words."""
    by_level, by_words = new_diagnoses(found.planned)
    if by_level or found.decision.stopped or not found.site.framework.judges_levels:
        return []
    if not by_words:
        sentence = phrased(
            "No activity ends in a new diagnosis, by its levels or by its words, so nobody will "
            "know whether the package has moved."
        )
        return [missing(phrased("New diagnosis"), sentence)]
    said = say(
        "{} {} like a new diagnosis, but no expected level is entered (readiness_after, use_after "
        "in the table activities), so nothing can be projected from the plan.",
        titles([row.title for row in by_words], most=_MOST),
        "reads" if len(by_words) == 1 else "read",
    )
    return [missing(phrased("Expected levels"), said)]


def _unknown_staff(found: PlanStep) -> list[Missing]:
    rows = [] if found.staffing is None else rows_of(found.staffing.unknown, UnknownStaff)
    said = [
        say("*{}*: {}", found.titles.get(row.activity, row.activity), row.unknown)
        for row in rows[:_MOST]
    ]
    return [missing(phrased("Staff"), join("; ", said) + ".")] if said else []


def files(found: PlanStep) -> Group:
    """Hand over the plan as a table, as dates for a diary and for project software.

    Raises
    ------
    NothingToShow
        No activity is planned.
    """
    said = {
        "csv": ("plan.csv", "Plan of work as a table"),
        "ics": ("plan.ics", "Plan of work for a diary"),
        "msproject": ("plan.xml", "Plan of work for project software"),
    }
    dated = _planned(found)
    return group(
        attachment(name, plan_file(found.at, dated, key), words)
        for key, (name, words) in said.items()
    )
