"""Read the table of strategic options, and name everything in it that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.core.table_access import (
    DIMENSIONS,
    BoolArray,
    FloatArray,
    Words,
    numbers,
    require,
    text,
    whole,
)
from workbench.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from workbench.frameworks import Framework

#: Columns of words, all of them optional but the first four.
WORDS = (
    "site",
    "proposal",
    "component",
    "option",
    "title",
    "why",
    "substitute",
    "brings",
    "to_site",
    "executor",
    "change_source",
    "new_ambition",
    "accepted_by",
    "refused_by",
    "assets",
    "told",
    "evidence_strength",
    "assumes",
    "source",
)

#: Columns of numbers with the lowest and highest value that makes sense.
LIMITS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("cost", "cost_low", "cost_high", "spent"), (0.0, np.inf)),
    **dict.fromkeys(("months", "months_low", "months_high"), (0.0, np.inf)),
    **dict.fromkeys(("success", "success_low", "success_high"), (0.0, 1.0)),
    "acceptability": (0.0, 1.0),
    "inclusion": (-2.0, 2.0),
    "reversibility": (0.0, 1.0),
}

#: Quantities that come as lowest, most likely and highest.
RANGES = ("cost", "months", "success")


def read_options(
    options: pd.DataFrame,
    components: pd.DataFrame,
    framework: Framework,
    sites: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Check the options of the sites in question and give them with every column there can be.

    Parameters
    ----------
    options : DataFrame
        site, proposal, component, option, and where known the other columns of the table
        ``options``.
    components : DataFrame
        site, component.
    framework : Framework
        Its options are the ones there are, its scales bound the expected levels.
    sites : sequence of str, optional
        Sites to read; a mistake at another one does not matter. Without it, all.

    Returns
    -------
    DataFrame
        The rows of these sites in the order of the file: words (str, missing where blank), numbers
        (float, NaN where blank), readiness_after and use_after (Int64), feasible (boolean),
        change_date (datetime), order (Int64, place of the option in the method's list, from 1).

    Raises
    ------
    InvalidInput
        An option that does not exist, a component that is not listed at the site, a negative cost,
        a probability above 1, a level off the scale, a range in the wrong order, a name given
        twice: all of them at once.
    UnknownName
        A column that is needed is not there.
    """
    require(options, ("site", "proposal", "component", "option"), "options")
    frame = options if sites is None else options[options["site"].isin(list(sites))]
    frame = frame.reset_index(drop=True)
    problems = [
        *_wrong_names(frame, components, framework),
        *_wrong_numbers(frame),
        *_wrong_levels(frame, framework),
        *_wrong_dates(frame),
    ]
    if problems:
        message = f"{len(problems)} value(s) in options cannot be used"
        raise InvalidInput(message, problems)
    result = pd.DataFrame({name: text(frame, name) for name in WORDS})
    for name in LIMITS:
        result[name] = numbers(frame, name)
    for d in DIMENSIONS:
        result[f"{d}_after"] = whole(numbers(frame, f"{d}_after"))
    answered = frame["feasible"] if "feasible" in frame else pd.Series(pd.NA, index=frame.index)
    result["feasible"] = answered.astype("boolean")
    days = frame["change_date"] if "change_date" in frame else pd.Series(pd.NaT, index=frame.index)
    result["change_date"] = pd.to_datetime(days).astype("datetime64[ns]")
    keys = pd.Index([option.key for option in framework.options])
    place = keys.get_indexer(pd.Index(result["option"])).astype(np.float64)
    result["order"] = whole(place + 1.0)
    return result


def _problems(
    frame: pd.DataFrame, bad: BoolArray, column: str, expected: str, advice: str
) -> list[Problem]:
    if not bad.any():
        return []
    return [
        Problem(
            file="options",
            column=column,
            found="" if pd.isna(row.get(column)) else str(row[column]),
            expected=expected,
            advice=f"{advice} (Option {row['proposal']}.)",
            site=str(row["site"]),
        )
        for row in frame[bad].to_dict("records")
    ]


