"""The batch: ways of writing the same reports, each a whole process, in turn.

A round runs every way once, one after the other; rounds follow each other: A B A B. Ratios are
made of the two runs of one round, so that what drifts on the machine meets both.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.bench import Bench
from benchmarks.markdown import MISSING, number, table
from benchmarks.records import Record, Spread, groups, of_kind, paired
from benchmarks.ways import WAYS, Way
from benchmarks.workloads import Workload

_MB = 1e6
_MIB = 2**20
_MILLISECONDS = 1000


def measure_rounds(
    bench: Bench, work: Workload, ways: Sequence[Way], rounds: int, *, sample: int = 0
) -> None:
    """Run every way in turn, so many rounds; one site of each beforehand is not counted.

    Parameters
    ----------
    bench, work, ways, rounds
        What to measure, and how often.
    sample : int
        Run the ways of others on so many of the sites only, and scale their seconds to all sites:
        each site is a process of its own there, so that its cost does not depend on their number.
        0 runs them on all sites.
    """
    for way in ways:
        bench.run(way, work.first(1), every=0)
    for turn in range(1, rounds + 1):
        for way in ways:
            _note(bench, work, way, turn, sample=0 if way.engine else sample)


def _note(bench: Bench, work: Workload, way: Way, turn: int, *, sample: int = 0) -> None:
    part = work.first(sample) if 0 < sample < len(work.sites) else work
    ran = bench.run(way, part)
    sites, measured, pages = len(part.sites), ran.measured, ran.pages
    scale = len(work.sites) / sites
    record = bench.ledger.add(
        "way",
        work=work.name,
        sites=len(work.sites),
        way=way.key,
        round=turn,
        sample=sites if part is not work else 0,
        wall=measured.wall * scale,
        cpu=measured.cpu * scale,
        others=measured.others,
        stolen=measured.stolen,
        peak=measured.peak,
        html=pages.html / sites,
        notebooks=pages.notebooks / sites,
        shared=pages.shared,
        figures=sum(pages.figures.values()) / sites,
        outside=ran.outside(way) if way.engine else None,
    )
    print(progress(record), flush=True)


def progress(record: Record) -> str:
    """Say in a line what a run took."""
    return (
        f"  {record['work']}, {record['sites']} sites, round {record['round']}, "
        f"{record['way']}: {record['wall']:.1f} s, CPU {record['cpu']:.1f} s, "
        f"others {record['others']:.0%}"
    )


def report(records: Sequence[Record]) -> list[str]:
    """Make the tables of everything that was measured here."""
    tables = []
    for (work, sites), found in groups(of_kind(records, "way"), "work", "sites"):
        title = f"{work}, {sites} sites"
        by_way = {way: runs for (way,), runs in groups(found, "way")}
        tables += [_ratios(title, by_way), _sizes(title, by_way)]
        outside = _outside(title, by_way)
        tables += [outside] if outside else []
        tables.append(_runs(title, found))
    return tables


def _ratios(title: str, by_way: dict[str, list[Record]]) -> str:
    heads = ["way", "rounds", "s a site", "CPU s a site"]
    heads += [f"({base}) ÷ this, {what}" for base in "ab" for what in ("wall", "CPU")]
    rows = []
    for way, runs in _in_order(by_way):
        sites = runs[0]["sites"]
        row = [WAYS[way].words + _sampled(runs), str(len(runs))]
        row += [number(median(one[value] for one in runs) / sites) for value in ("wall", "cpu")]
        for base in "ab":
            for value in ("wall", "cpu"):
                found = paired(by_way.get(base, []), runs, value) if way > base else None
                row.append(_words(found))
        rows.append(row)
    return table(f"{title}: time, and ratios of paired runs", heads, rows)


def _sampled(runs: Sequence[Record]) -> str:
    """Say where a way was run on some of the sites only."""
    least = min(one.get("sample", 0) for one in runs)
    return f", measured on {least} of them" if least else ""


def _sizes(title: str, by_way: dict[str, list[Record]]) -> str:
    heads = ["way", "figures a site", "HTML, MB a site", "shared, MB", "notebooks, MB a site"]
    rows = []
    for way, runs in _in_order(by_way):
        last = runs[-1]
        row = [WAYS[way].words, number(last["figures"], 1)]
        row += [number(last[name] / _MB, 3) for name in ("html", "shared", "notebooks")]
        peaks = [one["peak"] for one in runs if one["peak"]]
        rows.append([*row, number(max(peaks) / _MIB, 0) if peaks else MISSING])
    return table(f"{title}: sizes and memory", [*heads, "peak memory, MiB"], rows)


def _outside(title: str, by_way: dict[str, list[Record]]) -> str:
    heads = [
        "way",
        "cells, s a site",
        "within the run, ms",
        "whole batch, ms",
        "start-up left out, ms",
    ]
    rows = []
    for way, runs in _in_order(by_way):
        found = [one["outside"] for one in runs if one["outside"]]
        if found:
            row = [WAYS[way].words, number(median(one["cells"] for one in found), 3)]
            for name in ("within", "whole", "later"):
                known = [one[name] * _MILLISECONDS for one in found if one[name] is not None]
                row += [number(median(known), 0) if known else MISSING]
            rows.append(row)
    return table(f"{title}: outside the cells, a site", heads, rows) if rows else ""


def _runs(title: str, found: Sequence[Record]) -> str:
    heads = [
        "run",
        "way",
        "wall, s",
        "CPU, s",
        "others, % of the machine",
        "withheld by the host, %",
    ]
    rows = [
        [
            f"{one['session']}, round {one['round']}",
            one["way"],
            number(one["wall"]),
            number(one["cpu"]),
            number(one["others"] * 100, 1),
            number(one["stolen"] * 100, 1),
        ]
        for one in found
    ]
    return table(f"{title}: every run", heads, rows)


def _in_order(by_way: dict[str, list[Record]]) -> list[tuple[str, list[Record]]]:
    return [(way, by_way[way]) for way in WAYS if way in by_way]


def _words(found: Spread | None) -> str:
    return MISSING if found is None else found.words()
