"""Counts per level: which judgements hold, what is claimed, what evidence caps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.diagnosis.analysis.level_counts import (
    Judgements,
    capped_counts,
    claimed_places,
    counts_by_basis,
    judged_counts,
    median_place,
    summarised,
    supported_places,
    tally,
)


def judgements(*rows):
    """Row, basis, round, day of each."""
    row, basis, number, day = zip(*rows, strict=True)
    return Judgements(
        row=np.array(row),
        basis=np.array(basis, dtype=object),
        round=np.array(number, dtype=float),
        date=np.array(day, dtype="datetime64[s]"),
    )


def test_an_adopted_level_stands_until_a_later_round():
    said = judgements(
        (0, "adopted", 1, "2026-01-01"),
        (0, "workshop", 2, "2026-02-01"),
        (1, "adopted", 2, "2026-02-01"),
        (1, "adopted", 2, "2026-02-03"),
        (1, "workshop", 2, "2026-02-01"),
    )
    place = np.array([3.0, 1, 2, 4, 0])
    counted = np.array([False, True, False, False, True])
    counts, current = counts_by_basis(said, place, counted, (2, 5))
    claimed, source = claimed_places(counts)
    assert claimed.tolist() == [1.0, 4.0]
    assert source.tolist() == ["workshop", "adopted"]
    assert current.tolist() == [False, True, False, True, True]


def test_documents_stand_behind_their_claim_and_assessors_behind_an_adopted_one():
    said = judgements(
        (0, "evidence", 1, "2026-01-01"),
        (0, "workshop", 1, "2026-01-01"),
        (1, "adopted", 1, "2026-01-01"),
        (1, "workshop", 1, "2026-01-01"),
        (2, "adopted", 1, "2026-01-01"),
    )
    place = np.array([2.0, 4, 3, 1, 2])
    counts, _ = counts_by_basis(said, place, np.array([0, 1, 0, 1, 0], dtype=bool), (3, 5))
    judged = judged_counts(counts, *claimed_places(counts))
    assert median_place(judged).tolist() == [2.0, 1.0, 2.0]


def test_counts_and_their_summary():
    counts = tally(np.array([0, 0, 1]), np.array([1.0, 4, 2]), (3, 5))
    found = summarised(counts)
    assert found["median"][:2].tolist() == [2.5, 2.0]
    assert (found["lowest"][0], found["highest"][0]) == (1.0, 4.0)
    assert np.isnan([found[name][2] for name in found]).all()


@given(
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
    st.one_of(st.just(float("nan")), st.integers(0, 5).map(float)),
)
def test_a_cap_loses_no_judgement_and_leaves_none_above(counts, supported):
    capped = capped_counts(np.array([counts], dtype=float), np.array([supported]))[0]
    assert capped.sum() == pytest.approx(sum(counts))
    if supported == supported:
        top = int(supported)
        assert capped[top + 1 :].sum() == 0
        assert capped[:top].tolist() == counts[:top]
    else:
        assert capped.tolist() == counts


def test_rejected_evidence_supports_nothing_and_a_silent_register_is_no_strength():
    supported, strength = supported_places(
        np.array([0, 0, 1, -1]),
        np.array([2.0, 4, 5, 5]),
        pd.Series(["weak", "medium", "none", "strong"]),
        np.array([True, True, True, False]),
    )
    assert supported[0] == 4.0
    assert np.isnan(supported[1:]).all()
    assert strength.tolist() == ["medium", "none", "none", ""]
