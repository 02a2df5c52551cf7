"""Several bottlenecks at once: the menu of combinations of options, and its Pareto front.

The menu of a site is the product of what one could do about each of its components, doing nothing
included, and beside it the options that concern the whole site, each by itself. The score of a
combination comes from the same composition and the same diagnosis as that of a single option.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import BoolArray, FloatArray, floats, words
from workbench.errors import InvalidInput, UnknownName
from workbench.options.analysis.option_rows import as_words, listed
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import HERE_AND_NOW

#: Packages diagnosed in one call; keeps memory flat however many sites there are.
AT_ONCE = 2_000

SOURCES = (
    "product of the menus of the components, site-level options as items of their own: ours",
    "Pareto front (not worse in cost, months and score, better in one): Pareto 1906",
)


@dataclass(frozen=True, eq=False)
class OptionMenu:
    """Combinations of options, site by site.

    Attributes
    ----------
    table : DataFrame
        One row per item of a site's menu; the first is to do nothing.

        ====================== ======= ============================================================
        column                 dtype   meaning
        ====================== ======= ============================================================
        site                   str     key of the site
        item                   Int64   number of the item at the site, from 1
        kind                   str     "nothing", "combination" (of options here and now) or "whole
                                       site" (relocate, reorient, postpone, stop, by itself)
        proposals              str     names of the options, joined by ;, the lowest component first
        titles                 str     "Develop Clean seed supply; Outsource By-laws"
        components             str     components they are for, joined by ;
        score_before           Int64   package score today
        score_after            Int64   package score if all of them succeed; missing after stop
        gain                   Int64   score_after - score_before
        bottleneck_after       str     components then at the minimum, joined by ;
        second_after           Int64   second lowest score then
        cost_low, cost,        float   sums of lowest, most likely, highest cost; of the known ones
        cost_high                      only where `unknown_costs` is above 0
        unknown_costs          Int64   options whose cost is not known: cost is then "at least"
        months                 float   months of the longest: all go on at the same time
        months_in_turn         float   sum of the months: one after the other
        unknown_months         Int64   options whose months are not known
        success                float   probability that all succeed, independently; NaN where one
                                       is not known
        pareto                 bool    whether no other item of the site is as good in cost, months
                                       and score_after and better in one; items with something
                                       unknown, or without a score, are not compared
        ====================== ======= ============================================================
    left_out : DataFrame
        Options that are in no combination: site, proposal, component, title, reason ("dominated by
        …", "no better than nothing", "beyond the bound of … combinations").
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    left_out: pd.DataFrame
    method: Method

    def site(self, key: str) -> OptionMenu:
        """Give the menu of one site.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        sites = tuple(dict.fromkeys(self.table["site"]))
        if key not in sites:
            raise UnknownName(kind="site", name=key, known=sites)
        parts: dict[str, Any] = {
            name: (frame := getattr(self, name))[frame["site"] == key].reset_index(drop=True)
            for name in ("table", "left_out")
        }
        return replace(self, **parts)

    @property
    def front(self) -> pd.DataFrame:
        """The items on the Pareto front, the cheapest of each site first."""
        best = self.table[self.table["pareto"]]
        place = pd.factorize(best["site"])[0]
        order = np.lexsort((floats(best["months"]), floats(best["cost"]), place))
        return best.iloc[order].reset_index(drop=True)


def option_menu(results: OptionResults, *, most: int = 256) -> OptionMenu:
    """Combine the options of every site over its bottlenecks.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.
    most : int
        Most combinations per site (ours). Options that another one of the same component dominates
        are left out first; if there are still too many, the components that stand highest today
        are left as they are. Both are listed in `left_out`.

    Returns
    -------
    OptionMenu

    Raises
    ------
    InvalidInput
        The bound is below 1.

    Examples
    --------
    >>> from workbench.options.analysis.options import weigh_options
    >>> from workbench.frameworks import load
    >>> listed = pd.DataFrame({"site": "s", "component": ["a", "b"]})
    >>> judged = listed.assign(readiness=[4, 6], use=[2, 3])
    >>> option = pd.DataFrame(
    ...     {
    ...         "site": "s",
    ...         "proposal": ["p", "q"],
    ...         "component": ["a", "b"],
    ...         "option": "develop",
    ...         "use_after": [6, 6],
    ...         "cost": [10.0, 5.0],
    ...         "months": [6.0, 9.0],
    ...     }
    ... )
    >>> menu = option_menu(weigh_options(option, listed, judged, load("ipsr")))
    >>> menu.table[["proposals", "score_after", "cost", "pareto"]].values.tolist()
    [['', 8, 0.0, True], ['q', 8, 5.0, False], ['p', 18, 10.0, True], ['p;q', 24, 15.0, True]]
    """
    if most < 1:
        message = f"At least one combination has to be allowed, not {most}."
        raise InvalidInput(message)
    rows = results.possible.copy()
    rows["value"] = _values(rows, results)
    apart = rows["option"].isin(HERE_AND_NOW).to_numpy()
    mending, dropped = _undominated(rows[apart])
    choices, beyond = _choices(mending, results, most)
    parts = [_computed(chunk, results) for chunk in _chunks(choices)]
    single = [_whole_site(rows[~apart])]
    table = pd.concat([part for part in [*parts, *single] if len(part)], ignore_index=True)
    place = pd.Index(results.sites).get_indexer(pd.Index(table["site"]))
    table = table.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    number = table.groupby("site").cumcount() + 1
    table.insert(1, "item", number.astype("Int64"))
    table["pareto"] = _pareto(table)
    empty = pd.DataFrame(columns=["site", "proposal", "component", "title", "reason"], dtype="str")
    left_out = pd.concat([empty, *dropped, *beyond], ignore_index=True).astype("str")
    return OptionMenu(table, left_out, Method("menu of combinations", {"most": most}, SOURCES))


def _values(rows: pd.DataFrame, results: OptionResults) -> FloatArray:
    """Give the lowest score of what stands in the place of the component after each option."""
    value = floats(rows["readiness_after"]) * floats(rows["use_after"])
    levels = results.basics.facts.levels
    for place, row in enumerate(rows.to_dict("records")):
        if row["option"] == "substitute":
            brought = [levels[row["site"], key] for key in listed(row["brings"])]
            value[place] = min([value[place], *(r * u for r, u in brought)])
    return value


# ---------------------------------------------------------------- pruning


def _undominated(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Drop the options that another one of the same component beats or equals in everything."""
    why = np.full(len(rows), "", dtype=object)
    now = floats(rows["readiness_before"]) * floats(rows["use_before"])
    value = floats(rows["value"])
    why[value <= now] = "no better than nothing"
    cost, months, success = (floats(rows[name]) for name in ("cost", "months", "success"))
    alike = {"cost": -cost, "months": -months, "success": success, "value": value}
    measures = np.column_stack(list(alike.values()))
    for place in rows.groupby(["site", "component"], sort=False).indices.values():
        for one in place[why[place] == ""]:
            for other in place[why[place] == ""]:
                if other != one and _beats(measures[other], measures[one], tie=other < one):
                    why[one] = f"dominated by {rows['proposal'].iloc[other]}"
                    break
    out = rows.loc[why != "", ["site", "proposal", "component", "title"]]
    return rows[why == ""], [out.assign(reason=why[why != ""])] if len(out) else []


def _beats(first: FloatArray, second: FloatArray, *, tie: bool) -> bool:
    """Say whether the first is nowhere worse; of two that are equal only one beats the other.

    What is not known of both is equal; what is known of one alone cannot be compared.
    """
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    better = first > second
    return bool((same | better).all() and (better.any() or tie))


def _choices(
    rows: pd.DataFrame, results: OptionResults, most: int
) -> tuple[dict[str, list[tuple[int, ...]]], list[pd.DataFrame]]:
    """List the combinations of each site as positions in the table, the lowest components first."""
    rank = results.before.table.set_index(["site", "component"])["rank"]
    beyond, choices = [], {}
    groups = dict(list(rows.groupby("site", sort=False)))
    for site in results.sites:
        own = groups.get(site)
        menus: list[list[int | None]] = []
        size = 1
        parts = [] if own is None else list(own.groupby("component", sort=False))
        parts.sort(key=lambda part: (float(floats(rank.loc[[(site, part[0])]])[0]), str(part[0])))
        for _, part in parts:
            if size * (len(part) + 1) > most:
                out = part[["site", "proposal", "component", "title"]]
                beyond.append(out.assign(reason=f"beyond the bound of {most} combinations"))
                size = most + 1  # what stands higher is left out too
                continue
            size *= len(part) + 1
            menus.append([None, *(int(label) for label in part.index)])
        choices[site] = [
            tuple(label for label in pick if label is not None) for pick in product(*menus)
        ]
    return choices, beyond


def _chunks(
    choices: dict[str, list[tuple[int, ...]]],
) -> Iterator[list[tuple[str, tuple[int, ...]]]]:
    every = [(site, pick) for site, picks in choices.items() for pick in picks]
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]


