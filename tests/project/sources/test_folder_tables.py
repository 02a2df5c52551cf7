import pytest

from workbench.project import read_project


def test_capitals_in_file_names_do_not_matter(folder):
    path = folder()
    (path / "ties.csv").rename(path / "Ties.CSV")
    assert len(read_project(path).table("ties")) == 1


def test_a_misspelt_file_stops_all_sites_and_is_checked_all_the_same(folder, lines):
    lines["ties"][1] = lines["ties"][1].replace("0.5", "5")
    path = folder(**lines)
    (path / "ties.csv").rename(path / "tie.csv")
    project = read_project(path)
    first, second = project.problems
    assert (first.file, first.found, first.advice) == (
        "tie.csv",
        "tie.csv",
        "Did you mean 'ties.csv'?",
    )
    assert (second.file, second.cell) == ("tie.csv", "E2")
    assert project.common == (first,)


def test_a_file_nearly_called_as_a_table_that_is_there_is_named_as_not_read(folder, lines):
    path = folder()
    (path / "tiees.csv").write_text("site,source,target\nhuye,rab,coop\n", "utf-8")
    project = read_project(path)
    (problem,) = project.problems
    assert (problem.file, problem.found, problem.severity) == (
        "tiees.csv",
        "tiees.csv",
        "warning",
    )
    assert "not read, as ties.csv was" in problem.advice
    assert len(project.table("ties")) == 1


def test_a_sheet_nearly_called_as_a_table_that_is_there_is_named_as_not_read(workbook):
    path = workbook(lambda book: book.create_sheet("score").append(["site", "component"]))
    (problem,) = read_project(path).problems
    assert (problem.sheet, problem.found, problem.severity) == ("score", "score", "warning")
    assert "sheet scores of tables.xlsx" in problem.advice


def test_a_sheet_that_was_renamed_is_known_by_its_headings(workbook):
    heads = ["site", "kpi", "baseline", "target", "target_date"]
    (problem,) = read_project(
        workbook(lambda book: book.create_sheet("2026 final").append(heads))
    ).problems
    assert (problem.sheet, problem.severity, problem.expected) == (
        "2026 final",
        "warning",
        "'kpis'",
    )
    assert "Call it kpis if it is that table" in problem.advice


def test_a_foreign_file_is_named_and_stops_nobody(folder):
    path = folder()
    (path / "invoices.csv").write_text("a,b\n1,2\n", "utf-8")
    (path / "notes.txt").write_text("x", "utf-8")
    (path / ".hidden.csv").write_text("x", "utf-8")
    (path / "~$tables.xlsx").write_bytes(b"lock")
    project = read_project(path)
    (problem,) = project.problems
    assert (problem.file, problem.severity) == ("invoices.csv", "warning")
    assert project.ready == ("huye", "kibuye")


@pytest.mark.parametrize("name", ["scores.xls", "scores.ods", "ties.xlsm"])
def test_a_table_in_a_foreign_form_stops_all_sites(folder, name):
    path = folder()
    (path / name).write_bytes(b"x")
    (problem,) = read_project(path).common
    assert problem.file == name
    assert "Save it as CSV" in problem.advice


def test_one_table_in_csv_and_workbook_is_a_conflict(workbook, folder, lines):
    path = workbook()
    (path / "ties.csv").write_text("\n".join(lines["ties"]), "utf-8")
    project = read_project(path)
    (problem,) = project.common
    assert "ties.csv" in problem.found
    assert "tables.xlsx, sheet ties" in problem.found
    assert project.ready == ()


def test_an_empty_table_beside_a_filled_one_is_no_conflict(workbook, lines):
    path = workbook(lambda book: book["ties"].delete_rows(2, 9))
    (path / "ties.csv").write_text("\n".join(lines["ties"]), "utf-8")
    project = read_project(path)
    assert project.problems == ()
    assert len(project.table("ties")) == 1


@pytest.mark.parametrize(
    ("name", "severity"), [("table.xlsx", "error"), ("budget.xlsx", "warning")]
)
def test_a_workbook_of_another_name_is_not_read_and_named(folder, name, severity):
    path = folder()
    (path / name).write_bytes(b"x")
    (problem,) = read_project(path).problems
    assert (problem.file, problem.severity) == (name, severity)


@pytest.mark.parametrize("form", ["folder", "dead link"])
def test_what_is_called_as_a_table_and_is_no_file_is_not_passed_over(folder, tmp_path, form):
    path = folder(evidence=None)
    if form == "folder":
        (path / "evidence.csv").mkdir()
    else:
        (path / "evidence.csv").symlink_to(tmp_path / "gone")
    project = read_project(path)
    (problem,) = [one for one in project.common if one.file == "evidence.csv"]
    assert (
        problem.found == {"folder": "a folder", "dead link": "a link that leads to no file"}[form]
    )
    assert project.ready == ()
