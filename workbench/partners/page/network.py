"""What the report says of the partner network: who is central or silent, what use it bears."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from workbench.core.rows import rows_of
from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import (
    Attachment,
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    attachment,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, percent, plural
from workbench.partners.analysis.layout import anchored_layout
from workbench.partners.analysis.name_likeness import likely_duplicates
from workbench.partners.figures.network import partner_network
from workbench.partners.page.network_files import as_graphml
from workbench.partners.page.partner_words import (
    Forum,
    forums_of,
    listed,
    share_words,
    sorts_of,
    with_platform,
)
from workbench.partners.step import PartnersStep

_MOST_ROWS = 8
_FEW_ANSWERS = 0.5  # share of answers below which nobody is called a broker
_BETWEEN = 0.01  # share of shortest ways from which an actor stands between others


@dataclass(frozen=True, slots=True)
class _Network:
    """The network as a whole; the row of `NetworkMeasures.summary`."""

    round: int
    actors: int
    respondents: int
    response_known: int
    response_rate: float | None
    components: int
    isolates: int
    lead: str | None


@dataclass(frozen=True, slots=True)
class _Actor:
    """An actor in the network; a row of `NetworkMeasures.table`."""

    actor: str
    lead: bool
    responded: bool | None
    in_degree: int
    degree: int
    betweenness: float | None
    reach: float | None

    @property
    def between(self) -> float:
        """Share of the shortest ways that run through it; 0 where it is not computed."""
        return self.betweenness or 0.0


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of an actor by its ties; a row of `NetworkUncertainty.table`."""

    actor: str
    observed: float
    rank: float
    rank_low: float
    rank_high: float

    @property
    def span(self) -> str:
        """The place, or the first and the last that it may be."""
        low, high = round(self.rank_low), round(self.rank_high)
        return f"{low} to {high}" if high > low else f"{low}"


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim of use held against the ties; a row of `UseCeiling.table`."""

    component: str
    claimed: int | None
    ceiling: int | None
    warning: bool | None
    status: str
    reason: str
    certain: bool | None
    needed: str
    path: str


def _refuse_without_actors(found: PartnersStep) -> None:
    if found.site.table("actors").empty:
        message = phrased("No actor is named for {}.", found.site.name)
        raise NothingToShow(message)


def _refuse_after_a_stop(found: PartnersStep) -> None:
    if found.stopped:
        message = phrased("The work in {} stops.", found.site.name)
        raise NothingToShow(message)


def _network(found: PartnersStep) -> _Network:
    """Return the latest network as a whole; refuse a site without actors or ties, in words."""
    _refuse_after_a_stop(found)
    _refuse_without_actors(found)
    if found.site.table("ties").empty:
        message = phrased("No tie is known at {}.", found.site.name)
        raise NothingToShow(message)
    return rows_of(found.measured.summary, _Network)[0]


def _places(found: PartnersStep) -> dict[str, _Place]:
    """Return the place of each actor that has one."""
    return {row.actor: row for row in rows_of(found.uncertain.table, _Place)}


def network_words(found: PartnersStep) -> Paragraphs:
    """Sum the network up: ties, answers, who is tied to most, who stands between, parts.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties.
    """
    whole = _network(found)
    return paragraphs(
        [_size(found, whole), _answers(whole)],
        [_central(found), _brokers(found, whole), _parts(whole)],
    )


def _ties(found: PartnersStep, whole: _Network) -> pd.DataFrame:
    ties = found.networks.table
    return ties[ties["round"] == whole.round]


def _size(found: PartnersStep, whole: _Network) -> str:
    ties, layers = _ties(found, whole), found.site.framework.terms("tie_layers")
    counted = [
        f"{layers[key].title.lower()} ({number})"
        for key, number in Counter(ties["layer"]).most_common()
    ]
    alone = whole.isolates
    said = f"Round {whole.round} has {count(whole.actors, 'actor')} and {count(len(ties), 'tie')}"
    tail = f" {count(alone, 'actor')} {plural('has', alone)} no tie." if alone else ""
    return f"{said}: {listing(counted)}.{tail}"


def _answers(whole: _Network) -> str:
    if whole.response_rate is None:
        return (
            "It is not recorded whether anybody was asked and answered: the ties are those that "
            "were recorded, and no range can be given."
        )
    said = f"{whole.respondents} of {count(whole.response_known, 'actor')} answered"
    said += f" ({percent(whole.response_rate)})."
    if whole.response_rate < 0.3:
        said += " That is too few to recommend partners: interview first."
    elif whole.response_rate < _FEW_ANSWERS:
        said += " That is too few to say who stands between others."
    return said


def _central(found: PartnersStep) -> str:
    """Name the first three by ties."""
    if not found.uncertain.stability["show"].all():
        return (
            "Who is tied to most is not stable enough to print: leaving out some of the answers "
            "changes the order."
        )
    tied = [place for place in _places(found).values() if place.observed > 0]
    first = sorted(tied, key=lambda place: (place.rank, place.rank_low, place.actor))[:3]
    if not first:
        return ""
    said = [f"{found.names[place.actor]} ({place.observed:.0f})" for place in first]
    return f"Most others have a tie to {listed(said)}; in brackets: how many."


def _brokers(found: PartnersStep, whole: _Network) -> str:
    """Name those between others, unless too few answered."""
    if whole.response_rate is not None and whole.response_rate < _FEW_ANSWERS:
        return ""
    rows = [
        row
        for row in rows_of(found.measured.table, _Actor)
        if not row.lead and row.between >= _BETWEEN
    ]
    if not rows:
        return ""
    first = sorted(rows, key=lambda row: (-row.between, row.actor))[:2]
    said = listed([f"{found.names[row.actor]} ({percent(row.between)})" for row in first])
    start = "Beside the lead, most" if whole.lead else "Most"
    return f"{start} shortest ways run through {said}."


def _parts(whole: _Network) -> str:
    parts = whole.components - whole.isolates
    return f"It falls into {count(parts, 'part')} that no tie joins." if parts > 1 else ""


def network_picture(found: PartnersStep) -> Figure:
    """Draw the latest network in the layout of all its rounds.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties.
    """
    _network(found)
    return partner_network(
        found.networks,
        anchored_layout(found.networks),
        found.measured,
        found.partners,
        found.names,
        site=found.site.key,
    )


def central_actors(found: PartnersStep) -> ReportTable:
    """List the eight actors with most others tied to them.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties.
    """
    _network(found)
    every = rows_of(found.measured.table, _Actor)
    rows = sorted(every, key=lambda row: (-row.in_degree, -row.degree, row.actor))[:_MOST_ROWS]
    answered = any(row.responded is not None for row in every)
    places, sorts = _places(found), sorts_of(found)
    columns: dict[TableHead, list[str]] = {
        TableHead("Actor", "names"): [found.names[row.actor] for row in rows],
        TableHead("Sort"): [
            sorts.get(row.actor, "not known") + (", lead" if row.lead else "") for row in rows
        ],
        TableHead("Others with a tie to it", "numbers"): [f"{row.in_degree}" for row in rows],
    }
    if answered:
        columns[TableHead("Place", "numbers")] = [
            places[row.actor].span if row.actor in places else "not known" for row in rows
        ]
    if any(row.between >= _BETWEEN for row in every):
        between = TableHead("Shortest ways through it", "numbers")
        columns[between] = [share_words(row.betweenness) for row in rows]
    reach = TableHead(f"Reaches over {count(found.rules.reach_ties, 'tie')}", "numbers")
    columns[reach] = ["–" if row.lead else share_words(row.reach) for row in rows]
    under, more = "", len(every) - len(rows)
    if answered:
        columns[TableHead("Reply")] = [_REPLY[row.responded] for row in rows]
        under = (
            "Place: 1 is the first; a range (9 of 10 times) where the ties of those who did not "
            "answer could move it."
        )
    if more:
        under += f" {count(more, 'more actor')} in the attached network."
    cells = list(zip(*columns.values(), strict=True))
    return table(phrased("Actors with most ties to them"), list(columns), cells, note=under.strip())


_REPLY = {True: "yes", False: "no", None: "not known"}


def claims_and_ties(found: PartnersStep) -> Paragraphs:
    """Warn where more use is claimed than the ties can support, with the way that would be needed.

    Raises
    ------
    NothingToShow
        No claim can be checked, or the work stops.
    """
    _refuse_after_a_stop(found)
    claims = rows_of(found.ceiling.table, _Claim)
    checked = [claim for claim in claims if claim.warning is not None]
    if not checked:
        reason = claims[0].reason if claims else "no use is claimed."
        message = phrased(
            "No claim of use can be held against the ties: {}{}", reason[0].lower(), reason[1:]
        )
        raise NothingToShow(message)
    above = [claim for claim in checked if claim.warning]
    good = len(checked) - len(above)
    doubtful = [claim for claim in checked if not claim.warning and claim.certain is False]
    unchecked = len(claims) - len(checked)
    closing: list[TextLike] = []
    if good:
        what = f"{count(good, 'claim')} of use {plural('is', good)}"
        closing.append(f"{what} within what the ties can support.")
    if doubtful:
        shown = titles([found.component_titles[one.component] for one in doubtful], most=4)
        closing.append(
            say(
                "For {} this rests on actors whose ties are not known: neither they nor the "
                "partners answered.",
                shown,
            )
        )
    if unchecked:
        open_ = [found.component_titles[one.component] for one in claims if one.warning is None]
        closing.append(say("Use of {} cannot be held against the ties.", titles(open_, most=4)))
    return paragraphs(*_warnings(found, above), closing)


def _warnings(found: PartnersStep, above: list[_Claim]) -> list[Text]:
    """Describe claims above the ties, those with one reason together."""
    alike: dict[tuple[int, str, str, str], list[_Claim]] = {}
    for claim in above:
        needed = claim.needed.removeprefix(f"{claim.component}: ")
        key = claim.ceiling or 0, claim.reason, needed, claim.path
        alike.setdefault(key, []).append(claim)
    return [_warning(found, claims, *key) for key, claims in alike.items()]


def _warning(
    found: PartnersStep, claims: list[_Claim], ceiling: int, reason: str, needed: str, path: str
) -> Text:
    each = [
        say("*{}* (use {})", found.component_titles[claim.component], claim.claimed or 0)
        for claim in claims
    ]
    first = say(
        "{} {} claimed above the ties that are known: they support use {} at most.",
        join(", ", [*each[:-2], join(" and ", each[-2:])]),
        plural("is", len(each)),
        ceiling,
    )
    for key in sorted(found.names, key=len, reverse=True):
        for end in ",.":
            needed = needed.replace(f" {key}{end}", f" {found.names[key]}{end}")
    way = " → ".join(found.names[key] for key in path.split(" > ")) if path else ""
    nearest = f"The nearest stands at the end of: {way}." if way else ""
    return join(" ", [first, reason, f"To support it, name {needed}", nearest])


def forum_words(found: PartnersStep) -> Paragraphs:
    """Describe how many of those who should meet the existing forums cover.

    Raises
    ------
    NothingToShow
        No forum is recorded, or the work stops.
    """
    _refuse_after_a_stop(found)
    forums = forums_of(found)
    if not forums:
        message = phrased("No existing forum is recorded.")
        raise NothingToShow(message)
    who = "those who hold some of what is needed"
    if with_platform(found):
        who = "the partners on the platform"
    parts = listed([f"{forum.title} {forum.covers} of {forum.of}" for forum in forums])
    first = f"Of {who}, forums have already: {parts}." if forums[0].of else ""
    return paragraphs([first, _best_forums(found, forums)])


def _best_forums(found: PartnersStep, forums: list[Forum]) -> str:
    best = found.forums.best
    if best.empty:
        return ""
    last, title = best.iloc[-1], {forum.forum: forum.title for forum in forums}
    used = [title[key] for key in last["forums"].split(";")]
    covers = f"{last['covered']} of {last['of']} actors"
    covers += "" if found.site.table("targets").empty else " to be reached"
    said = f"{listed(used)} together cover {covers}"
    if len(used) == 1:
        said = f"{used[0]} alone covers {covers}, and no other adds any"
    out = [found.names[key] for key in last["left_out"].split(";") if key]
    return f"{said}; not in any: {listed(out, most=5)}." if out else f"{said}."


def same_organisation(actors: pd.DataFrame) -> ReportTable:
    """List names of the table actors that are likely one organisation, for a person to decide.

    Raises
    ------
    NothingToShow
        No two names look like one organisation.
    """
    pairs = likely_duplicates(actors)[["name", "other_name", "reason"]]
    if pairs.empty:
        message = phrased("No two names look like one organisation.")
        raise NothingToShow(message)
    rows = pairs.head(_MOST_ROWS).to_numpy().tolist()
    under = phrased("Nothing is merged: a person decides, and gives both the same short name.")
    if len(pairs) > _MOST_ROWS:
        under += phrased(" {} not listed.", count(len(pairs) - _MOST_ROWS, "more pair"))
    heads = [TableHead("Name", "names"), TableHead("and"), TableHead("Why")]
    return table(phrased("Names that may be one organisation"), heads, rows, note=under)


def not_known(found: PartnersStep) -> Group:
    """Name what is missing about the network, once for the end of the report."""
    site = found.site
    if site.table("actors").empty or found.stopped:
        return group([])  # the first is named once, as "Actors"
    if site.table("ties").empty:
        number = len(site.table("actors"))
        who = f"{count(number, 'actor')} {plural('is', number)} named for {site.name}"
        return group(
            [
                missing(
                    phrased("Ties"), phrased("{}, but not who works with whom (table 'ties').", who)
                )
            ]
        )
    whole = _network(found)
    silent = whole.response_known - whole.respondents
    records: list[Missing] = []
    if whole.response_rate is None:
        records.append(
            missing(
                phrased("Who answered the partner survey"),
                phrased("The column 'responded' of actors is blank."),
            )
        )
    elif silent:
        records.append(
            missing(
                phrased("Answers of {} of {}", silent, count(whole.response_known, "actor")),
                phrased("Their ties are filled in from how those who answered answer each other."),
            )
        )
    if not whole.lead:
        records.append(
            missing(phrased("Lead organisation"), phrased("No actor is marked as the lead."))
        )
    ties = _ties(found, whole)
    blank = int(ties["strength"].isna().sum())
    if blank:
        what = "all ties" if blank == len(ties) else count(blank, "tie")
        why = phrased("Not known; they count as the usual tie of their sort.")
        records.append(missing(phrased("Strength of {}", what), why))
    return group(records)


def graphml(found: PartnersStep) -> Attachment:
    """Attach the network of the site as GraphML.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties, or the work stops.
    """
    _network(found)
    site = found.site
    made = as_graphml(site.table("actors"), site.table("ties"), site.framework)
    words = "Network of the actors as GraphML, for Gephi, yEd, Cytoscape and R"
    return attachment("network.graphml", made[".graphml"], words)
