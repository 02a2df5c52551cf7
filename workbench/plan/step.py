"""Step 3c of a site: the plan of work, how sure its dates are, the people that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import pandas as pd

from workbench.core.method import Method
from workbench.core.money import amount_words
from workbench.core.once import once
from workbench.core.rows import rows_of
from workbench.errors import NothingToShow
from workbench.frameworks.plan_templates import PlanTemplate
from workbench.options.step import TeamDecision
from workbench.page.wording import count
from workbench.plan.analysis.crashing import DeadlineRemedy, deadline_remedies
from workbench.plan.analysis.levelling import LevelledPlan, level_plan
from workbench.plan.analysis.plan_checks import (
    PlannedActivity,
)
from workbench.plan.analysis.plan_draft import draft_activities, draft_costs
from workbench.plan.analysis.rows import (
    DatedActivity,
    DeadlineRow,
    DrawnEnd,
    PlanDates,
    PlanEnd,
    PlanLink,
)
from workbench.plan.analysis.schedule import Schedule, schedule
from workbench.plan.analysis.schedule_risk import ScheduleRisk, schedule_risk
from workbench.plan.analysis.staffing import StaffLoad, staff_load
from workbench.project import Settings, Site

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
    at : Site
        Where the work is planned: the site, or the place that it moves to.
    known : PlanDates or None
        Its days, where they were found for many sites in one go.
    """

    site: Site
    decision: TeamDecision
    at: Site
    known: PlanDates | None = None

    @cached_property
    def dates(self) -> PlanDates | None:
        """The days of its activities alone; ``None`` without a plan."""
        if self.known is not None or self.schedule is None:
            return self.known
        return self.schedule.dates_by_site()[self.at.key]

    @cached_property
    def schedule(self) -> Schedule | None:
        """The dated plan; ``None`` without activities."""
        return dated_plan(self.at)

    @cached_property
    def risk(self) -> ScheduleRisk | None:
        """How sure its dates are; ``None`` where nothing can be said."""
        plan, seed = self.at.settings.plan, self.at.settings.parameters.seed
        if self.schedule is None:
            return None
        try:
            return once(
                schedule_risk, self.schedule, seed=seed, draws=plan.draws, shape=plan.shape,
                correlation=plan.correlation,
            )  # fmt: skip
        except NothingToShow:
            return None

    @cached_property
    def remedies(self) -> Mapping[str, DeadlineRemedy]:
        """What shortening can do for each missed deadline, by activity."""
        found = [] if self.schedule is None else deadline_remedies(self.schedule)
        return {one.activity: one for one in found}

    @cached_property
    def levelled(self) -> LevelledPlan | None:
        """The plan with the people there are, where there are too few; ``None`` elsewhere."""
        if self.schedule is None or self.staffing is None or not self.staffing.overloads:
            return None
        return level_plan(self.schedule, self.at.table("activities"), self.at.table("staff"))

    @cached_property
    def staffing(self) -> StaffLoad | None:
        """People needed against people there, on the days of the plan; ``None`` without a plan."""
        if self.schedule is None:
            return None
        own = self.at.table("activities")[["activity", "staff", "people"]]
        days = ["site", "activity", "start", "finish", "milestone", "fieldwork"]
        return staff_load(
            self.schedule.table[days].merge(own, on="activity", how="left"),
            self.at.table("staff"),
            working_days=self.at.settings.plan.working_days,
            holidays=holidays(self.at),
            seasons=self.at.table("seasons"),
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
    def runs(self) -> dict[str | None, tuple[date, date]]:
        """First and last day of each activity, and under ``None`` of the plan."""
        runs: dict[str | None, tuple[date, date]] = {
            one.activity: (one.start, one.finish) for one in self.rows if one.start and one.finish
        }
        if runs:
            runs[None] = min(one for one, _ in runs.values()), max(one for _, one in runs.values())
        return runs

    @cached_property
    def end(self) -> PlanEnd | None:
        """Begin and end of the plan; ``None`` without one."""
        return None if self.schedule is None else rows_of(self.schedule.ends, PlanEnd)[0]

    @cached_property
    def drawn_end(self) -> DrawnEnd | None:
        """How sure the end is; ``None`` where it could not be drawn."""
        row = None if self.risk is None else rows_of(self.risk.ends, DrawnEnd)[0]
        return row if row is not None and row.drawn and row.p80 is not None else None

    @cached_property
    def later_end(self) -> date | None:
        """End of the plan with the people there are, where that is later; ``None`` elsewhere."""
        plan, end = self.levelled, self.end
        if plan is None or end is None or plan.finish is None or end.finish is None:
            return None
        last = plan.finish.date()
        return last if last > end.finish else None

    @cached_property
    def links(self) -> list[PlanLink]:
        """What comes before what, as typed rows; none without a plan."""
        return [] if self.schedule is None else rows_of(self.schedule.links, PlanLink)

    @property
    def deadlines(self) -> list[DeadlineRow]:
        """The deadlines as typed rows; none without a plan."""
        return [] if self.schedule is None else rows_of(self.schedule.deadlines, DeadlineRow)

    @cached_property
    def planned(self) -> list[PlannedActivity]:
        """What the plan was asked for, as typed rows."""
        return rows_of(self.at.table("activities"), PlannedActivity)

    @cached_property
    def decided_without_activity(self) -> list[str]:
        """Decided options that no activity names, but those that need none (stop, postpone)."""
        options = self.site.table("options")
        kinds = dict(zip(options["proposal"], options["option"], strict=True))
        named = set(self.site.table("activities")["proposal"].dropna())
        return [
            one
            for one in self.decision.follows.decided
            if one not in named and kinds.get(one) not in {"stop", "postpone"}
        ]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Title of each activity."""
        rows = self.at.table("activities")
        return dict(zip(rows["activity"], rows["title"], strict=True))

    @property
    def methods(self) -> list[Method]:
        """The methods of all that is there."""
        found = (self.schedule, self.risk, self.staffing, self.levelled)
        return [one.method for one in found if one is not None]


@dataclass(frozen=True, eq=False, repr=False)
class PlanDraft:
    """A plan proposed for what was decided, to be changed by those who will do it.

    Attributes
    ----------
    site : str
        Key of the site.
    activities, costs : DataFrame
        Rows for the tables of these names, marked as drafted in ``template`` and ``note``; blank is
        for the user to fill in.
    notes : tuple of str
        What to know of it, in sentences.
    """

    site: str
    activities: pd.DataFrame
    costs: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Decided:
    option: str
    proposal: str | None
    cost: float | None


def draft_of(found: PlanStep, template: PlanTemplate) -> PlanDraft:
    """Draft activities and cost lines for the options that were decided on.

    An option that has activities already is left out, unless all of them have.

    Raises
    ------
    NothingToShow
        Nothing is decided.
    """
    site, standing = found.site, found.decision.standing
    whole = standing.empty and not site.framework.judges_levels  # a plan without an option
    if standing.empty and not whole:
        message = f"Nothing is decided for {site.name} yet; enter it in the table decisions first."
        raise NothingToShow(message)
    columns = ["site", "component", "option", "proposal"]
    options = site.table("options").drop(columns=["component", "option"])
    chosen = standing[columns].merge(options, on=["site", "proposal"], how="left")
    named = site.table("activities")["proposal"].dropna().tolist()
    lacking = chosen[~chosen["proposal"].isin(named)]
    drafted = chosen if lacking.empty else lacking
    actors, currency = site.table("actors"), site.settings.currency
    lead = next(iter(site.leads)) if len(site.leads) == 1 else None
    names = {
        "actor": _called(actors, "actor", "name"),
        "component": _called(site.table("components"), "component", "title"),
        "site": _called(site.with_relocation_targets("sites"), "site", "name"),
    }
    activities = draft_activities(
        template,
        site=site.key,
        options=pd.DataFrame({"site": [site.key]}) if whole else drafted,
        lead=lead,
        names=names,
        existing=site.table("activities"),
    )
    costs = draft_costs(activities, leads=lead, currency=currency)
    notes = [f"Durations are those of the template {template.key}: change them."]
    for row in rows_of(chosen, _Decided):
        name = f"{row.proposal} ({row.option})" if row.proposal else row.option
        there = named.count(row.proposal or "")
        if there:
            so = "compare before copying" if lacking.empty else "none is drafted"
            notes.append(f"{name} has {count(there, 'activity')} in the plan already: {so}.")
        elif row.cost is not None:
            money = amount_words(Decimal(round(row.cost)), currency or "", places=0)
            notes.append(f"{name} was estimated at {money}; its cost lines are to add up to that.")
    return PlanDraft(site.key, activities, costs, tuple(notes))


def _called(table: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    known = table.dropna(subset=[name])
    return dict(zip(known[key], known[name], strict=True))


def plan_of(site: Site, decision: TeamDecision, moved_to: Site | None = None) -> PlanStep:
    """Date the plan of work of a site.

    Where the work moves to another place, the plan is the site's own if its activities serve that
    move, and else the one of the other place.

    Parameters
    ----------
    site : Site
        Its tables activities, staff and seasons; settings under ``plan``.
    decision : TeamDecision
        What the team decided.
    moved_to : Site, optional
        The place that the team decided to move to.

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
    own = moved_to is None or serves(site, decision)
    return PlanStep(site, decision, site if moved_to is None or own else moved_to)


def serves(site: Site, decision: TeamDecision) -> bool:
    """Say whether an activity of the site serves what was decided."""
    named = site.table("activities")["proposal"]
    return bool(named.isin(decision.follows.decided).any())


def dated_plan(site: Site) -> Schedule | None:
    """Date the plan of a site; ``None`` without activities, or where nothing gives a first day."""
    start, activities = first_day(site), site.table("activities")
    if activities.empty or start is None:
        return None
    return _scheduled(activities, site.table("seasons"), start, site.settings)


def _scheduled(
    activities: pd.DataFrame, seasons: pd.DataFrame, start: date, settings: Settings
) -> Schedule:
    week = settings.plan.working_days
    return once(schedule, activities, start=start, working_days=week, seasons=seasons)


def dated_together(plans: Sequence[PlanStep]) -> list[PlanStep]:
    """Return plans of one project with their days, found for all of them in one go."""
    by_start: dict[date, dict[str, Site]] = {}
    for one in plans:
        start = first_day(one.at)
        if start is not None and not one.at.table("activities").empty:
            by_start.setdefault(start, {})[one.at.key] = one.at
    found: dict[str, PlanDates] = {}
    for start, sites in by_start.items():
        activities, seasons = (
            pd.concat([one.table(name) for one in sites.values()])
            for name in ("activities", "seasons")
        )
        settings = next(iter(sites.values())).settings
        found |= _scheduled(activities, seasons, start, settings).dates_by_site()
    return [replace(one, known=found.get(one.at.key)) for one in plans]


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
