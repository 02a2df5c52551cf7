"""Which components serve which function of the package, and which function nobody serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.diagnosis.analysis.rows import Component, ServedFunction
from workbench.diagnosis.figures.rows import meaning_of, one_site, role_keys, role_of
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_ROW = 34
_SOME = 8  # so many titles have room for two lines when they stand on end
_GAP = "gap: no component"


def functions_covered(diagnosis: Diagnosis) -> Figure:
    """Draw the functions of the framework against the components that serve them.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        A row for each function, a column for each component that serves one; gaps say so in words.

    Raises
    ------
    NothingToShow
        When the framework names no functions, or no component says which it serves.
    """
    _, components = one_site(diagnosis)
    rows = diagnosis.function_rows
    serving = [c for c in components if any(c.key in row.served_by for row in rows)]
    if not rows or not serving:
        message = phrased("No component says which functions it serves.")
        raise NothingToShow(message)
    drawing = Drawing()
    _axes(drawing, rows, serving)
    _bands(drawing, rows, len(serving))
    _dots(drawing, rows, serving)
    role_keys(drawing, serving)
    gaps = [tidy(row.title) for row in rows if not row.covered]
    silent = [c for c in components if c not in serving and not c.core]
    return theme.finish(
        drawing,
        caption=_caption(rows, gaps, silent),
        alt=_alt(rows, serving, gaps),
        height=_ROW * len(rows) + 240,
    )


def _axes(drawing: Drawing, rows: list[ServedFunction], serving: list[Component]) -> None:
    width, lines = (24, 2) if len(serving) <= _SOME else (28, 1)
    heads = ["<br>".join(wrap(f"{c.number} {c.title}", width, lines)) for c in serving]
    drawing.layout["xaxis"] = {
        "side": "top",
        "range": [0.4, len(serving) + 0.6],
        "tickvals": list(range(1, len(serving) + 1)),
        "ticktext": [
            f"<b>{h}</b>" if c.bottleneck else h for h, c in zip(heads, serving, strict=True)
        ],
        "tickangle": -90,
        "tickfont": {"size": theme.SMALL},
    }
    drawing.layout["yaxis"] = {
        "range": [len(rows) + 0.5, 0.5],
        "tickvals": list(range(1, len(rows) + 1)),
        "ticktext": ["<br>".join(wrap(row.title, 20, lines=2)) for row in rows],
        "tickfont": {"size": theme.SMALL},
        "showgrid": False,
    }
    # Under the picture: the titles of the components stand above it.
    drawing.layout["legend"] = {"y": -0.02, "yanchor": "top"}


def _bands(drawing: Drawing, rows: list[ServedFunction], size: int) -> None:
    """Draw a line under each function; a function that nobody serves is grey and says so."""
    for y, row in enumerate(rows, 1):
        rule = {"color": "#E2E2E2", "width": 1}
        drawing.shape("line", xref="paper", x0=0, x1=1, y0=y + 0.5, y1=y + 0.5, line=rule)
        if not row.covered:
            dots = {"color": theme.NOT_ASSESSED.colour, "width": 1, "dash": "dot"}
            drawing.shape(
                "rect", xref="paper", x0=0, x1=1, y0=y - 0.42, y1=y + 0.42,
                fillcolor="#F1F1F1", line=dots,
            )  # fmt: skip
            drawing.note(f"<b>{worded(_GAP)}</b>", (size + 1) / 2, y, font={"size": theme.SMALL})


def _dots(drawing: Drawing, rows: list[ServedFunction], serving: list[Component]) -> None:
    dots = [
        (x, y, c, row)
        for y, row in enumerate(rows, 1)
        for x, c in enumerate(serving, 1)
        if c.key in row.served_by
    ]
    drawing.rings([(x, y) for x, y, c, _ in dots if c.bottleneck], 22)
    drawing.marks(
        [x for x, *_ in dots],
        [y for _, y, *_ in dots],
        marker={
            "symbol": [role_of(c).symbol for *_, c, _ in dots],
            "size": 14,
            "color": [meaning_of(c).colour for *_, c, _ in dots],
            "line": {"color": theme.PAPER, "width": 1},
            "opacity": 1,
        },
        hovertext=[
            f"<b>{plain(row.title)}</b><br>{c.number} {plain(c.title)}" for *_, c, row in dots
        ],
    )


def _caption(rows: list[ServedFunction], gaps: list[str], silent: list[Component]) -> str:
    names = [f"{c.number} {c.title}" for c in silent]
    return sentences(
        phrased(
            "Functions of the package and the components that serve them: {} of {} are covered.",
            len(rows) - len(gaps),
            len(rows),
        ),
        phrased("Gaps: {}.", natural_list(gaps)) if gaps else None,
        phrased("No function is stated for {}.", natural_list(names)) if names else None,
    )


def _alt(rows: list[ServedFunction], serving: list[Component], gaps: list[str]) -> str:
    told = []
    for row in rows:
        names = [f"{c.number} {c.title}" for c in serving if c.key in row.served_by]
        told.append(f"{row.title}: {natural_list(names) if names else phrased('no component')}")
    head = phrased(
        "Matrix of {} and {}", count(len(rows), "function"), count(len(serving), "component")
    )
    return f"{head}, {count(len(gaps), 'gap')}. {'; '.join(told)}."
