import numpy as np
import pytest

from workbench.project import read_project
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.conventions import HXL_ROW, settle_conventions
from workbench.project.sources.raw_tables import RawSheet, table_at


def settle(rows, kinds, **sheet):
    problems = ProblemList()
    raw = RawSheet(file="t", records=rows, numbers=range(1, len(rows) + 1), **sheet)
    return settle_conventions(table_at("", raw, 0), kinds, problems), problems.found


def column(raw, at=0):
    return raw.columns[at].tolist()


def test_decimal_commas_are_read_where_no_comma_separates_and_told_once_per_column():
    rows = [["a", "b"], ["1,5", "x,y"], ["-2.381.900,25", "1,5"], ["3", ""]]
    raw, (told,) = settle(rows, {0: "number", 1: "text"}, separator=";")
    assert column(raw) == ["1.5", "-2381900.25", "3"]
    assert column(raw, 1) == ["x,y", "1,5", ""]
    assert (told.column, told.severity) == ("a", "warning")
    assert told.found == "2 numbers with a decimal comma"
    for separator in (",", None):
        raw, found = settle(rows, {0: "number"}, separator=separator)
        assert (column(raw)[0], found) == ("1,5", [])


def test_a_point_among_decimal_commas_is_refused_and_not_guessed():
    rows = [["a", "b", "c"], ["1,5", "381.900", "29.73944"], ["1.250", "7", "1"]]
    raw, _ = settle(rows, dict.fromkeys(range(3), "number"), separator=";")
    assert set(raw.cell_problems) == {(1, 0), (0, 1)}  # 29.73944 can be no group of thousands


@pytest.mark.parametrize(
    ("cells", "read", "words"),
    [
        (["14/03/2026", "02/03/2026"], ["2026-03-14", "2026-03-02"], "day, month and year"),
        (["3/14/2026", "3/2/2026 11:05 PM"], ["2026-03-14", "2026-03-02"], "month, day and year"),
        (["03.03.2026", "2026-03-04"], ["2026-03-03", "2026-03-04"], "1 day written"),
    ],
)
def test_an_order_of_day_and_month_that_a_column_proves_is_read(cells, read, words):
    raw, (told,) = settle([["day"], *([cell] for cell in cells)], {0: "date"})
    assert column(raw) == read
    assert words in told.found
    assert raw.cell_problems == {}


@pytest.mark.parametrize("third", ["01/02/2026", "14/03/2026", "3/14/2026"])
def test_days_that_may_be_either_are_refused_together(third):
    cells = ["03/04/2026", "05/04/2026", third, "2026-03-04"]
    if third == "14/03/2026":
        cells.append("3/14/2026")
    raw, told = settle([["day"], *([cell] for cell in cells)], {0: "date"})
    if third == "3/14/2026":
        assert column(raw)[0] == "2026-03-04"
        return
    assert told == []
    assert len(set(raw.cell_problems.values())) == 1
    assert (3, 0) not in raw.cell_problems


def test_na_is_blank_where_the_whole_file_writes_it_so_and_namibia_stays():
    rows = [["n", "t", "c"], ["1", "NA", "NA"], ["NA", "x", "RW"], ["3", "y", "KE"]]
    raw, (told,) = settle(rows, {0: "number", 1: "text", 2: "text"})
    assert [column(raw, at) for at in range(3)] == [
        ["1", "", "3"],
        ["", "x", "y"],
        ["NA", "RW", "KE"],
    ]
    assert told.found == "2 cells with NA"
    assert "In c it is a country's code and stays" in told.advice


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([["n"], ["NA"], [" "], ["1"]], {0: "number"}),
        ([["n", "m"], ["NA", ""], ["1", "2"]], {0: "number", 1: "number"}),
        ([["name", "note"], ["NA", "x"], ["y", "z"]], {0: "name", 1: "text"}),
    ],
)
def test_na_beside_blanks_or_as_one_text_is_left_alone(rows, kinds):
    raw, told = settle(rows, kinds)
    if rows[2] == [" "]:  # a blank row is no row
        assert column(raw) == ["", "1"]
    else:
        assert (column(raw)[0], told) == ("NA", [])


