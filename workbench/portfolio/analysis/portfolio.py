"""Choose which options to fund across sites under a budget, and say what is cut first.

Every site offers a menu: package levels, with what each costs
(:mod:`workbench.portfolio.analysis.site_menus`);
one item of each is chosen, so that the sum over sites is the largest that the money buys.
``docs/methods.md`` gives formula, source and limits of every number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from time import perf_counter
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import (
    BoolArray,
    FloatArray,
    IntArray,
    numbers,
    require,
    text,
    words,
)
from workbench.errors import InvalidInput, NothingToShow, UnknownName
from workbench.portfolio.analysis.frontier_hull import affordable, nested_choice, steps_of
from workbench.portfolio.analysis.knapsack import CORE, Chosen, Task, choose, raised_floor
from workbench.portfolio.analysis.site_menus import SiteMenus

Objective = Literal["sum", "count", "worst-first"]

#: Sites up to which a program may not stop before it is exact, where ceilings or floors are set.
EXACT_SITES = 1_000
ROUGH_GAP = 1e-3

SOURCES = (
    "package score as the minimum of its components: Sartas et al. 2020",
    "multiple-choice knapsack, hull of each menu and bound of the relaxed problem: Sinha and "
    "Zoltners 1979, Operations Research 27:503-515; core around the break: Pisinger 1995, "
    "European Journal of Operational Research 83:394-410",
    "solver: HiGHS (Huangfu and Hall 2018), through scipy.optimize.milp",
    "menus from options, floors, order of cuts, raising the worst first: ours",
)


@dataclass(frozen=True, eq=False)
class Portfolio:
    """What to fund at which site.

    Attributes
    ----------
    table : DataFrame
        One row per site, in the order of the menus.

        ============== ======= ====================================================================
        column         dtype   meaning
        ============== ======= ====================================================================
        site           str     key of the site
        region         str     its region; missing where not given
        weight         float   its weight
        level_before   float   package score today
        level_after    float   package score with what is funded
        gain           float   level_after - level_before
        cost           float   cost (base currency)
        value_before   float   weight × value of the level, today
        value_after    float   the same with what is funded
        proposals      str     options funded, joined by ;; "" for none
        funded         bool    whether anything is
        ============== ======= ====================================================================
    cuts : DataFrame
        What is taken back first if money is short, one row per step: order (Int64, 1 = first),
        site, level_from (with it), level_to (without it: "stays at"), saves (float, base currency),
        loses (float, value), saved (float, all cuts so far), budget_left (float, cost of what is
        then left), proposals_with, proposals_without (str, options of the site before and after
        the cut, joined by ;).
    regions : DataFrame
        region, sites (Int64), funded (Int64), cost, value_gain, floor (missing: none), met (bool).
    periods : DataFrame
        period, cost, ceiling (missing: none).
    left_out : DataFrame
        site, component, proposal, reason: what could not be used.
    value, bound : float
        Value of the choice; no choice within the limits has more than the bound.
    cost, budget : float
        Money used and there; budget is infinite where there is none.
    nested_value : float
        Value of the stable choice: the steps in order of value per cost up to the budget. With more
        money it only grows, while the best choice may drop a site.
    how : {"exact", "core", "steps"}
        How it was found.
    worst : float
        Level to which the worst sites were raised, "worst-first"; else the lowest level after.
    seconds : float
        Time taken.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    cuts: pd.DataFrame
    regions: pd.DataFrame
    periods: pd.DataFrame
    left_out: pd.DataFrame
    value: float
    bound: float
    cost: float
    budget: float
    nested_value: float
    how: str
    worst: float
    seconds: float
    method: Method

    @property
    def gap(self) -> float:
        """Relative distance of the value from the bound: (bound - value) / bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0

    def _repr_html_(self) -> str:
        """Show what is funded, with the names from the data escaped."""
        funded = self.table[self.table["funded"]]
        rows = "".join(
            f"<tr><td>{escape(str(row['site']))}</td><td>{escape(str(row['proposals']))}</td>"
            f"<td>{row['level_before']:g} → {row['level_after']:g}</td>"
            f"<td>{row['cost']:,.0f}</td></tr>"
            for row in funded.head(20).to_dict("records")
        )
        head = "".join(f"<th>{name}</th>" for name in ("site", "options", "level", "cost"))
        more = f"<p>… and {len(funded) - 20} more sites</p>" if len(funded) > 20 else ""
        note = f"<p>Value {self.value:,.6g}, at most {self.bound:,.6g} is possible.</p>"
        return f"<table><tr>{head}</tr>{rows}</table>{more}{note}"


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What counts: weights and regions of the sites, and the value of every item."""

    weight: FloatArray
    region: IntArray
    regions: tuple[str, ...]
    value: FloatArray
    today: FloatArray


