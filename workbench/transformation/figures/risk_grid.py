"""Risks by likelihood and impact, today and once what is done about them is at work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, sentences, tidy
from workbench.errors import NothingToShow
from workbench.transformation.analysis.risks import RiskRegister, WeighedRisk, band_of

_SHADES: Final = {
    "low": "#F7F4EE", "moderate": "#E6DECD", "high": "#CBBB95", "very high": "#A88F57",
}  # fmt: skip
_MOST: Final = 25  # numbers that the grid holds
_LINES: Final = 8  # lines that can be told apart


def risk_grid(register: RiskRegister) -> Figure:
    """Draw open risks in a grid of likelihood and impact.

    Parameters
    ----------
    register : RiskRegister
        Risks; they are numbered in its order, as the table is.

    Returns
    -------
    plotly.graph_objects.Figure
        The number of each risk where it stands today, above the middle of the cell, and in brackets
        where it is to stand once its mitigation is at work, below it; a line from the one to the
        other where they are few.

    Raises
    ------
    NothingToShow
        No open risk has a likelihood and an impact.
    """
    rows = [(number, one) for number, one in enumerate(register.rows, 1)]
    known = [(number, one) for number, one in rows if one.place is not None][:_MOST]
    if not known:
        message = "No open risk has a likelihood and an impact, so there is no grid."
        raise NothingToShow(message)
    drawing = Drawing()
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            drawing.shape(
                "rect", x0=impact - 0.5, x1=impact + 0.5, y0=likelihood - 0.5, y1=likelihood + 0.5,
                fillcolor=_SHADES[band_of(likelihood * impact)], layer="below",
                line={"width": 1, "color": theme.PAPER},
            )  # fmt: skip
    moves = [(number, one.place, one.aim) for number, one in known if one.place and one.aim]
    if len(moves) <= _LINES:
        drawing.segments(
            [(was[1], was[0] + 0.08, aim[1], aim[0] - 0.12) for _, was, aim in moves if was != aim],
            line={"width": 1, "color": theme.INK, "dash": "dot"}, showlegend=False,
        )  # fmt: skip
    _numbers(drawing, [(number, one.place) for number, one in known], up=0.18, form="<b>{}</b>")
    _numbers(drawing, [(number, aim) for number, _, aim in moves], up=-0.22, form="({})")
    drawing.marks([3], [3], marker={"opacity": 0, "size": 1})  # axes need something to hold
    for axis, words in (("xaxis", "Impact"), ("yaxis", "Likelihood")):
        drawing.layout[axis] = {"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5],
                                "showgrid": False, "title": {"text": words}}  # fmt: skip
    rest = len(rows) - len(known)
    return theme.finish(
        drawing,
        caption=sentences(
            "Open risks by the numbers of the table: bold where they stand today, in brackets once "
            "what is done about them is at work.",
            "Shades: 1 to 4 low, 5 to 9 moderate, 10 to 14 high, 15 to 25 very high.",
            f"{count(rest, 'more risk')} not drawn." if rest else None,
        ),
        alt=sentences(*(_told(number, one) for number, one in known)),
        height=380,
    )


def _numbers(
    drawing: Drawing, places: Iterable[tuple[int, tuple[int, int] | None]], *, up: float, form: str
) -> None:
    """Write the numbers of each cell, in lines of three."""
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, place in places:
        if place is not None:
            cells[place].append(form.format(number))
    for (y, x), own in cells.items():
        drawing.note(
            _lines(own), x, y + up, align="center", font={"size": theme.SMALL},
            bgcolor=_SHADES[band_of(y * x)], borderpad=0,  # no line runs through a number
        )  # fmt: skip


def _lines(numbers: Sequence[str]) -> str:
    if len(numbers) > 6:
        numbers = [*numbers[:5], f"+{len(numbers) - 5}"]
    return "<br>".join(" ".join(numbers[at : at + 3]) for at in range(0, len(numbers), 3))


def _told(number: int, one: WeighedRisk) -> str:
    after = "" if one.aim is None else f", {one.residual} once mitigated"
    return f"{number} {tidy(one.risk.title)}: {one.now} today{after}."
