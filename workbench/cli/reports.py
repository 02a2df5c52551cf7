"""Commands that make something of the tables: drafts, reports, comparisons, exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.program import (
    ANY_FOLDER,
    FILE,
    LONGEST_LIST,
    PROJECT,
    STOPPED,
    command,
    number,
    on_one_line,
    shown,
)
from workbench.errors import InvalidInput, WorkbenchError

if TYPE_CHECKING:
    from workbench.batch import BatchResult, Request, RunOutcome
    from workbench.project.settings.project_settings import NotebookValue
    from workbench.publish.formats import ReportFormat

_out = click.option(
    "--out", type=ANY_FOLDER, metavar="DIR", help="Where to write; reports/<project> by default."
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


def _formats(
    ctx: click.Context, parameter: click.Parameter, given: str
) -> tuple[ReportFormat, ...]:
    from workbench.publish.formats import read_formats

    del ctx, parameter
    return read_formats(given)


_to = click.option(
    "--to", "formats", default="html", show_default=True, metavar="FORMATS", callback=_formats,
    help="What to write beside HTML, such as html,pdf; needs the extra 'reports' and Chromium.",
)  # fmt: skip
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

    for option in reversed((_out, _to, _standalone, *_limits, _quiet, _as_of)):
        option(call)
    return call


@command(
    "draft",
    "Propose activities and costs for what was decided.",
    "workbench draft my-project --site rw-huye",
)
@click.argument("project", type=PROJECT)
@click.option("--site", required=True, metavar="SITE", help="The site.")
@click.option("--template", metavar="KEY",
              help="Where the activities come from: sr-options, pilot-then-scale, ai24w, or a file "
              "of your own, templates/KEY.yaml in PROJECT; by default that of the "
              "framework.")  # fmt: skip
@click.option("--out", type=ANY_FOLDER, metavar="DIR",
              help="Where to write; PROJECT/drafts/SITE by default.")  # fmt: skip
def draft(project: Path, site: str, template: str | None, out: Path | None) -> None:
    """Propose activities and cost lines for the options that were decided on at a SITE of PROJECT.

    They are written as activities.csv and costs.csv, marked as drafted, with amounts and dates
    open. Your own tables stay as they are.
    """
    from workbench.case import open_case
    from workbench.plan.page.plan_draft_files import what_to_do, write_draft

    made = open_case(project, site).draft(template)
    for path in write_draft(made, out or project / "drafts" / site):
        click.echo(f"Written: {shown(path)}")
    for line in (*made.notes, what_to_do(made)):
        click.echo(line)


def _values(
    ctx: click.Context, parameter: click.Parameter, given: Sequence[str]
) -> dict[str, NotebookValue]:
    from workbench.batch.own_notebooks import parameter_of

    del ctx, parameter
    read = [parameter_of(one) for one in given]
    names = [name for name, _ in read]
    for name in names:
        if names.count(name) > 1:
            message = f"-p {name} is given {names.count(name)} times; give it once."
            raise InvalidInput(message)
    return dict(read)


@command(
    "run",
    "Write a report for each site.",
    "workbench run data/example",
    "workbench run data/example --site rw-huye --step diagnose",
    "workbench run my-project --scenario more-seed",
    "workbench run data/example --scheduler tcp://10.0.0.5:8786",
)
@click.argument("project", type=PROJECT)
@_sites
@click.option("--step", "steps", multiple=True, metavar="STEP",
              help="Only this step, by number or name (1, diagnose); may be repeated.")  # fmt: skip
@click.option("--scenario", metavar="NAME",
              help="Suppose what scenarios/NAME.yaml of the project says on top of the tables; the "
              "report of its site says so, and lies apart, in scenarios/NAME.")  # fmt: skip
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", callback=_values,
              help="A parameter of the project's own notebooks, such as season=2025B; may be "
              "repeated, and goes before what project.yaml says.")  # fmt: skip
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
            click.echo(f"Reports: {shown(result.index)}")
    ctx.exit(result.exit_status)


@command(
    "compare",
    "Compare the sites on one page.",
    "workbench compare data/example",
)
@click.argument("project", type=PROJECT)
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
        click.echo(f"Comparison: {shown(compared.files[0])}")
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
    for outcome in failures[:LONGEST_LIST]:
        site = on_one_line(outcome.site)
        if outcome.faults:
            for fault in outcome.faults:
                click.echo(f"failed  {site}, one chapter: {on_one_line(fault)}", err=True)
        else:
            click.echo(f"{outcome.status:<8}{site}: {outcome.message}", err=True)
        for file in outcome.files:
            if not outcome.faults or file.name.endswith(".failed.ipynb"):
                click.echo(f"        see {shown(file)}", err=True)
    if len(failures) > LONGEST_LIST:
        more = len(failures) - LONGEST_LIST
        click.echo(f"… and {more} more; run.json and the list of reports have all.", err=True)


def _summary(result: BatchResult) -> str:
    total = number(len(result.outcomes), "site")
    if result.count("skipped") == len(result.outcomes):
        return f"{total} unchanged."
    words = {"done": "done", "failed": "failed", "skipped": "unchanged", "blocked": "blocked"}
    without = sum(bool(outcome.faults) for outcome in result.outcomes)
    chapters = f" ({without} without a chapter that failed)" if without else ""
    counts = [f"{result.count(key)} {word}" for key, word in words.items() if result.count(key)]
    return f"{total}: {', '.join(counts)}{chapters}, in {result.seconds:.1f} s."


@command(
    "export",
    "Write networks, plans, packages for PRMS, data, for other programs.",
    "workbench export my-project --site rw-huye --format gexf",
    "workbench export my-project --what plan --format ics --out plans",
    "workbench export my-project --what prms --out for-cgiar",
    "workbench export my-project --what data --out to-publish",
    "workbench export my-project --what template --template donor.docx --site rw-huye",
)
@click.argument("project", type=PROJECT)
@click.option("--what", type=click.Choice(["network", "plan", "prms", "ipsr", "data", "factsheet",
                                        "template"]),
              default="network", show_default=True,
              help="Actors and ties; the dated plan of work; the list of packages of CGIAR's PRMS; "
              "each package as its PDF takes it; all tables as a Data Package; two pages on "
              "each site; a Word template, filled.")  # fmt: skip
@click.option("--site", metavar="SITE",
              help="This site; without it, all sites, and all networks joined.")  # fmt: skip
@click.option("--format", "form", metavar="FORMAT",
              help="Networks: graphml (yEd, Cytoscape; the default), gexf (Gephi), or kumu (two "
              "CSV files). Plans: ics (diaries; the default), csv, or msproject. Factsheets: html, "
              "or what 'workbench run --to' can write.")  # fmt: skip
@click.option("--template", type=FILE, metavar="FILE",
              help="Word template to fill; docs/guide/for-donors.md lists the names.")  # fmt: skip
@click.option("--out", type=ANY_FOLDER, default=Path(), metavar="DIR",
              help="Where to write; this folder by default.")  # fmt: skip
def export(
    project: Path, what: str, site: str | None, form: str | None, template: Path | None, out: Path
) -> None:
    """Write something of PROJECT as files that other programs read.

    Persons are in none of them, but those whose consent is recorded. What an export for PRMS or a
    data package leaves out stands beside it, with the reason. Plans and budgets also lie beside
    each report that 'workbench run' writes: plan.ics, plan.csv, plan.xml (Microsoft Project) and
    budget.xlsx. A diary sees what has moved where as_of has risen, or where the last export lies in
    the folder.
    """
    from workbench.publish.exporting import export as write

    for path in write(project, what, form=form, site=site, out=out, template=template):
        click.echo(f"Written: {shown(path)}")
