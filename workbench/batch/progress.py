"""What a user sees while sites are run: a bar in a terminal, plain lines elsewhere, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from workbench.batch.runs import ALL_SITES, Run, RunOutcome


class Watcher:
    """Follows a batch; this one shows nothing."""

    def begin(self, total: int, skipped: int) -> None:
        """Begin: how many sites are to be run, and how many need not be."""

    def started(self, run: Run) -> None:
        """Take note of a run that was handed to a worker."""

    def finished(self, outcome: RunOutcome) -> None:
        """Take note of what came of a run."""

    def laid_out(self, outcome: RunOutcome, faults: Sequence[str]) -> None:
        """Take note of a report whose other formats are there, or why one is not."""

    def end(self) -> None:
        """End: nothing more comes, whatever the reason."""


class Lines(Watcher):
    """One plain line per site, for log files.

    Parameters
    ----------
    stream : TextIO
        Where to write.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._total = self._ended = 0

    def begin(self, total: int, skipped: int) -> None:
        """Note how many sites there are."""
        self._total = total
        if skipped and total:
            self._write(f"{skipped} unchanged, {total} to do")

    def finished(self, outcome: RunOutcome) -> None:
        """Write the line of one site."""
        place = ""
        if outcome.site != ALL_SITES:
            self._ended += 1
            place = f"[{self._ended:>{len(str(self._total))}}/{self._total}] "
        reason = f": {outcome.message}" if outcome.message else ""
        self._write(f"{place}{outcome.site} {outcome.status} in {outcome.seconds:.1f} s{reason}")

    def laid_out(self, outcome: RunOutcome, faults: Sequence[str]) -> None:
        """Write a line for each format that failed, or one for the report."""
        for said in faults or ("other formats done",):
            self._write(f"{outcome.site}: {said}")

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


class Bar(Watcher):
    """A bar with sites done, failed, skipped and running, and the time left.

    Parameters
    ----------
    stream : TextIO
        The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=12),  # leaves room for the words in 80 columns
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TextColumn("{task.fields[counts]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=Console(file=stream),
            transient=True,
        )
        self._task = self._progress.add_task("Sites", total=0, counts="", start=False)
        self._counts = {"done": 0, "failed": 0, "skipped": 0, "running": 0, "laid out": 0}

    def begin(self, total: int, skipped: int) -> None:
        """Draw the bar."""
        self._counts["skipped"] = skipped
        self._progress.start()
        self._progress.start_task(self._task)
        self._progress.update(self._task, total=total)
        self._draw()

    def started(self, run: Run) -> None:
        """Count a run that works."""
        self._counts["running"] += 1
        if run.site == ALL_SITES:
            self._progress.update(self._task, description="Comparing sites")
        self._draw()

    def finished(self, outcome: RunOutcome) -> None:
        """Count a run that ended; a failure is written above the bar at once."""
        self._counts["running"] = max(0, self._counts["running"] - 1)
        if outcome.status == "failed":
            line = f"{outcome.site} failed: {outcome.message}"
            self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        if outcome.site != ALL_SITES:
            self._counts["failed" if outcome.status == "failed" else "done"] += 1
            self._progress.advance(self._task)
        self._draw()

    def laid_out(self, outcome: RunOutcome, faults: Sequence[str]) -> None:
        """Count a report whose other formats are there."""
        for said in faults:
            line = f"{outcome.site}: {said}"
            self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        self._counts["laid out"] += 1
        if self._progress.finished:
            self._progress.update(self._task, description="Other formats")
        self._draw()

    def end(self) -> None:
        """Take the bar away."""
        self._progress.stop()

    def _draw(self) -> None:
        shown = ", ".join(f"{number} {word}" for word, number in self._counts.items() if number)
        self._progress.update(self._task, counts=shown)


def watcher(*, quiet: bool, stream: TextIO | None = None) -> Watcher:
    """Choose how to show progress.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    stream : TextIO, optional
        Where; the error stream by default, so that results can be piped on their own.
    """
    stream = sys.stderr if stream is None else stream
    if quiet:
        return Watcher()
    return Bar(stream) if stream.isatty() else Lines(stream)
