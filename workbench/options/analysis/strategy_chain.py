"""One bottleneck after the other: what a strategy of several years amounts to.

The lowest component is mended by the option that was chosen for it, else by the one that is
advised, else by the one that lifts the package most; the package is diagnosed again with all
options taken so far, and the next bottleneck follows, until there is nothing to choose for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.errors import UnknownName
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import HERE_AND_NOW

SOURCES = (
    "chain of bottlenecks, each mended by the option chosen or advised, else by the one with the "
    "highest score, then after which it is no longer among the lowest, then the lowest cost, then "
    "the fewest months: ours",
)

_STEPS: Mapping[str, str] = {
    "site": "str",
    "step": "Int64",
    "component": "str",
    "title": "str",
    "proposal": "str",
    "option": "str",
    "option_title": "str",
    "chosen": "bool",
    "advised": "bool",
    "score_before": "Int64",
    "score_after": "Int64",
    "bottleneck_after": "str",
    "second_after": "Int64",
    "cost": "float64",
    "cost_total": "float64",
    "unknown_costs": "Int64",
    "months": "float64",
    "months_total": "float64",
    "unknown_months": "Int64",
    "success": "float64",
    "success_total": "float64",
}

_ENDS: Mapping[str, str] = {
    "site": "str",
    "score": "Int64",
    "component": "str",
    "title": "str",
    "reason": "str",
}


@dataclass(frozen=True, eq=False)
class StrategyChain:
    """The chain of bottlenecks and options, site by site.

    Attributes
    ----------
    table : DataFrame
        One row per step: site, step (Int64, from 1), component and title (the bottleneck),
        proposal, option, option_title, chosen (bool, whether the team chose it), advised (bool,
        whether it is taken because it is advised), score_before, score_after (Int64, of the
        package), bottleneck_after (keys joined by ;), second_after (Int64), cost, months, success
        (float, of this step, NaN where not known), cost_total and months_total (float, sums of what
        is known up to here, one step after the other), unknown_costs and unknown_months (Int64,
        steps up to here of which it is not known: the total is "at least"), success_total (float,
        probability that all steps up to here succeed).
    ends : DataFrame
        One row per site, why the chain ends: site, score (Int64, of the package then), component,
        title (the bottleneck then; missing without a score), reason.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    ends: pd.DataFrame
    method: Method

    def site(self, key: str) -> StrategyChain:
        """Give the chain of one site.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        sites = tuple(self.ends["site"])
        if key not in sites:
            raise UnknownName(kind="site", name=key, known=sites)
        parts: dict[str, Any] = {
            name: (frame := getattr(self, name))[frame["site"] == key].reset_index(drop=True)
            for name in ("table", "ends")
        }
        return replace(self, **parts)


@dataclass
class _Walk:
    """Where the chain of one site stands."""

    taken: list[str]
    treated: list[str]
    lowest: list[tuple[str, str]]
    score: int | None
    totals: dict[str, float]


def strategy_chain(
    results: OptionResults,
    *,
    chosen: Mapping[tuple[str, str], str] | None = None,
    advised: Mapping[tuple[str, str], str] | None = None,
) -> StrategyChain:
    """Mend one bottleneck after the other, at every site.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`. Options that are not
        possible are not taken; a component is mended once.
    chosen : mapping of (site, component) to str, optional
        The proposal that the team decided on.
    advised : mapping of (site, component) to str, optional
        The proposal that is advised, taken where nothing was decided and where it mends the
        component here and now. For other components the one that lifts the package most is taken.

    Returns
    -------
    StrategyChain

    Raises
    ------
    UnknownName
        A proposal was chosen or advised that is not among the options of the site.

    Examples
    --------
    >>> from workbench.options.analysis.options import weigh_options
    >>> from workbench.frameworks import load
    >>> listed = pd.DataFrame({"site": "s", "component": ["a", "b"]})
    >>> judged = listed.assign(readiness=[4, 6], use=[2, 3])
    >>> option = pd.DataFrame(
    ...     {
    ...         "site": ["s"],
    ...         "proposal": ["p"],
    ...         "component": ["a"],
    ...         "option": ["develop"],
    ...         "use_after": [6],
    ...         "cost": [10.0],
    ...     }
    ... )
    >>> chain = strategy_chain(weigh_options(option, listed, judged, load("ipsr")))
    >>> chain.table[["component", "score_before", "score_after", "cost_total"]].values.tolist()
    [['a', 8, 18, 10.0]]
    >>> chain.ends["reason"].tolist()
    ['There is no possible option for b.']
    """
    decided = dict(chosen or {})
    told = {key: one for key, one in (advised or {}).items() if key not in decided}
    for (site, _), proposal in [*decided.items(), *told.items()]:
        results.option(site, proposal)
    walks = {site: _start(results.before, site) for site in results.sites}
    steps: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    while walks:
        candidates = {
            site: _candidates(results, site, w, decided, told) for site, w in walks.items()
        }
        for site, found in candidates.items():
            if isinstance(found, str):
                ends.append(_end(site, walks.pop(site), found))
        open_ = {site: f for site, f in candidates.items() if not isinstance(f, str)}
        if open_:
            steps += _step(results, walks, open_, decided, told)
    place = {site: number for number, site in enumerate(results.sites)}
    steps.sort(key=lambda row: (place[row["site"]], row["step"]))
    ends.sort(key=lambda row: place[row["site"]])
    parameters = {
        name: sorted(f"{s}/{c}: {p}" for (s, c), p in one.items())
        for name, one in (("chosen", decided), ("advised", told))
    }
    method = Method("chain of bottlenecks", parameters, SOURCES)
    return StrategyChain(_typed(steps, _STEPS), _typed(ends, _ENDS), method)


def _typed(rows: list[dict[str, Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(kinds)).astype(dict(kinds))


def _lowest(diagnosis: Diagnosis, package: str) -> list[tuple[str, str]]:
    own = diagnosis.table[(diagnosis.table["site"] == package) & diagnosis.table["bottleneck"]]
    own = own.sort_values("rank", kind="stable")
    return list(zip(own["component"], own["title"], strict=True))


def _score(diagnosis: Diagnosis, package: str) -> int | None:
    found = diagnosis.packages.loc[diagnosis.packages["site"] == package, "score"]
    return None if found.isna().all() else int(found.iloc[0])


def _start(before: Diagnosis, site: str) -> _Walk:
    totals = {"cost": 0.0, "months": 0.0, "success": 1.0, "costs_open": 0.0, "months_open": 0.0}
    return _Walk([], [], _lowest(before, site), _score(before, site), totals)


def _candidates(
    results: OptionResults,
    site: str,
    walk: _Walk,
    decided: Mapping[tuple[str, str], str],
    told: Mapping[tuple[str, str], str],
) -> pd.DataFrame | str:
    """Give the options for the first bottleneck that has some, or say why the chain ends."""
    if not walk.lowest:
        return "There is no package score."
    possible = results.possible
    own = possible[(possible["site"] == site).to_numpy()]
    own = own[own["option"].isin(HERE_AND_NOW).to_numpy()]
    reasons, mended = [], []
    for component, title in walk.lowest:
        if component in walk.treated:
            mended.append(f"{title} is mended already and is still the lowest.")
            continue
        mine = own[(own["component"] == component).to_numpy()]
        pick = decided.get((site, component))
        if pick is not None:
            mine = mine[(mine["proposal"] == pick).to_numpy()]
        # An advice to leave the site says nothing about mending the component here.
        wanted = mine[(mine["proposal"] == told.get((site, component))).to_numpy()]
        mine = wanted if len(wanted) else mine
        if len(mine):
            return mine
        reasons.append(_no_option(results, site, title, pick))
    return [*reasons, *mended][0]


def _no_option(results: OptionResults, site: str, title: str, pick: str | None) -> str:
    if pick is None:
        return f"There is no possible option for {title}."
    row = results.option(site, pick)
    if not row["possible"]:
        return f"The option chosen for {title} is not possible: {row['reason']}"
    return f"The choice for {title} ({row['option_title']}) concerns the whole site."


def _end(site: str, walk: _Walk, reason: str) -> dict[str, Any]:
    component, title = walk.lowest[0] if walk.lowest else (None, None)
    where = {"site": site, "component": component, "title": title}
    return where | {"score": walk.score, "reason": reason}


def _step(
    results: OptionResults,
    walks: dict[str, _Walk],
    open_: Mapping[str, pd.DataFrame],
    decided: Mapping[tuple[str, str], str],
    told: Mapping[tuple[str, str], str],
) -> list[dict[str, Any]]:
    """Diagnose every candidate of every site in one call, take the best of each site."""
    packages, changes = [], []
    rows = results.basics.rows.set_index(["site", "proposal"], drop=False)
    for site, found in open_.items():
        for proposal in found["proposal"]:
            package = f"{site}:{proposal}"
            packages.append({"package": package, "site": site})
            taken = [(site, name) for name in [*walks[site].taken, proposal]]
            changes.append(rows.loc[taken].assign(package=package))
    together = pd.concat(changes, ignore_index=True).astype({"package": "str"})
    after = results.basics.diagnose(pd.DataFrame(packages, dtype="str"), together)
    summary = after.packages.set_index("site")
    rows_ = [_taken(site, walks[site], found, after, summary) for site, found in open_.items()]
    for row in rows_:
        key = (row["site"], row["component"])
        row["chosen"] = decided.get(key) == row["proposal"]
        row["advised"] = told.get(key) == row["proposal"]
    return rows_


def _taken(
    site: str,
    walk: _Walk,
    found: pd.DataFrame,
    after: Diagnosis,
    summary: pd.DataFrame,
) -> dict[str, Any]:
    """Take the best candidate of a site, and move its chain on."""
    then = summary.reindex([f"{site}:{name}" for name in found["proposal"]])
    reached = then["score"].fillna(-1).to_numpy(np.float64)
    cost, months = (found[n].fillna(np.inf).to_numpy(np.float64) for n in ("cost", "months"))
    value = (found["readiness_after"] * found["use_after"]).fillna(-1).to_numpy(np.float64)
    name = pd.factorize(found["proposal"], sort=True)[0]
    lowest = after.table[after.table["bottleneck"]]
    held = set(zip(lowest["site"], lowest["component"], strict=True))
    still = np.array(
        [(key, new) in held for key, new in zip(then.index, found["touched"], strict=True)]
    )
    best = int(np.lexsort((name, -value, months, cost, still, -reached))[0])
    row: dict[str, Any] = dict(found.iloc[best])
    package = f"{site}:{row['proposal']}"
    for one in ("cost", "months"):
        known = not np.isnan(row[one])
        walk.totals[one] += row[one] if known else 0.0
        walk.totals[f"{one}s_open" if one == "cost" else f"{one}_open"] += not known
    walk.totals["success"] *= row["success"]
    walk.taken.append(row["proposal"])
    walk.treated.append(row["component"])
    before = walk.score
    walk.score, walk.lowest = _score(after, package), _lowest(after, package)
    kept = {name: row[name] for name in ("site", "component", "proposal", "option")}
    kept |= {name: row[name] for name in ("option_title", "cost", "months", "success")}
    return kept | {
        "title": row["component_title"],
        "step": len(walk.taken),
        "score_before": before,
        "score_after": walk.score,
        "bottleneck_after": ";".join(component for component, _ in walk.lowest),
        "second_after": then["second_score"].iloc[best],
        "cost_total": walk.totals["cost"],
        "unknown_costs": int(walk.totals["costs_open"]),
        "months_total": walk.totals["months"],
        "unknown_months": int(walk.totals["months_open"]),
        "success_total": walk.totals["success"],
    }
