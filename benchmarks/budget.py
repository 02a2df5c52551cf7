"""Budget: likely total of 20, 200 and 2,000 lines, 20,000 draws, beside a plain loop.

Each line has a range of quantities and of unit costs (PERT, one common factor, correlation 0.3).
The plain loop does what a script would do: per line, normal draws, their probabilities and scipy's
beta quantiles. It runs in the same process on 20 lines at the most, and the table gives its time
for all lines as so many times that. Both ways alternate and the medians are printed.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from scipy.stats import beta, norm

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.estimates import simulate

LINES = (20, 200, 2_000)
DRAWS = 20_000
CORRELATION = 0.3
SAMPLE = 20
REPEATS = 3


def ranges(lines: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Build lowest, likely and highest quantities and unit costs."""
    generator = np.random.default_rng(seed)

    def one(scale: float) -> np.ndarray:
        likely = generator.uniform(0.5, 1.5, lines) * scale
        down, up = generator.uniform(0.1, 0.4, (2, lines))
        return np.column_stack([likely * (1 - down), likely, likely * (1 + 2 * up)])

    return one(10.0), one(1_000.0)


def plain_loop(
    quantity: np.ndarray, unit_cost: np.ndarray, draws: int, seed: int = 2
) -> np.ndarray:
    """Draw the total line by line, as a script would."""
    generator = np.random.default_rng(seed)
    common = generator.standard_normal(draws)
    total = np.zeros(draws)
    for line in range(len(quantity)):
        amount = np.ones(draws)
        for low, likely, high in (quantity[line], unit_cost[line]):
            own = generator.standard_normal(draws)
            u = norm.cdf(np.sqrt(CORRELATION) * common + np.sqrt(1 - CORRELATION) * own)
            a, b = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
            amount *= low + (high - low) * beta.ppf(u, a, b)
        total += amount
    return total


def costs(lines: int) -> pd.DataFrame:
    """Build a table of costs over two years in three currencies."""
    number = np.arange(lines)
    table = pd.DataFrame({"site": "s", "line": [f"L{n}" for n in number]})
    table["category"] = np.array(["staff", "travel-staff", "subaward", "works"])[number % 4]
    table["currency"] = np.array(["USD", "RWF", "KES"])[number % 3]
    table["period"] = np.array(["2026", "2027", "2026-Q3"])[number % 3]
    table["quantity"] = (number % 7 + 1).astype(str)
    table["unit_cost"] = [f"{1000 + 13.37 * n:.2f}" for n in number]
    return table


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def measure(lines: int, draws: int = DRAWS, repeats: int = REPEATS) -> tuple[float, float, float]:
    """Give seconds, median: all lines at once, the plain loop, and how far the means differ."""
    quantity, unit_cost = ranges(lines)
    factor = np.ones(lines)
    few = min(lines, SAMPLE)
    sample = quantity[:few], unit_cost[:few], draws
    together, apart = [], []
    for _ in range(repeats):
        together.append(_seconds(lambda: simulate(quantity, unit_cost, factor, draws=draws)))
        apart.append(_seconds(lambda: plain_loop(*sample)) * lines / few)
    ours = simulate(quantity[:few], unit_cost[:few], factor[:few], draws=draws).total.mean()
    theirs = plain_loop(quantity[:few], unit_cost[:few], draws).mean()
    return median(together), median(apart), abs(ours / theirs - 1)


def report() -> None:
    """Print seconds for 20, 200 and 2,000 lines, and the ratio to the plain loop."""
    print(f"Budget, likely total: {DRAWS:,} draws, quantity and unit cost of every line uncertain")
    print(
        f"{'lines':>8}{'all at once, s':>16}{'plain loop, s':>15}{'ratio':>8}{'means differ':>14}"
        f"{'drafting, s':>13}"
    )
    rates = pd.DataFrame({"currency": ["RWF", "KES"], "date": "2026-01-01"}).assign(
        per_base=["1450", "129.35"]
    )
    for lines in LINES:
        together, apart, differ = measure(lines)
        table = costs(lines)
        drafted = _seconds(lambda table=table: draft_budget(table, rates=rates, currency="USD"))
        print(
            f"{lines:>8,}{together:>16.2f}{apart:>15.2f}{apart / together:>8.1f}{differ:>14.3%}"
            f"{drafted:>13.2f}"
        )


if __name__ == "__main__":
    report()
