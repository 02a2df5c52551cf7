"""A report as PDF: tagged, the same bytes each time, and words from data are never code."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from markupsafe import Markup
from pypdf import PdfReader

from workbench.page.records import Provenance, Title, bullets, paragraphs, table
from workbench.page.text import as_text, link, note, say
from workbench.publish.document import (
    Chapter,
    Document,
    Foreign,
    PlacedFigure,
    PlacedTable,
    Section,
)  # fmt: skip

pdf = pytest.importorskip("workbench.publish.pdf", reason="typst is not installed")
pytest.importorskip("typst", reason="typst is not installed")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="9" height="9"/></svg>'  # noqa: E501
HOSTILE = '#read("/etc/passwd") $x$ *b* _i_ `c` <l> @r \\ #{panic()} // = - + / [a] "q" \u202e\x07'


def drawn(figure: object, form: str) -> bytes:
    assert form == "svg"
    return SVG


def document(words: str = "Seed", title: Title | None = None) -> Document:
    placed = PlacedTable(
        table(words, ["What", words], [[words, say("**{}**", words)]], note=note(words)), "1.1", "t"
    )
    figure = PlacedFigure("1.1", "f", words, words, {"data": [], "layout": {}}, 400)
    blocks = (
        paragraphs(words, link(words, "#t"), link(words, "https://example.org/?a=1&b=2")),
        bullets([words, words], words), placed, figure,
        Foreign(Markup("<h3>{}</h3><pre>{}</pre><ol><li>{}<ul><li>{}</li></ul></li></ol>").format(
            *[words] * 4)),
    )  # fmt: skip
    chapter = Chapter(
        "1", Markup("{}").format(words), "c", (Section(Markup("{}").format(words), "s", blocks),)
    )
    return Document(
        title=title or Title(heading=words, project=words, lines=(words,), illustrative=True,
                             ambition=words, scenario=words),
        summary=((as_text(words), as_text(words)),),
        chapters=(chapter, replace(chapter, number="2", anchor="c2")),
        missing=((as_text(words), as_text(words)),),
        provenance=Provenance(methods=(as_text(words),), notes=(as_text(words),), workbench="1"),
    )  # fmt: skip


def words_in(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.pdf_report(document(), drawn) == pdf.pdf_report(document(), drawn)


def test_a_report_is_tagged_and_says_its_title_and_language() -> None:
    made = pdf.pdf_report(document(), drawn)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"/Lang" in made
    assert b"pdfuaid" in made


def test_words_from_data_stay_words() -> None:
    said = words_in(pdf.pdf_report(document(HOSTILE), drawn))
    shown = '#read("/etc/passwd") $x$ *b* _i_ `c` <l> @r \\ #{panic()} // = - + / [a] "q"'
    assert " ".join(said.split()).count(shown.replace("  ", " ")) >= 5
    assert "root:" not in said


def test_words_without_an_end_go_on_in_the_next_line() -> None:
    said = words_in(pdf.pdf_report(document("Verylongname" * 16), drawn))
    assert "Verylongname" * 3 in said.replace("\n", "").replace("\u200b", "")


def test_signs_that_our_letters_lack_fail_no_report() -> None:
    said = words_in(pdf.pdf_report(document("ወንዶች እና seed \U000e01f0"), drawn))
    assert "seed" in said


def test_a_document_without_anything_is_a_report_too() -> None:
    assert pdf.pdf_report(Document(), drawn).startswith(b"%PDF-")


def test_a_picture_of_an_unknown_kind_is_named_and_loses_nothing_else() -> None:
    block = Foreign(Markup('<img alt="old" src="data:image/x-pict;base64,AAAA">'))
    chapter = Chapter("1", Markup("One"), "c", (Section(Markup("S"), "s", (block,)),))
    assert pdf.pdf_report(Document(chapters=(chapter,)), drawn)


def test_what_typst_cannot_set_is_a_fault_in_one_line() -> None:
    def broken(figure: object, form: str) -> bytes:
        return b"<svg"

    with pytest.raises(pdf.PdfFault, match=r"^The PDF could not be set: [^\n]+$"):
        pdf.pdf_report(document(), broken)
