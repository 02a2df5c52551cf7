"""How long it takes from a supposition at a site to what follows, and to open one site of many.

``python -m benchmarks.chain`` supposes something else at each site, again and again with other
values, and prints the median seconds until each part of the chain is there, beside those of a chain
that has to compute everything. Then it opens sites of the project, and of one with many more sites.
Seconds are those of the processor: what one waits for on an idle machine, and others hardly touch.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import process_time

import pandas as pd

from workbench.case import Case, open_case
from workbench.core.once import forget
from workbench.project import read_project
from workbench.project.store.writing import write_project

SITES = ("rw-huye", "rw-musanze", "ug-isingiro")
Change = Callable[[Case, int], Case]


def _level(case: Case, turn: int) -> Case:
    component = case.diagnosis.components["component"].iloc[turn % 3]
    return case.what_if(levels={component: {"use": turn % 9, "readiness": (turn + 3) % 9}})


def _option(case: Case, turn: int) -> Case:
    proposal = case.site.table("options")["proposal"].iloc[0]
    return case.what_if(options={proposal: {"cost": 10_000 + 1_000 * turn, "months": 3 + turn % 9}})


def _partner(case: Case, turn: int) -> Case:
    table = case.partners.partners.table
    names = table.loc[table["decided"] == "", "actor"]
    return case.what_if(exclude=names.iloc[turn % len(names)])


def _start(case: Case, turn: int) -> Case:
    return case.what_if(start=f"2027-01-{1 + turn % 28:02}")


def _duration(case: Case, turn: int) -> Case:
    return case.what_if(durations={case.plan.at.table("activities")["activity"].iloc[0]: 5 + turn})


def _cost(case: Case, turn: int) -> Case:
    return case.what_if(costs={case.site.table("costs")["line"].iloc[0]: {"quantity": 2 + turn}})


CHANGES: dict[str, Change] = {
    "levels": _level, "options": _option, "partners": _partner, "start": _start,
    "durations": _duration, "costs": _cost,
}  # fmt: skip

PARTS: dict[str, Callable[[Case], object]] = {
    "diagnosis": lambda case: case.diagnosis,
    "options": lambda case: case.options,
    "partners": lambda case: case.partners.partners,
    "plan and budget": lambda case: (case.plan.risk, case.budget.estimate, case.budget.cash),
    "the rest": lambda case: case.outcomes,
}


def seconds_of(case: Case, change: Change, turn: int) -> list[float]:
    """Suppose something else and return the seconds of each part; the first has the change too."""
    found, began = [], process_time()
    supposed = change(case, turn)
    for part in PARTS.values():
        part(supposed)
        found.append(process_time() - began)
        began = process_time()
    return found


def warm(case: Case) -> Case:
    """Return a chain of the same site, with everything computed."""
    found = Case(case.site)
    assert found.outcomes is not None
    return found


def fresh_seconds(case: Case, change: Change, turn: int) -> float:
    """Return the seconds of a chain of the same tables that nothing was computed for."""
    supposed = change(case, turn)
    forget()
    began = process_time()
    assert Case(supposed.site).outcomes is not None
    return process_time() - began


def of_changes(case: Case, rounds: int) -> Iterator[tuple[str, list[float], float]]:
    """Yield each kind of change with the medians of its parts and the ratio to a fresh chain."""
    for name, change in CHANGES.items():
        try:
            change(case, 0)
        except (LookupError, ValueError):  # a site without options, a plan or a budget
            continue
        base = warm(case)
        runs = [seconds_of(base, change, turn) for turn in range(rounds)]
        fresh = median(fresh_seconds(base, change, turn) for turn in range(min(rounds, 3)))
        parts = [median(one) for one in zip(*runs, strict=True)]
        yield name, parts, median(map(sum, runs)) / fresh


def write_many(source: Path, target: Path, number: int) -> None:
    """Write a project with so many sites: the rows of the source under other names of sites."""
    project = read_project(source)
    own = project.sites
    copies = [
        {site: site if turn == 0 else f"{site}-{turn}" for site in own}
        for turn in range(-(-number // len(own)))
    ]
    kept = [new for names in copies for new in names.values()][:number]
    tables = dict(project.tables)
    for name, rows in project.tables.items():
        if "site" in rows:
            places = [one for one in ("site", "to_site") if one in rows]
            again = [rows.assign(**{p: rows[p].map(names) for p in places}) for names in copies]
            every = pd.concat(again, ignore_index=True)
            tables[name] = every[every["site"].isin(kept)].astype(rows.dtypes.to_dict())
    write_project(target, project.settings, tables)


def opening_seconds(project: Path, sites: Sequence[str]) -> tuple[float, float]:
    """Return the seconds to open and diagnose the first of some sites, and each of the others."""
    found = []
    for site in sites:
        forget()
        began = process_time()
        assert open_case(project, site).diagnosis is not None
        found.append(process_time() - began)
    return found[0], median(found[1:])


def main() -> None:
    """Measure and print two tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--project", type=Path, default=Path("data/example"))
    options.add_argument("--sites", nargs="+", default=SITES)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--many", type=int, default=400, help="sites of the larger project")
    given = options.parse_args()
    print(f"| site | change | {' | '.join(PARTS)} | in all | in all ÷ fresh chain |")
    print("|---|---|" + "---:|" * (len(PARTS) + 2))
    for site in given.sites:
        case = open_case(given.project, site)
        for name, parts, ratio in of_changes(case, given.rounds):
            cells = " | ".join(f"{one:.2f}" for one in (*parts, sum(parts)))
            print(f"| {site} | {name} | {cells} | {ratio:.2f} |")
    print("\n| sites in the project | open and diagnose the first, s | another, s |")
    print("|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        for number in (len(read_project(given.project).sites), given.many):
            folder = Path(place) / f"{number}"
            write_many(given.project, folder, number)
            first, others = opening_seconds(folder, given.sites)
            print(f"| {number} | {first:.2f} | {others:.2f} |")


if __name__ == "__main__":
    main()