def _wrong_names(
    frame: pd.DataFrame, components: pd.DataFrame, framework: Framework
) -> list[Problem]:
    keys = [option.key for option in framework.options]
    strange = ~frame["option"].isin(keys).to_numpy()
    found = _problems(frame, strange, "option", f"one of {', '.join(keys)}", "Correct the option.")
    nameless = frame["proposal"].isna().to_numpy()
    found += _problems(frame, nameless, "proposal", "a short name", "Name the option.")
    twice = frame.duplicated(["site", "proposal"]).to_numpy() & ~nameless
    found += _problems(frame, twice, "proposal", "each name once per site", "Use another name.")
    listed = pd.MultiIndex.from_frame(components[["site", "component"]].astype("str"))
    own = pd.MultiIndex.from_frame(frame[["site", "component"]].astype("str"))
    absent = ~own.isin(listed)
    expected = "a component of the site"
    return found + _problems(frame, absent, "component", expected, "Correct it or list it there.")


def _wrong_numbers(frame: pd.DataFrame) -> list[Problem]:
    found = []
    for name, (lowest, highest) in LIMITS.items():
        if name not in frame:
            continue
        values = numbers(frame, name)
        sound = np.isfinite(values) & (values >= lowest) & (values <= highest)
        bad = ~sound & frame[name].notna().to_numpy()
        expected = (
            "a number, 0 or more" if highest == np.inf else f"a number, {lowest:g} to {highest:g}"
        )
        advice = "Correct the number, or leave it blank where it is not known."
        found += _problems(frame, bad, name, expected, advice)
    for name in RANGES:
        low, likely, high = (numbers(frame, n) for n in (f"{name}_low", name, f"{name}_high"))
        with np.errstate(invalid="ignore"):
            over = (low > likely) | (low > high)
            under = (high < likely) & ~over
        what = "most likely" if name != "success" else "stated"
        advice = "Put lowest, most likely and highest in order."
        found += _problems(frame, over, f"{name}_low", f"no more than the {what} value", advice)
        found += _problems(frame, under, f"{name}_high", f"no less than the {what} value", advice)
    return found


def _wrong_levels(frame: pd.DataFrame, framework: Framework) -> list[Problem]:
    found = []
    for d in DIMENSIONS:
        name, scale = f"{d}_after", framework.scales[d]
        if name not in frame:
            continue
        values = numbers(frame, name)
        sound = (values >= scale.minimum) & (values <= scale.maximum) & (values == np.floor(values))
        bad = ~sound & frame[name].notna().to_numpy()
        expected = f"a whole number from {scale.minimum} to {scale.maximum}"
        found += _problems(frame, bad, name, expected, "Correct the level, or leave it blank.")
    return found


def _wrong_dates(frame: pd.DataFrame) -> list[Problem]:
    if "change_date" not in frame:
        return []
    days = pd.to_datetime(frame["change_date"], errors="coerce")
    bad = (days.isna() & frame["change_date"].notna()).to_numpy()
    return _problems(frame, bad, "change_date", "a date such as 2027-01-31", "Correct the date.")


def three(frame: pd.DataFrame, name: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give lowest, most likely and highest of a quantity; what is blank is taken from the others.

    A most likely value that is blank is not known, whatever the bounds are; a bound that is blank
    is the most likely value.

    Examples
    --------
    >>> low, likely, high = three(pd.DataFrame({"cost": [5.0], "cost_high": [9.0]}), "cost")
    >>> low.tolist(), likely.tolist(), high.tolist()
    ([5.0], [5.0], [9.0])
    """
    likely = numbers(frame, name)
    low, high = numbers(frame, f"{name}_low"), numbers(frame, f"{name}_high")
    return np.where(np.isnan(low), likely, low), likely, np.where(np.isnan(high), likely, high)


def listed(value: object) -> tuple[str, ...]:
    """Split keys that are joined by ;, without blanks.

    Examples
    --------
    >>> listed("a; b;")
    ('a', 'b')
    >>> listed(None)
    ()
    """
    if not isinstance(value, str):
        return ()
    return tuple(part for raw in value.split(";") if (part := raw.strip()))


def each_row(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as mappings from column to value."""
    rows: list[Any] = frame.to_dict("records")
    return rows


def blank(value: Any) -> bool:
    """Say whether a single value of a table is missing.

    Examples
    --------
    >>> blank(pd.NA), blank(0)
    (True, False)
    """
    return bool(pd.isna(value))


def word(value: object) -> str:
    """Give a word of a table, "" where it is blank."""
    return value.strip() if isinstance(value, str) else ""


def as_words(values: Sequence[str]) -> Words:
    """Put words into an array of objects, so that an empty one has a type too."""
    result = np.empty(len(values), dtype=object)
    result[:] = list(values)
    return result
