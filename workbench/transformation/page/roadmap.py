"""What the report says of the phases, their gates, the indicators and the pitfalls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.errors import NothingToShow
from workbench.page.records import (
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, join, say
from workbench.page.wording import count, long_date
from workbench.transformation.analysis.indicators import IndicatorRow, value_words
from workbench.transformation.analysis.roadmap import PhaseGate
from workbench.transformation.findings import usual_risk
from workbench.transformation.step import TransformationStep

_ON: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "not known"}
_GATES: Final[Mapping[str, str]] = {"met": "open", "not met": "shut", "not known": "not known"}


def roadmap_answer(found: TransformationStep) -> Paragraphs | Missing:
    """Say in which phase the unit is, and how the gate before it and after it stand."""
    road = found.roadmap
    if not road.gates:
        return missing("Roadmap", "The framework states no phases.")
    if road.start is None:
        return missing(
            "Roadmap",
            "Nobody knows when the plan begins: there is no plan of work yet (sheet activities), "
            "and no first day in the settings (plan, start).",
        )
    if road.week is None:
        where = say("The plan begins on {}; the day of the report is not stated.",
                    long_date(road.start))  # fmt: skip
    elif road.now is None:
        where = say("The plan begins on {}.", long_date(road.start))
    else:
        where = say("It is week **{}**, in the phase **{}**.", road.week, road.now.phase.title)
    shut = [
        say("The gate after {} is {}.", one.phase.title, _GATES[one.standing])
        for one in road.gates
        if road.week is not None and one.phase.first <= road.week
    ]
    late = [one for gate in road.gates for one in gate.late]
    return paragraphs(
        [where, *shut],
        [
            say("{} of the plan end after week {}.", count(len(late), "task"),
                road.gates[-1].phase.last) if late else "",
            say("{} of the plan have no day.", count(len(road.undated), "task"))
            if road.undated else "",
        ],
        "The source names four phases and gives weeks to three: its last three weeks are the "
        "fourth here. Its plan of weeks leaves out data infrastructure, and its quick start leaves "
        "out data and change infrastructure: here all five are prepared before week 7 (ours).",
    )  # fmt: skip


def gate_table(found: TransformationStep) -> ReportTable:
    """List what has to hold before each phase is left, and what is missing.

    Raises
    ------
    NothingToShow
        The framework states no phases.
    """
    week = found.roadmap.week
    rows: list[list[TextLike | int]] = []
    for place, gate in enumerate(found.roadmap.gates):
        if place and (week is None or gate.phase.first > week):
            met = sum(one.standing == "met" for one in gate.criteria)
            words = f"{met} of {len(gate.criteria)} hold today"
            rows.append([_phase(gate), words, "still ahead", "–"])
            continue
        rows += [
            [_phase(gate) if not at else "", one.title, one.standing, "; ".join(one.missing) or "–"]
            for at, one in enumerate(gate.criteria)
        ]
    return table(
        "What has to hold before a phase is left",
        ["Phase", "What has to hold", "Stands", "Missing"],
        rows,
        note="Not known: nobody has said. A gate is open when everything is met (ours).",
    )


def _phase(gate: PhaseGate) -> Text:
    weeks = f"weeks {gate.phase.first} to {gate.phase.last}"
    ends = "" if gate.ends is None else f", until {long_date(gate.ends)}"
    return say("**{}**, {}{}; gate: {}", gate.phase.title, weeks, ends, _GATES[gate.standing])


def indicator_table(found: TransformationStep) -> ReportTable:
    """List the indicators: before, now, target, floor, and how each stands.

    Raises
    ------
    NothingToShow
        The framework states no indicators.
    """
    rows: list[list[TextLike | int]] = [
        [
            say("{}{}", one.term.title, f" ({one.term.group})" if one.term.group != "further"
                else ""),
            one.unit,
            _number(one.baseline),
            _value(one),
            _number(one.target),
            _number(one.expected),
            join("", [_number(one.floor), " (ours)" if one.assumed_floor else ""]),
            one.light,
        ]
        for one in found.indicators.rows
    ]  # fmt: skip
    return table(
        "Indicators",
        ["Indicator", "Unit", TableHead("Before", "numbers"), TableHead("Now", "numbers"),
         TableHead("Target", "numbers"), TableHead("Expected by now", "numbers"),
         TableHead("Floor", "numbers"), "Stands"],
        rows,
        note="Expected by now: on a straight line from the value before to the target (ours). "
        "Computed: from other tables of the project.",
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else value_words(value)


def _value(one: IndicatorRow) -> str:
    if one.now is None:
        return "not known"
    return f"{value_words(one.now)}{' (computed)' if one.computed else ''}"


def pitfall_table(found: TransformationStep) -> ReportTable:
    """List the four pitfalls of the source, whether the tables show them, and what helps.

    Raises
    ------
    NothingToShow
        The framework names none.
    """
    rows: list[list[TextLike | int]] = []
    for one in found.watch.rows:
        usual = usual_risk(found.assessment, one)
        if usual is not None:
            rows.append(
                [usual.title, _ON[one.on], "; ".join(one.seen) or "–",
                 "; ".join(usual.mitigations), _planned(found, usual.item)]
            )  # fmt: skip
    return table(
        "Four pitfalls",
        ["Pitfall", "Seen here", "By what", "What helps", "Planned against it"],
        rows,
        note="The source names the pitfalls and what helps; by what each is seen is ours. Planned: "
        "tasks that close the area or a risk of it (sheets requirements and risks).",
    )


def _planned(found: TransformationStep, item: str | None) -> str:
    """Name the tasks of the plan that serve an item, through its gap or through a risk."""
    closing = found.site.table("requirements")
    keys = [
        *closing.loc[closing["item"] == item, "activity"].dropna(),
        *(one.risk.activity for one in found.register.rows if one.risk.item == item),
    ]
    titles = {one.activity: one.title for one in found.tasks}
    return "; ".join(dict.fromkeys(titles[key] for key in keys if key in titles)) or "nothing"


def phase_tasks(found: TransformationStep) -> ReportTable:
    """List the tasks of the plan by phase.

    Raises
    ------
    NothingToShow
        No task has a day.
    """
    rows: list[list[TextLike | int]] = [
        [
            gate.phase.title if not number else "", one.title, found.actor(one.responsible),
            long_date(one.finish or one.start),
            {True: "done", False: "open", None: "not known"}[one.done],
        ]
        for gate in found.roadmap.gates
        for number, one in enumerate(gate.tasks)
    ]  # fmt: skip
    if not rows:
        message = "No task of the plan has a day."
        raise NothingToShow(message)
    return table("Tasks of each phase", ["Phase", "Task", "Who", "Last day", "Done"], rows)
