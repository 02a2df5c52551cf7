"""The typed blocks of a report."""

from typing import get_args

from markupsafe import Markup

from workbench.page.records import paragraphs, table
from workbench.publish.document import Block, Chapter, Document, Foreign, PlacedTable, Section


def test_every_block_names_its_kind_and_no_two_the_same():
    kinds = [block.kind for block in get_args(Block)]
    assert len(set(kinds)) == len(kinds) == 6


def test_a_document_of_nothing_is_empty():
    empty = Document()
    assert (empty.title, empty.chapters, empty.figures, dict(empty.facts)) == (None, (), 0, {})


def test_equal_documents_are_equal():
    def made():
        placed = PlacedTable(table("Levels", ["A"], [["1"]]), "1.1", "table-1-1")
        blocks = (paragraphs("x"), placed, Foreign(Markup("<p>y</p>"), introduces=True))
        section = Section(Markup("Use"), "use", blocks)
        return Document(chapters=(Chapter("1", Markup("One"), "one", (section,)),))

    assert made() == made()
