"""Country outlines, from a small file in the package: no request leaves the machine.

The file is described in ``countries/README.md``: Natural Earth, Admin 0, 1:50 million, public
domain.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

SOURCE: Final = "Natural Earth (public domain)"

Ring = NDArray[np.float64]


@cache
def countries() -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """Read all countries: name, and rings of longitude and latitude in degrees.

    Examples
    --------
    >>> len(countries())
    241
    """
    packed = resources.files("workbench.frameworks").joinpath("countries/countries-50m.json.gz")
    content = json.loads(gzip.decompress(packed.read_bytes()))
    scale = content["scale"]

    def ring(steps: list[int]) -> Ring:
        points: Ring = np.cumsum(np.array(steps, float).reshape(-1, 2), axis=0) / scale
        return points

    return tuple(
        (name, tuple(ring(steps) for steps in rings)) for name, rings in content["countries"]
    )


def degrees_outside(country: str, longitude: float, latitude: float) -> float | None:
    """Return how far a place lies outside a country, in degrees; 0 inside.

    Parameters
    ----------
    country : str
        Name as Natural Earth has it; capitals do not count.
    longitude, latitude : float
        The place.

    Returns
    -------
    float or None
        ``None`` where no country has that name.

    Examples
    --------
    >>> degrees_outside("Rwanda", 29.74, -2.6)
    0.0
    >>> round(degrees_outside("rwanda", 29.74, 2.6), 1)  # north of the equator: in DR Congo
    3.7
    """
    sides = _sides().get(country.strip().casefold())
    if sides is None:
        return None
    place = np.array([longitude, latitude])
    return 0.0 if _is_inside(*sides, place) else _distance(*sides, place)


@cache
def _sides() -> Mapping[str, tuple[Ring, Ring]]:
    """Return where the sides of all rings of each country begin and end."""
    return {
        name.casefold(): (
            np.concatenate([ring[:-1] for ring in rings]),
            np.concatenate([ring[1:] for ring in rings]),
        )
        for name, rings in countries()
    }


def _is_inside(start: Ring, end: Ring, place: Ring) -> bool:
    """Count the sides that a ray to the east crosses (Shimrat 1962).

    A hole is a ring as well: from a place in it, the ray crosses an even number.
    """
    (x0, y0), (x1, y1) = start.T, end.T
    crossed = (y0 > place[1]) != (y1 > place[1])
    at = x0[crossed] + (place[1] - y0[crossed]) / (y1 - y0)[crossed] * (x1 - x0)[crossed]
    return bool((at > place[0]).sum() % 2)


def _distance(start: Ring, end: Ring, place: Ring) -> float:
    """Return the distance to the nearest side, in degrees."""
    side = end - start
    length = (side**2).sum(axis=1)
    along = ((place - start) * side).sum(axis=1) / np.where(length > 0, length, 1.0)
    nearest = start + np.clip(along, 0.0, 1.0)[:, None] * side
    return float(np.hypot(*(nearest - place).T).min())
