import datetime as dt

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from workbench.project import read_project


def test_a_workbook_gives_the_same_project_as_csv(workbook, make):
    book = read_project(workbook())
    digest = book.digest()
    assert book.problems == ()
    (book.folder / "tables.xlsx").unlink()
    assert make().digest() == digest


def test_numbers_dates_and_booleans_of_excel_are_fine(workbook):
    def change(book):
        book["scores"]["D2"] = dt.date(2026, 3, 14)
        book["scores"]["D3"] = dt.datetime.fromisoformat("2026-03-14T09:30")
        book["scores"]["G2"] = 7.0
        book["components"]["F2"] = True
        book["sites"]["B2"] = "NA"

    project = read_project(workbook(change))
    assert project.problems == ()
    assert project.site("huye").name == "NA"
    assert project.table("scores")["date"].nunique() == 1


@pytest.mark.parametrize(
    ("value", "found", "advice"),
    [
        ("=6+1", "=6+1", "paste the cell as a value"),
        ("#REF!", "#REF!", "Excel could not compute"),
        ("#N/A", "#N/A", "Excel could not compute"),
        ("\t7a", "7a", "number alone"),
        (dt.date(2026, 4, 3), "2026-04-03", "made a date of it"),
        (dt.time(4, 3), "04:03:00", "Write digits alone"),
    ],
)
def test_cells_that_are_no_level_name_their_place(workbook, value, found, advice):
    def change(book):
        book["scores"]["G2"] = value

    project = read_project(workbook(change))
    (problem,) = project.problems
    assert (problem.file, problem.sheet, problem.cell) == ("tables.xlsx", "scores", "G2")
    assert problem.found == found
    assert advice in problem.advice
    assert problem.site == "huye"
    assert project.ready == ("kibuye",)


def test_an_array_formula_is_refused_too(workbook):
    def change(book):
        book["scores"]["G2"] = openpyxl.worksheet.formula.ArrayFormula("G2:G2", "=SUM(1,2)")

    (problem,) = read_project(workbook(change)).problems
    assert (problem.cell, problem.found) == ("G2", "=SUM(1,2)")


def test_merged_cells_are_told_in_headings_and_below(workbook):
    def change(book):
        book["actors"].merge_cells("H1:I1")
        book["scores"].merge_cells("G2:G3")

    project = read_project(workbook(change))
    cells = {(problem.sheet, problem.cell) for problem in project.problems}
    assert {("actors", "H1"), ("scores", "G2")} <= cells
    assert project.ready == ()
    assert any("Unmerge the headings" in problem.advice for problem in project.common)


def test_headings_below_row_1_are_read_with_a_warning(workbook):
    def change(book):
        book["scores"].insert_rows(1, 2)
        book["scores"]["A1"] = "Scores of the workshop"
        book["scores"].merge_cells("A1:D1")
        book["scores"]["G4"] = 12

    first, second = read_project(workbook(change)).problems
    assert (first.row, first.severity, first.found) == (3, "warning", "headings in row 3")
    assert (second.cell, second.severity) == ("G4", "error")


def test_a_misspelt_sheet_stops_all_sites_and_is_checked_all_the_same(workbook):
    def change(book):
        book["scores"].title = "Score"
        book["Score"]["G2"] = 12

    project = read_project(workbook(change))
    first, second = project.problems
    assert (first.found, first.advice) == ("Score", "Did you mean 'scores'?")
    assert (second.sheet, second.cell) == ("Score", "G2")
    assert project.ready == ()


def test_guides_hidden_sheets_and_computed_columns_are_no_tables(workbook):
    def change(book):
        book.create_sheet("Read me")["A1"] = "How to fill this in"
        book.create_sheet("Notes")["A1"] = "Ask Ada"
        hidden = book.create_sheet("scorez")
        hidden.append(["site", "component", "readiness"])
        hidden.sheet_state = "hidden"
        book["scores"]["K1"] = "→ readiness, in words"
        book["scores"]["K2"] = "=G2"
        book["scores"]["K9"] = "=G9"

    assert read_project(workbook(change)).problems == ()


def test_a_foreign_sheet_with_a_tables_headings_is_named(workbook):
    def change(book):
        book.create_sheet("Week 12").append(["site", "component", "title", "role"])

    (problem,) = read_project(workbook(change)).problems
    assert (problem.sheet, problem.severity) == ("Week 12", "warning")


def test_formatted_cells_far_below_are_no_rows(workbook):
    def change(book):
        book["scores"]["XFD60000"].fill = PatternFill("solid", fgColor="FFFF00")
        book["scores"]["A9"] = " "

    project = read_project(workbook(change))
    assert project.problems == ()
    assert len(project.table("scores")) == 4


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_stops_all_sites(folder, content):
    path = folder()
    (path / "tables.xlsx").write_bytes(content)
    project = read_project(path)
    (problem,) = project.common
    assert problem.file == "tables.xlsx"
    assert project.ready == ()


def test_an_empty_sheet_is_told(workbook):
    def change(book):
        del book["ties"]
        book.create_sheet("ties")

    (problem,) = read_project(workbook(change)).problems
    assert (problem.sheet, problem.found) == ("ties", "nothing")
