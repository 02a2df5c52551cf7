"""The chain of a site as a value: each step asks the step before it, and is computed once.

>>> case = open_case("data/example", "rw-huye")
>>> case.diagnosis.packages[["score", "bottleneck"]].values.tolist()
[[8, 'clean-seed']]
>>> other = case.what_if(levels={"clean-seed": {"use": 5}})
>>> other.compare(case).head(1)[["what", "before", "after"]].values.tolist()
[['package score', 'at most 8', 'at most 18']]
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import what_if
from workbench.agree import findings as agree_findings
from workbench.agree import step as agree_step
from workbench.agree.state import state as state_of_site
from workbench.assess import step as assess_step
from workbench.budget import findings as budget_findings
from workbench.budget import step as budget_step
from workbench.core.finding import finding_table
from workbench.core.table_access import known
from workbench.diagnosis import step as diagnosis_step
from workbench.errors import InvalidInput, NothingToShow
from workbench.experiments import findings as experiments_findings
from workbench.experiments import step as experiments_step
from workbench.frameworks.plan_templates import find_plan_template
from workbench.language import speak
from workbench.options import step as options_step
from workbench.options.analysis.what_follows import WhatFollows
from workbench.partners import step as partners_step
from workbench.plan import findings as plan_findings
from workbench.plan import step as plan_step
from workbench.portfolio.step import PortfolioStep
from workbench.project import Project, Site, open_project
from workbench.saved_scenario import named_scenario
from workbench.strategy import step as strategy_step
from workbench.transformation import findings as transformation_findings
from workbench.transformation import step as transformation_step

if TYPE_CHECKING:
    import pandas as pd

    from workbench.agree.analysis.progress import State
    from workbench.core.finding import Finding
    from workbench.saved_scenario import NamedScenario
    from workbench.what_if import Changes, Outcome

_LEVELS = "{'clean-seed': {'use': 5}}"
_NO_PHASES = "The project's framework has no phases to roll out in."
_KEPT = 8  # chains that a process remembers: the notebooks of a site, and a few what-ifs


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """One site, from its tables to its strategy.

    Every step is computed when it is first asked for, and once. What it gives is described where it
    is made, in the module ``step`` of its package.

    Attributes
    ----------
    site : Site
        The tables and settings that all of it follows from.
    changes : Changes or None
        What was supposed, where this is a what-if.
    scenario : NamedScenario or None
        The saved scenario that was supposed, where it is one.
    before : Case or None
        The chain that follows from the tables alone, where this is that of a scenario.
    """

    site: Site
    changes: Changes | None = None
    scenario: NamedScenario | None = None
    before: Case | None = None

    @cached_property
    def diagnosis(self) -> diagnosis_step.DiagnosisStep:
        """Where the package stands, what holds it back, how sure that is."""
        return diagnosis_step.diagnose_place(self.site)

    @cached_property
    def options(self) -> options_step.OptionsStep:
        """What could be done about it, and what is advised."""
        return options_step.weigh_place(self.site, self.diagnosis)

    @property
    def decision(self) -> options_step.TeamDecision:
        """What the team decided."""
        return self.options.decision

    @cached_property
    def destination(self) -> Case | None:
        """The chain of the place that the team decided to move to; ``None`` where it stays."""
        place = self.decision.follows.moved_to
        return None if place is None else Case(self.site.moved_to(place))

    @cached_property
    def partners(self) -> partners_step.PartnersStep:
        """With whom, and in which form."""
        there = self.destination
        if there is None:
            return partners_step.choose_partners_of(
                self.site, self.diagnosis, self.decision, lowest=self.assessment.chances
            )
        return partners_step.choose_partners_of(
            there.site,
            there.diagnosis,
            there.decision,
            left=self.site,
            lowest=there.assessment.chances,
        )

    @cached_property
    def plan(self) -> plan_step.PlanStep:
        """Which activities, by whom, until when."""
        moved = self.destination
        return plan_step.plan_of(self.site, self.decision, None if moved is None else moved.site)

    def draft(self, template: str | None = None) -> plan_step.PlanDraft:
        """Propose activities and cost lines for the options that were decided on.

        Parameters
        ----------
        template : str, optional
            Short name of a template: a file of the project's folder ``templates``, or one that
            comes with the workbench. Left out, that of the framework of assessment, which brings a
            whole plan without an option; else the activities of the strategic options.

        Raises
        ------
        NothingToShow
            Nothing is decided.
        UnknownName
            There is no such template, or it has no activities for the option.

        Examples
        --------
        >>> open_case("data/example", "rw-ruhango").draft().activities["activity"].iloc[0]
        'C1'
        """
        own = self.site.project.folder / "templates"
        framework = self.site.framework
        usual = "sr-options" if framework.judges_levels else framework.assessments[0].plan_template
        return plan_step.draft_of(self.plan, find_plan_template(template or usual, own))

    @cached_property
    def budget(self) -> budget_step.BudgetStep:
        """For how much money, and from whom."""
        return budget_step.budget_of(self.site, self.plan, self.options)

    @cached_property
    def strategy(self) -> strategy_step.StrategyStep:
        """The draft strategy, put together."""
        return strategy_step.strategy_of(
            self.site, self.options, self.partners, self.plan, self.budget
        )

    @cached_property
    def agreement(self) -> agree_step.AgreementStep:
        """Who has to agree, how the parties stand, what is agreed."""
        return agree_step.agree_of(self.site, self.diagnosis, self.strategy)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Where steps or tables do not fit each other, in the order of the steps."""
        return (
            *self._found_first(),
            *partners_step.findings(self.partners, strategy_step.responsible_where(self.strategy)),
            *plan_findings.findings(self.plan),
            *budget_findings.findings(self.budget),
            *strategy_step.findings(self.strategy),
            *agree_findings.findings(self.agreement),
        )

    @cached_property
    def assessment(self) -> assess_step.AssessStep:
        """What was answered under the frameworks of assessment that the project uses."""
        return assess_step.assess_place(self.site)

    @cached_property
    def experiments(self) -> experiments_step.ExperimentsStep:
        """What the experiments say of this place."""
        return experiments_step.experiments_of(self.site, _for_scale(self.assessment))

    @cached_property
    def transformation(self) -> transformation_step.TransformationStep:
        """How the roll-out goes over all units, as this one sees it.

        Raises
        ------
        NothingToShow
            No framework of the project has phases to roll out in.
        """
        for one in self.assessment.every:
            if one.framework.phases:
                return transformation_step.transformation_of(one, self.plan, self.budget)
        raise NothingToShow(_NO_PHASES)

    @property
    def state(self) -> State:
        """Which step of the circle the site is in, and what is missing for the next."""
        scored = self.diagnosis.package.score is not None
        return state_of_site(
            self.site,
            scored=scored,
            follows=self.decision.follows,
            whole=lambda: self.agreement,
        )

    def _found_first(self) -> Iterator[Finding]:
        """Yield what the first steps find, which differ by framework."""
        if self.site.framework.judges_levels:
            yield from diagnosis_step.findings(self.diagnosis)
            yield from options_step.findings(self.options)
        yield from assess_step.findings(self.assessment, self.plan.runs)
        if any(one.framework.scale_conditions for one in self.assessment.every):
            yield from experiments_findings.findings(self.experiments)
        if any(one.framework.phases for one in self.assessment.every):
            yield from transformation_findings.findings(self.transformation)

    @property
    def finding_table(self) -> pd.DataFrame:
        """The findings as a table; columns as :func:`workbench.core.finding.finding_table` has."""
        return finding_table(self.findings)

    def what_if(
        self,
        *,
        levels: Mapping[str, Mapping[str, int]] | None = None,
        options: Mapping[str, Mapping[str, object]] | None = None,
        decide: Mapping[str, str] | None = None,
        exclude: str | Sequence[str] = (),
        include: str | Sequence[str] = (),
        start: str | date | None = None,
        durations: Mapping[str, float] | None = None,
        costs: Mapping[str, Mapping[str, object]] | None = None,
        ceiling: float | str | None = None,
    ) -> Case:
        """Suppose something else, and return the chain that follows from it.

        Parameters
        ----------
        levels : mapping of str to mapping, optional
            Levels of components: ``{"clean-seed": {"use": 5}}``. A supposed level counts as
            adopted by the team and as supported by evidence.
        options : mapping of str to mapping, optional
            Columns of an option, by its proposal: ``{"seed-1": {"cost": 50000, "months": 9}}``.
        decide : mapping of str to str, optional
            Proposal decided on for a component: ``{"clean-seed": "seed-2"}``.
        exclude, include : str or sequence of str, optional
            Actors that cannot be partners, and such that have to be.
        start : str or date, optional
            First day of the plan.
        durations : mapping of str to float, optional
            Working days that an activity takes, without a range.
        costs : mapping of str to mapping, optional
            Columns of a cost line: ``{"L1": {"quantity": 2}}``.
        ceiling : float or str, optional
            What there is to spend in all, in base currency.

        Returns
        -------
        Case
            A new one; this one and the files stay as they are.

        Raises
        ------
        UnknownName
            There is no such component, option, actor, activity, line or column.
        InvalidInput
            A level that is not on the scale, or a day that is none.
        """
        changes = what_if.Changes(
            levels=self._other_levels(what_if.changes_by_name(levels, "levels", _LEVELS)),
            options=_cells(options, "options", "{'seed-1': {'cost': 50000}}"),
            decide=what_if.changes_by_name(decide, "decisions", "{'clean-seed': 'seed-2'}"),
            exclude=what_if.names_of(exclude),
            include=what_if.names_of(include),
            start=start,
            durations=what_if.changes_by_name(durations, "durations", "{'A1': 20}"),
            costs=_cells(costs, "costs", "{'L1': {'quantity': 2}}"),
            ceiling=ceiling,
        )
        return Case(what_if.changed_site(self.site, changes), changes.after(self.changes))

    def suppose(self, changes: Changes) -> Case:
        """Return the chain that follows from changes.

        Raises
        ------
        UnknownName, InvalidInput
            As for :meth:`what_if`.
        """
        return self.what_if(**{one.name: getattr(changes, one.name) for one in fields(changes)})

    def under(self, scenario: NamedScenario) -> Case:
        """Return the chain that follows from a saved scenario, which knows this one as before.

        Raises
        ------
        InvalidInput
            It is a scenario of another site, or cannot be supposed any more.
        UnknownName
            It names something that the site does not have any more.
        """
        if scenario.site != self.site.key:
            message = (
                f"The scenario {scenario.name} is one of {scenario.site}, not of {self.site.key}."
            )
            raise InvalidInput(message)
        found = self.suppose(scenario.supposed)
        # The workbooks and diaries beside the report say it too.
        title = f"{found.site.settings.title} ({scenario.stamp})"
        settings = found.site.settings.model_copy(update={"title": title})
        site = replace(found.site, project=replace(found.site.project, settings=settings))
        return replace(found, site=site, scenario=scenario, before=self)

    def _other_levels(self, levels: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
        """Keep the levels that are not those that count already."""
        today = self.diagnosis.components.set_index("component")
        found: dict[str, dict[str, int]] = {}
        for component, given in levels.items():
            if not hasattr(given, "items"):  # from a notebook, where nobody checks types
                message = (
                    f"Levels of {component}: give readiness, use or both, such as "
                    f"{{'{component}': {{'use': 5}}}}."
                )
                raise InvalidInput(message)
            other = {
                dimension: level
                for dimension, level in what_if.changes_by_name(given, "levels", _LEVELS).items()
                if component not in today.index
                or dimension not in today
                or known(today.loc[component, dimension]) is False
                or today.loc[component, dimension] != level
            }
            if other:
                found[component] = other
        return found

    def __repr__(self) -> str:
        """Name the site and what is supposed."""
        supposed = "" if self.changes is None else ", with suppositions"
        return f"<Case of {self.site.name} ({self.site.key}){supposed}>"

    def compare(self, other: Case) -> pd.DataFrame:
        """List what differs between another chain ("before") and this one ("after").

        Returns
        -------
        DataFrame
            step, what, before, after: words, one row per difference, in the order of the steps.

        Raises
        ------
        InvalidInput
            The two are not chains of one site.
        """
        if other.site.key != self.site.key:
            message = (
                f"{other.site.name} and {self.site.name} are two sites; compare one with itself."
            )
            raise InvalidInput(message)
        return what_if.differences(other.outcomes, self.outcomes)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The results of all steps in words that can be compared."""
        return (
            *what_if.diagnosis_outcomes(self.diagnosis),
            *what_if.option_outcomes(self.options),
            *what_if.partner_outcomes(self.partners),
            *what_if.plan_outcomes(self.plan),
            *what_if.budget_outcomes(self.budget),
            *what_if.finding_outcomes(self.findings),
        )


@dataclass(frozen=True, eq=False, repr=False)
class Cases:
    """All sites of a project: the same steps, computed for all of them together.

    Attributes
    ----------
    project : Project
        The tables and settings that all of it follows from.
    """

    project: Project

    def __post_init__(self) -> None:
        """Let what follows be said in the words of the project."""
        speak(self.project.speech)

    @cached_property
    def diagnosis(self) -> diagnosis_step.DiagnosisStep:
        """Where the packages stand."""
        return diagnosis_step.diagnose_place(self.project)

    @cached_property
    def options(self) -> options_step.OptionsStep:
        """What could be done, and what is advised."""
        return options_step.weigh_place(self.project, self.diagnosis)

    @property
    def decision(self) -> options_step.TeamDecision:
        """What the teams decided."""
        return self.options.decision

    @cached_property
    def assessment(self) -> assess_step.AssessStep:
        """What was answered under the frameworks of assessment that the project uses."""
        return assess_step.assess_place(self.project)

    @cached_property
    def transformation(self) -> transformation_step.ProjectRollout:
        """How the roll-out goes over all units, and where each of them stands.

        Raises
        ------
        NothingToShow
            No framework of the project has phases to roll out in.
        """
        for one in self.assessment.every:
            if one.framework.phases:
                decided = not self.decision.standing.empty  # what follows is found at each
                steps = tuple(
                    case.transformation if decided
                    else transformation_step.undecided_unit(one.at(case.site), self.options)
                    for case in map(self.case, self.project.keys)
                )  # fmt: skip
                return transformation_step.ProjectRollout(self.project, one.framework, steps)
        raise NothingToShow(_NO_PHASES)

    @cached_property
    def experiments(self) -> experiments_step.ExperimentsStep:
        """What the experiments say of all places."""
        return experiments_step.experiments_of(self.project, _for_scale(self.assessment))

    @cached_property
    def portfolio(self) -> PortfolioStep:
        """What to fund under one ceiling, and which actors work at several sites."""
        return PortfolioStep(self.project, self.diagnosis, self.options)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Where steps or tables of a site do not fit each other, site by site."""
        return tuple(one for site in self.project.keys for one in self.case(site).findings)

    @cached_property
    def states(self) -> dict[str, State]:
        """Which step of the circle each site is in, and what is missing for the next."""
        scores = self.diagnosis.packages.set_index("site")["score"].notna()
        follows = self.decision.follows_by_site
        return {
            key: state_of_site(
                self.project.site(key),
                scored=bool(scores[key]),
                follows=follows.get(key, WhatFollows()),
                whole=partial(self._agreement, key),
            )
            for key in self.project.keys
        }

    def _agreement(self, site: str) -> agree_step.AgreementStep:
        return self.case(site).agreement

    def case(self, site: str) -> Case:
        """Return the chain of one site.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        return Case(self.project.only([site]).site(site))


def _for_scale(assessed: assess_step.AssessStep) -> dict[str, dict[str, float | None]]:
    """Return what the test for going to scale asks of the assessment, by place."""
    asking = [one for one in assessed.every if one.framework.scale_conditions]
    return asking[0].for_scale if asking else {}


def _cells(
    given: Mapping[str, Mapping[str, object]] | None, what: str, example: str
) -> dict[str, dict[str, object]]:
    rows = what_if.changes_by_name(given, what, example)
    return {
        key: what_if.changes_by_name(one, f"{what} of {key}", example) for key, one in rows.items()
    }


def open_case(
    project: str | Path,
    site: str,
    *,
    framework: str | None = None,
    as_of: str | date | None = None,
    scenario: str | Mapping[str, object] | None = None,
) -> Case:
    """Read a project and return the chain of one of its sites.

    The same tables and settings give the same chain within a process, so that several notebooks of
    a site compute each step once.

    Parameters
    ----------
    project : str or Path
        Folder of the project.
    site : str
        Short name of the site.
    framework : str, optional
        Framework that is expected; levels of another one are refused, never converted.
    as_of : str or date, optional
        Leave out what is dated later; the project's own date by default.
    scenario : str or mapping, optional
        Name of a saved scenario of this site, to be supposed on top of the tables; or the scenario
        itself, see :func:`workbench.saved_scenario.named_scenario`.

    Raises
    ------
    InvalidInput
        The project or the scenario cannot be read, or the date is not one.
    FrameworkMismatch
        The project was scored with another framework.
    UnknownName
        There is no such site or scenario.

    Examples
    --------
    >>> open_case("data/example", "rw-huye").site.name
    'Huye'
    """
    read = open_project(project, sites=_one(site), framework=framework, as_of=as_of)
    only = read.in_its_language()
    key = f"{only.folder} {only.digest()}"
    speak(only.speech)
    case = _remembered(key, lambda: Case(only.site(site)))
    if scenario is None:
        return case
    named = named_scenario(only.folder, scenario)
    return _remembered(f"{key} {named.model_dump_json()}", lambda: case.under(named))


def open_cases(
    project: str | Path,
    *,
    sites: Sequence[str] | None = None,
    framework: str | None = None,
    as_of: str | date | None = None,
) -> Cases:
    """Read a project and return the steps of all its sites, computed together.

    Parameters
    ----------
    project, framework, as_of
        As for :func:`open_case`.
    sites : sequence of str, optional
        Keep these sites only; all of them by default.

    Examples
    --------
    >>> len(open_cases("data/example").diagnosis.packages)
    12
    """
    found = open_project(project, sites=sites, framework=framework, as_of=as_of)
    return Cases(found.in_its_language())


def _one(site: object) -> list[str]:
    if isinstance(site, str):
        return [site]
    message = (
        f"A case is of one site, by its short name such as 'rw-huye'; not of {site!r}. "
        "open_cases takes several."
    )
    raise InvalidInput(message)


_CASES: OrderedDict[str, Case] = OrderedDict()


def _remembered(key: str, make: Callable[[], Case]) -> Case:
    """Return the chain that was made of the same content before, else make it; keep the latest."""
    found = _CASES.pop(key, None) or make()
    _CASES[key] = found
    while len(_CASES) > _KEPT:
        _CASES.popitem(last=False)
    return found
