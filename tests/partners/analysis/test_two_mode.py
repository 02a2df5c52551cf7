"""Forums: values of UCINET for the Davis data, and the best sets."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.partners.analysis import two_mode
from workbench.partners.analysis.two_mode import forum_coverage, two_mode_centralities


def _davis():
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    member = np.array([[graph.has_edge(w, e) for e in events] for w in women])
    return women, events, member


def test_davis_as_in_ucinet():
    women, events, member = _davis()
    found = two_mode_centralities(member)
    evelyn, e8 = women.index("Evelyn Jefferson"), events.index("E8")
    values = {name: (of_w[evelyn], of_e[e8]) for name, (of_w, of_e) in found.items()}
    assert values["degree"] == pytest.approx((8 / 14, 14 / 18))
    assert values["closeness"] == pytest.approx((0.8, 0.846154), abs=6e-7)
    # the raw counts over the denominators of UCINET for rows and for columns
    assert values["betweenness"] == pytest.approx((0.096585, 110.206397 / 452), abs=6e-7)


def _tables(member):
    actors = pd.DataFrame({"site": "s", "actor": [f"a{i}" for i in range(len(member))]})
    forums = pd.DataFrame({"site": "s", "forum": [f"f{j}" for j in range(member.shape[1])]})
    rows = [(f"a{i}", f"f{j}") for i, j in zip(*np.nonzero(member), strict=True)]
    sits = pd.DataFrame(rows, columns=["actor", "forum"]).assign(site="s")
    return actors, forums, sits


@examples(15)
@given(st.integers(0, 1000))
def test_best_sets_are_the_best_and_greedy_stays_within_its_bound(seed):
    member = np.random.default_rng(seed).random((8, 6)) < 0.3
    tables = _tables(member)
    exact = forum_coverage(*tables).best
    for row in exact.itertuples():
        best = max(member[:, list(s)].any(axis=1).sum() for s in combinations(range(6), row.k))
        assert row.covered == best
        assert row.exact
        assert row.covered + len([x for x in row.left_out.split(";") if x]) == row.of
    before = two_mode.MOST_SETS
    two_mode.MOST_SETS = 6
    try:
        greedy = forum_coverage(*tables).best
    finally:
        two_mode.MOST_SETS = before
    for row in greedy.itertuples():
        same = exact.loc[exact["k"] == row.k, "covered"]
        assert row.covered >= 0.632 * same.max() - 1e-9 if len(same) else True


def test_lead_is_not_to_be_covered_and_targets_are_taken():
    actors, forums, sits = _tables(np.array([[1, 0], [0, 1], [1, 0]], dtype=bool))
    led = forum_coverage(actors.assign(lead=[True, False, False]), forums, sits).best
    assert led["of"].tolist() == [2, 2]
    targets = pd.DataFrame({"site": ["s"], "actor": ["a1"]})
    best = forum_coverage(actors, forums, sits, targets=targets).best
    assert best[["forums", "covered", "of"]].to_numpy().tolist() == [["f1", 1, 1]]


def test_strangers_are_refused_all_at_once():
    actors, forums, sits = _tables(np.eye(2, dtype=bool))
    wrong = pd.concat([sits, pd.DataFrame({"site": "s", "actor": ["x"], "forum": ["y"]})])
    with pytest.raises(InvalidInput) as caught:
        forum_coverage(actors, forums, wrong)
    assert {p.found for p in caught.value.problems} == {"x", "y"}


def test_no_forums_and_a_forum_without_members():
    actors, forums, sits = _tables(np.zeros((3, 1), dtype=bool))
    empty = forum_coverage(actors, forums, sits)
    assert empty.best.empty
    assert empty.table["members"].tolist() == [0]
    assert empty.actors["forums"].tolist() == [0, 0, 0]
    assert forum_coverage(actors, forums.iloc[:0], sits).table.empty
    alone = forum_coverage(*_tables(np.ones((1, 1), dtype=bool)))
    assert alone.table["coverage"].tolist() == [1.0]
