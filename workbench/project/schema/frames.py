"""Tables as pandas frames: declared columns in their order, each with its dtype.

Identifiers, texts, choices and links are ``str``; amounts too, as exact decimal text; levels and
integers ``Int64``; numbers ``float64``; dates ``datetime64[ns]``; booleans ``boolean``. Missing is
``NaN``, ``NA`` or ``NaT``, never 0 and never an empty text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import pandas as pd

from workbench.errors import InvalidInput, Problem, UnknownName
from workbench.project.schema.amounts import amount_text
from workbench.project.schema.declaration import Column, ColumnType, Table, declaration

DTYPES: Mapping[ColumnType, str] = MappingProxyType(
    {
        "identifier": "str",
        "text": "str",
        "choice": "str",
        "choices": "str",
        "identifiers": "str",
        "link": "str",
        "level": "Int64",
        "integer": "Int64",
        "number": "float64",
        "amount": "str",
        "date": "datetime64[ns]",
        "boolean": "boolean",
    }
)


def missing_value(kind: ColumnType) -> Any:
    """Return the missing value of a type of column.

    Examples
    --------
    >>> missing_value("level"), missing_value("text"), missing_value("date")
    (<NA>, nan, NaT)
    """
    dtype = DTYPES[kind]
    if dtype in {"str", "float64"}:
        return np.nan
    return pd.NaT if dtype == "datetime64[ns]" else pd.NA


def blank_column(kind: ColumnType, count: int) -> pd.Series[Any]:
    """Return a column in which nothing is known."""
    made: pd.Series[Any] = pd.Series([missing_value(kind)] * count, dtype=cast("Any", DTYPES[kind]))
    return made


def empty(table: Table) -> pd.DataFrame:
    """Return a table without rows.

    Examples
    --------
    >>> empty(declaration().table("people")).columns.tolist()
    ['person', 'name', 'organisation', 'consent', 'consent_date']
    """
    return _empty(tuple((name, column.type) for name, column in table.columns.items())).copy(
        deep=False
    )


@cache
def _empty(columns: tuple[tuple[str, ColumnType], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: blank_column(kind, 0) for name, kind in columns})


def later(name: str, frame: pd.DataFrame, day: date) -> pd.Series[Any]:
    """Mark the rows of a table that were not known yet on a day.

    Parameters
    ----------
    name : str
        Name of the table, which has a column ``date``.
    frame : pandas.DataFrame
        Its rows.
    day : date
        The day.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-03-14", "2026-03-15", None])
    >>> later("answers", pd.DataFrame({"date": days}), date(2026, 3, 14)).tolist()
    [False, True, False]
    """
    marked: pd.Series[Any] = frame["date"] > pd.Timestamp(day)
    ahead = declaration().table(name).ahead
    return marked if ahead is None else marked & ~frame[ahead].fillna(value=False).astype(bool)


def conform(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    r"""Return a frame with the declared columns, order and dtypes of a table.

    Columns that the frame lacks become missing; a text of blanks alone counts as missing, and line
    ends become ``\n``, so that a table is the same in every file form.

    Raises
    ------
    UnknownName
        There is no such table, or a column is not declared.
    InvalidInput
        A column does not hold what it should; the message names the column.

    Examples
    --------
    >>> conform("people", pd.DataFrame({"person": ["A1"], "name": ["Ada"]})).dtypes["consent"]
    BooleanDtype
    """
    table = declaration().table(name)
    for heading in frame.columns:
        if heading not in table.columns:
            kind = f"column of {name}"
            raise UnknownName(kind, str(heading), list(table.columns))
    return pd.DataFrame(
        {
            heading: _series(name, heading, column, frame)
            for heading, column in table.columns.items()
        },
        index=pd.RangeIndex(len(frame)),
    )


def _series(table: str, heading: str, column: Column, frame: pd.DataFrame) -> pd.Series[Any]:
    dtype = DTYPES[column.type]
    if heading not in frame.columns:
        return blank_column(column.type, len(frame))
    given: pd.Series[Any] = frame[heading].reset_index(drop=True)
    try:
        if column.type == "amount":
            return given.astype(object).map(amount_text).astype("str")
        if dtype == "str":
            return plain_text(given)
        if dtype == "datetime64[ns]":
            return _days(given)
        return given.astype(cast("Any", dtype))
    except (TypeError, ValueError, OverflowError) as error:
        problem = Problem(
            file=table,
            column=heading,
            found=str(error)[:200],
            expected=column.type,
            advice="Convert the column first.",
        )
        message = f"The column {heading} of {table} cannot be used."
        raise InvalidInput(message, [problem]) from error


def plain_text(given: pd.Series[Any]) -> pd.Series[Any]:
    r"""Return text with ``\n`` as line end; a text of blanks alone is missing.

    Examples
    --------
    >>> plain_text(pd.Series(["a\r\nb", "  "])).tolist()
    ['a\nb', nan]
    """
    text = given.astype("str")
    text = text.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return text.mask(text.str.strip() == "")


def _days(given: pd.Series[Any]) -> pd.Series[Any]:
    """Return whole days; a time of day is dropped, a time zone refused."""
    if given.dtype == object:
        given = given.map(lambda value: value.isoformat() if isinstance(value, date) else value)
    days = pd.to_datetime(given, errors="raise").astype("datetime64[ns]")
    return days.dt.normalize()


def spelt(series: pd.Series[Any], spell: Callable[[Any], str], *, unknown: str = "") -> list[str]:
    """Return values as text, each distinct value spelt once.

    Examples
    --------
    >>> spelt(pd.Series([1.5, None, 1.5]), repr, unknown="?")
    ['1.5', '?', '1.5']
    """
    codes, distinct = pd.factorize(series)
    texts = np.array([*(spell(value) for value in distinct.tolist()), unknown], dtype=object)
    spelled: list[str] = texts[codes].tolist()
    return spelled
