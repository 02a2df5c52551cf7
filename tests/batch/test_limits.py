import time

import pytest

from workbench.batch import limits as module
from workbench.batch.limits import Deadline, RunLimits


@pytest.fixture
def clock(monkeypatch):
    """Stop the clock; give the list that holds its time."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_cell_has_the_notebooks_time_and_its_own(clock):
    deadline = Deadline(RunLimits(timeout=60, cell_timeout=10))
    assert deadline.of_cell() == 110
    clock[0] = 155
    assert deadline.of_cell() == 160
    assert Deadline(RunLimits(timeout=60)).of_cell() == 155 + 60


def test_the_limit_that_stopped_a_cell_is_named(clock):
    deadline = Deadline(RunLimits(timeout=60, cell_timeout=10))
    clock[0] = 111
    assert deadline.reason() == "the cell was stopped after 10 s (see --cell-timeout)"
    clock[0] = 160 - module._TOLERANCE
    assert deadline.reason() == "it was stopped after 60 s (see --timeout)"


def test_papermill_alone_limits_cells_and_no_notebook():
    limits = RunLimits.of_papermill({"execution_timeout": 5, "start_timeout": 60})
    assert (limits.cell_timeout, limits.memory) == (5, None)
    assert limits.timeout > 10**8
    assert RunLimits().memory_hint() == ""
