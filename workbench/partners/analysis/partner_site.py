"""The choice of partners of one site, as rows of the result's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.solver import NODES
from workbench.core.table_access import BoolArray, FloatArray, numbers, text
from workbench.frameworks.partner_rules import PartnerRules
from workbench.language import worded
from workbench.partners.analysis.modality import PartnerFacts, propose_modality
from workbench.partners.analysis.mode_rule import (
    NeedShare,
    capacity_share,
    need_mode,
    reach_share,
    site_mode,
    wording_class,
)
from workbench.partners.analysis.partner_inputs import (
    SiteInputs,
    SiteNeeds,
    site_inputs,
    with_needs,
)
from workbench.partners.analysis.partner_model import (
    LEAST_MEMBERS,
    PartnerSet,
    SetSearch,
)
from workbench.partners.analysis.partner_roles import roles_of
from workbench.partners.analysis.partner_uncertainty import (
    SetUncertainty,
    answer_class,
    interview_next,
    response_rate,
    set_uncertainty,
)
from workbench.partners.analysis.partner_worth import (
    falls,
    loss_if_left_out,
    platform_prices,
    price_if_forced_in,
    substitutes,
)
from workbench.partners.analysis.reach import reach_kernel
from workbench.partners.analysis.tie_matrices import lead_of, tied
from workbench.partners.analysis.tie_reports import tie_reports

#: Key of the need that is no component: to reach the targets.
REACH = "reach"

#: Share of the set's value that hangs on one partner without a substitute from which it is called a
#: single point of failure (ours).
SINGLE_POINT = 0.2

#: Share of the imputations in which the rule has to hold for the mode not to be contested (ours).
SURE_MODE = 0.8

#: Holders of a need that are named.
MOST_HOLDERS = 5

#: Largest number of cells of all imputed matrices together; keeps memory flat in large networks.
MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """What the survey allows, and reach with the silent actors' ties filled in."""

    rate: float
    allows: str
    silent: BoolArray
    imputed: FloatArray | None


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """The chosen set, how sure it is where something was imputed, and the search that found it."""

    search: SetSearch
    chosen: PartnerSet
    sure: SetUncertainty | None


Rows = list[dict[str, Any]]


