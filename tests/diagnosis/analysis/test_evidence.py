import pandas as pd
import pytest

from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.diagnosis.analysis.evidence import register, review
from workbench.errors import InvalidInput, UnknownName


@pytest.fixture
def evidence():
    columns = ["component", "dimension", "supports_level", "strength", "type", "date"]
    rows = [
        ("a", "readiness", 4, "weak", "qualitative", "2021-05-01"),
        ("a", "readiness", 5, "medium", "quantitative", "2023-05-01"),
        ("a", "readiness", 9, "none", "qualitative", "2025-05-01"),
        ("a", "use", pd.NA, None, None, None),
        ("b", "readiness", 8, "none", "qualitative", "2024-01-01"),
        ("b", "use", 6, "strong", "quantitative", "2022-01-01"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame["supports_level"] = frame["supports_level"].astype("Int64")
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.assign(site="s")


def test_register_of_each_component_and_dimension(ipsr, evidence):
    table = register(evidence, ipsr).table.set_index(["component", "dimension"])
    assert table["items"].tolist() == [3, 1, 1, 1]
    assert table["accepted"].tolist() == [2, 1, 0, 1]
    row = table.loc[("a", "readiness")]
    assert row["supported"] == 5  # the piece for level 9 was rejected
    assert row["strength"] == "medium"
    assert row["latest"] == pd.Timestamp("2023-05-01")
    assert row["types"] == "qualitative;quantitative"
    assert table.loc[("b", "readiness"), "strength"] == "none"
    assert pd.isna(table.loc[("b", "readiness"), "supported"])
    assert pd.isna(table.loc[("a", "use"), "strength"])
    assert table.loc[("a", "use"), "types"] == ""


def test_claims_held_against_the_register(ipsr, components, scores, evidence):
    levels = {"a": (7, 3), "b": (4, 6), "c": (2, 0)}
    found = diagnose(components("s", levels), scores("s", levels), ipsr, evidence=evidence)
    reviewed = review(found.table, evidence, ipsr)
    verdict = reviewed.table.set_index(["component", "dimension"])["verdict"]
    assert verdict.to_dict() == {
        ("a", "readiness"): "above the evidence",
        ("a", "use"): "level of the evidence not judged",
        ("b", "readiness"): "no evidence",
        ("b", "use"): "supported",
        ("c", "readiness"): "no evidence",
        ("c", "use"): "no evidence needed",
    }
    above = reviewed.above.iloc[0]
    assert above[["component", "claimed", "supported"]].tolist() == ["a", 7, 5]
    assert reviewed.without["component"].tolist() == ["b", "c"]


def test_claims_without_any_register(ipsr, components, scores, evidence):
    levels = {"a": (7, pd.NA)}
    table = diagnose(components("s", levels), scores("s", levels), ipsr).table
    reviewed = review(table, evidence.iloc[:0], ipsr)
    assert reviewed.table["verdict"].tolist() == ["no evidence"]
    assert reviewed.table["items"].tolist() == [0]
    assert reviewed.above.empty


def test_what_is_not_evidence_is_refused(ipsr, evidence):
    with pytest.raises(InvalidInput, match="readiness or use"):
        register(evidence.assign(dimension="both"), ipsr)
    with pytest.raises(InvalidInput, match="strong, medium, weak"):
        register(evidence.assign(strength="good"), ipsr)
    with pytest.raises(InvalidInput, match="from 0 to 9"):
        register(evidence.assign(supports_level=11), ipsr)
    with pytest.raises(UnknownName, match="column in evidence"):
        register(evidence.drop(columns="component"), ipsr)
    with pytest.raises(UnknownName, match="column in claims"):
        review(evidence, evidence, ipsr)
