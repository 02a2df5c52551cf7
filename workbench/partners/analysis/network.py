"""Who works with whom at a site: one network per site and round, ties merged, nothing dropped.

The model is a ``networkx.MultiDiGraph``: every declared actor is a node, those without a tie too;
the layer (collaboration, knowledge, influence …) is the key of an edge, so layers are never mixed
by accident. What is computed on it stands in :mod:`~workbench.partners.analysis.network_measures`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import FloatArray, numbers, require, text
from workbench.errors import InvalidInput, Problem, UnknownName
from workbench.frameworks import available, load

SOURCES = (
    "layers kept apart: Hermans et al. 2017",
    "all declared actors are nodes, those who did not answer too: Smith, Morgan, Moody 2021",
    "a tie reported several times counts once, with the mean of the strengths given: ours",
    "unknown strength counts as the median known one of its layer, site and round: ours",
    "mutual layers hold both ways: ours",
)

_PLACE = ["site", "round", "layer", "source", "target"]


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """The networks of all sites and rounds.

    Attributes
    ----------
    graphs : mapping of (str, int) to networkx.MultiDiGraph
        One per site and round; read them, do not change them. Nodes in the order of their ids, with
        the columns of the table actors as attributes (None where not known) and ``lead`` (bool).
        Edges with the layer as key and the attributes ``strength`` (float, None where not known),
        ``counted`` (float in (0, 1], what an unknown strength counts as), ``reporters`` (tuple of
        str), ``reported_by`` ("source", "target", "both", "third", or "unknown" where nobody is
        named) and ``mutual`` (bool: the same tie stands in the other direction too).
    table : DataFrame
        One row per merged tie: site (str), round (Int64), source, target, layer (str), strength
        (float, mean of the known reports; missing where none is known), counted (float), reports
        (Int64, rows merged), reporters (str, joined by ;), reported_by (str), mutual (bool; one row
        for both directions, source before target in the alphabet).
    actors : DataFrame
        The actors, sorted by site and actor, as they were given, ``lead`` bool.
    method : Method
        Rules and their sources.
    """

    graphs: Mapping[tuple[str, int], nx.MultiDiGraph]
    table: pd.DataFrame
    actors: pd.DataFrame
    method: Method

    @property
    def sites(self) -> list[str]:
        """Sites with at least one actor."""
        return list(dict.fromkeys(site for site, _ in self.graphs))

    @property
    def layers(self) -> list[str]:
        """Layers with at least one tie at any site."""
        return sorted(self.table["layer"].unique())

    def rounds(self, site: str) -> list[int]:
        """Give the rounds of a site, from first to last.

        Raises
        ------
        UnknownName
            The site has no actors.
        """
        found = sorted(number for name, number in self.graphs if name == site)
        if not found:
            raise UnknownName(kind="site with actors", name=site, known=self.sites)
        return found

    def graph(self, site: str, round: int | None = None) -> nx.MultiDiGraph:  # noqa: A002
        """Give the network of one site, of its latest round unless one is named.

        Raises
        ------
        UnknownName
            The site has no actors, or no such round.
        """
        rounds = self.rounds(site)
        number = rounds[-1] if round is None else round
        if number not in rounds:
            raise UnknownName(kind="round", name=str(number), known=[str(r) for r in rounds])
        return self.graphs[site, number]

    def _repr_html_(self) -> str:
        """Show the number of actors and ties of each network."""
        rows = [
            {"site": s, "round": r, "actors": len(g), "ties": g.number_of_edges()}
            for (s, r), g in self.graphs.items()
        ]
        return pd.DataFrame(rows).to_html(index=False, escape=True)


def build_networks(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    *,
    sites: Sequence[str] | None = None,
    round: int | None = None,  # noqa: A002 - the column is called so
    mutual: Collection[str] | None = None,
) -> Networks:
    """Make one network per site and round.

    Parameters
    ----------
    actors : DataFrame
        The table actors: site, actor; where known name, type, level, lead, responded, trust,
        influence and any further column, which become attributes of the nodes.
    ties : DataFrame
        The table ties: site, source, target, layer; where known strength, reported_by, round (blank
        counts as 1).
    sites : sequence of str, optional
        Sites to take; all by default.
    round : int, optional
        Round to take; every round of each site by default. A site without ties in it has a network
        without ties.
    mutual : collection of str
        Layers whose ties hold both ways although one end alone named them; by default those that
        the lists shared by all frameworks call mutual.

    Returns
    -------
    Networks
        Graphs, merged ties, actors. Without any actor there is no graph, and no error.

    Raises
    ------
    InvalidInput
        Actors given twice at a site, ties to actors that are not declared, ties of an actor with
        itself, strengths that are not above 0 and up to 1, ties without a layer: all rows at once.
    UnknownName
        A column that is needed is not there, or a site that is asked for has no actors.

    Examples
    --------
    >>> actors = pd.DataFrame({"site": "huye", "actor": ["bank", "coop", "rab"]})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": ["rab"], "target": ["coop"], "layer": "knowledge"}
    ... )
    >>> graph = build_networks(actors, ties).graph("huye")
    >>> list(graph), list(graph.edges(keys=True))
    (['bank', 'coop', 'rab'], [('rab', 'coop', 'knowledge')])
    """
    mutual = load(available()[0]).mutual_layers if mutual is None else mutual
    require(actors, ("site", "actor"), "actors")
    require(ties, ("site", "source", "target", "layer"), "ties")
    people, relations = _of_sites(actors, ties, sites)
    problems = _problems(people, relations)
    if problems:
        raise InvalidInput(_headline(problems), problems)
    if round is not None:
        relations = relations[relations["round"] == round].reset_index(drop=True)
    table = _merged(relations, frozenset(mutual))
    graphs = _graphs(people, table, round)
    parameters = {"mutual": tuple(sorted(mutual)), "round": round or "every"}
    method = Method("partner networks, one per site and round", parameters, SOURCES)
    return Networks(MappingProxyType(graphs), table, people, method)


def _of_sites(
    actors: pd.DataFrame, ties: pd.DataFrame, sites: Sequence[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the rows of the sites, sorted so that the order of a file never matters."""
    people = actors.astype({"site": "str", "actor": "str"})
    relations = ties.astype(dict.fromkeys(("site", "source", "target", "layer"), "str"))
    relations["strength_given"] = text(ties, "strength").to_numpy(object)
    relations["strength"] = numbers(ties, "strength")
    relations["reported_by"] = text(ties, "reported_by").to_numpy(object)
    relations["round"] = np.nan_to_num(numbers(ties, "round"), nan=1.0).astype(np.int64)
    if sites is not None:
        known = list(people["site"].unique())
        for site in sites:
            if site not in known:
                raise UnknownName(kind="site with actors", name=site, known=known)
        people, relations = (frame[frame["site"].isin(sites)] for frame in (people, relations))
    lead = people["lead"] if "lead" in people else pd.Series(pd.NA, index=people.index)
    people = people.assign(lead=lead.astype("boolean").fillna(value=False).astype(bool))
    people = people.sort_values(["site", "actor"], kind="stable").reset_index(drop=True)
    return people, relations.reset_index(drop=True)


