"""Which set of partners is best: the objective, and its exact optimum under a budget.

A set of partners is worth

    F(S) = rho * sum_c b_c * capacity_c(S) + (1 - rho) * reach(S),   0 <= F <= 1.

A component whose need is met by adding up has ``capacity = min(1, sum of e_i a_ic / need_c)``, one
that needs a single able partner ``max of e_i min(1, a_ic / need_c)``; ``reach`` is the weighted
share of the targets, each counted with the partner that reaches it best. Who is engaged alone
counts fully (``e = 1``), a member of a platform with a part of it. F is monotone and submodular.

Solved in two stages with HiGHS: first the highest F that the budget allows, then the least cost
that keeps all but a tenth of it. The second stage is what keeps the answer sensible: without it
every actor that adds anything would be taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult

from workbench.core.quiet_milp import silent_milp
from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.errors import InvalidInput

#: Members that make a platform: fewer are partners of one to one (network note, §2.5).
LEAST_MEMBERS = 3

#: Slack that absorbs rounding of the solver.
SLACK = 1e-7

#: Relative gap of the cost within which sets differ by nothing but names.
TIE_GAP = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class PartnerProblem:
    """One site's choice of partners as arrays; actors in the order of their ids.

    Attributes
    ----------
    actors : tuple of str
        Who could be a partner; the lead organisation is not among them.
    supply : array, shape (actors, additive needs)
        Part of each need that an actor covers, where parts add up.
    supply_weight : array, shape (additive needs,)
        Weight of each in F: ``rho * b_c``.
    cover : array, shape (actors, covered things)
        How well an actor covers a target (reach) or a need that takes one able partner, 0 to 1.
    cover_weight : array, shape (covered things,)
        Weight of each in F.
    cover_effect : array, shape (covered things,)
        What of it a member of a platform brings: ``eta_r`` for targets, ``eta`` for needs.
    effect : float
        What a member of a platform brings of a part that adds up: ``eta``.
    cost_bilateral, cost_platform : array, shape (actors,)
        Cost of a partnership of one to one, and of a seat on the platform.
    platform_cost : float
        What the platform itself costs, once.
    budget : float
        Most that may be spent; infinite where there is no limit.
    mandatory, excluded : array of bool, shape (actors,)
        Who has to be in, and who cannot be.
    most_bilateral : int
        Most partnerships of one to one.
    quotas : tuple of (array of bool, int)
        Groups of actors and how many of each have to be in.
    """

    actors: tuple[str, ...]
    supply: FloatArray
    supply_weight: FloatArray
    cover: FloatArray
    cover_weight: FloatArray
    cover_effect: FloatArray
    effect: float
    cost_bilateral: FloatArray
    cost_platform: FloatArray
    platform_cost: float
    budget: float
    mandatory: BoolArray
    excluded: BoolArray
    most_bilateral: int = 2
    quotas: tuple[tuple[BoolArray, int], ...] = ()

    def value(self, bilateral: BoolArray, platform: BoolArray) -> float:
        """Give F of a set of partners.

        Parameters
        ----------
        bilateral, platform : array of bool, shape (actors,)
            Partners of one to one, and members of the platform.
        """
        share = bilateral + self.effect * (platform & ~bilateral)
        added = np.minimum(1.0, share @ self.supply) @ self.supply_weight
        kept = np.where(bilateral[:, None], 1.0, platform[:, None] * self.cover_effect)
        best = (kept * self.cover).max(axis=0, initial=0.0) @ self.cover_weight
        return float(added + best)

    def cost(self, bilateral: BoolArray, platform: BoolArray) -> float:
        """Give what a set of partners costs, the platform included where it has members."""
        spent = self.cost_bilateral[bilateral].sum() + self.cost_platform[platform].sum()
        return float(spent + self.platform_cost * bool(platform.any()))

    def whole(self) -> float:
        """Give F of everybody who is not excluded, engaged one to one: the most there can be."""
        nobody = np.zeros(len(self.actors), dtype=bool)
        return self.value(~self.excluded, nobody)


@dataclass(frozen=True, slots=True, eq=False)
class PartnerSet:
    """A chosen set of partners.

    Attributes
    ----------
    bilateral, platform : array of bool, shape (actors,)
        Partners of one to one, and members of the platform.
    value : float
        F of the set.
    cost : float
        What it costs.
    bound : float
        What no set within the limits can exceed.
    gap : float
        ``(bound - best F found) / bound``; 0 where the best F is proven.
    status : str
        "optimal", "limit" (the time ran out: the best set found), "greedy" (nothing found in time:
        the greedy set) or "infeasible" (no set keeps to the limits).
    best_value : float
        Highest F found, before cost was looked at.
    best : array of bool, shape (actors,)
        Partners of the set with the highest F.
    seconds : float
        Time taken.
    """

    bilateral: BoolArray
    platform: BoolArray
    value: float
    cost: float
    bound: float
    gap: float
    status: str
    best_value: float
    best: BoolArray
    seconds: float

    @property
    def members(self) -> BoolArray:
        """All partners, whatever the mode."""
        return np.asarray(self.bilateral | self.platform)

    @property
    def mode(self) -> str:
        """Give "bilateral", "multi-stakeholder", "hybrid" or "none"."""
        if not self.members.any():
            return "none"
        if not self.platform.any():
            return "bilateral"
        return "hybrid" if self.bilateral.any() else "multi-stakeholder"


@dataclass(frozen=True, slots=True)
class _Program:
    """The mixed-integer program: variables are xb, xp, z, y (needs), s and t (who covers what)."""

    gain: FloatArray
    cost: FloatArray
    matrix: sparse.csr_array
    upper: FloatArray
    limit: FloatArray
    low: FloatArray
    whole: IntArray


def choose_set(
    problem: PartnerProblem,
    *,
    tolerance: float = 0.1,
    seconds: float = 10.0,
    frugal: bool = True,
) -> PartnerSet:
    """Choose partners exactly: the highest F within the limits, then the least cost near it.

    Parameters
    ----------
    problem : PartnerProblem
        The site's choice.
    tolerance : float
        Part of the highest F that may be given up for a cheaper set, 0 to 1.
    seconds : float
        Time for each of the two stages.
    frugal : bool
        Whether the second stage is done.

    Returns
    -------
    PartnerSet

    Raises
    ------
    InvalidInput
        A tolerance that is not from 0 to 1, or no time.

    Notes
    -----
    Sets that are equally good and equally cheap differ by nothing but names; the one with the first
    ids in the alphabet is taken.
    """
    if not 0 <= tolerance <= 1 or not seconds > 0:
        message = f"tolerance from 0 to 1 and time above 0 s, not {tolerance} and {seconds}"
        raise InvalidInput(message)
    began = perf_counter()
    size = len(problem.actors)
    program = _program(problem)
    first = _run(program, -program.gain, program.low, seconds)
    if first.status == 2 or size == 0:
        return _nothing(problem, perf_counter() - began)
    if first.x is None:
        return _by_greedy(problem, began)
    bilateral, platform = _sets(first.x, size)
    best_value, best = problem.value(bilateral, platform), bilateral | platform
    bound = min(-float(first.mip_dual_bound), problem.whole())
    bound = max(bound, best_value)
    late = first.status != 0
    if frugal:
        least = (1 - tolerance) * best_value - SLACK
        second = _run(_at_least(program, least), program.cost, program.low, seconds)
        # A gap as small as the price that breaks ties is about names alone: the cost is proven.
        open_gap = second.mip_gap if second.x is not None else np.inf
        late = late or (second.status != 0 and open_gap > TIE_GAP)
        if second.x is not None:
            bilateral, platform = _sets(second.x, size)
    gap = (bound - best_value) / bound if bound > 0 else 0.0
    return PartnerSet(
        bilateral=bilateral,
        platform=platform,
        value=problem.value(bilateral, platform),
        cost=problem.cost(bilateral, platform),
        bound=bound,
        gap=gap if gap > 10 * SLACK else 0.0,
        status="limit" if late else "optimal",
        best_value=best_value,
        best=best,
        seconds=perf_counter() - began,
    )


def best_of_size(problem: PartnerProblem, size: int, *, seconds: float = 10.0) -> PartnerSet:
    """Give the set of at most `size` partners of one to one with the highest F, whatever the cost.

    Mandatory partners and quotas are left aside: this is what the network could give.
    """
    count = len(problem.actors)
    free = replace(
        problem,
        budget=np.inf,
        most_bilateral=size,
        cost_platform=np.full(count, np.inf),
        mandatory=np.zeros(count, dtype=bool),
        quotas=(),
    )
    return choose_set(free, seconds=seconds, frugal=False)


def _program(problem: PartnerProblem) -> _Program:
    """Write the program down; costs in units of their mean, so that the currency does not matter.

    A seat on the platform with an infinite price means that there is no platform.
    """
    n, needs = problem.supply.shape
    who, what = np.nonzero(problem.cover > 0)
    pairs = len(who)
    first_y, first_s, first_t = 2 * n + 1, 2 * n + 1 + needs, 2 * n + 1 + needs + pairs
    total = first_t + pairs
    shut = np.isinf(problem.cost_platform)
    seat = np.where(shut, 0.0, problem.cost_platform)
    unit = float(np.concatenate([problem.cost_bilateral, seat]).mean()) if n else 1.0
    cost = np.zeros(total)
    cost[:n], cost[n : 2 * n] = problem.cost_bilateral, seat
    cost[2 * n] = problem.platform_cost
    cost /= unit if unit > 0 else 1.0
    gain = np.zeros(total)
    gain[first_y:first_s] = problem.supply_weight
    worth = problem.cover[who, what] * problem.cover_weight[what]
    gain[first_s:first_t], gain[first_t:] = worth, worth * problem.cover_effect[what]
    rows = _Rows(total)
    rows.add(cost, problem.budget / unit if unit > 0 else np.inf)
    _limits(problem, rows, n)
    for c in range(needs):  # y_c is no more than what the partners supply
        row = np.zeros(total)
        row[first_y + c] = 1.0
        row[:n] = -problem.supply[:, c]
        row[n : 2 * n] = -problem.effect * problem.supply[:, c]
        rows.add(row, 0.0)
    rows.block(*_flows(who, what, (n, first_s, first_t), problem.cover.shape[1], total))
    upper = np.ones(total)
    upper[:n][problem.excluded] = 0.0
    upper[n : 2 * n][problem.excluded | shut] = 0.0
    whole = np.zeros(total, dtype=np.int64)
    whole[:first_y] = 1
    matrix, limit = rows.done()
    # Ties are broken by the first ids: a price too small to outweigh any real difference, but large
    # enough for HiGHS, which stops when two solutions differ by a millionth.
    priced = 1000.0 * cost
    priced[: 2 * n] += np.tile(1e-3 * (1.0 + np.arange(n) / max(n, 1)), 2)
    return _Program(gain, priced, matrix, upper, limit, np.zeros(total), whole)


def _limits(problem: PartnerProblem, rows: _Rows, n: int) -> None:
    """Add who may be what: one mode each, a platform of three or more, few one to one."""
    for i in range(n):
        row = np.zeros(rows.width)
        row[[i, n + i]] = 1.0
        rows.add(row, 1.0)
        row = np.zeros(rows.width)
        row[n + i], row[2 * n] = 1.0, -1.0
        rows.add(row, 0.0)
    row = np.zeros(rows.width)
    row[n : 2 * n], row[2 * n] = -1.0, LEAST_MEMBERS
    rows.add(row, 0.0)
    row = np.zeros(rows.width)
    row[:n] = 1.0
    rows.add(row, float(problem.most_bilateral))
    musts = [(np.arange(n) == i, 1) for i in np.flatnonzero(problem.mandatory)]
    for group, number in [*musts, *problem.quotas]:
        row = np.zeros(rows.width)
        row[: 2 * n] = -np.tile(group.astype(np.float64), 2)
        rows.add(row, -float(number))


def _flows(
    who: IntArray, what: IntArray, places: tuple[int, int, int], things: int, total: int
) -> tuple[sparse.csr_array, FloatArray]:
    """Say that a thing is covered once, and only by a partner."""
    n, first_s, first_t = places
    pairs = len(who)
    each = np.arange(pairs)
    one = np.ones(pairs)
    once = sparse.csr_array(
        (np.tile(one, 2), (np.tile(what, 2), np.concatenate([first_s + each, first_t + each]))),
        shape=(things, total),
    )
    parts = [once]
    for first, offset in ((first_s, 0), (first_t, n)):
        cells = (
            np.concatenate([one, -one]),
            (np.tile(each, 2), np.concatenate([first + each, offset + who])),
        )
        parts.append(sparse.csr_array(cells, shape=(pairs, total)))
    limit = np.concatenate([np.ones(things), np.zeros(2 * pairs)])
    return sparse.csr_array(sparse.vstack(parts)), limit


class _Rows:
    """Rows ``row @ x <= limit``, gathered."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: list[sparse.csr_array] = []
        self._limits: list[FloatArray] = []

    def add(self, row: FloatArray, limit: float) -> None:
        """Add one; a row without a limit says nothing."""
        if np.isfinite(limit):
            self.block(sparse.csr_array(row[None, :]), np.array([limit]))

    def block(self, rows: sparse.csr_array, limits: FloatArray) -> None:
        """Add several."""
        self._rows.append(rows)
        self._limits.append(limits)

    def done(self) -> tuple[sparse.csr_array, FloatArray]:
        """Give all of them."""
        return sparse.csr_array(sparse.vstack(self._rows)), np.concatenate(self._limits)


