"""What more money would buy, and how firmly each option belongs to the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import FloatArray, IntArray, numbers, text, words
from workbench.errors import InvalidInput
from workbench.portfolio.analysis.frontier_hull import Steps, affordable, nested_choice, steps_of
from workbench.portfolio.analysis.knapsack import CORE, Chosen, choose
from workbench.portfolio.analysis.portfolio import SOURCES, Objective, aim_of, task_of
from workbench.portfolio.analysis.site_menus import SiteMenus, site_menus

#: Share of draws from which an option counts as belonging to the core: ours.
CORE_SHARE = 0.9


@dataclass(frozen=True, eq=False)
class Frontier:
    """The best value for every budget.

    Attributes
    ----------
    table : DataFrame
        One row per budget, rising.

        ============== ======= ====================================================================
        column         dtype   meaning
        ============== ======= ====================================================================
        budget         float   money there (base currency)
        cost           float   money used
        value          float   value of the best choice found; never falls with the budget
        bound          float   no choice has more
        gap            float   (bound - value) / bound
        funded         Int64   sites at which anything is funded
        taken_back     Int64   sites that get less than with the budget before: best choices are
                               not nested
        nested_value   float   value of the stable choice, which never takes anything back
        nested_price   float   value - nested_value: what stability costs
        ============== ======= ====================================================================
    taken_back : DataFrame
        budget, site, level_before (with the budget before), level (with this one).
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    taken_back: pd.DataFrame
    method: Method

    @property
    def nested(self) -> bool:
        """Whether no site ever gets less with more money."""
        return self.taken_back.empty


@dataclass(frozen=True, eq=False)
class Selection:
    """How often each option is chosen when levels and costs are other than expected.

    Attributes
    ----------
    table : DataFrame
        One row per option, in the order of the input: site, component (missing for what concerns a
        whole site), proposal, share (float, share of draws in which it is chosen), belongs ("core":
        in 90 % or more, "sometimes", or "never").
    value : DataFrame
        draw (Int64), value, bound (float).
    method : Method
        Parameters, with the seed, and sources.
    """

    table: pd.DataFrame
    value: pd.DataFrame
    method: Method


def efficient_frontier(
    menus: SiteMenus,
    budgets: Sequence[float] | None = None,
    *,
    points: int = 20,
    sites: pd.DataFrame | None = None,
    objective: Objective = "sum",
    value: Sequence[tuple[float, float]] | None = None,
    target: float | None = None,
    core: int = CORE,
    gap: float = 0.0,
    seconds: float = 60.0,
) -> Frontier:
    """Choose for many budgets in one call.

    Parameters
    ----------
    menus : SiteMenus
        What each level costs at each site.
    budgets : sequence of float, optional
        Budgets; evenly from 0 to what everything costs unless given.
    points : int
        How many, where they are not given.
    sites, objective, value, target, core, gap, seconds
        As for :func:`~workbench.portfolio.analysis.portfolio.choose_portfolio`; `seconds` for all
        budgets together. "worst-first" has no frontier.

    Returns
    -------
    Frontier

    Raises
    ------
    InvalidInput
        A budget below 0, no point, or the objective "worst-first".

    Examples
    --------
    >>> components = pd.DataFrame({"site": ["A", "B"], "component": ["a", "b"], "score": [6.0, 4]})
    >>> options = pd.DataFrame(
    ...     {"site": ["A", "B"], "component": ["a", "b"], "proposal": ["a-1", "b-1"]}
    ...     | {"score": [10.0, 9], "cost": [10.0, 5]}
    ... )
    >>> efficient_frontier(site_menus(components, options), [0, 5, 15]).table["value"].tolist()
    [10.0, 15.0, 19.0]
    """
    if objective == "worst-first":
        message = "raising the worst sites first has no frontier; choose for each budget by itself"
        raise InvalidInput(message)
    aim = aim_of(menus, sites, objective=objective, value=value, target=target)
    steps = steps_of(menus.site, aim.value, menus.cost)
    asked = _budgets(budgets, points, float(steps.cost.sum()))
    tasks = [task_of(menus, aim, float(budget))[0] for budget in asked]
    chosen = _never_falling(choose(tasks, core=core, gap=gap, seconds=seconds))
    parameters = {"objective": objective, "value": value, "target": target, "core": core}
    parameters |= {"gap allowed": gap, "seconds allowed": seconds}
    return Frontier(
        _frontier_table(menus, asked, chosen, steps, aim.value),
        _taken_back(menus, asked, chosen),
        Method("efficient frontier from menus of sites", parameters, SOURCES),
    )


