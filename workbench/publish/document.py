"""From executed notebooks to the document a reader sees: chapters, figures, what is missing.

Nothing here knows HTML templates or files; :mod:`workbench.publish.exporter` writes the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from workbench.publish.outputs import (
    MAY_FAIL,
    PLOTLY,
    Attachment,
    Block,
    Places,
    Reader,
    ReportFault,
    as_text,
    figures_in,
)
from workbench.publish.prose import Passage, passage_with

__all__ = [
    "PLOTLY",
    "Block",
    "Chapter",
    "Document",
    "ReportFault",
    "Section",
    "read_document",
]

NOT_RUN = "skip-execution"
"""Tag of a cell that its author does not want to be run; Jupyter's own tools leave it out too."""

_SCREEN_ONLY = "notebook-only"
_NUMBERED = re.compile(r"^(\d+[a-z]?)\.? +(.+)$", re.DOTALL)
_INNER_HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it; the first section of a chapter may have no heading.

    Attributes
    ----------
    title : Markup
        The heading, or nothing.
    anchor : str
        Where a link to it leads; no two on a page are the same.
    blocks : tuple of Block
        What stands below it.
    level : int
        2 for a section, 3 for one inside it.
    """

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True)
class Chapter:
    """One step of the method: what one notebook had to say."""

    number: str
    title: str
    anchor: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Document:
    """A report before it is laid out.

    Attributes
    ----------
    title : mapping
        The title page: site, place, project, date, whether the data are illustrative …
    summary : tuple of (Markup, Markup)
        Lines of the one-page summary.
    chapters : tuple of Chapter
        The body, without sections that had no data.
    missing : tuple of (Markup, Markup)
        What is missing and what that means, each once.
    methods : mapping
        Methods, parameters, sources, versions; merged over the notebooks.
    facts : mapping
        Plain values for the portfolio page.
    figures : int
        Number of figures in the notebooks.
    templates : tuple of str
        Looks that figures share, as JSON; a figure names its own by its place in this list.
    attachments : tuple of Attachment
        Files that lie beside the page.
    """

    title: Mapping[str, Any]
    summary: tuple[tuple[Markup, Markup], ...]
    chapters: tuple[Chapter, ...]
    missing: tuple[tuple[Markup, Markup], ...]
    methods: Mapping[str, Any]
    facts: Mapping[str, Any]
    figures: int
    templates: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


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
    gathered, places = _Gathered(), Places()
    chapters = []
    figures = 0
    for position, notebook in enumerate(notebooks, start=1):
        _refuse_unfinished(notebook)
        figures += sum(figures_in(data) for data in _displayed(notebook))
        chapters.append(_ChapterReader(notebook, position, gathered, places).read())
    return Document(
        title=gathered.title,
        summary=tuple(gathered.summary),
        chapters=tuple(chapter for chapter in chapters if chapter.sections),
        missing=tuple(gathered.missing.items()),
        methods=gathered.methods,
        facts=gathered.facts,
        figures=figures,
        templates=places.templates,
        attachments=tuple(gathered.attachments.values()),
    )


class _Gathered:
    """What the parts of all notebooks add up to."""

    def __init__(self) -> None:
        self.title: dict[str, Any] = {}
        self.summary: list[tuple[Markup, Markup]] = []
        self.missing: dict[Markup, Markup] = {}
        self.methods: dict[str, Any] = {}
        self.facts: dict[str, Any] = {}
        self.attachments: dict[str, Attachment] = {}

    def take(self, record: Mapping[str, Any]) -> None:
        """Keep a record that is not part of the body."""
        part = record["part"]
        if part == "title":
            self.title = self.title or {k: v for k, v in record.items() if k != "part"}
        elif part == "summary":
            self.summary += [(Markup(head), Markup(answer)) for head, answer in record["rows"]]
            self.facts |= record["facts"]
        elif part == "missing":
            if not record.get("follows"):
                self.missing.setdefault(Markup(record["what"]), Markup(record["sentence"]))
        elif part == "attachment":
            self.attachments[record["name"]] = Attachment.of(record)
        elif part == "methods":
            self._take_methods(record)

    def _take_methods(self, record: Mapping[str, Any]) -> None:
        for name, value in record.items():
            if name == "part":
                continue
            if isinstance(value, list):
                kept = self.methods.setdefault(name, [])
                kept += [one for one in value if one not in kept]
            else:
                self.methods.setdefault(name, value)


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
    has_shown: bool = False

    @property
    def stays(self) -> bool:
        """Where every output said "missing", the heading leaves the body with its introduction."""
        if self.has_shown:
            return self.has_body
        return bool(self.blocks or self.heading)

    @property
    def has_body(self) -> bool:
        return any(block.kind != "intro" for block in self.blocks)


class _ChapterReader:
    """Reads one notebook, cell by cell."""

    def __init__(
        self, notebook: NotebookNode, position: int, gathered: _Gathered, places: Places
    ) -> None:
        self._cells, self._places, self._take = notebook.cells, places, gathered.take
        self._passages = {
            index: passage_with(cell.source, cell.get("attachments", {}))
            for index, cell in enumerate(self._cells)
            if cell.cell_type == "markdown"
        }
        self._title, number = self._head(str(position))
        self._number = places.chapter(number)
        self._anchor = places.name(f"{self._number} {self._title.striptags()}")
        self._reader = Reader(self._number, places, self._take)
        self._open = _Open()
        self._sections: list[tuple[_Open, str]] = []

    def _head(self, position: str) -> tuple[Markup, str]:
        """Find the title in the first heading of the highest level, and the number before it."""
        for found in self._passages.values():
            if found.level == 1:
                numbered = _NUMBERED.match(found.heading)
                if numbered:
                    return Markup(numbered[2]), numbered[1]
                return found.heading, position
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
                self._open.blocks += self._reader.blocks(cell.outputs)
        self._close()
        opened = [one for one, _ in self._sections]
        empty = any(one.has_shown for one in opened) and not any(one.has_body for one in opened)
        sections = (
            () if empty else tuple(self._section(*one) for one in self._sections if one[0].stays)
        )
        return Chapter(self._number, self._title, self._anchor, sections)

    def _markdown(self, found: Passage, *, is_title: bool, tags: list[str]) -> None:
        if found.level and not is_title:
            self._close()
            self._open = _Open(found.heading, max(found.level, 2))
        if found.html and _SCREEN_ONLY not in tags:
            html = _INNER_HEADING.sub(self._named, found.html) if "<h" in found.html else found.html
            self._open.blocks.append(Block("intro", Markup(html)))

    def _named(self, found: re.Match[str]) -> str:
        """Give a heading inside a text a name."""
        kind, words = found[1], Markup(found[2])
        name = self._places.name(f"{self._number} {words.striptags()}")
        link = Markup('<a class="anchor" href="#{}" aria-label="Link to this place"></a>')
        return Markup('<{} id="{}">{} {}</{}>').format(kind, name, words, link.format(name), kind)

    def _close(self) -> None:
        one = self._open
        words = f"{self._number} {one.heading.striptags()}"
        self._sections.append((one, self._places.name(words) if one.heading else ""))

    @staticmethod
    def _section(one: _Open, anchor: str) -> Section:
        return Section(one.heading, anchor, tuple(as_text(b) for b in one.blocks), one.level)
