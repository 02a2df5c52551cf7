"""The weeks of the roll-out in phases, and a gate after each: what is met, not met, not known.

A gate is open when every criterion is met. What nobody has said keeps it neither open nor shut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from workbench.core.method import Method
from workbench.core.rows import rows_of
from workbench.transformation.analysis.indicators import IndicatorSheet
from workbench.transformation.analysis.risks import RiskRegister

Standing = Literal["met", "not met", "not known"]
"""How a criterion of a gate stands."""

_SOURCES = (
    "a phase is left when its criteria are met, no indicator is below its floor and grave risks "
    "have an owner: ours",
    "week of a task: that of its last day, counted from the first day of the plan: ours",
    "a task is done when all that it is to close is closed: ours",
)


@dataclass(frozen=True, slots=True)
class RoadmapPhase:
    """A phase and the weeks that it covers, the first one from 1, both included."""

    key: str
    title: str
    purpose: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class RoadmapTask:
    """A task of the plan of work.

    Attributes
    ----------
    activity, title : str
        Key and title.
    start, finish : date or None
        First and last day.
    responsible : str or None
        Actor that answers for it.
    done : bool or None
        Whether all that it is to close is closed; ``None`` where nothing is tied to it.
    milestone : bool
        Whether it marks a day.
    """

    activity: str
    title: str
    start: date | None
    finish: date | None
    responsible: str | None
    done: bool | None
    milestone: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area: level now, level required, gap; a row of the frame of areas."""

    item: str
    section: str
    title: str
    now: int | None
    required: int | None
    gap: int | None