def _budgets(budgets: Sequence[float] | None, points: int, most: float) -> FloatArray:
    if budgets is None:
        if points < 1:
            message = f"a frontier has at least one point, not {points}"
            raise InvalidInput(message)
        return np.linspace(0, most, points)
    asked = np.unique(np.asarray(budgets, dtype=np.float64))
    if not asked.size or not (asked >= 0).all():
        message = "a frontier needs budgets of 0 or more"
        raise InvalidInput(message)
    return asked


def _never_falling(chosen: Sequence[Chosen]) -> list[Chosen]:
    """Keep the choice of the budget before where the solver found nothing better in its time."""
    best: list[Chosen] = []
    for one in chosen:
        if best and one.value < best[-1].value:
            before = best[-1]
            bound = max(one.bound, before.value)
            best.append(Chosen(before.item, before.value, bound, before.how, fits=True))
        else:
            best.append(one)
    return best


def _frontier_table(
    menus: SiteMenus, asked: FloatArray, chosen: Sequence[Chosen], steps: Steps, worth: FloatArray
) -> pd.DataFrame:
    items = np.array([one.item for one in chosen])
    value = np.array([one.value for one in chosen])
    start = menus.start
    nested = [
        float(worth[nested_choice(steps, start, affordable(steps, budget))].sum())
        for budget in asked
    ]
    fewer = menus.level[items[1:]] < menus.level[items[:-1]]
    return pd.DataFrame(
        {
            "budget": asked,
            "cost": menus.cost[items].sum(axis=1),
            "value": value,
            "bound": [one.bound for one in chosen],
            "gap": [one.gap for one in chosen],
            "funded": pd.array((items != start).sum(axis=1), dtype="Int64"),
            "taken_back": pd.array(np.append(0, fewer.sum(axis=1)), dtype="Int64"),
            "nested_value": nested,
            "nested_price": value - np.array(nested),
        }
    )


def _taken_back(menus: SiteMenus, asked: FloatArray, chosen: Sequence[Chosen]) -> pd.DataFrame:
    level = menus.level[np.array([one.item for one in chosen])]
    at, site = np.nonzero(level[1:] < level[:-1])
    return pd.DataFrame(
        {
            "budget": asked[at + 1],
            "site": words(menus.sites.to_numpy(object)[site]),
            "level_before": level[at, site],
            "level": level[at + 1, site],
        }
    )


