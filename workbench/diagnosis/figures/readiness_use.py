"""Readiness against use of every component of one site."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.diagnosis.analysis.rows import Component, Package
from workbench.diagnosis.figures.rows import meaning_of, one_site, role_keys
from workbench.drawing import theme
from workbench.drawing.labels import LINE, Box, Label, apart, numbered_list, place, pushed
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_UNIT = 26  # pixels of one level on a phone
_STRIP = -1.25  # where components without that level stand, outside the scale
_ROOM = 0.74  # levels from one marker to the next, so that both numbers can be read
_ISO = (8, 18, 36, 54)
_CROWD = 4  # more than this at one place share one marker
_WORDS = (4.1, 5.4)  # levels that the words in the two strips take on a narrow phone
_MIXED = "#444444"
_HALO = "rgba(255,255,255,0.7)"  # keeps a title legible on a curve


@dataclass(frozen=True, slots=True)
class _Spot:
    """A marker: one component, or a crowd of more than four at one place."""

    members: tuple[Component, ...]
    x: float
    y: float

    @property
    def crowd(self) -> bool:
        return len(self.members) > 1

    @property
    def bottleneck(self) -> bool:
        return any(member.bottleneck for member in self.members)

    @property
    def assessed(self) -> bool:
        return not self.members[0].missing


def readiness_use(diagnosis: Diagnosis) -> Figure:
    """Draw every component at its readiness and its use.

    Numbers are the positions of the components in the table, the same in every figure of a site.
    Bars are the range over the assessors in both dimensions, curves join equal products of
    readiness and use, dashed arrows lead to the projected levels, and what is not assessed stands
    hollow in a strip outside the scale. Titles that find no free place beside their marker are
    listed under the picture by number.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        Axes from the lowest to the highest level of the framework, always whole.

    Raises
    ------
    NothingToShow
        When no component has a level of readiness, or none has a level of use: then the table of
        levels says all that is known.

    Notes
    -----
    The form follows the readiness-use diagrams of Sartas et al. (2020),
    https://doi.org/10.1016/j.agsy.2020.102874.
    """
    package, components = one_site(diagnosis)
    for name, levels in (
        ("readiness", [c.readiness.used for c in components]),
        ("use", [c.use.used for c in components]),
    ):
        if all(level is None for level in levels):
            message = phrased("No component has a level of {} yet.", name)
            raise NothingToShow(message)
    top = diagnosis.framework.readiness.maximum
    spots = _spots(components)
    drawing = Drawing()
    _scale(drawing, components, spots, top)
    _curves(drawing, package, top)
    _ranges(drawing, spots)
    drawing.projections(
        (spot.x, spot.y, *target)
        for spot in spots
        for member in spot.members
        if (target := _target(member))
    )
    _markers(drawing, spots)
    listed = _titles(drawing, spots, top)
    lines = numbered_list([(c.number, _listed_title(c, spots)) for c in listed])
    _list_under(drawing, lines)
    _legend(drawing, components)
    return theme.finish(
        drawing,
        caption=_caption(package, components, listed=bool(listed)),
        alt=_alt(package, components),
        height=600 + LINE * len(lines),
        printed=package.score is not None,
    )


def _coordinate(level: int | None) -> float:
    return _STRIP if level is None else float(level)


def _spots(components: list[Component]) -> list[_Spot]:
    """Assign every component a place; up to four share it side by side, more share a marker."""
    places: dict[tuple[float, float], list[Component]] = {}
    for component in components:
        place_ = (_coordinate(component.use.used), _coordinate(component.readiness.used))
        places.setdefault(place_, []).append(component)
    spots: list[_Spot] = []
    for (x, y), members in places.items():
        if len(members) > _CROWD:
            spots.append(_Spot(tuple(members), x, y))
            continue
        moves = apart([(x, y)] * len(members), _ROOM)
        spots += [
            _Spot((member,), x + dx, y + dy)
            for member, (dx, dy) in zip(members, moves, strict=True)
        ]
    # What stood aside may have come too near to a neighbour; a ring and a crowd take more room.
    more = [0.16 if spot.bottleneck or spot.crowd else 0.0 for spot in spots]
    free = pushed([(spot.x, spot.y) for spot in spots], _ROOM, more)
    return [replace(spot, x=x, y=y) for spot, (x, y) in zip(spots, free, strict=True)]


def _strips(components: list[Component]) -> tuple[bool, bool]:
    """Whether a strip is needed for use, and for readiness."""
    return (
        any(c.use.used is None for c in components),
        any(c.readiness.used is None for c in components),
    )


def _scale(drawing: Drawing, components: list[Component], spots: list[_Spot], top: int) -> None:
    """Draw the square of the two scales and the strips outside it."""
    no_use, no_readiness = _strips(components)
    high = top + 0.8
    ticks = list(range(top + 1))

    def axis(title: str, *, strip: bool) -> dict[str, Any]:
        return {
            "range": [_STRIP - 0.75 if strip else -0.6, high],
            "tickvals": ticks,
            "title": {"text": title},
            "constrain": "domain",
            "showgrid": False,
        }

    drawing.layout["xaxis"] = axis(worded("Use"), strip=no_use)
    drawing.layout["yaxis"] = axis(worded("Readiness"), strip=no_readiness) | {
        "scaleanchor": "x",
        "constraintoward": "top",
    }
    drawing.shape(
        "rect", x0=-0.5, y0=-0.5, x1=top + 0.5, y1=top + 0.5, line={"color": "#8C8C8C", "width": 1}
    )
    grey = {"fillcolor": "#F1F1F1", "line": {"width": 0}, "layer": "below"}
    low = _STRIP - 0.65
    words: dict[str, Any] = {"font": {"size": theme.SMALL, "color": "#595959"}}
    up, across = _strip_middles(spots, top)
    if no_use:
        bottom = low if no_readiness else -0.5
        drawing.shape("rect", x0=low, x1=-0.65, y0=bottom, y1=top + 0.5, **grey)
        if up is not None:
            drawing.note(phrased("use not assessed"), _STRIP, up, textangle=-90, **words)
    if no_readiness:
        left = low if no_use else -0.5
        drawing.shape("rect", x0=left, x1=top + 0.5, y0=low, y1=-0.65, **grey)
        if across is not None:
            drawing.note(phrased("readiness not assessed"), across, _STRIP, **words)


def _strip_middles(spots: list[_Spot], top: int) -> tuple[float | None, float | None]:
    """Where the words of the two strips have most room between the markers, if they have any."""
    no_use = [spot.y for spot in spots if spot.members[0].use.used is None]
    no_readiness = [spot.x for spot in spots if spot.members[0].readiness.used is None]
    return _free_middle(no_use, top, _WORDS[0]), _free_middle(no_readiness, top, _WORDS[1])


def _free_middle(taken: list[float], top: int, length: float) -> float | None:
    # A little beyond the frame: words may come closer to it than to a marker.
    stops = sorted({-1.2, *taken, top + 1.2})
    room, middle = max((b - a, (a + b) / 2) for a, b in pairwise(stops))
    return middle if room >= length + 1.1 else None


def _curves(drawing: Drawing, package: Package, top: int) -> None:
    """Draw curves of equal score, the one of the package apart from the others."""
    own = package.score

    def curve(score: int) -> tuple[list[float], list[float]]:
        first = score / (top + 0.5)
        steps = [first + (top + 0.5 - first) * i / 60 for i in range(61)]
        return steps, [score / x for x in steps]

    def end(score: int, text: str, colour: str) -> None:
        font = {"size": theme.SMALL, "color": colour}
        drawing.note(text, top + 0.55, score / (top + 0.5), xanchor="left", font=font)

    for score in _ISO:
        if own and abs(score - own) < _UNIT / 4:
            continue
        drawing.line(*curve(score), line={"color": "#CFCFCF", "width": 1})
        end(score, str(score), "#767676")
    if own:
        name = phrased("package: {}", package.shown)
        style = {"color": theme.PACKAGE.colour, "width": 3}
        drawing.line(*curve(own), name=name, line=style)
        end(own, f"<b>{own}</b>", theme.INK)


def _ranges(drawing: Drawing, spots: list[_Spot]) -> None:
    """Draw the range over the assessors through each marker, with a stroke at each end."""
    members = [(spot, member) for spot in spots for member in spot.members]
    across = [(spot, m.use.spread) for spot, m in members if m.use.spread]
    up = [(spot, m.readiness.spread) for spot, m in members if m.readiness.spread]
    thin = {"width": 1.2, "color": theme.RANGE.colour}

    def look(symbol: str) -> dict[str, Any]:
        marker = {"symbol": symbol, "size": 7, "line": thin}
        return {"mode": "lines+markers", "line": thin, "marker": marker}

    drawing.segments([(a, s.y, b, s.y) for s, (a, b) in across], **look("line-ns"))
    drawing.segments([(s.x, a, s.x, b) for s, (a, b) in up], **look("line-ew"))
    if across or up:
        drawing.line([None], [None], name=theme.RANGE.label, **look("line-ns"))


def _target(component: Component) -> tuple[int, int] | None:
    """Use and readiness expected, where they differ from today's and today's are known."""
    use, readiness = component.use, component.readiness
    if component.missing or use.used is None or readiness.used is None:
        return None
    x = use.used if use.projected is None else use.projected
    y = readiness.used if readiness.projected is None else readiness.projected
    return None if (x, y) == (use.used, readiness.used) else (x, y)


def _markers(drawing: Drawing, spots: list[_Spot]) -> None:
    """Draw the markers with their numbers, and a ring around bottlenecks."""
    drawing.rings([(spot.x, spot.y) for spot in spots if spot.bottleneck], theme.MARKER + 10)
    looks = [_look(spot) for spot in spots]
    drawing.marks(
        [spot.x for spot in spots],
        [spot.y for spot in spots],
        mode="markers+text",
        marker={
            "symbol": [look["symbol"] for look in looks],
            "size": [theme.MARKER + 6 if spot.crowd else theme.MARKER for spot in spots],
            "color": [look["fill"] for look in looks],
            "line": {"width": 1.5, "color": [look["edge"] for look in looks]},
            "opacity": 1,
        },
        text=[f"<b>{_number(spot)}</b>" for spot in spots],
        textfont={"size": theme.SMALL, "color": [look["ink"] for look in looks]},
        textposition="middle center",
        hovertext=["<br>".join(_hover(member) for member in spot.members) for spot in spots],
    )


def _number(spot: _Spot) -> str:
    return f"{len(spot.members)}×" if spot.crowd else str(spot.members[0].number)


def _look(spot: _Spot) -> dict[str, str]:
    first = spot.members[0]
    symbol = "square" if all(member.core for member in spot.members) else "circle"
    if not spot.assessed:
        edge = theme.NOT_ASSESSED.colour
        return {"symbol": symbol, "fill": theme.PAPER, "edge": edge, "ink": theme.INK}
    if spot.crowd and not spot.bottleneck:
        return {"symbol": symbol, "fill": _MIXED, "edge": theme.PAPER, "ink": "#FFFFFF"}
    meaning = meaning_of(first)
    return {"symbol": symbol, "fill": meaning.colour, "edge": theme.PAPER, "ink": meaning.ink}


def _levels_in_words(component: Component) -> str:
    parts = []
    for name, levels in component.dimensions:
        shown = phrased("not assessed") if levels.used is None else str(levels.used)
        parts.append(f"{name} {shown}")
    return ", ".join(parts)


def _hover(component: Component) -> str:
    lines = [f"<b>{component.number} {plain(component.title)}</b>", _levels_in_words(component)]
    for name, levels in component.dimensions:
        if levels.spread:
            low, high = levels.spread
            assessors = count(levels.assessors, "assessor")
            lines.append(phrased("{}: {} to {} over {}", name, low, high, assessors))
    if component.score is not None:
        lines.append(phrased("score {}", component.score) + (", bottleneck" * component.bottleneck))
    return "<br>".join(lines)


def _titles(drawing: Drawing, spots: list[_Spot], top: int) -> list[Component]:
    """Write titles beside markers, bottlenecks first; return what the list has to name."""
    # From the strips a title would reach into the scale and read as a component there.
    inside = [spot for spot in spots if spot.assessed]
    unnamed = [member for spot in spots if not spot.assessed for member in spot.members]
    order = sorted(inside, key=lambda s: (not s.bottleneck, not s.members[0].core, s.crowd))
    points = [(spot.x * _UNIT, spot.y * _UNIT) for spot in order]
    texts = [_text_beside(spot) for spot in order]
    low, high = -0.5 * _UNIT, (top + 0.6) * _UNIT
    area = Box(low, low, high, high)
    labels = place(
        points,
        texts,
        area=area,
        strokes=_strokes(spots),
        urgent=[spot.bottleneck for spot in order],
        gap=theme.MARKER / 2 + 7,
    )
    for spot, label in zip(order, labels, strict=True):
        if label is not None:
            label.write(drawing, spot.x, spot.y, bgcolor=_HALO)
        if label is None or spot.crowd:
            unnamed += spot.members
    return sorted(unnamed, key=lambda component: component.number)


def _text_beside(spot: _Spot) -> list[str]:
    if spot.crowd:
        numbers = " · ".join(str(member.number) for member in spot.members)
        return wrap(f"{len(spot.members)} here: {numbers}", 17, lines=4)
    lines = wrap(spot.members[0].title, 18, lines=3)
    return [] if lines[-1].endswith("…") else lines


def _strokes(spots: list[_Spot]) -> list[Box]:
    """Boxes around the range bars."""
    boxes: list[Box] = []
    for spot in spots:
        for member in spot.members:
            x, y = spot.x * _UNIT, spot.y * _UNIT
            if member.use.spread:
                low, high = member.use.spread
                boxes.append(Box(low * _UNIT - 2, y - 4, high * _UNIT + 2, y + 4))
            if member.readiness.spread:
                low, high = member.readiness.spread
                boxes.append(Box(x - 4, low * _UNIT - 2, x + 4, high * _UNIT + 2))
    return boxes


def _listed_title(component: Component, spots: list[_Spot]) -> str:
    """Title for the list; a crowd's marker cannot show who is core, so the list does."""
    if not any(spot.crowd and component in spot.members for spot in spots):
        return component.title
    told = ["core"] if component.core else []
    # Nothing beside a crowd in a strip says who is in it.
    told += [_levels_in_words(component)] if component.missing else []
    return f"{component.title} ({', '.join(told)})" if told else component.title


