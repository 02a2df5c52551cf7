"""Plan of work: dates drawn for 20, 200 and 2,000 activities, 10,000 draws, beside a plain loop.

Each activity waits for one to three of the thirty before it and has a range of durations (PERT, one
common factor, correlation 0.3). The plain loop does what a script would do: draw by draw, scipy's
beta quantiles for the durations and a walk forwards and backwards over a networkx graph. It runs in
the same process for a few draws only, and the table gives its time for all draws as so many times
that. Both ways alternate and the medians are printed; at 2,000 activities there is one round.

The ratio is for durations in whole days, as plans have them, and without seasons, which the plain
loop does not know. Ours tabulates each shape of a range once, so a plan in which no two ranges have
the same shape takes longer: it has a column of its own, and so have seasons. That both walk over
the same plan is seen from the ends: the loop's for the durations that ours drew, against ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import beta, norm

from workbench.plan.analysis.duration_draws import draw_durations
from workbench.plan.analysis.schedule import Schedule, schedule
from workbench.plan.analysis.schedule_risk import schedule_risk

ACTIVITIES = (20, 200, 2_000)
DRAWS = 10_000
CORRELATION = 0.3
SAMPLE = 50
REPEATS = 3
FEW = 200
SEED = 20260314
START = date(2026, 4, 1)
SITE = "s"
NEAR = 30


@dataclass(frozen=True)
class Measured:
    """Seconds (medians) and how far the ends of both ways lie apart, in working days."""

    dating: float
    together: float
    own_ranges: float
    with_seasons: float
    apart: float
    differ: float

    @property
    def ratio(self) -> float:
        return self.apart / self.together


def plan(activities: int, seed: int = 1, *, whole: bool = True) -> pd.DataFrame:
    """Build a table of activities of one site, with durations in whole days or any."""
    generator = np.random.default_rng(seed)
    after: list[str | None] = [None]
    for row in range(1, activities):
        most = min(row, NEAR)
        count = min(most, int(generator.integers(1, 4)))
        back = np.sort(generator.choice(most, count, replace=False)) + 1
        after.append("; ".join(f"A{row - one}" for one in back))
    likely = generator.integers(2, 20, activities).astype(float)
    down, up = generator.uniform(0.1, 0.4, (2, activities))
    low, high = likely * (1 - down), likely * (1 + 2 * up)
    return pd.DataFrame(
        {
            "site": SITE,
            "activity": [f"A{row}" for row in range(activities)],
            "after": pd.Series(after, dtype="str"),
            "low": np.floor(low) if whole else low,
            "likely": likely,
            "high": np.ceil(high) if whole else high,
            "fieldwork": np.arange(activities) % 3 == 0,
        }
    )


def seasons(years: int = 15) -> pd.DataFrame:
    """Build one season of two months without fieldwork in each year."""
    every = range(START.year, START.year + years)
    return pd.DataFrame(
        {
            "site": SITE,
            "first": [f"{year}-09-01" for year in every],
            "last": [f"{year}-10-31" for year in every],
            "kind": "no-fieldwork",
        }
    )


def graph_of(table: pd.DataFrame) -> nx.DiGraph[str]:
    """Turn the table into the graph of a script; all its links are finish-to-start."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(table["activity"])
    for name, after in table[["activity", "after"]].itertuples(index=False):
        if isinstance(after, str):
            graph.add_edges_from((one, name) for one in after.split("; "))
    return graph


def walk(graph: nx.DiGraph[str], days: dict[str, float]) -> tuple[float, list[str]]:
    """Give the end of one draw and its activities without float, activity by activity."""
    order = list(nx.topological_sort(graph))
    finish: dict[str, float] = {}
    for name in order:
        begin = max((finish[one] for one in graph.predecessors(name)), default=0.0)
        finish[name] = begin + days[name]
    end = max(finish.values())
    late: dict[str, float] = {}
    for name in reversed(order):
        late[name] = min((late[one] - days[one] for one in graph.successors(name)), default=end)
    return end, [name for name in order if late[name] - finish[name] < 1e-6]


