"""Whether the rules of a framework hold at each site: yes, no, or not known.

What nobody has answered may be anywhere on its scale. So a value is a range, from what it is at
least to what it is at most, and a comparison holds only where it does over the whole range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from workbench.assess.analysis.item_levels import ItemLevels
from workbench.assess.analysis.item_list import ItemList
from workbench.core.table_access import BoolArray, FloatArray, IntArray, floats
from workbench.frameworks.rule_language import (
    Asked,
    Comparison,
    Condition,
    Constant,
    Negated,
)


@dataclass(frozen=True, slots=True, eq=False)
class KnownAnswers:
    """What the rules are about; arrays have a row per site and a column per ordered item.

    Attributes
    ----------
    listed : ItemList
        What was asked.
    level, required : array of float
        NaN where not known.
    aside : array of bool
        Items that are set aside.
    """

    listed: ItemList
    level: FloatArray
    required: FloatArray
    aside: BoolArray

    @classmethod
    def of(cls, known: ItemLevels, required: FloatArray) -> KnownAnswers:
        """Take them from the levels of all sites."""
        aside = known.aside.reshape(len(known.sites), -1)
        return cls(known.listed, known.grid(known.level), known.grid(required), aside)

    @classmethod
    def of_table(cls, listed: ItemList, items: pd.DataFrame) -> KnownAnswers:
        """Take them from the table of items of an assessment."""
        shape = -1, len(listed.ordered)
        level, required = (floats(items[name]).reshape(shape) for name in ("level", "required"))
        return cls(listed, level, required, items["set_aside"].to_numpy(dtype=bool).reshape(shape))


class Reach(NamedTuple):
    """What a value is at least and at most, site by site."""

    low: FloatArray
    high: FloatArray


class Truth(NamedTuple):
    """Where a condition surely holds, and where it may."""

    must: BoolArray
    may: BoolArray


def hold(condition: Condition, answers: KnownAnswers) -> Truth:
    """Say where a condition holds.

    Parameters
    ----------
    condition : Condition
        Of :func:`workbench.frameworks.rule_language.read_rule`, its names checked.
    answers : KnownAnswers
        The answers of all sites.

    Returns
    -------
    Truth
        It holds where it must, does not where it may not, and is not known elsewhere.

    Notes
    -----
    The logic is that of Kleene (1952): what is not known stays so unless the rest decides.
    """
    if isinstance(condition, Comparison):
        return _compared(condition, answers)
    if isinstance(condition, Negated):
        inner = hold(condition.of, answers)
        return Truth(~inner.may, ~inner.must)
    parts = [hold(part, answers) for part in condition.parts]
    join = np.logical_and if condition.joined_by == "and" else np.logical_or
    must, may = (np.array(join.reduce(each), dtype=bool) for each in zip(*parts, strict=True))
    return Truth(must, may)


def _compared(condition: Comparison, answers: KnownAnswers) -> Truth:
    left, right = _span(condition.left, answers), _span(condition.right, answers)
    if condition.sign in {">", ">="}:
        left, right = right, left
    if condition.sign in {"<", ">"}:
        return Truth(left.high < right.low, left.low < right.high)
    if condition.sign in {"<=", ">="}:
        return Truth(left.high <= right.low, left.low <= right.high)
    same = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
    meet = (left.low <= right.high) & (right.low <= left.high)
    return Truth(same, meet) if condition.sign == "==" else Truth(~meet, ~same)


def _span(value: Constant | Asked, answers: KnownAnswers) -> Reach:
    if isinstance(value, Constant):
        fixed = np.full(len(answers.level), value.value)
        return Reach(fixed, fixed)
    column = _columns(value, answers.listed)
    part = _Part(
        asked=value,
        lowest=answers.listed.lowest[column],
        highest=answers.listed.lowest[column] + answers.listed.sizes[column] - 1,
        level=answers.level[:, column],
        required=answers.required[:, column],
        aside=answers.aside[:, column],
        words=[answers.listed.scales[place].words for place in column],
    )
    return _FUNCTIONS[value.function](part)


def _columns(asked: Asked, listed: ItemList) -> IntArray:
    """Return the items that a function is about: those that can have the answer, or one scale."""
    places = listed.places[asked.over]
    if isinstance(asked.answer, str):
        words = [place for place in places if asked.answer in listed.scales[place].words]
        return np.array(words, dtype=np.int64)
    if asked.function == "gap":
        levels = [place for place in places if listed.ordered[place].kind == "level"]
        return np.array(levels, dtype=np.int64)
    return np.array(places) if asked.function == "answered" else listed.on_one_scale(places)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The answers that a function is about."""

    asked: Asked
    lowest: FloatArray
    highest: FloatArray
    level: FloatArray
    required: FloatArray
    aside: BoolArray
    words: list[tuple[str, ...]]

    @property
    def unknown(self) -> BoolArray:
        return np.isnan(self.level) & ~self.aside

    @property
    def low(self) -> FloatArray:
        """Least level of each item; NaN where it is set aside."""
        return np.where(self.unknown, self.lowest, np.where(self.aside, np.nan, self.level))

    @property
    def high(self) -> FloatArray:
        return np.where(self.unknown, self.highest, np.where(self.aside, np.nan, self.level))


