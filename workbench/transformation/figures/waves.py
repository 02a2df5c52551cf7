"""One approach in time: which unit is taken on when, in which wave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, sentences, wrap
from workbench.errors import NothingToShow
from workbench.transformation.analysis.approach import ApproachOutcome
from workbench.transformation.analysis.waves import PlannedUnit

IN_WAVES: Final = Meaning("in a wave", "#7FB2D5", "square", "")
ALONE: Final = Meaning("by itself", "#E69F00", "square", "/")
HERE: Final = Meaning("the unit of this report", "#222222", "square")
_MOST: Final = 40  # rows that one printed page holds
_ROW: Final = 19.0


def wave_bars(
    found: ApproachOutcome | None, names: Mapping[str, str], site: str | None = None
) -> Figure:
    """Draw in which order the units are taken on, if all goes as is likely.

    Parameters
    ----------
    found : ApproachOutcome or None
        What the approach takes.
    names : mapping of str to str
        Names to print, by unit.
    site : str, optional
        Unit that gets a thick outline.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar per unit, with the number of its wave.

    Raises
    ------
    NothingToShow
        The approach could not be worked out.
    """
    if found is None:
        message = "No order of the units could be worked out."
        raise NothingToShow(message)
    rows = _drawn(found.units, site)
    at = [(place + 0.5) * _ROW for place in range(len(rows))]
    drawing = Drawing()
    for meaning, waves in ((IN_WAVES, True), (ALONE, False)):
        own = [(y, one) for y, one in zip(at, rows, strict=True) if bool(one.wave) == waves]
        if own:
            drawing.bars(
                [one.finish - one.start for _, one in own],
                [y for y, _ in own],
                base=[one.start for _, one in own],
                width=_ROW * 0.6,
                name=meaning.label,
                marker=theme.fill(meaning.colour, meaning.pattern, edge=0.7),
                text=[str(one.wave) if one.wave else "" for _, one in own],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"size": theme.SMALL},
            )
    for y, one in zip(at, rows, strict=True):
        if one.site == site:
            drawing.bars(
                [one.finish - one.start], [y], base=[one.start], width=_ROW * 0.8, name=HERE.label,
                marker={"color": "rgba(0,0,0,0)", "line": {"color": theme.INK, "width": 2.6}},
            )  # fmt: skip
    height = len(rows) * _ROW
    drawing.layout["barmode"] = "overlay"
    drawing.layout["yaxis"] = downwards(
        height,
        tickvals=at,
        ticktext=[wrap(names.get(one.site, one.site), 26, lines=1)[0] for one in rows],
        tickfont={"size": theme.SMALL},
    )
    drawing.layout["xaxis"] = {"title": {"text": "Weeks since the plan began"},
                               "rangemode": "tozero"}  # fmt: skip
    rest = len(found.units) - len(rows)
    return theme.finish(
        drawing,
        caption=sentences(
            f"{found.approach.capitalize()}: the units in the order in which they are taken on, by "
            "their likely times and without risks; in the bars, the wave.",
            f"{count(rest, 'more unit')} not drawn." if rest else None,
        ),
        alt=sentences(
            *(
                f"{names.get(one.site, one.site)}: week {one.start + 1:.0f} to {one.finish:.0f}"
                f"{f', wave {one.wave}' if one.wave else ', by itself'}."
                for one in rows
            )
        ),
        height=height + 95,
        printed=len(found.units) <= _MOST,
    )


def _drawn(units: tuple[PlannedUnit, ...], site: str | None) -> list[PlannedUnit]:
    """Keep as many units as a page holds, that of the report among them."""
    own = [one for one in units if one.site == site]
    rest = [one for one in units if one.site != site][: _MOST - len(own)]
    kept = {one.site for one in (*own, *rest)}
    return sorted((one for one in units if one.site in kept), key=lambda one: one.start)
