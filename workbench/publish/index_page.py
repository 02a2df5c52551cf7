"""The portfolio page: every site of a run with its link, and the sites compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from markupsafe import Markup, escape
from nbformat import NotebookNode

from workbench.files import write_whole
from workbench.page.content import Cell, table
from workbench.page.wording import count, long_date, plural
from workbench.publish import assets
from workbench.publish.document import Block, Chapter, Section, read_document
from workbench.publish.exporter import shared_exporter

if TYPE_CHECKING:
    from workbench.project import Settings

Status = Literal["done", "skipped", "failed", "blocked"]


@dataclass(frozen=True)
class PortfolioEntry:
    """One site on the portfolio page.

    Attributes
    ----------
    site, name, country : str
        Short name, name as printed, country.
    report : str or None
        Address of the report, relative to the page.
    status : {"done", "skipped", "failed", "blocked"}
        "skipped" was not asked for in this run.
    message : str
        Why a site failed or was not run.
    facts : mapping
        What the report's summary said: "package", "bottleneck", "certainty".
    """

    site: str
    name: str
    country: str
    report: str | None
    status: Status
    message: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def portfolio_page(
    entries: Sequence[PortfolioEntry],
    *,
    comparison: NotebookNode | None,
    settings: Settings,
    out: Path,
) -> Path:
    """Write the page that links every report of a run.

    Parameters
    ----------
    entries : sequence of PortfolioEntry
        The sites, in the order of the project.
    comparison : NotebookNode or None
        The executed ``compare-sites`` notebook; its figures and tables follow the list.
    settings : Settings
        Settings of the project, for the head of the page.
    out : Path
        The file to write, usually ``index.html`` beside the folders of the sites.

    Returns
    -------
    Path
        The file.
    """
    document = read_document([comparison] if comparison is not None else [])
    listed = Chapter("", "Reports", "reports", (Section("", "reports-list", _blocks(entries)),))
    page = replace(
        document,
        title={
            "heading": "All sites",
            "project": settings.title,
            "illustrative": settings.illustrative,
            "lines": _lines(entries, settings),
            "ambition": settings.ambition,
        },
        chapters=(listed, *document.chapters),
    )
    script = assets.write_plotly(out.parent) if page.figures else None
    source = "" if script is None else f"assets/{script.name}"
    write_whole(out, shared_exporter().page(page, standalone=False, script_source=source))
    return out


def _lines(entries: Sequence[PortfolioEntry], settings: Settings) -> list[str]:
    lines = [count(len(entries), "site")]
    if settings.lead:
        lines.append(settings.lead)
    if settings.as_of is not None:
        lines.append(f"as of {long_date(settings.as_of)}")
    return lines


def _blocks(entries: Sequence[PortfolioEntry]) -> tuple[Block, ...]:
    rows = [_row(entry) for entry in entries]
    heads = ["Site", "Country", "Package score", "Bottleneck", "How sure", "Report"]
    made = table("Sites and their reports", heads, rows)
    text = Markup("<p>{}</p>").format(_standing(entries))
    listed = Block(
        "table",
        Markup(made.record["inner"]),  # noqa: S704 - made by our own table
        number="1",
        anchor="table-1",
        caption=Markup(made.record["caption"]),  # noqa: S704 - the same
    )
    return (Block("text", text), listed)


def _standing(entries: Sequence[PortfolioEntry]) -> str:
    written = sum(entry.report is not None for entry in entries)
    failed = sum(entry.status == "failed" for entry in entries)
    blocked = sum(entry.status == "blocked" for entry in entries)
    sentence = f"{count(written, 'report')} {plural('is', written)} ready."
    sentence = sentence[0].upper() + sentence[1:]
    if failed:
        sentence += f" {count(failed, 'site')} failed; the reason stands in the last column."
    if blocked:
        sentence += f" {count(blocked, 'site')} could not be run because of errors in the tables."
    return sentence


def _row(entry: PortfolioEntry) -> list[Cell]:
    if entry.report is not None:
        name = Markup('<a href="{}">{}</a>').format(quote(entry.report), entry.name)
        last = Markup('<a href="{}">open</a>').format(quote(entry.report))
    else:
        name, last = (
            escape(entry.name),
            Markup("<strong>{}</strong>: {}").format(entry.status, entry.message),
        )
    facts = entry.facts
    return [
        Cell(name, heading=True),
        Cell(entry.country),
        Cell(str(facts.get("package", "not known")), number=True),
        Cell(str(facts.get("bottleneck", "not known"))),
        Cell(str(facts.get("certainty") or "not given"), number=True),
        Cell(last),
    ]
