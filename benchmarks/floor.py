"""Cells in a child of ours against the floor: the same code as plain Python in a warm process."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from statistics import median

from benchmarks.bench import Bench
from benchmarks.markdown import number, table
from benchmarks.records import Record, groups, of_kind, paired
from benchmarks.ways import WAYS
from benchmarks.workloads import Workload

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Sites of ours have one thread each for linear algebra; so has the floor."""


def measure_floor(bench: Bench, work: Workload, rounds: int) -> None:
    """Measure floor and children in turn; one child runs at a time."""
    result = bench.folder / "seconds.json"
    for turn in range(1, rounds + 1):
        described = work.write(bench.folder / "work.json", bench.folder / "out")
        command = [sys.executable, "-m", "benchmarks.plain_cells", str(described), str(result)]
        measured = bench.command(command, work, ONE_THREAD, every=0)
        floor = median(json.loads(result.read_text("utf-8")))
        ran = bench.run(WAYS["c1"], work, every=0)
        record = bench.ledger.add(
            "floor",
            work=work.name,
            sites=len(work.sites),
            round=turn,
            floor=floor,
            cells=median(ran.pages.cells.values()),
            others=max(measured.others, ran.measured.others),
        )
        print(
            f"  {work.name}, {len(work.sites)} sites, round {turn}: floor {floor:.3f} s, "
            f"cells {record['cells']:.3f} s, others {record['others']:.0%}",
            flush=True,
        )


def report(records: Sequence[Record]) -> list[str]:
    """Make the table."""
    heads = [
        "notebooks",
        "sites",
        "rounds",
        "floor, s a site",
        "cells in a child, s a site",
        "ratio",
    ]
    rows = []
    for (work, sites), found in groups(of_kind(records, "floor"), "work", "sites"):
        both = [
            {**one, "seconds": one[name], "is": name}
            for one in found
            for name in ("floor", "cells")
        ]
        floor, cells = ([one for one in both if one["is"] == name] for name in ("floor", "cells"))
        ratio = paired(cells, floor, "seconds")
        row = [work, str(sites), str(len(found))]
        row += [number(median(one["seconds"] for one in part), 3) for part in (floor, cells)]
        rows.append([*row, ratio.words(2) if ratio else "–"])
    return [table("Cells against the floor, one site at a time", heads, rows)] if rows else []
