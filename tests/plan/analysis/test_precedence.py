"""Links between tasks, and everything that can be wrong in the column ``after``."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput, UnknownName
from workbench.plan.analysis.precedence import natural, read_links


def problems(table):
    with pytest.raises(InvalidInput) as caught:
        read_links(table)
    return caught.value.problems


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


def test_a_circle_is_named_task_by_task_at_its_row(plan):
    table = plan({"X": 1, "A1 <- A3": 1, "A2 <- A1": 1, "A3 <- A2; X": 1})
    (found,) = problems(table)
    assert found.found == "A1 → A2 → A3 → A1"
    assert (found.row, found.column, found.site) == (3, "after", "s")
    assert "Take A3 out of the cell" in found.advice


def test_a_task_that_waits_for_itself_is_a_circle(plan):
    (found,) = problems(plan({"A1 <- A1": 1}))
    assert found.found == "A1 → A1"


def test_all_circles_of_all_sites_are_named(plan):
    two = pd.concat(
        [plan({"A <- B": 1, "B <- A": 1, "C <- D": 1, "D <- C": 1}, site=site) for site in "st"]
    )
    found = [(problem.site, problem.found) for problem in problems(two)]
    assert found == [(s, c) for s in "st" for c in ("A → B → A", "C → D → C")]


def test_every_mistake_is_told_at_once_with_row_and_column(plan):
    table = plan({"A1": 1, "A2 <- A1, A3": 1, "A3 <- A11; A9": 1, "A4 <- A1 FX": 1, "A3": 1})
    found = [(problem.row, problem.column, problem.found) for problem in problems(table)]
    assert found == [
        (3, "after", "A1, A3"),
        (4, "after", "A11"),
        (4, "after", "A9"),
        (5, "after", "A1 FX"),
        (6, "activity", "A3"),
    ]


def test_the_nearest_task_is_suggested_and_tasks_of_other_sites_are_none(plan):
    table = pd.concat([plan({"train": 1, "end <- trian": 1}), plan({"other": 1}, site="t")])
    assert "Did you mean 'train'?" in problems(table)[0].advice
    table = pd.concat([plan({"train <- other": 1}), plan({"other": 1}, site="t")])
    assert problems(table)[0].expected == "a task of s"


def test_a_task_without_a_name_is_told(plan):
    table = plan({"A1": 1, "A2": 1})
    table.loc[1, "activity"] = None
    assert [(p.row, p.column) for p in problems(table)] == [(3, "activity")]


def test_without_the_column_nothing_comes_before_anything():
    assert read_links(pd.DataFrame({"site": "s", "activity": ["A", "B"]})).empty
    with pytest.raises(UnknownName, match="activity"):
        read_links(pd.DataFrame({"site": ["s"]}))


@given(st.lists(st.text(max_size=6), max_size=8), st.randoms())
def test_any_names_can_be_put_in_order(names, random):
    mixed = random.sample(names, len(names))
    assert [*map(natural, sorted(mixed, key=natural))] == sorted(map(natural, names))


def test_names_are_put_in_order_as_people_count():
    names = ["A10", "A9", "B1", "A", "10", "9"]
    assert sorted(names, key=natural) == ["9", "10", "A", "A9", "A10", "B1"]
