"""A report as a Word file that a team can edit: real headings, tables, captions and links."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docx.text.run import Run

from workbench.language import spoken, worded
from workbench.page.text import Phrase, Text, as_text, say
from workbench.publish.columns import column_shares
from workbench.publish.document import CONTENTS, Document
from workbench.publish.flow import (
    Flow,
    Formula,
    Grid,
    Headline,
    Paragraph,
    Picture,
    Points,
    Verbatim,
)  # fmt: skip
from workbench.publish.paper import body_of
from workbench.publish.pictures import Drawn
from workbench.publish.signs import may_lead_to, seen
from workbench.publish.word_parts import (
    add_bookmark,
    add_field,
    bookmark_name,
    describe_picture,
    element,
    keep_rows_whole,
    link_element,
    repeat_heads,
    set_properties,
    shade,
    steady_bytes,
)  # fmt: skip
from workbench.publish.word_styles import (
    ACCENT,
    CELL,
    CODE,
    MISSING,
    NOTE,
    QUIET,
    RULE,
    STAMP,
    WASH,
    blank_report,
    set_language,
    set_running_words,
)  # fmt: skip

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

_TAGS: Final = {"en": "en-GB", "fr": "fr-FR"}
_STYLES: Final = {"body": "Normal", "note": NOTE, "missing": MISSING}
_SHOWN_IN_WORD: Final = ("image/png", "image/jpeg", "image/gif")
_LINE: Final = 98  # letters of a table that fit on a line; fonts of houses differ
_SMALLER: Final = 0.6  # of the width, for the figure of a factsheet
_BOOKMARKS: Final = 100  # the first number of a bookmark, above those of a reference document


def word_report(document: Document, draw: Drawn, reference: bytes | None = None) -> bytes:
    """Return a report as a Word file.

    Parameters
    ----------
    document : Document
        What the report says.
    draw : callable
        Gives the picture of a figure as PNG; see :mod:`workbench.publish.pictures`.
    reference : bytes, optional
        A Word file whose styles, margins, head and foot are taken.

    Raises
    ------
    PictureFault
        A figure could not be drawn.
    ReferenceFault
        The reference is no Word file.
    """
    made = blank_report(reference)
    writer = _Writer(made, draw, short=document.layout == "factsheet")
    flow = list(body_of(document))
    writer.name_places(flow)
    writer.cover(document)
    if not writer.short:
        writer.contents(flow)
    for block in flow:
        writer.write(block)
    heading = document.title.heading if document.title else worded("Report")
    project = document.title.project if document.title else ""
    set_running_words(
        made, seen(" · ".join(filter(None, (heading, project)))), (worded("Page "), worded(" of "))
    )
    set_language(made, _TAGS.get(document.speech.language, document.speech.language))
    _say_what_it_is(made, heading, project)
    marks = document.title.marks if document.title else ()
    set_properties(made, [(name, seen(value)) for name, value in marks])
    place = io.BytesIO()
    made.save(place)
    return steady_bytes(place.getvalue())


def _say_what_it_is(made: WordDocument, heading: str, project: str) -> None:
    about = made.core_properties
    about.title, about.subject = seen(heading)[:255], seen(project)[:255]
    about.author, about.last_modified_by, about.comments = "", "", ""
    about.revision = 1
    about.language = spoken().language
    # Nothing in a report tells when it was packed; the day of its data stands on its first page.
    about.created = about.modified = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass
class _Writer:
    """Writes blocks into a document, one after the other."""

    made: WordDocument
    draw: Drawn
    short: bool = False
    places: dict[str, str] = field(default_factory=dict)
    pictures: int = 0
    bookmarks: int = 0

    @property
    def width(self) -> int:
        section = self.made.sections[0]
        return int(section.page_width - section.left_margin - section.right_margin)  # type: ignore[operator]

    def name_places(self, flow: Iterable[Flow]) -> None:
        """Know all places that a link may lead to before the first link is written."""
        taken: set[str] = set()
        for one in flow:
            if isinstance(one, Headline | Grid | Picture) and one.anchor:
                self.places.setdefault(one.anchor, bookmark_name(one.anchor, taken))

    def cover(self, document: Document) -> None:
        """Write what stands before everything else."""
        title = document.title
        for stamp in document.stamps:
            self._paragraph(as_text(stamp), STAMP)
        if title is None:
            self._paragraph(say("Report"), "Title")
            return
        if title.project:
            self._coloured(title.project, 12)
        self._paragraph(as_text(title.heading), "Title")
        for line in [" · ".join(title.lines)] if self.short else title.lines:
            self._coloured(line, 10)
        if title.ambition:
            self._paragraph(as_text(title.ambition), "Normal").paragraph_format.space_before = Pt(
                14
            )

    def contents(self, flow: Sequence[Flow]) -> None:
        """Write the contents as links; Word adds the pages when it renews the field."""
        heads = [one for one in flow if isinstance(one, Headline) and one.level <= 2]
        if len(heads) > 1:
            self._coloured(worded(CONTENTS), 12).paragraph_format.space_before = Pt(18)
            for place, head in enumerate(heads):
                paragraph = self.made.add_paragraph(style=self.made.styles[CELL])
                paragraph.paragraph_format.left_indent = Pt(14 * (head.level - 1))
                if place == 0:
                    _begin_field(paragraph, r'TOC \o "1-2" \h \z \u')
                self._phrases(paragraph, _linked(head))
                if place == len(heads) - 1:
                    paragraph.add_run()._r.append(element("w:fldChar", w_fldCharType="end"))
        self.made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def write(self, one: Flow, depth: int = 0) -> None:
        """Write a block."""
        match one:
            case Headline():
                paragraph = self._paragraph(one.words, f"Heading {one.level}")
                self._mark(paragraph, one.anchor)
            case Paragraph():
                self._paragraph(one.words, _STYLES[one.style])
            case Points():
                self._points(one, depth)
            case Grid():
                self._table(one)
            case Picture():
                self._picture(one)
            case Verbatim():
                self._paragraph(as_text(one.text), CODE)
            case Formula():
                self._paragraph(as_text(one.latex), CODE)

    def _points(self, one: Points, depth: int) -> None:
        style = "List Number" if one.ordered else "List Bullet"
        for point in one.points:
            for place, part in enumerate(point):
                if isinstance(part, Paragraph) and place == 0:
                    paragraph = self._paragraph(part.words, style)
                    if depth:
                        paragraph.paragraph_format.left_indent = Pt(18 * (depth + 1))
                else:
                    self.write(part, depth + 1)

    def _table(self, one: Grid) -> None:
        if one.label or one.caption:
            words = say("**{}** {}", one.label, one.caption) if one.label else one.caption
            caption = self._paragraph(words, "Caption")
            caption.paragraph_format.keep_with_next = True
            self._mark(caption, one.anchor)
        rows = [*([one.heads] if one.heads else []), *one.rows]
        columns = max(len(row) for row in rows)
        table = self.made.add_table(rows=len(rows), cols=columns)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        _rule(table)
        widths = [Emu(int(share * self.width)) for share in column_shares(one, _LINE)]
        for line, (row, cells) in enumerate(zip(rows, table._tbl.tr_lst, strict=True)):
            head = bool(one.heads) and line == 0
            for column, (words, cell) in enumerate(zip(row, cells.tc_lst, strict=True)):
                self._cell(_cell_of(cell, table), words, one, column, head=head)
                cell.width = widths[column]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        keep_rows_whole(table)
        if one.heads:
            repeat_heads(table)
        note = self._paragraph(one.note, NOTE)
        note.paragraph_format.space_before = Pt(3)

    def _cell(self, cell: _Cell, words: Text, one: Grid, column: int, *, head: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.made.styles[CELL]
        if one.sides[column] == "right":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        strong = head or (one.names and column == 0)
        self._phrases(paragraph, say("**{}**", words) if strong and words else words)
        if head:
            shade(cell, WASH)

    def _picture(self, one: Picture) -> None:
        if isinstance(one.source, bytes):
            content, known = one.source, one.media_type in _SHOWN_IN_WORD
        else:
            content, known = self.draw(one.source, "png"), True
        shape = self._shape(content, one.alt) if known else None
        if shape is None:
            kind = one.media_type or "an unknown kind"
            self._paragraph(
                say("Not shown: a picture of the kind {} ({}).", kind, one.alt), MISSING
            )
        if one.label or one.caption:
            caption = self._paragraph(say("**{}** {}", one.label, one.caption), "Caption")
            self._mark(caption, one.anchor)

    def _shape(self, content: bytes, alt: str) -> Any:
        from docx.image.exceptions import (
            InvalidImageStreamError,
            UnexpectedEndOfFileError,
            UnrecognizedImageError,
        )

        paragraph = self.made.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(content))
        except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError):
            paragraph._p.getparent().remove(paragraph._p)
            return None
        self.pictures += 1
        describe_picture(shape, seen(alt) or "Picture", self.pictures)
        widest = int(self.width * _SMALLER) if self.short else self.width
        if shape.width > widest:
            shape.height = Emu(int(shape.height * widest / shape.width))
            shape.width = Emu(widest)
        return shape

    def _coloured(self, words: str, size: float) -> WordParagraph:
        paragraph = self._paragraph(as_text(words), "Normal")
        paragraph.paragraph_format.space_after = Pt(2)
        for run in paragraph.runs:
            run.font.color.rgb, run.font.size = QUIET, Pt(size)
        return paragraph

    def _paragraph(self, words: Text, style: str) -> WordParagraph:
        paragraph = self.made.add_paragraph(style=self.made.styles[style])
        self._phrases(paragraph, words)
        return paragraph

    def _phrases(self, paragraph: WordParagraph, words: Text) -> None:
        for phrase in words.phrases:
            address = phrase.link if may_lead_to(phrase.link) else ""
            bookmark = self.places.get(address[1:], "") if address.startswith("#") else ""
            target: Any = paragraph._p
            if bookmark or (address and not address.startswith("#")):
                target = link_element(paragraph, address, bookmark)
                paragraph._p.append(target)
            self._run(paragraph, target, phrase, linked=target is not paragraph._p)

    def _run(self, paragraph: WordParagraph, target: Any, phrase: Phrase, *, linked: bool) -> None:
        run = Run(element("w:r"), paragraph)
        target.append(run._r)
        marks = phrase.marks
        if "below" in marks:
            run.add_break()
        run.add_text(seen(phrase.words))
        if "strong" in marks:
            run.bold = True
        if "emphasis" in marks:
            run.italic = True
        if "note" in marks or "below" in marks:
            run.font.color.rgb, run.font.size = QUIET, Pt(8)
        if "code" in marks:
            run.font.name = "Consolas"
        if linked:
            run.font.color.rgb = ACCENT

    def _mark(self, paragraph: WordParagraph, anchor: str) -> None:
        name = self.places.pop(anchor, None) if anchor else None
        if name:
            self.places[anchor] = name
            self.bookmarks += 1
            add_bookmark(paragraph, name, _BOOKMARKS + self.bookmarks)


def _linked(head: Headline) -> Text:
    address = f"#{head.anchor}" if head.anchor else ""
    return Text(tuple(phrase._replace(link=address) for phrase in head.words.phrases))


def _begin_field(paragraph: WordParagraph, instruction: str) -> None:
    """Begin a field that goes on over several paragraphs."""
    add_field(paragraph, instruction, "")
    paragraph._p.remove(paragraph._p.r_lst[-1])
    paragraph._p.remove(paragraph._p.r_lst[-1])


def _cell_of(cell: Any, table: Table) -> _Cell:
    from docx.table import _Cell as cell_of

    return cell_of(cell, table)


def _rule(table: Table) -> None:
    """Draw a line below each row."""
    properties: Any = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", w_val="single", w_sz="4", w_space="0", w_color=RULE))
    properties.append(borders)
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