def choose_portfolio(
    menus: SiteMenus,
    budget: float | None = None,
    *,
    sites: pd.DataFrame | None = None,
    objective: Objective = "sum",
    value: Sequence[tuple[float, float]] | None = None,
    target: float | None = None,
    ceilings: Mapping[str, float] | None = None,
    floors: Mapping[str, float] | None = None,
    core: int = CORE,
    gap: float | None = None,
    seconds: float = 60.0,
) -> Portfolio:
    """Choose what to fund at which site.

    Parameters
    ----------
    menus : SiteMenus
        What each level costs at each site.
    budget : float, optional
        Most that all may cost together (base currency).
    sites : DataFrame, optional
        site, and where known weight (people in need; 1 without the column) and region.
    objective : {"sum", "count", "worst-first"}
        Largest sum of weight × value of the level; largest weight of sites at or above `target`
        (their number, without weights); or first raise the worst sites together as far as the
        money reaches, then the sum. "worst-first" needs a budget and takes no ceilings or floors.
    value : sequence of (float, float), optional
        Value of a level: points with straight lines in between, never falling. The level itself
        unless given.
    target : float, optional
        Package score that counts.
    ceilings : mapping of str to float, optional
        Most for a period of the menus.
    floors : mapping of str to float, optional
        Least value that a region gains.
    core : int
        Sites around the end of the budget that are solved exactly where there are more.
    gap : float, optional
        Relative distance from the bound at which a program may stop: 0, or 0.001 with ceilings or
        floors and more than 1,000 sites.
    seconds : float
        Time for the solver; it is kept. Without an answer by then the choice is by steps alone.

    Returns
    -------
    Portfolio

    Raises
    ------
    InvalidInput
        A negative limit or weight, values that fall, floors that cannot be met.
    UnknownName
        A period or region that does not exist.
    NothingToShow
        No choice that keeps ceilings and floors was found in time.

    Examples
    --------
    >>> from workbench.portfolio.analysis.site_menus import site_menus
    >>> components = pd.DataFrame(
    ...     {"site": ["A", "A", "B", "B"], "component": ["a1", "a2", "b1", "b2"]}
    ...     | {"score": [6.0, 10, 4, 8]}
    ... )
    >>> options = pd.DataFrame(
    ...     {"site": ["A", "B", "B", "B"], "component": ["a1", "b1", "b1", "b2"]}
    ...     | {"proposal": ["a1-12", "b1-9", "b1-20", "b2-16"]}
    ...     | {"score": [12.0, 9, 20, 16], "cost": [10.0, 5, 15, 8]}
    ... )
    >>> menus = site_menus(components, options)
    >>> [choose_portfolio(menus, budget).value for budget in (4, 12, 14, 22, 32, 33)]
    [10.0, 14.0, 15.0, 18.0, 22.0, 26.0]
    """
    begun = perf_counter()
    ceilings, floors = dict(ceilings or {}), dict(floors or {})
    _refuse_limits(menus, budget, ceilings, floors)
    if objective not in get_args(Objective):
        raise UnknownName(kind="objective", name=objective, known=list(get_args(Objective)))
    aim = aim_of(menus, sites, objective=objective, value=value, target=target)
    task, kept = task_of(menus, aim, budget, ceilings=ceilings, floors=floors)
    worst = None
    if objective == "worst-first":
        task, kept, worst = _worst_first(menus, task, kept)
    limited = task.limited and len(menus.sites) > EXACT_SITES
    allowed = gap if gap is not None else ROUGH_GAP if limited else 0.0
    chosen = choose([task], core=core, gap=allowed, seconds=seconds)[0]
    _refuse_unfit(chosen, floors)
    item = kept[chosen.item]
    parameters: dict[str, object] = {"budget": budget, "objective": objective, "value": value}
    parameters |= {"target": target}
    parameters |= {"ceilings": ceilings, "floors": floors, "core": core, "gap allowed": allowed}
    parameters |= {"seconds allowed": seconds, "how": chosen.how}
    table = _site_table(menus, aim, item)
    steps = steps_of(task.site, task.value, task.cost)
    count = affordable(steps, task.budget - float(task.cost[task.start].sum()))
    nested = nested_choice(steps, task.start, count)
    return Portfolio(
        table=table,
        cuts=_cuts(menus, aim, item),
        regions=_region_table(table, aim, floors),
        periods=_period_table(menus, item, ceilings),
        left_out=menus.left_out,
        value=chosen.value,
        bound=chosen.bound,
        cost=float(menus.cost[item].sum()),
        budget=np.inf if budget is None else float(budget),
        nested_value=float(task.value[nested].sum()),
        how=chosen.how,
        worst=float(table["level_after"].min()) if worst is None else worst,
        seconds=perf_counter() - begun,
        method=Method("portfolio from menus of sites", parameters, SOURCES),
    )


