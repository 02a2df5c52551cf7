"""Builders of small packages for the tests of the analyses."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.diagnosis import diagnose
from workbench.analysis.options import weigh_options
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


# The base of the worked what-if (48, 18, 8, 35) with a candidate that is listed and not needed
BASE = {"C1": (8, 6), "C2": (6, 3), "C3": (4, 2), "C4": (7, 5)}
CANDIDATE = {"C3b": (7, 4)}
ELSEWHERE = {"C1": (8, 4), "C2": (7, 4), "C3": (6, 4), "C4": (7, 3)}


def _options(*rows):
    """Give the table `options`; each row is for C3 at site "s" unless it says otherwise."""
    filled = [{"site": "s", "component": "C3", "proposal": row["option"]} | row for row in rows]
    return pd.DataFrame(filled)


SEVEN = (
    {"option": "substitute", "substitute": "C3b"},
    {"option": "outsource", "readiness_after": 7, "use_after": 4, "cost": 90.0, "months": 9.0},
    {"option": "develop", "readiness_after": 6, "use_after": 3, "cost": 40.0, "months": 18.0},
    {"option": "relocate", "to_site": "t"},
    {"option": "reorient", "new_ambition": "Without C3"},
    {
        "option": "postpone",
        "readiness_after": 4,
        "use_after": 3,
        "months": 24.0,
        "change_date": "2028-03-01",
        "change_source": "Seed law",
    },
    {"option": "stop", "assets": "Seed stock", "told": "Donor", "spent": 1200.0},
)


@pytest.fixture(scope="session")
def options():
    return _options


@pytest.fixture(scope="session")
def seven():
    return _options(*SEVEN)


@pytest.fixture(scope="session")
def what_if_tables():
    """Components and scores of the worked what-if: site "s", and site "t" to move to."""
    here = _components("s", BASE | CANDIDATE, functions="")
    here["functions"] = [None, None, "awareness", None, "awareness"]
    here["needed"] = pd.array([True] * 4 + [False], dtype="boolean")
    listed = pd.concat([here, _components("t", ELSEWHERE)], ignore_index=True)
    judged = pd.concat([_scores("s", BASE | CANDIDATE), _scores("t", ELSEWHERE)])
    return listed, judged


@pytest.fixture(scope="session")
def weigh(ipsr, what_if_tables):
    """Weigh options at site "s" of the worked what-if."""

    def weigh(table, **parameters):
        listed, judged = what_if_tables
        given = {"sites": ["s"], "target": 12, "as_of": "2026-03-14"} | parameters
        return weigh_options(table, listed, judged, ipsr, **given)

    return weigh


@pytest.fixture(scope="session")
def weighed(weigh, seven):
    """All seven options, weighed once: results are read and not changed."""
    return weigh(seven)


# Hillier and Lieberman's Reliable Construction Co.: task, predecessors, o m p; weeks as days
RELIABLE = """
A -     1 2   3  |  B A   2 3.5 8  |  C B   6 9   18 |  D C   4 5.5 10 |  E C   1 4.5 5
F E     4 4   10 |  G D   5 6.5 11 |  H E;G 5 8   17 |  I C   3 7.5 9  |  J F;I 3 9   9
K J     4 4   4  |  L J   1 5.5 7  |  M H   1 2   3  |  N K;L 5 5.5 9
"""


@pytest.fixture
def reliable():
    rows = [cell.split() for line in RELIABLE.strip().splitlines() for cell in line.split("|")]
    table = pd.DataFrame(rows, columns=["activity", "after", "low", "likely", "high"])
    table["after"] = table["after"].replace("-", None)
    numbers = dict.fromkeys(["low", "likely", "high"], float)
    return table.assign(site="s").astype(numbers)


@pytest.fixture(scope="session")
def plan():
    """Build a table of activities of one site from "A1", "A2 <- A1 SS+2" and their durations."""

    def build(tasks, site="s", **columns):
        names = [task.split(" <- ") for task in tasks]
        table = pd.DataFrame(
            {
                "site": site,
                "activity": [name[0] for name in names],
                "after": pd.Series(
                    [name[1] if len(name) > 1 else None for name in names], dtype="str"
                ),
                "likely": [float("nan") if d is None else float(d) for d in tasks.values()],
            }
        )
        return table.assign(**columns)

    return build
