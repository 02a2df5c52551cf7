"""Choosing what to fund across sites: value, bound, gap and time, beside the textbook model.

Random packages: 8 components a site with scores from 1 to 40, 4 options a component that raise it
at a cost; the budget is 30 % of what bringing every site to its best would cost. The textbook model
has a variable for every option and one for the lowest component of each site; it runs in a process
of its own that is killed when its time is up, because its solver does not promise to return.
"""

import subprocess
import sys
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import pandas as pd

from workbench.portfolio.analysis.portfolio import choose_portfolio
from workbench.portfolio.analysis.site_menus import SiteMenus, site_menus

SITES = (100, 1_000, 10_000)
COMPONENTS = 8
OPTIONS = 4
SHARE = 0.3
LIMIT = 120.0


@dataclass(frozen=True)
class Measured:
    """One way at one size; value and bound are missing where it gave no answer in its time."""

    value: float | None
    bound: float | None
    seconds: float

    @property
    def gap(self) -> float | None:
        if self.value is None or not self.bound:
            return None
        return max(0.0, (self.bound - self.value) / self.bound)


def tables(sites: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build the tables components and options of random packages."""
    generator = np.random.default_rng(seed)
    site = np.repeat([f"s{i:05d}" for i in range(sites)], COMPONENTS)
    component = np.tile([f"c{j}" for j in range(COMPONENTS)], sites)
    score = generator.integers(1, 41, len(site)).astype(float)
    components = pd.DataFrame({"site": site, "component": component, "score": score})
    options = components.loc[components.index.repeat(OPTIONS)].reset_index(drop=True)
    rise = generator.integers(2, 30, len(options)).astype(float)
    options["proposal"] = [f"p{k}" for k in range(len(options))]
    options["score"] = np.minimum(81.0, options["score"] + rise)
    options["cost"] = np.round(rise * generator.uniform(500, 2_500, len(options)))
    return components, options


def budget_of(menus: SiteMenus) -> float:
    """Give 30 % of what the best level of every site costs."""
    last = np.append(menus.start[1:], len(menus.site)) - 1
    return float(np.floor(SHARE * menus.cost[last].sum()))


def ours(sites: int) -> tuple[Measured, float]:
    """Measure the workbench's way, and the seconds that its menus take."""
    components, options = tables(sites)
    begun = perf_counter()
    menus = site_menus(components, options)
    built = perf_counter() - begun
    budget = budget_of(menus)
    begun = perf_counter()
    found = choose_portfolio(menus, budget, gap=0.0, seconds=LIMIT)
    return Measured(found.value, found.bound, perf_counter() - begun), built


def textbook(sites: int, limit: float = LIMIT) -> Measured:
    """Measure the textbook model in a process of its own, killed at the limit."""
    begun = perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.portfolio", str(sites), str(limit)],
            capture_output=True,
            check=True,
            text=True,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return Measured(None, None, perf_counter() - begun)
    value, bound, seconds = (float(word) for word in done.stdout.split()[-3:])
    if np.isnan(value):
        return Measured(None, None, seconds)
    return Measured(value, bound, seconds)


def solve_textbook(sites: int, seconds: float) -> Measured:
    """Solve the textbook model to a gap of 1e-4."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, vstack

    components, options = tables(sites)
    budget = budget_of(site_menus(components, options))
    parts, ways = len(components), len(options)
    part = np.repeat(np.arange(parts), OPTIONS)  # component of each option
    lowest = np.repeat(np.arange(sites), COMPONENTS)  # site of each component
    ones = np.ones(ways)
    at_most_one = csr_array((ones, (part, np.arange(ways))), shape=(parts, ways))
    rise = options["score"].to_numpy() - components["score"].to_numpy()[part]
    gains = csr_array((rise, (part, np.arange(ways))), shape=(parts, ways))
    minimum = csr_array((-np.ones(parts), (np.arange(parts), lowest)), shape=(parts, sites))
    nothing = csr_array((parts, sites))
    money = csr_array(np.append(options["cost"], np.zeros(sites))[None, :])
    matrix = vstack([hstack([at_most_one, nothing]), hstack([gains, minimum]), money]).tocsr()
    low = np.concatenate([np.full(parts, -np.inf), -components["score"], [-np.inf]])
    high = np.concatenate([np.ones(parts), np.full(parts, np.inf), [budget]])
    begun = perf_counter()
    found = milp(
        np.append(np.zeros(ways), -np.ones(sites)),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.append(ones, np.zeros(sites)),
        bounds=Bounds(0, np.append(ones, np.full(sites, 81.0))),
        options={"mip_rel_gap": 1e-4, "time_limit": seconds},
    )
    took = perf_counter() - begun
    if found.x is None:
        return Measured(None, None, took)
    return Measured(-float(found.fun), -float(found.mip_dual_bound), took)


def line(sites: int, name: str, measured: Measured) -> str:
    """Write one line of the table."""
    start = f"{sites:>8,}  {name:<12}"
    if measured.value is None:
        return f"{start}{'no answer within its time':>38}{measured.seconds:>11.2f}"
    assert measured.bound is not None
    return (
        f"{start}{measured.value:>14,.0f}{measured.bound:>14,.1f}"
        f"{measured.gap:>10.1e}{measured.seconds:>11.2f}"
    )


def report(sizes: tuple[int, ...] = SITES, limit: float = LIMIT) -> None:
    """Print value, bound, gap and seconds for each size, beside the textbook model."""
    print(
        f"Portfolio, {COMPONENTS} components × {OPTIONS} options a site, budget {SHARE:.0%} of the "
        f"full cost; the textbook model has {limit:g} s"
    )
    print(f"{'sites':>8}  {'way':<12}{'value':>14}{'bound':>14}{'gap':>10}{'seconds':>11}")
    for sites in sizes:
        measured, built = ours(sites)
        print(f"{line(sites, 'menus, core', measured)}   + {built:.2f} for the menus")
        print(line(sites, "textbook", textbook(sites, limit)))


def main(sites: int, limit: float) -> None:
    """Solve the textbook model for the parent process and print what it found."""
    measured = solve_textbook(sites, limit)
    if measured.value is None:
        print("nan nan", measured.seconds)
    else:
        print(measured.value, measured.bound, measured.seconds)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(int(sys.argv[1]), float(sys.argv[2]))
    else:
        report()
