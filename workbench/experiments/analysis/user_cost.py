"""What one user costs, and what one would cost at scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import linregress, t

from workbench.core.method import Method
from workbench.experiments.analysis.effects import Experiment
from workbench.experiments.analysis.pool import Range
from workbench.experiments.analysis.random_effects import LEVEL

FEWEST_POINTS: Final = 4
"""Experiments of one currency from which on a trend is drawn. Ours."""

METHOD: Final = Method(
    "cost per user at scale",
    {"experiments that a trend needs": FEWEST_POINTS},
    (
        "cost per user as a power of the number reached, on logarithms; interval for a new one: "
        "Draper and Smith 1998, Applied Regression Analysis",
        "the form is that of the experience curve, Wright 1936, "
        "https://doi.org/10.2514/8.155; that it holds here is our assumption",
    ),
)


@dataclass(frozen=True, slots=True)
class CostPoint:
    """What a study cost for each that it reached."""

    study: str
    title: str
    reached: int
    each: float


@dataclass(frozen=True, slots=True)
class UserCost:
    """Cost per user in one currency.

    Attributes
    ----------
    currency : str
    points : tuple of CostPoint
        Studies of which cost and reach are known, the widest last.
    reach : float or None
        Number of users that is aimed at.
    at_scale : float or None
        Cost per user at that number, by the trend; none with fewer than four studies, or where
        all reached the same number.
    range : Range or None
        Interval of it for a new one.
    slope : float or None
        Percent by which the cost per user changes when the number is one per cent larger.
    """

    currency: str
    points: tuple[CostPoint, ...]
    reach: float | None
    at_scale: float | None
    range: Range | None
    slope: float | None

    @property
    def widest(self) -> CostPoint:
        """The study that reached most."""
        return self.points[-1]

    @property
    def beyond(self) -> float | None:
        """How many times as many as were ever reached are aimed at."""
        return None if self.reach is None else self.reach / self.widest.reached


def user_costs(experiments: Sequence[Experiment], reach: float | None) -> tuple[UserCost, ...]:
    """Return the cost per user in each currency, the one with most studies first.

    Parameters
    ----------
    experiments : sequence of Experiment
        A study with several effects counts once.
    reach : float or None
        Number of users that is aimed at.

    Examples
    --------
    >>> from decimal import Decimal
    >>> rows = [
    ...     Experiment(str(n), str(n), "T", "o", "m", cost=Decimal(400), currency="USD", reached=n)
    ...     for n in (100, 200)
    ... ]
    >>> [(one.currency, one.widest.each) for one in user_costs(rows, 1000.0)]
    [('USD', 2.0)]
    """
    found: dict[str, dict[str, CostPoint]] = {}
    for one in experiments:
        if one.cost and one.currency and one.reached:
            point = CostPoint(one.study, one.title, one.reached, float(one.cost) / one.reached)
            found.setdefault(one.currency, {}).setdefault(one.study, point)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(_user_cost(currency, list(own.values()), reach) for currency, own in ordered)


def _user_cost(currency: str, points: list[CostPoint], reach: float | None) -> UserCost:
    own = tuple(sorted(points, key=lambda one: one.reached))
    x = np.log([one.reached for one in own])
    y = np.log([one.each for one in own])
    if reach is None or reach <= 0 or len(own) < FEWEST_POINTS or float(np.ptp(x)) == 0.0:
        return UserCost(currency, own, reach, None, None, None)
    line = linregress(x, y)
    at = math.log(reach)
    value = float(line.intercept) + float(line.slope) * at
    freedom = len(own) - 2
    rest = y - (float(line.intercept) + float(line.slope) * x)
    scatter = math.sqrt(float((rest**2).sum()) / freedom)
    off = (at - float(x.mean())) ** 2 / float(((x - x.mean()) ** 2).sum())
    half = float(t.ppf((1 + LEVEL) / 2, freedom)) * scatter * math.sqrt(1 + 1 / len(own) + off)
    ends = Range(math.exp(value - half), math.exp(value + half))
    return UserCost(currency, own, reach, math.exp(value), ends, float(line.slope))
