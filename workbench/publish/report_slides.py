"""A report as slides: its first page, then what its notebooks mark for a wall, one message each.

Cells tagged ``slide`` are shown: their words cut to what is read aloud, their figures as pictures,
their tables as far as a wall can hold them. The rest is in the report.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from math import ceil
from typing import Final

from markupsafe import Markup

from workbench.language import phrased, worded
from workbench.page.records import Bullets, Paragraphs, ReportTable
from workbench.page.text import Text, as_text
from workbench.page.wording import count
from workbench.publish.columns import column_shares
from workbench.publish.document import (
    ON_ONE_PAGE,
    Block,
    Document,
    Foreign,
    PlacedFigure,
    PlacedTable,
    Section,
)  # fmt: skip
from workbench.publish.html import table_inner, text_html
from workbench.publish.paper import grid_of
from workbench.publish.pictures import Drawn
from workbench.publish.slides import WallSlide, wall_html

_WORDS: Final = 55  # that a slide holds beside a picture
_POINTS: Final = 7
_ACROSS: Final = 96  # letters of a table on a line
_LINES: Final = 16  # of a table on a slide
_GAP: Final = 0.35  # lines between two rows
_ANSWERS: Final = 3  # of page one on a slide
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9«“\"])")


def slides_report(document: Document, draw: Drawn) -> bytes:
    """Return a report as slides, in one page that asks nothing of the network.

    Parameters
    ----------
    document : Document
        What the report says.
    draw : callable
        Gives the picture of a figure as PNG; see :mod:`workbench.publish.pictures`.

    Raises
    ------
    PictureFault
        A figure could not be drawn.
    """
    title = document.title.heading if document.title else worded("Report")
    slides = [_cover(document), *_first_page(document)]
    for chapter in document.chapters:
        for section in chapter.sections:
            heading = section.title or chapter.title
            slides += _of_section(heading, section, draw)
    return wall_html(title, slides).encode("utf-8")


def _cover(document: Document) -> WallSlide:
    title = document.title
    if title is None:
        return WallSlide(Markup("{}").format(worded("Report")), Markup(""))
    stamp = Markup('<p class="stamp">{}</p>')
    parts = [stamp.format(one) for one in document.stamps]
    parts.append(Markup("<p>{}</p>").format(title.project))
    parts.append(Markup('<p class="note">{}</p>').format(" · ".join(title.lines)))
    if title.ambition:
        parts.append(Markup("<p>{}</p>").format(title.ambition))
    return WallSlide(Markup("{}").format(title.heading), Markup("\n").join(parts))


def _first_page(document: Document) -> Iterator[WallSlide]:
    """Yield page one, a few answers at a time."""
    row = Markup('<tr><th scope="row">{}</th><td>{}</td></tr>')
    rows = [
        row.format(text_html(head), text_html(shortened(answer, _WORDS)))
        for head, answer in document.summary
    ]
    for begin in range(0, len(rows), _ANSWERS):
        inner = Markup("\n").join(rows[begin : begin + _ANSWERS])
        body = Markup('<table class="answers"><tbody>{}</tbody></table>').format(inner)
        yield WallSlide(Markup("{}").format(worded(ON_ONE_PAGE)), body)


def _of_section(heading: Markup, section: Section, draw: Drawn) -> Iterator[WallSlide]:
    """Yield the slides of a section: the first picture beside the words, all else by itself."""
    said: list[Markup] = []
    pictures: list[Markup] = []
    tables: list[Markup] = []
    for block in section.on_slides:
        match block:
            case PlacedFigure():
                pictures.append(_picture(block, draw))
            case PlacedTable():
                tables.append(_table(block))
            case _:
                said += _words(block)
    words = Markup("\n").join(said[:2])
    if words and pictures:
        beside = Markup('<div class="beside"><div>{}</div>{}</div>')
        yield WallSlide(heading, beside.format(said[0], pictures.pop(0)))
    elif words:
        yield WallSlide(heading, words)
    for one in (*pictures, *tables):
        yield WallSlide(heading, one)


def _words(block: Block) -> Iterator[Markup]:
    match block:
        case Paragraphs():
            for one in block.paragraphs:
                yield Markup("<p>{}</p>").format(text_html(shortened(one, _WORDS)))
        case Bullets():
            points = (
                Markup("<li>{}</li>").format(text_html(shortened(one, _WORDS // 2)))
                for one in block.points[:_POINTS]
            )
            lead = Markup("<p>{}</p>").format(text_html(block.lead)) if block.lead else Markup("")
            yield Markup("{}<ul>{}</ul>").format(lead, Markup("").join(points))
        case Foreign():
            yield block.html


def _picture(block: PlacedFigure, draw: Drawn) -> Markup:
    packed = b64encode(draw(block, "png")).decode("ascii")
    return Markup(
        '<figure><img alt="{}" src="data:image/png;base64,{}"><figcaption>{}</figcaption></figure>'
    ).format(block.alt, packed, shortened(as_text(block.caption), _WORDS // 2).plain)


def _table(block: PlacedTable) -> Markup:
    """Show the rows that a wall can hold, and say how many more there are."""
    table, grid = block.table, grid_of(block)
    letters = [max(4.0, share * _ACROSS) for share in column_shares(grid, _ACROSS)]
    kept, lines = 0, 0.0
    for row in grid.rows:
        lines += _GAP + max(
            ceil(len(cell.plain) / room) for cell, room in zip(row, letters, strict=True)
        )
        if kept and lines > _LINES:
            break
        kept += 1
    cut = ReportTable(table.caption, table.heads, table.rows[:kept])
    more = len(table.rows) - kept
    note = phrased("{} in the report.", count(more, "more row")) if more else ""
    return Markup('<table><caption>{}</caption>{}</table><p class="note">{}</p>').format(
        text_html(table.caption), table_inner(cut), note
    )


def shortened(words: Text, most: int) -> Text:
    """Return the first whole sentences of a text that fit a slide; one at least.

    Examples
    --------
    >>> shortened(as_text("Seed is scarce. It costs much. So we grow it."), 6).plain
    'Seed is scarce. It costs much.'
    """
    plain = words.plain
    sentences = _SENTENCE.split(plain)
    kept, count = 0, 0
    for number, sentence in enumerate(sentences):
        count += len(sentence.split())
        if number and count > most:
            break
        kept = plain.index(sentence, kept) + len(sentence)
    return _first_letters(words, kept)


def _first_letters(words: Text, letters: int) -> Text:
    phrases = []
    for phrase in words.phrases:
        if letters <= 0:
            break
        before = 1 if "below" in phrase.marks else 0  # the blank that stands for the line's end
        phrases.append(phrase._replace(words=phrase.words[: max(0, letters - before)]))
        letters -= len(phrase.words) + before
    return Text(tuple(phrases))
