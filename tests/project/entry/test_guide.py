"""The words beside the cells: every column explained, every allowed value named."""

import openpyxl
import pytest

from workbench.frameworks import available, load
from workbench.project.entry import guide as entry_guide
from workbench.project.entry.workbook import write_entry_workbook
from workbench.project.schema.declaration import declaration

COLUMNS = [
    pytest.param(column, id=f"{table}.{name}")
    for table, declared in declaration().tables.items()
    for name, column in declared.columns.items()
]


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
        for column in table.columns.values():
            assert column.meaning in said


def test_a_title_from_a_user_is_text_and_no_formula(sheets):
    _, book = sheets
    cells = [
        cell for row in book["read me"].iter_rows() for cell in row if "1+1" in str(cell.value)
    ]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


@pytest.mark.parametrize("column", COLUMNS)
def test_choices_are_named_with_their_titles(column):
    framework = load("ipsr")
    values = entry_guide.values_of(column, framework)
    assert bool(values) == (column.type in {"choice", "choices", "boolean"})
    assert all(values)
    if column.type in {"choice", "choices"} and not isinstance(column.allowed, tuple):
        assert all(values.values()), "a list of the framework has a title for each key"


@pytest.mark.parametrize(("given", "short"), [("a" * 10, "a" * 10), ("word " * 20, "…")])
def test_long_words_are_cut_with_a_sign(given, short):
    assert entry_guide.shorten(given, 30).endswith(short)
    assert len(entry_guide.shorten(given, 30)) <= 30
