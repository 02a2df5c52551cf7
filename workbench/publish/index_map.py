"""Where the sites lie: the map of the page that lists them, as lines and marks of an SVG.

The outlines come with the package and the page draws them itself; nothing is fetched, and no script
is needed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final, Literal, TypeAlias

from workbench.drawing import outlines
from workbench.drawing.labels import LINE, Box, Label, apart, place, pushed
from workbench.drawing.outlines import View
from workbench.drawing.words import natural_list, tidy, wrap

WIDTH: Final = 360  # pixels across the map, as on a phone
_ALL_NAMED = 25  # more sites than this, and none is named
_RADIUS = 5.0
_CELL = 8.0  # pixels; of more sites, those in a square of this size share a mark
_SMALL, _STEP, _LARGEST = 2.2, 0.8, 6.5  # radius of such marks: least, by the root of sites, most
_EDGE = 8  # pixels that a name keeps from the sides, since a font may be wide
_SEEN = 4  # pixels that a mark may be off its site without a line
_TOLD = 5  # names that a mark tells

Kind: TypeAlias = Literal["report", "none", "some"]
_KEY: Final[dict[Kind, str]] = {
    "report": "with a report",
    "none": "without one",
    "some": "some with, some without",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A site that may be on the map.

    Attributes
    ----------
    name : str
        As printed.
    latitude, longitude : float or None
        Degrees (WGS84).
    ready : bool
        Whether it has a report.
    """

    name: str
    latitude: float | None
    longitude: float | None
    ready: bool

    @property
    def placed(self) -> bool:
        """Whether it has coordinates that lie on the globe."""
        y, x = self.latitude, self.longitude
        return y is not None and x is not None and abs(y) <= 90 and abs(x) <= 180


@dataclass(frozen=True, slots=True)
class SiteMark:
    """A mark on the map.

    Attributes
    ----------
    x, y, radius : float
        Pixels, y downwards.
    rows : tuple of int
        Which sites it stands for, by their position in the list.
    told : str
        Their names.
    kind : {"report", "none", "some"}
        Whether they have a report.
    """

    x: float
    y: float
    radius: float
    rows: tuple[int, ...]
    told: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class MapName:
    """A name beside a mark: lines and their baselines in pixels, and how they hang there."""

    lines: tuple[tuple[float, str], ...]
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class SitesMap:
    """What the page draws.

    Attributes
    ----------
    height : float
        Pixels; the width is :data:`WIDTH`.
    land : str
        Path of the land.
    marks : tuple of SiteMark
        The sites.
    names : tuple of MapName
        Names beside them, where there are few.
    leaders : tuple of (float, float, float, float)
        Lines from marks that gave way to their sites.
    bar : float
        Pixels of the scale bar.
    bar_words : str
        What its length stands for.
    """

    height: float
    land: str
    marks: tuple[SiteMark, ...]
    names: tuple[MapName, ...]
    leaders: tuple[tuple[float, float, float, float], ...]
    bar: float
    bar_words: str

    @property
    def key(self) -> dict[Kind, str]:
        """What its marks mean, of those that are there."""
        there = {mark.kind for mark in self.marks}
        return {kind: words for kind, words in _KEY.items() if kind in there}

    @property
    def shared(self) -> bool:
        """Whether a mark stands for several sites."""
        return any(len(mark.rows) > 1 for mark in self.marks)


