"""Scores of every component at every site, cell by cell or summed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.core.rows import rows_of
from workbench.diagnosis.figures.rows import Place, component_titles, places
from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_SITES = 40  # more sites, or
_COMPONENTS = 20  # more components than this have no cells of their own
_BARS = 30
_ROW = 28
_GREY = "#E3E3E3"
_NOT_ASSESSED = theme.fill(_GREY, "\\", line=theme.NOT_ASSESSED.colour)
_NONE = len(theme.SCORE_STEPS)  # place of "not assessed" after the classes of scores


@dataclass(frozen=True, slots=True)
class _Cell:
    """A component at a site."""

    site: str
    component: str
    score: int | None
    bottleneck: bool

    @property
    def group(self) -> int:
        """Class of the score; the last one is "not assessed"."""
        return _NONE if self.score is None else theme.SCORE_STEPS.index(theme.step_of(self.score))


def component_scores(sites: pd.DataFrame, diagnosis: Diagnosis) -> Figure:
    """Draw the score of every component at every site, bottlenecks outlined.

    Up to 40 sites and 20 components there is a cell for each; a component that is not part of the
    package at a site leaves its cell white, one that is not assessed is hatched. Beyond that each
    component has a bar that says at how many sites it stands in which class of scores.

    Parameters
    ----------
    sites : DataFrame
        site and where known name.
    diagnosis : Diagnosis
        Of these sites.

    Returns
    -------
    plotly.graph_objects.Figure
        Sites and components in the order of their tables.

    Raises
    ------
    NothingToShow
        When no component has a score at any site.
    """
    spots = places(sites, diagnosis)
    cells = rows_of(diagnosis.table, _Cell)
    if all(cell.score is None for cell in cells):
        message = phrased(
            "No component has a score at any site: readiness or use is missing everywhere."
        )
        raise NothingToShow(message)
    names = component_titles(diagnosis)
    if len(spots) <= _SITES and len(names) <= _COMPONENTS:
        return _matrix(spots, names, cells)
    return _summary(spots, names, cells)


# ----------------------------------------------------------------------------------------- cells


def _matrix(spots: list[Place], names: dict[str, str], cells: list[_Cell]) -> Figure:
    row = {p.package.site: y for y, p in enumerate(spots)}
    column = {key: x for x, key in enumerate(names)}
    drawing = Drawing()
    _tiles(drawing, spots, names, cells, row, column)
    here = [(column[c.component], row[c.site], c) for c in cells]
    _hatch(drawing, [(x, y) for x, y, c in here if c.score is None])
    _outline(drawing, [(x, y) for x, y, c in here if c.bottleneck])
    # Two lines of a title stand side by side above a column, where columns are wide enough.
    width, lines = (24, 2) if len(names) <= 8 else (30, 1)
    drawing.layout["xaxis"] = {
        "side": "top",
        "range": [-0.5, len(names) - 0.5],
        "tickvals": list(range(len(names))),
        "ticktext": ["<br>".join(wrap(title, width, lines)) for title in names.values()],
        "tickangle": -90,
        "tickfont": {"size": theme.SMALL},
        "showgrid": False,
    }
    drawing.layout["yaxis"] = {
        "range": [len(spots) - 0.5, -0.5],
        "tickvals": list(range(len(spots))),
        "ticktext": ["<br>".join(wrap(p.name, 20, lines=2)) for p in spots],
        "tickfont": {"size": theme.SMALL},
        "showgrid": False,
    }
    drawing.layout["legend"] = {"y": -0.01, "yanchor": "top"}
    _legend(drawing, cells)
    return theme.finish(
        drawing,
        caption=_caption(spots, names, cells),
        alt=_alt(spots, names, cells),
        height=_ROW * len(spots) + 285,
    )


def _tiles(
    drawing: Drawing,
    spots: list[Place],
    names: dict[str, str],
    cells: list[_Cell],
    row: dict[str, int],
    column: dict[str, int],
) -> None:
    """Colour the cells by class of score and write the score into them."""
    blank: list[None] = [None] * len(names)
    groups: list[list[int | None]] = [list(blank) for _ in spots]
    hover = [[""] * len(names) for _ in spots]
    steps = len(theme.SCORE_STEPS) + 1
    colours = [*(step.colour for step in theme.SCORE_STEPS), _GREY]
    inks = [*(step.ink for step in theme.SCORE_STEPS), theme.INK]
    for cell in cells:
        y, x = row[cell.site], column[cell.component]
        groups[y][x] = cell.group
        words = phrased("not assessed") if cell.score is None else phrased("score {}", cell.score)
        words += ", bottleneck" if cell.bottleneck else ""
        hover[y][x] = f"<b>{plain(spots[y].name)}</b><br>{plain(names[cell.component])}<br>{words}"
    scale = [[edge / steps, colour] for i, colour in enumerate(colours) for edge in (i, i + 1)]
    drawing.traces.append(
        {
            "type": "heatmap",
            "z": groups,
            "zmin": -0.5,
            "zmax": steps - 0.5,
            "colorscale": scale,
            "showscale": False,
            "xgap": 1,
            "ygap": 1,
            "hoverongaps": False,
            "hoverinfo": "text",
            "hovertext": hover,
        }
    )
    drawing.marks(
        [column[c.component] for c in cells if c.score is not None],
        [row[c.site] for c in cells if c.score is not None],
        mode="text",
        text=[
            f"<b>{c.score}</b>" if c.bottleneck else str(c.score)
            for c in cells
            if c.score is not None
        ],
        textfont={
            "size": theme.SMALL,
            "color": [inks[c.group] for c in cells if c.score is not None],
        },
    )


def _hatch(drawing: Drawing, cells: list[tuple[int, int]]) -> None:
    """Draw three strokes through every cell that is not assessed."""
    strokes = ((-0.45, 0.05, -0.05, 0.45), (-0.45, -0.45, 0.45, 0.45), (0.05, -0.45, 0.45, -0.05))
    thin = {"color": theme.NOT_ASSESSED.colour, "width": 1}
    drawing.segments(
        [(x + x0, y + y0, x + x1, y + y1) for x, y in cells for x0, y0, x1, y1 in strokes],
        line=thin,
    )


def _outline(drawing: Drawing, cells: list[tuple[int, int]]) -> None:
    """Draw a frame around every bottleneck: a light line inside a coloured one."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y in cells:
        xs += [x - 0.47, x + 0.47, x + 0.47, x - 0.47, x - 0.47, None]
        ys += [y - 0.45, y - 0.45, y + 0.45, y + 0.45, y - 0.45, None]
    drawing.line(xs, ys, line={"color": theme.PAPER, "width": 5})
    drawing.line(xs, ys, line={"color": theme.BOTTLENECK.colour, "width": 3})


