"""Sets of key players: the known answers of the network note, §3.4."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

from workbench.errors import InvalidInput
from workbench.partners.analysis.key_players import (
    best_reach,
    best_removal,
    distance_weighted,
    fragmentation,
    reached_within,
    steps,
)

KITE = dict(
    enumerate(
        ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]
    )
)


def _graph(name):
    if name == "kite":
        return nx.relabel_nodes(nx.krackhardt_kite_graph(), KITE)
    return nx.florentine_families_graph() if name == "florentine" else nx.karate_club_graph()


GOLDEN = [
    # graph, size, reach in 1 tie, optimal sets; in 2 ties, sets; distance-weighted, sets
    ("kite", 1, 7, 1, 10, 1, 8.083333, 1, {"Diane"}),
    ("kite", 2, 10, 1, 10, 23, 10, 1, {"Diane", "Ike"}),
    ("florentine", 1, 7, 1, 12, 2, 10.5, 1, {"Medici"}),
    ("florentine", 2, 11, 3, 15, 2, 13, 1, {"Medici", "Bischeri"}),
    ("florentine", 3, 13, 7, 15, 61, 14, 7, None),
    ("karate", 1, 18, 1, 33, 1, 24.25, 1, {"33"}),
    ("karate", 2, 31, 1, 34, 43, 32.5, 1, {"0", "33"}),
    ("karate", 3, 33, 3, 34, 1260, 33.5, 3, None),
]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row[0]}-{row[1]}")
def test_the_best_sets_by_enumeration_and_by_the_solver(row):
    name, size, *rest = row
    names, way = steps(_graph(name))
    kinds = [reached_within(way, 1), reached_within(way, 2), distance_weighted(way)]
    for reach, value, number in zip(kinds, rest[0:6:2], rest[1:6:2], strict=True):
        every = [reach[list(s)].max(axis=0).sum() for s in combinations(range(len(names)), size)]
        assert max(every) == pytest.approx(value, abs=1e-6)
        assert sum(v > max(every) - 1e-9 for v in every) == number
        found = best_reach(names, reach, size)
        assert found.value == pytest.approx(value, abs=1e-6)
        assert found.proven
        assert found.gap == 0
        assert found.greedy <= found.value + 1e-9
    if rest[6] is not None:
        assert set(found.members) == rest[6]


def test_greedy_falls_short_on_the_florentine_families():
    names, way = steps(_graph("florentine"))
    found = best_reach(names, distance_weighted(way), 3)
    assert (found.value, found.greedy) == (14.0, 13.5)


@pytest.mark.parametrize(
    ("name", "size", "value", "members"),
    [
        ("kite", 1, 0.486111, {"Heather"}),
        ("kite", 2, 0.607143, {"Fernando", "Garth"}),
        ("florentine", 1, 0.673810, {"Medici"}),
        ("florentine", 2, 0.802350, {"Medici", "Guadagni"}),
        ("florentine", 3, 0.888889, {"Medici", "Guadagni", "Strozzi"}),
        ("karate", 1, 0.641540, {"0"}),
        ("karate", 2, 0.684409, {"0", "1"}),
        ("karate", 3, 0.796810, {"0", "32", "33"}),
    ],
)
def test_the_set_whose_exit_hurts_most(name, size, value, members):
    found = best_removal(_graph(name), size)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert set(found.members) == members
    assert found.proven


def test_removal_by_exchange_says_that_it_is_not_proven():
    found = best_removal(_graph("karate"), 2, most_tried=1)
    assert not found.proven
    assert found.value == pytest.approx(0.684409, abs=1e-6)
    assert found.bound == 1


def test_fragmentation_of_two_cliques_and_two_paths():
    two = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5))
    assert fragmentation(steps(two)[1]) == pytest.approx((0.555556, 0.555556), abs=1e-6)
    two = nx.disjoint_union(nx.path_graph(5), nx.path_graph(5))
    assert fragmentation(steps(two)[1]) == pytest.approx((0.555556, 0.714815), abs=1e-6)
    assert fragmentation(np.zeros((1, 1))) == (1.0, 1.0)


@pytest.mark.parametrize(("k", "ratio"), [(2, 7 / 8), (3, 58 / 81), (4, 701 / 1024)])
def test_the_worst_case_of_greedy(k, ratio):
    # k rows of k^k items; each bait takes an equal share of what is left of every row, and one more
    # item, so that greedy prefers it.
    items = k**k
    rows = np.zeros((k, k * items))
    for r in range(k):
        rows[r, r * items : (r + 1) * items] = 1
    baits, left = [], np.full(k, items)
    for _ in range(k):
        total = left.sum() // k + 1
        share = np.full(k, total // k)
        share[: total - share.sum()] += 1
        bait = np.zeros(k * items)
        for r in range(k):
            start = r * items + items - left[r]
            bait[start : start + share[r]] = 1
        left = left - share
        baits.append(bait)
    reach = np.vstack([baits, rows])
    found = best_reach(tuple(f"a{i}" for i in range(2 * k)), reach, k)
    assert found.value == k * items
    assert found.greedy / found.value == pytest.approx(ratio, abs=1e-9)
    assert found.greedy / found.value >= 1 - (1 - 1 / k) ** k


AN_LIU = np.array(
    [[0, 1, 3, 0, 0], [0, 0, 0, 4, 0], [1, 1, 0, 2, 0], [0, 0, 0, 0, 3], [0, 2, 0, 0, 0]]
)


def _ways(w):
    """Distances of the package keyplayer: 1/strength on ties, over the largest strength of all."""
    length = np.where(w > 0, 1 / np.maximum(w, 1), 0.0)
    return shortest_path(length), AN_LIU.max()


def _in_degree(w, members):
    outside = [i for i in range(5) if i not in members]
    return w[np.ix_(outside, list(members))].max(axis=1).sum()


def test_in_degree_of_sets_of_an_and_liu_2016():
    pairs = list(combinations(range(5), 2))
    assert _in_degree(AN_LIU, (2, 3)) == max(_in_degree(AN_LIU, s) for s in pairs) == 7
    binary = np.sign(AN_LIU)
    assert _in_degree(binary, (1, 3)) == max(_in_degree(binary, s) for s in pairs) == 3


def test_closeness_of_an_and_liu_2016():
    way, largest = _ways(AN_LIU)
    near = distance_weighted(way * largest)
    out = (near.sum(axis=1) - 1) / 4
    assert out == pytest.approx([0.3785714, 0.3571429, 0.3250000, 0.2625000, 0.2083333], abs=1e-7)
    # Into {3, 4} at a distance of at most M = 1, mean over those outside.
    into = (near * reached_within(way, 1))[np.ix_([0, 1, 4], [2, 3])].max(axis=1).mean()
    assert into == pytest.approx(0.6944444, abs=1e-7)


def test_fragmentation_of_an_and_liu_2016():
    found = []
    for gone in range(5):
        way, largest = _ways(np.delete(np.delete(AN_LIU, gone, 0), gone, 1))
        found.append(fragmentation(way * largest)[1])
    assert found == pytest.approx([0.6365079, 0.7446429, 0.6733500, 0.8333333, 0.7250000], abs=1e-7)


def test_who_is_left_out_is_no_member_and_its_loss_shows():
    names, way = steps(_graph("karate"))
    reach = reached_within(way, 1)
    assert best_reach(names, reach, 2, without=("0",)).value == 31 - 6
    assert best_reach(names, reach, 2, without=("33",)).value == 31 - 4
    florentine, way = steps(_graph("florentine"))
    best = best_reach(florentine, reached_within(way, 1), 3)
    loss = {n: best.value - best_reach(florentine, reached_within(way, 1), 3, without=(n,)).value
            for n in florentine}  # fmt: skip
    assert {n: x for n, x in loss.items() if x} == {"Medici": 1}


def test_what_cannot_be_asked():
    names, way = steps(_graph("kite"))
    with pytest.raises(InvalidInput):
        best_reach(names, reached_within(way, 1), 0)
    with pytest.raises(InvalidInput):
        best_reach((), np.zeros((0, 0)), 1)
    with pytest.raises(InvalidInput):
        best_removal(_graph("kite"), 10)
