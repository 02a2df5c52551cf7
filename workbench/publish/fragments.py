"""HTML that a notebook or another library has written, taken apart into plain blocks for paper.

What cannot be shown on paper (a film, a form, a script) is named in a line; words never get lost.
"""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import Comment, NavigableString, PageElement, Tag
from markupsafe import Markup

from workbench.page.text import NO_TEXT, Mark, Phrase, Text, as_text, join
from workbench.publish.flow import (
    Flow,
    Formula,
    Grid,
    Headline,
    Paragraph,
    Picture,
    Points,
    Verbatim,
)
from workbench.publish.signs import seen

_MARKS: Final[dict[str, Mark]] = {
    "b": "strong", "strong": "strong", "th": "strong", "em": "emphasis", "i": "emphasis",
    "cite": "emphasis", "var": "emphasis", "code": "code", "kbd": "code", "samp": "code",
    "tt": "code", "small": "note",
}  # fmt: skip
_BLOCKS: Final = frozenset([
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul",
    "img", "svg", "video", "audio", "iframe", "canvas", "object",
])  # fmt: skip
_UNSEEN: Final = frozenset(["script", "style", "head", "template", "title", "meta", "link"])
_CANNOT: Final = frozenset(["video", "audio", "iframe", "canvas", "object", "svg"])
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_DATA: Final = re.compile(r"data:(image/[a-z+]+)((?:;[a-z0-9=-]+)*?)(;base64)?,(.*)", re.DOTALL)
_LOWEST: Final = 4


def words_of(html: Markup) -> Text:
    """Return the words of a line of HTML, with their emphasis and links.

    Examples
    --------
    >>> words_of(Markup("Use of <em>seed</em> &amp; soil")).phrases[1]
    Phrase(words='seed', marks=('emphasis',), link='')
    """
    return _trimmed(_inline(_parsed(html), (), ""))


def fragment_flow(html: Markup) -> Iterator[Flow]:
    """Yield HTML as blocks of a flow, in order.

    Examples
    --------
    >>> for one in fragment_flow(Markup("<h3>Soil</h3><p>It is <b>sour</b>.</p><pre>n = 2</pre>")):
    ...     print(type(one).__name__, getattr(one, "words", one))
    Headline Soil
    Paragraph It is sour.
    Verbatim Verbatim(text='n = 2')
    """
    yield from _flow(_parsed(html).children)


