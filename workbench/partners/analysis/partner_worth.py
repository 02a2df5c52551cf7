"""What each partner is worth: left out, forced in, replaced, and the price at which modes flip."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.partners.analysis.partner_model import PartnerProblem, PartnerSet, choose_set

#: Share of a partner's contribution that a substitute has to bring (ours).
AS_GOOD = 0.9


def loss_if_left_out(
    problem: PartnerProblem, chosen: PartnerSet, *, seconds: float = 10.0
) -> FloatArray:
    """Give the share of the best value that is lost where an actor cannot be had.

    ``(F* - F* without i) / F*``; 0 for whoever is not in the best set, without solving anything.
    Where no set is left without a mandatory actor, all is lost.
    """
    loss = np.zeros(len(problem.actors))
    for i in np.flatnonzero(chosen.best):
        excluded, mandatory = problem.excluded.copy(), problem.mandatory.copy()
        excluded[i], mandatory[i] = True, False
        changed = replace(problem, excluded=excluded, mandatory=mandatory)
        loss[i] = _share(chosen, choose_set(changed, seconds=seconds, frugal=False))
    return loss


def price_if_forced_in(
    problem: PartnerProblem, chosen: PartnerSet, *, seconds: float = 10.0, most: int = 60
) -> FloatArray:
    """Give the share of the best value that is lost where an actor has to be a partner.

    ``(F* - F* with i) / F*``; 0 for whoever is in the best set. NaN for excluded actors, for those
    who do not fit into the budget at all, and for everybody where there are more than `most`
    actors: each takes a solution of its own.
    """
    price = np.where(chosen.best, 0.0, np.nan)
    if len(problem.actors) > most:
        return price
    for i in np.flatnonzero(~chosen.best & ~problem.excluded):
        mandatory = problem.mandatory.copy()
        mandatory[i] = True
        found = choose_set(replace(problem, mandatory=mandatory), seconds=seconds, frugal=False)
        if found.status != "infeasible":
            price[i] = _share(chosen, found)
    return price


def _share(chosen: PartnerSet, other: PartnerSet) -> float:
    if not chosen.best_value > 0:
        return 0.0
    return max(0.0, (chosen.best_value - other.best_value) / chosen.best_value)


def falls(problem: PartnerProblem, chosen: PartnerSet) -> FloatArray:
    """Give ``F(S) - F(S without i)`` for each partner of the set, 0 for others.

    The highest is the set's single point of failure.
    """
    fall = np.zeros(len(problem.actors))
    for i in np.flatnonzero(chosen.members):
        fall[i] = chosen.value - problem.value(*_without(chosen, int(i)))
    return np.maximum(fall, 0.0)


def substitutes(
    problem: PartnerProblem, chosen: PartnerSet, fall: FloatArray, *, most: int = 5
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
        found[int(i)] = tuple(j for _, j in sorted(able)[:most])
    return found


def _without(chosen: PartnerSet, i: int) -> tuple[BoolArray, BoolArray]:
    bilateral, platform = chosen.bilateral.copy(), chosen.platform.copy()
    bilateral[i] = platform[i] = False
    return bilateral, platform


def flip_price(
    problem: PartnerProblem,
    *,
    tolerance: float = 0.1,
    seconds: float = 10.0,
    most: float | None = None,
    halvings: int = 8,
) -> float:
    """Give the price of a platform above which the model no longer founds one (k0*).

    Found by halving between 0 and `most` (the budget; without one, four times the price now). That
    the answer flips only once is expected and was never seen broken, but is not proven.

    Returns
    -------
    float
        NaN where it founds none even for nothing; infinite where it does at any price tried.
    """
    limit = problem.budget if np.isfinite(problem.budget) else 4.0 * problem.platform_cost
    high = limit if most is None else most

    def founded(price: float) -> bool:
        priced = replace(problem, platform_cost=price)
        return bool(choose_set(priced, tolerance=tolerance, seconds=seconds).platform.any())

    if not founded(0.0):
        return float("nan")
    if founded(high):
        return float("inf")
    low = 0.0
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (middle, high) if founded(middle) else (low, middle)
    return (low + high) / 2
