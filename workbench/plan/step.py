"""Step 3c of a site: the plan of work, how sure its dates are, the people that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from workbench.core.finding import Finding
from workbench.core.method import Method
from workbench.core.rows import rows_of
from workbench.errors import NothingToShow
from workbench.options.step import TeamDecision
from workbench.plan.analysis.rows import DatedActivity, DeadlineRow, PlanEnd
from workbench.plan.analysis.schedule import Schedule, schedule
from workbench.plan.analysis.schedule_risk import ScheduleRisk, schedule_risk
from workbench.plan.analysis.staffing import StaffLoad, staff_load
from workbench.project import Site

_DATED = ("scores", "evidence", "answers", "decisions")  # what a plan follows from


@dataclass(frozen=True, eq=False, repr=False)
class PlanStep:
    """The plan of work of a site; each part is computed when it is first asked for.

    Attributes
    ----------
    site : Site
        The site.
    decision : TeamDecision
        What the team decided; the plan is to serve it.
    """

    site: Site
    decision: TeamDecision

    @cached_property
    def schedule(self) -> Schedule | None:
        """The dated plan; ``None`` without activities."""
        return dated_plan(self.site)

    @cached_property
    def risk(self) -> ScheduleRisk | None:
        """How sure its dates are; ``None`` where nothing can be said."""
        plan, seed = self.site.settings.plan, self.site.settings.parameters.seed
        if self.schedule is None:
            return None
        try:
            return schedule_risk(
                self.schedule,
                seed=seed,
                draws=plan.draws,
                shape=plan.shape,
                correlation=plan.correlation,
            )
        except NothingToShow:
            return None

    @cached_property
    def staffing(self) -> StaffLoad | None:
        """People needed against people there, on the days of the plan; ``None`` without a plan."""
        if self.schedule is None:
            return None
        own = self.site.table("activities")[["activity", "staff", "people"]]
        days = ["site", "activity", "start", "finish", "milestone", "fieldwork"]
        return staff_load(
            self.schedule.table[days].merge(own, on="activity", how="left"),
            self.site.table("staff"),
            working_days=self.site.settings.plan.working_days,
            holidays=holidays(self.site),
            seasons=self.site.table("seasons"),
        )

    @property
    def activities(self) -> pd.DataFrame:
        """One row per activity; columns as in ``Schedule.table``; empty without a plan."""
        if self.schedule is None:
            return pd.DataFrame(columns=["site", "activity", "start", "finish"])
        return self.schedule.table.copy(deep=False)

    @cached_property
    def rows(self) -> list[DatedActivity]:
        """The activities as typed rows; none without a plan."""
        return [] if self.schedule is None else rows_of(self.schedule.table, DatedActivity)

    @cached_property
    def end(self) -> PlanEnd | None:
        """Begin and end of the plan; ``None`` without one."""
        return None if self.schedule is None else rows_of(self.schedule.ends, PlanEnd)[0]

    @property
    def deadlines(self) -> list[DeadlineRow]:
        """The deadlines as typed rows; none without a plan."""
        return [] if self.schedule is None else rows_of(self.schedule.deadlines, DeadlineRow)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Title of each activity."""
        rows = self.site.table("activities")
        return dict(zip(rows["activity"], rows["title"], strict=True))

    @property
    def methods(self) -> list[Method]:
        """The methods of all that is there."""
        found = (self.schedule, self.risk, self.staffing)
        return [one.method for one in found if one is not None]


def plan_of(site: Site, decision: TeamDecision) -> PlanStep:
    """Date the plan of work of a site.

    Parameters
    ----------
    site : Site
        Its tables activities, staff and seasons; settings under ``plan``.
    decision : TeamDecision
        What the team decided.

    Examples
    --------
    >>> from workbench.diagnosis.step import diagnose_place
    >>> from workbench.options.step import weigh_place
    >>> from workbench.project import open_project
    >>> site = open_project("data/example").site("rw-huye")
    >>> step = plan_of(site, weigh_place(site, diagnose_place(site)).decision)
    >>> len(step.activities) == len(step.titles)
    True
    """
    return PlanStep(site, decision)


def dated_plan(site: Site) -> Schedule | None:
    """Date the plan of a site; ``None`` without activities, or where nothing gives a first day."""
    start, settings = first_day(site), site.settings.plan
    if site.table("activities").empty or start is None:
        return None
    return schedule(
        site.table("activities"),
        start=start,
        working_days=settings.working_days,
        seasons=site.table("seasons"),
    )


def first_day(site: Site) -> date | None:
    """Return the day from which a plan may begin.

    It is what the project states; else the day after as-of; else the day after the last judgement,
    evidence, answer or decision; else the first day that an activity names. The same tables give
    the same plan on every day.
    """
    settings = site.settings
    if settings.plan.start is not None:
        return settings.plan.start
    known = pd.concat([site.table(name)["date"] for name in _DATED]).dropna()
    last = settings.as_of or max(known.dt.date, default=None)
    if last is not None:
        return last + timedelta(days=1)
    named = pd.concat([site.table("activities")[name] for name in ("earliest", "deadline")])
    return min(named.dropna().dt.date, default=None)


def holidays(site: Site) -> list[date]:
    """List the days on which nobody works."""
    rows = site.table("seasons")
    rows = rows[rows["kind"] == "holiday"]
    return [
        day.date()
        for first, last in zip(rows["first"], rows["last"], strict=True)
        for day in pd.date_range(first, last, freq="D")
    ]


def findings(found: PlanStep) -> list[Finding]:
    """List deadlines that cannot be kept, and activities whose days nobody knows."""
    late = [
        Finding(
            step="plan",
            kind="deadline-missed",
            site=found.site.key,
            what=f"The deadline of {row.title} is missed by {row.late_days} days as planned.",
            where=("activities", f"activity {row.activity}"),
            why="Who waits for it is promised a day that cannot be kept.",
            to_do="Shorten what leads to it, let it overlap, or agree on a later day.",
            who="who is responsible for the activity",
            serious=True,
        )
        for row in found.deadlines
        if row.possible is False
    ]
    return late + [
        Finding(
            step="plan",
            kind="end-not-known",
            site=found.site.key,
            what=f"Nobody knows when {row.title} ends.",
            where=("activities", f"activity {row.activity}, likely"),
            why="All that follows from it has no days either.",
            to_do="Enter how many days it takes, or what it waits for.",
            who="who is responsible for the activity",
        )
        for row in found.rows
        if row.finish is None
    ]
