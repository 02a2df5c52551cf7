"""What the page over all sites says of actors: who works where, and shared brokers."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.core.rows import rows_of
from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import Paragraphs, ReportTable, TableHead, paragraphs, table
from workbench.page.text import TextLike
from workbench.page.wording import count, plural
from workbench.partners.figures.shared_actors import actors_over_sites
from workbench.partners.page.network import same_organisation
from workbench.partners.page.partner_words import listed
from workbench.portfolio.step import PortfolioStep

_MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class _Actor:
    """An actor over the sites; a row of ``SharedActors.table``."""

    actor: str
    name: str
    type: str | None
    sites_n: int
    broker_n: int
    broker_sites: str


def who_works_where(found: PortfolioStep) -> Paragraphs:
    """Count the actors over the sites; name those at most of them, and those who link others.

    Raises
    ------
    NothingToShow
        There is no actor at any site.
    """
    actors = rows_of(found.shared.table, _Actor)
    if not actors:
        message = phrased("No actor is named at any site.")
        raise NothingToShow(message)
    several = [one for one in actors if one.sites_n > 1]
    there = int(found.shared.places["site"].nunique())
    without = len(found.project.sites) - there
    most = [f"{one.name} ({one.sites_n})" for one in several[:4]]
    return paragraphs(
        [
            f"{count(len(actors), 'actor')} {plural('is', len(actors))} named at "
            f"{count(there, 'site')}, {len(several):,} of them at more than one.",
            phrased("At most sites: {}.", listed(most)) if most else "",
            f"{count(without, 'site')} {plural('has', without)} no actor named." if without else "",
            _brokers_words(several),
            _pair(found),
        ]
    )


def _brokers_words(several: list[_Actor]) -> str:
    shared = [one for one in several if one.broker_n > 1]
    if not shared:
        return phrased("Nobody stands between others at more than one site.")
    first = sorted(shared, key=lambda one: (-one.broker_n, one.actor))[:3]
    said = listed([f"{one.name} (at {one.broker_n})" for one in first])
    return phrased("Standing between others at several sites: {}.", said)


def _pair(found: PortfolioStep) -> str:
    if found.shared.pairs.empty:
        return ""
    site, other, number = found.shared.pairs[["site", "other", "shared"]].iloc[0]
    one, two = found.names[site], found.names[other]
    return f"{one} and {two} share most: {count(int(number), 'actor')}."


def shared_actors_picture(found: PortfolioStep) -> Figure:
    """Draw who works where.

    Raises
    ------
    NothingToShow
        No actor is at more than one site.
    """
    return actors_over_sites(found.shared, found.names)


def duplicates(found: PortfolioStep) -> ReportTable | Paragraphs:
    """List names over all sites that are likely one organisation, for a person to decide.

    Raises
    ------
    NothingToShow
        There is no actor at any site.
    """
    return same_organisation(found.project.table("actors"))


def brokers(found: PortfolioStep) -> ReportTable:
    """List who stands between others at several sites: one agreement with them serves all of these.

    Raises
    ------
    NothingToShow
        Nobody does.
    """
    shared = [one for one in rows_of(found.shared.table, _Actor) if one.broker_n > 1]
    if not shared:
        message = phrased("Nobody stands between others at more than one site.")
        raise NothingToShow(message)
    sorts = found.project.framework.terms("organisation_types")
    shared.sort(key=lambda one: (-one.broker_n, -one.sites_n, one.actor))
    rows: list[list[TextLike | int]] = [
        [
            one.name,
            sorts[one.type].title if one.type and one.type in sorts else "not known",
            one.broker_n,
            one.sites_n,
            listed([found.names.get(key, key) for key in one.broker_sites.split(";")], 5),
        ]
        for one in shared[:_MOST_ROWS]
    ]
    heads = [
        TableHead("Actor", "names"),
        TableHead("Sort"),
        TableHead("Stands between others at", "numbers"),
        TableHead("of its sites", "numbers"),
        TableHead("Where"),
    ]
    note = phrased(
        "Among the three actors of a site with most pairs of contacts that have no "
        "tie to each other; the lead organisation left out. One agreement can serve "
        "several sites."
    )
    if len(shared) > len(rows):
        note += phrased(" {} not listed.", count(len(shared) - len(rows), "more actor"))
    return table(phrased("Shared brokers"), heads, rows, note=note)
