"""The command ``workbench``: parse, one call, show what came back, exit status.

Exit status: 0 all is well; 1 a site failed or the tables have errors; 2 wrong usage, or the project
cannot be read; 130 stopped by Ctrl-C. Libraries are loaded by the commands that need them, so that
``--help`` answers at once.
"""

from __future__ import annotations

import inspect
import json
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench import __version__
from workbench.errors import Problem, WorkbenchError

if TYPE_CHECKING:
    from workbench.batch import BatchResult, Request, RunOutcome
    from workbench.core.finding import Finding
    from workbench.project import Project

STOPPED = 130
_LONGEST_LIST = 20
_LONGEST_COLUMN = 8  # problems of one column, each with a cause of its own
_PROJECT = click.Path(path_type=Path, file_okay=False)
_ANY_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


class _Failure(click.ClickException):
    """Something a user can mend: one line, no traceback."""

    exit_code = 2


class _Program(click.Group):
    """The command line as a whole: errors become a line and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(STOPPED)
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exception(error)
                ctx.exit(_Failure.exit_code)
            raise _Failure(_explain(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order of work instead of the alphabet."""
        del ctx
        return list(self.commands)


def _explain(error: Exception) -> str:
    if isinstance(error, WorkbenchError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words} (workbench --debug … shows where)"


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  workbench new my-project\n  workbench check my-project\n"
    "  workbench run my-project",
)
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
@click.version_option(__version__, prog_name="workbench")
def main(*, debug: bool) -> None:
    """Scale innovation packages, site by site, with Scaling Readiness.

    A project is a folder of tables. Each site in it gets a report.
    """
    del debug  # read by the group when something goes wrong


def _with_example(function: Callable[..., Any], *lines: str) -> str:
    # The sign keeps click from joining the lines.
    return "\n  ".join([f"{inspect.getdoc(function)}\n\n\b\nExample:", *lines])


