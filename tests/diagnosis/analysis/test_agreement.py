import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from workbench.diagnosis.analysis.agreement import agreement
from workbench.diagnosis.analysis.agreement_coefficients import alpha_interval, krippendorff_alpha
from workbench.errors import InvalidInput, UnknownName


def _row(found, dimension, site="s"):
    table = found.table
    return table[(table["site"] == site) & (table["dimension"] == dimension)].iloc[0]


def test_one_site_equals_the_coefficients(scores):
    levels = {"a": ([2, 3, 7], [1, 1, 1]), "b": ([5, 5, 6], [1, 1, 1]), "c": ([8, 8, 8], [1, 1, 1])}
    found = agreement(scores("s", levels), draws=200, seed=5)
    ratings = np.array([pair[0] for pair in levels.values()], dtype=float).T
    row = _row(found, "readiness")
    assert row["alpha"] == pytest.approx(krippendorff_alpha(ratings))
    low, high = alpha_interval(ratings, draws=200, seed=5)
    assert row[["alpha_low", "alpha_high"]].tolist() == pytest.approx([low, high])
    assert row[["assessors", "components", "ratings"]].tolist() == [3, 3, 9]
    assert row["identical"] == pytest.approx(4 / 9)
    assert row["within_one"] == pytest.approx(7 / 9)
    assert row[["most_apart", "most_apart_low", "most_apart_high"]].tolist() == ["a", 2, 7]


def test_no_variation_is_said_and_not_scored(scores):
    row = _row(agreement(scores("s", {"a": ([4, 4], [2, 3]), "b": ([4, 4], [2, 3])})), "readiness")
    assert np.isnan(row[["alpha", "alpha_low", "alpha_high"]].astype(float)).all()
    assert row["reading"] == "no variation"
    assert row["identical"] == row["within_one"] == 1.0
    assert pd.isna(row["most_apart"])


def test_one_assessor_alone_has_no_agreement(scores):
    row = _row(agreement(scores("s", {"a": (4, 2), "b": (5, 3)})), "use")
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
    assert _row(agreement(rows), "use")["alpha"] == 1.0
    assert _row(agreement(rows, round=1), "use")["alpha"] < 0


def test_an_older_round_stands_until_the_component_is_scored_again(scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([1, 9], [1, 9]), "b": ([6, 6], [6, 6]), "c": ([3, 4], [3, 4])}),
            scores("s", {"a": ([4, 4], [4, 4]), "c": ([pd.NA] * 2, [pd.NA] * 2)}, round=2),
            scores("t", {"a": ([2, 2], [2, 2]), "b": ([5, 5], [5, 5])}),
        ]
    )
    row = _row(agreement(rows, draws=50), "use")
    assert row[["components", "ratings", "assessors"]].tolist() == [3, 6, 2]
    assert row["alpha"] == pytest.approx(krippendorff_alpha([[4, 6, 3], [4, 6, 4]]))
    assert row["most_apart"] == "c"  # a agrees since it was scored again
    assert _row(agreement(rows, draws=50, round=2), "use")["components"] == 1
    assert _row(agreement(rows, draws=50), "use", "t")["alpha"] == 1.0


@pytest.mark.parametrize("levels", [{"a": ([1, 9], [4, 4])}, {"a": ([1, 9], [4, 4]), "b": (5, 5)}])
def test_one_component_with_two_scores_says_nothing(scores, levels):
    table = agreement(scores("s", levels), draws=50).table
    assert table["reading"].tolist() == ["too few components to say"] * 2
    assert table[["alpha", "alpha_low", "alpha_high"]].isna().all(axis=None)
    assert table["identical"].tolist() == [0.0, 1.0]  # the pairs are still counted
    assert _row(agreement(scores("s", levels), draws=50), "readiness")["most_apart"] == "a"


def test_components_that_do_not_count_can_be_left_out(components, scores):
    rows = scores("s", {"a": ([4, 5], [4, 5]), "b": ([1, 9], [1, 9])})
    table = components("s", "ab", needed=[True, False])
    assert _row(agreement(rows, components=table), "use")["components"] == 1
    assert _row(agreement(rows), "use")["components"] == 2


def test_many_sites_at_once_equal_one_by_one(many):
    scores = many(12, 5, 4)[1]
    scores = scores[~((scores["site"] == "s00003") & (scores["component"] > "c2"))]
    together = agreement(scores, draws=100)
    assert len(together.sites) == 12
    for site in together.sites:
        alone = agreement(scores[scores["site"] == site], draws=100)
        assert_frame_equal(alone.table, together.site(site).table)
    assert together.method.parameters["seed"] == 20260314


def test_order_of_rows_does_not_matter(many):
    scores = many(4, 5, 4)[1]
    first = agreement(scores, draws=50)
    second = agreement(scores.sample(frac=1, random_state=2), draws=50)
    key = ["site", "dimension"]
    assert_frame_equal(
        first.table.sort_values(key, ignore_index=True),
        second.table.sort_values(key, ignore_index=True),
    )


def test_empty_table_and_names_that_do_not_exist(scores):
    rows = scores("s", {"a": ([1, 2], [3, 4])})
    assert agreement(rows.iloc[:0]).table.empty
    with pytest.raises(UnknownName, match="level of measurement"):
        agreement(rows, level="ordinary")
    with pytest.raises(UnknownName, match="site"):
        agreement(rows).site("t")
    with pytest.raises(InvalidInput, match="whole level"):
        agreement(rows.assign(use=pd.Series([2.5, 3.0])))


def test_html_escapes_what_comes_from_data(scores):
    html = agreement(scores("<i>s</i>", {"a": ([1, 2], [3, 4])}))._repr_html_()
    assert "&lt;i&gt;" in html
    assert "<i>" not in html
