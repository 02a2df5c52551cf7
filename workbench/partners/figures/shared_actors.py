"""Picture of actors over sites: who works where, and who mediates at several sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, sentences, wrap
from workbench.errors import NothingToShow
from workbench.partners.figures.actor_style import DOTS, SHADES, name_of

if TYPE_CHECKING:
    from workbench.partners.analysis.shared_actors import SharedActors

_MOST_ACTORS = 18
_MOST_SITES = 20  # more sites are counted, not listed
_ROW = 23


def actors_over_sites(shared: SharedActors, names: Mapping[str, str]) -> Figure:
    """Draw at which sites the actors work that are at several, and where they mediate.

    Up to 20 sites have a column each; with more, bars count the sites of each actor.

    Parameters
    ----------
    shared : SharedActors
        Actors over the sites.
    names : mapping of str to str
        Names of the sites by key.

    Raises
    ------
    NothingToShow
        No actor works at two sites or more.
    """
    several = shared.table[shared.table["sites_n"] > 1]
    if several.empty:
        message = "No actor is named at more than one site."
        raise NothingToShow(message)
    shown = several.head(_MOST_ACTORS)
    sites = list(dict.fromkeys(shared.places["site"].astype(str)))
    drawing = Drawing()
    if len(sites) <= _MOST_SITES:
        _columns(drawing, shared, shown, sites, names)
        head = 70
    else:
        _bars(drawing, shown)
        head = 60
    titles = ["<br>".join(wrap(name_of(n, a), 28, lines=1))
              for n, a in zip(shown["name"], shown["actor"], strict=True)]  # fmt: skip
    drawing.layout["yaxis"] = {
        "range": [len(shown) - 0.4, -0.6],
        "tickvals": list(range(len(shown))),
        "ticktext": titles,
        "tickfont": {"size": 12},
        "showgrid": len(sites) <= _MOST_SITES,
    }
    brokers = several[several["broker_n"] > 1].sort_values(
        ["broker_n", "actor"], ascending=[False, True]
    )
    rest = len(several) - len(shown)
    return theme.finish(
        drawing,
        caption=sentences(
            f"The {count(len(shown), 'actor')} at most sites."
            if rest
            else "Actors at more than one site.",
            f"{count(rest, 'more actor')} at several sites not drawn." if rest else "",
            "Dark: it stands between others there, among the first three of the site.",
        ),
        alt=sentences(
            f"{count(len(several), 'actor')} of {len(shared.table)} at more than one of "
            f"{count(len(sites), 'site')}, most: "
            + natural_list(
                [f"{name_of(r.name, r.actor)} ({r.sites_n})" for r in shown.head(4).itertuples()]
            )
            + ".",
            "Standing between others at several sites: "
            + natural_list(
                [f"{name_of(r.name, r.actor)} ({r.broker_n})" for r in brokers.itertuples()], 5
            )
            + "."
            if len(brokers)
            else "Nobody stands between others at more than one site.",
        ),
        height=_ROW * len(shown) + head + 30,
    )


def _counted(rows: pd.DataFrame, column: str) -> str:
    """Name actors with a count in brackets, five at the most."""
    each = zip(rows["name"], rows["actor"], rows[column], strict=True)
    return natural_list([f"{name_of(name, actor)} ({number})" for name, actor, number in each], 5)


def _columns(
    drawing: Drawing,
    shared: SharedActors,
    shown: pd.DataFrame,
    sites: list[str],
    names: Mapping[str, str],
) -> None:
    row = {str(actor): k for k, actor in enumerate(shown["actor"])}
    column = {site: k for k, site in enumerate(sites)}
    here = shared.places[shared.places["actor"].isin(row)]
    kinds = (
        ("works there", "circle", DOTS, ~here["broker"] & ~here["lead"]),
        ("stands between others there", "diamond", theme.INK, here["broker"] & ~here["lead"]),
        ("leads there", "star", SHADES[3], here["lead"]),
    )
    for words, symbol, colour, which in kinds:
        part = here[which.astype(bool)]
        if len(part):
            drawing.marks(
                [column[s] for s in part["site"].astype(str)],
                [row[a] for a in part["actor"].astype(str)],
                name=words,
                marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 0.8}},
                hovertext=[
                    f"{wrap(name_of(n, a), 60, lines=1)[0]}<br>{wrap(names.get(s, s), 60)[0]}"
                    for n, a, s in zip(part["name"], part["actor"], part["site"], strict=True)
                ],
            )
    drawing.layout["xaxis"] = {
        "range": [-0.6, len(sites) - 0.4],
        "tickvals": list(range(len(sites))),
        "ticktext": [wrap(names.get(site, site), 14, lines=1)[0] for site in sites],
        "tickangle": -60 if len(sites) > 4 else 0,
        "tickfont": {"size": theme.SMALL},
    }


def _bars(drawing: Drawing, shown: pd.DataFrame) -> None:
    rows = list(range(len(shown)))
    mediates = [int(n) for n in shown["broker_n"]]
    others = [int(n) - b for n, b in zip(shown["sites_n"], mediates, strict=True)]
    for words, values, colour in (
        ("stands between others there", mediates, SHADES[3]),
        ("works there", others, SHADES[1]),
    ):
        drawing.traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": values,
                "y": rows,
                "name": words,
                "marker": {"color": colour, "line": {"width": 0.6, "color": theme.INK}},
                "hoverinfo": "skip",
            }
        )
    for at, total in zip(rows, shown["sites_n"], strict=True):
        drawing.note(str(int(total)), int(total), at, xanchor="left", xshift=4)
    drawing.layout["barmode"] = "stack"
    most = int(shown["sites_n"].max())
    drawing.layout["xaxis"] = {"range": [0, most * 1.12], "title": {"text": "Sites"}}
