"""Durations and days as they are read, and what is refused."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from workbench.errors import NothingToShow
from workbench.plan.analysis.plan_rows import by_name, read_plan

START = date(2026, 4, 1)


def rows(table, **options):
    return read_plan(table, **{"start": START} | options)


def test_a_blank_duration_stays_unknown_but_a_milestone_lasts_no_time(plan):
    table = plan(
        {"A": None, "B": None, "C": None}, milestone=pd.array([None, True, False], "boolean")
    )
    assert np.isnan(rows(table).likely).tolist() == [True, False, True]
    assert rows(table).likely[1] == 0


def test_without_a_likely_value_the_middle_of_what_is_known_counts(plan):
    read = rows(plan({"A": None, "B": None}, low=[4.0, np.nan], high=[10.0, 7.0]))
    assert read.likely.tolist() == [7, 7]
    assert read.low.tolist() == [4, 7]


def test_earliest_days_and_deadlines_are_instants(plan):
    days = pd.to_datetime(["2026-04-06", "2026-03-02", None])
    read = rows(plan({"A": 1, "B": 1, "C": 1}, earliest=days, deadline=days))
    assert read.release.tolist() == [3, 0, 0]
    assert read.limit.tolist() == [4, -21, np.inf]


def test_no_task_is_nothing_to_show(plan):
    with pytest.raises(NothingToShow, match="no activity yet"):
        rows(plan({"A": 1}).iloc[:0])


def test_rows_are_put_in_order_of_their_names():
    assert by_name(["A10", "A2", "A1"], [0, 1, 2]) == [2, 1, 0]
