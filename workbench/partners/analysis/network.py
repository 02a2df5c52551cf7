"""Who works with whom at a site: one network per site and round, ties merged, nothing dropped.

The model is a ``networkx.MultiDiGraph``: every declared actor is a node, those without a tie too;
the layer (collaboration, knowledge, influence …) is the key of an edge, so layers are never mixed
by accident. What is computed on it stands in :mod:`~workbench.partners.analysis.network_measures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import FloatArray, numbers, require, text
from workbench.errors import UnknownName
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

    def rounds(self, site: str) -> list[int]:
        """Return the rounds of a site, from first to last.

        Raises
        ------
        UnknownName
            The site has no actors.
        """
        found = sorted(number for name, number in self.graphs if name == site)
        if not found:
            raise UnknownName(kind="site with actors", name=site, known=self.sites)
        return found

    def graph(self, site: str) -> nx.MultiDiGraph:
        """Return the network of one site in its latest round.

        Raises
        ------
        UnknownName
            The site has no actors.
        """
        return self.graphs[site, self.rounds(site)[-1]]

    def _repr_html_(self) -> str:
        """Show the number of actors and ties of each network."""
        rows = [
            {"site": s, "round": r, "actors": len(g), "ties": g.number_of_edges()}
            for (s, r), g in self.graphs.items()
        ]
        return pd.DataFrame(rows).to_html(index=False, escape=True)


def build_networks(actors: pd.DataFrame, ties: pd.DataFrame) -> Networks:
    """Make one network per site and round.

    Parameters
    ----------
    actors : DataFrame
        The table actors: site, actor; where known name, type, level, lead, responded, trust,
        influence and any further column, which become attributes of the nodes.
    ties : DataFrame
        The table ties: site, source, target, layer; where known strength, reported_by, round (blank
        counts as 1). Layers that the lists shared by all frameworks call mutual hold both ways
        although one end alone named them.

    Returns
    -------
    Networks
        Graphs, merged ties, actors. Without any actor there is no graph, and no error.

    Raises
    ------
    UnknownName
        A column that is needed is not there.

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
    require(actors, ("site", "actor"), "actors")
    require(ties, ("site", "source", "target", "layer"), "ties")
    mutual = load(available()[0]).mutual_layers
    people, relations = _prepared(actors, ties)
    table = _merged(relations, frozenset(mutual))
    parameters = {"mutual": tuple(sorted(mutual)), "round": "every"}
    method = Method("partner networks, one per site and round", parameters, SOURCES)
    return Networks(MappingProxyType(_graphs(people, table)), table, people, method)


def _prepared(actors: pd.DataFrame, ties: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Type the columns, and sort the actors so that the order of a file never matters."""
    people = actors.astype({"site": "str", "actor": "str"})
    relations = ties.astype(dict.fromkeys(("site", "source", "target", "layer"), "str"))
    relations["strength"] = numbers(ties, "strength")
    relations["reported_by"] = text(ties, "reported_by").to_numpy(object)
    relations["round"] = np.nan_to_num(numbers(ties, "round"), nan=1.0).astype(np.int64)
    lead = people["lead"] if "lead" in people else pd.Series(pd.NA, index=people.index)
    people = people.assign(lead=lead.astype("boolean").fillna(value=False).astype(bool))
    people = people.sort_values(["site", "actor"], kind="stable").reset_index(drop=True)
    return people, relations.reset_index(drop=True)


def _merged(relations: pd.DataFrame, mutual: frozenset[str]) -> pd.DataFrame:
    """Make one row per tie: reports of both ends, and both directions of a mutual tie, are one."""
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
    """Return which end of a tie reported it."""
    names = set(reporters.split(";")) - {""}
    if not names:
        return "unknown"
    if source in names:
        return "both" if target in names else "source"
    return "target" if target in names else "third"


def _counted(table: pd.DataFrame) -> FloatArray:
    """Return the strength that counts: the known one, else a median, narrowest group first.

    Without any known strength of the layer at the site in that round, the median of the layer over
    all sites and rounds counts; without that one too, 1.
    """
    known = table["strength"]
    here = table.groupby(["site", "round", "layer"])["strength"].transform("median")
    layer = table.groupby("layer")["strength"].transform("median")
    return known.fillna(here).fillna(layer).fillna(1.0).to_numpy(dtype=np.float64)


def _graphs(people: pd.DataFrame, table: pd.DataFrame) -> dict[tuple[str, int], nx.MultiDiGraph]:
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
        for number in rounds.get(site, [1]):
            graph = nx.MultiDiGraph(site=site, round=number)
            graph.add_nodes_from((actor, dict(facts)) for actor, facts in nodes)
            _add_ties(graph, rows.get((site, number)))
            graphs[site, number] = graph
    return graphs


def _nodes(actors: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    """Return each actor with its facts, None where not known."""
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
