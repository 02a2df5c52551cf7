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
from typing import Any

from markupsafe import Markup
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from workbench.errors import WorkbenchError
from workbench.page.records import (
    MIME,
    Attachment,
    Bullets,
    Group,
    Paragraphs,
    Record,
    ReportTable,
    from_json,
)
from workbench.publish.document import Block, Foreign, PlacedFigure, PlacedTable, ReportFault
from workbench.publish.embedded import count_figures, split_figures
from workbench.publish.formulas import shown_formula
from workbench.publish.prose import html_of_shown
from workbench.publish.safe_html import safe_html
from workbench.publish.tables import with_columns, with_rows

PLOTLY = "application/vnd.plotly.v1+json"
"""Media type of a plotly figure."""

MAY_FAIL = "raises-exception"
"""Tag of a cell whose author expects it to fail; it shows what went wrong, as in Jupyter."""

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_OVERWRITTEN = re.compile(r"[^\n]*\r(?!\n)")  # what a progress bar wrote over
_USUAL_HEIGHT = 450
_NAMES_TAKEN = ("on-one-page", "missing", "methods", "reports")


class Places:
    """What is there once on a page: numbers, names that links lead to, looks of figures."""

    def __init__(self) -> None:
        self._names = set(_NAMES_TAKEN)
        self._chapters: set[str] = set()
        self._counts: dict[str, int] = {}
        self._looks: list[Mapping[str, Any]] = []

    @property
    def looks(self) -> tuple[Mapping[str, Any], ...]:
        """The looks that figures share; a figure says which by its place."""
        return tuple(self._looks)

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
        """Return the number of a chapter: the one it wants, or the next that is free."""
        number, following = wanted, 1
        while number in self._chapters:
            number = str(following)
            following += 1
        self._chapters.add(number)
        self._counts = {}
        return number

    def next(self, kind: str, chapter: str, *, printed: bool = True) -> tuple[str, str]:
        """Return number and name of the next figure or table of a chapter.

        What is for the screen alone is counted apart, "2.s1", so that paper has no gap.
        """
        key = kind if printed else f"{kind} on screen"
        self._counts[key] = self._counts.get(key, 0) + 1
        number = f"{chapter}.{'' if printed else 's'}{self._counts[key]}"
        return number, self.name(f"{kind} {number}")

    def look(self, look: Mapping[str, Any]) -> int:
        """Return the place of a look, which stands on the page once."""
        if look not in self._looks:
            self._looks.append(look)
        return self._looks.index(look)


def figures_in(data: Mapping[str, Any]) -> int:
    """Count the figures of one output."""
    if PLOTLY in data:
        return 1
    if MIME in data:
        return 0
    return count_figures(data.get("text/html", ""))


class Reader:
    """Turns the outputs of one chapter's cells into blocks.

    `take` keeps each record that belongs to the report as a whole.
    """

    def __init__(self, chapter: str, places: Places, take: Callable[[Record], None]) -> None:
        self.chapter, self._places, self._take = chapter, places, take
        self._printed = True

    def blocks(self, outputs: Sequence[NotebookNode], *, printed: bool = True) -> list[Block]:
        """Read the outputs of a cell; figures and tables may be for the screen alone."""
        self._printed = printed
        return [block for output in outputs for block in self._of(output)]

    def _of(self, output: NotebookNode) -> Iterator[Block]:
        if output.output_type == "stream":
            yield _verbatim(output.text)
        elif output.output_type == "error":
            yield _verbatim(f"{output.ename}: {output.evalue}")
        else:
            yield from self._from_data(output.data, output.get("metadata", {}))

    def _from_data(self, data: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Block]:
        if MIME in data:
            yield from self._from_record(_read(data[MIME]))
        if PLOTLY in data:
            yield self._figure(data[PLOTLY])
        elif MIME in data:
            return
        elif "text/html" in data:
            yield from self._from_html(data["text/html"])
        elif data:
            yield _foreign(data, told)

    def _from_html(self, html: str) -> Iterator[Block]:
        figures, rest = split_figures(html)
        if rest.strip():
            yield _output(with_columns(with_rows(safe_html(rest))))
        for figure in figures:
            yield self._figure(figure)

    def _from_record(self, record: Record) -> Iterator[Block]:
        match record:
            case Group():
                for one in record.records:
                    yield from self._from_record(one)
            case ReportTable():
                placed = self._places.next("table", self.chapter, printed=self._printed)
                yield PlacedTable(record, *placed, printed=self._printed)
            case Paragraphs() | Bullets():
                yield record
            case Attachment():
                self._take(record)
                yield record
            case _:
                self._take(record)

    def _figure(self, content: Mapping[str, Any]) -> PlacedFigure:
        layout = dict(content.get("layout") or {})
        meta = layout.get("meta")
        words = meta if isinstance(meta, Mapping) else {}
        printed = self._printed and words.get("printed") is not False
        number, anchor = self._places.next("figure", self.chapter, printed=printed)
        drawn = {"data": content.get("data", []), "layout": layout}
        if content.get("frames"):
            drawn["frames"] = content["frames"]
        alt = words.get("alt") or _title(layout) or _kinds(drawn["data"])
        height = layout.get("height")
        if isinstance(layout.get("template"), Mapping):
            layout["template"] = self._places.look(layout["template"])
        return PlacedFigure(
            number=number,
            anchor=anchor,
            caption=str(words.get("caption", "")),
            alt=str(alt),
            content=drawn,
            height=round(height) if isinstance(height, int | float) else _USUAL_HEIGHT,
            printed=printed,
        )


def _read(kept: Mapping[str, Any]) -> Record:
    try:
        return from_json(kept)
    except (ValueError, WorkbenchError) as reason:
        message = f"A record in a notebook cannot be read: {reason}"
        raise ReportFault(message) from None


def _output(html: str) -> Foreign:
    return Foreign(Markup('<div class="output">{}</div>').format(Markup(html)))


def _title(layout: Mapping[str, Any]) -> str:
    title = layout.get("title")
    text = title.get("text") if isinstance(title, Mapping) else title
    return str(Markup(text).striptags()) if text else ""


def _kinds(traces: Sequence[Mapping[str, Any]]) -> str:
    kinds = dict.fromkeys(str(trace.get("type", "scatter")) for trace in traces)
    return f"Figure without a description ({', '.join(kinds) or 'empty'})."


def _verbatim(text: str) -> Foreign:
    plain = _OVERWRITTEN.sub("", strip_ansi(text).replace("\r\n", "\n"))
    return Foreign(Markup("<pre>{}</pre>").format(plain))


def _foreign(data: Mapping[str, Any], told: Mapping[str, Any]) -> Foreign:
    """Show an output that is neither ours nor a figure nor HTML."""
    for kind in _PICTURES:
        if kind in data:
            return _picture(kind, data, told)
    if "text/markdown" in data:
        return _output(html_of_shown(data["text/markdown"]))
    if "text/latex" in data:
        return Foreign(shown_formula(data["text/latex"]))
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
    return Foreign(note.format(", ".join(sorted(data))))


def _picture(kind: str, data: Mapping[str, Any], told: Mapping[str, Any]) -> Foreign:
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
    return Foreign(picture.format(alt, kind, content.strip(), sizes))