# ---------------------------------------------------------------- scores and sums


def _computed(items: list[tuple[str, tuple[int, ...]]], results: OptionResults) -> pd.DataFrame:
    """Diagnose combinations; the numbers are positions in ``results.possible``."""
    possible = results.possible
    basics = results.basics
    rows = basics.rows.set_index(["site", "proposal"])
    keys = [f"{site}:{number}" for number, (site, _) in enumerate(items)]
    packages = pd.DataFrame({"package": keys, "site": [site for site, _ in items]}, dtype="str")
    flat = [label for _, pick in items for label in pick]
    chosen = possible.iloc[flat]
    changes = rows.loc[pd.MultiIndex.from_frame(chosen[["site", "proposal"]])].reset_index()
    owner = np.repeat(np.arange(len(items)), [len(pick) for _, pick in items])
    changes["package"] = pd.Series(np.array(keys, object)[owner], dtype="str")
    after = basics.diagnose(packages, changes).packages.set_index("site").reindex(keys)
    today = results.before.packages.set_index("site").reindex(packages["site"])
    kind = np.where([bool(pick) for _, pick in items], "combination", "nothing")
    table = pd.DataFrame({"site": packages["site"], "kind": words(kind.astype(object))})
    for name, column in (("proposals", "proposal"), ("components", "component")):
        values = possible[column].to_numpy(object)
        table[name] = words(as_words([";".join(values[list(pick)]) for _, pick in items]))
    names = (possible["option_title"] + " " + possible["component_title"]).to_numpy(object)
    table["titles"] = words(as_words(["; ".join(names[list(pick)]) for _, pick in items]))
    table["score_before"] = today["score"].astype("Int64").array
    table["score_after"] = after["score"].astype("Int64").array
    table["bottleneck_after"] = after["bottlenecks"].astype("str").to_numpy()
    table["second_after"] = after["second_score"].astype("Int64").array
    return _ordered(_summed(table, chosen, owner))


