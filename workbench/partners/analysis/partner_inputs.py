"""From the tables of a site to its choice of partners: costs, trust, needs and reach as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray, numbers, text, yes
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.partner_model import PartnerProblem
from workbench.partners.analysis.reach import access_paths, reach_kernel
from workbench.partners.analysis.tie_matrices import lead_of, tie_matrices

#: Probability of being the bottleneck from which on a component asks for partners (ours).
LEAST_PROBABILITY = 0.05

#: Highest level of the scales of all frameworks.
TOP = 9.0

#: Partnerships of usual cost that may be paid where no budget is stated (ours).
USUAL_PARTNERSHIPS = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class SiteNeeds:
    """What the bottlenecks of a site need from partners.

    Attributes
    ----------
    components : tuple of str
        Components that count, most weight first.
    weight : array, shape (components,)
        ``b_c``: sums to 1 where there is any.
    need : array, shape (components,)
        Sum of capacities that covers it.
    adds : array of bool
        Whether capacities add up.
    asked : array of bool
        Whether the pooling is known.
    rho : float
        Share of capacity against reach: the readiness gap in the two gaps.
    """

    components: tuple[str, ...]
    weight: FloatArray
    need: FloatArray
    adds: BoolArray
    asked: BoolArray
    rho: float


@dataclass(frozen=True, slots=True, eq=False)
class SiteInputs:
    """One site's choice of partners, with what it was made from.

    Attributes
    ----------
    problem : PartnerProblem
        The choice as arrays; the first columns of ``cover`` are the targets.
    needs : SiteNeeds
        Needs and their weights.
    capacity : array, shape (actors, components)
        Capacity as given; NaN where not known.
    reach : array, shape (actors, targets)
        Reach of each target.
    target_weight : array, shape (targets,)
        Sums to 1 where there is any.
    targets : array of int
        Column of each target among the actors.
    strength : array, shape (actors, actors)
        Merged ties that reach is read from, without the lead organisation.
    trust : array, shape (actors,)
        Trust, filled in where not known.
    facts : DataFrame
        The actors' columns, in the order of the actors.
    cost_known : array of bool, shape (actors,)
        Whether the cost of one to one was given.
    ways : dict of str to tuple of str
        Way from a lead organisation to each actor.
    layers : mapping of str to float, or None
        How much each sort of tie counts in reach; None where all do.
    decided : mapping of str to tuple of str
        Components that an actor carries out by decision.
    """

    problem: PartnerProblem
    needs: SiteNeeds
    capacity: FloatArray
    reach: FloatArray
    target_weight: FloatArray
    targets: np.ndarray
    strength: FloatArray
    trust: FloatArray
    facts: pd.DataFrame
    cost_known: BoolArray
    ways: dict[str, tuple[str, ...]]
    layers: Mapping[str, float] | None
    decided: Mapping[str, tuple[str, ...]]

    @property
    def able(self) -> bool:
        """Whether anybody is recorded as able to do something of what is needed."""
        return bool((np.nan_to_num(self.capacity) > 0).any())


def gap_share(readiness: float, use: float) -> float:
    """Return rho, the share of the readiness gap in both gaps; 0.5 where there is none (ours).

    A readiness gap asks for capacity, a use gap for reach.

    Examples
    --------
    >>> gap_share(5, 9), gap_share(9, 5), gap_share(9, 9), gap_share(3, 6)
    (1.0, 0.0, 0.5, 0.6666666666666666)
    """
    short, unused = TOP - readiness, TOP - use
    return short / (short + unused) if short + unused > 0 else 0.5


def site_needs(diagnosed: pd.DataFrame, needs: pd.DataFrame) -> SiteNeeds:
    """Weigh the needs of a site: P(bottleneck) × the weight in the table needs (ours).

    Parameters
    ----------
    diagnosed : DataFrame
        Rows of the diagnosis of this site: component, readiness, use, p_bottleneck.
    needs : DataFrame
        Rows of the table needs of this site: component, need, pooling, weight. Blank need and
        weight count as 1; blank pooling is not known and counts as adding up.

    Returns
    -------
    SiteNeeds
        Components of which nobody knows whether they are the bottleneck count only where the table
        needs has them and no component is diagnosed.
    """
    frame = pd.DataFrame(
        {
            "component": text(diagnosed, "component").to_numpy(object),
            "p": numbers(diagnosed, "p_bottleneck"),
            "readiness": numbers(diagnosed, "readiness"),
            "use": numbers(diagnosed, "use"),
        }
    )
    stated = pd.DataFrame(
        {
            "component": text(needs, "component").to_numpy(object),
            "need": numbers(needs, "need"),
            "pooling": text(needs, "pooling").to_numpy(object),
            "weight": numbers(needs, "weight"),
        }
    )
    frame = frame[frame["p"] >= LEAST_PROBABILITY].merge(stated, on="component", how="left")
    if frame.empty:
        frame = stated.assign(p=1.0, readiness=np.nan, use=np.nan)
    frame["b"] = frame["p"] * frame["weight"].fillna(1.0)
    frame = frame[frame["b"] > 0].sort_values(["b", "component"], ascending=[False, True])
    total = float(frame["b"].sum())
    weight = frame["b"].to_numpy(dtype=np.float64) / (total or 1.0)
    rho = 0.0
    if len(frame):
        each = [
            0.5 if np.isnan(r) or np.isnan(u) else gap_share(r, u)
            for r, u in zip(frame["readiness"], frame["use"], strict=True)
        ]
        rho = float(weight @ np.array(each))
    return SiteNeeds(
        components=tuple(frame["component"]),
        weight=weight,
        need=frame["need"].fillna(1.0).to_numpy(dtype=np.float64),
        adds=(frame["pooling"] != "best").to_numpy(dtype=bool),
        asked=frame["pooling"].isin(["best", "add"]).to_numpy(dtype=bool),
        rho=rho,
    )


def site_inputs(
    graph: nx.MultiDiGraph,
    capacities: pd.DataFrame,
    targets: pd.DataFrame,
    needs: SiteNeeds,
    rules: PartnerRules,
    decided: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> SiteInputs:
    """Put one site's tables together.

    Whoever carries out what was decided is in, one to one, at no cost of its own: the option has it
    (ours).

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Network of the site; its lead organisation is taken out before reach is read.
    capacities, targets : DataFrame
        Rows of this site.
    needs : SiteNeeds
        What the bottlenecks need.
    rules : PartnerRules
        How partners are chosen.
    decided : mapping of str to tuple of str
        Components that an actor carries out by decision.
    """
    lead = lead_of(graph)
    matrices = tie_matrices(graph, without=lead)
    actors = matrices.actors
    layers: Mapping[str, float] | None = rules.layers
    if layers is None and "collaboration" in matrices.layers:
        layers = {"collaboration": 1.0}
    strength = matrices.merged(layers)
    facts = pd.DataFrame([graph.nodes[name] for name in actors], index=list(actors))
    trust = _trust(facts)
    full = tie_matrices(graph)
    ways = access_paths(full.merged(), full.actors, lead)
    capacity, engaged = _capacity(capacities, actors, needs.components)
    mandatory, excluded = (yes(facts, name) for name in ("mandatory", "excluded"))
    bilateral, platform, known = _costs(facts, engaged, actors, ways)
    kernel = reach_kernel(strength, trust=trust, most_ties=rules.reach_ties)
    columns, target_weight = _targets(targets, actors)
    reach = kernel[:, columns]
    usual = float(np.median(bilateral)) if len(actors) else 0.0
    none = np.zeros((len(actors), 0))
    bare = PartnerProblem(
        actors=actors,
        supply=none,
        supply_weight=np.zeros(0),
        cover=none,
        cover_weight=np.zeros(0),
        cover_effect=np.zeros(0),
        effect=rules.platform_effect,
        cost_bilateral=bilateral,
        cost_platform=platform,
        platform_cost=usual if rules.platform_cost is None else rules.platform_cost,
        budget=_assumed_budget(bilateral, usual, mandatory)
        if rules.budget is None
        else rules.budget,
        mandatory=mandatory,
        excluded=excluded,
        most_bilateral=rules.most_bilateral,
    )
    if not known.any() and np.isnan(numbers(facts, "cost_platform")).all():
        bare = _without_money(bare)
    carries_out = np.array([actor in decided for actor in actors], dtype=bool)
    problem = with_needs(
        _with_decided(bare, carries_out), needs, capacity, (reach, target_weight), rules
    )
    return SiteInputs(
        problem, needs, capacity, reach, target_weight, columns, strength, trust, facts,
        known | carries_out, ways, layers, decided,
    )  # fmt: skip


def with_needs(
    problem: PartnerProblem,
    needs: SiteNeeds,
    capacity: FloatArray,
    reached: tuple[FloatArray, FloatArray],
    rules: PartnerRules,
) -> PartnerProblem:
    """Write down what a set is worth: needs that add up are supplied, all else is covered.

    Without targets capacity alone counts, without needs reach alone (ours).

    Parameters
    ----------
    problem : PartnerProblem
        Actors, costs and limits of the choice.
    needs : SiteNeeds
        What the bottlenecks need.
    capacity : array, shape (actors, components)
        Capacity as given; NaN where not known.
    reached : array, shape (actors, targets), and array, shape (targets,)
        Reach of each target, and the weights of the targets.
    rules : PartnerRules
        How partners are chosen.
    """
    reach, target_weight = reached
    rho = needs.rho if len(needs.components) else 0.0
    rho = rho if target_weight.size else 1.0
    part, adds = np.nan_to_num(capacity) / needs.need, needs.adds
    alone = part[:, ~adds]
    of_targets = np.full(target_weight.size, rules.platform_reach)
    return replace(
        problem,
        supply=part[:, adds],
        supply_weight=rho * needs.weight[adds],
        cover=np.hstack([reach, np.minimum(1.0, alone)]),
        cover_weight=np.concatenate([(1 - rho) * target_weight, rho * needs.weight[~adds]]),
        cover_effect=np.append(of_targets, np.full(alone.shape[1], rules.platform_effect)),
    )


def _with_decided(problem: PartnerProblem, decided: BoolArray) -> PartnerProblem:
    """Have those in who carry out what was decided, whatever else is said of them."""
    if not decided.any():
        return problem
    return replace(
        problem,
        mandatory=problem.mandatory | decided,
        excluded=problem.excluded & ~decided,
        cost_bilateral=np.where(decided, 0.0, problem.cost_bilateral),
        cost_platform=np.where(decided, np.inf, problem.cost_platform),
        most_bilateral=max(problem.most_bilateral, int(decided.sum())),
    )


def _without_money(problem: PartnerProblem) -> PartnerProblem:
    """Let the number of partners alone bound the choice: five beside those that must be (ours).

    Where nobody's cost is known, amounts beside a budget would compare nothing with something.
    """
    alike = np.ones(len(problem.actors))
    return replace(
        problem,
        cost_bilateral=alike,
        cost_platform=alike,
        platform_cost=0.0,
        budget=_assumed_budget(alike, 1.0, problem.mandatory),
    )


def _assumed_budget(cost: FloatArray, usual: float, mandatory: BoolArray) -> float:
    """Return the limit where none is stated: five usual partnerships beside those that must be.

    Without any limit a platform of nearly everybody would always be best (ours).
    """
    return USUAL_PARTNERSHIPS * usual + float(cost[mandatory].sum())


def _trust(facts: pd.DataFrame) -> FloatArray:
    """Fill trust in: the median of the site's known ones, 1 where none is known (ours); never 0."""
    trust = numbers(facts, "trust")
    known = trust[~np.isnan(trust)]
    return np.where(np.isnan(trust), float(np.median(known)) if known.size else 1.0, trust)


