"""Where labels go: points that coincide move apart, and no text hides another.

Everything is worked out for the narrowest page (360 pixels), where a text takes most room; what is
free there is free on a wider page.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from workbench.drawing.theme import MARKER, SMALL, Drawing, text_width
from workbench.drawing.words import wrap

LINE = 15  # pixels from one line of small text to the next
_ROUNDS = 50  # a cluster that has not come apart by then stays a little tight
HEADING = 17  # the same for text of ordinary size
_UNDER = 6  # pixels between a heading and its rows, also where the legend takes a line more


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, x: float, y: float, half: float) -> Box:
        """Square around a point."""
        return cls(x - half, y - half, x + half, y + half)

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def away(self, x: float, y: float) -> float:
        """Distance of a point from the rectangle; 0 inside."""
        across = max(self.left - x, 0, x - self.right)
        return math.hypot(across, max(self.bottom - y, 0, y - self.top))

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        across = self.left <= other.left and self.right >= other.right
        return across and self.bottom <= other.bottom and self.top >= other.top


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a point: the lines, and how the text hangs on the point."""

    lines: tuple[str, ...]
    x: float
    y: float
    xanchor: str
    yanchor: str

    def write(self, drawing: Drawing, x: float, y: float, **more: object) -> None:
        """Write the label beside the point at data coordinates `x`, `y`."""
        drawing.note(
            "<br>".join(self.lines), x, y, xanchor=self.xanchor, yanchor=self.yanchor,
            xshift=self.x, yshift=self.y, align=self.xanchor, font={"size": SMALL}, **more,
        )  # fmt: skip


# Right first: it reads best. (sign of x, sign of y)
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_HANGS = {1: "left", 0: "center", -1: "right"}
_STANDS = {1: "bottom", 0: "middle", -1: "top"}


def _candidate(
    x: float, y: float, lines: Sequence[str], sides: tuple[int, int], gap: float
) -> tuple[Box, Label]:
    width = max(text_width(line, SMALL) for line in lines)
    height = LINE * len(lines)
    across, up = sides
    diagonal = 0.75 if across and up else 1.0
    dx, dy = across * gap * diagonal, up * gap * diagonal
    left = x + dx - (width if across < 0 else width / 2 if across == 0 else 0)
    bottom = y + dy - (height if up < 0 else height / 2 if up == 0 else 0)
    label = Label(tuple(lines), dx, dy, _HANGS[across], _STANDS[up])
    return Box(left, bottom, left + width, bottom + height), label


