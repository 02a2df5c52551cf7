"""Several bottlenecks at once: the menu of combinations of options, and its Pareto front.

The menu of a site is the product of what one could do about each of its components, doing nothing
included, and beside it the options that concern the whole site, each by itself. The score of a
combination comes from the same composition and the same diagnosis as that of a single option.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import groupby, product
from math import prod

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.diagnosis.analysis.rows import Package
from workbench.options.analysis.option_guards import ComponentKey, Facts
from workbench.options.analysis.option_rows import Option, keys_in
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import HERE_AND_NOW, OTHER_AIM

#: Most combinations per site (ours).
MOST = 256

#: Packages diagnosed in one call; keeps memory flat however many sites there are.
AT_ONCE = 2_000

SOURCES = (
    "product of the menus of the components, site-level options as items of their own: ours",
    "Pareto front (not worse in cost, months and score, better in one): Pareto 1906",
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """What could be done together: a row of `OptionMenu.table`.

    Attributes
    ----------
    site, item : str, int
        Key of the site; number of the item there, from 1.
    kind : str
        "nothing", "combination" (of options here and now) or "whole site" (relocate, reorient,
        postpone, stop, by itself).
    proposals : str
        Names of the options, joined by ;, the lowest component first.
    score_before, score_after : int or None
        Package score today, and if all of them succeed; None after stop.
    cost_low, cost, cost_high : float
        Sums of lowest, most likely, highest cost; of the known ones only where `unknown_costs` is
        above 0.
    unknown_costs, unknown_months : int
        Options of which it is not known: the sum is then "at least".
    months, months_in_turn : float
        Months of the longest, as all go on at the same time; sum of the months, one by one.
    success : float or None
        Probability that all succeed, independently.
    pareto : bool
        Whether no other item of the site is as good in cost, months and score_after and better in
        one; items with something unknown, or without a score, are not compared.
    """

    site: str
    item: int
    kind: str
    proposals: str
    score_before: int | None
    score_after: int | None
    cost_low: float
    cost: float
    cost_high: float
    unknown_costs: int
    months: float
    months_in_turn: float
    unknown_months: int
    success: float | None
    pareto: bool
    other_aim: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the options."""
        return keys_in(self.proposals)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An option that is in no combination: a row of `OptionMenu.left_out`.

    Attributes
    ----------
    site, proposal, component : str
        The option.
    reason : str
        "dominated by …", "no better than nothing", "beyond the bound of … combinations".
    """

    site: str
    proposal: str
    component: str
    reason: str


@dataclass(frozen=True, eq=False)
class OptionMenu(Result):
    """Combinations of options, site by site.

    Attributes
    ----------
    table : DataFrame
        One row per item of a site's menu, the first of which is to do nothing: the columns of
        :class:`MenuItem`.
    left_out : DataFrame
        Options that are in no combination: the columns of :class:`LeftOut`.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    left_out: pd.DataFrame
    method: Method

    @property
    def items(self) -> list[MenuItem]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, MenuItem)

    @property
    def front(self) -> list[MenuItem]:
        """The items on the Pareto front, the cheapest of each site first."""
        best = [one for one in self.items if one.pareto]
        place = {site: number for number, site in enumerate(self.sites)}
        return sorted(best, key=lambda one: (place[one.site], one.cost, one.months))


def option_menu(results: OptionResults) -> OptionMenu:
    """Combine the options of every site over its bottlenecks.

    Options that another one of the same component dominates are left out first; if there are still
    more combinations than `MOST`, the components that stand highest today are left as they are.
    Both are listed in `left_out`.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.

    Examples
    --------
    >>> from workbench.diagnosis.analysis.diagnosis import diagnose
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
    >>> today = diagnose(listed, judged, load("ipsr"))
    >>> menu = option_menu(weigh_options(option, today, listed, judged))
    >>> menu.table[["proposals", "score_after", "cost", "pareto"]].values.tolist()
    [['', 8, 0.0, True], ['q', 8, 5.0, False], ['p', 18, 10.0, True], ['p;q', 24, 15.0, True]]
    """
    facts, before, today = results.basics.facts, results.before, results.before.table
    ranks = today["rank"].to_numpy(dtype=np.float64, na_value=np.inf).tolist()
    rank = dict(zip(zip(today["site"], today["component"], strict=True), ranks, strict=True))
    own: dict[str, list[Option]] = defaultdict(list)
    for one in results.possible:
        own[one.site].append(one)
    picks: list[tuple[Package, str, tuple[Option, ...]]] = []
    left_out: list[LeftOut] = []
    for package in before.package_rows:
        here = [one for one in own[package.site] if one.option in HERE_AND_NOW]
        here.sort(key=lambda one: (rank[one.key], one.component))
        menus, out = _menus(here, facts, rank.keys())
        left_out += out
        for pick in product(*menus):
            chosen = tuple(one for one in pick if one is not None)
            picks.append((package, "combination" if chosen else "nothing", chosen))
        whole = (one for one in own[package.site] if one.option not in HERE_AND_NOW)
        picks += [(package, "whole site", (one,)) for one in whole]
    scores = _scores(picks, results)
    items: list[MenuItem] = []
    for _, group in groupby(zip(picks, scores, strict=True), key=lambda one: one[0][0].site):
        items += _with_front([
            _item(package, number, kind, options, score)
            for number, ((package, kind, options), score) in enumerate(group, start=1)
        ])  # fmt: skip
    method = Method("menu of combinations", {"most": MOST}, SOURCES)
    return OptionMenu(table_of(items, MenuItem), table_of(left_out, LeftOut), method)


# ---------------------------------------------------------------- pruning