def aim_of(
    menus: SiteMenus,
    sites: pd.DataFrame | None = None,
    *,
    objective: Objective = "sum",
    value: Sequence[tuple[float, float]] | None = None,
    target: float | None = None,
) -> Aim:
    """Say what counts at each site; parameters as for :func:`choose_portfolio`.

    Raises
    ------
    InvalidInput
        A weight below 0 or not known, values that fall, a target missing or beside the objective.
    """
    if (objective == "count") != (target is not None):
        message = "a target is for counting the sites that reach it, which needs one"
        raise InvalidInput(message)
    weight, regions, region = _weights(menus, sites)
    points = _checked_points(value)

    def worth(level: FloatArray) -> FloatArray:
        if target is not None:
            return (level >= target).astype(np.float64)
        return level if points is None else np.interp(level, *points)

    return Aim(
        weight,
        region,
        regions,
        weight[menus.site] * worth(menus.level),
        weight * worth(menus.today),
    )


def task_of(
    menus: SiteMenus,
    aim: Aim,
    budget: float | None,
    *,
    ceilings: Mapping[str, float] | None = None,
    floors: Mapping[str, float] | None = None,
) -> tuple[Task, IntArray]:
    """Put menus and limits in the form that is solved; the items of the task, in the menus."""
    most = np.array([(ceilings or {}).get(name, np.inf) for name in menus.periods])
    least = np.full(len(aim.regions), -np.inf)
    for name, floor in (floors or {}).items():
        if name not in aim.regions:
            raise UnknownName(kind="region", name=name, known=aim.regions)
        place = aim.regions.index(name)
        least[place] = floor + aim.today[aim.region == place].sum()
    task = Task(
        site=menus.site,
        value=aim.value,
        cost=menus.cost,
        budget=np.inf if budget is None else float(budget),
        parts=menus.parts,
        ceilings=most,
        region=aim.region,
        floors=least,
    )
    return task, np.arange(len(menus.site))


def _worst_first(menus: SiteMenus, task: Task, items: IntArray) -> tuple[Task, IntArray, float]:
    """Leave only the items that raise the worst sites as far as the budget reaches."""
    if task.limited or not np.isfinite(task.budget):
        message = "raising the worst sites first needs a budget, and takes no ceilings or floors"
        raise InvalidInput(message)
    if not len(items):
        return task, items, np.nan
    floor, kept = raised_floor(menus.site, menus.level, menus.cost, task.budget)
    smaller = Task(task.site[kept], task.value[kept], task.cost[kept], task.budget)
    return smaller, items[kept], floor


def _weights(
    menus: SiteMenus, sites: pd.DataFrame | None
) -> tuple[FloatArray, tuple[str, ...], IntArray]:
    keys = menus.sites.astype("str")
    if sites is None:
        return np.ones(len(keys)), (), np.full(len(keys), -1, dtype=np.int64)
    require(sites, ["site"], "sites")
    named = sites.set_index(sites["site"].astype("str"))
    if not named.index.is_unique:
        message = "each site stands once in the table of sites"
        raise InvalidInput(message)
    found = named.reindex(keys)
    weight = np.ones(len(keys))
    if "weight" in sites:
        weight = numbers(found, "weight")
        wrong = ~(np.isfinite(weight) & (weight >= 0))
        if wrong.any():
            message = (
                f"{int(wrong.sum())} site(s) without a weight of 0 or more, such as "
                f"{keys[wrong][0]}; give one to every site, or to none"
            )
            raise InvalidInput(message)
    region, names = pd.factorize(text(found, "region"))
    return weight, tuple(str(name) for name in names), region.astype(np.int64)


