"""The words beside the cells: every column explained, every allowed value named."""

import openpyxl
import pytest

from workbench.frameworks import available, load
from workbench.project.entry.workbook import write_entry_workbook
from workbench.project.schema.declaration import declaration


@pytest.fixture(scope="module", params=available())
def sheets(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("guide") / "tables.xlsx"
    framework = load(request.param)
    write_entry_workbook(path, framework, title="=1+1", currency="RWF", rows=5)
    return framework, openpyxl.load_workbook(path)


def _words(sheet):
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_both_scales_stand_side_by_side_with_every_level(sheets):
    framework, book = sheets
    said = _words(book["levels"])
    for scale in (framework.readiness, framework.use):
        for level in scale.levels:
            assert level.name in said
            assert level.definition in said


def test_the_first_sheet_says_that_blank_is_not_zero(sheets):
    _, book = sheets
    said = _words(book["read me"]).lower()
    assert "blank" in said
    assert "never counted as 0" in said
    for word in ("round", "assessor", "basis"):
        assert word in said


def test_every_column_is_explained_once(sheets):
    _, book = sheets
    said = _words(book["words"])
    for table in declaration().tables.values():
        for column in table.columns.values() if table.is_for(load("ipsr")) else ():
            assert column.meaning in said


def test_a_title_from_a_user_is_text_and_no_formula(sheets):
    _, book = sheets
    cells = [
        cell for row in book["read me"].iter_rows() for cell in row if "1+1" in str(cell.value)
    ]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)
