"""Indicators from their baseline over today to their target, with the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import natural_list, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.transformation.analysis.indicators import (
    IndicatorRow,
    IndicatorSheet,
    Light,
    value_words,
)

LIGHTS: Final[Mapping[Light, Meaning]] = {
    "reached": Meaning("reached", "#1F5560", "star"),
    "on the way": Meaning("on the way", "#56B4E9", "circle"),
    "behind": Meaning("behind", "#F0E442", "triangle-left"),
    "below its floor": Meaning("below its floor", "#882255", "x"),
    "not known": Meaning("not known", "#FFFFFF", "circle-open"),
}
_LEFT: Final = -0.35  # worse than the baseline by a third of the way is drawn at the edge
_RIGHT: Final = 1.25
_TITLE: Final = 40  # letters on a line of a phone


def indicator_lines(sheet: IndicatorSheet) -> Figure:
    """Draw each indicator on its way from baseline to target.

    Parameters
    ----------
    sheet : IndicatorSheet
        Indicators; those without baseline, target or value are named below.

    Returns
    -------
    plotly.graph_objects.Figure
        A line per indicator from its baseline (left) to its target (right), whatever its unit; a
        mark where it is, a ring where it should be by now, a stroke at its floor.

    Raises
    ------
    NothingToShow
        No indicator has a baseline, a target and a value.
    """
    rows = [one for one in sheet.rows if _place(one, one.now) is not None]
    if not rows:
        message = "No indicator has a baseline, a target and a value, so no way can be drawn."
        raise NothingToShow(message)
    drawing = Drawing()
    heads = [[f"<b>{line}</b>" for line in wrap(one.term.title, _TITLE)] + [_words(one)]
             for one in rows]  # fmt: skip
    at, height = ladder(drawing, heads, row=22, gap=12)
    drawing.segments([(0, y, 1, y) for y in at], line={"width": 4, "color": "#CFCFCF"})
    _floors(drawing, rows, at)
    expected = [(_place(one, one.expected), y) for one, y in zip(rows, at, strict=True)]
    drawing.marks(
        [x for x, _ in expected if x is not None], [y for x, y in expected if x is not None],
        name="where it should be today",
        marker={"symbol": "circle-open", "size": 15, "color": theme.INK, "line": {"width": 1.6}},
    )  # fmt: skip
    for light, meaning in LIGHTS.items():
        own = [(_place(one, one.now), y) for one, y in zip(rows, at, strict=True)
               if one.light == light]  # fmt: skip
        if own:
            drawing.marks(
                [x for x, _ in own], [y for _, y in own], name=meaning.label,
                marker={"symbol": meaning.symbol, "size": 13, "color": meaning.colour,
                        "line": {"width": 1.2, "color": theme.INK}},
            )  # fmt: skip
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    drawing.layout["xaxis"] = {
        "range": [_LEFT - 0.05, _RIGHT + 0.05], "tickvals": [0, 0.5, 1],
        "ticktext": ["baseline", "half way", "target"],
    }  # fmt: skip
    rest = [tidy(one.term.title) for one in sheet.rows if one not in rows]
    return theme.finish(
        drawing,
        caption=sentences(
            "Each indicator on its way from baseline to target; what lies far outside is drawn at "
            "the edge. One that is to stay as it was begins at its floor.",
            f"Without baseline, target or value: {natural_list(rest)}." if rest else None,
        ),
        alt=sentences(*(f"{tidy(one.term.title)}: {_told(one)}." for one in rows)),
        height=height + 130,
    )


def _place(one: IndicatorRow, value: float | None) -> float | None:
    """Return where a value lies between begin (0) and target (1), within the picture.

    What is to stay as it was begins at its floor.
    """
    begin = one.floor if one.baseline == one.target else one.baseline
    if begin is None or one.target is None or value is None or one.target == begin:
        return None
    return min(max((value - begin) / (one.target - begin), _LEFT), _RIGHT)


def _floors(drawing: Drawing, rows: Sequence[IndicatorRow], at: Sequence[float]) -> None:
    places = [(_place(one, one.floor), y) for one, y in zip(rows, at, strict=True)]
    drawing.segments(
        [(x, y - 9, x, y + 9) for x, y in places if x is not None], name="floor",
        line={"width": 3, "color": "#882255"},
    )  # fmt: skip


def _words(one: IndicatorRow) -> str:
    """Write baseline, value and target with their unit."""
    values = [value_words(value) for value in (one.baseline, one.now, one.target)
              if value is not None]  # fmt: skip
    return f"{' → '.join(values)} {plain(one.unit)}"


def _told(one: IndicatorRow) -> str:
    floor = "" if one.floor is None else f", floor {value_words(one.floor)}"
    return f"{_words(one)}{floor}, {one.light}"
