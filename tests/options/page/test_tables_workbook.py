"""The workbook of the tables: every row, no formula, the same bytes."""

from io import BytesIO

import openpyxl

from tests.fixtures.sites import ANSWERS
from workbench.case import open_case
from workbench.core.finding import Finding
from workbench.options.page.options import tables
from workbench.options.page.tables_workbook import tables_workbook

EVIL = "=HYPERLINK(1)"
FINDINGS = (
    Finding("plan", "end-not-known", "huye", EVIL, ("activities", "A7"), "It matters.", "Ask."),
)


def _book(found):
    return openpyxl.load_workbook(BytesIO(tables_workbook(found, FINDINGS)))


def _rows(sheet):
    return [list(row) for row in sheet.iter_rows(min_row=7, values_only=True)]


def test_each_table_has_a_sheet_with_head_filter_and_every_row(weigh_site):
    evidence = [f"huye,E{i},seed,use,{EVIL},,none,survey,2025-01-01" for i in range(12)]
    actors = ["huye,coop,+Coop,farmer-organisation,,no"]
    book = _book(weigh_site(evidence=evidence, actors=actors))
    assert book.sheetnames == [
        "Components and levels", "Evidence", "Options", "Answers in the decision tree", "Actors",
        "What does not fit",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes == "A7"
        assert sheet.auto_filter.ref.startswith("A6:")
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(_rows(book["Components and levels"])) == 4
    pieces = _rows(book["Evidence"])
    assert len(pieces) == 12
    assert pieces[0][3] == EVIL
    assert pieces[0][6:8] == ["not judged", "none (not accepted)"]
    assert len(_rows(book["Options"])) == 4
    assert _rows(book["Actors"])[0][0] == "+Coop"
    assert _rows(book["What does not fit"])[0][:3] == [EVIL, "no", "plan"]


def test_reasons_of_every_answer_are_kept(weigh_site):
    rows = _rows(_book(weigh_site(answers=ANSWERS))["Answers in the decision tree"])
    assert ["Stop", "no", "Too early"] in [row[1:4] for row in rows]


def test_the_same_content_gives_the_same_bytes(weigh_site):
    found = weigh_site()
    assert tables_workbook(found, FINDINGS) == tables_workbook(found, FINDINGS)


def test_a_site_without_options_says_that_nothing_is_recorded(weigh_site):
    book = _book(weigh_site(options=[], answers=[], decisions=[]))
    assert book["Options"]["A3"].value == "Nothing is recorded here yet."


def test_the_file_is_handed_over_under_its_name(weigh_site):
    assert tables(weigh_site(), FINDINGS).name == "tables.xlsx"


def test_what_the_reporting_system_would_print_stands_in_the_workbook_alone():
    found = open_case("data/example", "rw-huye").options
    sheet = _book(found)["Components and levels"]
    assert "Scaling Readiness score of 8" in sheet["A3"].value
    assert "leaves out what is not scored" in sheet["A3"].value
