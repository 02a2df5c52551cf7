"""A whole project: which sites need a report, the runs, the page that lists them, the record."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.batch import fingerprint, index
from workbench.batch.cluster.scheduler import Cluster
from workbench.batch.files import (
    ASSETS,
    COMPARISON,
    INDEX,
    KEY,
    RECORD,
    REPORT,
    clear,
    read_json,
    remove_parts,
    require_distinct_folders,
    sha256_of,
    site_folder,
    write_json,
)
from workbench.batch.limits import Limits
from workbench.batch.progress import Silent, Watcher
from workbench.batch.recipes import Recipe, choose_steps, comparison
from workbench.batch.record import Context, run_record
from workbench.batch.runs import Outcome, Run
from workbench.batch.workers import Workers, cores
from workbench.errors import InvalidInput, UnknownName, WorkbenchError

if TYPE_CHECKING:
    from workbench.project import Project

_HOUR = 3600.0  # seconds; nothing that is still being written is that old


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a batch.

    Attributes
    ----------
    project : Path
        Folder of the project.
    out : Path or None
        Folder of the reports; ``reports/<name of the project's folder>`` by default.
    sites : tuple of str
        Sites to run; all that can be run by default.
    steps : tuple of str
        Steps to run, see :func:`workbench.batch.recipes.choose_steps`; all by default.
    as_of : str or None
        Leave out what is dated later; the project's own date by default.
    jobs : int or None
        Sites at a time; one per processor core by default.
    force : bool
        Make reports again though nothing has changed.
    standalone : bool
        Each report one file that can be mailed.
    limits : Limits
        What the notebooks may use, and who runs them. A site as a whole ends in time too, its
        report included, see :attr:`workbench.batch.runs.Run.longest`.
    recipes : Path or None
        Folder of the notebooks; those of the package by default.
    scheduler : str or None
        Address of a Dask scheduler whose workers do the sites; this computer does by default.
        ``jobs`` then limits how many sites are handed over at a time.
    shared : bool
        The workers see the same folders under the same paths, and write there themselves.
    """

    project: Path
    out: Path | None = None
    sites: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    as_of: str | None = None
    jobs: int | None = None
    force: bool = False
    standalone: bool = False
    limits: Limits = field(default_factory=Limits)
    recipes: Path | None = None
    scheduler: str | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What came of a batch.

    Attributes
    ----------
    out : Path
        Folder of the reports.
    outcomes : tuple of Outcome
        One per site that was asked for, in the order of the project.
    comparison : Outcome or None
        What came of the comparison; ``None`` where there was nothing to do or to compare.
    index : Path or None
        The page that lists the reports.
    seconds : float
        Time that it took.
    """

    out: Path
    outcomes: tuple[Outcome, ...]
    comparison: Outcome | None
    index: Path | None
    seconds: float

    def count(self, status: str) -> int:
        """Count the sites with a status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Sites, and the comparison, that failed or were blocked."""
        every = (*self.outcomes, *([self.comparison] if self.comparison else []))
        return tuple(outcome for outcome in every if outcome.status in {"failed", "blocked"})

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be done, and what is settled before anything starts.

    ``base`` is what all reports depend on, see :func:`workbench.batch.fingerprint.report_inputs`.
    """

    about: Context
    base: Mapping[str, object]
    runs: tuple[Run, ...]
    settled: tuple[Outcome, ...]


