"""Diagnosis of many sites: one call for all against one call per site, in the same run.

The tables are random: 8 components and 5 assessors a site, whole levels from 0 to 9, no blanks. The
plain loop calls the same function on the rows of one site at a time; with 10,000 sites it runs on a
sample, whose time per site is what the table compares. Both ways alternate and the medians are
printed.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.frameworks import load

SITES = (100, 1_000, 10_000)
COMPONENTS = 8
ASSESSORS = 5
SAMPLE = 25
REPEATS = 5


def tables(sites: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build the tables components and scores of random packages."""
    generator = np.random.default_rng(seed)
    site = [f"s{i:05d}" for i in range(sites)]
    component = [f"c{i}" for i in range(COMPONENTS)]
    assessor = [f"A{i}" for i in range(ASSESSORS)]
    names = pd.MultiIndex.from_product([site, component], names=["site", "component"])
    judged = pd.MultiIndex.from_product(
        [site, component, assessor], names=["site", "component", "assessor"]
    )
    scores = judged.to_frame(index=False).astype("str")
    scores["round"], scores["basis"] = 1, "workshop"
    true = np.repeat(generator.integers(2, 8, (len(names), 2)), ASSESSORS, axis=0)
    levels = np.clip(true + generator.integers(-1, 2, true.shape), 0, 9)
    scores["readiness"] = pd.array(levels[:, 0], dtype="Int64")
    scores["use"] = pd.array(levels[:, 1], dtype="Int64")
    components = names.to_frame(index=False).astype("str")
    return components, scores


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def measure(sites: int, repeats: int = REPEATS) -> tuple[float, float]:
    """Give seconds per site, median: in one call, and in a loop over a sample of the sites."""
    components, scores = tables(sites)
    framework = load("ipsr")
    chosen = components["site"].unique()[:: max(1, sites // SAMPLE)][:SAMPLE]
    parts = [
        (components[components["site"] == site], scores[scores["site"] == site]) for site in chosen
    ]

    def at_once() -> None:
        diagnose(components, scores, framework)

    def one_by_one() -> None:
        for part in parts:
            diagnose(*part, framework)

    at_once(), one_by_one()
    together, apart = [], []
    for _ in range(repeats):
        together.append(_seconds(at_once) / sites)
        apart.append(_seconds(one_by_one) / len(parts))
    return median(together), median(apart)


def report() -> None:
    """Print time per site for 100, 1,000 and 10,000 sites, and the ratio of the two ways."""
    print(
        f"Diagnosis, {COMPONENTS} components and {ASSESSORS} assessors a site, with P(bottleneck)"
    )
    print(
        f"{'sites':>8}{'one call, s':>14}{'ms per site':>14}{'loop, ms per site':>20}{'ratio':>9}"
    )
    for sites in SITES:
        together, apart = measure(sites)
        print(
            f"{sites:>8,}{together * sites:>14.2f}{together * 1e3:>14.3f}"
            f"{apart * 1e3:>20.1f}{apart / together:>9.0f}"
        )


if __name__ == "__main__":
    report()
