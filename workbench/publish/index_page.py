"""The portfolio page: every site of a run with its link, and the sites compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from markupsafe import Markup
from nbformat import NotebookNode

from workbench.files import write_whole
from workbench.language import worded
from workbench.page.records import Fact, Paragraphs, TableHead, Title, paragraphs, table
from workbench.page.text import TextLike, capital, link, say
from workbench.page.wording import count, long_date, plural
from workbench.publish import assets
from workbench.publish.document import Block, Chapter, PlacedTable, Section
from workbench.publish.html import page_html
from workbench.publish.reading import read_document

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
        What the report's summary said: "package", "bottleneck", "confidence".
    """

    site: str
    name: str
    country: str
    report: str | None
    status: Status
    message: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


def portfolio_page(
    entries: Sequence[PortfolioEntry],
    *,
    comparison: NotebookNode | None,
    settings: Settings,
    out: Path,
    scenario: str = "",
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
        The file to write and to return, usually ``index.html`` beside the folders of the sites.
    scenario : str
        The line that tells the reports of a scenario from those of the tables.
    """
    document = read_document([comparison] if comparison is not None else [])
    none = Markup()
    listed = Chapter("", Markup("Reports"), "reports", (Section(none, "", _blocks(entries)),))
    page = replace(
        document,
        title=Title(
            heading=worded("The site of the scenario" if scenario else "All sites"),
            project=settings.title,
            lines=tuple(_lines(entries, settings)),
            illustrative=settings.illustrative,
            ambition=settings.ambition or "",
            scenario=scenario,
        ),
        chapters=(listed, *document.chapters),
    )
    script = assets.write_plotly(out.parent) if page.figures else None
    source = "" if script is None else f"assets/{script.name}"
    write_whole(out, page_html(page, script_source=source))
    return out


_FACTS = {
    "package": TableHead("Package score", "numbers"),
    "bottleneck": TableHead("Bottleneck"),
    "confidence": TableHead("How sure"),
}


def _lines(entries: Sequence[PortfolioEntry], settings: Settings) -> list[str]:
    lines = [count(len(entries), "site")]
    if settings.lead:
        lines.append(settings.lead)
    if settings.as_of is not None:
        lines.append(f"as of {long_date(settings.as_of)}")
    return lines


def _blocks(entries: Sequence[PortfolioEntry]) -> tuple[Block, ...]:
    known = {
        key: head for key, head in _FACTS.items() if any(key in entry.facts for entry in entries)
    }
    heads = [TableHead("Site", "names"), TableHead("Country"), *known.values(), TableHead("Report")]
    rows = [_row(entry, known) for entry in entries]
    listed = table(worded("Sites and their reports"), heads, rows)
    return _standing(entries), PlacedTable(listed, "1", "table-1")


def _standing(entries: Sequence[PortfolioEntry]) -> Paragraphs:
    ready = sum(entry.report is not None for entry in entries)
    states = Counter(entry.status for entry in entries)
    failed, blocked = (count(states[status], "site") for status in ("failed", "blocked"))
    return paragraphs(
        [
            capital(f"{count(ready, 'report')} {plural('is', ready)} ready."),
            f"{failed} failed; the reason stands in the last column." if states["failed"] else "",
            f"{blocked} could not be run because of errors in the tables."
            if states["blocked"]
            else "",
        ]
    )


def _row(entry: PortfolioEntry, known: Iterable[str]) -> list[TextLike]:
    name: TextLike = entry.name
    last: TextLike = say("**{}**: {}", entry.status, entry.message)
    if entry.report is not None:
        name, last = (link(words, quote(entry.report)) for words in (entry.name, "read"))
        if entry.message:
            last += f", {entry.message}"
    facts = [str(entry.facts.get(key) or "not known") for key in known]
    return [name, entry.country, *facts, last]
