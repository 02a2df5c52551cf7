"""What is asked, and how answers are read on their scales."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.assessed import GATE, LISTED, MATURITY
from workbench.assess.analysis.item_list import answer_places
from workbench.frameworks.rule_language import AnswerScale


def test_places_of_sections_and_items():
    assert LISTED.places["parts"] == (0, 1, 2)
    assert LISTED.places["partners"] == (1,)
    assert LISTED.places["work"] == (9, 10)  # choices and texts have no order
    assert LISTED.of_kinds("work", ("status",)) == (9, 10)
    assert LISTED.on_one_scale([0, 3, 4]).tolist() == [3, 4]
    assert LISTED.on_one_scale([]).tolist() == []
    assert LISTED.blocking.tolist() == [False] * 7 + [True, True, False, False]


@given(st.text())
def test_any_text_is_a_place_or_none(text):
    for scale in (GATE, MATURITY, AnswerScale(1, 5)):
        (place,) = answer_places(pd.Index([text]), scale)
        assert np.isnan(place) or 0 <= place <= scale.highest - scale.lowest + 1


def test_a_scale_may_begin_at_one():
    assert answer_places(pd.Index(["1", "5", "0"]), AnswerScale(1, 5))[:2].tolist() == [0.0, 4.0]
    assert answer_places(pd.Index(["nan", "inf", "1e0"]), MATURITY)[2] == 1.0
