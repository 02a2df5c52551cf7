"""What the report of step 1 says: the site, its package, its evidence and its actors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.core.rows import rows_of
from workbench.core.table_access import known
from workbench.diagnosis.analysis.rows import Component
from workbench.diagnosis.step import DiagnosisStep
from workbench.errors import NothingToShow
from workbench.language import phrased, spoken, worded
from workbench.page.records import (
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    Title,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, listing, note, say, titles
from workbench.page.wording import count, long_date, place_words, plural
from workbench.project import Site
from workbench.project.entry.report_marks import ReportMarks

_PIECES = 8  # of the evidence register that the page lists
_NOT_ACCEPTED = "none"


@dataclass(frozen=True, slots=True)
class _Described:
    """What the table of components says beside what a diagnosis needs."""

    component: str
    kind: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of evidence of the register."""

    evidence: str
    component: str
    dimension: str
    title: str | None
    supports_level: int | None
    strength: str | None
    method: str | None
    date: date | None


def title_page(site: Site) -> Title:
    """Make the title page: place, project, date, framework, and whether data are illustrative."""
    settings, row = site.settings, site.row
    where = [str(row[column]) for column in ("admin", "country") if known(row[column])]
    place = place_words(site.name, *where).removeprefix(site.name).removeprefix(", ")
    lines = [place] if place else []
    if known(row["population"]):
        lines.append(phrased("{:,} people", int(row["population"])))
    lines.append(phrased("assessed with {}", site.framework.title))
    if settings.as_of is not None:
        lines.append(phrased("as of {}", long_date(settings.as_of)))
    if settings.lead:
        lines.append(settings.lead)
    return Title(
        heading=site.name,
        project=settings.title,
        lines=tuple(lines),
        illustrative=settings.illustrative,
        ambition=settings.ambition or "",
        marks=ReportMarks.of_site(site).pairs,
        language=spoken().language,
    )


def package(found: DiagnosisStep) -> Paragraphs | Missing:
    """Describe what the package consists of and what was left out of it."""
    site, rows = found.site, found.component_rows
    if not rows:
        return missing(
            phrased("The innovation package"),
            phrased(
                "No component is described for {}, so there is nothing to diagnose. List the "
                "innovations of the package in the table 'components'.",
                site.name,
            ),
        )
    core = [one.title for one in rows if one.core]
    others = len(rows) - len(core)
    first = say(
        "The package in {} has {}: {} as the {}{}.",
        site.name,
        count(len(rows), "component"),
        titles(core) if core else "no innovation named",
        plural("core innovation", max(len(core), 1)),
        f" and {count(others, 'complementary innovation')}" if others else "",
    )
    return paragraphs([first, *_left_out(found)])


def _left_out(found: DiagnosisStep) -> list[Text]:
    listed = found.site.table("components")
    unneeded = listed.loc[listed["needed"].eq(other=False).fillna(value=False), "title"].tolist()
    older = listed["component"].isin(listed["supersedes"].dropna())
    replaced = listed.loc[older, "title"].tolist()
    verb, has = plural("is", len(unneeded)), plural("has", len(replaced))
    sentences = []
    if unneeded:
        sentences.append(say("{} {} not part of the package today.", titles(unneeded), verb))
    if replaced:
        gone = f"{has} been replaced and {plural('is', len(replaced))} no longer part of it"
        sentences.append(say("{} {}.", titles(replaced), gone))
    return sentences


def component_table(found: DiagnosisStep) -> ReportTable:
    """List the components with their kind and what they are for; the core is marked.

    What the core and the bottleneck are is described on the page, the others in the workbook.

    Raises
    ------
    NothingToShow
        Nothing is known of any component beyond its name, which the sentence above names.
    """
    site = found.site
    listed = site.table("components")
    if listed[["kind", "functions", "description"]].isna().all(axis=None) and all(
        one.core for one in found.component_rows
    ):
        message = phrased("Nothing is known of the components in {} beyond their names.", site.name)
        raise NothingToShow(message)
    kinds, functions = site.framework.terms("component_kinds"), site.framework.terms("functions")
    described = {row.component: row for row in rows_of(site.table("components"), _Described)}
    rows = []
    for one in found.component_rows:
        full = described[one.key]
        serves = "; ".join(functions[key].title for key in one.functions)
        rows.append(
            [
                one.number,
                _named(one, full.description),
                kinds[full.kind].title.lower() if full.kind else "not stated",
                serves or ("is what is to be scaled" if one.core else "not stated"),
            ]
        )
    caption = phrased("Components of the package in {}", site.name)
    number, name = TableHead("No.", "numbers"), TableHead("Component", "names")
    return table(caption, [number, name, "Kind", "What it does for users"], rows)


def _named(one: Component, description: str | None) -> TextLike:
    title = say("{} {}", one.title, note("(core)")) if one.core else say("{}", one.title)
    if description and (one.core or one.bottleneck):
        return title + note(description, below=True)
    return title


