"""Picture of actors over sites: who works where, and who mediates at several sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.partners.figures.actor_style import DOTS, SHADES

if TYPE_CHECKING:
    from workbench.partners.analysis.shared_actors import SharedActors

_MOST_ACTORS = 18
_MOST_SITES = 20  # more sites are counted, not listed
_ROW = 23


@dataclass(frozen=True, slots=True)
class _Shared:
    """An actor over the sites; a row of `SharedActors.table`."""

    actor: str
    name: str
    sites_n: int
    broker_n: int


@dataclass(frozen=True, slots=True)
class _Place:
    """An actor at a site; a row of `SharedActors.places`."""

    site: str
    actor: str
    name: str
    lead: bool
    broker: bool


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
    every = rows_of(shared.table, _Shared)
    several = [one for one in every if one.sites_n > 1]
    if not several:
        message = phrased("No actor is named at more than one site.")
        raise NothingToShow(message)
    shown = several[:_MOST_ACTORS]
    places = rows_of(shared.places, _Place)
    sites = list(dict.fromkeys(one.site for one in places))
    drawing = Drawing()
    if len(sites) <= _MOST_SITES:
        _columns(drawing, places, shown, sites, names)
        head = 70
    else:
        _bars(drawing, shown)
        head = 60
    titles = ["<br>".join(wrap(one.name, 28, lines=1)) for one in shown]
    drawing.layout["yaxis"] = {
        "range": [len(shown) - 0.4, -0.6],
        "tickvals": list(range(len(shown))),
        "ticktext": titles,
        "tickfont": {"size": 12},
        "showgrid": len(sites) <= _MOST_SITES,
    }
    brokers = [one for one in several if one.broker_n > 1]
    brokers.sort(key=lambda one: (-one.broker_n, one.actor))
    most = natural_list([f"{one.name} ({one.sites_n})" for one in shown[:4]])
    between = natural_list([f"{one.name} ({one.broker_n})" for one in brokers], 5)
    rest = len(several) - len(shown)
    return theme.finish(
        drawing,
        caption=sentences(
            phrased("The {} at most sites.", count(len(shown), "actor"))
            if rest
            else phrased("Actors at more than one site."),
            phrased("{} at several sites not drawn.", count(rest, "more actor")) if rest else "",
            phrased("Dark: it stands between others there, among the first three of the site."),
        ),
        alt=sentences(
            phrased(
                "{} of {} at more than one of {}, most: {}.",
                count(len(several), "actor"),
                len(every),
                count(len(sites), "site"),
                most,
            ),
            phrased("Standing between others at several sites: {}.", between)
            if brokers
            else phrased("Nobody stands between others at more than one site."),
        ),
        height=_ROW * len(shown) + head + 30,
    )


def _columns(
    drawing: Drawing,
    places: list[_Place],
    shown: list[_Shared],
    sites: list[str],
    names: Mapping[str, str],
) -> None:
    row = {one.actor: k for k, one in enumerate(shown)}
    column = {site: k for k, site in enumerate(sites)}
    here = [one for one in places if one.actor in row]
    kinds = (
        (phrased("works there"), "circle", DOTS, [o for o in here if not o.broker and not o.lead]),
        (
            phrased("stands between others there"), "diamond", theme.INK,
            [o for o in here if o.broker and not o.lead],
        ),
        (phrased("leads there"), "star", SHADES[3], [o for o in here if o.lead]),
    )  # fmt: skip
    for words, symbol, colour, part in kinds:
        if part:
            drawing.marks(
                [column[one.site] for one in part],
                [row[one.actor] for one in part],
                name=words,
                marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 0.8}},
                hovertext=[
                    f"{wrap(one.name, 60, lines=1)[0]}<br>"
                    f"{wrap(names.get(one.site, one.site), 60)[0]}"
                    for one in part
                ],
            )
    drawing.layout["xaxis"] = {
        "range": [-0.6, len(sites) - 0.4],
        "tickvals": list(range(len(sites))),
        "ticktext": [wrap(names.get(site, site), 14, lines=1)[0] for site in sites],
        "tickangle": -60 if len(sites) > 4 else 0,
        "tickfont": {"size": theme.SMALL},
    }


def _bars(drawing: Drawing, shown: list[_Shared]) -> None:
    rows = list(range(len(shown)))
    mediates = [one.broker_n for one in shown]
    others = [one.sites_n - one.broker_n for one in shown]
    for words, values, colour in (
        (phrased("stands between others there"), mediates, SHADES[3]),
        (phrased("works there"), others, SHADES[1]),
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
    for at, one in zip(rows, shown, strict=True):
        drawing.note(str(one.sites_n), one.sites_n, at, xanchor="left", xshift=4)
    drawing.layout["barmode"] = "stack"
    most = max(one.sites_n for one in shown)
    drawing.layout["xaxis"] = {"range": [0, most * 1.12], "title": {"text": worded("Sites")}}
