"""Builders of small packages for the tests of the analyses."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.diagnosis import diagnose
from workbench.frameworks import load


@pytest.fixture(scope="session")
def ipsr():
    return load("ipsr")


def _components(site, keys, **columns):
    return pd.DataFrame({"site": site, "component": list(keys), **columns})


def _scores(site, levels, **columns):
    """Give one row per component and assessor; `levels` maps a component to (readiness, use)."""
    rows = []
    for component, (readiness, use) in levels.items():
        pairs = zip(np.atleast_1d(readiness), np.atleast_1d(use), strict=True)
        rows += [
            {"site": site, "component": component, "assessor": f"A{a}", "readiness": r, "use": u}
            for a, (r, u) in enumerate(pairs, start=1)
        ]
    frame = pd.DataFrame(rows).assign(**{"round": 1, "basis": "workshop", **columns})
    return frame.astype({"readiness": "Int64", "use": "Int64"})


@pytest.fixture(scope="session")
def components():
    return _components


@pytest.fixture(scope="session")
def scores():
    return _scores


@pytest.fixture(scope="session")
def many():
    """Build random tables of many sites; some scores are missing."""

    def build(sites, size, assessors, seed=1, missing=0.1):
        generator = np.random.default_rng(seed)
        names = [f"s{i:05d}" for i in range(sites)]
        keys = [f"c{j}" for j in range(size)]
        table = pd.MultiIndex.from_product([names, keys], names=["site", "component"])
        every = pd.MultiIndex.from_product(
            [names, keys, [f"A{a}" for a in range(assessors)]],
            names=["site", "component", "assessor"],
        )
        judged = every.to_frame(index=False).assign(round=1, basis="workshop")
        for name in ("readiness", "use"):
            level = generator.integers(0, 10, len(every))
            blank = generator.random(len(every)) < missing
            judged[name] = pd.arrays.IntegerArray(level, blank)
        return table.to_frame(index=False), judged

    return build


@pytest.fixture
def run(ipsr, components, scores):
    """Diagnose one site "s" from the levels of its components."""

    def run(levels, **options):
        table = components("s", levels)
        return diagnose(table, scores("s", levels), ipsr, **options)

    return run
