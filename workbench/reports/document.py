"""From executed notebooks to the document a reader sees: chapters, figures, what is missing.

Nothing here knows HTML templates or files; :mod:`workbench.reports.exporter` writes the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from workbench.errors import WorkbenchError
from workbench.reports.content import MIME

PLOTLY = "application/vnd.plotly.v1+json"
_HEADING = re.compile(r"^(#{1,3}) +(.+?) *(?:\n+|$)")
_NUMBERED = re.compile(r"^(\d+[a-z]?) +(.+)$")


class ReportFault(WorkbenchError):
    """An executed notebook that must not become a report: a failed cell, a lost figure."""


@dataclass(frozen=True)
class Block:
    """One thing on the page.

    Attributes
    ----------
    kind : str
        "text", "table" or "figure".
    html : Markup
        A text, or the inside of a table.
    number : str
        "2.1" for figures and tables.
    caption, note, alt : Markup
        Below a figure, above a table; a note under it; what a figure shows, in words.
    figure : str
        The plotly figure as JSON that is safe inside a script element.
    height : int
        Height of a figure in pixels.
    """

    kind: str
    html: Markup = field(default_factory=Markup)
    number: str = ""
    caption: Markup = field(default_factory=Markup)
    note: Markup = field(default_factory=Markup)
    alt: str = ""
    figure: str = ""
    height: int = 0


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it; the first section of a chapter may have no heading."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]


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
    """

    title: Mapping[str, Any]
    summary: tuple[tuple[Markup, Markup], ...]
    chapters: tuple[Chapter, ...]
    missing: tuple[tuple[Markup, Markup], ...]
    methods: Mapping[str, Any]
    facts: Mapping[str, Any]
    figures: int


def read_document(notebooks: Iterable[NotebookNode]) -> Document:
    """Read the executed notebooks of one site, in step order.

    Parameters
    ----------
    notebooks : iterable of NotebookNode
        Executed notebooks.

    Raises
    ------
    ReportFault
        A cell failed or never ran; nothing half-made becomes a report.
    """
    gathered = _Gathered()
    chapters = []
    figures = 0
    for position, notebook in enumerate(notebooks, start=1):
        _refuse_unfinished(notebook)
        figures += sum(PLOTLY in data for data in _displayed(notebook))
        chapters.append(_chapter(notebook, position, gathered))
    return Document(
        title=gathered.title,
        summary=tuple(gathered.summary),
        chapters=tuple(chapter for chapter in chapters if chapter.sections),
        missing=tuple(gathered.missing.items()),
        methods=gathered.methods,
        facts=gathered.facts,
        figures=figures,
    )


class _Gathered:
    """What the parts of all notebooks add up to."""

    def __init__(self) -> None:
        self.title: dict[str, Any] = {}
        self.summary: list[tuple[Markup, Markup]] = []
        self.missing: dict[Markup, Markup] = {}
        self.methods: dict[str, Any] = {}
        self.facts: dict[str, Any] = {}

    def take(self, record: Mapping[str, Any]) -> None:
        """Keep a record that is not part of the body."""
        part = record["part"]
        if part == "title":
            self.title = self.title or {k: v for k, v in record.items() if k != "part"}
        elif part == "summary":
            self.summary += [(Markup(head), Markup(answer)) for head, answer in record["rows"]]
            self.facts |= record["facts"]
        elif part == "missing":
            if not record["follows"]:
                self.missing.setdefault(Markup(record["what"]), Markup(record["sentence"]))
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