def _parsed(html: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # A single word can look like the name of a file, which the library then warns of.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(seen(html), "html.parser")


def _flow(parts: Sequence[PageElement] | Iterator[PageElement]) -> Iterator[Flow]:
    """Walk over neighbours: blocks as they are, and what runs between them as a paragraph."""
    running: list[PageElement] = []
    for part in parts:
        if isinstance(part, Tag) and (part.name in _BLOCKS or _holds_block(part)):
            yield from _paragraph(running)
            running = []
            yield from _block(part)
        elif not (isinstance(part, Tag) and part.name in _UNSEEN):
            running.append(part)
    yield from _paragraph(running)


def _holds_block(part: Tag) -> bool:
    return part.name not in _UNSEEN and part.name != "math" and bool(part.find(list(_BLOCKS)))


def _paragraph(parts: Sequence[PageElement], style: str = "body") -> Iterator[Flow]:
    words = _trimmed([phrase for part in parts for phrase in _inline_of(part, (), "")])
    if words:
        yield Paragraph(
            words, "missing" if style == "missing" else "note" if style == "note" else "body"
        )


def _block(part: Tag) -> Iterator[Flow]:
    name = part.name
    if re.fullmatch(r"h[1-6]", name):
        anchor = part.get("id")
        words = _trimmed(_inline(part, (), ""))
        if words:
            yield Headline(words, min(int(name[1]), _LOWEST), str(anchor or ""))
    elif name in {"ul", "ol"}:
        points = tuple(tuple(_flow(one.children)) for one in part.find_all("li", recursive=False))
        if points:
            yield Points(points, ordered=name == "ol")
    elif name == "table":
        yield from _table(part)
    elif name == "pre":
        yield Verbatim(part.get_text().strip("\n"))
    elif name == "img":
        yield _image(part)
    elif name in _CANNOT:
        told = part.get_text(" ", strip=True) or str(part.get("aria-label") or "")
        shown = "a drawing" if name == "svg" else "something that only a screen can show"
        yield Paragraph(as_text(f"Not on paper: {shown}{f' ({told})' if told else ''}."), "missing")
    elif name != "hr":
        yield from _container(part)


def _container(part: Tag) -> Iterator[Flow]:
    formula = part.find("math", display="block")
    if isinstance(formula, Tag) and part.get_text(strip=True) == formula.get_text(strip=True):
        yield Formula(_latex(formula))
        return
    kinds = _kinds(part)
    if part.name == "p" and not _holds_block(part):
        style = next((one for one in ("missing", "note") if one in kinds), "body")
        yield from _paragraph(list(part.children), style)
    elif part.name == "dt":
        yield from _paragraph([part])
    else:
        yield from _flow(part.children)


def _latex(formula: Tag) -> str:
    return str(formula.get("data-latex") or formula.get_text(" ", strip=True))


def _image(part: Tag) -> Flow:
    alt = str(part.get("alt") or "Picture")
    found = _DATA.fullmatch(str(part.get("src") or "").strip())
    if found is None:
        return Paragraph(
            as_text(f"Not on paper: a picture that is not in the report ({alt})."), "missing"
        )
    try:
        content = (
            base64.b64decode(found[4], validate=False) if found[3] else unquote_to_bytes(found[4])
        )
    except binascii.Error:
        return Paragraph(as_text(f"Not on paper: a picture that is broken ({alt})."), "missing")
    return Picture(content, media_type=found[1], alt=alt)


def _table(part: Tag) -> Iterator[Flow]:
    """Read a table; cells that span several are repeated, rows that are short are filled."""
    lines = [row for row in part.find_all("tr") if row.find_parent("table") is part]
    spans = _Spans()
    read = [(spans.row(line), _is_head(line)) for line in lines]
    read = [(cells, head) for cells, head in read if cells]
    if not read:
        return
    width = max(len(cells) for cells, _ in read)
    filled = [(tuple(cells) + (NO_TEXT,) * (width - len(cells)), head) for cells, head in read]
    count = next((n for n, (_, head) in enumerate(filled) if not head), len(filled))
    heads = filled[:count] if count < len(filled) else []
    body = [cells for cells, _ in filled[len(heads) :]]
    merged = tuple(
        join(" ", dict.fromkeys(column)) for column in zip(*(c for c, _ in heads), strict=True)
    )
    caption = part.find("caption")
    yield Grid(
        heads=merged,
        rows=tuple(body),
        sides=tuple("right" if _numbers(column) else "left" for column in zip(*body, strict=True)),
        names=all(_begins_with_name(line) for line in lines[len(heads) :]),
        caption=_trimmed(_inline(caption, (), "")) if isinstance(caption, Tag) else NO_TEXT,
    )


class _Spans:
    """Cells that reach into rows below."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, Text]] = {}

    def row(self, line: Tag) -> list[Text]:
        """Return the cells of a row, those from above among them."""
        cells: list[Text] = []
        for cell in line.find_all(["td", "th"], recursive=False):
            self._from_above(cells)
            words: Text = join(" ", [_words(one) for one in _flow(cell.children)])
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    self._open[len(cells)] = (down - 1, words)
                cells.append(words)
        self._from_above(cells)
        return cells

    def _from_above(self, cells: list[Text]) -> None:
        while len(cells) in self._open:
            column = len(cells)
            rows, words = self._open.pop(column)
            if rows > 1:
                self._open[column] = (rows - 1, words)
            cells.append(words)


def _span(cell: Tag, name: str) -> int:
    given = str(cell.get(name) or "1")
    return min(max(int(given), 1), 100) if given.isdecimal() else 1


def _is_head(line: Tag) -> bool:
    cells = line.find_all(["td", "th"], recursive=False)
    return line.find_parent("thead") is not None or all(one.name == "th" for one in cells)


def _begins_with_name(line: Tag) -> bool:
    first = line.find(["td", "th"])
    return isinstance(first, Tag) and first.name == "th"


_NUMBER = re.compile(r"[-−+]?[\d.,'\u202f\xa0 ]*\d(?:e[-+]?\d+)?\s*%?")


def _numbers(column: Sequence[Text]) -> bool:
    filled = [one.plain.strip() for one in column if one.plain.strip() not in {"", "–", "-"}]
    return bool(filled) and all(_NUMBER.fullmatch(one) for one in filled)


def _words(block: Flow) -> Text:
    """Return the words of a block inside a cell, which holds running text alone."""
    match block:
        case Paragraph() | Headline():
            return block.words
        case Points():
            return join("; ", [join(" ", map(_words, point)) for point in block.points])
        case Grid():
            return join("; ", [join(" ", row) for row in (block.heads, *block.rows)])
        case Picture():
            return as_text(f"({block.alt})")
        case Verbatim():
            return as_text(block.text)
        case Formula():
            return as_text(block.latex)


def _inline(part: Tag, marks: tuple[Mark, ...], link: str) -> list[Phrase]:
    return [phrase for child in part.children for phrase in _inline_of(child, marks, link)]


def _inline_of(part: PageElement, marks: tuple[Mark, ...], link: str) -> list[Phrase]:
    if isinstance(part, NavigableString):
        words = "" if isinstance(part, Comment) else _BLANKS.sub(" ", str(part))
        return [Phrase(words, marks, link)]
    if not isinstance(part, Tag) or part.name in _UNSEEN or "anchor" in _kinds(part):
        return []
    match part.name:
        case "br":
            return [Phrase("\n", marks, link)]
        case "math":
            return [Phrase(_latex(part), (*marks, "code"), link)]
        case "img":
            return [Phrase(f"({part.get('alt') or 'picture'})", marks, link)]
    mark = _MARKS.get(part.name)
    if mark and mark not in marks:
        marks = (*marks, mark)
    href = part.get("href") if part.name == "a" else None
    return _inline(part, marks, str(href) if href else link)


def _kinds(part: Tag) -> list[str]:
    return [str(one) for one in part.get_attribute_list("class") if one]


def _trimmed(phrases: Sequence[Phrase]) -> Text:
    """Join phrases, with one blank where several meet and none at the ends."""
    kept: list[Phrase] = []
    for phrase in phrases:
        words = phrase.words
        if words.startswith(" ") and (not kept or kept[-1].words.endswith((" ", "\n"))):
            words = words[1:]
        if words:
            kept.append(phrase._replace(words=words))
    while kept and not kept[-1].words.strip():
        kept.pop()
    if kept:
        kept[-1] = kept[-1]._replace(words=kept[-1].words.rstrip())
    return join("", [Text((phrase,)) for phrase in kept])
