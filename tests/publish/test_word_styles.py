"""The look of a Word report, and reference documents that are none."""

from __future__ import annotations

import io

import pytest

docx = pytest.importorskip("docx", reason="python-docx is not installed")
word_styles = pytest.importorskip("workbench.publish.word_styles")


@pytest.mark.parametrize("content", [b"", b"no Word file", b"PK\x05\x06" + b"\0" * 18])
def test_a_reference_that_is_no_word_file_is_told_in_one_line(content: bytes) -> None:
    with pytest.raises(word_styles.ReferenceFault, match=r"^The Word template cannot[^\n]*$"):
        word_styles.blank_report(content)


def test_ours_is_a_page_of_a4_with_all_styles() -> None:
    made = word_styles.blank_report(None)
    assert round(made.sections[0].page_width.cm, 1) == 21.0
    names = {one.name for one in made.styles}
    assert {word_styles.NOTE, word_styles.MISSING, word_styles.CELL, "Caption"} <= names


def test_a_reference_without_our_styles_gets_them() -> None:
    bare = docx.Document()
    for name in ("Caption", "List Number"):
        style = bare.styles[name]._element
        style.getparent().remove(style)
    place = io.BytesIO()
    bare.save(place)
    made = word_styles.blank_report(place.getvalue())
    assert {"Caption", "List Number", word_styles.CODE} <= {one.name for one in made.styles}
