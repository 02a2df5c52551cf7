"""What a run is, what comes of it, and many of them on any executor."""

from __future__ import annotations

import contextlib
import re
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from workbench.batch.files import remove_parts
from workbench.batch.limits import RunLimits

if TYPE_CHECKING:
    from workbench.page.records import Title

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

Status = Literal["done", "failed", "skipped", "blocked"]

ALL_SITES = "all sites"
"""Stands where a site's key would, in the run that compares them."""

PLACE = ("project", "site", "sites")
"""Parameters that say where a notebook looks."""

ALLOWANCE = 120.0
"""What each notebook may take outside its cells, and what the report may take [s]; our choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One site's work: its notebooks in step order, then its report.

    A run is a plain value that travels to another process or machine; all paths are absolute.

    Attributes
    ----------
    site : str
        Key of the site, or :data:`ALL_SITES`.
    notebooks : tuple of Path
        The recipes, in step order.
    parameters : mapping
        Passed to each of them; plain values.
    out : Path
        Folder that takes the executed notebooks.
    report : Path or None
        The page to write; ``None`` writes none.
    shared : Path
        Folder that holds ``assets`` for all reports.
    key : str
        Hash of everything the report depends on, see :mod:`workbench.batch.fingerprint`.
    standalone : bool
        One file that can be mailed.
    title : Title or None
        The title page of the report, where no notebook has one.
    limits : RunLimits
        What each notebook may use, and who runs it; see :attr:`longest` for the whole run.
    reason : str
        Why a kernel has to, where that was found out before.
    given : mapping of str to mapping
        The notebooks of the project's own among them, by name, and what each is passed in the place
        of ``parameters``, but for where to look. Such a notebook fails alone.
    beside : mapping of str to Path
        Files that lie beside the notebooks of the project's own, by their way from there.
    project_shown : str
        What the saved notebooks call the project; by default the way that leads there.
    data : Path or None
        Folder with the rows of this run, see :mod:`workbench.project.store.site_snapshots`;
        ``None`` lets the notebooks read the project themselves.
    """

    site: str
    notebooks: tuple[Path, ...]
    parameters: Mapping[str, object]
    out: Path
    shared: Path
    report: Path | None = None
    key: str = ""
    standalone: bool = False
    title: Title | None = None
    limits: RunLimits = field(default_factory=RunLimits)
    reason: str = ""
    given: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    beside: Mapping[str, Path] = field(default_factory=dict)
    project_shown: str = ""
    data: Path | None = None

    def passed_to(self, notebook: Path) -> Mapping[str, object]:
        """Return what a notebook is passed.

        Examples
        --------
        >>> run = Run(
        ...     site="a",
        ...     notebooks=(),
        ...     parameters={"site": "a", "as_of": None},
        ...     given={"6-own": {"crop": "bean"}},
        ...     out=Path(),
        ...     shared=Path(),
        ... )
        >>> run.passed_to(Path("2-diagnose.ipynb")), run.passed_to(Path("6-own.ipynb"))
        ({'site': 'a', 'as_of': None}, {'site': 'a', 'crop': 'bean'})
        """
        own = self.given.get(notebook.stem)
        if own is None:
            return self.parameters
        place = {name: self.parameters[name] for name in PLACE if name in self.parameters}
        return {**place, **own}

    @property
    def longest(self) -> float:
        """Longest time for the whole run [s]: cells, everything around them, and the report.

        Whoever does the run is ended then: a hang outside the cells stops no batch either.

        Examples
        --------
        >>> here = Path()
        >>> Run(site="a", notebooks=(here, here), parameters={}, out=here, shared=here).longest
        1560.0
        """
        count = len(self.notebooks)
        return self.limits.timeout * count + ALLOWANCE * (count + 1)

    @property
    def too_long(self) -> str:
        """Why a run that took longer failed."""
        return (
            f"it was stopped after {self.longest:g} s: something hangs beside the cells of its "
            "notebooks (see --timeout)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """What came of one site.

    Attributes
    ----------
    site : str
        Key of the site, or :data:`ALL_SITES`.
    status : {"done", "failed", "skipped", "blocked"}
        Skipped: unchanged since its report was made. Blocked: its tables have errors.
    seconds : float
        Time that it took.
    message : str
        Why it failed or was blocked, in one line.
    files : tuple of Path
        What was written.
    steps : mapping of str to float
        Seconds per notebook.
    facts : mapping
        Plain values that the report gives to the portfolio page.
    figures : int
        Figures in the report.
    missing : tuple of str
        What the report says is missing.
    faults : tuple of str
        Chapters of the project's own that failed, and why; the rest of the report is whole.
    engine : str
        Who ran the cells: ``"fork"``, ``"kernel"`` or ``"fork, kernel"``; empty where nobody did.
    reason : str
        Why it was a kernel.
    """

    site: str
    status: Status
    seconds: float = 0.0
    message: str = ""
    files: tuple[Path, ...] = ()
    steps: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    figures: int = 0
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    engine: str = ""
    reason: str = ""


Work = Callable[[Run], RunOutcome]
Renew = Callable[[], Executor]


def run_all(
    runs: Iterable[Run],
    executor: Executor,
    *,
    work: Work,
    renew: Renew | None = None,
    at_once: int | Callable[[], int] | None = None,
    started: Callable[[Run], None] | None = None,
) -> Iterator[RunOutcome]:
    """Do all runs and yield each outcome as it comes; no run ever stops another.

    Parameters
    ----------
    runs : iterable of Run
        What to do.
    executor : concurrent.futures.Executor
        Where to do it: a process pool, or ``dask.distributed.Client(...).get_executor()``. It stays
        the caller's, who shuts it down.
    work : callable
        What a worker does, such as :func:`workbench.batch.site_run.perform`.
    renew : callable, optional
        Returns a fresh executor after a worker process died. Without it, the runs that the dead
        pool can no longer do are given as failed.
    at_once : int or callable, optional
        How many to hand over at a time, or who says so while workers come and go. With as many as
        there are workers, the ones on hand when a worker dies are the only suspects. All at once by
        default.
    started : callable, optional
        Called with each run that is handed over.

    Yields
    ------
    RunOutcome
        One per run, in the order in which they end.

    Notes
    -----
    When a worker dies its pool fails all runs on hand, and does not say whose fault it was. Each of
    them is therefore done once more, alone in a fresh pool: the guilty one fails by itself, the
    others are done.
    """
    queue = deque(runs)
    while queue:
        before = len(queue)
        suspects = yield from _until_broken(queue, executor, work, at_once, started)
        if not suspects and queue and len(queue) == before:
            # A pool that breaks before it takes anything would be renewed for ever.
            suspects = [queue.popleft()]
        if renew is None:
            for run in (*suspects, *queue):
                yield lost(run, "a worker process died before this site was done")
            return
        for run in suspects:
            yield _alone(run, renew(), work)
        if queue:
            executor = renew()


def _until_broken(
    queue: deque[Run],
    executor: Executor,
    work: Work,
    at_once: int | Callable[[], int] | None,
    started: Callable[[Run], None] | None,
) -> Generator[RunOutcome, None, list[Run]]:
    """Work through the queue; return the runs on hand when the pool broke."""
    on_hand: dict[Future[RunOutcome], Run] = {}
    suspects: list[Run] = []
    broken = False
    try:
        while on_hand or (queue and not broken):
            limit = at_once() if callable(at_once) else at_once
            while queue and not broken and (limit is None or len(on_hand) < limit):
                run = queue.popleft()
                try:
                    on_hand[executor.submit(work, run)] = run
                except BrokenExecutor:
                    queue.appendleft(run)
                    broken = True
                else:
                    if started is not None:
                        started(run)
            ready, _ = wait(on_hand, return_when=FIRST_COMPLETED)
            # In the order in which they were handed over: a set of futures has a new one each time.
            for future in [one for one in on_hand if one in ready]:
                run = on_hand.pop(future)
                if _is_broken(future):
                    broken = True
                    suspects.append(run)
                else:
                    yield _outcome(future, run)
    finally:
        for future in on_hand:
            future.cancel()
    return suspects


def _alone(run: Run, executor: Executor, work: Work) -> RunOutcome:
    try:
        future = executor.submit(work, run)
        wait([future])
    except BrokenExecutor:
        return failed(run, "no worker process could be started for it")
    if _is_broken(future):
        return lost(
            run, "its worker process died twice; the computer may be short of memory (try --jobs 1)"
        )
    return _outcome(future, run)


def _is_broken(future: Future[RunOutcome]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenExecutor)


def _outcome(future: Future[RunOutcome], run: Run) -> RunOutcome:
    if future.cancelled():
        return failed(run, "it was called off before it began")
    error = future.exception()
    return future.result() if error is None else failed(run, one_line(error))


def failed(
    run: Run, message: str, *, seconds: float = 0.0, files: tuple[Path, ...] = ()
) -> RunOutcome:
    """Return that a run failed, why, and in which notebook to look."""
    return RunOutcome(site=run.site, status="failed", message=message, seconds=seconds, files=files)


def lost(run: Run, message: str) -> RunOutcome:
    """Return that a run failed which its process could not bring to an end, and why.

    What would look finished, or was half written, is taken away in its place.
    """
    with contextlib.suppress(OSError):
        if run.report is not None:
            run.report.unlink(missing_ok=True)
        remove_parts(run.out)
    return failed(run, message)


def one_line(error: BaseException) -> str:
    r"""Put an error into one line: its kind and its first words.

    Examples
    --------
    >>> one_line(ValueError("no\nscores"))
    'ValueError: no scores'
    >>> one_line(OSError(28, "No space left on device", "report.html"))
    'No space left on device: report.html'
    """
    if isinstance(error, OSError) and error.strerror:
        name = "" if error.filename is None else f": {error.filename}"
        return plain_line(f"{error.strerror}{name}")
    words = plain_line(str(error))
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def plain_line(text: str, longest: int = 300) -> str:
    r"""Put any text into one line that a terminal or a page can show as it is.

    Examples
    --------
    >>> plain_line("a \x1b[31mred\x1b[0m word\n")
    'a red word'
    """
    words = " ".join(_COLOURS.sub("", text).split())
    words = "".join(letter for letter in words if letter.isprintable())
    return words if len(words) <= longest else words[: longest - 1] + "…"
