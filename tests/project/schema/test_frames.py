import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import DTYPES, blank_column, conform, empty, spelt


@pytest.mark.parametrize("kind", sorted(DTYPES))
def test_a_blank_column_has_its_dtype_and_nothing_known(kind):
    column = blank_column(kind, 2)
    assert column.dtype == DTYPES[kind]
    assert column.isna().all()


def test_an_empty_table_has_the_declared_columns_and_dtypes():
    frame = empty(declaration().table("scores"))
    assert len(frame) == 0
    assert frame.dtypes["readiness"] == "Int64"
    assert frame.dtypes["site"] == "str"
    assert frame.dtypes["date"] == "datetime64[ns]"
    assert frame.columns.tolist() == list(declaration().table("scores").columns)


def test_conform_orders_fills_and_types():
    given = pd.DataFrame(
        {"use": [3.0, np.nan], "site": ["a", " "], "date": [dt.date(2026, 3, 14), None]},
        index=[7, 9],
    )
    frame = conform("scores", given)
    assert frame.index.tolist() == [0, 1]
    assert frame["use"].tolist() == [3, pd.NA]
    assert frame["site"].isna().tolist() == [False, True]
    assert frame["date"][0] == pd.Timestamp("2026-03-14")
    assert frame["readiness"].isna().all()


@pytest.mark.parametrize(
    ("column", "values"), [("use", [2.5]), ("date", ["soon"]), ("readiness", ["seven"])]
)
def test_conform_refuses_what_is_not_of_the_type(column, values):
    with pytest.raises(InvalidInput, match=column):
        conform("scores", pd.DataFrame({column: values}))


def test_amounts_are_exact_text_whatever_they_were():
    given = pd.DataFrame({"per_base": ["12500.50", Decimal("0.10"), 0.1, 3, None, " ", "1E+3"]})
    amounts = conform("rates", given)["per_base"]
    assert amounts.dtype == "str"
    assert amounts.dropna().tolist() == ["12500.5", "0.1", "0.1", "3", "1000"]
    with pytest.raises(InvalidInput, match="per_base"):
        conform("rates", pd.DataFrame({"per_base": ["about 5"]}))


def test_conform_refuses_unknown_tables_and_columns():
    with pytest.raises(UnknownName, match="readiness"):
        conform("scores", pd.DataFrame({"readines": [1]}))
    with pytest.raises(UnknownName, match="scores"):
        conform("score", pd.DataFrame())


def test_spelt_spells_each_distinct_value_once():
    seen = []

    def spell(value):
        seen.append(value)
        return str(value)

    assert spelt(pd.Series(["a", None, "a", "b"]), spell) == ["a", "", "a", "b"]
    assert seen == ["a", "b"]
