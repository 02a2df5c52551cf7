import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.diagnosis.analysis.agreement_coefficients import (
    alpha_interval,
    cohen_kappa,
    fleiss_kappa,
    intraclass_correlations,
    kendall_w,
    krippendorff_alpha,
    pair_shares,
    read_alpha,
)
from workbench.errors import InvalidInput, UnknownName

_ = np.nan
KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
FLEISS_1971_STYLE = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
AGRESTI_PATHOLOGISTS = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]
SHROUT_FLEISS_1979 = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_t1_krippendorff_2011_alpha(level, alpha):
    assert round(krippendorff_alpha(KRIPPENDORFF_2011, level), 4) == alpha


def test_t3_fleiss_1971_kappa():
    assert round(fleiss_kappa(FLEISS_1971_STYLE), 3) == 0.210


@pytest.mark.parametrize(
    ("weights", "kappa"), [("unweighted", 0.493), ("linear", 0.649), ("quadratic", 0.784)]
)
def test_t4_agresti_two_pathologists_kappa(weights, kappa):
    assert round(cohen_kappa(AGRESTI_PATHOLOGISTS, weights), 3) == kappa


def test_t6_shrout_and_fleiss_1979_icc():
    found = intraclass_correlations(SHROUT_FLEISS_1979)
    assert [round(value, 2) for value in found[:3]] == [0.17, 0.29, 0.71]
    assert [round(value, 2) for value in found[3:]] == [0.44, 0.62, 0.91]


def test_t6_kendall_w_of_the_same_table():
    assert round(kendall_w(SHROUT_FLEISS_1979), 3) == 0.887


# ---------------------------------------------------------------- laws

table = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=6)


@given(table, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_does_not_depend_on_order(rows, level):
    ratings = np.array(rows, dtype=float).T
    alpha = krippendorff_alpha(ratings, level)
    turned = krippendorff_alpha(ratings[::-1, ::-1], level)
    assert alpha == pytest.approx(turned, nan_ok=True)
    assert np.isnan(alpha) or alpha <= 1.0


@given(table)
def test_alpha_is_one_where_all_agree(rows):
    same = np.tile([row[0] for row in rows], (3, 1))
    alpha = krippendorff_alpha(same)
    assert alpha == 1.0 if len(np.unique(same)) > 1 else np.isnan(alpha)


@given(table)
def test_kendall_w_lies_between_0_and_1(rows):
    found = kendall_w(rows)
    assert np.isnan(found) or -1e-12 <= found <= 1.0 + 1e-12


def test_ties_in_kendall_w_by_hand():
    assert kendall_w([[1, 1], [1, 1], [2, 2]]) == pytest.approx(1.0)


def test_alpha_without_variation_is_undefined():
    assert np.isnan(krippendorff_alpha([[4, 4], [4, 4]]))
    assert np.isnan(krippendorff_alpha([[4, _], [_, 3]]))  # no unit has two scores
    assert np.isnan(krippendorff_alpha([[_, _]]))
    assert np.isnan(alpha_interval([[_, _]])).all()
    assert np.isnan(cohen_kappa([[5, 0], [0, 0]]))
    assert np.isnan(fleiss_kappa([[3, 0], [3, 0]]))
    assert np.isnan(kendall_w([[3, 3], [3, 3]]))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("ratings", [[[1], [9]], [[1, 5, _], [9, _, 2]]])
def test_alpha_of_one_unit_says_nothing(ratings, level):
    assert np.isnan(krippendorff_alpha(ratings, level))
    assert np.isnan(alpha_interval(ratings, level, draws=20)).all()


def test_zero_is_a_level_for_the_ratio_alpha():
    assert krippendorff_alpha([[0, 3], [0, 3]], "ratio") == 1.0


def test_interval_is_repeatable_and_holds_the_estimate():
    low, high = alpha_interval(KRIPPENDORFF_2011, seed=1)
    assert low < krippendorff_alpha(KRIPPENDORFF_2011) < high
    assert (low, high) == alpha_interval(KRIPPENDORFF_2011, seed=1)
    assert (low, high) != alpha_interval(KRIPPENDORFF_2011, seed=2)
    narrow = alpha_interval(KRIPPENDORFF_2011, seed=1, confidence=0.5)
    assert low < narrow.low < narrow.high <= high


def test_interval_equals_a_plain_bootstrap():
    ratings = np.array(KRIPPENDORFF_2011)
    generator = np.random.default_rng([7, 12])
    times = generator.multinomial(12, np.full(12, 1 / 12), size=60)
    plain = [krippendorff_alpha(np.repeat(ratings, row, axis=1)) for row in times]
    expected = np.nanquantile(plain, [0.025, 0.975])
    found = alpha_interval(ratings, draws=60, seed=7)
    assert list(found) == pytest.approx(expected.tolist())


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(0.8, "reliable"), (0.7, "tentative"), (0.667, "tentative"), (0.5, "discuss before using")],
)
def test_customary_reading(alpha, words):
    assert read_alpha(alpha) == words
    assert read_alpha(float("nan")) == "no variation"
    assert read_alpha(alpha, pairs=0) == "fewer than two assessors"
    assert read_alpha(float("nan"), components=1) == "too few components to say"
    assert read_alpha(alpha, pairs=0, components=0) == "fewer than two assessors"


def test_pairs_counted_one_by_one():
    scores = [2, 3, 3, 5, 6]
    counts = np.bincount(scores, minlength=10).astype(float)
    pairs = [(a, b) for i, a in enumerate(scores) for b in scores[i + 1 :]]
    found = pair_shares(counts)
    assert found.pairs == len(pairs)
    assert found.identical == sum(a == b for a, b in pairs)
    assert found.within_one == sum(abs(a - b) <= 1 for a, b in pairs)


def test_what_cannot_be_computed_is_refused():
    with pytest.raises(UnknownName, match="level of measurement"):
        krippendorff_alpha([[1, 2]], "ordinary")
    with pytest.raises(UnknownName, match="weights"):
        cohen_kappa([[1]], "cubic")
    with pytest.raises(InvalidInput, match="square"):
        cohen_kappa([[1, 2, 3], [1, 2, 3]])
    with pytest.raises(InvalidInput, match="same number of assessors"):
        fleiss_kappa([[1, 2], [2, 2]])
    with pytest.raises(InvalidInput, match="complete table"):
        intraclass_correlations([[1, _], [2, 3]])
    with pytest.raises(InvalidInput, match="complete table"):
        kendall_w([[1, 2]])
