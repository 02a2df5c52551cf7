"""How to work with partners for one need: one to one, over a platform, or both.

The rule looks at what the best two partners could supply of what the whole network could:
``c(2) = max over pairs g(S) / g(V)``. From 0.9 on two partners are enough, below 0.5 nobody stands
out, in between both are wanted. The thresholds are ours, set on seven made cases: defaults, not
findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.frameworks.partner_rules import PartnerRules

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
    """Return the share of one component's need that the best two partners could supply.

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
    """Return the share of the reach that the best two partners have.

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
    order = np.lexsort((free, -own))
    holders = tuple(int(free[i]) for i in order if own[i] > 0)
    return NeedShare(whole, float(best_two(reach[None], weight, excluded)[0]), holders, np.nan)


def best_two(reach: FloatArray, weight: FloatArray, excluded: BoolArray) -> FloatArray:
    """Return ``c(2)`` of reach in many networks at once, NaN where nobody reaches anybody.

    Parameters
    ----------
    reach : array, shape (networks, actors, targets)
        How strongly each actor reaches each target.
    weight, excluded : array
        As for :func:`reach_share`.
    """
    part = reach[:, ~excluded]
    whole = part.max(axis=1, initial=0.0) @ weight
    firsts = part
    if part.shape[1] > MOST_PAIRED:  # the best one, and whoever adds most to it
        best_one = (part @ weight).argmax(axis=1)
        firsts = np.take_along_axis(part, best_one[:, None, None], axis=1)
    best = np.zeros(len(part))
    for i in range(firsts.shape[1]):
        best = np.maximum(best, (np.maximum(firsts[:, i, None], part) @ weight).max(axis=1))
    none = np.full(len(whole), np.nan)
    found: FloatArray = np.divide(best, whole, out=none, where=whole > 0)
    return np.minimum(1.0, found)


def need_mode(two: float, rules: PartnerRules) -> str:
    """Return the mode for one need from ``c(2)``.

    Returns
    -------
    str
        "bilateral", "hybrid", "multi-stakeholder", or "none" where nobody has it.

    Examples
    --------
    >>> [need_mode(two, PartnerRules()) for two in (0.95, 0.6, 0.12, float("nan"))]
    ['bilateral', 'hybrid', 'multi-stakeholder', 'none']
    """
    if np.isnan(two):
        return "none"
    # Sums of decimal shares miss a threshold by the last digit: 9 * 0.1 is not quite 0.9.
    if two >= rules.bilateral_share - 1e-9:
        return "bilateral"
    return "hybrid" if two >= rules.platform_share - 1e-9 else "multi-stakeholder"


def site_mode(modes: Sequence[str], weights: Sequence[float], rules: PartnerRules) -> str:
    """Put the modes of the needs together: all alike, or hybrid.

    Needs of little weight do not decide; where all weigh little, all decide (ours). A need that
    nobody can meet has no mode and does not decide either.

    Examples
    --------
    >>> site_mode(["bilateral", "multi-stakeholder"], [0.9, 0.1], PartnerRules())
    'bilateral'
    >>> site_mode(["bilateral", "multi-stakeholder"], [0.5, 0.5], PartnerRules())
    'hybrid'
    """
    able = [
        (mode, weight)
        for mode, weight in zip(modes, weights, strict=True)
        if mode != "none" and weight > 0
    ]
    heavy = [mode for mode, weight in able if weight >= rules.ignore_below - 1e-9]
    deciding = set(heavy or [mode for mode, _ in able])
    if not deciding:
        return "none"
    return deciding.pop() if len(deciding) == 1 else "hybrid"


def wording_class(mode: str, n_eff: float) -> str:
    """Return the key of the sentence that a need gets.

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
