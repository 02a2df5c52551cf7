"""The four documents that the source has templates for, drawn up from the results of a unit.

Strategy, readiness, infrastructure and change: each is a chapter that can be handed on by itself.
What is not known stands there as missing, so that a document shows where it is not finished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.page.records import (
    Group,
    Missing,
    Paragraphs,
    Record,
    ReportTable,
    TableHead,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import TextLike, say
from workbench.page.wording import count, long_date
from workbench.transformation.analysis.indicators import value_words
from workbench.transformation.analysis.roadmap import AreaRow, RoadmapTask
from workbench.transformation.page.approach import approach_answer
from workbench.transformation.step import CHANGE, INFRASTRUCTURE, TransformationStep, items_of

_GRAVEST: Final = 5  # risks that the strategy names
_READINESS: Final = ("F3.A1", "F3.A2", "F3.A3", "F3.A4", "F3.A5")
_FOR: Final = ("F3.W1", "F3.W2", "F3.W3", "F3.W4", "F3.W5")
_AGAINST: Final = ("F3.X1", "F3.X2", "F3.X3", "F3.X4", "F3.X5")


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes the gap of an item; a row of the table ``requirements``."""

    item: str
    effort: float | None
    owner: str | None
    due: date | None
    activity: str | None


def strategy_document(found: TransformationStep) -> Group:
    """Draw up the strategy: aim, way of rolling out, phases, means, indicators, risks."""
    ambition = found.site.settings.ambition
    return group(
        [
            paragraphs(
                say("Aim: {}", ambition) if ambition else "The aim is not stated (project.yaml).",
                say("Scope: {}; the capability is in use at {}.", count(len(found.units), "unit"),
                    str(found.live or "none")),
            ),
            approach_answer(found),
            _phases(found),
            _means(found),
            _aims(found),
            _grave(found),
        ]
    )  # fmt: skip


def _phases(found: TransformationStep) -> Record:
    gates = found.roadmap.gates
    if not gates:
        return missing("Phases", "The framework states none.")
    return table(
        "Phases",
        ["Phase", "What it is for", "Weeks", "Until"],
        [
            [one.phase.title, one.phase.purpose, f"{one.phase.first} to {one.phase.last}",
             long_date(one.ends) if one.ends else "not known"]
            for one in gates
        ],
    )  # fmt: skip


def _aims(found: TransformationStep) -> Record:
    """List the indicators that have a target."""
    rows = [one for one in found.indicators.rows if one.target is not None]
    if not rows:
        return missing("Targets", say("No indicator of {} has a target (sheet *kpis*).",
                                      found.site.name))  # fmt: skip
    return table(
        "What is to be reached",
        ["Indicator", "Unit", TableHead("Before", "numbers"), TableHead("Target", "numbers"),
         "By when", TableHead("Floor", "numbers")],
        [
            [one.term.title, one.unit, *("–" if value is None else value_words(value)
                                         for value in (one.baseline, one.target)),
             long_date(one.due) if one.due else "not known",
             "–" if one.floor is None else value_words(one.floor)]
            for one in rows
        ],
    )  # fmt: skip


def _grave(found: TransformationStep) -> Record:
    """List the gravest risks with what is done about them."""
    rows = found.register.rows[:_GRAVEST]
    if not rows:
        return missing("Risks", say("No risk is listed for {} (sheet *risks*).",
                                    found.site.name))  # fmt: skip
    return table(
        "Gravest risks",
        ["Risk", "Owner", "What is done", "If it comes"],
        [
            [one.risk.title, found.actor(one.risk.owner), one.risk.mitigation or "nothing yet",
             one.risk.contingency or "–"]
            for one in rows
        ],
    )  # fmt: skip


def _means(found: TransformationStep) -> Paragraphs:
    """Say which people and which money the unit needs."""
    own = found.own
    people = "How many people it needs here is not known."
    if own is not None and own.people is not None:
        people = f"People who work on it here at the same time: {own.people:,.0f}."
    budget = found.budget.budget
    if budget is None:
        money = "There is no budget yet."
    else:
        total = budget.total()
        words = amount_words(total.amount, found.budget.currency, at_least=total.at_least, places=0)
        money = f"The budget comes to {words}."
    return paragraphs([people, money])


def readiness_document(found: TransformationStep) -> Group:
    """Draw up the assessment of readiness: areas, conditions for and against, what is there."""
    return group(
        [
            _areas(found, _READINESS, "Areas of readiness"),
            _conditions(found),
        ]
    )