def selection_frequency(
    components: pd.DataFrame,
    options: pd.DataFrame,
    budget: float,
    *,
    extras: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    objective: Objective = "sum",
    value: Sequence[tuple[float, float]] | None = None,
    target: float | None = None,
    draws: int = 200,
    seed: int = 20260314,
    core: int = CORE,
    gap: float = 1e-4,
    seconds: float = 120.0,
) -> Selection:
    """Choose again with levels and costs drawn from their ranges.

    Parameters
    ----------
    components, options, extras : DataFrame
        As for :func:`~workbench.portfolio.analysis.site_menus.site_menus`, with score_low,
        score_high, level_low, level_high, cost_low and cost_high where there are ranges: triangles
        with the expected number as their peak. Levels are rounded to whole scores.
    budget, sites, objective, value, target, core, gap, seconds
        As for :func:`~workbench.portfolio.analysis.portfolio.choose_portfolio`; `seconds` for all
        draws.
    draws : int
        How often.
    seed : int
        Of the random numbers.

    Returns
    -------
    Selection

    Raises
    ------
    InvalidInput
        No draw, or a range that does not hold its number.

    Notes
    -----
    Every draw is solved as if its levels and costs were known beforehand. That an option may fail
    does not enter; weigh it by what it is expected to reach.

    Examples
    --------
    >>> components = pd.DataFrame({"site": ["A", "B"], "component": ["a", "b"], "score": [6.0, 4]})
    >>> options = pd.DataFrame(
    ...     {"site": ["A", "B"], "component": ["a", "b"], "proposal": ["a-1", "b-1"]}
    ...     | {"score": [10.0, 9], "cost": [10.0, 5], "cost_low": [2.0, 5], "cost_high": [20.0, 5]}
    ... )
    >>> found = selection_frequency(components, options, 15, draws=20).table
    >>> found["belongs"].tolist()
    ['sometimes', 'core']
    """
    if draws < 1:
        message = f"at least one draw is needed, not {draws}"
        raise InvalidInput(message)
    generator = np.random.default_rng(seed)
    every: list[SiteMenus] = []
    tasks, values = [], []
    for _ in range(draws):
        menus = site_menus(
            _drawn(components, generator),
            _drawn(options, generator),
            extras=None if extras is None else _drawn(extras, generator),
        )
        aim = aim_of(menus, sites, objective=objective, value=value, target=target)
        every.append(menus)
        tasks.append(task_of(menus, aim, float(budget))[0])
        values.append(aim.value)
    chosen = choose(tasks, core=core, gap=gap, seconds=seconds)
    result = pd.DataFrame(
        {
            "draw": pd.array(np.arange(1, draws + 1), dtype="Int64"),
            "value": [one.value for one in chosen],
            "bound": [one.bound for one in chosen],
        }
    )
    parameters = {"budget": budget, "objective": objective, "target": target, "value": value}
    parameters |= {"draws": draws, "seed": seed, "core share": CORE_SHARE, "gap allowed": gap}
    parameters |= {"seconds allowed": seconds}
    return Selection(
        _shares(options, extras, every, [one.item for one in chosen]),
        result,
        Method("portfolio over draws of levels and costs", parameters, SOURCES),
    )


def _drawn(table: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    """Draw the numbers of a table that have a range."""
    result = table
    for name in ("score", "level", "cost"):
        if name not in table or not {f"{name}_low", f"{name}_high"} & set(table.columns):
            continue
        peak, low, high = (numbers(table, name + end) for end in ("", "_low", "_high"))
        low, high = np.where(np.isnan(low), peak, low), np.where(np.isnan(high), peak, high)
        with np.errstate(invalid="ignore"):
            if ((low > peak) | (peak > high)).any():
                message = f"{name}_low, {name} and {name}_high must stand in this order"
                raise InvalidInput(message)
        wide = high > low
        drawn = peak.copy()
        drawn[wide] = generator.triangular(low[wide], peak[wide], high[wide])
        result = result.assign(**{name: drawn if name == "cost" else drawn.round()})
    return result


def _shares(
    options: pd.DataFrame,
    extras: pd.DataFrame | None,
    every: Sequence[SiteMenus],
    items: Sequence[IntArray],
) -> pd.DataFrame:
    both = options if extras is None else pd.concat([options, extras], ignore_index=True)
    table = pd.DataFrame(
        {name: text(both, name).to_numpy(object) for name in ("site", "component", "proposal")}
    ).astype("str")
    place = pd.MultiIndex.from_frame(table[["site", "proposal"]])
    counts = np.zeros(len(table))
    for menus, item in zip(every, items, strict=True):
        named = pd.Series(menus.proposals(item), index=menus.sites.astype("str"))
        funded = named[named != ""].str.split(";").explode()
        at = place.get_indexer(pd.MultiIndex.from_arrays([funded.index, funded.to_numpy()]))
        counts[at[at >= 0]] += 1
    table["share"] = counts / len(every)
    belongs = np.where(table["share"] >= CORE_SHARE, "core", "sometimes")
    table["belongs"] = words(np.where(counts == 0, "never", belongs).astype(object))
    return table
