"""Measure partner networks: one row per actor, one row per site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import FloatArray, whole
from workbench.partners.analysis.cohesion import components, reached
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.shortest_paths import betweenness
from workbench.partners.analysis.tie_matrices import distances, lead_of, tie_matrices, tied

#: Share of answers below which betweenness is not given (ours, after section 4 of Smith and Moody).
LEAST_FOR_BETWEENNESS = 0.5

SOURCES = (
    "layers merged as 1 - product of (1 - weight x strength): ours",
    "betweenness on 1/strength: Brandes 2001, Opsahl et al. 2010",
    "lead organisation taken out before reach is read: after Sartas et al. 2018",
    "no betweenness below 50 % of answers: ours, after Smith and Moody 2013",
)


@dataclass(frozen=True, eq=False)
class NetworkMeasures(Result):
    """Measures of the latest network of each site.

    Attributes
    ----------
    table : DataFrame
        One row per site and actor, sorted by them: site, round (Int64), actor (str), lead (bool),
        responded (boolean, missing where not known);

        in_degree, out_degree, degree
            Int64: others with a tie to it, others it has a tie to, others with either.
        betweenness
            float, 0 to 1, on 1/strength; missing where too few answered.
        reach
            float, 0 to 1: share of the others without the lead reached in ``reach_steps`` steps;
            missing for the lead.
    summary : DataFrame
        One row per site: site, round, actors, respondents, response_known, components, isolates
        (Int64), response_rate (float: share of those of whom it is known; missing where it is not
        known of anybody), lead (str, joined by ;).
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    method: Method


def measure_network(
    networks: Networks,
    *,
    layers: Mapping[str, float] | None = None,
    reach_steps: int = 2,
) -> NetworkMeasures:
    """Measure the latest network of every site.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`.
    layers : mapping of str to float, optional
        How much each layer counts when layers are merged, 0 to 1; one that is not named does not
        count. All count fully by default.
    reach_steps : int
        Most steps of a way that counts as reach, 1 or more.

    Returns
    -------
    NetworkMeasures
        Tables without rows where there are no actors.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": "huye", "actor": ["bank", "coop", "rab"]})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": ["rab"], "target": ["coop"], "layer": "knowledge"}
    ... )
    >>> table = measure_network(build_networks(actors, ties)).table
    >>> table[["actor", "in_degree", "out_degree", "reach"]].round(2).to_numpy().tolist()
    [['bank', 0, 0, 0.0], ['coop', 1, 0, 0.0], ['rab', 0, 1, 0.5]]
    """
    found = [_measured(networks.graph(site), layers, reach_steps) for site in networks.sites]
    parameters = {
        "layers": "all" if layers is None else dict(layers),
        "reach_steps": reach_steps,
        "least_response_for_betweenness": LEAST_FOR_BETWEENNESS,
    }
    summary = pd.DataFrame([row for _, row in found])
    return NetworkMeasures(
        table=pd.concat([table for table, _ in found], ignore_index=True) if found else summary,
        summary=summary.astype({name: "Int64" for name in _COUNTS if name in summary}),
        method=Method("measures of partner networks", parameters, SOURCES),
    )


_COUNTS = (
    "round", "actors", "respondents", "response_known", "components", "isolates",
)  # fmt: skip


def _measured(
    graph: nx.MultiDiGraph, layers: Mapping[str, float] | None, reach_steps: int
) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the rows of the actors of one network, and its own row."""
    # A layer with weight 0 counts nowhere.
    chosen = None if layers is None else {name for name, weight in layers.items() if weight > 0}
    matrices = tie_matrices(graph, layers=chosen)
    strength = matrices.merged(layers)
    tie = tied(strength)
    either = tie | tie.T
    leads = lead_of(graph)
    lead = np.isin(matrices.actors, leads)
    others = np.ix_(~lead, ~lead)
    answers = [graph.nodes[name].get("responded") for name in matrices.actors]
    responded = pd.Series(answers, dtype="boolean")
    yes, known = int(responded.fillna(value=False).sum()), int(responded.notna().sum())
    rate = yes / known if known else np.nan
    between = np.full(len(tie), np.nan)
    if not rate < LEAST_FOR_BETWEENNESS:
        between = betweenness(distances(np.where(tie, strength, 0.0)))
    reach = np.full(len(tie), np.nan)
    far = reached(tie[others], reach_steps).sum(axis=1)
    reach[~lead] = far / max(1, (~lead).sum() - 1)
    place = {"site": graph.graph["site"], "round": graph.graph["round"]}
    columns = place | {
        "actor": pd.Series(matrices.actors, dtype="str"),
        "lead": lead,
        "responded": responded,
        "in_degree": _counted(tie.sum(axis=0)),
        "out_degree": _counted(tie.sum(axis=1)),
        "degree": _counted(either.sum(axis=1)),
        "betweenness": between,
        "reach": reach,
    }
    row = place | {
        "actors": len(tie),
        "respondents": yes,
        "response_known": known,
        "response_rate": rate,
        "components": int(components(tie).max(initial=-1)) + 1,
        "isolates": int((~either.any(axis=1)).sum()),
        "lead": ";".join(leads),
    }
    table = pd.DataFrame(columns)
    return table.astype({"site": "str", "round": "Int64"}), row


def _counted(values: FloatArray) -> pd.Series:
    return whole(values.astype(np.float64))
