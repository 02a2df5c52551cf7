"""The list of packages: the columns of PRMS in their order, and what it does not hold."""

import io
import warnings
from pathlib import Path

import openpyxl
import pytest

from workbench.case import open_cases
from workbench.project import Settings, open_project, write_project
from workbench.publish.exports.prms_list import prms_list

DATA = Path(__file__).parents[3] / "data"
THEIRS = [
    "Result code",
    "Reporting phase",
    "Reporting year",
    "Result title",
    "Result type",
    "Core innovation",
    "Link - core innovation",
    "Geofocus",
    "Submitter",
    "Status",
    "Gender tag level",
    "Climate change tag level",
    "Nutrition tag level",
    "Environment AND/or biodiversity tag level",
    "Poverty tag level",
    "Creation date",
    "Lead initiative",
    "Contributing initiative(s)",
    "Scaling ambition",
    "SDGs targetted",
    "Scaling Readiness score",
    "Scalability potential score",
    "Link to IPSR metadata PDF report",
]


def _rows(content, sheet="Packages"):
    book = openpyxl.load_workbook(io.BytesIO(content))
    heads, *rows = book[sheet].iter_rows(values_only=True)
    return heads, [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def listed(example_cases):
    return prms_list(example_cases)


def test_the_23_columns_come_first_and_in_their_order(listed):
    heads, rows = _rows(listed)
    assert list(heads[:23]) == THEIRS
    assert heads[23:27] == (
        "Site",
        "Country",
        "Bottleneck element",
        "Lowest level of the bottleneck",
    )
    assert len(rows) == 12


def test_scores_are_those_that_prms_would_print(listed):
    huye = _rows(listed)[1][0]
    assert huye["Scaling Readiness score"] == 8
    assert huye["Scalability potential score"] == 28.1
    assert huye["Bottleneck element"] == "Clean seed supply"
    assert huye["Lowest level of the bottleneck"] == "use 2, some partners"
    # What PRMS would not say: two elements have no score, so 8 is an upper bound.
    assert huye["Score of the package, with what is not assessed"] == "at most 8"
    assert huye["Elements not assessed"] == 2
    assert huye["Strategic option"] == "Outsource (Clean seed supply)"


def test_no_number_of_theirs_is_made_up(listed):
    _, rows = _rows(listed)
    filled = {"Result title", "Result type", "Core innovation", "Geofocus", "Scaling ambition",
              "Scaling Readiness score", "Scalability potential score"}  # fmt: skip
    for row in rows:
        assert all(row[head] is None for head in THEIRS if head not in filled)
    left = {row["Left out"]: row["Why"] for row in _rows(listed, "Left out")[1]}
    assert set(THEIRS) - filled <= set(left)
    assert "none is ever made up" in left["Result code"]


def test_the_same_project_gives_the_same_bytes(listed, example_cases):
    assert prms_list(example_cases) == listed


def test_hostile_words_stay_words(tmp_path):
    whole = open_project(DATA / "example").only(["rw-huye"])
    components = whole.table("components")
    components.loc[0, "title"] = '=HYPERLINK("//evil","x")'
    tables = {**whole.tables, "components": components}
    folder = write_project(tmp_path, whole.settings, tables)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = prms_list(open_cases(folder))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Packages"]
    cell = sheet.cell(2, THEIRS.index("Core innovation") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (components["title"][0], "s", True)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_levels_of_another_calibration_are_not_converted(tmp_path):
    whole = open_project(DATA / "example").only(["rw-nyanza"])
    settings = Settings(title="Older", framework="scaling-readiness-2020", currency="USD")
    folder = write_project(tmp_path, settings, whole.tables)
    content = prms_list(open_cases(folder))
    (row,) = _rows(content)[1]
    assert row["Scaling Readiness score"] is None
    assert row["Score of the package, with what is not assessed"] is not None
    left = {one["Left out"] for one in _rows(content, "Left out")[1]}
    assert "Levels and scores" in left
