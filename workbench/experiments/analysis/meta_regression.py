"""Which features of a place go with larger effects, as far as the number of studies can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.stats import t

from workbench.core.method import Method
from workbench.core.table_access import FloatArray
from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.pool import Aim, Range, columns_of
from workbench.experiments.analysis.random_effects import (
    LEVEL,
    RandomEffects,
    chance_above,
    fit,
    new_place,
)

STUDIES_EACH: Final = 10
"""Studies that a variable needs (Cochrane Handbook, chapter 10)."""

SOURCES: Final = (
    "Thompson and Higgins 2002, https://doi.org/10.1002/sim.1187",
    "Knapp and Hartung 2003, https://doi.org/10.1002/sim.1482",
    "Deeks, Higgins and Altman, Cochrane Handbook, chapter 10 (10 studies for each variable)",
)

Contexts = Mapping[str, Mapping[str, float]]
"""Values by experiment or site, then by variable."""


@dataclass(frozen=True, slots=True)
class Slope:
    """What goes with one unit more of a variable.

    Attributes
    ----------
    variable : str
    value, error, freedom : float
        Change of the effect, its standard error and degrees of freedom.
    """

    variable: str
    value: float
    error: float
    freedom: float

    @property
    def range(self) -> Range:
        """Interval at 95 per cent."""
        half = float(t.ppf((1 + LEVEL) / 2, self.freedom)) * self.error
        return Range(self.value - half, self.value + half)

    @property
    def by_chance(self) -> float:
        """Chance of a slope as steep as this, were there none."""
        if self.error == 0:
            return 1.0 if self.value == 0 else 0.0
        return float(2 * t.sf(abs(self.value) / self.error, self.freedom))


@dataclass(frozen=True, slots=True)
class LeftOutVariable:
    """A variable that was not used, and why."""

    variable: str
    why: str


@dataclass(frozen=True, slots=True)
class Predicted:
    """Effect that is expected at a place.

    Attributes
    ----------
    value, error : float
        The line at that place and its standard error.
    place : Range
        Interval of the true effect there.
    chance : float
        Chance that it is better than what is worth having.
    """

    value: float
    error: float
    place: Range
    chance: float


@dataclass(frozen=True, eq=False)
class MetaRegression:
    """Effects as a line in features of the places.

    Attributes
    ----------
    variables : tuple of str
        That are in the line; none where the studies cannot bear one.
    left_out : tuple of LeftOutVariable
    centres : mapping of str to float
        Mean of each variable, which it is counted from.
    model : RandomEffects or None
        None where no variable is in.
    effects : tuple of Effect
        Those with a value of each variable.
    aim : Aim
    method : Method
    """

    variables: tuple[str, ...]
    left_out: tuple[LeftOutVariable, ...]
    centres: Mapping[str, float]
    model: RandomEffects | None
    effects: tuple[Effect, ...]
    aim: Aim
    method: Method = field(default=Method("meta-regression (REML)", {}, SOURCES))

    @property
    def slopes(self) -> tuple[Slope, ...]:
        """What goes with each variable."""
        if self.model is None:
            return ()
        found = []
        for number, name in enumerate(self.variables, start=1):
            at = np.zeros(len(self.variables) + 1)
            at[number] = 1.0
            value = float(self.model.coefficients[number])
            found.append(Slope(name, value, *self.model.error_of(at)))
        return tuple(found)

    def at(self, context: Mapping[str, float]) -> Predicted | None:
        """Return what is expected at a place; ``None`` where a variable of it is not known."""
        if self.model is None or not set(self.variables) <= set(context):
            return None
        own = [context[name] - self.centres[name] for name in self.variables]
        row = np.array([1.0, *own])
        value = float(row @ self.model.coefficients)
        above = chance_above(self.model, row, self.aim.worth)
        return Predicted(
            value=value,
            error=self.model.error_of(row)[0],
            place=Range(*new_place(self.model, row)),
            chance=above if self.aim.better == "up" else 1 - above,
        )


def meta_regression(
    effects: Sequence[Effect],
    contexts: Contexts,
    *,
    order: Sequence[str] = (),
    aim: Aim | None = None,
    correlation: float = 0.6,
) -> MetaRegression:
    """Fit a line in as many features of places as the number of studies can bear.

    Parameters
    ----------
    effects : sequence of Effect
        Of one outcome and one measure.
    contexts : mapping
        Values by experiment, then by variable.
    order : sequence of str
        Variables in the order in which they are wanted; left out, those known of most experiments
        come first, then by name. Nothing is chosen by how well it fits.
    aim : Aim, optional
    correlation : float
        As in :func:`workbench.experiments.analysis.pool.pool`.
    """
    known = {name for one in effects for name in contexts.get(one.of.experiment, ())}
    wanted = [*(one for one in order if one in known)]
    numbers = {name: sum(name in contexts.get(e.of.experiment, ()) for e in effects)
               for name in known}  # fmt: skip
    wanted += sorted(known - set(wanted), key=lambda name: (-numbers[name], name))
    taken: list[str] = []
    left_out: list[LeftOutVariable] = []
    for name in wanted:
        why = _why_not(effects, contexts, taken, name)
        if why:
            left_out.append(LeftOutVariable(name, why))
        else:
            taken.append(name)
    rows = _with_all(effects, contexts, taken)
    model, centres = None, {}
    if taken:
        table = _table(rows, contexts, taken)
        middle = table.mean(axis=0)
        centres = dict(zip(taken, map(float, middle), strict=True))
        model = fit(*columns_of(rows), table - middle, correlation=correlation)
    parameters: dict[str, object] = {
        "variables": ", ".join(taken) or "none", "studies for each variable": STUDIES_EACH,
    }  # fmt: skip
    return MetaRegression(
        tuple(taken), tuple(left_out), MappingProxyType(centres), model, rows, aim or Aim(),
        Method("meta-regression (REML)", parameters, SOURCES),
    )  # fmt: skip


def _with_all(
    effects: Sequence[Effect], contexts: Contexts, names: Sequence[str]
) -> tuple[Effect, ...]:
    return tuple(one for one in effects if set(names) <= set(contexts.get(one.of.experiment, ())))


def _table(effects: Sequence[Effect], contexts: Contexts, names: Sequence[str]) -> FloatArray:
    return np.array([[contexts[one.of.experiment][name] for name in names] for one in effects])


def _why_not(effects: Sequence[Effect], contexts: Contexts, taken: Sequence[str], name: str) -> str:
    """Say why a further variable cannot be borne; nothing where it can."""
    names = [*taken, name]
    rows = _with_all(effects, contexts, names)
    studies = len({one.of.study for one in rows})
    need = STUDIES_EACH * len(names)
    if studies < need:
        beside = f" beside {len(taken)} more" if taken else ""
        return f"{studies} studies have a value, and {need} are needed{beside}"
    table = _table(rows, contexts, names)
    if float(np.ptp(table[:, -1])) == 0.0:
        return "it is the same everywhere"
    design = np.column_stack([np.ones(len(rows)), table - table.mean(axis=0)])
    scale = np.linalg.norm(design, axis=0)
    if np.linalg.matrix_rank(design / scale, tol=1e-8) < design.shape[1]:
        return "it follows from the other variables"
    return ""
