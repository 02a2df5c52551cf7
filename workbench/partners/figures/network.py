"""Picture of a partner network: who is tied to whom.

Places come from one layout of all rounds and sites that are compared, so that an actor stands at
the same place in every picture made from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.labels import Box, Label, place, pushed
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, percent, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.partners.figures.actor_style import (
    DOTS,
    LEAD,
    SHAPES,
    Shape,
    diameters,
    shades,
    shape_of,
)

if TYPE_CHECKING:
    from workbench.partners.analysis.network import Networks
    from workbench.partners.analysis.network_measures import NetworkMeasures
    from workbench.partners.analysis.partners import Partners

# Room for the actors on a phone; a wider page only has more of it.
_WIDE, _HIGH, _EDGE = 336.0, 430.0, 22.0
_NAMED = 40  # up to so many actors every name is tried
_MOST_NAMES = 12  # beyond, the lead, the partners and these by size
_CROWD = 60  # more actors are drawn smaller, and where the layout has them
# Colour, dash and width: in grey print the last two tell the layers apart.
_LINES = {
    "collaboration": ("#7D7D7D", "solid", 0.9),
    "implementation": ("#4D4D4D", "solid", 2.2),
    "knowledge": ("#7C9CB8", "1px,3px", 1.4),
    "influence": ("#B08FC0", "8px,4px", 1.2),
    "funding": ("#A8874A", "12px,3px,2px,3px", 1.4),
}
_LAYERS = {"knowledge": "knowledge exchange"}
_RINGS = {
    "bilateral": ("square-open", "partner, one to one"),
    "platform": ("circle-open", "partner, on the platform"),
}


_SILENT = "-dot"  # what plotly adds to the name of a marker for a dot in its middle
_SIZE, _SHADE = "others with a tie to it", "shortest ways that lead through it"


@dataclass(frozen=True, slots=True)
class _Measured:
    """An actor as it was measured; a row of `NetworkMeasures.table`."""

    actor: str
    lead: bool
    responded: bool | None
    in_degree: int
    betweenness: float | None


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an actor stands; a row of the layout."""

    actor: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Tie:
    """A tie; a row of `Networks.table`."""

    source: str
    target: str
    layer: str


@dataclass(frozen=True, slots=True)
class _Actor:
    """One actor as it is drawn."""

    measured: _Measured
    name: str
    shape: Shape
    mode: str
    x: float
    y: float

    @property
    def lead(self) -> bool:
        """Whether it leads."""
        return self.measured.lead

    @property
    def silent(self) -> bool:
        """Whether it is known to have not answered."""
        return self.measured.responded is False

    @property
    def first(self) -> bool:
        """Whether it is the lead or a partner: named before others, and in bold."""
        return self.lead or bool(self.mode)


def partner_network(
    networks: Networks,
    layout: pd.DataFrame,
    measures: NetworkMeasures,
    partners: Partners,
    names: Mapping[str, str],
    *,
    site: str,
) -> Figure:
    """Draw the latest network of a site with every actor at its own place.

    Up to 40 actors all names are tried, beyond that those of the lead organisation, of the partners
    and of the twelve largest; for a name without room a number stands, which the caption explains.

    Parameters
    ----------
    networks : Networks
        Ties of the site.
    layout : DataFrame
        Places: actor, x, y; those of all rounds and sites that are to be compared.
    measures : NetworkMeasures
        Others with a tie to an actor are shown by its size, betweenness by its shade.
    partners : Partners
        The chosen partners, which are ringed and named first.
    names : mapping of str to str
        Names to print, by actor.
    site : str
        The site.

    Returns
    -------
    plotly.graph_objects.Figure
        Each layer is a trace that the legend switches on screen; in print all are there.

    Raises
    ------
    NothingToShow
        The site has no actors, or no ties.
    """
    measured = measures.of_site(site).table
    if measured.empty:
        message = phrased("No actor is known here, so there is no network to draw.")
        raise NothingToShow(message)
    number = int(measured["round"].iloc[0])
    here = (networks.table["site"] == site) & (networks.table["round"] == number)
    ties = rows_of(networks.table[here], _Tie)
    if not ties:
        message = phrased("No tie is known here, so there is no network to draw.")
        raise NothingToShow(message)
    people = networks.actors[networks.actors["site"] == site]
    types = dict(zip(people["actor"], people["type"], strict=True))
    chosen = partners.of_site(site).table
    modes = dict(zip(chosen["actor"], chosen["mode"].fillna(""), strict=True))
    spots = _spots(rows_of(layout, _Spot))
    actors = [
        _Actor(
            one,
            names[one.actor],
            LEAD if one.lead else shape_of(types[one.actor]),
            modes.get(one.actor, ""),
            *spots[one.actor],
        )
        for one in rows_of(measured, _Measured)
    ]
    actors.sort(key=lambda one: (not one.lead, not one.mode, -one.measured.in_degree))
    drawing = Drawing()
    layers = _draw_ties(drawing, ties, {one.measured.actor: one for one in actors})
    legend = _draw_actors(drawing, actors)
    unnamed = _write_names(drawing, actors)
    rows = math.ceil(len(layers) / 3) + math.ceil(legend / 2.5)
    drawing.layout |= _frame()
    return theme.finish(
        drawing,
        caption=_caption(actors, number, len(ties), unnamed),
        alt=_alt(actors, layers, len(ties)),
        height=_HIGH + 24 + 19 * rows,
    )


