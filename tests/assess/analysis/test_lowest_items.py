"""Which item is the lowest, against enumeration of every case."""

from dataclasses import replace
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.assessed import LISTED, assessed, panel, pieces, row
from workbench.assess.analysis.lowest_items import (
    ItemNoise,
    lowest_of,
    probability_of_lowest,
)
from workbench.diagnosis.analysis.bottleneck_model import level_pmf

# The small framework with two items that limit the whole.
TWO = replace(LISTED, items=tuple(one for one in LISTED.items if one.key != "money"))

weights = st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any)


@given(st.lists(st.one_of(st.none(), weights), min_size=1, max_size=4).filter(any))
def test_equals_enumeration_with_ties_shared(items):
    pmf = np.array([[np.nan] * 4 if one is None else np.array(one) / sum(one) for one in items])
    found = probability_of_lowest(pmf[None])[0]
    known = [place for place, one in enumerate(items) if one is not None]
    shares = dict.fromkeys(known, 0.0)
    for levels in product(range(4), repeat=len(known)):
        chance = prod(pmf[place, level] for place, level in zip(known, levels, strict=True))
        for place, level in zip(known, levels, strict=True):
            if level == min(levels):
                shares[place] += chance / levels.count(min(levels))
    assert found[known] == pytest.approx([shares[place] for place in known])
    assert np.isnan(np.delete(found, known)).all()


def test_the_noise_follows_the_strength_of_the_evidence():
    noise = ItemNoise()
    strong, none = (noise.of(np.array([name], dtype=object))[0] for name in ("strong", "none"))
    assert (strong, none) == (0.5, 1.5)
    responses = panel(("design", [1, 1, 1]), ("partners", [2, 2, 2]), ("money", [4, 4, 4]))
    firm = assessed(responses, pieces(("design", 1, "strong"), ("partners", 2, "strong")))
    loose = assessed(responses, pieces(("design", 1, "weak"), ("partners", 2, "weak")))
    assert row(firm, "design").p_over_all > row(loose, "design").p_over_all > 0.5


def test_the_golden_scores_of_the_diagnosis():
    """3, 4 and 5 of three assessors, as in the published example of the model, on 0 to 5."""
    found = assessed(panel(("design", [3, 4, 5]), ("partners", [3, 4, 5])), listed=TWO)
    pmf = level_pmf(np.bincount([3, 4, 5], minlength=6)[None], 0.75, 0.5)
    expected = probability_of_lowest(np.array([[pmf[0], pmf[0]]]))[0, 0]
    assert row(found, "design").p_over_all == pytest.approx(expected)


def test_gates_and_sections_of_other_scales_are_no_candidates():
    found = assessed(
        panel(("design", [2, 2]), ("partners", [3, 2]), ("needs", [0, 0]), ("evaluated", ["no"])),
        listed=TWO,
    )
    assert row(found, "needs").p_over_all is None
    assert row(found, "evaluated").p_over_all is None
    both = row(found, "design").p_over_all, row(found, "partners").p_over_all
    assert sum(both) == pytest.approx(1.0)
    lowest = found.items.loc[found.items["lowest_over_all"], "item"]
    assert lowest.tolist() == ["design", "partners"]  # the lower median of partners is 2


def test_what_is_not_known_is_not_the_lowest():
    assert lowest_of(np.array([[np.nan, np.nan]])).tolist() == [[False, False]]
