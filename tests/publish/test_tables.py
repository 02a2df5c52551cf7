import pandas as pd
import pytest

from workbench.publish.tables import with_columns, with_rows

EMPTY = pd.DataFrame({"site": [], "score": []})
TWO = pd.DataFrame({"site": ["Huye", "Gisagara"], "score": [8.5, None], "n": [1200, -3]})


def test_a_table_without_rows_becomes_a_line_and_the_rest_stays():
    page = "<p>before</p>" + EMPTY.to_html() + "<p>between</p>" + TWO.to_html()
    said = '<p class="missing">A table: there is nothing to list.</p>'
    assert with_rows(page) == f"<p>before</p>{said}<p>between</p>{TWO.to_html()}"


def test_the_caption_names_the_empty_table():
    table = EMPTY.style.set_caption("Partners <b>").to_html()
    made = with_rows(table)
    assert "Partners" in made
    assert "<table" not in made


@pytest.mark.parametrize("html", [TWO.to_html(), TWO.style.format("{}").to_html()])
def test_columns_of_numbers_are_marked_with_their_heads(html):
    made = with_columns(html)
    assert made.count("<td data-number") == 4
    assert made.count("<th data-number") == 2
    assert made.replace(" data-number", "") == html


def test_one_word_makes_a_column_of_words():
    frame = pd.DataFrame({"a": ["1", "unknown"]})
    assert "data-number" not in with_columns(frame.to_html())


def test_spans_leave_a_table_as_it_is():
    frame = TWO.set_index(pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))
    assert with_columns(frame.to_html()) == frame.to_html()


def test_tables_and_rows_that_are_left_open_stay_as_they_are():
    rows = "<table><tr><td>1<tr><td>2</table>"
    assert with_columns(with_rows(rows)) == rows
    opened = "<table><tr><td>" * 20_000
    assert with_columns(with_rows(opened)) == opened
