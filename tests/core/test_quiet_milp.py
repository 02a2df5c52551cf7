"""The solver, without its own lines."""

import os

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint

from workbench.core.quiet_milp import _muted, silent_milp


def test_the_best_of_two_is_taken():
    found = silent_milp(
        np.array([-3.0, -2.0]),
        constraints=LinearConstraint(np.array([[1.0, 1.0]]), -np.inf, 1.0),
        bounds=Bounds(0.0, 1.0),
        integrality=np.ones(2),
        seconds=5.0,
    )
    assert found.x.tolist() == [1.0, 0.0]


def test_what_is_written_below_python_is_gone_and_what_comes_later_is_not(capfd):
    with _muted():
        os.write(1, b"HighsMipSolverData")
    os.write(1, b"after")
    assert capfd.readouterr().out == "after"


def test_the_output_comes_back_after_an_error(capfd):
    with pytest.raises(ZeroDivisionError), _muted():
        _ = 1 // 0
    os.write(1, b"still there")
    assert capfd.readouterr().out == "still there"
