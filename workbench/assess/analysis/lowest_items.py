"""Which item is the lowest, and how sure that is; exact, for all sites at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from workbench.assess.analysis.item_levels import ItemLevels
from workbench.core.table_access import BoolArray, FloatArray, IntArray, Words
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


def at_least(pmf: FloatArray, place: FloatArray) -> FloatArray:
    """Return the probability that the true level is at a place or above; NaN where not known.

    Examples
    --------
    >>> at_least(np.array([[0.2, 0.3, 0.5]]), np.array([1.0])).tolist()
    [0.8]
    """
    here = np.arange(pmf.shape[1])[None, :] >= place[:, None]
    total = np.where(here, pmf, 0.0).sum(axis=1)
    return np.where(np.isnan(place) | np.isnan(pmf[:, 0]), np.nan, total)


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


@dataclass(frozen=True, slots=True, eq=False)
class Lowest:
    """The lowest items; arrays have a row per site and a column per ordered item.

    Attributes
    ----------
    here : array of bool
        Whether the item has the lowest level of its section.
    p_here : array of float
        Probability that it is the lowest of its section; NaN for gates, status and what has no
        level.
    over_all, p_over_all
        The same over all sections that limit the whole; False and NaN elsewhere.
    """

    here: BoolArray
    p_here: FloatArray
    over_all: BoolArray
    p_over_all: FloatArray


def lowest_items(known: ItemLevels, pmf: FloatArray) -> Lowest:
    """Find the lowest item of each section and of all sections that limit the whole.

    Only items on one scale are compared: in a section with several scales those on the scale that
    most of its items have, over all likewise.

    Parameters
    ----------
    known : ItemLevels
        The levels of all sites.
    pmf : array, shape (rows, places)
        Of :func:`true_levels`.
    """
    shape = len(known.sites), len(known.listed.ordered)
    level = known.grid(known.level)
    cube = pmf.reshape(*shape, -1)
    found = Lowest(*(np.full(shape, fill) for fill in (False, np.nan, False, np.nan)))
    groups: list[tuple[BoolArray, FloatArray, IntArray]] = []
    limiting: list[int] = []
    for section in known.listed.sections:
        places = known.listed.of_kinds(section.key, ("level",))
        groups.append((found.here, found.p_here, known.listed.on_one_scale(places)))
        limiting += places if section.limits else ()
    groups.append((found.over_all, found.p_over_all, known.listed.on_one_scale(limiting)))
    for mark, chance, column in groups:
        if column.size:
            mark[:, column] = lowest_of(level[:, column])
            chance[:, column] = probability_of_lowest(cube[:, column])
    return found
