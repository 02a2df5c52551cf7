"""The choice of partners of one site, as rows of the result's tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.solver import NODES
from workbench.core.table_access import BoolArray, FloatArray, numbers
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.modality import PartnerFacts, propose_modality
from workbench.partners.analysis.mode_rule import (
    NeedShare,
    capacity_share,
    need_mode,
    reach_share,
    site_mode,
    wording_class,
)
from workbench.partners.analysis.partner_inputs import SiteInputs, SiteNeeds, model, site_inputs
from workbench.partners.analysis.partner_model import (
    LEAST_MEMBERS,
    PartnerSet,
    SetSearch,
    greedy_order,
)
from workbench.partners.analysis.partner_roles import roles_of
from workbench.partners.analysis.partner_uncertainty import (
    SetUncertainty,
    answer_class,
    impute_ties,
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
from workbench.partners.analysis.tie_matrices import lead_of

#: Key of the need that is no component: to reach the targets.
REACH = "reach"

#: Share of the set's value that hangs on one partner without a substitute from which it is called a
#: single point of failure (ours).
SINGLE_POINT = 0.2

#: Longest curve of marginal gains.
MOST_STEPS = 8

#: Largest number of cells of all imputed matrices together; keeps memory flat in large networks.
MOST_CELLS = 4_000_000


@dataclass(slots=True)
class SiteRows:
    """Rows of each table of the result."""

    table: list[dict[str, Any]] = field(default_factory=list)
    needs: list[dict[str, Any]] = field(default_factory=list)
    curve: list[dict[str, Any]] = field(default_factory=list)
    modes: list[dict[str, Any]] = field(default_factory=list)
    capacity: list[dict[str, Any]] = field(default_factory=list)
    summary: list[dict[str, Any]] = field(default_factory=list)
    interviews: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """What the survey allows, and reach with the silent actors' ties filled in."""

    rate: float
    allows: str
    silent: BoolArray
    imputed: FloatArray | None
    known: FloatArray