def choose_at_site(
    graph: nx.MultiDiGraph,
    tables: dict[str, pd.DataFrame],
    needs: SiteNeeds,
    rules: PartnerRules,
    seed: int,
    decided: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> dict[str, Rows]:
    """Choose the partners of one site.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Network of the site.
    tables : dict of str to DataFrame
        Rows of this site of ``capacities``, ``targets`` and ``diagnosis``.
    needs : SiteNeeds
        What the bottlenecks need.
    rules : PartnerRules
        How partners are chosen.
    seed : int
        Of the random numbers.
    decided : mapping of str to tuple of str
        Components that an actor carries out by decision: it is in, whatever else is chosen.

    Returns
    -------
    dict of str to list of dict
        Rows of each table of :class:`~workbench.partners.analysis.partners.Partners` but the
        forums, without the site; tables without rows are left out.
    """
    known = site_inputs(graph, tables["capacities"], tables["targets"], needs, rules, decided)
    answers = _answers(graph, known, rules, seed)
    inputs = _with_imputed(known, answers)
    rows = {"needs": _need_rows(inputs, rules), "capacity": _capacity_rows(inputs)}
    if answers.imputed is not None:
        named = tied(known.strength).sum(axis=0).astype(np.float64)
        weight, silent = inputs.target_weight, answers.silent
        order = interview_next(known.reach, inputs.reach, weight, silent, named)
        actors = inputs.problem.actors
        rows["interviews"] = [{"actor": actors[i], "gain": gain} for i, gain in order]
    why = _too_little(inputs, answers, has_lead=bool(lead_of(graph))) or _refusal(inputs)
    if why is None:
        search = SetSearch(inputs.problem)
        chosen = search.choose(tolerance=rules.tolerance)
        if not chosen.members.any():
            why = _why_nobody(inputs, chosen)
    if why is not None:
        return rows | _no_choice(inputs, answers, rows["needs"], why)
    sure = None
    if answers.imputed is not None:
        sure = set_uncertainty(inputs.problem, chosen, answers.imputed, rules)
    found = _Choice(search, chosen, sure)
    mode = _mode_row(found, rows["needs"], rules)
    _pooling(rows["needs"], inputs, chosen, rules)
    return rows | {
        "modes": [mode],
        "table": _actor_rows(inputs, found, answers, graph, tables["diagnosis"]),
        "summary": [_summary(inputs, answers, rows["needs"]) | _found(inputs, found, mode)],
    }


def _answers(
    graph: nx.MultiDiGraph, inputs: SiteInputs, rules: PartnerRules, seed: int
) -> _Answers:
    """Read who answered, and fill in the ties of those who did not."""
    actors = inputs.problem.actors
    said = [graph.nodes[actor].get("responded") for actor in actors]
    rate = response_rate([None if pd.isna(one) else bool(one) for one in said])
    reports = tie_reports(graph, inputs.layers)
    place = {actor: i for i, actor in enumerate(reports.actors)}
    own = np.array([place[actor] for actor in actors], dtype=np.int64)
    silent = reports.silent[own]
    if not silent.any() or not reports.sheets:
        return _Answers(rate, answer_class(rate), silent, None)
    draws = min(rules.imputations, max(20, MOST_CELLS // len(own) ** 2))
    filled = np.stack([tie[np.ix_(own, own)] for tie in reports.drawn(draws, seed)])
    kernel = reach_kernel(filled, trust=inputs.trust, most_ties=rules.reach_ties)
    return _Answers(rate, answer_class(rate), silent, kernel[:, :, inputs.targets])


def _with_imputed(inputs: SiteInputs, answers: _Answers) -> SiteInputs:
    """Put the mean reach over the imputations in place of what is known."""
    if answers.imputed is None:
        return inputs
    mean = answers.imputed.mean(axis=0)
    cover = inputs.problem.cover.copy()
    cover[:, : mean.shape[1]] = mean
    return replace(inputs, problem=replace(inputs.problem, cover=cover), reach=mean)


def _shares(inputs: SiteInputs, needs: SiteNeeds) -> list[tuple[float, NeedShare]]:
    """Return the weight of each need in F, reach the last, and what the best two could supply."""
    problem = inputs.problem
    reach_weight = float(problem.cover_weight[: inputs.target_weight.size].sum())
    found = []
    for c, weight in enumerate(needs.weight):
        part = np.minimum(inputs.capacity[:, c] / needs.need[c], 1.0)
        share = capacity_share(part, problem.excluded, adds=bool(needs.adds[c]))
        found.append(((1.0 - reach_weight) * float(weight), share))
    reached = reach_share(inputs.reach, inputs.target_weight, problem.excluded)
    return [*found, (reach_weight, reached)]


def _need_rows(inputs: SiteInputs, rules: PartnerRules) -> Rows:
    needs, rows = inputs.needs, []
    for c, (weight, share) in enumerate(_shares(inputs, needs)):
        mode = need_mode(share.two, rules)
        row: dict[str, Any] = {"need": REACH, "kind": "reach", "pooling_known": True}
        if c < len(needs.components):
            row = {"need": needs.components[c], "kind": "capacity"}
            row["pooling"] = "add" if needs.adds[c] else "best"
            row["pooling_known"] = bool(needs.asked[c])
        rows.append(
            row
            | {
                "weight": weight,
                "decides": bool(weight >= rules.ignore_below - 1e-9),
                "pooling_matters": False,
                "c2": share.two,
                "whole": share.whole,
                "n_eff": share.n_eff,
                "mode": mode,
                "wording": wording_class(mode, share.n_eff),
                "holders": _joined(inputs, share.holders[:MOST_HOLDERS]),
                "holders_n": len(share.holders),
            }
        )
    return rows


def _capacity_rows(inputs: SiteInputs) -> Rows:
    share = inputs.capacity / inputs.needs.need
    return [
        {
            "actor": actor,
            "component": component,
            "capacity": float(inputs.capacity[i, c]),
            "share": float(share[i, c]),
        }
        for i, actor in enumerate(inputs.problem.actors)
        for c, component in enumerate(inputs.needs.components)
    ]


def _too_little(inputs: SiteInputs, answers: _Answers, *, has_lead: bool) -> tuple[str, str] | None:
    """Describe why too little is known to choose anybody; None where enough is."""
    if not inputs.problem.actors:
        if has_lead:
            return "none", worded("No actor but the lead organisation is known at this site.")
        return "none", worded("No actor is known at this site.")
    if not inputs.needs.components:
        return "not enough known", worded(
            "No partner can be recommended yet: neither levels nor the table needs say what "
            "partners are needed for."
        )
    if answers.allows == "no-set":
        return "no recommendation", (
            f"{answers.rate:.0%} of the actors answered; below 30 % no partners are recommended, "
            "only whom to interview next."
        )
    return None


def _refusal(inputs: SiteInputs) -> tuple[str, str] | None:
    """Describe why nobody can be chosen before anything is solved; None where somebody can."""
    problem = inputs.problem
    broke = problem.budget == 0 and not problem.mandatory.any()
    if broke or problem.excluded.all():
        none = "There is no budget for partnerships." if broke else "Every actor is excluded."
        return "none", none
    if not problem.whole() > 0:
        return _nothing_to_choose_by(inputs)
    price = np.where(problem.excluded, np.inf, problem.cost_bilateral)
    seats = np.sort(problem.cost_platform[~problem.excluded])[:LEAST_MEMBERS]
    founded = problem.platform_cost + seats.sum() if len(seats) == LEAST_MEMBERS else np.inf
    cheapest = int(price.argmin())
    if min(float(price[cheapest]), float(founded)) > problem.budget:
        return "infeasible", (
            f"The budget of {problem.budget:,.2f} is below the cheapest partner, "
            f"{_names(inputs)[cheapest]}, at {price[cheapest]:,.2f}."
        )
    return None


def _nothing_to_choose_by(inputs: SiteInputs) -> tuple[str, str]:
    """Describe why no actor brings anything: nothing is recorded, or nobody has it."""
    lacking = [
        word
        for word, there in (("ties", (inputs.strength > 0).any()), ("capacities", inputs.able))
        if not there
    ]
    if lacking:
        none = "neither ties nor capacities are" if len(lacking) == 2 else f"no {lacking[0]} are"
        return "not enough known", (
            f"No partner can be recommended yet: {none} recorded that would speak for anybody."
        )
    return "nobody has it", (
        "Nobody in this network has any of what is needed: outsource, substitute or relocate."
    )


def _why_nobody(inputs: SiteInputs, chosen: PartnerSet) -> tuple[str, str]:
    if chosen.status == "limit":
        return "none", f"No set was found within the solver's limit of {NODES:,} nodes."
    if chosen.status == "infeasible":
        names = _names(inputs)
        musts = "; ".join(names[i] for i in np.flatnonzero(inputs.problem.mandatory))
        return "infeasible", (
            f"No set with the mandatory partners ({musts}) keeps to the budget and the number of "
            "partners of one to one."
        )
    return "none", "Nobody within the budget adds anything to what is needed."


def _no_choice(
    inputs: SiteInputs, answers: _Answers, needs: Rows, why: tuple[str, str]
) -> dict[str, Rows]:
    table = []
    for place, row in enumerate(_actors(inputs)):
        cost, mine = inputs.problem.cost_bilateral[place], bool(row["decided"])
        row |= {"selected": mine, "mode": "bilateral" if mine else "", "cost": float(cost)}
        if mine:
            facts = _facts(inputs, place, [""] * len(inputs.needs.components))
            row["modality"], row["modality_why"] = propose_modality(facts)
        table.append(row)
    status, reason = why
    nobody = {"status": status, "reason": reason, "partners": 0, "mode": "none"}
    return {
        "table": table,
        "modes": [{"rule": "none", "model": "none", "contested": False}],
        "summary": [_summary(inputs, answers, needs) | nobody],
    }


def _actors(inputs: SiteInputs) -> Rows:
    """Return who the actors are, and the ways of access from the project."""
    ways = [inputs.ways.get(actor, ()) for actor in inputs.problem.actors]
    each = zip(inputs.problem.actors, _names(inputs), ways, inputs.cost_known, strict=True)
    return [
        {
            "actor": actor,
            "name": name,
            "path": ";".join(way),
            "ties_away": float(len(way) - 1) if way else np.nan,
            "cost_known": bool(known),
            "decided": ";".join(inputs.decided.get(actor, ())),
        }
        for actor, name, way, known in each
    ]


def _mode_row(found: _Choice, needs: Rows, rules: PartnerRules) -> dict[str, Any]:
    rule = site_mode([row["mode"] for row in needs], [row["weight"] for row in needs], rules)
    alone, flip = platform_prices(found.search, found.chosen, tolerance=rules.tolerance)
    modes = {} if found.sure is None else found.sure.modes
    share = max(modes.values(), default=1.0)
    return {
        "rule": rule,
        "model": found.chosen.mode,
        "contested": bool(rule != found.chosen.mode or share < SURE_MODE),
        "flip_price": flip,
        "alone_cost": alone,
        "platform_cost": found.search.problem.platform_cost,
    }


def _pooling(needs: Rows, inputs: SiteInputs, chosen: PartnerSet, rules: PartnerRules) -> None:
    """Try the other answer to the question that was not answered, and note whether it matters."""
    open_ = ~inputs.needs.asked
    if not open_.any():
        return
    turned = replace(inputs.needs, adds=np.where(open_, ~inputs.needs.adds, inputs.needs.adds))
    reached = inputs.reach, inputs.target_weight
    other = with_needs(inputs.problem, turned, inputs.capacity, reached, rules)
    found = SetSearch(other).choose(tolerance=rules.tolerance)
    same = bool(
        (found.bilateral == chosen.bilateral).all() and (found.platform == chosen.platform).all()
    )
    for row, (_, share) in zip(needs, _shares(inputs, turned), strict=True):
        if not row["pooling_known"]:
            row["pooling_matters"] = need_mode(share.two, rules) != row["mode"] or not same


def _actor_rows(
    inputs: SiteInputs,
    found: _Choice,
    answers: _Answers,
    graph: nx.MultiDiGraph,
    diagnosed: pd.DataFrame,
) -> Rows:
    problem, chosen = inputs.problem, found.chosen
    loss = loss_if_left_out(found.search, chosen)
    price = price_if_forced_in(found.search, chosen)
    fall = falls(problem, chosen)
    instead = substitutes(problem, chosen, fall)
    roles = roles_of(inputs, graph, brokers=answers.allows not in {"no-brokers", "no-set"})
    part = np.nan_to_num(inputs.capacity) / inputs.needs.need
    reach = inputs.reach @ inputs.target_weight
    binding = _binding(diagnosed, inputs)
    rows = _actors(inputs)
    for i, row in enumerate(rows):
        pair, seat = bool(chosen.bilateral[i]), bool(chosen.platform[i])
        hangs = fall[i] > 0 and fall[i] >= SINGLE_POINT * chosen.value
        row |= {
            "selected": pair or seat,
            "mode": "bilateral" if pair else "platform" if seat else "",
            "needs_served": ";".join(
                inputs.needs.components[c] for c in np.flatnonzero(part[i] > 0)
            ),
            "share": min(1.0, float(part[i].max(initial=0.0))),
            "reach": float(reach[i]),
            "loss_if_left_out": float(loss[i]),
            "price_if_forced_in": float(price[i]),
            "falls_by": float(fall[i]),
            "substitutes": _joined(inputs, instead.get(i, ())),
            "single_point": bool(hangs and not instead.get(i)),
            "selection_frequency": np.nan if found.sure is None else float(found.sure.frequency[i]),
            "roles": ";".join(roles[i]),
            "cost": float(problem.cost_platform[i] if seat else problem.cost_bilateral[i]),
            "mandatory": bool(problem.mandatory[i]),
            "excluded": bool(problem.excluded[i]),
        }
        if pair or seat:
            facts = _facts(inputs, i, binding, seat=seat, influential="legitimacy" in roles[i])
            row["modality"], row["modality_why"] = propose_modality(facts)
    return rows


def _facts(
    inputs: SiteInputs,
    i: int,
    binding: list[str],
    *,
    seat: bool = False,
    influential: bool = False,
) -> PartnerFacts:
    """Gather what the proposal of a form of partnership looks at."""
    part = np.nan_to_num(inputs.capacity[i]) / inputs.needs.need
    most = int(part.argmax()) if part.size else -1
    sort = inputs.facts["type"].iloc[i] if "type" in inputs.facts else None
    return PartnerFacts(
        platform=seat,
        sort=None if pd.isna(sort) else str(sort),
        capacity=float(part[most]) if most >= 0 else np.nan,
        cost=float(inputs.problem.cost_bilateral[i]) if inputs.cost_known[i] else np.nan,
        binding=binding[most] if most >= 0 else "",
        trust=float(numbers(inputs.facts, "trust")[i]),
        influence=influential,
        decided=bool(inputs.decided.get(inputs.problem.actors[i])),
    )


def _binding(diagnosed: pd.DataFrame, inputs: SiteInputs) -> list[str]:
    """Return the binding dimension of each component, blank where not known."""
    if "binding" not in diagnosed:
        return [""] * len(inputs.needs.components)
    by = dict(zip(diagnosed["component"], diagnosed["binding"], strict=True))
    found = [by.get(component) for component in inputs.needs.components]
    return ["" if pd.isna(one) else str(one) for one in found]


def _summary(inputs: SiteInputs, answers: _Answers, needs: Rows) -> dict[str, Any]:
    """Return what holds of a site whether or not somebody is chosen."""
    lacking = [row["need"] for row in needs if row["mode"] == "none" and row["weight"] > 0]
    return {
        "response": answers.rate,
        "answers": answers.allows,
        "whole": inputs.problem.whole() if inputs.problem.actors else np.nan,
        "rho": inputs.needs.rho,
        "nobody_has": ";".join(lacking),
    }


def _found(inputs: SiteInputs, found: _Choice, mode: dict[str, Any]) -> dict[str, Any]:
    """Return what holds of the chosen set."""
    chosen, sure, budget = found.chosen, found.sure, inputs.problem.budget
    words = {
        "optimal": "Proven to be the best within the limits.",
        "limit": "The best set found within the solver's limit; a better one may exist.",
    }
    return {
        "status": "chosen",
        "reason": words[chosen.status],
        "partners": int(chosen.members.sum()),
        "mode": mode["rule"],
        "value": chosen.value,
        "best_value": chosen.best_value,
        "bound": chosen.bound,
        "gap": chosen.gap,
        "cost_gap": chosen.cost_gap,
        "cost": chosen.cost,
        "budget": budget if np.isfinite(budget) else np.nan,
        "regret": np.nan if sure is None else sure.regret,
        "regret_high": np.nan if sure is None else sure.regret_high,
        "searched": pd.NA if sure is None else sure.searched,
    }


def _names(inputs: SiteInputs) -> list[str]:
    """Return the actors' names, the key where there is none."""
    given = text(inputs.facts, "name")
    return [a if pd.isna(n) else str(n) for a, n in zip(inputs.problem.actors, given, strict=True)]


def _joined(inputs: SiteInputs, actors: Sequence[int]) -> str:
    return ";".join(inputs.problem.actors[i] for i in actors)
