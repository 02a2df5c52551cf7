"""The rows of a dated plan, its risk and its staff as typed values, for words, figures and files.

``None`` is not known, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DatedActivity:
    """An activity with its days; a row of `Schedule.table`."""

    site: str
    activity: str
    title: str
    component: str | None
    responsible: str | None
    partners: str | None
    after: str | None
    deliverable: str | None
    milestone: bool
    duration: float | None
    start: date | None
    finish: date | None
    total_float: float | None
    critical: bool | None
    deadline: date | None

    @property
    def helpers(self) -> tuple[str, ...]:
        """Actors that take part, beside who answers for it."""
        return tuple(one for one in (self.partners or "").split(";") if one)

    @property
    def is_mark(self) -> bool:
        """Whether it is a milestone that takes no time and whose day is known."""
        return self.milestone and self.duration == 0 and self.finish is not None


@dataclass(frozen=True, slots=True)
class PlanLink:
    """What comes before an activity; a row of `Schedule.links`."""

    activity: str
    before: str
    kind: str
    lag: int


@dataclass(frozen=True, slots=True)
class PlanEnd:
    """Begin and end of a plan; a row of `Schedule.ends`."""

    site: str
    activities: int
    start: date
    finish: date | None
    finish_at_least: date
    impossible: int

    @property
    def weeks(self) -> int | None:
        """Weeks that the plan takes, begun ones counted."""
        return None if self.finish is None else -(-((self.finish - self.start).days + 1) // 7)


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline and whether it can be kept; a row of `Schedule.deadlines`."""

    activity: str
    title: str
    deadline: date
    finish: date | None
    possible: bool | None
    late_days: int | None
    chain: str


@dataclass(frozen=True, slots=True)
class DrawnActivity:
    """How sure the end of an activity is; a row of `ScheduleRisk.table`."""

    activity: str
    p50: date | None
    p80: date | None
    p_deadline: float | None


@dataclass(frozen=True, slots=True)
class DrawnEnd:
    """How sure the end of a plan is; a row of `ScheduleRisk.ends`."""

    drawn: bool
    planned: date | None
    p_planned: float | None
    p10: date | None
    p50: date | None
    p80: date | None
    p90: date | None


@dataclass(frozen=True, slots=True)
class StaffRun:
    """Working days on which the same activities need the same staff.

    Attributes
    ----------
    staff, title : str
        Key of the kind of staff, and what a report prints.
    first, last : date
        First and last of the days.
    days : int
        Their number.
    needed, available, over : float
        People; `over` is what is missing.
    activities : str
        Keys, joined by ;.
    """

    site: str
    staff: str
    title: str
    first: date
    last: date
    days: int
    needed: float
    available: float
    over: float
    activities: str


@dataclass(frozen=True, slots=True)
class UnknownStaff:
    """What could not be counted of an activity's staff, or only by a guess, in words."""

    site: str
    activity: str
    staff: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Season:
    """Days on which work, or fieldwork, stands still; a row of the table ``seasons``."""

    site: str
    first: date
    last: date
    kind: str


@dataclass(frozen=True, slots=True)
class PlanDates:
    """The days of the activities of a plan.

    Attributes
    ----------
    days : mapping of str to tuple of date or None
        First and last day of each activity; ``None`` where it is not known.
    end : date
        The plan does not end before.
    """

    days: Mapping[str, tuple[date | None, date | None]]
    end: date


@dataclass(frozen=True, slots=True)
class ActivityDays:
    """First and last day of an activity."""

    site: str
    activity: str
    start: date | None
    finish: date | None