def test_a_row_of_hxl_hashtags_is_left_out_and_the_places_stay_right():
    rows = [["District", "Lat"], ["#adm1 +name", "#geo+lat"], ["North", "1"], ["South", "2"]]
    raw, (told, _) = settle(rows, {0: "text"}, merged=((2, 0, 3, 0),), formulas=frozenset({(2, 1)}))
    assert column(raw) == ["North", "North"]
    assert raw.rows.tolist() == [3, 4]
    assert (raw.dropped, raw.formulas) == ({2: HXL_ROW}, {(0, 1)})
    assert (told.row, told.found) == (2, "#adm1 +name")


def test_a_number_sign_alone_is_no_hashtag():
    raw, told = settle([["a", "b"], ["#adm1", "North"]], {0: "text"})
    assert (column(raw), told) == (["#adm1"], [])


def test_merged_texts_are_filled_numbers_and_wide_ranges_refused():
    rows = [["name", "cost", "x", "y"], ["Hills", "900", "a", ""], ["", "", "b", "c"]]
    raw, (told,) = settle(
        rows,
        {0: "name", 1: "number", 2: "text"},
        merged=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)),
    )
    assert column(raw) == ["Hills", "Hills"]
    assert (told.found, told.column) == ("1 cell merged with the one above", "name")
    assert set(raw.cell_problems) == {(0, 1), (1, 1), (0, 2)}


def test_characters_that_nobody_sees_are_taken_out_of_names():
    persian = "می\u200cخواهم"  # the joiner is part of the spelling
    rows = [["a", "b"], ["hu\u200bye", "t\u200b"], [persian, ""], ["rab\u200e", ""]]
    raw, (told,) = settle(rows, {0: "name", 1: "text"})
    assert column(raw) == ["huye", persian, "rab"]
    assert column(raw, 1)[0] == "t\u200b"
    assert told.found.startswith("2 cells with invisible characters, in row 2")
    assert told.advice.endswith("Also row 4.")


def test_formulas_with_saved_values_are_told_once():
    raw, (told,) = settle([["a"], ["1"], ["2"]], {0: "number"}, formulas=frozenset({(1, 0)}))
    assert (column(raw), told.found) == (["1", "2"], "1 formula in a")


def test_what_is_not_used_is_neither_changed_nor_told():
    rows = [["a"], ["14/03/2026"], ["NA"]]
    raw, told = settle(rows, {}, separator=";")
    assert (column(raw), told) == (["14/03/2026", "NA"], [])
    assert np.array_equal(raw.rows, [2, 3])


def test_a_european_export_of_a_project_is_read_with_one_line_for_each_decision(folder, lines):
    path = folder()
    for name in ("sites", "scores"):
        text = "\n".join(lines[name]).replace(",", ";").replace("2026-03-14", "14/03/2026")
        if name == "sites":
            text = text.replace(".", ",")
        (path / f"{name}.csv").write_text(text.replace("South", "Süden"), "cp1252")
    project = read_project(path)
    assert [problem.severity for problem in project.problems] == ["warning"] * 6
    assert project.ready == ("huye", "kibuye")
    assert project.table("sites")["latitude"].tolist() == [-2.5967, -2.06]
    assert set(project.table("scores")["date"].dt.strftime("%Y-%m-%d")) == {"2026-03-14"}


def test_files_of_r_give_one_warning(folder, lines):
    header, *rows = lines["scores"]
    filled = [",".join(cell or "NA" for cell in row.split(",")) for row in rows]
    project = read_project(folder(scores=[header, *filled]))
    (problem,) = project.problems
    assert (problem.file, problem.severity) == ("scores.csv", "warning")
    assert project.table("scores")["reason"].isna().sum() == 3
