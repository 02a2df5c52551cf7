"""Kernels of the running interpreter; what they do with notebooks: ``batch/test_engine.py``."""

import shutil
import tempfile

import pytest

from workbench.batch.engine import execute
from workbench.batch.failure_marks import NotebookFailure
from workbench.batch.kernel import engine, kernels
from workbench.batch.limits import RunLimits

# jupyter_client and zmq warn about event loops of other platforms when they are first used.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning")


def test_a_long_folder_falls_back_to_ports(tmp_path, monkeypatch):
    monkeypatch.setenv(kernels.SCRATCH_VARIABLE, str(tmp_path / ("x" * 90)))
    assert engine.OwnKernel().transport == "tcp"
    short = tempfile.mkdtemp()
    monkeypatch.setenv(kernels.SCRATCH_VARIABLE, short)
    assert engine.OwnKernel().transport == "ipc"
    shutil.rmtree(short)


@pytest.mark.slow
def test_an_interpreter_that_does_not_start_is_one_failed_notebook(
    misbehaviour, monkeypatch, tmp_path
):
    monkeypatch.setenv(kernels.SCRATCH_VARIABLE, str(tmp_path / "scratch"))
    monkeypatch.setattr(engine.sys, "executable", "/bin/false")
    (tmp_path / "out").mkdir()
    given = {"project": None, "site": "a", "framework": None, "as_of": None}
    with pytest.raises(NotebookFailure, match="no Python process could be started"):
        execute(misbehaviour("well-behaved"), given, out=tmp_path / "out", limits=RunLimits())
    assert list((tmp_path / "out").iterdir()) == []