def _at_least(program: _Program, least: float) -> _Program:
    """Demand a value."""
    matrix = sparse.csr_array(
        sparse.vstack([program.matrix, sparse.csr_array(-program.gain[None, :])])
    )
    return replace(program, matrix=matrix, limit=np.append(program.limit, -least))


def _run(
    program: _Program, objective: FloatArray, low: FloatArray, seconds: float
) -> OptimizeResult:
    """Call HiGHS."""
    return silent_milp(
        objective,
        constraints=LinearConstraint(program.matrix, -np.inf, program.limit),
        bounds=Bounds(low, program.upper),
        integrality=program.whole,
        seconds=seconds,
    )


def _sets(solution: FloatArray, size: int) -> tuple[BoolArray, BoolArray]:
    return np.asarray(solution[:size] > 0.5), np.asarray(solution[size : 2 * size] > 0.5)


def _nothing(problem: PartnerProblem, seconds: float) -> PartnerSet:
    nobody = np.zeros(len(problem.actors), dtype=bool)
    status = "infeasible" if len(problem.actors) else "optimal"
    return PartnerSet(nobody, nobody, 0.0, 0.0, 0.0, 0.0, status, 0.0, nobody, seconds)


def _by_greedy(problem: PartnerProblem, began: float) -> PartnerSet:
    """Fall back on the greedy set where the solver found nothing in its time."""
    bilateral, platform = greedy_set(problem)
    value = problem.value(bilateral, platform)
    bound = greedy_bound(problem, bilateral, platform)
    return PartnerSet(
        bilateral=bilateral,
        platform=platform,
        value=value,
        cost=problem.cost(bilateral, platform),
        bound=bound,
        gap=(bound - value) / bound if bound > 0 else 0.0,
        status="greedy",
        best_value=value,
        best=bilateral | platform,
        seconds=perf_counter() - began,
    )


