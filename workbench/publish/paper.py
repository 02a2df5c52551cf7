"""A document as it stands on paper: the flow from which PDF, Word files and slides are written.

:mod:`workbench.publish.html` lays out a page that is read on a screen. Paper has neither buttons
nor parts that fold, so what belongs to the screen alone is left out and everything else becomes
headings, passages, lists, tables and pictures, in order and without loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.language import figured, phrased
from workbench.page.records import Attachment, Bullets, Paragraphs, Provenance
from workbench.page.text import Text, as_text, join, link, say
from workbench.publish.document import (
    METHODS,
    ON_ONE_PAGE,
    ON_SCREEN,
    PROVENANCE,
    RUN_ON,
    WHAT_IS_MISSING,
    Block,
    Chapter,
    Document,
    Foreign,
    PlacedFigure,
    PlacedTable,
)
from workbench.publish.flow import Flow, Grid, Headline, Paragraph, Picture, Points
from workbench.publish.fragments import fragment_flow, words_of


def body_of(document: Document) -> Iterator[Flow]:
    """Yield what a report says after its title, from page one to the methods.

    Examples
    --------
    >>> from workbench.page.records import paragraphs
    >>> from workbench.publish.document import Section
    >>> from markupsafe import Markup
    >>> section = Section(Markup("Seed"), "seed", (paragraphs("It is scarce."),))
    >>> said = Document(chapters=(Chapter("1", Markup("Supply"), "supply", (section,)),))
    >>> for block in body_of(said):
    ...     print(type(block).__name__, block.words.plain)
    Headline 1 Supply
    Headline Seed
    Paragraph It is scarce.
    """
    yield from page_one(document)
    for chapter in document.chapters:
        yield from chapter_flow(chapter)
    yield from missing_list(document)
    if document.provenance:
        yield from _methods(document.provenance)
        yield Paragraph(as_text(document.on_paper), "note")


def page_one(document: Document) -> Iterator[Flow]:
    """Yield the one-page summary, where there is one."""
    if not document.summary:
        return
    rows = list(document.summary)
    if document.missing and not document.says_what_to_do:
        names = join("; ", [what for what, _ in document.missing])
        rows.append((say("Missing"), names + "."))
    yield Headline(say(ON_ONE_PAGE), 1, "on-one-page")
    yield Grid((), tuple(rows), ("left", "left"), names=True)


def chapter_flow(chapter: Chapter) -> Iterator[Flow]:
    """Yield a chapter: its heading, then its sections, without what is for the screen alone."""
    title = words_of(chapter.title) or say("Notebook")
    yield Headline(say("{} {}", chapter.number, title), 1, chapter.anchor)
    for section in chapter.sections:
        blocks = [flow for block in section.blocks for flow in block_flow(block)]
        if section.title and blocks:
            yield Headline(words_of(section.title), section.level, section.anchor)
        yield from blocks


def missing_list(document: Document) -> Iterator[Flow]:
    """Yield the closing list of what is missing."""
    if document.missing:
        yield Headline(say(WHAT_IS_MISSING), 1, "missing")
        rows = tuple((what, sentence) for what, sentence in document.missing)
        yield Grid((), rows, ("left", "left"), names=True)


def block_flow(block: Block) -> Iterator[Flow]:
    """Yield a block of a section as it stands on paper; nothing, if it is for the screen alone."""
    match block:
        case Paragraphs():
            yield from (Paragraph(one) for one in block.paragraphs)
        case Bullets():
            if block.lead:
                yield Paragraph(block.lead)
            yield Points(tuple((Paragraph(one),) for one in block.points))
        case Attachment():
            yield Paragraph(link(block.words, block.name), "note")
        case PlacedTable(printed=True):
            yield grid_of(block)
        case PlacedFigure(printed=True):
            yield Picture(
                source=block,
                alt=block.alt,
                caption=block.caption,
                label=phrased("Figure {}", block.number),
                anchor=block.anchor,
            )
        case Foreign():
            yield from fragment_flow(block.html)


def grid_of(placed: PlacedTable) -> Grid:
    """Return a table as it stands on paper."""
    table = placed.table
    return Grid(
        heads=tuple(as_text(head.shown) for head in table.heads),
        rows=tuple(
            tuple(as_text(figured(f"{c:,}")) if isinstance(c, int) else c for c in row)
            for row in table.rows
        ),
        sides=tuple("right" if one.holds == "numbers" else "left" for one in table.heads),
        names=table.heads[0].holds == "names",
        label=phrased("Table {}", placed.number),
        caption=table.caption,
        note=table.note,
        anchor=placed.anchor,
    )


def _methods(record: Provenance) -> Iterator[Flow]:
    yield Headline(say(METHODS), 1, "methods")
    for name, heading in PROVENANCE.items():
        lines: Sequence[Text] = getattr(record, name)
        if not lines or name in ON_SCREEN:
            continue
        yield Headline(say(heading), 2, f"methods-{name}")
        if name in RUN_ON:
            yield Paragraph(join(" · ", lines), "note")
        else:
            yield Points(tuple((Paragraph(line, "note"),) for line in lines))
