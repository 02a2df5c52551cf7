"""From judgements to counts per level, and from counts to the level that is claimed.

Rows are what is judged (a component, an item of an assessment), columns the places of a scale from
its lowest level; a judgement is one assessor's, one of the documents, or one that the team adopted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.table_access import BoolArray, FloatArray, IntArray, Words
from workbench.diagnosis.analysis.bottleneck_model import lower_median
from workbench.diagnosis.analysis.grouped_rows import largest

#: Which judgements a claim may come from: the first that exists counts.
CLAIMS = ("adopted", "evidence", "workshop")

#: Classes of strength, the weakest first; "" is a piece that nobody has judged yet.
STRENGTHS = ("none", "", "weak", "medium", "strong")


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """What was said of what, as arrays with one entry per judgement.

    Attributes
    ----------
    row : array of int
        Row that is judged.
    basis : array of str
        "workshop" (an assessor's own), "evidence" (of the documents), "adopted" or "projected".
    round : array of float
        Round of assessment.
    date : array of datetime64
        Day of the judgement.
    """

    row: IntArray
    basis: Words
    round: FloatArray
    date: NDArray[np.datetime64]


def counts_by_basis(
    given: Judgements, place: FloatArray, counted: BoolArray, shape: tuple[int, int]
) -> tuple[dict[str, FloatArray], BoolArray]:
    """Count the judgements that hold, sort by sort, per row and level.

    An adopted level, a judgement of the documents and a projection stand until assessors judge the
    row again in a later round; of several, those of the latest round hold, of adopted ones those of
    its latest day.

    Parameters
    ----------
    given : Judgements
        All of them.
    place : array of float
        Place on the scale that each names, from 0; NaN where it names none.
    counted : array of bool
        Assessors' judgements that count.
    shape : (int, int)
        Rows, and levels of the scale.

    Returns
    -------
    counts : dict of str to array, shape (rows, levels)
        By sort of judgement.
    current : array of bool
        Judgements that a claim may rest on.
    """
    rows, row = shape[0], given.row
    known = ~np.isnan(place)
    workshop = known & (given.basis == "workshop")
    current = known & counted
    since = largest(rows, row[workshop], given.round[workshop])
    counts = {"workshop": tally(row[current], place[current], shape)}
    for name in ("adopted", "evidence", "projected"):
        chosen = known & (given.basis == name) & (given.round >= since[row])
        chosen &= given.round == largest(rows, row[chosen], given.round[chosen])[row]
        if name == "adopted":
            day = given.date.astype(np.int64).astype(np.float64)  # a blank is before all days
            chosen &= day == largest(rows, row[chosen], day[chosen])[row]
        counts[name] = tally(row[chosen], place[chosen], shape)
        if name in CLAIMS:
            current = current | chosen
    return counts, current


def tally(row: IntArray, place: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Count judgements per row and level."""
    flat = row * shape[1] + place.astype(np.int64)
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def median_place(counts: FloatArray) -> FloatArray:
    """Return the place of the lower median of each row, NaN where nobody judged it.

    Examples
    --------
    >>> median_place(np.array([[0.0, 1, 0, 1], [0, 0, 0, 0]])).tolist()
    [1.0, nan]
    """
    place = lower_median(counts)
    return np.where(place < 0, np.nan, place.astype(np.float64))


def summarised(counts: FloatArray) -> dict[str, FloatArray]:
    """Return median, lowest and highest place of the level."""
    given = counts.sum(axis=1) > 0
    lower = median_place(counts)
    above = 2 * np.cumsum(counts, axis=1) > counts.sum(axis=1, keepdims=True)
    upper = np.where(given, above.argmax(axis=1), np.nan)
    size = counts.shape[1]
    return {
        "median": (lower + upper) / 2.0,
        "lowest": np.where(given, (counts > 0).argmax(axis=1), np.nan),
        "highest": np.where(given, size - 1 - (counts[:, ::-1] > 0).argmax(axis=1), np.nan),
    }


def claimed_places(counts: dict[str, FloatArray]) -> tuple[FloatArray, Words]:
    """Return the claimed place of the level and the sort of judgement it comes from."""
    rows = len(counts["workshop"])
    claimed = np.full(rows, np.nan)
    source = np.full(rows, None, dtype=object)
    for name in CLAIMS:
        level = median_place(counts[name])
        fill = np.isnan(claimed) & ~np.isnan(level)
        claimed[fill], source[fill] = level[fill], name
    return claimed, source


def judged_counts(counts: dict[str, FloatArray], claimed: FloatArray, source: Words) -> FloatArray:
    """Return the scores that stand behind each claim, per level."""
    alone = np.zeros_like(counts["workshop"])
    known = np.flatnonzero(~np.isnan(claimed))
    alone[known, claimed[known].astype(np.int64)] = 1.0
    from_documents = (source == "evidence")[:, None]
    asked = (counts["workshop"].sum(axis=1) > 0)[:, None]
    seen = np.where(asked, counts["workshop"], alone)
    judged = np.where(from_documents, counts["evidence"], seen)
    return np.asarray(np.where(np.isnan(claimed)[:, None], 0.0, judged))


def capped_counts(counts: FloatArray, supported: FloatArray) -> FloatArray:
    """Move every score above the supported level down to it."""
    place = np.arange(counts.shape[1])
    over = place[None, :] > supported[:, None]  # false where nothing is known
    moved = np.where(over, counts, 0.0).sum(axis=1)
    kept = np.where(over, 0.0, counts)
    known = np.flatnonzero(~np.isnan(supported))
    kept[known, supported[known].astype(np.int64)] += moved[known]
    return kept


def supported_places(
    row: IntArray, level: FloatArray, strength: pd.Series, kept: BoolArray
) -> tuple[FloatArray, Words]:
    """Return the highest level that accepted evidence supports, and its strongest class.

    A piece counts as accepted unless its strength is "none" (looked at and rejected).

    Parameters
    ----------
    row : array of int
        Row that each piece is of; -1 where it is of none.
    level : array of float
        Level that it can support; NaN where nobody has judged that.
    strength : Series of str
        Class of each piece; "" where nobody has judged it.
    kept : array of bool, shape (rows,)
        Rows of whose site there is a register.

    Returns
    -------
    supported : array of float, shape (rows,)
        NaN where no accepted piece names a level.
    strength : array of str, shape (rows,)
        "strong", "medium", "weak"; "none" where there is a register and nothing is accepted; ""
        where there is no register or the strength was not judged.
    """
    rows = len(kept)
    rank = pd.Index(STRENGTHS).get_indexer(pd.Index(strength)).astype(np.float64)
    judged = (row >= 0) & (rank > 0) & ~np.isnan(level)
    best = largest(rows, row[judged], level[judged])
    strongest = largest(rows, row[row >= 0], rank[row >= 0])
    place = np.where(np.isfinite(strongest), strongest, np.where(kept, 0.0, 1.0)).astype(np.int64)
    return np.where(np.isfinite(best), best, np.nan), np.array(STRENGTHS, dtype=object)[place]
