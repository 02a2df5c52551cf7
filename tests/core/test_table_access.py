import numpy as np
import pandas as pd
import pytest

from workbench.core.table_access import (
    dates,
    floats,
    known,
    level_column,
    numbers,
    refuse,
    text,
    whole,
    yes,
)
from workbench.errors import InvalidInput


def test_missing_stays_missing():
    assert whole(np.array([3.0, np.nan])).tolist() == [3, pd.NA]
    assert np.isnan(floats(pd.Series([pd.NA, 2], dtype="Int64"))).tolist() == [True, False]
    frame = pd.DataFrame({"a": ["1", "x", None]})
    assert np.isnan(numbers(frame, "a")).tolist() == [False, True, True]


def test_absent_columns_take_their_default():
    frame = pd.DataFrame(index=[5, 6])
    assert text(frame, "basis", "workshop").tolist() == ["workshop", "workshop"]
    assert numbers(frame, "round", 1.0).tolist() == [1.0, 1.0]
    assert np.isnat(dates(frame)).all()


def test_level_column_reads_whole_levels(ipsr):
    frame = pd.DataFrame({"site": "s", "component": "c", "use": ["3", None, 9]})
    assert level_column(frame, "use", ipsr, "scores")[[0, 2]].tolist() == [3.0, 9.0]
    assert np.isnan(level_column(frame, "readiness", ipsr, "scores")).all()


def test_a_wrong_column_is_told_once_per_row_up_to_a_limit():
    frame = pd.DataFrame({"site": "s", "component": "c", "use": range(50)})
    with pytest.raises(InvalidInput, match=r"50 row\(s\) of scores") as caught:
        refuse(frame, np.ones(50, dtype=bool), "scores", "use", "nothing", "Stop.")
    assert len(caught.value.problems) == 20
    assert caught.value.problems[3].found == "3"
    assert "Component c" in caught.value.problems[0].advice
    refuse(frame, np.zeros(50, dtype=bool), "scores", "use", "nothing", "Stop.")


@pytest.mark.parametrize("value", [None, "", float("nan"), pd.NA, pd.NaT])
def test_what_is_not_known(value):
    assert not known(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", "nan"])
def test_what_is_known(value):
    assert known(value)


def test_blank_is_not_yes():
    table = pd.DataFrame({"fieldwork": pd.array([True, None, False], "boolean")})
    assert yes(table, "fieldwork").tolist() == [True, False, False]
    assert yes(table, "milestone").tolist() == [False] * 3
