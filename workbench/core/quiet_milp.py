"""Call the solver of scipy without what it says on the screen.

HiGHS writes some lines of its own past Python, whatever ``disp`` says; in a report they would stand
among the sentences.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult
from scipy.optimize import milp as _milp

from workbench.core.table_access import FloatArray, IntArray

_SCREEN = 1  # number of the standard output of the process


def silent_milp(
    objective: FloatArray,
    *,
    constraints: LinearConstraint | list[LinearConstraint],
    bounds: Bounds,
    integrality: IntArray,
    seconds: float,
) -> OptimizeResult:
    """Solve a mixed-integer program, asking for a gap of 0; HiGHS' own default would stop early.

    Parameters
    ----------
    objective : array, shape (variables,)
        What is made as small as possible.
    constraints, bounds, integrality
        As `scipy.optimize.milp` takes them.
    seconds : float
        Time limit.
    """
    with _muted():
        return _milp(
            objective,
            constraints=constraints,
            bounds=bounds,
            integrality=np.asarray(integrality, dtype=np.int64),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )


@contextmanager
def _muted() -> Iterator[None]:
    """Lead what the process writes below Python to nowhere; without an output, do nothing."""
    try:
        kept = os.dup(_SCREEN)
    except OSError:
        yield
        return
    try:
        with suppress(OSError, ValueError, AttributeError):
            sys.stdout.flush()
        _flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _SCREEN)
        os.close(nowhere)
        yield
    finally:
        _flush()  # what C keeps back would come out later
        os.dup2(kept, _SCREEN)
        os.close(kept)


def _flush() -> None:
    """Empty the buffers of C, where the system lets us."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).fflush(None)
