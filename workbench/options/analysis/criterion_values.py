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

from workbench.core.table_access import SHOWN, BoolArray, FloatArray, numbers
from workbench.errors import InvalidInput, Problem

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

    @property
    def outside(self) -> BoolArray:
        """Whether a known number lies outside the fixed range of its criterion."""
        lowest = np.array([one.lowest for one in self.criteria])
        highest = np.array([one.highest for one in self.criteria])
        return self.known & ((self.central < lowest) | (self.central > highest))

    def rows(self, rows: Sequence[int]) -> CriterionNumbers:
        """Give the numbers of some options, in the order asked for."""
        kept = list(rows)
        parts = (self.low[kept], self.likely[kept], self.high[kept], self.known[kept])
        return CriterionNumbers(self.criteria, *parts)

    def at(self, u: FloatArray) -> FloatArray:
        """Give the values at some points of probability.

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
        number = _triangle(u, self.low, self.likely, self.high)
        value = np.empty_like(u)
        for k, criterion in enumerate(self.criteria):
            x, y = zip(*criterion.points, strict=True)
            value[:, :, k] = np.interp(number[:, :, k], x, y)
        return np.where(self.known, value, u)

    def expected(self) -> FloatArray:
        """Give the mean value of every number; 0.5 where nothing is known."""
        points = (np.arange(QUANTILES) + 0.5) / QUANTILES
        grid = np.broadcast_to(points[:, None, None], (QUANTILES, *self.low.shape))
        certain = self.at(np.full((1, *self.low.shape), 0.5))[0]
        mean: FloatArray = np.where(self.uncertain, self.at(grid).mean(axis=0), certain)
        return mean


def criterion_numbers(
    options: pd.DataFrame, criteria: Sequence[Criterion], table: str = "options"
) -> CriterionNumbers:
    """Read the numbers of options on criteria.

    Parameters
    ----------
    options : DataFrame
        One row per option; of each criterion its column, and where there are some the columns
        ``<column>_low`` and ``<column>_high``. Absent columns and blanks are not known. After the
        option "stop" nothing is reached: its gain and chance of the target are the worst.
    criteria : sequence of Criterion
        The criteria.
    table : str
        Name of the table, for problems.

    Returns
    -------
    CriterionNumbers

    Raises
    ------
    InvalidInput
        A range that does not hold its likely number, an infinite number, or an unknown word.

    Examples
    --------
    >>> from workbench.frameworks import load_criteria
    >>> options = pd.DataFrame({"cost": [250_000.0, None], "success_low": [0.2, 0.0]})
    >>> criteria = load_criteria().chosen(["cost", "success"])
    >>> criterion_numbers(options, criteria).expected().round(2).tolist()
    [[0.5, 0.6], [0.5, 0.5]]
    """
    low, likely, high = (
        np.column_stack([_column(options, one, end, table) for one in criteria]).astype(np.float64)
        for end in ("_low", "", "_high")
    )
    _refuse_disorder(options, criteria, (low, likely, high), table)
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


def _column(options: pd.DataFrame, criterion: Criterion, end: str, table: str) -> FloatArray:
    """Read one column of a criterion, words as their numbers."""
    name = criterion.column + end
    if criterion.words and name in options:
        given = options[name].astype("str")
        bad = (given.notna() & ~given.isin(list(criterion.words))).to_numpy(bool)
        _refuse(options, bad, name, ", ".join(criterion.words), table)
        mapped = given.map(dict(criterion.words))
        values: FloatArray = np.asarray(mapped.to_numpy(np.float64, na_value=np.nan), np.float64)
    else:
        values = numbers(options, name)
        _refuse(options, np.isinf(values), name, "a number", table)
    if criterion.key in REACHED_BY_NONE and "option" in options:
        stopped = (options["option"] == "stop").to_numpy(bool)
        values = values.copy()
        values[stopped & np.isnan(values)] = criterion.lowest
    return values


def _refuse_disorder(
    options: pd.DataFrame,
    criteria: Sequence[Criterion],
    ends: tuple[FloatArray, FloatArray, FloatArray],
    table: str,
) -> None:
    low, likely, high = ends
    with np.errstate(invalid="ignore"):
        bad = (low > likely) | (likely > high) | (low > high)
    for k, criterion in enumerate(criteria):
        name = criterion.column
        expected = f"{name}_low, {name} and {name}_high in this order"
        _refuse(options, bad[:, k], name, expected, table)


def _refuse(options: pd.DataFrame, bad: BoolArray, column: str, expected: str, table: str) -> None:
    if not bad.any():
        return
    problems = [
        Problem(
            file=table,
            column=column,
            found=str(row.get(column, "")),
            expected=expected,
            advice=f"Correct it, or leave it blank. (Option {row.get('proposal', '')}.)",
            site=str(row["site"]) if "site" in row else None,
        )
        for row in options[bad].head(SHOWN).to_dict("records")
    ]
    message = f"{int(bad.sum())} option(s) cannot be compared"
    raise InvalidInput(message, problems)


def _triangle(u: FloatArray, low: FloatArray, likely: FloatArray, high: FloatArray) -> FloatArray:
    """Give quantiles of triangular numbers; of even ones where there is no likely number."""
    width = high - low
    even = low + u * width
    with np.errstate(invalid="ignore"):
        rising = u * width < likely - low
        part = np.where(rising, u * (likely - low), (1 - u) * (high - likely))
        root = np.sqrt(width * part)
    peaked = np.where(rising, low + root, high - root)
    return np.where(np.isnan(likely), even, peaked)