@dataclass(frozen=True, slots=True)
class PhaseCondition:
    """A condition on answers that a framework states for leaving a phase.

    Attributes
    ----------
    phase, key : str
        Phase, and short name of the condition.
    says : str
        What is the matter where it does not hold.
    to_do : str
        What mends it.
    holds : bool or None
        ``None`` is not known.
    """

    phase: str
    key: str
    says: str
    to_do: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class GateCriterion:
    """One criterion of a gate.

    Attributes
    ----------
    title : str
        What has to hold.
    standing : {"met", "not met", "not known"}
    missing : tuple of str
        What is missing, in words, some of them from data.
    """

    title: str
    standing: Standing
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseGate:
    """A phase with its tasks and the gate at its end.

    Attributes
    ----------
    phase : RoadmapPhase
        The phase.
    begins, ends : date or None
        Its first and last day; ``None`` where the plan has no first day.
    tasks : tuple of RoadmapTask
        Tasks that end in its weeks; the last phase has those that end later too.
    late : tuple of RoadmapTask
        Those of them that end after its last week.
    criteria : tuple of GateCriterion
        What has to hold before the next phase begins.
    is_now : bool
        Whether the day of the report lies in it.
    """

    phase: RoadmapPhase
    begins: date | None
    ends: date | None
    tasks: tuple[RoadmapTask, ...]
    late: tuple[RoadmapTask, ...]
    criteria: tuple[GateCriterion, ...]
    is_now: bool

    @property
    def standing(self) -> Standing:
        """Whether the gate is open: every criterion is met."""
        found = {one.standing for one in self.criteria}
        return "not met" if "not met" in found else "not known" if "not known" in found else "met"

    @property
    def unmet(self) -> tuple[GateCriterion, ...]:
        """Criteria that are not met."""
        return tuple(one for one in self.criteria if one.standing == "not met")


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The phases of a roll-out.

    Attributes
    ----------
    gates : tuple of PhaseGate
        In their order.
    start : date or None
        First day of the plan.
    undated : tuple of RoadmapTask
        Tasks without a day.
    week : int or None
        Week of the report, from 1; 0 before the plan begins.
    areas : tuple of AreaRow
        Areas that the gates look at.
    method : Method
        Rules and sources.
    """

    gates: tuple[PhaseGate, ...]
    start: date | None
    undated: tuple[RoadmapTask, ...]
    week: int | None
    areas: tuple[AreaRow, ...]
    method: Method

    @property
    def now(self) -> PhaseGate | None:
        """The phase that the day of the report lies in."""
        return next((one for one in self.gates if one.is_now), None)


def week_of(day: date, start: date) -> int:
    """Return the week that a day lies in, from 1; 0 and below before the start.

    Examples
    --------
    >>> week_of(date(2026, 3, 9), date(2026, 3, 2)), week_of(date(2026, 3, 1), date(2026, 3, 2))
    (2, 0)
    """
    return (day - start).days // 7 + 1


def roadmap_of(
    phases: Sequence[RoadmapPhase],
    tasks: Sequence[RoadmapTask],
    areas: pd.DataFrame,
    *,
    register: RiskRegister,
    indicators: IndicatorSheet,
    conditions: Sequence[PhaseCondition] = (),
    start: date | None = None,
    as_of: date | None = None,
    live: int = 0,
    in_scope: int = 0,
) -> Roadmap:
    """Put tasks into phases, and look at each gate.

    Parameters
    ----------
    phases : sequence of RoadmapPhase
        In their order, with the weeks that each covers.
    tasks : sequence of RoadmapTask
        The plan of work.
    areas : DataFrame
        item, section, title, now, required, gap: areas with their levels; blank is not known.
    register : RiskRegister
        Open risks.
    indicators : IndicatorSheet
        How the indicators stand.
    conditions : sequence of PhaseCondition
        Conditions on answers that the framework states.
    start : date, optional
        First day of the plan.
    as_of : date, optional
        Day of the report.
    live, in_scope : int
        Units that use the capability, and all units; looked at in every phase but the first.

    Examples
    --------
    >>> from workbench.transformation.analysis.indicators import indicator_sheet
    >>> from workbench.transformation.analysis.risks import weigh_risks
    >>> found = roadmap_of(
    ...     [RoadmapPhase("foundation", "Foundation", "", 1, 6)],
    ...     [],
    ...     pd.DataFrame(
    ...         [("data", "infrastructure", "Data", 2, 3, 1)],
    ...         columns=["item", "section", "title", "now", "required", "gap"],
    ...     ),
    ...     register=weigh_risks([], {}),
    ...     indicators=indicator_sheet([], [], []),
    ... )
    >>> found.gates[0].standing, found.gates[0].unmet[0].missing
    ('not met', ('Data: now 2, required 3',))
    """
    rows = rows_of(areas, AreaRow)
    week = None if start is None or as_of is None else max(week_of(as_of, start), 0)
    shared = [_areas(rows), _risks(register), _floors(indicators)]
    units = _units(live, in_scope)
    gates = []
    for number, phase in enumerate(phases):
        is_last = number == len(phases) - 1
        own = [
            one for one in tasks if _lies_in(one, phase, start, is_last=is_last, first=not number)
        ]
        stated = [_stated(one) for one in conditions if one.phase == phase.key]
        gates.append(
            PhaseGate(
                phase=phase,
                begins=None if start is None else start + timedelta(weeks=phase.first - 1),
                ends=None if start is None else start + timedelta(weeks=phase.last, days=-1),
                tasks=tuple(own),
                late=tuple(
                    one for one in own
                    if start and one.finish and week_of(one.finish, start) > phase.last
                ),
                criteria=(*shared, *([units] if number else []), *stated, _done(own, as_of)),
                is_now=week is not None and (
                    phase.first <= week <= phase.last or (is_last and week > phase.last)
                ),
            )
        )  # fmt: skip
    return Roadmap(
        gates=tuple(gates),
        start=start,
        undated=tuple(one for one in tasks if start is None or _day(one) is None),
        week=week,
        areas=tuple(rows),
        method=Method("Phases with gates", {}, _SOURCES),
    )


def _day(task: RoadmapTask) -> date | None:
    return task.finish or task.start


def _lies_in(
    task: RoadmapTask, phase: RoadmapPhase, start: date | None, *, is_last: bool, first: bool
) -> bool:
    """Say whether a task ends in the weeks of a phase."""
    day = _day(task)
    if start is None or day is None:
        return False
    week = week_of(day, start)
    after = first or week >= phase.first
    return after and (is_last or week <= phase.last)


def _criterion(title: str, missing: Sequence[str], unknown: Sequence[str]) -> GateCriterion:
    """Return a criterion: not met where something is missing, else not known where that is so."""
    if missing:
        return GateCriterion(title, "not met", tuple(missing))
    return GateCriterion(title, "not known" if unknown else "met", tuple(unknown))


def _areas(rows: Sequence[AreaRow]) -> GateCriterion:
    title = "Every area is at the level that is required"
    low = [f"{one.title}: now {one.now}, required {one.required}" for one in rows if one.gap]
    open_ = [f"{one.title}: nobody has said" for one in rows if one.gap is None]
    return _criterion(title, low, open_ if rows else ["No area was assessed"])


def _risks(register: RiskRegister) -> GateCriterion:
    title = "Every risk of 15 or more has an owner"
    unknown = [f"{one.risk.title}: likelihood or impact is not known"
               for one in register.rows if one.now is None and one.risk.owner is None]  # fmt: skip
    if not (register.rows or register.came or register.closed):
        unknown = ["No risk is listed: say what may go wrong (sheet risks)"]
    return _criterion(title, [one.risk.title for one in register.ownerless], unknown)


def _floors(indicators: IndicatorSheet) -> GateCriterion:
    title = "No indicator is below its floor"
    floors = [one for one in indicators.rows if one.floor is not None]
    unknown = [f"{one.term.title}: no value yet" for one in floors if one.now is None]
    if not floors:
        unknown = ["No indicator has a floor: state what is the least (sheet kpis)"]
    missing = [
        f"{one.term.title}: {one.now:g}, floor {one.floor:g}" for one in indicators.below_floor
    ]
    return _criterion(title, missing, unknown)


def _units(live: int, in_scope: int) -> GateCriterion:
    title = "Every unit in scope uses the capability"
    missing = [] if live >= in_scope else [f"{in_scope - live} of {in_scope} units do not yet"]
    return _criterion(title, missing, [] if in_scope else ["No unit is listed (sheet rollout)"])


def _stated(one: PhaseCondition) -> GateCriterion:
    standing: Standing = "not known" if one.holds is None else "met" if one.holds else "not met"
    title = f"Ruled out: {one.says[:1].lower()}{one.says[1:].rstrip('.')}"
    missing = {True: (), False: (one.to_do,), None: ("Not all that it rests on is answered",)}
    return GateCriterion(title, standing, missing[one.holds])


def _done(tasks: Sequence[RoadmapTask], as_of: date | None) -> GateCriterion:
    title = "Every task of these weeks is done"
    ahead = [
        one.title for one in tasks
        if one.done is False or (one.done is None and _ahead(one, as_of))
    ]  # fmt: skip
    unknown = [one.title for one in tasks if one.done is None and one.title not in ahead]
    return _criterion(title, ahead, unknown if tasks else ["No task ends in these weeks"])


def _ahead(task: RoadmapTask, as_of: date | None) -> bool:
    day = _day(task)
    return as_of is not None and day is not None and day > as_of