def _problems(people: pd.DataFrame, relations: pd.DataFrame) -> list[Problem]:
    """Find everything that makes a row unusable."""
    found: list[Problem] = []
    twice = people[people.duplicated(["site", "actor"])]
    for row in twice.to_dict("records"):
        advice = "Keep one row for each actor of a site."
        found.append(_problem("actors", row, "actor", row["actor"], "an actor once a site", advice))
    declared = pd.MultiIndex.from_frame(people[["site", "actor"]])
    for column in ("source", "target"):
        ends = pd.MultiIndex.from_frame(relations[["site", column]])
        for row in relations[~ends.isin(declared)].to_dict("records"):
            advice = f"Add it to actors or correct the tie ({_tie(row)})."
            found.append(_problem("ties", row, column, row[column], "an actor of the site", advice))
    for row in relations[relations["source"] == relations["target"]].to_dict("records"):
        advice = "Leave the row out: nobody has a tie with itself."
        found.append(_problem("ties", row, "target", row["target"], "another actor", advice))
    strength = relations["strength"]
    given = relations["strength_given"].notna()
    for row in relations[given & ~((strength > 0) & (strength <= 1))].to_dict("records"):
        advice = f"Correct it, or leave it blank where it is not known ({_tie(row)})."
        wanted = "a number above 0, up to 1"
        found.append(_problem("ties", row, "strength", row["strength_given"], wanted, advice))
    for row in relations[relations["layer"].isna()].to_dict("records"):
        advice = f"Say what sort of relation it is ({_tie(row)})."
        found.append(_problem("ties", row, "layer", "", "the sort of relation", advice))
    return found


def _headline(problems: Sequence[Problem]) -> str:
    """Say how many rows of which table are wrong."""
    number = {file: sum(p.file == file for p in problems) for file in ("actors", "ties")}
    said = [f"{n} problem{'' if n == 1 else 's'} in {file}" for file, n in number.items() if n]
    return f"The networks cannot be built: {' and '.join(said)}"


def _tie(row: Mapping[Any, Any]) -> str:
    return f"{row['source']} to {row['target']}, {row['layer']}"