def infrastructure_document(found: TransformationStep) -> Group:
    """Draw up the plan of infrastructure: areas, gaps, who closes them, by when, with what task."""
    shared = [
        say("*{}*: {} at a time.", title, count(int(at_once), "unit"))
        for title, at_once in found.site.table("infrastructure")[["title", "at_once"]].itertuples(
            index=False
        )
    ]
    return group(
        [
            _areas(found, INFRASTRUCTURE, "Areas of infrastructure"),
            paragraphs(["Shared infrastructure.", *shared])
            if shared
            else missing("Shared infrastructure", "None is listed (sheet infrastructure)."),
        ]
    )


def change_document(found: TransformationStep) -> Group | Missing:
    """Draw up the plan of change: engagement, communication, training and help."""
    keys = items_of(found.assessment, *CHANGE)
    if not keys:
        return missing("Plan of change", "The framework asks nothing about it.")
    closing = _closing(found)
    rows: list[list[TextLike | int]] = []
    for key in keys:
        own = closing.get(key)
        rows.append(
            [
                found.assessment.item(key).title,
                found.answered.words.get(key, "not known"),
                *_who_when(found, own),
            ]
        )
    return group(
        [
            table(
                "Bringing people along",
                ["What", "Status", "Task", "Who", "By when"],
                rows,
                note="Task, who and by when: sheet requirements.",
            ),
            paragraphs(_parties(found)),
        ]
    )


def _parties(found: TransformationStep) -> TextLike:
    number = len(found.site.table("stakeholders"))
    if not number:
        return "Nobody is listed yet who is concerned (sheet stakeholders)."
    return say(
        "{} listed; how each stands is in the chapter on agreement.", count(number, "party")
    )  # fmt: skip


def _areas(found: TransformationStep, rows: Sequence[str], caption: str) -> Record:
    keys = items_of(found.assessment, *rows)
    areas = {one.item: one for one in found.roadmap.areas}
    known = [areas[key] for key in keys if key in areas]
    if not known:
        return missing(caption, say("No area was assessed at {} (sheet *responses*).",
                                    found.site.name))  # fmt: skip
    closing = _closing(found)
    return table(
        caption,
        ["Area", TableHead("Now", "numbers"), TableHead("Required", "numbers"),
         TableHead("Gap", "numbers"), TableHead("Effort", "numbers", "person-weeks"), "Task",
         "Who", "By when"],
        [
            [one.title, *_levels(one), *_closed_by(found, one, closing.get(one.item))]
            for one in known
        ],
        note="The lowest area holds back the rest.",
    )  # fmt: skip


def _levels(one: AreaRow) -> list[TextLike | int]:
    return ["not known" if value is None else str(value)
            for value in (one.now, one.required, one.gap)]  # fmt: skip


def _closed_by(
    found: TransformationStep, area: AreaRow, own: Closing | None
) -> list[TextLike | int]:
    """Return effort, task, owner and day of what closes a gap; nothing where there is none."""
    if area.gap == 0:
        return ["–"] * 4
    effort = "not known" if own is None or own.effort is None else f"{own.effort:g}"
    return [effort, *_who_when(found, own)]


def _closing(found: TransformationStep) -> dict[str, Closing]:
    rows = rows_of(found.site.table("requirements"), Closing)
    return {one.item: one for one in rows}


def _who_when(found: TransformationStep, own: Closing | None) -> list[TextLike | int]:
    """Return task, owner and day of what closes a gap."""
    if own is None:
        return ["–", "nobody", "–"]
    tasks = {one.activity: one for one in found.tasks}
    task: RoadmapTask | None = tasks.get(own.activity or "")
    day = own.due or (task.finish if task else None)
    who = own.owner or (task.responsible if task else None)
    return [task.title if task else "–", found.actor(who), long_date(day) if day else "–"]


def _conditions(found: TransformationStep) -> ReportTable | Missing:
    """List the ten conditions for and against going further, with the answers."""
    rows: list[list[TextLike | int]] = [
        [words, found.assessment.item(key).title, found.answered.words.get(key, "not known")]
        for words, of in (("for", _FOR), ("against", _AGAINST))
        for key in items_of(found.assessment, *of)
    ]
    if not rows:
        return missing("Right time", "The framework asks for no conditions.")
    return table(
        "Conditions for going further",
        ["Speaks", "Condition", "Answer"],
        rows,
        note="A yes in the rows against it is a reason to wait or to build first.",
    )
