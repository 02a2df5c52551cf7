from workbench.errors import Problem
from workbench.project.sources.cell_problems import ProblemList, address, also_rows


def _problem(file, row, cell, severity="error"):
    return Problem(
        file=file, row=row, cell=cell, found="", expected="", advice="", severity=severity
    )


def test_problems_come_by_file_then_row_then_column():
    problems = ProblemList()
    places = [("b.csv", 2, "AA2"), ("b.csv", 2, "B2"), ("b.csv", 10, "A10"), ("a.csv", 3, "A3")]
    for file, row, cell in places:
        problems.add(_problem(file, row, cell))
    ordered = problems.in_order([("a.csv", None), ("b.csv", None)])
    assert [problem.cell for problem in ordered] == ["A3", "B2", "AA2", "A10"]


def test_a_warning_never_stops_all_sites():
    problems = ProblemList()
    problems.add(_problem("a.csv", 1, "A1", "warning"), common=True)
    assert problems.common == []


def test_addresses_are_those_of_a_spreadsheet():
    assert address(0, 1) == "A1"
    assert address(26, 12) == "AA12"


def test_rows_are_named_in_spans_and_many_are_counted():
    assert also_rows([4, 2, 3, 9, 9]) == "Also rows 2 to 4 and 9."
    assert also_rows(range(1, 40, 2)).endswith("13, 15 and 12 more.")
