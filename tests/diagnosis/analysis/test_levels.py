import numpy as np
import pandas as pd
import pytest

from workbench.diagnosis.analysis.levels import (
    current_scores,
    needed_components,
    read_levels,
    row_numbers,
    supported_levels,
)
from workbench.errors import InvalidInput, UnknownName


def test_rows_of_a_site_stand_together_in_file_order(components):
    table = pd.concat([components("t", "b"), components("s", "ab"), components("t", "a")])
    found = needed_components(table)
    assert found.table["site"].tolist() == ["t", "t", "s", "s"]
    assert found.table["component"].tolist() == ["b", "a", "a", "b"]
    assert found.table["position"].tolist() == [1, 2, 1, 2]
    assert found.sites.tolist() == ["t", "s"]


def test_replaced_only_by_a_component_that_is_needed(components):
    chain = components("s", "abc", supersedes=[None, "a", "b"])
    assert needed_components(chain).table["component"].tolist() == ["c"]
    dropped = chain.assign(needed=[True, True, False])
    assert needed_components(dropped).table["component"].tolist() == ["b"]


def test_row_numbers_find_pairs_and_nothing_else(components):
    table = pd.concat([components("s", "ab"), components("t", "b")], ignore_index=True)
    found = row_numbers(table, pd.Series(["t", "s", "t", "u"]), pd.Series(["b", "a", "a", "b"]))
    assert found.tolist() == [2, 0, -1, -1]
    assert row_numbers(table.iloc[:0], pd.Series(["t"]), pd.Series(["b"])).tolist() == [-1]


def test_scores_of_other_components_are_left_out(ipsr, components, scores):
    packages = needed_components(components("s", "a"))
    taken = current_scores(packages, scores("s", {"a": (1, 1), "z": (2, 2)}), ipsr)
    assert len(taken.row) == 1


def test_what_stands_behind_a_claim(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([3, 5], [1, 1]), "b": ([3, 5], [1, 1])}),
            scores("s", {"a": (4, 1), "c": (7, 1)}, basis="adopted"),
            scores("s", {"b": (8, 1)}, basis="evidence"),
        ]
    )
    found = read_levels(components("s", "abc"), rows, ipsr).by_dimension["readiness"]
    assert np.flatnonzero(found.judged[0]).tolist() == [
        3,
        5,
    ]  # adopted: still the assessors' spread
    assert np.flatnonzero(found.judged[1]).tolist() == [8]  # documents: those judgements
    assert np.flatnonzero(found.judged[2]).tolist() == [7]  # adopted alone: that level
    assert found.source.tolist() == ["adopted", "evidence", "adopted"]


@pytest.fixture
def evidence():
    columns = ["component", "dimension", "supports_level", "strength"]
    rows = [
        ("a", "readiness", 4, "weak"),
        ("a", "readiness", 5, "medium"),
        ("a", "readiness", 9, "none"),
        ("a", "use", pd.NA, None),
        ("b", "readiness", 8, "none"),
        ("b", "use", 6, "strong"),
        ("elsewhere", "use", 6, "strong"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame["supports_level"] = frame["supports_level"].astype("Int64")
    return frame.assign(site="s")


def test_evidence_of_each_component_and_dimension(ipsr, components, evidence):
    packages = needed_components(pd.concat([components("s", "abc"), components("t", "a")]))
    supported, strength = supported_levels(packages, evidence, "readiness", ipsr)
    assert supported[0] == 5  # the piece for level 9 was rejected
    assert np.isnan(supported[1:]).all()
    assert strength.tolist() == ["medium", "none", "none", ""]  # site t keeps no register
    supported, strength = supported_levels(packages, evidence, "use", ipsr)
    assert supported[1] == 6
    assert strength.tolist() == ["", "strong", "none", ""]  # a: nobody has judged the piece
    supported, strength = supported_levels(packages, None, "use", ipsr)
    assert np.isnan(supported).all()
    assert set(strength) == {""}


def test_evidence_that_cannot_be_used_is_refused(ipsr, components, evidence):
    packages = needed_components(components("s", "abc"))
    with pytest.raises(InvalidInput, match="from 0 to 9"):
        supported_levels(packages, evidence.assign(supports_level=11), "use", ipsr)
    with pytest.raises(UnknownName, match="column in evidence"):
        supported_levels(packages, evidence.drop(columns="component"), "use", ipsr)


def test_current_round(ipsr, components, scores):
    packages = needed_components(components("s", "ab"))
    rows = pd.concat([scores("s", {"a": (1, 1), "b": (4, 4)}), scores("s", {"a": (3, 3)}, round=2)])
    rows = pd.concat([rows, scores("s", {"a": (8, 8)}, round=3, basis="projected")])
    found = current_scores(packages, rows, ipsr)
    assert found.site_round.tolist() == [2]
    assert found.component_round.tolist() == [2, 1]
    assert sorted(found.level["use"][found.counted].tolist()) == [3, 4]


def test_adopted_in_a_later_round_than_the_workshop(ipsr, components, scores):
    rows = pd.concat(
        [scores("s", {"a": (1, 1)}), scores("s", {"a": (2, 2)}, round=2, basis="adopted")]
    )
    found = read_levels(components("s", "a"), rows, ipsr).by_dimension["readiness"]
    assert found.claimed.tolist() == [2.0]
    assert found.assessors.tolist() == [1.0]
