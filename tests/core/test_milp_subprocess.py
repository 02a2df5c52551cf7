"""The solver keeps its time, in place and in a process of its own."""

import os
import subprocess
import sys
import threading
from time import monotonic

import numpy as np
import pytest

from workbench.core import milp_subprocess as milp_process
from workbench.core.milp_subprocess import Program, solve, solve_all


def knapsack(values, costs, budget, *, least=None):
    size = len(values)
    rows = [costs] if least is None else [costs, values]
    return Program(
        gain=np.asarray(values, float),
        indptr=np.arange(len(rows) + 1) * size,
        indices=np.tile(np.arange(size), len(rows)),
        data=np.concatenate(rows).astype(float),
        lower=np.array([-np.inf] if least is None else [-np.inf, least]),
        upper=np.array([budget] if least is None else [budget, np.inf], float),
    )


EASY = knapsack([6, 10, 12], [1, 2, 3], 5)
IMPOSSIBLE = knapsack([6, 10, 12], [1, 2, 3], 5, least=23)


def hard():
    """Give a knapsack of strongly correlated items, which branch and bound does not close soon."""
    generator = np.random.default_rng(0)
    costs = generator.integers(10**7, 10**8, (3, 120)).astype(float)
    values = costs.sum(axis=0) + 10**6
    size = costs.shape[1]
    return Program(
        gain=values,
        indptr=np.arange(4) * size,
        indices=np.tile(np.arange(size), 3),
        data=costs.ravel(),
        lower=np.full(3, -np.inf),
        upper=costs.sum(axis=1) / 2,
    )


@pytest.mark.parametrize("apart", [False, True])
def test_the_answer_is_the_same_in_place_and_apart(apart):
    easy, impossible = solve_all([EASY, IMPOSSIBLE], gap=0, seconds=20, apart=apart)
    assert easy.state == "optimal"
    assert easy.taken.tolist() == [False, True, True]
    assert easy.bound == pytest.approx(22)
    assert impossible.state == "infeasible"
    assert impossible.taken.size == 0


def test_a_solver_that_does_not_return_is_killed_and_what_is_done_counts(monkeypatch):
    monkeypatch.setattr(milp_process, "GRACE", 0.0)
    start = monotonic()
    # Its own limit is far off; only the kill ends it.
    answers = milp_process._in_a_child([EASY, hard()], 0.0, 300.0, 3.0)
    assert monotonic() - start < 10
    assert answers[0].taken.tolist() == [False, True, True]
    assert answers[1].state == "stopped"
    assert answers[1].bound == np.inf


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals of Unix")
def test_the_child_ends_itself_when_nobody_waits():
    packed = {"limits": np.array([1, 0.0, 300.0, 1.5])}
    packed |= {f"0_{name}": getattr(hard(), name) for name in Program.__slots__}
    start = monotonic()
    done = subprocess.run(
        [sys.executable, "-P", milp_process.__file__],
        input=milp_process._pack(packed),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode < 0
    assert monotonic() - start < 15


def test_an_error_of_the_child_is_told():
    broken = Program(EASY.gain, EASY.indptr, EASY.indices, EASY.data, np.zeros(3), EASY.upper)
    with pytest.raises(RuntimeError, match="solver's process failed"):
        solve_all([broken], gap=0, seconds=5, apart=True)


def test_no_thread_is_left():
    before = threading.active_count()
    solve(EASY, gap=0, seconds=5)
    solve_all([EASY], gap=0, seconds=5, apart=True)
    assert threading.active_count() == before


def test_a_frame_that_was_cut_off_is_dropped():
    frame = milp_process._HEAD.pack(3) + b"abc"
    assert milp_process._frames(frame + frame[:-1]) == [b"abc"]
    assert milp_process._frames(frame + frame[:4]) == [b"abc"]
