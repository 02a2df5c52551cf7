"""What the portfolio page says of actors over the sites: who works where, and shared brokers."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, table, text
from workbench.page.wording import count, each_row, known, paragraph, plural
from workbench.partners.analysis.shared_actors import SharedActors
from workbench.partners.figures.shared_actors import actors_over_sites
from workbench.partners.page.network import duplicates as same_organisation
from workbench.partners.page.partner_words import listed
from workbench.project import Project

__all__ = ["brokers", "duplicates", "picture", "words"]

_MOST_ROWS = 10


def _site_names(project: Project) -> dict[str, str]:
    sites = project.table("sites")
    return {
        str(key): str(name) if known(name) else str(key)
        for key, name in zip(sites["site"], sites["name"], strict=True)
    }


def _refuse_empty(shared: SharedActors) -> None:
    if shared.table.empty:
        message = "No actor is named at any site."
        raise NothingToShow(message)


def words(project: Project, shared: SharedActors) -> Part:
    """Say how many actors there are over the sites, who is at most of them, who links them.

    Raises
    ------
    NothingToShow
        There is no actor at any site.
    """
    _refuse_empty(shared)
    actors = shared.table
    several = actors[actors["sites_n"] > 1]
    sites = int(shared.places["site"].nunique())
    first = f"{count(len(actors), 'actor')} {plural('is', len(actors))} named at "
    first += f"{count(sites, 'site')}, {len(several):,} of them at more than one."
    return text(
        paragraph(
            [
                first,
                _most(several),
                _without(project, shared),
                _brokers_words(several),
                _pair(project, shared),
            ]
        )
    )


def _most(several: pd.DataFrame) -> Markup:
    if several.empty:
        return Markup("")
    return Markup("At most sites: {}.").format(_counted(several.head(4), "sites_n"))


def _counted(rows: pd.DataFrame, column: str, at: str = "") -> Markup:
    """Name actors with a count in brackets."""
    return listed([f"{row.name} ({at}{int(getattr(row, column))})" for row in each_row(rows)])


def _brokers_words(several: pd.DataFrame) -> Markup:
    shared = several[several["broker_n"] > 1]
    if shared.empty:
        return Markup("Nobody stands between others at more than one site.")
    first = shared.sort_values(["broker_n", "actor"], ascending=[False, True]).head(3)
    said = _counted(first, "broker_n", "at ")
    return Markup("Standing between others at several sites: {}.").format(said)


def _without(project: Project, shared: SharedActors) -> str:
    there = int(shared.places["site"].nunique())
    number = len(project.sites) - there
    if number < 1:
        return ""
    return f"{count(number, 'site')} {plural('has', number)} no actor named."


def _pair(project: Project, shared: SharedActors) -> str:
    if shared.pairs.empty:
        return ""
    names = _site_names(project)
    first = shared.pairs.iloc[0]
    one, other = (names.get(str(first[c]), str(first[c])) for c in ("site", "other"))
    return f"{one} and {other} share most: {count(int(first['shared']), 'actor')}."


def picture(project: Project, shared: SharedActors) -> Figure:
    """Draw who works where.

    Raises
    ------
    NothingToShow
        No actor is at more than one site.
    """
    return actors_over_sites(shared, _site_names(project))


def duplicates(project: Project) -> Part:
    """List names over all sites that are likely one organisation, for a person to decide.

    Raises
    ------
    NothingToShow
        There is no actor at any site.
    """
    return same_organisation(project.table("actors"))


def brokers(project: Project, shared: SharedActors) -> Part:
    """List who stands between others at several sites: one agreement with them serves all of these.

    Raises
    ------
    NothingToShow
        Nobody does.
    """
    rows = shared.table[shared.table["broker_n"] > 1]
    if rows.empty:
        message = "Nobody stands between others at more than one site."
        raise NothingToShow(message)
    names = _site_names(project)
    sorts = project.framework.terms("organisation_types")
    rows = rows.sort_values(["broker_n", "sites_n", "actor"], ascending=[False, False, True])
    lines = []
    for row in rows.head(_MOST_ROWS).to_dict("records"):
        where = [names.get(key, key) for key in str(row["broker_sites"]).split(";")]
        kind = row["type"]
        lines.append(
            [
                Cell(str(row["name"]), heading=True),
                Cell(sorts[kind].title if known(kind) and kind in sorts else "not known"),
                Cell(str(int(row["broker_n"])), number=True),
                Cell(str(int(row["sites_n"])), number=True),
                Cell(listed(where, most=5)),
            ]
        )
    heads = ["Actor", "Sort", "Stands between others at", "of its sites", "Where"]
    note = (
        "Among the three actors of a site with most pairs of contacts that have no tie to each "
        "other; the lead organisation left out. One agreement can serve several sites."
    )
    more = len(rows) - len(lines)
    if more > 0:
        note += f" {count(more, 'more actor')} not listed."
    return table("Shared brokers", heads, lines, note=note)
