"""What the pool hangs on: small studies, doubtful and unregistered ones, any single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from workbench.core.method import Method
from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.meta_regression import Slope
from workbench.experiments.analysis.pool import PooledEffects, TooFew, columns_of, pool
from workbench.experiments.analysis.random_effects import RandomEffects, fit, weighted_mean

SMALL_STUDIES: Final = 10
"""Studies below which nothing is said of small ones (Cochrane Handbook, chapter 13)."""

MOST_LEFT_OUT: Final = 20
"""Studies that are left out one by one: those that move the mean most, the spread being kept."""

METHOD: Final = Method(
    "what the pool hangs on",
    {"studies from which small-study effects are tested": SMALL_STUDIES},
    (
        "Egger et al. 1997, https://doi.org/10.1136/bmj.315.7109.629; as a meta-regression on the "
        "standard error, Sterne and Egger 2005, https://doi.org/10.1002/0470870168.ch6",
        "Viechtbauer and Cheung 2010, https://doi.org/10.1002/jrsm.11 (leaving one out)",
    ),
)

Kept = Literal["without doubtful", "registered", "randomised", "later trials"]


@dataclass(frozen=True, slots=True)
class Without:
    """The pool of a part of the effects, beside that of all.

    Attributes
    ----------
    kept : str
        Which effects it is made of.
    dropped : int
        How many effects are not in it.
    pool : PooledEffects or TooFew
    """

    kept: Kept
    dropped: int
    pool: PooledEffects | TooFew


@dataclass(frozen=True, slots=True)
class LeftOutStudy:
    """The pool without one study; ``mean`` and ``chance`` are what it then is."""

    study: str
    title: str
    mean: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """What a pool hangs on.

    Attributes
    ----------
    small : Slope or None
        How effects grow with their standard error (Egger); none below ten studies, or where all
        errors are alike.
    parts : tuple of Without
        Where some effects differ in it: without doubtful ones, registered ones alone, and so on.
    one_out : tuple of LeftOutStudy
        Those that move the mean most come first; none with fewer than four studies.
    method : Method
    """

    small: Slope | None
    parts: tuple[Without, ...]
    one_out: tuple[LeftOutStudy, ...]
    method: Method = METHOD

    def without(self, kept: Kept) -> Without | None:
        """Return the pool of a part; none where every effect is in it, or none."""
        return next((one for one in self.parts if one.kept == kept), None)


_PARTS: Final[tuple[tuple[Kept, Callable[[Effect], bool]], ...]] = (
    ("without doubtful", lambda one: not one.of.doubt),
    ("registered", lambda one: one.of.registered is True),
    ("randomised", lambda one: one.of.design == "randomised"),
    ("later trials", lambda one: one.of.phase == "later"),
)


def robustness(whole: PooledEffects, *, correlation: float = 0.6) -> Robustness:
    """Look what a pool hangs on.

    Parameters
    ----------
    whole : PooledEffects
    correlation : float
        As the pool took it.
    """
    parts = []
    for name, keep in _PARTS:
        own = [one for one in whole.effects if keep(one)]
        if 0 < len(own) < len(whole.effects):
            made = pool(own, aim=whole.aim, correlation=correlation)
            parts.append(Without(name, len(whole.effects) - len(own), made))
    return Robustness(_small(whole, correlation), tuple(parts), tuple(_one_out(whole, correlation)))


def _small(whole: PooledEffects, correlation: float) -> Slope | None:
    values, errors, studies = columns_of(whole.effects)
    if whole.studies < SMALL_STUDIES or float(np.ptp(errors)) < 1e-9 * float(errors.max()):
        return None
    model = fit(values, errors, studies, errors[:, None], correlation=correlation)
    error, freedom = model.error_of(np.array([0.0, 1.0]))
    return Slope("standard error", float(model.coefficients[1]), error, freedom)


def _one_out(whole: PooledEffects, correlation: float) -> list[LeftOutStudy]:
    """Put the rest together again without each of the studies that move the mean most."""
    found = []
    for study in _movers(whole.effects, whole.model):
        rest = [one for one in whole.effects if one.of.study != study]
        made = pool(rest, aim=whole.aim, correlation=correlation)
        if isinstance(made, TooFew):
            return []
        title = next(one.of.title for one in whole.effects if one.of.study == study)
        ends = made.mean_range
        found.append(LeftOutStudy(study, title, made.mean, ends.low, ends.high, made.chance))
    return sorted(found, key=lambda one: -abs(one.mean - whole.mean))


def _movers(effects: Sequence[Effect], model: RandomEffects) -> list[str]:
    """Return the studies by how far the mean moves without each, the spread being kept."""
    studies = np.array([one.of.study for one in effects], dtype=object)
    moved = {}
    for study in dict.fromkeys(studies):
        rest = studies != study
        if rest.any():
            moved[study] = abs(weighted_mean(model, rest) - float(model.coefficients[0]))
    return sorted(moved, key=lambda study: -moved[study])[:MOST_LEFT_OUT]
