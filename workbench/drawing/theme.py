"""The look of all figures: what each colour, symbol and pattern means, how a figure is finished.

A meaning has one colour in every figure, and a symbol or pattern beside it, so that grey print and
colour-blind readers lose nothing. The colours are those of Okabe and Ito (2008), *Color universal
design*, https://jfly.uni-koeln.de/color/; package scores on a map use five colours of cividis
(Nuñez, Anderton and Renslow 2018, https://doi.org/10.1371/journal.pone.0199239), which also run
from dark to light in grey. Sizes are for a picture 16 cm wide in print and 360 pixels on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import plotly.graph_objects

from workbench.drawing.words import tidy
from workbench.language import worded

Figure: TypeAlias = plotly.graph_objects.Figure

FONT = "Arial, Liberation Sans, DejaVu Sans, Helvetica, sans-serif"
SIZE = 13  # about 8 pt when the picture is 16 cm wide
SMALL = 11  # nothing is smaller
INK = "#222222"
PAPER = "#FFFFFF"
LAND = "#F2EFE9"
BORDER = "#A8A29A"
MARKER = 18  # pixels across, so that a two-figure number fits inside


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one colour stands for, and the other carriers of the same meaning.

    Attributes
    ----------
    words : str
        The words of the legend; :attr:`label` is how the project says them.
    colour : str
        Fill, as ``"#RRGGBB"``; used for nothing else.
    symbol, pattern : str
        Marker, and hatch of a bar (``""`` is solid), as plotly names them.
    ink : str
        Colour of text on the fill, with a contrast of 4.5 or more.
    """

    words: str
    colour: str
    symbol: str
    pattern: str = ""
    ink: str = "#000000"

    @property
    def label(self) -> str:
        """The words in the language of the project."""
        return worded(self.words)


CORE = Meaning("core", "#0072B2", "square", "", "#FFFFFF")
COMPLEMENTARY = Meaning("complementary", "#CC79A7", "circle")
BOTTLENECK = Meaning("bottleneck", "#D55E00", "circle-open", "x")
PROJECTED = Meaning("projected", "#009E73", "triangle-right", "-")
NOT_ASSESSED = Meaning("not assessed", "#767676", "circle-open-dot", ".")
PROVISIONAL = Meaning("provisional: at most", "#E69F00", "diamond", "\\")
PACKAGE = Meaning("package score", "#56B4E9", "circle", "")
UNSUPPORTED = Meaning("unsupported claim", "#F0E442", "x-thin", "/")
RANGE = Meaning("assessors' range", "#555555", "line-ns", "")

# What the fill of a bar can say. Bars with a hatch need one trace for each, because plotly takes
# one colour beneath a hatch and reads a list of them as black.
FILLS = (CORE, COMPLEMENTARY, BOTTLENECK)


@dataclass(frozen=True, slots=True)
class Step:
    """A class of package scores: from `lowest` to `highest`, both included, in one colour."""

    lowest: int
    highest: int
    colour: str
    ink: str

    @property
    def label(self) -> str:
        """The scores of the class, such as ``"8 to 17"``."""
        return f"{self.lowest} to {self.highest}"


# Bounds at 8, 18, 36 and 54: the products of 4 × 2, 6 × 3, 6 × 6 and 9 × 6. Ours.
SCORE_STEPS = (
    Step(0, 7, "#00204D", "#FFFFFF"),
    Step(8, 17, "#666970", "#FFFFFF"),
    Step(18, 35, "#948E77", "#000000"),
    Step(36, 53, "#C9B86A", "#000000"),
    Step(54, 81, "#FFEA46", "#000000"),
)


def step_of(score: int) -> Step:
    """Find the class of an element or package score.

    Examples
    --------
    >>> step_of(8).label, step_of(81).label
    ('8 to 17', '54 to 81')
    """
    return next((step for step in SCORE_STEPS if score <= step.highest), SCORE_STEPS[-1])


def score_ticks(full: int) -> list[int]:
    """Ticks of an axis of scores: the bounds of the classes, so that it reads with their legend.

    Examples
    --------
    >>> score_ticks(81)
    [0, 8, 18, 36, 54, 81]
    """
    return [*(step.lowest for step in SCORE_STEPS if step.lowest < full), full]


def _axis(**more: object) -> dict[str, Any]:
    """Quiet axes: a faint grid, no zero line, and room made for the labels."""
    return {
        "gridcolor": "#E4E4E4", "linecolor": "#8C8C8C", "zeroline": False, "ticks": "",
        "automargin": True, "fixedrange": True, "title": {"standoff": 8, "font": {"size": SIZE}},
        **more,
    }  # fmt: skip


TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 12, "r": 16, "t": 12, "b": 12, "pad": 2},
        "xaxis": _axis(),
        "yaxis": _axis(),
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.0,
            "yanchor": "bottom",
            "font": {"size": SMALL},
            "itemclick": False,
            "itemdoubleclick": False,
            "tracegroupgap": 0,
            "traceorder": "normal",
            "bgcolor": "rgba(0,0,0,0)",
        },
        "hoverlabel": {"font": {"family": FONT, "size": SIZE}, "align": "left"},
        "bargap": 0.3,
        "colorway": [CORE.colour],
        "dragmode": False,
    }
}


