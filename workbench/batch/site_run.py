"""What one worker does for one site: its notebooks, then its report, then the key that says so."""

from __future__ import annotations

import contextlib
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.batch.engine_choice import EngineChoice, choose_engine
from workbench.batch.files import KEY, clear, sha256_of, write_json
from workbench.batch.runs import ALL_SITES, Run, RunOutcome, failed, one_line, plain_line
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from workbench.batch.fork.cell_process import SiteProcess
    from workbench.publish.exporter import Report


def perform(run: Run) -> RunOutcome:
    """Do one run from beginning to end.

    Returns
    -------
    RunOutcome
        Done or failed; nothing is raised. What an earlier run left of this site is removed first,
        so that a failed site has no report that looks finished.
    """
    began = time.perf_counter()
    used: list[EngineChoice] = []
    try:
        with _rows_of(run):
            outcome = _perform(run, began, used)
    except WorkbenchError as error:
        outcome = _failed(run, plain_line(str(error)), began)
    except Exception as error:  # noqa: BLE001 - one site never stops the others
        outcome = _failed(run, one_line(error), began)
    return _with_engines(outcome, used)


def _rows_of(run: Run) -> AbstractContextManager[None]:
    """Let the notebooks take their rows from the snapshot of this run, if there is one."""
    if run.data is None:
        return contextlib.nullcontext()
    from workbench.project.store import site_snapshots

    return site_snapshots.use(run.data)


def _with_engines(outcome: RunOutcome, used: list[EngineChoice]) -> RunOutcome:
    """Add who ran the notebooks, and why it was not the fork engine where it was not."""
    return replace(
        outcome,
        engine=", ".join(dict.fromkeys(choice.engine for choice in used)),
        reason="; ".join(dict.fromkeys(choice.reason for choice in used if choice.reason)),
    )


def _perform(run: Run, began: float, used: list[EngineChoice]) -> RunOutcome:
    from workbench.batch.fork.cell_process import SiteProcess
    from workbench.publish.failed_chapter import failed_chapter, require_chapter

    run.out.mkdir(parents=True, exist_ok=True)
    clear_run(run)
    executed: dict[str, NotebookNode] = {}
    steps: dict[str, float] = {}
    faults: dict[str, str] = {}
    with SiteProcess(run.limits.memory) as process:
        # Those of the project's own come last: what they leave behind can spoil nothing of ours.
        for notebook in sorted(run.notebooks, key=lambda one: one.stem in run.given):
            before = time.perf_counter()
            try:
                executed[notebook.stem] = _execute(run, notebook, process, used)
                if _fails_alone(run, notebook):
                    require_chapter(executed[notebook.stem])
            except Exception as error:
                if not _fails_alone(run, notebook):
                    raise
                faults[notebook.stem] = _fault(run, notebook, error)
                executed[notebook.stem] = failed_chapter(notebook, faults[notebook.stem])
            steps[notebook.stem] = round(time.perf_counter() - before, 3)
    report = _report(run, [(one.stem, executed[one.stem]) for one in run.notebooks])
    seconds = round(time.perf_counter() - began, 3)
    names = (
        f"{one.stem}.failed.ipynb" if one.stem in faults else one.name for one in run.notebooks
    )
    files = tuple(run.out / name for name in names if (run.out / name).exists())
    if report is None:
        return RunOutcome(site=run.site, status="done", seconds=seconds, files=files, steps=steps)
    outcome = RunOutcome(
        site=run.site,
        status="done",
        seconds=seconds,
        files=(report.path, *report.attachments, *files),
        steps=steps,
        facts=report.facts,
        figures=report.figures,
        missing=report.missing,
        faults=tuple(faults.values()),
    )
    if run.key:
        _write_key(run, report, _with_engines(outcome, used))
    return outcome


def _fails_alone(run: Run, notebook: Path) -> bool:
    """Whether the rest of the report does without this notebook where it fails."""
    return notebook.stem in run.given and run.site != ALL_SITES


def _fault(run: Run, notebook: Path, error: Exception) -> str:
    """Say in a line why a chapter failed; of one that a page cannot hold, keep the notebook so."""
    if (run.out / notebook.name).exists():
        (run.out / notebook.name).rename(run.out / f"{notebook.stem}.failed.ipynb")
    words = plain_line(str(error)) if isinstance(error, WorkbenchError) else one_line(error)
    project = Path(str(run.parameters["project"]))
    if project.is_absolute():  # where it lies is no reader's business
        words = words.replace(str(project), Path(run.project_shown or project).name)
    return words if words.startswith(notebook.stem) else f"{notebook.stem}: {words}"


def _execute(
    run: Run, notebook: Path, process: SiteProcess, used: list[EngineChoice]
) -> NotebookNode:
    from workbench.batch.engine import execute

    known = EngineChoice("kernel", run.reason) if run.reason else None
    choice = known or choose_engine(notebook, run.limits.engine)
    used.append(choice)
    return execute(
        notebook,
        run.passed_to(notebook),
        out=run.out,
        project_shown=run.project_shown,
        limits=run.limits,
        engine=choice.engine,
        process=process,
    )


def _failed(run: Run, message: str, began: float) -> RunOutcome:
    if run.report is not None:
        # An older one would look like the state of the tables now; where there is not even a
        # folder, there is none.
        with contextlib.suppress(OSError):
            run.report.unlink()
    marked = (run.out / f"{notebook.stem}.failed.ipynb" for notebook in run.notebooks)
    return failed(
        run,
        message,
        seconds=round(time.perf_counter() - began, 3),
        files=tuple(file for file in marked if file.exists()),
    )


def _report(run: Run, executed: list[tuple[str, NotebookNode]]) -> Report | None:
    if run.report is None:
        return None
    from workbench.publish.exporter import site_report

    return site_report(
        executed,
        out=run.report,
        standalone=run.standalone,
        shared=run.shared,
        title=run.title,
    )


def clear_run(run: Run) -> None:
    """Remove what an earlier run left where this one writes, but for the report.

    A run that is stopped leaves the last whole report, which the portfolio page links to; without
    its key it is made again next time. A run that fails takes it away (:func:`_failed`).
    """
    keep = None if run.report is None else run.report.name
    clear(run.out, file_names(run), keep=keep)


def file_names(run: Run) -> list[str]:
    """List the files that a run may write into its folder; the key comes last."""
    names = [name for path in run.notebooks for name in (path.name, f"{path.stem}.failed.ipynb")]
    if run.report is not None:
        from workbench.page.records import ATTACHMENTS

        names += [run.report.name, *ATTACHMENTS]
    return [*names, KEY]


def _write_key(run: Run, report: Report, outcome: RunOutcome) -> None:
    # Written last: a key promises that everything before it is there.
    write_json(
        run.out / KEY,
        {
            "key": run.key,
            "sha256": sha256_of(report.path),
            "files": [path.name for path in outcome.files],
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": outcome.seconds,
            "standalone": run.standalone,
            "figures": report.figures,
            "missing": list(report.missing),
            "faults": list(outcome.faults),
            "facts": dict(report.facts),
            "engine": outcome.engine,
            "reason": outcome.reason,
            "steps": [notebook.stem for notebook in run.notebooks],
            "as_of": run.parameters.get("as_of"),
        },
    )
