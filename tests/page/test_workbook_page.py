"""One sheet in the style of the house."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples

pytest.importorskip("xlsxwriter", reason="writes the workbook; it comes with the lock")

from workbench.page.workbook_page import Book, Page, cell, risky


@pytest.fixture
def book():
    return Book("A title", "A subject", date(2026, 3, 14))


def _page(book):
    return Page(book, "Sheet", "Title", "Subtitle", [("Key", 10, False), ("Amount, USD", 12, True)])


def _read(book):
    return openpyxl.load_workbook(BytesIO(book.close()))["Sheet"]


def test_numbers_text_days_and_blanks(book):
    page = _page(book)
    page.text(0, "=1")
    page.number(1, Decimal("12.50"))
    page.row += 1
    page.day(0, date(2026, 3, 1))
    page.number(1, None)
    sheet = _read(book)
    assert (sheet["A7"].value, sheet["A7"].data_type) == ("=1", "s")
    assert sheet["B7"].value == 12.5
    assert sheet["A8"].value.date() == date(2026, 3, 1)
    assert sheet["B8"].value is None
    assert sheet.freeze_panes == "A7"


def test_a_row_is_as_high_as_its_text(book):
    page = _page(book)
    page.text(0, "a long text that takes several lines of ten letters")
    page.row += 1
    page.text(0, "short")
    sheet = _read(book)
    assert sheet.row_dimensions[7].height > 40
    assert sheet.row_dimensions[8].height is None


def test_missing_text_is_blank_and_long_text_is_cut(book):
    page = _page(book)
    page.text(0, float("nan"))
    page.text(1, "x" * 40_000)
    sheet = _read(book)
    assert sheet["A7"].value is None
    assert len(sheet["B7"].value) == 30_000


def test_the_check_cell_is_listed(book):
    page = _page(book)
    page.check("1-1", "one less one")
    assert book.checks == [("Sheet", "'Sheet'!$B$4")]
    assert _read(book)["A5"].value == "must be 0: one less one"


@examples(25)
@given(st.text(max_size=20))
def test_any_text_stays_text(words):
    book = Book("t", "s", date(2026, 1, 1))
    _page(book).text(0, words)
    cell = _read(book)["A7"]
    assert cell.data_type in {"s", "n", "inlineStr"}
    assert cell.data_type != "n" or cell.value is None
    if risky(words.strip()):
        assert cell.quotePrefix


def test_addresses_of_cells():
    assert [cell(0, n) for n in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]
    assert cell(5, 2, fixed="column") == "$C6"
