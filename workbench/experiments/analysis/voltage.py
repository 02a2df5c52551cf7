"""What is lost on the way to scale: pilots against later trials, helped against unhelped ones.

Effects of first trials tend to shrink when the innovation is used by everybody, without the team
that made it: List calls that a voltage drop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from workbench.core.method import Method
from workbench.experiments.analysis.effects import Effect, Experiment
from workbench.experiments.analysis.meta_regression import Slope
from workbench.experiments.analysis.pool import Aim, columns_of
from workbench.experiments.analysis.random_effects import fit

FEWEST_EACH: Final = 3
"""Independent studies that each side needs. Ours."""

METHOD: Final = Method(
    "expected loss at scale",
    {"studies that each side needs": FEWEST_EACH},
    (
        "Al-Ubaydli, List and Suskind 2020, https://doi.org/10.1111/iere.12476",
        "List 2022, The Voltage Effect",
    ),
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two sorts of experiments: the sheltered one, and the one nearer to scale."""

    key: str
    sheltered: str
    at_scale: str


@dataclass(frozen=True, slots=True)
class VoltageDrop:
    """What is lost between two sorts of experiments.

    Attributes
    ----------
    contrast : Contrast
    studies : tuple of int
        Independent studies of the sheltered sort, and of the one nearer to scale.
    sheltered : float or None
        Mean effect of the sheltered ones; none where one side has too few studies.
    loss : Slope or None
        By how much the effect is worse near scale; below 0 it is better there.
    """

    contrast: Contrast
    studies: tuple[int, int]
    sheltered: float | None
    loss: Slope | None

    @property
    def share(self) -> float | None:
        """Loss as a share of the sheltered effect, where that is the wanted one."""
        if self.loss is None or self.sheltered is None or self.sheltered <= 0:
            return None
        return self.loss.value / self.sheltered


@dataclass(frozen=True, slots=True)
class Voltage:
    """The drops of one outcome; ``worst`` is the one with the largest share.

    Attributes
    ----------
    drops : tuple of VoltageDrop
        Of contrasts of which both sorts are there.
    absent : tuple of Contrast
        Contrasts of which one sort is missing altogether.
    method : Method
    """

    drops: tuple[VoltageDrop, ...]
    absent: tuple[Contrast, ...]
    method: Method = METHOD

    @property
    def worst(self) -> VoltageDrop | None:
        """The drop with the largest share; none where none can be told."""
        told = [one for one in self.drops if one.share is not None]
        return max(told, key=lambda one: one.share or 0.0, default=None)


_Sort = Callable[[Experiment], bool | None]


def _phase(one: Experiment) -> bool | None:
    return None if one.phase is None else one.phase == "later"


def _support(one: Experiment) -> bool | None:
    return None if one.supported is None else not one.supported


def _participants(one: Experiment) -> bool | None:
    return None if one.participants is None else one.participants == "general users"


def _delivery(one: Experiment) -> bool | None:
    return None if one.delivered_by is None else one.delivered_by != "research team"


_CONTRASTS: Final[tuple[tuple[Contrast, _Sort], ...]] = (
    (Contrast("phase", "first trials", "later trials"), _phase),
    (Contrast("supported", "supported by a project", "without support"), _support),
    (Contrast("participants", "volunteers", "general users"), _participants),
    (Contrast("delivered_by", "brought by the research team", "brought by others"), _delivery),
)


def voltage(
    effects: Sequence[Effect], *, aim: Aim | None = None, correlation: float = 0.6
) -> Voltage:
    """Compare sheltered experiments with those nearer to scale, one contrast at a time.

    Parameters
    ----------
    effects : sequence of Effect
        Of one outcome and one measure.
    aim : Aim, optional
        Which direction is better; left out, more is.
    correlation : float
        As in :func:`workbench.experiments.analysis.pool.pool`.
    """
    sign = -1.0 if aim is not None and aim.better == "down" else 1.0
    drops: list[VoltageDrop] = []
    absent: list[Contrast] = []
    for contrast, sort in _CONTRASTS:
        sorted_rows = [(one, scaled) for one in effects if (scaled := sort(one.of)) is not None]
        numbers = tuple(
            len({one.of.study for one, scaled in sorted_rows if scaled is side})
            for side in (False, True)
        )
        if min(numbers) == 0:
            absent.append(contrast)
            continue
        drops.append(_drop(contrast, sorted_rows, (numbers[0], numbers[1]), sign, correlation))
    return Voltage(tuple(drops), tuple(absent))


def _drop(
    contrast: Contrast,
    rows: Sequence[tuple[Effect, bool]],
    studies: tuple[int, int],
    sign: float,
    correlation: float,
) -> VoltageDrop:
    if min(studies) < FEWEST_EACH:
        return VoltageDrop(contrast, studies, None, None)
    values, errors, names = columns_of([one for one, _ in rows])
    scaled = np.array([[float(side)] for _, side in rows])
    model = fit(sign * values, errors, names, scaled, correlation=correlation)
    error, freedom = model.error_of(np.array([0.0, 1.0]))
    loss = Slope(contrast.key, -float(model.coefficients[1]), error, freedom)
    return VoltageDrop(contrast, studies, float(model.coefficients[0]), loss)
