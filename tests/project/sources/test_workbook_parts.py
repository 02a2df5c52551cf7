import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from tests.project.sources.test_reader import ods
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.workbook_parts import OddCell, SwollenError, WorkbookParts, odd_cells
from workbench.project.sources.workbook_source import read_workbook


def book(*rows):
    """Return the bytes of a workbook with one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(content, change, part="xl/worksheets/sheet1.xml"):
    """Return a workbook with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def refused(tmp_path, content, name="t.xlsx"):
    (tmp_path / name).write_bytes(content)
    problems = ProblemList()
    assert read_workbook(tmp_path / name, problems) == []
    (problem,) = problems.common
    return problem


@pytest.mark.parametrize(
    ("xml", "cells"),
    [
        (b'<c r="B2"><v>1</v></c>', []),
        (b'<c r="B2"><f>1+1</f><v></v></c>', [OddCell(1, 1, "=1+1", "", False)]),
        (b'<x:c r="B2"><x:f>A1&amp;"x"</x:f><x:v>3</x:v></x:c>',
         [OddCell(1, 1, '=A1&"x"', "", True)]),
        (b'<c r="B2" t="str"><f>IF(A1,"","")</f><v></v></c>',
         [OddCell(1, 1, '=IF(A1,"","")', "", True)]),
        (b'<c r="AA9" t="e"><v>#REF!</v></c>', [OddCell(8, 26, "", "#REF!", True)]),
        (b'<c r="A1"><f t="shared" si="0"/><v>2</v></c>', [OddCell(0, 0, "", "", True)]),
        (b'<c><f>1</f></c>', [OddCell(-1, -1, "=1", "", False)]),
    ],
)  # fmt: skip
def test_formulas_and_errors_are_found_in_the_xml(xml, cells):
    assert list(odd_cells(xml)) == cells


@pytest.mark.parametrize("at", [b"A999999999", b"XFD1048576"])
def test_a_cell_beyond_the_end_of_the_world_is_refused_in_words(tmp_path, at):
    far = changed(book(["a", "b"], [1, 2]), lambda part: part.replace(b'r="A2"', b'r="%s"' % at))
    problem = refused(tmp_path, far)
    assert "spread over" in problem.found
    assert "Delete what stands far below" in problem.advice


def test_a_row_with_a_wrong_number_and_blank_cells_far_away_are_read(tmp_path):
    far = changed(
        book(["a", "b"], [1, 2]),
        lambda part: part.replace(b'<row r="2"', b'<row r="999999999"').replace(
            b"</sheetData>", b'<row r="9"><c r="XFD1048576" s="0"/></row></sheetData>'
        ),
    )
    (tmp_path / "t.xlsx").write_bytes(far)
    (sheet,) = read_workbook(tmp_path / "t.xlsx", ProblemList())
    assert sheet.records == [["a", "b"], ["1", "2"]]


def test_an_archive_that_would_swell_is_refused_before_it_is_opened(tmp_path):
    swollen = changed(book(["a"]), lambda part: part + b" " * 200_000_000)
    assert len(swollen) < 1_000_000
    assert "200 MB packed" in refused(tmp_path, swollen).found


def test_one_long_text_in_very_many_cells_is_refused(tmp_path):
    made = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = made.add_worksheet()
    for row in range(20_000):
        sheet.write_string(row, 0, "x" * 32_000)
    made.close()
    content = (tmp_path / "t.xlsx").read_bytes()
    assert len(content) < 1_000_000
    assert "million letters" in refused(tmp_path, content).found


def test_rows_of_ods_repeated_without_measure_are_refused(tmp_path):
    many = ods([["a", "b"]], ' table:number-rows-repeated="99999999"')
    assert "repeated" in refused(tmp_path, many, "t.ods").found
    with pytest.raises(SwollenError):
        WorkbookParts(many).weigh()
    WorkbookParts(ods([["a", "b"]], ' table:number-rows-repeated="9"')).weigh()


def test_a_damaged_part_is_found_by_its_checksum(tmp_path):
    content = bytearray(book(["a"], ["b"]))
    place = content.find(b"xl/worksheets/sheet1.xml") + 40
    content[place] ^= 0xFF
    assert "damaged" in refused(tmp_path, bytes(content)).found


def test_sheets_know_their_part_whatever_its_name():
    content = book(["a"])
    assert WorkbookParts(content).sheets() == {"Sheet": "xl/worksheets/sheet1.xml"}
    relative = changed(
        content,
        lambda part: re.sub(rb'Target="/xl/worksheets', b'Target="worksheets', part),
        "xl/_rels/workbook.xml.rels",
    )
    assert WorkbookParts(relative).sheets() == {"Sheet": "xl/worksheets/sheet1.xml"}


def test_a_list_of_sheets_in_no_known_encoding_is_told(tmp_path):
    content = changed(
        book(["a"]),
        lambda part: b'<?xml version="1.0" encoding="U8-FT"?>' + part.split(b"?>", 1)[-1],
        "xl/workbook.xml",
    )
    assert "damaged" in refused(tmp_path, content).found
