"""Forums: the best sets."""

from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.partners.analysis import forum_coverage as module
from workbench.partners.analysis.forum_coverage import forum_coverage


def _tables(member):
    actors = pd.DataFrame({"site": "s", "actor": [f"a{i}" for i in range(len(member))]})
    forums = pd.DataFrame({"site": "s", "forum": [f"f{j}" for j in range(member.shape[1])]})
    rows = [(f"a{i}", f"f{j}") for i, j in zip(*np.nonzero(member), strict=True)]
    sits = pd.DataFrame(rows, columns=["actor", "forum"]).assign(site="s")
    return actors, forums, sits, pd.DataFrame(columns=["site", "actor"])


@examples(15)
@given(st.integers(0, 1000))
def test_best_sets_are_the_best_and_greedy_stays_within_its_bound(seed):
    member = np.random.default_rng(seed).random((8, 6)) < 0.3
    tables = _tables(member)
    exact = forum_coverage(*tables).best
    for row in exact.itertuples():
        best = max(member[:, list(s)].any(axis=1).sum() for s in combinations(range(6), row.k))
        assert row.covered == best
        assert row.covered + len([x for x in row.left_out.split(";") if x]) == row.of
    before = module.MOST_SETS
    module.MOST_SETS = 6
    try:
        greedy = forum_coverage(*tables).best
    finally:
        module.MOST_SETS = before
    for row in greedy.itertuples():
        same = exact.loc[exact["k"] == row.k, "covered"]
        assert row.covered >= 0.632 * same.max() - 1e-9 if len(same) else True


def test_lead_is_not_to_be_covered_and_targets_are_taken():
    actors, forums, sits, none = _tables(np.array([[1, 0], [0, 1], [1, 0]], dtype=bool))
    led = forum_coverage(actors.assign(lead=[True, None, None]), forums, sits, none).best
    assert led["of"].tolist() == [2, 2]
    targets = pd.DataFrame({"site": ["s"], "actor": ["a1"]})
    best = forum_coverage(actors, forums, sits, targets).best
    assert best[["forums", "covered", "of"]].to_numpy().tolist() == [["f1", 1, 1]]


def test_no_forums_and_a_forum_without_members():
    actors, forums, sits, none = _tables(np.zeros((3, 1), dtype=bool))
    assert forum_coverage(actors, forums, sits, none).best.empty
    assert forum_coverage(actors, forums.iloc[:0], sits, none).best.empty
    alone = forum_coverage(*_tables(np.ones((1, 1), dtype=bool))).best
    assert alone[["covered", "of", "left_out"]].to_numpy().tolist() == [[1, 1, ""]]
