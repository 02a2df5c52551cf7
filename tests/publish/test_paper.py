"""What of a document goes to paper, in which order."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from workbench.page.records import Attachment, Provenance, TableHead, bullets, paragraphs, table
from workbench.page.text import as_text
from workbench.publish.document import (
    Chapter,
    Document,
    Foreign,
    PlacedFigure,
    PlacedTable,
    Section,
)  # fmt: skip
from workbench.publish.flow import Grid, Headline, Paragraph, Picture, Points, figures_of
from workbench.publish.paper import block_flow, body_of

FIGURE = PlacedFigure("1.1", "figure-1-1", "What it shows.", "In words.", {"data": []}, 400)
TABLE = PlacedTable(
    table("Sites", [TableHead("Site", "names"), TableHead("People", "numbers", "heads")],
          [["Huye", 381900]], note="Counted."), "1.1", "table-1-1",
)  # fmt: skip


def document(*blocks: object) -> Document:
    section = Section(Markup("Seed &amp; soil"), "seed", blocks)  # type: ignore[arg-type]
    return Document(
        summary=((as_text("To do first"), as_text("Ask.")),),
        chapters=(Chapter("1", Markup("Supply"), "supply", (section,)),),
        missing=((as_text("Scores"), as_text("None.")),),
        provenance=Provenance(methods=(as_text("A"), as_text("B")), sources=(as_text("C"),)),
    )


def test_a_report_goes_to_paper_in_its_order() -> None:
    found = list(body_of(document(paragraphs("One."), bullets(["a", "b"], "Two:"), TABLE, FIGURE)))
    heads = [one.words.plain for one in found if isinstance(one, Headline)]
    assert heads == [
        "On one page", "1 Supply", "Seed & soil", "What is missing",
        "Methods, parameters and sources", "Methods",
    ]  # fmt: skip
    kinds = [type(one) for one in found]
    assert kinds[4:10] == [Paragraph, Paragraph, Points, Grid, Picture, Headline]
    grids = [one for one in found if isinstance(one, Grid)]
    assert [one.plain for one in grids[1].rows[0]] == ["Huye", "381,900"]
    assert [one.plain for one in grids[1].heads] == ["Site", "People, heads"]
    assert (grids[1].label, grids[1].sides, grids[1].names) == (
        "Table 1.1",
        ("left", "right"),
        True,
    )
    assert figures_of(found) == [FIGURE]
    last = found[-1]
    assert isinstance(last, Paragraph)
    assert last.words.plain.endswith("are in the report on screen.")
    book = Attachment("budget.xlsx", as_text("Budget"), b"")
    beside = replace(document(), attachments=(book,))
    assert beside.on_paper.endswith("on screen, all rows in the workbooks beside it.")


def test_what_is_for_the_screen_alone_stays_there_with_its_heading() -> None:
    found = list(body_of(document(replace(FIGURE, printed=False), replace(TABLE, printed=False))))
    assert [one for one in found if isinstance(one, Headline) and one.anchor == "seed"] == []
    assert figures_of(found) == []
    assert not any(isinstance(one, Grid) and one.label for one in found)


def test_text_of_a_notebook_is_taken_apart() -> None:
    (found,) = block_flow(Foreign(Markup("<p>Seed <b>now</b>.</p>")))
    assert isinstance(found, Paragraph)
    assert found.words.plain == "Seed now."
