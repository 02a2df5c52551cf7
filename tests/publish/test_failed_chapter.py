import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workbench.publish.document import ReportFault
from workbench.publish.failed_chapter import failed_chapter, require_chapter
from workbench.publish.html import page_html
from workbench.publish.reading import read_document


def test_a_failed_chapter_keeps_its_place_and_says_why(tmp_path):
    path = tmp_path / "6-yield.ipynb"
    cells = [new_markdown_cell("words"), new_markdown_cell("# 6 Yield response\n\nHow much?")]
    path.write_text(json.dumps(new_notebook(cells=cells)))
    document = read_document([failed_chapter(path, "cell [3]: <b>no rain</b>")])
    (chapter,) = document.chapters
    assert (chapter.number, chapter.title) == ("6", "Yield response")
    assert [what.plain for what, _ in document.missing] == ["Chapter 6 Yield response"]
    page = page_html(document, script_source="p.js")
    assert "<strong>This chapter could not be made.</strong> cell [3]: &lt;b&gt;no rain" in page


@pytest.mark.parametrize("content", [None, "{", '{"cells": []}'])
def test_without_a_heading_its_name_is_its_title(tmp_path, content):
    path = tmp_path / "6-yield-response.ipynb"
    if content is not None:
        path.write_text(content)
    (chapter,) = read_document([failed_chapter(path, "no rain")]).chapters
    assert (chapter.number, chapter.title) == ("6", "yield response")


def test_a_chapter_that_a_page_cannot_hold_is_found_before_it_is_part_of_a_report():
    shown = new_output("display_data", {"text/plain": "FigureWidget({"})
    good = new_notebook(cells=[new_code_cell("1", execution_count=1)])
    require_chapter(good)
    with pytest.raises(ReportFault, match="FigureWidget"):
        require_chapter(
            new_notebook(cells=[new_code_cell("1", execution_count=1, outputs=[shown])])
        )
