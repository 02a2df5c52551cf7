"""A plan is read as it stands, and what it says is spread as its marks say."""

import importlib
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"

PLAN = """\
[sites] site | name
aa-one | One
aa-two | Two

# A remark.
[workshops] site | assessors | days
aa-one | A1 A2 A3 | 2026-01-05 2026-02-05
aa-two | B1 | 2026-02-06

[answers] item | scale | who | aa-one | aa-two
skill | maturity | panel | 2= 5~ | 3
gate | gate | panel | yes | -
begun | status | team | not-started |
value | text | team | "Two words." |

[reasons] site | item | reason
aa-one | skill | Why.

[evidence] item | title | type | methods | strength | aa-one | aa-two
skill | Report, @ | qualitative | records | strong | 3 | ?
gate | Rejected | qualitative | records | weak | x |

[costs] site | line | quantity | partner
* | L1 | 10* | ward;board
aa-two | L2 | 3 |
"""

SITES = {"aa-one": "One", "aa-two": "Two"}


@pytest.fixture(scope="module")
def reader():
    sys.path.insert(0, str(DATA))
    yield importlib.import_module("plan_sheets")
    sys.path.remove(str(DATA))


@pytest.fixture(scope="module")
def sheets(reader, tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return reader.read_sheets(path)


def test_cells_left_out_are_blank_and_too_many_are_refused(reader, sheets, tmp_path):
    assert sheets["costs"][1] == {"site": "aa-two", "line": "L2", "quantity": "3", "partner": ""}
    (tmp_path / "plan.txt").write_text("[a] x | y\n1 | 2 | 3\n", "utf-8")
    with pytest.raises(ValueError, match="more cells than columns"):
        reader.read_sheets(tmp_path / "plan.txt")


def test_rows_go_to_the_sites_that_they_name(reader, sheets):
    rows = reader.spread(sheets["costs"], SITES)
    assert [(row["site"], row["line"]) for row in rows] == [
        ("aa-one", "L1"), ("aa-two", "L1"), ("aa-two", "L2"),
    ]  # fmt: skip
    sized = reader.sized(rows, "quantity", {"aa-one": 1.5, "aa-two": 1})
    assert [row["quantity"] for row in sized] == ["15", "10", "3"]
    assert reader.own_actors(rows, ("ward",))[0]["partner"] == "one-ward;board"


def test_evidence_says_what_was_judged_and_what_was_rejected(reader, sheets):
    rows = reader.evidence_rows(sheets, SITES)
    found = {(row["site"], row["item"]): (row["supports_level"], row["strength"]) for row in rows}
    assert found == {
        ("aa-one", "skill"): ("3", "strong"), ("aa-one", "gate"): ("", "none"),
        ("aa-two", "skill"): ("", ""),
    }  # fmt: skip


def test_a_panel_stands_around_the_level_and_stays_on_the_scale(reader, sheets):
    evidence = reader.evidence_rows(sheets, SITES)
    rows = reader.response_rows(sheets, evidence, SITES)
    own = [row for row in rows if (row["site"], row["item"]) == ("aa-one", "skill")]
    first = [row["value"] for row in own if row["round"] == "1"]
    second = [int(row["value"]) for row in own if row["round"] == "2"]
    assert first == ["2", "2", "2"]
    assert max(second) <= 5
    assert own[0]["reason"] == "Why."
    assert [row["value"] for row in rows if row["item"] == "begun"] == ["not started"]
    assert [row["value"] for row in rows if row["item"] == "value"] == ["Two words."]
    late = next(row for row in rows if row["site"] == "aa-two")
    assert (late["round"], late["date"]) == ("1", "2026-02-06")
    assert not [row for row in rows if (row["site"], row["item"]) == ("aa-two", "gate")]
    gates = {row["value"] for row in rows if row["item"] == "gate"}
    assert gates <= {"yes", "partly"}
    assert not [row for row in rows if row["item"] == "gate" and row["evidence"]]
