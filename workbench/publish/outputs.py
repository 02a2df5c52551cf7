"""What the cells of a notebook have shown, as blocks of a page: nothing is lost on the way.

Of the forms in which an output is stored a page takes the first that it can show: our own record, a
plotly figure, HTML, a picture, markdown, a formula, plain text. An output in none of these forms
is named on the page, never left out without a word.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup, escape
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from workbench.errors import WorkbenchError
from workbench.page import records as typed
from workbench.page.content import ATTACHMENTS, MIME
from workbench.publish.embedded import count_figures, split_figures
from workbench.publish.formulas import shown_formula
from workbench.publish.html import record_html, running_text, table_inner, text_html
from workbench.publish.prose import html_of_shown
from workbench.publish.tables import with_columns, with_rows

PLOTLY = "application/vnd.plotly.v1+json"
"""Media type of a plotly figure."""

MAY_FAIL = "raises-exception"
"""Tag of a cell whose author expects it to fail; it shows what went wrong, as in Jupyter."""

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_OVERWRITTEN = re.compile(r"[^\n]*\r(?!\n)")  # what a progress bar wrote over
_USUAL_HEIGHT = 450
_NAMES_TAKEN = ("on-one-page", "missing", "methods", "reports", "reports-list")


class ReportFault(WorkbenchError):
    """An executed notebook that must not become a report: a failed cell, a lost figure."""


@dataclass(frozen=True)
class Attachment:
    """A file beside the report.

    Attributes
    ----------
    name : str
        Its name, one of :data:`~workbench.page.content.ATTACHMENTS`.
    base64 : str
        Its content.
    """

    name: str
    base64: str

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Attachment:
        """Read a record; a name that is none of ours is refused, because it becomes a path.

        Raises
        ------
        ReportFault
            The name is none of ours.
        """
        if record["name"] not in ATTACHMENTS:
            message = f"A report has no attachment named {record['name']!r}."
            raise ReportFault(message)
        return cls(record["name"], record["base64"])

    @property
    def content(self) -> bytes:
        """The file itself."""
        return base64.b64decode(self.base64)

    @property
    def inline(self) -> str:
        """An address that holds the file itself, for a page that is mailed alone."""
        return f"data:{ATTACHMENTS[self.name]};base64,{self.base64}"


@dataclass(frozen=True)
class Block:
    """One thing on the page.

    Attributes
    ----------
    kind : str
        "text", "table", "figure" or "file".
    html : Markup
        A text, or the inside of a table.
    number : str
        "2.1" for figures and tables.
    anchor : str
        Where a link to it leads; figures and tables have one.
    caption, note, alt : Markup
        Below a figure, above a table; a note under it; what a figure shows, in words.
    figure : str
        The plotly figure as JSON that is safe inside a script element.
    height : int
        Height of a figure in pixels.
    file : Attachment or None
        The file that a link leads to.
    """

    kind: str
    html: Markup = field(default_factory=Markup)
    number: str = ""
    anchor: str = ""
    caption: Markup = field(default_factory=Markup)
    note: Markup = field(default_factory=Markup)
    alt: str = ""
    figure: str = ""
    height: int = 0
    file: Attachment | None = None


class Places:
    """What is there once on a page: numbers, names that links lead to, looks of figures."""

    def __init__(self) -> None:
        self._names = set(_NAMES_TAKEN)
        self._chapters: set[str] = set()
        self._counts: dict[str, int] = {}
        self._templates: list[object] = []

    @property
    def templates(self) -> tuple[str, ...]:
        """The looks that figures share, as JSON; a figure says which by its number."""
        return tuple(script_json(one) for one in self._templates)

    def name(self, words: str) -> str:
        """Make a name for a link's end that no other has.

        Examples
        --------
        >>> places = Places()
        >>> places.name("1 How far?"), places.name("1 How far?")
        ('1-how-far', '1-how-far-2')
        """
        plain = re.sub(r"[\W_]+", "-", words.lower()).strip("-") or "part"
        name, again = plain, 1
        while name in self._names:
            again += 1
            name = f"{plain}-{again}"
        self._names.add(name)
        return name

    def chapter(self, wanted: str) -> str:
        """Give a chapter its number: the one it wants, or the next that is free."""
        number, following = wanted, 1
        while number in self._chapters:
            number = str(following)
            following += 1
        self._chapters.add(number)
        self._counts = {"figure": 0, "table": 0}
        return number

    def next(self, kind: str, chapter: str) -> tuple[str, str]:
        """Give the next figure or table of a chapter its number and name."""
        self._counts[kind] += 1
        number = f"{chapter}.{self._counts[kind]}"
        return number, self.name(f"{kind} {number}")

    def template(self, look: object) -> int:
        """Give the number of a look, which stands on the page once."""
        if look not in self._templates:
            self._templates.append(look)
        return self._templates.index(look)


def script_json(content: object) -> str:
    r"""Write JSON that can stand inside a script element, whatever text is in it.

    Examples
    --------
    >>> script_json({"text": "</script><!--"})
    '{"text":"\\u003c/script>\\u003c!--"}'
    >>> script_json([float("nan"), 1.0])
    '[null,1.0]'
    """
    form: dict[str, Any] = {
        "ensure_ascii": False,
        "sort_keys": True,
        "separators": (",", ":"),
        "allow_nan": False,
    }
    try:
        written = json.dumps(content, **form)
    except ValueError:
        # Browsers know no NaN; plotly takes a gap for it.
        plain = json.loads(json.dumps(content), parse_constant=lambda _: None)
        written = json.dumps(plain, **form)
    return written.replace("<", "\\u003c")


def figures_in(data: Mapping[str, Any]) -> int:
    """Count the figures of one output."""
    if PLOTLY in data:
        return 1
    if MIME in data or typed.MIME in data:
        return 0
    return count_figures(data.get("text/html", ""))


class Reader:
    """Turns the outputs of one chapter's cells into blocks.

    Parameters
    ----------
    chapter : str
        Number of the chapter.
    places : Places
        Of the page.
    take : callable
        Keeps a record that is no part of the body.
    """

    def __init__(
        self, chapter: str, places: Places, take: Callable[[Mapping[str, Any]], None]
    ) -> None:
        self.chapter, self._places, self._take = chapter, places, take

    def blocks(self, outputs: Sequence[NotebookNode]) -> list[Block]:
        """Read the outputs of a cell."""
        return [block for output in outputs for block in self._of(output)]

    def _of(self, output: NotebookNode) -> Iterator[Block]:
        if output.output_type == "stream":
            yield _verbatim(output.text)
        elif output.output_type == "error":
            yield _verbatim(f"{output.ename}: {output.evalue}")
        else:
            yield from self._from_data(output.data, output.get("metadata", {}))

    def _from_data(self, data: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Block]:
        if typed.MIME in data:
            yield from self._from_typed(typed.from_json(data[typed.MIME]))
            return
        if MIME in data:
            yield from self._from_record(data[MIME], data.get("text/html", ""))
        if PLOTLY in data:
            yield self._figure(data[PLOTLY])
        elif MIME not in data:
            if "text/html" in data:
                yield from self._from_html(data["text/html"])
            elif data:
                yield _foreign(data, told)

    def _from_html(self, html: str) -> Iterator[Block]:
        figures, rest = split_figures(html)
        if rest.strip():
            html = with_columns(with_rows(rest))
            yield Block("text", Markup('<div class="output">{}</div>').format(html))
        for figure in figures:
            yield self._figure(figure)

    def _from_record(self, record: Mapping[str, Any], html: str) -> Iterator[Block]:
        part = record["part"]
        if part == "group":
            for one in record["parts"]:
                yield from self._from_record(one, one["html"])
        elif part == "text":
            yield Block("text", Markup(html))
        elif part == "table":
            number, anchor = self._places.next("table", self.chapter)
            yield Block(
                "table",
                Markup(record["inner"]),
                number=number,
                anchor=anchor,
                caption=Markup(record["caption"]),
                note=Markup(record["note"]),
            )
        elif part == "attachment":
            self._take(record)
            yield Block("file", Markup(record["words"]), file=Attachment.of(record))
        else:
            self._take(record)

    def _from_typed(self, record: typed.Record) -> Iterator[Block]:
        match record:
            case typed.Group():
                for one in record.records:
                    yield from self._from_typed(one)
            case typed.Paragraphs() | typed.Bullets():
                yield Block("text", running_text(record))
            case typed.ReportTable():
                note = Markup('<p class="note">{}</p>').format(text_html(record.note))
                kept = {
                    "part": "table",
                    "inner": table_inner(record),
                    "caption": text_html(record.caption),
                    "note": note if record.note else "",
                }
                yield from self._from_record(kept, "")
            case typed.FigureCaption():
                return
            case _:
                yield from self._from_record(_untyped(record), record_html(record))

    def _figure(self, content: Mapping[str, Any]) -> Block:
        number, anchor = self._places.next("figure", self.chapter)
        layout = dict(content.get("layout") or {})
        meta = layout.get("meta")
        words = meta if isinstance(meta, Mapping) else {}
        drawn = {"data": content.get("data", []), "layout": layout}
        if content.get("frames"):
            drawn["frames"] = content["frames"]
        alt = words.get("alt") or _title(layout) or _kinds(drawn["data"])
        height = layout.get("height")
        if isinstance(layout.get("template"), Mapping):
            layout["template"] = self._places.template(layout["template"])
        return Block(
            "figure",
            number=number,
            anchor=anchor,
            caption=escape(words.get("caption", "")),
            alt=str(alt),
            figure=script_json(drawn),
            height=round(height) if isinstance(height, int | float) else _USUAL_HEIGHT,
        )


def _untyped(record: typed.Record) -> dict[str, Any]:
    """Return a record that is no part of the body as the pages of other steps still keep theirs."""
    match record:
        case typed.Title():
            return {"part": "title"} | {k: v for k, v in vars(record).items() if k != "kind"}
        case typed.Summary():
            rows = [(text_html(head), text_html(answer)) for head, answer in record.rows]
            return {"part": "summary", "rows": rows, "facts": record.facts}
        case typed.Missing():
            what, sentence = text_html(record.what), text_html(record.sentence)
            told = {"what": what, "sentence": sentence, "follows": record.follows}
            return {"part": "missing"} | told
        case typed.Attachment():
            packed = base64.b64encode(record.content).decode("ascii")
            words = text_html(record.words)
            return {"part": "attachment", "name": record.name, "words": words, "base64": packed}
        case typed.Provenance():
            lists = {
                "provenance" if name == "report" else name: [text_html(one) for one in value]
                for name, value in vars(record).items()
                if isinstance(value, tuple)
            }
            return {"part": "methods", **lists, "workbench": record.workbench}
    message = f"no place for {record.kind}"
    raise ValueError(message)


def _title(layout: Mapping[str, Any]) -> str:
    title = layout.get("title")
    text = title.get("text") if isinstance(title, Mapping) else title
    return str(Markup(text).striptags()) if text else ""


def _kinds(traces: Sequence[Mapping[str, Any]]) -> str:
    kinds = dict.fromkeys(str(trace.get("type", "scatter")) for trace in traces)
    return f"Figure without a description ({', '.join(kinds) or 'empty'})."


def _verbatim(text: str) -> Block:
    plain = _OVERWRITTEN.sub("", strip_ansi(text).replace("\r\n", "\n"))
    return Block("text", Markup("<pre>{}</pre>").format(plain))


def _foreign(data: Mapping[str, Any], told: Mapping[str, Any]) -> Block:
    """Show an output that is neither ours nor a figure nor HTML."""
    for kind in _PICTURES:
        if kind in data:
            return _picture(kind, data, told)
    if "text/markdown" in data:
        html = html_of_shown(data["text/markdown"])
        return Block("text", Markup('<div class="output">{}</div>').format(html))
    if "text/latex" in data:
        return Block("text", shown_formula(data["text/latex"]))
    if "text/plain" in data:
        text = str(data["text/plain"])
        if text.startswith("FigureWidget("):
            message = (
                "A FigureWidget cannot be drawn in a report: end the cell in a plain Figure, such "
                "as go.Figure(widget)."
            )
            raise ReportFault(message)
        return _verbatim(text)
    if "application/json" in data:
        return _verbatim(json.dumps(data["application/json"], indent=1, ensure_ascii=False))
    note = Markup('<p class="missing">Not shown: an output that a page cannot hold ({}).</p>')
    return Block("text", note.format(", ".join(sorted(data))))


def _picture(kind: str, data: Mapping[str, Any], told: Mapping[str, Any]) -> Block:
    content = data[kind]
    if kind == "image/svg+xml" and "<" in content:
        # As a picture of its own: several drawings on one page would share names otherwise.
        content = base64.b64encode(content.encode("utf-8")).decode("ascii")
    own = told.get(kind)
    own = own if isinstance(own, Mapping) else {}
    alt = own.get("alt") or str(data.get("text/plain", "")).strip("<>") or "Picture"
    sizes = Markup("").join(
        Markup(' {}="{}"').format(side, own[side]) for side in ("width", "height") if side in own
    )
    picture = Markup('<img alt="{}" src="data:{};base64,{}"{}>')
    return Block("text", picture.format(alt, kind, content.strip(), sizes))


def as_text(block: Block) -> Block:
    """Make an introduction a text like all others."""
    return replace(block, kind="text") if block.kind == "intro" else block