def functions(found: DiagnosisStep) -> Paragraphs | Missing:
    """List which functions no component serves."""
    if not any(one.functions for one in found.component_rows):
        return missing(
            phrased("Functions of the components"),
            phrased(
                "No component says what it does for users (sheet components, column "
                "functions), so gaps in the package cannot be seen."
            ),
            follows=not found.component_rows,
        )
    every = found.diagnosis.functions
    gaps = every.loc[~every["covered"].astype(bool), "title"]
    if gaps.empty:
        return paragraphs(
            phrased(
                "Each function of a package is served by at least one component in {}.",
                found.site.name,
            )
        )
    return paragraphs(
        phrased(
            "No component serves {}: {}. Ask whether {} {} needed here before looking at the "
            "scores: a gap has no level, so it cannot lower them.",
            count(len(gaps), "function"),
            listing(gap.lower() for gap in gaps),
            plural("this", len(gaps)),
            plural("is", len(gaps)),
        )
    )


def evidence(found: DiagnosisStep) -> ReportTable | Paragraphs:
    """List the pieces of evidence that matter for the diagnosis; the workbook holds all of them.

    Those are the pieces for a bottleneck, those that limit a claim, and those that were not
    accepted or that nobody has judged.

    Raises
    ------
    NothingToShow
        No piece of evidence is registered.
    """
    site, register = found.site, rows_of(found.site.table("evidence"), _Piece)
    if not register:
        message = phrased(
            "No piece of evidence is registered for {} (sheet evidence; who works with a "
            "component).",
            site.name,
        )
        raise NothingToShow(message)
    components = {one.key: one for one in found.component_rows}
    urgency = [_urgency(piece, components.get(piece.component)) for piece in register]
    matter = [place for place, one in enumerate(urgency) if one < _LEAVE_OUT]
    shown = sorted(sorted(matter, key=urgency.__getitem__)[:_PIECES])
    if not shown:
        return paragraphs(
            phrased(
                "{} of evidence {} registered; none is for a bottleneck, limits a claim, was "
                "refused or waits to be judged. All of them are in the attached tables.",
                count(len(register), "piece"),
                plural("is", len(register)),
            )
        )
    package = site.table("components")
    names = dict(zip(package["component"], package["title"], strict=True))
    rows = [
        [
            piece.evidence,
            str(names.get(piece.component, piece.component)),
            piece.dimension,
            _source(piece),
            _support(piece),
        ]
        for piece in (register[place] for place in shown)
    ]
    under = ""
    if len(shown) < len(register):
        under = phrased(
            "{} of {}: for the bottleneck, limiting a claim, not accepted, or not judged; "
            "all of them in the attached tables.",
            len(shown),
            count(len(register), "piece"),
        )
    caption = phrased("Evidence that matters for the diagnosis of {}", site.name)
    item, rest = TableHead("Item", "names"), (worded("What it is"), worded("What it can support"))
    return table(caption, [item, "Component", "Evidence of", *rest], rows, note=under)


_LEAVE_OUT = 3


def _urgency(piece: _Piece, of: Component | None) -> int:
    """Return 0 for what limits a claim, 1 for the bottleneck's, 2 for refused or not judged."""
    accepted = piece.strength != _NOT_ACCEPTED
    levels = dict(of.dimensions).get(piece.dimension) if of else None
    if levels and levels.capped and accepted and piece.supports_level == levels.supported:
        return 0
    if of and of.bottleneck:
        return 1
    return 2 if not accepted or piece.supports_level is None else _LEAVE_OUT


def _source(piece: _Piece) -> str:
    """Name a piece with its method and year; place, link and day are in the workbook."""
    details = [piece.method] if piece.method else []
    if piece.date:
        details.append(str(piece.date.year))
    return f"{piece.title or ''} ({', '.join(details)})" if details else piece.title or ""


def _support(piece: _Piece) -> str:
    if piece.strength == _NOT_ACCEPTED:
        return "looked at, not accepted"
    held = "level not judged" if piece.supports_level is None else f"level {piece.supports_level}"
    return f"{held}, {piece.strength}" if piece.strength else held


def actors(site: Site) -> Paragraphs | Missing:
    """Describe who is around: how many, of which sort, who leads, who answered."""
    every = site.table("actors")
    if every.empty:
        return missing(
            phrased("Actors"),
            phrased(
                "No organisation is listed for {}, so partners cannot be chosen yet. List who "
                "is around (sheet actors, columns actor and name; the team).",
                site.name,
            ),
        )
    leads = list(site.leads.values())
    asked = every["responded"].notna().sum()
    answered = every["responded"].fillna(value=False).sum()
    ties = site.table("ties")
    sentences: list[TextLike] = [
        f"{count(len(every), 'organisation')} {plural('is', len(every))} named in {site.name}."
    ]
    if leads:
        verb = "leads" if len(leads) == 1 else "lead"
        sentences.append(say("{} {} the project.", titles(leads), verb))
    if asked:
        sentences.append(f"{answered} of {asked} answered the partner survey.")
    if len(ties):
        latest = int(ties["round"].max())
        held = ties.loc[ties["round"] == latest]
        when = f" in round {latest}" if ties["round"].nunique() > 1 else ""
        sentences.append(
            f"{count(len(held), 'report')} of a tie between them {plural('is', len(held))} "
            f"known{when}."
        )
    return paragraphs(sentences)
