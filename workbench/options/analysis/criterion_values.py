"""Numbers of options on criteria, with their ranges, and the values that follow from them.

A number that is not known is never 0: its value may be anything from 0 to 1, so that ignorance
shows as less certainty. That is our own choice, and what is missing is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray, IntArray, numbers

if TYPE_CHECKING:
    from workbench.frameworks import Criterion

#: Points at which the mean value of an uncertain number is computed, evenly in probability.
QUANTILES = 1000

#: Criteria that say how far the package is brought; after "stop" there is none, so the worst end.
REACHED_BY_NONE = ("gain", "target")


@dataclass(frozen=True, slots=True, eq=False)
class CriterionNumbers:
    """Numbers of options on criteria; every array has the shape (options, criteria).

    Attributes
    ----------
    criteria : tuple of Criterion
        The criteria, in the order of the columns.
    low, high : array
        Ends of the range of each number, in the unit of its criterion; NaN where it is not known.
    likely : array
        Most likely number; NaN where only a range is known, or nothing.
    known : array of bool
        Whether anything is known of it.
    """

    criteria: tuple[Criterion, ...]
    low: FloatArray
    likely: FloatArray
    high: FloatArray
    known: BoolArray

    @property
    def central(self) -> FloatArray:
        """Most likely number, else the middle of the range; NaN where nothing is known."""
        return np.where(np.isnan(self.likely), (self.low + self.high) / 2, self.likely)

    @property
    def uncertain(self) -> BoolArray:
        """Whether a number is not known or has a range."""
        return ~self.known | (self.high > self.low)

    def rows(self, rows: IntArray) -> CriterionNumbers:
        """Return the numbers of some options, in the order asked for."""
        parts = (self.low[rows], self.likely[rows], self.high[rows], self.known[rows])
        return CriterionNumbers(self.criteria, *parts)

    def at(self, u: FloatArray) -> FloatArray:
        """Return the values at some points of probability.

        Parameters
        ----------
        u : array, shape (points, options, criteria)
            Points between 0 and 1, one for each number.

        Returns
        -------
        array, the same shape
            Values from 0 to 1: numbers from a triangle (low, likely, high), or evenly from a range
            without a likely number, through the value function; where nothing is known, evenly
            from 0 to 1.
        """
        value = u.copy()
        for k, criterion in enumerate(self.criteria):
            x, y = zip(*criterion.points, strict=True)
            for i in np.flatnonzero(self.known[:, k]):
                number: FloatArray | float = self.high[i, k]
                if self.uncertain[i, k]:
                    ends = (self.low[i, k], self.likely[i, k], self.high[i, k])
                    number = _triangle(u[:, i, k], *ends)
                value[:, i, k] = np.interp(number, x, y)
        return value

    def expected(self) -> FloatArray:
        """Return the mean value of every number; 0.5 where nothing is known."""
        if not self.uncertain.any():
            certain: FloatArray = self.at(np.full((1, *self.low.shape), 0.5))[0]
            return certain
        points = (np.arange(QUANTILES) + 0.5) / QUANTILES
        grid = np.broadcast_to(points[:, None, None], (QUANTILES, *self.low.shape))
        values = self.at(grid)
        mean: FloatArray = np.where(self.uncertain, values.mean(axis=0), values[0])
        return mean


def criterion_numbers(options: pd.DataFrame, criteria: Sequence[Criterion]) -> CriterionNumbers:
    """Read the numbers of options on criteria.

    Parameters
    ----------
    options : DataFrame
        One row per option; of each criterion its column, and where there are some the columns
        ``<column>_low`` and ``<column>_high``. Absent columns and blanks are not known. After the
        option "stop" nothing is reached: its gain and chance of the target are the worst.
    criteria : sequence of Criterion
        The criteria.

    Examples
    --------
    >>> from workbench.frameworks import load_criteria
    >>> options = pd.DataFrame({"cost": [250_000.0, None], "success_low": [0.2, 0.0]})
    >>> criteria = load_criteria().chosen(["cost", "success"])
    >>> criterion_numbers(options, criteria).expected().round(2).tolist()
    [[0.5, 0.6], [0.5, 0.5]]
    """
    low, likely, high = (
        np.column_stack([_column(options, one, end) for one in criteria])
        for end in ("_low", "", "_high")
    )
    known = ~(np.isnan(low) & np.isnan(likely) & np.isnan(high))
    lowest, highest = (
        np.array([getattr(one, end) for one in criteria]) for end in ("lowest", "highest")
    )
    has = ~np.isnan(likely)
    # Of a range with one end, the other is the end of the criterion's range, or the likely number.
    low_end = np.where(has, likely, np.fmin(lowest, high))
    high_end = np.where(has, likely, np.fmax(highest, low))
    low = np.where(np.isnan(low) & known, low_end, low)
    high = np.where(np.isnan(high) & known, high_end, high)
    return CriterionNumbers(tuple(criteria), low, likely, high, known)


def _column(options: pd.DataFrame, criterion: Criterion, end: str) -> FloatArray:
    """Read one column of a criterion, words as their numbers."""
    name = criterion.column + end
    if criterion.words and name in options:
        mapped = options[name].astype("str").map(dict(criterion.words))
        values: FloatArray = np.asarray(mapped.to_numpy(np.float64, na_value=np.nan))
    else:
        values = numbers(options, name)
    if criterion.key in REACHED_BY_NONE and "option" in options:
        stopped = (options["option"] == "stop").to_numpy(bool)
        values = values.copy()
        values[stopped & np.isnan(values)] = criterion.lowest
    return values


def _triangle(u: FloatArray, low: float, likely: float, high: float) -> FloatArray:
    """Return quantiles of a triangular number; of an even one where there is no likely number."""
    width = high - low
    if np.isnan(likely):
        return low + u * width
    rising = u * width < likely - low
    part = np.where(rising, u * (likely - low), (1 - u) * (high - likely))
    root = np.sqrt(width * part)
    return np.asarray(np.where(rising, low + root, high - root), dtype=np.float64)