def rows_of_site(
    graph: nx.MultiDiGraph,
    tables: dict[str, pd.DataFrame],
    needs: SiteNeeds,
    rules: PartnerRules,
    seed: int,
) -> SiteRows:
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
    """
    site = str(graph.graph.get("site", ""))
    inputs = site_inputs(graph, tables["capacities"], tables["targets"], needs, rules)
    answers = _answers(inputs, rules, seed)
    inputs = _with_imputed(inputs, answers)
    rows = SiteRows()
    _need_rows(rows, site, inputs, rules)
    _capacity_rows(rows, site, inputs)
    _interview_rows(rows, site, inputs, answers)
    status, reason = _refusal(inputs, answers, has_lead=bool(lead_of(graph)))
    if status:
        _no_choice(rows, site, inputs, answers, (status, reason))
        return rows
    search = SetSearch(inputs.problem)
    chosen = search.choose(tolerance=rules.tolerance)
    if not chosen.members.any():
        _no_choice(rows, site, inputs, answers, _why_nobody(inputs, chosen))
        return rows
    sure = None
    if answers.imputed is not None:
        rule = (rules.bilateral_share, rules.platform_share)
        sure = set_uncertainty(
            inputs.problem, chosen, answers.imputed, rule=rule, tolerance=rules.tolerance
        )
    _curve_rows(rows, site, inputs, search)
    _mode_row(rows, site, search, (chosen, sure), rules)
    _pooling(rows, inputs, chosen, rules)
    _actor_rows(rows, site, inputs, (search, chosen, sure, answers), (graph, tables["diagnosis"]))
    _summary_row(rows, site, inputs, answers, (chosen, sure))
    return rows


def _answers(inputs: SiteInputs, rules: PartnerRules, seed: int) -> _Answers:
    """Read who answered, and fill in the ties of those who did not."""
    n = len(inputs.facts)
    column = inputs.facts.get("responded", pd.Series([None] * n, dtype=object))
    said = [None if pd.isna(one) else bool(one) for one in column]
    rate = response_rate(said)
    silent = np.array([one is False for one in said], dtype=bool)
    if not silent.any() or rules.imputations < 1:
        return _Answers(rate, answer_class(rate), silent, None, inputs.reach)
    draws = min(rules.imputations, max(20, MOST_CELLS // (n * n)))
    filled = impute_ties(inputs.strength, silent, draws=draws, seed=seed)
    kernel = reach_kernel(filled, trust=inputs.trust, most_ties=rules.reach_ties)
    return _Answers(rate, answer_class(rate), silent, kernel[:, :, inputs.targets], inputs.reach)


def _with_imputed(inputs: SiteInputs, answers: _Answers) -> SiteInputs:
    """Put the mean reach over the imputations in place of what is known."""
    if answers.imputed is None:
        return inputs
    mean = answers.imputed.mean(axis=0)
    cover = inputs.problem.cover.copy()
    cover[:, : mean.shape[1]] = mean
    return replace(inputs, problem=replace(inputs.problem, cover=cover), reach=mean)


def _shares(inputs: SiteInputs) -> list[tuple[str, float, NeedShare]]:
    """Give each need with its weight in F and what the best two partners could supply."""
    needs, problem = inputs.needs, inputs.problem
    reach_weight = float(problem.cover_weight[: inputs.target_weight.size].sum())
    found = []
    for c, component in enumerate(needs.components):
        part = inputs.capacity[:, c] / needs.need[c]
        share = capacity_share(np.minimum(part, 1.0), problem.excluded, adds=bool(needs.adds[c]))
        found.append((component, (1.0 - reach_weight) * float(needs.weight[c]), share))
    reached = reach_share(inputs.reach, inputs.target_weight, problem.excluded)
    return [*found, (REACH, reach_weight, reached)]


def _need_rows(rows: SiteRows, site: str, inputs: SiteInputs, rules: PartnerRules) -> None:
    names = _names(inputs)
    for c, (need, weight, share) in enumerate(_shares(inputs)):
        mode = need_mode(
            share.two, bilateral_share=rules.bilateral_share, platform_share=rules.platform_share
        )
        component = need != REACH
        rows.needs.append(
            {
                "site": site,
                "need": need,
                "kind": "capacity" if component else "reach",
                "weight": weight,
                "decides": bool(weight >= rules.ignore_below - 1e-9),
                "pooling": ("add" if inputs.needs.adds[c] else "best") if component else None,
                "pooling_known": bool(inputs.needs.asked[c]) if component else True,
                "pooling_matters": False,
                "c2": share.two,
                "whole": share.whole,
                "n_eff": share.n_eff,
                "mode": mode,
                "wording": wording_class(mode, share.n_eff),
                "holders": ";".join(inputs.problem.actors[i] for i in share.holders[:5]),
                "holder_names": "; ".join(names[i] for i in share.holders[:5]),
                "holders_n": len(share.holders),
            }
        )


def _capacity_rows(rows: SiteRows, site: str, inputs: SiteInputs) -> None:
    names = _names(inputs)
    for i, actor in enumerate(inputs.problem.actors):
        for c, component in enumerate(inputs.needs.components):
            value = float(inputs.capacity[i, c])
            rows.capacity.append(
                {
                    "site": site,
                    "actor": actor,
                    "name": names[i],
                    "component": component,
                    "capacity": value,
                    "share": value / float(inputs.needs.need[c]),
                }
            )


def _interview_rows(rows: SiteRows, site: str, inputs: SiteInputs, answers: _Answers) -> None:
    if answers.imputed is None:
        return
    names = _names(inputs)
    order = interview_next(answers.known, answers.imputed, inputs.target_weight, answers.silent)
    for place, (i, gain) in enumerate(order, start=1):
        actor = inputs.problem.actors[i]
        rows.interviews.append(
            {"site": site, "rank": place, "actor": actor, "name": names[i], "gain": gain}
        )


def _refusal(inputs: SiteInputs, answers: _Answers, *, has_lead: bool) -> tuple[str, str]:
    """Say why nobody can be chosen before anything is solved; two blanks where somebody can."""
    problem = inputs.problem
    if not problem.actors:
        but = " but the lead organisation" if has_lead else ""
        return "none", f"No actor{but} is known at this site."
    if answers.allows == "no-set":
        return "no recommendation", (
            f"{answers.rate:.0%} of the actors answered; below 30 % no partners are recommended, "
            "only whom to interview next."
        )
    if problem.excluded.all():
        return "none", "Every actor is excluded."
    if problem.budget == 0 and not problem.mandatory.any():
        return "none", "There is no budget for partnerships."
    if not problem.whole() > 0:
        return "nobody has it", (
            "Nobody in this network has any of what is needed: outsource, substitute or relocate."
        )
    return _too_dear(inputs)


def _too_dear(inputs: SiteInputs) -> tuple[str, str]:
    problem, names = inputs.problem, _names(inputs)
    price = np.where(problem.excluded, np.inf, problem.cost_bilateral)
    seats = np.sort(problem.cost_platform[~problem.excluded])[:LEAST_MEMBERS]
    founded = problem.platform_cost + seats.sum() if len(seats) == LEAST_MEMBERS else np.inf
    cheapest = int(price.argmin())
    if min(float(price[cheapest]), float(founded)) > problem.budget:
        return "infeasible", (
            f"The budget of {problem.budget:,.2f} is below the cheapest partner, "
            f"{names[cheapest]}, at {price[cheapest]:,.2f}."
        )
    return "", ""


def _why_nobody(inputs: SiteInputs, chosen: PartnerSet) -> tuple[str, str]:
    problem, names = inputs.problem, _names(inputs)
    if chosen.status == "limit":
        return "none", f"No set was found within the solver's limit of {NODES:,} nodes."
    if chosen.status == "infeasible":
        musts = "; ".join(names[i] for i in np.flatnonzero(problem.mandatory))
        return "infeasible", (
            f"No set with the mandatory partners ({musts}) keeps to the budget and the number of "
            "partners of one to one."
        )
    return "none", "Nobody within the budget adds anything to what is needed."


def _no_choice(
    rows: SiteRows, site: str, inputs: SiteInputs, answers: _Answers, why: tuple[str, str]
) -> None:
    names = _names(inputs)
    for i, actor in enumerate(inputs.problem.actors):
        rows.table.append(
            {
                "site": site,
                "actor": actor,
                "name": names[i],
                "selected": False,
                "mode": "",
                "cost": float(inputs.problem.cost_bilateral[i]),
                "cost_known": bool(inputs.cost_known[i]),
                **_way(inputs, actor),
            }
        )
    rows.modes.append({"site": site, "rule": "none", "model": "none", "contested": False})
    rows.summary.append(
        {
            "site": site,
            "status": why[0],
            "reason": why[1],
            "partners": 0,
            "mode": "none",
            "response": answers.rate,
            "answers": answers.allows,
            "whole": inputs.problem.whole() if inputs.problem.actors else np.nan,
            "rho": inputs.needs.rho,
            "nobody_has": _lacking(rows),
        }
    )


def _lacking(rows: SiteRows) -> str:
    """Join the components that nobody at the site could serve."""
    return ";".join(
        row["need"] for row in rows.needs if row["mode"] == "none" and row["weight"] > 0
    )


def _curve_rows(rows: SiteRows, site: str, inputs: SiteInputs, search: SetSearch) -> None:
    """Add what the best 1, 2, 3 … partners reach, until the whole is there."""
    whole = inputs.problem.whole()
    _, greedy = greedy_order(inputs.problem, MOST_STEPS)
    before = 0.0
    for k in range(1, min(MOST_STEPS, int((~inputs.problem.excluded).sum())) + 1):
        found = search.best_of_size(k)
        rows.curve.append(
            {
                "site": site,
                "k": k,
                "value": found.value,
                "share": found.value / whole,
                "gain": found.value - before,
                "gap": found.gap,
                "greedy": greedy[min(k, len(greedy)) - 1] if greedy else 0.0,
                "partners": _joined(inputs, found.members),
            }
        )
        if found.value >= whole - 1e-6:
            break
        before = found.value


def _mode_row(
    rows: SiteRows,
    site: str,
    search: SetSearch,
    found: tuple[PartnerSet, SetUncertainty | None],
    rules: PartnerRules,
) -> None:
    chosen, sure = found
    rule = site_mode(
        [row["mode"] for row in rows.needs],
        [row["weight"] for row in rows.needs],
        ignore_below=rules.ignore_below,
    )
    alone, flip = platform_prices(search, chosen, tolerance=rules.tolerance)
    share = max(sure.modes.values()) if sure is not None and sure.modes else np.nan
    rows.modes.append(
        {
            "site": site,
            "rule": rule,
            "model": chosen.mode,
            "contested": bool(rule != chosen.mode or share < 0.8),
            "flip_price": flip,
            "alone_cost": alone,
            "platform_cost": search.problem.platform_cost,
            "reach_mode_share": share,
        }
    )


def _pooling(rows: SiteRows, inputs: SiteInputs, chosen: PartnerSet, rules: PartnerRules) -> None:
    """Try the other answer to the question that was not answered, and say whether it matters."""
    open_ = ~inputs.needs.asked
    if not open_.any():
        return
    turned = replace(inputs.needs, adds=np.where(open_, ~inputs.needs.adds, inputs.needs.adds))
    problem = inputs.problem
    other = model(
        problem.actors, turned, inputs.capacity, inputs.reach, inputs.target_weight, rules,
        costs=(problem.cost_bilateral, problem.cost_platform),
        musts=(problem.mandatory, problem.excluded),
    )  # fmt: skip
    other = replace(other, quotas=problem.quotas)
    found = SetSearch(other).choose(tolerance=rules.tolerance)
    same = bool(
        (found.bilateral == chosen.bilateral).all() and (found.platform == chosen.platform).all()
    )
    for row, (_, _, share) in zip(rows.needs, _shares(replace(inputs, needs=turned)), strict=True):
        if not row["pooling_known"]:
            mode = need_mode(
                share.two,
                bilateral_share=rules.bilateral_share,
                platform_share=rules.platform_share,
            )
            row["other_mode"] = mode
            row["pooling_matters"] = mode != row["mode"] or not same


def _actor_rows(
    rows: SiteRows,
    site: str,
    inputs: SiteInputs,
    found: tuple[SetSearch, PartnerSet, SetUncertainty | None, _Answers],
    context: tuple[nx.MultiDiGraph, pd.DataFrame],
) -> None:
    search, chosen, sure, answers = found
    graph, diagnosed = context
    problem, names = inputs.problem, _names(inputs)
    loss = loss_if_left_out(search, chosen)
    price = price_if_forced_in(search, chosen)
    fall = falls(problem, chosen)
    instead = substitutes(problem, chosen, fall)
    roles = roles_of(inputs, graph, brokers=answers.allows not in {"no-brokers", "no-set"})
    part = np.nan_to_num(inputs.capacity) / inputs.needs.need
    binding = _binding(diagnosed, inputs)
    for i, actor in enumerate(problem.actors):
        serves = np.flatnonzero(part[i] > 0)
        pair, seat = bool(chosen.bilateral[i]), bool(chosen.platform[i])
        row: dict[str, Any] = {
            "site": site,
            "actor": actor,
            "name": names[i],
            "selected": pair or seat,
            "mode": "bilateral" if pair else "platform" if seat else "",
            "needs_served": ";".join(inputs.needs.components[c] for c in serves),
            "share": min(1.0, float(part[i].max(initial=0.0))),
            "reach": float(inputs.reach[i] @ inputs.target_weight),
            "loss_if_left_out": float(loss[i]),
            "price_if_forced_in": float(price[i]),
            "falls_by": float(fall[i]),
            "substitutes": ";".join(problem.actors[j] for j in instead.get(i, ())),
            "substitute_names": "; ".join(names[j] for j in instead.get(i, ())),
            "single_point": bool(
                fall[i] >= SINGLE_POINT * chosen.value and fall[i] > 0 and not instead.get(i)
            ),
            "selection_frequency": np.nan if sure is None else float(sure.frequency[i]),
            "roles": ";".join(roles[i]),
            "cost": float(problem.cost_platform[i] if seat else problem.cost_bilateral[i]),
            "cost_known": bool(inputs.cost_known[i]),
            "mandatory": bool(problem.mandatory[i]),
            "excluded": bool(problem.excluded[i]),
            **_way(inputs, actor),
        }
        if pair or seat:
            key, why = propose_modality(
                _facts(inputs, i, binding, seat=seat, influential="legitimacy" in roles[i])
            )
            row |= {"modality": key, "modality_why": why, "modality_from": "proposed"}
        rows.table.append(row)


def _facts(
    inputs: SiteInputs,
    i: int,
    binding: list[str],
    *,
    seat: bool,
    influential: bool,
) -> PartnerFacts:
    """Gather what the proposal of a form of partnership looks at."""
    part = np.nan_to_num(inputs.capacity[i]) / inputs.needs.need
    most = int(part.argmax()) if part.size else -1
    given = numbers(inputs.facts, "trust")[i]
    sort = inputs.facts["type"].iloc[i] if "type" in inputs.facts else None
    return PartnerFacts(
        platform=seat,
        sort=None if pd.isna(sort) else str(sort),
        capacity=float(part[most]) if most >= 0 else np.nan,
        cost=float(inputs.problem.cost_bilateral[i]) if inputs.cost_known[i] else np.nan,
        binding=binding[most] if most >= 0 else "",
        trust=float(given),
        influence=influential,
    )


def _binding(diagnosed: pd.DataFrame, inputs: SiteInputs) -> list[str]:
    """Give the binding dimension of each component, blank where not known."""
    if "binding" not in diagnosed:
        return [""] * len(inputs.needs.components)
    by = dict(zip(diagnosed["component"], diagnosed["binding"], strict=True))
    found = [by.get(component) for component in inputs.needs.components]
    return ["" if pd.isna(one) else str(one) for one in found]


def _way(inputs: SiteInputs, actor: str) -> dict[str, Any]:
    """Give the way of access from the project, and the first broker on it."""
    way = inputs.ways.get(actor, ())
    known = dict(zip(inputs.problem.actors, _names(inputs), strict=True))
    through = way[1:-1]
    return {
        "path": ";".join(way),
        "path_names": " → ".join(known.get(one, one) for one in way[1:]),
        "ties_away": float(len(way) - 1) if way else np.nan,
        "first_broker": known.get(through[0], through[0]) if through else "",
    }


def _summary_row(
    rows: SiteRows,
    site: str,
    inputs: SiteInputs,
    answers: _Answers,
    found: tuple[PartnerSet, SetUncertainty | None],
) -> None:
    chosen, sure = found
    words = {
        "optimal": "Proven to be the best within the limits.",
        "limit": "The best set found within the solver's limit; a better one may exist.",
    }
    rows.summary.append(
        {
            "site": site,
            "status": "chosen",
            "reason": words[chosen.status],
            "solution": chosen.status,
            "partners": int(chosen.members.sum()),
            "mode": rows.modes[-1]["rule"],
            "value": chosen.value,
            "best_value": chosen.best_value,
            "bound": chosen.bound,
            "gap": chosen.gap,
            "cost_gap": chosen.cost_gap,
            "whole": inputs.problem.whole(),
            "cost": chosen.cost,
            "budget": inputs.problem.budget if np.isfinite(inputs.problem.budget) else np.nan,
            "costs_assumed": int((~inputs.cost_known).sum()),
            "response": answers.rate,
            "answers": answers.allows,
            "regret": np.nan if sure is None else sure.regret,
            "regret_high": np.nan if sure is None else sure.regret_high,
            "value_low": np.nan if sure is None else sure.low,
            "value_high": np.nan if sure is None else sure.high,
            "rho": inputs.needs.rho,
            "nobody_has": _lacking(rows),
        }
    )


def _names(inputs: SiteInputs) -> list[str]:
    """Give the actors' names, the key where there is none."""
    actors = inputs.problem.actors
    if "name" not in inputs.facts:
        return list(actors)
    given = inputs.facts["name"]
    return [a if pd.isna(name) else str(name) for a, name in zip(actors, given, strict=True)]


def _joined(inputs: SiteInputs, mask: BoolArray) -> str:
    return ";".join(inputs.problem.actors[i] for i in np.flatnonzero(mask))
