import os
import subprocess
import sys

import pytest

from benchmarks.processes import BenchFault, busy_seconds, measure

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are measured on Linux alone")

# The grandchild leaves its parent and its session: only who adopts orphans still sees it.
ORPHAN = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass
        os._exit(0)
    os._exit(0)
os.wait()
time.sleep(0.2)
"""


def run(tmp_path, source):
    command = [sys.executable, "-c", source]
    return measure(command, environment=dict(os.environ), folder=tmp_path)


def test_waiting_is_not_work_and_what_the_host_withheld_is_not_ours(tmp_path):
    tick = os.sysconf("SC_CLK_TCK")
    stat = tmp_path / "stat"
    stat.write_text(f"cpu  {tick} {tick} {tick} 900 800 {tick} {tick} {2 * tick} 0 0\ncpu0")
    assert busy_seconds(stat) == 7


@linux
@pytest.mark.slow
def test_an_orphan_in_a_session_of_its_own_counts(tmp_path):
    assert run(tmp_path, ORPHAN).cpu > 0.5


@linux
def test_a_command_that_fails_is_no_result_and_says_what_it_said(tmp_path):
    with pytest.raises(BenchFault, match=r"exit status 3:\n(?s:.)*out of bananas"):
        run(tmp_path, "print('out of bananas'); raise SystemExit(3)")


@linux
@pytest.mark.slow
def test_what_is_left_running_is_ended_and_is_no_result(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.processes._PATIENCE", 0.2)
    source = "import os, time\nif os.fork() == 0:\n    time.sleep(600)"
    with pytest.raises(BenchFault, match="left 1 processes running"):
        run(tmp_path, source)


@linux
def test_children_of_others_are_left_alone(tmp_path):
    other = subprocess.Popen(["sleep", "600"])
    try:
        measured = run(tmp_path, "pass")
        assert measured.cpu > 0
        assert measured.wall > 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
