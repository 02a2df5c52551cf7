"""Records become HTML here alone, and nothing from data becomes code."""

import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from workbench.page.records import (
    Provenance,
    TableHead,
    Title,
    attachment,
    bullets,
    from_json,
    group,
    missing,
    paragraphs,
    summary,
    table,
    to_json,
)
from workbench.page.text import as_text, link, note, say, titles
from workbench.publish.document import Document
from workbench.publish.html import (
    page_html,
    record_html,
    running_text,
    script_json,
    table_inner,
    text_html,
)

EVIL = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "\"quotes\" & 'quotes' &amp; &lt;",
    "**x** *y* `z` {} {0} {{}} %s",
    "two\nlines\r\nand\ta tab",
    "right to left עברית",
    "{{ jinja }} {% raw %} $x$",
]


def _everywhere(evil):
    return group(
        [
            Title(heading=evil, project=evil, lines=(evil,), illustrative=False, ambition=evil),
            summary([(evil, say("**{}**", evil))], {}),
            paragraphs(say("*{}*, `{}`", evil, evil), evil),
            bullets([evil, titles([evil])], lead=evil),
            table(
                evil,
                [TableHead(evil, "names", unit=evil), TableHead(evil, "numbers"), evil],
                [[evil, evil, "x" + note(evil, below=True)]],
                note=evil,
            ),
            attachment("plan.csv", b"", evil),
            missing(evil, evil),
            Provenance(methods=(say("{}", evil),)),
        ]
    )


@pytest.mark.parametrize("evil", EVIL)
def test_values_from_data_are_shown_and_never_run(evil):
    record = from_json(to_json(_everywhere(evil)))
    page = BeautifulSoup(str(record_html(record)), "html.parser")
    harmless = BeautifulSoup(str(record_html(_everywhere("plain"))), "html.parser")
    assert [tag.name for tag in page.find_all()] == [tag.name for tag in harmless.find_all()]
    assert [tag.attrs.keys() for tag in page.find_all()] == [
        tag.attrs.keys() for tag in harmless.find_all()
    ]
    assert page.get_text().count(evil) == harmless.get_text().count("plain") == 24


def test_signs_that_turn_the_direction_of_writing_are_dropped():
    assert text_html("\u202etfel ot thgir\u202c, \x00\u2067x\u2069") == "tfel ot thgir, x"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JavaScript:x/", "data:text/html,x", "\x01javascript:x"]
)
def test_a_link_leads_to_a_page_and_runs_nothing(address):
    assert text_html(link("open", address)) == "open"
    assert text_html(link("open", "a.html?b=1&c")) == '<a href="a.html?b=1&amp;c">open</a>'


def test_marks_become_tags_within_each_other():
    assert text_html(say("**now {}** {}", titles(["A"]), note("n"))) == (
        '<strong>now </strong><strong><em>A</em></strong> <span class="note">n</span>'
    )
    assert text_html("A" + note("n", below=True)) == 'A<br><span class="note">n</span>'


LEVELS = table(
    "Levels",
    [TableHead("Component", "names"), TableHead("Use", "numbers")],
    [["Seed", 1200], ["Roads", "not assessed yet"]],
)


def test_numbers_stand_right_with_their_heading_and_long_ones_wrap():
    inner = table_inner(LEVELS)
    assert '<th scope="col" class="number">Use</th>' in inner
    assert '<td class="number">1,200</td>' in inner
    assert '<td class="number words">not assessed yet</td>' in inner
    assert '<th scope="row">Seed</th>' in inner
    assert "style=" not in inner


def test_in_jupyterlab_each_cell_says_where_it_stands():
    page = BeautifulSoup(str(record_html(LEVELS)), "html.parser")
    sides = {tag.get_text(): tag["style"] for tag in page.find_all(["td", "th"])}
    assert sides["1,200"] == "text-align:right;vertical-align:top"
    assert sides["Seed"] == sides["Component"] == "text-align:left;vertical-align:top"
    assert "caption-side:top" in page.caption["style"]


def test_in_jupyterlab_a_note_in_the_head_of_a_row_is_not_bold():
    noted = table("Parts", [TableHead("Part", "names")], [["Seed" + note("suckers", below=True)]])
    page = BeautifulSoup(str(record_html(group([noted]))), "html.parser")
    assert page.th.find_next("th").span["style"] == "font-weight:normal;opacity:.8"
    assert "style" not in str(text_html("A" + note("n")))


def test_in_jupyterlab_invented_data_and_a_scenario_are_called_so():
    real = Title(heading="Huye", project="P", lines=(), illustrative=False)
    assert record_html(real) == "<p><strong>Huye</strong> · P</p>"
    stamped = replace(
        real, illustrative=True, scenario="Supposed <s>", supposed=(as_text("By A."),)
    )
    assert record_html(stamped) == (
        "<p><strong>Huye</strong> · P</p>"
        "<p><strong>Illustrative data: not a real assessment</strong></p>"
        "<p><strong>Supposed &lt;s&gt;</strong></p><ul><li>By A.</li></ul>"
    )


def test_points_have_words_before_them():
    assert running_text(bullets(["a"], lead="Not possible:")) == (
        "<p>Not possible:</p><ul><li>a</li></ul>"
    )


def test_an_attachment_holds_the_file_itself_in_jupyter():
    html = record_html(attachment("plan.csv", b"activity", "Plan of work"))
    assert 'download="plan.csv" href="data:text/csv;base64,YWN0aXZpdHk="' in html


@given(st.text())
def test_json_in_a_page_cannot_end_its_element(words):
    written = script_json({"text": words})
    assert "<" not in written
    assert json.loads(written) == {"text": words}


def test_no_number_is_a_gap():
    assert script_json({"y": [1.5, float("nan"), float("inf")]}) == '{"y":[1.5,null,null]}'


def test_a_page_of_nothing_is_whole():
    page = BeautifulSoup(page_html(Document(), script_source=""), "html.parser")
    assert page.h1.get_text() == "Report"
    assert not page.find_all("script")


def test_a_per_cent_sign_never_begins_a_line():
    assert (
        text_html(say("From 5 to **{}**", "95 % of all"))
        == "From 5 to <strong>95\xa0% of all</strong>"
    )
    assert text_html("all of 100 % and %") == "all of 100\xa0% and %"
