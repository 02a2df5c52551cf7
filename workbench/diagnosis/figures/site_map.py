"""Sites on a map, with their package scores."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.diagnosis.figures.rows import Place, component_titles, places
from workbench.drawing import outlines, theme
from workbench.drawing.labels import LINE, Box, Label, apart, place, pushed
from workbench.drawing.outlines import View
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.frameworks.country_outlines import SOURCE
from workbench.language import phrased

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_PHONE = 330  # pixels across the map on a phone
_PAGE = 560  # the same in print
_ALL_NAMED = 25  # more sites than this, and only the lowest and the highest are named
_ENDS = (4, 2)  # how many of the lowest and of the highest
_SEEN = 4  # pixels that a marker may be off its site without a line
_DIAMOND = 6  # pixels that the corners of a diamond stand out beyond a disc
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TAG_SIDES = ((0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8), (1, 0), (-1, 0), (0, 1), (0, -1))
_HALO = "rgba(255,255,255,0.75)"
# Hollow, by what is missing; the shape says it again.
_HOLLOW = {
    "use not given": "triangle-down",
    "readiness not given": "triangle-up",
    "not assessed": "circle",
}


def site_map(sites: pd.DataFrame, diagnosis: Diagnosis) -> Figure:
    """Draw the sites at their coordinates, coloured by package score.

    The outlines come with the package; nothing is fetched. Up to 25 sites carry their score in the
    marker and their name beside it (or a letter that the list under the map explains); of more
    sites only the lowest and the highest are named and larger markers mean higher scores.

    Parameters
    ----------
    sites : DataFrame
        site, name, country, latitude and longitude (degrees, WGS84).
    diagnosis : Diagnosis
        Of these sites.

    Returns
    -------
    plotly.graph_objects.Figure
        Longitude across and latitude upwards, at equal scale in the middle of the view.

    Raises
    ------
    NothingToShow
        When no site of the diagnosis has coordinates.
    """
    everywhere = places(sites, diagnosis)
    shown = [p for p in everywhere if p.latitude is not None]
    if not shown:
        message = phrased("No site has a latitude and a longitude.")
        raise NothingToShow(message)
    # The lowest scores are drawn last, so that they lie on top.
    shown.sort(key=lambda p: (p.score is not None, -(p.score or 0)))
    xs = outlines.unrolled(p.longitude or 0.0 for p in shown)
    ys = [p.latitude or 0.0 for p in shown]
    view = outlines.view_around(xs, ys)
    drawing = Drawing()
    _land(drawing, view)
    _scale_bar(drawing, view)
    few = len(shown) <= _ALL_NAMED
    true, (xs, ys) = (xs, ys), _moved(shown, xs, ys, view, few=few)
    moved = _leaders(drawing, true, (xs, ys), view)
    _markers(drawing, shown, xs, ys, component_titles(diagnosis), few=few)
    listed = _names(drawing, shown, xs, ys, view, few=few)
    _frame(drawing, view, listed)
    _legend(drawing, shown)
    return theme.finish(
        drawing,
        caption=_caption(everywhere, shown, few=few, moved=moved),
        alt=_alt(everywhere, shown),
        height=_PAGE * view.aspect + 90 + LINE * len(listed),
    )


# ------------------------------------------------------------------------------------------ view


def _pixels(view: View) -> tuple[float, float]:
    """Pixels of a degree of longitude and of latitude on a phone."""
    across = _PHONE / view.width
    return across, across / view.squeeze


def _moved(
    shown: list[Place], xs: list[float], ys: list[float], view: View, *, few: bool
) -> tuple[list[float], list[float]]:
    """Move sites with the same coordinates apart; few sites so far that all scores can be read."""
    across, up = _pixels(view)
    same = [(round(x, 3), round(y, 3)) for x, y in zip(xs, ys, strict=True)]
    moves = apart(same, theme.MARKER if few else 5)
    points = [(x * across + dx, y * up + dy) for x, y, (dx, dy) in zip(xs, ys, moves, strict=True)]
    if few:
        wide = [_DIAMOND if p.score is not None and p.package.provisional else 0 for p in shown]
        points = pushed(points, theme.MARKER + 4, wide)
    return [x / across for x, _ in points], [y / up for _, y in points]


def _leaders(
    drawing: Drawing,
    true: tuple[list[float], list[float]],
    drawn: tuple[list[float], list[float]],
    view: View,
) -> bool:
    """Draw a line from every site whose marker was moved; say whether there is any."""
    across, up = _pixels(view)
    lines = [
        (x, y, x2, y2)
        for x, y, x2, y2 in zip(*true, *drawn, strict=True)
        if math.hypot((x2 - x) * across, (y2 - y) * up) > _SEEN
    ]
    look = {"color": theme.INK, "width": 1}
    drawing.segments(lines, line=look)
    dots = {"symbol": "circle", "size": 4, "color": theme.INK}
    drawing.marks([x for x, *_ in lines], [y for _, y, *_ in lines], marker=dots)
    return bool(lines)


# --------------------------------------------------------------------------------------- drawing


def _land(drawing: Drawing, view: View) -> None:
    """Draw land and borders; a little beyond the view, so that cuts stay out of sight."""
    wide = view.wider(0.03)
    rings = outlines.visible(wide)
    fill = [point for ring in rings for point in (*ring.tolist(), (None, None))]
    drawing.line(
        [x for x, _ in fill],
        [y for _, y in fill],
        fill="toself",
        fillcolor=theme.LAND,
        line={"width": 0.8, "color": theme.BORDER},
    )


def _scale_bar(drawing: Drawing, view: View) -> None:
    """Draw a bar of a round number of kilometres, about a fifth of the width."""
    length, words = outlines.scale_length(view)
    x, y = view.west + view.width * 0.03, view.south + view.height * 0.04
    end = x + length
    ink = {"color": theme.INK, "width": 2}
    drawing.shape("line", x0=x, x1=end, y0=y, y1=y, line=ink)
    font = {"size": theme.SMALL}
    drawing.note(
        words, (x + end) / 2, y, yanchor="bottom", yshift=1, font=font, bgcolor=_HALO, borderpad=0
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """How a marker looks; hollow where there is no score."""

    symbol: str
    fill: str
    edge: str
    width: float
    size: float
    ink: str


def _look(spot: Place, *, few: bool) -> _Look:
    if spot.score is None:
        symbol = _HOLLOW.get(spot.package.status, "circle")
        hollow = theme.MARKER - 4 if few else 9
        return _Look(symbol, theme.PAPER, theme.NOT_ASSESSED.colour, 2, hollow, theme.INK)
    step = theme.step_of(spot.score)
    size = theme.MARKER + 2.0 if few else 8 + 1.5 * theme.SCORE_STEPS.index(step)
    if not spot.package.provisional:
        return _Look(theme.PACKAGE.symbol, step.colour, theme.PAPER, 1, size, step.ink)
    meaning, width = theme.PROVISIONAL, 3 if few else 2
    return _Look(meaning.symbol, step.colour, meaning.colour, width, size * 1.15, step.ink)


def _markers(
    drawing: Drawing,
    shown: list[Place],
    xs: list[float],
    ys: list[float],
    components: dict[str, str],
    *,
    few: bool,
) -> None:
    looks = [_look(spot, few=few) for spot in shown]
    scores = ["" if p.score is None else f"<b>{p.score}</b>" for p in shown]
    drawing.marks(
        xs,
        ys,
        mode="markers+text" if few else "markers",
        marker={
            "symbol": [look.symbol for look in looks],
            "size": [look.size for look in looks],
            "color": [look.fill for look in looks],
            "line": {"color": [o.edge for o in looks], "width": [o.width for o in looks]},
            "opacity": 1,
        },
        text=scores if few else None,
        textfont={"size": theme.SMALL, "color": [look.ink for look in looks]},
        textposition="middle center",
        hovertext=[_hover(spot, components) for spot in shown],
    )


def _hover(spot: Place, components: dict[str, str]) -> str:
    where = f", {plain(spot.country)}" if spot.country else ""
    lines = [f"<b>{plain(spot.name)}</b>{where}", phrased("package score: {}", spot.package.shown)]
    if spot.package.bottleneck:
        title = components.get(spot.package.bottleneck, spot.package.bottleneck)
        lines.append(phrased("bottleneck: {}", plain(title)))
    return "<br>".join(lines)


def _ends(shown: list[Place]) -> list[int]:
    """Choose the sites to name where not all can be: the lowest and the highest scores."""
    scored = [i for i, p in enumerate(shown) if p.score is not None]
    scored.sort(key=lambda i: (shown[i].score or 0, shown[i].name))
    lowest, highest = _ENDS
    return list(dict.fromkeys([*scored[:lowest], *scored[-highest:]]))


def _names(
    drawing: Drawing,
    shown: list[Place],
    xs: list[float],
    ys: list[float],
    view: View,
    *,
    few: bool,
) -> list[str]:
    """Write names beside the markers; return the lines of the list for those without room."""
    across, up = _pixels(view)
    # Lowest first: they are at the end of the list, because they are drawn last.
    order = list(range(len(shown)))[::-1] if few else _ends(shown)
    points = [((xs[i] - view.west) * across, (ys[i] - view.south) * up) for i in order]
    texts = [_name(shown[i], few=few) for i in order]
    area = Box(0, 0, _PHONE, view.height * up)
    others = [] if few else _others(order, xs, ys, view)
    labels = place(points, texts, area=area, taken=others, gap=theme.MARKER)
    drawn = [(x * across, y * up) for x, y in zip(xs, ys, strict=True)]
    listed: list[str] = []
    for index, label in zip(order, labels, strict=True):
        spot = shown[index]
        letter = _LETTERS[len(listed)]
        (label or _tag(letter, index, drawn)).write(
            drawing, xs[index], ys[index], bgcolor=_HALO, borderpad=0
        )
        if label is None:
            listed.append(f"<b>{letter}</b>  {plain(spot.name)}: {spot.package.shown}")
    return listed


def _tag(letter: str, index: int, drawn: list[tuple[float, float]]) -> Label:
    """Put a letter at that side of its marker where the other markers are farthest."""
    x, y = drawn[index]
    others = [point for i, point in enumerate(drawn) if i != index]
    away = theme.MARKER

    def room(side: tuple[float, float]) -> float:
        at = (x + side[0] * away, y + side[1] * away)
        return min((math.dist(at, other) for other in others), default=0.0)

    right, top = max(_TAG_SIDES, key=room)
    return Label((f"<b>{letter}</b>",), right * away, top * away, "center", "middle")


def _others(order: list[int], xs: list[float], ys: list[float], view: View) -> list[Box]:
    across, up = _pixels(view)
    return [
        Box.around((xs[i] - view.west) * across, (ys[i] - view.south) * up, 3)
        for i in range(len(xs))
        if i not in set(order)
    ]


def _name(spot: Place, *, few: bool) -> list[str]:
    score = "" if few and spot.score is not None else f": {spot.package.shown}"
    return wrap(f"{spot.name}{score}", 18, lines=3)


def _frame(drawing: Drawing, view: View, listed: list[str]) -> None:
    hidden = {"showgrid": False, "showticklabels": False, "constrain": "domain"}
    hidden |= {"showline": True, "mirror": True, "linecolor": "#BBBBBB"}
    drawing.layout["xaxis"] = {"range": [view.west, view.east], **hidden}
    drawing.layout["yaxis"] = {
        "range": [view.south, view.north],
        "scaleanchor": "x",
        "scaleratio": 1 / view.squeeze,
        "constraintoward": "top",
        **hidden,
    }
    drawing.layout["margin"] = {"l": 8, "r": 8, "t": 12, "b": 14 + LINE * len(listed), "pad": 0}
    if listed:
        Label(tuple(listed), 0, -8, "left", "top").write(
            drawing, 0, 0, xref="x domain", yref="y domain"
        )


def _legend(drawing: Drawing, shown: list[Place]) -> None:
    for step in theme.SCORE_STEPS:
        if any(p.score is not None and theme.step_of(p.score) is step for p in shown):
            edge = {"width": 1, "color": theme.INK}
            look = {"symbol": theme.PACKAGE.symbol, "color": step.colour, "line": edge}
            drawing.key(theme.PACKAGE, name=step.label, **look)
    if any(p.score is not None and p.package.provisional for p in shown):
        edge = {"width": 3, "color": theme.PROVISIONAL.colour}
        drawing.key(theme.PROVISIONAL, color=theme.PAPER, line=edge)
    for status, symbol in _HOLLOW.items():
        if any(p.score is None and p.package.status == status for p in shown):
            edge = {"width": 2, "color": theme.NOT_ASSESSED.colour}
            look = {"symbol": symbol, "color": theme.PAPER, "line": edge}
            drawing.key(theme.NOT_ASSESSED, name=status, **look)


# ----------------------------------------------------------------------------------------- words


def _caption(everywhere: list[Place], shown: list[Place], *, few: bool, moved: bool) -> str:
    absent = [p.name for p in everywhere if p.latitude is None]
    verb = "is" if len(absent) == 1 else "are"
    hollow = any(p.score is None for p in shown)
    return sentences(
        phrased("Package scores of {} on the map.", count(len(shown), "site")),
        phrased("Diamond: provisional, the score is at most this.")
        if any(p.score is not None and p.package.provisional for p in shown)
        else None,
        phrased("Hollow: no score.") if hollow else None,
        phrased("A line leads from a marker that had to give way to its site.") if moved else None,
        None if few else phrased("Larger is higher; the lowest and the highest are named."),
        phrased(
            "{} without coordinates {} not on it: {}.",
            count(len(absent), "site"),
            verb,
            natural_list(absent, 6),
        )
        if absent
        else None,
        phrased(
            "Outlines: {}; borders are for orientation and express no opinion on their status.",
            SOURCE,
        ),
    )


def _alt(everywhere: list[Place], shown: list[Place]) -> str:
    order = sorted(everywhere, key=lambda p: (p.score is None, p.score or 0, p.name))
    told = [f"{p.name} {p.package.shown}" for p in order]
    where = sorted({tidy(p.country) for p in shown if p.country})
    countries = phrased(" in {}", natural_list(where, 8)) if where else ""
    return phrased(
        "Map of {}{}. Package scores: {}.",
        count(len(shown), "site"),
        countries,
        natural_list(told, 25),
    )
