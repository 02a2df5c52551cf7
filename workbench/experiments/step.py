"""Small experiments of a project: what they say, and what follows for a site, or for all sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from workbench.core.method import Method
from workbench.core.money import freeze_rates
from workbench.core.once import once
from workbench.core.rows import rows_of
from workbench.drawing.words import count, percent, tidy
from workbench.experiments.analysis.barriers import Barrier, read_barriers
from workbench.experiments.analysis.check_ins import CheckIns, check_ins
from workbench.experiments.analysis.evidence import (
    Evidence,
    KnownContexts,
    OutcomeEvidence,
    read_contexts,
    unlike_units,
    weigh_experiments,
)
from workbench.experiments.analysis.funding_mix import FundingMix, FundingSource, funding_mix
from workbench.experiments.analysis.meta_regression import Predicted
from workbench.experiments.analysis.next_pilot import NextPilots, Pilot, next_pilots, read_pilots
from workbench.experiments.analysis.pool import Aim, PooledEffects
from workbench.experiments.analysis.ready_to_scale import ScaleTest, read_scale_rows, scale_test
from workbench.experiments.analysis.repeatability import Repeatability, repeatability
from workbench.experiments.analysis.story_themes import StoryThemes, story_themes
from workbench.experiments.analysis.transfer import SiteTransfer, Transfer, transfer
from workbench.experiments.analysis.user_cost import UserCost, user_costs
from workbench.experiments.figures.measure_words import range_words, spread_words
from workbench.project.store.project import site_of

if TYPE_CHECKING:
    from workbench.frameworks.assessment_models import Assessment
    from workbench.project import Project, Site

USUAL: Final = (
    "Higgins, Thompson and Spiegelhalter 2009, https://doi.org/10.1111/j.1467-985X.2008.00552.x",
    "Higgins and Thompson 2002, https://doi.org/10.1002/sim.1186 (I²)",
    "DerSimonian and Laird 1986, https://doi.org/10.1016/0197-2456(86)90046-2",
)
"""Where the usual formulas come from."""

REACH: Final = "reach"
"""Indicator whose target is the number of users that is aimed at."""


def variable_title(key: str) -> str:
    """Return a short name of the tables as words.

    Examples
    --------
    >>> variable_title("distance-to-market")
    'distance to market'
    """
    return tidy(key.replace("-", " ").replace("_", " "))


@dataclass(frozen=True, slots=True)
class DiaryNote:
    """An entry of the diary: what was done, went wrong, was changed or was learnt."""

    site: str
    entry: str
    date: date
    kind: str
    text: str
    context: str | None
    spread_to: int | None


@dataclass(frozen=True, eq=False, repr=False)
class ExperimentsStep:
    """What the experiments say, and what follows for the sites that are looked at.

    Attributes
    ----------
    place : Site or Project
        What is looked at.
    evidence : Evidence
        What all experiments of the project say, outcome by outcome.
    elsewhere : mapping of str to mapping
        What other steps know of conditions for going to scale, by condition.
    """

    place: Site | Project
    evidence: Evidence
    elsewhere: Mapping[str, Mapping[str, float | None]]

    @property
    def site(self) -> Site:
        """The site, where the step is that of one site."""
        return site_of(self.place)

    @property
    def empty(self) -> bool:
        """Whether there is no experiment at all."""
        return not self.evidence.experiments

    def title_of(self, outcome: str) -> str:
        """Return the name of an outcome as the report prints it."""
        own = self.place.settings.experiments.outcomes.get(outcome)
        return own.title if own is not None and own.title else variable_title(outcome).capitalize()

    def unit_of(self, outcome: str) -> str | None:
        """Return the unit of an outcome as the project states it."""
        own = self.place.settings.experiments.outcomes.get(outcome)
        return None if own is None else own.unit

    @property
    def outcomes(self) -> list[tuple[str, OutcomeEvidence]]:
        """The outcomes with their names; where one has several measures, the name says which."""
        every = self.evidence.outcomes
        names = [one.outcome for one in every]
        return [
            (
                self.title_of(one.outcome)
                + (f" ({one.measure})" if names.count(one.outcome) > 1 else ""),
                one,
            )
            for one in every
        ]

    @property
    def title(self) -> str:
        """Name of the outcome that decides."""
        return "" if self.main is None else self.title_of(self.main.outcome)

    @property
    def unit(self) -> str | None:
        """Unit of the outcome that decides."""
        return None if self.main is None else self.unit_of(self.main.outcome)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of sites to print, by short name."""
        pilots = {one.site: one.name for one in self.pilots if one.name}
        return {**pilots, **self.place.names}

    @property
    def variables(self) -> Mapping[str, str]:
        """Names of the variables of context to print."""
        known = [*self.evidence.contexts.units, *self.site_contexts.units]
        return {name: variable_title(name) for name in known}

    def indicator(self, key: str) -> str:
        """Return the name of an indicator as the report prints it."""
        every = (one for assessment in self.assessments for one in assessment.kpis)
        return next((one.title for one in every if one.key == key), variable_title(key))

    @property
    def main(self) -> OutcomeEvidence | None:
        """The outcome that decides."""
        return self.evidence.main

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """Frameworks of assessment that the project uses."""
        return self.place.framework.assessments

    @cached_property
    def site_contexts(self) -> KnownContexts:
        """What all sites of the project are like."""
        return read_contexts(self.place.table("site_contexts"), "site")

    @property
    def unlike_units(self) -> list[tuple[str, tuple[str, ...]]]:
        """Variables that are given in several units."""
        return unlike_units(self.evidence.contexts, self.site_contexts)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Sites that the innovation may go to: those looked at, and those that are known."""
        return tuple(dict.fromkeys([*self.place.keys, *self.site_contexts.values]))

    @cached_property
    def transfer(self) -> Transfer:
        """How far these sites are from the places tried."""
        return once(
            transfer,
            tuple(one.experiment for one in self.evidence.experiments),
            self.evidence.contexts.values,
            self.targets,
            self.site_contexts.values,
            {one.experiment: one.place for one in self.evidence.experiments if one.place},
        )

    @property
    def there(self) -> SiteTransfer:
        """The site beside the places tried, where the step is that of one site."""
        return next(one for one in self.transfer.sites if one.site == self.site.key)

    def expected(self, outcome: OutcomeEvidence, site: str) -> Predicted | None:
        """Return what is expected at a site by its context; ``None`` where nothing can be told."""
        if outcome.line is None or outcome.line.model is None:
            return None
        return outcome.line.at(self.site_contexts.values.get(site, {}))

    def chance(self, outcome: OutcomeEvidence, site: str) -> float | None:
        """Return the chance of an effect worth having there: by its context, else by the pool."""
        expected = self.expected(outcome, site)
        if expected is not None:
            return expected.chance
        return outcome.whole.chance if isinstance(outcome.whole, PooledEffects) else None

    @cached_property
    def pilots(self) -> tuple[Pilot, ...]:
        """Pilots that could be made, and those that were, at all sites of the project."""
        return tuple(read_pilots(self.place.table("pilots")))

    @cached_property
    def next_pilots(self) -> NextPilots | None:
        """Where the next pilot teaches most about the outcome that decides."""
        main = self.main
        if main is None or main.line is None or not isinstance(main.whole, PooledEffects):
            return None
        return next_pilots(
            self.pilots,
            main.whole,
            main.line,
            self.targets,
            self.site_contexts.values,
            self.evidence.contexts.values,
        )

    @cached_property
    def steps(self) -> Repeatability:
        """Whether somebody else can repeat it."""
        return repeatability(self.place.table("steps_to_repeat"))

    def reach_of(self, site: str) -> float | None:
        """Return the number of users that a site aims at."""
        table = self.place.table("kpis")
        own = table[(table["site"] == site) & (table["kpi"] == REACH)]["target"].dropna()
        return None if own.empty else float(own.iloc[0])

    @cached_property
    def costs(self) -> tuple[UserCost, ...]:
        """Cost per user, at what all sites looked at aim at together."""
        aims = [aim for site in self.place.keys if (aim := self.reach_of(site)) is not None]
        return user_costs(self.evidence.experiments, sum(aims) if aims else None)

    @cached_property
    def stories(self) -> StoryThemes:
        """What people told at the sites looked at."""
        return story_themes(self.place.table("stories"))

    @cached_property
    def funding(self) -> tuple[FundingMix, ...]:
        """How the money of each site is spread over its sources, in base currency."""
        settings = self.place.settings
        sources = rows_of(self.place.table("funding"), FundingSource)
        currency = settings.currency or next((o.currency for o in sources if o.currency), "")
        frozen = freeze_rates(
            self.place.table("rates"), currency, day=settings.budget.rate_date or settings.as_of
        )
        rates = {name: 1 / float(rate.per_base) for name, rate in frozen.rates.items()}
        return tuple(funding_mix(site, sources, rates, currency) for site in self.place.keys)

    @cached_property
    def checked(self) -> CheckIns:
        """Planned against observed, at each check-in."""
        kpis = [one for assessment in self.assessments for one in assessment.kpis]
        return check_ins(
            self.place.table("kpi_values"),
            self.place.table("kpis"),
            {one.key: one.direction for one in kpis},
            {one.key: one.floor for one in kpis},
        )

    @cached_property
    def barriers(self) -> tuple[Barrier, ...]:
        """What may keep the innovation from scale, the highest first."""
        every = read_barriers(self.place.table("risks"))
        return tuple(one for one in every if one.site in self.place.keys)

    @cached_property
    def diary(self) -> tuple[DiaryNote, ...]:
        """What was done, changed and learnt, by day."""
        rows = rows_of(self.place.table("diary"), DiaryNote)
        return tuple(sorted(rows, key=lambda one: one.date))

    @cached_property
    def tests(self) -> tuple[ScaleTest, ...]:
        """Whether each site is ready for scale."""
        conditions = [one for assessment in self.assessments for one in assessment.scale_conditions]
        rows = read_scale_rows(self.place.table("scale_tests"))
        return tuple(
            scale_test(site, conditions, rows, self._conditions(site)) for site in self.place.keys
        )

    @property
    def test(self) -> ScaleTest:
        """Whether the site is ready for scale, where the step is that of one site."""
        return next(one for one in self.tests if one.site == self.site.key)

    def _conditions(self, site: str) -> Mapping[str, float | None]:
        """Return what can be computed of the conditions of the framework, by its short names."""
        main, there = self.main, self.transfer.of(site)
        worst = None if main is None else main.drops.worst
        mix = next((one for one in self.funding if one.site == site), None)
        found: dict[str, float | None] = {
            "chance-worth-having": None if main is None else self.chance(main, site),
            "studies": None if main is None else float(main.whole.studies),
            "loss-at-scale": None if worst is None else worst.share,
            "cost-to-worth": self._cost_to_worth(),
            "steps-documented": self.steps.documented,
            "steps-repeated": self.steps.repeated,
            "context-within-range": None if there is None else there.share_within,
            "pilot-elsewhere": _passed([one for one in self.pilots if one.site != site]),
            "funding-concentration": None if mix is None else mix.concentration,
        }
        return MappingProxyType(found | dict(self.elsewhere.get(site, {})))

    def _cost_to_worth(self) -> float | None:
        """Return the cost per user at scale for each unit that one is worth, in base currency."""
        worth = self.place.settings.experiments.user_worth
        own = [one for one in self.costs if one.currency == self.place.settings.currency]
        if worth is None or float(worth) <= 0 or not own or own[0].reach is None:
            return None
        at_scale = own[0].at_scale
        return None if at_scale is None else at_scale / float(worth)

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here."""
        found: list[Method] = []
        if not self.empty:
            found.append(self.evidence.effects.method)
        for one in self.evidence.outcomes:
            if isinstance(one.whole, PooledEffects):
                found += [one.whole.method, _usual_formulas(one.whole)]
            found += [part.method for part in (one.line, one.robust, one.drops) if part]
        if self.next_pilots is not None and not self.next_pilots.empty:
            found.append(self.next_pilots.method)
        if self.stories.stories:
            found.append(self.stories.method)
        if self.steps.steps:
            found.append(self.steps.method)
        return [*found, self.transfer.method, *(one.method for one in self.tests[:1])]


