"""Commands on the way to agreement: how far each site has come, and the record of what was said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.program import PROJECT, command, number, on_one_line, shown
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.agree.analysis.progress import State
    from workbench.project import Project
    from workbench.project.record import SiteRecord

_LEAST_DIGITS = 12  # of a head hash; as many as reports print of a fingerprint


@command(
    "status",
    "Say how far each site has come, and what it needs next.",
    "workbench status data/example",
)
@click.argument("project", type=PROJECT)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for programs.")
def status(project: Path, *, as_json: bool) -> None:
    """Say in which step each site of PROJECT is, and what is missing for the next one.

    A step is done, under way ('now'), or still to come ('-'). Where parties did not agree, the way
    leads back to other options; what has changed since it was agreed is named. Sites with errors
    in their tables are listed with their number.
    """
    from workbench.case import open_cases
    from workbench.project import read_project

    read = read_project(project)
    states = open_cases(project, sites=list(read.ready)).states if read.ready else {}
    if as_json:
        told = [_as_json(read, site, states.get(site)) for site in read.listed]
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
        return
    for line in _table(read, states):
        click.echo(line)


def _table(project: Project, states: Mapping[str, State]) -> Iterator[str]:
    from workbench.agree.analysis.progress import STEPS

    if not project.listed:
        yield "There are no sites yet: the table sites has no rows."
        return
    names = {site: on_one_line(site) for site in project.listed}
    wide = max(map(len, (*names.values(), "site")))
    yield "  ".join(["site".ljust(wide), *STEPS, "next"])
    for site, name in names.items():
        found = states.get(site)
        if found is None:
            yield f"{name.ljust(wide)}  {_in_errors(project, site)}"
            continue
        at = STEPS.index(found.step)
        marks = [
            "done" if place < at else "now" if place == at else "-" for place in range(len(STEPS))
        ]
        cells = [mark.ljust(len(step)) for mark, step in zip(marks, STEPS, strict=True)]
        yield "  ".join([name.ljust(wide), *cells, on_one_line(_next(found))]).rstrip()


def _next(found: State) -> str:
    """Say what to do next, where the way leads back, and what has changed since it was agreed."""
    one = found.next_thing
    usual = "" if one is None else f"{one.missing} ({one.table})"
    return " ".join(words for words in (found.changed, found.back or usual) if words)


def _in_errors(project: Project, site: str) -> str:
    errors = number(len(project.blocked.get(site, ())), "error")
    return f"The tables have {errors}; 'workbench check' lists them."


def _as_json(project: Project, site: str, found: State | None) -> dict[str, Any]:
    if found is None:
        return {"site": site, "errors": len(project.blocked.get(site, ()))}
    return {
        "site": site,
        "name": project.names.get(site, site),
        "step": found.step,
        "back": found.back,
        "changed": found.changed,
        "missing": [
            {"step": one.step, "what": one.missing, "table": one.table} for one in found.missing
        ],
    }


@command(
    "record",
    "Record what parties said and agreed, so that later changes show.",
    "workbench record my-project",
    "workbench record my-project --verify --site rw-huye --head 0004995e6896",
)
@click.argument("project", type=PROJECT)
@click.option("--site", "sites", multiple=True, metavar="SITE",
              help="Only this site; may be repeated.")  # fmt: skip
@click.option("--verify", is_flag=True,
              help="Add nothing; say where the record is not as it was written.")  # fmt: skip
@click.option("--head", metavar="HASH",
              help="With --verify and one --site: a head hash that somebody kept, such as on a "
              "signed report; its first 12 digits will do.")  # fmt: skip
@click.option("--erase", metavar="TABLE/KEY",
              help="With one --site: erase the names and words of persons that this row said once "
              "and says no longer, such as people/P4 or feedback/2.")  # fmt: skip
@click.pass_context
def record(
    ctx: click.Context,
    project: Path,
    sites: tuple[str, ...],
    *,
    verify: bool,
    head: str | None,
    erase: str | None,
) -> None:
    """Add to the record of each site of PROJECT what is new in its tables of step 4.

    Each record carries the hash of the one before it, in PROJECT/record/SITE.jsonl. The head hash
    belongs on the report that is signed: whoever has it can show later that nothing was changed.
    Names and words of persons are kept apart, in PROJECT/record/persons.json.
    """
    _refuse_odd_ones(sites, verify=verify, head=head, erase=erase)
    if verify:
        from workbench.project.record import record_reader

        asked, read_one = _asked(project, sites), record_reader(project)
        right = [_verify(site, read_one(site), head) for site in asked]
        if not right:
            click.echo("Nothing is recorded yet.")
        elif head is None and any(right):
            click.echo(
                "Whether the end of a record was cut off cannot be seen this way; give --site and "
                "--head with a hash that somebody kept."
            )
        ctx.exit(0 if all(right) else 1)
    from workbench.project import read_project

    read = read_project(project)
    done = [_record(read, site, erase) for site in sites or read.sites]
    ctx.exit(0 if all(done) else 1)


def _refuse_odd_ones(
    sites: Sequence[str], *, verify: bool, head: str | None, erase: str | None
) -> None:
    message = ""
    if head is not None and (not verify or len(sites) != 1):
        message = "--head is the hash of one site's record; give it with --verify and one --site."
    elif head is not None and len(head) < _LEAST_DIGITS:
        message = f"--head has {len(head)} digits; give at least the first {_LEAST_DIGITS}."
    elif erase is not None and (verify or len(sites) != 1):
        message = "--erase is about one site's record; give it with one --site, not --verify."
    if message:
        raise click.UsageError(message)


def _asked(project: Path, sites: Sequence[str]) -> Sequence[str]:
    """Return the sites to verify; one that neither the record nor the tables know is refused."""
    from workbench.project import read_project
    from workbench.project.record import recorded_sites

    recorded = recorded_sites(project)
    unknown = [site for site in sites if site not in recorded]
    if unknown:
        read = read_project(project)
        for site in unknown:
            read.site(site)
    return sites or recorded


def _verify(site: str, found: SiteRecord, head: str | None) -> bool:
    from workbench.project.record import verify_record

    faults = verify_record(found, head)
    for fault in faults:
        place = "" if fault.line is None else f", line {fault.line}"
        click.echo(on_one_line(f"{site}{place}: {fault.what}"))
    if not faults:
        if found.chain.last is None:
            click.echo(f"{site}: nothing is recorded.")
        else:
            records = number(len(found.chain.entries), "record")
            click.echo(f"{site}: {records}, as written; head {found.chain.head}")
    return not faults


def _record(project: Project, site: str, erase: str | None) -> bool:
    """Record what is new of a site, and say so; one that fails does not stop the others."""
    from workbench.agree.analysis.action_plan import frozen_row
    from workbench.case import open_case
    from workbench.project.record import erase_texts, record_site

    one = project.site(site)
    try:
        found = record_site(
            one,
            lambda: [frozen_row(work) for work in open_case(project.folder, site).agreement.works],
        )
        _tell(site, found)
        if erase is not None:
            _tell(site, erase_texts(one, erase))
    except WorkbenchError as error:
        click.echo(on_one_line(str(error)), err=True)
        return False
    return True


def _tell(site: str, found: SiteRecord) -> None:
    if found.chain.torn:
        aside = shown(found.path.with_suffix(".torn"))
        click.echo(f"{site}: half a record, of a writing that was cut short, is now in {aside}.")
    if found.chain.last is None:
        click.echo(f"{site}: nothing to record yet.")
        return
    total = len(found.chain.entries)
    click.echo(f"{site}: {found.new} new, {number(total, 'record')}; head {found.chain.head}")
