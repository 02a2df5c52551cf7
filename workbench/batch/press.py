"""The other formats of reports: made of the executed notebooks, beside the runs of other sites.

One process does it, because it has the one browser of the batch. It is handed a report at a time,
so when it dies or hangs it is known whose fault that was, and the next report gets a fresh one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from workbench.batch import processes
from workbench.batch.files import PICTURES, read_json, sha256_of, write_json
from workbench.batch.pool import LocalPool
from workbench.batch.progress import Watcher
from workbench.batch.runs import RunOutcome, one_line, plain_line
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from workbench.page.records import Title
    from workbench.publish.formats import ReportFormat, Written
    from workbench.publish.pictures import Pictures

_LONGEST: Final = 600.0  # seconds for the formats of one report; a usual one takes 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Galley:
    """What is to be laid out.

    Attributes
    ----------
    chapters : tuple of (Path, str)
        The notebooks in order: the executed one, or the recipe of one that failed with the reason.
    out : Path
        Folder of the files.
    stem : str
        Their name, without what tells the format.
    formats : tuple of str
        What to write.
    kept : Path
        Folder of the kept pictures.
    reference : Path or None
        A Word file whose look the Word file takes.
    title : Title or None
        The title page, where no notebook has one.
    key : str
        Of what the notebooks were made from; says later whether the files are still right.
    """

    chapters: tuple[tuple[Path, str], ...]
    out: Path
    stem: str
    formats: tuple[ReportFormat, ...]
    kept: Path
    reference: Path | None
    title: Title | None
    key: str


class Press:
    """Writes the other formats of reports whose notebooks have run; use it with ``with``.

    Parameters
    ----------
    formats : sequence of str
        What is wanted; where that is HTML alone, nothing is done or started.
    out : Path
        Folder of all reports.
    watch : Watcher
        Who shows how it goes on.
    """

    def __init__(self, formats: Sequence[ReportFormat], out: Path, watch: Watcher) -> None:
        self.formats = tuple(one for one in formats if one != "html")
        self._out, self._watch = out, watch
        self._pool: LocalPool | None = None

    def __enter__(self) -> Self:
        """Return itself; nothing is started yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what was started."""
        if self._pool is not None:
            self._pool.close()

    def through(
        self, outcomes: Iterable[RunOutcome], galley: Callable[[RunOutcome], Galley | None]
    ) -> Iterator[RunOutcome]:
        """Pass outcomes on, each when its formats are there too.

        Parameters
        ----------
        outcomes : iterable of RunOutcome
            As they come.
        galley : callable
            Says what is to be laid out of a report; None where nothing is.
        """
        queue: deque[tuple[RunOutcome, Galley]] = deque()
        busy: tuple[RunOutcome, Galley, Future[Written]] | None = None
        for outcome in outcomes:
            found = galley(outcome) if self.formats else None
            if found is None:
                yield outcome
            else:
                queue.append((outcome, found))
            if busy is not None and busy[2].done():
                yield self._ended(*busy)
                busy = None
            if busy is None and queue:
                busy = self._begun(*queue.popleft())
        while busy is not None:
            yield self._ended(*busy)
            busy = self._begun(*queue.popleft()) if queue else None

    def _begun(
        self, outcome: RunOutcome, galley: Galley
    ) -> tuple[RunOutcome, Galley, Future[Written]]:
        if self._pool is None:
            with processes.signals_deferred():
                self._pool = LocalPool(1)
        try:
            future = self._pool.executor.submit(lay_out, galley)
        except BrokenExecutor:
            future = self._pool.renew().submit(lay_out, galley)
        return outcome, galley, future

    def _ended(self, outcome: RunOutcome, galley: Galley, future: Future[Written]) -> RunOutcome:
        """Wait for a report's formats, and add them to what came of it."""
        wait([future], timeout=_LONGEST)
        names: tuple[str, ...] = ()
        faults: tuple[str, ...] = ()
        if not future.done():
            self._end()
            faults = (f"other formats: they took longer than {_LONGEST:g} s",)
        elif isinstance(future.exception(), BrokenExecutor):
            self._end()
            faults = ("other formats: the process that writes them died",)
        elif (error := future.exception()) is not None:
            faults = (f"other formats: {_said(error)}",)
        else:
            written = future.result()
            names, faults = tuple(written.files), written.faults
        self._watch.laid_out(outcome, faults)
        files = tuple(galley.out / name for name in names)
        return replace(outcome, files=(*outcome.files, *files), faults=(*outcome.faults, *faults))

    def _end(self) -> None:
        """End the process that is at fault; the next report gets a fresh one."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def lay_out(galley: Galley) -> Written:
    """Write the formats of one report; in a process of its own, whose browser stays for the next.

    Raises
    ------
    WorkbenchError
        A notebook cannot be read, or holds what no report can.
    """
    from workbench.publish.formats import format_libraries, record_of, write_formats
    from workbench.publish.reading import read_document

    document = read_document([_chapter(path, fault) for path, fault in galley.chapters])
    document = replace(document, title=document.title or galley.title)
    written = write_formats(
        document,
        galley.formats,
        out=galley.out,
        stem=galley.stem,
        pictures=_pictures(galley.kept),
        reference=galley.reference.read_bytes() if galley.reference else None,
    )
    before = _record(galley.out, galley.stem, galley.key)
    write_json(
        galley.out / record_of(galley.stem),
        {
            "key": galley.key,
            "with": format_libraries(),
            "files": {**before.get("files", {}), **written.files},
            "pictures": sorted({*before.get("pictures", ()), *written.pictures}),
        },
    )
    return written


def _chapter(path: Path, fault: str) -> NotebookNode:
    from workbench.batch.notebook_files import read_notebook
    from workbench.publish.failed_chapter import failed_chapter

    return failed_chapter(path, fault) if fault else read_notebook(path)


@cache
def _pictures(kept: Path) -> Pictures:
    """Return the one that draws for all reports of this process; its browser ends with it."""
    from workbench.publish.pictures import Pictures

    return Pictures(kept)


def _record(out: Path, stem: str, key: str) -> Mapping[str, Any]:
    from workbench.publish.formats import format_libraries, record_of

    found = read_json(out / record_of(stem))
    right = bool(key) and found.get("key") == key and found.get("with") == format_libraries()
    return found if right else {}


def missing_formats(
    formats: Iterable[ReportFormat], out: Path, stem: str, key: str
) -> tuple[ReportFormat, ...]:
    """Return which formats are not there as they were written from what has this key.

    Examples
    --------
    >>> missing_formats(["html", "pdf"], Path("no-such-folder"), "report", "a")
    ('pdf',)
    """
    from workbench.publish.formats import file_of

    files = _record(out, stem, key).get("files", {})
    return tuple(
        form
        for form in formats
        if form != "html"
        and (
            not (written := files.get(name := file_of(stem, form)))
            or sha256_of(out / name) != written
        )
    )


def formats_there(out: Path, stem: str, key: str) -> dict[ReportFormat, Path]:
    """Return the files of the formats that are right, whichever run made them."""
    from workbench.publish.formats import REPORT_FORMATS, file_of

    lacking = missing_formats(REPORT_FORMATS, out, stem, key)
    return {
        form: out / file_of(stem, form)
        for form in REPORT_FORMATS
        if form != "html" and form not in lacking
    }


def tidy_pictures(out: Path) -> None:
    """Remove kept pictures that no report in this folder uses any more."""
    from workbench.publish.pictures import prune_pictures

    kept = out / PICTURES
    if kept.is_dir():
        records = [*out.glob("*-formats.json"), *out.glob("*/*-formats.json")]
        used = {str(name) for one in records for name in read_json(one).get("pictures", ())}
        prune_pictures(kept, used)


def _said(error: BaseException) -> str:
    return plain_line(str(error)) if isinstance(error, WorkbenchError) else one_line(error)