def greedy_order(problem: PartnerProblem, size: int) -> tuple[list[int], list[float]]:
    """Take partners of one to one, each time the one that adds most; costs do not count.

    Returns
    -------
    order : list of int
        Partners in the order in which they are taken.
    values : list of float
        F after each.

    Notes
    -----
    ``F >= (1 - (1 - 1/k)^k)`` of the best set of ``k`` (Nemhauser, Wolsey, Fisher 1978).
    """
    order: list[int] = []
    values: list[float] = []
    nobody = np.zeros(len(problem.actors), dtype=bool)
    for _ in range(size):
        gains = _gains(problem, _mask(order, nobody), nobody, alone=True)
        gains[[*order, *np.flatnonzero(problem.excluded)]] = -np.inf
        best = int(gains.argmax()) if len(gains) else -1
        if best < 0 or not gains[best] > SLACK:
            break
        order.append(best)
        values.append(problem.value(_mask(order, nobody), nobody))
    return order, values


def greedy_set(problem: PartnerProblem) -> tuple[BoolArray, BoolArray]:
    """Give the better of three greedy sets: one to one alone, a platform alone, or both.

    Within a budget the partner with the most gain for its cost is taken next (Khuller, Moss, Naor
    1999). Mandatory partners come first. The set keeps to the budget unless those alone exceed it.
    """
    tries = [
        _greedy_within(problem, with_pairs=pairs, with_platform=platform)
        for pairs, platform in ((True, False), (False, True), (True, True))
    ]
    sound = [one for one in tries if _keeps(problem, *one)]
    return max(sound or tries[:1], key=lambda one: problem.value(*one))


