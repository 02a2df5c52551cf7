"""The roll-out over units: from the tables and the results before it to one result per unit.

The approach is worked out over all units of the project; roadmap, indicators, risks and registers
are those of one unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

import pandas as pd

from workbench.assess.step import FrameworkAssessment
from workbench.budget.step import BudgetStep, budget_of
from workbench.core.method import Method
from workbench.core.once import once
from workbench.core.rows import rows_of
from workbench.core.table_access import numbers
from workbench.errors import NothingToShow
from workbench.frameworks.assessment_models import Assessment
from workbench.options.step import OptionsStep
from workbench.partners.step import actor_names
from workbench.plan.analysis.rows import DatedActivity, PlanEnd
from workbench.plan.step import PlanStep, plan_of
from workbench.project import Project, Site
from workbench.project.store.project import site_of
from workbench.transformation.analysis.approach import (
    ApproachComparison,
    ApproachLimits,
    ApproachOutcome,
    compare_approaches,
)
from workbench.transformation.analysis.indicators import (
    IndicatorGoal,
    IndicatorSheet,
    IndicatorTerm,
    IndicatorValue,
    Milestone,
    indicator_sheet,
    percentage,
    timeline_adherence,
)
from workbench.transformation.analysis.pitfalls import PitfallWatch, watch_pitfalls
from workbench.transformation.analysis.registers import (
    DiaryEntry,
    Issue,
    Registers,
    registers_of,
)
from workbench.transformation.analysis.risks import RiskRegister, weigh_risks
from workbench.transformation.analysis.roadmap import (
    PhaseCondition,
    Roadmap,
    RoadmapPhase,
    RoadmapTask,
    roadmap_of,
)
from workbench.transformation.analysis.rows import Risk, SharedInfrastructure, UnitRollout
from workbench.transformation.analysis.waves import PlannedUnit

INFRASTRUCTURE: Final = ("F3.I1", "F3.I2", "F3.I3", "F3.I4", "F3.I5")
CHANGE: Final = ("F3.C1", "F3.C2", "F3.C3", "F3.C4")
"""Named items of the source: areas of infrastructure; what brings people along."""


@dataclass(frozen=True, eq=False, repr=False)
class Answered:
    """What was answered in the assessment of a unit, as this step needs it.

    Attributes
    ----------
    areas : DataFrame
        item, section, title, now, required, gap: a row per area that has to be built; blank levels
        are not known.
    words : mapping of str to str
        Answers in words, by item: yes or no, a status, a choice.
    holds : callable
        Returns whether a condition on answers holds; ``None`` where that is not known.
    """

    areas: pd.DataFrame
    words: Mapping[str, str]
    holds: Callable[[str], bool | None]


@dataclass(frozen=True, eq=False, repr=False)
class RolloutStep:
    """The roll-out over all units of a project; each part is computed when first asked for.

    Attributes
    ----------
    where : Site or Project
        From where it is looked at; the tables of the roll-out are those of all units either way.
    assessment : Assessment
        The framework of the assessment.
    """

    where: Site | Project
    assessment: Assessment

    @property
    def as_of(self) -> date | None:
        """Day of the report."""
        return self.where.settings.as_of

    @property
    def currency(self) -> str:
        """Base currency of the project; empty where none is stated."""
        return self.where.settings.currency or ""

    @cached_property
    def units(self) -> list[UnitRollout]:
        """What the roll-out takes at every unit of the project."""
        return rows_of(self.where.table("rollout"), UnitRollout)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of the units to print, by key."""
        table = self.where.table("rollout")
        return dict(zip(table["site"], table["name"].fillna(table["site"]), strict=True))

    @property
    def key(self) -> str | None:
        """The unit that looks at it; ``None`` where all are looked at."""
        return None

    @cached_property
    def comparison(self) -> ApproachComparison | None:
        """What each approach takes over all units; ``None`` where nothing can be said."""
        return _compared(self.where, self.assessment, self.units)

    @property
    def chosen(self) -> str | None:
        """Approach that was chosen; ``None`` where it was not."""
        return None

    @property
    def taken(self) -> ApproachOutcome | None:
        """What the chosen approach takes, or without a choice the one that the rule names."""
        if self.comparison is None:
            return None
        return self.comparison.outcome(self.chosen or self.comparison.facts.word)

    @property
    def live(self) -> int:
        """Units of the project that use the capability."""
        return sum(one.is_live(self.as_of) for one in self.units)


