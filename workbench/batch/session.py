"""A whole project: which sites need a report, the runs, the page that lists them, the record."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.batch import fingerprint, index
from workbench.batch.cluster.scheduler import Cluster
from workbench.batch.files import (
    ASSETS,
    COMPARISON,
    INDEX,
    KEY,
    PICTURES,
    RECORD,
    REPORT,
    SCENARIOS,
    clear,
    read_json,
    remove_parts,
    site_folder,
    write_json,
)
from workbench.batch.own_notebooks import OWN, every_own, given_to, own_data, own_problems
from workbench.batch.press import Galley, Press, missing_formats, tidy_pictures
from workbench.batch.processes import cores
from workbench.batch.progress import Watcher
from workbench.batch.recipes import choose_steps, comparison, recipes_listed
from workbench.batch.record import run_record
from workbench.batch.request import Context, Request
from workbench.batch.runs import ALL_SITES, Run, RunOutcome
from workbench.batch.workers import Workers
from workbench.errors import InvalidInput, Problem, UnknownName, WorkbenchError

if TYPE_CHECKING:
    from workbench.project import Project
    from workbench.saved_scenario import NamedScenario

_HOUR = 3600.0  # seconds; nothing that is still being written is that old


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What came of a batch.

    Attributes
    ----------
    out : Path
        Folder of the reports.
    outcomes : tuple of RunOutcome
        One per site that was asked for, in the order of the project; of a comparison alone, the
        sites that it leaves out.
    comparison : RunOutcome or None
        What came of the comparison; ``None`` where there was nothing to do or to compare.
    index : Path or None
        The page that lists the reports.
    seconds : float
        Time that it took.
    """

    out: Path
    outcomes: tuple[RunOutcome, ...]
    comparison: RunOutcome | None
    index: Path | None
    seconds: float

    def count(self, status: str) -> int:
        """Count the sites with a status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def failures(self) -> tuple[RunOutcome, ...]:
        """Sites, and the comparison, that failed or were blocked, or of which a chapter failed."""
        every = (*self.outcomes, *([self.comparison] if self.comparison else []))
        return tuple(one for one in every if one.status in {"failed", "blocked"} or one.faults)

    @property
    def exit_status(self) -> int:
        """0 if every report asked for is there, else 1."""
        return 1 if self.failures else 0


class Interrupted(WorkbenchError):
    """The batch was stopped; reports that were finished are whole.

    Parameters
    ----------
    done : int
        Reports finished in this run or unchanged before it.
    total : int
        Sites asked for that can be run.
    """

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        super().__init__(f"Stopped: {done} of {total} reports are finished and whole.")


def run_project(request: Request, *, watch: Watcher | None = None) -> BatchResult:
    """Write the reports of a project's sites, and the page that lists them.

    Parameters
    ----------
    request : Request
        What is asked.
    watch : Watcher, optional
        Shows how it goes on; nothing is shown by default.

    Raises
    ------
    InvalidInput
        The project or a notebook cannot be read.
    UnknownName
        A site or step is not there.
    ClusterFault
        The scheduler cannot be reached, or its workers cannot do the runs.
    Interrupted
        Stopped by Ctrl-C. Workers and kernels are gone, finished reports stay.
    """
    began = time.perf_counter()
    _require(request)
    watch, plan = watch or Watcher(), _plan(request)
    out = plan.about.out
    try:
        watch.begin(len(plan.runs), sum(one.status == "skipped" for one in plan.settled))
        for folder in (out, out / ASSETS):
            remove_parts(folder, older_than=_HOUR)
        cluster = request.scheduler and Cluster(
            request.scheduler, shared=request.shared, at_once=request.jobs
        )
        jobs = max(1, min(request.jobs or cores(), len(plan.runs)))
        engine = request.limits.engine
        with (
            Press(request.formats, out, watch) as press,
            Workers(jobs, watch, engine=engine, cluster=cluster or None) as workers,
        ):
            ended = chain(plan.settled, workers.run(_with_rows(plan)))
            for outcome in press.through(ended, partial(_galley, plan.about)):
                plan.ended.append(outcome)
            compared, page = _finish(plan, workers, press)
        tidy_pictures(out)
    except KeyboardInterrupt:
        raise _interrupted(plan) from None
    finally:
        watch.end()
    return BatchResult(
        out=out,
        outcomes=plan.outcomes(),
        comparison=compared,
        index=page,
        seconds=time.perf_counter() - began,
    )


def compare_project(request: Request, *, watch: Watcher | None = None) -> BatchResult:
    """Compare the sites of a project on a page of its own, ``comparison.html``.

    Parameters
    ----------
    request : Request
        What is asked; ``steps`` and ``force`` do not matter here.
    watch : Watcher, optional
        As in :func:`run_project`.

    Raises
    ------
    InvalidInput
        The project or the notebook cannot be read, or no site can be compared.
    UnknownName
        A site is not there.
    Interrupted
        Stopped by Ctrl-C.
    """
    began = time.perf_counter()
    _require(request)
    watch, about = watch or Watcher(), _context(request)
    ready, wanted = frozenset(about.project.ready), _selected(about.project, request.sites)
    sites = [site for site in wanted if site in ready]
    if about.comparison is None or not sites:
        message = (
            "No site can be compared yet; 'workbench check' says what to mend."
            if about.comparison
            else "No notebook compares."
        )
        raise InvalidInput(message)
    run = index.comparison_run(about, about.comparison, sites)
    try:
        watch.begin(0, 0)
        with (
            Press(request.formats, about.out, watch) as press,
            Workers(1, watch, engine=request.limits.engine) as workers,
        ):
            galley = partial(_galley_of_all, about, key="")
            outcome = next(press.through(workers.run([run]), galley))
    except KeyboardInterrupt:
        remove_parts(about.out)
        raise Interrupted(0, 1) from None
    finally:
        watch.end()
    seconds = time.perf_counter() - began
    left_out = tuple(_blocked(about.project, site) for site in wanted if site not in ready)
    return BatchResult(
        out=about.out, outcomes=left_out, comparison=outcome, index=None, seconds=seconds
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done, what is settled before anything starts, and what has ended."""

    about: Context
    runs: list[Run] = field(default_factory=list)
    settled: list[RunOutcome] = field(default_factory=list)
    ended: list[RunOutcome] = field(default_factory=list)

    def outcomes(self) -> tuple[RunOutcome, ...]:
        """Return what came of each site until now, in the order of the project."""
        by_site = {outcome.site: outcome for outcome in (*self.settled, *self.ended)}
        return tuple(by_site[site] for site in self.about.project.listed if site in by_site)


