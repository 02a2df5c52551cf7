"""Measure the ways of writing the same reports, and print their ratios: ``make bench``.

    python -m benchmarks --sites 24 --own 4 12 --pairs 2
    python -m benchmarks --sites --own 12 --ways a c

A round runs every way once, one after the other; rounds follow each other: A B C A B C. Ratios are
made of the two runs of one round, so that what drifts on the machine meets both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import tables, workloads
from benchmarks.bench import Bench, Run
from benchmarks.processes import BenchFault
from benchmarks.ways import WAYS
from benchmarks.workloads import Workload

REFERENCE = workloads.ROOT.parent / "shared" / "reference" / "perf"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--sites", nargs="*", type=int, default=[24], metavar="N", help="of the reference template")
    add("--own", nargs="*", type=int, default=[4, 12], metavar="N", help="of the example project")
    add("--pairs", type=int, default=2, metavar="N", help="rounds of all ways in turn")
    add("--ways", nargs="+", choices=WAYS, default=["a", "b", "c"], metavar="WAY")
    add("--reference", type=Path, default=REFERENCE, metavar="DIR", help="folder of its scripts")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for and print the tables.

    Returns
    -------
    int
        0 when all went well, 1 when a run failed or wrote a report without its figures, 2 where
        nothing can be measured.
    """
    given = parse(arguments)
    if sys.platform != "linux":
        print("Processes are measured through /proc, which is there on Linux alone.")
        return 2
    runs: list[Run] = []
    with Bench() as bench:
        try:
            for work in _workloads(bench, given):
                _rounds(bench, work, given.ways, given.pairs, runs)
        except BenchFault as fault:
            print(f"No result: {fault}", file=sys.stderr)
            return 1
        finally:
            print("", tables.machine(), "", *tables.report(runs), sep="\n")
    return 0


def _workloads(bench: Bench, given: argparse.Namespace) -> list[Workload]:
    why = workloads.why_no_reference(given.reference) if given.sites else ""
    if why:
        print(f"The reference template is left out: {why}.")
    sizes = [] if why else given.sites
    found = [workloads.reference(given.reference, number, bench.folder) for number in sizes]
    return [*found, *map(workloads.own, given.own)]


def _rounds(
    bench: Bench, work: Workload, ways: Sequence[str], rounds: int, runs: list[Run]
) -> None:
    """Run every way in turn, so many rounds; one site of each beforehand is not counted."""
    for key in ways:
        bench.run(WAYS[key], work.first(1))
    for turn in range(1, rounds + 1):
        for key in ways:
            run = bench.run(WAYS[key], work, turn)
            runs.append(run)
            took = f"{run.measured.wall:.1f} s, others {run.measured.others:.0%}"
            print(
                f"  {work.name}, {len(work.sites)} sites, round {turn}, {key}: {took}", flush=True
            )


if __name__ == "__main__":
    sys.exit(main())
