"""The newest accepted evidence that carries a level counts, and what has no day says nothing."""

from datetime import date

import pandas as pd
import pytest

from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.diagnosis.analysis.evidence_age import old_evidence

LIFE = {"readiness": 60, "use": 24}
DAY = date(2026, 3, 14)


def _old(ipsr, components, scores, pieces, as_of=DAY):
    columns = ["evidence", "component", "dimension", "supports_level", "strength", "date"]
    table = pd.DataFrame(pieces, columns=columns).assign(site="s")
    table["date"] = pd.to_datetime(table["date"])
    levels = {"a": (4, 2), "b": (9, 9)}
    found = diagnose(
        components("s", levels, role="core"), scores("s", levels), ipsr, evidence=table
    )
    return old_evidence(found.component_rows, table, LIFE, as_of)


@pytest.mark.parametrize(
    ("pieces", "named"),
    [
        ([("E1", "a", "use", 2, "medium", "2023-10-20")], ["E1"]),
        ([("E1", "a", "use", 2, "medium", "2024-06-01")], []),  # 21 months
        ([("E1", "a", "readiness", 4, "strong", "2023-10-20")], []),  # readiness keeps longer
        ([("E1", "a", "readiness", 4, "strong", "2020-10-20")], ["E1"]),
        ([("E1", "b", "use", 9, "strong", "2019-01-01")], []),  # no bottleneck
        ([("E1", "a", "use", 2, "medium", None)], []),
        (
            [
                ("E1", "a", "use", 2, "medium", "2023-10-20"),
                ("E2", "a", "use", 3, "weak", "2025-06-01"),
            ],
            [],
        ),
        (
            [
                ("E1", "a", "use", 2, "medium", "2023-10-20"),
                ("E2", "a", "use", 5, "none", "2025-06-01"),  # not accepted
                ("E3", "a", "use", 1, "strong", "2025-06-01"),  # supports less than is used
            ],
            ["E1"],
        ),
    ],
)
def test_which_evidence_is_too_old(ipsr, components, scores, pieces, named):
    assert [one.evidence for one in _old(ipsr, components, scores, pieces)] == named


def test_without_a_day_to_look_at_nothing_is_claimed(ipsr, components, scores):
    pieces = [("E1", "a", "use", 2, "medium", "2013-10-20")]
    assert _old(ipsr, components, scores, pieces, as_of=None) == []
