"""Find the answers that count for each item of each site, also those given to another framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.assess.analysis.item_list import ItemList, ListedItem, answer_places
from workbench.core.table_access import (
    SHOWN,
    BoolArray,
    FloatArray,
    IntArray,
    Words,
    dates,
    numbers,
    require,
    text,
)
from workbench.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """Rows of a table, each for an item that it serves.

    Attributes
    ----------
    at : array of int
        Place of the row in the table; a row that serves several items comes several times.
    site, item : array of int
        Place of the site, and of the item in the list.
    """

    at: IntArray
    site: IntArray
    item: IntArray

    def cells(self, items: int) -> IntArray:
        """Return the number of the cell, sites one after the other."""
        return self.site * items + self.item


@dataclass(frozen=True, slots=True, eq=False)
class ItemAnswers:
    """The answers of all sites.

    Attributes
    ----------
    listed : ItemList
        What was asked.
    sites : Index
        The sites, in their order.
    responses, evidence : Served
        Which rows serve which items.
    answered_as : array of str, shape (sites, items)
        Key of the other item whose answers serve this one; "" where it has its own, or none.
    place : array of float
        Place on its scale that each served answer names; NaN for items without an order.
    basis, assessor, value : array of str
        Sort of the served answer, who gave it, and what it says.
    round : array of float
        Round of assessment.
    date : array of datetime64
        Day of the answer.
    """

    listed: ItemList
    sites: pd.Index[str]
    responses: Served
    evidence: Served
    answered_as: Words
    place: FloatArray
    basis: Words
    assessor: Words
    value: Words
    round: FloatArray
    date: NDArray[np.datetime64]


def read_item_answers(
    listed: ItemList,
    responses: pd.DataFrame,
    evidence: pd.DataFrame,
    sites: Sequence[str],
) -> ItemAnswers:
    """Read the answers of all sites in one call.

    An answer to an item serves the items that name it in ``same_as`` at the sites where these have
    no answer of their own, and takes its evidence with it.

    Parameters
    ----------
    listed : ItemList
        What was asked; answers to other items are left out.
    responses : DataFrame
        site, item, value and where known round, basis, assessor, date.
    evidence : DataFrame
        site, item.
    sites : sequence of str
        The sites, in their order; rows of others are left out.

    Raises
    ------
    InvalidInput
        A value that is not on the scale of its item.
    UnknownName
        A column that is needed is not there.
    """
    require(responses, ("site", "item", "value"), "responses")
    require(evidence, ("site", "item"), "item_evidence")
    names = pd.Index(list(sites), dtype="str")
    responses = responses[responses["value"].notna()]
    keys = _keys(listed)
    given = _Coded.of(responses, names, keys)
    served = _lenders(listed, given, keys, len(names))
    own = _serving(given, served, len(listed.items))
    answered = responses.iloc[own.at]
    place = _places(listed, answered, own.item)
    blank = np.full((len(names), len(listed.items)), "", dtype=object)
    for target, lenders in served.items():
        for source, there in lenders.items():
            blank[there, target] = keys[source]
    return ItemAnswers(
        listed=listed,
        sites=names,
        responses=own,
        evidence=_serving(_Coded.of(evidence, names, keys), served, len(listed.items)),
        answered_as=blank,
        place=place,
        basis=text(answered, "basis", "workshop").to_numpy(object),
        assessor=text(answered, "assessor").to_numpy(object),
        value=answered["value"].astype("str").to_numpy(object),
        round=numbers(answered, "round", 1.0),
        date=dates(answered),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Coded:
    """Rows of a table by the place of their site and item; -1 where these are not asked."""

    site: IntArray
    item: IntArray

    @classmethod
    def of(cls, frame: pd.DataFrame, sites: pd.Index[str], keys: pd.Index[str]) -> _Coded:
        site, item = (
            wanted.get_indexer(pd.Index(frame[name].astype("str"))).astype(np.int64)
            for name, wanted in (("site", sites), ("item", keys))
        )
        return cls(site, item)

    def there(self, item: int, sites: int) -> BoolArray:
        """Return which sites have a row of an item."""
        found = np.zeros(sites, dtype=bool)
        found[self.site[(self.item == item) & (self.site >= 0)]] = True
        return found


def _keys(listed: ItemList) -> pd.Index[str]:
    """Return the keys of the items, then of those that only lend their answers."""
    own = [one.key for one in listed.items]
    lend = [key for one in listed.items for key in one.same_as]
    return pd.Index(list(dict.fromkeys([*own, *lend])), dtype="str")


def _lenders(
    listed: ItemList, given: _Coded, keys: pd.Index[str], sites: int
) -> Mapping[int, Mapping[int, BoolArray]]:
    """Return for each item which others serve it, and at which sites."""
    found: dict[int, dict[int, BoolArray]] = {}
    for target, one in enumerate(listed.items):
        if not one.same_as:
            continue
        open_ = ~given.there(target, sites)
        for source in keys.get_indexer(pd.Index(one.same_as)).tolist():
            there = open_ & given.there(source, sites)
            if there.any():
                found.setdefault(target, {})[source] = there
                open_ &= ~there
    return found


def _serving(given: _Coded, served: Mapping[int, Mapping[int, BoolArray]], items: int) -> Served:
    """Return the rows of the items themselves, and those that serve another item."""
    known = np.flatnonzero(given.site >= 0)
    asked = known[(given.item[known] >= 0) & (given.item[known] < items)]
    at, item = [asked], [given.item[asked]]
    for target, lenders in served.items():
        for source, there in lenders.items():
            rows = known[(given.item[known] == source) & there[given.site[known]]]
            at.append(rows)
            item.append(np.full(len(rows), target, dtype=np.int64))
    rows = np.concatenate(at)
    return Served(at=rows, site=given.site[rows], item=np.concatenate(item))


def _places(listed: ItemList, answered: pd.DataFrame, item: IntArray) -> FloatArray:
    """Return the place on its scale of each answer.

    Raises
    ------
    InvalidInput
        An answer that is not on its scale.
    """
    code, values = pd.factorize(answered["value"].astype("str"))
    known = pd.Index(values)
    table = np.full((len(listed.items), len(known)), np.nan)
    for scale in dict.fromkeys(listed.scales):
        same = [place for place, one in enumerate(listed.items) if one.scale == scale]
        table[same] = answer_places(known, scale)
    place = table[item, code] if len(known) else np.full(len(code), np.nan)
    ordered = np.array([one.scale is not None for one in listed.items], dtype=bool)
    _refuse(listed.items, answered, item, np.isnan(place) & ordered[item])
    return place


def _refuse(
    items: Sequence[ListedItem], answered: pd.DataFrame, item: IntArray, bad: BoolArray
) -> None:
    if not bad.any():
        return
    wrong = np.flatnonzero(bad)
    problems = [
        Problem(
            file="responses",
            column="value",
            found=str(answered["value"].iloc[row]),
            expected=scale_words(items[item[row]]),
            advice=f"Correct the answer to {items[item[row]].key}, or leave it blank.",
            site=str(answered["site"].iloc[row]),
        )
        for row in wrong[:SHOWN].tolist()
    ]
    message = f"{len(wrong)} row(s) of responses cannot be used"
    raise InvalidInput(message, problems)


def scale_words(item: ListedItem) -> str:
    """Say in words what an item can be answered with.

    Examples
    --------
    >>> from workbench.frameworks.rule_language import AnswerScale
    >>> scale_words(ListedItem("design", "Design", "components", scale=AnswerScale(0, 5)))
    'a whole number from 0 to 5'
    """
    if item.scale is None:
        return "an answer"
    if item.scale.words:
        return ", ".join(item.scale.words[:-1]) + f" or {item.scale.words[-1]}"
    return f"a whole number from {item.scale.lowest} to {item.scale.highest}"
