"""Read the columns that an analysis needs, and write columns that know what is missing.

A blank is "not known" and stays so: NaN in an array, missing in a table, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InvalidInput, Problem, UnknownName

if TYPE_CHECKING:
    from workbench.frameworks import Framework

Dimension = Literal["readiness", "use"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Words = NDArray[np.object_]

#: Problems shown of one kind; a table with a wrong column has thousands.
SHOWN = 20


def require(frame: pd.DataFrame, names: Sequence[str], table: str) -> None:
    """Refuse a table without a column that the computation cannot do without.

    Raises
    ------
    UnknownName
        The column is not there; names the nearest.
    """
    for name in names:
        if name not in frame.columns:
            raise UnknownName(
                kind=f"column in {table}",
                name=name,
                known=[str(column) for column in frame.columns],
            )


def text(frame: pd.DataFrame, name: str, default: str | None = None) -> pd.Series:
    """Return a text column; an absent column is all `default`."""
    if name not in frame:
        return pd.Series([default] * len(frame), index=frame.index, dtype="str")
    return frame[name].astype("str")


def numbers(frame: pd.DataFrame, name: str, default: float = np.nan) -> FloatArray:
    """Return a column of numbers, NaN where there is none; an absent column is all `default`."""
    if name not in frame:
        return np.full(len(frame), default)
    values = pd.to_numeric(frame[name], errors="coerce")
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def yes(frame: pd.DataFrame, name: str) -> BoolArray:
    """Return where a column says yes; blank and absent are no."""
    if name not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].astype("boolean").fillna(value=False).to_numpy(dtype=bool)


def dates(frame: pd.DataFrame) -> NDArray[np.datetime64]:
    """Return the column ``date``; an absent column is all "no date"."""
    if "date" not in frame:
        return np.full(len(frame), np.datetime64("NaT", "s"))
    return pd.to_datetime(frame["date"]).to_numpy(dtype="datetime64[s]")


def level_column(
    frame: pd.DataFrame,
    name: str,
    framework: Framework,
    table: str,
    *,
    scale: Dimension | None = None,
) -> FloatArray:
    """Read a column of levels: NaN where blank; anything that is not on the scale is refused.

    Raises
    ------
    InvalidInput
        A value that is no whole number, or below or above the scale of the framework.
    """
    if name not in frame:
        return np.full(len(frame), np.nan)
    dimension = scale or name
    limits = framework.scales[dimension]
    values = numbers(frame, name)
    blank = frame[name].isna().to_numpy()
    with np.errstate(invalid="ignore"):
        sound = (
            (values >= limits.minimum) & (values <= limits.maximum) & (values == np.floor(values))
        )
    expected = (
        f"a whole number from {limits.minimum} to {limits.maximum} ({dimension}, {framework.key})"
    )
    advice = "Correct the level, or leave it blank where it is not known."
    refuse(frame, ~blank & ~sound, table, name, expected, advice)
    return values


def refuse(
    frame: pd.DataFrame, bad: BoolArray, table: str, column: str, expected: str, advice: str
) -> None:
    """Raise with the rows that are wrong, if there are any.

    Raises
    ------
    InvalidInput
        At least one row is wrong; the first 20 are listed.
    """
    if not bad.any():
        return
    wrong = frame[bad]
    problems = [
        Problem(
            file=table,
            column=column,
            found=str(row.get(column, "")),
            expected=expected,
            advice=advice + f" (Component {row['component']}.)",
            site=str(row["site"]),
        )
        for row in wrong.head(SHOWN).to_dict("records")
    ]
    message = f"{len(wrong)} row(s) of {table} cannot be used"
    raise InvalidInput(message, problems)


def whole(values: FloatArray) -> pd.Series:
    """Turn whole numbers with NaN into a column that knows missing (Int64).

    Examples
    --------
    >>> whole(np.array([3.0, np.nan])).tolist()
    [3, <NA>]
    """
    blank = np.isnan(values)
    return pd.Series(pd.arrays.IntegerArray(np.where(blank, 0, values).astype(np.int64), blank))


def words(values: Words) -> pd.Series:
    """Turn words with None into a column of text with missing."""
    return pd.Series(values, dtype="str")


def floats(column: pd.Series) -> FloatArray:
    """Turn a column of numbers into an array with NaN where it is missing."""
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def known(value: object) -> bool:
    """Return whether a value of a table is there.

    Examples
    --------
    >>> known(0), known(None), known(""), known(float("nan")), known(pd.NA)
    (True, False, False, False, False)
    """
    if value is None or isinstance(value, str):
        return bool(value)
    return not pd.isna(value)  # type: ignore[call-overload]