@dataclass(frozen=True, eq=False, repr=False)
class TransformationStep(RolloutStep):
    """The roll-out as one unit sees it.

    Attributes
    ----------
    answered : Answered
        What was answered.
    plan : PlanStep
        Its plan of work.
    budget : BudgetStep
        Its budget.
    """

    answered: Answered
    plan: PlanStep
    budget: BudgetStep

    @property
    def site(self) -> Site:
        """The unit."""
        return site_of(self.where)

    @property
    def key(self) -> str | None:
        """The unit."""
        return self.site.key

    @cached_property
    def _actors(self) -> Mapping[str, str]:
        return actor_names(self.site)

    def actor(self, key: str | None) -> str:
        """Return what an actor is called; "nobody" where none is named."""
        return "nobody" if key is None else self._actors.get(key, key)

    @property
    def own(self) -> UnitRollout | None:
        """What it takes at this unit; ``None`` where nobody says."""
        return next((one for one in self.units if one.site == self.key), None)

    @property
    def chosen(self) -> str | None:
        """Approach that the team has chosen; ``None`` where it has not."""
        return next((self.answered.words[key] for key in items_of(self.assessment, "F3.S1")
                     if key in self.answered.words), None)  # fmt: skip

    @property
    def place(self) -> PlannedUnit | None:
        """When this unit is taken on in that approach; ``None`` where it is live or not dated."""
        units = () if self.taken is None else self.taken.units
        return next((one for one in units if one.site == self.key), None)

    @cached_property
    def register(self) -> RiskRegister:
        """Risks of this unit."""
        rows = [one for one in _risks(self.site) if one.site == self.site.key]
        return weigh_risks(rows, self.assessment.likelihood)

    @cached_property
    def registers(self) -> Registers:
        """Issues, lessons and practices of this unit."""
        return registers_of(
            rows_of(self.site.table("issues"), Issue),
            rows_of(self.site.table("diary"), DiaryEntry),
            self.as_of,
        )

    @cached_property
    def start(self) -> date | None:
        """First day of the plan; without a plan of work, that of the settings."""
        schedule = self.plan.schedule
        ends = [] if schedule is None else rows_of(schedule.ends, PlanEnd)
        return next((one.start for one in ends), self.where.settings.plan.start)

    @cached_property
    def tasks(self) -> list[RoadmapTask]:
        """Tasks of the plan, and whether all that they are to close is closed."""
        if self.plan.schedule is None:
            return []
        done = _closed(self.plan.at.table("requirements"), self.answered)
        return [
            RoadmapTask(
                one.activity, one.title, one.start, one.finish, one.responsible,
                done.get(one.activity), one.milestone,
            )
            for one in rows_of(self.plan.schedule.table, DatedActivity)
        ]  # fmt: skip

    @cached_property
    def indicators(self) -> IndicatorSheet:
        """Indicators of this unit."""
        given = rows_of(self.site.table("kpi_values"), IndicatorValue)
        computed, used = self._computed(given)
        return indicator_sheet(
            [IndicatorTerm(o.key, o.title, o.group, self._unit(o.unit), o.direction, o.floor,
                           o.meaning)
             for o in self.assessment.kpis],
            rows_of(self.site.table("kpis"), IndicatorGoal),
            [one for one in given if one.kpi not in used],
            computed=computed,
            as_of=self.as_of,
        )  # fmt: skip

    def _unit(self, unit: str) -> str:
        return unit.replace("base currency", self.currency or "base currency")

    def _computed(self, given: list[IndicatorValue]) -> tuple[dict[str, float], set[str]]:
        """Return indicators that follow from tables, and those whose values are used up by that."""
        of_rows = {
            "F3.K1": percentage(self.live, len(self.units)),
            "F3.K5": timeline_adherence(self._milestones, self.as_of),
            "F3.K7": percentage(self.register.mitigated, len(self.register.rows)),
        }
        found = {
            one.key: value
            for row, value in of_rows.items()
            for one in self.assessment.kpis
            if row in one.rows and value is not None
        }
        used = set()
        for one in self.assessment.kpis:
            last = max((v for v in given if v.kpi == one.key and v.planned), default=None,
                       key=lambda v: v.date)  # fmt: skip
            if "F3.K6" in one.rows and last is not None:
                found[one.key] = 100 * last.value / (last.planned or 1.0)
                used.add(one.key)
        return found, used

    @property
    def _milestones(self) -> list[Milestone]:
        rows = (
            [] if self.plan.schedule is None else rows_of(self.plan.schedule.table, DatedActivity)
        )
        done = {one.activity: one.done for one in self.tasks}
        return [
            Milestone(one.activity, one.title, one.deadline, done.get(one.activity))
            for one in rows
            if one.deadline is not None
        ]

    @cached_property
    def roadmap(self) -> Roadmap:
        """The phases of the plan with their gates."""
        return roadmap_of(
            [RoadmapPhase(one.key, one.title, one.purpose, one.first, one.last)
             for one in self.assessment.phases],
            self.tasks,
            self.answered.areas,
            register=self.register,
            indicators=self.indicators,
            conditions=self._conditions,
            start=self.start,
            as_of=self.as_of,
            live=self.live,
            in_scope=len(self.units),
        )  # fmt: skip

    @property
    def _conditions(self) -> list[PhaseCondition]:
        holds = self.answered.holds
        return [
            PhaseCondition(phase.key, one.key, one.says, one.to_do, holds(one.when))
            for phase in self.assessment.phases
            for one in phase.leave_when
        ]

    @cached_property
    def watch(self) -> PitfallWatch:
        """The four pitfalls of the source."""
        keys = items_of(self.assessment, *INFRASTRUCTURE)
        performance = next((o.key for o in self.assessment.kpis if "F3.K2" in o.rows), None)
        estimate = self.budget.estimate
        return watch_pitfalls(
            infrastructure=[one for one in self.roadmap.areas if one.item in keys],
            change=self.change,
            week=self.roadmap.week,
            budget_p80=None if estimate is None else estimate.p80,
            ceiling=self.budget.ceiling,
            tasks=self.tasks,
            performance=self.indicators.row(performance),
        )

    @property
    def change(self) -> dict[str, str | None]:
        """Status of each activity of bringing people along, by its title."""
        return {
            self.assessment.item(key).title: self.answered.words.get(key)
            for key in items_of(self.assessment, *CHANGE)
        }

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here."""
        own = [] if self.comparison is None else [self.comparison.method]
        return [*own, self.roadmap.method, self.indicators.method, self.register.method,
                self.watch.method, self.registers.method]  # fmt: skip


def transformation_of(
    assessed: FrameworkAssessment, plan: PlanStep, budget: BudgetStep
) -> TransformationStep:
    """Put the roll-out together as one unit sees it.

    Parameters
    ----------
    assessed : FrameworkAssessment
        The assessment of the unit: answers, areas, conditions for leaving a phase. Its site has the
        tables risks, kpis, kpi_values, issues, diary, capabilities, requirements; rollout and
        infrastructure of the whole project; settings under ``transformation``.
    plan : PlanStep
        Its plan of work.
    budget : BudgetStep
        Its budget.
    """
    answered = Answered(assessed.areas, assessed.said, assessed.holds)
    return TransformationStep(assessed.site, assessed.framework, answered, plan, budget)


def undecided_unit(assessed: FrameworkAssessment, options: OptionsStep) -> TransformationStep:
    """Put the roll-out of a unit together from the options of a project without any decision."""
    site = assessed.site
    plan = plan_of(site, replace(options.decision, place=site))
    return transformation_of(assessed, plan, budget_of(site, plan, options))


@dataclass(frozen=True, eq=False, repr=False)
class ProjectRollout(RolloutStep):
    """The roll-out over all units, with what each of them sees.

    Attributes
    ----------
    steps : tuple of TransformationStep
        One for each unit, in the order of the file.
    """

    steps: tuple[TransformationStep, ...]

    @property
    def chosen(self) -> str | None:
        """Approach that all units that chose one have chosen; ``None`` where they differ."""
        return next(iter(self.choices)) if len(self.choices) == 1 else None

    @property
    def choices(self) -> dict[str, int]:
        """Number of units that chose each approach, the one of most units first."""
        return dict(Counter(one.chosen for one in self.steps if one.chosen).most_common())

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here."""
        return [one.method for one in (self.comparison,) if one is not None]