def _summed(table: pd.DataFrame, chosen: pd.DataFrame, owner: np.ndarray) -> pd.DataFrame:
    """Add up cost, months and chances of the options of each item."""
    size = len(table)
    for name in ("cost_low", "cost", "cost_high", "months"):
        values = floats(chosen[name])
        table[name] = np.bincount(owner, weights=np.nan_to_num(values), minlength=size)
        if name in {"cost", "months"}:
            open_ = np.isnan(values).astype(np.float64)
            unknown = pd.Series(np.bincount(owner, weights=open_, minlength=size))
            table[f"unknown_{'costs' if name == 'cost' else name}"] = unknown.astype("Int64")
    table["months_in_turn"] = table["months"]
    longest = np.zeros(size)
    np.fmax.at(longest, owner, floats(chosen["months"]))
    table["months"] = longest
    success = np.ones(size)
    np.multiply.at(success, owner, floats(chosen["success"]))
    table["success"] = success
    table["gain"] = table["score_after"] - table["score_before"]
    return table


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    first = ["site", "kind", "proposals", "titles", "components", "score_before", "score_after"]
    first += ["gain", "bottleneck_after", "second_after", "cost_low", "cost", "cost_high"]
    return table[[*first, "unknown_costs", "months", "months_in_turn", "unknown_months", "success"]]


def _whole_site(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the options that concern the whole site, each by itself."""
    table = rows[["site"]].reset_index(drop=True)
    rows = rows.reset_index(drop=True)
    table["kind"] = pd.Series("whole site", index=table.index, dtype="str")
    table["proposals"], table["components"] = rows["proposal"], rows["component"]
    table["titles"] = (rows["option_title"] + " " + rows["component_title"]).astype("str")
    whole_sites = rows["option"].isin(["relocate", "stop"])
    table["titles"] = table["titles"].mask(whole_sites, rows["option_title"])
    for name in ("score_before", "score_after", "bottleneck_after", "second_after"):
        table[name] = rows[name]
    return _ordered(_summed(table, rows, np.arange(len(rows))))


def _pareto(table: pd.DataFrame) -> BoolArray:
    """Mark the items that nothing else at the site beats in cost, months and score."""
    known = (floats(table["unknown_costs"]) == 0) & (floats(table["unknown_months"]) == 0)
    known &= table["score_after"].notna().to_numpy()
    measures = np.column_stack(
        [floats(table[name]) for name in ("cost", "months")] + [-floats(table["score_after"])]
    )
    front = np.zeros(len(table), dtype=bool)
    for place in table.groupby("site", sort=False).indices.values():
        usable = place[known[place]]
        own = measures[usable]
        worse = (own[:, None, :] >= own[None, :, :]).all(axis=2)
        strictly = (own[:, None, :] > own[None, :, :]).any(axis=2)
        front[usable] = ~(worse & strictly).any(axis=1)
    return front
