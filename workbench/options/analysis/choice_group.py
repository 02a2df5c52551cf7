"""Compare the options of one bottleneck over the draws of weights and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.options.analysis.criterion_values import CriterionNumbers
from workbench.options.analysis.screens import dominance
from workbench.options.analysis.smaa import even_strips, rank_shares, utilities
from workbench.options.analysis.weight_thresholds import best_by_weight, changes

# Values that lie nearer than this are the same; differences below are rounding.
_CLOSE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """The weightings that count, the same for every bottleneck.

    Attributes
    ----------
    drawn : array, shape (draws, criteria)
        Weights of each draw.
    central : array, shape (criteria,)
        Their exact mean.
    seed : int
        Of the random numbers.
    """

    drawn: FloatArray
    central: FloatArray
    seed: int
    _strips: list[FloatArray] = field(default_factory=list)

    def strips(self, options: int) -> FloatArray:
        """Return numbers between 0 and 1 for each draw, option and criterion.

        The k-th option of every bottleneck meets the same numbers, so that a bottleneck has the
        same result whichever others are compared with it.
        """
        draws, size = self.drawn.shape
        while len(self._strips) < options:
            generator = np.random.default_rng([self.seed, 1 + len(self._strips)])
            self._strips.append(even_strips(draws, size, generator))
        return np.stack(self._strips[:options], axis=1)


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The change of one weight that makes another option best.

    Attributes
    ----------
    option, criterion : int
        Positions.
    threshold : float
        Weight from which the option is best.
    direction : {"more", "less"}
        Whether the criterion must weigh more or less than that.
    """

    option: int
    criterion: int
    threshold: float
    direction: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What knowing one number would be worth before choosing.

    Attributes
    ----------
    option, criterion : int
        Positions.
    worth : float
        At most, in units of value.
    changes : float
        Share of draws in which it would change the choice.
    """

    option: int
    criterion: int
    worth: float
    changes: float


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """How the options of one bottleneck compare.

    Attributes
    ----------
    shares : array, shape (options, options)
        Share of draws in which option i takes rank r + 1.
    expected_rank : array, shape (options,)
        Mean rank over the draws, 1 the best.
    rank : array, shape (options,)
        Place by the share of first ranks, then by expected rank, then by position.
    dominated : array of bool, shape (options, options)
        Whether the option of the column dominates that of the row.
    change : WeightChange or None
        The smallest change of one weight that makes another option best.
    known_all : float
        Share of draws in which knowing every number would change the choice.
    learn : Worth or None
        The one number most worth knowing; None where none would change the choice.
    """

    shares: FloatArray
    expected_rank: FloatArray
    rank: FloatArray
    dominated: BoolArray
    change: WeightChange | None
    known_all: float
    learn: Worth | None


def compare_group(found: CriterionNumbers, weighting: Weighting) -> Compared:
    """Compare the options of one bottleneck.

    Parameters
    ----------
    found : CriterionNumbers
        Their numbers, in the order of their names.
    weighting : Weighting
        The weightings that count.
    """
    expected, uncertain = found.expected(), found.uncertain
    values = found.at(weighting.strips(len(expected))) if uncertain.any() else expected
    shares = rank_shares(utilities(values, weighting.drawn))
    expected_rank = shares @ np.arange(1.0, len(shares) + 1.0)
    order = np.lexsort((expected_rank.round(9), -shares[:, 0].round(9)))
    rank = np.empty(len(order))
    rank[order] = np.arange(1, len(order) + 1)
    known_all, learn = 0.0, None
    if uncertain.any():
        parts = values * weighting.central
        known_all = perfect_information(parts.sum(axis=2))[1]
        single = [one for one in _single_numbers(parts, uncertain) if one.changes > 0]
        learn = max(single, key=lambda one: one.worth, default=None)
    return Compared(
        shares=shares,
        expected_rank=expected_rank,
        rank=rank,
        dominated=dominance(found),
        change=_nearest_change(expected, weighting.central, int(order[0])),
        known_all=known_all,
        learn=learn,
    )


def _nearest_change(values: FloatArray, weights: FloatArray, best: int) -> WeightChange | None:
    found = [
        WeightChange(option, criterion, threshold, direction)
        for criterion, weight in enumerate(weights.tolist())
        for option, threshold, direction in changes(
            best_by_weight(values, weights, criterion), weight
        )
        if option != best
    ]

    def distance(one: WeightChange) -> tuple[float, bool]:
        # With two criteria, more of one is less of the other; "more" reads better.
        return round(abs(one.threshold - weights[one.criterion]), 9), one.direction == "less"

    return min(found, key=distance, default=None)


def perfect_information(whole: FloatArray) -> tuple[float, float]:
    """Return the worth of knowing everything (EVPI), and how often it would change the choice.

    Parameters
    ----------
    whole : array, shape (draws, options)
        Value of every option in equally likely states of the world.

    Returns
    -------
    worth : float
        E[max U] - max E[U]; in the unit of the values, which is no money.
    changes : float
        Probability that another option than today's is strictly better.

    Examples
    --------
    Raiffa's oil wildcatter: drill or not, with a dry, wet or soaking hole (.5, .3 and .2).

    >>> drill = np.repeat([[-70.0, 0.0], [50.0, 0.0], [200.0, 0.0]], [5, 3, 2], axis=0)
    >>> worth, changes = perfect_information(drill)
    >>> round(worth, 9), round(changes, 9)
    (35.0, 0.5)
    """
    chosen = whole[:, int(np.argmax(whole.mean(axis=0)))]
    best = whole.max(axis=1)
    worth = float((best - chosen).mean().round(12))
    return max(0.0, worth), float((best > chosen + _CLOSE).mean())


def _single_numbers(parts: FloatArray, uncertain: BoolArray) -> Iterator[Worth]:
    """Return the worth of knowing each uncertain number, the others left at their means (EVPPI).

    Values are sums of independent parts, so knowing one leaves the others at their means: exact on
    the draws, without bins.
    """
    mean = parts.mean(axis=0)
    whole = mean.sum(axis=1)
    for k, i in np.argwhere(uncertain.T).tolist():
        # Only this option moves; of the others the best mean alone can matter.
        rest = np.delete(whole, i).max(initial=-np.inf)
        if np.isfinite(rest):
            known = whole[i] + parts[:, i, k] - mean[i, k]
            two = np.column_stack([known, np.full(len(known), rest)])
            yield Worth(i, k, *perfect_information(two))