def _legend(drawing: Drawing, cells: list[_Cell]) -> None:
    for step in theme.SCORE_STEPS:
        if any(c.score is not None and theme.step_of(c.score) is step for c in cells):
            edge = {"width": 1, "color": theme.INK}
            drawing.key(
                theme.PACKAGE, name=step.label, symbol="square", color=step.colour, line=edge
            )
    if any(c.bottleneck for c in cells):
        edge = {"width": 3, "color": theme.BOTTLENECK.colour}
        drawing.key(theme.BOTTLENECK, symbol="square", color=theme.PAPER, line=edge)
    if any(c.score is None for c in cells):
        drawing.bars([None], [None], name=theme.NOT_ASSESSED.label, marker=_NOT_ASSESSED)


# --------------------------------------------------------------------------------------- summary


def _summary(spots: list[Place], names: dict[str, str], cells: list[_Cell]) -> Figure:
    """Draw one bar for each component: its sites by class of score."""
    counts = {key: [0] * (_NONE + 1) for key in names}
    lowest = dict.fromkeys(names, 0)
    for cell in cells:
        counts[cell.component][cell.group] += 1
        lowest[cell.component] += cell.bottleneck
    shown = sorted(names, key=lambda key: (-lowest[key], -sum(counts[key])))[:_BARS]
    shown = [key for key in names if key in set(shown)]
    headings = [
        [*wrap(names[key], 46, lines=2), _share_words(lowest[key], sum(counts[key]))]
        for key in shown
    ]
    drawing = Drawing()
    at, height = ladder(drawing, headings)
    _summary_bars(drawing, shown, counts, at)
    drawing.layout["xaxis"] = {
        "range": [0, max(sum(counts[key]) for key in shown) * 1.02],
        "title": {"text": worded("Sites")},
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    drawing.layout["barmode"] = "stack"
    return theme.finish(
        drawing,
        caption=_summary_caption(spots, len(names) - len(shown)),
        alt=_alt(spots, names, cells),
        height=height + 120,
    )


def _share_words(lowest: int, sites: int) -> str:
    if lowest == 0:
        return phrased("<i>never the bottleneck ({})</i>", count(sites, "site"))
    return phrased("<i>bottleneck at <b>{}</b> of {}</i>", lowest, count(sites, "site"))


def _summary_bars(
    drawing: Drawing, shown: list[str], counts: dict[str, list[int]], at: list[float]
) -> None:
    looks = [(step.label, theme.fill(step.colour, line=theme.PAPER)) for step in theme.SCORE_STEPS]
    looks.append((theme.NOT_ASSESSED.label, _NOT_ASSESSED))
    for group, (name, look) in enumerate(looks):
        values = [counts[key][group] for key in shown]
        if any(values):
            hover = [f"{name}: {count(value, 'site')}" for value in values]
            drawing.bars(values, at, width=15, name=name, marker=look, hovertext=hover)


# ----------------------------------------------------------------------------------------- words


def _size(spots: list[Place], names: dict[str, str]) -> str:
    return phrased("{} at {}", count(len(names), "component"), count(len(spots), "site"))


def _caption(spots: list[Place], names: dict[str, str], cells: list[_Cell]) -> str:
    whole_grid = len(spots) * len(names)
    return sentences(
        phrased("Scores (readiness × use) of {}.", _size(spots, names)),
        phrased("Outlined: bottleneck of the site.") if any(c.bottleneck for c in cells) else None,
        phrased("Hatched: not assessed.") if any(c.score is None for c in cells) else None,
        phrased("White: not part of the package there.") if len(cells) < whole_grid else None,
    )


def _summary_caption(spots: list[Place], beyond: int) -> str:
    return sentences(
        phrased(
            "Scores (readiness × use) of the components at {}: at how many sites a component "
            "stands in which class of scores, and at how many it is the bottleneck.",
            count(len(spots), "site"),
        ),
        phrased("{} at fewer sites not drawn.", count(beyond, "component")) if beyond else None,
    )


def _alt(spots: list[Place], names: dict[str, str], cells: list[_Cell]) -> str:
    told = []
    for key, title in names.items():
        own = [c for c in cells if c.component == key]
        scores = [c.score for c in own if c.score is not None]
        reach = (
            phrased("scores {} to {}", min(scores), max(scores)) if scores else phrased("no score")
        )
        words = phrased(
            "{}: {}, bottleneck at {}", title, reach, count(sum(c.bottleneck for c in own), "site")
        )
        missing = len(own) - len(scores)
        told.append(words + (phrased(", not assessed at {}", missing) if missing else ""))
    return phrased("Scores of {}. {}.", _size(spots, names), "; ".join(told))