def sites_map(spots: Sequence[Spot]) -> SitesMap | None:
    """Place the sites that have coordinates on a map; ``None`` where none has.

    Up to 25 sites have a mark each, and their names as far as there is room. Of more, those that
    lie on top of each other share a larger mark.

    Examples
    --------
    >>> drawn = sites_map([Spot("Huye", -2.6, 29.7, True), Spot("Elsewhere", None, None, False)])
    >>> [(mark.rows, mark.kind) for mark in drawn.marks], drawn.names[0].lines[0][1]
    ([((0,), 'report')], 'Huye')
    """
    rows = [index for index, spot in enumerate(spots) if spot.placed]
    if not rows:
        return None
    shown = [spots[index] for index in rows]
    xs = outlines.unrolled(spot.longitude or 0.0 for spot in shown)
    ys = [spot.latitude or 0.0 for spot in shown]
    view = outlines.view_around(xs, ys)
    points = [_pixel(x, y, view) for x, y in zip(xs, ys, strict=True)]
    few = len(shown) <= _ALL_NAMED
    drawn = _moved(points) if few else points
    marks = (
        [_mark(spots, [row], *at) for row, at in zip(rows, drawn, strict=True)]
        if few
        else _shared(spots, rows, points)
    )
    height = WIDTH * view.aspect
    length, words = outlines.scale_length(view)
    return SitesMap(
        height=round(height, 1),
        land=_land(view),
        marks=tuple(marks),
        names=_names(shown, drawn, height) if few else (),
        leaders=tuple(
            (*_short(*there), *_short(*here))
            for there, here in zip(points, drawn, strict=True)
            if math.dist(there, here) > _SEEN
        ),
        bar=round(length / view.width * WIDTH, 1),
        bar_words=words,
    )


def _pixel(x: float, y: float, view: View) -> tuple[float, float]:
    across = WIDTH / view.width
    return (x - view.west) * across, (view.north - y) * across / view.squeeze


def _short(x: float, y: float) -> tuple[float, float]:
    return round(x, 1), round(y, 1)


def _land(view: View) -> str:
    """Return land and borders as a path; a little beyond the view, so that cuts are not seen."""
    parts = []
    for ring in outlines.visible(view.wider(0.03)):
        points = [_short(*_pixel(x, y, view)) for x, y in ring.tolist()]
        parts.append("M" + " ".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


def _moved(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move marks apart that lie on each other."""
    same = [(round(x), round(y)) for x, y in points]
    moves = apart(same, 2 * _RADIUS)
    return pushed(
        [(x + dx, y + dy) for (x, y), (dx, dy) in zip(points, moves, strict=True)], 2 * _RADIUS + 3
    )


def _shared(
    spots: Sequence[Spot], rows: list[int], points: list[tuple[float, float]]
) -> list[SiteMark]:
    """Give sites that lie in the same small square a mark in common, the largest first."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for position, (x, y) in enumerate(points):
        cells[int(x // _CELL), int(y // _CELL)].append(position)
    marks = []
    for inside in sorted(cells.values(), key=len, reverse=True):
        x = sum(points[one][0] for one in inside) / len(inside)
        y = sum(points[one][1] for one in inside) / len(inside)
        radius = min(_SMALL + _STEP * math.sqrt(len(inside)), _LARGEST)
        marks.append(_mark(spots, [rows[one] for one in inside], x, y, radius))
    return marks


def _mark(
    spots: Sequence[Spot], rows: list[int], x: float, y: float, radius: float = _RADIUS
) -> SiteMark:
    ready = {spots[row].ready for row in rows}
    kind: Kind = "some" if len(ready) > 1 else "report" if True in ready else "none"
    told = natural_list([tidy(spots[row].name) for row in rows], _TOLD)
    return SiteMark(*_short(x, y), round(radius, 1), tuple(rows), told, kind)


def _names(
    shown: Sequence[Spot], points: list[tuple[float, float]], height: float
) -> tuple[MapName, ...]:
    upwards = [(x, height - y) for x, y in points]
    texts = [[unescape(line) for line in wrap(spot.name, 20, lines=2)] for spot in shown]
    area = Box(_EDGE, 0, WIDTH - _EDGE, height)
    labels = place(upwards, texts, area=area, gap=2 * _RADIUS + 1)
    return tuple(
        _name(label, *point)
        for label, point in zip(labels, points, strict=True)
        if label is not None
    )


_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}


def _name(label: Label, x: float, y: float) -> MapName:
    """Turn a label, which knows its sides, into lines with their baselines."""
    lines = len(label.lines)
    first = {"middle": 4 - (lines - 1) * LINE / 2, "bottom": -3 - (lines - 1) * LINE, "top": 11}
    base = y - label.y + first[label.yanchor]
    return MapName(
        tuple((round(base + at * LINE, 1), words) for at, words in enumerate(label.lines)),
        round(x + label.x, 1),
        _ANCHORS[label.xanchor],
    )