def plain_loop(table: pd.DataFrame, draws: int, seed: int = 2) -> tuple[list[float], pd.Series]:
    """Give the end of each draw and how often each activity has no float, as a script would."""
    generator = np.random.default_rng(seed)
    graph, names = graph_of(table), table["activity"].tolist()
    low, likely, high = (table[name].to_numpy() for name in ("low", "likely", "high"))
    a, b = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
    ends, counted = [], dict.fromkeys(names, 0)
    for _ in range(draws):
        own = generator.standard_normal(len(names))
        common = generator.standard_normal()
        u = norm.cdf(np.sqrt(CORRELATION) * common + np.sqrt(1 - CORRELATION) * own)
        days = low + (high - low) * beta.ppf(u, a, b)
        end, critical = walk(graph, dict(zip(names, days.tolist(), strict=True)))
        ends.append(end)
        for name in critical:
            counted[name] += 1
    return ends, pd.Series(counted) / draws


def differ(table: pd.DataFrame, dated: Schedule, draws: int) -> float:
    """Give how far the ends lie apart, at the most, where both ways have the same durations."""
    ours = schedule_risk(dated, draws=draws, correlation=CORRELATION, seed=SEED).finish[SITE]
    names = table["activity"].tolist()
    low, likely, high = (table[name].to_numpy() for name in ("low", "likely", "high"))
    drawn = draw_durations(
        SITE, names, low, likely, high,
        shape="pert", correlation=CORRELATION, draws=draws, seed=SEED,
    )  # fmt: skip
    graph = graph_of(table)
    columns = drawn.T.astype(float).tolist()
    theirs = [walk(graph, dict(zip(names, days, strict=True)))[0] for days in columns]
    return float(np.abs(ours - theirs).max())


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def measure(
    activities: int, draws: int = DRAWS, sample: int = SAMPLE, repeats: int = REPEATS
) -> Measured:
    """Measure one size: dating, our draws for three kinds of plans, and the plain loop."""
    table = plan(activities)
    dated, closed = schedule(table, start=START), schedule(table, start=START, seasons=seasons())
    own = schedule(plan(activities, whole=False), start=START)
    ways: tuple[Callable[[], object], ...] = (
        lambda: schedule(table, start=START),
        lambda: schedule_risk(dated, draws=draws, correlation=CORRELATION),
        lambda: schedule_risk(own, draws=draws, correlation=CORRELATION),
        lambda: schedule_risk(closed, draws=draws, correlation=CORRELATION),
        lambda: plain_loop(table, sample),
    )
    rounds = [[_seconds(way) for way in ways] for _ in range(repeats)]
    dating, together, own_ranges, with_seasons, few = map(median, zip(*rounds, strict=True))
    apart = few * draws / sample
    differs = differ(table, dated, draws=100)
    return Measured(dating, together, own_ranges, with_seasons, apart, differs)


def report() -> None:
    """Print seconds for 20, 200 and 2,000 activities, and the ratio to the plain loop."""
    print(f"Plan of work, dates and how sure they are: {DRAWS:,} draws of all durations")
    print(f"The plain loop ran {SAMPLE} draws; its time is for {DRAWS:,}, so many times that.")
    print(
        f"{'activities':>11}{'dating, s':>11}{'draws, s':>10}{'own ranges, s':>15}"
        f"{'with seasons, s':>17}"
        f"{'plain loop, s':>15}{'ratio':>8}{'ends differ, days':>19}"
    )
    for activities in ACTIVITIES:
        one = measure(activities, DRAWS, SAMPLE, REPEATS if activities <= FEW else 1)
        print(
            f"{activities:>11,}{one.dating:>11.3f}{one.together:>10.3f}{one.own_ranges:>15.3f}"
            f"{one.with_seasons:>17.3f}"
            f"{one.apart:>15.1f}{one.ratio:>8.0f}{one.differ:>19.1e}"
        )


if __name__ == "__main__":
    report()