def _list_under(drawing: Drawing, lines: list[str]) -> None:
    bottom = 58 + LINE * len(lines)
    drawing.layout["margin"] = {"l": 12, "r": 30, "t": 12, "b": bottom, "pad": 2}
    if lines:
        Label(tuple(lines), -34, -50, "left", "top").write(
            drawing, 0, 0, xref="x domain", yref="y domain"
        )


def _legend(drawing: Drawing, components: list[Component]) -> None:
    role_keys(drawing, components)
    if any(c.missing for c in components):
        edge = {"width": 1.5, "color": theme.NOT_ASSESSED.colour}
        drawing.key(theme.NOT_ASSESSED, symbol="circle", color=theme.PAPER, line=edge)


def _caption(package: Package, components: list[Component], *, listed: bool) -> str:
    where = Counter((c.use.used, c.readiness.used) for c in components)
    aside = any(1 < number <= _CROWD for number in where.values())
    ranges = any(levels.spread for c in components for _, levels in c.dimensions)
    most = max(levels.assessors for c in components for _, levels in c.dimensions)
    curve = None if not package.score else phrased("The thick one is the package's.")
    return sentences(
        phrased("Readiness and use of {}.", count(len(components), "component")),
        phrased("Square: core innovation.") if any(c.core for c in components) else None,
        phrased("Ring: bottleneck.") if any(c.bottleneck for c in components) else None,
        phrased("Bars: range over {}.", count(most, "assessor")) if ranges else None,
        phrased("Hollow, in the strip: not assessed.")
        if any(c.missing for c in components)
        else None,
        phrased("Components of equal levels stand side by side, and neighbours give way.")
        if aside
        else None,
        phrased("Dashed: projected.") if any(_target(c) for c in components) else None,
        phrased("Curves: equal scores, readiness × use."),
        curve,
        phrased("Titles without room beside their marker stand below by number.")
        if listed
        else None,
    )


def _alt(package: Package, components: list[Component]) -> str:
    told = [
        f"{c.number} {c.title}: {_levels_in_words(c)}" + (" (bottleneck)" * c.bottleneck)
        for c in components
    ]
    return sentences(
        phrased(
            "Scatter plot of {}: use across, readiness upwards.",
            count(len(components), "component"),
        ),
        phrased("Package score: {}.", package.shown),
        "; ".join(told) + ".",
        _alt_projected(components),
    )


def _alt_projected(components: list[Component]) -> str | None:
    moving = [(c, target) for c in components if (target := _target(c))]
    if not moving:
        return None
    told = [phrased("{} to readiness {}, use {}", c.number, y, x) for c, (x, y) in moving]
    return phrased("Projected: {}.", natural_list(told))
