"""The use level that the ties can support, held against the level that is claimed.

Both scales of use say *who* uses an innovation by how far they stand from its developers: lead,
partners, organisations with a tie to a partner, organisations without one. A network shows who
stands where, so it sets a ceiling: a claim of use by unconnected organisations needs one that is
known to have the component in hand and has no tie to any partner.

The tables do not record use by actor. What they record is who can do something for a component
(table capacities); an actor with a capacity above 0 is taken as one that may use it (ours). Ties of
implementation name no component and are not taken as use. Where no capacity for a component is
recorded at a site, it cannot be checked, and nothing is said about the claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import numbers, require, whole
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.tie_matrices import lead_of

if TYPE_CHECKING:
    from workbench.frameworks import Framework
    from workbench.frameworks.models import Scale

SOURCES = (
    "levels by distance from the development partners: IPSR and Sartas et al. 2020",
    "the ceiling, who counts as partner and who may use a component: ours",
)

SUPPORTED, ABOVE, UNCHECKED = "supported", "above the ties", "cannot be checked"

#: Places of the rings in the question of the scale, nearest first.
_NOBODY, _LEAD, _PARTNER, _CONNECTED, _UNCONNECTED, _PEOPLE = range(6)


@dataclass(frozen=True, eq=False)
class UseCeiling(Result):
    """Claims of use held against the ties.

    Attributes
    ----------
    table : DataFrame
        One row per claim, in the order of the claims:

        site, component
            str
        claimed
            Int64, missing where nothing is claimed.
        ceiling
            Int64: highest level that the ties can support; missing where it cannot be checked.
        warning
            boolean: whether the claim lies above; missing where it cannot be checked.
        status
            str: "supported", "above the ties" or "cannot be checked".
        reason
            str: one sentence.
        certain
            boolean: False where the farthest stand there only because neither they nor the partners
            are known to have answered; missing where it cannot be checked.
        needed
            str: what would support the claim; "" where nothing is needed.
        path
            str: fewest ties from the lead organisation to the nearest actor that could, joined by
            " > "; "" where there is none or none is needed.
    method : Method
        Rules and their sources.
    """

    table: pd.DataFrame
    method: Method


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """Who stands where at a site.

    Attributes
    ----------
    ring : dict of str to int
        Ring of each actor.
    steps : dict of str to int
        Ties from the nearest partner; absent where there is no way.
    """

    graph: nx.MultiDiGraph
    plain: nx.Graph
    lead: tuple[str, ...]
    ring: dict[str, int]
    steps: dict[str, int]

    def members(self, ring: int) -> list[str]:
        """Return the actors of a ring."""
        return [name for name in sorted(self.ring) if self.ring[name] == ring]

    def answered(self, name: str) -> bool:
        return bool(self.graph.nodes[name].get("responded"))


def use_ceiling(
    networks: Networks,
    claims: pd.DataFrame,
    capacities: pd.DataFrame,
    framework: Framework,
) -> UseCeiling:
    """Hold claimed levels of use against the latest network of each site.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`.
    claims : DataFrame
        site, component, use_claimed, as ``Diagnosis.table`` has them.
    capacities : DataFrame
        The table capacities: site, actor, component, capacity.
    framework : Framework
        Its scale of use says which level belongs to which ring of users. Partners are actors with a
        mutual tie (collaboration, implementation) to the lead organisation, and where it has none,
        actors with any tie to it (ours).

    Raises
    ------
    UnknownName
        A column that is needed is not there.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> from workbench.frameworks import load
    >>> actors = pd.DataFrame({"site": "huye", "actor": ["coop", "rab"], "lead": [False, True]})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": ["rab"], "target": ["coop"], "layer": "collaboration"}
    ... )
    >>> claims = pd.DataFrame({"site": "huye", "component": ["seed"], "use_claimed": [6]})
    >>> able = pd.DataFrame({"site": "huye", "actor": ["coop"], "component": "seed", "capacity": 1})
    >>> found = use_ceiling(build_networks(actors, ties), claims, able, load("ipsr")).table
    >>> found[["claimed", "ceiling", "status"]].to_numpy().tolist()
    [[6, 3, 'above the ties']]
    """
    require(claims, ("site", "component", "use_claimed"), "claims")
    require(capacities, ("site", "actor", "component", "capacity"), "capacities")
    claimed = numbers(claims, "use_claimed")
    rings = ring_levels(framework.use)
    sites = [site for site in dict.fromkeys(claims["site"].astype("str")) if site in networks.sites]
    standing = {site: _standing(networks.graph(site)) for site in sites}
    able = capacities[numbers(capacities, "capacity") > 0]
    users = {
        (str(site), str(component)): sorted(set(part["actor"].astype("str")))
        for (site, component), part in able.groupby(["site", "component"])
    }
    rows = [
        _row(str(site), str(component), level, standing, users, rings)
        for site, component, level in zip(claims["site"], claims["component"], claimed, strict=True)
    ]
    parameters = {
        "partners": "actors tied to the lead organisation",
        "users": "actors with a capacity above 0 for the component",
    }
    return UseCeiling(_table(rows), Method("ceiling of use by ties", parameters, SOURCES))


def ring_levels(scale: Scale) -> list[tuple[int, int]]:
    """Return lowest and highest level of each ring of users, nearest ring first.

    The rings are the answers of the question with six answers, in its order: nobody, lead,
    partners, connected, unconnected, people. A scale without such a question has no rings.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> ring_levels(load("ipsr").use)
    [(0, 0), (1, 1), (2, 3), (4, 5), (6, 7), (8, 9)]
    """
    asked = [question for question in scale.questions if len(question.answers) == _PEOPLE + 1]
    if not asked:
        return []
    question = asked[0]
    found = []
    for answer in question.answers:
        levels = [d.level for d in scale.decision if d.when.get(question.key) == answer.key]
        if not levels:
            return []
        found.append((min(levels), max(levels)))
    return found


def _standing(graph: nx.MultiDiGraph) -> _Standing:
    """Sort the actors of a site into rings; direction and layer do not count for a tie."""
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted(graph.edges()))
    lead = lead_of(graph)
    ties = [(a, mutual) for one in lead for _, a, mutual in graph.out_edges(one, data="mutual")]
    ties += [(a, mutual) for one in lead for a, _, mutual in graph.in_edges(one, data="mutual")]
    close = {name for name, mutual in ties if mutual} or {name for name, _ in ties}
    close -= set(lead)
    core = close | set(lead)
    steps = nx.multi_source_dijkstra_path_length(plain, core) if core else {}
    ring = {}
    for name in plain:
        if name in lead:
            ring[name] = _LEAD
        elif name in close:
            ring[name] = _PARTNER
        else:
            ring[name] = _CONNECTED if steps.get(name, 9) == 1 else _UNCONNECTED
    return _Standing(graph, plain, lead, ring, {k: int(v) for k, v in steps.items()})


def _row(
    site: str,
    component: str,
    level: float,
    standing: Mapping[str, _Standing],
    users: Mapping[tuple[str, str], list[str]],
    rings: list[tuple[int, int]],
) -> dict[str, object]:
    """Hold one claim against the ties."""
    able = users.get((site, component), [])
    row: dict[str, object] = {"site": site, "component": component, "claimed": level}
    row |= {"ceiling": np.nan, "warning": None, "status": UNCHECKED, "certain": None}
    row |= {"needed": "", "path": ""}
    here = standing.get(site)
    claimed_ring = _ring_of(level, rings)
    known = [name for name in able if here is not None and name in here.ring]
    why = _why_not(here, known, claimed_ring, level)
    if why or here is None or claimed_ring is None:
        return row | {"reason": why}
    highest = max(here.ring[name] for name in known)
    farthest = [name for name in known if here.ring[name] == highest]
    ceiling = rings[highest][1]
    above = claimed_ring > highest
    row |= {
        "ceiling": float(ceiling),
        "warning": above,
        "status": ABOVE if above else SUPPORTED,
        "certain": _certain(here, farthest, highest),
        "reason": _reason(highest, above=above),
    }
    if above:
        needed, path = _needed(here, claimed_ring, component)
        row |= {"needed": needed, "path": path}
    return row


def _ring_of(level: float, rings: list[tuple[int, int]]) -> int | None:
    """Find the ring that a level belongs to."""
    found = [k for k, (low, high) in enumerate(rings) if low <= level <= high]
    return found[0] if found else None


def _why_not(
    here: _Standing | None,
    known: list[str],
    claimed_ring: int | None,
    level: float,
) -> str:
    """Say why a claim cannot be checked; "" if it can."""
    no_lead = here is not None and not here.lead
    no_ties = here is not None and not here.plain.number_of_edges()
    reasons = (
        (np.isnan(level), "No level of use is claimed."),
        (claimed_ring is None, "The scale does not sort users by distance from the partners."),
        (claimed_ring == _NOBODY, "No use is claimed, which ties cannot contradict."),
        (claimed_ring == _PEOPLE, "The claim is about people, whom a network does not show."),
        (here is None, "The site has no actors."),
        (no_lead, "No lead organisation is named, so nobody's distance from it is known."),
        (no_ties, "The site has no ties."),
        (not known, "Of no actor is it recorded that it can do anything for this component."),
    )
    return next((text for applies, text in reasons if applies), "")


_WHO = {
    _LEAD: "the lead organisation alone",
    _PARTNER: "a partner of the lead organisation",
    _CONNECTED: "an organisation with a tie to a partner",
    _UNCONNECTED: "an organisation without a tie to any partner",
}


def _reason(highest: int, *, above: bool) -> str:
    """Say what the ceiling stands on."""
    start = "The farthest that may use it is "
    end = ", which does not reach as far as the claim." if above else "."
    return start + _WHO[highest] + end


def _certain(here: _Standing, farthest: list[str], highest: int) -> bool:
    """Tell whether a missing tie is known to be missing: one of its two ends has answered."""
    if highest != _UNCONNECTED:
        return True  # it stands on a tie that was told
    inner = [*here.lead, *here.members(_PARTNER)]
    partners_answered = all(here.answered(name) for name in inner)
    return partners_answered or any(here.answered(name) for name in farthest)


def _needed(here: _Standing, ring: int, component: str) -> tuple[str, str]:
    """Say what would support the claim, and the way to the nearest actor that could."""
    candidates = here.members(ring)
    if not candidates:
        return f"{component}: {_WHO[ring]} as a user; the network has none, so name one.", ""
    far = {name: here.steps.get(name, len(here.ring)) for name in candidates}
    nearest = min(candidates, key=lambda name: (far[name], name))
    shown = ", ".join(candidates[:5]) + (", …" if len(candidates) > 5 else "")
    needed = f"{component}: {_WHO[ring]} as a user, such as {shown}."
    ways = [
        nx.shortest_path(here.plain, one, nearest)
        for one in here.lead
        if nx.has_path(here.plain, one, nearest)
    ]
    shortest = min([(len(way), list(way)) for way in ways], default=(0, []))
    return needed, " > ".join(shortest[1])


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return the columns their order and types."""
    texts = ("site", "component", "status", "reason", "needed", "path")
    names = [
        "site", "component", "claimed", "ceiling", "warning", "status", "reason", "certain",
        "needed", "path",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    for name in ("claimed", "ceiling"):
        table[name] = whole(table[name].to_numpy(dtype=np.float64))
    kinds = dict.fromkeys(texts, "str") | {"warning": "boolean", "certain": "boolean"}
    return table.astype(kinds)
