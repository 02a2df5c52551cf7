"""What each actor is for: it holds a capacity, mediates, reaches, is heard, links levels."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.table_access import numbers
from workbench.partners.analysis.brokerage import brokerage
from workbench.partners.analysis.modality import HOLDER
from workbench.partners.analysis.partner_inputs import SiteInputs
from workbench.partners.analysis.tie_matrices import groups_of, tied


def roles_of(inputs: SiteInputs, graph: nx.MultiDiGraph, *, brokers: bool) -> list[list[str]]:
    """List what each actor is for.

    Parameters
    ----------
    inputs : SiteInputs
        The site's choice.
    graph : networkx.MultiDiGraph
        Its network, with type and level of the actors.
    brokers : bool
        Whether enough answered to call anybody a broker.

    Returns
    -------
    list of list of str
        For each actor some of "capacity-holder" (holds 0.6 of a capacity or more), "broker"
        (representative, gatekeeper or liaison between types, z above 1.96), "reach-hub" (reaches
        most), "legitimacy" (in the top quarter by influence), "level-link" (ties to two levels or
        more).
    """
    n = len(inputs.problem.actors)
    roles: list[list[str]] = [[] for _ in range(n)]
    tie = tied(inputs.strength)
    influence = numbers(inputs.facts, "influence")
    known = influence[~np.isnan(influence)]
    top = float(np.quantile(known, 0.75)) if known.size else np.inf
    own = inputs.reach @ inputs.target_weight
    level = groups_of(graph, "level", inputs.problem.actors).fillna("").to_numpy(object)
    mediates = np.zeros(n, dtype=bool)
    if brokers and n:
        codes = pd.factorize(groups_of(graph, "type", inputs.problem.actors))[0]
        z = brokerage(tie, codes.astype(np.int64)).z[:, 2:5]
        # Representative, gatekeeper or liaison more often than chance gives.
        mediates = np.asarray((np.nan_to_num(z, nan=0.0) > 1.96).any(axis=1))
    for i in range(n):
        near = np.flatnonzero(tie[i] | tie[:, i])
        holds = [
            (bool((np.nan_to_num(inputs.capacity[i]) >= HOLDER).any()), "capacity-holder"),
            (bool(mediates[i]), "broker"),
            (bool(own[i] > 0 and own[i] >= own.max() - 1e-12), "reach-hub"),
            (bool(influence[i] > 0 and influence[i] >= top), "legitimacy"),
            (len(set(level[near]) - {""}) >= 2, "level-link"),
        ]
        roles[i] = [name for there, name in holds if there]
    return roles
