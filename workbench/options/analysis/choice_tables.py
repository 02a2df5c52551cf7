"""Write the comparison of options into the tables of the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray, IntArray, Words, text, whole, words
from workbench.options.analysis.choice_group import Compared, Weighting
from workbench.options.analysis.criterion_values import CriterionNumbers
from workbench.options.analysis.screens import named


def choice_tables(
    options: pd.DataFrame,
    found: CriterionNumbers,
    said: tuple[Words, Words],
    compared: Sequence[Compared],
    weighting: Weighting,
) -> dict[str, pd.DataFrame]:
    """Build the tables of a comparison.

    Parameters
    ----------
    options : DataFrame
        The options, rows numbered from 0.
    found : CriterionNumbers
        Their numbers.
    said : tuple of two arrays of str
        Status of each option; why it is screened out, "" where it is not.
    compared : sequence of Compared
        The groups.
    weighting : Weighting
        Weights that count.

    Returns
    -------
    dict of str to DataFrame
        By the names of the attributes of ``Choice``, which says what stands in them.
    """
    place = _Places(options)
    titles = [one.title for one in found.criteria]
    weights = pd.DataFrame(
        {"criterion": words(np.array(weighting.keys, object)), "title": titles}
        | {"weight": weighting.central}
    )
    return {
        "table": _option_table(options, found, said, compared, weighting),
        "acceptability": _acceptability(place, compared),
        "central_weights": _central(place, compared, weighting.keys),
        "pairwise": _pairwise(place, compared),
        "swing": _swing(place, compared, weighting),
        "values": _values(place, found),
        "missing": _missing(place, found, said[0] == "compared"),
        "information": _information(place, compared, weighting.keys),
        "weights": weights.astype({"title": "str"}),
    }


class _Places:
    """Names of the rows of the table of options."""

    def __init__(self, options: pd.DataFrame) -> None:
        self.columns = {
            name: text(options, name).to_numpy(object) for name in ("site", "component", "proposal")
        }

    def of(self, rows: IntArray, **more: Any) -> pd.DataFrame:
        """Start a table with site, component and proposal of some rows."""
        start = {name: words(column[rows]) for name, column in self.columns.items()}
        return pd.DataFrame(start | more)

    def gathered(self, parts: Iterable[tuple[IntArray, dict[str, Any]]]) -> pd.DataFrame:
        """Put the tables of all groups under one another, columns by their names."""
        rows, columns = [np.empty(0, np.int64)], dict[str, list[Any]]()
        for group_rows, group_columns in parts:
            rows.append(group_rows)
            for name, column in group_columns.items():
                columns.setdefault(name, []).append(np.asarray(column))
        joined = {name: np.concatenate(pieces) for name, pieces in columns.items()}
        return self.of(np.concatenate(rows), **joined)


def _option_table(
    options: pd.DataFrame,
    found: CriterionNumbers,
    said: tuple[Words, Words],
    compared: Sequence[Compared],
    weighting: Weighting,
) -> pd.DataFrame:
    proposal = text(options, "proposal")
    table = pd.DataFrame({name: text(options, name) for name in ("site", "component")})
    table["proposal"] = proposal
    table["option"] = text(options, "option")
    table["title"] = text(options, "title").fillna(table["option"]).fillna(proposal)
    status, reasons = said
    table["status"] = words(status.astype(object))
    table["screened"] = status == "screened out"
    table["screen_reason"] = words(reasons)
    dominated = np.full(len(options), "", dtype=object)
    for group in compared:
        dominated[group.rows] = named(group.dominated, group.names)
    table["dominated_by"] = words(dominated)
    table["not_known"] = _keys_where(~found.known, weighting.keys)
    table["outside_range"] = _keys_where(found.outside, weighting.keys)
    equal = np.full(len(weighting.keys), 1 / len(weighting.keys))
    columns = {
        "value_equal": [group.expected @ equal for group in compared],
        "value": [group.expected @ weighting.central for group in compared],
        "value_low": [group.low for group in compared],
        "value_high": [group.high for group in compared],
        "first_share": [group.ranks.ranks[:, 0] for group in compared],
        "expected_rank": [group.ranks.expected_rank for group in compared],
        "rank": [_rank(group) for group in compared],
        "confidence": [group.confidence for group in compared],
    }
    for name, pieces in columns.items():
        column = np.full(len(options), np.nan)
        for group, piece in zip(compared, pieces, strict=True):
            column[group.rows] = piece
        table[name] = whole(column) if name == "rank" else column
    return table


def _rank(group: Compared) -> FloatArray:
    order = np.lexsort((group.ranks.expected_rank.round(9), -group.ranks.ranks[:, 0].round(9)))
    rank = np.empty(len(order))
    rank[order] = np.arange(1, len(order) + 1)
    return rank


def _keys_where(here: BoolArray, keys: list[str]) -> pd.Series:
    return words(
        np.array([";".join(keys[k] for k in np.flatnonzero(row)) for row in here], dtype=object)
    )


def _acceptability(place: _Places, compared: Sequence[Compared]) -> pd.DataFrame:
    def parts(group: Compared) -> tuple[IntArray, dict[str, Any]]:
        n = len(group.rows)
        ranks = np.tile(np.arange(1, n + 1), n)
        return np.repeat(group.rows, n), {"rank": ranks, "share": group.ranks.ranks.ravel()}

    empty = {"rank": pd.Series(dtype="Int64"), "share": pd.Series(dtype="float64")}
    if not compared:
        return place.of(np.empty(0, np.int64), **empty)
    return place.gathered(parts(group) for group in compared).astype({"rank": "Int64"})


def _central(place: _Places, compared: Sequence[Compared], keys: list[str]) -> pd.DataFrame:
    rows, weights = [np.empty(0, np.int64)], [np.empty(0)]
    for group in compared:
        ever = ~np.isnan(group.ranks.central[:, 0])
        rows.append(np.repeat(group.rows[ever], len(keys)))
        weights.append(group.ranks.central[ever].ravel())
    every = np.concatenate(rows)
    names = np.tile(np.array(keys, object), len(every) // len(keys))
    return place.of(every, criterion=words(names), weight=np.concatenate(weights))


def _pairwise(place: _Places, compared: Sequence[Compared]) -> pd.DataFrame:
    rows, against, share = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for group in compared:
        i, j = np.nonzero(~np.eye(len(group.rows), dtype=bool))
        rows.append(group.rows[i])
        against.append(group.rows[j])
        share.append(group.ranks.pairwise[i, j])
    names = place.columns["proposal"][np.concatenate(against)]
    return place.of(np.concatenate(rows), against=words(names), share=np.concatenate(share))


def _swing(place: _Places, compared: Sequence[Compared], weighting: Weighting) -> pd.DataFrame:
    found = [(group.rows[option], *rest) for group in compared for option, *rest in group.swing]
    rows = np.array([row for row, *_ in found], dtype=np.int64)
    which = np.array([criterion for _, criterion, *_ in found], dtype=np.int64)
    return place.of(
        rows,
        criterion=words(np.array(weighting.keys, object)[which]),
        threshold_weight=np.array([entry[2] for entry in found], dtype=np.float64),
        direction=words(np.array([entry[3] for entry in found], dtype=object)),
        weight_now=weighting.central[which],
    )


def _values(place: _Places, found: CriterionNumbers) -> pd.DataFrame:
    size, n = len(found.criteria), len(found.known)
    keys = np.array([one.key for one in found.criteria], dtype=object)
    return place.of(
        np.repeat(np.arange(n), size),
        criterion=words(np.tile(keys, n)),
        low=found.low.ravel(),
        likely=found.likely.ravel(),
        high=found.high.ravel(),
        known=found.known.ravel(),
        value=found.expected().ravel(),
    )


def _missing(place: _Places, found: CriterionNumbers, kept: BoolArray) -> pd.DataFrame:
    rows, which = np.nonzero(~found.known & kept[:, None])
    keys = np.array([one.key for one in found.criteria], dtype=object)
    titles = np.array([one.title for one in found.criteria], dtype=object)
    return place.of(
        rows, criterion=words(keys[which]), criterion_title=words(titles[which])
    ).reset_index(drop=True)


def _information(place: _Places, compared: Sequence[Compared], keys: list[str]) -> pd.DataFrame:
    found = [(group, one) for group in compared for one in group.information]
    rows = np.array([group.rows[one.option or 0] for group, one in found], dtype=np.int64)
    criterion = [None if one.criterion is None else keys[one.criterion] for _, one in found]
    every = np.array([one.option is None for _, one in found], dtype=bool)
    table = place.of(rows, criterion=words(np.array(criterion, dtype=object)))
    table["proposal"] = table["proposal"].mask(every)
    table["worth"] = np.array([one.worth for _, one in found], dtype=np.float64)
    table["changes"] = np.array([one.changes for _, one in found], dtype=np.float64)
    return table