def _plan(request: Request) -> _Plan:
    from workbench.project.record import record_reader

    plan = _Plan(_context(request))
    about, project = plan.about, plan.about.project
    read = record_reader(project.folder)
    base = about.inputs(about.recipes)
    for site in _selected(project, request.sites):
        if site in project.blocked:
            _clear_blocked(about, site)
            plan.settled.append(_blocked(project, site))
            continue
        try:
            folder = site_folder(about.out, site)
        except InvalidInput as error:
            plan.settled.append(RunOutcome(site=site, status="failed", message=str(error)))
            continue
        if request.steps and not request.force:
            _refuse_to_shorten(about, site, folder)
        key = fingerprint.site_key(base, project, site, read(site), standalone=request.standalone)
        if not request.force and fingerprint.report_is_current(folder, key):
            plan.settled.append(_unchanged(site, folder))
        else:
            plan.runs.append(_run(about, site, folder, key))
    return plan


def _refuse_to_shorten(about: Context, site: str, folder: Path) -> None:
    """Refuse to put a report of some steps in the place of one of more."""
    there = set(read_json(folder / KEY).get("steps", ()))
    chosen = {recipe.name for recipe in about.recipes}
    if there > chosen and fingerprint.is_whole(folder):
        message = (
            f"The report of {site} holds {len(there)} steps, and this run would put one of "
            f"{len(chosen)} in its place. Give another folder with --out, or --force."
        )
        raise InvalidInput(message)


