"""Compare the options of one bottleneck over the draws of weights and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.options.analysis.criterion_values import CriterionNumbers
from workbench.options.analysis.screens import dominance
from workbench.options.analysis.smaa import (
    Acceptability,
    even_strips,
    rank_acceptability,
    utilities,
)
from workbench.options.analysis.value_of_information import known_part, perfect_information
from workbench.options.analysis.weight_thresholds import best_by_weight, changes


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """The weightings that count, the same for every bottleneck.

    Attributes
    ----------
    keys : list of str
        Keys of the criteria.
    drawn : array, shape (draws, criteria)
        Weights of each draw.
    central : array, shape (criteria,)
        Their exact mean.
    seed : int
        Of the random numbers.
    """

    keys: list[str]
    drawn: FloatArray
    central: FloatArray
    seed: int
    _strips: list[FloatArray] = field(default_factory=list)

    def strips(self, options: int) -> FloatArray:
        """Give numbers between 0 and 1 for each draw, option and criterion.

        The k-th option of every bottleneck meets the same numbers, so that a bottleneck has the
        same result whichever others are compared with it.
        """
        draws, size = self.drawn.shape
        while len(self._strips) < options:
            generator = np.random.default_rng([self.seed, 1 + len(self._strips)])
            self._strips.append(even_strips(draws, size, generator))
        return np.stack(self._strips[:options], axis=1)


@dataclass(frozen=True, slots=True)
class Worth:
    """What knowing a number would be worth before choosing.

    Attributes
    ----------
    criterion, option : int or None
        Position of the criterion and option; None: all of them.
    worth : float
        At most, in units of value.
    changes : float
        Share of draws in which it would change the choice.
    """

    criterion: int | None
    option: int | None
    worth: float
    changes: float


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """How the options of one bottleneck compare.

    Attributes
    ----------
    rows : array of int, shape (options,)
        Their rows in the table of options.
    names : list of str
        Their proposals.
    expected : array, shape (options, criteria)
        Mean values.
    ranks : Acceptability
        Ranks over the draws.
    dominated : array of bool, shape (options, options)
        Whether the option of the column dominates that of the row.
    low, high : array, shape (options,)
        5th and 95th percentile of the weighted value over the draws.
    confidence : array, shape (options,)
        Share of draws of values in which an option is best at its own central weights.
    swing : list of (int, int, float, str)
        Option, criterion, threshold, direction.
    information : list of Worth
        Of everything, of each criterion, and of each number that is uncertain.
    """

    rows: IntArray
    names: list[str]
    expected: FloatArray
    ranks: Acceptability
    dominated: BoolArray
    low: FloatArray
    high: FloatArray
    confidence: FloatArray
    swing: list[tuple[int, int, float, str]]
    information: list[Worth]


def compare_group(
    rows: IntArray, found: CriterionNumbers, names: list[str], weighting: Weighting
) -> Compared:
    """Compare the options of one bottleneck.

    Parameters
    ----------
    rows : array of int
        Rows of the options, sorted by name.
    found : CriterionNumbers
        Their numbers.
    names : list of str
        Their proposals.
    weighting : Weighting
        The weightings that count.

    Returns
    -------
    Compared
    """
    expected = found.expected()
    uncertain = found.uncertain
    values = found.at(weighting.strips(len(rows))) if uncertain.any() else expected
    ranks = rank_acceptability(values, weighting.drawn)
    whole = utilities(values, weighting.drawn)
    low, high = np.quantile(whole, [0.05, 0.95], axis=0)
    return Compared(
        rows=rows,
        names=names,
        expected=expected,
        ranks=ranks,
        dominated=dominance(found),
        low=low,
        high=high,
        confidence=_confidence(values, ranks.central),
        swing=_swing(expected, weighting.central),
        information=list(_information(values, uncertain, weighting.central)),
    )


def _confidence(values: FloatArray, central: FloatArray) -> FloatArray:
    result = np.full(len(central), np.nan)
    for i, weights in enumerate(central):
        if not np.isnan(weights).any():
            whole = np.atleast_2d((values @ weights).round(12))
            result[i] = float((whole[:, i] >= whole.max(axis=1)).mean())
    return result


def _swing(expected: FloatArray, weights: FloatArray) -> list[tuple[int, int, float, str]]:
    return [
        (option, criterion, threshold, direction)
        for criterion in range(len(weights))
        for option, threshold, direction in changes(
            best_by_weight(expected, weights, criterion), float(weights[criterion])
        )
    ]


def _information(values: FloatArray, uncertain: BoolArray, weights: FloatArray) -> Iterator[Worth]:
    """Give the worth of knowing everything, each criterion, and each uncertain number.

    Values are sums of independent parts, so knowing one leaves the others at their means: exact on
    the draws, without bins.
    """
    if values.ndim == 2:  # everything is known
        yield Worth(None, None, 0.0, 0.0)
        return
    parts = values * weights
    mean = parts.mean(axis=0)
    whole = mean.sum(axis=1)
    yield Worth(None, None, *perfect_information(parts.sum(axis=2)))
    for k in np.flatnonzero(uncertain.any(axis=0)):
        known = whole + parts[:, :, k] - mean[:, k]
        yield Worth(int(k), None, *known_part(whole, parts[:, :, k], mean[:, k]))
        for i in np.flatnonzero(uncertain[:, k]):
            # Only this option moves; of the others the best mean alone can matter.
            rest = np.delete(whole, i).max(initial=-np.inf)
            if np.isfinite(rest):
                two = np.column_stack([known[:, i], np.full(len(known), rest)])
                yield Worth(int(k), int(i), *perfect_information(two))
