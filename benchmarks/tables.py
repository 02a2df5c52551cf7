"""What was measured, as Markdown that docs/benchmarks.md can take."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from statistics import median

from benchmarks.bench import Run

PACKAGES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "numpy", "plotly")
_NONE = "–"
_MB = 1e6


def machine() -> str:
    """Say in one line on what, with what and when it was measured."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        system = platform.system()
    return (
        f"{date.today():%-d %B %Y}: {os.cpu_count()} cores, {memory:.0f} GiB, {system}, "  # noqa: DTZ011 - the day on this machine's calendar
        f"Python {platform.python_version()}; {packages}."
    )


def report(runs: Sequence[Run]) -> list[str]:
    """Make two tables for each workload: ratios of the ways, and every single run."""
    titles = dict.fromkeys(f"{run.work.name}, {len(run.work.sites)} sites" for run in runs)
    tables = []
    for title in titles:
        own = [run for run in runs if f"{run.work.name}, {len(run.work.sites)} sites" == title]
        tables += [_ratios(title, own), _every_run(title, own)]
    return tables


def _ratios(title: str, runs: Sequence[Run]) -> str:
    by_way: dict[str, list[Run]] = {}
    for run in runs:
        by_way.setdefault(run.way.key, []).append(run)
    heads = ["way", "rounds", "s a site", "CPU s a site", "figures a site", "HTML, MB a site"]
    heads += ["shared, MB", *(f"({base}) ÷ this, {what}" for base in "ab" for what in _TIMES)]
    rows = []
    for key, own in by_way.items():
        pages, sites = own[-1].pages, len(own[-1].work.sites)
        row = [own[0].way.words, str(len(own))]
        row += [f"{median(time(run) for run in own) / sites:.2f}" for time in _TIMES.values()]
        row += [f"{sum(pages.figures.values()) / sites:.1f}"]
        row += [f"{pages.html / sites / _MB:.3f}", f"{pages.shared / _MB:.3f}"]
        for base in "ab":
            bases = by_way.get(base, []) if key > base else []
            row += [paired(bases, own, what) for what in _TIMES]
        rows.append(row)
    return _table(f"{title}: time, and ratios of paired runs", heads, rows)


_TIMES = {"wall": lambda run: run.measured.wall, "CPU": lambda run: run.measured.cpu}


def paired(upper: Sequence[Run], lower: Sequence[Run], what: str) -> str:
    """Write the median of ratios, each of two runs of one round, with the least and greatest."""
    time = _TIMES[what]
    below = {run.turn: time(run) for run in lower}
    found = sorted(time(run) / below[run.turn] for run in upper if run.turn in below)
    if not found:
        return _NONE
    spread = f" ({found[0]:.1f}–{found[-1]:.1f})" if len(found) > 1 else ""
    return f"{median(found):.1f}{spread}"


def _every_run(title: str, runs: Sequence[Run]) -> str:
    rows = []
    for run in runs:
        took = run.measured
        row = [f"round {run.turn}", run.way.key, f"{took.wall:.2f}", f"{took.cpu:.2f}"]
        rows.append([*row, f"{took.others:.1%}"])
    heads = ["run", "way", "wall, s", "CPU, s", "others, of the machine"]
    return _table(f"{title}: every run", heads, rows)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"**{title}**", "", _row(heads), "|---" + "|---:" * (len(heads) - 1) + "|"]
    return "\n".join([*lines, *map(_row, rows), ""])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
