"""One checked run of a way, in a folder that all runs of a session share."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.pages import Pages, inspect
from benchmarks.processes import BenchFault, Measured, measure
from benchmarks.ways import Way, environment
from benchmarks.workloads import Workload


@dataclass(frozen=True)
class Run:
    """One run of a way that may count.

    Attributes
    ----------
    work, way, turn
        What was run on how many sites, by which way, in which round.
    measured, pages
        What it took, and what it wrote.
    """

    work: Workload
    way: Way
    turn: int
    measured: Measured
    pages: Pages


class Bench:
    """A session of measurements, in a folder of its own that is removed at the end."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
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

    def run(self, way: Way, work: Workload, turn: int = 0) -> Run:
        """Run a way on all sites of a workload, and check what it has written.

        Raises
        ------
        BenchFault
            It failed, a report or a figure is not there, or another engine ran the cells.
        """
        out = self.folder / "out"
        out.mkdir()
        measured = measure(
            way.command(work, out),
            environment=environment(work, self.folder / "cache", way.environment),
            folder=self.folder,
        )
        pages = inspect(out, work.sites, work.figures)
        for site, figures in pages.figures.items():
            known = self._figures.setdefault((work.name, site), figures)
            if known != figures:
                message = f"{site} has {figures} figures this way and {known} another way"
                raise BenchFault(message)
        if way.engine:
            _require_engine(way, work, out / "run.json")
        shutil.rmtree(out)
        return Run(work, way, turn, measured, pages)


def _require_engine(way: Way, work: Workload, record: Path) -> None:
    told = json.loads(record.read_text("utf-8"))["sites"]
    for site in work.sites:
        engine = told[site]["engine"]
        if engine != way.engine:
            message = f"{site} was run by the engine '{engine}', not '{way.engine}'"
            raise BenchFault(message)
