"""More methods of ranking options, for comparison: TOPSIS and PROMETHEE II.

Neither is what the workbench advises by. With TOPSIS the winner depends on how columns are brought
to one scale, so that this has to be said in every call: on one published table of three
alternatives, two common normalisations name two different winners.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.errors import InvalidInput, UnknownName

Normalisation = Literal["vector", "range"]


@dataclass(frozen=True, slots=True)
class Flows:
    """Outranking flows of PROMETHEE.

    Attributes
    ----------
    net, positive, negative : array, shape (options,)
        How far an option outranks the others less how far they outrank it; the first; the second.
    """

    net: FloatArray
    positive: FloatArray
    negative: FloatArray


def topsis(
    table: FloatArray, weights: FloatArray, more: BoolArray, *, normalisation: Normalisation
) -> FloatArray:
    """Rank options by their closeness to an ideal option (TOPSIS).

    Parameters
    ----------
    table : array, shape (options, criteria)
        Numbers in their own units.
    weights : array, shape (criteria,)
        Weights that sum to 1.
    more : array of bool, shape (criteria,)
        Whether more of a criterion is better.
    normalisation : {"vector", "range"}
        Divide each column by its length (Hwang and Yoon 1981), or by its range after taking off its
        lowest. There is no default, because the winner depends on it.

    Returns
    -------
    array, shape (options,)
        Closeness, from 0 to 1, the highest best.

    Raises
    ------
    UnknownName, InvalidInput
        No such normalisation; a table or weights that cannot be used.

    Examples
    --------
    Opricovic and Tzeng 2004: low risk against high altitude.

    >>> climbs = np.array([[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])
    >>> half, more = np.array([0.5, 0.5]), np.array([False, True])
    >>> topsis(climbs, half, more, normalisation="vector").round(3).tolist()
    [0.762, 0.722, 0.238]
    >>> topsis(climbs, half, more, normalisation="range").round(3).tolist()
    [0.5, 0.617, 0.5]
    """
    _refuse(table, weights, more)
    if normalisation not in get_args(Normalisation):
        raise UnknownName(
            kind="normalisation", name=normalisation, known=list(get_args(Normalisation))
        )
    if normalisation == "vector":
        scale, start = np.sqrt((table**2).sum(axis=0)), np.zeros(table.shape[1])
    else:
        scale, start = np.ptp(table, axis=0), table.min(axis=0)
    weighted = weights * (table - start) / np.where(scale > 0, scale, 1)
    signed = np.where(more, weighted, -weighted)
    best, worst = signed.max(axis=0), signed.min(axis=0)
    to_best = np.sqrt(((signed - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((signed - worst) ** 2).sum(axis=1))
    whole = to_best + to_worst
    # Options that are all alike lie at both ideals at once.
    return np.where(whole > 0, to_worst / np.where(whole > 0, whole, 1), 0.5)


def promethee(table: FloatArray, weights: FloatArray, more: BoolArray) -> Flows:
    """Rank options by how far they outrank each other (PROMETHEE II, usual criterion).

    Parameters
    ----------
    table, weights, more
        As for :func:`topsis`; only the order of the numbers counts, not their distance.

    Returns
    -------
    Flows

    Raises
    ------
    InvalidInput
        A table or weights that cannot be used; fewer than two options.

    Examples
    --------
    >>> rows = np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]])
    >>> promethee(rows, np.array([0.5, 0.3, 0.2]), np.full(3, True)).net.round(3).tolist()
    [0.1, -0.3, 0.2]
    """
    _refuse(table, weights, more)
    if len(table) < 2:
        message = "outranking needs two options"
        raise InvalidInput(message)
    signed = np.where(more, table, -table)
    preference = ((signed[:, None, :] > signed[None, :, :]) * weights).sum(axis=2)
    positive = preference.sum(axis=1) / (len(table) - 1)
    negative = preference.sum(axis=0) / (len(table) - 1)
    return Flows(positive - negative, positive, negative)


def _refuse(table: FloatArray, weights: FloatArray, more: BoolArray) -> None:
    if table.ndim != 2 or table.size == 0 or not np.isfinite(table).all():
        message = "these methods need a number for every option and criterion"
        raise InvalidInput(message)
    if weights.shape != table.shape[1:] or more.shape != weights.shape:
        message = f"{table.shape[1]} criteria need as many weights and directions"
        raise InvalidInput(message)
    if (weights < 0).any() or abs(weights.sum() - 1) > 1e-9:
        message = "weights are 0 or more and sum to 1"
        raise InvalidInput(message)
