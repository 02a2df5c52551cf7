"""How to work with partners for one need: one to one, over a platform, or both.

The rule looks at what the best two partners could supply of what the whole network could:
``c(2) = max over pairs g(S) / g(V)``. From 0.9 on two partners are enough, below 0.5 nobody stands
out, in between both are wanted. The thresholds are ours, set on seven made cases: defaults, not
findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.errors import InvalidInput

#: Actors up to which every pair is tried for reach; above, the second partner is taken greedily.
MOST_PAIRED = 400


@dataclass(frozen=True, slots=True)
class NeedShare:
    """What the best two partners could supply of one need.

    Attributes
    ----------
    whole : float
        What the whole network could: ``g(V)``, 0 to 1.
    two : float
        ``c(2)``: share of it that the best two can; NaN where ``g(V)`` is 0.
    holders : tuple of int
        Who could supply some of it, most first.
    n_eff : float
        Effective number of holders, ``1 / sum of squared shares``; NaN for reach, where shares
        have no meaning, and where nobody has it. It explains and never decides.
    """

    whole: float
    two: float
    holders: tuple[int, ...]
    n_eff: float


def capacity_share(supply: FloatArray, excluded: BoolArray, *, adds: bool) -> NeedShare:
    """Give the share of one component's need that the best two partners could supply.

    Parameters
    ----------
    supply : array, shape (actors,)
        Part of the need that each actor covers: ``capacity / need``. NaN where not known: it
        supplies nothing that could be counted on.
    excluded : array of bool, shape (actors,)
        Who cannot be a partner.
    adds : bool
        Whether parts add up; otherwise one partner has to do it whole.

    Examples
    --------
    >>> twenty = np.full(20, 0.05)
    >>> share = capacity_share(twenty, np.zeros(20, dtype=bool), adds=True)
    >>> round(share.two, 3), round(share.n_eff, 1)
    (0.1, 20.0)
    """
    part = np.where(excluded | np.isnan(supply), 0.0, supply)
    order = np.lexsort((np.arange(len(part)), -part))
    holders = tuple(int(i) for i in order if part[i] > 0)
    if not holders:
        return NeedShare(0.0, np.nan, (), np.nan)
    whole = min(1.0, float(part.sum() if adds else part.max()))
    two = min(1.0, float(part[order[:2]].sum() if adds else part.max())) / whole
    # Squares of the tiniest numbers are 0: shares are taken of the largest.
    scaled = part / part.max()
    n_eff = float(scaled.sum() ** 2 / (scaled**2).sum())
    return NeedShare(whole, two, holders, n_eff)


def reach_share(reach: FloatArray, weight: FloatArray, excluded: BoolArray) -> NeedShare:
    """Give the share of the reach that the best two partners have.

    Every pair is tried, up to 400 actors.

    Parameters
    ----------
    reach : array, shape (actors, targets)
        How strongly each actor reaches each target.
    weight : array, shape (targets,)
        Weight of each target; they sum to 1.
    excluded : array of bool, shape (actors,)
        Who cannot be a partner.

    Examples
    --------
    >>> hubs = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    >>> reach_share(hubs, np.full(4, 0.25), np.zeros(2, dtype=bool)).two
    1.0
    """
    free = np.flatnonzero(~excluded)
    part = reach[free]
    own = part @ weight
    whole = float(part.max(axis=0, initial=0.0) @ weight)
    if not whole > 0:
        return NeedShare(0.0, np.nan, (), np.nan)
    order = np.lexsort((free, -own))
    holders = tuple(int(free[i]) for i in order if own[i] > 0)
    firsts = order if len(free) <= MOST_PAIRED else order[:1]
    best = max(float((np.maximum(part[i], part) @ weight).max()) for i in firsts)
    return NeedShare(whole, min(1.0, best / whole), holders, np.nan)


def need_mode(two: float, *, bilateral_share: float = 0.9, platform_share: float = 0.5) -> str:
    """Give the mode for one need from ``c(2)``.

    Returns
    -------
    str
        "bilateral", "hybrid", "multi-stakeholder", or "none" where nobody has it.

    Raises
    ------
    InvalidInput
        Thresholds that are not from 0 to 1, or in the wrong order.

    Examples
    --------
    >>> need_mode(0.95), need_mode(0.6), need_mode(0.12), need_mode(float("nan"))
    ('bilateral', 'hybrid', 'multi-stakeholder', 'none')
    """
    if not 0 <= platform_share <= bilateral_share <= 1:
        message = (
            f"the share of a platform ({platform_share}) and of two partners ({bilateral_share}) "
            "lie from 0 to 1, the second not below the first"
        )
        raise InvalidInput(message)
    if np.isnan(two):
        return "none"
    # Sums of decimal shares miss a threshold by the last digit: 9 * 0.1 is not quite 0.9.
    if two >= bilateral_share - 1e-9:
        return "bilateral"
    return "hybrid" if two >= platform_share - 1e-9 else "multi-stakeholder"


def site_mode(modes: Sequence[str], weights: Sequence[float], *, ignore_below: float = 0.2) -> str:
    """Put the modes of the needs together: all alike, or hybrid.

    Needs of little weight do not decide; where all weigh little, all decide (ours). A need that
    nobody can meet has no mode and does not decide either.

    Examples
    --------
    >>> site_mode(["bilateral", "multi-stakeholder"], [0.9, 0.1])
    'bilateral'
    >>> site_mode(["bilateral", "multi-stakeholder"], [0.5, 0.5])
    'hybrid'
    """
    able = [
        (mode, weight)
        for mode, weight in zip(modes, weights, strict=True)
        if mode != "none" and weight > 0
    ]
    heavy = [mode for mode, weight in able if weight >= ignore_below - 1e-9]
    deciding = set(heavy or [mode for mode, _ in able])
    if not deciding:
        return "none"
    return deciding.pop() if len(deciding) == 1 else "hybrid"


def wording_class(mode: str, n_eff: float) -> str:
    """Give the key of the sentence that a need gets.

    Returns
    -------
    str
        "nobody-has-it", "sole-holder" (contract, and name the fallback), "substitutes" (choose
        among them), "one-or-two-plus-platform", or "platform" (first see whether an existing forum
        covers them).

    Examples
    --------
    >>> wording_class("bilateral", 1.0), wording_class("bilateral", 5.0)
    ('sole-holder', 'substitutes')
    """
    if mode == "bilateral":
        return "sole-holder" if n_eff < 1.5 else "substitutes"
    classes = {"none": "nobody-has-it", "hybrid": "one-or-two-plus-platform"}
    return classes.get(mode, "platform")


def steps_to(share: float, values: Sequence[float]) -> int | None:
    """Give the least number of partners whose share reaches a level; None where none does.

    Raises
    ------
    InvalidInput
        Values that fall: more partners never give less.

    Examples
    --------
    >>> steps_to(0.9, [0.5, 0.8, 0.95])
    3
    """
    if any(b < a - 1e-9 for a, b in pairwise(values)):
        message = "what a set of partners gives cannot fall with its size"
        raise InvalidInput(message)
    return next((k for k, value in enumerate(values, start=1) if value >= share - 1e-9), None)
