"""What results have in common."""

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
import pytest

from workbench.core.result import Result
from workbench.errors import UnknownName


@dataclass(frozen=True, eq=False)
class Two(Result):
    summary: pd.DataFrame
    rows: pd.DataFrame
    shared: pd.DataFrame
    number: int

    _main: ClassVar[str] = "summary"
    _shown: ClassVar[tuple[str, ...]] = ("site", "name")


@pytest.fixture
def two():
    summary = pd.DataFrame({"site": ["a", "b"], "name": ["<b>", None], "hidden": [1, 2]})
    rows = pd.DataFrame({"site": ["a", "a", "b"], "value": [1, 2, 3]})
    return Two(summary, rows, pd.DataFrame({"value": [9]}), 5)


def test_one_site_keeps_what_is_of_no_site(two):
    one = two.site("b")
    assert one.sites == ("b",)
    assert one.rows["value"].tolist() == [3]
    assert one.shared["value"].tolist() == [9]
    assert one.number == 5
    assert two.sites == ("a", "b")


def test_an_unknown_site_is_refused_or_empty(two):
    with pytest.raises(UnknownName):
        two.site("c")
    assert len(two.of_site("c").rows) == 0


def test_a_notebook_shows_the_named_columns_escaped(two):
    shown = two._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert "not known" in shown
    assert "hidden" not in shown


def test_many_rows_are_counted_and_not_shown():
    table = pd.DataFrame({"site": [f"s{number}" for number in range(50)]})
    empty = pd.DataFrame({"site": []})
    assert "… and 30 more rows" in Two(table, empty, empty, 0)._repr_html_()
