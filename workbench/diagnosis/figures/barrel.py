"""The barrel: one stave for each component, and the water at the shortest."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.diagnosis.analysis.rows import Component, Package
from workbench.diagnosis.figures.rows import meaning_of, one_site, role_of
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_FEW = 4  # so many titles can stand upright under their staves on a phone
_SOME = 8  # so many have room for two lines when they stand on end
_MANY = 11  # more have no room for their two levels above them on a phone
_WORD = 12
_UNBROKEN = 20  # letters of one word that stand on end and leave room for the staves
_STAVE = 0.94
_DARK = "#3A3A3A"


def barrel(diagnosis: Diagnosis) -> Figure:
    """Draw the package as a barrel that holds no more than its shortest stave lets it.

    A stave is as high as the element score, readiness × use; the water stands at the package
    score. A stave that is not assessed is drawn as an open outline without a top, because its
    height is not known.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        Staves in the order of the components table, on the whole range of scores.

    Raises
    ------
    NothingToShow
        When no component has both levels.

    Notes
    -----
    The barrel is the picture that Sartas et al. (2020), https://doi.org/10.1016/j.agsy.2020.102874,
    take over from Liebig's law of the minimum.
    """
    package, components = one_site(diagnosis)
    if package.score is None:
        message = phrased(
            "No component has both a level of readiness and a level of use: there is no score."
        )
        raise NothingToShow(message)
    full = diagnosis.framework.highest_score
    at_top = package.score == full
    if at_top:
        # Nothing holds the package back, so no stave is marked as if it did.
        components = [replace(component, bottleneck=False) for component in components]
    drawing = Drawing()
    high = _flag_height(components, full)
    _axes(drawing, components, full, max(full * 1.17, high + full * 0.14))
    _staves(drawing, components)
    _hollow(drawing, components, full)
    _water(drawing, package, len(components), full)
    _bottleneck(drawing, components, high)
    _legend(drawing, package, components)
    return theme.finish(
        drawing,
        caption=_caption(components, at_top=at_top),
        alt=_alt(package, components, full),
        height=400 if _upright(components) else 560,
    )


def _upright(components: list[Component]) -> bool:
    """Whether all titles have room under their staves without standing on end."""
    words = [word for c in components for word in c.title.split()]
    return len(components) <= _FEW and max(map(len, words)) <= _WORD


def _foot(component: Component, size: int, *, upright: bool) -> str:
    """Write the label under a stave."""
    width, lines = (_WORD, 4) if upright else (26, 2) if size <= _SOME else (30, 1)
    words = [
        word if len(word) <= _UNBROKEN else f"{word[: _UNBROKEN - 1]}…"
        for word in component.title.split()
    ]
    label = "<br>".join(wrap(f"{component.number} {' '.join(words)}", width, lines))
    return f"<b>{label}</b>" if component.bottleneck else label


def _axes(drawing: Drawing, components: list[Component], full: int, top: float) -> None:
    size, upright = len(components), _upright(components)
    drawing.layout["xaxis"] = {
        "range": [0.35, size + 0.65],
        "tickvals": list(range(1, size + 1)),
        "ticktext": [_foot(component, size, upright=upright) for component in components],
        "tickangle": 0 if upright else -90,
        "tickfont": {"size": theme.SMALL},
        "showgrid": False,
        "showline": True,
        "linewidth": 4,
        "linecolor": _DARK,
    }
    drawing.layout["yaxis"] = {
        "range": [0, top],
        "tickvals": theme.score_ticks(full),
        "title": {"text": phrased("Score (readiness × use)")},
    }
    drawing.layout["margin"] = {"l": 12, "r": 66, "t": 12, "b": 12, "pad": 2}
    drawing.layout["bargap"] = 0
    drawing.layout["barmode"] = "overlay"


def _staves(drawing: Drawing, components: list[Component]) -> None:
    """Draw the staves that have a score, with the score and its two levels on top."""
    scored = [(x, c) for x, c in enumerate(components, 1) if c.score is not None]
    for meaning in theme.FILLS:
        own = [(x, c) for x, c in scored if meaning_of(c) is meaning]
        if own:
            edge = 3 if meaning is theme.BOTTLENECK else 1
            look = theme.fill(meaning.colour, meaning.pattern, edge=edge, line=_DARK, solidity=0.15)
            drawing.bars(
                [x for x, _ in own],
                [c.score for _, c in own],
                orientation="v",
                width=_STAVE,
                marker={**look, "cornerradius": 4},
                hovertext=[_hover(c) for _, c in own],
            )
    for x, c in scored:
        levels = f"<br>{c.readiness.used}×{c.use.used}" if len(components) <= _MANY else ""
        text = f"<b>{c.score}</b>{levels}"
        drawing.note(
            text, x, c.score or 0, yanchor="bottom", align="center", font={"size": theme.SMALL}
        )


def _hover(component: Component) -> str:
    return phrased(
        "<b>{} {}</b><br>readiness {} × use {} = {}",
        component.number,
        plain(component.title),
        component.readiness.used,
        component.use.used,
        component.score,
    ) + (", bottleneck" if component.bottleneck else "")


def _hollow(drawing: Drawing, components: list[Component], full: int) -> None:
    """Draw two dotted sides for each stave that has no score."""
    edge = {"color": theme.NOT_ASSESSED.colour, "width": 1.5, "dash": "dot"}
    high = 0.62 * full
    for x, component in enumerate(components, 1):
        if component.score is None:
            for side in (x - _STAVE / 2, x + _STAVE / 2):
                drawing.shape("line", x0=side, x1=side, y0=0, y1=high, line=edge)
            what = "" if component.missing == "readiness and use" else f"{component.missing} "
            grey = {"size": theme.SMALL, "color": "#595959"}
            words = phrased("{}not assessed", what)
            drawing.note(words, x, high * 0.97, textangle=-90, yanchor="top", font=grey)


def _water(drawing: Drawing, package: Package, size: int, full: int) -> None:
    """Let the water stand at the package score, from wall to wall."""
    left, right, level = 0.5, size + 0.5, package.score or 0
    fill: dict[str, Any] = {"fillcolor": theme.PACKAGE.colour, "line": {"width": 0}}
    drawing.shape("rect", x0=left, x1=right, y0=0, y1=level, layer="below", **fill)
    surface = {"color": theme.PACKAGE.colour, "width": 4}
    drawing.shape("line", x0=left, x1=size + 0.65, y0=level, y1=level, line=surface)
    most = phrased("at most<br>") if package.provisional else ""
    drawing.note(
        phrased("{}<b>{}</b> of {}", most, level, full),
        1,
        level,
        xref="paper",
        xanchor="left",
        xshift=5,
        yanchor="middle" if level > full / 12 else "bottom",
    )


def _side(components: list[Component]) -> tuple[int, int, int]:
    """Place of the first bottleneck, how many there are, and to which side its flag flies."""
    lowest = [x for x, c in enumerate(components, 1) if c.bottleneck]
    x = lowest[0] if lowest else 1
    return x, len(lowest), 1 if x <= len(components) / 2 else -1


def _flag_height(components: list[Component], full: int) -> float:
    """Height of the bottleneck's flag: above the staves that it would hide on a phone."""
    x, lowest, side = _side(components)
    span = math.ceil(len(components) * 0.37)
    near = {x + side * step for step in range(span + 1)}
    covered = [c.score or 0 for place, c in enumerate(components, 1) if place in near]
    return max(covered) + full * 0.22 if lowest else 0.0