def _frame() -> dict[str, Any]:
    quiet = {"visible": False, "showgrid": False, "zeroline": False}
    return {
        "xaxis": {**quiet, "range": [0, _WIDE]},
        "yaxis": {**quiet, "range": [0, _HIGH]},
        "margin": {"l": 4, "r": 4, "t": 12, "b": 12, "pad": 0},
        "legend": {
            "itemclick": "toggle",
            "itemdoubleclick": "toggleothers",
            "title": {"text": worded("Ties: "), "font": {"size": theme.SMALL}, "side": "left"},
        },
        "legend2": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yanchor": "top",
            "font": {"size": theme.SMALL},
            "itemclick": False,
            "itemdoubleclick": False,
            "itemsizing": "trace",
            "traceorder": "normal",
            "bgcolor": "rgba(0,0,0,0)",
        },
    }


def _spots(layout: list[_Spot]) -> dict[str, tuple[float, float]]:
    """Turn the places of the layout into pixels; the whole layout counts, so nobody moves."""
    points = []
    for values, room in (
        (pd.Series([spot.x for spot in layout]), _WIDE),
        (pd.Series([spot.y for spot in layout]), _HIGH),
    ):
        low, span = float(values.min()), float(values.max() - values.min())
        # Half by place in the order: a few actors far out would press the others together.
        order = (values.rank(method="average") - 0.5) / len(values)
        part = (values - low) / span if span else order * 0 + 0.5
        points.append(list(_EDGE + (room - 2 * _EDGE) * (0.4 * part + 0.6 * order)))
    pairs = _distinct(list(zip(*points, strict=True)))
    if len(pairs) <= _CROWD:
        pairs = pushed(pairs, 24)
    return {
        spot.actor: (
            round(min(max(x, _EDGE / 2), _WIDE - _EDGE / 2), 1),
            round(min(max(y, _EDGE / 2), _HIGH - _EDGE / 2), 1),
        )
        for spot, (x, y) in zip(layout, pairs, strict=True)
    }


