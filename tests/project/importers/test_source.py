import datetime as dt
import re
from zipfile import ZipFile

import openpyxl
import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.project.importers.source import read_source


def _cells(table):
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path, encoding, sign):
    path = tmp_path / "f.csv"
    path.write_bytes(f'Zone{sign}Name\nA{sign}"Vétérinaires{sign} s. f."\n'.encode(encoding))
    table = read_source(path)
    assert table.headings == ("Zone", "Name")
    assert _cells(table) == [("A", "Vétérinaires" + f"{sign} s. f.".replace("\t", ""))]


def test_everything_stays_text(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("A,B,C\n007,=1+1,NA\n", "utf-8")
    assert _cells(read_source(path)) == [("007", "=1+1", "NA")]


def test_signs_for_no_value_become_blank_and_zero_stays(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("A,B\n-,0\n", "utf-8")
    assert _cells(read_source(path, missing=["-"])) == [("", "0")]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text('title,\n"A\nline",B\n1,2\n,\n3,4\n\n,\n', "utf-8")
    table = read_source(path, header_row=2)
    assert table.headings == ("A line", "B")
    assert [row.number for row in table.rows] == [3, 4, 5]


def test_a_row_with_too_many_cells_is_told_and_a_short_one_filled(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("A,B\n1,2,3\n4\n5,6,,\n", "utf-8")
    table = read_source(path)
    assert [problem.row for problem in table.unusable] == [2]
    assert _cells(table) == [("1", "2"), ("4", ""), ("5", "6")]


def test_a_sheet_of_excel(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    sheet = book.create_sheet("Data")
    sheet.append(["Year", "Day", "Core", "Points", "Note"])
    sheet.append([2025.0, dt.date(2025, 8, 1), True, 4.5, None])
    book.save(tmp_path / "f.xlsx")
    table = read_source(tmp_path / "f.xlsx", sheets=["Data"])
    assert _cells(table) == [("2025", "2025-08-01", "yes", "4.5", "")]
    with pytest.raises(UnknownName, match="Did you mean 'Data'"):
        read_source(tmp_path / "f.xlsx", sheets=["data"])


@pytest.mark.parametrize(
    ("name", "content"),
    [("f.csv", b""), ("f.csv", b"\n1,2\n"), ("f.csv", b"\0\1\2"), ("f.xlsx", b"no workbook"),
     ("f.ods", b"x")],
)  # fmt: skip
def test_files_that_cannot_be_read(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidInput, match=name):
        read_source(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InvalidInput, match=r"There is no file '.*nothing\.csv'\. Look at how"):
        read_source(tmp_path / "nothing.csv")


def test_sheets_are_read_one_below_the_other(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "One"
    book.active.append(["a", "b"])
    book.active.append(["1", "2"])
    book.create_sheet("Two").append(["b", "c"])
    book["Two"].append(["3", "4"])
    book.save(tmp_path / "x.xlsx")
    read = read_source(tmp_path / "x.xlsx", sheets=["One", "Two"])
    assert read.headings == ("a", "b", "c")
    assert [(row.sheet, row.number, row.cells) for row in read.rows] == [
        ("One", 2, ("1", "2", "")),
        ("Two", 2, ("", "3", "4")),
    ]
    with pytest.raises(UnknownName, match="Three"):
        read_source(tmp_path / "x.xlsx", sheets=["Three"])


def test_a_heading_twice_in_one_of_the_sheets_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "a"])
    book.create_sheet("Two").append(["b", "c"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(InvalidInput, match="'a' twice"):
        read_source(tmp_path / "x.xlsx", sheets=["Sheet", "Two"])


def test_a_broken_quote_costs_its_row_and_no_other(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text('A,B\n1,"2\n3,4\n5,6\n', "utf-8")
    table = read_source(path)
    assert [(problem.row, problem.found) for problem in table.unusable] == [(2, "a broken quote")]
    assert _cells(table)[1:] == [("3", "4"), ("5", "6")]


def test_a_title_above_and_a_comma_in_a_heading_do_not_hide_the_separator(tmp_path):
    (tmp_path / "a.csv").write_text("Activities of 2025\nA;B\n1,5;2\n", "utf-8")
    assert read_source(tmp_path / "a.csv", header_row=2).headings == ("A", "B")
    (tmp_path / "b.csv").write_text("Name (first, last, other);Zone\nx;y\n", "utf-8")
    assert _cells(read_source(tmp_path / "b.csv")) == [("x", "y")]


def test_a_sheet_may_be_hidden_state_a_wrong_size_and_hold_formulas(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Data")
    sheet.append(["a", "b"])
    sheet.append(["=1+1", "x"])
    sheet.sheet_state = "hidden"
    book.save(tmp_path / "f.xlsx")
    wrong = re.compile(rb'<dimension ref="[^"]*"')
    with ZipFile(tmp_path / "f.xlsx") as old, ZipFile(tmp_path / "g.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, wrong.sub(b'<dimension ref="A1"', old.read(name)))
    # Nobody has computed the formula yet: there is no value to take.
    table = read_source(tmp_path / "g.xlsx", sheets=["Data"])
    (problem,) = table.unusable
    assert (problem.cell, problem.column, problem.found) == ("A2", "a", "=1+1")
    assert read_source(tmp_path / "g.xlsx", sheets=["Data"], kinds={"b": "text"}).unusable == ()


def test_the_first_visible_sheet_with_cells_is_read_and_the_one_before_it_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "lists"
    book.active.append(["choices"])
    book.active.sheet_state = "hidden"
    book.create_chartsheet("Chart")
    book.create_sheet("Data").append(["a"])
    book["Data"].append(["x"])
    book.save(tmp_path / "f.xlsx")
    table = read_source(tmp_path / "f.xlsx")
    assert (table.sheet, _cells(table)) == ("Data", [("x",)])
    (told,) = table.told
    assert "the sheet lists before it" in told.found


def test_a_row_of_hashtags_and_a_stray_byte_are_told_and_counted(tmp_path):
    (tmp_path / "f.csv").write_bytes("A,B\n#adm1,\nKédougou,1\n".encode() + b"Thi\xe8s,2\n")
    table = read_source(tmp_path / "f.csv", kinds={"A": "name"})
    assert [row.number for row in table.rows] == [2, 3, 4]
    assert list(table.no_data) == [(None, 2)]
    assert table.rows[2].cells == ("Thiès", "2")
    assert [told.row for told in table.told] == [4, 2]


def test_what_the_map_makes_of_a_column_decides_how_it_is_read(tmp_path):
    (tmp_path / "f.csv").write_text("A;B;C\n1,5;1,5;14/03/2026\n2;2;02/03/2026\n", "utf-8")
    table = read_source(tmp_path / "f.csv", kinds={"A": "number", "C": "date"})
    assert _cells(table) == [("1.5", "1,5", "2026-03-14"), ("2", "2", "2026-03-02")]
    assert [told.column for told in table.told] == [None, "A", "C"]
