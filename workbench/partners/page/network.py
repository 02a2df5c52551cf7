"""What the report says of the partner network: who is central or silent, what use it bears."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from markupsafe import Markup

from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, attachment, group, missing, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    paragraph,
    percent,
    plural,
    titles,
)
from workbench.partners.analysis.layout import anchored_layout
from workbench.partners.analysis.name_likeness import likely_duplicates
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.network_measures import NetworkMeasures
from workbench.partners.analysis.network_uncertainty import NetworkUncertainty
from workbench.partners.analysis.partners import Partners
from workbench.partners.analysis.two_mode import forum_coverage
from workbench.partners.analysis.use_ceiling import UseCeiling
from workbench.partners.figures.network import measure_ranks, partner_network
from workbench.partners.figures.partners import influence_interest
from workbench.partners.page.network_files import write_graphml
from workbench.partners.page.partner_words import listed, names_of
from workbench.project import Site

__all__ = [
    "ceiling",
    "duplicates",
    "forums",
    "graphml",
    "influence",
    "measures",
    "not_known",
    "picture",
    "ranks",
    "words",
]

_MOST_ROWS = 8
_HANGS_ON_LEAD = 0.1  # fall of centralisation without the lead that is worth a word (ours)


def _needs_ties(site: Site, networks: Networks) -> None:
    """Refuse a site without actors or ties, in words."""
    if site.key not in networks.sites:
        message = f"No actor is named for {site.name}."
        raise NothingToShow(message)
    if not networks.graph(site.key).number_of_edges():
        message = f"No tie is known at {site.name}."
        raise NothingToShow(message)


def words(
    site: Site, networks: Networks, found: NetworkMeasures, uncertain: NetworkUncertainty
) -> Part:
    """Sum the network up: answers, ties, who is central, what hangs on the lead, groups.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties.
    """
    _needs_ties(site, networks)
    row = next(each_row(found.summary))
    return text(
        paragraph([_size(site, networks, row), _answers(row)])
        + paragraph([_central(site, uncertain), _brokers(site, found, row)])
        + paragraph([_centralisation(row), _groups(row)])
    )


def _size(site: Site, networks: Networks, row: Any) -> str:
    here = networks.table[
        (networks.table["site"] == site.key) & (networks.table["round"] == row.round)
    ]
    layers = site.framework.terms("tie_layers")
    counted = here["layer"].value_counts()
    said = [
        f"{layers[key].title.lower() if key in layers else key} ({number})"
        for key, number in counted.items()
    ]
    alone = int(row.isolates)
    tail = f" {count(alone, 'actor')} {plural('has', alone)} no tie." if alone else ""
    return Markup("Round {} has {} and {}: {}.{}").format(
        int(row.round),
        count(int(row.actors), "actor"),
        count(len(here), "tie"),
        listing(said),
        tail,
    )


def _answers(row: Any) -> str:
    if not known(row.response_rate):
        return (
            "It is not recorded whether anybody was asked and answered: the ties are those that "
            "were recorded, and no range can be given."
        )
    rate = float(row.response_rate)
    said = f"{int(row.respondents)} of {count(int(row.response_known), 'actor')} answered"
    said += f" ({percent(rate)})."
    if rate < 0.3:
        said += " That is too few to recommend partners: interview first."
    elif rate < 0.5:
        said += " That is too few to say who stands between others."
    return said


def _central(site: Site, uncertain: NetworkUncertainty) -> Markup:
    """Name the first three by ties, with the range of their places."""
    rows = uncertain.table
    rows = rows[(rows["measure"] == "in_degree") & rows["rank"].notna()]
    steady = dict(zip(uncertain.stability["measure"], uncertain.stability["show"], strict=True))
    if not bool(steady.get("in_degree", True)):
        return Markup(
            "Who is tied to most is not stable enough to print: leaving out some of the answers "
            "changes the order."
        )
    names = names_of(site)
    first = rows[rows["observed"] > 0].sort_values(["rank", "rank_low", "actor"]).head(3)
    if first.empty:
        return Markup("")
    said = [f"{names.get(r.actor, r.actor)} ({r.observed:.0f}{_range(r)})" for r in each_row(first)]
    note = "; in brackets others with a tie to it"
    moved = any(_range(r) for r in each_row(first))
    note += " and its place, from 5 to 95 % of the imputations" if moved else ""
    return Markup("Most are tied to {}{}.").format(listed(said), note)


def _range(row: Any) -> str:
    low, high = round(row.rank_low), round(row.rank_high)
    return f", place {low} to {high}" if high > low else ""


def _brokers(site: Site, found: NetworkMeasures, row: Any) -> Markup | str:
    """Name those between others, unless too few answered."""
    if known(row.response_rate) and float(row.response_rate) < 0.5:
        return ""
    rows = found.table[~found.table["lead"].astype(bool)]
    rows = rows[rows["betweenness"].fillna(0) >= 0.01]
    if rows.empty:
        return ""
    names = names_of(site)
    first = rows.sort_values(["betweenness", "actor"], ascending=[False, True]).head(2)
    said = [f"{names.get(r.actor, r.actor)} ({percent(r.betweenness)})" for r in each_row(first)]
    start = "Beside the lead, most" if known(row.lead) else "Most"
    return Markup("{} shortest ways run through {}.").format(start, listed(said))


def _centralisation(row: Any) -> str:
    whole, without = row.centralisation_degree, row.centralisation_degree_no_lead
    if not known(whole):
        return ""
    if not known(row.lead):
        return (
            f"Centralisation by ties is {percent(float(whole))}; no lead organisation is named, so "
            "distances from it are not known."
        )
    if not known(without):
        return f"Centralisation by ties is {percent(float(whole))}."
    said = f"Centralisation by ties is {percent(float(whole))} with the lead organisation and "
    said += f"{percent(float(without))} without it"
    falls = float(whole) - float(without) > _HANGS_ON_LEAD
    return said + (": much of the network hangs on the lead." if falls else ".")


def _groups(row: Any) -> str:
    if not known(row.communities) or int(row.communities) < 1:
        return ""
    number, parts = int(row.communities), int(row.components) - int(row.isolates)
    if 1 < parts == number:
        return f"It falls into {count(parts, 'part')} that no tie joins."
    if number == 1:
        return "All actors with ties form one group."
    sharp = float(row.modularity)
    how = "sharply" if sharp >= 0.4 else "clearly" if sharp >= 0.3 else "weakly"
    return (
        f"It falls {how} into {count(number, 'group')} of actors tied more to each other than to "
        f"the rest (modularity {sharp:.2f}; from 0.3 on groups are clear)."
    )


def picture(
    site: Site,
    networks: Networks,
    found: NetworkMeasures,
    partners: Partners | None = None,
    *,
    size: str = "in_degree",
    colour: str = "betweenness",
) -> Figure:
    """Draw the latest network in the layout of all its rounds.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties.
    """
    _needs_ties(site, networks)
    layout = anchored_layout(networks)
    return partner_network(
        networks,
        layout,
        found,
        site=site.key,
        partners=partners,
        names=names_of(site),
        size=size,
        colour=colour,
    )


def ranks(site: Site, uncertain: NetworkUncertainty, *, measure: str = "in_degree") -> Figure:
    """Draw places with their ranges, where the order is stable and something was filled in.

    Raises
    ------
    NothingToShow
        The order is not stable, or nothing had to be filled in.
    """
    if uncertain.stability.empty:
        message = f"No order of actors is known at {site.name}."
        raise NothingToShow(message)
    steady = dict(zip(uncertain.stability["measure"], uncertain.stability["show"], strict=True))
    if not bool(steady.get(measure, True)):
        message = "The order of the actors changes when some answers are left out; it is not drawn."
        raise NothingToShow(message)
    if not uncertain.summary["silent"].fillna(0).gt(0).any():
        message = "No answer is known to be missing, so no place has a range."
        raise NothingToShow(message)
    return measure_ranks(uncertain, names_of(site), site=site.key, measure=measure)


def influence(site: Site, partners: Partners | None = None) -> Figure:
    """Draw influence and interest, the lead organisation left out.

    Raises
    ------
    NothingToShow
        Neither is known of anybody.
    """
    others = site.actors[~site.actors["lead"].astype("boolean").fillna(value=False)]
    return influence_interest(others, partners, names_of(site))


def measures(
    site: Site, networks: Networks, found: NetworkMeasures, uncertain: NetworkUncertainty
) -> Part:
    """List the eight actors with most others tied to them.

    Raises
    ------
    NothingToShow
        The site has no actors or no ties.
    """
    _needs_ties(site, networks)
    rows = found.table.sort_values(["in_degree", "degree", "actor"], ascending=[False, False, True])
    between = bool(rows["betweenness"].ge(0.01).any())
    table_ = uncertain.table
    table_ = table_[(table_["measure"] == "in_degree") & table_["rank"].notna()]
    spans = zip(table_["rank_low"], table_["rank_high"], strict=True)
    places = dict(zip(table_["actor"].astype(str), spans, strict=True))
    answered = bool(rows["responded"].notna().any())
    heads = ["Actor", "Sort", "Others with a tie to it"]
    heads += ["place"] if answered else []
    heads += ["Shortest ways through it"] if between else []
    heads += [f"Reaches in {_steps(found)}"]
    heads += ["Reply"] if answered else []
    lines, called = [], names_of(site)
    for row in rows.head(_MOST_ROWS).to_dict("records"):
        cells = [
            Cell(called.get(str(row["actor"]), str(row["actor"])), heading=True),
            Cell(_sort(site, row)),
            Cell(f"{int(row['in_degree'])}", number=True),
        ]
        if answered:
            cells.append(Cell(_place(places, str(row["actor"])), number=True))
        if between:
            cells.append(Cell(_share(row["betweenness"]), number=True))
        cells.append(Cell("lead" if bool(row["lead"]) else _share(row["reach"]), number=True))
        if answered:
            told = row["responded"]
            cells.append(Cell("not known" if not known(told) else "yes" if bool(told) else "no"))
        lines.append(cells)
    said = []
    if answered:
        said.append(
            "Place: 1 is the first; a range where ties of those who did not answer move it (5 to "
            "95 %)."
        )
    more = len(rows) - len(lines)
    if more > 0:
        said.append(f"{count(more, 'more actor')} in the attached network.")
    note = " ".join(said)
    return table("Actors with most ties to them", heads, lines, note=note)


def _steps(found: NetworkMeasures) -> str:
    return count(int(str(found.method.parameters.get("reach_steps", 2))), "tie")


def _sort(site: Site, row: Mapping[Any, Any]) -> str:
    sorts = site.framework.terms("organisation_types")
    kind = sorts[row["type"]].title if known(row["type"]) and row["type"] in sorts else "not known"
    return f"{kind}, lead" if bool(row["lead"]) else kind


def _place(places: Mapping[str, tuple[float, float]], actor: str) -> str:
    if actor not in places:
        return "not known"
    low, high = (round(float(one)) for one in places[actor])
    return f"{low} to {high}" if high > low else f"{low}"


def _share(value: object) -> str:
    return percent(float(value)) if known(value) else "not computed"  # type: ignore[arg-type]


def ceiling(site: Site, diagnosis: Diagnosis, found: UseCeiling) -> Part:
    """Warn where more use is claimed than the ties can support, with the way that would be needed.

    Raises
    ------
    NothingToShow
        No claim can be checked.
    """
    rows = found.table
    checked = rows[rows["status"] != "cannot be checked"]
    if checked.empty:
        message = "No claim of use can be held against the ties: " + _why_unchecked(rows)
        raise NothingToShow(message)
    component = dict(zip(diagnosis.table["component"], diagnosis.table["title"], strict=True))
    names = names_of(site)
    said = []
    for row in each_row(found.warnings):
        title = component.get(row.component, row.component)
        said.append(
            paragraph(
                [
                    Markup("{} is claimed at use {}; the ties support {} at most.").format(
                        titles([title]), int(row.claimed), int(row.ceiling)
                    ),
                    str(row.reason),
                    _needed(row, title, names),
                ]
            )
        )
    doubtful = checked[~checked["warning"].fillna(value=False) & checked["certain"].eq(other=False)]
    good = len(checked) - len(said)
    closing = []
    if good:
        verb = "is" if good == 1 else "are"
        closing.append(f"{count(good, 'claim')} of use {verb} within what the ties can support.")
    if len(doubtful):
        shown = titles([component.get(k, k) for k in doubtful["component"]], most=4)
        closing.append(
            Markup(
                "For {} this rests on actors whose ties are not known: neither they nor the "
                "partners answered."
            ).format(shown)
        )
    unchecked = len(rows) - len(checked)
    if unchecked:
        closing.append(f"{count(unchecked, 'claim')} cannot be checked.")
    return text(Markup("").join([*said, paragraph(closing)]))


def _why_unchecked(rows: pd.DataFrame) -> str:
    reasons = list(dict.fromkeys(rows["reason"])) if len(rows) else []
    if not reasons:
        return "no use is claimed."
    first = str(reasons[0])
    return first[:1].lower() + first[1:]


def _needed(row: Any, title: str, names: Mapping[str, str]) -> Markup:
    needed = str(row.needed)
    prefix = f"{row.component}: "
    words_ = needed.removeprefix(prefix)
    for key in sorted(names, key=len, reverse=True):
        words_ = words_.replace(f" {key},", f" {names[key]},").replace(
            f" {key}.", f" {names[key]}."
        )
    del title
    way = ""
    if known(row.path):
        steps = [names.get(key, key) for key in str(row.path).split(" > ")]
        way = Markup(" The nearest stands at the end of: {}.").format(" → ".join(steps))
    return Markup("To support it, name {}{}").format(words_, way)


def forums(site: Site, partners: Partners) -> Part:
    """Say how many of those who should meet the existing forums cover.

    Raises
    ------
    NothingToShow
        No forum is recorded.
    """
    if site.forums.empty:
        message = "No existing forum is recorded."
        raise NothingToShow(message)
    found = forum_coverage(site.actors, site.forums, site.memberships, targets=site.targets)
    label = {
        str(k): str(n) if known(n) else str(k)
        for k, n in zip(site.forums["forum"], site.forums["name"], strict=True)
    }
    said = []
    rows = partners.forums
    platform = partners.table["mode"].eq("platform").any()
    who = "the partners on the platform" if platform else "those who hold some of what is needed"
    if len(rows) and int(rows["of"].iloc[0]):
        parts = [
            f"{label.get(str(r.forum), r.forum)} {int(r.covers)} of {int(r.of)}"
            for r in each_row(rows)
        ]
        said.append(Markup("Of {}, forums have already: {}.").format(who, listed(parts)))
    best = found.best
    if len(best):
        last = best.iloc[-1]
        used = [label.get(k, k) for k in str(last["forums"]).split(";")]
        aim = "actors to be reached" if len(site.targets) else "actors"
        names = names_of(site)
        out = [names.get(k, k) for k in str(last["left_out"]).split(";") if k]
        sentence = Markup("{} together cover {} of {} {}").format(
            listed(used),
            int(last["covered"]),
            int(last["of"]),
            aim,
        )
        if len(used) == 1:
            sentence = Markup("{} alone covers {} of {} {}, and no other adds any").format(
                used[0], int(last["covered"]), int(last["of"]), aim
            )
        left = Markup("; not in any: {}").format(listed(out, most=5)) if out else Markup("")
        said.append(Markup("{}{}.").format(sentence, left))
    return text(paragraph(said))


def duplicates(actors: pd.DataFrame) -> Part:
    """List names that are likely one organisation, for a person to decide.

    Parameters
    ----------
    actors : DataFrame
        The table actors, of one site or of all.

    Raises
    ------
    NothingToShow
        There is no actor.
    """
    if actors.empty:
        message = "No actor is named."
        raise NothingToShow(message)
    found = likely_duplicates(actors)
    if found.empty:
        return text("No two names look like one organisation.")
    rows = [
        [
            Cell(str(row.name_), heading=True),
            Cell(str(row.other_name)),
            Cell(str(row.reason)),
        ]
        for row in each_row(found.head(_MOST_ROWS).rename(columns={"name": "name_"}))
    ]
    note = "Nothing is merged: a person decides, and gives both the same short name."
    if len(found) > _MOST_ROWS:
        note += f" {count(len(found) - _MOST_ROWS, 'more pair')} not listed."
    return table("Names that may be one organisation", ["Name", "and", "Why"], rows, note=note)


def not_known(site: Site, networks: Networks, found: NetworkMeasures) -> Part:
    """Name what is missing about the network, once for the end of the report."""
    if site.key not in networks.sites:
        return group([])  # named once, as "Actors"
    if not networks.graph(site.key).number_of_edges():
        return missing(
            "Ties",
            f"{count(len(site.actors), 'actor')} are named for {site.name}, but not who works with "
            "whom (table 'ties').",
        )
    row = next(each_row(found.summary))
    parts: list[Part] = []
    if not known(row.response_rate):
        parts.append(
            missing("Who answered the partner survey", "The column 'responded' of actors is blank.")
        )
    elif int(row.respondents) < int(row.response_known):
        silent = int(row.response_known) - int(row.respondents)
        parts.append(
            missing(
                f"Answers of {silent} of {count(int(row.response_known), 'actor')}",
                "Their ties are filled in from how those who answered answer each other.",
            )
        )
    if not known(row.lead):
        parts.append(missing("Lead organisation", "No actor is marked as the lead."))
    here = networks.table[networks.table["round"] == row.round]
    blank = int(here["strength"].isna().sum())
    if blank:
        what = "all ties" if blank == len(here) else count(blank, "tie")
        parts.append(
            missing(f"Strength of {what}", "Not known; they count as the usual tie of their sort.")
        )
    return group(parts)


def graphml(site: Site) -> Part:
    """Attach the network of the site as GraphML.

    Raises
    ------
    NothingToShow
        The site has no actors.
    """
    if site.actors.empty:
        message = f"No actor is named for {site.name}."
        raise NothingToShow(message)
    with TemporaryDirectory() as folder:
        (path,) = write_graphml(Path(folder) / "network.graphml", site.actors, site.ties)
        content = path.read_bytes()
    words_ = "Network of the actors as GraphML, for Gephi, yEd, Cytoscape and R"
    return attachment("network.graphml", content, words_)
