"""Links between tasks, and everything that can be wrong in the column ``after``."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.frameworks.precedence import MalformedLink
from workbench.plan.analysis.precedence import natural, read_links


def test_all_four_kinds_and_lags_are_read(plan):
    table = plan({"A1": 1, "A2": 1, "A3": 1, "A4": 1, "B <- A1; A2 SS; A3 FS+5; A4 FF-2; A1 SF": 1})
    links = read_links(table)[["before", "kind", "lag", "before_row", "row"]]
    assert links.values.tolist() == [
        ["A1", "FS", 0, 0, 4],
        ["A2", "SS", 0, 1, 4],
        ["A3", "FS", 5, 2, 4],
        ["A4", "FF", -2, 3, 4],
        ["A1", "SF", 0, 0, 4],
    ]


def test_tasks_of_other_sites_are_none(plan):
    table = pd.concat([plan({"train <- other": 1}), plan({"other": 1}, site="t")])
    with pytest.raises(KeyError, match="other"):
        read_links(table)


def test_what_cannot_be_read_is_refused(plan):
    with pytest.raises(MalformedLink, match="A1 FX"):
        read_links(plan({"A1": 1, "A2 <- A1 FX": 1}))


@given(st.lists(st.text(max_size=6), max_size=8), st.randoms())
def test_any_names_can_be_put_in_order(names, random):
    mixed = random.sample(names, len(names))
    assert [*map(natural, sorted(mixed, key=natural))] == sorted(map(natural, names))


def test_names_are_put_in_order_as_people_count():
    names = ["A10", "A9", "B1", "A", "10", "9"]
    assert sorted(names, key=natural) == ["9", "10", "A", "A9", "A10", "B1"]
