"""How sure a choice of partners is when not everybody answered.

Non-respondents stay in the network; their ties are filled in many times from what those who did
answer show. Partners are chosen for the mean over the imputations, and the result says how often
each would be taken and how much is lost at most by keeping to one set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.mode_rule import best_two, need_mode
from workbench.partners.analysis.partner_model import LEAST_MEMBERS, PartnerProblem, PartnerSet

#: Share of answers below which no set is recommended, and below which nothing rests on betweenness.
NO_SET_BELOW, NO_BROKERS_BELOW = 0.3, 0.5

#: Most exchanges that improve the set of an imputation; most are done after four.
MOST_PASSES = 12


@dataclass(frozen=True, slots=True, eq=False)
class SetUncertainty:
    """How a chosen set fares over the imputations.

    Attributes
    ----------
    frequency : array, shape (actors,)
        Share of the imputations whose set has the actor in it.
    regret : float
        Mean of ``(best F of the imputation - F of the chosen set) / best F``.
    regret_high : float
        What is lost in the worst twentieth.
    modes : dict of str to float
        Share of the imputations in which the rule gives reach each mode.
    """

    frequency: FloatArray
    regret: float
    regret_high: float
    modes: dict[str, float]


def response_rate(responded: list[bool | None]) -> float:
    """Return the share of those asked who answered; NaN where nobody noted it.

    Examples
    --------
    >>> response_rate([True, True, False, None])
    0.6666666666666666
    """
    known = [one for one in responded if one is not None]
    return sum(known) / len(known) if known else float("nan")


def answer_class(response: float) -> str:
    """Classify what the answers allow: "all", "no-brokers", "no-set", or "not-known".

    Examples
    --------
    >>> [answer_class(x) for x in (0.8, 0.4, 0.2)]
    ['all', 'no-brokers', 'no-set']
    """
    if np.isnan(response):
        return "not-known"
    if response < NO_SET_BELOW:
        return "no-set"
    return "no-brokers" if response < NO_BROKERS_BELOW else "all"


def set_uncertainty(
    problem: PartnerProblem,
    chosen: PartnerSet,
    reach: FloatArray,
    rules: PartnerRules,
) -> SetUncertainty:
    """Compare a chosen set with the sets that each imputation alone would give.

    The best set of an imputation is searched under the limits of the choice itself (costs, budget,
    mandatory, excluded, modes): the better of a greedy set and the chosen set, improved
    by the best swap, addition, removal or change of mode until none helps. The
    chosen set is the set of the imputation where its F is within the tolerance of that best: the
    cheapest near-best set is what the choice takes, too. Elsewhere it is the best set less the
    members without whom it stays within it, the dearest first (ours).

    Parameters
    ----------
    problem : PartnerProblem
        The choice; its first columns of ``cover`` are the targets.
    chosen : PartnerSet
        The set that was chosen.
    reach : array, shape (draws, actors, targets)
        Reach in each imputation.
    rules : PartnerRules
        How partners are chosen.
    """
    draws, n, targets = reach.shape
    cover = np.broadcast_to(problem.cover, (draws, *problem.cover.shape)).copy()
    cover[:, :, :targets] = reach
    pairs, seats = _greedy_sets(
        problem, cover, int(chosen.bilateral.sum()), int(chosen.platform.sum())
    )
    ours = _values(
        problem, cover, np.tile(chosen.bilateral, (draws, 1)), np.tile(chosen.platform, (draws, 1))
    )
    kept = np.tile(chosen.bilateral, (draws, 1)), np.tile(chosen.platform, (draws, 1))
    sound = _allowed(problem, pairs, seats)[:, None]
    sound &= (_values(problem, cover, pairs, seats) > ours)[:, None]
    start = np.where(sound, pairs, kept[0]), np.where(sound, seats, kept[1])
    pairs, seats = _improved(problem, cover, *start)
    best = np.maximum(ours, _values(problem, cover, pairs, seats))
    least = (1 - rules.tolerance) * best - 1e-7
    cheap = _pruned(problem, cover, (pairs, seats), least)
    taken = np.where((ours < least)[:, None], cheap, chosen.members)
    regret = np.divide(best - ours, best, out=np.zeros(draws), where=best > 0)
    weight = problem.cover_weight[:targets]
    total = float(weight.sum())
    modes: dict[str, float] = {}
    if total > 0 and n:
        for two in best_two(reach, weight / total, problem.excluded):
            mode = need_mode(float(two), rules)
            modes[mode] = modes.get(mode, 0.0) + 1.0 / draws
    return SetUncertainty(
        frequency=taken.mean(axis=0),
        regret=float(regret.mean()),
        regret_high=float(np.quantile(regret, 0.95)),
        modes=modes,
    )


def _values(
    problem: PartnerProblem, cover: FloatArray, pairs: BoolArray, seats: BoolArray
) -> FloatArray:
    """Return F of one set per imputation."""
    share = pairs + problem.effect * (seats & ~pairs)
    added = np.minimum(1.0, share @ problem.supply) @ problem.supply_weight
    kept = np.where(pairs[:, :, None], 1.0, seats[:, :, None] * problem.cover_effect)
    return np.asarray(added + (kept * cover).max(axis=1, initial=0.0) @ problem.cover_weight)


def _costs(problem: PartnerProblem, pairs: BoolArray, seats: BoolArray) -> FloatArray:
    """Return what one set per imputation costs; an infinite price counts only where it is paid."""
    alone = np.where(pairs, problem.cost_bilateral, 0.0).sum(axis=1)
    seated = np.where(seats, problem.cost_platform, 0.0).sum(axis=1)
    return np.asarray(alone + seated + np.where(seats.any(axis=1), problem.platform_cost, 0.0))


def _allowed(problem: PartnerProblem, pairs: BoolArray, seats: BoolArray) -> BoolArray:
    """Tell which sets keep to every limit of the choice."""
    members, seated = pairs | seats, seats.sum(axis=1)
    within = _costs(problem, pairs, seats) <= problem.budget * (1 + 1e-9)
    within &= (seated == 0) | (seated >= LEAST_MEMBERS)
    within &= pairs.sum(axis=1) <= problem.most_bilateral
    within &= ~(members & problem.excluded).any(axis=1)
    within &= (members | ~problem.mandatory).all(axis=1)
    return np.asarray(within)


def _improved(
    problem: PartnerProblem, cover: FloatArray, pairs: BoolArray, seats: BoolArray
) -> tuple[BoolArray, BoolArray]:
    """Make the best swap, addition, removal or change of mode until no imputation gains by one."""
    pairs, seats = pairs.copy(), seats.copy()
    active = np.arange(len(cover))
    for _ in range(MOST_PASSES):
        part = cover[active]
        value = _values(problem, part, pairs[active], seats[active])
        new_pairs, new_seats, found = _best_exchange(problem, part, pairs[active], seats[active])
        gains = found > value + 1e-9
        active = active[gains]
        if not active.size:
            break
        pairs[active], seats[active] = new_pairs[gains], new_seats[gains]
    return pairs, seats


def _best_exchange(
    problem: PartnerProblem, cover: FloatArray, pairs: BoolArray, seats: BoolArray
) -> tuple[BoolArray, BoolArray, FloatArray]:
    """Return the best set one exchange away in each imputation, and its F.

    Each member in turn, and nobody, goes out; each outsider in either mode, and nobody, comes in.
    """
    draws, n = pairs.shape
    every = np.arange(draws)
    order = np.argsort(~(pairs | seats), axis=1, kind="stable")
    size = (pairs | seats).sum(axis=1)
    value = np.full(draws, -np.inf)
    best_pairs, best_seats = pairs.copy(), seats.copy()
    for slot in range(-1, int(size.max(initial=0))):
        less_pairs, less_seats = pairs.copy(), seats.copy()
        if slot >= 0:
            out = slot < size
            less_pairs[every[out], order[out, slot]] = False
            less_seats[every[out], order[out, slot]] = False
        for alone in (True, False):
            if not alone and not np.isfinite(problem.cost_platform).any():
                continue
            found = _with_each(problem, cover, (less_pairs, less_seats), alone=alone)
            place = found.argmax(axis=1)
            better = found[every, place] > value
            value = np.where(better, found[every, place], value)
            best_pairs[better], best_seats[better] = less_pairs[better], less_seats[better]
            come = better & (place < n)
            (best_pairs if alone else best_seats)[every[come], place[come]] = True
    return best_pairs, best_seats, value


def _with_each(
    problem: PartnerProblem, cover: FloatArray, base: tuple[BoolArray, BoolArray], *, alone: bool
) -> FloatArray:
    """Return F with each actor added, in the last column with nobody; -inf where not allowed."""
    pairs, seats = base
    supplied = (pairs + problem.effect * (seats & ~pairs)) @ problem.supply
    kept = np.where(pairs[:, :, None], 1.0, seats[:, :, None] * problem.cover_effect)
    covered = (kept * cover).max(axis=1, initial=0.0)
    part, effect = (1.0, 1.0) if alone else (problem.effect, problem.cover_effect)
    value = np.minimum(1.0, supplied[:, None, :] + part * problem.supply) @ problem.supply_weight
    value = value + np.maximum(cover * effect, covered[:, None, :]) @ problem.cover_weight
    none = np.minimum(1.0, supplied) @ problem.supply_weight + covered @ problem.cover_weight
    value = np.column_stack([value, none])
    sound = _allowed(problem, pairs, seats)
    return np.where(
        np.column_stack([_can_come(problem, pairs, seats, alone=alone), sound]), value, -np.inf
    )


def _can_come(
    problem: PartnerProblem, pairs: BoolArray, seats: BoolArray, *, alone: bool
) -> BoolArray:
    """Tell which actors can be added so that every limit is kept; as :func:`_allowed`, for each."""
    members = pairs | seats
    price = problem.cost_bilateral if alone else problem.cost_platform
    founding = 0.0 if alone else np.where(seats.any(axis=1), 0.0, problem.platform_cost)
    spent = (_costs(problem, pairs, seats) + founding)[:, None] + price
    able = ~members & ~problem.excluded & (spent <= problem.budget * (1 + 1e-9))
    seated = seats.sum(axis=1) + (not alone)
    counts = (seated == 0) | (seated >= LEAST_MEMBERS)
    counts &= pairs.sum(axis=1) + alone <= problem.most_bilateral
    able &= counts[:, None]
    lacking = (problem.mandatory & ~members).sum(axis=1)
    able &= lacking[:, None] <= problem.mandatory
    return np.asarray(able)


def _pruned(
    problem: PartnerProblem,
    cover: FloatArray,
    base: tuple[BoolArray, BoolArray],
    least: FloatArray,
) -> BoolArray:
    """Leave out members, the dearest first, as long as F stays at `least`; give who is left."""
    pairs, seats = base[0].copy(), base[1].copy()
    price = np.where(pairs, problem.cost_bilateral, np.where(seats, problem.cost_platform, -1.0))
    order = np.argsort(-price, axis=1, kind="stable")
    every = np.arange(len(cover))
    for place in range(int((pairs | seats).sum(axis=1).max(initial=0))):
        less_pairs, less_seats = pairs.copy(), seats.copy()
        less_pairs[every, order[:, place]] = less_seats[every, order[:, place]] = False
        fine = _values(problem, cover, less_pairs, less_seats) >= least
        fine &= _allowed(problem, less_pairs, less_seats)
        pairs[fine], seats[fine] = less_pairs[fine], less_seats[fine]
    return np.asarray(pairs | seats)


def _greedy_sets(
    problem: PartnerProblem, cover: FloatArray, pairs: int, seats: int
) -> tuple[BoolArray, BoolArray]:
    """Take what adds most for its cost, all imputations at once; mandatory actors count double."""
    draws, n, _ = cover.shape
    bilateral = np.zeros((draws, n), dtype=bool)
    platform = np.zeros((draws, n), dtype=bool)
    spent = np.full(draws, problem.platform_cost if seats else 0.0)
    every = np.arange(draws)
    for step in range(pairs + seats):
        alone = step < pairs
        into, price = (
            (bilateral, problem.cost_bilateral) if alone else (platform, problem.cost_platform)
        )
        share = bilateral + problem.effect * platform
        supplied = share @ problem.supply
        kept = np.where(bilateral[:, :, None], 1.0, platform[:, :, None] * problem.cover_effect)
        covered = (kept * cover).max(axis=1, initial=0.0)
        part = 1.0 if alone else problem.effect
        more = np.minimum(1.0, supplied[:, None, :] + part * problem.supply)
        gain = (more - np.minimum(1.0, supplied)[:, None, :]) @ problem.supply_weight
        effect = 1.0 if alone else problem.cover_effect
        gain = gain + np.maximum(cover * effect - covered[:, None, :], 0.0) @ problem.cover_weight
        # Who has to be in comes first, whatever it adds.
        gain = (gain + 1e-12) / np.maximum(price, 1e-9) + np.where(problem.mandatory, 1e12, 0.0)
        dear = spent[:, None] + price > problem.budget * (1 + 1e-9)
        gain = np.where(bilateral | platform | problem.excluded | dear, -1.0, gain)
        best = gain.argmax(axis=1)
        able = gain[every, best] > 0
        into[every[able], best[able]] = True
        spent[able] += price[best[able]]
    return bilateral, platform


def interview_next(
    observed: FloatArray,
    imputed: FloatArray,
    weight: FloatArray,
    silent: BoolArray,
    named: FloatArray,
) -> list[tuple[int, float]]:
    """Rank those who did not answer by how much reach their answer is expected to show.

    The mean over the imputations of the reach of the actor, less the reach that is known now; where
    that is alike, whom more others named comes first (ours).

    Parameters
    ----------
    observed : array, shape (actors, targets)
        Reach from known ties.
    imputed : array, shape (actors, targets)
        Mean reach over the imputations.
    weight : array, shape (targets,)
        Weights of the targets.
    silent : array of bool, shape (actors,)
        Who did not answer.
    named : array, shape (actors,)
        How many others have a tie to each actor.

    Returns
    -------
    list of (int, float)
        Actor and expected gain, the largest first.
    """
    gain = imputed @ weight - observed @ weight
    order = np.lexsort((np.arange(len(gain)), -named, -gain))
    return [(int(i), float(gain[i])) for i in order if silent[i]]
