"""Plans of work as CSV, read back."""

import csv
import io

from workbench.plan.page.plan_csv import HEADINGS, plan_as_csv

from .plan_tables import LINKS, NASTY, SCHEDULED, TITLE


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_rows_come_back():
    content = plan_as_csv(SCHEDULED, LINKS, title=TITLE)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read(content)
    assert list(rows[0]) == list(HEADINGS.values())
    assert rows[0]["What is done"] == NASTY
    assert (rows[0]["First day"], rows[0]["Last day"]) == ("2026-03-02", "2026-03-06")
    assert [row["Milestone"] for row in rows] == ["", "", "yes", ""]
    assert rows[1]["After"] == "A1 FS+1; gone"
    assert rows[2]["After"] == "A2 FF; A1 SS+3; A1 SF-2"
    assert rows[3]["First day"] == ""
    assert len(rows) == 4


def test_nothing_is_computed_by_a_spreadsheet():
    rows = read(plan_as_csv(SCHEDULED, LINKS, title=TITLE))
    assert rows[1]["What is done"] == '\'=HYPERLINK("x")'
    assert rows[0]["Responsible"] == "'@lead"
    assert rows[1]["Responsible"] == "'  +1"
    for row in rows:
        assert not any(
            value.lstrip()[:1] in {"=", "+", "-", "@"} for value in row.values() if value
        )


def test_words_for_what_comes_before_may_be_given():
    given = SCHEDULED.assign(after=["", "A1", None, None])
    content = plan_as_csv(given, LINKS, title=TITLE)
    assert [row["After"] for row in read(content)] == ["", "A1", "", ""]
    assert content == plan_as_csv(given, LINKS, title="Another")
