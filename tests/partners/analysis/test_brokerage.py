"""Roles between groups: values of R's sna, and chance by drawing."""

import networkx as nx
import numpy as np

from workbench.partners.analysis import brokerage as module
from workbench.partners.analysis.brokerage import brokerage


def test_the_four_actors_of_sna():
    tie = np.zeros((4, 4), dtype=bool)
    for a, b in ("AB", "AC", "BC", "BD", "CD", "DA"):
        tie["ABCD".index(a), "ABCD".index(b)] = True
    found = brokerage(tie, np.array([0, 0, 1, 1])).count.sum(axis=0)
    assert found.tolist() == [0, 2, 2, 2, 0, 6]  # w_I, w_O, b_IO, b_OI, b_O, all


def test_karate_by_club():
    graph = nx.karate_club_graph()
    club = np.array([name == "Officer" for _, name in graph.nodes(data="club")]).astype(int)
    found = brokerage(nx.to_numpy_array(graph, weight=None) > 0, club)
    assert found.count.sum(axis=0).tolist() == [510, 20, 128, 128, 0, 786]


def test_expectation_and_deviation_by_drawing():
    generator = np.random.default_rng(7)
    group = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    density, draws = 0.3, 1500
    counts = np.empty((draws, 9, 6))
    for k in range(draws):
        tie = generator.random((9, 9)) < density
        np.fill_diagonal(tie, val=False)
        counts[k] = brokerage(tie, group).count
    for own, actor in ((0, 0), (1, 4), (2, 7)):
        sizes = np.delete(np.array([4.0, 3.0, 2.0]), own)
        pairs = module._pair_counts(float((group == own).sum()) - 1, sizes)
        mean = [p * density**2 * (1 - density) for p, _ in pairs]
        spread = np.sqrt([module._variance(p, s, density) for p, s in pairs])
        drawn = counts[:, actor, :]
        np.testing.assert_allclose(drawn.mean(axis=0), mean, atol=4 * spread.max() / draws**0.5)
        np.testing.assert_allclose(drawn.std(axis=0), spread, rtol=0.12, atol=0.02)


def test_an_actor_of_unknown_group_is_no_broker_and_no_end():
    tie = np.zeros((3, 3), dtype=bool)
    tie[[0, 1], [1, 2]] = True
    assert brokerage(tie, np.array([0, 0, 0])).count[1, 5] == 1
    assert brokerage(tie, np.array([0, 0, -1])).count.sum() == 0
    blind = brokerage(tie, np.array([0, -1, 0]))
    assert blind.known.tolist() == [True, False, True]
    assert np.isnan(blind.expected[1]).all()


def test_nobody_and_no_ties():
    assert brokerage(np.zeros((0, 0), dtype=bool), np.zeros(0, dtype=int)).count.shape == (0, 6)
    empty = brokerage(np.zeros((4, 4), dtype=bool), np.zeros(4, dtype=int))
    assert np.isnan(empty.z).all()
