"""What is advised for each bottleneck, beside what the team decided.

The comparison, the decision tree and the decisions each say something about a bottleneck; here they
are put side by side, one row each, and the one that speaks last is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd

from workbench.core.method import Method
from workbench.options.analysis.choice import OptionComparison
from workbench.options.analysis.decision_tree import DecisionTree
from workbench.options.analysis.decisions import DecisionReview
from workbench.options.analysis.options import OptionResults

SOURCES = (
    "advice: not needed, then more evidence first, then what is best under most of the weightings, "
    "then stopping; stopping only where the tree ends there or nothing else is possible: ours",
)

_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("site", "component", "component_title"), "str"),
    "bottleneck": "bool",
    "options": "Int64",
    "outcome": "str",
    **dict.fromkeys(("advice", "proposal", "option", "option_title"), "str"),
    "share": "float64",
    "decided": "boolean",
    **dict.fromkeys(("chosen", "chosen_option", "chosen_option_title"), "str"),
    "agrees": "boolean",
}


@dataclass(frozen=True, eq=False)
class Advice:
    """What is advised for each bottleneck.

    Attributes
    ----------
    table : DataFrame
        One row per site and component that is a bottleneck, has options or was asked about, the
        lowest first.

        ================== ======= ================================================================
        column             dtype   meaning
        ================== ======= ================================================================
        site, component    str     where
        component_title    str     its name to print
        bottleneck         bool    whether it is one today
        options            Int64   options that are recorded for it
        outcome            str     where the decision tree leads; missing where nobody asked
        advice             str     "not needed" (correct the package), "evidence first" (with the
                                   best option by today's numbers, if there is one), "option",
                                   "stop", or "none" where no option is possible
        proposal, option,  str     the option that is advised; missing where there is none
        option_title
        share              float   share of weightings under which it is best
        decided            boolean whether a decision of the team stands
        chosen             str     proposal that it names; missing where it names none
        chosen_option,     str     option that the team chose
        chosen_option_title
        agrees             boolean whether the team chose what is advised; missing where one of the
                                   two is not there
        ================== ======= ================================================================
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    method: Method

    def site(self, key: str) -> Advice:
        """Give the advice for one site; none where there is nothing to advise on."""
        return replace(self, table=self.table[self.table["site"] == key].reset_index(drop=True))

    @property
    def proposals(self) -> dict[tuple[str, str], str]:
        """Proposal that is advised, by site and component; none where nothing is."""
        rows = self.table[self.table["proposal"].notna()]
        return {
            (str(site), str(component)): str(proposal)
            for site, component, proposal in zip(
                rows["site"], rows["component"], rows["proposal"], strict=True
            )
        }

    def _repr_html_(self) -> str:
        """Show the advice, with the names from the data escaped."""
        names = ["site", "component_title", "advice", "proposal", "option_title", "chosen"]
        lines = [
            [("" if pd.isna(row[name]) else str(row[name])) for name in names]
            for row in self.table.head(40).to_dict("records")
        ]
        head = "".join(f"<th>{name.replace('_title', '')}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
            for line in lines
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def advise(
    results: OptionResults, choice: OptionComparison, tree: DecisionTree, review: DecisionReview
) -> Advice:
    """Say what is advised for each bottleneck, beside what the team decided.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.
    choice : OptionComparison
        Comparison of these options.
    tree : DecisionTree
        The walk through the decision tree.
    review : DecisionReview
        The decisions.

    Returns
    -------
    Advice

    Examples
    --------
    >>> from workbench.options.analysis.choice import compare_options
    >>> from workbench.options.analysis.decision_tree import walk_tree
    >>> from workbench.options.analysis.decisions import review_decisions
    >>> from workbench.options.analysis.options import weigh_options
    >>> from workbench.frameworks import load
    >>> listed = pd.DataFrame({"site": "s", "component": ["a", "b"]})
    >>> judged = listed.assign(readiness=[4, 6], use=[2, 3])
    >>> options = pd.DataFrame(
    ...     {
    ...         "site": ["s"],
    ...         "proposal": ["p"],
    ...         "component": ["a"],
    ...         "option": ["develop"],
    ...         "use_after": [6],
    ...     }
    ... )
    >>> results = weigh_options(options, listed, judged, load("ipsr"))
    >>> none = pd.DataFrame(columns=["site", "decision", "component", "option"])
    >>> found = advise(
    ...     results,
    ...     compare_options(results.table, ["gain", "cost"], draws=100),
    ...     walk_tree(None, results.before, results),
    ...     review_decisions(none, results, listed, judged),
    ... )
    >>> found.table[["component", "advice", "proposal", "share"]].values.tolist()
    [['a', 'option', 'p', 1.0]]
    """
    weighed = results.table.set_index(["site", "proposal"])
    best = _by_bottleneck(choice.facts)
    decided = _by_bottleneck(review.standing)
    options = dict(list(results.table.groupby(["site", "component"], sort=False)))
    rows = []
    for lead in tree.leads.to_dict("records"):
        key = (str(lead["site"]), str(lead["component"]))
        own = options.get(key)
        row: dict[str, Any] = {
            "site": key[0],
            "component": key[1],
            "component_title": lead["title"],
            "bottleneck": lead["bottleneck"],
            "options": 0 if own is None else len(own),
            "outcome": lead["outcome"],
        }
        row |= _advised(lead, best.get(key, {}), own)
        if row["proposal"] is not None:
            found = weighed.loc[(key[0], row["proposal"])]
            row |= {"option": found["option"], "option_title": found["option_title"]}
        row |= _decided(row, decided.get(key))
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(dict(_COLUMNS))
    return Advice(table, Method("advice for each bottleneck", {}, SOURCES))


def _by_bottleneck(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    keys = zip(frame["site"], frame["component"], strict=True)
    found: list[Any] = frame.to_dict("records")
    return dict(zip(keys, found, strict=True))


def _advised(
    lead: Mapping[Any, Any], best: Mapping[str, Any], own: pd.DataFrame | None
) -> dict[str, Any]:
    """Say what is advised: the option that is best under most weightings, unless something else."""
    first = best.get("best")
    first = None if first is None or pd.isna(first) else str(first)
    share = best.get("first_share") if first is not None else None
    if lead["outcome"] == "correction":
        return {"advice": "not needed", "proposal": None, "share": None}
    if lead["outcome"] == "evidence first":
        return {"advice": "evidence first", "proposal": first, "share": share}
    stop = _stopping(own)
    if stop is not None and (lead["outcome"] == "stop" or first is None):
        return {"advice": "stop", "proposal": stop, "share": None}
    if first is None:
        return {"advice": "none", "proposal": None, "share": None}
    return {"advice": "option", "proposal": first, "share": share}


def _stopping(own: pd.DataFrame | None) -> str | None:
    """Name the option to stop, where there is one that is possible."""
    if own is None:
        return None
    found = own[(own["option"] == "stop") & own["possible"].to_numpy(dtype=bool)]
    return str(found["proposal"].iloc[0]) if len(found) else None


def _decided(row: Mapping[str, Any], decision: Mapping[str, Any] | None) -> dict[str, Any]:
    if decision is None:
        return {"decided": False}
    named = None if pd.isna(decision["proposal"]) else str(decision["proposal"])
    found: dict[str, Any] = {
        "decided": True,
        "chosen": named,
        "chosen_option": decision["option"],
        "chosen_option_title": decision["option_title"],
    }
    if row["proposal"] is not None:
        same = named == row["proposal"] if named else decision["option"] == row["option"]
        found["agrees"] = bool(same)
    return found
