import numpy as np
import pandas as pd
import pytest

from workbench.diagnosis.analysis.levels import (
    current_scores,
    dimension_levels,
    needed_components,
    rows_of,
    supported_levels,
)


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


def test_rows_of_finds_pairs_and_nothing_else(components):
    table = pd.concat([components("s", "ab"), components("t", "b")], ignore_index=True)
    found = rows_of(table, pd.Series(["t", "s", "t", "u"]), pd.Series(["b", "a", "a", "b"]))
    assert found.tolist() == [2, 0, -1, -1]
    assert rows_of(table.iloc[:0], pd.Series(["t"]), pd.Series(["b"])).tolist() == [-1]


def _levels(ipsr, packages, rows, basis="adopted", pieces=None, round_=None):
    taken = current_scores(packages, rows, ipsr, round_)
    return dimension_levels(packages, taken, pieces, "readiness", ipsr, basis)


def test_scores_of_other_components_are_left_out(ipsr, components, scores):
    packages = needed_components(components("s", "a"))
    taken = current_scores(packages, scores("s", {"a": (1, 1), "z": (2, 2)}), ipsr, None)
    assert len(taken.row) == 1


def test_what_stands_behind_a_claim(ipsr, components, scores):
    packages = needed_components(components("s", "abc"))
    rows = pd.concat(
        [
            scores("s", {"a": ([3, 5], [1, 1]), "b": ([3, 5], [1, 1])}),
            scores("s", {"a": (4, 1), "c": (7, 1)}, basis="adopted"),
            scores("s", {"b": (8, 1)}, basis="evidence"),
        ]
    )
    found = _levels(ipsr, packages, rows)
    assert np.flatnonzero(found.judged[0]).tolist() == [
        3,
        5,
    ]  # adopted: still the assessors' spread
    assert np.flatnonzero(found.judged[1]).tolist() == [8]  # documents: those judgements
    assert np.flatnonzero(found.judged[2]).tolist() == [7]  # adopted alone: that level
    assert found.source.tolist() == ["adopted", "evidence", "adopted"]
    assert _levels(ipsr, packages, rows, "workshop").source.tolist() == [
        "workshop",
        "workshop",
        None,
    ]


def test_class_of_evidence_of_a_site_with_a_register(components):
    packages = needed_components(pd.concat([components("s", "ab"), components("t", "a")]))
    pieces = pd.DataFrame(
        {
            "site": ["s"],
            "component": ["a"],
            "dimension": ["readiness"],
            "supported": pd.array([4], dtype="Int64"),
            "strength": pd.Series(["weak"], dtype="str"),
        }
    )
    supported, strength = supported_levels(packages, pieces, "readiness")
    assert supported[0] == 4
    assert np.isnan(supported[1:]).all()
    assert strength.tolist() == ["weak", "none", ""]  # site t keeps no register: not known


@pytest.mark.parametrize(("round_", "expected"), [(None, [2.0]), (1, [1.0]), (9, [9.0])])
def test_current_round(ipsr, components, scores, round_, expected):
    packages = needed_components(components("s", "a"))
    rows = pd.concat([scores("s", {"a": (1, 1)}), scores("s", {"a": (2, 2)}, round=2)])
    rows = pd.concat([rows, scores("s", {"a": (8, 8)}, round=3, basis="projected")])
    assert current_scores(packages, rows, ipsr, round_).site_round.tolist() == expected


@pytest.mark.parametrize(
    ("round_", "rounds", "counted"),
    [(None, [2, 1], [3, 4]), (1, [1, 1], [1, 4]), (2, [2, np.nan], [3]), (9, [np.nan] * 2, [])],
)
def test_round_of_each_component(ipsr, components, scores, round_, rounds, counted):
    packages = needed_components(components("s", "ab"))
    rows = pd.concat([scores("s", {"a": (1, 1), "b": (4, 4)}), scores("s", {"a": (3, 3)}, round=2)])
    found = current_scores(packages, rows, ipsr, round_)
    np.testing.assert_array_equal(found.component_round, rounds)
    assert sorted(found.level["use"][found.counted].tolist()) == counted


def test_adopted_in_a_later_round_than_the_workshop(ipsr, components, scores):
    packages = needed_components(components("s", "a"))
    rows = pd.concat(
        [scores("s", {"a": (1, 1)}), scores("s", {"a": (2, 2)}, round=2, basis="adopted")]
    )
    found = _levels(ipsr, packages, rows)
    assert found.claimed.tolist() == [2.0]
    assert found.assessors.tolist() == [1.0]
