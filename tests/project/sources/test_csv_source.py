from pathlib import Path

import pytest

from workbench.project import read_project
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.csv_source import read_csv

WARNED = [
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16"),
    ("cp1252", "Windows-1252 (Western European)"),
]


def _sites(lines, name="Hu\u00efe"):
    return "\n".join([lines["sites"][0], f"huye,{name},Rwanda", lines["sites"][2]]) + "\n"


@pytest.mark.parametrize(("encoding", "words"), WARNED)
def test_other_encodings_are_read_with_a_warning(folder, lines, encoding, words):
    path = folder()
    (path / "sites.csv").write_bytes(_sites(lines).encode(encoding))
    project = read_project(path)
    assert project.site("huye").name == "Hu\u00efe"
    (problem,) = project.problems
    assert (problem.file, problem.found, problem.severity) == ("sites.csv", words, "warning")
    assert project.ready == ("huye", "kibuye")


def test_utf8_with_a_byte_order_mark_is_read_without_a_word(folder, lines):
    path = folder()
    (path / "sites.csv").write_bytes(_sites(lines).encode("utf-8-sig"))
    project = read_project(path)
    assert project.problems == ()
    assert project.site("huye").name == "Hu\u00efe"


@pytest.mark.parametrize(("mark", "words"), [(";", "semicolon"), ("\t", "tab")])
def test_other_separators_are_read_with_a_warning(make, lines, mark, words):
    lines["evidence"] = [line.replace(",", mark) for line in lines["evidence"]]
    project = make(**lines)
    (problem,) = project.problems
    assert problem.found == f"cells separated by a {words}"
    assert problem.severity == "warning"
    assert len(project.table("evidence")) == 3


def test_excels_separator_line_is_no_row(folder, lines):
    path = folder()
    text = "sep=;\n" + "\n".join(lines["people"]).replace(",", ";").replace("no", "perhaps")
    (path / "people.csv").write_text(text, "utf-8")
    told = {problem.cell for problem in read_project(path).problems}
    assert told == {None, "D2"}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00" * 40])
def test_an_empty_file_or_one_of_nul_bytes_stops_all_sites(folder, content):
    path = folder()
    (path / "ties.csv").write_bytes(content)
    project = read_project(path)
    (problem,) = project.common
    assert problem.file == "ties.csv"
    assert project.ready == ()


def test_bytes_that_are_no_text_name_their_line(folder):
    path = folder()
    (path / "people.csv").write_bytes(b"person,name\nA1,\x81\x8d\n")
    (problem,) = read_project(path).problems
    assert (problem.row, problem.found) == (2, "the byte 0x81")


def test_a_nul_byte_in_a_cell_names_the_cell(spoil):
    problem = spoil("people", "B2", "A\x00da")
    assert (problem.cell, problem.found) == ("B2", "A\ufffdda")


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ('huye,"stem,1,2026-03-14,A9,adopted,7,5,E1,agreed', "B3"),
        ('huye,stem,1,2026-03-14,A9,adopted,7,5,E1,"agreed" by all', "J3"),
        ('huye,stem,1,2026-03-14,A9,adopted,7,5,E1,"one, ""two', "J3"),
    ],
)
def test_a_broken_quote_costs_its_row_and_no_other(make, lines, line, cell):
    lines["scores"].insert(2, line)
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.row, problem.cell, problem.found) == (3, cell, "a broken quote")
    assert problem.site == "huye"
    assert project.ready == ("kibuye",)
    assert project.table("scores")["component"].tolist() == ["stem", "seed", "seed", "stem"]


def test_rows_are_counted_as_a_spreadsheet_does(make, lines):
    lines["scores"][1] = lines["scores"][1].replace("agreed", '"agreed\nby, ""all"""')
    lines["scores"].insert(2, "")
    lines["scores"][3] = lines["scores"][3].replace(",4,", ",44,")
    project = make(**lines)
    (problem,) = project.problems
    assert problem.cell == "G4"
    assert project.table("scores")["reason"][0] == 'agreed\nby, "all"'


def test_a_comma_too_many_moves_the_cells_and_is_told_once(make, lines):
    lines["sites"][1] = "huye,Huye,Rwanda,South,-2,5967,29,7394,381900"
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.row, problem.site, problem.found) == (2, "huye", "9 cells")
    assert "decimal mark is a point" in problem.advice
    assert project.ready == ("kibuye",)


def test_the_apostrophe_in_front_of_risky_text_is_taken_off(make, lines):
    lines["scores"][1] = lines["scores"][1].replace("agreed", "'=1+1")
    assert make(**lines).table("scores")["reason"][0] == "=1+1"


def test_many_broken_quotes_end(make, lines):
    lines["ties"] += ['huye,"rab'] * 300
    assert len(make(**lines).blocked["huye"]) >= 100


def test_a_disk_that_fails_is_named_with_its_file(folder, monkeypatch):
    path, own = folder(), Path.read_bytes

    def fails(file):
        if file.name == "scores.csv":
            raise OSError(5, "Input/output error")
        return own(file)

    monkeypatch.setattr(Path, "read_bytes", fails)
    project = read_project(path)
    assert ("scores.csv", "Input/output error") in {(one.file, one.found) for one in project.common}
    assert project.ready == ()


def test_a_very_long_cell_is_named_as_such_and_costs_its_row(make, lines):
    lines["scores"][2] = "huye,seed,1,2026-03-14,A1,workshop,4,,E1," + "x" * 200_000
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.row, problem.found) == (3, "a line with a very long cell")
    assert len(project.table("scores")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Partners, 2025\n\na;b\nx;1\ny;2\n",
        "a;b\nx;1;\ny;2;;\nz;3\n",
        "sep=;\na;b\nx;1\n",
        "a;b\n1,5;2,5\n3,5;4\n",
    ],
)
def test_semicolons_are_found_below_titles_and_before_marks_too_many(tmp_path, text):
    (tmp_path / "f.csv").write_text(text, "utf-8")
    sheet = read_csv(tmp_path / "f.csv", ProblemList())
    assert sheet.separator == ";"
    assert ["a", "b"] in sheet.records


def test_rows_between_two_quotes_that_do_not_close_are_not_swallowed(make, lines):
    lines["scores"][1] = lines["scores"][1].replace("huye,stem", 'huye,"stem', 1)
    lines["scores"][3] = lines["scores"][3].replace("workshop,0", 'workshop",0', 1)
    project = make(**lines)
    broken = [problem for problem in project.problems if problem.found == "a broken quote"]
    assert broken[0].row == 2
    assert "kibuye" in set(project.table("scores")["site"])
    assert len(project.table("scores")) >= 2
