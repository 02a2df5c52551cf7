import json

import pandas as pd
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_output

from workbench.page.records import group, paragraphs, table
from workbench.publish.document import ReportFault
from workbench.publish.outputs import PLOTLY, Places, Reader, figures_in
from workbench.publish.show import Shown

WIDGET = "application/vnd.jupyter.widget-view+json"


def _blocks(*bundles, places=None, told=None):
    outputs = [
        one if "output_type" in one else new_output("display_data", data=one, metadata=told or {})
        for one in bundles
    ]
    places = places or Places()
    places.chapter("2")
    kept = []
    return Reader("2", places, kept.append).blocks(outputs)


def _html(*bundles, **more):
    return "".join(block.html for block in _blocks(*bundles, **more))


def _plotly(**layout):
    return go.Figure(go.Bar(y=[1, 2]), layout).to_plotly_json()


# ------------------------------------------------------------------------- nothing is lost


@pytest.mark.parametrize(
    "bundle",
    [
        {WIDGET: {"model_id": "1"}, "text/plain": "IntSlider(value=3, <b>)"},
        {
            "application/vnd.vegalite.v5+json": {"mark": "bar"},
            "text/plain": "IntSlider(value=3, <b>)",
        },
        {"application/javascript": "alert(1)", "text/plain": "IntSlider(value=3, <b>)"},
        {"text/plain": "IntSlider(value=3, <b>)"},
    ],
)
def test_what_a_page_cannot_show_falls_back_to_its_plain_text(bundle):
    assert _html(bundle) == "<pre>IntSlider(value=3, &lt;b&gt;)</pre>"


def test_what_has_not_even_plain_text_is_named():
    said = _html({WIDGET: {"model_id": "1"}}, {"application/x-<b>": "1"})
    assert WIDGET in said
    assert "application/x-&lt;b&gt;" in said
    assert said.count("Not shown") == 2


def test_an_output_of_nothing_is_nothing():
    assert _html({}) == ""


def test_json_without_plain_text_is_shown():
    assert "&#34;site&#34;: &#34;&lt;Huye&gt;&#34;" in _html(
        {"application/json": {"site": "<Huye>"}}
    )


def test_markdown_that_a_cell_shows_is_laid_out_and_escaped():
    said = _html({"text/markdown": "**Seed** <i> $x$", "text/plain": "<Markdown object>"})
    assert "<strong>Seed</strong> &lt;i&gt; <math" in said
    assert "object" not in said


def test_a_shown_formula_is_laid_out():
    assert "<math" in _html({"text/latex": r"$\displaystyle x^2$", "text/plain": "x**2"})


def test_html_goes_before_other_forms():
    bundle = {"text/html": "<i>ours</i>", "image/png": "AAAA", "text/plain": "p"}
    assert _html(bundle) == '<div class="output"><i>ours</i></div>'


def test_signs_of_a_terminal_and_overwritten_lines_go():
    stream = new_output("stream", text="\x1b[31mred\x1b[0m\r\n 10 %\r 50 %\r100 %\nend")
    assert _html(stream) == "<pre>red\n100 %\nend</pre>"


def test_the_error_of_a_cell_that_may_fail_is_one_line():
    error = new_output("error", ename="ValueError", evalue="<no>", traceback=["long"])
    assert _html(error) == "<pre>ValueError: &lt;no&gt;</pre>"


# ------------------------------------------------------------------------------- pictures


def test_a_picture_keeps_its_words_and_its_size():
    told = {"image/png": {"alt": 'A "field"', "width": 40}}
    said = _html({"image/png": "AAAA\n", "text/plain": "<Image>"}, told=told)
    assert said == '<img alt="A &#34;field&#34;" src="data:image/png;base64,AAAA" width="40">'


def test_a_picture_without_words_is_called_what_it_is():
    assert 'alt="Figure size 6x4"' in _html({"image/png": "A", "text/plain": "<Figure size 6x4>"})
    assert 'alt="Picture"' in _html({"image/webp": "A"})


def test_a_drawing_is_a_picture_of_its_own():
    said = _html({"image/svg+xml": '<svg><script>alert(1)</script><g id="a"/></svg>'})
    assert said.startswith('<img alt="Picture" src="data:image/svg+xml;base64,')
    assert "script" not in said


