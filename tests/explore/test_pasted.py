"""Cells come in as a spreadsheet copies them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.explore.pasted import pasted_cells

LINES = ("L1", "L2", "L3")


def _pasted(text, at=(0, 0)):
    return [tuple(one) for one in pasted_cells(text, at=at, keys=LINES, width=2)]


def test_cells_go_right_and_down_and_an_empty_one_leaves_what_stands():
    assert _pasted("2\t2500\r\n\t9\r\n4\n") == [
        (0, 0, "2"),
        (0, 1, "2500"),
        (1, 1, "9"),
        (2, 0, "4"),
    ]
    assert _pasted("2500\n9", at=(1, 1)) == [(1, 1, "2500"), (2, 1, "9")]


def test_rows_that_begin_with_a_line_go_to_that_line():
    assert _pasted("line\tquantity\tunit cost\nL3\t2\t2500\nL1\t\t9\n", at=(1, 1)) == [
        (2, 0, "2"), (2, 1, "2500"), (0, 1, "9"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("1\n2", (2, 0), "1 rows too long"),
        ("1\t2\t3", (0, 0), "1 columns too wide"),
        ("L1\t2\t3\t4", (0, 0), "1 columns too wide"),
        (" \n", (0, 0), "Nothing was pasted"),
        ("", (0, 0), "Nothing was pasted"),
    ],
)
def test_what_cannot_be_taken_is_said(text, at, words):
    with pytest.raises(InvalidInput, match=words):
        _pasted(text, at)


CELL = st.text("0123456789.x", max_size=4)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=3))
def test_what_is_pasted_is_what_was_copied(rows):
    kept = {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell}
    if kept:
        found = _pasted("\n".join("\t".join(row) for row in rows))
        assert {(r, c): text for r, c, text in found} == kept
