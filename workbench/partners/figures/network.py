"""Pictures of a partner network: who is tied to whom, and how sure the order of the actors is.

Places come from one layout of all rounds and sites that are compared, so that an actor stands at
the same place in every picture made from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.drawing import theme
from workbench.drawing.labels import Box, place, pushed
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, plural, sentences, wrap
from workbench.errors import NothingToShow, UnknownName
from workbench.partners.figures.actor_style import (
    DOTS,
    LEAD,
    MEASURES,
    SHAPES,
    Shape,
    diameters,
    name_of,
    number,
    shades,
    shape_of,
)

if TYPE_CHECKING:
    from workbench.partners.analysis.layout import Layout
    from workbench.partners.analysis.network import Networks
    from workbench.partners.analysis.network_measures import NetworkMeasures
    from workbench.partners.analysis.network_uncertainty import NetworkUncertainty
    from workbench.partners.analysis.partners import Partners

# Room for the actors on a phone; a wider page only has more of it.
_WIDE, _HIGH, _EDGE = 336.0, 430.0, 22.0
_NAMED = 40  # up to so many actors every name is tried
_MOST_NAMES = 12  # beyond, the lead, the partners and these by size
_CROWD = 60  # more actors are drawn smaller, and where the layout has them
_LINES = {
    "collaboration": ("#7D7D7D", "solid"),
    "implementation": ("#4D4D4D", "longdash"),
    "knowledge": ("#7C9CB8", "dot"),
    "influence": ("#B08FC0", "dash"),
    "funding": ("#A8874A", "dashdot"),
}
_LAYERS = {"knowledge": "knowledge exchange"}
_RINGS = {
    "bilateral": ("square-open", "partner, one to one"),
    "platform": ("circle-open", "partner, on the platform"),
}


@dataclass(frozen=True, slots=True)
class _Actor:
    """One actor as it is drawn."""

    key: str
    name: str
    shape: Shape
    lead: bool
    responded: bool | None
    mode: str
    size: float
    shade: float
    x: float
    y: float


def partner_network(
    networks: Networks,
    layout: Layout,
    measures: NetworkMeasures,
    *,
    site: str,
    round: int | None = None,  # noqa: A002 - the column is called so
    partners: Partners | None = None,
    names: Mapping[str, str] | None = None,
    size: str = "in_degree",
    colour: str = "betweenness",
) -> Figure:
    """Draw the network of a site with every actor at its own place.

    Up to 40 actors all names are tried, beyond that those of the lead organisation, of the partners
    and of the twelve largest; a name without room is left out rather than laid over another.

    Parameters
    ----------
    networks : Networks
        Ties of the site.
    layout : Layout
        Places; those of all rounds and sites that are to be compared.
    measures : NetworkMeasures
        Measures that sizes and shades show.
    site : str
        The site.
    round : int, optional
        Round of the survey; the latest by default.
    partners : Partners, optional
        The chosen partners, which are ringed and named first.
    names : mapping of str to str, optional
        Names to print, by actor; those of the networks by default.
    size, colour : str
        Measure shown by the size of a marker, and by its shade: a column of the measures or of the
        actors.

    Returns
    -------
    plotly.graph_objects.Figure
        Each layer is a trace that the legend switches on screen; in print all are there.

    Raises
    ------
    NothingToShow
        The site has no actors, or no ties.
    UnknownName
        There is no such measure or round.
    """
    if site not in networks.sites:
        message = "No actor is known here, so there is no network to draw."
        raise NothingToShow(message)
    graph = networks.graph(site, round)
    if not graph.number_of_edges():
        message = "No tie is known here, so there is no network to draw."
        raise NothingToShow(message)
    actors = _actors(graph, layout, measures, partners, (size, colour), names or {})
    drawing = Drawing()
    layers = _draw_ties(drawing, graph, {one.key: one for one in actors})
    legend = _draw_actors(drawing, actors, size, colour)
    unnamed = _write_names(drawing, actors)
    rows = math.ceil(len(layers) / 3) + math.ceil(legend / 2.5)
    drawing.layout |= _frame()
    number_of_ties = _ties(graph)
    return theme.finish(
        drawing,
        caption=_caption(graph, actors, number_of_ties, (size, colour), unnamed),
        alt=_alt(actors, layers, number_of_ties, size),
        height=_HIGH + 24 + 19 * rows,
    )


def _ties(graph: Any) -> int:
    """Count the ties; one that holds both ways is one."""
    return sum(1 for a, b, mutual in graph.edges(data="mutual") if not mutual or str(a) < str(b))


def _frame() -> dict[str, Any]:
    quiet = {"visible": False, "showgrid": False, "zeroline": False}
    return {
        "xaxis": {**quiet, "range": [0, _WIDE]},
        "yaxis": {**quiet, "range": [0, _HIGH]},
        "margin": {"l": 4, "r": 4, "t": 12, "b": 12, "pad": 0},
        "legend": {
            "itemclick": "toggle",
            "itemdoubleclick": "toggleothers",
            "title": {"text": "Ties: ", "font": {"size": theme.SMALL}, "side": "left"},
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


def _column(measures: NetworkMeasures, graph: Any, name: str) -> dict[str, float]:
    """Give a measure of each actor, from the measures or from what is known of the actors."""
    site, number_ = graph.graph["site"], graph.graph["round"]
    table = measures.table
    if name in table:
        here = table[(table["site"] == site) & (table["round"] == number_)]
        values = here[name].astype("Float64").astype(float)
        return dict(zip(here["actor"].astype(str), values, strict=True))
    facts = {actor: facts.get(name) for actor, facts in graph.nodes(data=True)}
    if not any(name in facts for _, facts in graph.nodes(data=True)):
        known = [one for one in MEASURES if one in table]
        raise UnknownName(kind="measure of actors", name=name, known=known)
    return {k: float("nan") if pd.isna(v) else float(v) for k, v in facts.items()}


def _actors(
    graph: Any,
    layout: Layout,
    measures: NetworkMeasures,
    partners: Partners | None,
    shown: tuple[str, str],
    names: Mapping[str, str],
) -> list[_Actor]:
    """Put together what is drawn, those to be named first in front."""
    sizes, colours = (_column(measures, graph, name) for name in shown)
    spots = _spots(layout)
    modes: dict[str, str] = {}
    if partners is not None:
        chosen = partners.table[partners.table["site"] == graph.graph["site"]]
        modes = dict(zip(chosen["actor"], chosen["mode"].fillna(""), strict=True))
    found = []
    for key, facts in graph.nodes(data=True):
        lead = bool(facts.get("lead"))
        answered = facts.get("responded")
        found.append(
            _Actor(
                key=str(key),
                name=names.get(key) or name_of(facts.get("name"), key),
                shape=LEAD if lead else shape_of(facts.get("type")),
                lead=lead,
                responded=None if pd.isna(answered) else bool(answered),
                mode=modes.get(key, ""),
                size=sizes.get(key, float("nan")),
                shade=colours.get(key, float("nan")),
                x=spots[key][0],
                y=spots[key][1],
            )
        )
    return sorted(found, key=_first)


def _first(one: _Actor) -> tuple[bool, bool, float, str]:
    size = 0.0 if math.isnan(one.size) else one.size
    return (not one.lead, not one.mode, -size, one.key)


def _spots(layout: Layout) -> dict[str, tuple[float, float]]:
    """Turn the places of the layout into pixels; the whole layout counts, so nobody moves."""
    table = layout.table
    points = []
    for column, room in (("x", _WIDE), ("y", _HIGH)):
        values = table[column].astype(float)
        low, span = float(values.min()), float(values.max() - values.min())
        # Half by place in the order: a few actors far out would press the others together.
        order = (values.rank(method="average") - 0.5) / len(values)
        part = (values - low) / span if span else order * 0 + 0.5
        points.append(list(_EDGE + (room - 2 * _EDGE) * (0.4 * part + 0.6 * order)))
    pairs = _distinct(list(zip(*points, strict=True)))
    if len(pairs) <= _CROWD:
        pairs = pushed(pairs, 24)
    return {
        str(actor): (
            round(min(max(x, _EDGE / 2), _WIDE - _EDGE / 2), 1),
            round(min(max(y, _EDGE / 2), _HIGH - _EDGE / 2), 1),
        )
        for actor, (x, y) in zip(table["actor"], pairs, strict=True)
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


def _draw_ties(drawing: Drawing, graph: Any, actors: dict[str, _Actor]) -> list[str]:
    """Draw a line per layer and pair; lines of several layers run side by side."""
    pairs: dict[str, set[tuple[str, str]]] = {}
    for a, b, layer in graph.edges(keys=True):
        pairs.setdefault(str(layer), set()).add((min(a, b), max(a, b)))
    order_of = {name: k for k, name in enumerate(_LINES)}
    layers = sorted(pairs, key=lambda name: (order_of.get(name, len(order_of)), name))
    crowd = len(actors) > _CROWD
    for order, layer in enumerate(layers):
        colour, dash = _LINES.get(layer, ("#999999", "solid"))
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
            name=_LAYERS.get(layer, plain(layer)),
            line={"color": colour, "width": 0.6 if crowd else 1.1, "dash": dash},
            opacity=0.5 if crowd else 0.75,
        )
    return layers


def _draw_actors(drawing: Drawing, actors: list[_Actor], size: str, colour: str) -> int:
    """Draw the markers and the second legend; return how many lines that legend has."""
    crowd = len(actors) > _CROWD
    small, large = (5.0, 16.0) if crowd else (9.0, 26.0)
    across = diameters([one.size for one in actors], small, large)
    fills, steps = shades([one.shade for one in actors], colour)
    for shape in (LEAD, *SHAPES):
        members = [k for k, one in enumerate(actors) if one.shape is shape]
        if not members:
            continue
        drawing.marks(
            [actors[k].x for k in members],
            [actors[k].y for k in members],
            marker={
                "symbol": shape.symbol,
                "size": [across[k] + (4 if shape is LEAD else 0) for k in members],
                "color": [
                    theme.PAPER if actors[k].responded is False else fills[k] for k in members
                ],
                "line": {
                    "color": theme.INK,
                    "width": [1.6 if actors[k].responded is False else 0.8 for k in members],
                },
                "opacity": 1,
            },
            hovertext=[_hover(actors[k], size, colour) for k in members],
        )
    rings = _draw_rings(drawing, actors, across)
    there = {one.shape.label for one in actors}
    entries: list[tuple[str, dict[str, Any]]] = [
        (shape.label, {"symbol": shape.symbol, "color": DOTS})
        for shape in (LEAD, *SHAPES)
        if shape.label in there
    ]
    entries += rings
    if any(one.responded is False for one in actors):
        entries.append(("hollow: did not answer", {"symbol": "circle", "color": theme.PAPER}))
    entries += _measure_keys(actors, (size, colour), steps, (small, large))
    for words, marker in entries:
        look = {"size": 10, "line": {"width": 0.8, "color": theme.INK}, **marker}
        drawing.marks([None], [None], name=words, legend="legend2", marker=look)
    return len(entries)


def _measure_keys(
    actors: list[_Actor],
    shown: tuple[str, str],
    steps: list[tuple[str, str]],
    range_: tuple[float, float],
) -> list[tuple[str, dict[str, Any]]]:
    """Give the legend of sizes and shades; the caption says what they measure."""
    size = shown[0]
    entries: list[tuple[str, dict[str, Any]]] = []
    known = [one.size for one in actors if not math.isnan(one.size)]
    if known and max(known) > 0:
        look = {"symbol": "circle", "color": DOTS}
        entries.append((f"size: {number(0, size)}", {**look, "size": range_[0]}))
        entries.append((f"size: {number(max(known), size)}", {**look, "size": range_[1]}))
    entries += [(f"shade: {words}", {"symbol": "circle", "color": fill}) for fill, words in steps]
    return entries


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
            entries.append((words, {**look, "size": 13}))
    return entries


def _hover(one: _Actor, size: str, colour: str) -> str:
    said = [f"<b>{plain(one.name)}</b>", one.shape.label]
    said += [
        f"{_label(m)}: {number(v, m)}"
        for m, v in dict.fromkeys(((size, one.size), (colour, one.shade)))
    ]
    if one.mode:
        said.append(_RINGS[one.mode][1])
    if one.responded is False:
        said.append("did not answer")
    return "<br>".join(said)


def _label(measure: str) -> str:
    return MEASURES[measure].label if measure in MEASURES else measure.replace("_", " ")


def _write_names(drawing: Drawing, actors: list[_Actor]) -> list[str]:
    """Write the names there is room for; number and return lead and partners without one."""
    few = len(actors) <= _NAMED
    wanted = [
        few or one.lead or bool(one.mode) or order < _MOST_NAMES for order, one in enumerate(actors)
    ]
    texts = [
        wrap(one.name, 14, lines=3) if so else [] for one, so in zip(actors, wanted, strict=True)
    ]
    labels = place(
        [(one.x, one.y) for one in actors],
        texts,
        area=Box(-2, -2, _WIDE + 2, _HIGH - 6),
        urgent=[one.lead or bool(one.mode) for one in actors],
        gap=14 if few else 11,
    )
    unnamed = []
    for one, label in zip(actors, labels, strict=True):
        if label is None:
            if one.lead or one.mode:
                unnamed.append(one.name)
                look = {"size": theme.SMALL, "color": theme.INK}
                drawing.note(f"<b>{len(unnamed)}</b>", one.x, one.y, font=look,
                             bgcolor="rgba(255,255,255,0.8)", borderpad=0)  # fmt: skip
            continue
        if one.lead or one.mode:
            label = type(label)(  # noqa: PLW2901 - the same label, in bold
                tuple(f"<b>{line}</b>" for line in label.lines),
                label.x, label.y, label.xanchor, label.yanchor,
            )  # fmt: skip
        label.write(drawing, one.x, one.y, bgcolor="rgba(255,255,255,0.72)", borderpad=0)
    return unnamed


def _caption(
    graph: Any,
    actors: list[_Actor],
    ties: int,
    shown: tuple[str, str],
    unnamed: list[str],
) -> str:
    chosen = any(one.mode for one in actors)
    shaded = any(not math.isnan(one.shade) for one in actors)
    return sentences(
        f"Partner network, round {graph.graph['round']}: {count(len(actors), 'actor')} and "
        f"{count(ties, 'tie')}.",
        f"Size: {_label(shown[0])}." + (f" Shade: {_label(shown[1])}." if shaded else ""),
        "Hollow: did not answer." if any(one.responded is False for one in actors) else "",
        "Ringed: chosen partners." if chosen else "",
        "An actor keeps its place in every round; the direction of a tie is not drawn. On screen a "
        "click on a layer in the legend hides or shows it.",
        f"Numbers: {natural_list([f'{k} {name}' for k, name in enumerate(unnamed, 1)])}."
        if unnamed
        else "",
    )


def _alt(actors: list[_Actor], layers: list[str], ties: int, size: str) -> str:
    largest = sorted(actors, key=lambda one: (-_zero(one.size), one.key))[:3]
    most = natural_list([f"{one.name} ({number(one.size, size)})" for one in largest])
    leads = [one.name for one in actors if one.lead]
    chosen = [one.name for one in actors if one.mode]
    silent = sum(one.responded is False for one in actors)
    named = [_LAYERS.get(layer, layer) for layer in layers]
    return sentences(
        f"Network of {count(len(actors), 'actor')} with {count(ties, 'tie')} in "
        f"{count(len(layers), 'layer')}: {natural_list(named)}.",
        f"Most by {_label(size)}: {most}.",
        f"Lead: {natural_list(leads)}." if leads else "No lead organisation is named.",
        f"Chosen partners: {natural_list(chosen)}." if chosen else "",
        f"{count(silent, 'actor')} did not answer." if silent else "",
    )


def _zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def measure_ranks(
    uncertainty: NetworkUncertainty,
    names: Mapping[str, str],
    *,
    site: str,
    measure: str = "in_degree",
    most: int = 8,
) -> Figure:
    """Draw the places of the first actors by a measure, with the range over the imputations.

    Parameters
    ----------
    uncertainty : NetworkUncertainty
        Ranks of the latest round.
    names : mapping of str to str
        Names of the actors by key.
    site : str
        The site.
    measure : str
        One of the measures of the uncertainty.
    most : int
        Actors shown.

    Returns
    -------
    plotly.graph_objects.Figure
        One row per actor; a bar from the 5 % to the 95 % quantile of its place.

    Raises
    ------
    NothingToShow
        The measure is not computed here, or nothing is known.
    """
    table = uncertainty.table
    here = table[(table["site"] == site) & (table["measure"] == measure)] if len(table) else table
    here = here[here["rank"].notna()] if len(here) else here
    if here.empty or not here["mean"].gt(0).any():
        message = f"There is no order of the actors by {_label(measure)}."
        raise NothingToShow(message)
    first = here.sort_values(["rank", "rank_low", "actor"], kind="stable").head(most)
    shown = [names.get(actor, actor) for actor in first["actor"]]
    drawing = Drawing()
    rows = list(range(len(first)))
    low, high = first["rank_low"].tolist(), first["rank_high"].tolist()
    drawing.line(
        [v for a, b in zip(low, high, strict=True) for v in (a, b, None)],
        [v for row in rows for v in (row, row, None)],
        name="5 to 95 % of the imputations",
        line={"color": theme.RANGE.colour, "width": 4},
    )
    drawing.marks(
        first["rank"].tolist(),
        rows,
        name="place in the middle of them",
        marker={"symbol": "circle", "size": 12, "color": DOTS, "line": {"width": 1}},
        hovertext=[
            f"<b>{plain(name)}</b><br>place {r:.0f} ({a:.0f} to {b:.0f})"
            for name, r, a, b in zip(shown, first["rank"], low, high, strict=True)
        ],
    )
    _rank_axes(drawing, shown, max(*high, 2), measure)
    moved = sum(b - a >= 1 for a, b in zip(low, high, strict=True))
    return theme.finish(
        drawing,
        caption=f"The first {count(len(first), 'actor')} by {_label(measure)}, and how far the "
        "place moves when the ties of those who did not answer are filled in.",
        alt=sentences(
            f"Places by {_label(measure)}: "
            + natural_list(
                [
                    f"{name} {r:.0f} ({a:.0f} to {b:.0f})"
                    for name, r, a, b in zip(shown, first["rank"], low, high, strict=True)
                ]
            )
            + ".",
            f"The place of {moved} of {count(len(first), 'actor')} {plural('is', moved)} not sure."
            if moved
            else "Every place is the same in nearly all imputations.",
        ),
        height=34 * len(first) + 90,
    )


def _rank_axes(drawing: Drawing, shown: list[str], end: float, measure: str) -> None:
    drawing.layout["xaxis"] = {
        "range": [0.4, end + 0.6],
        "title": {"text": f"Place by {_label(measure)}; 1 is the first"},
        "dtick": 1 if end <= 12 else 5 if end <= 60 else None,
        "tick0": 0,
    }
    drawing.layout["yaxis"] = {
        "range": [len(shown) - 0.4, -0.6],
        "tickvals": list(range(len(shown))),
        "ticktext": ["<br>".join(wrap(name, 24)) for name in shown],
        "tickfont": {"size": theme.SMALL},
        "showgrid": False,
    }
