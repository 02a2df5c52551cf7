"""A report as a Word file: headings, tables, captions, links and alt texts are real ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from workbench.page.records import Provenance, TableHead, Title, bullets, paragraphs, table
from workbench.page.text import as_text, link, note, say
from workbench.publish.document import (
    Chapter,
    Document,
    Foreign,
    PlacedFigure,
    PlacedTable,
    Section,
)  # fmt: skip

docx = pytest.importorskip("docx", reason="python-docx is not installed")
word = pytest.importorskip("workbench.publish.word")

HOSTILE = '{{ x }} <w:t>&amp;</w:t> ]]> =cmd|"x" \\field { DATE } "q"'


def png(width: int = 900, height: int = 300) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def drawn(figure: object, form: str) -> bytes:
    assert form == "png"
    return png()


def document(words: str = "Seed") -> Document:
    heads = ["What", TableHead("People", "numbers")]
    placed = PlacedTable(
        table(words, heads, [[words, 1200], [say("**{}**", words), 3]], note=note(words)),
        "1.1", "t",
    )  # fmt: skip
    figure = PlacedFigure("1.1", "f", words, f"alt {words}", {"data": [], "layout": {}}, 400)
    foreign = Markup("<ol><li>{}<ul><li>{}</li></ul></li></ol><pre>{}</pre>").format(*[words] * 3)
    blocks = (
        paragraphs(words, link(words, "#t"), link(words, "https://example.org/?a=1&b=2")),
        bullets([words, words], words), placed, figure, Foreign(foreign),
    )  # fmt: skip
    section = Section(Markup("{}").format(words), "s", blocks)
    return Document(
        title=Title(
            heading=words, project=words, lines=(words,), illustrative=True, ambition=words
        ),
        summary=((as_text(words), as_text(words)),),
        chapters=(Chapter("1", Markup("{}").format(words), "c", (section,)),),
        missing=((as_text(words), as_text(words)),),
        provenance=Provenance(notes=(as_text(words),)),
    )


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def test_headings_tables_captions_and_alt_texts_are_real() -> None:
    made = opened(word.word_report(document(), drawn))
    heads = [(one.style.name, one.text) for one in made.paragraphs if "Heading" in one.style.name]
    assert heads == [
        ("Heading 1", "On one page"), ("Heading 1", "1 Seed"), ("Heading 2", "Seed"),
        ("Heading 1", "What is missing"), ("Heading 1", "Methods, parameters and sources"),
        ("Heading 2", "Notes"),
    ]  # fmt: skip
    captions = [one.text for one in made.paragraphs if one.style.name == "Caption"]
    assert captions == ["Table 1.1 Seed", "Figure 1.1 Seed"]
    grid = made.tables[1]
    assert [cell.text for cell in grid.rows[1].cells] == ["Seed", "1,200"]
    assert grid._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")
    assert len(grid._tbl.xpath("./w:tr/w:trPr/w:cantSplit")) == 3
    described = [one.get("descr") for one in made.element.xpath("//wp:docPr")]
    assert described == ["alt Seed"]
    styles = [one.style.name for one in made.paragraphs]
    assert styles.count("List Bullet") == 4
    assert styles.count("List Number") == 1


def test_contents_and_links_lead_to_places_that_are_there() -> None:
    made = opened(word.word_report(document(), drawn))
    marks = set(made.element.xpath("//w:bookmarkStart/@w:name"))
    aims = made.element.xpath("//w:hyperlink/@w:anchor")
    assert len(aims) == 7  # six lines of the contents, one link to the table
    assert set(aims) <= marks
    kinds = made.element.xpath("//w:fldChar/@w:fldCharType")
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate") == 1
    assert "TOC" in "".join(made.element.xpath("//w:instrText/text()"))
    out = {one.target_ref for one in made.part.rels.values() if one.is_external}
    assert out == {"https://example.org/?a=1&b=2"}


def test_pages_are_numbered_and_pictures_fit_them() -> None:
    made = opened(word.word_report(document(), drawn))
    foot = made.sections[0].footer.paragraphs[0]._p
    assert [one.strip() for one in foot.xpath(".//w:instrText/text()")] == ["PAGE", "NUMPAGES"]
    section = made.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert 0 < made.inline_shapes[0].width <= room
    widths = [cell.width for cell in made.tables[1].rows[0].cells]
    assert sum(widths) <= room


def test_the_same_document_gives_the_same_bytes() -> None:
    assert word.word_report(document(), drawn) == word.word_report(document(), drawn)


def test_words_from_data_stay_words() -> None:
    content = word.word_report(document(HOSTILE + "\x07\u202e\ud800"), drawn)
    made = opened(content)
    assert made.tables[1].rows[1].cells[0].text == HOSTILE
    assert made.element.xpath("//w:instrText/text()") == [r' TOC \o "1-2" \h \z \u ']
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert all(name.startswith(("word/", "docProps/", "_rels/", "[Content", "customXml/"))
                   for name in archive.namelist())  # fmt: skip


def test_the_look_of_a_house_is_taken_and_its_text_is_not() -> None:
    house = docx.Document()
    house.add_paragraph("Do not print me.")
    house.sections[0].footer.paragraphs[0].text = "House of Seed"
    house.styles["Heading 1"].font.name = "Georgia"
    place = io.BytesIO()
    house.save(place)
    made = opened(word.word_report(document(), drawn, place.getvalue()))
    assert "Do not print me." not in [one.text for one in made.paragraphs]
    assert made.sections[0].footer.paragraphs[0].text == "House of Seed"
    assert made.styles["Heading 1"].font.name == "Georgia"


def test_a_picture_that_word_cannot_show_is_named() -> None:
    block = Foreign(Markup('<img alt="a map" src="data:image/webp;base64,AAAA">'))
    chapter = Chapter("1", Markup("One"), "c", (Section(Markup("S"), "s", (block,)),))
    made = opened(word.word_report(Document(chapters=(chapter,)), drawn))
    assert "Not shown: a picture of the kind image/webp (a map)." in [
        one.text for one in made.paragraphs
    ]


def test_a_document_without_anything_is_a_report_too() -> None:
    assert opened(word.word_report(Document(), drawn)).paragraphs[0].text == "Report"


def test_a_file_says_of_which_site_and_version_it_is_beside_what_a_reference_says() -> None:
    made = document()
    assert made.title is not None
    marks = (("Workbench site", "a"), ("Workbench project", HOSTILE + "\x07"))
    first = word.word_report(replace(made, title=replace(made.title, marks=marks)), drawn)
    again = (("Workbench site", "b"),)
    content = word.word_report(replace(made, title=replace(made.title, marks=again)), drawn, first)
    assert _properties(first) == {"Workbench site": "a", "Workbench project": HOSTILE}
    assert _properties(content) == {"Workbench project": HOSTILE, "Workbench site": "b"}
    assert _properties(word.word_report(made, drawn)) == {}


def _properties(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "docProps/custom.xml" not in archive.namelist():
            return {}
        root = fromstring(archive.read("docProps/custom.xml"))
    return {one.attrib["name"]: "".join(one.itertext()) for one in root}
