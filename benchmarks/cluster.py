"""What a site costs on a cluster: on a worker's core, in the command, on disk and on its way."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple

import pandas as pd
from distributed import Client

from benchmarks import workloads
from benchmarks.bench import Bench
from benchmarks.markdown import number, table
from benchmarks.processes import BenchFault
from benchmarks.records import Record, groups, of_kind
from benchmarks.workloads import Workload
from workbench.project import read_project, write_project

SIZES = (12, 72)
_PATIENCE = 60.0
_MEGA = 1e6


def measure_cluster(bench: Bench, sizes: Sequence[int] = SIZES) -> None:
    """Run the example's sites, repeated, on a scheduler and one worker with one thread.

    Parameters
    ----------
    bench : Bench
        The session.
    sizes : sequence of int
        Two numbers of sites: what the command does for a site is the difference between them.
    """
    projects = {size: repeated_example(bench.folder / f"repeated-{size}", size) for size in sizes}
    with _cluster(bench.folder / "cluster") as cluster:
        _note(bench, projects[min(sizes)], cluster, shared=False)  # warms the worker
        for size, project in projects.items():
            for shared in (False, True):
                _note(bench, project, cluster, shared=shared, sites=size)


def repeated_example(folder: Path, sites: int) -> Path:
    """Write a project of the example's assessed sites, repeated under other names.

    Parameters
    ----------
    folder : Path
        Where to write it.
    sites : int
        How many sites it has.
    """
    example = read_project(workloads.EXAMPLE)
    assessed = example.table("scores")["site"].unique()
    pairs = [(assessed[place % len(assessed)], f"s{place:05d}") for place in range(sites)]
    names = pd.DataFrame(pairs, columns=["site", "new"])
    first = names.drop_duplicates("site").set_index("site")["new"]  # where a move leads here
    tables = {}
    for name in example.tables:
        rows = example.table(name)
        if "to_site" in rows:
            rows = rows.assign(to_site=rows["to_site"].map(first))
        if "site" in rows and len(rows):
            repeated = names.merge(rows, on="site", how="inner")
            tables[name] = repeated.drop(columns="site").rename(columns={"new": "site"})
        elif len(rows):
            tables[name] = rows
    return write_project(folder, example.settings, tables)


class _Cluster(NamedTuple):
    address: str
    processes: tuple[int, ...]


@contextlib.contextmanager
def _cluster(folder: Path) -> Iterator[_Cluster]:
    folder.mkdir(parents=True)
    file = folder / "scheduler.json"
    running = [_start("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", file)]
    try:
        _until(lambda: file.exists() and file.read_text("utf-8").endswith("}"))
        address = str(json.loads(file.read_text("utf-8"))["address"])
        options = ("--nthreads", "1", "--local-directory", folder / "worker", "--no-dashboard")
        running.append(_start("distributed.cli.dask_worker", address, *options))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=_PATIENCE)
        yield _Cluster(address, tuple(process.pid for process in running))
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(_PATIENCE)


def _start(module: str, *options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", module, *map(str, options)]
    if module.endswith("scheduler"):
        command.append("--no-dashboard")
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)


def _until(true: Any) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > end:
            message = "the scheduler did not start"
            raise BenchFault(message)
        time.sleep(0.1)


def _note(bench: Bench, project: Path, cluster: _Cluster, *, shared: bool, sites: int = 0) -> None:
    """Run the command once; a run that warms the worker (no sites) is not kept."""
    out = bench.folder / "cluster-out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "workbench", "run", str(project), f"--out={out}", "--force"]
    command += ["--scheduler", cluster.address, *(["--shared"] if shared else [])]
    work = Workload(
        name=project.name,
        notebooks=(),
        site_parameter="site",
        parameters={},
        sites=(),
        project=project,
    )
    measured = bench.command(command, work, every=0, beside=cluster.processes)
    if not sites:
        return
    told = json.loads((out / "run.json").read_text("utf-8"))
    done = [line for line in told["sites"].values() if line["status"] == "done"]
    if len(done) != sites:
        message = f"{len(done)} of {sites} sites were done on the cluster"
        raise BenchFault(message)
    made = [[(out / file).read_bytes() for file in line["files"]] for line in done]
    record = bench.ledger.add(
        "cluster",
        sites=sites,
        shared=shared,
        wall=measured.wall,
        cpu=measured.cpu,
        others=measured.others,
        site=median(line["seconds"] for line in done),
        comparison=(told.get("comparison") or {}).get("seconds", 0.0),
        disk=fmean(sum(map(len, files)) for files in made),
        # As parcels travel; see workbench.batch.cluster.payload.
        back=fmean(sum(len(zlib.compress(file, 1)) for file in files) for files in made),
    )
    print(
        f"  {sites} sites, {'shared' if shared else 'copied back'}: {record['site']:.3f} s a site, "
        f"the command {record['cpu']:.1f} s of processor, others {record['others']:.0%}",
        flush=True,
    )


def report(records: Sequence[Record]) -> list[str]:
    """Make the table."""
    rows = []
    for (shared,), found in groups(of_kind(records, "cluster"), "shared"):
        small, large = (
            min(found, key=lambda one: one["sites"]),
            max(found, key=lambda one: one["sites"]),
        )
        more = large["sites"] - small["sites"]
        each = (large["cpu"] - small["cpu"]) / more if more else None
        once = None if each is None else small["cpu"] - each * small["sites"]
        rows.append(
            [
                "shared folder" if shared else "copied back",
                f"{small['sites']} and {large['sites']}",
                number(large["site"], 3),
                number(each, 4),
                number(once, 1),
                number(large["comparison"], 1),
                number(large["disk"] / _MEGA, 2),
                number(large["back"] / _MEGA, 2),
            ]
        )
    heads = ["way", "sites", "s a site on a worker", "command, CPU s a site"]
    heads += [
        "command, CPU s once",
        "comparison, s",
        "MB a site on disk",
        "packed for its way back",
    ]
    return [table("On a cluster", heads, rows)] if rows else []
