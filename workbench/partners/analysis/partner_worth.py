"""What each partner is worth: left out, forced in, replaced; up to what price a platform pays."""

from __future__ import annotations

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.partners.analysis.partner_model import (
    SLACK,
    BestSet,
    PartnerProblem,
    PartnerSet,
    SetSearch,
)

#: Share of a partner's contribution that a substitute has to bring (ours).
AS_GOOD = 0.9

#: Actors up to which the price of forcing each in is computed: each may take a search of its own.
MOST_FORCED = 60

#: Substitutes listed for a partner.
MOST_SUBSTITUTES = 5


def loss_if_left_out(search: SetSearch, chosen: PartnerSet) -> FloatArray:
    """Return the share of the best value that is lost where a chosen partner cannot be had.

    ``(F* - F* without i) / F*``; 0 for whoever is not in the best set, without solving anything.
    Where no set is left without a mandatory actor, all is lost. NaN for actors that are not chosen,
    and where a search ended at its limit.
    """
    loss = np.where(chosen.members, 0.0, np.nan)
    for i in np.flatnonzero(chosen.members & chosen.best):
        loss[i] = _share(chosen, search.best(without=int(i)))
    return loss


def price_if_forced_in(search: SetSearch, chosen: PartnerSet) -> FloatArray:
    """Return the share of the best value that is lost where an actor has to be a partner.

    ``(F* - F* with i) / F*``; 0 for whoever is in the best set, or in another that is as good. NaN
    for excluded actors, for those who do not fit into the budget at all, where a search ended at
    its limit, and for everybody where there are more than 60 actors.
    """
    price = np.where(chosen.best, 0.0, np.nan)
    if len(price) > MOST_FORCED:
        return price
    for i in np.flatnonzero(~chosen.best & ~search.problem.excluded):
        if price[i] == 0:
            continue
        found = search.best(within=int(i))
        if found.state == "infeasible":
            continue
        price[i] = _share(chosen, found)
        if price[i] < SLACK:  # all in this set can be had for nothing
            price[found.members] = 0.0
    return price


def _share(chosen: PartnerSet, other: BestSet) -> float:
    if other.state == "limit":
        return np.nan
    if not chosen.best_value > 0:
        return 0.0
    return max(0.0, (chosen.best_value - other.value) / chosen.best_value)


def falls(problem: PartnerProblem, chosen: PartnerSet) -> FloatArray:
    """Return ``F(S) - F(S without i)`` for each partner of the set, 0 for others.

    The highest is the set's single point of failure.
    """
    fall = np.zeros(len(problem.actors))
    for i in np.flatnonzero(chosen.members):
        fall[i] = chosen.value - problem.value(*_without(chosen, int(i)))
    return np.maximum(fall, 0.0)


def substitutes(
    problem: PartnerProblem, chosen: PartnerSet, fall: FloatArray
) -> dict[int, tuple[int, ...]]:
    """List who could take a partner's place: at least nine tenths of what it adds, in its mode.

    The best first; within the budget; none for a partner that adds nothing.
    """
    found: dict[int, tuple[int, ...]] = {}
    outside = np.flatnonzero(~chosen.members & ~problem.excluded)
    for i in np.flatnonzero(chosen.members):
        bilateral, platform = _without(chosen, int(i))
        base = problem.value(bilateral, platform)
        able: list[tuple[float, int]] = []
        for j in outside:
            into = (bilateral if chosen.bilateral[i] else platform).copy()
            into[j] = True
            pair = (into, platform) if chosen.bilateral[i] else (bilateral, into)
            gain = problem.value(*pair) - base
            within = problem.cost(*pair) <= problem.budget * (1 + 1e-9)
            if fall[i] > 0 and gain >= AS_GOOD * fall[i] - 1e-9 and within:
                able.append((-gain, int(j)))
        found[int(i)] = tuple(j for _, j in sorted(able)[:MOST_SUBSTITUTES])
    return found


def _without(chosen: PartnerSet, i: int) -> tuple[BoolArray, BoolArray]:
    bilateral, platform = chosen.bilateral.copy(), chosen.platform.copy()
    bilateral[i] = platform[i] = False
    return bilateral, platform


def platform_prices(
    search: SetSearch, chosen: PartnerSet, *, tolerance: float = 0.1
) -> tuple[float, float]:
    """Return what the same would cost without a platform, and up to what price a platform pays.

    *The same* is the value asked of the chosen set, ``(1 - tolerance) F*``. A platform pays where
    the cheapest set with it, its own price left out, costs at least that price less than the
    cheapest set without it, and where the budget bears it (ours). One price, and exact: the value
    asked does not change with it.

    Returns
    -------
    alone : float
        Least cost of a set without a platform; infinite where none gives as much.
    flip : float
        Price of the platform above which none would be founded: ``min(alone, budget)`` less the
        least cost of its seats and of the partners of one to one beside it. Infinite where any
        price is paid, NaN where none is.

    Both are NaN where a search ended at its limit.
    """
    problem, asked = search.problem, (1 - tolerance) * chosen.best_value
    if chosen.status != "optimal":
        return np.nan, np.nan
    if chosen.platform.any():
        alone = search.least_cost(asked, platform=False)
        beside = chosen.cost - problem.platform_cost
    else:
        alone = chosen.cost
        beside = search.least_cost(asked, platform=True)
    flip = min(alone, problem.budget) - beside
    if np.isinf(beside) or not flip > 0:
        flip = np.nan
    return alone, float(flip)
