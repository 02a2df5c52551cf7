import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from workbench.case import open_cases
from workbench.diagnosis.analysis import agreement as module
from workbench.diagnosis.analysis.agreement import agreement, alpha_of, pair_shares
from workbench.diagnosis.analysis.levels import read_levels
from workbench.errors import UnknownName
from workbench.frameworks import load

_ = pd.NA
# Observers by units, the data of Krippendorff 2011, Computing Krippendorff's Alpha-Reliability
KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


def _agree(scores, components=None, seed=1, sites=None):
    if components is None:
        components = scores[["site", "component"]].drop_duplicates()
    return agreement(read_levels(components, scores, load("ipsr"), sites=sites), seed=seed)


def _row(found, dimension, site="s"):
    table = found.table
    return table[(table["site"] == site) & (table["dimension"] == dimension)].iloc[0]


def _alpha(counts):
    """Alpha from the formula, pair by pair; NaN where it says nothing."""
    counts = np.asarray(counts, float)
    kept = counts[counts.sum(axis=1) > 1]
    n = kept.sum(axis=0)
    if len(kept) < 2 or (n > 0).sum() < 2:
        return np.nan
    size = len(n)
    distance = np.zeros((size, size))
    for c in range(size):
        for k in range(size):
            low, high = min(c, k), max(c, k)
            distance[c, k] = (n[low : high + 1].sum() - (n[c] + n[k]) / 2) ** 2 if c != k else 0
    seen = sum((np.outer(unit, unit) - np.diag(unit)) / (unit.sum() - 1) for unit in kept)
    by_chance = np.outer(n, n) / (n.sum() - 1)
    return 1 - (seen * distance).sum() / (by_chance * distance).sum()


def test_t1_krippendorff_2011_ordinal_alpha(scores):
    units = {f"u{i}": pair for i, pair in enumerate(zip(*KRIPPENDORFF_2011, strict=True))}
    found = _row(
        _agree(scores("s", {key: (list(one), list(one)) for key, one in units.items()})), "use"
    )
    assert round(found["alpha"], 4) == 0.8154
    assert found["reading"] == ("reliable" if found["alpha_low"] >= 0.667 else "tentative")
    assert found["alpha_low"] < found["alpha"] < found["alpha_high"]
    assert found[["assessors", "components", "ratings"]].tolist() == [4, 12, 41]


counted = st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=6)


@given(counted)
def test_alpha_equals_the_formula_pair_by_pair(rows):
    counts = np.array(rows, float)
    [alpha] = alpha_of(counts, np.ones((1, len(counts))))
    assert alpha == pytest.approx(_alpha(counts), nan_ok=True)
    assert np.isnan(alpha) or alpha <= 1.0
    [turned] = alpha_of(counts[::-1, ::-1], np.ones((1, len(counts))))
    assert alpha == pytest.approx(turned, nan_ok=True)


def test_one_site_equals_a_plain_bootstrap(scores, monkeypatch):
    monkeypatch.setattr(module, "DRAWS", 60)
    levels = {"a": ([2, 3, 7], [1, 1, 1]), "b": ([5, 5, 6], [1, 1, 1]), "c": ([8, 8, 8], [1, 1, 1])}
    row = _row(_agree(scores("s", levels), seed=7), "readiness")
    counts = np.array([np.bincount(pair[0], minlength=10) for pair in levels.values()])
    assert row["alpha"] == pytest.approx(_alpha(counts))
    times = np.random.default_rng([7, 3]).multinomial(3, np.full(3, 1 / 3), size=60)
    plain = [_alpha(np.repeat(counts, drawn, axis=0)) for drawn in times]
    expected = np.nanquantile(plain, [0.025, 0.975])
    assert row[["alpha_low", "alpha_high"]].tolist() == pytest.approx(expected.tolist())
    assert row[["assessors", "components", "ratings"]].tolist() == [3, 3, 9]
    assert row["identical"] == pytest.approx(4 / 9)
    assert row["within_one"] == pytest.approx(7 / 9)
    assert row[["most_apart", "most_apart_low", "most_apart_high"]].tolist() == ["a", 2, 7]


def test_pairs_counted_one_by_one():
    scores = [2, 3, 3, 5, 6]
    counts = np.bincount(scores, minlength=10).astype(float)
    pairs = [(a, b) for i, a in enumerate(scores) for b in scores[i + 1 :]]
    found = pair_shares(counts)
    assert found.pairs == len(pairs)
    assert found.identical == sum(a == b for a, b in pairs)
    assert found.within_one == sum(abs(a - b) <= 1 for a, b in pairs)


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.8, "reliable"), (0.7, "tentative"), (0.667, "tentative"), (0.5, "discuss before using")],
)
def test_customary_reading(alpha, words):
    values, pairs, components = np.array([alpha, np.nan, np.nan, alpha]), [1, 1, 1, 0], [2, 2, 1, 0]
    low = np.full(4, 0.667)
    both = values, low
    assert module.alpha_readings(both, np.array(pairs), np.array(components)).tolist() == [
        words, "no variation", "too few components to say", "fewer than two assessors",
    ]  # fmt: skip


def test_an_interval_that_reaches_low_is_not_reliable():
    alpha, enough = np.array([0.85, 0.85]), np.array([2, 2])
    found = module.alpha_readings((alpha, np.array([0.7, 0.46])), enough, enough)
    assert found.tolist() == ["reliable", "tentative"]


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=6))
def test_what_drives_alpha_is_what_leaving_each_out_shows(rows):
    counts = np.array([[one.count(level) for level in range(10)] for one in rows], float)
    site = np.zeros(len(rows), dtype=np.int64)
    whole = np.array([_alpha(counts)])
    row, without = module._drives(counts, site, whole)
    left = [_alpha(np.delete(counts, i, axis=0)) for i in range(len(rows))]
    best = np.nanmax([-np.inf, *left])
    if np.isnan(whole[0]) or best < whole[0] + module.DRIVES_FROM - 1e-9:
        assert row.tolist() == [-1]
    elif best > whole[0] + module.DRIVES_FROM + 1e-9:
        assert left[row[0]] == pytest.approx(best)
        assert without[0] == pytest.approx(best)