def _bottleneck(drawing: Drawing, components: list[Component], high: float) -> None:
    """Point at the shortest stave in words."""
    x, lowest, side = _side(components)
    if not lowest:
        return
    drawing.note(
        "<b>bottleneck</b>" if lowest == 1 else phrased("<b>{} bottlenecks</b>", lowest),
        x,
        components[x - 1].score or 0,
        yshift=32 if len(components) <= _MANY else 18,
        showarrow=True,
        arrowhead=2,
        arrowwidth=2,
        arrowcolor=theme.BOTTLENECK.colour,
        ax=0,
        ayref="y",
        ay=high,
        xanchor="center" if len(components) <= _FEW else "left" if side > 0 else "right",
        bgcolor=theme.PAPER,
        bordercolor=theme.BOTTLENECK.colour,
        borderpad=3,
        font={"size": theme.SMALL},
    )


def _legend(drawing: Drawing, package: Package, components: list[Component]) -> None:
    for role in (theme.CORE, theme.COMPLEMENTARY):
        if any(role_of(c) is role and not c.bottleneck and c.score is not None for c in components):
            drawing.key(role, symbol="square")
    if any(c.bottleneck for c in components):
        edge: dict[str, Any] = {"width": 3, "color": _DARK}
        drawing.key(theme.BOTTLENECK, symbol="square", line=edge, size=10)
    surface = {"color": theme.PACKAGE.colour, "width": 4}
    drawing.line([None], [None], name=phrased("water: {}", package.shown), line=surface)


def _caption(components: list[Component], *, at_top: bool) -> str:
    hollow = sum(c.score is None for c in components)
    verb = "has" if hollow == 1 else "have"
    return sentences(
        phrased(
            "The package as a barrel: each stave is a component, as high as its score "
            "(readiness × use); the water stands at the shortest."
        ),
        phrased("No bottleneck is marked: every scored component is at the top.")
        if at_top
        else None,
        phrased(
            "Dotted: {} of {} {} no score, so the water may stand lower.",
            count(hollow, "component"),
            len(components),
            verb,
        )
        if hollow
        else None,
    )


def _alt(package: Package, components: list[Component], full: int) -> str:
    told = [f"{c.number} {c.title} {c.score}" for c in components if c.score is not None]
    lowest = [f"{c.number} {c.title}" for c in components if c.bottleneck]
    hollow = [f"{c.number} {c.title}" for c in components if c.score is None]
    return sentences(
        phrased("Barrel of {}.", count(len(components), "stave")),
        phrased("Level of the water: {} of {}.", package.shown, full),
        phrased("Scores: {}.", natural_list(told, 30)),
        phrased("Bottleneck: {}.", natural_list(lowest)) if lowest else None,
        phrased("Not assessed: {}.", natural_list(hollow)) if hollow else None,
    )
