"""The papers of a meeting as files: one page each, without code, that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from workbench.agree.page.pack import (
    PaperPart,
    invitation_list,
    meeting_of,
    meeting_words,
    pre_read,
)
from workbench.agree.page.sheets import option_sheets, position_sheets
from workbench.agree.page.slides import workshop_slides
from workbench.case import Case
from workbench.files import write_whole
from workbench.page.records import ReportTable, Title
from workbench.page.text import as_text
from workbench.page.wording import long_date
from workbench.publish.document import Block, Chapter, Document, PlacedTable, Section
from workbench.publish.html import page_html, text_html
from workbench.publish.outputs import Places
from workbench.publish.slides import deck_html


@dataclass(frozen=True)
class _Paper:
    """One page: its file, its heading, what stands on it and how it is printed."""

    name: str
    heading: str
    parts: Sequence[PaperPart]
    layout: Literal["report", "sheets", "wide sheets"] = "report"


def write_pack(case: Case, out: Path, *, meeting: str | None = None) -> list[Path]:
    """Write the papers of a meeting and return the files.

    Parameters
    ----------
    case : Case
        The chain of the site.
    out : Path
        Folder to write to; what lies there of an earlier pack is written anew.
    meeting : str, optional
        Short name of the meeting; the next that is planned by default.

    Raises
    ------
    UnknownName
        There is no such meeting.
    NothingToShow
        No meeting is named and none is planned. Nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> from workbench.case import open_case
    >>> case = open_case("data/example", "rw-huye")
    >>> [path.name for path in write_pack(case, Path(tempfile.mkdtemp()))]
    ['pre-read.html', 'option-sheets.html', 'position-sheets.html', 'invitations.html', 'deck.html']
    """
    found = case.agreement
    chosen = meeting_of(found, meeting)
    papers = [
        _Paper("pre-read.html", "To read before the meeting", pre_read(found, chosen)),
        _Paper("option-sheets.html", "Options", option_sheets(found), "wide sheets"),
        _Paper("position-sheets.html", "Positions", position_sheets(found, chosen), "sheets"),
        _Paper("invitations.html", "Invitations", invitation_list(found)),
    ]
    when = as_text(meeting_words(chosen)).plain
    pages = {one.name: page_html(_document(case, one, when), script_source="") for one in papers}
    pages["deck.html"] = deck_html(f"{case.site.name}, {when}", workshop_slides(found, chosen))
    for name, page in pages.items():
        write_whole(out / name, page)
    return [out / name for name in pages]


def _document(case: Case, paper: _Paper, when: str) -> Document:
    settings, places = case.site.settings, Places()
    lines = [when] if settings.as_of is None else [when, f"as of {long_date(settings.as_of)}"]
    title = Title(
        heading=f"{paper.heading}: {case.site.name}",
        project=settings.title,
        lines=tuple(lines),
        illustrative=settings.illustrative,
    )
    chapters = [_chapter(one, number, places) for number, one in enumerate(paper.parts, start=1)]
    return Document(title=title, chapters=tuple(chapters), layout=paper.layout)


def _chapter(part: PaperPart, position: int, places: Places) -> Chapter:
    number = places.chapter(str(position))
    anchor = places.name(f"{number} {part.heading.plain}")
    blocks: list[Block] = [
        PlacedTable(one, *places.next("table", number)) if isinstance(one, ReportTable) else one
        for one in part.records
    ]
    return Chapter(number, text_html(part.heading), anchor, (Section(Markup(), "", tuple(blocks)),))