def _usual_formulas(whole: PooledEffects) -> Method:
    """Return what the usual formulas give; they promise too much where experiments are few."""
    measure, freedom = whole.measure, whole.studies - 2
    low, high = (spread_words(one, measure)
                 for one in (whole.between_range.low, whole.between_range.high))  # fmt: skip
    told: dict[str, object] = {
        "outcome": variable_title(whole.outcome),
        f"new place, by t with {count(freedom, 'degree')} of freedom":
            range_words(whole.place_t, measure),
        "new place, by the normal distribution": range_words(whole.place_normal, measure),
        "I²": f"{percent(whole.share_of_spread)}",
        "Q": f"{whole.misfit:.2f} ({percent(whole.by_chance)} by chance)",
        "standard deviation between studies, REML": spread_words(whole.spread.between, measure),
        "its interval by Q-profile": f"{low} to {high}",
    }  # fmt: skip
    if whole.moments is not None:
        told["the same by DerSimonian-Laird"] = spread_words(whole.moments, measure)
    return Method("usual formulas beside ours", told, USUAL)


def _passed(pilots: Sequence[Pilot]) -> float | None:
    """Return the share of the pilots made that passed."""
    made = [one for one in pilots if one.result is not None]
    return sum(one.result == "pass" for one in made) / len(made) if made else None


def experiments_of(
    place: Site | Project, elsewhere: Mapping[str, Mapping[str, float | None]] | None = None
) -> ExperimentsStep:
    """Put the experiments together and hold a site, or all sites, against them.

    Parameters
    ----------
    place : Site or Project
        Its tables experiments, experiment_contexts, site_contexts, pilots, scale_tests,
        steps_to_repeat, stories, funding, rates, kpis, kpi_values, risks and diary; its settings
        under ``experiments``.
    elsewhere : mapping of str to mapping, optional
        What other steps know of conditions for going to scale, such as ``lowest-ingredient``.
    """
    ours = place.settings.experiments
    aims = {
        name: Aim(one.better, one.worth if one.worth is not None else 0.0)
        for name, one in ours.outcomes.items()
    }
    evidence = once(
        weigh_experiments,
        place.table("experiments"),
        place.table("experiment_contexts"),
        aims,
        ours.correlation,
    )
    return ExperimentsStep(place, evidence, dict(elsewhere or {}))
