"""Phased, parallel or hybrid: what each takes over all units, and which facts speak for it.

All approaches are dated with the same draws of durations, costs and risks, so that they differ by
the approach alone. A rule names one of them; which one is taken is the team's own choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from zlib import crc32

import numpy as np

from workbench.core.method import Method
from workbench.core.money import cents, from_cents
from workbench.core.table_access import FloatArray
from workbench.errors import NothingToShow
from workbench.plan.analysis.duration_draws import Distribution, draw_durations
from workbench.transformation.analysis.risks import WeighedRisk
from workbench.transformation.analysis.rows import SharedInfrastructure, UnitRollout
from workbench.transformation.analysis.waves import (
    APPROACHES,
    Approach,
    PlannedUnit,
    first_wave,
    most_at_once,
    waves_of,
)

PILOTS_NEEDED: Final = 2
"""Units at which a pilot has to have worked before all are taken on at once."""

DIFFER_FROM: Final = 1 / 3
"""Share of the capabilities that have to differ between units for a hybrid approach, at least."""

_VALUES: Final = 20_000_000  # units × draws that a computation holds at a time
_LEAST_DRAWS: Final = 500
_Z90: Final = 1.2815515655446004  # standard normal, 9 draws in 10 below

_SOURCES = (
    "PERT-beta: mean (shortest + 4 likely + longest) / 6, Malcolm et al. 1959; or triangular",
    "one common factor (Gaussian copula) for durations and one for costs, and their correlation: "
    "ours",
    "cost of a unit: lognormal with the median stated and one chance in ten to cost more than the "
    "high value: ours",
    "a risk comes with its chance, whatever else comes, and adds its delay to the unit's time and "
    "its cost to the unit's cost: ours",
    "who shares a wave: ours",
    "the rule that names an approach: ours",
)


@dataclass(frozen=True, slots=True)
class ApproachOutcome:
    """What one approach takes.

    Attributes
    ----------
    approach : {"phased", "parallel", "hybrid"}
    units : tuple of PlannedUnit
        When each unit is taken on if all goes as is likely and no risk comes, in order; weeks of
        the plan, as all weeks here.
    waves : int
        Number of waves.
    planned : float
        Week by whose end all are live then.
    p10, p50, p80, p90 : float
        Week by whose end all are live in 10, 50, 80 and 90 % of the draws.
    p_in_time : float
        Share of the draws in which the last unit is live within the weeks aimed at.
    people : float
        Most people who work at the same time, by likely times.
    first : tuple of str
        Units that begin on the first day.
    first_p50, first_p80 : Decimal or None
        What these cost in 50 and 80 % of the draws at the most; ``None`` where no cost is known.
    p_first : float or None
        Share of the draws in which they cost no more than the ceiling of the first wave.
    """

    approach: Approach
    units: tuple[PlannedUnit, ...]
    waves: int
    planned: float
    p10: float
    p50: float
    p80: float
    p90: float
    p_in_time: float
    people: float
    first: tuple[str, ...]
    first_p50: Decimal | None
    first_p80: Decimal | None
    p_first: float | None


@dataclass(frozen=True, slots=True)
class ApproachFacts:
    """The four facts that an approach hangs on, and how far the units differ.

    A fact that is not known (``None``) is not shown to hold.

    Attributes
    ----------
    pilots : tuple of str
        Units at which the pilot worked.
    at_once : int
        Units that would be taken on at once.
    teams : int or None
        Support teams.
    listed : int
        Shared infrastructures that are listed; without any, nobody has said what is scarce.
    scarce : tuple of SharedInfrastructure
        Those that more of these units need than can use them at the same time.
    first_p80, ceiling : Decimal or None
        What those of them that can begin on the first day cost in 80 % of the draws at the most, as
        in the outcome of *parallel*, and the ceiling of the first wave.
    capabilities : int
        Capabilities of the package.
    differing : tuple of str
        Those that some unit has to build differently.
    """

    pilots: tuple[str, ...]
    at_once: int
    teams: int | None
    listed: int
    scarce: tuple[SharedInfrastructure, ...]
    first_p80: Decimal | None
    ceiling: Decimal | None
    capabilities: int
    differing: tuple[str, ...]

    @property
    def pilots_worked(self) -> bool:
        """Whether the pilot worked at two units or more."""
        return len(self.pilots) >= PILOTS_NEEDED

    @property
    def teams_suffice(self) -> bool | None:
        """Whether there are as many support teams as units that would be taken on at once."""
        return None if self.teams is None else self.teams >= self.at_once

    @property
    def nothing_scarce(self) -> bool | None:
        """Whether no shared infrastructure is too small for all at once."""
        return not self.scarce if self.listed else None

    @property
    def affordable(self) -> bool | None:
        """Whether the first wave stays below its ceiling in 80 % of the draws."""
        if self.first_p80 is None or self.ceiling is None:
            return None
        return self.first_p80 <= self.ceiling

    @property
    def holding(self) -> tuple[bool | None, ...]:
        """The four answers, in the order of the attributes."""
        return (self.pilots_worked, self.teams_suffice, self.nothing_scarce, self.affordable)

    @property
    def share(self) -> float | None:
        """Share of the capabilities that differ; ``None`` where no unit names any."""
        return len(self.differing) / self.capabilities if self.differing else None

    @property
    def word(self) -> Approach:
        """The approach that the rule names.

        Hybrid where more than a third of the capabilities differ between units; else parallel where
        all four facts are shown to hold; else phased.
        """
        if self.share is not None and self.share > DIFFER_FROM:
            return "hybrid"
        return "parallel" if all(self.holding) else "phased"


@dataclass(frozen=True, slots=True)
class ApproachComparison:
    """The approaches side by side.

    Attributes
    ----------
    outcomes : tuple of ApproachOutcome
        Phased, parallel and hybrid; parallel alone where the number of teams is not known.
    facts : ApproachFacts
        What the rule looks at.
    cost_p50, cost_p80 : Decimal or None
        What all units cost, whichever approach is taken; ``None`` where no cost is known.
    p_ceiling : float or None
        Share of the draws in which all units cost no more than the ceiling of the whole.
    ceiling : Decimal or None
        That ceiling.
    target, begins : float
        Weeks aimed at, and how many of them are over when the first unit begins.
    live : tuple of str
        Units that use the capability already, and are not counted.
    undated, unpriced, unstaffed : tuple of str
        Units without a likely time, which are not in the weeks; without a cost, or without people,
        which are counted as at least nothing.
    method : Method
        Parameters and sources.
    """

    outcomes: tuple[ApproachOutcome, ...]
    facts: ApproachFacts
    cost_p50: Decimal | None
    cost_p80: Decimal | None
    p_ceiling: float | None
    ceiling: Decimal | None
    target: float
    begins: float
    live: tuple[str, ...]
    undated: tuple[str, ...]
    unpriced: tuple[str, ...]
    unstaffed: tuple[str, ...]
    method: Method

    def outcome(self, approach: str) -> ApproachOutcome | None:
        """Return what an approach takes; ``None`` where it could not be worked out."""
        return next((one for one in self.outcomes if one.approach == approach), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproachLimits:
    """What the roll-out has to keep to.

    Attributes
    ----------
    teams : int or None
        Support teams that can each look after one unit at a time.
    ceiling, first_ceiling : Decimal or None
        What all units may cost, and what the first wave may cost.
    weeks : float
        Weeks within which all units are to be live.
    begins : float
        How many of these are over when the first unit begins.
    week_days : int
        Working days of a week; delays of risks are stated in working days.
    """

    teams: int | None = None
    ceiling: Decimal | None = None
    first_ceiling: Decimal | None = None
    weeks: float = 24.0
    begins: float = 6.0
    week_days: int = 5


def compare_approaches(
    units: Sequence[UnitRollout],
    infrastructure: Sequence[SharedInfrastructure] = (),
    risks: Sequence[WeighedRisk] = (),
    *,
    capabilities: Sequence[str] = (),
    limits: ApproachLimits | None = None,
    as_of: date | None = None,
    draws: int = 10_000,
    shape: Distribution = "pert",
    correlation: float = 0.3,
    seed: int = 20260314,
) -> ApproachComparison:
    """Work out what each approach takes.

    Parameters
    ----------
    units : sequence of UnitRollout
        All units of the project, in any order.
    infrastructure : sequence of SharedInfrastructure
        What they share.
    risks : sequence of WeighedRisk
        Open risks of all units. One without a chance, or with neither delay nor cost, changes
        nothing.
    capabilities : sequence of str
        Keys of the capabilities of the package; those that units name in `differs` count as well.
    limits : ApproachLimits, optional
        Teams, ceilings and weeks.
    as_of : date, optional
        Units that are live by then are done.
    draws : int
        Number of draws; fewer where there are very many units, so that they fit into memory.
    shape : {"pert", "triangular"}
        Distribution of a unit's time between shortest and longest.
    correlation : float
        Correlation of the times of the units, and of their costs, through one common factor each.
    seed : int
        Start of the random numbers.

    Raises
    ------
    NothingToShow
        No unit is left that has a likely time.
    """
    limits = limits or ApproachLimits()
    ahead = [one for one in sorted(units, key=lambda one: one.site) if not one.is_live(as_of)]
    dated = [one for one in ahead if one.likely is not None]
    if not dated:
        message = "No unit is left to be taken on whose time is known (sheet rollout)."
        raise NothingToShow(message)
    draws = min(draws, max(_VALUES // len(dated), _LEAST_DRAWS))
    weeks = _durations(dated, shape, correlation, draws, seed)
    costs = _costs(dated, correlation, draws, seed)
    _add_risks(dated, risks, weeks, costs, limits.week_days, seed)
    places = {one.infrastructure: one.at_once for one in infrastructure}
    spread = _Spread([one.site for one in dated], weeks, costs, priced=any(map(_priced, dated)))
    outcomes = {
        approach: _outcome(approach, dated, places, spread, limits)
        for approach in APPROACHES
        if approach == "parallel" or limits.teams is not None
    }
    parameters: dict[str, object] = {
        "draws": draws, "shape": shape, "correlation of durations": correlation,
        "support teams": limits.teams, "weeks aimed at": limits.weeks,
        "weeks before the first unit begins": limits.begins, "seed": seed,
    }  # fmt: skip
    whole = spread.cost(spread.sites)
    return ApproachComparison(
        outcomes=tuple(outcomes.values()),
        facts=_facts(units, dated, infrastructure, outcomes["parallel"], capabilities, limits),
        cost_p50=whole.p50,
        cost_p80=whole.p80,
        p_ceiling=whole.within(limits.ceiling),
        ceiling=limits.ceiling,
        target=limits.weeks,
        begins=limits.begins,
        live=tuple(one.site for one in units if one.is_live(as_of)),
        undated=tuple(one.site for one in ahead if one.likely is None),
        unpriced=tuple(one.site for one in dated if one.cost is None),
        unstaffed=tuple(one.site for one in dated if one.people is None),
        method=Method("Approaches to the roll-out, drawn over all units", parameters, _SOURCES),
    )


def _priced(unit: UnitRollout) -> bool:
    return unit.cost is not None


def _durations(
    units: Sequence[UnitRollout], shape: Distribution, correlation: float, draws: int, seed: int
) -> FloatArray:
    """Draw the weeks of each unit; a blank end of the range is the likely value."""
    likely = np.array([one.likely for one in units], dtype=np.float64)
    low, high = (
        np.array([getattr(one, name) for one in units], dtype=np.float64)
        for name in ("low", "high")
    )
    found = draw_durations(
        "roll-out", [one.site for one in units],
        np.fmin(low, likely), likely, np.fmax(high, likely),
        shape=shape, correlation=correlation, draws=draws, seed=seed,
    )  # fmt: skip
    return found.astype(np.float64)


def _costs(units: Sequence[UnitRollout], correlation: float, draws: int, seed: int) -> FloatArray:
    """Draw the cost of each unit; 0 where it is not known."""
    common = np.random.default_rng([seed, crc32(b"cost")]).standard_normal(draws)
    found = np.zeros((len(units), draws))
    for row, unit in enumerate(units):
        if not unit.cost:
            continue
        high = max(unit.cost_high or unit.cost, unit.cost)
        spread = np.log(float(high) / float(unit.cost)) / _Z90
        own = np.random.default_rng([seed, crc32(f"cost {unit.site}".encode())])
        normal = np.sqrt(correlation) * common
        normal += np.sqrt(1 - correlation) * own.standard_normal(draws)
        found[row] = float(unit.cost) * np.exp(spread * normal)
    return found


def _add_risks(
    units: Sequence[UnitRollout],
    risks: Sequence[WeighedRisk],
    weeks: FloatArray,
    costs: FloatArray,
    week_days: int,
    seed: int,
) -> None:
    """Let each risk come in its share of the draws, and add what it brings."""
    rows = {unit.site: row for row, unit in enumerate(units)}
    for one in risks:
        row = rows.get(one.risk.site)
        if row is None or not one.chance or not (one.risk.delay or one.risk.cost):
            continue
        name = f"risk {one.risk.site} {one.risk.risk}".encode()
        drawn = np.random.default_rng([seed, crc32(name)]).random(weeks.shape[1])
        comes = drawn < one.chance
        weeks[row] += comes * ((one.risk.delay or 0.0) / week_days)
        costs[row] += comes * (one.risk.cost or 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Cost:
    """What some units cost, in all draws; nothing is known where none is priced."""

    drawn: FloatArray | None

    @property
    def p50(self) -> Decimal | None:
        return self._quantile(0.5)

    @property
    def p80(self) -> Decimal | None:
        return self._quantile(0.8)

    def _quantile(self, share: float) -> Decimal | None:
        if self.drawn is None:
            return None
        return from_cents(cents(Decimal(repr(_within(self.drawn, share)))))

    def within(self, ceiling: Decimal | None) -> float | None:
        if self.drawn is None or ceiling is None:
            return None
        return float((self.drawn <= float(ceiling) + 0.005).mean())


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """Weeks and costs of the units in all draws."""

    sites: Sequence[str]
    weeks: FloatArray
    costs: FloatArray
    priced: bool

    def cost(self, sites: Sequence[str]) -> _Cost:
        wanted = set(sites)
        rows = [row for row, site in enumerate(self.sites) if site in wanted]
        return _Cost(self.costs[rows].sum(axis=0) if self.priced else None)

    def of(self, units: Sequence[UnitRollout]) -> FloatArray:
        rows = {site: row for row, site in enumerate(self.sites)}
        found: FloatArray = self.weeks[[rows[one.site] for one in units]]
        return found


def _within(drawn: FloatArray, share: float) -> float:
    """Return the first sorted value that so large a share of the draws does not exceed."""
    rank = max(int(np.ceil(share * len(drawn))) - 1, 0)
    return float(np.partition(drawn, rank)[rank])


def _outcome(
    approach: Approach,
    units: Sequence[UnitRollout],
    places: Mapping[str, int],
    spread: _Spread,
    limits: ApproachLimits,
) -> ApproachOutcome:
    waves = waves_of(units, approach, teams=limits.teams, places=places)
    planned = waves.planned(limits.begins)
    _, finish = waves.course(spread.of(waves.units))
    ends = limits.begins + finish.max(axis=0)
    p10, p50, p80, p90 = (_within(ends, share) for share in (0.1, 0.5, 0.8, 0.9))
    first = first_wave(planned)
    cost = spread.cost(first)
    return ApproachOutcome(
        approach=approach,
        units=planned,
        waves=max(waves.number),
        planned=max(one.finish for one in planned),
        p10=p10,
        p50=p50,
        p80=p80,
        p90=p90,
        p_in_time=float((ends <= limits.weeks + 1e-9).mean()),
        people=most_at_once(planned, {one.site: one.people or 0.0 for one in units}),
        first=first,
        first_p50=cost.p50,
        first_p80=cost.p80,
        p_first=cost.within(_first_ceiling(limits)),
    )


def _first_ceiling(limits: ApproachLimits) -> Decimal | None:
    return limits.ceiling if limits.first_ceiling is None else limits.first_ceiling


def _facts(
    every: Sequence[UnitRollout],
    ahead: Sequence[UnitRollout],
    infrastructure: Sequence[SharedInfrastructure],
    at_once: ApproachOutcome,
    capabilities: Sequence[str],
    limits: ApproachLimits,
) -> ApproachFacts:
    needed = [key for one in ahead for key in one.needs]
    differing = dict.fromkeys(key for one in every for key in one.different)
    return ApproachFacts(
        pilots=tuple(one.site for one in every if one.pilot == "worked"),
        at_once=len(ahead),
        teams=limits.teams,
        listed=len(infrastructure),
        scarce=tuple(
            one for one in infrastructure if needed.count(one.infrastructure) > one.at_once
        ),
        first_p80=at_once.first_p80,
        ceiling=_first_ceiling(limits),
        capabilities=len({*capabilities, *differing}),
        differing=tuple(differing),
    )