def _keeps(problem: PartnerProblem, bilateral: BoolArray, platform: BoolArray) -> bool:
    within = problem.cost(bilateral, platform) <= problem.budget * (1 + SLACK)
    return within and int(platform.sum()) not in range(1, LEAST_MEMBERS)


def _greedy_within(
    problem: PartnerProblem, *, with_pairs: bool, with_platform: bool
) -> tuple[BoolArray, BoolArray]:
    n = len(problem.actors)
    bilateral, platform = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    left = problem.most_bilateral if with_pairs else 0
    for i in np.flatnonzero(problem.mandatory):
        into = bilateral if left > bilateral.sum() else platform
        into[i] = True
    for alone in (True, False):
        if not (with_pairs if alone else with_platform):
            continue
        into, price = (
            (bilateral, problem.cost_bilateral) if alone else (platform, problem.cost_platform)
        )
        for _ in range(n):
            if alone and bilateral.sum() >= left:
                break
            founding = problem.platform_cost * (not alone and not platform.any())
            room = problem.budget - problem.cost(bilateral, platform) - founding
            gains = _gains(problem, bilateral, platform, alone=alone)
            taken = bilateral | platform | problem.excluded | ~(price <= room)
            ratio = np.where(taken, -np.inf, gains / np.maximum(price, 1e-12))
            best = int(ratio.argmax()) if n else 0
            if not n or not ratio[best] > 0 or not gains[best] > SLACK:
                break
            into[best] = True
    return bilateral, platform