def _compared(
    place: Site | Project, assessment: Assessment, units: list[UnitRollout]
) -> ApproachComparison | None:
    """Compare the approaches over all units of a project; ``None`` where nothing can be said."""
    ours, plan = place.settings.transformation, place.settings.plan
    ceiling = ours.ceiling or place.settings.budget.ceiling
    first = ours.first_wave_ceiling
    try:
        return once(
            compare_approaches,
            units,
            rows_of(place.table("infrastructure"), SharedInfrastructure),
            weigh_risks(_risks(place), assessment.likelihood).rows,
            capabilities=[one.key for one in assessment.capabilities],
            limits=ApproachLimits(
                teams=ours.support_teams,
                ceiling=None if ceiling is None else Decimal(ceiling),
                first_ceiling=None if first is None else Decimal(first),
                weeks=ours.weeks,
                begins=ours.weeks_before,
                week_days=len(plan.working_days),
            ),
            as_of=place.settings.as_of,
            draws=plan.draws,
            shape=plan.shape,
            correlation=plan.correlation,
            seed=place.settings.parameters.seed,
        )
    except NothingToShow:
        return None


def _risks(place: Site | Project) -> list[Risk]:
    return rows_of(place.table("risks"), Risk)


def items_of(assessment: Assessment, *rows: str) -> list[str]:
    """Return the keys of the items that cover named items of the source, in the file's order."""
    return [one.key for one in assessment.items if set(rows) & set(one.rows)]


def _closed(requirements: pd.DataFrame, answered: Answered) -> dict[str, bool]:
    """Return for each task whether all items that it is to close are closed.

    An area is closed when its gap is, an activity when it is done; what is not answered is open.
    """
    gaps = dict(zip(answered.areas["item"], numbers(answered.areas, "gap"), strict=True))
    found: dict[str, bool] = {}
    tied = requirements.dropna(subset=["activity"])
    for item, activity in zip(tied["item"], tied["activity"], strict=True):
        closed = bool(gaps.get(item) == 0) or answered.words.get(item) in {"done", "yes"}
        found[str(activity)] = found.get(str(activity), True) and closed
    return found
