"""Rows of a result's table as typed values, for words and figures, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from workbench.core.table_access import require

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)
else:
    Row = TypeVar("Row")


_DTYPES = {
    str: "str", int: "Int64", float: "float64", date: "datetime64[ns]", Decimal: "object",
}  # fmt: skip


def rows_of(table: pd.DataFrame, row: type[Row]) -> list[Row]:
    """Return the rows of a table as values of a dataclass.

    Parameters
    ----------
    table : DataFrame
        Has at least one column for each field of `row`; other columns are passed over.
    row : dataclass
        Its fields are named as the columns and say what stands in them. A field whose column may
        have gaps allows ``None``.

    Returns
    -------
    list of row
        In the order of the table. ``None`` where nothing is known, plain Python values elsewhere: a
        whole number in a column of floats is an int where the field says so, a time stamp or text
        such as 2026-03-14 a date, an amount that the tables keep as text a Decimal.

    Raises
    ------
    UnknownName
        A column is not there (also a ``LookupError``); names the nearest.
    TypeError
        A column holds something that its field does not allow, such as a gap, or a float where
        an exact amount is wanted.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True)
    ... class Away:
    ...     actor: str
    ...     ties: int | None
    >>> rows_of(pd.DataFrame({"actor": ["bank", "union"], "ties": [2.0, None]}), Away)
    [Away(actor='bank', ties=2), Away(actor='union', ties=None)]
    """
    kinds = _kinds(row)
    require(table, list(kinds), row.__name__)
    if table.empty:
        return []
    columns = [_values(table[name], kinds[name], row.__name__) for name in kinds]
    return list(map(row, *columns))


def table_of(rows: Iterable[Row], row: type[Row]) -> pd.DataFrame:
    """Return values of a dataclass as a table, the way back from :func:`rows_of`.

    Parameters
    ----------
    rows : iterable of row
        Their values; ``None`` becomes missing.
    row : dataclass
        Its fields are str, int, float, bool, date or Decimal, and may allow ``None``.

    Returns
    -------
    DataFrame
        A column per field, of the same type with and without rows: str, Int64, float64, bool
        (boolean where ``None`` is allowed), datetime64[ns], object for Decimal.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True)
    ... class Away:
    ...     actor: str
    ...     ties: int | None
    >>> table_of([Away("bank", 2), Away("union", None)], Away).dtypes.astype(str).tolist()
    ['str', 'Int64']
    """
    values = list(rows)
    columns = {}
    for name, kinds in _kinds(row).items():
        dtype: Any = _dtype(kinds)
        columns[name] = pd.array([getattr(one, name) for one in values], dtype=dtype)
    return pd.DataFrame(columns, copy=False)


def _dtype(kinds: tuple[type, ...]) -> str:
    """Return the type of a column for the classes that its field allows."""
    if bool in kinds:
        return "boolean" if NoneType in kinds else "bool"
    found = [name for kind, name in _DTYPES.items() if kind in kinds]
    if len(found) != 1:
        message = f"no type of column for {', '.join(one.__name__ for one in kinds)}"
        raise TypeError(message)
    return found[0]


@cache
def _kinds(row: type[Any]) -> dict[str, tuple[type, ...]]:
    """List the classes that each field allows."""
    hints = get_type_hints(row)
    return {field.name: _classes(hints[field.name]) for field in fields(row)}


def _classes(hint: Any) -> tuple[type, ...]:
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        return tuple(kind for part in get_args(hint) for kind in _classes(part))
    if origin is Literal:
        return tuple({type(value) for value in get_args(hint)})
    return (object,) if hint is Any else (origin or hint,)


def _values(column: pd.Series, kinds: tuple[type, ...], row: str) -> list[Any]:
    """Return a column as Python values that its field allows."""
    # NaN and NaT are the values that differ from themselves; NA cannot be compared at all.
    values = [None if one is None or one is pd.NA or one != one else one for one in column.tolist()]
    if column.dtype == object:
        values = [one.item() if isinstance(one, np.generic) else one for one in values]
    found = set(map(type, values))
    wrong = {kind for kind in found if not issubclass(kind, kinds)}
    if _plain_dates(found, kinds):
        wrong.add(pd.Timestamp)
    for kind in wrong:
        change = _change(kind, kinds, values)
        if change is None:
            there = "a gap" if kind is NoneType else kind.__name__
            allowed = ", ".join(one.__name__ for one in kinds)
            message = f"column '{column.name}' read as {row} holds {there}; the field: {allowed}"
            raise TypeError(message)
        values = [change(one) if type(one) is kind else one for one in values]
    return values


def _plain_dates(found: set[type], kinds: tuple[type, ...]) -> bool:
    """Say whether time stamps stand where dates are wanted; they are dates only by descent."""
    return pd.Timestamp in found and not issubclass(pd.Timestamp, tuple({*kinds} - {date}))


def _change(
    kind: type, kinds: tuple[type, ...], values: list[Any]
) -> Callable[[Any], object] | None:
    """Return what makes of a value the one that its field allows, where nothing is lost by it."""
    if kind is pd.Timestamp and date in kinds:
        return datetime.date
    if kind is str and (date in kinds or Decimal in kinds):
        return date.fromisoformat if date in kinds else Decimal
    if kind is int and float in kinds:
        return float
    if kind is float and int in kinds:
        whole = all(one.is_integer() for one in values if type(one) is float)
        return int if whole else None
    return None
