import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from workbench.project.settings.kinds import Amount, Day


@pytest.mark.parametrize(
    ("given", "kept"), [(0.07, "0.07"), ("0.070", "0.07"), (15, "15"), ("1e3", "1000")]
)
def test_an_amount_is_kept_exactly_with_or_without_quotes(given, kept):
    assert TypeAdapter(Amount).validate_python(given) == kept


@pytest.mark.parametrize("given", ["7 %", "-1", True, "much", [1]])
def test_what_is_no_amount_is_refused(given):
    with pytest.raises(ValidationError, match="an amount of 0 or more"):
        TypeAdapter(Amount).validate_python(given)


def test_a_day_is_a_day_and_no_number():
    assert TypeAdapter(Day).validate_python("2026-03-14") == dt.date(2026, 3, 14)
    with pytest.raises(ValidationError, match="a day such as"):
        TypeAdapter(Day).validate_python(20260314)
