"""Which item is the lowest, and how sure that is; exact, for all sites at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from workbench.assess.analysis.item_levels import ItemLevels
from workbench.core.table_access import BoolArray, FloatArray, Words
from workbench.diagnosis.analysis.bottleneck_model import level_pmf, probability_of_minimum

#: Noise width in levels by the strongest accepted class of evidence, as in the diagnosis: ours.
ITEM_WIDTHS: Mapping[str, float] = {"strong": 0.5, "medium": 0.75, "weak": 1.0, "none": 1.5}


@dataclass(frozen=True, slots=True)
class ItemNoise:
    """The parameters of the model of uncertainty, those of the diagnosis.

    Attributes
    ----------
    correlation : float
        Assumed correlation of the assessors' errors.
    widths : mapping of str to float
        Noise width in levels by class of evidence.
    width : float
        Where the class is not known.
    """

    correlation: float = 0.5
    widths: Mapping[str, float] = field(default_factory=lambda: ITEM_WIDTHS)
    width: float = 0.75

    def of(self, strength: Words) -> FloatArray:
        """Return the noise width of each class."""
        found = np.full(len(strength), self.width)
        for name, width in self.widths.items():
            found[strength == name] = width
        return found


def true_levels(known: ItemLevels, noise: ItemNoise) -> FloatArray:
    """Return the probability of each true level of every row.

    Returns
    -------
    array, shape (rows, places)
        Adds up to 1 over the places of the item's scale; NaN where the item has no level.
    """
    found = np.full(known.judged.shape, np.nan)
    size = np.tile(known.listed.sizes, len(known.sites))
    has = ~np.isnan(known.level)
    width = noise.of(known.strength)
    for places in np.unique(known.listed.sizes).tolist():
        same = np.flatnonzero(has & (size == places))
        found[same, places:] = 0.0
        found[same, :places] = level_pmf(
            known.judged[same, :places], width[same], noise.correlation
        )
    return found


def probability_of_lowest(pmf: FloatArray) -> FloatArray:
    """Return the probability that each item is the lowest of its group, ties shared equally.

    Parameters
    ----------
    pmf : array, shape (groups, items, places)
        Probability of each true level, all items on one scale; NaN for an item without a level,
        which then is no candidate.

    Returns
    -------
    array, shape (groups, items)
        Adds up to 1 over the items of a group that have a level; NaN for the others.

    Examples
    --------
    Two items at the lowest level for certain share it; the third has no level.

    >>> pmf = np.array([[[1.0, 0.0], [1.0, 0.0], [np.nan, np.nan]]])
    >>> probability_of_lowest(pmf).tolist()
    [[0.5, 0.5, nan]]
    """
    unknown = np.isnan(pmf[:, :, 0])
    beyond = np.zeros((*pmf.shape[:2], 1))  # above the top of the scale: never the lowest
    beyond[unknown] = 1.0
    padded = np.concatenate([np.where(unknown[:, :, None], 0.0, pmf), beyond], axis=2)
    return np.where(unknown, np.nan, probability_of_minimum(padded))


def lowest_of(levels: FloatArray) -> BoolArray:
    """Return which items of each group have its lowest level; ties are all of them.

    Examples
    --------
    >>> lowest_of(np.array([[2.0, 1.0, 1.0, np.nan]])).tolist()
    [[False, True, True, False]]
    """
    lowest = np.fmin.reduce(levels, axis=1, initial=np.inf)
    return np.asarray(levels == lowest[:, None], dtype=bool)


class AtMost(float):
    """A level that the lowest is at or below, for not all that could be lower is answered."""


@dataclass(frozen=True, slots=True, eq=False)
class Lowest:
    """The lowest of the items that limit the whole; a row per site, a column per ordered item.

    Attributes
    ----------
    mark : array of bool
        Whether the item has the lowest level of those answered.
    chance : array of float
        Probability that it is the lowest of those answered; NaN for items that limit nothing and
        for what has no level.
    """

    mark: BoolArray
    chance: FloatArray


def lowest_items(known: ItemLevels, pmf: FloatArray) -> Lowest:
    """Find the lowest item over all sections that limit the whole, of those on one scale.

    Parameters
    ----------
    known : ItemLevels
        The levels of all sites.
    pmf : array, shape (rows, places)
        Of :func:`true_levels`.
    """
    shape = len(known.sites), len(known.listed.ordered)
    found = Lowest(np.zeros(shape, dtype=bool), np.full(shape, np.nan))
    column = known.listed.limiting
    if column.size:
        found.mark[:, column] = lowest_of(known.grid(known.level)[:, column])
        found.chance[:, column] = probability_of_lowest(pmf.reshape(*shape, -1)[:, column])
    return found