def _problem(
    file: str, row: Mapping[Any, Any], column: str, found: object, expected: str, advice: str
) -> Problem:
    stands = "" if pd.isna(found) else str(found)  # type: ignore[call-overload]
    return Problem(
        file=file,
        column=column,
        found=stands,
        expected=expected,
        advice=advice,
        site=str(row["site"]),
    )


def _merged(relations: pd.DataFrame, mutual: frozenset[str]) -> pd.DataFrame:
    """Give one row per tie: reports of both ends, and both directions of a mutual tie, are one."""
    frame = relations.copy()
    frame["mutual"] = frame["layer"].isin(mutual).to_numpy(dtype=bool)
    turned = frame["mutual"] & (frame["source"] > frame["target"])
    source, target = frame["source"].copy(), frame["target"].copy()
    frame["source"], frame["target"] = source.mask(turned, target), target.mask(turned, source)
    groups = frame.groupby(_PLACE, sort=True)
    table = groups.agg(
        strength=("strength", "mean"), reports=("layer", "size"), mutual=("mutual", "first")
    ).reset_index()
    named = frame[frame["reported_by"].notna()].groupby(_PLACE)["reported_by"]
    reporters = named.agg(lambda names: ";".join(sorted(set(names)))).reset_index()
    table = table.merge(
        reporters.rename(columns={"reported_by": "reporters"}), on=_PLACE, how="left"
    )
    table["reporters"] = table["reporters"].astype("str").fillna("")
    table["counted"] = _counted(table)
    table["reported_by"] = [
        _who(str(row.source), str(row.target), str(row.reporters)) for row in table.itertuples()
    ]
    table = table.astype(
        {"round": "Int64", "reports": "Int64", "mutual": bool, "reported_by": "str"}
    )
    order = [*_PLACE, "strength", "counted", "reports", "reporters", "reported_by", "mutual"]
    return table[order]


def _who(source: str, target: str, reporters: str) -> str:
    """Say which end of a tie reported it."""
    names = set(reporters.split(";")) - {""}
    if not names:
        return "unknown"
    if source in names:
        return "both" if target in names else "source"
    return "target" if target in names else "third"


def _counted(table: pd.DataFrame) -> FloatArray:
    """Give the strength that counts: the known one, else a median, narrowest group first.

    Without any known strength of the layer at the site in that round, the median of the layer over
    all sites and rounds counts; without that one too, 1.
    """
    known = table["strength"]
    here = table.groupby(["site", "round", "layer"])["strength"].transform("median")
    layer = table.groupby("layer")["strength"].transform("median")
    return known.fillna(here).fillna(layer).fillna(1.0).to_numpy(dtype=np.float64)


def _graphs(
    people: pd.DataFrame, table: pd.DataFrame, chosen: int | None
) -> dict[tuple[str, int], nx.MultiDiGraph]:
    """Make the graphs, sites in order, rounds in order."""
    rows = {
        (str(site), int(str(number))): part
        for (site, number), part in table.groupby(["site", "round"], sort=True)
    }
    rounds: dict[str, list[int]] = {}
    for site, number in rows:
        rounds.setdefault(site, []).append(number)
    graphs: dict[tuple[str, int], nx.MultiDiGraph] = {}
    for name, actors in people.groupby("site", sort=True):
        site, nodes = str(name), _nodes(actors)
        for number in rounds.get(site, [1 if chosen is None else chosen]):
            graph = nx.MultiDiGraph(site=site, round=number)
            graph.add_nodes_from((actor, dict(facts)) for actor, facts in nodes)
            _add_ties(graph, rows.get((site, number)))
            graphs[site, number] = graph
    return graphs


def _nodes(actors: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    """Give each actor with its facts, None where not known."""
    facts = actors.drop(columns=["site", "actor"]).astype(object)
    facts = facts.where(facts.notna(), None)
    rows = [{str(key): value for key, value in row.items()} for row in facts.to_dict("records")]
    return list(zip(actors["actor"].tolist(), rows, strict=True))


def _add_ties(graph: nx.MultiDiGraph, ties: pd.DataFrame | None) -> None:
    """Add the edges; a mutual tie in both directions, with the ends of the report exchanged."""
    if ties is None:
        return
    other = {"source": "target", "target": "source"}
    for row in ties.to_dict("records"):
        facts: dict[str, Any] = {
            "strength": None if np.isnan(row["strength"]) else float(row["strength"]),
            "counted": float(row["counted"]),
            "reporters": tuple(name for name in row["reporters"].split(";") if name),
            "reported_by": row["reported_by"],
            "mutual": bool(row["mutual"]),
        }
        graph.add_edge(row["source"], row["target"], row["layer"], **facts)
        if row["mutual"]:
            turned = other.get(row["reported_by"], row["reported_by"])
            graph.add_edge(
                row["target"], row["source"], row["layer"], **facts | {"reported_by": turned}
            )
