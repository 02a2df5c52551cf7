"""What a map shows: a view around the sites, and the country outlines in it.

Outlines are cut at the edge of the view, in no finer detail than can be seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.frameworks.country_outlines import Ring, countries

_GRAIN = 500  # steps across a view; finer detail is not seen
_SMALLEST = 4.0  # degrees that a view has at least
_KM = 111.32  # kilometres in a degree of latitude


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world in degrees; `east` passes 180 where the view crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Degrees of longitude."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Degrees of latitude."""
        return self.north - self.south

    @property
    def squeeze(self) -> float:
        """Length of a degree of longitude, measured in degrees of latitude, mid-view."""
        return max(math.cos(math.radians((self.south + self.north) / 2)), 0.2)

    @property
    def aspect(self) -> float:
        """Height of the map by its width."""
        return self.height / (self.width * self.squeeze)

    def wider(self, share: float) -> View:
        """Return the view with a margin on all sides, as a share of its size."""
        dx, dy = self.width * share, self.height * share
        return View(self.west - dx, self.south - dy, self.east + dx, self.north + dy)


def unrolled(longitudes: Iterable[float]) -> list[float]:
    """Let longitudes run on past 180, starting after the widest empty stretch of the globe.

    Examples
    --------
    >>> [round(x, 3) for x in unrolled([178.4, -171.8])]
    [178.4, 188.2]
    """
    degrees = list(longitudes)
    around = sorted({x % 360 for x in degrees})
    gaps = [(b - a, b) for a, b in zip(around, [*around[1:], around[0] + 360], strict=True)]
    start = max(gaps)[1] % 360
    start = start - 360 if start > 180 else start
    # The hair's breadth keeps the first site from landing a whole turn away by rounding.
    return [start + (x - start + 1e-7) % 360 - 1e-7 for x in degrees]


def view_around(xs: Sequence[float], ys: Sequence[float]) -> View:
    """Choose what a map shows: all sites with a margin, neither a ribbon nor a column.

    Parameters
    ----------
    xs, ys : sequence of float
        Longitudes, unrolled, and latitudes; at least one.

    Examples
    --------
    >>> round(view_around([30.0], [-2.0]).height, 1)
    4.0
    """
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    squeeze = max(math.cos(math.radians(middle_y)), 0.2)
    height = max((north - south) * 1.3, _SMALLEST)
    width = max((east - west) * 1.3, _SMALLEST / squeeze)
    height = max(height, 0.55 * width * squeeze)
    width = max(width, height / squeeze / 0.85)
    width = min(width, 360.0)
    south, north = max(middle_y - height / 2, -89.0), min(middle_y + height / 2, 89.0)
    return View(middle_x - width / 2, south, middle_x + width / 2, north)


def scale_length(view: View) -> tuple[float, str]:
    """Choose a round length of about a fifth of the width: in degrees of longitude, and in words.

    Examples
    --------
    >>> scale_length(View(28.5, -3.0, 31.0, -1.0))[1]
    '50 km'
    """
    degree = _KM * view.squeeze
    wanted = view.width * degree / 5
    power = 10 ** math.floor(math.log10(wanted))
    length = power * max(step for step in (1, 2, 5) if step * power <= wanted)
    words = f"{length:,.0f} km" if length >= 1 else f"{length * 1000:.0f} m"
    return length / degree, words


def visible(view: View) -> list[Ring]:
    """Return the outlines inside a view, cut at its edge, in no finer detail than can be seen.

    Parameters
    ----------
    view : View
        What the map shows.

    Returns
    -------
    list of array, shape (points, 2)
        Closed rings of longitude and latitude; longitudes run on past 180 as in the view.

    Examples
    --------
    >>> rings = visible(View(28.5, -3.0, 31.0, -1.0))  # Rwanda and its neighbours
    >>> all(28.5 <= x <= 31.0 for ring in rings for x in ring[:, 0])
    True
    """
    return [piece for _, rings in countries() for ring in rings for piece in _pieces(ring, view)]


def _pieces(ring: Ring, view: View) -> Iterator[Ring]:
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    speck = 1.5 * view.width / _GRAIN
    if south > view.north or north < view.south or max(east - west, north - south) < speck:
        return
    for turn in (-360.0, 0.0, 360.0):
        if west + turn < view.east and east + turn > view.west:
            piece = _coarse(_clip(ring + np.array([turn, 0.0]), view), view.width / _GRAIN)
            if len(piece) > 3:
                yield piece


def _clip(ring: Ring, view: View) -> Ring:
    """Cut a ring at the four edges, one after the other (Sutherland and Hodgman 1974)."""
    edges = ((0, view.west, 1), (0, view.east, -1), (1, view.south, 1), (1, view.north, -1))
    for axis, bound, sign in edges:
        if len(ring) == 0:
            break
        keep = sign * (ring[:, axis] - bound) >= 0
        if keep.all():
            continue
        after, kept_after = np.roll(ring, -1, axis=0), np.roll(keep, -1)
        crossing = keep != kept_after
        run = np.where(crossing, after[:, axis] - ring[:, axis], 1.0)
        cut = ring + (after - ring) * ((bound - ring[:, axis]) / run)[:, None]
        both = np.stack([ring, cut], axis=1).reshape(-1, 2)
        ring = both[np.stack([keep, crossing], axis=1).ravel()]
    return ring


def _coarse(ring: Ring, grain: float) -> Ring:
    """Drop points that fall on the one before, and close the ring."""
    if len(ring) == 0:
        return ring
    digits = max(0, min(3, int(np.ceil(-np.log10(grain)))))
    cells = np.round(ring / grain)
    fresh = np.ones(len(ring), bool)
    fresh[1:] = (cells[1:] != cells[:-1]).any(axis=1)
    kept = np.round(ring[fresh], digits)
    return np.vstack([kept, kept[:1]])
