"""Choose partners: which, how many, in which mode, and what each is for.

A set is chosen and no ranking made: the best two together are seldom the two best. The exact model
stands in :mod:`~workbench.partners.analysis.partner_model`, the rule for the mode in
:mod:`~workbench.partners.analysis.mode_rule`. ``docs/methods.md`` gives formula, source and limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.solver import NODES
from workbench.core.table_access import require
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.modality import chosen_by_team
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.partner_inputs import LEAST_PROBABILITY, site_needs
from workbench.partners.analysis.partner_site import Rows, choose_at_site

SOURCES = (
    "the best set is not the set of the best: Borgatti 2006",
    "one or two partners where few hold it, many where it is dispersed: Scaling Readiness",
    "mixed-integer programs solved by HiGHS: Huangfu and Hall 2018",
    "no recommendation below 30 % of answers (Smith and Moody 2013 on missing actors): ours",
    "objective, shares and thresholds of the mode rule, single point of failure: ours",
    "weight of a component: P(bottleneck) × its weight in the table needs: ours",
    "unknown trust counts as the median known one of the site, or 1: ours",
    "unknown cost counts as the usual one, a quarter more for each further tie; a seat on a "
    "platform as a quarter of it, the platform itself as the median partnership: ours",
    "no budget stated counts as five usual partnerships beside the mandatory ones: ours",
    "unknown pooling counts as adding up, and the other answer is tried too: ours",
    "ties of who did not answer are filled in; the set is chosen for mean reach: ours",
    "form of partnership: a rule of ours",
)

#: Columns of each table and their dtypes.
COLUMNS: dict[str, dict[str, str]] = {
    "table": {
        "site": "str", "actor": "str", "name": "str", "selected": "bool", "mode": "str",
        "needs_served": "str", "share": "float", "reach": "float", "loss_if_left_out": "float",
        "price_if_forced_in": "float", "falls_by": "float", "selection_frequency": "float",
        "roles": "str", "path": "str", "ties_away": "Int64", "substitutes": "str",
        "single_point": "boolean", "cost": "float", "cost_known": "bool", "mandatory": "boolean",
        "excluded": "boolean", "modality": "str", "modality_why": "str", "decided": "str",
    },
    "needs": {
        "site": "str", "need": "str", "kind": "str", "weight": "float", "decides": "bool",
        "pooling": "str", "pooling_known": "bool", "pooling_matters": "bool", "c2": "float",
        "whole": "float", "n_eff": "float", "mode": "str", "wording": "str", "holders": "str",
        "holders_n": "Int64",
    },
    "modes": {
        "site": "str", "rule": "str", "model": "str", "contested": "bool", "flip_price": "float",
        "alone_cost": "float", "platform_cost": "float",
    },
    "capacity": {
        "site": "str", "actor": "str", "component": "str", "capacity": "float", "share": "float",
    },
    "summary": {
        "site": "str", "status": "str", "reason": "str", "partners": "Int64", "mode": "str",
        "value": "float", "best_value": "float", "bound": "float", "gap": "float",
        "cost_gap": "float", "whole": "float", "cost": "float", "budget": "float",
        "response": "float", "answers": "str", "regret": "float",
        "regret_high": "float", "searched": "Int64", "rho": "float", "nobody_has": "str",
    },
    "interviews": {"site": "str", "actor": "str", "gain": "float"},
    "forums": {"site": "str", "forum": "str", "name": "str", "covers": "Int64", "of": "Int64"},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Partners(Result):
    """The partners of one or many sites.

    Attributes
    ----------
    table : DataFrame
        One row per site and actor (the lead organisation is none): selected, mode ("bilateral",
        "platform" or ""), needs_served (keys, ;), share (largest part of a need it covers), reach
        (share of the targets), loss_if_left_out (of chosen partners) and price_if_forced_in (share
        of the best value; missing where not computed or not affordable), falls_by (value lost
        without it), roles (keys, ;), path (way of access from the project, keys, ;), ties_away,
        substitutes, single_point, selection_frequency (share of the imputations searched; missing
        where nothing was imputed), cost and cost_known, modality (key), modality_why, decided
        (components that it carries out by decision, keys, ;: it is in, and the option has its
        cost).
    needs : DataFrame
        One row per site and need, reach being one: weight in the value, decides (heavy enough for
        the mode), pooling, pooling_known, pooling_matters (the one question to ask), c2 (share of
        the best two of what the network could), whole (``g(V)``), n_eff, mode, wording
        ("sole-holder", "substitutes", "one-or-two-plus-platform", "platform", "nobody-has-it"),
        holders.
    modes : DataFrame
        rule and model: the mode by either; contested (they differ, or the rule holds in fewer than
        80 % of the imputations), alone_cost (what a set without a platform would cost that gives as
        much; infinite where none does), flip_price (price of the platform up to which it pays, see
        :func:`~workbench.partners.analysis.partner_worth.platform_prices`); both missing where the
        search ended at its limit.
    capacity : DataFrame
        Actor × component: capacity as given (missing: not known) and its share of the need.
    summary : DataFrame
        One row per site: status ("chosen", "none", "infeasible", "nobody has it", "not enough
        known", "no recommendation") and reason in words, value, bound, gap, cost, response, regret
        (at most so much where a search ended at its limit), searched (imputations).
    interviews : DataFrame
        Whom to interview next, with the reach that an answer is expected to show.
    forums : DataFrame
        Existing forums, most covering first: how many of the chosen partners on the platform (else
        of the holders) sit there, of how many.
    method : Method
        Parameters and sources.
    """

    _main = "summary"
    _shown = ("site", "status", "mode", "partners", "reason")

    table: pd.DataFrame
    needs: pd.DataFrame
    modes: pd.DataFrame
    capacity: pd.DataFrame
    summary: pd.DataFrame
    interviews: pd.DataFrame
    forums: pd.DataFrame
    method: Method


def choose_partners(
    networks: Networks,
    capacities: pd.DataFrame,
    diagnosed: pd.DataFrame,
    *,
    needs: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    forums: pd.DataFrame | None = None,
    memberships: pd.DataFrame | None = None,
    partnerships: pd.DataFrame | None = None,
    rules: PartnerRules | None = None,
    sites: Sequence[str] | None = None,
    seed: int = 1,
    decided: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({}),
) -> Partners:
    """Choose partners at every site.

    Parameters
    ----------
    networks : Networks
        Of :func:`~workbench.partners.analysis.network.build_networks`; its actors carry lead,
        mandatory, excluded, cost_bilateral, cost_platform, trust, influence, type, level,
        responded where known.
    capacities : DataFrame
        site, actor, component, capacity (0 to 1), cost.
    diagnosed : DataFrame
        Table of the diagnosis: site, component, readiness, use, p_bottleneck, binding.
    needs : DataFrame, optional
        site, component, need, pooling, weight.
    targets : DataFrame, optional
        site, actor, weight; without rows of a site everybody but the lead organisation counts.
    forums, memberships : DataFrame, optional
        Existing forums and their members.
    partnerships : DataFrame, optional
        Forms of partnership that the team chose, with the reason.
    rules : PartnerRules, optional
        How partners are chosen; the defaults of the project's block ``partners``.
    sites : sequence of str, optional
        Sites to do, in this order; those with actors by default. One without actors has the
        status "none".
    seed : int
        Of the random numbers.
    decided : mapping of str to mapping
        By site: who carries out which components by decision of the team.

    Returns
    -------
    Partners

    Raises
    ------
    UnknownName
        A column that is needed is not there.
    InvalidInput
        An actor both mandatory and excluded; values out of range.
    """
    how = rules or PartnerRules()
    require(capacities, ["site", "actor", "component", "capacity"], "capacities")
    require(diagnosed, ["site", "component"], "diagnosis")
    tables = {"capacities": capacities, "diagnosis": diagnosed}
    tables |= {"needs": _or_none(needs), "targets": _or_none(targets)}
    found: dict[str, Rows] = {name: [] for name in COLUMNS}
    for site in networks.sites if sites is None else sites:
        for name, rows in _one_site(networks, site, tables, how, seed, decided).items():
            found[name] += [{"site": site} | row for row in rows]
    frames = {name: _frame(name, rows) for name, rows in found.items()}
    _by_team(frames["table"], _or_none(partnerships))
    gathered = _forum_rows(frames, _or_none(forums), _or_none(memberships))
    frames["forums"] = _frame("forums", gathered)
    parameters = {**how.model_dump(), "seed": seed, "nodes": NODES, "least_p": LEAST_PROBABILITY}
    return Partners(**frames, method=Method("partner sets and modes", parameters, SOURCES))


def _or_none(table: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame({"site": pd.Series(dtype="str")}) if table is None else table


def _one_site(
    networks: Networks,
    site: str,
    tables: dict[str, pd.DataFrame],
    rules: PartnerRules,
    seed: int,
    decided: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> dict[str, Rows]:
    if site not in networks.sites:
        reason = "No actor is known at this site."
        return {"summary": [{"status": "none", "reason": reason, "mode": "none", "partners": 0}]}
    here = {name: frame[frame["site"] == site] for name, frame in tables.items()}
    wanted = site_needs(here["diagnosis"], here["needs"])
    carried = decided.get(site, MappingProxyType({}))
    return choose_at_site(networks.graph(site), here, wanted, rules, seed, carried)


def _frame(name: str, rows: Rows) -> pd.DataFrame:
    """Make a table with every column, in order and with its dtype."""
    columns = COLUMNS[name]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _by_team(table: pd.DataFrame, partnerships: pd.DataFrame) -> None:
    """Put the team's forms in place of the proposed ones, for chosen partners and for others."""
    chosen = chosen_by_team(partnerships)
    for row, place in enumerate(zip(table["site"], table["actor"], strict=True)):
        if place in chosen:
            table.loc[table.index[row], ["modality", "modality_why"]] = list(chosen[place])


def _forum_rows(
    frames: dict[str, pd.DataFrame], forums: pd.DataFrame, memberships: pd.DataFrame
) -> Rows:
    """Count who of the partners on the platform sits in a forum already."""
    table, needs = frames["table"], frames["needs"]
    rows = []
    for forum in forums.to_dict("records"):
        here = table[table["site"] == forum["site"]]
        wanted = set(here.loc[here["mode"] == "platform", "actor"])
        if not wanted:  # without a platform in the set: whoever holds some of what is needed
            own = needs[(needs["site"] == forum["site"]) & (needs["kind"] == "capacity")]
            wanted = set(here.loc[here["share"] > 0, "actor"]) if len(own) else set()
        inside = (memberships["site"] == forum["site"]) & (memberships["forum"] == forum["forum"])
        members = set(memberships.loc[inside, "actor"]) if len(memberships) else set()
        rows.append(
            {
                "site": forum["site"],
                "forum": forum["forum"],
                "name": forum.get("name"),
                "covers": len(wanted & members),
                "of": len(wanted),
            }
        )
    return sorted(rows, key=lambda row: (row["site"], -row["covers"], row["forum"]))
