"""The approaches side by side: weeks, people and the cost of the first wave, with their ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from workbench.core.money import amount_words
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import percent, plain, sentences
from workbench.errors import NothingToShow
from workbench.transformation.analysis.approach import ApproachComparison, ApproachOutcome

MIDDLE: Final = Meaning("in half of the draws at the most", "#0072B2", "circle")
CAREFUL: Final = Meaning("in 80 of 100 draws at the most", "#E69F00", "diamond")
_PANELS: Final = ((0.74, 1.0), (0.40, 0.60), (0.0, 0.26))  # parts of the height, from below


def approach_bars(found: ApproachComparison | None, currency: str) -> Figure:
    """Draw what each approach takes.

    Parameters
    ----------
    found : ApproachComparison or None
        The approaches.
    currency : str
        Base currency.

    Returns
    -------
    plotly.graph_objects.Figure
        Three pictures one above the other: weeks (line from 10 to 90 of 100 draws, and where half
        and 80 of 100 draws are done), most people at once, cost of the first wave; a dashed line
        where the weeks aimed at end, and at the ceiling.

    Raises
    ------
    NothingToShow
        Nothing could be compared.
    """
    if found is None:
        message = "No unit is left to be taken on whose time is known."
        raise NothingToShow(message)
    drawing = Drawing()
    rows = found.outcomes
    at = list(range(len(rows)))
    drawing.layout |= _axes(found)
    drawing.segments(
        [(one.p10, y, one.p90, y) for y, one in zip(at, rows, strict=True)],
        name="10 to 90 of 100 draws", line={"width": 5, "color": "#9DB8C9"},
    )  # fmt: skip
    for meaning, values in ((MIDDLE, [o.p50 for o in rows]), (CAREFUL, [o.p80 for o in rows])):
        drawing.marks(values, at, name=meaning.label, marker=_marker(meaning))
    _limit(drawing, found.target, "")
    drawing.bars(
        [one.people for one in rows], at, xaxis="x2", yaxis="y2", width=0.5,
        marker=theme.fill("#CFCFCF", "/", edge=0.7),
        text=[f"{one.people:,.0f}" for one in rows], textposition="outside", cliponaxis=False,
        textfont={"size": theme.SMALL}, constraintext="none",
    )  # fmt: skip
    if rows[0].first_p80 is not None:
        _first_wave(drawing, rows, at)
        if found.facts.ceiling is not None:
            _limit(drawing, float(found.facts.ceiling), "3")
    heads = (
        "<b>Week of the plan by which all units are live</b>",
        "<b>People at the same time</b>",
        f"<b>Cost of the first wave</b>, {plain(currency)}"
        if rows[0].first_p80 is not None
        else "<b>Cost of the first wave</b>: no cost is known",
    )
    for (_, top), words in zip(_PANELS, heads, strict=True):
        drawing.note(words, 0, top, xref="x domain", yref="paper", xanchor="left",
                     yanchor="bottom", yshift=4)  # fmt: skip
    return theme.finish(
        drawing,
        caption=sentences(
            "What each approach takes with the same draws of times, costs and risks.",
            f"The first unit begins after {found.begins:g} weeks of preparation.",
            f"Dashed: week {found.target:g}"
            + (", and the ceiling." if found.facts.ceiling is not None else "."),
        ),
        alt=sentences(*(_told(one, found, currency) for one in rows)),
        height=430,
    )


def _axes(found: ApproachComparison) -> dict[str, Any]:
    names = [one.approach for one in found.outcomes]
    layout: dict[str, Any] = {}
    for number, (low, high) in enumerate(_PANELS, 1):
        mark = "" if number == 1 else str(number)
        layout[f"yaxis{mark}"] = {
            "domain": [low, high], "range": [len(names) - 0.4, -0.6], "anchor": f"x{mark}",
            "tickvals": list(range(len(names))), "ticktext": names, "showgrid": False,
        }  # fmt: skip
        layout[f"xaxis{mark}"] = {"anchor": f"y{mark}", "rangemode": "tozero", "nticks": 6}
    layout["legend"] = {"y": 1.09}
    layout["margin"] = {"t": 40}
    return layout


def _first_wave(drawing: Drawing, rows: tuple[ApproachOutcome, ...], at: list[int]) -> None:
    ends = [(_number(one.first_p50), _number(one.first_p80)) for one in rows]
    drawing.segments(
        [(low, y, high, y) for y, (low, high) in zip(at, ends, strict=True)],
        line={"width": 5, "color": "#9DB8C9"}, xaxis="x3", yaxis="y3",
    )  # fmt: skip
    for meaning, place in ((MIDDLE, 0), (CAREFUL, 1)):
        drawing.marks([one[place] for one in ends], at, marker=_marker(meaning), xaxis="x3",
                      yaxis="y3")  # fmt: skip


def _number(amount: Decimal | None) -> float:
    return float(amount or 0)


def _marker(meaning: Meaning) -> dict[str, Any]:
    return {
        "symbol": meaning.symbol,
        "size": 12,
        "color": meaning.colour,
        "line": {"width": 1, "color": theme.INK},
    }


def _limit(drawing: Drawing, value: float, axis: str) -> None:
    drawing.shape(
        "line", x0=value, x1=value, y0=0, y1=1, xref=f"x{axis}", yref=f"y{axis} domain",
        line={"color": theme.INK, "width": 1.4, "dash": "dash"},
    )  # fmt: skip


def _told(one: ApproachOutcome, found: ApproachComparison, currency: str) -> str:
    cost = (
        ""
        if one.first_p80 is None
        else f", first wave at most {amount_words(one.first_p80, currency, places=0)} in 80 of 100"
    )
    return (
        f"{one.approach.capitalize()}: by week {one.p50:.0f} in half of the draws, by week "
        f"{one.p80:.0f} in 80 of 100, by week {found.target:g} in {percent(one.p_in_time)}; "
        f"at most {one.people:.0f} people at the same time{cost}."
    )
