"""From executed notebooks to the document a reader sees: chapters, figures, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from workbench.language import ENGLISH, Speech, speaking, spoken, worded
from workbench.page.records import (
    MIME,
    PAGE_ONE,
    Attachment,
    Fact,
    Missing,
    Provenance,
    Record,
    Summary,
    Title,
)
from workbench.page.text import Text, as_text, join, say
from workbench.publish.document import Block, Chapter, Document, Foreign, ReportFault, Section
from workbench.publish.outputs import MAY_FAIL, Places, Reader, figures_in
from workbench.publish.prose import Passage, passage, passage_with

NOT_RUN = "skip-execution"
"""Tag of a cell that its author does not want to be run; Jupyter's own tools leave it out too."""

_SCREEN_ONLY = "notebook-only"
_NOT_PRINTED = "not-printed"  # of a cell whose figure or table is for the screen alone
_ON_SLIDE = "slide"  # of a cell that is shown on a wall too
_NUMBERED = re.compile(r"^(\d+[a-z]?)\.? +(.+)$", re.DOTALL)
_INNER_HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>", re.DOTALL)


def read_document(notebooks: Iterable[NotebookNode]) -> Document:
    """Read the executed notebooks of one site, in step order.

    A cell tagged ``skip-execution`` need not have run, and one tagged ``raises-exception`` may have
    failed, which a line then says: its author wanted it so, and Jupyter's own tools keep to these
    tags as well. (papermill, and so `workbench run`, is stricter: there any error fails the site.)

    Parameters
    ----------
    notebooks : iterable of NotebookNode
        Executed notebooks.

    Raises
    ------
    ReportFault
        A cell failed or never ran; nothing half-made becomes a report.
    """
    notebooks = list(notebooks)
    with speaking(Speech(language=_language(notebooks))):
        return _read(notebooks)


def _language(notebooks: Iterable[NotebookNode]) -> str:
    """Return the language that the title page of a report names."""
    for notebook in notebooks:
        for data in _displayed(notebook):
            record = data.get(MIME, {})
            if record.get("kind") == "title":
                return str(record.get("language", ENGLISH))
    return spoken().language


def _read(notebooks: Iterable[NotebookNode]) -> Document:
    gathered, places = _Gathered(), Places()
    chapters = []
    figures = 0
    for position, notebook in enumerate(notebooks, start=1):
        _refuse_unfinished(notebook)
        figures += sum(figures_in(data) for data in _displayed(notebook))
        chapters.append(_ChapterReader(notebook, position, gathered, places).read())
    marked = _marked(gathered.title)
    return Document(
        title=gathered.title,
        summary=(*marked, *_in_order(gathered.summary)),
        chapters=tuple(chapter for chapter in chapters if chapter.sections),
        missing=tuple(gathered.missing.items()),
        provenance=_with_marks(gathered.provenance, marked),
        facts=gathered.facts,
        figures=figures,
        looks=places.looks,
        attachments=tuple(gathered.attachments.values()),
    )


class _Gathered:
    """What the records of all notebooks add up to."""

    def __init__(self) -> None:
        self.title: Title | None = None
        self.summary: list[tuple[Text, Text]] = []
        self.missing: dict[Text, Text] = {}
        self.provenance: Provenance | None = None
        self.facts: dict[str, Fact] = {}
        self.attachments: dict[str, Attachment] = {}

    def take(self, record: Record) -> None:
        """Keep a record that belongs to the report as a whole."""
        match record:
            case Title():
                if self.title is None or (record.scenario and not self.title.scenario):
                    self.title = record
            case Summary():
                self.summary += record.rows
                self.facts |= record.facts
            case Missing(follows=False):
                self.missing.setdefault(record.what, record.sentence)
            case Attachment():
                self.attachments[record.name] = record
            case Provenance():
                self.provenance = _merged(self.provenance or Provenance(), record)


def _marked(title: Title | None) -> tuple[tuple[Text, Text], ...]:
    """Return the line of page one that tells a scenario from the tables, where it is one."""
    if title is None or not title.scenario:
        return ()
    said = join(" ", [say("**{}.**", title.scenario), *title.supposed])
    return ((say("Scenario"), said),)


def _with_marks(
    record: Provenance | None, marked: tuple[tuple[Text, Text], ...]
) -> Provenance | None:
    """Let the closing section begin its account of the report with what is supposed."""
    if not marked:
        return record
    record = record or Provenance()
    return replace(record, report=(*(words for _, words in marked), *record.report))


def _in_order(rows: Iterable[tuple[Text, Text]]) -> tuple[tuple[Text, Text], ...]:
    """Put the answers of page one in their order, then other lines; a later step knows more."""
    last = {head.plain: (head, answer) for head, answer in rows}
    first = [last.pop(head) for head in PAGE_ONE if head in last]
    rows = (*first, *last.values())
    return tuple((as_text(worded(head.plain)), answer) for head, answer in rows)


