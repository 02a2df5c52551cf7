import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.frameworks.spans import day_of, span_of


@given(st.integers(1000, 2999))
def test_months_and_quarters_of_a_year_follow_each_other_without_a_gap(year):
    for names in (
        [f"{year}-{month:02d}" for month in range(1, 13)],
        [f"{year}-Q{quarter}" for quarter in range(1, 5)],
    ):
        spans = [span_of(name) for name in names]
        assert (spans[0][0], spans[-1][1]) == span_of(str(year))
        for before, after in pairwise(spans):
            assert after[0] - before[1] == dt.timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-Q5", "2026-13", "2026-7", "Q3 2026", "2026-07-01", "2026-Q0", "0000"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(InvalidInput, match="2026-Q3"):
        span_of(text)


def test_a_day_may_be_text_a_day_or_a_moment():
    day = dt.date(2026, 3, 14)
    assert [day_of(one) for one in ("2026-03-14", day, dt.datetime(2026, 3, 14, 9, 30))] == [
        day
    ] * 3
    with pytest.raises(InvalidInput, match="'14/03/2026' is not a date; write it like 2026-03-14"):
        day_of("14/03/2026")
