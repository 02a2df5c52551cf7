"""Measure and print: ``python -m benchmarks [WHAT] …``; ``make bench`` is ``usual``.

python -m benchmarks usual --sites 8 --pairs 2
python -m benchmarks network
python -m benchmarks batch --sites 8 24 --pairs 3 --ways a b c k1 k2 --record bench.jsonl
python -m benchmarks floor --sites 24 --pairs 5
python -m benchmarks memory --sites 240
python -m benchmarks rows --pairs 3
python -m benchmarks unchanged --sites 1000
python -m benchmarks cluster --sites 12 72
python -m benchmarks batch --summary bench.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import (
    batch,
    budget,
    cluster,
    diagnosis,
    floor,
    memory,
    network,
    partners,
    portfolio,
    scale,
    schedule,
    workloads,
)
from benchmarks.bench import Bench
from benchmarks.processes import BenchFault
from benchmarks.records import Record, of_kind, read
from benchmarks.ways import WAYS
from benchmarks.workloads import Workload

ANALYSES = {
    "diagnosis": diagnosis.report,
    "network": network.report,
    "partners": partners.report,
    "schedule": schedule.report,
    "budget": budget.report,
    "portfolio": portfolio.report,
}
"""One call against many, ours against a plain loop or a textbook: each prints its own table."""

WHATS = ("usual", *ANALYSES, "batch", "floor", "memory", "rows", "unchanged", "cluster")
REFERENCE = workloads.ROOT.parent / "shared" / "reference" / "perf"
_USUAL_SITES = {"memory": [240], "unchanged": [1_000], "floor": [24], "cluster": [12, 72]}


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("what", nargs="?", choices=WHATS, default="usual")
    add("--sites", nargs="+", type=int, metavar="N", help="sizes of the batch")
    add("--pairs", type=int, default=2, metavar="N", help="rounds of all ways in turn")
    add("--ways", nargs="+", choices=WAYS, default=["a", "b", "c", "k1", "k2"], metavar="WAY")
    add("--sample", type=int, default=0, metavar="N",
        help="run the ways of others on N of the sites only, and scale them")  # fmt: skip
    add("--own", type=int, default=3, metavar="N", help="sites of the example project; 0 for none")
    add("--reference", type=Path, default=REFERENCE, metavar="DIR", help="folder of its scripts")
    add("--record", type=Path, metavar="FILE", help="append every result to this file")
    add("--summary", type=Path, metavar="FILE", help="measure nothing, sum up this file")
    add("--work", type=Path, metavar="DIR", help="where to make the folder for temporary files")
    add("--every", type=float, default=0.5, metavar="S", help="between samples of memory; 0: none")
    add("--form", choices=("csv", "parquet"), default="csv", help="of the growing project's tables")
    add("--share", type=float, default=1.0, help="of the growing project's rows, to try it out")
    given = parser.parse_args(arguments)
    given.sites = given.sites or _USUAL_SITES.get(given.what, [8])
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for and print the tables.

    Returns
    -------
    int
        0 when all went well, 1 when a run failed or wrote a report without its figures, 2 where
        nothing can be measured.
    """
    given = parse(arguments)
    if given.summary is not None:
        _print(read(given.summary))
        return 0
    if sys.platform != "linux":
        print("Processes are measured through /proc, which is there on Linux alone.")
        return 2
    for name, report in ANALYSES.items():
        if given.what in {"usual", name}:
            report()
            print()
    if given.what in ANALYSES:
        return 0
    with Bench(record=given.record, folder=given.work, every=given.every) as bench:
        try:
            _measure(bench, given)
        except BenchFault as fault:
            print(f"No result: {fault}", file=sys.stderr)
            return 1
        finally:
            _print(bench.ledger.records)
    return 0


def _measure(bench: Bench, given: argparse.Namespace) -> None:
    ways = [WAYS[key] for key in given.ways]
    if given.what == "rows":
        scale.measure_rows(bench, given.pairs, form=given.form, share=given.share)
    elif given.what == "cluster":
        cluster.measure_cluster(bench, given.sites)
    elif given.what == "unchanged":
        for sites in given.sites:
            scale.measure_unchanged(bench, sites, given.pairs)
    else:
        for work in _workloads(bench, given):
            if given.what in {"usual", "batch"}:
                batch.measure_rounds(bench, work, ways, given.pairs, sample=given.sample)
            if given.what in {"usual", "floor"}:
                floor.measure_floor(bench, work, given.pairs)
            if given.what == "memory":
                memory.measure_memory(bench, work)


def _workloads(bench: Bench, given: argparse.Namespace) -> list[Workload]:
    found = []
    why = workloads.why_no_reference(given.reference)
    if why:
        print(f"The reference template is left out: {why}.")
    else:
        found += [workloads.reference(given.reference, n, bench.folder) for n in given.sites]
    if given.what == "memory":
        # The example has too few sites to say anything about growth.
        return found or [scale.many_sites(bench, n) for n in given.sites]
    return [*found, workloads.own(given.own)] if given.own else found


def _print(records: Sequence[Record]) -> None:
    print()
    for words in dict.fromkeys(one["words"] for one in of_kind(records, "machine")):
        print(words, end="\n\n")
    for part in (batch, floor, memory, scale, cluster):
        for lines in part.report(records):
            print(lines)


if __name__ == "__main__":
    sys.exit(main())
