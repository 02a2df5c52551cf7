"""A dated plan as plain values."""

from datetime import date

import pandas as pd
import pytest

from workbench.errors import NothingToShow, UnknownName
from workbench.plan.page.scheduled_rows import link_rows, scheduled_rows

PLAN = pd.DataFrame(
    {
        "site": ["a", "a"], "activity": ["A1", "A2"], "title": ["As\x07k", None],
        "start": pd.to_datetime(["2026-03-02", None]),
        "finish": pd.to_datetime(["2026-03-04", None]),
        "milestone": pd.array([False, None], dtype="boolean"),
    }
)  # fmt: skip


def test_what_is_not_known_is_left_out():
    assert scheduled_rows(PLAN) == [
        {"site": "a", "activity": "A1", "title": "Ask"}
        | {"start": date(2026, 3, 2), "finish": date(2026, 3, 4)},
        {"site": "a", "activity": "A2", "title": "A2"},
    ]


def test_links_have_whole_lags():
    links = pd.DataFrame(
        {"site": ["a"], "activity": "A2", "before": "A1", "kind": "FS", "lag": 2.0}
    )
    assert link_rows(links)[0]["lag"] == 2
    with pytest.raises(UnknownName, match="lag"):
        link_rows(links.drop(columns="lag"))


def test_nothing_to_write():
    with pytest.raises(NothingToShow):
        scheduled_rows(PLAN.iloc[:0])
    with pytest.raises(UnknownName, match="finish"):
        scheduled_rows(PLAN.drop(columns="finish"))
