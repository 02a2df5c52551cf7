"""Plans of work as CSV, read back."""

import csv
import io

from workbench.plan.page.plan_csv import plan_as_csv

from .plan_tables import NASTY, ROWS


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_rows_come_back():
    content = plan_as_csv(ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read(content)
    assert list(rows[0]) == [
        "Site", "Activity", "What is done", "Component", "First day", "Last day", "Working days",
        "Milestone", "Responsible", "Partners", "Deliverable", "Deadline", "Days to spare", "After",
    ]  # fmt: skip
    names = ("Component", "Working days", "Partners", "Deliverable", "Days to spare")
    assert [rows[0][name] for name in names] == ["Seed", "4.5", "Lab; Coop", "'=1+1", "0"]
    assert [rows[3][name] for name in names] == [""] * 5
    assert rows[0]["What is done"] == NASTY
    assert (rows[0]["First day"], rows[0]["Last day"]) == ("2026-03-02", "2026-03-06")
    assert [row["Milestone"] for row in rows] == ["", "", "yes", ""]
    assert rows[1]["After"] == "A1 FS+1"
    assert rows[2]["After"] == "A2 FF; A1 SS+3; A1 SF-2"
    assert rows[3]["First day"] == ""
    assert len(rows) == 4


def test_nothing_is_computed_by_a_spreadsheet():
    rows = read(plan_as_csv(ROWS))
    assert rows[1]["What is done"] == '\'=HYPERLINK("x")'
    assert rows[0]["Responsible"] == "'@lead"
    assert rows[1]["Responsible"] == "'  +1"
    for row in rows:
        assert not any(
            value.lstrip()[:1] in {"=", "+", "-", "@"} for value in row.values() if value
        )
