"""Records: what goes into a notebook as JSON comes out of it unchanged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import NothingToShow, UnknownName
from workbench.page.records import (
    Bullets,
    FigureCaption,
    Paragraphs,
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
from workbench.page.text import link, note, say, titles


def _again(record):
    return from_json(json.loads(json.dumps(to_json(record))))


RECORDS = [
    Title(heading="Huye", project="Wilt", lines=("Rwanda",), illustrative=True, ambition="More"),
    summary([("Where", say("**{}** of 81", 8))], {"score": 8, "sure": 0.5, "ok": True, "no": None}),
    paragraphs(say("*{}*", "**x** {} `y`"), "Two."),
    bullets(["one", titles(["two"])], lead="Not possible:"),
    table(
        "Levels",
        [TableHead("Use", "numbers", unit="levels"), TableHead("Component", "names"), "Why"],
        [[1200, "Seed" + note("(core)", below=True), link("here", "a.html")], ["none", "", "x"]],
        note="Note.",
    ),
    attachment("plan.csv", b"\x00\xff,activity", "Plan"),
    missing("Scores", "No component is scored.", follows=True),
    FigureCaption("Readiness and use."),
    Provenance(methods=(say("**m**"),), workbench="1.0"),
]


@pytest.mark.parametrize("record", [*RECORDS, group(RECORDS)], ids=lambda one: one.kind)
def test_a_record_is_kept_without_loss(record):
    assert _again(record) == record
    assert json.dumps(to_json(record)) == json.dumps(to_json(_again(record)))


@given(st.lists(st.text(), min_size=1), st.booleans())
def test_any_text_is_kept(words, strong):
    text = say("**{}** {}", *words[:1], "x") if strong else words[0]
    assert _again(paragraphs(text)) == paragraphs(text)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"kind": "poster"},
        {"kind": "table"},
        {"kind": "missing", "what": 3, "sentence": "x"},
        {"kind": "missing", "what": [["a"]], "sentence": "x"},
        {"kind": "table", "caption": "x", "heads": [], "rows": [["a"]]},
    ],
)
def test_what_is_no_record_is_refused(kept):
    with pytest.raises(ValueError, match=r"validation error|under 0 heads"):
        from_json(kept)


def test_a_table_without_rows_says_so():
    with pytest.raises(NothingToShow, match="Levels"):
        table("Levels", ["Component"], [])


def test_a_row_has_a_cell_for_each_head():
    with pytest.raises(ValueError, match="2 cells under 1 heads"):
        table("Levels", ["Component"], [["a", "b"]])


def test_an_empty_answer_is_left_out_of_the_summary():
    assert [head.plain for head, _ in summary([("Then", ""), ("Where", "8")], {}).rows] == ["Where"]


def test_empty_sentences_and_paragraphs_are_left_out():
    made = paragraphs(["One.", "", "Two."], "", [""])
    assert made == Paragraphs((say("One. Two."),))
    assert bullets([]) == Bullets(())


def test_a_unit_stands_behind_its_head():
    assert TableHead("Cost", "numbers", unit="USD").shown == "Cost, USD"


@pytest.mark.parametrize("name", ["../plan.csv", "report.html", "budget-huye.xlsx"])
def test_an_attachment_has_a_name_of_ours_and_no_other(name):
    with pytest.raises(UnknownName):
        attachment(name, b"", "Plan")
    kept = to_json(attachment("plan.csv", b"", "Plan")) | {"name": name}
    with pytest.raises((UnknownName, ValueError)):
        from_json(kept)