def _context(request: Request) -> Context:
    from workbench.project import read_project
    from workbench.saved_scenario import refuse_unfit_scenario

    folder = request.project.resolve()
    out = (request.out or Path("reports") / folder.name).resolve()
    if out == folder:
        message = "The reports need a folder of their own, not that of the project; change --out."
        raise InvalidInput(message)
    read, scenario = read_project(folder), None
    values = read.settings.notebooks
    listed = recipes_listed(read.framework)
    _refuse_unfit(own_problems(folder, values, request.recipes, listed=listed))
    places = (request.recipes, folder / OWN)
    recipes = choose_steps(request.steps, *places, listed=listed)
    comparing = comparison(*places, listed=listed)
    own = every_own(folder, request.recipes, listed=listed)
    if request.scenario is not None:
        scenario = _scenario(folder, request.scenario, request.sites)
        # Apart from the reports of the tables, for which nobody shall take them.
        out, comparing = out / SCENARIOS / scenario.name, None
        read = replace(read.only([scenario.site]), left_out=())
        known = fingerprint.project_as_of(read, request.as_of)
        refuse_unfit_scenario(folder, scenario.name, known.site(scenario.site))
    about = Context(
        request=request,
        project=fingerprint.project_as_of(read, request.as_of),
        read=read,
        out=out,
        recipes=recipes,
        every_step=choose_steps((), *places, listed=listed),
        comparison=comparing,
        scenario=scenario,
        given=given_to(own, values, request.parameters),
        beside=own_data(folder) if own else {},
    )
    for recipe in (*recipes, *((comparing,) if comparing else ())):
        recipe.require(about.passed_to(recipe))
    if not about.project.listed:
        message = (
            f"'{folder.name}' has no sites yet. Fill in the table 'sites', then run "
            "'workbench check'."
        )
        raise InvalidInput(message)
    return about


def _refuse_unfit(problems: Sequence[Problem]) -> None:
    """Refuse to begin a night's work with a notebook that cannot be run."""
    errors = [one for one in problems if one.severity == "error"]
    if errors:
        more = f" ({len(errors) - 1} more: workbench check)" if len(errors) > 1 else ""
        message = f"{errors[0]}{more}"
        raise InvalidInput(message)


def _scenario(folder: Path, name: str, sites: Sequence[str]) -> NamedScenario:
    from workbench.saved_scenario import named_scenario

    found = named_scenario(folder, name)
    other = next((site for site in sites if site != found.site), None)
    if other is not None:
        message = f"The scenario '{name}' is one of {found.site}, not of {other}; leave --site out."
        raise InvalidInput(message)
    return found


def _selected(project: Project, wanted: Iterable[str]) -> list[str]:
    known = list(dict.fromkeys(project.listed))
    for site in wanted:
        if site not in known:
            raise UnknownName(kind="site", name=site, known=known)
    return [site for site in known if not wanted or site in wanted]


def _run(about: Context, site: str, folder: Path, key: str) -> Run:
    return Run(
        site=site,
        notebooks=tuple(recipe.path.resolve() for recipe in about.recipes),
        parameters={**about.parameters, "site": site},
        out=folder,
        shared=about.out,
        report=folder / REPORT,
        key=key,
        standalone=about.request.standalone,
        limits=about.request.limits,
        given=about.given_in(about.recipes),
        beside=about.beside if any(recipe.own for recipe in about.recipes) else {},
    )


def _with_rows(plan: _Plan) -> list[Run]:
    """Write a snapshot of each site: no site has to read the rows of all others."""
    from workbench.project.store import site_snapshots

    places = site_snapshots.write(plan.about.read, [run.site for run in plan.runs])
    return [replace(run, data=places.get(run.site)) for run in plan.runs]


def _unchanged(site: str, folder: Path) -> RunOutcome:
    record = read_json(folder / KEY)
    return RunOutcome(
        site=site,
        status="skipped",
        message="unchanged",
        files=(folder / REPORT,),
        facts=record.get("facts", {}),
        figures=record.get("figures", 0),
        missing=tuple(record.get("missing", ())),
        engine=record.get("engine", ""),
        reason=record.get("reason", ""),
    )


def _clear_blocked(about: Context, site: str) -> None:
    """Remove a report made before the errors came in: it would look like the tables are now."""
    # On a disk that does not tell capitals apart, the folder may be that of another site.
    others = {other.casefold() for other in about.project.ready}
    if site.casefold() not in others:
        with contextlib.suppress(InvalidInput):
            clear(site_folder(about.out, site), ())


def _blocked(project: Project, site: str) -> RunOutcome:
    number = len(project.blocked.get(site, ()))
    message = f"{number} {'error' if number == 1 else 'errors'} in its tables"
    return RunOutcome(site=site, status="blocked", message=message)