def run_project(request: Request, *, watch: Watcher | None = None) -> BatchResult:
    """Write the reports of a project's sites, and the page that lists them.

    Parameters
    ----------
    request : Request
        What is asked.
    watch : Watcher, optional
        Who shows how it goes on; nobody by default.

    Returns
    -------
    BatchResult

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
    watch = Silent() if watch is None else watch
    plan = _plan(request)
    ended: dict[str, Outcome] = {}
    try:
        watch.begin(len(plan.runs), sum(one.status == "skipped" for one in plan.settled))
        for folder in (plan.about.out, plan.about.out / ASSETS):
            remove_parts(folder, older_than=_HOUR)
        jobs, runs = _jobs(request, plan.runs), _with_rows(plan)
        cluster = _cluster(request)
        with Workers(jobs, watch, engine=request.limits.engine, cluster=cluster) as workers:
            for outcome in workers.run(runs):
                ended[outcome.site] = outcome
            outcomes = _in_order(plan, ended)
            compared, page = _finish(plan, request, outcomes, workers)
    except KeyboardInterrupt:
        raise _interrupted(plan, ended) from None
    finally:
        watch.end()
    return BatchResult(
        out=plan.about.out,
        outcomes=outcomes,
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
    watch = Silent() if watch is None else watch
    about = _context(request)
    ready = about.project.ready
    sites = tuple(site for site in _selected(about.project, request.sites) if site in ready)
    if about.comparison is None or not sites:
        message = "There is no site to compare." if about.comparison else "No notebook compares."
        raise InvalidInput(message)
    run = replace(
        _comparison_run(about, about.comparison, sites, request),
        report=about.out / COMPARISON,
        standalone=request.standalone,
    )
    try:
        watch.begin(0, 0)
        with Workers(1, watch, engine=request.limits.engine) as workers:
            outcome = next(workers.run([run]))
    except KeyboardInterrupt:
        remove_parts(about.out)
        raise Interrupted(0, 1) from None
    finally:
        watch.end()
    seconds = time.perf_counter() - began
    return BatchResult(out=about.out, outcomes=(), comparison=outcome, index=None, seconds=seconds)


def _plan(request: Request) -> _Plan:
    about = _context(request)
    project = about.project
    base = fingerprint.report_inputs(project, about.recipes, about.parameters)
    runs: list[Run] = []
    settled: list[Outcome] = []
    for site in _selected(project, request.sites):
        folder = site_folder(about.out, site)
        if site in project.blocked:
            settled.append(_blocked(project, site, folder))
            continue
        key = fingerprint.site_key(base, project, site, standalone=request.standalone)
        if not request.force and fingerprint.is_current(folder, key):
            settled.append(_unchanged(site, folder))
        else:
            runs.append(_run(about, request, site, folder, key))
    return _Plan(about=about, base=base, runs=tuple(runs), settled=tuple(settled))


def _context(request: Request) -> Context:
    from workbench.project import read_project

    folder = request.project.resolve()
    out = (request.out or Path("reports") / folder.name).resolve()
    if out == folder:
        message = "The reports need a folder of their own, not that of the project; change --out."
        raise InvalidInput(message)
    recipes = choose_steps(request.steps, request.recipes)
    comparing = comparison(request.recipes)
    parameters = {"project": str(folder), "framework": None, "as_of": request.as_of}
    for recipe in recipes:
        recipe.require([*parameters, "site"])
    if comparing is not None:
        comparing.require([*parameters, "sites"])
    read = read_project(folder)
    project = fingerprint.project_as_of(read, request.as_of)
    if not project.sites:
        message = (
            f"'{folder.name}' has no sites yet. Fill in the table 'sites', then run "
            "'workbench check'."
        )
        raise InvalidInput(message)
    require_distinct_folders(project.sites)
    return Context(
        project=project,
        read=read,
        out=out,
        recipes=recipes,
        every_step=choose_steps((), request.recipes),
        comparison=comparing,
        parameters=parameters,
        options={
            "jobs": request.jobs or cores(),
            **asdict(request.limits),
            "scheduler": request.scheduler,
            "shared": request.shared,
            "force": request.force,
            "standalone": request.standalone,
        },
    )


def _selected(project: Project, wanted: tuple[str, ...]) -> tuple[str, ...]:
    known = tuple(dict.fromkeys(project.sites))
    for site in wanted:
        if site not in known:
            raise UnknownName(kind="site", name=site, known=known)
    return tuple(site for site in known if not wanted or site in wanted)


def _run(about: Context, request: Request, site: str, folder: Path, key: str) -> Run:
    return Run(
        site=site,
        notebooks=tuple(recipe.path.resolve() for recipe in about.recipes),
        parameters={**about.parameters, "site": site},
        out=folder,
        shared=about.out,
        report=folder / REPORT,
        key=key,
        standalone=request.standalone,
        limits=request.limits,
        note={"steps": [recipe.name for recipe in about.recipes], "as_of": request.as_of},
    )


def _with_rows(plan: _Plan) -> tuple[Run, ...]:
    """Write a snapshot of each site: no site has to read the rows of all others."""
    from workbench.project.store import site_snapshots

    places = site_snapshots.write(plan.about.read, [run.site for run in plan.runs])
    return tuple(replace(run, data=places.get(run.site)) for run in plan.runs)


def _comparison_run(
    about: Context, recipe: Recipe, sites: tuple[str, ...], request: Request
) -> Run:
    from workbench.project.store import site_snapshots

    data = site_snapshots.write_all(about.read)
    return index.comparison_run(about, recipe, sites, request.limits, data)


def _unchanged(site: str, folder: Path) -> Outcome:
    record = read_json(folder / KEY)
    return Outcome(
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


def _blocked(project: Project, site: str, folder: Path) -> Outcome:
    # A report made before the errors came in would look like the state of the tables now.
    clear(folder, ())
    number = len(project.blocked.get(site, ()))
    message = f"{number} {'error' if number == 1 else 'errors'} in its tables"
    return Outcome(site=site, status="blocked", message=message)


def _cluster(request: Request) -> Cluster | None:
    if request.scheduler is None:
        return None
    return Cluster(request.scheduler, shared=request.shared, at_once=request.jobs)


def _jobs(request: Request, runs: tuple[Run, ...]) -> int:
    return max(1, min(request.jobs or cores(), len(runs)))


def _in_order(plan: _Plan, ended: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    by_site = {**{outcome.site: outcome for outcome in plan.settled}, **ended}
    return tuple(by_site[site] for site in plan.about.project.sites if site in by_site)


def _finish(
    plan: _Plan, request: Request, outcomes: tuple[Outcome, ...], workers: Workers
) -> tuple[Outcome | None, Path | None]:
    """Compare the sites, write the page that lists them, and the record; or leave all as it is."""
    about = plan.about
    entries = index.entries(about, outcomes)
    failed = {outcome.site for outcome in outcomes if outcome.status == "failed"}
    sites = tuple(site for site in about.project.ready if site not in failed)
    key = fingerprint.index_key(
        {**plan.base, "comparison": about.comparison and about.comparison.sha256},
        about.project,
        entries,
    )
    if not plan.runs and not request.force and index.is_current(about.out, key):
        return None, about.out / INDEX
    compared = None
    if about.comparison is not None and len(sites) > 1:
        run = _comparison_run(about, about.comparison, sites, request)
        compared = next(workers.run([run]))
    page, compared = index.write(about, entries, compared)
    # A comparison that failed is tried again next time, whether or not anything has changed.
    good = compared is None or compared.status == "done"
    written = {"key": key if good else "", "sha256": sha256_of(page)}
    write_json(
        about.out / RECORD, run_record(about, outcomes, compared=compared, portfolio=written)
    )
    return compared, page


def _interrupted(plan: _Plan, ended: Mapping[str, Outcome]) -> Interrupted:
    outcomes = _in_order(plan, ended)
    for run in plan.runs:
        if run.out.is_dir():
            remove_parts(run.out)
    if plan.runs and plan.about.out.is_dir():
        record = run_record(plan.about, outcomes, compared=None, portfolio={}, interrupted=True)
        write_json(plan.about.out / RECORD, record)
    finished = sum(outcome.status in {"done", "skipped"} for outcome in outcomes)
    unchanged = sum(outcome.status == "skipped" for outcome in plan.settled)
    return Interrupted(finished, unchanged + len(plan.runs))