def _menus(
    here: list[Option], facts: Facts, inside: AbstractSet[ComponentKey]
) -> tuple[list[list[Option | None]], list[LeftOut]]:
    """Return what could be done about each component of a site, and what is left out of it."""
    menus: list[list[Option | None]] = []
    out: list[LeftOut] = []
    size = 1
    for _, group in groupby(here, key=lambda one: one.component):
        kept, worse = _undominated(list(group), facts, inside)
        out += worse
        if kept and size * (len(kept) + 1) > MOST:
            reason = f"beyond the bound of {MOST} combinations"
            out += [LeftOut(one.site, one.proposal, one.component, reason) for one in kept]
            size = MOST + 1  # what stands higher is left out too
        elif kept:
            size *= len(kept) + 1
            menus.append([None, *kept])
    return menus, out


def _undominated(
    own: list[Option], facts: Facts, inside: AbstractSet[ComponentKey]
) -> tuple[list[Option], list[LeftOut]]:
    """Drop the options that another one of the same component beats or equals in everything.

    A substitute that is in the package already takes the component out and leaves the rest to what
    is done about the substitute itself: such an option is always kept, and rules out no other.
    """
    measures = [_measures(one, facts) for one in own]
    why = [""] * len(own)
    open_ = [i for i, one in enumerate(own) if not _by_what_is_inside(one, inside)]
    for i in open_:
        before = own[i].product_before
        if before is not None and measures[i][3] <= before:
            why[i] = "no better than nothing"
    for i in open_:
        for j in open_:
            beaten = i != j and not why[i] and not why[j]
            if beaten and _beats(measures[j], measures[i], tie=j < i):
                why[i] = f"dominated by {own[j].proposal}"
    kept = [one for one, reason in zip(own, why, strict=True) if not reason]
    return kept, [
        LeftOut(one.site, one.proposal, one.component, reason)
        for one, reason in zip(own, why, strict=True)
        if reason
    ]


def _by_what_is_inside(one: Option, inside: AbstractSet[ComponentKey]) -> bool:
    new = (one.touched, *keys_in(one.brings)) if one.option == "substitute" else ()
    return any((one.site, key or "") in inside for key in new)


_Measures = tuple[float | None, float | None, float | None, float]


def _measures(one: Option, facts: Facts) -> _Measures:
    """Return cost and months (the lower the better, so negative), success and resulting score."""
    value = float(one.product_after or 0)
    if one.option == "substitute":  # what it brings along may be worse than itself
        for key in keys_in(one.brings):
            readiness, use = facts.levels[one.site, key]
            value = min(value, (readiness or 0) * (use or 0))
    cost, months = (None if x is None else -x for x in (one.cost, one.months))
    return cost, months, one.success, value


def _beats(first: _Measures, second: _Measures, *, tie: bool) -> bool:
    """Return whether the first is nowhere worse; of two that are equal only one beats the other.

    What is not known of both is equal; what is known of one alone cannot be compared.
    """
    pairs = list(zip(first, second, strict=True))
    better = [a is not None and b is not None and a > b for a, b in pairs]
    same = [a == b for a, b in pairs]
    return all(x or y for x, y in zip(same, better, strict=True)) and (any(better) or tie)


# ---------------------------------------------------------------- scores and sums


def _scores(
    picks: Sequence[tuple[Package, str, tuple[Option, ...]]], results: OptionResults
) -> list[int | None]:
    """Return the score of each item; what takes two options or more is diagnosed."""
    scores = [options[0].score_after if options else today.score for today, _, options in picks]
    open_ = [number for number, (*_, options) in enumerate(picks) if len(options) > 1]
    for first in range(0, len(open_), AT_ONCE):
        packages = {
            str(number): (picks[number][0].site, [one.proposal for one in picks[number][2]])
            for number in open_[first : first + AT_ONCE]
        }
        for found in results.basics.diagnose(packages).package_rows:
            scores[int(found.site)] = found.score
    return scores


def _item(
    today: Package, number: int, kind: str, options: tuple[Option, ...], score: int | None
) -> MenuItem:
    """Add up cost, months and chances of the options of an item."""
    months = [one.months for one in options if one.months is not None]
    success = [one.success for one in options if one.success is not None]

    def total(name: str) -> float:
        return float(sum(x for one in options if (x := getattr(one, name)) is not None))

    return MenuItem(
        site=today.site,
        item=number,
        kind=kind,
        proposals=";".join(one.proposal for one in options),
        score_before=today.score,
        score_after=score,
        cost_low=total("cost_low"),
        cost=total("cost"),
        cost_high=total("cost_high"),
        unknown_costs=sum(one.cost is None for one in options),
        months=max(months, default=0.0),
        months_in_turn=total("months"),
        unknown_months=len(options) - len(months),
        success=prod(success, start=1.0) if len(success) == len(options) else None,
        pareto=False,
        other_aim=any(one.option in OTHER_AIM for one in options),
    )


def _with_front(items: list[MenuItem]) -> list[MenuItem]:
    """Mark the items that nothing else at the site beats in cost, months and score."""
    usable = {
        number: (one.cost, one.months, -one.score_after)
        for number, one in enumerate(items)
        if not one.unknown_costs and not one.unknown_months and one.score_after is not None
        if not one.other_aim
    }
    own = np.array(list(usable.values())).reshape(-1, 3)
    worse = (own[:, None, :] >= own[None, :, :]).all(axis=2)
    strictly = (own[:, None, :] > own[None, :, :]).any(axis=2)
    best: list[bool] = (~np.any(worse & strictly, axis=1)).tolist()
    front = dict(zip(usable, best, strict=True))
    return [replace(one, pareto=front.get(number, False)) for number, one in enumerate(items)]
