"""Solve mixed-integer programs with HiGHS: built once, solved often, stopped by work alone.

The same questions get the same answers on every machine and under any load: a search ends when it
is proven, within the gap asked for, or at a number of nodes of its tree, never by the clock. One
thread and no output of its own, so that it is sound inside a forked process and silent in a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np
from scipy import sparse

from workbench.core.table_access import BoolArray, FloatArray, IntArray

#: Nodes of the search tree after which the best solution found counts.
NODES = 2_000

State = Literal["optimal", "limit", "infeasible"]

#: Heuristics of HiGHS that cost more than they find on programs as small as ours.
_LEFT_OUT = ("feasibility_jump", "rins", "rens", "root_reduced_cost")


@dataclass(slots=True, eq=False)
class Limits:
    """Bounds of a program, infinite where there is none.

    Attributes
    ----------
    low, high : array, shape (variables,)
        Bounds of the variables.
    lower, upper : array, shape (rows,)
        Bounds of the rows.
    """

    low: FloatArray
    high: FloatArray
    lower: FloatArray
    upper: FloatArray

    def copy(self) -> Limits:
        """Return limits that can be changed apart."""
        return Limits(self.low.copy(), self.high.copy(), self.lower.copy(), self.upper.copy())


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver found.

    Attributes
    ----------
    state : {"optimal", "limit", "infeasible"}
        Proven within the gap asked for; the best found in so many nodes; no solution exists.
    values : array, shape (variables,)
        The solution; empty where none was found.
    bound : float
        No solution is below it; minus infinity where not known.
    """

    state: State
    values: FloatArray
    bound: float

    @property
    def found(self) -> bool:
        """Whether there is a solution."""
        return bool(self.values.size)


class _Silent(highspy.Highs):
    """The solver without its greeting, which it prints before it can be told to be silent."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.silent()


class Program:
    """Variables, some of them whole numbers, and rows that add them up.

    Parameters
    ----------
    matrix : sparse array, shape (rows, variables)
        What the rows add up.
    whole : array of bool, shape (variables,)
        Variables that are whole numbers.

    Examples
    --------
    One of two, worth 3 and 2:

    >>> one = Program(sparse.csr_array(np.ones((1, 2))), np.ones(2, dtype=bool))
    >>> limits = Limits(np.zeros(2), np.ones(2), np.zeros(1), np.ones(1))
    >>> answer = one.minimise(np.array([-3.0, -2.0]), limits)
    >>> answer.state, answer.values.tolist(), answer.bound
    ('optimal', [1.0, 0.0], -3.0)
    """

    def __init__(self, matrix: sparse.csr_array, whole: BoolArray) -> None:
        rows, variables = matrix.shape
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows, variables
        model.row_lower_ = model.row_upper_ = np.zeros(rows)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(variables)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._solver = _Silent()
        for name, value in (("threads", 1), ("parallel", "off"), ("random_seed", 0)):
            self._solver.setOptionValue(name, value)
        for name in _LEFT_OUT:
            self._solver.setOptionValue(f"mip_heuristic_run_{name}", False)  # noqa: FBT003
        _accepted(self._solver.passModel(model))
        self._every = np.arange(variables, dtype=np.int32)
        self._whole = np.flatnonzero(whole).astype(np.int32)
        self._lower, self._upper = np.zeros(rows), np.zeros(rows)

    def add_row(self, variables: IntArray, factors: FloatArray, upper: float) -> None:
        """Add a row for good: ``factors @ values[variables] <= upper``."""
        self._solver.addRow(-np.inf, upper, len(variables), variables.astype(np.int32), factors)

    def minimise(
        self,
        cost: FloatArray,
        limits: Limits,
        *,
        relaxed: bool = False,
        gap: float = 0.0,
        nodes: int = NODES,
    ) -> Answer:
        """Find the solution with the least cost.

        Parameters
        ----------
        cost : array, shape (variables,)
            What each variable costs.
        limits : Limits
            Bounds of the variables, and of the rows that the program was made with.
        relaxed : bool
            Whether whole numbers may be broken: a bound, soon found.
        gap : float
            Relative distance between bound and solution at which the solution counts as proven.
        nodes : int
            Nodes of the search tree after which the best found counts.

        Raises
        ------
        RuntimeError
            The solver failed, as on numbers that are missing.
        """
        solver, number = self._solver, len(self._every)
        if not np.isfinite(cost).all():
            _accepted(highspy.HighsStatus.kError)
        solver.changeColsCost(number, self._every, cost)
        _accepted(solver.changeColsBounds(number, self._every, limits.low, limits.high))
        changed = (limits.lower != self._lower) | (limits.upper != self._upper)
        for row in np.flatnonzero(changed):
            lower, upper = float(limits.lower[row]), float(limits.upper[row])
            _accepted(solver.changeRowBounds(int(row), lower, upper))
        self._lower, self._upper = limits.lower.copy(), limits.upper.copy()
        kind = highspy.HighsVarType.kContinuous if relaxed else highspy.HighsVarType.kInteger
        kinds = np.full(len(self._whole), kind)
        solver.changeColsIntegrality(len(self._whole), self._whole, kinds)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_max_nodes", nodes)
        if not relaxed:
            solver.clearSolver()  # what was solved before is no start for whole numbers
        solver.run()
        return self._answer(relaxed=relaxed)

    def _answer(self, *, relaxed: bool) -> Answer:
        status, told = self._solver.getModelStatus(), self._solver.getInfo()
        ends = highspy.HighsModelStatus
        if status in {ends.kInfeasible, ends.kUnboundedOrInfeasible}:
            return Answer("infeasible", np.zeros(0), np.inf)
        if status not in {ends.kOptimal, ends.kSolutionLimit}:
            message = f"the solver failed: {self._solver.modelStatusToString(status)}"
            raise RuntimeError(message)
        state: State = "optimal" if status == ends.kOptimal else "limit"
        bound = float(told.objective_function_value if relaxed else told.mip_dual_bound)
        known = told.primal_solution_status == highspy.kSolutionStatusFeasible
        values = np.array(self._solver.getSolution().col_value) if known else np.zeros(0)
        return Answer(state, values + 0.0, bound)


def _accepted(status: highspy.HighsStatus) -> None:
    if status == highspy.HighsStatus.kError:
        message = "the solver failed: it was given a number that is missing or makes no sense"
        raise RuntimeError(message)
