"""Slides of a report: what is tagged, one message each, no more than a wall can hold, offline."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from workbench.page.records import MIME, Provenance, Title, paragraphs, table, to_json
from workbench.page.text import as_text, say
from workbench.publish.document import Chapter, Document, PlacedFigure, PlacedTable, Section
from workbench.publish.reading import read_document
from workbench.publish.report_slides import shortened, slides_report

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
RECIPES = Path(__file__).parents[2] / "notebooks"
NAMES = ("2-diagnose-package", "3b-map-partners", "4-agree-on-strategy")
HOSTILE = '<img src=x onerror="alert(1)"></section><script>alert(2)</script>'


def drawn(figure: object, form: str) -> bytes:
    assert form == "png"
    return b"\x89PNG"


def document(words: str = "Seed", rows: int = 3) -> Document:
    placed = PlacedTable(table(words, ["What", "Why"], [[words, words]] * rows), "1.1", "t")
    figure = PlacedFigure("1.1", "f", words, words, {"data": [], "layout": {}}, 400)
    blocks = (paragraphs(words), placed, figure)
    shown = Section(Markup("{}").format(words), "s", blocks, on_slides=blocks)
    other = Section(Markup("Not on the wall"), "o", blocks)
    return Document(
        title=Title(heading=words, project=words, lines=(words,), illustrative=True,
                    ambition=words, scenario=words),
        summary=tuple((as_text(words), as_text(words)) for _ in range(4)),
        chapters=(Chapter("1", Markup("{}").format(words), "c", (shown, other)),),
        provenance=Provenance(),
    )  # fmt: skip


def test_a_report_has_its_first_page_and_what_is_marked() -> None:
    page = slides_report(document(), drawn).decode()
    assert page.count("<h2>") == 2 + 2  # title, page one, words with picture, table
    assert "Not on the wall" not in page
    assert page.count("<figure>") == 1


def test_a_long_table_is_cut_and_says_so() -> None:
    page = slides_report(document(rows=60), drawn).decode()
    assert re.search(r"\d+ more rows in the report\.", page)
    assert page.count("<tr>") < 30


def test_words_from_data_stay_words_and_nothing_is_fetched() -> None:
    page = slides_report(document(HOSTILE), drawn).decode()
    assert "<img src=x" not in page
    assert "<script>alert(2)" not in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert slides_report(document(), drawn) == slides_report(document(), drawn)


def test_cells_are_marked_by_their_tag() -> None:
    new: Any = nbformat.v4

    def cell(words: str, *tags: str) -> Any:
        output = new.new_output("display_data", {MIME: to_json(paragraphs(words))})
        made = new.new_code_cell("x", execution_count=1, outputs=[output])
        made.metadata["tags"] = list(tags)
        return made

    cells = [new.new_markdown_cell("# One\n\n"), cell("In the report."), cell("On it.", "slide")]
    page = slides_report(read_document([new.new_notebook(cells=cells)]), drawn).decode()
    assert "On it." in page
    assert "In the report." not in page


@given(st.text(), st.integers(1, 60))
def test_a_text_is_cut_between_sentences_alone(words: str, most: int) -> None:
    cut = shortened(say("{} **{}**", words, words), most).plain
    assert f"{words} {words}".startswith(cut)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
def test_no_slide_of_the_example_is_longer_than_the_wall(
    executed_recipe: Any, tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "slides.html"
    notebooks = [executed_recipe(RECIPES / f"{name}.ipynb") for name in NAMES]
    path.write_bytes(slides_report(read_document(notebooks), drawn))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
        page = context.new_page()
        page.goto(path.as_uri())
        tall = page.evaluate(
            "() => [...Array(Reveal.getTotalSlides()).keys()].map((n) => {"
            " Reveal.slide(n); return Reveal.getCurrentSlide().scrollHeight; })"
        )
        last = page.locator("section.present h2").last
        room = last.bounding_box()
        seen = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).textContent.trim()",
            [room["x"] + 5, room["y"] + 5] if room else [0, 0],
        )
        assert seen == last.inner_text()  # nothing lies before it, nothing cuts it off
        browser.close()
    assert len(tall) > 9
    assert max(tall) <= 720
