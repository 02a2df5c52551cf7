"""What each option would do: levels before and after it, and its gain against its cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.diagnosis.analysis.rows import Component
from workbench.diagnosis.figures.rows import meaning_of, one_site, role_of
from workbench.drawing import theme
from workbench.drawing.labels import LINE, Box, apart, numbered_list, place, pushed
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import (
    count,
    natural_list,
    plain,
    score_words,
    sentences,
    tidy,
    wrap,
)
from workbench.errors import InvalidInput, NothingToShow
from workbench.language import figured, phrased, worded
from workbench.options.analysis.option_rows import Option

if TYPE_CHECKING:
    from workbench.options.analysis.choice import ComparedOption, OptionComparison
    from workbench.options.analysis.options import OptionResults

_UNIT = 26  # pixels of one level on a phone
_ROOM = 0.8  # levels from one marker to the next, so that both numbers can be read
_SQUARE = 360  # pixels of the square of levels
_EXPECTED = theme.PROJECTED
_END = {"symbol": "square", "color": theme.PAPER, "opacity": 1}
_HALO = "rgba(255,255,255,0.75)"


def options_of_site(results: OptionResults) -> list[Option]:
    """Return the options of one site in the order of the table, titles on one line each.

    Raises
    ------
    InvalidInput
        When there are several sites.
    NothingToShow
        When no option is recorded.
    """
    if len(results.sites) > 1:
        message = phrased(
            "This figure shows one site and the options are of {}: choose one with "
            "results.site(…).",
            len(results.sites),
        )
        raise InvalidInput(message)
    if not results.rows:
        message = phrased("No option is recorded yet.")
        raise NothingToShow(message)
    return [
        replace(
            one,
            component_title=tidy(one.component_title),
            title=tidy(one.title),
            bottleneck_after_title=tidy(one.bottleneck_after_title or "") or None,
        )
        for one in results.rows
    ]


def options_before_after(results: OptionResults) -> Figure:
    """Draw where each option would take its component, in readiness and use.

    Numbers are the positions of the components, as in every figure of the site; letters are those
    of the options. Options that move no single component, and those that are not possible, have no
    arrow; what becomes of the package stands under the picture.

    Parameters
    ----------
    results : OptionResults
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        Axes from the lowest to the highest level of the framework, always whole.

    Raises
    ------
    NothingToShow
        When no possible option moves a component to a known level.
    """
    options = [one for one in options_of_site(results) if one.possible and one.computed]
    _, components = one_site(results.before)
    moving = [one for one in options if _end(one) is not None and _start(one, components)]
    if not moving:
        message = phrased("No possible option moves a component to a known level.")
        raise NothingToShow(message)
    top = results.before.framework.readiness.maximum
    drawing = Drawing()
    _frame(drawing, top)
    placed = [c for c in components if _levels(c) is not None]
    unnamed = _draw(drawing, placed, moving, top)
    new = {name for one in options for name in _then(one)}
    named = [c for c in placed if c in unnamed or (c.title in new and not c.bottleneck)]
    lines = [_line(one) for one in options]
    lines += numbered_list([(c.number, c.title) for c in named])
    rows = _under(drawing, lines)
    return theme.finish(
        drawing,
        caption=_moves_caption(options, moving, placed),
        alt=_moves_alt(options),
        height=_SQUARE + 70 + LINE * rows,
    )


def _levels(component: Component) -> tuple[int, int] | None:
    use, readiness = component.use.used, component.readiness.used
    return None if use is None or readiness is None else (use, readiness)


def _end(option: Option) -> tuple[int, int] | None:
    """Use and readiness of what stands there afterwards, where one component moves."""
    readiness, use = option.readiness_after, option.use_after
    if option.touched is None or option.option in {"relocate", "stop"}:
        return None
    return None if readiness is None or use is None else (use, readiness)


def _start(option: Option, components: Sequence[Component]) -> bool:
    return any(c.key == option.component and _levels(c) is not None for c in components)


def _then(option: Option) -> list[str]:
    return option.bottleneck_after_title.split("; ") if option.bottleneck_after_title else []


def _frame(drawing: Drawing, top: int) -> None:
    axis: dict[str, Any] = {
        "range": [-0.6, top + 0.6],
        "tickvals": list(range(top + 1)),
        "constrain": "domain",
        "showgrid": True,
        "gridcolor": "#F0F0F0",
    }
    drawing.layout["xaxis"] = axis | {"title": {"text": worded("Use")}}
    drawing.layout["yaxis"] = axis | {
        "title": {"text": worded("Readiness")},
        "scaleanchor": "x",
        "constraintoward": "top",
    }
    drawing.shape(
        "rect", x0=-0.5, y0=-0.5, x1=top + 0.5, y1=top + 0.5, line={"color": "#8C8C8C", "width": 1}
    )


def _draw(
    drawing: Drawing, placed: list[Component], moving: list[Option], top: int
) -> list[Component]:
    """Draw components, arrows and ends side by side; return the bottlenecks without a label."""
    spots: list[tuple[int, int]] = [_levels(c) or (0, 0) for c in placed]
    ends = [_end(one) or (0, 0) for one in moving]
    shifted = [
        (x + dx, y + dy)
        for (x, y), (dx, dy) in zip(spots + ends, apart([*spots, *ends], _ROOM), strict=True)
    ]
    # What stood aside may have come too near to a neighbour; a ring and a square take more room.
    more = [0.2 if c.bottleneck else 0.0 for c in placed] + [0.1] * len(ends)
    shifted = pushed(shifted, _ROOM, more)
    here, there = shifted[: len(placed)], shifted[len(placed) :]
    at = dict(zip((c.key for c in placed), here, strict=True))
    _arrows(drawing, [at[one.component] for one in moving], there)
    _components(drawing, placed, here)
    drawing.marks(
        [x for x, _ in there],
        [y for _, y in there],
        mode="markers+text",
        marker={
            **_END,
            "size": theme.MARKER + 1,
            "line": {"width": 2, "color": _EXPECTED.colour},
        },
        text=[f"<b>{one.letter}</b>" for one in moving],
        textfont={"size": theme.SMALL, "color": theme.INK},
        textposition="middle center",
        hovertext=[_hover(one) for one in moving],
    )
    drawing.key(theme.BOTTLENECK, name=phrased("bottleneck today"), symbol="circle")
    drawing.key(theme.CORE)
    drawing.key(theme.COMPLEMENTARY)
    return _texts(drawing, moving, there, placed, here, top)


def _arrows(
    drawing: Drawing, starts: list[tuple[float, float]], ends: list[tuple[float, float]]
) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (x0, y0), (x1, y1) in zip(starts, ends, strict=True):
        # The tip stops at the edge of the marker that stands there.
        length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 0.01)
        short = max(length - 0.42, 0) / length
        xs += [x0, x0 + (x1 - x0) * short, None]
        ys += [y0, y0 + (y1 - y0) * short, None]
    drawing.line(
        xs,
        ys,
        name=phrased("expected if the option succeeds"),
        mode="lines+markers",
        line={"color": _EXPECTED.colour, "width": 1.8, "dash": "dash"},
        marker={
            "symbol": "triangle-up",
            "angleref": "previous",
            "size": [0, 10, 0] * len(starts),
            "color": _EXPECTED.colour,
            "opacity": 1,
        },
    )


def _components(drawing: Drawing, placed: list[Component], here: list[tuple[float, float]]) -> None:
    ringed = [at for c, at in zip(placed, here, strict=True) if c.bottleneck]
    ring: dict[str, Any] = {"symbol": theme.BOTTLENECK.symbol, "size": theme.MARKER + 9}
    ring |= {"color": theme.BOTTLENECK.colour, "line": {"width": 3}}
    drawing.marks([x for x, _ in ringed], [y for _, y in ringed], marker=ring)
    drawing.marks(
        [x for x, _ in here],
        [y for _, y in here],
        mode="markers+text",
        marker={
            "symbol": [role_of(c).symbol for c in placed],
            "size": theme.MARKER,
            "color": [meaning_of(c).colour for c in placed],
            "line": {"width": 1.5, "color": theme.PAPER},
            "opacity": 1,
        },
        text=[f"<b>{c.number}</b>" for c in placed],
        textfont={"size": theme.SMALL, "color": [meaning_of(c).ink for c in placed]},
        textposition="middle center",
        hovertext=[
            phrased("<b>{} {}</b><br>score {}", c.number, plain(c.title), c.score) for c in placed
        ],
    )


def _texts(
    drawing: Drawing,
    moving: list[Option],
    there: list[tuple[float, float]],
    placed: list[Component],
    here: list[tuple[float, float]],
    top: int,
) -> list[Component]:
    """Write what each end and bottleneck is, and return the bottlenecks without room for it."""
    order = sorted(zip(placed, here, strict=True), key=lambda pair: not pair[0].bottleneck)
    points = [*there, *(at for _, at in order)]
    texts = [[plain(one.option_title)] for one in moving]
    texts += [wrap(c.title, 18, lines=2) if c.bottleneck else [] for c, _ in order]
    low, high = -0.5 * _UNIT, (top + 0.5) * _UNIT
    labels = place(
        [(x * _UNIT, y * _UNIT) for x, y in points],
        texts,
        area=Box(low, low, high, high),
        urgent=[True] * len(moving) + [c.bottleneck for c, _ in order],
    )
    for (x, y), label in zip(points, labels, strict=True):
        if label is not None:
            label.write(drawing, x, y, bgcolor=_HALO)
    found = dict(zip((c.key for c, _ in order), labels[len(moving) :], strict=True))
    return [c for c, _ in order if c.bottleneck and found[c.key] is None]


def _hover(option: Option) -> str:
    heading = f"<b>{option.letter} {plain(option.title)}</b>"
    return f"{heading}<br>{plain(_becomes(option))}"


def _line(option: Option) -> str:
    """Write under the picture what becomes of the package."""
    what = f"{option.option_title}: {_becomes(option)}"
    first, *rest = wrap(what, 56, lines=3)
    return "<br>      ".join([f"<b>{option.letter}</b>  {first}", *rest])


def _becomes(option: Option) -> str:
    if option.option == "stop":
        return phrased("the work ends")
    if option.option == "relocate":
        return phrased("the package there scores {}, which is no gain here", _score(option))
    if option.option == "reorient":
        return phrased("under another aim the package scores {}, which is no gain", _score(option))
    before = score_words(option.score_before, provisional=option.provisional_after)
    then = natural_list(_then(option), 2)
    return phrased("package {} → {}", before, _score(option)) + (
        phrased(", lowest then {}", then) if then else ""
    )


def _score(option: Option) -> str:
    """Write the score of the package after an option."""
    return score_words(option.score_after, provisional=option.provisional_after)


def _under(drawing: Drawing, lines: list[str]) -> int:
    """Write lines under the picture, and return how many rows they take."""
    rows = sum(1 + line.count("<br>") for line in lines)
    drawing.layout["margin"] = {"l": 12, "r": 16, "t": 12, "b": 52 + LINE * rows, "pad": 2}
    drawing.note(
        "<br>".join(lines),
        0,
        0,
        xref="x domain",
        yref="paper",
        xanchor="left",
        yanchor="top",
        yshift=-44,
        font={"size": theme.SMALL},
    )
    return rows


def _moves_caption(options: list[Option], moving: list[Option], placed: Sequence[Component]) -> str:
    spots = [*map(_levels, placed), *map(_end, moving)]
    whole = [one for one in options if one not in moving]
    named = [f"{one.letter} {one.option_title.lower()}" for one in whole]
    return sentences(
        phrased(
            "Readiness and use today, and where each possible option would take its component "
            "if it succeeds."
        ),
        phrased("Numbers: components; letters: options; ring: bottleneck today."),
        phrased("What has equal levels stands side by side, and neighbours give way.")
        if len(set(spots)) < len(spots)
        else None,
        phrased("Without an arrow: {}, which moves no single component.", natural_list(named))
        if len(named) == 1
        else phrased("Without an arrow: {}, which move no single component.", natural_list(named))
        if named
        else None,
    )


def _moves_alt(options: list[Option]) -> str:
    told = [f"{one.letter} {one.option_title}: {_becomes(one)}" for one in options]
    return phrased(
        "Square of readiness and use from 0 to 9 with arrows. {}.", natural_list(told, 12)
    )


# ------------------------------------------------------------------------------ gain against cost

_WIDE = 250  # pixels of the axis of cost on a phone
_TALL = 215


def gain_and_cost(
    results: OptionResults, choice: OptionComparison, *, currency: str | None = None
) -> Figure:
    """Draw the gain of each option against its cost, with the months as size.

    Parameters
    ----------
    results : OptionResults
        Of one site.
    choice : OptionComparison
        Comparison of these options.
    currency : str, optional
        Base currency of the project.

    Returns
    -------
    plotly.graph_objects.Figure
        Options whose cost is not known stand in a strip of their own, never at 0; an option whose
        months are not known has a dotted edge. Grey: another option is as good in everything and
        better in something. Hollow: not possible.

    Raises
    ------
    NothingToShow
        When no option lifts the package, or one is the best under every weighting.
    """
    every, compared = options_of_site(results), {one.proposal: one for one in choice.options}
    shown = [one for one in every if one.gain is not None]
    if not any(one.gain and one.gain > 0 and one.possible for one in shown):
        message = phrased(
            "No option lifts the package by itself, so there is no gain to set against cost."
        )
        raise NothingToShow(message)
    if all(one.settled for one in choice.bottlenecks):
        message = phrased(
            "One option is the best under every weighting, so there is nothing to weigh."
        )
        raise NothingToShow(message)
    most = max([one.cost for one in shown if one.cost is not None], default=0.0) or 1.0
    strip = most * 1.3
    low = min(0, *(one.gain or 0 for one in shown))
    high = max(one.gain or 0 for one in shown)
    spots = _spots(shown, strip, most, high - low or 1)
    drawing = Drawing()
    _axes(drawing, shown, strip, most, (low, high), currency)
    _bubbles(drawing, shown, spots, compared)
    unnamed = _bubble_texts(drawing, shown, spots, (most, high - low or 1, low))
    return theme.finish(
        drawing,
        caption=_gain_caption(every, shown, unnamed),
        alt=_gain_alt(shown, currency),
        height=_TALL + 110,
    )


def _spots(shown: list[Option], strip: float, most: float, rise: int) -> list[tuple[float, float]]:
    places = [(strip if one.cost is None else one.cost, float(one.gain or 0)) for one in shown]
    # Two options at one place stand side by side, 24 pixels from middle to middle.
    moves = apart(places, 1.0)
    return [
        (x + dx * 24 * most / _WIDE, y + dy * 24 * rise / _TALL)
        for (x, y), (dx, dy) in zip(places, moves, strict=True)
    ]


def _size(option: Option, longest: float) -> float:
    """Diameter: the area of the marker goes with the months, above a size that holds a letter."""
    if option.months is None:
        return 18.0
    return 18.0 + 20.0 * math.sqrt(option.months / longest)


def _axes(
    drawing: Drawing,
    shown: list[Option],
    strip: float,
    most: float,
    gains: tuple[int, int],
    currency: str | None,
) -> None:
    unknown = any(one.cost is None for one in shown)
    right = strip + 0.16 * most if unknown else most * 1.18
    pad = 0.14 * (gains[1] - gains[0] or 1)
    unit = currency or phrased("currency not stated")
    drawing.layout["xaxis"] = {
        "range": [-0.06 * most, right],
        "title": {"text": phrased("Cost ({})", unit)},
        "tickformat": ",d",
        "nticks": 5,
    }
    drawing.layout["yaxis"] = {
        "range": [gains[0] - 2 * pad, gains[1] + 1.6 * pad],
        "title": {"text": phrased("Gain in package score")},
        "tickformat": "d",
        "nticks": 6,
    }
    drawing.shape("line", x0=0, x1=1, xref="x domain", y0=0, y1=0, **_ZERO)
    if unknown:
        edge = {"fillcolor": "#F1F1F1", "line": {"width": 0}, "layer": "below"}
        drawing.shape("rect", x0=strip - 0.14 * most, x1=right, y0=0, y1=1, yref="y domain", **edge)
        drawing.note(
            phrased("cost<br>not known"),
            strip,
            1,
            yref="y domain",
            yanchor="top",
            font={"size": theme.SMALL, "color": "#595959"},
            align="center",
        )


_ZERO: dict[str, Any] = {"line": {"color": "#8C8C8C", "width": 1}, "layer": "below"}
_KINDS = ("possible", "dominated", "not possible")


def _kind(option: Option, compared: ComparedOption) -> str:
    if not option.possible or compared.status == "screened out":
        return "not possible"
    return "dominated" if compared.dominated_by else "possible"


def _bubbles(
    drawing: Drawing,
    shown: list[Option],
    spots: list[tuple[float, float]],
    compared: Mapping[str, ComparedOption],
) -> None:
    longest = max([one.months for one in shown if one.months is not None], default=1.0) or 1.0
    fills = {"possible": theme.PACKAGE.colour, "dominated": "#C4C4C4", "not possible": theme.PAPER}
    as_good = phrased("another is as good in all and better in some")
    names = dict(zip(_KINDS, (worded("possible"), as_good, worded("not possible")), strict=True))
    kinds = [_kind(one, compared[one.proposal]) for one in shown]
    for kind in _KINDS:
        own = [(o, at) for o, at, its in zip(shown, spots, kinds, strict=True) if its == kind]
        if not own:
            continue
        symbols = ["circle" if o.months is not None else "diamond" for o, _ in own]
        drawing.marks(
            [x for _, (x, _y) in own],
            [y for _, (_x, y) in own],
            mode="markers+text",
            marker={
                "symbol": symbols,
                "size": [_size(o, longest) for o, _ in own],
                "color": fills[kind],
                "line": {"width": 1.5, "color": theme.INK},
                "opacity": 1,
            },
            text=[f"<b>{o.letter}</b>" for o, _ in own],
            textfont={"size": theme.SMALL, "color": theme.INK},
            textposition="middle center",
            hovertext=[_bubble_hover(o) for o, _ in own],
        )
        look = {"symbol": "circle", "color": fills[kind], "size": 11}
        look["line"] = {"width": 1.5, "color": theme.INK}
        drawing.marks([None], [None], name=names[kind], marker=look)


def _months(option: Option) -> str:
    if option.months is None:
        return phrased("months not known")
    return count(round(option.months), "month")


def _bubble_hover(option: Option) -> str:
    cost = (
        phrased("cost not known") if option.cost is None else phrased("cost {:,.0f}", option.cost)
    )
    return f"<b>{option.letter} {plain(option.title)}</b><br>{cost}, {_months(option)}"


def _bubble_texts(
    drawing: Drawing,
    shown: list[Option],
    spots: list[tuple[float, float]],
    scale: tuple[float, int, int],
) -> list[Option]:
    """Write option and months beside each marker, and return those that found no room."""
    unnamed: list[Option] = []
    most, rise, low = scale
    longest = max([one.months for one in shown if one.months is not None], default=1.0) or 1.0
    points = [(x * _WIDE / most, (y - low) * _TALL / rise / 1.5) for x, y in spots]
    texts = [[plain(one.option_title), _months(one)] for one in shown]
    taken = [
        Box.around(x, y, _size(one, longest) / 2 + 1)
        for one, (x, y) in zip(shown, points, strict=True)
    ]
    for index, (one, point) in enumerate(zip(shown, points, strict=True)):
        [label] = place(
            [point],
            [texts[index]],
            area=Box(-20, -40, _WIDE * 1.5, _TALL * 0.9),
            taken=[box for other, box in enumerate(taken) if other != index],
            urgent=[True],
            gap=_size(one, longest) / 2 + 4,
        )
        if label is not None:
            x, y = spots[index]
            label.write(drawing, x, y)
            width = max(theme.text_width(line, theme.SMALL) for line in texts[index])
            taken.append(_written(label.xanchor, label.yanchor, point, (label.x, label.y), width))
        else:
            unnamed.append(one)
    return unnamed


def _written(
    xanchor: str, yanchor: str, point: tuple[float, float], shift: tuple[float, float], width: float
) -> Box:
    """Return the room that a text of two lines takes."""
    x, y = point[0] + shift[0], point[1] + shift[1]
    left = {"left": x, "right": x - width}.get(xanchor, x - width / 2)
    bottom = {"bottom": y, "top": y - 2 * LINE}.get(yanchor, y - LINE)
    return Box(left, bottom, left + width, bottom + 2 * LINE)


def _gain_caption(every: list[Option], shown: list[Option], unnamed: list[Option]) -> str:
    told = [f"{one.letter} {one.option_title.lower()}, {_months(one)}" for one in unnamed]
    apart_ = [f"{one.letter} {one.option_title.lower()}" for one in every if one not in shown]
    unknown = any(one.months is None for one in shown)
    return sentences(
        phrased(
            "Gain in package score against cost, if the option succeeds. Larger circles take "
            "more months."
        ),
        f"{'; '.join(told)}." if told else None,
        phrased("Diamond: months not known.") if unknown else None,
        phrased("Not drawn, because no score is known after it: {}.", natural_list(apart_))
        if apart_
        else None,
    )


def _gain_alt(shown: list[Option], currency: str | None) -> str:
    told = [
        phrased(
            "{} {}: gain {}, {}, {}", one.letter, one.option_title, one.gain,
            phrased("cost not known") if one.cost is None
            else f"{currency or 'cost'} {figured(f'{one.cost:,.0f}')}", _months(one),
        )
        for one in shown
    ]  # fmt: skip
    return f"{natural_list(told, 12)}."
