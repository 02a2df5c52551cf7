"""Which option is chosen, or advised, at which site and for which bottleneck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.drawing import theme
from workbench.drawing.labels import LINE, downwards, ladder, numbered_list
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

if TYPE_CHECKING:
    from workbench.options.analysis.advice import Advice, AdvisedBottleneck

_ROWS = 60  # more sites than this are counted
_ROW = 25
_COLUMNS = 14  # bottlenecks at the most in the table of sites

#: Two letters for each option; "?" is a bottleneck without one.
CODES: Mapping[str, str] = {
    "substitute": "Su",
    "outsource": "Ou",
    "develop": "De",
    "relocate": "Rl",
    "reorient": "Ro",
    "postpone": "Po",
    "stop": "St",
}


@dataclass(frozen=True, slots=True)
class _Cell:
    site: str
    component: str
    title: str
    option: str | None
    option_title: str
    decided: bool


def chosen_options(sites: pd.DataFrame, advice: Advice) -> Figure:
    """Draw which option is chosen, or advised, for which bottleneck of which site.

    Up to 60 sites have a row each; of more it is drawn how often each option comes up.

    Parameters
    ----------
    sites : DataFrame
        site and where known name.
    advice : Advice
        Of these sites.

    Returns
    -------
    plotly.graph_objects.Figure
        Two letters stand for an option; filled: the team decided; hollow: the comparison advises
        it; a question mark: no option is possible or recorded.

    Raises
    ------
    NothingToShow
        When no site has an option for a bottleneck.
    """
    cells = [_cell(row) for row in advice.rows if row.bottleneck or row.decided]
    if not any(cell.option for cell in cells):
        message = phrased("No site has an option for its bottleneck yet.")
        raise NothingToShow(message)
    titles = sites["name"].fillna(sites["site"]) if "name" in sites else sites["site"]
    names = {site: tidy(name) for site, name in zip(sites["site"], titles, strict=True)}
    places = list(dict.fromkeys(cell.site for cell in cells))
    components = list(dict.fromkeys(cell.component for cell in cells))
    drawing = Drawing()
    small = len(places) <= _ROWS and len(components) <= _COLUMNS
    height = _matrix(drawing, cells, names) if small else _counts_of(drawing, cells)
    return theme.finish(
        drawing, caption=_caption(cells, small=small), alt=_alt(cells, names), height=height
    )


def _cell(row: AdvisedBottleneck) -> _Cell:
    decided = row.decided
    option_title = row.chosen_option_title if decided else row.option_title
    return _Cell(
        site=row.site,
        component=row.component,
        title=tidy(row.component_title),
        option=row.chosen_option if decided else row.option,
        option_title=option_title or phrased("no option"),
        decided=decided,
    )


def _matrix(drawing: Drawing, cells: list[_Cell], names: Mapping[str, str]) -> float:
    """Draw a row for each site and a column for each bottleneck; return the height in pixels."""
    places = list(dict.fromkeys(cell.site for cell in cells))
    columns = {c.component: c.title for c in cells}
    at = {site: _ROW * (order + 0.5) for order, site in enumerate(places)}
    across = {component: order for order, component in enumerate(columns, 1)}
    for decided, name in (
        (True, phrased("decided by the team")),
        (False, phrased("advised by the comparison")),
    ):
        own = [c for c in cells if c.decided is decided and c.option]
        _codes(drawing, own, across, at, name, filled=decided)
    _codes(
        drawing,
        [c for c in cells if not c.option],
        across,
        at,
        phrased("no option yet"),
        filled=None,
    )
    height = _ROW * len(places)
    drawing.layout["xaxis"] = {
        "range": [0.4, len(columns) + 0.6],
        "tickvals": list(across.values()),
        "side": "bottom",
        "title": {"text": phrased("Bottleneck (numbers below)")},
    }
    drawing.layout["yaxis"] = {
        "range": [height, 0],
        "tickvals": list(at.values()),
        "ticktext": [wrap(names.get(site, site), 24, lines=1)[0] for site in places],
        "tickfont": {"size": 12},
    }
    lines = numbered_list([(across[key], title) for key, title in columns.items()])
    drawing.layout["margin"] = {"l": 12, "r": 16, "t": 12, "b": 56 + LINE * len(lines), "pad": 2}
    drawing.note(
        "<br>".join(lines),
        0,
        0,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        yshift=-48,
        font={"size": theme.SMALL},
    )
    return height + 120 + LINE * len(lines)


def _codes(
    drawing: Drawing,
    cells: list[_Cell],
    across: Mapping[str, int],
    at: Mapping[str, float],
    name: str,
    *,
    filled: bool | None,
) -> None:
    if not cells:
        return
    fill = theme.PACKAGE.colour if filled else theme.PAPER
    edge = theme.NOT_ASSESSED.colour if filled is None else theme.INK
    look: dict[str, Any] = {"symbol": "square", "color": fill, "opacity": 1}
    look["line"] = {"width": 1.5, "color": edge}
    drawing.marks(
        [across[cell.component] for cell in cells],
        [at[cell.site] for cell in cells],
        mode="markers+text",
        marker={**look, "size": 21},
        text=[CODES.get(cell.option or "", "?") for cell in cells],
        textfont={"size": theme.SMALL, "color": theme.INK},
        textposition="middle center",
        hovertext=[cell.option_title for cell in cells],
    )
    drawing.marks([None], [None], name=name, marker={**look, "size": 11})


def _counts_of(drawing: Drawing, cells: list[_Cell]) -> float:
    """Draw how often each option comes up; return the height in pixels."""
    found = [cell for cell in cells if cell.option]
    total = Counter(cell.option_title for cell in found)
    order = [title for title, _ in total.most_common()]
    at, height = ladder(drawing, [wrap(title, 46, lines=1) for title in order])
    looks = ((True, phrased("decided by the team"), theme.PACKAGE.colour, ""),)
    looks += ((False, phrased("advised by the comparison"), theme.PAPER, "/"),)  # type: ignore[assignment]
    for decided, name, colour, hatch in looks:
        counts = Counter(c.option_title for c in found if c.decided is decided)
        if counts:
            drawing.traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": [counts[title] for title in order],
                    "y": at,
                    "width": 14,
                    "name": name,
                    "marker": {
                        "color": colour,
                        "line": {"color": theme.INK, "width": 0.8},
                        "pattern": {"shape": hatch, "fgcolor": theme.INK, "size": 6},
                    },
                    "hoverinfo": "skip",
                }
            )
    for title, y in zip(order, at, strict=True):
        drawing.note(f"<b>{total[title]}</b>", total[title], y, xanchor="left", xshift=4)
    drawing.layout["barmode"] = "stack"
    drawing.layout["xaxis"] = {
        "range": [0, max(total.values()) * 1.25],
        "title": {"text": worded("Bottlenecks")},
        "tickformat": "d",
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    return height + 105


def _caption(cells: list[_Cell], *, small: bool) -> str:
    used = dict.fromkeys((c.option, c.option_title) for c in cells if c.option)
    codes = [f"{CODES.get(key or '', '?')} {title.lower()}" for key, title in used]
    none = sum(1 for cell in cells if not cell.option)
    return sentences(
        phrased("Option for each bottleneck, site by site.")
        if small
        else phrased("How often each option comes up."),
        f"{natural_list(sorted(codes))}." if small else None,
        phrased(
            "Filled: the team decided; hollow: the comparison advises it and nobody has decided."
        )
        if small
        else phrased(
            "Solid: the team decided; hatched: the comparison advises it and nobody has decided."
        ),
        phrased(
            "{} without a possible option{}.",
            count(none, "bottleneck"),
            " (question mark)" if small else "",
        )
        if none
        else None,
    )


def _alt(cells: list[_Cell], names: Mapping[str, str]) -> str:
    told = [
        f"{names.get(c.site, c.site)}, {c.title}: {c.option_title.lower()}"
        f"{' (decided)' if c.decided else ''}"
        for c in cells
    ]
    sites = len({cell.site for cell in cells})
    return phrased(
        "{} at {}: {}.",
        count(len(cells), "bottleneck"),
        count(sites, "site"),
        natural_list(told, 20),
    )
