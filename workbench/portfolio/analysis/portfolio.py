"""Choose which options to fund across sites under a budget.

Every site offers a menu: package levels, with what each costs
(:mod:`workbench.portfolio.analysis.site_menus`); one item of each is chosen, so that the sum over
sites is the largest that the money buys. ``docs/methods.md`` gives formula, source and limits of
every number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of
from workbench.core.table_access import IntArray, words
from workbench.errors import NothingToShow
from workbench.options.analysis.options import OptionResults
from workbench.portfolio.analysis.knapsack import choose, steps_of
from workbench.portfolio.analysis.site_menus import SiteMenus, site_menus, split_options

POINTS = 20
"""Budgets of the frontier (ours)."""

SOURCES = (
    "package score as the minimum of its components: Sartas et al. 2020",
    "multiple-choice knapsack, hull of each menu and bound of the relaxed problem: Sinha and "
    "Zoltners 1979, Operations Research 27:503-515; core around the break: Pisinger 1995, "
    "European Journal of Operational Research 83:394-410; least cost of every sum: Bellman 1957",
    "menus from options: ours",
)


@dataclass(frozen=True, slots=True)
class FundedSite:
    """What is funded at a site; a row of `Portfolio.table`."""

    site: str
    level_before: int
    level_after: int
    cost: float
    proposals: str


@dataclass(frozen=True, eq=False)
class Portfolio(Result):
    """What to fund at which site, and what more or less money would change.

    Attributes
    ----------
    table : DataFrame
        One row per site, in the order of the menus.

        ============ ======= ======================================================================
        column       dtype   meaning
        ============ ======= ======================================================================
        site         str     key of the site
        level_before Int64   package score today
        level_after  Int64   package score with what is funded
        gain         Int64   level_after - level_before
        cost         float   cost (base currency)
        price        float   cost of one point, cost / gain; NaN without gain
        proposals    str     options funded, joined by ;; "" for none
        funded       bool    whether anything is
        ============ ======= ======================================================================
    frontier : DataFrame
        The best choice for each of 20 budgets, rising: budget (float, base currency), value,
        bound (Int64, no choice has more), funded (Int64, sites at which anything is funded),
        steps_value (Int64, value of the stable choice, which takes steps in order of value per
        cost: with more money it only grows, while the best choice may drop a site).
    value, bound : int
        Sum of the package scores; no choice within the budget has more than the bound.
    cost, budget, everything : float
        Money used, money there, and what the best level of every site costs (base currency).
    titles : mapping of (str, str) to str
        What to print for each site and proposal.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    frontier: pd.DataFrame
    value: int
    bound: int
    cost: float
    budget: float
    everything: float
    titles: Mapping[tuple[str, str], str]
    method: Method

    @property
    def gap(self) -> float:
        """Relative distance of the value from the bound: (bound - value) / bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0

    @property
    def rows(self) -> list[FundedSite]:
        """The sites as typed rows."""
        return rows_of(self.table, FundedSite)


def choose_portfolio(results: OptionResults, ceiling: float | None = None) -> Portfolio:
    """Choose what to fund over all sites.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options` for all sites.
    ceiling : float, optional
        Most that all may cost together (base currency); without it half of what everything costs
        (ours), so that there is a choice to look at.

    Returns
    -------
    Portfolio

    Raises
    ------
    NothingToShow
        No site has a score and a possible option with cost and level.
    """
    one, whole = split_options(results.table, results.before.table)
    menus = site_menus(results.before.table, one, whole)
    if menus.everything <= 0:
        message = "No site has both a package score and a possible option with a known cost."
        raise NothingToShow(message)
    keys = zip(results.table["site"], results.table["proposal"], strict=True)
    titles = dict(zip(keys, results.table["title"], strict=True))
    return portfolio_of_menus(menus, ceiling, titles)


def portfolio_of_menus(
    menus: SiteMenus,
    ceiling: float | None = None,
    titles: Mapping[tuple[str, str], str] | None = None,
) -> Portfolio:
    """Choose from menus; parameters as for :func:`choose_portfolio`.

    Examples
    --------
    >>> components = pd.DataFrame(
    ...     {"site": ["A", "A", "B", "B"], "component": ["a1", "a2", "b1", "b2"]}
    ...     | {"score": [6, 10, 4, 8]}
    ... )
    >>> options = pd.DataFrame(
    ...     {"site": ["A", "B", "B", "B"], "component": ["a1", "b1", "b1", "b2"]}
    ...     | {"proposal": ["a1-12", "b1-9", "b1-20", "b2-16"]}
    ...     | {"score": [12, 9, 20, 16], "cost": [10.0, 5, 15, 8]}
    ... )
    >>> menus = site_menus(components, options)
    >>> [portfolio_of_menus(menus, budget).value for budget in (4, 12, 14, 22, 32, 33)]
    [10, 14, 15, 18, 22, 26]
    """
    everything = menus.everything
    budget = float(round(everything / 2) if ceiling is None else ceiling)
    budgets = np.linspace(0, everything, POINTS)
    order = int(np.searchsorted(budgets, budget))
    found = choose(menus.site, menus.level, menus.cost, np.insert(budgets, order, budget))
    chosen = found.pop(order)
    steps = steps_of(menus.site, menus.level, menus.cost)
    start = np.searchsorted(menus.site, np.arange(len(menus.sites)))
    stable = [steps.taken(start, steps.affordable(one)) for one in budgets]
    return Portfolio(
        table=_site_table(menus, chosen.item),
        frontier=pd.DataFrame(
            {
                "budget": budgets,
                "value": _whole([one.value for one in found]),
                "bound": _whole([one.bound for one in found]),
                "funded": _whole([(one.item != start).sum() for one in found]),
                "steps_value": _whole([menus.level[item].sum() for item in stable]),
            }
        ),
        value=chosen.value,
        bound=chosen.bound,
        cost=float(menus.cost[chosen.item].sum()),
        budget=budget,
        everything=everything,
        titles=titles or {},
        method=Method("portfolio from menus of sites", {"ceiling over all sites": budget}, SOURCES),
    )


def _whole(values: object) -> pd.Series:
    return pd.Series(values, dtype="Int64")


def _site_table(menus: SiteMenus, item: IntArray) -> pd.DataFrame:
    gain, cost = menus.level[item] - menus.today, menus.cost[item]
    proposals = menus.proposals(item)
    return pd.DataFrame(
        {
            "site": words(menus.sites.to_numpy(object)),
            "level_before": _whole(menus.today),
            "level_after": _whole(menus.level[item]),
            "gain": _whole(gain),
            "cost": cost,
            "price": np.divide(cost, gain, out=np.full(len(cost), np.nan), where=gain > 0),
            "proposals": words(proposals),
            "funded": proposals != "",
        }
    )