def test_the_published_case_of_the_example():
    found = open_cases("data/example").diagnosis.agreement.table
    row = found[found["site"].eq("rw-huye") & found["dimension"].eq("use")].iloc[0]
    assert (round(row["alpha"], 2), row["drives"]) == (0.65, "by-laws")
    assert row["alpha_without"] == pytest.approx(0.93, abs=0.005)


def test_no_variation_is_said_and_not_scored(scores):
    row = _row(_agree(scores("s", {"a": ([4, 4], [2, 3]), "b": ([4, 4], [2, 3])})), "readiness")
    assert np.isnan(row[["alpha", "alpha_low", "alpha_high"]].astype(float)).all()
    assert row["reading"] == "no variation"
    assert row["identical"] == row["within_one"] == 1.0
    assert pd.isna(row["most_apart"])


def test_one_assessor_alone_has_no__agree(scores):
    row = _row(_agree(scores("s", {"a": (4, 2), "b": (5, 3)})), "use")
    assert row["reading"] == "fewer than two assessors"
    assert row[["alpha", "identical", "within_one"]].isna().all()
    assert row[["assessors", "components", "ratings"]].tolist() == [1, 2, 2]


def test_only_the_current_round_of_the_workshop_is_compared(scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([1, 9], [1, 9]), "b": ([9, 1], [9, 1])}),
            scores("s", {"a": ([4, 4], [4, 4]), "b": ([6, 6], [6, 6])}, round=2),
            scores("s", {"a": (0, 0)}, round=2, basis="adopted"),
        ]
    )
    assert _row(_agree(rows), "use")["alpha"] == 1.0
    assert _row(_agree(rows[rows["round"] == 1]), "use")["alpha"] < 0


def test_an_older_round_stands_until_the_component_is_scored_again(scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([1, 9], [1, 9]), "b": ([6, 6], [6, 6]), "c": ([3, 4], [3, 4])}),
            scores("s", {"a": ([4, 4], [4, 4]), "c": ([pd.NA] * 2, [pd.NA] * 2)}, round=2),
            scores("t", {"a": ([2, 2], [2, 2]), "b": ([5, 5], [5, 5])}),
        ]
    )
    row = _row(_agree(rows), "use")
    assert row[["components", "ratings", "assessors"]].tolist() == [3, 6, 2]
    assert row["alpha"] == pytest.approx(_alpha([[0, 2, 0, 0], [0, 0, 0, 2], [1, 1, 0, 0]]))
    assert row["most_apart"] == "c"  # a agrees since it was scored again
    assert _row(_agree(rows), "use", "t")["alpha"] == 1.0


@pytest.mark.parametrize("levels", [{"a": ([1, 9], [4, 4])}, {"a": ([1, 9], [4, 4]), "b": (5, 5)}])
def test_one_component_with_two_scores_says_nothing(scores, levels):
    table = _agree(scores("s", levels)).table
    assert table["reading"].tolist() == ["too few components to say"] * 2
    assert table[["alpha", "alpha_low", "alpha_high"]].isna().all(axis=None)
    assert table["identical"].tolist() == [0.0, 1.0]  # the pairs are still counted
    assert _row(_agree(scores("s", levels)), "readiness")["most_apart"] == "a"


def test_components_that_do_not_count_can_be_left_out(components, scores):
    rows = scores("s", {"a": ([4, 5], [4, 5]), "b": ([1, 9], [1, 9])})
    table = components("s", "ab", needed=[True, False])
    assert _row(_agree(rows, table), "use")["components"] == 1
    assert _row(_agree(rows), "use")["components"] == 2


def test_many_sites_at_once_equal_one_by_one(many):
    scores = many(12, 5, 4)[1]
    scores = scores[~((scores["site"] == "s00003") & (scores["component"] > "c2"))]
    together = _agree(scores)
    assert len(together.sites) == 12
    for site in together.sites:
        alone = _agree(scores[scores["site"] == site])
        assert_frame_equal(alone.table, together.site(site).table)
    assert together.method.parameters["seed"] == 1


def test_order_of_rows_does_not_matter(many):
    scores = many(4, 5, 4)[1]
    first = _agree(scores)
    second = _agree(scores.sample(frac=1, random_state=2))
    key = ["site", "dimension"]
    assert_frame_equal(
        first.table.sort_values(key, ignore_index=True),
        second.table.sort_values(key, ignore_index=True),
    )


def test_sites_without_scores_and_names_that_do_not_exist(scores):
    rows = scores("s", {"a": ([1, 2], [3, 4])})
    assert _agree(rows.iloc[:0]).table.empty
    bare = _agree(rows, sites=["bare", "s"])
    assert _row(bare, "use", "bare")["reading"] == "fewer than two assessors"
    assert _row(bare, "use", "bare")[["assessors", "components"]].tolist() == [0, 0]
    with pytest.raises(UnknownName, match="site"):
        bare.site("t")


def test_html_escapes_what_comes_from_data(scores):
    html = _agree(scores("<i>s</i>", {"a": ([1, 2], [3, 4])}))._repr_html_()
    assert "&lt;i&gt;" in html
    assert "<i>" not in html