def _checked_points(
    value: Sequence[tuple[float, float]] | None,
) -> tuple[FloatArray, FloatArray] | None:
    if value is None:
        return None
    points = np.array(value, dtype=np.float64)
    rising = points.ndim == 2 and points.shape[1] == 2 and len(points) > 0
    if not rising or (np.diff(points[:, 0]) <= 0).any() or (np.diff(points[:, 1]) < 0).any():
        message = "the value of levels is given by points (level, value) that rise, and never fall"
        raise InvalidInput(message)
    if points[0, 1] < 0:
        message = "the value of a level is 0 or more"
        raise InvalidInput(message)
    return points[:, 0], points[:, 1]


def _refuse_limits(
    menus: SiteMenus,
    budget: float | None,
    ceilings: Mapping[str, float],
    floors: Mapping[str, float],
) -> None:
    for name in ceilings:
        if name not in menus.periods:
            raise UnknownName(kind="period of the menus", name=name, known=menus.periods)
    limits = {"budget": budget, **ceilings, **{f"floor of {key}": v for key, v in floors.items()}}
    for name, limit in limits.items():
        if limit is not None and not limit >= 0:
            message = f"the {name} must be 0 or more, not {limit}"
            raise InvalidInput(message)


def _refuse_unfit(chosen: Chosen, floors: Mapping[str, float]) -> None:
    if chosen.fits:
        return
    asked = ", ".join(f"{name}: {floor:g}" for name, floor in floors.items())
    if chosen.impossible:
        message = f"the floors ({asked}) cannot all be met within budget and ceilings"
        raise InvalidInput(message)
    message = (
        f"The solver was stopped before it found a choice that meets the floors ({asked}). "
        "Give it more seconds, or lower a floor."
    )
    raise NothingToShow(message)


def _site_table(menus: SiteMenus, aim: Aim, item: IntArray) -> pd.DataFrame:
    names = np.array([*aim.regions, None], dtype=object)
    level, cost = menus.level[item], menus.cost[item]
    proposals = menus.proposals(item)
    return pd.DataFrame(
        {
            "site": words(menus.sites.to_numpy(object)),
            "region": words(names[aim.region]),
            "weight": aim.weight,
            "level_before": menus.today,
            "level_after": level,
            "gain": level - menus.today,
            "cost": cost,
            "value_before": aim.today,
            "value_after": aim.value[item],
            "proposals": words(proposals),
            "funded": proposals != "",
        }
    )


def _cuts(menus: SiteMenus, aim: Aim, item: IntArray) -> pd.DataFrame:
    """Take the chosen items back step by step, the least value per cost first."""
    inside: BoolArray = (
        np.arange(len(menus.site)) <= item[menus.site] if len(item) else np.zeros(0, bool)
    )
    kept = np.flatnonzero(inside)
    steps = steps_of(menus.site[kept], aim.value[kept], menus.cost[kept])
    after, before = kept[steps.after[::-1]], kept[steps.before[::-1]]
    saves = steps.cost[::-1]
    saved = np.cumsum(saves)
    return pd.DataFrame(
        {
            "order": pd.array(np.arange(1, len(saves) + 1), dtype="Int64"),
            "site": words(menus.sites.to_numpy(object)[steps.site[::-1]]),
            "level_from": menus.level[after],
            "level_to": menus.level[before],
            "saves": saves,
            "loses": steps.value[::-1],
            "saved": saved,
            "budget_left": menus.cost[item].sum() - saved,
            "proposals_with": words(menus.proposals(after)),
            "proposals_without": words(menus.proposals(before)),
        }
    )


def _region_table(table: pd.DataFrame, aim: Aim, floors: Mapping[str, float]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for name in aim.regions:
        own = table[table["region"] == name]
        gain = float((own["value_after"] - own["value_before"]).sum())
        floor = floors.get(name, np.nan)
        met = not gain < floor - 1e-6
        rows.append(
            {"region": name, "sites": len(own), "funded": int(own["funded"].sum())}
            | {"cost": own["cost"].sum(), "value_gain": gain, "floor": floor, "met": met}
        )
    kinds = {"region": "str", "sites": "Int64", "funded": "Int64", "cost": "float64"}
    kinds |= {"value_gain": "float64", "floor": "float64", "met": "bool"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _period_table(menus: SiteMenus, item: IntArray, ceilings: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": words(np.array(menus.periods, dtype=object)),
            "cost": menus.parts[item].sum(axis=0),
            "ceiling": np.array(
                [ceilings.get(name, np.nan) for name in menus.periods], dtype=float
            ),
        }
    )
