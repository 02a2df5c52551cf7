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

The program is written down once per site; each question (who is left out, who is forced in, how
many, without a platform) is a change of bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from workbench.core.solver import NODES, Answer, Limits, Program
from workbench.core.table_access import BoolArray, FloatArray

#: Members that make a platform: fewer are partners of one to one (network note, §2.5).
LEAST_MEMBERS = 3

#: Slack that absorbs rounding of the solver.
SLACK = 1e-7

#: Cells of ``cover`` up to which side questions are answered exactly, and the gap above (ours).
EXACT_CELLS, SIDE_GAP = 1_000, 0.005

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

    def value(self, bilateral: BoolArray, platform: BoolArray) -> float:
        """Return F of a set of partners.

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
        """Return what a set of partners costs, the platform included where it has members."""
        spent = self.cost_bilateral[bilateral].sum() + self.cost_platform[platform].sum()
        return float(spent + self.platform_cost * bool(platform.any()))

    def whole(self) -> float:
        """Return F of everybody who is not excluded, engaged one to one: the most there can be."""
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
        F that no set within the limits can exceed.
    gap : float
        ``(bound - best F found) / bound``; 0 where the best F is proven.
    cost_gap : float
        Part of the cost that a set nearly as good could save at most; 0 where none is cheaper.
    status : str
        "optimal", "limit" (the search ended at its number of nodes: the best set found, which may
        be none) or "infeasible" (no set keeps to the limits).
    best_value : float
        Highest F found, before cost was looked at.
    best : array of bool, shape (actors,)
        Partners of the set with the highest F.
    """

    bilateral: BoolArray
    platform: BoolArray
    value: float
    cost: float
    bound: float
    gap: float
    cost_gap: float
    status: str
    best_value: float
    best: BoolArray

    @property
    def members(self) -> BoolArray:
        """All partners, whatever the mode."""
        return np.asarray(self.bilateral | self.platform)

    @property
    def mode(self) -> str:
        """Return "bilateral", "multi-stakeholder", "hybrid" or "none"."""
        if not self.members.any():
            return "none"
        if not self.platform.any():
            return "bilateral"
        return "hybrid" if self.bilateral.any() else "multi-stakeholder"


@dataclass(frozen=True, slots=True, eq=False)
class BestSet:
    """The set with the highest F under some limits.

    Attributes
    ----------
    state : {"optimal", "limit", "infeasible"}
        As :class:`~workbench.core.solver.Answer`.
    bilateral, platform : array of bool, shape (actors,)
        Partners of one to one, and members of the platform.
    value, bound : float
        F of the set, and what no set can exceed.
    """

    state: str
    bilateral: BoolArray
    platform: BoolArray
    value: float
    bound: float

    @property
    def members(self) -> BoolArray:
        """All partners, whatever the mode."""
        return np.asarray(self.bilateral | self.platform)

    @property
    def gap(self) -> float:
        """``(bound - value) / bound``; 0 where they differ by rounding alone."""
        gap = (self.bound - self.value) / self.bound if self.bound > 0 else 0.0
        return gap if gap > TIE_GAP else 0.0


