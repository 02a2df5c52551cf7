"""What the comparison says of all units: one row for each, with what it waits for."""

from __future__ import annotations

from typing import Final

from workbench.page.records import Paragraphs, ReportTable, TableHead, paragraphs, table
from workbench.page.text import TextLike, say
from workbench.page.wording import count
from workbench.transformation.analysis.waves import PlannedUnit
from workbench.transformation.step import ProjectRollout, TransformationStep

_ROWS: Final = 60  # rows that fit on two printed pages


def how_far_units(found: ProjectRollout) -> Paragraphs:
    """Say how many units are live, and how many have passed a shut gate."""
    late = [
        one
        for one in found.steps
        if one.roadmap.week is not None
        and any(g.standing != "met" for g in one.roadmap.gates if g.phase.last < one.roadmap.week)
    ]
    grave = sum(len(one.register.ownerless) for one in found.steps)
    return paragraphs(
        [
            say("**{}** of {} use the capability.", str(found.live or "None"),
                count(len(found.units), "unit")),
            say("At {} a phase is over and its gate is not open.", count(len(late), "unit"))
            if late else "",
            say("Nobody watches {}.", count(grave, "grave risk")) if grave else "",
        ]
    )  # fmt: skip


def unit_table(found: ProjectRollout) -> ReportTable:
    """List the units with phase, gate, areas, indicators, risks and issues.

    Raises
    ------
    NothingToShow
        The project has no unit.
    """
    shown = found.steps[:_ROWS]
    rest = len(found.steps) - len(shown)
    planned = {} if found.taken is None else {one.site: one for one in found.taken.units}
    return table(
        "Where the units stand",
        [
            "Unit", "Taken on", "Phase", "Its gate",
            TableHead("Areas below what is required", "numbers"),
            TableHead("Indicators below their floor", "numbers"),
            TableHead("Grave risks without owner", "numbers"),
            TableHead("Open issues", "numbers"),
        ],
        [_row(one, planned.get(one.site.key)) for one in shown],
        note=f"{count(rest, 'more unit')} not listed." if rest else "",
    )  # fmt: skip


def _row(one: TransformationStep, place: PlannedUnit | None) -> list[TextLike | int]:
    now = one.roadmap.now
    when = "not known"
    if one.own is not None and one.own.is_live(one.as_of):
        when = "in use"
    elif place is not None:
        wave = f"wave {place.wave}" if place.wave else "by itself"
        when = f"{wave}, week {place.start + 1:.0f}"
    low = [row for row in one.roadmap.areas if row.gap]
    unknown = not one.roadmap.areas or any(row.gap is None for row in one.roadmap.areas)
    return [
        one.site.name,
        when,
        "not known" if now is None else now.phase.title,
        "not known" if now is None else {"met": "open", "not met": "shut"}.get(
            now.standing, "not known"),
        f"{'at least ' if unknown and low else ''}{len(low)}" if low or not unknown
        else "not known",
        len(one.indicators.below_floor),
        len(one.register.ownerless),
        len(one.registers.issues),
    ]  # fmt: skip
