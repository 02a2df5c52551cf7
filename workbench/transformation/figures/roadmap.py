"""The weeks of the roll-out with a gate at the end of each phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, plain, sentences, tidy
from workbench.errors import NothingToShow
from workbench.page.wording import long_date
from workbench.transformation.analysis.roadmap import PhaseGate, Roadmap, Standing

GATES: Final[Mapping[Standing, Meaning]] = {
    "met": Meaning("gate open: everything is met", "#1F5560", "circle", "", "#FFFFFF"),
    "not met": Meaning("gate shut: something is not met", "#E69F00", "x"),
    "not known": Meaning("gate not known", "#FFFFFF", "diamond"),
}
_PHASE: Final = "#CFE0EA"
_NOW: Final = "#7FB2D5"


def roadmap_bars(found: Roadmap) -> Figure:
    """Draw the phases over the weeks, and how the gate at the end of each stands.

    Parameters
    ----------
    found : Roadmap
        The phases.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar per phase, darker where the report stands, and a mark at its end; below it how many
        criteria are met and how many tasks end in it.

    Raises
    ------
    NothingToShow
        The framework has no phases.
    """
    if not found.gates:
        message = "No phases are stated, so there is no picture of them."
        raise NothingToShow(message)
    drawing = Drawing()
    heads = [[f"<b>{plain(one.phase.title)}</b>: {_words(one)}"] for one in found.gates]
    at, height = ladder(drawing, heads, row=24, gap=16)
    drawing.bars(
        [one.phase.last - one.phase.first + 1 for one in found.gates],
        at,
        base=[one.phase.first - 1 for one in found.gates],
        width=18,
        marker={
            "color": [_NOW if one.is_now else _PHASE for one in found.gates],
            "line": {"color": theme.INK, "width": 0.8},
        },
    )
    for standing, meaning in GATES.items():
        own = [(y, one) for y, one in zip(at, found.gates, strict=True) if one.standing == standing]
        if own:
            drawing.marks(
                [one.phase.last for _, one in own],
                [y for y, _ in own],
                name=meaning.label,
                marker={
                    "symbol": meaning.symbol, "size": 15, "color": meaning.colour,
                    "line": {"width": 1.4, "color": theme.INK},
                },
                hovertext=[_hover(one) for _, one in own],
            )  # fmt: skip
    last = max(one.phase.last for one in found.gates)
    if found.week is not None and 0 < found.week <= last:
        look = {"color": theme.INK, "width": 1.4, "dash": "dot"}
        x = found.week - 0.5
        drawing.shape("line", x0=x, x1=x, y0=0, y1=1, yref="y domain", line=look)
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    weeks = sorted({one.phase.last for one in found.gates} | {0})
    drawing.layout["xaxis"] = {"range": [0, last + 1], "tickvals": weeks,
                               "title": {"text": "Weeks since the plan began"}}  # fmt: skip
    return theme.finish(
        drawing,
        caption=sentences(
            "The phases, and how the gate at the end of each stands today.",
            "The darker bar is the phase of this report." if found.now else None,
            f"Week 1 begins on {long_date(found.start)}." if found.start else None,
        ),
        alt=sentences(*(f"{tidy(one.phase.title)}, weeks {one.phase.first} to {one.phase.last}: "
                        f"{GATES[one.standing].label}; {_words(one)}." for one in found.gates)),
        height=height + 85,
    )  # fmt: skip


def _words(gate: PhaseGate) -> str:
    met = sum(one.standing == "met" for one in gate.criteria)
    tasks = f", {count(len(gate.tasks), 'task')}" if gate.tasks else ""
    return f"{met} of {len(gate.criteria)} criteria met{tasks}"


def _hover(gate: PhaseGate) -> str:
    lines = [f"{one.standing}: {plain(one.title)}" for one in gate.criteria]
    return "<br>".join(lines)