@dataclass(slots=True)
class Drawing:
    """A picture while it is made: plain dictionaries, of which the figure is made at the end.

    plotly checks a figure again at each added shape and label, which costs seconds at 400 sites.
    """

    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)

    def line(self, x: Sequence[Any], y: Sequence[Any], *, name: str = "", **more: object) -> None:
        """Add a line; it has no hover text and stands in the legend only when it has a name."""
        self._data("scatter", x, y, name, {"mode": "lines", **more})

    def segments(self, ends: Iterable[Sequence[Any]], *, name: str = "", **more: object) -> None:
        """Add straight lines from (x, y) to (x, y) each; nothing where there are none."""
        lines = list(ends)
        if lines:
            x = [v for x0, _, x1, _ in lines for v in (x0, x1, None)]
            y = [v for _, y0, _, y1 in lines for v in (y0, y1, None)]
            self.line(x, y, name=name, **more)

    def projections(self, ends: Iterable[Sequence[Any]], *, width: float = 1.8) -> None:
        """Add dashed arrows from today's place to the projected one, (x, y) to (x, y) each."""
        lines, colour = list(ends), PROJECTED.colour
        head = {"symbol": "triangle-up", "angleref": "previous", "color": colour, "opacity": 1}
        self.segments(
            lines,
            name=PROJECTED.label,
            mode="lines+markers",
            line={"color": colour, "width": width, "dash": "dash"},
            marker={**head, "size": [0, 11, 0] * len(lines)},
        )

    def marks(self, x: Sequence[Any], y: Sequence[Any], *, name: str = "", **more: object) -> None:
        """Add markers, with `hovertext` where it is given."""
        self._data("scatter", x, y, name, {"mode": "markers", "cliponaxis": False, **more})

    def rings(self, points: Iterable[tuple[float, float]], size: float) -> None:
        """Add the ring of a bottleneck around points."""
        at = list(points)
        look = {"symbol": BOTTLENECK.symbol, "size": size, "color": BOTTLENECK.colour}
        self.marks([x for x, _ in at], [y for _, y in at], marker={**look, "line": {"width": 2.5}})

    def bars(self, x: Sequence[Any], y: Sequence[Any], *, name: str = "", **more: object) -> None:
        """Add lying bars, with `hovertext` where it is given."""
        look = {"orientation": "h", "textposition": "none", **more}
        self._data("bar", x, y, name, look)

    def _data(
        self, kind: str, x: Sequence[Any], y: Sequence[Any], name: str, more: dict[str, Any]
    ) -> None:
        shown = "text" if more.get("hovertext") is not None else "skip"
        trace = {"type": kind, "x": list(x), "y": list(y), "name": name, "hoverinfo": shown}
        self.traces.append({**trace, "showlegend": bool(name), **more})

    def key(self, meaning: Meaning, *, name: str | None = None, **marker: object) -> None:
        """Add a line of the legend for a meaning that is drawn in several traces."""
        look = {"symbol": meaning.symbol, "color": meaning.colour, "size": 11}
        look["line"] = {"width": 1, "color": INK}
        self.marks([None], [None], name=name or meaning.label, marker={**look, **marker})

    def note(self, text: str, x: float | str, y: float, **more: object) -> None:
        """Write text that is already escaped; without `showarrow` it has no arrow."""
        plain_note = {"text": text, "x": x, "y": y, "showarrow": False, "align": "left"}
        self.notes.append({**plain_note, **more})

    def shape(self, kind: str, **more: object) -> None:
        """Add a shape of a kind that plotly knows, such as ``"rect"``."""
        self.shapes.append({"type": kind, **more})


def text_width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a line of text is, in pixels, on the safe side for the fonts of the theme.

    Examples
    --------
    >>> text_width("seed", 10)
    22.8
    """
    return round(len(text) * size * 0.57, 1)


def fill(
    colour: str,
    hatch: str = "",
    *,
    edge: float = 1.0,
    line: str = INK,
    opacity: float = 0.8,
    solidity: float = 0.2,
) -> dict[str, Any]:
    """Describe the fill of bars: one colour, one hatch, a line around."""
    look: dict[str, Any] = {"color": colour, "line": {"color": line, "width": edge}}
    if hatch:
        look["pattern"] = {"shape": hatch, "fgcolor": line, "fillmode": "overlay"}
        look["pattern"] |= {"fgopacity": opacity, "size": 6, "solidity": solidity}
    return look


def finish(
    drawing: Drawing, *, caption: str, alt: str, height: float, printed: bool = True
) -> Figure:
    """Turn a drawing into a figure with the theme, its caption and its description.

    Parameters
    ----------
    drawing : Drawing
        What is to be shown; its width follows the page.
    caption, alt : str
        Plain text: the line under the picture; what it shows, with its main numbers, for those who
        do not see it.
    height : float
        Pixels.
    printed : bool
        Whether it is worth paper; on screen it is shown anyway.

    Returns
    -------
    plotly.graph_objects.Figure
        ``figure.layout.meta`` holds ``caption`` and ``alt``, and ``printed`` where that is not so.
    """
    meta: dict[str, object] = {"caption": tidy(caption), "alt": tidy(alt)}
    layout = {
        "template": TEMPLATE,
        "height": round(height),
        "autosize": True,
        "meta": meta if printed else {**meta, "printed": False},
        "shapes": drawing.shapes,
        "annotations": drawing.notes,
        **drawing.layout,
    }
    # What is drawn here is valid, as tests check for every figure; plotly takes longer to check it
    # than to draw it. What anybody adds to the figure later is checked as usual.
    figure = Figure(data=drawing.traces, layout=layout, _validate=False)
    for part in (figure, figure.layout, *figure.data):
        part._validate = True  # noqa: SLF001
    return figure
