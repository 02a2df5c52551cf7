"""Solve whole-number programs within a time that is kept, in a process that can be killed.

HiGHS treats its time limit as a wish: limits of two minutes have run to ten. Large programs are
therefore solved in a child process that imports nothing of the workbench, ends itself when its time
is up even if nobody waits for it any more, and leaves no thread behind, so that this is sound
inside a forked child. Small programs run in place.
"""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
State = Literal["optimal", "feasible", "infeasible", "stopped"]

#: Variables up to which a program is solved in place.
IN_PLACE = 400

#: Seconds on top of the limit for the child to start and to write its answer.
GRACE = 10.0

#: Ways of the child to end that are no failure: done; out of memory and killed; out of time.
_ENDS = (0, -9, -14)

_HEAD = struct.Struct("<Q")
_STATES: tuple[State, ...] = ("optimal", "feasible", "infeasible", "stopped")


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Maximise gain · x over x that are 0 or 1, subject to lower <= A x <= upper.

    Attributes
    ----------
    gain : array, shape (variables,)
        What each variable brings.
    indptr, indices, data : array
        The matrix A by rows, as ``scipy.sparse.csr_array`` keeps it.
    lower, upper : array, shape (rows,)
        Bounds of the rows; infinite where there is none.
    enough : float
        Relative distance between bound and solution that already proves the solution the best, such
        as less than one point where gains are whole.
    """

    gain: Floats
    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    data: Floats
    lower: Floats
    upper: Floats
    enough: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver found.

    Attributes
    ----------
    state : {"optimal", "feasible", "infeasible", "stopped"}
        Optimal within the gap asked for; a solution without that proof; no solution exists; none
        was found in time.
    taken : array of bool, shape (variables,)
        Variables that are 1; empty without a solution.
    bound : float
        No solution brings more; infinite where not known.
    """

    state: State
    taken: NDArray[np.bool_]
    bound: float


STOPPED = Answer("stopped", np.zeros(0, dtype=bool), np.inf)


def solve(program: Program, *, gap: float, seconds: float) -> Answer:
    """Solve one program in place.

    Parameters
    ----------
    program : Program
        What to solve.
    gap : float
        Relative distance between bound and solution at which to stop.
    seconds : float
        Time limit given to the solver, which does not promise to keep it.

    Examples
    --------
    >>> one_of_two = Program(
    ...     gain=np.array([3.0, 2.0]),
    ...     indptr=np.array([0, 2]),
    ...     indices=np.array([0, 1]),
    ...     data=np.array([1.0, 1.0]),
    ...     lower=np.array([-np.inf]),
    ...     upper=np.array([1.0]),
    ... )
    >>> answer = solve(one_of_two, gap=0.0, seconds=10)
    >>> answer.state, answer.taken.tolist(), answer.bound
    ('optimal', [True, False], 3.0)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    size = len(program.gain)
    matrix = csr_array(
        (program.data, program.indices.astype(np.int32), program.indptr.astype(np.int32)),
        shape=(len(program.lower), size),
    )
    found = milp(
        -program.gain,
        constraints=LinearConstraint(matrix, program.lower, program.upper),
        integrality=np.ones(size, dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": max(gap, float(program.enough)), "time_limit": max(seconds, 0.01)},
    )
    bound = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    if found.x is None:
        state: State = "infeasible" if found.status == 2 else "stopped"
        return Answer(state, np.zeros(0, dtype=bool), bound)
    return Answer("optimal" if found.status == 0 else "feasible", found.x > 0.5, bound)


def solve_all(
    programs: Sequence[Program], *, gap: float, seconds: float, apart: bool | None = None
) -> list[Answer]:
    """Solve programs one after the other within one time limit that is kept.

    Parameters
    ----------
    programs : sequence of Program
        What to solve.
    gap : float
        Relative distance between bound and solution at which to stop.
    seconds : float
        Time for all together. The child process is killed 10 seconds later; what it has solved
        until then counts, the rest is "stopped".
    apart : bool, optional
        Whether in a process of its own; by size unless given.

    Returns
    -------
    list of Answer
        In the order of the programs.

    Raises
    ------
    RuntimeError
        The child process failed by an error of its own.
    """
    if apart is None:
        apart = sum(len(program.gain) for program in programs) > IN_PLACE
    if apart:
        return _in_a_child(programs, gap, seconds, seconds + GRACE)
    end = monotonic() + seconds
    return [solve(program, gap=gap, seconds=end - monotonic()) for program in programs]


def _in_a_child(
    programs: Sequence[Program], gap: float, seconds: float, hard: float
) -> list[Answer]:
    packed: dict[str, Any] = {"limits": np.array([len(programs), gap, seconds, hard])}
    for i, program in enumerate(programs):
        for name in Program.__slots__:
            packed[f"{i}_{name}"] = getattr(program, name)
    # -P: the folder of the notebook must not shadow what the solver imports.
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    child = subprocess.Popen(
        [sys.executable, "-P", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **single},
    )
    killed = False
    try:
        output, said = child.communicate(_pack(packed), timeout=hard)
    except subprocess.TimeoutExpired:
        killed = True
        child.kill()
        output, said = child.communicate()
    except BaseException:  # an interrupt must not leave it running
        child.kill()
        child.communicate()
        raise
    if not killed and child.returncode not in _ENDS:
        message = f"the solver's process failed: {said.decode('utf-8', 'replace')[-500:].strip()}"
        raise RuntimeError(message)
    answers = [_answer(frame) for frame in _frames(output)]
    return [*answers, *[STOPPED] * (len(programs) - len(answers))]


def main() -> None:
    """Read programs from standard input, write each answer as soon as it is there."""
    given = _unpack(sys.stdin.buffer.read())
    number, gap, seconds, hard = given["limits"]
    if hasattr(signal, "setitimer"):
        # Ends this process inside the solver too, and when its parent is gone.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, float(hard))
    end = monotonic() + float(seconds)
    for i in range(int(number)):
        fields: dict[str, Any] = {name: given[f"{i}_{name}"] for name in Program.__slots__}
        program = Program(**fields)
        answer = solve(program, gap=float(gap), seconds=end - monotonic())
        state = np.array([_STATES.index(answer.state)])
        packed = _pack({"state": state, "taken": answer.taken, "bound": np.array([answer.bound])})
        sys.stdout.buffer.write(_HEAD.pack(len(packed)) + packed)
        sys.stdout.buffer.flush()


def _pack(arrays: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _unpack(packed: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(packed), allow_pickle=False) as found:
        return dict(found)


def _frames(output: bytes) -> list[bytes]:
    """Cut the output into whole frames; the last may have been cut off by the kill."""
    frames, at = [], 0
    while at + _HEAD.size <= len(output):
        (length,) = _HEAD.unpack_from(output, at)
        at += _HEAD.size
        if at + length > len(output):
            break
        frames.append(output[at : at + length])
        at += length
    return frames


def _answer(frame: bytes) -> Answer:
    found = _unpack(frame)
    return Answer(_STATES[int(found["state"][0])], found["taken"], float(found["bound"][0]))


if __name__ == "__main__":
    main()
