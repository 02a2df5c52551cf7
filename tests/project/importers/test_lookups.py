import pytest

from workbench.errors import InvalidInput
from workbench.project import read_project
from workbench.project.importers import import_table

ROW = "P1,Alpha,North,West,1.5,30.25,Donor A,ACF,,LN"
CHANGE = (
    "values: {Local: ngo-local, Research: research, Unclear: }, unlisted: refuse",
    "lookup: {file: sorts.csv, key: Sign, gives: Ours}",
)


def _import(tmp_path, small_map, small_file, table):
    (tmp_path / "sorts.csv").write_text(table, "utf-8")
    account = import_table(small_file(ROW), tmp_path / "p", small_map(CHANGE))
    return account, read_project(tmp_path / "p").table("actors").set_index("actor")


def test_a_value_is_looked_up_in_a_second_table(tmp_path, small_map, small_file):
    account, actors = _import(
        tmp_path, small_map, small_file, "Sign,Ours\nLN,ngo-local\nLN,ngo-local\nRE,research\n"
    )
    assert account.taken == 1
    assert actors.loc["acf", "type"] == "ngo-local"


def test_a_value_that_the_second_table_lacks_refuses_its_row(tmp_path, small_map, small_file):
    with pytest.raises(InvalidInput) as raised:
        _import(tmp_path, small_map, small_file, "Sign,Ours\nRE,research\n")
    (problem,) = raised.value.problems
    assert (problem.row, problem.column, problem.found) == (2, "Sort", "LN")


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("Sign,Ours\nLN,ngo-local\nLN,research\n", 3, "'ngo-local' for 'LN', as in row 2"),
        ("Sign,Other\nLN,ngo-local\n", None, "one column with this heading"),
        ("Sign,Ours,Ours\nLN,ngo-local,x\n", None, "one column with this heading"),
    ],
)
def test_a_second_table_that_cannot_be_used_is_told(
    tmp_path, small_map, small_file, table, row, words
):
    with pytest.raises(InvalidInput) as raised:
        _import(tmp_path, small_map, small_file, table)
    (problem,) = raised.value.problems
    assert (problem.file, problem.row) == ("sorts.csv", row)
    assert words in problem.expected


def test_a_sheet_of_the_same_workbook_can_be_the_second_table(tmp_path, small_map):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in (("Code", "Place", "Region", "Zone", "Lat", "Long", "Donor", "Partner",
                 "Partner name", "Sort"), ROW.split(",")):  # fmt: skip
        book.active.append(list(row))
    codes = book.create_sheet("Codes")
    codes.append(["Sign", "Ours"])
    codes.append(["LN", "ngo-local"])
    book.save(tmp_path / "data.xlsx")
    change = (CHANGE[0], "lookup: {sheet: Codes, key: Sign, gives: Ours}")
    import_table(tmp_path / "data.xlsx", tmp_path / "p", small_map(change))
    actors = read_project(tmp_path / "p").table("actors").set_index("actor")
    assert actors.loc["acf", "type"] == "ngo-local"