def _or_anything(low: FloatArray, high: FloatArray) -> Reach:
    """Make a value of nothing, such as the lowest of no items, anything at all."""
    return Reach(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high))


def _lowest(part: _Part) -> Reach:
    low, high = (np.fmin.reduce(x, axis=1, initial=np.nan) for x in (part.low, part.high))
    return _or_anything(low, high)


def _highest(part: _Part) -> Reach:
    low, high = (np.fmax.reduce(x, axis=1, initial=np.nan) for x in (part.low, part.high))
    return _or_anything(low, high)


def row_medians(levels: FloatArray) -> FloatArray:
    """Return the lower median of each row, over what is known; NaN where nothing is.

    Examples
    --------
    >>> row_medians(np.array([[3.0, 1.0, np.nan, 2.0], [4.0, 1.0, np.nan, np.nan]])).tolist()
    [2.0, 1.0]
    """
    number = (~np.isnan(levels)).sum(axis=1)
    middle = np.maximum(number - 1, 0) // 2
    if not levels.shape[1]:
        return np.full(len(levels), np.nan)
    return np.asarray(np.take_along_axis(np.sort(levels, axis=1), middle[:, None], axis=1)[:, 0])


def _median(part: _Part) -> Reach:
    return _or_anything(row_medians(part.low), row_medians(part.high))


def _gap(part: _Part) -> Reach:
    """Return the largest gap; where nothing says what is required it may be anything."""
    whole = part.highest - part.lowest
    unstated = np.isnan(part.required)
    least = np.where(unstated, 0.0, np.maximum(0.0, part.required - part.high))
    most = np.where(unstated, whole, np.maximum(0.0, part.required - part.low))
    least, most = (np.where(part.aside, np.nan, x) for x in (least, most))
    low, high = (np.fmax.reduce(x, axis=1, initial=np.nan) for x in (least, most))
    return _or_anything(low, high)


def _answered(part: _Part) -> Reach:
    number = (~part.unknown).sum(axis=1).astype(np.float64)
    return Reach(number, number)


def _count(part: _Part) -> Reach:
    answer = part.asked.answer
    if isinstance(answer, str):
        place = np.array([words.index(answer) for words in part.words], dtype=np.float64)
        size = part.highest - part.lowest + 1
        has = np.where(part.aside, place >= size, part.level - part.lowest == place)
        possible = np.ones(len(place), dtype=bool)
    else:
        least = np.nan if answer is None else answer
        has = part.level >= least
        possible = part.highest >= least
    low = has.sum(axis=1).astype(np.float64)
    return Reach(low, low + (part.unknown & possible).sum(axis=1))


def _share(part: _Part) -> Reach:
    """Return a share of the items that are not set aside; of none it may be anything."""
    number = (~part.aside).sum(axis=1).astype(np.float64)
    low, high = _count(part)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _or_anything(*(np.where(number > 0, x / number, np.nan) for x in (low, high)))


_FUNCTIONS: Mapping[str, Callable[[_Part], Reach]] = {
    "lowest": _lowest,
    "highest": _highest,
    "median": _median,
    "gap": _gap,
    "answered": _answered,
    "count": _count,
    "share": _share,
}
