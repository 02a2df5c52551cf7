"""The page over all sites: how far each is, what holds it back, its files; and where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import quote

from markupsafe import Markup

from workbench.drawing.words import natural_list, tidy
from workbench.files import write_whole
from workbench.frameworks.country_outlines import SOURCE
from workbench.language import phrased, spoken, worded
from workbench.page.records import Fact, Title
from workbench.page.text import Text, TextLike, capital, join, link, note, say
from workbench.page.wording import ILLUSTRATIVE, count, long_date, plural
from workbench.publish import assets
from workbench.publish.html import page_template, text_html
from workbench.publish.index_columns import NOT_KNOWN, SiteColumn, fact_columns
from workbench.publish.index_map import WIDTH, Spot, sites_map

if TYPE_CHECKING:
    from workbench.project import Settings

Status: TypeAlias = Literal["ready", "in part", "failed", "blocked", "outdated", "not run"]
_STATES: Final[tuple[Status, ...]] = (
    "ready", "in part", "failed", "blocked", "outdated", "not run",
)  # fmt: skip

_FORMS: Final[Mapping[str, str]] = {
    "html": "HTML", "pdf": "PDF", "docx": "Word", "slides": "slides",
}  # fmt: skip
_NAMES: Final = 20  # of sites without coordinates that are told one by one


@dataclass(frozen=True)
class PortfolioEntry:
    """One site on the portfolio page.

    Attributes
    ----------
    site, name, country : str
        Short name, name as printed, country.
    status : {"ready", "in part", "failed", "blocked", "outdated", "not run"}
        Whether there is a report; "in part" lacks a chapter, "outdated" is older than its data.
    admin : str
        Larger unit that the site lies in.
    latitude, longitude : float or None
        Degrees (WGS84).
    message : str
        Why it failed or was not run.
    files : mapping of str to str
        Addresses of the report relative to the page, by format: "html", "pdf", "docx", "slides".
    facts : mapping
        What the report's summary said, such as "package" or "bottleneck".
    """

    site: str
    name: str
    country: str
    status: Status
    admin: str = ""
    latitude: float | None = None
    longitude: float | None = None
    message: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)


def portfolio_page(
    entries: Sequence[PortfolioEntry],
    *,
    comparison: Mapping[str, str],
    settings: Settings,
    out: Path,
    failed: str = "",
    scenario: str = "",
) -> Path:
    """Write the page that links every report of a run.

    It asks nothing of the network and is whole without its script, which sorts, chooses and
    searches.

    Parameters
    ----------
    entries : sequence of PortfolioEntry
        The sites, in the order of the project.
    comparison : mapping of str to str
        Addresses of the page that compares them, by format; none where there is none.
    settings : Settings
        Settings of the project, for the head of the page.
    out : Path
        The file to write and to return, usually ``index.html`` beside the folders of the sites.
    failed : str
        Why there is no comparison, where it could not be made.
    scenario : str
        The line that tells the reports of a scenario from those of the tables.
    """
    columns = fact_columns({key for entry in entries for key in entry.facts})
    spots = [Spot(one.name, one.latitude, one.longitude, bool(one.files)) for one in entries]
    page = page_template("portfolio.html.j2").render(
        title=Title(
            heading=worded("The site of the scenario" if scenario else "All sites"),
            project=settings.title,
            lines=tuple(_lines(entries, settings)),
            illustrative=settings.illustrative,
            ambition=settings.ambition or "",
            scenario=scenario,
            language=spoken().language,
        ),
        illustrative=ILLUSTRATIVE,
        style=assets.template_file("style.css") + assets.template_file("portfolio.css"),
        script=assets.template_file("portfolio.js"),
        said=[_standing(entries), _comparison(comparison, failed)],
        columns=[
            SiteColumn("name", "Site"),
            SiteColumn("country", "Country", chosen=True),
            *columns,
            SiteColumn("status", "State", chosen=True, order=_STATES),
            SiteColumn("files", "Report"),
        ],
        rows=[_row(entry, columns) for entry in entries],
        places=sites_map(spots),
        width=WIDTH,
        outlines=SOURCE,
        unplaced=_unplaced(spots),
        unknown=NOT_KNOWN,
    )
    write_whole(out, page)
    return out


def _lines(entries: Sequence[PortfolioEntry], settings: Settings) -> list[str]:
    lines = [count(len(entries), "site")]
    if settings.lead:
        lines.append(settings.lead)
    if settings.as_of is not None:
        lines.append(phrased("as of {}", long_date(settings.as_of)))
    return lines


def _standing(entries: Sequence[PortfolioEntry]) -> Text:
    ready = sum(bool(entry.files) for entry in entries)
    states = Counter(entry.status for entry in entries)

    def told(status: Status, what: str) -> str:
        number = states[status]
        return f"{count(number, 'site')} {what.format(plural('is', number))}." if number else ""

    part = states["in part"]
    without = f", {part} of them without a chapter that failed" if part else ""
    said: list[TextLike] = [
        capital(f"{count(ready, 'report')} {plural('is', ready)} ready{without}."),
        told("failed", "failed"),
        told("blocked", "could not be run because of errors in the tables"),
        told("outdated", "{} left out, since the report is older than the data"),
        told("not run", "{} not run yet"),
    ]
    why = "The column State says why." if ready < len(entries) or part else ""
    return join(" ", [*said, why])


def _comparison(comparison: Mapping[str, str], failed: str) -> Text:
    """Say where the sites are compared."""
    if failed:
        return say("The sites could not be compared: {}", failed)
    return _links(comparison, {**_FORMS, "html": worded("Comparison of the sites")})


def _links(files: Mapping[str, str], words: Mapping[str, str] = _FORMS) -> Text:
    there = [(words[form], files[form]) for form in _FORMS if form in files]
    return join(" · ", [link(form, quote(address)) for form, address in there])


def _unplaced(spots: Sequence[Spot]) -> str:
    """Say which sites are not on the map."""
    absent = [tidy(spot.name) for spot in spots if not spot.placed]
    if not absent:
        return ""
    if len(absent) == len(spots):
        return worded(
            "There is no map: none of the sites has coordinates (columns latitude and longitude "
            "of the sheet sites)."
        )
    return f"Not on the map, because no coordinates are recorded: {natural_list(absent, _NAMES)}."


def _row(entry: PortfolioEntry, columns: Sequence[SiteColumn]) -> Markup:
    """Return the row of a site; on a phone, where rows are cards, what is not known goes."""
    page = entry.files.get("html")
    name = link(entry.name, quote(page)) if page else entry.name
    country: TextLike = entry.country or NOT_KNOWN
    if entry.admin:
        country = country + note(entry.admin, below=True)
    status: TextLike = entry.status
    if entry.message:
        status = say("**{}**: {}", entry.status, entry.message)
    cells = ((column.look, column.cell(entry.facts)) for column in columns)
    facts = (_data(cell.words, cell.value, look) for look, cell in cells)
    head = Markup('<tr data-k="{}"><th scope="row">{}</th>').format(entry.site, text_html(name))
    return Markup("").join([
        head,
        _data(country, entry.country if entry.admin else None),
        *facts,
        _data(status, entry.status if entry.message else None),
        _data(_links(entry.files) or "none"),
        Markup("</tr>"),
    ])  # fmt: skip


def _data(words: TextLike, value: str | None = None, look: str = "") -> Markup:
    kinds = " ".join(filter(None, [look, "none" if words == NOT_KNOWN else ""]))
    marks = Markup(' class="{}"').format(kinds) if kinds else Markup("")
    if value is not None:
        marks += Markup(' data-v="{}"').format(value)
    return Markup("<td{}>{}</td>").format(marks, text_html(words))
