"""Rows behind those that a table has."""

import pandas as pd
import pytest

from workbench.errors import InvalidInput
from workbench.project.entry.appending import append_rows
from workbench.project.schema.frames import conform

ROW = {"site": "s2", "name": "Bönen, north", "latitude": -1.5}


def _rows(**more):
    return conform("sites", pd.DataFrame([ROW | more]))


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_what_stands_in_a_csv_file_stays_byte_for_byte(tmp_path, end):
    old = f"name,site,latitude,our own remark\nPlace,s1,0.50,keep me{end}"
    (tmp_path / "sites.csv").write_bytes(old.encode())
    append_rows(tmp_path, "sites", _rows())
    text = (tmp_path / "sites.csv").read_bytes().decode("utf-8-sig")
    assert text.startswith(old)
    assert text.splitlines()[2] == '"Bönen, north",s2,-1.5,'


def test_a_text_that_a_spreadsheet_would_compute_is_written_as_text(tmp_path):
    (tmp_path / "sites.csv").write_text("site,name\n")
    append_rows(tmp_path, "sites", conform("sites", pd.DataFrame([{"site": "a", "name": "=1+1"}])))
    assert (tmp_path / "sites.csv").read_text() == "site,name\na,'=1+1\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"site;name\ns1;Place\n", "commas"),
        ("site,name\ns1,Pläce\n".encode("cp1252"), "UTF-8"),
        (b"site,name\ns1,Place\n", "has no column latitude"),
    ],
)
def test_a_file_to_which_nothing_can_be_added_as_it_is_is_left_alone(tmp_path, content, said):
    (tmp_path / "sites.csv").write_bytes(content)
    with pytest.raises(InvalidInput, match=said):
        append_rows(tmp_path, "sites", _rows())
    assert (tmp_path / "sites.csv").read_bytes() == content


def test_a_table_that_is_not_there_is_made(tmp_path):
    assert append_rows(tmp_path, "sites", _rows()) == "sites.csv"
    assert "Bönen" in (tmp_path / "sites.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsb", "xlsm"])
def test_no_table_is_put_beside_a_workbook_that_cannot_be_written(tmp_path, suffix):
    (tmp_path / f"tables.{suffix}").write_bytes(b"as it is")
    with pytest.raises(InvalidInput, match=rf"tables\.{suffix}; save it as tables\.xlsx"):
        append_rows(tmp_path, "sites", _rows())
    assert [path.name for path in tmp_path.iterdir()] == [f"tables.{suffix}"]
