import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.project import read_project


def _scores(**columns):
    given = {
        "site": ["huye"],
        "component": ["stem"],
        "round": pa.array([1], pa.int8()),
        "date": pa.array([pd.Timestamp("2026-03-14")], pa.timestamp("us")),
        "assessor": pa.array(["A1"]).dictionary_encode(),
        "basis": ["adopted"],
        "readiness": [7.0],
        "use": pa.array([float("nan")]),
        "evidence": ["E1"],
        **columns,
    }
    return pa.table(given)


@pytest.fixture
def read(folder):
    def write_and_read(table):
        path = folder(scores=None)
        pq.write_table(table, path / "scores.parquet")
        return read_project(path)

    return write_and_read


def test_typed_columns_are_read_and_nan_is_missing(read):
    project = read(_scores())
    assert project.problems == ()
    row = project.table("scores").iloc[0]
    assert row["readiness"] == 7
    assert project.table("scores")["use"].isna().all()
    assert row["date"] == pd.Timestamp("2026-03-14")


def test_a_bad_value_names_row_and_column(read):
    (problem,) = read(_scores(readiness=[2.5])).problems
    assert (problem.file, problem.cell, problem.found) == ("scores.parquet", "G2", "2.5")


def test_a_type_that_is_no_text_is_named(read):
    project = read(_scores(use=pa.array([[1, 2]])))
    (problem,) = project.common
    assert (problem.column, problem.row) == ("use", 1)
    assert "list" in problem.found


@pytest.mark.parametrize("content", [b"", b"PAR1 broken"])
def test_a_broken_file_stops_all_sites(folder, content):
    path = folder(ties=None)
    (path / "ties.parquet").write_bytes(content)
    assert read_project(path).ready == ()


def test_a_column_that_stands_twice_is_named(read):
    table = _scores()
    project = read(table.append_column("readiness", table["readiness"]))
    assert any("the column readiness twice" in one.found for one in project.problems)
