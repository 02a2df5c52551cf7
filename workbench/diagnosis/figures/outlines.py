"""Country outlines as a map shows them: cut at its edge, in no finer detail than can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.frameworks.country_outlines import Ring, countries

_GRAIN = 500  # steps across a view; finer detail is not seen


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

    def wider(self, share: float) -> View:
        """Return the view with a margin on all sides, as a share of its size."""
        dx, dy = self.width * share, self.height * share
        return View(self.west - dx, self.south - dy, self.east + dx, self.north + dy)


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
