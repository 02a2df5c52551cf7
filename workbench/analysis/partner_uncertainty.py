"""How sure a choice of partners is when not everybody answered.

Non-respondents stay in the network; their ties are filled in many times from what those who did
answer show. Partners are chosen for the mean over the imputations, and the result says how often
each would be taken and how much is lost at most by keeping to one set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.analysis.columns import BoolArray, FloatArray
from workbench.analysis.mode_rule import need_mode, reach_share
from workbench.analysis.partner_model import PartnerProblem, PartnerSet
from workbench.errors import InvalidInput

#: Share of answers below which no set is recommended, and below which nothing rests on betweenness.
NO_SET_BELOW, NO_BROKERS_BELOW = 0.3, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SetUncertainty:
    """How a chosen set fares over the imputations.

    Attributes
    ----------
    frequency : array, shape (actors,)
        Share of the imputations in which an actor would be taken.
    regret : float
        Mean share of the value lost by keeping to the chosen set.
    regret_high : float
        What is lost in the worst twentieth.
    mean_value : float
        Mean value of the chosen set.
    low, high : float
        5 % and 95 % of its value.
    modes : dict of str to float
        Share of the imputations in which the rule gives reach each mode.
    """

    frequency: FloatArray
    regret: float
    regret_high: float
    mean_value: float
    low: float
    high: float
    modes: dict[str, float]


def response_rate(responded: list[bool | None]) -> float:
    """Give the share of those asked who answered; NaN where nobody noted it.

    Examples
    --------
    >>> response_rate([True, True, False, None])
    0.6666666666666666
    """
    known = [one for one in responded if one is not None]
    return sum(known) / len(known) if known else float("nan")


def answer_class(response: float) -> str:
    """Say what the answers allow: "all", "no-brokers", "no-set", or "not-known".

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


def impute_ties(
    strength: FloatArray, silent: BoolArray, *, draws: int = 200, seed: int = 1
) -> FloatArray:
    """Fill in the ties of those who did not answer, many times.

    A tie from a silent actor to ``j`` is there with probability ``r1`` if ``j`` reported one to it,
    ``r0`` if not, and with the density if ``j`` is silent too, times the root of the relative
    popularity of ``j``; ``r1`` and ``r0`` come from pairs who both answered (network note, §4.3).
    Ties that are known stay. The strength of a new one is drawn from the known strengths.

    Parameters
    ----------
    strength : array, shape (actors, actors)
        Merged strengths, 0 where no tie is known.
    silent : array of bool, shape (actors,)
        Who did not answer.
    draws : int
        Imputations, 1 or more.
    seed : int
        Of the random numbers.

    Returns
    -------
    array, shape (draws, actors, actors)

    Raises
    ------
    InvalidInput
        No draws.

    Examples
    --------
    >>> tie = np.array([[0.0, 0.5], [0.0, 0.0]])
    >>> impute_ties(tie, np.zeros(2, dtype=bool), draws=3).shape
    (3, 2, 2)
    """
    if draws < 1:
        message = f"at least one imputation, not {draws}"
        raise InvalidInput(message)
    n = len(strength)
    filled = np.broadcast_to(strength, (draws, n, n)).copy()
    known = strength[strength > 0]
    if not silent.any() or not known.size:
        return filled
    chance = _chance(np.asarray(strength > 0), silent)
    generator = np.random.default_rng(seed)
    new = generator.random((draws, n, n)) < chance
    drawn = generator.choice(known, size=(draws, n, n))
    return np.where(new & (filled == 0), drawn, filled)


def _chance(tie: BoolArray, silent: BoolArray) -> FloatArray:
    """Give the probability of each unknown tie, 0 where it is known whether there is one."""
    n = len(tie)
    both = np.outer(~silent, ~silent) & ~np.eye(n, dtype=bool)
    answered = tie[both]
    density = float(answered.mean()) if answered.size else float(tie.mean())
    back = np.transpose(tie)[both]
    given = float(answered[back].mean()) if back.any() else density
    without = float(answered[~back].mean()) if (~back).any() else density
    heard = tie[~silent].sum(axis=0).astype(np.float64)
    popular = np.sqrt(heard / heard.mean()) if heard.sum() > 0 else np.ones(n)
    base = np.where(np.transpose(tie), given, without)
    base = np.where(silent[None, :], density, base)
    chance = np.clip(base * popular[None, :], 0.0, 1.0) * silent[:, None]
    np.fill_diagonal(chance, 0.0)
    return np.asarray(chance)


def set_uncertainty(
    problem: PartnerProblem,
    chosen: PartnerSet,
    reach: FloatArray,
    *,
    rule: tuple[float, float] = (0.9, 0.5),
) -> SetUncertainty:
    """Compare a chosen set with the sets that each imputation alone would give.

    In each imputation a greedy set of the same make-up (as many one to one and on the platform,
    within the budget) stands for the best one; the chosen set counts where it is better (ours).

    Parameters
    ----------
    problem : PartnerProblem
        The choice; its first columns of ``cover`` are the targets.
    chosen : PartnerSet
        The set that was chosen.
    reach : array, shape (draws, actors, targets)
        Reach in each imputation.
    rule : (float, float)
        Shares from which two partners are enough, and below which a platform is.
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
    theirs = _values(problem, cover, pairs, seats)
    best = np.maximum(ours, theirs)
    taken = np.where((theirs > ours + 1e-9)[:, None], pairs | seats, chosen.members)
    regret = np.divide(best - ours, best, out=np.zeros(draws), where=best > 0)
    weight = problem.cover_weight[:targets]
    total = float(weight.sum())
    modes: dict[str, float] = {}
    if total > 0 and n:
        for one in reach:
            two = reach_share(one, weight / total, problem.excluded).two
            mode = need_mode(two, bilateral_share=rule[0], platform_share=rule[1])
            modes[mode] = modes.get(mode, 0.0) + 1.0 / draws
    return SetUncertainty(
        frequency=taken.mean(axis=0),
        regret=float(regret.mean()),
        regret_high=float(np.quantile(regret, 0.95)),
        mean_value=float(ours.mean()),
        low=float(np.quantile(ours, 0.05)),
        high=float(np.quantile(ours, 0.95)),
        modes=modes,
    )


def _values(
    problem: PartnerProblem, cover: FloatArray, pairs: BoolArray, seats: BoolArray
) -> FloatArray:
    """Give F of one set per imputation."""
    share = pairs + problem.effect * (seats & ~pairs)
    added = np.minimum(1.0, share @ problem.supply) @ problem.supply_weight
    kept = np.where(pairs[:, :, None], 1.0, seats[:, :, None] * problem.cover_effect)
    return np.asarray(added + (kept * cover).max(axis=1, initial=0.0) @ problem.cover_weight)


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
    observed: FloatArray, imputed: FloatArray, weight: FloatArray, silent: BoolArray
) -> list[tuple[int, float]]:
    """Rank those who did not answer by how much reach their answer is expected to show.

    The mean over the imputations of the reach of the actor, less the reach that is known now
    (ours).

    Parameters
    ----------
    observed : array, shape (actors, targets)
        Reach from known ties.
    imputed : array, shape (draws, actors, targets)
        Reach in each imputation.
    weight : array, shape (targets,)
        Weights of the targets.
    silent : array of bool, shape (actors,)
        Who did not answer.

    Returns
    -------
    list of (int, float)
        Actor and expected gain, the largest first.
    """
    gain = imputed.mean(axis=0) @ weight - observed @ weight
    order = np.lexsort((np.arange(len(gain)), -gain))
    return [(int(i), float(gain[i])) for i in order if silent[i]]
