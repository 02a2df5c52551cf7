"""Figures of one site: levels of the components, how sure the bottleneck is, functions served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.diagnosis.analysis.rows import Component, Levels
from workbench.diagnosis.figures.rows import meaning_of, one_site, role_keys, role_of
from workbench.drawing import theme
from workbench.drawing.labels import LINE, downwards, ladder
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, percent, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_TITLE = 44  # letters of a heading that fit on a phone
_MARK = "bottleneck"
_BAR = 10  # pixels
_LEAST = 0.01  # probability from which a component gets a bar
_ROW = 24
_CLEAR = 14  # between a note under the bars and the numbers of the axis
_UNSUPPORTED = theme.fill(theme.UNSUPPORTED.colour, theme.UNSUPPORTED.pattern, solidity=0.25)


def _heading(component: Component, width: int = _TITLE) -> list[str]:
    """Write number and title over the rows of a component."""
    first, *rest = wrap(f"{component.number} {component.title}", width, lines=3)
    number, _, title = first.partition(" ")
    lines = [f"<b>{number}</b> {title}", *rest]
    if not component.bottleneck:
        return lines
    if len([first, *rest][-1]) + len(_MARK) > width:
        return [*lines, f"<b>{_MARK}</b>"]
    return [*lines[:-1], f"{lines[-1]} · <b>{_MARK}</b>"]


# ---------------------------------------------------------------------------------------- levels


def component_levels(diagnosis: Diagnosis) -> Figure:
    """Draw the level of readiness and of use of every component, and what it rests on.

    The bar is the level used. Where a higher level was claimed than the evidence supports, the
    rest of the claim is hatched and said in words. A line under the bar is the range over the
    assessors; a dashed line leads to the projected level.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        Two rows for each component, in the order of the table, on the whole scale.

    Raises
    ------
    NothingToShow
        When no component has a level of readiness or of use.
    """
    _, components = one_site(diagnosis)
    rows = [(c, name, part) for c in components for name, part in c.dimensions]
    if all(part.used is None for _, _, part in rows):
        message = phrased("No component has a level of readiness or of use yet.")
        raise NothingToShow(message)
    headings = [[*_heading(c), *_unsupported_words(c)] for c in components]
    drawing = Drawing()
    at, height = ladder(drawing, headings, rows=2, row=_ROW, gap=12)
    top = diagnosis.framework.readiness.maximum
    _level_axes(drawing, [name for _, name, _ in rows], at, height, top)
    _level_bars(drawing, rows, at)
    _level_ranges(drawing, rows, at)
    drawing.projections(
        [
            (part.used, y, part.projected, y)
            for (_, _, part), y in zip(rows, at, strict=True)
            if _moves(part)
        ],
        width=2,
    )
    _level_values(drawing, rows, at, top)
    _level_legend(drawing, components)
    return theme.finish(
        drawing,
        caption=_levels_caption(components),
        alt=_levels_alt(components),
        height=height + 110,
    )


_Row = tuple[Component, str, Levels]


def _unsupported_words(component: Component) -> list[str]:
    return [
        phrased(
            "<i>{}: claimed {}, evidence supports {}</i>",
            name,
            part.unsupported[1],
            part.unsupported[0],
        )
        for name, part in component.dimensions
        if part.unsupported
    ]


def _level_axes(
    drawing: Drawing, names: list[str], at: list[float], height: float, top: int
) -> None:
    drawing.layout["xaxis"] = {
        "showgrid": False,  # plotly's own choice hangs on which bars there are
        "range": [-0.4, top + 0.9],
        "tickvals": list(range(top + 1)),
        "title": {"text": worded("Level")},
    }
    drawing.layout["yaxis"] = downwards(
        height, tickvals=at, ticktext=names, tickfont={"size": theme.SMALL}
    )
    drawing.layout["barmode"] = "overlay"


def _level_bars(drawing: Drawing, rows: list[_Row], at: list[float]) -> None:
    """Draw the levels used, what is claimed beyond them, and a marker at the end of each bar."""
    known = [(c, name, part, y) for (c, name, part), y in zip(rows, at, strict=True)]
    known = [row for row in known if row[2].used is not None]
    drawing.bars(
        [part.used for _, _, part, _ in known],
        [y for *_, y in known],
        width=_BAR,
        marker={"color": [meaning_of(c).colour for c, *_ in known], "line": {"width": 0}},
        hovertext=[_level_hover(c, name, part) for c, name, part, _ in known],
    )
    claims = [(part.unsupported, y) for _, _, part, y in known if part.unsupported]
    drawing.bars(
        [claimed - used for (used, claimed), _ in claims],
        [y for _, y in claims],
        base=[used for (used, _), _ in claims],
        width=_BAR,
        marker=_UNSUPPORTED,
    )
    drawing.marks(
        [part.used for _, _, part, _ in known],
        [y for *_, y in known],
        marker={
            "symbol": [role_of(c).symbol for c, *_ in known],
            "size": 13,
            "color": [meaning_of(c).colour for c, *_ in known],
            "line": {"color": theme.PAPER, "width": 1.5},
            "opacity": 1,
        },
    )
    drawing.rings([(part.used or 0, y) for c, _, part, y in known if c.bottleneck], 19)


def _level_hover(component: Component, name: str, part: Levels) -> str:
    lines = [f"<b>{component.number} {plain(component.title)}</b>", f"{name} {part.used}"]
    if part.lowest is not None:
        assessors = count(part.assessors, "assessor")
        lines.append(phrased("{}: {} to {}", assessors, part.lowest, part.highest))
    if part.supported is not None:
        lines.append(phrased("claimed {}, evidence supports {}", part.claimed, part.supported))
    if part.projected is not None:
        lines.append(phrased("projected {}", part.projected))
    return "<br>".join(lines)


def _level_ranges(drawing: Drawing, rows: list[_Row], at: list[float]) -> None:
    """Draw the range over the assessors just under each bar."""
    thin = {"width": 1.5, "color": theme.RANGE.colour}
    drawing.segments(
        [
            (part.spread[0], y + 9, part.spread[1], y + 9)
            for (_, _, part), y in zip(rows, at, strict=True)
            if part.spread
        ],
        name=theme.RANGE.label,
        mode="lines+markers",
        line=thin,
        marker={"symbol": theme.RANGE.symbol, "size": 6, "line": thin},
    )


def _moves(part: Levels) -> bool:
    """Whether a projection leads away from the level of today."""
    return part.used is not None and part.projected not in {None, part.used}


def _level_values(drawing: Drawing, rows: list[_Row], at: list[float], top: int) -> None:
    """Write the levels in a column at the right, and in words where there is none."""
    for (_, _, part), y in zip(rows, at, strict=True):
        if part.used is None:
            grey = {"size": theme.SMALL, "color": "#595959"}
            drawing.note(phrased("not assessed"), 0.1, y, xanchor="left", font=grey)
        else:
            drawing.note(f"<b>{part.used}</b>", top + 0.65, y)


def _level_legend(drawing: Drawing, components: list[Component]) -> None:
    role_keys(drawing, components)
    if any(part.unsupported for c in components for _, part in c.dimensions):
        drawing.bars([None], [None], name=theme.UNSUPPORTED.label, marker=_UNSUPPORTED)


def _levels_caption(components: list[Component]) -> str:
    parts = [part for c in components for _, part in c.dimensions]
    most = max(part.assessors for part in parts)
    capped = any(part.unsupported for part in parts)
    return sentences(
        phrased("Readiness and use of {}.", count(len(components), "component")),
        phrased("Bar: the level that the score uses."),
        phrased("Hatched: claimed, but more than the evidence supports.") if capped else None,
        phrased("Line under a bar: range over {}.", count(most, "assessor"))
        if any(part.spread for part in parts)
        else None,
        phrased("Dashed: projected.") if any(_moves(part) for part in parts) else None,
    )


def _levels_alt(components: list[Component]) -> str:
    told = []
    for c in components:
        words = []
        for name, part in c.dimensions:
            level = phrased("not assessed") if part.used is None else str(part.used)
            claim = phrased(" (claimed {})", part.unsupported[1]) if part.unsupported else ""
            words.append(f"{name} {level}{claim}")
        told.append(f"{c.number} {c.title}: {', '.join(words)}")
    return phrased(
        "Bars of the levels of {}. {}.", count(len(components), "component"), "; ".join(told)
    )


# ------------------------------------------------------------------------ bottleneck probability


def bottleneck_probability(diagnosis: Diagnosis) -> Figure:
    """Draw with what probability each component is the bottleneck.

    Components without a score take no part in the comparison; they are named under the bars, and
    those with less than 1 per cent in the caption.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each scored component with 1 per cent or more, in the order of the table, from 0
        to 100 per cent.

    Raises
    ------
    NothingToShow
        When no component has both levels.
    """
    _, components = one_site(diagnosis)
    scored = [c for c in components if c.probability is not None]
    known = [c for c in scored if c.bottleneck or (c.probability or 0) >= _LEAST]
    small = [c for c in scored if c not in known]
    if not known:
        message = phrased(
            "No component has both a level of readiness and a level of use to compare."
        )
        raise NothingToShow(message)
    out = [c for c in components if c.probability is None]
    headings = [_heading(c) for c in known]
    note = wrap(_left_out(out), 54, lines=6) if out else []
    drawing = Drawing()
    at, height = ladder(drawing, headings)
    room = height + (LINE * len(note) + _CLEAR if note else 0)
    _probability_bars(drawing, known, at)
    drawing.layout["xaxis"] = {
        "range": [0, 113],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": [f"{share} %" for share in (0, 25, 50, 75, 100)],
    }
    drawing.layout["yaxis"] = downwards(room, showticklabels=False)
    drawing.layout["barmode"] = "overlay"
    if note:
        grey = {"size": theme.SMALL, "color": "#595959"}
        drawing.note(
            "<br>".join(note), 0, height, xref="x domain", xanchor="left", yanchor="top", font=grey
        )
    _role_legend_bars(drawing, known)
    return theme.finish(
        drawing,
        caption=_probability_caption(small, out),
        alt=_probability_alt(scored, out),
        height=room + 105,
    )


def _left_out(components: list[Component]) -> str:
    names = [f"{c.number} {c.title}" for c in components]
    return phrased("Left out, because not assessed: {}.", natural_list(names))


def _probability_bars(drawing: Drawing, known: list[Component], at: list[float]) -> None:
    shares = [100 * (c.probability or 0) for c in known]
    bars = list(zip(known, shares, at, strict=True))
    for meaning in theme.FILLS:
        own = [bar for bar in bars if meaning_of(bar[0]) is meaning]
        if own:
            edge = 2 if meaning is theme.BOTTLENECK else 0.5
            drawing.bars(
                [share for _, share, _ in own],
                [y for *_, y in own],
                width=13,
                marker=theme.fill(meaning.colour, meaning.pattern, edge=edge),
                hovertext=[_probability_hover(c) for c, *_ in own],
            )
    for c, share, y in bars:
        words = plain(percent(c.probability or 0, short=True))
        bold = f"<b>{words}</b>" if c.bottleneck else words
        drawing.note(bold, share, y, xanchor="left", xshift=4)


def _probability_hover(component: Component) -> str:
    return phrased(
        "<b>{} {}</b><br>bottleneck with probability {}",
        component.number,
        plain(component.title),
        percent(component.probability or 0),
    )


def _role_legend_bars(drawing: Drawing, components: list[Component]) -> None:
    """Explain what the fills mean where the bars carry no markers."""
    for meaning in theme.FILLS:
        if any(meaning_of(c) is meaning for c in components):
            edge = {"width": 3 if meaning is theme.BOTTLENECK else 1, "color": theme.INK}
            drawing.key(meaning, symbol="square", line=edge)


def _probability_caption(small: list[Component], out: list[Component]) -> str:
    verb = "has" if len(out) == 1 else "have"
    return sentences(
        phrased(
            "Probability that each component is the bottleneck, given how far the assessors "
            "differ and how firm the evidence is. The widths behind it are our own "
            "parameters."
        ),
        phrased("Under 1 % each: {}.", natural_list([f"{c.number} {c.title}" for c in small], 40))
        if small
        else None,
        phrased("{} without a score {} no part in it.", count(len(out), "component"), verb)
        if out
        else None,
    )


def _probability_alt(known: list[Component], out: list[Component]) -> str:
    told = [f"{c.number} {c.title} {percent(c.probability or 0)}" for c in known]
    return sentences(
        phrased("Bars of the probability of being the bottleneck: {}.", natural_list(told, 40)),
        _left_out(out) if out else None,
    )
