"""E-I index, ties between groups and overlap of layers."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from workbench.partners.analysis.mixing import (
    actor_external_internal,
    external_internal,
    mixing_table,
    overlap,
)


def test_karate_by_club():
    graph = nx.karate_club_graph()
    club = np.array([name == "Officer" for _, name in graph.nodes(data="club")]).astype(int)
    found = external_internal(nx.to_numpy_array(graph, weight=None) > 0, club)
    assert found.value == pytest.approx(-0.717949, abs=6e-7)
    assert (found.external, found.internal) == (22, 134)
    assert found.p == pytest.approx(1 / 1000)
    assert found.chance == pytest.approx(1 - 2 * (17 * 16 * 2) / (34 * 33))


def test_chance_is_the_mean_of_all_deals():
    tie = np.zeros((5, 5), dtype=bool)
    tie[[0, 1, 2, 0], [1, 2, 3, 4]] = True
    group = np.array([0, 0, 1, 1, 1])
    generator = np.random.default_rng(1)
    values = [external_internal(tie, generator.permutation(group), draws=1).value
              for _ in range(4000)]  # fmt: skip
    assert external_internal(tie, group).chance == pytest.approx(np.mean(values), abs=0.02)


def test_an_unknown_group_counts_nowhere():
    tie = np.zeros((3, 3), dtype=bool)
    tie[[0, 0], [1, 2]] = True
    found = external_internal(tie, np.array([0, 1, -1]))
    assert (found.external, found.internal, found.value) == (1, 0, 1.0)
    assert actor_external_internal(tie, np.array([0, 1, -1])).tolist()[:2] == [1.0, 1.0]
    assert np.isnan(actor_external_internal(tie, np.array([0, 1, -1]))[2])
    assert np.isnan(external_internal(tie, np.array([-1, -1, -1])).value)


def test_mixing_counts_every_tie_once():
    tie = np.zeros((3, 3), dtype=bool)
    tie[[0, 0, 2], [1, 2, 0]] = True
    table = mixing_table(tie, pd.Series(["x", "x", None])).set_index(["from_group", "to_group"])
    assert int(table["ties"].sum()) == 3
    assert int(table["possible"].sum()) == 6
    assert table.loc[("x", "x"), "ties"] == 1
    assert table.loc[("not known", "x"), "density"] == 0.5
    assert np.isnan(table.loc[("not known", "not known"), "density"])


def test_overlap_of_the_same_and_of_disjoint_layers():
    generator = np.random.default_rng(2)
    one = generator.random((12, 12)) < 0.2
    np.fill_diagonal(one, val=False)
    other = (generator.random((12, 12)) < 0.2) & ~one
    np.fill_diagonal(other, val=False)
    found = overlap(np.stack([one, one, other, 0 * other]), list("abcd")).set_index(
        ["layer", "other"]
    )
    same = found.loc[("a", "b")]
    assert (same["jaccard"], same["correlation"]) == pytest.approx((1.0, 1.0))
    assert same["p"] == pytest.approx(1 / 500)
    assert found.loc[("a", "c"), "jaccard"] == 0.0
    assert found.loc[("a", "c"), "correlation"] < 0
    assert found.loc[("a", "c"), "p"] == 1.0
    assert found.loc[("a", "d")].isna().tolist() == [False, False, False, True, True]
    off = ~np.eye(12, dtype=bool)
    book = np.corrcoef(one[off], other[off])[0, 1]
    assert found.loc[("a", "c"), "correlation"] == pytest.approx(book)


def test_one_layer_has_no_pair():
    assert overlap(np.zeros((1, 3, 3)), ["a"]).empty
    assert overlap(np.zeros((0, 3, 3)), []).columns[0] == "layer"