def _command(
    name: str, short: str, *examples: str
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command whose help ends with an example."""

    def make(function: Callable[..., Any]) -> click.Command:
        words = _with_example(function, *examples)
        return main.command(name, help=words, short_help=short)(function)

    return make


@_command(
    "new",
    "Start a project, with an Excel workbook to fill in.",
    'workbench new banana-wilt --title "Banana wilt in Rwanda and Uganda"',
)
@click.argument("folder", type=_ANY_FOLDER)
@click.option("--framework", default="ipsr", show_default=True, metavar="KEY",
              help="Scales to use; 'workbench frameworks' lists them.")  # fmt: skip
@click.option("--title", metavar="TEXT", help="Title of the project; the folder's name by default.")
def new(folder: Path, framework: str, title: str | None) -> None:
    """Start a project in FOLDER, with an Excel workbook to fill in.

    The workbook has one sheet per table, with drop-down lists and the meaning of each column.
    """
    from workbench.project import new_project

    made = new_project(folder, framework=framework, title=title or folder.resolve().name)
    click.echo(f"A new project is in {_shown(made)}. Fill in its tables, then:")
    click.echo(f"  workbench check {folder}")


@_command(
    "check",
    "List what has to be mended in the tables.",
    "workbench check data/example",
)
@click.argument("project", type=_PROJECT)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for programs.")
@click.option("--story", is_flag=True,
              help="Also say where the steps of each site do not fit each other.")  # fmt: skip
@click.pass_context
def check(ctx: click.Context, project: Path, *, as_json: bool, story: bool) -> None:
    """Check the tables of PROJECT and list everything that has to be mended.

    Each problem is one line: where it stands, what was found, what was expected, what to do; what
    is wrong in the same way in many rows of a column is one line too. An error keeps its site out
    of a run; a warning does not, nor does a story that does not fit.
    """
    from workbench.project import read_project

    read = read_project(project)
    found = _story(read) if story else ()
    if as_json:
        told = {"findings": [asdict(one) for one in found]} if story else {}
        click.echo(json.dumps(_as_json(read) | told, indent=1, ensure_ascii=False))
    else:
        for line in _findings(read):
            click.echo(line)
        if story:
            from workbench.core.finding import story_lines

            for line in story_lines(found):
                indent = "  " if line.startswith("  ") else ""
                click.echo(indent + _plain(line))
    ctx.exit(1 if _count(read.problems, "error") else 0)


def _story(read: Project) -> Sequence[Finding]:
    """Return where the steps of the sites that can be run do not fit each other."""
    from workbench.case import Cases

    return Cases(read.only(list(read.ready))).findings if read.ready else ()


def _count(problems: Sequence[Problem], severity: str) -> int:
    return sum(problem.severity == severity for problem in problems)


def _as_json(project: Project) -> dict[str, Any]:
    return {
        "project": project.settings.title,
        "errors": _count(project.problems, "error"),
        "warnings": _count(project.problems, "warning"),
        "ready": list(project.ready),
        "blocked": _waiting(project),
        "problems": [asdict(problem) for problem in project.problems],
    }


def _findings(project: Project) -> Iterator[str]:
    by_file: dict[str, dict[tuple[object, ...], list[Problem]]] = {}
    for problem in project.problems:
        alike = problem.sheet, problem.column, problem.severity
        by_file.setdefault(problem.file, {}).setdefault(alike, []).append(problem)
    for file, columns in by_file.items():
        yield _plain(file)
        for problems in columns.values():
            yield from _column_findings(problems)
    errors, warnings = (_count(project.problems, kind) for kind in ("error", "warning"))
    yield f"{_number(errors, 'error')} and {_number(warnings, 'warning')}."
    if not project.listed:
        yield "There are no sites yet: the table sites has no rows."
        return
    waiting = _waiting(project)
    standing = f"{len(project.ready)} of {_number(len(project.listed), 'site')} can be run"
    named = [_plain(site) for site in waiting[:_LONGEST_LIST]]
    if len(waiting) > len(named):
        named.append(f"{len(waiting) - len(named)} more")
    yield f"{standing}; not yet: {', '.join(named)}." if waiting else f"{standing}."


def _column_findings(problems: Sequence[Problem]) -> Iterator[str]:
    """List the problems of one column, the first of them in full."""
    for problem in problems[:_LONGEST_COLUMN]:
        # The file stands above its problems already.
        words = str(problem).removeprefix(problem.file).lstrip(",: ")
        yield f"  {problem.severity:<8}{_plain(words)}"
    left = problems[_LONGEST_COLUMN:]
    if left:
        first, last = (one.cell or f"row {one.row}" for one in (left[0], left[-1]))
        place = f" ({left[0].column})" if left[0].column else ""
        more = f"… and {len(left)} more, {first} to {last}{place}; --json lists all"
        yield f"  {left[0].severity:<8}{_plain(more)}"


def _waiting(project: Project) -> list[str]:
    """List the sites that cannot be run yet."""
    ready = frozenset(project.ready)
    return [site for site in project.listed if site not in ready]


def _plain(text: str) -> str:
    """One line, without what a terminal would take for a command."""
    from workbench.batch.runs import plain_line

    return plain_line(text, longest=2000)


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_out = click.option(
    "--out", type=_ANY_FOLDER, metavar="DIR", help="Where to write; reports/<project> by default."
)


class _Day(click.ParamType[str]):
    """A day, as text."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from workbench.frameworks.spans import day_of

        try:
            return day_of(value).isoformat()
        except WorkbenchError as error:
            self.fail(str(error), param, ctx)


_as_of = click.option(
    "--as-of",
    type=_Day(),
    metavar="DATE",
    help="Leave out what is dated later, such as 2026-03-14; the project's own date by default.",
)
_standalone = click.option(
    "--standalone", is_flag=True, help="Make each page one file of 5 MB that can be mailed."
)
_limits = (
    click.option("--timeout", type=click.FloatRange(min=1), default=600, show_default=True,
                 metavar="SECONDS", help="Stop a notebook that takes longer."),
    click.option("--cell-timeout", type=click.FloatRange(min=1), metavar="SECONDS",
                 help="Stop a notebook with a cell that takes longer."),
    click.option("--memory", type=click.IntRange(min=256), metavar="MIB",
                 help="Let the notebooks of a site allocate no more memory; no limit by default."),
    click.option("--engine", type=click.Choice(["auto", "fork", "kernel"]), default="auto",
                 show_default=True,
                 help="Who runs the cells: copies of one warm process (fork), which is fast, or "
                 "Jupyter's own kernels; auto takes kernels only where they are needed, and "
                 "run.json says why."),
)  # fmt: skip
_quiet = click.option("--quiet", is_flag=True, help="Print nothing unless something goes wrong.")
_sites = click.option(
    "--site", "sites", multiple=True, metavar="SITE", help="Only this site; may be repeated."
)


def _of_a_batch(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that 'run' and 'compare' share, and make a request of all of them."""

    @click.pass_context
    @wraps(function)
    def call(ctx: click.Context, /, *, quiet: bool, **given: Any) -> None:
        from workbench.batch import Request, RunLimits

        limits = RunLimits(**{field.name: given.pop(field.name) for field in fields(RunLimits)})
        function(ctx, Request(**given, limits=limits), quiet=quiet)

    for option in reversed((_out, _standalone, *_limits, _quiet, _as_of)):
        option(call)
    return call


@_command(
    "draft",
    "Propose activities and costs for what was decided.",
    "workbench draft my-project --site rw-huye",
)
@click.argument("project", type=_PROJECT)
@click.option("--site", required=True, metavar="SITE", help="The site.")
@click.option("--template", default="sr-options", show_default=True, metavar="KEY",
              help="Where the activities come from: sr-options, pilot-then-scale, ai24w, or a file "
              "of your own, templates/KEY.yaml in PROJECT.")  # fmt: skip
@click.option("--out", type=_ANY_FOLDER, metavar="DIR",
              help="Where to write; PROJECT/drafts/SITE by default.")  # fmt: skip
def draft(project: Path, site: str, template: str, out: Path | None) -> None:
    """Propose activities and cost lines for the options that were decided on at a SITE of PROJECT.

    They are written as activities.csv and costs.csv, marked as drafted, with amounts and dates
    open. Your own tables stay as they are.
    """
    from workbench.case import open_case
    from workbench.plan.page.plan_draft_files import what_to_do, write_draft

    made = open_case(project, site).draft(template)
    for path in write_draft(made, out or project / "drafts" / site):
        click.echo(f"Written: {_shown(path)}")
    for line in (*made.notes, what_to_do(made)):
        click.echo(line)


@_command(
    "run",
    "Write a report for each site.",
    "workbench run data/example",
    "workbench run data/example --site rw-huye --step diagnose",
    "workbench run data/example --scheduler tcp://10.0.0.5:8786",
)
@click.argument("project", type=_PROJECT)
@_sites
@click.option("--step", "steps", multiple=True, metavar="STEP",
              help="Only this step, by number or name (1, diagnose); may be repeated.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), metavar="N",
              help="Sites at a time; one per processor core by default, on a cluster four per "
              "thread of its workers.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS",
              help="Let the workers of a Dask scheduler do the sites, such as "
              "tcp://10.0.0.5:8786; see docs/cluster.md.")  # fmt: skip
@click.option("--shared", is_flag=True,
              help="With --scheduler: the workers see the same folders, and write there "
              "themselves.")  # fmt: skip
@click.option("--force", is_flag=True, help="Write reports again though nothing has changed.")
@_of_a_batch
def run(ctx: click.Context, request: Request, *, quiet: bool) -> None:
    """Write a report for each site of PROJECT, and a page that lists them.

    Sites whose data, notebooks and software have not changed are left as they are. A site that
    fails does not stop the others. Ctrl-C is safe at any time: the same command goes on where it
    stopped.
    """
    from workbench.batch import run_project, watcher

    if request.shared and request.scheduler is None:
        message = "--shared says something about the workers of a --scheduler; give both."
        raise click.UsageError(message)
    with _stoppable(ctx):
        result = run_project(request, watch=watcher(quiet=quiet))
    _show_failures(result.failures)
    _hint_at_check(result, request)
    if not quiet:
        click.echo(_summary(result))
        if result.index is not None:
            click.echo(f"Reports: {_shown(result.index)}")
    ctx.exit(result.exit_status)


@_command(
    "compare",
    "Compare the sites on one page.",
    "workbench compare data/example",
)
@click.argument("project", type=_PROJECT)
@_sites
@_of_a_batch
def compare(ctx: click.Context, request: Request, *, quiet: bool) -> None:
    """Compare the sites of PROJECT on one page, without their reports."""
    from workbench.batch import compare_project, watcher

    with _stoppable(ctx):
        result = compare_project(request, watch=watcher(quiet=quiet))
    _show_failures(result.failures)
    _hint_at_check(result, request)
    compared = result.comparison
    if not quiet and compared is not None and compared.status == "done":
        click.echo(f"Comparison: {_shown(compared.files[0])}")
    ctx.exit(result.exit_status)


@contextmanager
def _stoppable(ctx: click.Context) -> Iterator[None]:
    """Stop as for Ctrl-C when a job scheduler ends us, and say how to go on."""
    from workbench.batch import Interrupted
    from workbench.batch.first_signal import first_signal

    try:
        with first_signal():
            yield
    except Interrupted as stopped:
        click.echo(f"{stopped} The same command goes on from there.", err=True)
        ctx.exit(STOPPED)


def _hint_at_check(result: BatchResult, request: Request) -> None:
    if result.count("blocked"):
        click.echo(f"'workbench check {request.project}' says what to mend.", err=True)


def _show_failures(failures: Sequence[RunOutcome]) -> None:
    for outcome in failures[:_LONGEST_LIST]:
        click.echo(f"{outcome.status:<8}{_plain(outcome.site)}: {outcome.message}", err=True)
        for file in outcome.files:
            click.echo(f"        see {_shown(file)}", err=True)
    if len(failures) > _LONGEST_LIST:
        more = len(failures) - _LONGEST_LIST
        click.echo(f"… and {more} more; run.json and the list of reports have all.", err=True)


def _summary(result: BatchResult) -> str:
    total = _number(len(result.outcomes), "site")
    if result.count("skipped") == len(result.outcomes):
        return f"{total} unchanged."
    words = {"done": "done", "failed": "failed", "skipped": "unchanged", "blocked": "blocked"}
    counts = [f"{result.count(key)} {word}" for key, word in words.items() if result.count(key)]
    return f"{total}: {', '.join(counts)}, in {result.seconds:.1f} s."


def _shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _list_maps(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's
    del parameter
    if not wanted or ctx.resilient_parsing:
        return
    from workbench.project.importers import available_maps, load_map

    for name in available_maps():
        click.echo(f"{name:<24}{load_map(name).title}")
    ctx.exit()


@_command(
    "import",
    "Make a project from a published table.",
    "workbench import --list-maps",
    "workbench import indicators.csv my-project --map worldbank-ims --dry-run",
)
@click.argument("file", type=_FILE)
@click.argument("project", type=_ANY_FOLDER)
@click.option("--map", "map_name", required=True, metavar="MAP",
              help="Name of a map that comes with the workbench, such as iati-activities, "
              "ocha-3w-ethiopia or prms-results (--list-maps has all), or a map of your own "
              "(.yaml).")  # fmt: skip
@click.option("--without", multiple=True, metavar="RULE",
              help="Do not use this conversion of values; may be repeated.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would become of each row; keep nothing.")
@click.option("--list-maps", is_flag=True, is_eager=True, expose_value=False,
              callback=_list_maps, help="List the maps and stop.")  # fmt: skip
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    project: Path,
    map_name: str,
    without: tuple[str, ...],
    *,
    dry_run: bool,
) -> None:
    """Make PROJECT from FILE, a table that somebody else published.

    A map says what becomes of each column. The account says what became of each row: taken, left
    out or refused, and why; it ends with a check of the new project. The exit status is 1 where a
    site cannot be run as it is.
    """
    from workbench.project.importers import import_table

    account = import_table(file, project, map_name, dry_run=dry_run, without=without)
    click.echo(str(account))
    ctx.exit(1 if account.check is not None and account.check.errors else 0)


@_command(
    "form",
    "Write questionnaires for the phone (KoboToolbox, ODK).",
    "workbench form my-project",
    "workbench form my-project --what scores --out forms",
)
@click.argument("project", type=_PROJECT)
@click.option("--what", type=click.Choice(["scores", "partners"]),
              help="Scores per assessor, or the partner survey; both by default.")  # fmt: skip
@click.option("--out", type=_ANY_FOLDER, metavar="DIR",
              help="Where to write; the folder forms of the project by default.")  # fmt: skip
def form(project: Path, what: str | None, out: Path | None) -> None:
    """Write XLSForms for PROJECT, to be uploaded to KoboToolbox or ODK Central.

    Sites, components, evidence and actors of the project are the choices. 'workbench merge' brings
    the answers back.
    """
    from workbench.project import read_project
    from workbench.project.entry.forms import write_forms

    read = read_project(project)
    for path in write_forms(read, out or project / "forms", only=what):
        click.echo(f"Written: {_shown(path)}")
    errors = _count(read.problems, "error")
    if errors:
        click.echo(f"The tables have {_number(errors, 'error')}; what they spoil is not asked for. "
                   f"'workbench check {project}' lists them.", err=True)  # fmt: skip


@_command(
    "merge",
    "Bring together what several people sent back.",
    "workbench merge my-project returned/*.xlsx --dry-run",
)
@click.argument("project", type=_PROJECT)
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be added; write nothing.")
@click.pass_context
def merge_(ctx: click.Context, project: Path, files: tuple[Path, ...], *, dry_run: bool) -> None:
    """Add to PROJECT the rows of FILES: filled entry workbooks, and answers to its forms.

    New rows are added, equal rows count once. Rows that contradict each other are named, with what
    each says, and none of them is added. Nothing that stands in the project is changed.
    """
    from workbench.project.entry.merging import merge

    account = merge(project, files, dry_run=dry_run)
    click.echo(str(account))
    ctx.exit(1 if account.problems or account.blocks else 0)


@_command(
    "export",
    "Write partner networks or plans of work for other programs.",
    "workbench export my-project --site rw-huye --format gexf",
    "workbench export my-project --what plan --format ics --out plans",
)
@click.argument("project", type=_PROJECT)
@click.option("--what", type=click.Choice(["network", "plan"]), default="network",
              show_default=True, help="Actors and ties, or the dated plan of work.")  # fmt: skip
@click.option("--site", metavar="SITE",
              help="This site; without it, all networks joined, or every plan.")  # fmt: skip
@click.option("--format", "form", metavar="FORMAT",
              help="Networks: graphml (yEd, Cytoscape; the default), gexf (Gephi), or kumu (two "
              "CSV files). Plans: ics (diaries; the default), csv, or msproject.")  # fmt: skip
@click.option("--out", type=_ANY_FOLDER, default=Path(), metavar="DIR",
              help="Where to write; this folder by default.")  # fmt: skip
def export(project: Path, what: str, site: str | None, form: str | None, out: Path) -> None:
    """Write partner networks or plans of work of PROJECT as files that other programs read.

    The table of persons is never exported. Plans and budgets also lie beside each report that
    'workbench run' writes: plan.ics, plan.csv, plan.xml (Microsoft Project) and budget.xlsx. A
    diary sees what has moved where as_of has risen, or where the last export lies in the folder.
    """
    from workbench.publish.exporting import export as write

    for path in write(project, what, form=form, site=site, out=out):
        click.echo(f"Written: {_shown(path)}")


@_command(
    "frameworks",
    "List the frameworks, or show one.",
    "workbench frameworks",
    "workbench frameworks ipsr",
)
@click.argument("key", required=False)
def frameworks(key: str | None) -> None:
    """List the frameworks, or show the scales and options of the one called KEY.

    KEY may also be a framework file of your own (.yaml).
    """
    from workbench.frameworks import available, load, read
    from workbench.frameworks.described import described

    if key is None:
        for name in available():
            framework = load(name)
            click.echo(f"{name:<24}{framework.title}, version {framework.version}")
        return
    own = Path(key).suffix in {".yaml", ".yml"}
    for line in described(read(key) if own else load(key)):
        click.echo(line)