def _distinct(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move points that coincide apart by a hair, so that they can be pushed."""
    seen: dict[tuple[float, float], int] = {}
    found = []
    for x, y in points:
        key = (round(x, 2), round(y, 2))
        times = seen.get(key, 0)
        seen[key] = times + 1
        found.append((x + 0.7 * times * math.cos(times), y + 0.7 * times * math.sin(times)))
    return found


def _draw_ties(drawing: Drawing, ties: list[_Tie], actors: dict[str, _Actor]) -> list[str]:
    """Draw a line per layer and pair; lines of several layers run side by side."""
    pairs: dict[str, set[tuple[str, str]]] = {}
    for tie in ties:
        ends = min(tie.source, tie.target), max(tie.source, tie.target)
        pairs.setdefault(tie.layer, set()).add(ends)
    order_of = {name: k for k, name in enumerate(_LINES)}
    layers = sorted(pairs, key=lambda name: (order_of.get(name, len(order_of)), name))
    crowd = len(actors) > _CROWD
    for order, layer in enumerate(layers):
        colour, dash, width = _LINES.get(layer, ("#999999", "solid", 1.1))
        aside = 0.0 if crowd else 2.2 * (order - (len(layers) - 1) / 2)
        x: list[float | None] = []
        y: list[float | None] = []
        for a, b in sorted(pairs[layer]):
            one, other = actors[a], actors[b]
            dx, dy = other.x - one.x, other.y - one.y
            length = math.hypot(dx, dy) or 1.0
            sx, sy = -dy / length * aside, dx / length * aside
            x += [round(one.x + sx, 1), round(other.x + sx, 1), None]
            y += [round(one.y + sy, 1), round(other.y + sy, 1), None]
        drawing.line(
            x,
            y,
            name=worded(_LAYERS.get(layer, plain(layer))),
            line={"color": colour, "width": width / 2 if crowd else width, "dash": dash},
            opacity=0.5 if crowd else 0.75,
        )
    return layers


def _draw_actors(drawing: Drawing, actors: list[_Actor]) -> int:
    """Draw the markers and the second legend; return how many lines that legend has."""
    small, large = (5.0, 16.0) if len(actors) > _CROWD else (9.0, 26.0)
    across = diameters([one.measured.in_degree for one in actors], small, large)
    fills, steps = shades([one.measured.betweenness for one in actors])
    for shape in (LEAD, *SHAPES):
        members = [k for k, one in enumerate(actors) if one.shape is shape]
        if not members:
            continue
        drawing.marks(
            [actors[k].x for k in members],
            [actors[k].y for k in members],
            marker={
                "symbol": [shape.symbol + (_SILENT if actors[k].silent else "") for k in members],
                "size": [across[k] + (4 if shape is LEAD else 0) for k in members],
                "color": [theme.PAPER if actors[k].silent else fills[k] for k in members],
                "line": {
                    "color": theme.INK,
                    "width": [1.6 if actors[k].silent else 0.8 for k in members],
                },
                "opacity": 1,
            },
            hovertext=[_hover(actors[k]) for k in members],
            ids=[actors[k].measured.actor for k in members],  # for who clicks on one
        )
    rings = _draw_rings(drawing, actors, across)
    there = {one.shape.label for one in actors}
    entries: list[tuple[str, dict[str, Any]]] = [
        (shape.label, {"symbol": shape.symbol, "color": DOTS})
        for shape in (LEAD, *SHAPES)
        if shape.label in there
    ]
    entries += rings
    if any(one.silent for one in actors):
        look: dict[str, Any] = {"symbol": f"circle{_SILENT}", "color": theme.PAPER}
        entries.append((phrased("white with a dot: did not answer"), look))
    most = max(one.measured.in_degree for one in actors)
    if most > 0:
        look = {"symbol": "circle", "color": DOTS}
        entries += [
            (phrased("size: {}", 0), {**look, "size": small}),
            (phrased("size: {}", most), {**look, "size": large}),
        ]
    entries += [
        (phrased("shade: {}", words), {"symbol": "circle", "color": fill}) for fill, words in steps
    ]
    for words, marker in entries:
        shown = {"size": 10, "line": {"width": 0.8, "color": theme.INK}, **marker}
        drawing.marks([None], [None], name=words, legend="legend2", marker=shown)
    return len(entries)


def _draw_rings(
    drawing: Drawing, actors: list[_Actor], across: list[float]
) -> list[tuple[str, dict[str, Any]]]:
    """Ring the chosen partners; give the legend of the rings."""
    entries: list[tuple[str, dict[str, Any]]] = []
    for mode, (symbol, words) in _RINGS.items():
        members = [k for k, one in enumerate(actors) if one.mode == mode]
        if members:
            look = {"symbol": symbol, "color": theme.INK, "line": {"width": 2.2}}
            drawing.marks(
                [actors[k].x for k in members],
                [actors[k].y for k in members],
                marker={**look, "size": [across[k] + 9 for k in members], "opacity": 1},
            )
            entries.append((worded(words), {**look, "size": 13}))
    return entries


def _hover(one: _Actor) -> str:
    share = one.measured.betweenness
    said = [f"<b>{plain(one.name)}</b>", one.shape.label]
    said += [f"{worded(_SIZE)}: {one.measured.in_degree}"]
    said += [f"{worded(_SHADE)}: {phrased('not known') if share is None else percent(share)}"]
    if one.mode:
        said.append(worded(_RINGS[one.mode][1]))
    if one.silent:
        said.append(phrased("did not answer"))
    return "<br>".join(said)


def _write_names(drawing: Drawing, actors: list[_Actor]) -> list[str]:
    """Write the names there is room for; number and return those for whom there is none."""
    few = len(actors) <= _NAMED
    wanted = [few or one.first or order < _MOST_NAMES for order, one in enumerate(actors)]
    texts = [
        wrap(one.name, 14, lines=3) if so else [] for one, so in zip(actors, wanted, strict=True)
    ]
    placed = zip(actors, texts, _labels(actors, texts), strict=True)
    named = [(one, lines) for one, lines, label in placed if label]
    there = {one.measured.actor for one, _ in named}
    rest = [one for one in actors if (few or one.first) and one.measured.actor not in there]
    # The names come first again, so that a number beside its marker takes no name's place.
    written = named + [(one, [f"{number}"]) for number, one in enumerate(rest, 1)]
    labels = _labels([one for one, _ in written], [lines for _, lines in written], actors)
    for (one, lines), label in zip(written, labels, strict=True):
        hung = label or Label(tuple(lines), 0, 0, "center", "middle")
        if one.first:
            hung = replace(hung, lines=tuple(f"<b>{line}</b>" for line in hung.lines))
        hung.write(drawing, one.x, one.y, bgcolor="rgba(255,255,255,0.72)", borderpad=0)
    return [one.name for one in rest]


def _labels(
    named: list[_Actor], texts: list[list[str]], actors: Sequence[_Actor] = ()
) -> list[Label | None]:
    """Place a text beside each actor, off the others."""
    few = len(actors or named) <= _NAMED
    spots = {(one.x, one.y) for one in named}
    rest = [(one.x, one.y) for one in actors if (one.x, one.y) not in spots]
    found = place(
        [*((one.x, one.y) for one in named), *rest],
        [*texts, *([] for _ in rest)],
        area=Box(-2, -2, _WIDE + 2, _HIGH - 6),
        urgent=[*(one.first for one in named), *(False for _ in rest)],
        gap=14 if few else 11,
    )
    return found[: len(named)]


def _caption(actors: list[_Actor], number: int, ties: int, unnamed: list[str]) -> str:
    shaded = any(one.measured.betweenness is not None for one in actors)
    named = natural_list([f"{k} {name}" for k, name in enumerate(unnamed, 1)], None)
    return sentences(
        phrased(
            "Partner network, round {}: {} and {}.",
            number,
            count(len(actors), "actor"),
            count(ties, "tie"),
        ),
        phrased("Size: {}.", worded(_SIZE))
        + (phrased(" Shade: {}.", worded(_SHADE)) if shaded else ""),
        phrased("White with a dot: did not answer.") if any(one.silent for one in actors) else "",
        phrased("Ringed: chosen partners.") if any(one.mode for one in actors) else "",
        phrased(
            "An actor keeps its place in every round; the direction of a tie is not drawn. On "
            "screen a click on a layer in the legend hides or shows it."
        ),
        phrased("Numbers: {}.", named) if unnamed else "",
    )


def _alt(actors: list[_Actor], layers: list[str], ties: int) -> str:
    order = sorted(actors, key=lambda one: (-one.measured.in_degree, one.measured.actor))
    most = natural_list([f"{one.name} ({one.measured.in_degree})" for one in order[:3]])
    leads = [one.name for one in actors if one.lead]
    chosen = [one.name for one in actors if one.mode]
    silent = sum(one.silent for one in actors)
    named = [worded(_LAYERS.get(layer, layer)) for layer in layers]
    return sentences(
        phrased(
            "Network of {} with {} in {}: {}.",
            count(len(actors), "actor"),
            count(ties, "tie"),
            count(len(layers), "layer"),
            natural_list(named),
        ),
        phrased("Most by {}: {}.", worded(_SIZE), most),
        phrased("Lead: {}.", natural_list(leads))
        if leads
        else phrased("No lead organisation is named."),
        phrased("Chosen partners: {}.", natural_list(chosen)) if chosen else "",
        phrased("{} did not answer.", count(silent, "actor")) if silent else "",
    )
