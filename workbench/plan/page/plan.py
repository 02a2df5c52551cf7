"""What the report of step 3c says of the plan of work: what, by whom, until when, how sure."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, attachment, group, missing, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    percent,
    plural,
    span,
    titles,
)
from workbench.plan.analysis.finish_distribution import finish_curve
from workbench.plan.figures.plan import finish_dates, gantt
from workbench.plan.page.plan_files import plan_file
from workbench.plan.step import PlanStep

__all__ = [
    "activities",
    "answer",
    "end_of_plan",
    "files",
    "in_short",
    "not_known",
    "path_words",
    "picture",
]

_MOST = 4  # names in a sentence; the rest is counted
_LISTED = 45  # activities that the table names; the rest stands in the file beside the report


def _who(found: PlanStep, actor: Any) -> str:
    if not known(actor):
        return "nobody named yet"
    return found.site.names.get(str(actor), str(actor))


def _refuse(found: PlanStep) -> None:
    if found.schedule is None:
        message = "No activity is planned yet, so there is no plan of work."
        raise NothingToShow(message)


def in_short(found: PlanStep) -> Markup:
    """Give the plan in one or two sentences, for page one; nothing without a plan."""
    if found.schedule is None:
        return Markup("")
    row = next(each_row(found.schedule.sites))
    said = [Markup("<strong>{}</strong>").format(count(int(row.activities), "activity"))]
    if known(row.finish):
        weeks = _weeks(row.start, row.finish)
        said.append(Markup("{}, until {}").format(count(weeks, "week"), long_date(row.finish)))
    else:
        said.append(Markup("an end that is not known, {} at the earliest").format(
            long_date(row.finish_at_least)))  # fmt: skip
    first = Markup(", ").join(said) + Markup(".")
    return Markup(" ").join(
        one for one in (first, path_words(found, short=True), _sure(found, short=True),
                        _impossible(found, short=True)) if one
    )  # fmt: skip


def _weeks(first: Any, last: Any) -> int:
    return max(1, -(-(int((last - first).days) + 1) // 7))


def path_words(found: PlanStep, *, short: bool = False) -> Markup:
    """Say through which activities the critical path runs."""
    if found.schedule is None:
        return Markup("")
    paths = found.schedule.paths.get(found.site.key, ())
    if not paths:
        return Markup("")
    path = paths[0]
    names = [found.titles.get(key, key) for key in path]
    if short and len(names) > 2:
        return Markup("The critical path runs from {} to {}.").format(
            titles(names[:1]), titles(names[-1:])
        )
    more = ""
    if len(paths) > 1:
        more = f" {count(len(paths) - 1, 'other path')} {plural('is', len(paths) - 1)} as long."
    verb = "A delay of any of these moves the end" if len(names) > 1 else "A delay moves the end"
    return Markup("The critical path runs through {}. {}.{}").format(titles(names), verb, more)


def _sure(found: PlanStep, *, short: bool = False) -> Markup:
    """Say how sure the end is."""
    if found.risk is None:
        return Markup("")
    row = next(each_row(found.risk.sites))
    if not bool(row.drawn) or not known(row.p80):
        return Markup("")
    if row.p10 == row.p90:
        return Markup("No duration has a range, so nothing can be said of how sure the end is.")
    if short:
        return Markup("80\xa0% chance of being finished by {}.").format(long_date(row.p80))
    return Markup(
        "As planned, with every activity taking its most likely time, the end is {}; the chance of "
        "keeping that is {}. It is as likely to be before as after {}; with a chance of 80\xa0% "
        "the plan is finished by <strong>{}</strong>."
    ).format(
        long_date(row.planned), percent(float(row.p_planned)), long_date(row.p50),
        long_date(row.p80),
    )  # fmt: skip


def _impossible(found: PlanStep, *, short: bool = False) -> Markup:
    """Say plainly which deadlines cannot be kept, and what leads to them."""
    assert found.schedule is not None  # noqa: S101 - callers have looked
    rows = found.schedule.deadlines
    late = rows[rows["possible"].eq(other=False).fillna(value=False).to_numpy(dtype=bool)]
    said = []
    for row in each_row(late):
        first = Markup(
            "<strong>The deadline of {} for {} cannot be kept</strong>: as planned it is {}{} late"
        ).format(
            long_date(row.deadline), titles([row.title]), "" if known(row.finish) else "at least ",
            count(int(row.late_days), "day"),
        )  # fmt: skip
        if short:
            said.append(first + Markup("."))
            continue
        until = Markup(" ({})").format(long_date(row.finish)) if known(row.finish) else ""
        said.append(
            first
            + Markup(
                "{}. What leads to it: {}. Shorten these, let them overlap, or agree on a later "
                "day."
            ).format(until, row.chain)
        )
    return Markup(" ").join(said)


def answer(found: PlanStep) -> Part:
    """Say how long the plan takes, what it hangs on, and which deadlines cannot be kept."""
    if found.schedule is None:
        if found.decision.stopped:
            return text(_no_plan(found))
        return missing("Plan of work", _no_plan(found), follows=found.decision.standing.empty)
    row = next(each_row(found.schedule.sites))
    first = f"The plan has {count(int(row.activities), 'activity')}"
    if known(row.finish):
        first += f" and takes {count(_weeks(row.start, row.finish), 'week')}, "
        first += f"{span(row.start, row.finish)}."
    else:
        first += f"; it does not end before {long_date(row.finish_at_least)}."
    said = [first, path_words(found), _sure(found), _kept(found)]
    parts = [text(paragraph(said))]
    late = _impossible(found)
    if late:
        parts.append(text(Markup("<p>{}</p>").format(late)))
    overloads = _overloads(found)
    if overloads:
        parts.append(text(Markup("<p>{}</p>").format(overloads)))
    return group(parts)


def _no_plan(found: PlanStep) -> str:
    standing = found.decision.standing
    if found.decision.stopped:
        return f"The team decided to stop in {found.site.name}, so nothing is planned."
    if len(standing):
        return (
            f"An option is decided on for {found.site.name}, but no activity is planned yet; list "
            "them in the table activities."
        )
    return f"No activity is planned for {found.site.name}; decide on an option first."


def _kept(found: PlanStep) -> Markup:
    """Say how likely the deadlines that can be kept are to be kept."""
    assert found.schedule is not None  # noqa: S101 - callers have looked
    chance = {}
    if found.risk is not None:
        chance = dict(
            zip(found.risk.table["activity"], found.risk.table["p_deadline"], strict=True)
        )
    said = []
    for row in each_row(found.schedule.deadlines):
        if not known(row.possible) or not row.possible:
            continue
        share: Any = chance.get(row.activity)
        so = f" in {percent(float(share))} of the draws" if known(share) else " as planned"
        said.append(
            Markup("{} ({}) is kept{}").format(titles([row.title]), long_date(row.deadline), so)
        )
    return Markup("The deadline for {}.").format(listing(said)) if said else Markup("")


def _overloads(found: PlanStep) -> Markup:
    """Say when more people are needed than there are."""
    if found.staffing is None or found.staffing.overloads.empty:
        return Markup("")
    said = []
    for row in each_row(found.staffing.overloads.head(_MOST)):
        keys = [key.strip() for key in str(row.activities).split(";")]
        said.append(
            Markup("{} {}: {} needed, {} there ({})").format(
                row.title if known(row.title) else row.staff,
                span(row.first, row.last),
                f"{row.needed:g}",
                f"{row.available:g}",
                titles([found.titles.get(key, key) for key in keys], most=3),
            )
        )
    more = len(found.staffing.overloads) - len(said)
    rest = f" {count(more, 'more time')} of this kind." if more > 0 else ""
    return Markup("<strong>Too few people</strong>: {}.{}").format(Markup("; ").join(said), rest)


def picture(found: PlanStep) -> Figure:
    """Draw the plan.

    Raises
    ------
    NothingToShow
        No activity is planned, or none has a date.
    """
    _refuse(found)
    assert found.schedule is not None  # noqa: S101 - refused above
    return gantt(found.schedule, found.risk, seasons=found.site.seasons)


def end_of_plan(found: PlanStep) -> Figure:
    """Draw by which day the plan is finished with which probability.

    Raises
    ------
    NothingToShow
        No activity is planned, a duration is not known, or none has a range.
    """
    _refuse(found)
    key = found.site.key
    if found.schedule is None or found.risk is None or key not in found.risk.finish:
        message = "A duration is not known, so the end of the plan cannot be drawn."
        raise NothingToShow(message)
    curve = finish_curve(found.schedule, found.risk, key)
    planned = found.schedule.sites["finish"].iloc[0]
    return finish_dates(curve, planned=planned)


def activities(found: PlanStep) -> Part:
    """List the activities with dates, responsible and float.

    Raises
    ------
    NothingToShow
        No activity is planned.
    """
    _refuse(found)
    assert found.schedule is not None  # noqa: S101 - refused above
    rows = [
        [
            Cell(Markup("{} {}").format(row.activity, row.title), heading=True),
            Cell(_who(found, row.responsible)),
            Cell(_day(row.start), number=True),
            Cell(_day(row.finish), number=True),
            Cell(_float(row)),
            Cell(str(row.deliverable) if known(row.deliverable) else "not stated"),
        ]
        for row in each_row(found.schedule.table.head(_LISTED))
    ]
    heads = ["Activity", "Responsible", "From", "To", "Time to spare", "Delivers"]
    note = "As early as possible. Time to spare: working days by which it can slip without moving "
    note += "the end of the plan."
    more = len(found.schedule.table) - len(rows)
    if more > 0:
        note += f" {count(more, 'more activity')} in plan.csv."
    return table("Plan of work", heads, rows, note=note)


def _day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if known(day) else "not known"


def _float(row: Any) -> Markup:
    """Say how much time an activity has to spare."""
    if not known(row.total_float):
        return Markup("not known")
    if row.critical:
        return Markup("<strong>none (critical)</strong>")
    return Markup("{}").format(count(max(1, int(row.total_float)), "day"))


def not_known(found: PlanStep) -> Part:
    """Name what is missing in the plan, in one line each."""
    if found.schedule is None:
        return group([])
    parts = []
    rows = found.schedule.table
    unknown = rows[rows["duration"].isna()]
    if len(unknown):
        parts.append(
            missing(
                "Durations",
                Markup("Nothing says how long {} {}; all that follows has no dates.").format(
                    titles(unknown["title"], most=_MOST), "takes" if len(unknown) == 1 else "take"
                ),
            )
        )
    nobody = rows[rows["responsible"].isna() & ~rows["milestone"]]
    if len(nobody):
        names = titles(nobody["title"], most=_MOST)
        parts.append(
            missing("Responsible", Markup("Nobody is named as responsible for {}.").format(names))
        )
    if not _ends_in_diagnosis(found):
        parts.append(
            missing(
                "New diagnosis",
                "No activity ends in a new diagnosis, so nobody will know whether the package "
                "has moved.",
            )
        )
    return group([*parts, *_unknown_staff(found)])


def _ends_in_diagnosis(found: PlanStep) -> bool:
    rows = found.site.activities
    expected = rows["readiness_after"].notna() | rows["use_after"].notna()
    return bool(expected.any())


def _unknown_staff(found: PlanStep) -> list[Part]:
    if found.staffing is None or found.staffing.unknown.empty:
        return []
    said = [
        Markup("{}: {}").format(titles([found.titles.get(row.activity, row.activity)]), row.unknown)
        for row in each_row(found.staffing.unknown.head(_MOST))
    ]
    return [missing("Staff", Markup("{}.").format(Markup("; ").join(said)))]


def files(found: PlanStep) -> Part:
    """Hand over the plan as a table, as dates for a diary and for project software.

    Raises
    ------
    NothingToShow
        No activity is planned.
    """
    _refuse(found)
    said = {
        "csv": ("plan.csv", "Plan of work as a table"),
        "ics": ("plan.ics", "Plan of work for a diary"),
        "msproject": ("plan.xml", "Plan of work for project software"),
    }
    return group([attachment(name, plan_file(found.site, key), words)
                  for key, (name, words) in said.items()])  # fmt: skip
