"""HTML of notebooks and others as blocks: no word is lost, what paper cannot hold is named."""

from __future__ import annotations

import base64

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from workbench.page.text import Text
from workbench.publish.flow import (
    Flow,
    Formula,
    Grid,
    Headline,
    Paragraph,
    Picture,
    Points,
    Verbatim,
)
from workbench.publish.fragments import fragment_flow, words_of
from workbench.publish.prose import html_of


def flow(html: str) -> list[Flow]:
    return list(fragment_flow(Markup(html)))  # noqa: S704 - written in this test


def test_a_passage_keeps_emphasis_links_and_breaks() -> None:
    (found,) = flow('<p>See <a href="plan.csv"><b>the plan</b></a>,<br> then\n go.</p>')
    assert isinstance(found, Paragraph)
    assert found.words.plain == "See the plan,\nthen go."
    assert (found.words.phrases[1].marks, found.words.phrases[1].link) == (("strong",), "plan.csv")


def test_words_outside_of_blocks_are_paragraphs_in_their_order() -> None:
    found = flow("before<p>inside</p>after <em>all</em>")
    assert [one.words.plain for one in found if isinstance(one, Paragraph)] == [
        "before", "inside", "after all",
    ]  # fmt: skip


def test_lists_keep_lists_in_them() -> None:
    (found,) = flow("<ol><li>Seed<ul><li>clean</li></ul></li><li>Soil</li></ol>")
    assert isinstance(found, Points)
    assert found.ordered
    assert [type(one) for one in found.points[0]] == [Paragraph, Points]


def test_a_table_of_pandas_becomes_a_grid() -> None:
    frame = pd.DataFrame({"kg": [1.5, 2.0], "what": ["a & b", "c"]}, index=["x", "y"])
    (found,) = flow(frame.to_html())
    assert isinstance(found, Grid)
    assert [one.plain for one in found.heads] == ["", "kg", "what"]
    assert [[one.plain for one in row] for row in found.rows] == [
        ["x", "1.5", "a & b"],
        ["y", "2.0", "c"],
    ]
    assert found.sides == ("left", "right", "left")
    assert found.names


def test_cells_that_span_several_are_repeated_and_short_rows_are_filled() -> None:
    (found,) = flow(
        "<table><tr><th colspan=2>Costs</th></tr><tr><td rowspan=2>Seed</td><td>1</td></tr>"
        "<tr><td>2</td></tr><tr><td>Soil</td></tr></table>"
    )
    assert isinstance(found, Grid)
    assert [[one.plain for one in row] for row in found.rows] == [
        ["Seed", "1"], ["Seed", "2"], ["Soil", ""],
    ]  # fmt: skip


def test_pictures_are_taken_and_what_paper_cannot_hold_is_named() -> None:
    png = base64.b64encode(b"\x89PNG").decode()
    found = flow(f'<img alt="a field" src="data:image/png;base64,{png}"><img alt="far" src="x.png">'
                 "<video>a film</video><script>alert(1)</script>")  # fmt: skip
    assert isinstance(found[0], Picture)
    assert (found[0].source, found[0].media_type, found[0].alt) == (
        b"\x89PNG", "image/png", "a field",
    )  # fmt: skip
    told = [one.words.plain for one in found[1:] if isinstance(one, Paragraph)]
    assert told == [
        "Not on paper: a picture that is not in the report (far).",
        "Not on paper: something that only a screen can show (a film).",
    ]


def test_a_formula_on_its_own_line_and_code() -> None:
    found = flow(html_of("# Head\n\n$$x^2$$\n\n    n = 1\n"))
    assert [type(one) for one in found] == [Headline, Formula, Verbatim]
    assert isinstance(found[1], Formula)
    assert found[1].latex == "x^2"


def test_a_formula_in_a_line_is_its_source() -> None:
    assert words_of(html_of("so $x^2$ it is")).plain == "so x^2 it is"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)))
def test_no_word_is_lost(words: list[str]) -> None:
    html = Markup("").join(Markup("<p>{}</p>").format(escape(one)) for one in words)
    found = [one.words.plain for one in flow(html) if isinstance(one, Paragraph)]
    assert found == words


def test_words_of_nothing_are_no_words() -> None:
    assert words_of(Markup("")) == Text()
