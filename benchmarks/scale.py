"""Projects of ours that grow: what a site costs then, and a batch in which nothing has changed."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import made_projects, workloads
from benchmarks.bench import Bench
from benchmarks.made_projects import Size
from benchmarks.markdown import number, table
from benchmarks.processes import BenchFault
from benchmarks.records import Record, groups, of_kind, paired, spread
from benchmarks.workloads import Workload

JOBS = 2
SITES_RUN = 24
ROUNDS = 10
_MILLISECONDS = 1000

_Sizes = tuple[Size, Size]


def variants(share: float = 1.0) -> dict[str, _Sizes]:
    """Give both ways to ten times as many rows: more sites, or more rows at the other sites.

    Parameters
    ----------
    share : float
        Makes all of it smaller, to try it out.
    """
    sites, more = round(250 * share), round(2_500 * share)
    # So many rounds at the other sites that there are as many rows as with ten times the sites.
    others = round((more - SITES_RUN) * ROUNDS / (sites - SITES_RUN))
    return {
        "more sites": (
            Size(sites, ROUNDS, ROUNDS, SITES_RUN),
            Size(more, ROUNDS, ROUNDS, SITES_RUN),
        ),
        "more rows at the other sites": (
            Size(sites, ROUNDS, ROUNDS, SITES_RUN),
            Size(sites, ROUNDS, others, SITES_RUN),
        ),
    }


def measure_rows(bench: Bench, rounds: int, *, form: Any = "csv", share: float = 1.0) -> None:
    """Run the same 24 sites of the small and of the large project in turn."""
    for name, sizes in variants(share).items():
        folders = [bench.folder / f"project-{index}" for index in range(len(sizes))]
        for folder, size in zip(folders, sizes, strict=True):
            shutil.rmtree(folder, ignore_errors=True)
            made_projects.write(folder, size, form=form)
        shutil.rmtree(bench.folder / "cache", ignore_errors=True)
        for turn in range(1, rounds + 1):
            for folder, size in zip(folders, sizes, strict=True):
                _note_rows(bench, folder, size, variant=name, turn=turn, form=form)


def _note_rows(
    bench: Bench, folder: Path, size: Size, *, variant: str, turn: int, form: str
) -> None:
    out = bench.folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    sites = made_projects.names(SITES_RUN)
    command = [*_run(folder, out), "--force", *(f"--site={site}" for site in sites)]
    measured = bench.command(command, _work(folder, sites))
    told = _told(out, len(sites))
    seconds = [line["seconds"] for line in told["sites"].values()]
    comparison = (told.get("comparison") or {}).get("seconds", 0.0)
    record = bench.ledger.add(
        "rows",
        variant=variant,
        form=form,
        rows=size.rows,
        sites=size.sites,
        run=len(sites),
        round=turn,
        wall=measured.wall,
        cpu=measured.cpu,
        peak=measured.peak,
        others=measured.others,
        site=median(seconds),
        comparison=comparison,
        once=measured.wall - sum(seconds) / JOBS - comparison,
    )
    print(
        f"  {variant}, {size.rows:,} rows, round {turn}: {record['site']:.3f} s a site, "
        f"once {record['once']:.1f} s, others {record['others']:.0%}",
        flush=True,
    )


def measure_unchanged(bench: Bench, sites: int, rounds: int) -> None:
    """Write the reports of all sites once, then time the runs that find nothing to do."""
    folder, out = bench.folder / "unchanged", bench.folder / "unchanged-out"
    made_projects.write(folder, Size(sites, 1, 1, 0))
    work = _work(folder, made_projects.names(sites))
    first = bench.command(_run(folder, out), work)
    _told(out, sites)
    for turn in range(1, rounds + 1):
        again = bench.command(_run(folder, out), work, every=0)
        record = bench.ledger.add(
            "unchanged",
            sites=sites,
            round=turn,
            first=first.wall,
            wall=again.wall,
            cpu=again.cpu,
            others=again.others,
        )
        print(
            f"  {sites} sites unchanged, round {turn}: {record['wall']:.2f} s "
            f"({record['wall'] / sites * _MILLISECONDS:.1f} ms a site), "
            f"others {record['others']:.0%}",
            flush=True,
        )


def many_sites(bench: Bench, sites: int) -> Workload:
    """Give our own notebooks on a made-up project of so many sites."""
    folder = bench.folder / f"project-of-{sites}"
    return workloads.own(sites, made_projects.write(folder, Size(sites, 1, 1, 0)))


def _run(project: Path, out: Path) -> list[str]:
    command = [sys.executable, "-m", "workbench", "run", str(project), f"--out={out}"]
    return [*command, f"--jobs={JOBS}"]


def _work(folder: Path, sites: Sequence[str]) -> Workload:
    return Workload(
        name=folder.name,
        notebooks=(),
        site_parameter="site",
        parameters={},
        sites=tuple(sites),
        project=folder,
    )


def _told(out: Path, sites: int) -> Any:
    told = json.loads((out / "run.json").read_text("utf-8"))
    done = [line for line in told["sites"].values() if line["status"] == "done"]
    if len(done) != sites or any(line["engine"] != "fork" for line in done):
        message = f"{len(done)} of {sites} sites were done by the fork engine"
        raise BenchFault(message)
    return told


def report(records: Sequence[Record]) -> list[str]:
    """Make the tables."""
    return [*_rows_tables(records), *_unchanged_tables(records)]


def _rows_tables(records: Sequence[Record]) -> list[str]:
    heads = ["score rows", "sites in the project", "runs", "s a site", "ratio"]
    heads += [
        "once a batch, first run, s",
        "once, later runs, s",
        "comparison, s",
        "peak memory, MiB",
    ]
    tables = []
    for (variant, form), found in groups(of_kind(records, "rows"), "variant", "form"):
        by_rows = sorted(groups(found, "rows"), key=lambda one: one[0])
        smallest = by_rows[0][1]
        body = []
        for (rows,), runs in by_rows:
            ratio = None if runs is smallest else paired(runs, smallest, "site")
            first = [one["once"] for one in runs if one["round"] == 1]
            later = [one["once"] for one in runs if one["round"] > 1]
            body.append(
                [
                    f"{rows:,}",
                    f"{runs[0]['sites']:,}",
                    str(len(runs)),
                    number(median(one["site"] for one in runs), 3),
                    ratio.words(2) if ratio else "1",
                    *(number(median(part) if part else None, 1) for part in (first, later)),
                    number(median(one["comparison"] for one in runs), 1),
                    number(max(one["peak"] for one in runs) / 2**20, 0),
                ]
            )
        title = f"{runs[0]['run']} sites of a growing project: {variant} ({form})"
        tables.append(table(title, heads, body))
    return tables


def _unchanged_tables(records: Sequence[Record]) -> list[str]:
    heads = ["sites", "first run, s", "runs", "unchanged, s", "ms a site", "CPU s"]
    rows = []
    for (sites,), found in groups(of_kind(records, "unchanged"), "sites"):
        wall = spread([one["wall"] for one in found])
        each = spread([one["wall"] / sites * _MILLISECONDS for one in found])
        assert wall is not None
        assert each is not None
        row = [f"{sites:,}", number(found[0]["first"], 1), str(len(found)), wall.words(2)]
        rows.append([*row, each.words(2), number(median(one["cpu"] for one in found))])
    return [table("Nothing has changed: the second run", heads, rows)] if rows else []
