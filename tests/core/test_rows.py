"""Rows of result tables as typed values."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from workbench.core.rows import rows_of, table_of
from workbench.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Partner:
    actor: str
    selected: bool
    ties: int | None
    cost: float | None
    mode: Literal["bilateral", "platform"] | None
    since: date | None
    needs: list[str]
    note: Any


TABLE = pd.DataFrame(
    {
        "other": [1, 2],
        "actor": pd.Series(["bank", "union"], dtype="str"),
        "selected": pd.Series([True, False], dtype="boolean"),
        "ties": pd.Series([2, None], dtype="Int64"),
        "cost": [np.nan, 12.5],
        "mode": pd.Series(["platform", None], dtype="str"),
        "since": pd.to_datetime(["2026-03-01", None]),
        "needs": [["seed"], []],
        "note": pd.Series([np.float64(1.5), pd.NA], dtype=object),
    }
)


def test_cells_become_plain_values_and_gaps_become_none():
    first, second = rows_of(TABLE, Partner)
    assert first == Partner(
        "bank", True, 2, None, "platform", date(2026, 3, 1), ["seed"], 1.5
    )  # fmt: skip
    assert second == Partner("union", False, None, 12.5, None, None, [], None)
    kinds = [type(value) for value in (first.selected, first.ties, second.cost, first.note)]
    assert kinds == [bool, int, float, float]
    assert type(first.since) is date


def test_a_table_without_rows_has_none():
    assert rows_of(TABLE.head(0), Partner) == []


def test_a_column_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match=r"column in Partner 'ties'.*Did you mean 'tiez'"):
        rows_of(TABLE.rename(columns={"ties": "tiez"}), Partner)


@pytest.mark.parametrize(
    ("column", "value", "there"),
    [
        ("actor", None, "a gap"),
        ("ties", 1.5, "float"),
        ("cost", "much", "str"),
        ("actor", 3, "int"),
    ],
)
def test_what_a_field_does_not_allow_is_refused(column, value, there):
    table = TABLE.astype({column: object})
    table.loc[0, column] = value
    with pytest.raises(TypeError, match=f"'{column}' read as Partner holds {there}"):
        rows_of(table, Partner)


@dataclass(frozen=True, slots=True)
class Number:
    ties: int
    cost: float


def test_numbers_take_the_kind_of_their_field_where_nothing_is_lost():
    (row,) = rows_of(pd.DataFrame({"ties": [3.0], "cost": [4]}), Number)
    assert (type(row.ties), type(row.cost)) == (int, float)
    assert row == Number(3, 4.0)


@dataclass(frozen=True, slots=True)
class Tie:
    actor: str
    selected: bool
    agrees: bool | None
    ties: int | None
    cost: float | None
    since: date | None
    mode: Literal["bilateral", "platform"] | None


def test_rows_go_to_a_table_and_back():
    rows = [
        Tie("bank", True, None, 2, 12.5, date(2026, 3, 1), None),
        Tie("union", False, True, None, None, None, "platform"),
    ]
    found = table_of(rows, Tie)
    assert rows_of(found, Tie) == rows
    kinds = ["str", "bool", "boolean", "Int64", "float64", "datetime64[ns]", "str"]
    assert found.dtypes.astype(str).tolist() == kinds
    assert table_of([], Tie).dtypes.astype(str).tolist() == kinds


def test_a_field_that_is_no_column_is_refused():
    with pytest.raises(TypeError, match="no type of column for list"):
        table_of([], Partner)
