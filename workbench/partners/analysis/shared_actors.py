"""Actors over sites: who works where, and who stands between others at several sites.

An organisation is one wherever its short name is the same. Each site keeps a network of its own;
nothing is merged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import BoolArray, FloatArray
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.tie_matrices import lead_of

#: So many actors of a site are named brokers there (ours).
MOST_BROKERS = 3

SOURCES = (
    "an actor is one wherever its short name is the same: ours",
    "broker of a site: among the three actors with most pairs of contacts that have no tie to each "
    "other, the lead organisation left out (ours, after the structural holes of Burt 1992)",
)

_TABLE = {
    "actor": "str", "name": "str", "type": "str", "sites_n": "Int64", "broker_n": "Int64",
    "broker_sites": "str",
}  # fmt: skip
_PLACES = {"site": "str", "actor": "str", "name": "str", "lead": "bool", "broker": "bool"}
_PAIRS = {"site": "str", "other": "str", "shared": "Int64"}


@dataclass(frozen=True, eq=False)
class SharedActors(Result):
    """Actors over the sites.

    Attributes
    ----------
    table : DataFrame
        One row per actor, those at most sites first: actor, name, type (str), sites_n, broker_n
        (Int64, sites at which it is named, and is a broker), broker_sites (str, joined by ;).
    places : DataFrame
        One row per site and actor: site, actor, name (str), lead, broker (bool).
    pairs : DataFrame
        One row per pair of sites that share an actor: site, other (str), shared (Int64); most
        first.
    method : Method
        Rules and their sources.
    """

    _main = "places"

    table: pd.DataFrame
    places: pd.DataFrame
    pairs: pd.DataFrame
    method: Method


def shared_actors(networks: Networks) -> SharedActors:
    """List which actors work at which sites, and who mediates at several.

    Parameters
    ----------
    networks : Networks
        Of all sites; the latest round of each counts.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": list("aaabb"), "actor": ["x", "y", "z", "x", "w"]})
    >>> ties = pd.DataFrame(
    ...     {"site": "a", "source": ["x", "x"], "target": ["y", "z"], "layer": "funding"}
    ... )
    >>> found = shared_actors(build_networks(actors, ties)).table
    >>> found[["actor", "sites_n", "broker_n"]].head(1).to_numpy().tolist()
    [['x', 2, 1]]
    """
    rows: list[dict[str, object]] = []
    for site in networks.sites:
        graph = networks.graph(site)
        open_pairs, leads = _standing(graph)
        named = _brokers(open_pairs)
        for k, (actor, facts) in enumerate(graph.nodes(data=True)):
            name = facts.get("name")
            rows.append(
                {
                    "site": site,
                    "actor": actor,
                    "name": actor if pd.isna(name) else name,
                    "type": facts.get("type"),
                    "lead": bool(leads[k]),
                    "broker": bool(named[k]),
                    "tied": graph.degree(actor) > 0,
                }
            )
    places = pd.DataFrame(rows, columns=[*_PLACES, "type", "tied"])
    return SharedActors(
        table=_over_sites(places),
        places=places[list(_PLACES)].astype(_PLACES),
        pairs=_pairs(places),
        method=Method("actors over sites", {"brokers": MOST_BROKERS}, SOURCES),
    )


def _standing(graph: nx.MultiDiGraph) -> tuple[FloatArray, BoolArray]:
    """Count the pairs of contacts of each actor that have no tie to each other; tell who leads."""
    names = list(graph)
    index = {name: k for k, name in enumerate(names)}
    lead_names = set(lead_of(graph))
    leads = np.array([name in lead_names for name in names], dtype=bool)
    tie = np.zeros((len(names), len(names)))
    for a, b in graph.edges():
        if a not in lead_names and b not in lead_names:
            tie[index[a], index[b]] = tie[index[b], index[a]] = 1.0
    contacts = tie.sum(axis=1)
    closed = np.einsum("ij,ij->i", tie @ tie, tie) / 2  # pairs of contacts with a tie
    return contacts * (contacts - 1) / 2 - closed, leads


def _brokers(open_pairs: FloatArray) -> BoolArray:
    """Name the first few; where equal ones would be too many, none of them."""
    above = np.array([(open_pairs >= value).sum() for value in open_pairs], dtype=float)
    return np.asarray((open_pairs > 0) & (above <= MOST_BROKERS))


def _over_sites(places: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for actor, own in places.groupby("actor", sort=True):
        mediates = sorted(own.loc[own["broker"].astype(bool), "site"].astype(str))
        types = own["type"].dropna()
        rows.append(
            {
                "actor": actor,
                "name": own["name"].iloc[0],
                "type": types.iloc[0] if len(types) else None,
                "sites_n": len(own),
                "tied_n": int(own["tied"].sum()),
                "broker_n": len(mediates),
                "broker_sites": ";".join(mediates),
            }
        )
    table = pd.DataFrame(rows, columns=[*_TABLE, "tied_n"])
    order = ["sites_n", "broker_n", "tied_n", "actor"]
    table = table.sort_values(order, ascending=[False, False, False, True], kind="stable")
    return table.reset_index(drop=True)[list(_TABLE)].astype(_TABLE)


def _pairs(places: pd.DataFrame) -> pd.DataFrame:
    """Count what each pair of sites shares, actors at one site left aside."""
    counted: dict[tuple[str, str], int] = {}
    for _, own in places.groupby("actor"):
        if len(own) > 1:
            for pair in combinations(sorted(own["site"].astype(str)), 2):
                counted[pair] = counted.get(pair, 0) + 1
    rows = [(a, b, n) for (a, b), n in counted.items()]
    table = pd.DataFrame(rows, columns=list(_PAIRS))
    table = table.sort_values(["shared", "site", "other"], ascending=[False, True, True])
    return table.reset_index(drop=True).astype(_PAIRS)