def _merged(first: Provenance, second: Provenance) -> Provenance:
    """Join the lists of two records, each line once."""
    lists: dict[str, Any] = {
        one.name: tuple(dict.fromkeys(getattr(first, one.name) + getattr(second, one.name)))
        for one in fields(Provenance)
        if isinstance(getattr(first, one.name), tuple)
    }
    return replace(first, **lists, workbench=first.workbench or second.workbench)


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _refuse_unfinished(notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        tags = _tags(cell)
        for output in cell.outputs:
            if output.output_type == "error" and MAY_FAIL not in tags:
                message = f"Cell {number} failed: {output.ename}: {output.evalue}"
                raise ReportFault(message)
        if cell.execution_count is None and NOT_RUN not in tags:
            message = f"Cell {number} never ran, so the report would not be whole."
            raise ReportFault(message)


def _displayed(notebook: NotebookNode) -> Iterator[Mapping[str, Any]]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                if output.output_type in {"display_data", "execute_result"}:
                    yield output.data


@dataclass
class _Open:
    """The section that is being read."""

    heading: Markup = field(default_factory=Markup)
    level: int = 2
    blocks: list[Block] = field(default_factory=list)
    on_slides: list[Block] = field(default_factory=list)
    has_shown: bool = False

    @property
    def stays(self) -> bool:
        """Where every output said "missing", the heading leaves the body with its introduction."""
        if self.has_shown:
            return self.has_body
        return bool(self.blocks or self.heading)

    @property
    def has_body(self) -> bool:
        return not all(isinstance(one, Foreign) and one.introduces for one in self.blocks)


def _translated(heading: str) -> Markup:
    """Return a heading in the language of the report, where it is one of ours."""
    if spoken().language == ENGLISH:
        return Markup(heading)
    return Markup(worded(heading))


class _ChapterReader:
    """Reads one notebook, cell by cell."""

    def __init__(
        self, notebook: NotebookNode, position: int, gathered: _Gathered, places: Places
    ) -> None:
        self._cells, self._places = notebook.cells, places
        self._passages = {
            index: passage_with(cell.source, cell.attachments)
            if cell.get("attachments")
            else passage(cell.source)
            for index, cell in enumerate(self._cells)
            if cell.cell_type == "markdown"
        }
        self._title, number = self._head(str(position))
        self._number = places.chapter(number)
        self._anchor = places.name(f"{self._number} {self._title.striptags()}")
        self._reader = Reader(self._number, places, gathered.take)
        self._open = _Open()
        self._sections: list[tuple[_Open, str]] = []

    def _head(self, position: str) -> tuple[Markup, str]:
        """Find the title in the first heading of the highest level, and the number before it."""
        for found in self._passages.values():
            if found.level == 1:
                numbered = _NUMBERED.match(found.heading)
                if numbered:
                    return _translated(numbered[2]), numbered[1]
                return _translated(found.heading), position
        return Markup(), position

    def read(self) -> Chapter:
        titled = False
        for index, cell in enumerate(self._cells):
            if cell.cell_type == "markdown":
                found = self._passages[index]
                is_title = found.level == 1 and not titled
                titled = titled or is_title
                self._markdown(found, is_title=is_title, tags=_tags(cell))
            elif cell.cell_type == "code":
                self._open.has_shown |= bool(cell.outputs)
                tags = _tags(cell)
                blocks = self._reader.blocks(cell.outputs, printed=_NOT_PRINTED not in tags)
                self._open.blocks += blocks
                if _ON_SLIDE in tags:
                    self._open.on_slides += blocks
        self._close()
        opened = [one for one, _ in self._sections]
        empty = any(one.has_shown for one in opened) and not any(one.has_body for one in opened)
        sections = [
            Section(one.heading, anchor, tuple(one.blocks), one.level, tuple(one.on_slides))
            for one, anchor in self._sections
            if one.stays and not empty
        ]
        return Chapter(self._number, self._title, self._anchor, tuple(sections))

    def _markdown(self, found: Passage, *, is_title: bool, tags: list[str]) -> None:
        if found.level and not is_title:
            self._close()
            self._open = _Open(_translated(found.heading), max(found.level, 2))
        if found.html and _SCREEN_ONLY not in tags:
            html = _INNER_HEADING.sub(self._named, found.html) if "<h" in found.html else found.html
            self._open.blocks.append(Foreign(Markup(html), introduces=True))

    def _named(self, found: re.Match[str]) -> str:
        """Return a heading inside a text with a name that a link can lead to."""
        kind, words = found[1], Markup(found[2])
        name = self._places.name(f"{self._number} {words.striptags()}")
        link = Markup('<a class="anchor" href="#{}" aria-label="Link to this place"></a>')
        return Markup('<{} id="{}">{} {}</{}>').format(kind, name, words, link.format(name), kind)

    def _close(self) -> None:
        one = self._open
        words = f"{self._number} {one.heading.striptags()}"
        self._sections.append((one, self._places.name(words) if one.heading else ""))
