import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from workbench.diagnosis.analysis.bottleneck_model import assessor_multisets
from workbench.diagnosis.analysis.leave_one_out import assessor_influence
from workbench.diagnosis.analysis.levels import read_levels

STEADY = {"a": ([2, 2, 3], [2, 2, 2]), "b": ([8, 8, 8], [8, 8, 8])}
SHAKY = {"a": ([4, 4, 9], [4, 4, 9]), "b": ([5, 5, 5], [5, 5, 5])}


def _influence(components, scores, framework, seed=1, **more):
    known = read_levels(components, scores, framework, **more)
    return assessor_influence(known, seed=seed)


def _lower(values):
    return sorted(values)[(len(values) - 1) // 2]


def test_leaving_one_out_by_hand(ipsr, components, scores):
    found = _influence(components("s", "ab"), scores("s", SHAKY), ipsr)
    # without A1 or A2 the lower median of component a stays 4; without A3 as well
    assert found.table["left_out"].tolist() == ["A1", "A2", "A3"]
    assert found.table["bottleneck"].tolist() == ["a", "a", "a"]
    assert found.table["score"].tolist() == [16, 16, 16]
    assert found.full.loc[0, ["assessors", "bottleneck", "score"]].tolist() == [3, "a", 16]
    assert found.stable("s")


def test_a_bottleneck_that_hangs_on_one_person(ipsr, components, scores):
    levels = {"a": ([3, 6, 6], [3, 6, 6]), "b": ([5, 5, 5], [5, 5, 5])}
    found = _influence(components("s", "ab"), scores("s", levels), ipsr)
    assert found.full["bottleneck"].tolist() == ["b"]
    assert found.table["bottleneck"].tolist() == ["b", "a", "a"]
    assert not found.stable("s")


def test_bootstrap_equals_a_plain_loop(ipsr, components, scores):
    levels = {
        "a": ([3, 6, 7, pd.NA], [4, 5, 2, 3]),
        "b": ([5, 5, 4, 4], [5, 3, 5, 4]),
        "c": ([4, 8, 8, 3], [6, 6, 3, 9]),
    }
    found = _influence(components("s", levels), scores("s", levels), ipsr).bootstrap
    expected = dict.fromkeys(levels, 0.0)
    for times, weight in zip(*assessor_multisets(4), strict=True):
        values = {}
        for key, pair in levels.items():
            drawn = [[x for x, n in zip(one, times, strict=True) for _ in range(n)] for one in pair]
            known = [[x for x in one if x is not pd.NA] for one in drawn]
            if all(known):
                values[key] = _lower(known[0]) * _lower(known[1])
        lowest = [key for key, value in values.items() if value == min(values.values())]
        for key in lowest:
            expected[key] += weight / len(lowest)
    assert found["component"].tolist() == list(levels)
    assert found["probability"].tolist() == pytest.approx(list(expected.values()))
    assert found["probability"].sum() == pytest.approx(1.0)


def test_evidence_caps_and_levels_without_assessors_stay(ipsr, components, scores):
    rows = pd.concat([scores("s", SHAKY), scores("s", {"c": (2, 2)}, basis="adopted")])
    found = _influence(components("s", "abc"), rows, ipsr)
    assert found.full["bottleneck"].tolist() == ["c"]
    assert set(found.table["bottleneck"]) == {"c"}
    piece = {"site": "s", "component": "b", "dimension": "use", "supports_level": 0}
    evidence = pd.DataFrame([piece | {"strength": "weak"}])
    capped = _influence(components("s", "abc"), rows, ipsr, evidence=evidence)
    assert capped.full.loc[0, ["bottleneck", "score"]].tolist() == ["b", 0]


def test_ties_are_named_in_order(ipsr, components, scores):
    levels = {"x": ([6, 6], [2, 2]), "y": ([2, 2], [6, 6])}
    found = _influence(components("s", levels), scores("s", levels), ipsr)
    assert found.table["bottleneck"].tolist() == ["y;x", "y;x"]
    assert found.bootstrap["probability"].tolist() == [0.5, 0.5]


def test_few_or_no_assessors(ipsr, components, scores):
    table = pd.concat([components(s, "ab") for s in ("one", "none", "three")])
    rows = pd.concat([scores("one", {"a": (3, 3), "b": (4, 4)}), scores("three", STEADY)])
    found = _influence(table, rows, ipsr)
    assert found.full["assessors"].tolist() == [1, 0, 3]
    assert found.full["bottleneck"].isna().tolist() == [False, True, False]
    assert set(found.table["site"]) == {"three"}
    assert not found.stable("one")
    assert not found.stable("none")
    assert found.stable("three")
    assert set(found.bootstrap["site"]) == {"one", "three"}
    empty = _influence(table.iloc[:0], rows.iloc[:0], ipsr)
    assert empty.full.empty
    assert empty.table.empty
    assert empty.bootstrap.empty


def test_many_sites_at_once_equal_one_by_one(ipsr, many):
    parts = [many(5, 4, a, seed=a) for a in (2, 3, 4)]
    for number, tables in enumerate(parts):
        for frame in tables:
            frame["site"] = f"p{number}-" + frame["site"]
    components = pd.concat([p[0] for p in parts], ignore_index=True)
    scores = pd.concat([p[1] for p in parts], ignore_index=True)
    together = _influence(components, scores, ipsr)
    for site in together.full["site"]:
        own = [frame[frame["site"] == site] for frame in (components, scores)]
        alone = _influence(*own, ipsr)
        for name in ("full", "table", "bootstrap"):
            part = getattr(together, name)
            part = part[part["site"] == site].reset_index(drop=True)
            assert_frame_equal(getattr(alone, name), part)


def test_large_panels_are_drawn_and_said_so(ipsr, components, scores):
    generator = np.random.default_rng(4)
    levels = {key: generator.integers(3, 7, (2, 12)) for key in "abc"}
    found = _influence(components("s", levels), scores("s", levels), ipsr, seed=2)
    assert found.bootstrap["probability"].sum() == pytest.approx(1.0)
    assert found.method.parameters["drawn_sites"] == 1
    assert len(found.table) == 12


def test_sites_asked_for(ipsr, components, scores):
    found = _influence(components("s", "ab"), scores("s", STEADY), ipsr, sites=["bare", "s"])
    assert found.full["site"].tolist() == ["bare", "s"]
    assert not found.stable("bare")
    assert found.stable("s")


def test_levels_judged_from_documents_do_not_hang_on_assessors(ipsr, components, scores):
    rows = pd.concat([scores("s", STEADY), scores("s", {"b": (1, 1)}, basis="evidence")])
    found = _influence(components("s", "ab"), rows, ipsr)
    assert found.full.loc[0, ["bottleneck", "score"]].tolist() == ["b", 1]
    assert found.stable("s")


def test_an_older_round_stands_until_the_component_is_scored_again(ipsr, components, scores):
    rows = pd.concat([scores("s", STEADY), scores("s", {"b": (1, 1)}, round=2, assessor="new")])
    found = _influence(components("s", "ab"), rows, ipsr)
    assert found.full.loc[0, ["assessors", "bottleneck", "score"]].tolist() == [4, "b", 1]
    assert found.table["left_out"].tolist() == ["A1", "A2", "A3", "new"]
    assert found.table["bottleneck"].tolist() == ["b", "b", "b", "a"]
