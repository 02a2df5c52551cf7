"""Commands for the tables of a project: start, check, import, ask, bring together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.program import (
    ANY_FOLDER,
    FILE,
    LONGEST_LIST,
    PROJECT,
    command,
    number,
    on_one_line,
    shown,
)
from workbench.errors import Problem

if TYPE_CHECKING:
    from workbench.core.finding import Finding
    from workbench.project import Project

_LONGEST_COLUMN = 8  # problems of one column, each with a cause of its own


@command(
    "new",
    "Start a project, with an Excel workbook to fill in.",
    'workbench new banana-wilt --title "Banana wilt in Rwanda and Uganda"',
)
@click.argument("folder", type=ANY_FOLDER)
@click.option("--framework", default="ipsr", show_default=True, metavar="KEY",
              help="Scales to use, or a framework of assessment such as small-experiments; "
              "'workbench frameworks' lists them.")  # fmt: skip
@click.option("--title", metavar="TEXT", help="Title of the project; the folder's name by default.")
def new(folder: Path, framework: str, title: str | None) -> None:
    """Start a project in FOLDER, with an Excel workbook to fill in.

    The workbook has one sheet per table that the framework has use for, with drop-down lists and
    the meaning of each column.
    """
    from workbench.project import new_project

    made = new_project(folder, framework=framework, title=title or folder.resolve().name)
    click.echo(f"A new project is in {shown(made)}. Fill in its tables, then:")
    click.echo(f"  workbench check {folder}")


@command(
    "check",
    "List what has to be mended in the tables.",
    "workbench check data/example",
)
@click.argument("project", type=PROJECT)
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
    from workbench.batch.own_notebooks import own_problems
    from workbench.batch.recipes import recipes_listed
    from workbench.project import read_project
    from workbench.project.record import record_problems

    read = read_project(project)
    listed = recipes_listed(read.framework)
    unfit = own_problems(project, read.settings.notebooks, listed=listed)
    read = replace(read, problems=(*read.problems, *unfit, *record_problems(project)))
    found = _story(read) if story else ()
    halted = any(one.severity == "error" for one in unfit)
    if as_json:
        told = {"findings": [asdict(one) for one in found]} if story else {}
        click.echo(json.dumps(_as_json(read, halted=halted) | told, indent=1, ensure_ascii=False))
    else:
        for line in _findings(read, halted=halted):
            click.echo(line)
        if story:
            from workbench.core.finding import story_lines

            for line in story_lines(found):
                indent = "  " if line.startswith("  ") else ""
                click.echo(indent + on_one_line(line))
    ctx.exit(1 if _count(read.problems, "error") else 0)


def _story(read: Project) -> Sequence[Finding]:
    """Return where the steps of the sites that can be run do not fit each other."""
    from workbench.case import Cases

    return Cases(read.only(list(read.ready))).findings if read.ready else ()


def _count(problems: Sequence[Problem], severity: str) -> int:
    return sum(problem.severity == severity for problem in problems)


def _as_json(project: Project, *, halted: bool) -> dict[str, Any]:
    return {
        "project": project.settings.title,
        "errors": _count(project.problems, "error"),
        "warnings": _count(project.problems, "warning"),
        "ready": [] if halted else list(project.ready),
        "blocked": list(project.listed) if halted else _waiting(project),
        "problems": [asdict(problem) for problem in project.problems],
    }


def _findings(project: Project, *, halted: bool) -> Iterator[str]:
    by_file: dict[str, dict[tuple[object, ...], list[Problem]]] = {}
    for problem in project.problems:
        alike = problem.sheet, problem.column, problem.severity
        by_file.setdefault(problem.file, {}).setdefault(alike, []).append(problem)
    for file, columns in by_file.items():
        yield on_one_line(file)
        for problems in columns.values():
            yield from _column_findings(problems)
    errors, warnings = (_count(project.problems, kind) for kind in ("error", "warning"))
    yield f"{number(errors, 'error')} and {number(warnings, 'warning')}."
    if not project.listed:
        yield "There are no sites yet: the table sites has no rows."
        return
    if halted:
        yield "No report is written before the notebooks of the project are mended."
        return
    waiting = _waiting(project)
    standing = f"{len(project.ready)} of {number(len(project.listed), 'site')} can be run"
    named = [on_one_line(site) for site in waiting[:LONGEST_LIST]]
    if len(waiting) > len(named):
        named.append(f"{len(waiting) - len(named)} more")
    yield f"{standing}; not yet: {', '.join(named)}." if waiting else f"{standing}."


def _column_findings(problems: Sequence[Problem]) -> Iterator[str]:
    """List the problems of one column, the first of them in full."""
    for problem in problems[:_LONGEST_COLUMN]:
        # The file stands above its problems already.
        words = str(problem).removeprefix(problem.file).lstrip(",: ")
        yield f"  {problem.severity:<8}{on_one_line(words)}"
    left = problems[_LONGEST_COLUMN:]
    if left:
        first, last = (one.cell or f"row {one.row}" for one in (left[0], left[-1]))
        place = f" ({left[0].column})" if left[0].column else ""
        more = f"… and {len(left)} more, {first} to {last}{place}; --json lists all"
        yield f"  {left[0].severity:<8}{on_one_line(more)}"


def _waiting(project: Project) -> list[str]:
    """List the sites that cannot be run yet."""
    ready = frozenset(project.ready)
    return [site for site in project.listed if site not in ready]


def _list_maps(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's
    del parameter
    if not wanted or ctx.resilient_parsing:
        return
    from workbench.project.importers import available_maps, load_map

    for name in available_maps():
        click.echo(f"{name:<24}{load_map(name).title}")
    ctx.exit()


@command(
    "import",
    "Make a project from a published table.",
    "workbench import --list-maps",
    "workbench import indicators.csv my-project --map worldbank-ims --dry-run",
)
@click.argument("file", type=FILE)
@click.argument("project", type=ANY_FOLDER)
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


@command(
    "form",
    "Write questionnaires for the phone (KoboToolbox, ODK).",
    "workbench form my-project",
    "workbench form my-project --what partners --out forms",
)
@click.argument("project", type=PROJECT)
@click.option("--what", type=click.Choice(["scores", "assessment", "partners", "positions"]),
              help="Scores per assessor, the answers of an assessor to the items of a framework of "
              "assessment, the partner survey, or positions on a proposal; all by default, as far "
              "as there is something to ask about.")  # fmt: skip
@click.option("--out", type=ANY_FOLDER, metavar="DIR",
              help="Where to write; the folder forms of the project by default.")  # fmt: skip
def form(project: Path, what: str | None, out: Path | None) -> None:
    """Write XLSForms for PROJECT, to be uploaded to KoboToolbox or ODK Central.

    Sites, components or items, evidence and actors of the project are the choices. 'workbench
    merge' brings the answers back.
    """
    from workbench.project import read_project
    from workbench.project.entry.forms import unasked, write_forms

    read = read_project(project)
    for path in write_forms(read, out or project / "forms", only=what):
        click.echo(f"Written: {shown(path)}")
    for line in unasked(read, only=what):
        click.echo(on_one_line(line))
    errors = _count(read.problems, "error")
    if errors:
        click.echo(f"The tables have {number(errors, 'error')}; what they spoil is not asked for. "
                   f"'workbench check {project}' lists them.", err=True)  # fmt: skip


@command(
    "merge",
    "Bring together what several people sent back.",
    "workbench merge my-project returned/*.xlsx --dry-run",
    "workbench merge my-project returned/report.docx",
)
@click.argument("project", type=PROJECT)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be added; write nothing.")
@click.option("--site", metavar="SITE",
              help="The site of Word files that no longer say of which site they are.")  # fmt: skip
@click.pass_context
def merge_(
    ctx: click.Context, project: Path, files: tuple[Path, ...], *, dry_run: bool, site: str | None
) -> None:
    """Add to PROJECT the rows of FILES: filled entry workbooks, and answers to its forms.

    New rows are added, equal rows count once. Rows that contradict each other are named, with what
    each says, and none of them is added. Nothing that stands in the project is changed.

    Of a report in Word (.docx) that readers commented on, comments and tracked changes are added to
    the table feedback, to be answered in the next report. Readers are called by codes, with their
    names in the table people.
    """
    from workbench.project.entry.merging import merge

    account = merge(project, files, dry_run=dry_run, site=site)
    click.echo(str(account))
    ctx.exit(1 if account.problems or account.blocks else 0)