def greedy_bound(problem: PartnerProblem, bilateral: BoolArray, platform: BoolArray) -> float:
    """Give what no set can exceed: F plus the largest remaining gains that the budget could buy.

    Every actor is given its full gain for its lowest price, and the last one is bought in part
    (fractional knapsack): a bound for whatever mode.
    """
    nobody = np.zeros(len(problem.actors), dtype=bool)
    members = bilateral | platform
    gains = np.maximum(_gains(problem, members, nobody, alone=True), 0.0)
    gains[members | problem.excluded] = 0.0
    price = np.minimum(problem.cost_bilateral, problem.cost_platform)
    ratio = gains / np.maximum(price, 1e-12)
    room, more = problem.budget, 0.0
    for i in np.argsort(-ratio):
        if gains[i] <= 0 or room <= 0:
            break
        more += gains[i] * min(1.0, room / price[i] if price[i] > 0 else 1.0)
        room -= price[i]
    base = problem.value(members, nobody)
    return float(min(base + more, problem.whole()))


def _gains(
    problem: PartnerProblem, bilateral: BoolArray, platform: BoolArray, *, alone: bool
) -> FloatArray:
    """Give what each actor would add to a set, engaged alone or as a member of the platform."""
    share = bilateral + problem.effect * (platform & ~bilateral)
    supplied = share @ problem.supply
    kept = np.where(bilateral[:, None], 1.0, platform[:, None] * problem.cover_effect)
    covered = (kept * problem.cover).max(axis=0, initial=0.0)
    part = 1.0 if alone else problem.effect
    added = np.minimum(1.0, supplied + part * problem.supply) - np.minimum(1.0, supplied)
    effect = 1.0 if alone else problem.cover_effect
    better = np.maximum(problem.cover * effect - covered, 0.0)
    return np.asarray(added @ problem.supply_weight + better @ problem.cover_weight)


def _mask(chosen: Sequence[int], like: BoolArray) -> BoolArray:
    mask = np.zeros_like(like)
    mask[list(chosen)] = True
    return mask
