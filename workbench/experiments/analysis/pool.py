"""Effects of one outcome put together: their mean, their spread, what to expect elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from scipy.stats import chi2, norm, t

from workbench.core.method import Method
from workbench.core.table_access import FloatArray
from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.random_effects import (
    LEVEL,
    MEAN_ROW,
    RandomEffects,
    Spread,
    between_quantiles,
    chance_above,
    fit,
    misfit,
    new_place,
)

FEWEST: Final = 3
"""Independent studies below which nothing is put together. Ours."""

_TAIL: Final = (1 - LEVEL) / 2

SOURCES: Final = (
    "Viechtbauer 2005, https://doi.org/10.3102/10769986030003261 (REML)",
    "Knapp and Hartung 2003, https://doi.org/10.1002/sim.1482",
    "Viechtbauer 2007, https://doi.org/10.1002/sim.2514 (Q-profile)",
    "Pustejovsky and Tipton 2022, https://doi.org/10.1007/s11121-021-01246-3 (dependent effects)",
    "Nagashima, Noma and Furukawa 2019, https://doi.org/10.1177/0962280218773520 "
    "(prediction from a confidence distribution)",
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted of an outcome.

    Attributes
    ----------
    better : {"up", "down"}
        Whether a larger or a smaller effect is better.
    worth : float
        Effect from which on it is worth having, in the measure of the effects; 0 is "any".
    """

    better: Literal["up", "down"] = "up"
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Range:
    """An interval at 95 per cent."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class PooledEffects:
    """Effects of one outcome and one measure, put together.

    Attributes
    ----------
    outcome, measure : str
    effects : tuple of Effect
    aim : Aim
    model : RandomEffects
    method : Method

    Notes
    -----
    The interval for a new place is read from the confidence distributions of mean and spread. The
    published short cuts stand beside it (:attr:`place_t` with k - 2 degrees of freedom,
    :attr:`place_normal`); both promise too much where experiments are few, see the simulation in
    docs/benchmarks.md.
    """

    outcome: str
    measure: str
    effects: tuple[Effect, ...]
    aim: Aim
    model: RandomEffects
    method: Method

    @property
    def studies(self) -> int:
        """Independent studies."""
        return self.model.number

    @property
    def mean(self) -> float:
        """Mean of the true effects."""
        return float(self.model.coefficients[0])

    @cached_property
    def _error(self) -> tuple[float, float]:
        return self.model.error_of(MEAN_ROW)

    @property
    def error(self) -> float:
        """Standard error of the mean: Knapp-Hartung, or robust."""
        return self._error[0]

    @property
    def model_error(self) -> float:
        """Standard error of the mean as the model alone has it."""
        return math.sqrt(float(self.model.shape[0, 0]))

    @property
    def mean_range(self) -> Range:
        """Interval of the mean."""
        error, freedom = self._error
        half = float(t.ppf(1 - _TAIL, freedom)) * error
        return Range(self.mean - half, self.mean + half)

    @property
    def spread(self) -> Spread:
        """Variances of true effects."""
        return self.model.spread

    @cached_property
    def between_range(self) -> Range:
        """Interval of the variance between studies, by the Q-profile method."""
        low, high = between_quantiles(self.model, np.array([_TAIL, 1 - _TAIL]))
        return Range(float(low), float(high))

    @cached_property
    def misfit(self) -> float:
        """Cochran's Q: by how much effects differ, were there no difference of places."""
        return misfit(self.model, Spread(0.0, 0.0))

    @property
    def by_chance(self) -> float:
        """Chance of effects that differ as much as these, were the true effect the same."""
        return float(chi2.sf(self.misfit, self.model.freedom))

    @property
    def share_of_spread(self) -> float:
        """I²: share of the variance of effects that is not sampling error."""
        weights = self.model.errors**-2.0
        typical = (len(weights) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
        return float(self.spread.total / (self.spread.total + typical))

    @property
    def moments(self) -> float | None:
        """Variance between studies by DerSimonian and Laird; none where effects depend."""
        if self.model.dependent:
            return None
        weights = self.model.errors**-2.0
        scale = weights.sum() - (weights**2).sum() / weights.sum()
        return max(0.0, float((self.misfit - self.model.freedom) / scale))

    @cached_property
    def place(self) -> Range:
        """Interval of the true effect at a new place."""
        return Range(*new_place(self.model, MEAN_ROW))

    @property
    def place_normal(self) -> Range:
        """The same by the normal distribution, with the model's own error."""
        half = float(norm.ppf(1 - _TAIL)) * math.hypot(
            math.sqrt(self.spread.total), self.model_error
        )
        return Range(self.mean - half, self.mean + half)

    @property
    def place_t(self) -> Range:
        """The same by t with k - 2 degrees of freedom (Higgins, Thompson, Spiegelhalter 2009)."""
        scale = math.hypot(math.sqrt(self.spread.total), self.model_error)
        half = float(t.ppf(1 - _TAIL, self.studies - 2)) * scale
        return Range(self.mean - half, self.mean + half)

    def chance_of(self, value: float) -> float:
        """Return the chance that the true effect at a new place is better than a value."""
        above = chance_above(self.model, MEAN_ROW, value)
        return above if self.aim.better == "up" else 1 - above

    @cached_property
    def chance(self) -> float:
        """Chance that the true effect at a new place is better than what is worth having."""
        return self.chance_of(self.aim.worth)


@dataclass(frozen=True, slots=True)
class TooFew:
    """Effects that are not put together, because too few of them are independent."""

    outcome: str
    measure: str
    effects: tuple[Effect, ...]

    @property
    def studies(self) -> int:
        """Independent studies."""
        return len({one.of.study for one in self.effects})


def pool(
    effects: Sequence[Effect], *, aim: Aim | None = None, correlation: float = 0.6
) -> PooledEffects | TooFew:
    """Put effects of one outcome and one measure together.

    Parameters
    ----------
    effects : sequence of Effect
        At least one.
    aim : Aim, optional
        What is wanted; left out, more is better and any effect is worth having.
    correlation : float
        Assumed correlation of sampling errors of effects of one study. Ours.

    Examples
    --------
    >>> from workbench.experiments.analysis.effects import Experiment
    >>> def row(key, value):
    ...     of = Experiment(key, key, key, "yield", "mean difference")
    ...     return Effect(of, value, 0.1, "stated")
    >>> found = pool([row("a", 0.1), row("b", 0.3), row("c", 0.5), row("d", 0.3)])
    >>> round(found.mean, 2), found.studies
    (0.3, 4)
    >>> pool([row("a", 0.1), row("b", 0.3)]).studies
    2
    """
    of = effects[0].of
    rows = tuple(effects)
    if len({one.of.study for one in rows}) < FEWEST:
        return TooFew(of.outcome, of.measure, rows)
    model = fit(*columns_of(rows), correlation=correlation)
    wanted = aim or Aim()
    parameters: dict[str, object] = {
        "outcome": of.outcome.replace("-", " "),
        "worth having": wanted.worth,
        "better": wanted.better,
    }
    if model.dependent:
        parameters["assumed correlation of effects of one study"] = correlation
    method = Method("random-effects pool (REML)", parameters, SOURCES)
    return PooledEffects(of.outcome, of.measure, rows, wanted, model, method)


def columns_of(effects: Sequence[Effect]) -> tuple[FloatArray, FloatArray, list[str]]:
    """Return values, standard errors and studies of effects."""
    values = np.array([one.value for one in effects])
    errors = np.array([one.error for one in effects])
    return values, errors, [one.of.study for one in effects]