# ----------------------------------------------------------------------------------- tables


def test_an_empty_frame_is_said_in_words():
    said = _html({"text/html": pd.DataFrame({"site": []}).to_html(), "text/plain": "Empty"})
    assert "nothing to list" in said
    assert "<table" not in said


def test_numbers_of_a_frame_stand_right():
    assert "<td data-number>8</td>" in _html({"text/html": pd.DataFrame({"n": [8]}).to_html()})


# ---------------------------------------------------------------------------------- figures


def test_figures_are_found_in_whatever_an_output_holds():
    figure = go.Figure(go.Bar(y=[1]))
    shown = {"text/html": figure.to_html(full_html=False) + figure.to_html(full_html=False)}
    both = {PLOTLY: _plotly(), "text/html": figure.to_html()}
    beside = {**Shown(paragraphs("words"))._repr_mimebundle_(), PLOTLY: _plotly()}
    for bundle, expected in [(shown, 2), (both, 1), (beside, 1), ({"text/html": "<b>"}, 0)]:
        blocks = _blocks(bundle)
        assert figures_in(bundle) == expected
        assert sum(block.kind == "figure" for block in blocks) == expected
    assert [block.kind for block in _blocks(beside)] == ["paragraphs", "figure"]


def test_several_figures_of_a_cell_have_numbers_and_names_of_their_own():
    blocks = _blocks({PLOTLY: _plotly()}, {PLOTLY: _plotly()})
    assert [(one.number, one.anchor) for one in blocks] == [
        ("2.1", "figure-2-1"),
        ("2.2", "figure-2-2"),
    ]


def test_tables_of_a_group_are_numbered_and_named():
    made = table("Scores", ["A"], [["1"]])
    made, between, last = _blocks(Shown(group([made, paragraphs("x"), made]))._repr_mimebundle_())
    assert (made.anchor, last.anchor) == ("table-2-1", "table-2-2")
    assert between == paragraphs("x")


def test_a_figure_without_description_is_described_by_its_title_or_kind():
    assert _blocks({PLOTLY: _plotly(title="<b>Levels</b>")})[0].alt == "Levels"
    assert "bar" in _blocks({PLOTLY: _plotly()})[0].alt
    assert _blocks({PLOTLY: {"data": [], "layout": {"meta": [1], "title": "T"}}})[0].alt == "T"


def test_the_look_that_figures_share_stands_on_the_page_once():
    places = Places()
    blocks = _blocks({PLOTLY: _plotly()}, {PLOTLY: _plotly()}, places=places)
    assert list(places.looks) == [_plotly()["layout"]["template"]]
    assert [one.content["layout"]["template"] for one in blocks] == [0, 0]


def test_a_figure_keeps_its_frames_and_its_layout_in_the_notebook():
    bundle = {**_plotly(height=900), "frames": [{"name": "one"}]}
    before = json.dumps(bundle)
    [block] = _blocks({PLOTLY: bundle})
    assert block.content["frames"] == [{"name": "one"}]
    assert block.height == 900
    assert json.dumps(bundle) == before


def test_a_widget_that_draws_is_refused_instead_of_printed():
    with pytest.raises(ReportFault, match="FigureWidget"):
        _blocks({WIDGET: {}, "text/plain": "FigureWidget({\n 'data': []"})


# ------------------------------------------------------------------------------ names, numbers


def test_names_are_never_given_twice_and_none_of_the_page_s_own():
    places = Places()
    asked = ["Missing", "Missing", "1 የዘር አቅርቦት", "???", "???"]
    assert [places.name(one) for one in asked] == [
        "missing-2",
        "missing-3",
        "1-የዘር-አቅርቦት",
        "part",
        "part-2",
    ]


def test_chapters_that_want_the_same_number_get_different_ones():
    places = Places()
    assert [places.chapter(one) for one in ["2", "2", "3a", "2"]] == ["2", "1", "3a", "3"]


def test_a_figure_that_is_not_worth_paper_says_so():
    (one,) = _blocks({PLOTLY: _plotly(meta={"caption": "c", "alt": "a", "printed": False})})
    (two,) = _blocks({PLOTLY: _plotly(meta={"caption": "c", "alt": "a"})})
    assert (one.printed, two.printed) == (False, True)
