"""What the template process is asked, and what it does without a batch."""

import multiprocessing
import os
import subprocess
import sys

import pytest

from workbench.batch.kernel import kernels

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")


@pytest.mark.slow
def test_it_ends_when_nobody_is_there_any_more(tmp_path):
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "workbench.batch.fork.template_process",
             str(theirs.fileno()), "1", "0"],
            pass_fds=[theirs.fileno()], env={**os.environ, **kernels.FORK_ENVIRONMENT},
        )  # fmt: skip
    assert ours.recv() == ("ready", 0, "")
    ours.close()
    assert process.wait(timeout=10) == 0
