"""What to fund at which site under a ceiling: menus, choice and frontier in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.errors import NothingToShow
from workbench.options.analysis.options import OptionResults
from workbench.portfolio.analysis.portfolio import Portfolio, choose_portfolio
from workbench.portfolio.analysis.portfolio_frontier import Frontier, efficient_frontier
from workbench.portfolio.analysis.site_menus import SiteMenus, site_menus, split_options

POINTS = 20
"""Budgets of the frontier (ours)."""

EXACT_FRONTIER = 50
"""Sites up to which every point of the frontier is exact; above, a picture needs 0.1 % (ours)."""

ROUGH_GAP = 1e-3


@dataclass(frozen=True, eq=False)
class FundingChoice:
    """What to fund across sites, and what more or less money would change.

    Attributes
    ----------
    portfolio : Portfolio
        The choice.
    frontier : Frontier
        The best value for each of many budgets.
    everything : float
        What the best level of every site costs together (base currency).
    titles : mapping of (str, str) to str
        What to print for each site and proposal.
    """

    portfolio: Portfolio
    frontier: Frontier
    everything: float
    titles: Mapping[tuple[str, str], str]

    @property
    def methods(self) -> list[Method]:
        """Methods of choice and frontier."""
        return [self.portfolio.method, self.frontier.method]


def choose_funding(
    results: OptionResults,
    ceiling: float | None = None,
    *,
    sites: pd.DataFrame | None = None,
    floors: Mapping[str, float] | None = None,
    points: int = POINTS,
    seconds: float = 20.0,
) -> FundingChoice:
    """Choose what to fund over all sites.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options` for all sites.
    ceiling : float, optional
        Most that all may cost together (base currency); without it half of what everything costs
        (ours), so that there is a choice to look at.
    sites : DataFrame, optional
        site, and where known region, weight.
    floors : mapping of str to float, optional
        Least gain of a region.
    points : int
        Budgets of the frontier.
    seconds : float
        Time for the solver, for choice and frontier each.

    Returns
    -------
    FundingChoice

    Raises
    ------
    NothingToShow
        No site has a score and a possible option with cost and level.
    InvalidInput
        Floors that cannot be met within the ceiling.
    """
    menus = _menus(results)
    most = _everything(menus)
    if not len(menus.sites) or most <= 0:
        message = "No site has both a package score and a possible option with a known cost."
        raise NothingToShow(message)
    budget = round(most / 2) if ceiling is None else ceiling
    given = {"sites": sites, "seconds": seconds}
    portfolio = choose_portfolio(menus, budget, floors=floors, **given)  # type: ignore[arg-type]
    gap = 0.0 if len(menus.sites) <= EXACT_FRONTIER else ROUGH_GAP
    frontier = efficient_frontier(menus, points=points, gap=gap, **given)  # type: ignore[arg-type]
    table = results.table
    keys = zip(table["site"], table["proposal"], strict=True)
    return FundingChoice(portfolio, frontier, most, dict(zip(keys, table["title"], strict=True)))


def _menus(results: OptionResults) -> SiteMenus:
    one, whole = split_options(results.table)
    packages = results.before.table[["site", "component", "score"]]
    return site_menus(packages, one, extras=whole)


def _everything(menus: SiteMenus) -> float:
    """Sum the dearest item of each menu: items of a site rise in cost and level."""
    if not len(menus.sites):
        return 0.0
    dearest = np.zeros(len(menus.sites))
    np.maximum.at(dearest, menus.site, menus.cost)
    return float(dearest.sum())