def _belongs(box: Box, point: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    """Whether a text is clearly nearer to its own marker than to any other."""
    own = box.away(*point)
    return all(box.away(*other) > own + 1 for other in others)


def place(
    points: Sequence[tuple[float, float]],
    texts: Sequence[Sequence[str]],
    *,
    area: Box,
    taken: Iterable[Box] = (),
    strokes: Iterable[Box] = (),
    urgent: Sequence[bool] | None = None,
    gap: float = MARKER / 2 + 5,
) -> list[Label | None]:
    """Find a free place beside each point for its text, the first points first.

    Parameters
    ----------
    points, texts
        Markers, in pixels, and the escaped lines for each; no line, no label.
    area : Box
        What a text must not leave.
    taken, strokes : iterable of Box
        What a text must not cover beside the markers; what only an urgent one may cross.
    urgent : sequence of bool, optional
        Which texts are urgent.
    gap : float
        Pixels from the middle of a marker to its text; an urgent text may stand twice as far off.

    Returns
    -------
    list of Label or None
        One for each point; ``None`` where there is no room.

    Examples
    --------
    >>> page = Box(0, 0, 300, 100)
    >>> [first, second] = place([(50, 50), (290, 50)], [["Seed"], ["Credit"]], area=page)
    >>> first.xanchor, second.xanchor
    ('left', 'right')
    """
    used = [*taken, *(Box.around(x, y, MARKER / 2 + 1) for x, y in points)]
    thin = list(strokes)
    found: list[Label | None] = []
    for index, (point, lines) in enumerate(zip(points, texts, strict=True)):
        must = urgent is not None and urgent[index]
        # Only what must be named may stand off: from afar a title seems to be a neighbour's.
        gaps = (gap, 2 * gap) if must else (gap,)
        choices = [_candidate(*point, lines, s, g) for g in gaps for s in _SIDES if lines]
        others = [other for other in points if other != point]
        inside = [
            (box, label)
            for box, label in choices
            if area.holds(box) and _belongs(box, point, others)
        ]
        free = [(b, label) for b, label in inside if not any(b.meets(other) for other in used)]
        clear = [(b, label) for b, label in free if not any(b.meets(other) for other in thin)]
        if must and not clear:
            clear = free
        if clear:
            used.append(clear[0][0])
        found.append(clear[0][1] if clear else None)
    return found


def apart(places: Sequence[Hashable], distance: float) -> list[tuple[float, float]]:
    """Move points that coincide apart, in the order in which they come.

    Parameters
    ----------
    places : sequence
        Place of each point; equal places coincide.
    distance : float
        From the middle of one marker to the next, in the unit of the axes.

    Returns
    -------
    list of (float, float)
        How far each point moves; ``(0, 0)`` where it is alone.

    Examples
    --------
    >>> apart(["a", "b", "a"], 0.6)
    [(-0.3, 0.0), (0.0, 0.0), (0.3, 0.0)]
    """
    members = defaultdict(list)
    for index, place_ in enumerate(places):
        members[place_].append(index)
    moves = [(0.0, 0.0)] * len(places)
    for indices in members.values():
        columns = math.ceil(math.sqrt(len(indices)))
        rows = math.ceil(len(indices) / columns)
        for order, index in enumerate(indices):
            row, column = divmod(order, columns)
            in_row = min(columns, len(indices) - row * columns)
            x, y = column - (in_row - 1) / 2, (rows - 1) / 2 - row
            moves[index] = (x * distance, y * distance)
    return moves


def pushed(
    points: Sequence[tuple[float, float]], distance: float, more: Sequence[float] | None = None
) -> list[tuple[float, float]]:
    """Push points that are too close away from each other, each as little as it takes.

    Parameters
    ----------
    points : sequence of (float, float)
        In pixels, no two at the same place; those that have room stay where they are.
    distance : float
        What should lie between two of them.
    more : sequence of float, optional
        What each point needs beyond that, because its marker is larger.

    Examples
    --------
    >>> pushed([(0, 0), (10, 0), (90, 0)], 20)
    [(-5.0, 0.0), (15.0, 0.0), (90.0, 0.0)]
    """
    at = [(float(x), float(y)) for x, y in points]
    extra = [0.0] * len(at) if more is None else list(more)
    for _ in range(_ROUNDS):
        moved = False
        for i, j in combinations(range(len(at)), 2):
            dx, dy = at[j][0] - at[i][0], at[j][1] - at[i][1]
            gap = math.hypot(dx, dy)
            wanted = distance + extra[i] + extra[j]
            if 0 < gap < wanted - 0.01:
                share = (wanted - gap) / gap / 2
                at[i] = (at[i][0] - dx * share, at[i][1] - dy * share)
                at[j] = (at[j][0] + dx * share, at[j][1] + dy * share)
                moved = True
        if not moved:
            break
    return at


def ladder(
    drawing: Drawing,
    headings: Sequence[Sequence[str]],
    *,
    rows: int | Sequence[int] = 1,
    row: float = 18,
    gap: float = 10,
) -> tuple[list[float], float]:
    """Write headings one under the other, each with room for its rows below.

    Parameters
    ----------
    drawing : Drawing
        Where the escaped lines of each heading are written, from the left end of the axis.
    headings : sequence of sequence of str
    rows : int or sequence of int
        Rows under every heading, or under each.
    row, gap : float
        Pixels of a row, and between the last row and the next heading.

    Returns
    -------
    at : list of float
        Middle of every row, in pixels from the top.
    height : float

    Examples
    --------
    >>> ladder(Drawing(), [["Seed"], ["Credit for", "replanting"]], rows=1)
    ([32.0, 100.0], 119.0)
    """
    numbers = [rows] * len(headings) if isinstance(rows, int) else rows
    at: list[float] = []
    top = 0.0
    for lines, number in zip(headings, numbers, strict=True):
        drawing.note("<br>".join(lines), 0, top, xref="x domain", xanchor="left", yanchor="top")
        first = top + len(lines) * HEADING + _UNDER
        at += [first + row * (order + 0.5) for order in range(number)]
        top = first + row * number + gap
    return at, top


def downwards(height: float, **more: object) -> dict[str, Any]:
    """Return a vertical axis for a ladder: one unit is one pixel, counted from the top."""
    return {"range": [height, -4], "showgrid": False, "zeroline": False, **more}


def numbered_list(entries: Sequence[tuple[int, str]]) -> list[str]:
    """Write the list that stands under a picture: number and title, long titles on two lines.

    Examples
    --------
    >>> numbered_list([(3, "Seed"), (12, "Credit & savings")])
    ['<b>3</b>  Seed', '<b>12</b>  Credit &amp; savings']
    """
    lines: list[str] = []
    for number, title in entries:
        first, *rest = wrap(title, 48, lines=3)
        lines.append(f"<b>{number}</b>  {first}")
        lines += [f"      {more}" for more in rest]
    return lines
