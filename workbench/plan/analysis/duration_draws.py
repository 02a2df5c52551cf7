"""Durations drawn at random between shortest and longest, hanging on one common factor.

Every site has random numbers of its own, which hang on the seed, its key and the names of its tasks
alone: a site gets the same draws in a batch, by itself, and in any order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from workbench.core.table_access import FloatArray
from workbench.plan.analysis.precedence import natural

Distribution = Literal["pert", "triangular"]
"""How a value spreads between its lowest and its highest."""

Floats = NDArray[np.float32]

_REACH = 6.0  # standard deviations; beyond lies one draw in a billion
_POINTS = 8_193  # a step of less than 0.0015 standard deviations
_STEPS = 2_049  # of the density of a beta distribution
_MOST_CURVES = 257


def draw_durations(
    site: str,
    names: Sequence[str],
    low: FloatArray,
    likely: FloatArray,
    high: FloatArray,
    *,
    shape: Distribution,
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
    places = _places(low, likely, high)
    for row in sorted(range(len(names)), key=lambda one: natural(names[one])):
        width = high[row] - low[row]
        if not width > 0:
            found[row] = likely[row]
            continue
        place = float(places[row])
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


def _places(low: FloatArray, likely: FloatArray, high: FloatArray) -> FloatArray:
    """Return where the likely value lies between lowest (0) and highest (1)."""
    width = np.where(high > low, high - low, 1.0)
    place: FloatArray = np.where(high > low, (likely - low) / width, 0.0)
    if len(np.unique(place)) <= _MOST_CURVES:
        return place
    # 1/512 of a range at most: less than anybody knows of a duration.
    return np.rint(place * (_MOST_CURVES - 1)) / (_MOST_CURVES - 1)


def _table(place: float, shape: Distribution) -> Floats:
    """Tabulate the way from a normal variable to a value between 0 (lowest) and 1 (highest)."""
    u = np.asarray(ndtr(np.linspace(-_REACH, _REACH, _POINTS)), dtype=np.float64)
    if shape == "pert":
        curve = _beta_quantiles(u, 1 + 4 * place, 5 - 4 * place)
    else:
        rising, falling = np.sqrt(u * place), 1 - np.sqrt((1 - u) * (1 - place))
        curve = np.where(u <= place, rising, falling)
    return np.asarray(curve, dtype=np.float32)


def _beta_quantiles(u: FloatArray, a: float, b: float) -> FloatArray:
    """Return quantiles of a beta distribution by adding up its density.

    With x = sin²θ the density is smooth and the steps are short at both ends. It differs from
    scipy's inverse by less than a ten-thousandth of the range and takes a thousandth of its time.
    """
    half = np.linspace(0.0, np.pi / 2, _STEPS)
    sine, cosine = np.sin(half), np.cos(half)
    density = sine ** (2 * a - 1) * cosine ** (2 * b - 1)
    reached = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
    found: FloatArray = np.interp(u, reached / reached[-1], sine**2)
    return found
