"""Evidence by method, and the inventory."""

import pandas as pd
import pytest

from tests.fixtures.assessed import assessment_of, panel, pieces
from tests.fixtures.sites import cells, plain_text
from workbench.assess.page import registers as page
from workbench.errors import NothingToShow


def evidence():
    rows = pieces(("design", 2, "weak"), ("design", 3, "none"), ("money", 2, "strong"),
                  ("partners", 1, "medium"))  # fmt: skip
    return rows.assign(
        evidence=["D1", "D2", "D3", "D4"],
        methods=["survey;interviews", "survey", "survey", None],
        type=["qualitative", "quantitative", "quantitative", None],
    )


def test_pieces_by_method_without_those_that_were_rejected(tmp_path):
    found = assessment_of(tmp_path, panel(("design", [1])), item_evidence=evidence())
    made = page.evidence_by_method(found)
    assert cells(made)[0] == ["survey", "2", "1", "1", "2"]
    assert cells(made)[1] == ["interviews", "1", "1", "0", "1"]
    assert made.note.plain.startswith("3 pieces of evidence in all")
    assert made.note.plain.endswith("Of 1 the method is not known.")
    assert "focus groups and community feedback" in plain_text(page.methods_not_used(found))


def test_without_evidence_there_is_nothing_to_list(tmp_path):
    found = assessment_of(tmp_path, panel(("design", [1])))
    with pytest.raises(NothingToShow, match="No piece of evidence"):
        page.evidence_by_method(found)
    assert plain_text(page.methods_not_used(found)) == ""


def test_the_inventory(tmp_path):
    listed = pd.DataFrame(
        {
            "site": "huye",
            "capability": ["model", "data"],
            "title": ["A <model>", "Data"],
            "item": ["design", None],
            "owner": [None, "it"],
            "level": [2, None],
            "evidence": ["D1;D2", None],
            "date": [pd.Timestamp("2026-03-04"), None],
        }
    )
    found = assessment_of(tmp_path, panel(("design", [1])), capabilities=listed)
    assert cells(page.capability_inventory(found)) == [
        ["A <model>", "Design & <data>", "nobody yet", "2", "D1 and D2", "4 March 2026"],
        ["Data", "", "it", "not known", "none", ""],
    ]
    with pytest.raises(NothingToShow, match="No capability"):
        page.capability_inventory(assessment_of(tmp_path, panel(("design", [1]))))
