"""Measure partner networks: one row per actor, one row per site, ties between groups and layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import BoolArray, FloatArray, IntArray, whole
from workbench.errors import InvalidInput
from workbench.partners.analysis.brokerage import ROLES, Brokerage, brokerage
from workbench.partners.analysis.centrality import centralities
from workbench.partners.analysis.cohesion import (
    centralisation,
    components,
    density,
    distance_fragmentation,
    fragmentation,
    reached,
    reciprocity,
    steps,
)
from workbench.partners.analysis.communities import communities
from workbench.partners.analysis.core_periphery import core_numbers, core_periphery
from workbench.partners.analysis.mixing import (
    actor_external_internal,
    external_internal,
    mixing_table,
    overlap,
)
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.structural_holes import constraint, constraint_ego, effective_size
from workbench.partners.analysis.tie_matrices import (
    TieMatrices,
    distances,
    groups_of,
    lead_of,
    tie_matrices,
    tied,
)

#: Share of answers below which betweenness is not given (ours, after section 4 of Smith and Moody).
LEAST_FOR_BETWEENNESS = 0.5
#: Attributes by which mixing is measured.
GROUPINGS = ("type", "level")

SOURCES = (
    "layers merged as 1 - product of (1 - weight x strength): ours",
    "harmonic closeness, outgoing: Marchiori and Latora 2000; on steps, and on 1/strength",
    "betweenness on 1/strength: Brandes 2001, Opsahl et al. 2010",
    "constraint, effective size: Burt 1992; roles: Gould and Fernandez 1989",
    "fragmentation F, DF: Borgatti 2006; centralisation: Freeman 1979",
    "core-periphery: Borgatti and Everett 1999; communities: Louvain, Blondel et al. 2008",
    "E-I index: Krackhardt and Stern 1988; QAP: Krackhardt 1987",
    "lead organisation taken out before reach is read: after Sartas et al. 2018",
    "no betweenness below 50 % of answers: ours, after Smith and Moody 2013",
)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkMeasures:
    """Measures of all networks.

    Attributes
    ----------
    table : DataFrame
        One row per site, round and actor, sorted by them: site, round (Int64), actor, name, type,
        level (str), lead (bool), responded (boolean, missing where not known);

        in_degree, out_degree, degree, named_by
            Int64: others with a tie to it, others it has a tie to, others with either, distinct
            others that reported a tie with it. ``in_degree_<layer>``: per layer.
        harmonic_out, harmonic_in, harmonic_out_strength, harmonic_out_no_lead
            float, 0 to 1: mean of 1/distance to (from) all others in steps; with distance
            1/strength; in steps without the lead organisation (missing for the lead itself).
        betweenness
            float, 0 to 1, on 1/strength; missing where too few answered.
        constraint_whole, constraint_ego, effective_size
            float: missing for an isolated actor.
        coordinator, itinerant, representative, gatekeeper, liaison, brokerage
            Int64: ways a -> actor -> b without a tie a -> b, by role of types, and together; each
            with ``expected_`` and ``z_`` (float). Missing where the type is not known.
        e_i_type, e_i_level
            float, -1 to 1: missing without ties to actors of known group.
        core (bool), k_core (Int64), community (Int64, 0 the largest, missing for isolated actors)
        reach
            float, 0 to 1: share of the actors without the lead reached in ``reach_steps`` steps,
            the actor itself included; missing for the lead.
    summary : DataFrame
        One row per site and round: site, round, actors, respondents, ties, components, isolates
        (Int64), response_rate (share of those of whom it is known; missing where it is not known of
        anybody), response_known (Int64), confirmed (share of the ties between two respondents that
        both reported), both_silent (share of pairs of actors of which neither answered), density,
        reciprocity, fragmentation, distance_fragmentation, centralisation_degree, _in_degree,
        _betweenness, _closeness (each also ``_no_lead``), e_i_type, e_i_type_chance, e_i_type_p and
        the same for level, core_fit, core_size (Int64), communities (Int64), modularity, stability,
        brokerage_z, largest_type (str) and its share of the sum of reach, lead (str, joined by ;),
        note (str: what could not be computed and why; "" where nothing).
    overlap : DataFrame
        site, round and the columns of :func:`~workbench.partners.analysis.mixing.overlap`.
    mixing : DataFrame
        site, round, by ("type" or "level") and the columns of
        :func:`~workbench.partners.analysis.mixing.mixing_table`.
    types : DataFrame
        site, round, type, actors (Int64), share_of_actors, share_of_ties (ends of ties in both
        directions), share_of_reach (of the sum of reach, without the lead).
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    overlap: pd.DataFrame
    mixing: pd.DataFrame
    types: pd.DataFrame
    method: Method

    def _repr_html_(self) -> str:
        """Show the table of sites, its text escaped."""
        return self.summary.to_html(index=False, escape=True)


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the caller chose."""

    layers: Mapping[str, float] | None
    reach_steps: int
    draws: int
    seed: int


@dataclass(slots=True)
class _Site:
    """One network with what several measures need."""

    graph: nx.MultiDiGraph
    matrices: TieMatrices
    strength: FloatArray
    tie: BoolArray
    lead: BoolArray
    responded: pd.Series
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> dict[str, object]:
        return {"site": self.graph.graph["site"], "round": self.graph.graph["round"]}


def measure_network(
    networks: Networks,
    *,
    layers: Mapping[str, float] | None = None,
    reach_steps: int = 2,
    latest: bool = False,
    draws: int = 499,
    seed: int = 1,
) -> NetworkMeasures:
    """Measure every network.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`.
    layers : mapping of str to float, optional
        How much each layer counts when layers are merged, 0 to 1; one that is not named does not
        count. All count fully by default.
    reach_steps : int
        Most steps of a way that counts as reach.
    latest : bool
        Whether only the latest round of each site is measured.
    draws, seed : int
        Random deals for the tests by permutation, and the seed of everything random.

    Returns
    -------
    NetworkMeasures
        Tables without rows where there are no actors.

    Raises
    ------
    InvalidInput
        A weight outside 0 to 1, fewer than one step.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": "huye", "actor": ["bank", "coop", "rab"]})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": ["rab"], "target": ["coop"], "layer": "knowledge"}
    ... )
    >>> table = measure_network(build_networks(actors, ties)).table
    >>> table[["actor", "in_degree", "out_degree", "harmonic_out"]].to_numpy().tolist()
    [['bank', 0, 0, 0.0], ['coop', 1, 0, 0.0], ['rab', 0, 1, 0.5]]
    """
    if reach_steps < 1:
        message = f"reach needs at least one step, not {reach_steps}"
        raise InvalidInput(message)
    choices = _Choices(layers, reach_steps, draws, seed)
    last = {site: max(networks.rounds(site)) for site in networks.sites}
    parts: dict[str, list[pd.DataFrame]] = {n: [] for n in ("table", "overlap", "mixing", "types")}
    rows: list[dict[str, object]] = []
    for (name, number), graph in networks.graphs.items():
        if latest and number != last[name]:
            continue
        one = _read(graph, layers)
        found, row = _measure(one, choices)
        rows.append(row)
        for kind, frame in found.items():
            parts[kind].append(_keyed(one, frame))
    parameters = {
        "layers": "all" if layers is None else dict(layers),
        "reach_steps": reach_steps,
        "draws": draws,
        "seed": seed,
        "least_response_for_betweenness": LEAST_FOR_BETWEENNESS,
    }
    method = Method("measures of partner networks", parameters, SOURCES)
    frames = {kind: _stacked(frames) for kind, frames in parts.items()}
    return NetworkMeasures(**frames, summary=_typed(pd.DataFrame(rows)), method=method)


def _keyed(one: _Site, frame: pd.DataFrame) -> pd.DataFrame:
    """Put site and round in front."""
    result = frame.copy()
    result.insert(0, "site", pd.Series([one.key["site"]] * len(frame), dtype="str"))
    result.insert(1, "round", pd.Series([one.key["round"]] * len(frame), dtype="Int64"))
    return result


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the sites below each other; layers that a site does not have have no ties there."""
    if not frames:
        return pd.DataFrame()
    table = pd.concat(frames, ignore_index=True)
    layers = [c for c in table.columns if c.startswith("in_degree_")]
    table[layers] = table[layers].fillna(0).astype("Int64")
    return table


def _typed(summary: pd.DataFrame) -> pd.DataFrame:
    """Give the summary its types."""
    counts = ("round", "actors", "respondents", "response_known", "ties", "components", "isolates")
    more = ("core_size", "communities")
    kinds = {name: "Int64" for name in (*counts, *more) if name in summary}
    kinds |= {name: "str" for name in ("site", "lead", "note", "largest_type") if name in summary}
    return summary.astype(kinds)


def _read(graph: nx.MultiDiGraph, layers: Mapping[str, float] | None) -> _Site:
    """Take the matrices of a network; a layer with weight 0 counts nowhere."""
    chosen = None if layers is None else {name for name, weight in layers.items() if weight > 0}
    matrices = tie_matrices(graph, layers=chosen)
    strength = matrices.merged(layers)
    leads = set(lead_of(graph))
    answers = [graph.nodes[name].get("responded") for name in matrices.actors]
    return _Site(
        graph,
        matrices,
        strength,
        tied(strength),
        np.array([name in leads for name in matrices.actors], dtype=bool),
        pd.Series(answers, dtype="boolean"),
    )


def _measure(one: _Site, choices: _Choices) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    """Measure one network."""
    row = one.key | _size(one)
    table = _people(one)
    _degrees(one, table)
    between = _closeness(one, table, row)
    _holes(one, table)
    _roles(one, table, row)
    _groups(one, table, row, choices)
    _camps(one, table, row, choices)
    types = _reach(one, table, row, choices)
    _hold(one, row, between)
    if not one.tie.any():
        one.notes.append("there are no ties")
    row["note"] = "; ".join(one.notes)
    labels = {by: groups_of(one.graph, by, one.matrices.actors) for by in GROUPINGS}
    mixing = [mixing_table(one.tie, group).assign(by=by) for by, group in labels.items()]
    layers = one.matrices.layers
    shared = overlap(one.matrices.strength, layers, draws=choices.draws, seed=choices.seed)
    found = {"table": table, "overlap": shared, "mixing": pd.concat(mixing), "types": types}
    return {kind: frame.reset_index(drop=True) for kind, frame in found.items()}, row


def _people(one: _Site) -> pd.DataFrame:
    """Give the actors with who they are."""
    actors = one.matrices.actors
    table = pd.DataFrame({"actor": pd.Series(actors, dtype="str")})
    for name in ("name", "type", "level"):
        table[name] = groups_of(one.graph, name, actors).to_numpy(object)
        table[name] = table[name].astype("str")
    table["lead"] = one.lead
    table["responded"] = one.responded
    return table


def _size(one: _Site) -> dict[str, object]:
    """Count actors, answers and ties."""
    known = one.responded.notna()
    yes = one.responded.fillna(value=False).to_numpy(dtype=bool)
    number, silent = len(one.tie), int((known.to_numpy() & ~yes).sum())
    answered = {
        frozenset((a, b, layer)): facts["reported_by"] == "both"
        for a, b, layer, facts in one.graph.edges(keys=True, data=True)
        if layer in one.matrices.layers
        and one.graph.nodes[a].get("responded")
        and one.graph.nodes[b].get("responded")
    }
    pairs = number * (number - 1) / 2
    label = components(one.tie)
    return {
        "actors": number,
        "respondents": int(yes.sum()),
        "response_known": int(known.sum()),
        "response_rate": float(yes.sum() / known.sum()) if known.any() else float("nan"),
        "confirmed": float(np.mean(list(answered.values()))) if answered else float("nan"),
        "both_silent": silent * (silent - 1) / 2 / pairs if pairs and known.any() else float("nan"),
        "ties": int(one.tie.sum()),
        "density": density(one.tie),
        "reciprocity": reciprocity(one.tie),
        "components": int(label.max(initial=-1)) + 1,
        "isolates": int((~(one.tie | one.tie.T).any(axis=1)).sum()),
        "fragmentation": fragmentation(one.tie),
        "distance_fragmentation": distance_fragmentation(steps(one.tie | one.tie.T)),
        "lead": ";".join(lead_of(one.graph)),
    }


def _degrees(one: _Site, table: pd.DataFrame) -> None:
    """Count others: tied to it, from it, either, and by whom it was named."""
    tie = one.tie
    table["in_degree"] = whole(tie.sum(axis=0).astype(float))
    table["out_degree"] = whole(tie.sum(axis=1).astype(float))
    table["degree"] = whole((tie | tie.T).sum(axis=1).astype(float))
    names: dict[str, set[str]] = {actor: set() for actor in one.matrices.actors}
    for a, b, layer, reporters in one.graph.edges(keys=True, data="reporters"):
        if layer in one.matrices.layers:
            names[a].update(reporters)
            names[b].update(reporters)
    named = [len(names[actor] - {actor}) for actor in one.matrices.actors]
    table["named_by"] = whole(np.array(named, dtype=float))
    for layer in one.matrices.layers:
        found = tied(one.matrices.layer(layer)).sum(axis=0)
        table[f"in_degree_{layer}"] = whole(found.astype(float))


def _closeness(one: _Site, table: pd.DataFrame, row: dict[str, object]) -> FloatArray:
    """Add harmonic closeness and betweenness; give the betweenness of everybody."""
    in_steps = centralities(steps(one.tie), between=False)
    by_strength = centralities(distances(np.where(one.tie, one.strength, 0.0)))
    table["harmonic_out"] = in_steps.harmonic_out
    table["harmonic_in"] = in_steps.harmonic_in
    table["harmonic_out_strength"] = by_strength.harmonic_out
    others = ~one.lead
    near = np.full(len(one.tie), np.nan)
    rest = centralities(steps(one.tie[np.ix_(others, others)]), between=False)
    near[others] = rest.harmonic_out
    table["harmonic_out_no_lead"] = near
    between = by_strength.betweenness
    rate = row["response_rate"]
    if isinstance(rate, float) and rate < LEAST_FOR_BETWEENNESS:
        one.notes.append(f"no betweenness: {rate:.0%} of the actors answered, below 50%")
        between = np.full(len(one.tie), np.nan)
    table["betweenness"] = between
    return between


def _holes(one: _Site, table: pd.DataFrame) -> None:
    """Add Burt's measures; strengths count, both directions added."""
    table["constraint_whole"] = constraint(one.strength)
    table["constraint_ego"] = constraint_ego(one.strength)
    table["effective_size"] = effective_size(one.strength)


def _labels(one: _Site, by: str) -> IntArray:
    """Give each actor the number of its group, -1 where not known."""
    group = groups_of(one.graph, by, one.matrices.actors)
    label, _ = pd.factorize(group.to_numpy(object), sort=True)
    return np.asarray(label, dtype=np.int64)


def _roles(one: _Site, table: pd.DataFrame, row: dict[str, object]) -> None:
    """Add the roles between types."""
    found: Brokerage = brokerage(one.tie, _labels(one, "type"))
    for k, role in enumerate((*ROLES, "brokerage")):
        table[role] = whole(np.where(found.known, found.count[:, k], np.nan))
        table[f"expected_{role}"] = found.expected[:, k] + 0.0  # never -0
        table[f"z_{role}"] = found.z[:, k]
    row["brokerage_z"] = found.network_z


def _groups(one: _Site, table: pd.DataFrame, row: dict[str, object], choices: _Choices) -> None:
    """Add the E-I index by type and level."""
    for by in GROUPINGS:
        label = _labels(one, by)
        table[f"e_i_{by}"] = actor_external_internal(one.tie, label)
        found = external_internal(one.tie, label, draws=choices.draws, seed=choices.seed)
        row |= {f"e_i_{by}": found.value, f"e_i_{by}_chance": found.chance, f"e_i_{by}_p": found.p}


def _camps(one: _Site, table: pd.DataFrame, row: dict[str, object], choices: _Choices) -> None:
    """Add core, k-core and communities."""
    core = core_periphery(one.tie, seed=choices.seed)
    table["core"] = core.core
    table["k_core"] = whole(core_numbers(one.tie).astype(float))
    camps = communities(one.strength, seed=choices.seed)
    table["community"] = whole(np.where(camps.label < 0, np.nan, camps.label))
    row |= {
        "core_fit": core.fit,
        "core_size": int(core.core.sum()),
        "communities": int(camps.label.max(initial=-1)) + 1,
        "modularity": camps.modularity,
        "stability": camps.stability,
    }


def _reach(
    one: _Site, table: pd.DataFrame, row: dict[str, object], choices: _Choices
) -> pd.DataFrame:
    """Add reach without the lead organisation, and what each type holds of actors, ties, reach."""
    others = ~one.lead
    reach = np.full(len(one.tie), np.nan)
    if others.any():
        rest = one.tie[np.ix_(others, others)]
        reach[others] = reached(rest, choices.reach_steps).sum(axis=1) / others.sum()
    table["reach"] = reach
    ends = one.tie.sum(axis=0) + one.tie.sum(axis=1)
    kind = table["type"].fillna("not known")
    frame = pd.DataFrame({"type": kind, "actors": 1.0, "ties": ends, "reach": np.nan_to_num(reach)})
    types = frame.groupby("type", sort=True).sum().reset_index()
    types["type"] = types["type"].astype("str")
    for name in ("actors", "ties", "reach"):
        total = float(types[name].sum())
        types[f"share_of_{name}"] = types[name] / total if total else np.nan
    row["largest_type"], row["largest_type_share_of_reach"] = None, float("nan")
    if others.any() and one.tie.any():
        first = types.sort_values(["share_of_reach", "type"], ascending=[False, True]).iloc[0]
        row["largest_type"] = str(first["type"])
        row["largest_type_share_of_reach"] = float(first["share_of_reach"])
    types["actors"] = whole(types["actors"].to_numpy())
    return types[["type", "actors", "share_of_actors", "share_of_ties", "share_of_reach"]]


def _hold(one: _Site, row: dict[str, object], between: FloatArray) -> None:
    """Add centralisation with and without the lead organisation."""
    names = ("degree", "in_degree", "betweenness", "closeness")
    held = centralisation(one.tie, between)
    row |= {f"centralisation_{name}": getattr(held, name) for name in names}
    others = ~one.lead
    tie = one.tie[np.ix_(others, others)]
    rest = centralities(distances(np.where(tie, one.strength[np.ix_(others, others)], 0.0)))
    missing = bool(np.isnan(between).any())
    freed = centralisation(tie, np.where(missing, np.nan, rest.betweenness))
    row |= {f"centralisation_{name}_no_lead": getattr(freed, name) for name in names}
