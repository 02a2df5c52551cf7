"""The rows of a dated plan, its risk and its staff as typed values, for words, figures and files.

``None`` is not known, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DatedActivity:
    """An activity with its days; a row of `Schedule.table`."""

    site: str
    activity: str
    title: str
    responsible: str | None
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
    """Begin and end of a plan; a row of `Schedule.sites`."""

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
    """How sure the end of a plan is; a row of `ScheduleRisk.sites`."""

    drawn: bool
    planned: date | None
    p_planned: float | None
    p10: date | None
    p50: date | None
    p80: date | None
    p90: date | None


@dataclass(frozen=True, slots=True)
class Overload:
    """Days on which more people are needed than there are; a row of `StaffLoad.overloads`."""

    staff: str
    title: str | None
    first: date
    last: date
    needed: float
    available: float
    activities: str


@dataclass(frozen=True, slots=True)
class UnknownStaff:
    """What could not be counted of an activity's staff; a row of `StaffLoad.unknown`."""

    activity: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Season:
    """Days on which work, or fieldwork, stands still; a row of the table `seasons`."""

    first: date
    last: date
    kind: str