def _capacity(
    capacities: pd.DataFrame, actors: tuple[str, ...], components: tuple[str, ...]
) -> tuple[FloatArray, FloatArray]:
    """Return capacities, NaN where not known, and what engaging each actor for them would cost."""
    values = np.full((len(actors), len(components)), np.nan)
    row, column = ({key: i for i, key in enumerate(keys)} for keys in (actors, components))
    cost = np.full(len(actors), np.nan)
    given = zip(
        text(capacities, "actor"),
        text(capacities, "component"),
        numbers(capacities, "capacity"),
        numbers(capacities, "cost"),
        strict=True,
    )
    for actor, component, capacity, price in given:
        if actor in row and component in column:
            values[row[actor], column[component]] = capacity
            if not np.isnan(price):
                cost[row[actor]] = np.nansum([cost[row[actor]], price])
    return values, cost


def _costs(
    facts: pd.DataFrame,
    engaged: FloatArray,
    actors: tuple[str, ...],
    ways: Mapping[str, tuple[str, ...]],
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return the costs of one to one and of a seat, and which of the first were given.

    Not given, an actor costs what its capacities cost; else ``u * (1 + 0.25 * (d - 1))`` with ``d``
    ties from the project (network note, §2.7) and ``u`` the median known cost, or 1 where that of
    seats alone is known (ours). Whom no way leads to is one tie beyond the furthest (ours). A seat
    on a platform costs a quarter of a partnership (ours).
    """
    cost = numbers(facts, "cost_bilateral")
    cost = np.where(np.isnan(cost), engaged, cost)
    known = ~np.isnan(cost)
    usual = float(np.median(cost[known])) if known.any() else 1.0
    ties = np.array([len(ways[name]) - 1 if name in ways else np.nan for name in actors])
    furthest = float(np.nanmax(ties)) if (~np.isnan(ties)).any() else 0.0
    ties = np.where(np.isnan(ties), furthest + 1.0, ties)
    assumed = usual * (1.0 + 0.25 * (np.maximum(ties, 1.0) - 1.0))
    bilateral = np.where(known, cost, assumed)
    seat = numbers(facts, "cost_platform")
    return bilateral, np.where(np.isnan(seat), 0.25 * bilateral, seat), known


def _targets(targets: pd.DataFrame, actors: tuple[str, ...]) -> tuple[np.ndarray, FloatArray]:
    """Return the columns of the targets and their weights; without a list everybody is a target."""
    number = {name: i for i, name in enumerate(actors)}
    names = text(targets, "actor")
    inside = names.isin(actors).to_numpy(dtype=bool)
    if not inside.any():
        everybody = np.arange(len(actors))
        return everybody, np.full(len(actors), 1.0 / max(len(actors), 1))
    weight = np.nan_to_num(numbers(targets, "weight"), nan=1.0)[inside]
    columns = np.array([number[name] for name in names[inside]], dtype=np.int64)
    return columns, weight / weight.sum()
