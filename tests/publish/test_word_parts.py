"""Parts of a Word file that python-docx has no words for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("docx", reason="python-docx is not installed")
word_parts = pytest.importorskip("workbench.publish.word_parts")


@given(st.lists(st.text(max_size=80), max_size=20))
def test_bookmarks_have_names_of_their_own_that_word_takes(anchors: list[str]) -> None:
    taken: set[str] = set()
    names = [word_parts.bookmark_name(anchor, taken) for anchor in anchors]
    assert len(set(names)) == len(anchors)
    assert all(len(name) <= 40 and name.startswith("p_") for name in names)