def _refuse_unfinished(notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                message = f"Cell {number} failed: {output.ename}: {output.evalue}"
                raise ReportFault(message)
        if cell.execution_count is None:
            message = f"Cell {number} never ran, so the report would not be whole."
            raise ReportFault(message)


def _displayed(notebook: NotebookNode) -> Iterator[Mapping[str, Any]]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                if output.output_type in {"display_data", "execute_result"}:
                    yield output.data


def _chapter(notebook: NotebookNode, position: int, gathered: _Gathered) -> Chapter:
    title, number = "", str(position)
    sections: list[Section] = []
    heading, blocks = "", list[Block]()
    numbers = {"figure": 0, "table": 0}

    def close() -> None:
        # Where every output said "missing", the heading leaves the body.
        if any(block.kind != "intro" for block in blocks):
            shown = tuple(_as_text(block) for block in blocks)
            anchor = _anchor(f"{number} {heading or title}")
            sections.append(Section(heading, anchor, shown))

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            level, words, rest = _split_heading(cell.source)
            if level == 1:
                number, title = _number_and_title(words, position)
            elif level:
                close()
                heading, blocks = words, []
            if rest.strip() and "notebook-only" not in cell.metadata.get("tags", []):
                blocks.append(Block("intro", Markup(markdown2html(rest))))
        elif cell.cell_type == "code":
            blocks += _blocks(cell.outputs, number, numbers, gathered)
    close()
    return Chapter(number, title, _anchor(f"{number} {title}"), tuple(sections))


def _as_text(block: Block) -> Block:
    return Block("text", block.html) if block.kind == "intro" else block


def _split_heading(source: str) -> tuple[int, str, str]:
    found = _HEADING.match(source)
    if not found:
        return 0, "", source
    return len(found[1]), found[2], source[found.end() :]


def _number_and_title(words: str, position: int) -> tuple[str, str]:
    found = _NUMBERED.match(words)
    return (found[1], found[2]) if found else (str(position), words)


def _anchor(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _blocks(
    outputs: Sequence[NotebookNode], chapter: str, numbers: dict[str, int], gathered: _Gathered
) -> list[Block]:
    blocks: list[Block] = []
    for output in outputs:
        if output.output_type == "stream":
            blocks.append(Block("text", Markup("<pre>{}</pre>").format(output.text)))
        elif output.output_type in {"display_data", "execute_result"}:
            blocks += _from_data(output.data, chapter, numbers, gathered)
    return blocks


def _from_data(
    data: Mapping[str, Any], chapter: str, numbers: dict[str, int], gathered: _Gathered
) -> list[Block]:
    if MIME in data:
        return _from_record(data[MIME], data.get("text/html", ""), chapter, numbers, gathered)
    if PLOTLY in data:
        return [_figure(data[PLOTLY], chapter, numbers)]
    if "text/html" in data:
        return [Block("text", Markup(data["text/html"]))]
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            picture = Markup('<img alt="" src="data:{};base64,{}">').format(
                kind, data[kind].strip()
            )
            return [Block("text", picture)]
    if "text/plain" in data:
        return [Block("text", Markup("<pre>{}</pre>").format(data["text/plain"]))]
    return []


def _from_record(
    record: Mapping[str, Any],
    html: str,
    chapter: str,
    numbers: dict[str, int],
    gathered: _Gathered,
) -> list[Block]:
    part = record["part"]
    if part == "group":
        inner = [
            _from_record(one, one["html"], chapter, numbers, gathered) for one in record["parts"]
        ]
        return [block for blocks in inner for block in blocks]
    if part == "text":
        return [Block("text", Markup(html))]
    if part == "table":
        numbers["table"] += 1
        return [
            Block(
                "table",
                Markup(record["inner"]),
                number=f"{chapter}.{numbers['table']}",
                caption=Markup(record["caption"]),
                note=Markup(record["note"]),
            )
        ]
    gathered.take(record)
    return []


def _figure(content: Mapping[str, Any], chapter: str, numbers: dict[str, int]) -> Block:
    numbers["figure"] += 1
    layout = content.get("layout", {})
    meta = layout.get("meta") or {}
    # "</" would end the script element that carries the figure.
    drawn = json.dumps(
        {"data": content.get("data", []), "layout": layout}, ensure_ascii=False, sort_keys=True
    ).replace("</", "<\\/")
    return Block(
        "figure",
        number=f"{chapter}.{numbers['figure']}",
        caption=escape(meta.get("caption", "")),
        alt=str(meta.get("alt", "")),
        figure=drawn,
        height=int(layout.get("height") or 450),
    )
