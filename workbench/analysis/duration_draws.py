"""Durations drawn at random between shortest and longest, hanging on one common factor.

Every site has random numbers of its own, which hang on the seed, its key and the names of its tasks
alone: a site gets the same draws in a batch, by itself, and in any order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from workbench.analysis.columns import FloatArray
from workbench.analysis.precedence import natural

Shape = Literal["pert", "triangular"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

Floats = NDArray[np.float32]

_REACH = 6.0  # standard deviations; beyond lies one draw in a billion
_POINTS = 8_193  # a step of less than 0.0015 standard deviations


def draw_durations(
    site: str,
    names: Sequence[str],
    low: FloatArray,
    likely: FloatArray,
    high: FloatArray,
    *,
    shape: Shape,
    correlation: float,
    draws: int,
    seed: int,
) -> Floats:
    """Draw the durations of the tasks of a site.

    Parameters
    ----------
    site : str
        Its key.
    names : sequence of str, length tasks
        Names of the tasks.
    low, likely, high : array of float, shape (tasks,)
        Shortest, most likely and longest duration; equal where it is certain.
    shape : {"pert", "triangular"}
        Distribution: beta with mean (low + 4 likely + high) / 6, or triangular.
    correlation : float
        Correlation of the normal variables behind all durations, 0 to below 1.
    draws : int
        Number of draws.
    seed : int
        Start of the random numbers.

    Returns
    -------
    array of float, shape (tasks, draws)
        Working days, single precision.

    Examples
    --------
    >>> drawn = draw_durations(
    ...     "huye",
    ...     ["A1"],
    ...     np.array([2.0]),
    ...     np.array([3.0]),
    ...     np.array([10.0]),
    ...     shape="pert",
    ...     correlation=0.3,
    ...     draws=10_000,
    ...     seed=1,
    ... )
    >>> round(float(drawn.mean()), 1), bool(drawn.min() >= 2), bool(drawn.max() <= 10)
    (4.0, True, True)
    """
    generator = np.random.default_rng([seed, crc32(site.encode())])
    common = generator.standard_normal(draws, dtype=np.float32) * np.float32(np.sqrt(correlation))
    own_part = np.float32(np.sqrt(1 - correlation))
    scale, most = np.float32((_POINTS - 1) / (2 * _REACH)), np.float32(_POINTS - 1)
    middle = np.float32((_POINTS - 1) / 2 + 0.5)  # the half rounds
    found = np.empty((len(names), draws), dtype=np.float32)
    tables: dict[float, Floats] = {}
    for row in sorted(range(len(names)), key=lambda one: natural(names[one])):
        width = high[row] - low[row]
        if not width > 0:
            found[row] = likely[row]
            continue
        place = float((likely[row] - low[row]) / width)
        if place not in tables:
            tables[place] = _table(place, shape)
        normal = generator.standard_normal(draws, dtype=np.float32)
        normal *= own_part
        normal += common
        normal *= scale
        normal += middle
        np.clip(normal, 0, most, out=normal)
        drawn = tables[place].take(normal.astype(np.int32))
        drawn *= np.float32(width)
        drawn += np.float32(low[row])
        found[row] = drawn
    return found


def _table(place: float, shape: Shape) -> Floats:
    """Tabulate the way from a normal variable to a value between 0 (lowest) and 1 (highest)."""
    u = np.asarray(ndtr(np.linspace(-_REACH, _REACH, _POINTS)), dtype=np.float64)
    if shape == "pert":
        curve = np.asarray(betaincinv(1 + 4 * place, 5 - 4 * place, u))
    else:
        rising, falling = np.sqrt(u * place), 1 - np.sqrt((1 - u) * (1 - place))
        curve = np.where(u <= place, rising, falling)
    return np.asarray(curve, dtype=np.float32)
