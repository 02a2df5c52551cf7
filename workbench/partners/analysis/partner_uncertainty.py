"""How sure a choice of partners is when not everybody answered.

Non-respondents stay in the network; their ties are filled in many times from what those who did
answer show. Partners are chosen for the mean over the imputations, and the result says how often
each would be taken and how much is lost at most by keeping to one set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.core.table_access import BoolArray, FloatArray
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.mode_rule import best_two, need_mode
from workbench.partners.analysis.partner_model import (
    LEAST_MEMBERS,
    SLACK,
    BestSet,
    PartnerProblem,
    PartnerSet,
    SetSearch,
)

#: Share of answers below which no set is recommended, and below which nothing rests on betweenness.
NO_SET_BELOW, NO_BROKERS_BELOW = 0.3, 0.5

#: Imputations whose own set is searched, at most and at least, fewer where each takes longer; nodes
#: of each search (ours).
MOST_SEARCHED, LEAST_SEARCHED, SEARCHED_CELLS, NODES_EACH = 40, 5, 20_000, 100


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
    searched : int
        Imputations whose own set was searched.
    """

    frequency: FloatArray
    regret: float
    regret_high: float
    modes: dict[str, float]
    searched: int


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

    The best set of an imputation is searched as the choice itself is, under the same limits. The
    chosen set is the set of the imputation where its F is within the tolerance of that best;
    elsewhere it is the best set less the members without whom it stays within it, the dearest
    first (ours).

    Parameters
    ----------
    problem : PartnerProblem
        The choice; its first columns of ``cover`` are the targets.
    chosen : PartnerSet
        The set that was chosen.
    reach : array, shape (draws, actors, targets)
        Reach in each imputation; sets are searched in the first 40, in fewer of large networks.
    rules : PartnerRules
        How partners are chosen.
    """
    targets, regret, taken = reach.shape[2], [], []
    searched = SEARCHED_CELLS // max(1, int((problem.cover > 0).sum()))
    for one in reach[: min(MOST_SEARCHED, max(LEAST_SEARCHED, searched))]:
        cover = problem.cover.copy()
        cover[:, :targets] = one
        drawn = replace(problem, cover=cover)
        ours = drawn.value(chosen.bilateral, chosen.platform)
        found = SetSearch(drawn, nodes=NODES_EACH).best()
        # Where the search ended at its limit the bound stands for the best: no regret is hidden.
        best = max(ours, found.value if found.state == "optimal" else found.bound)
        regret.append((best - ours) / best if best > 0 else 0.0)
        least = (1 - rules.tolerance) * max(ours, found.value)
        taken.append(chosen.members if ours >= least - SLACK else _lean(drawn, found, least))
    weight = problem.cover_weight[:targets]
    total = float(weight.sum())
    modes: dict[str, float] = {}
    if total > 0 and len(problem.actors):
        for two in best_two(reach, weight / total, problem.excluded):
            mode = need_mode(float(two), rules)
            modes[mode] = modes.get(mode, 0.0) + 1.0 / len(reach)
    return SetUncertainty(
        frequency=np.mean(taken, axis=0),
        regret=float(np.mean(regret)),
        regret_high=float(np.quantile(regret, 0.95)),
        modes=modes,
        searched=len(taken),
    )


def _lean(problem: PartnerProblem, best: BestSet, least: float) -> BoolArray:
    """Leave out members of a set, the dearest first, as long as F stays at `least`."""
    pairs, seats = best.bilateral.copy(), best.platform.copy()
    price = np.where(pairs, problem.cost_bilateral, np.where(seats, problem.cost_platform, 0.0))
    for i in np.argsort(-price, kind="stable"):
        if problem.mandatory[i] or not (pairs[i] or seats[i]):
            continue
        if seats[i] and seats.sum() <= LEAST_MEMBERS:
            continue
        fewer = pairs.copy(), seats.copy()
        fewer[0][i] = fewer[1][i] = False
        if problem.value(*fewer) >= least - SLACK:
            pairs, seats = fewer
    return np.asarray(pairs | seats)


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
