"""Memory over many sites: whether it stays flat."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from benchmarks.bench import Bench
from benchmarks.markdown import number, table
from benchmarks.processes import Sample
from benchmarks.records import Record, of_kind
from benchmarks.ways import WAYS
from benchmarks.workloads import Workload

EVERY = 0.2
_MIB = 2**20
_MEASURES = {
    "tree": "whole tree, PSS",
    "parents": "parents alone, PSS",
    "resident": "parents alone, resident",
}


def stretches(sites: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the sites from which to which memory is compared: after the start, and the last third.

    Of 240 sites these are 25 to 80 and 160 to 240.
    """
    return (round(sites * 25 / 240), sites // 3), (sites - sites // 3, sites)


def medians(
    samples: Sequence[Sample], ended: Sequence[float], stretch: tuple[int, int]
) -> dict[str, float] | None:
    """Give the median of each measure while so many sites were done [bytes].

    Parameters
    ----------
    samples : sequence of Sample
        Memory over time.
    ended : sequence of float
        When each site's report was there, on the same clock.
    stretch : tuple of int
        First number of finished sites, and the one to stop before.
    """
    ends = sorted(ended)
    chosen = [one for one in samples if stretch[0] <= bisect_right(ends, one.at) < stretch[1]]
    if not chosen:
        return None
    return {name: median(getattr(one, name) for one in chosen) for name in _MEASURES}


def measure_memory(bench: Bench, work: Workload) -> None:
    """Run all sites once, two at a time, and watch."""
    ran = bench.run(WAYS["c"], work, every=EVERY)
    samples, ended = ran.measured.samples, list(ran.pages.ended.values())
    first, last = (medians(samples, ended, part) for part in stretches(len(work.sites)))
    bench.ledger.add(
        "memory",
        work=work.name,
        sites=len(work.sites),
        samples=len(samples),
        peak=ran.measured.peak,
        first=first,
        last=last,
        others=ran.measured.others,
    )


def report(records: Sequence[Record]) -> list[str]:
    """Make one table for each run."""
    tables = []
    for one in of_kind(records, "memory"):
        early, late = stretches(one["sites"])
        heads = ["what", *(f"sites {low}–{high}, MiB" for low, high in (early, late)), "change, %"]
        rows = []
        for name, words in _MEASURES.items():
            first, last = ((one[part] or {}).get(name) for part in ("first", "last"))
            change = (last / first - 1) * 100 if first and last else None
            sizes = [number(size / _MIB if size else None, 1) for size in (first, last)]
            rows.append([words, *sizes, number(change, 1)])
        title = f"Memory, {one['work']}, {one['sites']} sites, two at a time"
        notes = f"peak {one['peak'] / _MIB:.0f} MiB, {one['samples']} samples"
        tables.append(table(f"{title} ({notes}, others {one['others']:.0%})", heads, rows))
    return tables
