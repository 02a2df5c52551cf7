"""One level per site and item, by the rules of the diagnosis, for all sites at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.assess.analysis.answers import ItemAnswers
from workbench.assess.analysis.item_list import ItemList
from workbench.core.table_access import BoolArray, FloatArray, IntArray, Words, numbers, text
from workbench.diagnosis.analysis.grouped_rows import largest
from workbench.diagnosis.analysis.level_counts import (
    CLAIMS,
    Judgements,
    capped_counts,
    claimed_places,
    counts_by_basis,
    judged_counts,
    summarised,
    supported_places,
)


@dataclass(frozen=True, slots=True, eq=False)
class ItemLevels:
    """The levels of the ordered items; a row for each site and item, the items of a site together.

    Levels are NaN where not known, and numbered as on the scale of the item.

    Attributes
    ----------
    listed : ItemList
        What was asked.
    sites : Index
        The sites, in their order.
    counts, judged : array, shape (rows, places)
        Assessors per place on the scale in the round of the row; the answers that the uncertainty
        is computed from, capped by evidence.
    round, assessors, median, lowest, highest : array of float
        Latest round in which assessors answered, and their answers in it.
    claimed, supported, level : array of float
        Level claimed, highest that accepted evidence supports, level that counts.
    source : array of str
        "adopted", "evidence", "workshop", or missing.
    capped : array of bool
        Whether the evidence supports less than what is claimed.
    strength : array of str
        Strongest accepted class of evidence, as in the diagnosis.
    pieces : array of float
        Accepted pieces of evidence.
    aside : array of bool
        Whether the item is set aside, such as a gate that does not apply.
    answered_as : array of str
        Key of the other item whose answers serve this one.
    """

    listed: ItemList
    sites: pd.Index[str]
    counts: FloatArray
    judged: FloatArray
    round: FloatArray
    assessors: FloatArray
    median: FloatArray
    lowest: FloatArray
    highest: FloatArray
    claimed: FloatArray
    supported: FloatArray
    level: FloatArray
    source: Words
    capped: BoolArray
    strength: Words
    pieces: FloatArray
    aside: BoolArray
    answered_as: Words

    def grid(self, values: FloatArray) -> FloatArray:
        """Return values with a row per site and a column per item."""
        return values.reshape(len(self.sites), len(self.listed.ordered))


def item_levels(answers: ItemAnswers, evidence: pd.DataFrame) -> ItemLevels:
    """Derive the level of every ordered item at every site.

    Parameters
    ----------
    answers : ItemAnswers
        What was answered, by :func:`workbench.assess.analysis.answers.read_item_answers`.
    evidence : DataFrame
        site, item and where known supports_level, strength: the table that `answers` was read with.

    Notes
    -----
    The rules of the diagnosis: the latest round counts; what the team adopted comes before what the
    documents say, and that before the lower median of the assessors (of a gate that blocks the
    upper one, which is as cautious); accepted evidence caps. An item that more than half set aside
    has no level.
    """
    listed = answers.listed
    width, sites = len(listed.ordered), len(answers.sites)
    column = _columns(listed)
    rows, most = sites * width, int(listed.sizes.max(initial=1))
    mine = column[answers.responses.item] >= 0
    row = answers.responses.site[mine] * width + column[answers.responses.item[mine]]
    given = Judgements(row, answers.basis[mine], answers.round[mine], answers.date[mine])
    size = np.tile(listed.sizes, sites)
    place = answers.place[mine]
    asked = (given.basis == "workshop") & ~np.isnan(place)
    latest = largest(rows, row[asked], given.round[asked])
    counted = asked & (given.round == latest[row])
    everything = np.where(place >= size[row], most, place)  # the last column: set aside
    votes, _ = counts_by_basis(given, everything, counted, (rows, most + 1))
    counts, aside = _set_aside(votes)
    claimed, source = _claimed(counts, np.tile(listed.blocking, sites))
    supported, strength, pieces = _evidence(answers, evidence, column)
    supported[np.tile(listed.blocking, sites)] = np.nan
    capped = supported < claimed
    judged = capped_counts(judged_counts(counts, claimed, source), supported)
    first = np.tile(listed.lowest, sites)
    summary = summarised(counts["workshop"])
    return ItemLevels(
        listed=listed,
        sites=answers.sites,
        counts=counts["workshop"],
        judged=judged,
        round=np.where(np.isfinite(latest), latest, np.nan),
        assessors=counts["workshop"].sum(axis=1),
        **{name: values + first for name, values in summary.items()},
        claimed=claimed + first,
        supported=supported + first,
        level=np.where(capped, supported, claimed) + first,
        source=source,
        capped=capped,
        strength=strength,
        pieces=pieces,
        aside=aside,
        answered_as=answers.answered_as[:, column >= 0].reshape(rows),
    )


def _columns(listed: ItemList) -> IntArray:
    """Return the place of each item among the ordered ones; -1 for the others."""
    ordered = np.array([one.scale is not None for one in listed.items], dtype=bool)
    return np.where(ordered, np.cumsum(ordered) - 1, -1).astype(np.int64)


def _set_aside(votes: dict[str, FloatArray]) -> tuple[dict[str, FloatArray], BoolArray]:
    """Part the answers on the scale from those that set the item aside, and say which items are.

    The first sort of judgement that there is decides, by more than half.
    """
    counts = {name: found[:, :-1] for name, found in votes.items()}
    aside = np.zeros(len(votes["workshop"]), dtype=bool)
    decided = np.zeros(len(aside), dtype=bool)
    for name in CLAIMS:
        away, scale = votes[name][:, -1], counts[name].sum(axis=1)
        said = (away + scale) > 0
        aside |= said & ~decided & (away > scale)
        decided |= said
    return {name: np.where(aside[:, None], 0.0, found) for name, found in counts.items()}, aside


def _claimed(counts: dict[str, FloatArray], blocking: BoolArray) -> tuple[FloatArray, Words]:
    """Return the place that is claimed; of an item that blocks, the cautious one is the upper."""
    claimed, source = claimed_places(counts)
    if blocking.any():
        most = next(iter(counts.values())).shape[1]
        turned = {name: found[blocking][:, ::-1] for name, found in counts.items()}
        claimed[blocking] = most - 1 - claimed_places(turned)[0]
    return claimed, source


def _evidence(
    answers: ItemAnswers, evidence: pd.DataFrame, column: IntArray
) -> tuple[FloatArray, Words, FloatArray]:
    """Return what the evidence of each row supports, its strength, and the number of pieces."""
    width = int((column >= 0).sum())
    rows = len(answers.sites) * width
    served = answers.evidence
    mine = column[served.item] >= 0
    pieces = evidence.iloc[served.at[mine]]
    place = column[served.item[mine]]
    row = served.site[mine] * width + place
    strength = text(pieces, "strength").fillna("")
    lowest = answers.listed.lowest[place] if len(place) else np.zeros(0)
    level = numbers(pieces, "supports_level") - lowest
    top = answers.listed.sizes[place] - 1 if len(place) else np.zeros(0)
    kept = np.zeros(len(answers.sites), dtype=bool)
    kept[answers.evidence.site] = True
    supported, strongest = supported_places(
        row, np.clip(level, 0.0, top), strength, np.repeat(kept, width)
    )
    accepted = row[(strength != "none").to_numpy(dtype=bool)]
    return supported, strongest, np.bincount(accepted, minlength=rows).astype(np.float64)