class SetSearch:
    """Search the sets of partners of one site exactly.

    The variables are, in this order, for each actor whether it is a partner of one to one and
    whether it has a seat, whether there is a platform, how far each additive need is met, and how
    well each thing is covered. A thing is covered by the best partner for it alone: for every level
    ``v``, ``cover <= v + sum of (what a partner covers - v), where above 0, over the partners``
    (Cornuejols, Fisher, Nemhauser 1977). Of these rows only those are written down that a solution
    breaks; they hold whatever is asked, so that each question leaves the next one less to do.

    Parameters
    ----------
    problem : PartnerProblem
        The site's choice. A seat with an infinite price cannot be had.
    nodes : int
        Nodes of the search tree after which the best set found counts.
    """

    _VALUE, _BUDGET, _SEATS, _PAIRS, _MEMBERS = range(5)  # rows; from members on one per actor

    def __init__(self, problem: PartnerProblem, *, nodes: int | None = None) -> None:
        self.problem, self._nodes = problem, NODES if nodes is None else nodes
        self._side_gap = SIDE_GAP if np.count_nonzero(problem.cover) > EXACT_CELLS else 0.0
        n, needs = problem.supply.shape
        things = problem.cover.shape[1]
        self._size, self._first_y, self._first_cover = n, 2 * n + 1, 2 * n + 1 + needs
        total = self._first_cover + things
        shut = np.isinf(problem.cost_platform)
        seat = np.where(shut, 0.0, problem.cost_platform)
        # Costs in units of their mean, so that the currency does not matter.
        unit = float(np.concatenate([problem.cost_bilateral, seat]).mean()) if n else 1.0
        unit = unit if unit > 0 else 1.0
        cost = np.zeros(total)
        cost[: self._first_y] = [*problem.cost_bilateral, *seat, problem.platform_cost]
        cost /= unit
        weights = [problem.supply_weight, problem.cover_weight]
        self._gain = np.concatenate([np.zeros(self._first_y), *weights])
        # Ties are broken by the first ids: a price too small to outweigh any real difference, but
        # large enough for HiGHS, which stops when two solutions differ by a millionth. Roots, as
        # sums of places are too often alike.
        place = np.sqrt(np.arange(n) / max(n, 1))
        self._price = 1000.0 * cost
        self._price[: 2 * n] += 1e-3 * np.concatenate([1.0 + place, 1.0 + 1.5 * place])
        low, high = np.zeros(total), np.ones(total)
        high[:n][problem.excluded] = 0.0
        high[n : 2 * n][problem.excluded | shut] = 0.0
        self._limits = Limits(low, high, *self._row_limits(problem.budget / unit))
        self._program = Program(
            sparse.csr_array(self._rows(cost)), np.arange(total) < self._first_y
        )
        self._covers = np.vstack([problem.cover, problem.cover * problem.cover_effect])
        self._order = np.argsort(-self._covers, axis=0, kind="stable")
        levels = np.take_along_axis(self._covers, self._order, axis=0)
        self._levels = np.vstack([levels, np.zeros(things)])

    def _row_limits(self, budget: float) -> tuple[FloatArray, FloatArray]:
        """Return the bounds of the rows of :meth:`_rows`."""
        problem, n, members = self.problem, self._size, self._MEMBERS
        lower = np.full(members + 2 * n + problem.supply.shape[1], -np.inf)
        upper = np.zeros(len(lower))
        upper[[self._VALUE, self._BUDGET, self._PAIRS]] = np.inf, budget, problem.most_bilateral
        lower[members : members + n], upper[members : members + n] = problem.mandatory, 1.0
        return lower, upper

    def _rows(self, cost: FloatArray) -> FloatArray:
        """Write down value, budget, seats, pairs, one mode each, who has a seat, needs."""
        problem, n, members = self.problem, self._size, self._MEMBERS
        own, needs = np.arange(n), np.arange(problem.supply.shape[1])
        joined, met = members + n, members + 2 * n
        rows = np.zeros((met + len(needs), len(cost)))
        rows[self._VALUE], rows[self._BUDGET] = self._gain, cost
        rows[self._SEATS, n : 2 * n], rows[self._SEATS, 2 * n] = -1.0, LEAST_MEMBERS
        rows[self._PAIRS, :n] = 1.0
        rows[members + own, own] = rows[members + own, n + own] = 1.0
        rows[joined + own, n + own], rows[joined + own, 2 * n] = 1.0, -1.0
        rows[met:, :n], rows[met:, n : 2 * n] = (
            -problem.supply.T,
            -problem.effect * problem.supply.T,
        )
        rows[met + needs, self._first_y + needs] = 1.0
        return rows

    def _cut(self, values: FloatArray, tolerance: float) -> bool:
        """Add the rows that a solution breaks by more than this; return whether there were any."""
        share = values[: 2 * self._size]
        things = np.arange(self._covers.shape[1])
        # The level that binds most: from it on, who is taken makes up one partner.
        level = (np.cumsum(share[self._order], axis=0) < 1 - 1e-9).sum(axis=0)
        level = self._levels[level, things]
        more = np.maximum(self._covers - level, 0.0)
        broken = values[self._first_cover :] > level + share @ more + tolerance
        for thing in np.flatnonzero(broken):
            who = np.flatnonzero(more[:, thing])
            factors = np.append(-more[who, thing], 1.0)
            variables = np.append(who, self._first_cover + thing)
            self._program.add_row(variables, factors, float(level[thing]))
        return bool(broken.any())

    def _relax(self, cost: FloatArray, limits: Limits) -> None:
        """Add the rows that solutions with broken numbers break: few and soon found."""
        answer = self._program.minimise(cost, limits, relaxed=True)
        while answer.found and self._cut(answer.values, 1e-5):
            answer = self._program.minimise(cost, limits, relaxed=True)

    def _sets(self, answer: Answer) -> tuple[BoolArray, BoolArray]:
        taken, n = answer.values > 0.5, self._size
        return taken[:n], taken[n : 2 * n]

    def _best(self, limits: Limits, gap: float) -> BestSet:
        """Return the set with the highest F within some limits."""
        nobody = np.zeros(self._size, dtype=bool)
        best = BestSet("infeasible", nobody, nobody, 0.0, 0.0)
        bound = self.problem.whole()
        self._relax(-self._gain, limits)
        while True:
            answer = self._program.minimise(-self._gain, limits, gap=gap, nodes=self._nodes)
            if answer.state == "infeasible":
                return best
            bound = min(bound, -answer.bound)
            if answer.found:
                pairs, seats = self._sets(answer)
                value = self.problem.value(pairs, seats)
                if value > best.value or best.state == "infeasible":
                    best = BestSet("limit", pairs, seats, value, bound)
            near = best.value >= bound * (1 - gap) - SLACK
            broken = answer.found and self._cut(answer.values, SLACK)
            if answer.state == "limit" or near or not broken:
                state = "optimal" if near or answer.state == "optimal" else "limit"
                return replace(best, state=state, bound=max(bound, best.value))

    def _cheapest(
        self, price: FloatArray, limits: Limits, value: float
    ) -> tuple[str, BoolArray, BoolArray, float]:
        """Return the state, the cheapest set with at least this F, and the bound of its price."""
        limits.lower[self._VALUE] = value - SLACK
        nobody = np.zeros(self._size, dtype=bool)
        self._relax(price, limits)
        while True:
            answer = self._program.minimise(price, limits, nodes=self._nodes)
            if not answer.found:
                return answer.state, nobody, nobody, answer.bound
            pairs, seats = self._sets(answer)
            enough = self.problem.value(pairs, seats) >= value - 10 * SLACK
            broken = self._cut(answer.values, SLACK)
            if enough or not broken:
                return answer.state, pairs, seats, answer.bound
            if answer.state == "limit":
                return answer.state, nobody, nobody, answer.bound

    def _changed(
        self, *, without: int | None = None, within: int | None = None, platform: bool = True
    ) -> Limits:
        """Copy the limits, with an actor left out or forced in, or without a platform."""
        made, n = self._limits.copy(), self._size
        if without is not None:
            made.high[[without, n + without]] = made.lower[self._MEMBERS + without] = 0.0
        if within is not None:
            made.lower[self._MEMBERS + within] = 1.0
        if not platform:
            made.high[n : self._first_y] = 0.0
        return made

    def best(self, *, without: int | None = None, within: int | None = None) -> BestSet:
        """Return the set with the highest F, with an actor left out or forced in.

        Within half a percent where many actors reach many (more than 1,000 cells of ``cover``).
        """
        return self._best(self._changed(without=without, within=within), self._side_gap)

    def choose(self, *, tolerance: float = 0.1) -> PartnerSet:
        """Choose partners: the highest F within the limits, then the least cost near it.

        Parameters
        ----------
        tolerance : float
            Part of the highest F that may be given up for a cheaper set, 0 to 1.

        Notes
        -----
        Sets that are equally good and equally cheap differ by nothing but names; the one with the
        first ids in the alphabet is taken.
        """
        first = self._best(self._limits, 0.0)
        pairs, seats, cost_gap = first.bilateral, first.platform, 0.0
        if first.members.any():
            least = (1 - tolerance) * first.value
            _, cheap_pairs, cheap_seats, bound = self._cheapest(self._price, self._changed(), least)
            if (cheap_pairs | cheap_seats).any() or not least > 0:
                pairs, seats = cheap_pairs, cheap_seats
            taken = np.concatenate([pairs, seats, [seats.any()]])
            price = float(self._price[: self._first_y] @ taken)
            cost_gap = (price - bound) / price if price > 0 else 0.0
        # A gap of the cost as small as the price that breaks ties is about names alone.
        cost_gap = cost_gap if cost_gap > TIE_GAP else 0.0
        proven = first.state == "optimal" and first.gap == 0 and cost_gap == 0
        return PartnerSet(
            bilateral=pairs,
            platform=seats,
            value=self.problem.value(pairs, seats),
            cost=self.problem.cost(pairs, seats),
            bound=first.bound,
            gap=first.gap,
            cost_gap=cost_gap,
            status="infeasible"
            if first.state == "infeasible"
            else "optimal"
            if proven
            else "limit",
            best_value=first.value,
            best=first.members,
        )

    def least_cost(self, value: float, *, platform: bool) -> float:
        """Return the least cost of a set with at least this F, with or without a platform.

        The budget is left aside, and the platform itself counts nothing.

        Returns
        -------
        float
            Infinite where no set gives as much; NaN where the search ended at its limit.
        """
        limits, founded = self._changed(platform=platform), self._first_y - 1
        limits.upper[self._BUDGET] = np.inf
        limits.low[founded] = float(platform)
        price = self._price.copy()
        price[founded] = 0.0
        state, pairs, seats, _ = self._cheapest(price, limits, value)
        if state != "optimal":
            return np.inf if state == "infeasible" else np.nan
        spent = self.problem.cost_bilateral[pairs].sum() + self.problem.cost_platform[seats].sum()
        return float(spent)
