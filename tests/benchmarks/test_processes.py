import os
import subprocess
import sys

import pytest

from benchmarks.processes import BenchFault, descendants, measure, read_memory

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are measured on Linux alone")

# The grandchild leaves its parent and its session: only who adopts orphans still sees it.
ORPHAN = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        block = bytearray(b"x" * 60_000_000)
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass
        os._exit(0)
    os._exit(0)
os.wait()
time.sleep(0.2)
"""


def run(tmp_path, source, every=0.0):
    command = [sys.executable, "-c", source]
    return measure(command, environment=dict(os.environ), folder=tmp_path, every=every)


def test_the_whole_tree_is_found_and_nothing_else():
    parents = {2: 1, 3: 2, 4: 2, 5: 4, 9: 8}
    assert sorted(descendants(parents, 2)) == [3, 4, 5]
    assert descendants(parents, 5) == []


def test_memory_is_read_in_bytes_and_a_zombie_has_none():
    text = "55d-7ffd ---p 00000000 00:00 0  [rollup]\nRss:  300 kB\nPss:  100 kB\nPss_Dirty: 9 kB\n"
    assert read_memory(text) == (102_400, 307_200)
    assert read_memory("") == (0, 0)


@linux
@pytest.mark.slow
def test_an_orphan_in_a_session_of_its_own_counts(tmp_path):
    measured = run(tmp_path, ORPHAN, every=0.05)
    assert measured.cpu > 0.5
    assert measured.peak > 60_000_000


@linux
def test_a_command_that_fails_is_no_result_and_says_what_it_said(tmp_path):
    with pytest.raises(BenchFault, match=r"exit status 3:\n(?s:.)*out of bananas"):
        run(tmp_path, "print('out of bananas'); raise SystemExit(3)")


@linux
def test_memory_is_not_watched_unless_asked_for(tmp_path):
    measured = run(tmp_path, "pass")
    assert measured.samples == ()
    assert measured.peak == 0
    assert measured.cpu > 0
    assert measured.wall > 0


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
        run(tmp_path, "pass")
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
