"""What all measurements share: a folder to work in, the record, one checked run of a way."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from types import TracebackType
from typing import Any, Self

from benchmarks.pages import Pages, inspect
from benchmarks.processes import BenchFault, Measured, measure
from benchmarks.records import Ledger
from benchmarks.ways import Way, environment
from benchmarks.workloads import Workload

_ENOUGH = 8


@dataclass(frozen=True)
class Ran:
    """One run of a way that may count."""

    measured: Measured
    pages: Pages
    record: Mapping[str, Any]

    def outside(self, way: Way) -> dict[str, float | None]:
        """Give what a site takes outside its cells [s], seen from within and from without.

        ``within`` is the median over the sites of what the outcome says less the cells. ``whole``
        is the wall time of the whole command, times the sites at a time, per site, less the mean of
        the cells: start-up, forking and everything that the parents do is in it. ``later`` is the
        same from the end of the first tenth of the sites on, without the start-up; ``None`` where
        there are too few sites for that.
        """
        told, cells = self.record["sites"], self.pages.cells
        within = [told[site]["seconds"] - seconds for site, seconds in cells.items()]
        mean = fmean(cells.values())
        rest = seconds_of_later_sites(list(self.pages.ended.values()))
        return {
            "cells": median(cells.values()),
            "within": median(within),
            "whole": self.measured.wall * way.jobs / len(cells) - mean,
            "later": None if rest is None else rest * way.jobs - mean,
        }


def seconds_of_later_sites(ended: Sequence[float]) -> float | None:
    """Give the time from one site's end to the next [s], after the first tenth of the sites.

    Parameters
    ----------
    ended : sequence of float
        When each site was done.

    Returns
    -------
    float or None
        ``None`` below so many sites that the way in which the last ones end would weigh too much.
    """
    ends = sorted(ended)
    if len(ends) < _ENOUGH:
        return None
    later = ends[max(2, len(ends) // 10) - 1 :]
    return (later[-1] - later[0]) / (len(later) - 1)


class Bench:
    """A session of measurements, in a folder of its own that is removed at the end.

    Parameters
    ----------
    record : Path, optional
        File that takes the results.
    folder : Path, optional
        Where to make the folder; the system's place for temporary files by default.
    every : float
        Time between two samples of memory [s].
    """

    def __init__(
        self, *, record: Path | None = None, folder: Path | None = None, every: float = 0.5
    ) -> None:
        self.ledger = Ledger(record)
        self.every = every
        self.folder = Path(tempfile.mkdtemp(prefix="bench-", dir=folder))
        self._figures: dict[tuple[str, str], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, way: Way, work: Workload, *, every: float | None = None) -> Ran:
        """Run a way on all sites of a workload, and check what it has written.

        Raises
        ------
        BenchFault
            It failed, a report or a figure is not there, or another engine ran the cells.
        """
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        measured = self.command(way.command(work, out), work, way.environment, every=every)
        pages = inspect(out, work.sites, work.figures)
        self._compare(work, pages)
        record = out / "run.json"
        told = json.loads(record.read_text("utf-8")) if record.exists() else {}
        if way.engine:
            _require_engine(way, work, told)
        shutil.rmtree(out)
        return Ran(measured, pages, told)

    def command(
        self,
        command: list[str],
        work: Workload,
        extra: Mapping[str, str] | None = None,
        *,
        every: float | None = None,
        beside: Sequence[int] = (),
    ) -> Measured:
        """Run any command as one of the ways would be run."""
        return measure(
            command,
            environment=environment(work, self.folder / "cache", extra or {}),
            folder=self.folder,
            every=self.every if every is None else every,
            beside=beside,
        )

    def _compare(self, work: Workload, pages: Pages) -> None:
        for site, figures in pages.figures.items():
            known = self._figures.setdefault((work.name, site), figures)
            if known != figures:
                message = f"{site} has {figures} figures this way and {known} another way"
                raise BenchFault(message)


def _require_engine(way: Way, work: Workload, told: Mapping[str, Any]) -> None:
    for site in work.sites:
        line = told["sites"][site]
        if line["engine"] != way.engine:
            message = f"{site} was run by the engine '{line['engine']}', not '{way.engine}'"
            raise BenchFault(message)
