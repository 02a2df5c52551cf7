"""How long a project of 400,000 scores takes to read, beside another checkout of the workbench.

``python -m benchmarks.reading --before ../old-checkout --rounds 5`` writes the project once in each
form, then reads it by turns with both checkouts, each time in a process of its own, and prints the
median of the ratios of processor time, which others on the machine hardly touch.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final, get_args

import numpy as np
import pandas as pd

from workbench.project.settings.project_settings import Settings
from workbench.project.store.writing import Form, write_project

_SITES, _COMPONENTS, _ASSESSORS = 2000, 20, 10
_HERE: Final = Path(__file__).parents[1]
_READ: Final = """
import resource, sys, time
from workbench.project import read_project
began = time.process_time()
project = read_project(sys.argv[1])
took = time.process_time() - began
assert len(project.table("scores")) == 400_000, len(project.table("scores"))
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def write(folder: Path, form: Form) -> None:
    """Write a project of 2,000 sites with 400,000 scores."""
    sites = [f"s{number:04d}" for number in range(_SITES)]
    names = [f"c{number}" for number in range(_COMPONENTS)]
    components = pd.DataFrame(
        {
            "site": np.repeat(sites, _COMPONENTS),
            "component": np.tile(names, _SITES),
            "title": "A component",
            "role": "core",
        }
    )
    scores = components[["site", "component"]].loc[components.index.repeat(_ASSESSORS)]
    drawn = np.random.default_rng(7)
    scores = scores.reset_index(drop=True).assign(
        round=1,
        date=pd.Timestamp("2026-03-14"),
        basis="workshop",
        readiness=drawn.integers(0, 10, len(scores)),
        use=drawn.integers(0, 10, len(scores)),
        evidence="E1",
    )
    scores["assessor"] = np.tile([f"A{number}" for number in range(_ASSESSORS)], len(components))
    evidence = {"site": sites, "evidence": "E1", "component": "c0", "dimension": "use"}
    tables = {
        "sites": pd.DataFrame({"site": sites, "name": sites, "country": "Rwanda"}),
        "components": components,
        "scores": scores,
        "evidence": pd.DataFrame({**evidence, "title": "T"}),
    }
    write_project(folder, Settings(title="T", framework="ipsr"), tables, form=form)


def read(checkout: Path, project: Path) -> tuple[float, float]:
    """Read a project in a fresh process; return its seconds of processor time and megabytes."""
    ran = subprocess.run(
        [sys.executable, "-c", _READ, str(project)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = map(float, ran.stdout.split())
    return seconds, megabytes


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--before", type=Path, required=True, help="checkout to compare with")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--forms", nargs="+", choices=get_args(Form), default=get_args(Form))
    given = options.parse_args()
    print("| form | before, s | now, s | now ÷ before | before, MB | now, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        for form in given.forms:
            folder = Path(place) / form
            write(folder, form)
            pairs = [
                (read(given.before.resolve(), folder), read(_HERE, folder))
                for _ in range(given.rounds)
            ]
            old, new = (median(pair[way][0] for pair in pairs) for way in (0, 1))
            ratio = median(after[0] / before[0] for before, after in pairs)
            sizes = [max(pair[way][1] for pair in pairs) for way in (0, 1)]
            print(f"| {form} | {old:.2f} | {new:.2f} | {ratio:.2f} | {sizes[0]:.0f} "
                  f"| {sizes[1]:.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()