def _finish(plan: _Plan, workers: Workers, press: Press) -> tuple[RunOutcome | None, Path]:
    """Compare the sites, write the page that lists them, and the record; or leave all as it is."""
    about, outcomes = plan.about, plan.outcomes()
    out, (compared, key) = about.out, _compared(plan, workers, press)
    left = compared is None or compared.status == "skipped"
    told = compared if compared is not None and (not left or compared.faults) else None
    shown = index.page_content(about, outcomes, compared, key)
    page_key = index.page_key(about, shown)
    idle = left and not plan.runs and not about.request.force
    if not (idle and index.page_is_current(out, page_key)):
        index.write_index(about, shown)
        portfolio = index.page_record(out, page_key, compared, key)
        record = run_record(about, outcomes, compared=compared, portfolio=portfolio)
        write_json(out / RECORD, record)
    return told, out / INDEX


def _compared(plan: _Plan, workers: Workers, press: Press) -> tuple[RunOutcome | None, str]:
    """Compare the sites unless that is done, and say of what the comparison was made."""
    about = plan.about
    failed = {outcome.site for outcome in plan.outcomes() if outcome.status == "failed"}
    sites = [site for site in about.project.ready if site not in failed]
    if about.comparison is None or len(sites) < 2:
        return None, ""
    key = index.comparison_key(about, about.comparison, sites)
    if not about.request.force and index.comparison_is_current(about.out, key):
        compared = RunOutcome(
            site=ALL_SITES, status="skipped", message="unchanged", files=(about.out / COMPARISON,)
        )
    else:
        compared = next(workers.run([index.comparison_run(about, about.comparison, sites)]))
    return next(press.through([compared], partial(_galley_of_all, about, key=key))), key


def _require(request: Request) -> None:
    """Make sure that the formats can be written, before anything starts."""
    from workbench.publish.formats import require_formats

    reference = request.reference
    require_formats(request.formats, reference.read_bytes() if reference else None)


def _galley(about: Context, outcome: RunOutcome) -> Galley | None:
    """Say what is to be laid out of the report of a site, beside its HTML."""
    if outcome.status not in {"done", "skipped"}:
        return None
    folder = about.out / outcome.site
    record, stem = read_json(folder / KEY), Path(REPORT).stem
    key = about.request.format_key(record.get("key"))
    lacking = missing_formats(about.request.formats, folder, stem, key)
    if not lacking:
        return None
    faults, chapters = record.get("faults", ()), []
    for recipe in about.recipes:
        fault = next((one for one in faults if one.startswith(recipe.name)), "")
        chapters.append((recipe.path if fault else folder / recipe.path.name, fault))
    return Galley(
        chapters=tuple(chapters),
        out=folder,
        stem=stem,
        formats=lacking,
        kept=about.out / PICTURES,
        reference=about.request.reference,
        title=None,
        key=key,
    )


def _galley_of_all(about: Context, outcome: RunOutcome, *, key: str) -> Galley | None:
    """Say what is to be laid out of the comparison of the sites."""
    if about.comparison is None or outcome.status not in {"done", "skipped"}:
        return None
    notebook, stem = about.out / about.comparison.path.name, Path(COMPARISON).stem
    key = about.request.format_key(key)
    lacking = missing_formats(about.request.formats, about.out, stem, key)
    if not lacking or not notebook.is_file():
        return None
    return Galley(
        chapters=((notebook, ""),),
        out=about.out,
        stem=stem,
        formats=lacking,
        kept=about.out / PICTURES,
        reference=about.request.reference,
        title=index.comparison_title(about),
        key=key,
    )


def _interrupted(plan: _Plan) -> Interrupted:
    for run in plan.runs:
        if run.out.is_dir():
            remove_parts(run.out)
    outcomes, out = plan.outcomes(), plan.about.out
    if plan.runs and out.is_dir():
        write_json(out / RECORD, run_record(plan.about, outcomes, interrupted=True))
    finished = sum(outcome.status in {"done", "skipped"} for outcome in outcomes)
    unchanged = sum(outcome.status == "skipped" for outcome in plan.settled)
    return Interrupted(finished, unchanged + len(plan.runs))
