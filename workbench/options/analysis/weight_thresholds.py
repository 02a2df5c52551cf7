"""The weight of a criterion from which another option becomes best.

One weight moves from 0 to 1 while the others keep their proportions. Every option's value is then a
straight line over that weight, and the best option changes only where lines cross: exact, no draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.table_access import FloatArray

# Values that lie nearer than this are the same; differences below are rounding.
_CLOSE = 1e-12


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the weight of one criterion over which one option is best.

    Attributes
    ----------
    option : int
        Position of the option.
    begins, ends : float
        Weights between which it is best.
    """

    option: int
    begins: float
    ends: float


def best_by_weight(values: FloatArray, weights: FloatArray, criterion: int) -> tuple[Stretch, ...]:
    """Return the best option for every weight of one criterion.

    Parameters
    ----------
    values : array, shape (options, criteria)
        Value from 0 to 1 of every option on every criterion.
    weights : array, shape (criteria,)
        Weights that sum to 1; all but the moving one keep their proportions.
    criterion : int
        Position of the criterion whose weight moves.

    Returns
    -------
    tuple of Stretch
        From weight 0 to weight 1, one following the other. Empty where nothing can move: with one
        criterion, or where it has all the weight.

    Examples
    --------
    >>> values = np.array([[1, 0], [0, 1], [0.6, 0.6]])
    >>> for s in best_by_weight(values, np.array([0.5, 0.5]), 0):
    ...     print(s.option, round(s.begins, 3), round(s.ends, 3))
    1 0.0 0.4
    2 0.4 0.6
    0 0.6 1.0
    """
    others = np.delete(weights, criterion)
    if not others.sum() > _CLOSE:
        return ()
    start = np.delete(values, criterion, axis=1) @ (others / others.sum())
    return _upper_lines(start, values[:, criterion])


def _upper_lines(start: FloatArray, end: FloatArray) -> tuple[Stretch, ...]:
    """Walk along the highest of straight lines, given at 0 and at 1."""
    slope = end - start
    # At 0 the highest line leads, of equal ones the steepest; of the same lines the first.
    now = int(np.lexsort((np.arange(len(start)), -slope.round(12), -start.round(12)))[0])
    at = 0.0
    found: list[Stretch] = []
    while True:
        steeper = slope > slope[now] + _CLOSE
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = (start[now] - start) / (slope - slope[now])
        crossing = np.where(steeper, np.maximum(crossing, at), np.inf)
        nearest = crossing.min()
        if nearest >= 1 - _CLOSE:
            return (*found, Stretch(now, at, 1.0))
        tied = np.flatnonzero(crossing <= nearest + _CLOSE)
        found.append(Stretch(now, at, float(nearest)))
        now, at = int(tied[np.argmax(slope[tied])]), float(nearest)


def changes(stretches: Sequence[Stretch], weight: float) -> list[tuple[int, float, str]]:
    """List the options that become best when a weight leaves where it is.

    Parameters
    ----------
    stretches : sequence of Stretch
        As :func:`best_by_weight` returns them.
    weight : float
        Where the weight stands now.

    Returns
    -------
    list of (int, float, {"more", "less"})
        Option, weight from which it is best, and whether the criterion must then weigh more or
        less than that.

    Examples
    --------
    >>> values = np.array([[1, 0], [0, 1], [0.6, 0.6]])
    >>> found = changes(best_by_weight(values, np.array([0.5, 0.5]), 0), 0.5)
    >>> [(option, round(threshold, 3), direction) for option, threshold, direction in found]
    [(1, 0.4, 'less'), (0, 0.6, 'more')]
    """
    lower = [(s.option, s.ends, "less") for s in stretches if s.ends <= weight]
    upper = [(s.option, s.begins, "more") for s in stretches if s.begins > weight]
    if lower and not any(s.begins < weight < s.ends for s in stretches):
        # The weight stands on a threshold: what ends here is best too, so nothing changes for it.
        lower = [entry for entry in lower if entry[1] < weight]
    return [*lower, *upper]
